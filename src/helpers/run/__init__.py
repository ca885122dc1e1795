"""Notebooks to reports: which pages to make, each in a fresh process, here or on other machines."""

from helpers.run.order import Order, RunResult
from helpers.run.period import run_period
from helpers.run.telling import status

__all__ = ["Order", "RunResult", "run_period", "status"]
