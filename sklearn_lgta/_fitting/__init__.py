"""What `fit` does: its steps, and what changed parameters mean afterwards."""
