"""Kinds of charts, by what they compare."""
