"""How the columns of a frame are headed and written: from the catalogue, and for what is computed from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from helpers.report.table import Column
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import Translator

#: Columns that say what a row is, not a figure of it.
_ABOUT = {"boundary", "as_of", "since", "start", "coverage", "clear", "unit", "indicator", "detail", "bridged"}
_FORMATS = {"VND": "money", "share": "share", "points": "points"}


def computed(t: Translator) -> dict[str, Column]:
    """Columns that analyses compute, by name."""
    rate, points = "share", "points"
    told = {
        "name": (t("Unit"), "text"),
        "multidimensional_poor_households": (t("Poor and near-poor households"), "count"),
        "poor_person_rate": (t("Share of persons who live in poor households"), rate),
        "near_poor_person_rate": (t("Share of persons who live in near-poor households"), rate),
        "rate_before": (t("Rate before"), rate),
        "rate_after": (t("Rate now"), rate),
        "part_before": (t("Poor households before"), "count"),
        "part_after": (t("Poor households now"), "count"),
        "change": (t("Change in households"), "change"),
        "change_points": (t("Change (percentage points)"), points),
        "contribution_points": (t("Part of the change of the whole (percentage points)"), points),
        "average_deprivations": (t("Deprivations per poor household"), "number"),
    }
    return {name: Column(name, label, format) for name, (label, format) in told.items()}


def columns_of(frame: pd.DataFrame, wanted: Sequence[str | Column] | None, t: Translator) -> list[Column]:
    """The columns of a table: those wanted, or all figures of the frame, headed by the catalogue.

    The first names the row. A column without any value is left out. A column of one's own is headed by its name.
    """
    names = list(wanted) if wanted is not None else [str(name) for name in frame.columns if name not in _ABOUT]
    if "name" in frame and "name" not in names:
        names = ["name", *names]
    known = computed(t)
    found = [each if isinstance(each, Column) else _column(frame, each, known) for each in names]
    return [each for place, each in enumerate(found) if not place or _has_values(frame, each)]


def _has_values(frame: pd.DataFrame, column: Column) -> bool:
    return column.format == "text" or (column.name in frame and bool(frame[column.name].notna().any()))


def _column(frame: pd.DataFrame, name: str, known: dict[str, Column]) -> Column:
    if name in known:
        return known[name]
    entry = indicators().get(name)
    if entry:
        return Column(name, "", _FORMATS.get(entry.measure, "count"))
    numeric = pd.api.types.is_numeric_dtype(frame[name])
    whole = numeric and bool((frame[name].dropna() % 1 == 0).all())
    return Column(name, name.replace("_", " "), "count" if whole else "number" if numeric else "text", 2 if numeric and not whole else None)  # fmt: skip


def of_ones_own(columns: Iterable[Column], t: Translator) -> list[str]:
    """Headings of columns that neither the catalogue nor an analysis knows: nothing tells what they are made of."""
    known = {*computed(t), *indicators()}
    return [each.label for each in columns if each.name not in known and not each.indicator and each.format != "text"]
