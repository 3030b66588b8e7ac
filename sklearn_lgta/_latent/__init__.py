"""Series <-> latent codes: encoding, decoding, residuals, neighbours and diagnostics."""
