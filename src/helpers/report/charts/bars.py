"""Horizontal bars: one measure compared between units, and two amounts side by side."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.report.charts.base import SMALL, Chart, canvas, lines_of, page_panel, panel, rule, write
from helpers.report.palette import BLUE, GREY, LINE, ORANGE
from helpers.report.table import Column, Table, written
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import Translator

_NAMES, _BARS, _ROW = 150, 182, 15
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
    ranked = pd.concat([frame[frame.index != total].sort_values(value, ascending=False, kind="stable"), frame[frame.index == total]])
    columns = [Column(label, ""), *[Column(name, "", "count") for name in (count, base) if name], Column(value, "", format, decimals)]
    table = Table(ranked, title, columns, total=total, symbols=symbols or {}, fixed=fixed or {})

    def words(row: pd.Series, t: Translator) -> str:
        return "" if not count else _count_words(row, count, base, t)

    def draw(t: Translator) -> Figure:
        names = [str(name) for name in ranked[label]]
        figures = [_value_words(row, value, format, decimals, symbols or {}, t) for _, row in ranked.iterrows()]
        bases = [words(row, t) for _, row in ranked.iterrows()]
        colours = [GREY if key == total else ORANGE if key == highlight else BLUE for key in ranked.index]
        return draw_bars(names, bases, list(ranked[value].astype(float)), figures, colours)

    def describe(t: Translator) -> str:
        known = ranked[(ranked.index != total)].dropna(subset=[value])
        if known.empty:
            return t("Bar chart without figures: none is available.")
        ends = [f"{known[label].iloc[place]} {written(known[value].iloc[place], format, t, decimals)}" for place in (0, -1)]
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


def _value_words(row: pd.Series, value: str, format: str, decimals: int | None, symbols: Mapping, t: Translator) -> str:
    if pd.isna(row[value]):
        return f"[{symbols.get((row.name, value), 'x')}]"
    return written(row[value], format, t, decimals)


def draw_bars(names: Sequence[str], bases: Sequence[str], values: Sequence[float], figures: Sequence[str], colours: Sequence[str]) -> Figure:
    """Names with their bases on the left, bars, and figures at the bars' ends. Negative values stretch to the left."""
    lines = [lines_of(name, 20) for name in names]
    tall = max(len(line) + bool(base) for line, base in zip(lines, bases, strict=True)) * _ROW + 12
    figure = canvas(tall * len(names) + 4)
    words = page_panel(figure)
    for place, (name, base) in enumerate(zip(lines, bases, strict=True)):
        _write_name(words, [*name, *([base] if base else [])], bool(base), (place + 0.5) * tall)
    low, high = min(0.0, *_known(values)), max(0.0, *_known(values))
    span = (high - low) or 1.0
    bars = panel(figure, _NAMES, 0, _BARS, tall * len(names))
    _bars(bars, values, colours, tall)
    bars.set(xlim=(low, low + span), ylim=(len(names) - 0.5, -0.5))
    zero = _NAMES + (0 - low) / span * _BARS
    rule(words, (zero, zero), (2, tall * len(names)), LINE)
    for place, (value, text) in enumerate(zip(values, figures, strict=True)):
        end = zero if value != value else _NAMES + (max(value, 0) - low) / span * _BARS
        write(words, end + 5, (place + 0.5) * tall, text, bold=colours[place] != BLUE)
    return figure


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if value == value] or [0.0]


def _bars(axes: Axes, values: Sequence[float], colours: Sequence[str], tall: float) -> None:
    places = [str(place) for place in range(len(values))]
    sns.barplot(
        x=list(values), y=places, hue=places, palette=dict(zip(places, colours, strict=True)), orient="h", ax=axes,
        errorbar=None, saturation=1, legend=False, width=min(0.62, 20 / tall), clip_on=False,
    )  # fmt: skip
    axes.set_axis_off()


def _write_name(words: Axes, lines: Sequence[str], has_base: bool, middle: float) -> None:
    first = middle - (len(lines) - 1) * _ROW / 2
    for place, line in enumerate(lines):
        is_base = has_base and place == len(lines) - 1
        write(words, 0, first + place * _ROW, line, size=SMALL if is_base else 12.5, quiet=is_base)
