"""Workbooks as received to observations: reading, repair of text and figures, layouts per form and period.

What reads is looked up on first use: whoever only tells of sources need not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.intake.period import Intake as Intake
    from helpers.intake.period import read_period as read_period

__all__ = ["Intake", "read_period"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'helpers.intake' has no name '{name}'")
    return getattr(import_module("helpers.intake.period"), name)
