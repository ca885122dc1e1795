"""Tables whose units stand side by side in one row: they are read with rows and columns exchanged."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

from helpers.intake.formats.grid import Grid
from helpers.intake.header import find_table, segments
from helpers.intake.layouts.layout import layouts
from helpers.intake.text.vietnamese import name_key, repair_column
from helpers.intake.units import begins_with_place, unit_keys
from helpers.vocabulary.place import Scope

SEARCHED = 60  # rows in which the row of units must stand
FEWEST = 2  # units that make a row of units


def oriented(grid: Grid, scope: Scope, day: date, form: str = "") -> Grid:
    """The sheet with rows and columns exchanged below its titles, if a transposed layout reads it so; else as it is.

    form: the one that is stated for the file, '' for none.
    """
    known = [entry for entry in layouts() if entry.transposed]
    row = row_of_units(grid, unit_keys(scope)) if known and grid.rows and not grid.hidden else None
    if row is None:
        return grid
    other = grid.transposed(row)
    stated = next((entry for entry in known if entry.form == form), None)
    parts = segments(other, day, stated, partial(begins_with_place, scope))
    tables = [find_table(other, part, day) for part in parts]
    return other if any(table and table.layout.transposed for table in tables) else grid


def row_of_units(grid: Grid, keys: frozenset[str]) -> int | None:
    """The first row that names most units, if no column names as many."""
    by_row = [_named({cell for cell in cells if isinstance(cell, str)}, keys) for cells in grid.rows[:SEARCHED]]
    most = max(by_row, default=0)
    if most < FEWEST or most <= max((_named(words, keys) for words in grid.words), default=0):
        return None
    return by_row.index(most)


def _named(words: Collection[str], keys: frozenset[str]) -> int:
    """How many of the texts name a unit."""
    listed = sorted(word for word in words if 1 < len(word) < 60)
    return sum(name_key(word) in keys for word in repair_column(listed)[0])
