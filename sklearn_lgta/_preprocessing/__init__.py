"""The values of a Panel <-> what the network sees: spans, scale, trend and season, gaps, patches, bounds."""
