"""Published figures typed one to a row: `unit, indicator, detail, as_of, printed, note`, cells as printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from helpers.intake.assemble import Sheet
from helpers.intake.days import day_of
from helpers.intake.figures import read_figures
from helpers.intake.grid import address, text
from helpers.intake.header import SheetTable
from helpers.intake.outcome import LABEL, OBSERVATION, REJECTED
from helpers.intake.shares import PERCENT
from helpers.intake.units import UnitFinder
from helpers.vocabulary.catalogue import Indicator, codelist, indicators
from helpers.vocabulary.errors import did_you_mean
from helpers.vocabulary.place import Scope


def read_records(table: SheetTable, sheet: Sheet, scope: Scope, as_of: date) -> None:
    """Turn each row into one observation of `sheet`; a row that names no known unit, indicator or date is rejected."""
    finder = cache(lambda day: UnitFinder(scope, day))
    sheet.ledger.mark(list(table.header), list(range(table.grid.width)), LABEL)
    found = [
        _record(table, sheet, scope, finder, row, as_of)
        for row in table.body
        if any(cell != "" for cell in table.grid.rows[row])
    ]
    sheet.blocks += [record for record in found if record]


def _record(
    table: SheetTable, sheet: Sheet, scope: Scope, finder: Callable[[date], UnitFinder], row: int, as_of: date
) -> dict[str, Any] | None:
    """The observation of one row, or None with a finding."""
    at = {role: table.at(role) for role in ("unit", "indicator", "detail", "as_of", "figure", "note")}
    words = {role: text(table.grid.rows[row][place]).strip() if place is not None else "" for role, place in at.items()}
    sheet.ledger.mark(row, [place for role, place in at.items() if place is not None and role != "figure"], LABEL)
    problem = _RecordProblem(sheet, row, at)
    day = day_of(words["as_of"], as_of)
    if day is None or day < scope.boundaries[0].valid_from:
        return problem.reject("Q315", "as_of", printed=words["as_of"])
    known = indicators().get(words["indicator"])
    if known is None or known.kind == "rate":
        expected = did_you_mean(words["indicator"], [id for id, entry in indicators().items() if entry.kind != "rate"])
        return problem.reject("Q313", "indicator", printed=words["indicator"], expected=expected)
    if not _is_detail(known, words["detail"]):
        return problem.reject(
            "Q314", "detail", printed=words["detail"], indicator=known.id, expected=known.details or "–"
        )
    match = finder(day).find_record(words["unit"])
    if match.finding:
        sheet.note(match.finding, row, at["unit"] or 0, **dict(match.words))
    if match.kind not in ("unit", "total"):
        return problem.reject("", "unit")
    return _observation(table, sheet, row, known, words, match.code, match.boundary, day)


def _observation(
    table: SheetTable,
    sheet: Sheet,
    row: int,
    known: Indicator,
    words: dict[str, str],
    unit: str,
    boundary: str,
    day: date,
) -> dict[str, Any] | None:
    column = table.at("figure") or 0
    figures = read_figures([table.grid.rows[row][column]], known.measure)
    figures = figures.in_base(PERCENT) if known.measure == "share" else figures
    for _, code, printed in figures.problems:
        sheet.note(
            code, row, column, printed=printed, unit=unit, boundary=boundary, indicator=known.id, detail=words["detail"]
        )
    if table.grid.rows[row][column] != "":
        sheet.ledger.mark(row, column, REJECTED if figures.rejected[0] else OBSERVATION)
    if figures.rejected[0]:
        return None
    return {
        "unit": [unit],
        "boundary": boundary,
        "indicator": known.id,
        "detail": [words["detail"]],
        "value": figures.numbers,
        "qualifier": figures.qualifiers,
        "status": figures.statuses,
        "as_of": np.array([day], dtype="datetime64[s]"),
        "cell": [address(row, column)],
        "printed": [sheet.ledger.texts(column)[row]],
    }


class _RecordProblem:
    """Rejects a record: its figure is marked, the finding stands at the cell at fault."""

    def __init__(self, sheet: Sheet, row: int, at: dict[str, int | None]) -> None:
        self.sheet, self.row, self.at = sheet, row, at

    def reject(self, code: str, role: str, **words: object) -> None:
        figure = self.at["figure"]
        if figure is not None:
            self.sheet.ledger.mark(self.row, figure, REJECTED)
        if code:
            self.sheet.note(code, self.row, self.at[role] or 0, **words)


def _is_detail(known: Indicator, detail: str) -> bool:
    """True for '' and members of the indicator's code list; compound details are made of members."""
    if not known.details or not detail:
        return not detail
    members = codelist(known.details)
    return detail in members or all(part in members for part in detail.split("/"))
