"""What all charts share: the Chart itself, its HTML, and the drawing surface."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from math import floor, log10
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.report.lineage import Numbers
from helpers.report.markup import escape, shorten
from helpers.report.origins import INSTEAD
from helpers.report.palette import FAINT, INK, LINE, QUIET
from helpers.report.sources import source_line
from helpers.report.svg import svg_of
from helpers.report.table import Row, Table, notes_html, symbol, table_html, written
from helpers.vocabulary.language import Translator

ROW = 15  # a line of text
NAMES = 150  # the column of names on the left
WIDTH = 400  # CSS pixels: shrinks to 0.8 on a 360-pixel phone, where text is still 10 pixels high
TEXT, SMALL = 12.5, 11.0
ALT_LENGTH = 200


#: The symbol of a missing figure, by row key and column: '…', 'bảo mật' or '–'.
Missing = Callable[[Hashable, str], str]


@dataclass(frozen=True)
class Chart:
    """A chart: a headline that states a finding, what is measured where and when, the plotted data, and how to draw it.

    title is chosen by the statistic; `draw` and `describe` work in the reader's language when the chart is shown.
    """

    title: str
    subtitle: str
    data: Table | Callable[[Translator], Table]
    draw: Callable[[Translator, Missing], Figure]
    describe: Callable[[Translator], str]
    source: str = ""

    def table(self, t: Translator) -> Table:
        """The plotted data; rows named by a code list are named in the reader's language."""
        return self.data if isinstance(self.data, Table) else self.data(t)

    def alt(self, t: Translator) -> str:
        """Type, data and main message in at most 200 characters."""
        return shorten(self.describe(t), ALT_LENGTH)

    def svg(self, t: Translator, id: str, rows: Sequence[Row] | None = None) -> str:
        """The drawing as inline SVG; `rows` are those of its table, for the symbols of missing figures."""
        with style():
            drawn = self.draw(t, missing_in(self.table(t), rows or (), t))
            return svg_of(drawn, id, self.title, self.alt(t))


def missing_in(table: Table, rows: Sequence[Row], t: Translator) -> Missing:
    """Which symbol stands for a missing figure, from the observations behind the plotted data."""
    names = [column.name for column in table.columns]
    found = {
        (row.key, name): symbol(cell.marks[0], t)
        for row in rows
        for name, cell in zip(names, row.cells, strict=True)
        if cell.marks and cell.marks[0] in INSTEAD
    }
    return lambda key, name: found.get((key, name), symbol("x", t))


def chart_html(chart: Chart, t: Translator, rows: Sequence[Row], numbers: Numbers) -> str:
    """The figure for a page: headline, subtitle, drawing, source, and the plotted data, whose numbers open, in a disclosure."""
    data = table_html(chart.table(t), t, rows, numbers, bare=True)
    return (
        f'<figure><figcaption><p class="headline">{escape(chart.title)}</p>'
        f'<p class="subtitle">{escape(chart.subtitle)}</p></figcaption>'
        f"{chart.svg(t, f'{numbers.block}-c', rows)}{notes_html(rows, t, source_line(rows, t), kind=chart.source)}"
        f"<details><summary>{escape(t('Data of this chart'))}</summary>{data}</details></figure>"
    )


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


@lru_cache(maxsize=1)
def _settings() -> Any:
    """Defaults and our style over them: a user's own matplotlibrc must not change a page. How figures are shown stays as it is."""
    kept = {"backend", "interactive"}
    defaults = {name: value for name, value in matplotlib.rcParamsDefault.items() if name not in kept}
    with as_file(files("helpers.report").joinpath("commune.mplstyle")) as path:
        return {**defaults, **matplotlib.rc_params_from_file(path, use_default_template=False)}


def canvas(height: float) -> Figure:
    """An empty figure as wide as all charts, without pyplot: nothing is registered, so nothing leaks between pages."""
    return Figure(figsize=(WIDTH / 72, height / 72), dpi=72)


def panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place given in pixels from the upper left corner, without frame or ticks."""
    tall = figure.get_figheight() * 72
    axes = figure.add_axes((left / WIDTH, 1 - (top + height) / tall, width / WIDTH, height / tall))
    axes.set_axis_off()
    return axes


def page_panel(figure: Figure) -> Axes:
    """Axes over the whole figure whose units are pixels from the upper left corner, for words and lines."""
    tall = figure.get_figheight() * 72
    axes = panel(figure, 0, 0, WIDTH, tall)
    axes.set(xlim=(0, WIDTH), ylim=(tall, 0))
    return axes


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = TEXT,
    bold: bool = False,
    quiet: bool = False,
    align: str = "left",
) -> None:
    """A line of text, its middle at y."""
    axes.text(
        x,
        y,
        shorten(text, 80),
        fontsize=size,
        fontweight="bold" if bold else "normal",
        color=QUIET if quiet else INK,
        ha=align,
        va="center_baseline",
        clip_on=False,
    )


def rule(
    axes: Axes,
    x: tuple[float, float],
    y: tuple[float, float],
    colour: str = LINE,
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A thin line."""
    axes.plot(x, y, color=colour, linewidth=width, linestyle=(0, (4, 3)) if dashed else "solid", clip_on=False)


def scale(axes: Axes, high: float, wide: float, y: tuple[float, float], format: str, t: Translator) -> None:
    """A few round values of a scale from 0 to `high` over `wide` pixels right of the names: faint lines, values below."""
    step = next(s for s in _steps(high) if high / s <= 4.5)
    for number in range(int(high / step + 1e-9) + 1):
        x = NAMES + number * step / high * wide
        rule(axes, (x, x), y, FAINT if number else LINE)
        told = written(number * step, format, t, 0 if format != "share" or step >= 0.01 else 1)
        write(axes, x, y[1] + 9, told, size=SMALL, quiet=True, align="center")


def _steps(high: float) -> Iterator[float]:
    """1, 2 and 5 times the powers of ten, from well below `high`."""
    ten = 10.0 ** (floor(log10(high)) - 1)
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10


def lines_of(name: object, width: int, most: int = 2) -> list[str]:
    """A name broken into at most `most` lines of about `width` characters; what is longer ends in an ellipsis."""
    lines = textwrap.wrap(shorten(name, width * most), width, break_long_words=True) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), width)]


def row_height(names: Sequence[str], bases: Sequence[str]) -> int:
    """How tall each row must be for the longest of the names and the line under it."""
    return (
        max((len(lines_of(name, 20)) + bool(base) for name, base in zip(names, bases, strict=True)), default=1) * ROW
        + 12
    )


def write_names(words: Axes, names: Sequence[str], bases: Sequence[str], tall: float, top: float = 0) -> None:
    """Names on the left, one per row, each with its base (count and total) in quiet letters under it."""
    for place, (name, base) in enumerate(zip(names, bases, strict=True)):
        lines = [*lines_of(name, 20), *([base] if base else [])]
        first = top + (place + 0.5) * tall - (len(lines) - 1) * ROW / 2
        for number, line in enumerate(lines):
            quiet = bool(base) and number == len(lines) - 1
            write(words, 0, first + number * ROW, line, size=SMALL if quiet else TEXT, quiet=quiet)
