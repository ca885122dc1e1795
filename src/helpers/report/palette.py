"""Colours of the charts: the Government Analysis Function palette, at least 3:1 on white and between neighbours.

The page's style gives each a twin for dark screens, by the very text of the value: keep them lower case.
"""

from __future__ import annotations

BLUE, TEAL, PLUM, ORANGE, GREY, LILAC = "#12436d", "#28a197", "#801650", "#f46a25", "#3d3d3d", "#a285d1"
INK, QUIET, LINE, FAINT, PAPER = "#1b2430", "#4d5a69", "#c5ccd6", "#dfe4ea", "#ffffff"
