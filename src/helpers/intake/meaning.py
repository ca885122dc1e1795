"""What a figure means besides its cell: since when a flow is counted, and by which standard a figure was measured.

Both belong to a figure's key: half a year and a year are never one series, and one day can hold two standards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd
from pandas.api.extensions import ExtensionArray

from helpers.intake.layouts.layout import layouts
from helpers.intake.source import Source
from helpers.vocabulary.catalogue import FAMILIES, indicators, measured_by
from helpers.vocabulary.law import entries_of
from helpers.vocabulary.pack import per_pack
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope


def with_standards(figures: pd.DataFrame, scope: Scope, said: str = "") -> pd.DataFrame:
    """The figures with `standard`: the id of what measures them, '' where nothing does or no rule is on record.

    said: the standard that `sources.toml` names for a file, as for a bridge review: the same households by another
    line.
    """

    def standard(indicator: str, detail: str, day: pd.Timestamp) -> str:
        family = indicators()[indicator].standard
        if said and family and said in {entry.id for entry in entries_of(FAMILIES[family])}:
            return said
        return measured_by(indicator, day.date(), detail, scope.places)

    return figures.assign(standard=_by_kind(figures, ["indicator", "detail", "as_of"], standard, "str"))


def _by_kind(figures: pd.DataFrame, by: list[str], told: Callable[..., object], dtype: str) -> ExtensionArray:
    """What holds of each figure by what it is of: `told` of the columns `by`, asked once for each kind of figures."""
    numbers = figures.groupby(by, sort=False, dropna=False).ngroup()
    firsts = figures.loc[numbers.drop_duplicates().index, by]
    return pd.array([told(*each) for each in firsts.itertuples(index=False)], dtype=dtype).take(numbers)


def with_starts(
    figures: pd.DataFrame, since: Mapping[str, Mapping[str, date]], source: Source, period: Period
) -> pd.DataFrame:
    """The figures of a file with `start`: for a stock the day itself, for a flow the first day that it describes.

    That is what `sources.toml` says of the file; else what a sheet's title says of an indicator (`since`, by sheet);
    else 1 January of the budget year where the indicator's form counts from there; else the period's first day. Up to a
    day outside the period, a flow is taken to be of that day's year.
    """
    if figures.empty:
        return figures

    def start(sheet: str, indicator: str, as_of: pd.Timestamp) -> date:
        day, said = as_of.date(), source.start or since[sheet].get(indicator)
        if indicators()[indicator].duration == "stock":
            return day
        if said and said <= day:
            return said
        if indicator in _yearly():
            return date(day.year - (day.month == 1), 1, 1)  # the budget year closes on 31 January
        return period.start if period.start <= day <= period.end else date(day.year, 1, 1)

    return figures.assign(start=_by_kind(figures, ["sheet", "indicator", "as_of"], start, "datetime64[s]"))


@per_pack
def _yearly() -> frozenset[str]:
    """Indicators of forms whose flows count from 1 January."""
    yearly = (layout for layout in layouts() if layout.since == "year")
    return frozenset(id for layout in yearly for column in layout.figures for id in column.indicators)
