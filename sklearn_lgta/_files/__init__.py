"""Files of fitted augmenters, which hold no code."""
