"""What a figure was measured by, so that no change is taken across a break."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.vocabulary.catalogue import measured_by
from helpers.vocabulary.law import NoRule, Standard, entries_of, rule


def _day(day: date | pd.Timestamp) -> date:
    return day.date() if isinstance(day, pd.Timestamp) else day


def standard_at(day: date | pd.Timestamp) -> Standard | NoRule:
    """The poverty standard that a review of that day was measured by; a NoRule for no day."""
    return NoRule(date.max) if pd.isna(day) else rule(Standard, _day(day))


def bridge_standard(observations: pd.DataFrame, day: pd.Timestamp | None) -> Standard | NoRule:
    """The standard by which a bridge review counted the households of a day beside the day's own; else a NoRule."""
    if day is None:
        return NoRule(date.max)
    rows = observations[observations["as_of"].eq(day) & observations["indicator"].eq("poor_households")]
    others = set(rows["standard"]) - {standard_at(day).id}
    return next((each for each in entries_of(Standard) if each.id in others), NoRule(_day(day)))


def same_standard(earlier: date | pd.Timestamp, later: date | pd.Timestamp) -> bool:
    """Whether two reviews were measured by the same poverty standard, so that their figures compare."""
    return bool(standard_at(earlier)) and standard_at(earlier).id == standard_at(later).id


def same_series(indicator: str, earlier: date | pd.Timestamp, later: date | pd.Timestamp) -> bool:
    """Whether an indicator was measured by one standard, set or definition on both days, as far as is on record."""
    first, second = (measured_by(indicator, _day(day)) for day in (earlier, later))
    return first == second


def comparable_dates(days: list[pd.Timestamp], day: pd.Timestamp) -> list[pd.Timestamp]:
    """Those of the days up to `day` that were measured by the same poverty standard as it, earliest first."""
    return sorted(d for d in days if d <= day and same_standard(d, day))
