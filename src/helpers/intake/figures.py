"""Columns of cells to values: whole columns at once, one by one only where a cell is not a plain number."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from helpers.intake.formats.grid import CellFault
from helpers.intake.formats.sight import ERROR_TEXT
from helpers.intake.privacy import telephones_in
from helpers.intake.text.numbers import WHOLE_MEASURES, decimal_mark, is_disguised, parse_flag, parse_number
from helpers.vocabulary.pack import words

# In base units: beyond it a double no longer tells neighbours apart, and nothing in a province is so many.
LARGEST = 1e18
NUMBERS = frozenset((float, int))  # bool is none of them
_REFUSED = frozenset(("Q203", "Q207", "Q214", "Q704"))
#: By measure, words behind a figure that say that other things are counted: '12 khẩu' is no count of households.
_OF_OTHERS = {measure: frozenset().union(*words("counted").values()) - own for measure, own in words("counted").items()}
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


@dataclass
class SheetFigures:
    """A column's values in base units, with SDMX status and qualifier; `problems` are (place, finding code, words).

    `rejected` marks cells that hold something which is no figure. Shares are as written, but for those that say percent
    themselves (`own`), until `settle` is told what a share of 1 is written as.
    """

    numbers: np.ndarray
    statuses: np.ndarray
    qualifiers: np.ndarray
    rejected: np.ndarray
    own: np.ndarray
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    plain: bool = False  # numbers only: every status is 'A', no qualifier, nothing rejected

    @property
    def written(self) -> np.ndarray:
        """Shares whose cells do not say percent themselves, as written; NaN for all others."""
        return np.where(self.own | self.rejected, np.nan, self.numbers)

    def settle(self, base: float | None, shown: Sequence[str]) -> None:
        """Bring shares to 0-1: base is what a share of 1 is written as; if none tells, they are refused as `shown`."""
        unsaid = np.flatnonzero(np.isfinite(self.written) & (self.written != 0)) if base is None else ()
        self.numbers = np.where(self.own, self.numbers, self.numbers / (base or 1.0))
        for at in unsaid:
            self.refuse(int(at), "Q209", shown[at])

    def refuse(self, at: int, code: str, shown: str) -> None:
        """Reject a figure, with the finding that says why."""
        self.numbers[at], self.statuses[at], self.rejected[at], self.plain = np.nan, "L", True, False
        self.problems.append((at, code, shown))


def read_figures(cells: Sequence[object], measure: str, money: float = 1.0) -> SheetFigures:
    """Values of a column's cells by its measure; `money` is the unit of money. Shares need `settle` next."""
    count = len(cells)
    found = SheetFigures(
        np.full(count, np.nan),
        np.full(count, "A", dtype=object),
        np.full(count, "", dtype=object),
        np.zeros(count, dtype=bool),
        np.zeros(count, dtype=bool),
    )
    scale = money if measure == "VND" else 1.0
    if NUMBERS.issuperset(map(type, cells)):
        found.numbers = np.asarray(cells, dtype="float64") * scale
        _reject_boundless(found, cells, np.ones(count, dtype=bool))
        found.plain = not found.problems
        return found
    plain = np.fromiter((type(cell) in NUMBERS for cell in cells), dtype=bool, count=count)
    found.numbers[plain] = np.asarray([cells[at] for at in np.flatnonzero(plain)], dtype="float64") * scale
    others = np.flatnonzero(~plain)
    whole = measure in WHOLE_MEASURES
    texts = {cell for at in others if isinstance(cell := cells[at], str) and cell}
    mark = decimal_mark(sorted(texts), whole)
    known: dict[str, tuple[float, str, str, str, bool]] = {"": (np.nan, "O", "", "", False)}
    for at in others:
        cell = cells[at]
        if not isinstance(cell, str):
            _reject(found, int(at), cell, measure)
            continue
        if cell not in known:
            known[cell] = _text(cell, measure, scale, mark, whole)
        value, status, qualifier, problem, found.own[at] = known[cell]
        found.numbers[at], found.statuses[at], found.qualifiers[at] = value, status, qualifier
        if problem:
            found.problems.append((int(at), problem, cell))
            found.rejected[at] = problem in _REFUSED
    _reject_boundless(found, cells, plain)
    return found


def _reject_boundless(found: SheetFigures, cells: Sequence[object], plain: np.ndarray) -> None:
    """Reject what is too large for a figure, and numbers that are none (infinity, NaN stored as a number)."""
    with np.errstate(invalid="ignore"):
        boundless = (np.abs(found.numbers) > LARGEST) | (plain & np.isnan(found.numbers))
    for at in np.flatnonzero(boundless & ~found.rejected).tolist():
        found.refuse(at, "Q203", str(cells[at])[:60])


def _reject(found: SheetFigures, at: int, cell: object, measure: str) -> None:
    """A cell that is neither a number nor text: an error, a formula without a value, a date, a logical value."""
    if isinstance(cell, bool) and measure == "flag":
        found.numbers[at] = float(cell)
        return
    code = "Q203"
    if isinstance(cell, CellFault) and cell.kind == "empty":
        found.statuses[at] = "O"
        found.problems.append((at, "Q210", cell.text))
        return
    if isinstance(cell, CellFault):
        code = "Q207" if cell.kind == "error" else "Q208"
    elif isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        code = "Q211"
    found.problems.append((at, code, str(cell.text if isinstance(cell, CellFault) else cell)))
    found.rejected[at] = True


def _text(cell: str, measure: str, scale: float, mark: str, whole: bool) -> tuple[float, str, str, str, bool]:
    """Value, status, qualifier and finding code of a text cell, and whether it says percent itself."""
    if cell.startswith(("#", "Err:")) and ERROR_TEXT.fullmatch(cell.strip()):
        return np.nan, "L", "", "Q207", False
    if telephones_in(cell):
        return np.nan, "L", "", "Q704", False
    if cell.isascii() and measure != "flag":
        if cell.isdigit():
            return float(cell) * scale, "A", "", "", False
        if mark == "," and _GROUPS.fullmatch(cell):
            return float(cell.replace(".", "")) * scale, "A", "", "", False
    if is_disguised(cell):
        return np.nan, "L", "", "Q214", False
    parsed = parse_flag(cell) if measure == "flag" else parse_number(cell, mark, whole)
    if (parsed.percent and measure not in ("share", "points")) or parsed.counted in _OF_OTHERS.get(measure, ()):
        return np.nan, "L", "", "Q203", False
    problem = {"": "", "text": "Q205"}.get(parsed.problem, "Q203")
    # A percent sign or a unit of money in the cell goes before those of the table.
    scale = 1.0 if parsed.multiplier != 1.0 else scale
    own = parsed.percent and measure == "share"
    return parsed.value * scale / (100.0 if own else 1.0), parsed.status, parsed.qualifier, problem, own
