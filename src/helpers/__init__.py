"""Helpers of the notebooks: from commune returns to traceable figures and pages.

The names below are all that a notebook needs. They are looked up on first use, so that the command line starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.report.explore import compare as compare
    from helpers.report.explore import figures as figures
    from helpers.report.explore_chooser import choose as choose
    from helpers.report.explore_contents import contents as contents
    from helpers.report.explore_contents import periods as periods
    from helpers.report.explore_contents import scopes as scopes
    from helpers.report.explore_contents import trace as trace
    from helpers.report.explore_contents import units as units
    from helpers.report.explore_table import table as table
    from helpers.report.explore_views import chart as chart
    from helpers.report.explore_views import export as export
    from helpers.report.page import begin as begin
    from helpers.store import load as load

__version__ = "0.1.0"

_NAMES = {
    "begin": "helpers.report.page",
    "chart": "helpers.report.explore_views",
    "choose": "helpers.report.explore_chooser",
    "compare": "helpers.report.explore",
    "contents": "helpers.report.explore_contents",
    "export": "helpers.report.explore_views",
    "figures": "helpers.report.explore",
    "load": "helpers.store",
    "periods": "helpers.report.explore_contents",
    "scopes": "helpers.report.explore_contents",
    "table": "helpers.report.explore_table",
    "trace": "helpers.report.explore_contents",
    "units": "helpers.report.explore_contents",
}
__all__ = ["__version__", *_NAMES]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'helpers' has no name '{name}'")
    return getattr(import_module(_NAMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
