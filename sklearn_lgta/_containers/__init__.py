"""The user's container <-> a Panel of numbers: one module a kind of container, and the index of their time points."""
