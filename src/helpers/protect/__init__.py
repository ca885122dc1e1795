"""Accepted figures to a release: what an audience may see, and the proof that the rest cannot be worked out."""
