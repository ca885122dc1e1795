"""Helpers of the notebooks: from commune returns to traceable figures and pages.

The names below are all that a notebook needs. They are looked up on first use, so that the command line starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from helpers.vocabulary.late import postpone

if TYPE_CHECKING:
    from helpers.explore.chooser import choose as choose
    from helpers.explore.contents import contents as contents
    from helpers.explore.contents import periods as periods
    from helpers.explore.contents import scopes as scopes
    from helpers.explore.contents import trace as trace
    from helpers.explore.contents import units as units
    from helpers.explore.frames import compare as compare
    from helpers.explore.frames import figures as figures
    from helpers.explore.learn import learn as learn
    from helpers.explore.match import match_units as match_units
    from helpers.explore.plots import heat as heat
    from helpers.explore.plots import scatter as scatter
    from helpers.explore.plots import small_multiples as small_multiples
    from helpers.explore.series import details as details
    from helpers.explore.series import series as series
    from helpers.explore.series import wide as wide
    from helpers.explore.table import table as table
    from helpers.explore.views import chart as chart
    from helpers.explore.views import export as export
    from helpers.protect.release import load as load
    from helpers.report.page import begin as begin
    from helpers.run.arrivals.inbox import receive as receive

__version__ = "0.1.0"

#: jsonschema, and so nbformat, asks them how addresses are written; the grammar of the first takes a second to build.
postpone("rfc3987_syntax", "is_valid_syntax")
postpone("rfc3986_validator", "validate_rfc3986")

_HOMES = {
    "helpers.report.page": "begin",
    "helpers.explore.views": "chart export",
    "helpers.explore.chooser": "choose",
    "helpers.explore.frames": "compare figures",
    "helpers.explore.contents": "contents periods scopes trace units",
    "helpers.explore.series": "details series wide",
    "helpers.explore.plots": "heat scatter small_multiples",
    "helpers.explore.learn": "learn",
    "helpers.protect.release": "load",
    "helpers.explore.match": "match_units",
    "helpers.run.arrivals.inbox": "receive",
    "helpers.explore.table": "table",
}
_NAMES = {name: home for home, names in _HOMES.items() for name in names.split()}
__all__ = ["__version__", *_NAMES]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'helpers' has no name '{name}'")
    return getattr(import_module(_NAMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
