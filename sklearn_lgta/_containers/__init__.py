"""The user's container <-> a Panel of numbers: arrays, frames, lists, and the dates of their time points."""
