"""Workbooks as received to observations: reading, repair of text and figures, layouts per form and period."""

from helpers.intake.layout import Column, Layout, layout, layouts
from helpers.intake.period import Intake, read_file, read_period

__all__ = ["Column", "Intake", "Layout", "layout", "layouts", "read_file", "read_period"]
