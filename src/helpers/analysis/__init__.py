"""Observations to results: pure functions that return frames named by what their rows are."""
