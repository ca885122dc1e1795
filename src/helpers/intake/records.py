"""Published figures typed one to a row: `unit, indicator, detail, as_of, printed, note`, cells as printed."""

from __future__ import annotations

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
    sheet.ledger.mark(list(table.header), list(range(table.grid.width)), LABEL)
    reader = _RecordReader(table, sheet, scope, as_of)
    sheet.blocks += filter(None, map(reader.read, (row for row in table.body if any(map(text, table.grid.rows[row])))))


class _RecordReader:
    """Reads records one by one; a finding stands at the cell at fault."""

    def __init__(self, table: SheetTable, sheet: Sheet, scope: Scope, as_of: date) -> None:
        self.table, self.sheet, self.first, self.as_of = table, sheet, scope.boundaries[0].valid_from, as_of
        self.at = {role: table.at(role) for role in ("unit", "indicator", "detail", "as_of", "figure", "note")}
        self.finder = cache(lambda day: UnitFinder(scope, day))

    def read(self, row: int) -> dict[str, Any] | None:
        """The observation of one row, or None with a finding."""
        cells, at = self.table.grid.rows[row], self.at
        words = {role: text(cells[place]).strip() if place is not None else "" for role, place in at.items()}
        labels = [place for role, place in at.items() if place is not None and role != "figure"]
        self.sheet.ledger.mark(row, labels, LABEL)
        day, name = day_of(words["as_of"], self.as_of), words["indicator"]
        if day is None or day < self.first:
            return self._reject(row, "Q315", "as_of", printed=words["as_of"])
        known = indicators().get(name)
        if known is None or known.kind == "rate":
            expected = did_you_mean(name, [id for id, entry in indicators().items() if entry.kind != "rate"])
            return self._reject(row, "Q313", "indicator", printed=name, expected=expected)
        if not _is_detail(known, words["detail"]):
            told = {"indicator": known.id, "expected": known.details or "–"}
            return self._reject(row, "Q314", "detail", printed=words["detail"], **told)
        match = self.finder(day).find_record(words["unit"])
        if match.finding:
            self.sheet.note(match.finding, row, at["unit"] or 0, **dict(match.words))
        if match.kind not in ("unit", "total"):
            return self._reject(row, "", "unit")
        key = {"boundary": match.boundary, "indicator": known.id, "detail": words["detail"]}
        return self._observation(row, known.measure, {"unit": match.code} | key, day)

    def _reject(self, row: int, code: str, role: str, **words: object) -> None:
        if self.at["figure"] is not None:
            self.sheet.ledger.mark(row, self.at["figure"], REJECTED)
        if code:
            self.sheet.note(code, row, self.at[role] or 0, **words)

    def _observation(self, row: int, measure: str, key: dict[str, str], day: date) -> dict[str, Any] | None:
        column = self.at["figure"] or 0
        cell = self.table.grid.rows[row][column]
        figures = read_figures([cell], measure)
        figures = figures.in_base(PERCENT) if measure == "share" else figures
        for _, code, printed in figures.problems:
            self.sheet.note(code, row, column, printed=printed, **key)
        if cell != "":
            self.sheet.ledger.mark(row, column, REJECTED if figures.rejected[0] else OBSERVATION)
        if figures.rejected[0]:
            return None
        return {
            **key,
            "unit": [key["unit"]],
            "detail": [key["detail"]],
            "value": figures.numbers,
            "qualifier": figures.qualifiers,
            "status": figures.statuses,
            "as_of": np.array([day], dtype="datetime64[s]"),
            "cell": [address(row, column)],
            "printed": [self.sheet.ledger.texts(column)[row]],
        }


def _is_detail(known: Indicator, detail: str) -> bool:
    """True for '' and members of the indicator's code list; compound details are made of members."""
    if not known.details or not detail:
        return not detail
    members = codelist(known.details)
    return detail in members or all(part in members for part in detail.split("/"))
