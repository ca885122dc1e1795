"""Sections of the thematic pages: each function adds sentences, charts and tables where their figures are there.

A section without figures adds nothing, so that one notebook serves every scope and period.
"""
