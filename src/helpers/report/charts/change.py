"""Change: two dates side by side, a small trend, and the flow between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.report.charts.bars import figures_of
from helpers.report.charts.base import (
    SMALL,
    WIDTH,
    Chart,
    Missing,
    canvas,
    panel,
    rule,
)
from helpers.report.markup import shorten
from helpers.report.palette import BLUE, LINE, PAPER
from helpers.report.table import Column, Table, written
from helpers.vocabulary.language import Translator


def dot(axes: Axes, x: float, y: float, colour: str, *, hollow: bool = False, size: float = 60) -> None:
    """A dot, or a ring where `hollow`; nothing where x or y is missing."""
    if x == x and y == y:
        axes.scatter(
            [x], [y], s=size, color=PAPER if hollow else colour, edgecolor=colour, linewidth=2, zorder=3, clip_on=False
        )


def trend(
    frame: pd.DataFrame,
    value: str,
    *,
    title: str,
    subtitle: str,
    time: str = "year",
    format: str = "share",
    decimals: int | None = None,
    breaks: Sequence[int] = (),
    source: str = "",
    fixed: Mapping[str, Any] | None = None,
) -> Chart:
    """A small line over time. A missing value and the start of a new definition (`breaks`: years) interrupt the line.

    One row per time, which is a number or a short text in order; every point carries its value.
    """
    columns = [Column(time, "", "text"), Column(value, "", format, decimals)]
    table = Table(frame.assign(**{time: frame[time].astype(str)}), title, columns, fixed=fixed or {}, sortable=False)

    def draw(t: Translator, missing: Missing) -> Figure:
        texts = figures_of(frame[value], format, t, missing, decimals)
        return _draw_trend([str(moment) for moment in frame[time]], frame[value].astype(float), texts, breaks)

    def describe(t: Translator) -> str:
        known = frame.dropna(subset=[value])
        if known.empty:
            return t("Line chart without figures: none is available.")
        ends = [
            f"{written(known[value].iloc[place], format, t, decimals)} ({known[time].iloc[place]})" for place in (0, -1)
        ]
        return t("Line chart of {n} points, from {first} to {last}.", n=len(known), first=ends[0], last=ends[1])

    return Chart(title, subtitle, table, draw, describe, source)


def _draw_trend(times: Sequence[str], values: pd.Series, texts: Sequence[str], breaks: Sequence[int]) -> Figure:
    figure = canvas(170)
    axes = panel(figure, 34, 34, WIDTH - 76, 96)
    places = list(range(len(times)))
    eras = [sum(moment[:4].isdigit() and int(moment[:4]) >= year for year in breaks) for moment in times]
    stretches = zip(eras, values.isna().cumsum(), places, values, strict=True)
    for _, stretch in groupby(stretches, key=itemgetter(0, 1)):
        *_, x, y = zip(*stretch, strict=True)
        axes.plot(x, y, color=BLUE, clip_on=False)
    axes.set(xlim=(0, max(len(times) - 1, 1)), ylim=(0, (values.max() or 1.0) if values.notna().any() else 1.0))
    axes.set_axis_off()
    rule(axes, (0, max(len(times) - 1, 1)), (0, 0), LINE)
    for place, value in enumerate(values):
        shown = value if value == value else 0
        dot(axes, place, value, BLUE, size=36)
        axes.annotate(
            texts[place],
            (place, shown),
            (0, 13),
            textcoords="offset points",
            ha="center",
            va="center_baseline",
            fontsize=SMALL,
        )
        axes.annotate(
            shorten(times[place], 14),
            (place, 0),
            (0, -16),
            textcoords="offset points",
            ha="center",
            va="center_baseline",
            fontsize=SMALL,
        )
    return figure
