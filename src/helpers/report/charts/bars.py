"""Horizontal bars: one measure compared between units, contributions to a change, amounts spent of a plan."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from helpers.report.charts.base import (
    NAMES,
    Chart,
    Missing,
    canvas,
    page_panel,
    row_height,
    rule,
    write,
    write_names,
)
from helpers.report.palette import BLUE, GREY, LINE, ORANGE
from helpers.report.table import Column, Table, written
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import Translator

_BARS = 182
_BASES = {
    "households": "{count} of {base} households",
    "persons": "{count} of {base} persons",
    "criteria": "{count} of {base} criteria",
}


def ranked_bars(
    frame: pd.DataFrame,
    value: str,
    *,
    title: str,
    subtitle: str,
    label: str = "name",
    format: str = "share",
    decimals: int | None = None,
    count: str = "",
    base: str = "",
    total: Hashable | None = None,
    highlight: Hashable | None = None,
    symbols: Mapping[tuple[Hashable, str], str] | None = None,
    source: str = "",
    fixed: Mapping[str, Any] | None = None,
) -> Chart:
    """Bars from the largest to the smallest `value`, one per row, the total row last and in grey.

    A rate names its `count` and `base` columns, which are written under each name. Rows without a value keep their place
    at the end with their symbol. total and highlight are index labels of `frame`.
    """
    ranked = pd.concat(
        [frame[frame.index != total].sort_values(value, ascending=False, kind="stable"), frame[frame.index == total]]
    )
    columns = [
        Column(label, ""),
        *[Column(name, "", "count") for name in (count, base) if name],
        Column(value, "", format, decimals),
    ]
    table = Table(ranked, title, columns, total=total, symbols=symbols or {}, fixed=fixed or {})

    def words(row: pd.Series, t: Translator) -> str:
        return "" if not count else _count_words(row, count, base, t)

    def draw(t: Translator, missing: Missing) -> Figure:
        names = [str(name) for name in ranked[label]]
        figures = figures_of(ranked[value], format, t, missing, decimals)
        bases = [words(row, t) for _, row in ranked.iterrows()]
        colours = [GREY if key == total else ORANGE if key == highlight else BLUE for key in ranked.index]
        return draw_bars(names, bases, list(ranked[value].astype(float)), figures, colours)

    def describe(t: Translator) -> str:
        known = ranked[(ranked.index != total)].dropna(subset=[value])
        if known.empty:
            return t("Bar chart without figures: none is available.")
        ends = [
            f"{known[label].iloc[place]} {written(known[value].iloc[place], format, t, decimals)}" for place in (0, -1)
        ]
        return t("Bar chart of {n} rows. Highest: {top}; lowest: {low}.", n=len(known), top=ends[0], low=ends[1])

    return Chart(title, subtitle, table, draw, describe, source)


def _count_words(row: pd.Series, count: str, base: str, t: Translator) -> str:
    """'1.731 trên 7.735 hộ', or nothing where one of the two is missing."""
    if pd.isna(row[count]) or (base and pd.isna(row[base])):
        return ""
    entry = indicators().get(count)
    if not base:
        return written(row[count], "count", t)
    pattern = _BASES.get(entry.measure if entry else "", "{count} of {base}")
    return t(pattern, count=written(row[count], "count", t), base=written(row[base], "count", t))


def figures_of(
    values: pd.Series, format: str, t: Translator, missing: Missing, decimals: int | None = None
) -> list[str]:
    """Each value as written, or the symbol of a missing one."""
    return [
        missing(key, str(values.name)) if pd.isna(value) else written(value, format, t, decimals)
        for key, value in values.items()
    ]


def draw_bars(
    names: Sequence[str], bases: Sequence[str], values: Sequence[float], figures: Sequence[str], colours: Sequence[str]
) -> Figure:
    """Names with their bases on the left, bars, and figures at the bars' ends. Negative values stretch to the left."""
    tall = row_height(names, bases)
    figure = canvas(tall * max(len(names), 1) + 4)
    words = page_panel(figure)
    write_names(words, names, bases, tall)
    low, high = min(0.0, *_known(values)), max(0.0, *_known(values))
    span = (high - low) or 1.0
    zero = NAMES - low / span * _BARS
    lengths = [0.0 if value != value else value / span * _BARS for value in values]
    middles = [(place + 0.5) * tall for place in range(len(values))]
    words.barh(middles, lengths, left=zero, height=min(0.62 * tall, 20), color=list(colours), clip_on=False)
    rule(words, (zero, zero), (2, tall * len(names)), LINE)
    for place, (value, text) in enumerate(zip(values, figures, strict=True)):
        end = zero if value != value else NAMES + (max(value, 0) - low) / span * _BARS
        write(words, end + 5, (place + 0.5) * tall, text, bold=colours[place] != BLUE)
    return figure


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if value == value] or [0.0]


def contributions(
    frame: pd.DataFrame,
    value: str,
    *,
    title: str,
    subtitle: str,
    label: str = "name",
    format: str = "count",
    decimals: int | None = None,
    total: Hashable | None = None,
    source: str = "",
    fixed: Mapping[str, Any] | None = None,
) -> Chart:
    """What each row adds to or takes from a total change: bars to both sides of zero, the largest decrease first.

    `value` holds differences (households, or percentage points with format `points`); the total row stands last.
    """
    rows = pd.concat([frame[frame.index != total].sort_values(value, kind="stable"), frame[frame.index == total]])
    table = Table(rows, title, [Column(label), Column(value, "", format, decimals)], total=total, fixed=fixed or {})

    def draw(t: Translator, missing: Missing) -> Figure:
        figures = [
            missing(key, value) if pd.isna(v) else signed(v, format, t, decimals) for key, v in rows[value].items()
        ]
        colours = [GREY if key == total else ORANGE if v > 0 else BLUE for key, v in rows[value].items()]
        return draw_bars(
            [str(n) for n in rows[label]], [""] * len(rows), list(rows[value].astype(float)), figures, colours
        )

    def describe(t: Translator) -> str:
        known = rows[rows.index != total].dropna(subset=[value])
        if known.empty:
            return t("Bar chart without figures: none is available.")
        ends = [
            f"{known[label].iloc[place]} {signed(known[value].iloc[place], format, t, decimals)}" for place in (0, -1)
        ]
        return t("Bar chart of changes in {n} rows, from {low} to {top}.", n=len(known), low=ends[0], top=ends[1])

    return Chart(title, subtitle, table, draw, describe, source)


def signed(value: float, format: str, t: Translator, decimals: int | None = None) -> str:
    """A difference with its sign: '+12', '−13,62'."""
    text = written(value, format, t, decimals)
    return text if value <= 0 or text.startswith("+") else f"+{text}"
