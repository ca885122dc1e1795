"""What a figure was measured by, so that no change is taken across a break (standards.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from helpers.vocabulary.errors import InputError
from helpers.vocabulary.pack import entries
from helpers.vocabulary.words import Words


@dataclass(frozen=True)
class Standard:
    """A poverty standard: income lines in VND per person and month, number of deprivation indicators, legal basis."""

    id: str
    valid_from: date
    rural_line_vnd: int
    urban_line_vnd: int
    indicators: int
    basis: Mapping[str, str]
    words: Mapping[str, str]


def _tables() -> Mapping[str, Any]:
    return entries("standards.toml")


def _day(day: date | pd.Timestamp) -> date:
    return day.date() if isinstance(day, pd.Timestamp) else day


def standard_at(day: date | pd.Timestamp) -> Standard:
    """The poverty standard that a review of that day was measured by. Raises InputError before the first one."""
    rows = [s for s in _tables()["standard"] if s["valid_from"] <= _day(day)]
    if not rows:
        raise InputError(f"No poverty standard is on record for {_day(day)}; standards.toml starts in 2016.")
    found = rows[-1]
    rest = ("id", "valid_from", "rural_line_vnd", "urban_line_vnd", "indicators")
    basis, words = Words(vi=found["basis_vi"], en=found["basis"]), Words(vi=found["vi"], en=found["en"])
    return Standard(basis=basis, words=words, **{name: found[name] for name in rest})


def same_standard(earlier: date | pd.Timestamp, later: date | pd.Timestamp) -> bool:
    """Whether two reviews were measured by the same poverty standard, so that their figures compare."""
    return standard_at(earlier).id == standard_at(later).id


def same_series(indicator: str, earlier: date | pd.Timestamp, later: date | pd.Timestamp) -> bool:
    """Whether no change of definition of the indicator took effect after the earlier day and up to the later one."""
    starts = [s["valid_from"] for s in _tables()["series"] if s["indicator"] == indicator]
    return not any(_day(earlier) < start <= _day(later) for start in starts)


def comparable_dates(days: list[pd.Timestamp], day: pd.Timestamp) -> list[pd.Timestamp]:
    """Those of the days up to `day` that were measured by the same poverty standard as it, earliest first."""
    return sorted(d for d in days if d <= day and same_standard(d, day))
