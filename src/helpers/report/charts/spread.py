"""Spread: how units lie around the total, how concentrated a count is, and which criteria each unit meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.analysis.programmes import criterion_number
from helpers.report.charts.base import (
    NAMES,
    SMALL,
    WIDTH,
    Chart,
    Missing,
    canvas,
    page_panel,
    panel,
    row_height,
    rule,
    write,
    write_names,
)
from helpers.report.palette import BLUE, FAINT, PAPER, QUIET
from helpers.report.table import Column, Table
from helpers.vocabulary.language import Translator, format_share

_RIGHT = 58


def concentration(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    x: str = "share_of_units",
    y: str = "share_of_total",
    x_label: str,
    y_label: str,
    source: str = "",
) -> Chart:
    """The concentration curve (points of analysis.inequality) against the line of equal shares; both axes 0-100%."""
    columns = [Column(x, x_label, "share", 1), Column(y, y_label, "share", 1)]
    table = Table(frame, title, columns, sortable=False)

    def draw(t: Translator, missing: Missing) -> Figure:
        return _draw_curve(frame, x, y, x_label, y_label, t)

    def describe(t: Translator) -> str:
        middle = (
            frame.dropna(subset=[x, y]).iloc[lambda d: [(d[x] - 0.5).abs().argmin()]]
            if frame[y].notna().any()
            else frame.head(0)
        )
        if middle.empty:
            return t("Curve without figures: none is available.")
        words = {
            "x": format_share(middle[x].iloc[0], t.lang, 0),
            "y": format_share(middle[y].iloc[0], t.lang, 0),
            "n": len(frame) - 1,
        }
        return t(
            "Concentration curve of {n} units: the first {x} of {x_label} have {y} of {y_label}.",
            **words,
            x_label=x_label,
            y_label=y_label,
        )

    return Chart(title, subtitle, table, draw, describe, source)


def _draw_curve(frame: pd.DataFrame, x: str, y: str, x_label: str, y_label: str, t: Translator) -> Figure:
    size, left, top = 270, 44, 26
    figure = canvas(top + size + 52)
    words = page_panel(figure)
    axes = panel(figure, left, top, size, size)
    for part in (0, 0.25, 0.5, 0.75, 1):
        write(
            words,
            left - 6,
            top + size * (1 - part),
            format_share(part, t.lang, 0),
            size=SMALL,
            quiet=True,
            align="right",
        )
        write(
            words,
            left + size * part,
            top + size + 13,
            format_share(part, t.lang, 0),
            size=SMALL,
            quiet=True,
            align="center",
        )
        rule(axes, (0, 1), (part, part), FAINT)
        rule(axes, (part, part), (0, 1), FAINT)
    rule(axes, (0, 1), (0, 1), QUIET, 1.5, dashed=True)
    sns.lineplot(
        data=frame.dropna(subset=[x, y]),
        x=x,
        y=y,
        estimator=None,
        sort=False,
        color=BLUE,
        linewidth=2.5,
        marker="o",
        markeredgewidth=0,
        ax=axes,
        clip_on=False,
    )
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    write(words, 0, 9, y_label, size=SMALL)
    write(words, left + size, top + size + 33, x_label, size=SMALL, align="right")
    write(words, left + size * 0.46, top + size * 0.4, t("equal shares"), size=SMALL, quiet=True, align="right")
    return figure


def criteria_matrix(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    criteria: Mapping[str, str],
    label: str = "name",
    source: str = "",
    indicator: str = "new_rural_criterion_met",
    fixed: Mapping[str, Any] | None = None,
) -> Chart:
    """Which criteria each unit meets: a filled square met, an open one not met, nothing where not assessed; the sum at the end.

    frame: one row per unit with 1, 0 or missing in the columns `criteria`, in the order to draw.
    criteria: what a reader calls each, by code.
    """
    met = frame[list(criteria)].astype(float)
    columns = [
        Column(label),
        *[Column(c, told, "flag", indicator=indicator, detail=c) for c, told in criteria.items()],
    ]
    table = Table(frame, title, columns, fixed=fixed or {})

    def draw(t: Translator, missing: Missing) -> Figure:
        symbols = [missing(key, next(iter(criteria))) for key in frame.index]
        return _draw_matrix([str(name) for name in frame[label]], met, symbols, t)

    def describe(t: Translator) -> str:
        sums = met.sum(axis=1)[met.notna().any(axis=1)]
        if sums.empty:
            return t("Matrix without figures: none is available.")
        words = {"n": len(sums), "many": len(criteria), "low": int(sums.min()), "top": int(sums.max())}
        return t("Matrix of {n} units and {many} criteria; units meet between {low} and {top}.", **words)

    return Chart(title, subtitle, table, draw, describe, source)


def _draw_matrix(names: Sequence[str], met: pd.DataFrame, symbols: Sequence[str], t: Translator) -> Figure:
    tall, top = row_height(names, [""] * len(names)), 22
    figure = canvas(top + tall * max(len(names), 1) + 24)
    words = page_panel(figure)
    write_names(words, names, [""] * len(names), tall, top)
    heads = [criterion_number(str(criterion)) for criterion in met.columns]
    step = min((WIDTH - NAMES - 24) / max(len(heads), 1), 22)
    for column, head in enumerate(heads):
        if column == 0 or (column + 1) % 5 == 0 or column == len(heads) - 1:
            write(words, NAMES + (column + 0.5) * step, 9, head, size=SMALL, quiet=True, align="center")
    for place, values in enumerate(met.to_numpy()):
        y = top + (place + 0.5) * tall
        for column, value in enumerate(values):
            _square(words, NAMES + (column + 0.5) * step, y, step * 0.36, value)
        text = str(int(sum(v for v in values if v == v))) if any(v == v for v in values) else symbols[place]
        write(words, WIDTH, y, text, bold=True, align="right")
    y = top + tall * len(names) + 12
    _square(words, NAMES + 6, y, 5, 1.0)
    write(words, NAMES + 16, y, t("met"), size=SMALL, quiet=True)
    _square(words, NAMES + 76, y, 5, 0.0)
    write(words, NAMES + 86, y, t("not met"), size=SMALL, quiet=True)
    return figure


def _square(words: Axes, x: float, y: float, half: float, value: float) -> None:
    if value != value:
        return
    xs, ys = [x - half, x + half, x + half, x - half], [y - half, y - half, y + half, y + half]
    words.fill(
        xs, ys, facecolor=BLUE if value else PAPER, edgecolor=BLUE if value else QUIET, linewidth=1.2, clip_on=False
    )
