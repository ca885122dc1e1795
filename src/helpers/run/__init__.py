"""Notebooks to reports: which pages to make, in kernels that start at once, here or on other machines."""

from helpers.run.period import RunResult, run_period, status

__all__ = ["RunResult", "run_period", "status"]
