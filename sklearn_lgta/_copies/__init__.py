"""Copies of series: random draws, donors, calibration of strength, and forecast windows."""
