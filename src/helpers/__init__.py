"""Helpers of the notebooks: from commune returns to traceable figures and pages.

The names below are all that a notebook needs. They are looked up on first use, so that the command line starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.report import begin as begin
    from helpers.store import load as load

__version__ = "0.1.0"

_NAMES = {"begin": "helpers.report", "load": "helpers.store"}
__all__ = ["__version__", "begin", "load"]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'helpers' has no name '{name}'")
    return getattr(import_module(_NAMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
