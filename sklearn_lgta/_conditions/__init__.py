"""Inputs of the network besides the values of a series: class, calendar, groups and covariates, as one array."""
