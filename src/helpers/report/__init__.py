"""Results into pages: what notebooks use to write a page. What makes HTML of it, `exporter`, is no matter of kernels."""

from helpers.report.page import Page, begin
from helpers.report.table import Column, Table

__all__ = ["Column", "Page", "Table", "begin"]
