"""A table of units that no form describes: where its header is, and which form comes nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from helpers.intake.discretion import Discretion
from helpers.intake.grid import Grid
from helpers.intake.naming import name_table
from helpers.intake.outline import Outline, outline
from helpers.vocabulary.place import Scope

LISTED = 8  # headings that a message lists
NONE = "–"


@dataclass(frozen=True)
class Unknown:
    """What a message says of such a table: where its header begins, its headings, the nearest form, where it differs, what it lacks."""

    row: int
    column: int
    headings: str
    form: str
    differing: str
    lacking: str


def nearest_form(grid: Grid, scope: Scope, day: date) -> Unknown | None:
    """The table of a sheet that lists units of the scope beside numbers, or side by side; None where there is none."""
    made = outline(grid, scope, day)
    if made is None:
        return None
    found, is_as_it_is = name_table(made, day), made.grid is grid
    row = made.table.header.start if is_as_it_is else made.grid.transposed_from or 0
    column = (made.table.at("unit") or 0) if is_as_it_is else 0
    return Unknown(
        row,
        column,
        _listed(_headings(made, scope)),
        found.form.title if found.form else NONE,
        _listed([made.grid.line(at) for at in found.more]) if found.form else NONE,
        _listed([" > ".join(column.heading) for column in found.lacking]),
    )


def _headings(made: Outline, scope: Scope) -> list[str]:
    """The headings of the table; one that holds words which no form has by its cell alone: it may be somebody's name."""
    tells = Discretion(scope).tells_heading
    shown = {at: " > ".join(path) for at, path in sorted(made.paths.items())}
    return [said if tells(said) else made.grid.address(made.table.header.start, at) for at, said in shown.items()]


def _listed(texts: Sequence[str]) -> str:
    return "; ".join(texts[:LISTED]) + (" …" if len(texts) > LISTED else "") or NONE
