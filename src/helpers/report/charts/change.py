"""Change: two dates side by side, a small trend, and the flow between them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.report.charts.bars import figures_of, signed
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
    scale,
    write,
    write_names,
)
from helpers.report.markup import shorten
from helpers.report.palette import BLUE, GREY, LINE, ORANGE, PAPER
from helpers.report.table import Column, Table, written
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.identities import flow_signs
from helpers.vocabulary.language import Translator, format_number


def change_dots(
    frame: pd.DataFrame,
    before: str,
    after: str,
    *,
    title: str,
    subtitle: str,
    before_label: str,
    after_label: str,
    label: str = "name",
    format: str = "share",
    total: Hashable | None = None,
    source: str = "",
    fixed: Mapping[str, Any] | None = None,
) -> Chart:
    """Each row's value at two dates, joined by a line: a ring before, a dot after; the total row last.

    Shares are written as changes in percentage points, counts as differences. A row without both values has no line.
    """
    rows = pd.concat(
        [frame[frame.index != total].sort_values(after, ascending=False, kind="stable"), frame[frame.index == total]]
    )
    columns = [Column(label), Column(before, before_label, format), Column(after, after_label, format)]
    table = Table(rows, title, columns, total=total, fixed=fixed or {})

    def draw(t: Translator, missing: Missing) -> Figure:
        def lacking(key: Hashable) -> str:
            return missing(key, before if pd.isna(rows.loc[key, before]) else after)

        figures = [_change_words(row[before], row[after], format, t) or lacking(key) for key, row in rows.iterrows()]
        unit = t("points") if format == "share" else ""
        return _draw_dots(
            [str(n) for n in rows[label]],
            (rows[before].astype(float), rows[after].astype(float)),
            figures,
            (before_label, after_label, unit),
            format,
            t,
        )

    def describe(t: Translator) -> str:
        known = rows[rows.index != total].dropna(subset=[before, after])
        down, up = int((known[after] < known[before]).sum()), int((known[after] > known[before]).sum())
        words = {"before": before_label, "after": after_label, "n": len(known), "down": down, "up": up}
        return t("Dot chart of {n} rows, {before} and {after}: {down} lower, {up} higher.", **words)

    return Chart(title, subtitle, table, draw, describe, source)


def _change_words(before: float, after: float, format: str, t: Translator) -> str:
    if pd.isna(before) or pd.isna(after):
        return ""
    if format == "share":
        return signed((after - before) * 100, "points", t)
    return signed(after - before, format, t)


def _draw_dots(
    names: Sequence[str],
    values: tuple[pd.Series, pd.Series],
    figures: Sequence[str],
    labels: tuple[str, str, str],
    format: str,
    t: Translator,
) -> Figure:
    tall, top = row_height(names, [""] * len(names)), 26
    figure = canvas(top + tall * max(len(names), 1) + 20)
    words = page_panel(figure)
    write_names(words, names, [""] * len(names), tall, top)
    _key(words, labels)
    known = [value for each in values for value in each.dropna()]
    high, wide = max(known, default=0.0) or 1.0, WIDTH - NAMES - 70
    scale(words, high, wide, (top, top + tall * len(names)), format, t)
    for place, (old, new) in enumerate(zip(*values, strict=True)):
        y = top + (place + 0.5) * tall
        xs = [NAMES + value / high * wide for value in (old, new)]
        colour = ORANGE if new > old else BLUE
        rule(words, (xs[0], xs[1]), (y, y), colour, 3)
        dot(words, xs[0], y, colour, hollow=True)
        dot(words, xs[1], y, colour)
        write(words, WIDTH, y, figures[place], align="right")
    return figure


def dot(axes: Axes, x: float, y: float, colour: str, *, hollow: bool = False, size: float = 60) -> None:
    """A dot, or a ring where `hollow`; nothing where x or y is missing."""
    if x == x and y == y:
        axes.scatter(
            [x], [y], s=size, color=PAPER if hollow else colour, edgecolor=colour, linewidth=2, zorder=3, clip_on=False
        )


def _key(words: Axes, labels: tuple[str, str, str]) -> None:
    """What the ring and the dot stand for."""
    dot(words, 6, 9, GREY, hollow=True)
    write(words, 16, 9, labels[0], size=SMALL, quiet=True)
    middle = 36 + 6.4 * len(labels[0])
    dot(words, middle, 9, GREY)
    write(words, middle + 10, 9, labels[1], size=SMALL, quiet=True)
    write(words, WIDTH, 9, labels[2], size=SMALL, quiet=True, align="right")


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


def flow(
    frame: pd.DataFrame,
    value: str = "value",
    *,
    title: str,
    subtitle: str,
    codes: str = "flow_poor",
    source: str = "",
    fixed: Mapping[str, Any] | None = None,
) -> Chart:
    """How a stock of households became another: a step for each way out and in, in the order of the form.

    frame: index `detail` holds codes of the list `codes` (start, ways out and in, end); missing ways have no bar. A residual
    between the steps and the printed end is shown as a step of its own, never spread over the others.
    """
    rows = _with_residual(frame[[value]].reindex([code for code in codelist(codes) if code in frame.index]), value)

    def name(code: str, t: Translator) -> str:
        return t("Difference that the form leaves unexplained") if code == "residual" else codelist(codes)[code][t.lang]

    def named(t: Translator) -> list[str]:
        return [name(str(code), t) for code in rows.index]

    def draw(t: Translator, missing: Missing) -> Figure:
        symbols = [missing(code, value) for code in rows.index]
        return _draw_flow(named(t), symbols, rows[value].astype(float), t)

    def describe(t: Translator) -> str:
        told = {
            code: format_number(rows[value].get(code), t.lang)
            for code in ("start", "end")
            if pd.notna(rows[value].get(code))
        }
        return t(
            "Step chart from {start} at the start to {end} at the end.",
            start=told.get("start", "[x]"),
            end=told.get("end", "[x]"),
        )

    def data(t: Translator) -> Table:
        shown = rows.rename_axis("detail").assign(name=named(t))
        return Table(
            shown,
            title,
            [Column("name", t("Step")), Column(value, t("Number"), "count")],
            fixed=fixed or {},
            sortable=False,
        )

    return Chart(title, subtitle, data, draw, describe, source)


def _with_residual(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    steps = rows[value].drop(["start", "end"], errors="ignore")
    known = rows[value].reindex(["start", "end"])
    if known.isna().any() or steps.isna().any() or steps.empty:  # the rest of a withheld step would give it away
        return rows
    residual = known["end"] - known["start"] - sum(_signed(code, step) for code, step in steps.items() if step == step)
    if not residual:
        return rows
    return pd.concat([rows.drop("end"), pd.DataFrame({value: [residual]}, index=["residual"]), rows.loc[["end"]]])


def _signed(code: Hashable, step: float) -> float:
    signs = flow_signs("poor_household_flow") | flow_signs("near_poor_household_flow")
    return signs.get(str(code), 1) * step


def _draw_flow(names: Sequence[str], symbols: Sequence[str], values: pd.Series, t: Translator) -> Figure:
    tall = row_height(names, [""] * len(names))
    figure = canvas(tall * max(len(names), 1) + 4)
    words = page_panel(figure)
    write_names(words, names, [""] * len(names), tall)
    level, spans = 0.0, []
    for code, step in values.items():
        start = 0.0 if code in ("start", "end") else level
        level = level if step != step else step if code in ("start", "end") else level + _signed(code, step)
        spans.append((start, level))
    high, wide = max((max(span) for span in spans), default=1.0) or 1.0, WIDTH - NAMES - 62
    for place, (code, span) in enumerate(zip(values.index, spans, strict=True)):
        ends, y = [NAMES + end / high * wide for end in span], (place + 0.5) * tall
        _step(words, str(code), values.iloc[place], ends, y, tall)
        text = symbols[place] if pd.isna(values.iloc[place]) else _step_words(str(code), values.iloc[place], t)
        write(words, max(ends) + 5, y, text, bold=code in ("start", "end"))
    return figure


def _step_words(code: str, step: float, t: Translator) -> str:
    return format_number(step, t.lang) if code in ("start", "end") else signed(_signed(code, step), "count", t)


def _step(words: Axes, code: str, step: float, ends: list[float], y: float, tall: float) -> None:
    colour = GREY if code in ("start", "end") else BLUE if ends[1] < ends[0] else ORANGE
    if step == step:
        words.barh(y, ends[1] - ends[0], left=ends[0], height=min(18, tall * 0.6), color=colour, clip_on=False)
    if code != "end":
        rule(words, (ends[1], ends[1]), (y, y + tall), LINE)
