"""Exploring: pictures by seaborn with names, units of measure and notation set. Each returns seaborn's own object."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from helpers.explore.topic import check_shares, drawn, topic
from helpers.report.cells import format_of
from helpers.report.chart import style
from helpers.report.palette import BLUE, GREY, QUIET
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import format_number, format_share

MOST_NAMES = 40  # with more dots than this their names would cover one another


def scatter(frame: pd.DataFrame, x: str, y: str, *, lang: str = "", ax: Axes | None = None) -> Axes:
    """A dot for each unit of a frame such as `wide` gives, with its name; the total is left out, and so are gaps.

    Draws on axes of its own if `ax` names none: whatever else is open in the session stays as it is.
    Raises UsageError for a column that is not there or a share that is none (0-1).
    """
    import seaborn

    check_shares(frame, [x, y])
    lang = lang or topic(frame, y).lang
    rows, total = drawn(frame, x)
    rows = (
        rows.drop(index=[total] if total is not None else []).astype({x: "float64", y: "float64"}).dropna(subset=[x, y])
    )
    with style():
        axes = seaborn.scatterplot(rows, x=x, y=y, color=BLUE, ax=ax or _own_axes())
        if len(rows) <= MOST_NAMES:
            for row in rows.to_dict("records"):
                name, place = str(row["name"]), (row[x], row[y])
                axes.annotate(name, place, xytext=(4, 4), textcoords="offset points", color=QUIET)
    for axis, column in ((axes.xaxis, x), (axes.yaxis, y)):
        _write(axis, column, lang)
    return axes


def small_multiples(frame: pd.DataFrame, value: str = "", *, columns: int = 3, lang: str = "") -> Any:
    """A line over time for each unit of a frame from `series`, on one scale, behind a share's the total's in grey.

    A line breaks where the figures are not comparable with those before; the first and last day are named. Gives
    seaborn's FacetGrid.
    """
    import seaborn

    about = topic(frame, value, lang)
    rows = frame.assign(**{about.value: frame[about.value].astype("float64"), "part": _parts(frame)})
    own, whole = (
        rows[~rows["is_total"]],
        rows[rows["is_total"] & (about.format == "share")],
    )  # a sum would flatten its parts
    ends = [rows["as_of"].min(), rows["as_of"].max()]
    with style():
        grid = seaborn.relplot(
            own, x="as_of", y=about.value, col="name", col_wrap=min(columns, max(own["name"].nunique(), 1)), kind="line",
            color=BLUE, units="part", estimator=None, marker="o", height=2, aspect=1.5,
        )  # fmt: skip
        for axes in grid.axes.flat:
            for _, piece in whole.groupby("part"):
                axes.plot(piece["as_of"], piece[about.value], color=GREY, linewidth=1, zorder=0)
            axes.set_xticks(ends, [f"{day:%m/%Y}" for day in ends])
            _write(axes.yaxis, about.value, about.lang)
    grid.set_titles("{col_name}").set_axis_labels("", about.label)
    return grid


def _parts(frame: pd.DataFrame) -> pd.Series:
    """The number of the stretch of comparable figures that a row belongs to, within its unit."""
    ordered = frame.sort_values(["unit", "as_of"], kind="stable")
    return (~ordered["comparable"]).groupby(ordered["unit"]).cumsum().reindex(frame.index)


def heat(
    frame: pd.DataFrame, value: str = "", *, columns: str = "label", lang: str = "", ax: Axes | None = None
) -> Axes:
    """A table in colours: a row for each unit, a column for each member of `columns`, the number in each cell.

    Takes a frame from `details`, or any with `name` and the named columns. Draws on axes of its own if `ax` names none.
    """
    import seaborn

    about = topic(frame, value, lang)
    order = list(dict.fromkeys(frame[columns]))
    table = frame.pivot(index="name", columns=columns, values=about.value).astype("float64")  # noqa: PD010 - one figure a cell
    table = table.reindex(index=list(dict.fromkeys(frame["name"])), columns=order)
    texts = table.map(lambda number: "" if pd.isna(number) else _written(number, about.value, about.lang))
    with style():
        axes = seaborn.heatmap(table, annot=texts, fmt="", cmap="Blues", cbar=False, linewidths=1, ax=ax or _own_axes())
    axes.set(xlabel="", ylabel="", title=about.label)
    return axes


def _own_axes() -> Axes:
    """Axes of a new figure, which Jupyter shows at the end of the cell."""
    import matplotlib.pyplot as plt

    return plt.subplots()[1]


def _write(axis: Any, column: str, lang: str) -> None:
    entry = indicators().get(column)
    axis.set_label_text(entry.label[lang] if entry else column)
    axis.set_major_formatter(FuncFormatter(lambda number, _: _written(number, column, lang)))


def _written(number: float, column: str, lang: str) -> str:
    is_share = column in indicators() and format_of(indicators()[column]) == "share"
    decimals = 0 if float(number * (100 if is_share else 1)).is_integer() else 1
    return (format_share if is_share else format_number)(number, lang, decimals)
