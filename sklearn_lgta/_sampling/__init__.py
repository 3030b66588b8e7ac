"""New series, drawn from a density of latent codes, levels and structure."""
