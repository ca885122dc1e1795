"""Published figures typed one to a row: `unit, indicator, detail, as_of, printed, note`, cells as printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from helpers.intake.assemble import Sheet
from helpers.intake.days import day_of, fault_of
from helpers.intake.figures import SheetFigures, read_figures
from helpers.intake.formats.grid import address, text
from helpers.intake.header import SheetTable
from helpers.intake.outcome import LABEL, OBSERVATION, REJECTED
from helpers.intake.shares import base_of
from helpers.intake.units import UnitFinder
from helpers.vocabulary.catalogue import Indicator, codelist, indicators
from helpers.vocabulary.errors import did_you_mean
from helpers.vocabulary.place import Scope


def read_records(table: SheetTable, sheet: Sheet, scope: Scope, as_of: date) -> None:
    """Turn each row into one observation of `sheet`; a row that names no known unit, indicator or date is rejected.

    The rows of an indicator are read as a column is: they and the counts in other rows tell how its rates are written.
    """
    sheet.ledger.mark(list(table.header), list(range(table.grid.width)), LABEL)
    reader = _RecordReader(table, sheet, scope, as_of)
    found: dict[str, list[_Record]] = {}
    for record in filter(None, map(reader.read, (row for row in table.body if any(map(text, table.grid.rows[row]))))):
        found.setdefault(record.indicator, []).append(record)
    figures = {name: reader.figures(records) for name, records in found.items()}
    counts = {of[1:]: value for name in found for of, value in zip(found[name], figures[name].numbers, strict=True)}
    for name, records in found.items():
        if indicators()[name].measure == "share":
            reader.settle(records, figures[name], counts)
        sheet.blocks.append(reader.block(records, figures[name]))


class _Record(NamedTuple):
    """What a row says of its figure; all but the row tells it from others."""

    row: int
    unit: str
    boundary: str
    indicator: str
    detail: str
    day: date


class _RecordReader:
    """Reads records one by one; a finding stands at the cell at fault."""

    def __init__(self, table: SheetTable, sheet: Sheet, scope: Scope, as_of: date) -> None:
        self.table, self.sheet, self.first, self.as_of = table, sheet, scope.boundaries[0].valid_from, as_of
        self.at = {role: table.at(role) for role in ("unit", "indicator", "detail", "as_of", "figure", "note")}
        self.column = self.at["figure"] or 0
        self.finder = cache(lambda day: UnitFinder(scope, day))

    def read(self, row: int) -> _Record | None:
        """The record of one row, or None with a finding."""
        cells, at = self.table.grid.rows[row], self.at
        words = {role: text(cells[place]).strip() if place is not None else "" for role, place in at.items()}
        labels = [place for role, place in at.items() if place is not None and role != "figure"]
        self.sheet.ledger.mark(row, labels, LABEL)
        day, name = day_of(words["as_of"], self.as_of), words["indicator"]
        code, told = fault_of(day, self.first)
        if day is None or code:
            return self._reject(row, code, "as_of", printed=words["as_of"], **told)
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
        return _Record(row, match.code, match.boundary, name, words["detail"], day)

    def figures(self, records: list[_Record]) -> SheetFigures:
        """The figures of one indicator's rows; shares as written."""
        cells = [self.table.grid.rows[record.row][self.column] for record in records]
        return read_figures(cells, indicators()[records[0].indicator].measure)

    def settle(self, records: list[_Record], figures: SheetFigures, counts: Mapping[Any, float]) -> None:
        """Bring the shares of one indicator to 0-1; they are refused where nothing tells what 1 is written as."""
        entry = indicators()[records[0].indicator]
        over, under = (
            np.array([counts.get(of[1:], counts.get(of._replace(detail="")[1:], np.nan)) for of in named])
            for name in (entry.numerator, entry.denominator)
            for named in [[record._replace(indicator=name) for record in records]]
        )
        base = base_of(self.table, self.column, figures.written, [(over, under)])
        figures.settle(base, [text(self.table.grid.rows[of.row][self.column]) for of in records])

    def _reject(self, row: int, code: str, role: str, **words: object) -> None:
        self.sheet.ledger.mark(row, self.column, REJECTED)
        if code:
            self.sheet.note(code, row, self.at[role] or 0, **words)

    def block(self, records: list[_Record], figures: SheetFigures) -> dict[str, Any]:
        """The observations of one indicator's rows; what is no figure is rejected with its finding."""
        column, rows = self.column, np.array([record.row for record in records])
        for place, code, printed in figures.problems:
            key = {name: getattr(records[place], name) for name in ("boundary", "indicator", "detail")}
            self.sheet.note(code, records[place].row, column, printed=printed, **key)
        printed, filled = self.sheet.ledger.texts(column, rows)
        self.sheet.ledger.mark(rows[figures.rejected], column, REJECTED)
        self.sheet.ledger.mark(rows[~figures.rejected & filled], column, OBSERVATION)
        kept = np.flatnonzero(~figures.rejected)
        return {
            **{name: [getattr(records[at], name) for at in kept] for name in ("unit", "boundary", "detail")},
            "indicator": records[0].indicator,
            "value": figures.numbers[kept],
            "qualifier": figures.qualifiers[kept],
            "status": figures.statuses[kept],
            "as_of": np.array([records[at].day for at in kept], dtype="datetime64[s]"),
            "cell": [address(row, column) for row in rows[kept].tolist()],
            "printed": printed.take(pa.array(kept)),
        }


def _is_detail(known: Indicator, detail: str) -> bool:
    """True for '' and members of the indicator's code list; compound details are made of members."""
    if not known.details or not detail:
        return not detail
    members = codelist(known.details)
    return detail in members or all(part in members for part in detail.split("/"))
