"""Charts that stand alone: bars of one measure, or its lines over time, drawn by seaborn in one style."""

from __future__ import annotations

import textwrap
from collections.abc import Generator, Hashable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.figure import Figure

from helpers.report.cells import Cell, Column, Row
from helpers.report.lineage import Numbers
from helpers.report.markup import escape, shorten
from helpers.report.origins import INSTEAD
from helpers.report.palette import BLUE, GREY, LINE, ORANGE, PAPER
from helpers.report.svg import svg_of
from helpers.report.table import Table, notes_html, symbol, table_html
from helpers.vocabulary.language import Translator
from helpers.vocabulary.late import imported_without

WIDTH, ROW, LINE_HEIGHT = 336, 16, 15  # CSS pixels: as wide as a phone shows, so that text keeps its size there
NAMES, BARS = 0.42, 0.38  # of the width; what is left holds the figures at the ends of the bars
LETTERS = 19  # of a line of names
TALL, PLOT = 200, (0.1, 0.1, 0.52, 0.8)  # of lines: their height, and where they stand; right of them their names
MOST_LINES, APART = 12, 33  # lines besides the total, and pixels between their names


@dataclass(frozen=True)
class Bars:
    """Bars of one measure, a row each, the largest first; of changes the largest decrease first, to both sides of zero.

    frame: rows called by the column `name`. measure: the column drawn, and how it is written; formats `change` and
    `points` are changes. title states the finding, subtitle what is measured where and when. total: label of the row
    that stands last, in grey. beside: columns under each name, such as count and base of a rate. highlight: label of a
    row.
    """

    frame: pd.DataFrame
    measure: Column
    title: str
    subtitle: str = ""
    total: Hashable | None = None
    beside: tuple[str, ...] = ()
    highlight: Hashable | None = None

    @property
    def is_change(self) -> bool:
        """Do the bars stand for changes?"""
        return self.measure.format in {"change", "points"}

    @cached_property
    def table(self) -> Table:
        """The plotted data in the order of the bars; rows without a figure keep their place at the end."""
        is_total = self.frame.index == self.total
        ordered = self.frame[~is_total].sort_values(self.measure.name, ascending=self.is_change, kind="stable")
        columns = [Column("name", ""), *(Column(name, "", "count") for name in self.beside), self.measure]
        return Table(pd.concat([ordered, self.frame[is_total]]), self.title, columns, total=self.total)

    def alt(self, t: Translator, rows: Sequence[Row]) -> str:
        """What the chart shows, in at most 200 characters."""
        known = [row.cells for row in rows if not row.is_total and row.cells[-1].value is not None]
        if not known:
            return t("Bar chart without figures: none is available.")
        first, last = (f"{cells[0].text} {cells[-1].text}" for cells in (known[0], known[-1]))
        if self.is_change:
            told = t("Bar chart of changes in {n} rows, from {low} to {top}.", n=len(known), low=first, top=last)
        else:
            told = t("Bar chart of {n} rows. Highest: {top}; lowest: {low}.", n=len(known), top=first, low=last)
        return shorten(told)

    def drawn(self, t: Translator, rows: Sequence[Row]) -> Figure:
        """The drawing; rows: those of its table, as written."""
        seaborn = imported_seaborn()
        names = [_named(row) for row in rows]
        tall = max((name.count("\n") + 1 for name in names), default=1) * LINE_HEIGHT + ROW
        values = [row.cells[-1].value or 0.0 for row in rows]
        figure = Figure(figsize=(WIDTH / 72, max(len(rows), 1) * tall / 72))
        axes = figure.add_axes((NAMES, 0, BARS, 1))
        marked = [row.key == self.highlight or (self.is_change and (row.cells[-1].value or 0) > 0) for row in rows]
        colours = [GREY if row.is_total else ORANGE if apart else BLUE for row, apart in zip(rows, marked, strict=True)]
        places = [str(place) for place in range(len(rows))]
        seaborn.barplot(x=values, y=places, hue=places, palette=colours, saturation=1, width=0.5, legend=False, ax=axes)
        axes.set(xlim=(min(0.0, *values, 0.0), max(0.0, *values, 0.0) or 1.0), xlabel="", ylabel="", xticks=[])
        axes.axvline(0, color=LINE, linewidth=1)
        axes.set_yticks(range(len(rows)), names, ha="left")
        axes.tick_params(axis="y", length=0, pad=NAMES * WIDTH)
        for place, (row, value) in enumerate(zip(rows, values, strict=True)):
            weight = "bold" if colours[place] != BLUE else "normal"
            told = axes.annotate(
                _written(row.cells[-1], t), (max(value, 0.0), place), (5, 0), textcoords="offset points"
            )
            told.set(va="center_baseline", fontweight=weight, annotation_clip=False)
        return figure


