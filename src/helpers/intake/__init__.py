"""Workbooks as received to observations: reading, repair of text and figures, layouts per form and period."""

from helpers.intake.layout import FormColumn, Layout, layout, layouts
from helpers.intake.period import Intake, read_file, read_period

__all__ = ["FormColumn", "Intake", "Layout", "layout", "layouts", "read_file", "read_period"]
