"""New series: draws from a density of latent codes, levels, trend and season."""
