"""Where the figures of a table come from: the observation behind each cell, its marks and its address."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.vocabulary.catalogue import indicators

#: Dimensions of a figure that a row or a column of a table can fix.
DIMENSIONS = ("unit", "boundary", "indicator", "detail", "as_of")
MARKS = ("x", "c", "z", "p", "r", "b", "e")
_MARK_OF_STATUS = {"P": "p", "E": "e", "B": "b"}


@dataclass(frozen=True)
class Origin:
    """What stands behind one cell: observations (two for a rate), or none where rows were added up or nothing is known."""

    observations: tuple[Any, ...] = ()
    marks: tuple[str, ...] = ()
    computed: bool = False

    @property
    def qualifier(self) -> str:
        """'hơn' and its like, where a single figure carries it."""
        return self.observations[0].qualifier if len(self.observations) == 1 else ""

    @property
    def demonstration(self) -> bool:
        """Does an illustrative figure stand behind the cell?"""
        return any(row.kind == "demonstration" for row in self.observations)


@dataclass(frozen=True)
class Register:
    """Observations laid out for looking up; made once per page.

    Rows of the same key are ordered by date and then by the period that they were read in, so that the last one holds.
    """

    observations: pd.DataFrame = field(repr=False)
    revised: frozenset[tuple[str, ...]] = frozenset()

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], list[Any]]:
        found: dict[tuple[str, str, str], list[Any]] = {}
        if len(self.observations):
            ordered = self.observations.sort_values(["as_of", "period"], kind="stable")
            for row in ordered.itertuples(index=False):
                found.setdefault((row.unit, row.indicator, row.detail), []).append(row)
        return found

    def find(self, dimensions: Mapping[str, Any]) -> Any | None:
        """The latest observation of these dimensions, or None."""
        key = (str(dimensions.get("unit", "")), str(dimensions.get("indicator", "")), str(dimensions.get("detail", "")))
        rows = self._rows.get(key, [])
        for name in ("boundary", "as_of"):
            wanted = dimensions.get(name)
            if wanted is not None and rows:
                rows = [row for row in rows if _same(getattr(row, name), wanted)]
        return rows[-1] if rows else None

    def origin(self, dimensions: Mapping[str, Any]) -> Origin:
        """Observations behind a figure; a rate of the catalogue stands on its numerator and denominator."""
        entry = indicators().get(str(dimensions.get("indicator", "")))
        names = (
            [entry.numerator, entry.denominator] if entry and entry.kind == "rate" else [dimensions.get("indicator")]
        )
        rows = [self.find({**dimensions, "indicator": name}) for name in names if name]
        rows = [row for row in rows if row is not None]
        computed = bool(entry and entry.kind == "rate")
        return Origin(tuple(rows), _marks(rows) + self._revised(rows), computed)

    def _revised(self, rows: Iterable[Any]) -> tuple[str, ...]:
        for row in rows:
            same = [
                r
                for r in self._rows[row.unit, row.indicator, row.detail]
                if r.as_of == row.as_of and r.boundary == row.boundary
            ]
            if any(
                r.period < row.period and r.value == r.value and r.value != row.value and r.kind == row.kind
                for r in same
            ):
                return ("r",)
        return ()


def _same(value: Any, wanted: Any) -> bool:
    return pd.Timestamp(value) == pd.Timestamp(wanted) if isinstance(value, pd.Timestamp) else value == wanted


def _marks(rows: list[Any]) -> tuple[str, ...]:
    """Symbols that the observations ask for; a confidential one hides all others."""
    if any(row.confidentiality == "C" and row.value != row.value for row in rows):
        return ("c",)
    if any(row.value != row.value for row in rows):
        return ("x",)
    found = {_MARK_OF_STATUS[row.status] for row in rows if row.status in _MARK_OF_STATUS}
    return tuple(mark for mark in MARKS if mark in found)


def dimensions_of(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """The dimensions that a table's row fixes."""
    return {name: row[name] for name in DIMENSIONS if name in row}
