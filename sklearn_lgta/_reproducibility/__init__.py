"""Results that depend on the seed and the data alone: random numbers, and settings under which numbers are computed."""
