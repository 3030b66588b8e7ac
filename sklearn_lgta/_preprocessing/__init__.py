"""Between the values of a Panel and the input of the network: spans, scale, trend and season, gaps, patches, bounds."""