def _named(row: Row) -> str:
    """The name in at most two lines; under it what stands beside the measure ('60/200'), where all of it is known."""
    name, *beside, _ = row.cells
    told = [] if any(cell.value is None for cell in beside) else ["/".join(cell.text for cell in beside)]
    return "\n".join(
        [*textwrap.wrap(shorten(name.text, 80), LETTERS, max_lines=2, placeholder="…"), *filter(None, told)]
    )


def _written(cell: Cell, t: Translator) -> str:
    """The figure as the table writes it, or the symbol in its place."""
    return next((symbol(mark, t) for mark in cell.marks if mark in INSTEAD), cell.text)


@dataclass(frozen=True)
class Lines:
    """A line over time for each row of a frame: the total strong with figures, highest and lowest named, others thin.

    frame: rows called by the column `name`. days: its columns, called by their day, the earliest first. Where a figure
    is missing a line breaks. Of more than MOST_LINES rows only those named are drawn. subtitle: what the strong line
    is.
    """

    frame: pd.DataFrame
    days: Sequence[Column]
    title: str
    subtitle: str = ""
    total: Hashable | None = None

    @cached_property
    def table(self) -> Table:
        """The plotted data."""
        return Table(self.frame, self.title, [Column("name", ""), *self.days], total=self.total)

    def alt(self, t: Translator, rows: Sequence[Row]) -> str:
        """What the chart shows, in at most 200 characters."""
        span = t("Line chart, {first} to {last}.", first=self.days[0].label, last=self.days[-1].label)
        told = "; ".join(", ".join(row.cells[place].text or "…" for place in ((0, 1, -1) if row.is_total else (0, -1))) for row in self._named(rows))  # fmt: skip
        return shorten(f"{span} {told}")

    def _named(self, rows: Sequence[Row]) -> list[Row]:
        """The total, and the highest and the lowest row of the last day."""
        known = sorted((row for row in rows if not row.is_total and row.cells[-1].value is not None), key=_last)
        return list(dict.fromkeys([row for row in rows if row.is_total] + known[-1:] + known[:1]))

    def drawn(self, t: Translator, rows: Sequence[Row]) -> Figure:
        """The drawing; rows: those of its table, as written."""
        seaborn = imported_seaborn()
        named, ends = self._named(rows), (self.days[0], self.days[-1])
        shown = [row for row in rows if len(rows) <= MOST_LINES + 1 or row in named]
        colours = {row.key: BLUE if row.is_total else GREY if row in named else LINE for row in shown}
        look = {"palette": colours, "sizes": {row.key: 3 if row.is_total else 1 for row in shown}, "legend": False}
        figure = Figure(figsize=(WIDTH / 72, TALL / 72))
        axes = figure.add_axes(PLOT)
        seaborn.lineplot(_points(self.days, shown), x="day", y="value", hue="row", size="row", units="run", estimator=None, ax=axes, **look)  # fmt: skip
        axes.set(xlabel="", ylabel="", yticks=[], ylim=(0, None))
        axes.set_xticks([day.name for day in ends], [f"{pd.Timestamp(day.name):%m/%Y}" for day in ends])
        axes.axhline(0, color=LINE, linewidth=1)
        self._write(axes, named)
        return figure

    def _write(self, axes: Any, named: Sequence[Row]) -> None:
        """The figures of the total at its points, and the names at the ends of their lines, none over another."""
        look: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False, "va": "center"}
        points = ((day.name, cell) for row in named if row.is_total for day, cell in zip(self.days[:-1], row.cells[1:], strict=False))  # fmt: skip
        for day, cell in ((day, cell) for day, cell in points if cell.value is not None):
            axes.annotate(cell.text, (day, cell.value), (0, 13), ha="center", bbox={"fc": PAPER, "pad": 1}, **look)
        pixels, lowest = axes.get_window_extent().height / axes.get_ylim()[1], -float(APART)
        for row in sorted(named, key=_last):
            lowest, weight = max(_last(row) * pixels, lowest + APART), "bold" if row.is_total else "normal"
            told = (
                row.cells[-1].text
                if row.is_total
                else f"{shorten(row.cells[0].text, LETTERS - 3)}\n{row.cells[-1].text}"
            )
            axes.annotate(told, (1, lowest / pixels), (6, 0), ("axes fraction", "data"), weight=weight, **look)


