"""What a notebook drew or made by other means, as a figure of the page."""

from __future__ import annotations

from typing import Any

from matplotlib import pyplot
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from helpers.report.chart import framed, style
from helpers.report.markup import escape, shorten
from helpers.report.svg import svg_of
from helpers.vocabulary.errors import UsageError


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


def shown_html(thing: Any, caption: str, source: str) -> str:
    """An object in its own HTML, with caption and source. Raises UsageError if it has none."""
    shown = getattr(thing, "_repr_html_", lambda: None)()
    if not shown:
        raise UsageError("page.show takes an object that shows itself as HTML, not {name}.", name=type(thing).__name__)
    region = f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">{shown}</div>'
    return framed(region, caption, f'<p class="note">{escape(source)}</p>')
