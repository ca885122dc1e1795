"""Where value and sight of a figure part: what is read is what is seen, or the cell is refused; both are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from helpers.intake.figures import SheetFigures
from helpers.intake.formats.grid import text
from helpers.intake.formats.sight import PLAIN, Look
from helpers.intake.header import SheetTable
from helpers.intake.rows import DataRow

OF_COLUMNS = {"Q223", "Q227"}
MONEY = {"đồng": 1.0, "nghìn đồng": 1e3, "triệu đồng": 1e6, "tỷ đồng": 1e9}


def money_of(table: SheetTable, at: int) -> float:
    """The unit of money that a column's heading states, or its table, or that the form has."""
    return MONEY[table.money.get(at) or table.unit_of_measure or table.layout.unit_of_measure or "đồng"]


def apply_looks(figures: SheetFigures, table: SheetTable, at: int, rows: np.ndarray, measure: str) -> None:
    """Bring a column's figures to what the eye sees: percent formats, scaling formats, units in formats.

    Refused, with a finding: figures struck out or raised as a whole, shown as nothing, merged over several rows or
    columns, or shown in another size than the column's unit explains.
    """
    looks = table.grid.looks.get(at, {})
    over = [(top, left, bottom, right) for (top, left), (bottom, right) in table.grid.merged if left <= at <= right]
    covered = {top for top, left, bottom, right in over if bottom > top or right > left}
    if not looks and not covered:
        return
    for place, row in enumerate(rows.tolist()):
        shown = text(table.grid.rows[row][at])
        if shown == "" or figures.rejected[place]:
            continue
        if row in covered:
            figures.refuse(place, "Q226", shown)
        elif row in looks:
            look = looks[row]
            if isinstance(table.grid.rows[row][at], str):  # a number format can only hide text
                look = PLAIN._replace(struck=look.struck, raised=look.raised, unseen=look.unseen)
            _apply(figures, place, look, shown, (measure, money_of(table, at)))
    figures.problems = list(_once(figures.problems))


def _once(problems: list[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """Problems, those of a format that a whole column has at its first cell alone."""
    told: set[str] = set()
    for place, code, shown in problems:
        if code not in told:
            yield place, code, shown
        told |= {code} & OF_COLUMNS


def _apply(figures: SheetFigures, place: int, look: Look, shown: str, unit: tuple[str, float]) -> None:
    measure, money = unit
    value = figures.numbers[place]
    if look.struck or look.raised or look.unseen:
        figures.refuse(place, "Q225" if look.unseen else "Q222", shown)
    elif (look.other and measure != "flag") or (value < 0 and look.no_minus):
        figures.refuse(place, "Q224", shown)
    elif value == 0 and look.no_zero:
        figures.problems.append((place, "Q227", shown))
    elif look.percent and measure in ("share", "points"):
        figures.own[place] = True
        figures.numbers[place] = value * (100.0 if measure == "points" else 1.0)
    elif look.sign and measure == "share":
        figures.own[place] = True
        figures.numbers[place] = value / 100
    elif look.percent or ((look.divisor, look.unit) != (1.0, 1.0) and measure != "VND"):
        figures.refuse(place, "Q224", shown)
    elif measure == "VND" and (look.divisor, look.unit) != (1.0, 1.0):
        _rescale(figures, place, look, shown, money)


def _rescale(figures: SheetFigures, place: int, look: Look, shown: str, money: float) -> None:
    """An amount that its format divides, or gives a unit: as seen, if that unit makes up for what was divided."""
    said = look.unit if look.unit != 1 else money
    if look.divisor not in (1.0, said):
        figures.refuse(place, "Q224", shown)
        return
    figures.numbers[place] = figures.numbers[place] / money / look.divisor * said
    figures.problems.append((place, "Q223", shown))


def doubtful_rows(table: SheetTable, entries: Sequence[DataRow]) -> Iterator[tuple[DataRow, str, bool]]:
    """Each row with the finding that its look calls for ('' for none), and whether it is read.

    A row whose name is struck out is not. A hidden row is, unless a visible one gives the same unit.
    """
    hidden = table.grid.sight.hidden_rows
    named = table.grid.looks.get(table.at("unit") or 0, {})
    visible = Counter(_key(entry) for entry in entries if entry.row not in hidden) if hidden else Counter()
    for entry in entries:
        if entry.row in named and named[entry.row].struck:
            yield entry, "Q229", False
        elif entry.row in hidden:
            is_first = not visible[_key(entry)]
            yield entry, "Q228" if is_first else "Q230", is_first
        else:
            yield entry, "", True


def _key(entry: DataRow) -> tuple[object, ...]:
    return entry.match.code, entry.part, entry.day, *sorted(entry.dimensions.items())
