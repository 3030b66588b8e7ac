"""Fitted augmenters as files without code."""
