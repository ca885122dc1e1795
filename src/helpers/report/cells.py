"""Columns of a table, and its rows and cells as written."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from helpers.report.cell_marks import Picture
from helpers.report.origins import Origin
from helpers.vocabulary.catalogue import Indicator

#: Decimals of what is right-aligned and sorted as numbers, by format.
DECIMALS = {"count": 0, "change": 0, "number": 1, "share": 2, "points": 2, "money": 1}
_OF_MEASURE = {"VND": "money", "share": "share", "points": "points", "flag": "flag"}


def format_of(entry: Indicator) -> str:
    """How figures of an indicator are written: count, money, share, points or flag."""
    return _OF_MEASURE.get(entry.measure, "count")


@dataclass(frozen=True)
class Column:
    """A column of a table: the frame's column, its heading with unit of measure, and how its values are written.

    Without a label it is headed as the catalogue names the indicator, in the reader's language.
    format: text, count, change (a count with its sign), number, share (0-1), points, money (VND, written in tỷ or triệu
    đồng), date, flag (yes, no) or met (met, not yet). indicator and detail say which figure of the catalogue stands in
    it, for marks and origins; the name is taken by default. part and base name the terms that a computed column is made
    of ('indicator', 'indicator/detail', '{detail}' for the row's).
    at: dimensions that hold for the column, such as its unit or day. terms: columns of the frame that name part and
    base of each row ('poor_households', separated by spaces), where the rows are different figures; a text may have
    them too.
    since: column of the frame with the earlier day, where the figure is a change.
    """

    name: str
    label: str = ""
    format: str = "text"
    decimals: int | None = None
    indicator: str = ""
    detail: str | None = None
    scale: float = 1.0
    part: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    at: Mapping[str, Any] = field(default_factory=dict)
    terms: tuple[str, str] | None = None
    since: str = ""

    @property
    def numeric(self) -> bool:
        """Right-aligned and sorted as numbers?"""
        return self.format in DECIMALS


@dataclass(frozen=True)
class Cell:
    """A figure as written, with what stands behind it."""

    text: str
    marks: tuple[str, ...]
    origin: Origin
    value: float | None = None
    picture: Picture = field(default_factory=Picture)


@dataclass(frozen=True)
class Row:
    """A row as written; `unit` is the code of the unit that it is about, '' if it is about none."""

    key: Hashable
    cells: tuple[Cell, ...]
    is_total: bool = False
    unit: str = ""
