"""Charts that stand alone: bars of one measure by seaborn, and what a notebook drew or made by other means, in one style."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Generator, Hashable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from typing import Any

import matplotlib
import pandas as pd
from matplotlib import pyplot
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from pandas.io.formats.style import Styler

from helpers.report.cells import Cell, Column, Row
from helpers.report.lineage import Numbers
from helpers.report.markup import escape, shorten
from helpers.report.origins import INSTEAD
from helpers.report.palette import BLUE, GREY, LINE, ORANGE
from helpers.report.svg import svg_of
from helpers.report.table import Table, notes_html, symbol, table_html
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.language import Translator
from helpers.vocabulary.late import imported_without

WIDTH, ROW, LINE_HEIGHT = 336, 16, 15  # CSS pixels: as wide as a phone shows, so that text keeps its size there
NAMES, BARS = 0.42, 0.38  # of the width; what is left holds the figures at the ends of the bars
LETTERS = 19  # of a line of names


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


def chart_html(chart: Bars, t: Translator, rows: Sequence[Row], numbers: Numbers, source: str = "") -> str:
    """The chart for a page: headline, subtitle, drawing, and the plotted data, whose numbers open, in a disclosure.

    source: the line that says where the figures are from, where the numbers do not tell when they open.
    """
    with style():
        svg = svg_of(chart.drawn(t, rows), f"{numbers.block}-c", chart.title, chart.alt(t, rows))
    below = notes_html(rows, t, source) + data_html(chart.table, t, rows, numbers)
    return framed(svg, chart.title, below, chart.subtitle)


def data_html(data: Table, t: Translator, rows: Sequence[Row], numbers: Numbers) -> str:
    """The plotted data in a disclosure."""
    table = table_html(data, t, rows, numbers, bare=True)
    return f"<details><summary>{escape(t('Data of this chart'))}</summary>{table}</details>"


def framed(content: str, headline: str, below: str, subtitle: str = "") -> str:
    """A drawing or what else shows itself, under its headline and over what is said of it."""
    lines = (("headline", headline), ("subtitle", subtitle))
    head = "".join(f'<p class="{name}">{escape(text)}</p>' for name, text in lines if text)
    return f"<figure>{head and f'<figcaption>{head}</figcaption>'}{content}{below}</figure>"


def imported_seaborn() -> Any:
    """seaborn, without what it takes half of its time to import for estimates of density, which are no charts of ours."""
    return imported_without("scipy.stats", "seaborn", "gaussian_kde")


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


def figure_of(drawn: Any) -> Figure:
    """The matplotlib figure of what was drawn: itself, that of axes, of an array of axes, or of a seaborn grid.

    Raises UsageError for anything else.
    """
    first = next(iter(getattr(drawn, "flat", [drawn])), None)
    found = first.get_figure(root=True) if isinstance(first, Artist) else getattr(first, "figure", None)
    if not isinstance(found, Figure):
        raise UsageError(
            "page.figure takes a matplotlib figure, axes or seaborn grid, not {name}.", name=type(drawn).__name__
        )
    return found


def figure_html(drawn: Any, caption: str, alt: str, below: str, id: str) -> str:
    """The figure with its caption, over `below`; its title and description are the caption and `alt`, cut at 200 characters."""
    figure = figure_of(drawn)
    for shape in figure.findobj(lambda each: each.get_rasterized()):  # the colours of a seaborn scale
        shape.set_rasterized(False)
    with style():
        svg = svg_of(figure, id, caption, shorten(alt), tight=True)
    pyplot.close(figure)  # a notebook would show it a second time
    return framed(svg, caption, below)


def shown_html(thing: Any, caption: str, source: str, names: Mapping[str, str]) -> str:
    """An object in its own HTML, with caption and source; rows of a Styler by `names`. Raises UsageError if it has none."""
    if isinstance(thing, Styler):
        thing = thing.format_index(lambda key: names.get(str(key), key))
        warnings.warn(
            "A page forbids styles of one's own: colours of this object are lost; page.table(frame, marks=…) keeps marks.",
            stacklevel=3,
        )
    shown = getattr(thing, "_repr_html_", lambda: None)()
    if not shown:
        raise UsageError("page.show takes an object that shows itself as HTML, not {name}.", name=type(thing).__name__)
    region = f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">{shown}</div>'
    return framed(region, caption, f'<p class="note">{escape(source)}</p>')
