"""What the network is told about a series besides its values: labels, calendar, groups and covariates as one array."""
