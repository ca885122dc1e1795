"""Notebooks to reports: which pages to make, in kernels that start at once, here or on other machines."""

from helpers.run.order import RunResult
from helpers.run.period import run_period
from helpers.run.telling import status

__all__ = ["RunResult", "run_period", "status"]
