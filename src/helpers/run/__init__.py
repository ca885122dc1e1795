"""Notebooks to reports: which pages to make, each in a fresh process, here or on other machines."""

import sys

from helpers.run.order import Order, RunResult
from helpers.run.period import run_period
from helpers.run.telling import status

__all__ = ["Order", "RunResult", "run_period", "status"]

# jsonschema, and with it nbformat, compiles a grammar of internationalised web addresses at import if the package for it is
# there (3 s); no schema of notebooks or manifests asks for such an address to be checked. None says: not to be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # ty: ignore[no-matching-overload]
