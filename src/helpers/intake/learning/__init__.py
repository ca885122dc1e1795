"""Layouts by example: what the columns of a table of somebody else may be, and what was learnt."""
