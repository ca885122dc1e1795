"""The first day that a flow describes: half a year and a year are never one series, so every flow says since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from helpers.intake.layout import layouts
from helpers.intake.source import Source
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.pack import per_pack
from helpers.vocabulary.period import Period


def with_starts(figures: pd.DataFrame, since: Mapping[str, date], source: Source, period: Period) -> pd.DataFrame:
    """The figures of a sheet with `start`: for a stock the day itself, for a flow the first day that it describes.

    That is what `sources.toml` says of the file; else what the sheet's title says of an indicator (`since`); else
    1 January of the budget year where the indicator's form counts from there; else the period's first day. Up to a day
    outside the period, a flow is taken to be of that day's year.
    """
    if figures.empty:
        return figures
    pairs = figures[["indicator", "as_of"]].drop_duplicates()
    starts = [
        _start(id, day.date(), source.start or since.get(id), period) for id, day in pairs.itertuples(index=False)
    ]
    named = pairs.assign(start=pd.Series(starts, index=pairs.index, dtype="datetime64[s]"))
    return figures.merge(named, on=["indicator", "as_of"], how="left")


def _start(indicator: str, day: date, said: date | None, period: Period) -> date:
    if indicators()[indicator].duration == "stock":
        return day
    if said and said <= day:
        return said
    if indicator in _yearly():
        return date(day.year - (day.month == 1), 1, 1)  # the budget year closes on 31 January
    return period.start if period.start <= day <= period.end else date(day.year, 1, 1)


@per_pack
def _yearly() -> frozenset[str]:
    """Indicators of forms whose flows count from 1 January."""
    yearly = (layout for layout in layouts() if layout.since == "year")
    return frozenset(id for layout in yearly for column in layout.figures for id in column.indicators)
