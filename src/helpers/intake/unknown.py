"""A table of units that no form describes: where its header is, and which form comes nearest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from helpers.intake.grid import Grid, address
from helpers.intake.header import paths_of
from helpers.intake.headings import Assignment, Path, assign
from helpers.intake.layout import Layout, heading_key, layouts
from helpers.intake.orientation import row_of_units, unit_keys
from helpers.intake.vietnamese import name_key, repair_column
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.place import Scope

SEARCHED = 200  # rows in which a unit must stand
MOST_TIERS = 8
LISTED = 4  # headings that a message lists


@dataclass(frozen=True)
class Unknown:
    """What a message says of such a table: where its header begins, its headings, the nearest form and the differences."""

    row: int
    column: int
    headings: str
    form: str
    differences: str


def nearest_form(grid: Grid, scope: Scope, day: date) -> Unknown | None:
    """The table of a sheet that lists units of the scope beside numbers, or side by side; None where there is none."""
    keys = unit_keys(scope)
    side_by_side = row_of_units(grid, keys) if grid.transposed_from is None else None
    if side_by_side is not None:
        units = [(at, str(cell)) for at, cell in enumerate(grid.rows[side_by_side]) if name_key(str(cell)) in keys]
        return Unknown(side_by_side, units[0][0], _listed([name for _, name in units]), "–", "–")
    place = _first_unit(grid, scope, day)
    if place is None:
        return None
    row, column = place
    top = row
    while top > max(0, row - MOST_TIERS) and _is_heading(grid.rows[top - 1]):
        top -= 1
    paths = paths_of(grid, range(top, row), column, wrapped=False)
    form, found = max(
        ((entry, assign(paths, entry, day)) for entry in layouts() if entry.rows == "units" and entry.holds_on(day)),
        key=lambda pair: (_known(pair[1]), -len(pair[1].missing(pair[0]))),
    )
    shown = _listed([_shown(path, address(top, at)) for at, path in sorted(paths.items())])
    if not _known(found):
        return Unknown(top, column, shown, "–", "–")
    return Unknown(top, column, shown, form.title, _differences(paths, found, form, top))


def _first_unit(grid: Grid, scope: Scope, day: date) -> tuple[int, int] | None:
    """Row and column of the first unit's name that stands beside a number."""
    names = {name_key(unit.name) for unit in scope.boundary_at(day).units}
    for row, cells in enumerate(grid.rows[:SEARCHED]):
        if not any(isinstance(cell, int | float) or re.fullmatch(r"\d[\d.,]*%?", str(cell).strip()) for cell in cells):
            continue
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell and name_key(repair_column([cell])[0][0]) in names:
                return row, column
    return None


def _is_heading(cells: list[object]) -> bool:
    filled = [cell for cell in cells if cell != ""]
    return len(filled) >= 2 and all(isinstance(cell, str) for cell in filled)


def _known(found: Assignment) -> int:
    return sum(column.role == "figure" for column in found.columns.values())


def _differences(paths: dict[int, Path], found: Assignment, form: Layout, top: int) -> str:
    """What the form has and the table lacks (−), and the other way round (+)."""
    lacks = [f"− {' > '.join(column.heading)}" for column in found.missing(form)]
    more = [f"+ {_shown(paths[at], address(top, at))}" for at in sorted({*found.unknown, *found.doubled})]
    return _listed([*lacks[:LISTED], *more[:LISTED]]) or "–"


def _shown(path: Path, cell: str) -> str:
    """A heading made of words that headings are made of; any other by its cell alone: it may be somebody's name."""
    words = {word for tier in path for word in heading_key(tier).split()}
    known = {
        word
        for entry in layouts()
        for column in entry.columns
        for each in column.paths
        for tier in each
        for word in tier.split()
    }
    known |= {
        word for entry in indicators().values() for label in entry.label.values() for word in heading_key(label).split()
    }
    return " > ".join(path) if words and words <= known else cell


def _listed(texts: list[str]) -> str:
    return "; ".join(texts[: 2 * LISTED]) + (" …" if len(texts) > 2 * LISTED else "")
