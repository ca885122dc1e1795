"""What the rows above a table say of its year and unit, against what its figures are taken for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from helpers.intake.header import Table
from helpers.intake.layout import heading_key
from helpers.intake.rows import Rows
from helpers.intake.units import UnitFinder
from helpers.intake.vietnamese import kind_of, repair_column

Cell = tuple[int, int, str]
LONGEST = 400  # characters; longer texts are no titles
_YEAR = re.compile(r"\bnam (20\d\d|19\d\d)\b")
OTHER_YEARS = re.compile(
    r"quyet dinh|thong tu|nghi dinh|nghi quyet|cong van|kem theo|ke hoach so|giai doan|chuan ngheo"
)
_OFFICE = re.compile(r"^\s*(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+", re.IGNORECASE)


def other_year(table: Table, start: int, day: date) -> Cell | None:
    """The cell above a table that names a year, where no cell there names that of the figures.

    Figures of January close the year before. Years of decrees and programmes say nothing about the figures.
    """
    due = {str(day.year), str(day.year - (day.month == 1))}
    named: list[Cell] = []
    for row, column, text in _texts(table, start):
        key = heading_key(text)
        if any(year in key for year in due):
            return None
        if _YEAR.search(key) and not OTHER_YEARS.search(key):
            named.append((row, column, text))
    return named[0] if named else None


def other_unit(table: Table, start: int, rows: Rows, finder: UnitFinder) -> tuple[Cell, str] | None:
    """The cell above the table of a single unit that names another one, and the name of the table's own."""
    listed = {entry.match.code for entry in rows.data if entry.match.kind == "unit"}
    if len(listed) != 1:
        return None
    for row, column, text in _texts(table, start):
        name = _OFFICE.sub("", re.split(r"[,;(]", text)[0]).strip()
        match = finder.find(name) if kind_of(name) else None
        if match and match.kind == "unit" and match.code not in listed:
            return (row, column, name), finder.boundary.by_code[listed.pop()].name
    return None


def _texts(table: Table, start: int) -> Iterator[Cell]:
    """Texts between the start of a table's segment and its header, repaired."""
    for row in range(start, table.header.start):
        for column, cell in enumerate(table.grid.rows[row]):
            if isinstance(cell, str) and 4 <= len(cell) <= LONGEST:
                yield row, column, repair_column([cell])[0][0]
