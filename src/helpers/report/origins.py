"""Where the figures of a table come from: the observation behind each cell, its marks and its address."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.coverage import is_partial
from helpers.vocabulary.state import State

#: Dimensions of a figure that a row or a column of a table can fix.
DIMENSIONS = ("unit", "boundary", "indicator", "detail", "as_of")
#: Symbols in the order of their legend; the first three stand in the place of a figure.
MARKS = ("x", "c", "z", "p", "r", "b", "e")
INSTEAD = ("x", "c", "z")
_MARK_OF_STATE = {State.WITHHELD: "c", State.MISSING: "x", State.NOT_APPLICABLE: "z"}  # the worst first
_MARK_OF_STATUS = {"P": "p", "E": "e", "B": "b"}


@dataclass(frozen=True)
class Origin:
    """What stands behind one cell: observations, added up, and for a rate those that they are divided by.

    Nothing is known of a cell without observations: rows were added up, or it is not a figure of the catalogue.
    """

    observations: tuple[Any, ...] = ()
    divided_by: tuple[Any, ...] = ()
    marks: tuple[str, ...] = ()
    compared: tuple[Any, ...] = ()  # of a change: the figures of the earlier day

    @property
    def all(self) -> tuple[Any, ...]:
        """Every observation, those divided by too."""
        return self.observations + self.divided_by

    @property
    def value(self) -> float | None:
        """The figure that the observations give, None where one of them has no value."""
        above, below = (sum(row.value for row in rows) for rows in (self.observations, self.divided_by))
        if not self.all or above != above or below != below or (self.divided_by and not below):
            return None
        return above / below if self.divided_by else above

    @property
    def qualifier(self) -> str:
        """'hơn' and its like, where the cell shows a single figure that carries it."""
        return self.all[0].qualifier if len(self.all) == len(self.observations) == 1 else ""

    @property
    def demonstration(self) -> bool:
        """Does an illustrative figure stand behind the cell?"""
        return any(row.kind == "demonstration" for row in self.all + self.compared)


@dataclass(frozen=True)
class Register:
    """Observations laid out for looking up; made once per page.

    Rows of the same key are ordered by date and then by the period that they were read in, so that the last one holds.
    every: with figures by another standard than that of their day, which are found where a cell or term names it.
    """

    observations: pd.DataFrame = field(repr=False)
    every: pd.DataFrame | None = field(default=None, repr=False)

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], list[Any]]:
        return self._laid_out(self.observations)

    @cached_property
    def _by_standards(self) -> dict[tuple[str, str, str], list[Any]]:
        """Those that another standard than that of their day measured too."""
        every = self.observations if self.every is None else self.every
        return self._laid_out(every[~every.index.isin(self.observations.index)])

    @staticmethod
    def _laid_out(observations: pd.DataFrame) -> dict[tuple[str, str, str], list[Any]]:
        figure = namedtuple("figure", observations.columns)
        columns = (observations[name].tolist() for name in observations.columns)
        rows = map(figure._make, zip(*columns, strict=True))
        found: dict[tuple[str, str, str], list[Any]] = {}
        for row in sorted(rows, key=lambda row: (row.as_of, row.period)):
            found.setdefault((row.unit, row.indicator, row.detail), []).append(row)
        return found

    def find(self, dimensions: Mapping[str, Any]) -> Any | None:
        """The latest observation of these dimensions, or None."""
        key = tuple(str(dimensions.get(name, "")) for name in ("unit", "indicator", "detail"))
        rows = self._rows.get(key, [])
        if standard := dimensions.get("standard"):
            rows = [row for row in self._by_standards.get(key, []) if row.standard == standard] or rows
        boundary, day = dimensions.get("boundary"), dimensions.get("as_of")
        if boundary is not None:
            rows = [row for row in rows if row.boundary == boundary]
        if day is not None and rows:
            day = pd.Timestamp(day)
            rows = [row for row in rows if row.as_of == day]
        return rows[-1] if rows else None

    def origin(self, dimensions: Mapping[str, Any]) -> Origin:
        """Observations behind a figure; a rate of the catalogue stands on its numerator and denominator."""
        name = str(dimensions.get("indicator", ""))
        entry = indicators().get(name)
        is_rate = entry is not None and entry.kind == "rate"
        above = self._found(parts_of(entry.numerator) if is_rate else [name], dimensions)
        below = self._found(parts_of(entry.denominator) if is_rate else [], dimensions)
        if is_rate and not (above and below):  # without a base the rate is the printed one, if there is one
            printed = self._found([f"{name}_printed"], dimensions)
            return Origin(printed, (), _marks(printed))
        return Origin(above, below, _marks(above + below, below))

    def origin_of(self, part: Sequence[str], base: Sequence[str], dimensions: Mapping[str, Any]) -> Origin:
        """Observations behind a computed figure, by the terms it is made of ('indicator/detail', '-' takes one off)."""
        above, below = (self._terms(terms, dimensions) for terms in (part, base))
        return Origin(above, below, _marks(above + below, below))

    def _terms(self, terms: Sequence[str], dimensions: Mapping[str, Any]) -> tuple[Any, ...]:
        found = []
        for term in terms:
            for figure in term.removeprefix("-").format(detail=dimensions.get("detail", "")).split("*"):
                name, _, detail = figure.partition("/")
                found.append(self.find({**dimensions, "indicator": name, "detail": detail}))
        return tuple(row for row in found if row is not None)

    def _found(self, names: list[str], dimensions: Mapping[str, Any]) -> tuple[Any, ...]:
        rows = (self.find({**dimensions, "indicator": name}) for name in names if name)
        return tuple(row for row in rows if row is not None)


def series_of(origins: Iterable[Origin]) -> dict[str, list[str]]:
    """The figures of origins: units' codes by series and days ('households/ 2019 - 2023-12-31 …')."""
    found: dict[str, set[str]] = {}
    for each in (each for origin in origins for each in origin.all):
        measured = f"{each.indicator}/{each.detail} {each.boundary} {each.standard or '-'}"
        series = f"{measured} {each.start:%Y-%m-%d} {each.as_of:%Y-%m-%d}"
        found.setdefault(series, set()).add(each.unit)
    return {series: sorted(units) for series, units in sorted(found.items())}


def parts_of(formula: str) -> list[str]:
    """The indicators of a sum such as 'poor_households + near_poor_households'."""
    return [part.strip() for part in formula.split("+") if part.strip()]


def _marks(rows: tuple[Any, ...], divided_by: tuple[Any, ...] = ()) -> tuple[str, ...]:
    """Symbols that the observations ask for; one that stands in the place of a figure hides all others."""
    states = {row.state for row in rows}
    for state, mark in _MARK_OF_STATE.items():
        if state in states:
            return (mark,)
    if divided_by and not sum(row.value for row in divided_by):
        return (_MARK_OF_STATE[State.NOT_APPLICABLE],)
    found = {_MARK_OF_STATUS[row.status] for row in rows if row.status in _MARK_OF_STATUS}
    found |= {"r"} if any(getattr(row, "revised", False) for row in rows) else set()
    partial = {row.coverage for row in rows if is_partial(getattr(row, "covers", ""))}  # such as '7/9'
    return (*(mark for mark in MARKS if mark in found), *sorted(partial))


def dimensions_of(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """The dimensions that a table's row fixes."""
    return {name: row[name] for name in DIMENSIONS if name in row and row[name] == row[name]}
