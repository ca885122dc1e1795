"""Results into pages: what notebooks use to write a page, and what a run uses to make HTML of it."""

from helpers.report.exporter import render
from helpers.report.page import Page, begin
from helpers.report.table import Column, Table

__all__ = ["Column", "Page", "Table", "begin", "render"]