def _points(days: Sequence[Column], rows: Sequence[Row]) -> pd.DataFrame:
    """A row per point: its row of the table, the run without a gap that it is in, day and value."""
    values = pd.DataFrame({row.key: [cell.value for cell in row.cells[1:]] for row in rows}, [day.name for day in days])
    points = values.astype(float).rename_axis("day").reset_index().melt("day", var_name="row")
    return points.assign(run=points["value"].isna().cumsum())


def _last(row: Row) -> float:
    return row.cells[-1].value or 0.0


def chart_html(chart: Bars | Lines, t: Translator, rows: Sequence[Row], numbers: Numbers, source: str = "") -> str:
    """The figure for a page: headline, subtitle, drawing, and the plotted data, whose numbers open, in a disclosure.

    source: the line that says where the figures are from, where the numbers do not tell when they open.
    """
    data = table_html(chart.table, t, rows, numbers, bare=True)
    with style():
        svg = svg_of(chart.drawn(t, rows), f"{numbers.block}-c", chart.title, chart.alt(t, rows))
    return (
        f'<figure><figcaption><p class="headline">{escape(chart.title)}</p>'
        f'<p class="subtitle">{escape(chart.subtitle)}</p></figcaption>'
        f"{svg}{notes_html(rows, t, source)}"
        f"<details><summary>{escape(t('Data of this chart'))}</summary>{data}</details></figure>"
    )


def imported_seaborn() -> Any:
    """seaborn, without what it takes half of its time to import for estimates of density, which are no charts of ours."""
    return imported_without("scipy.stats", "gaussian_kde", "seaborn")


@contextmanager
def style() -> Generator[None]:
    """The one style of all charts, as a context; matplotlib's own defaults elsewhere stay as they are."""
    shown = matplotlib.is_interactive()
    with matplotlib.rc_context(dict(_settings())):
        try:
            yield
        finally:
            shown = matplotlib.is_interactive()  # the first figure of a notebook turns it on for all that follow
    matplotlib.interactive(shown)


def use_style() -> None:
    """Draw all that follows in the style of the pages: what an analyst draws by matplotlib or seaborn too."""
    matplotlib.rcParams.update(_settings())


@lru_cache(maxsize=1)
def _settings() -> Any:
    """Defaults and our style over them: no user's matplotlibrc changes a page. How figures are shown stays as it is."""
    kept = {"backend", "interactive"}
    defaults = {name: value for name, value in matplotlib.rcParamsDefault.items() if name not in kept}
    with as_file(files("helpers.report").joinpath("commune.mplstyle")) as path:
        return {**defaults, **matplotlib.rc_params_from_file(path, use_default_template=False)}
