"""A table's rows and columns to observations, findings and the outcome of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.intake.evidence import evidence, is_vetoed, places_of
from helpers.intake.figures import SheetFigures, read_figures
from helpers.intake.header import SheetTable
from helpers.intake.layouts.layout import FormColumn
from helpers.intake.looks import apply_looks, doubtful_rows, money_of
from helpers.intake.outcome import LABEL, OBSERVATION, REJECTED, Ledger, repeated, strings
from helpers.intake.rows import DataRow, Rows, has_figures
from helpers.intake.shares import base_of, counts_beside
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.findings import finding

_FROM_FILE = ("printed", "left_out")
# Of these the words are ours, and headings are told only where they are made of words of headings (`unknown`).
_MASKED = ("Q131", "Q133")
_OF_HEADINGS = ("Q112", "Q113", "Q126", "Q127", "Q128", "Q129", "Q136")
_REPAIRS = ("Q201", "Q221")  # findings that give a text and what it was read as


@dataclass
class Sheet:
    """What one sheet gave: blocks of observations, findings, tables found, and its ledger of cells.

    is_silent: a table of it does not say of when its figures are.
    """

    ledger: Ledger
    blocks: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)
    since: dict[str, date] = field(default_factory=dict)  # first day of an indicator's flows, where a title says it
    columns: list[dict[str, Any]] = field(default_factory=list)
    tables: int = 0
    is_silent: bool = False

    def note(self, code: str, row: int = -1, column: int = -1, **words: object) -> None:
        """Add a finding about this sheet, at a cell where one is given."""
        grid = self.ledger.grid
        cell = grid.address(row, column) if row >= 0 and column >= 0 else ""
        told: dict[str, Any] = {"sheet": grid.sheet, "cell": cell, "withheld": self._withheld(code, words)} | words
        self.findings.append(finding(code, workbook=grid.workbook, **told))

    def _withheld(self, code: str, words: Mapping[str, object]) -> list[str]:
        """The words of a finding that come from the file and may not be told; a repaired text is judged as repaired."""
        tells = self.ledger.tells
        if code in _MASKED:
            return []
        if code in _REPAIRS:
            return [] if tells(str(words["expected"])) else ["printed", "expected"]
        return [name for name in _FROM_FILE if not tells(str(words.get(name, "")), code in _OF_HEADINGS)]

    def observations(self) -> pd.DataFrame:
        """The blocks as one frame: what differs by row as it is, what is one for a block repeated."""
        if not self.blocks:
            return pd.DataFrame()
        lengths = [len(block["unit"]) for block in self.blocks]
        of_block = np.repeat(np.arange(len(lengths)), lengths)
        columns: dict[str, Any] = {}
        for name in self.blocks[0]:
            values = [block[name] for block in self.blocks]
            if all(isinstance(value, str) for value in values):  # one for the whole block
                columns[name] = strings(values).take(of_block)
            elif name in ("value", "as_of"):
                columns[name] = np.concatenate(values)
            else:
                pairs = zip(values, lengths, strict=True)
                spread = ([each] * size if isinstance(each, str) else each for each, size in pairs)
                columns[name] = strings(pa.concat_arrays([pa.array(each, pa.large_string()) for each in spread]))
        columns["sheet"] = repeated(self.ledger.grid.sheet, len(of_block))
        return pd.DataFrame(columns)


def assemble(table: SheetTable, rows: Rows, sheet: Sheet, as_of: date) -> None:
    """Turn the figures of a table into observations of `sheet`, and account for each of its cells."""
    _labels(table, rows, sheet.ledger)
    _faulty_rows(table, rows, sheet)
    good = _visible(table, rows, sheet)
    if not good:
        return
    table_rows = _GoodRows(good, as_of)
    figures = _read_columns(table, table_rows, sheet.ledger)
    for at in _undetermined(table):
        del figures[at]
        sheet.ledger.mark(table_rows.row, at, REJECTED)
    for at, column in evidence(table, good, figures):
        if not is_vetoed(column):
            sheet.columns.append(column)
        elif figures.pop(at, None) is not None:
            sheet.ledger.mark(table_rows.row, at, REJECTED)
            # Its figures contradict what its heading only resembles.
            words = {"printed": column["heading"], "expected": " > ".join(table.columns[at].heading)}
            counted = {key: column[key] for key in ("relation", "fits", "rows")}
            sheet.note("Q129", table.header.start, at, **words, **counted)
    for at, each in figures.items():
        for part in table_rows.parts():
            _column(sheet, table, at, part, table_rows, each)


def _undetermined(table: SheetTable) -> list[int]:
    """Columns of figures that a missing column would say the detail of: which one is meant, nothing tells."""
    lost = {f"{{{column.name}}}" for column in table.missing if column.role == "dimension"}
    figures = ((at, column.detail) for at, column in table.columns.items() if column.role == "figure")
    return [at for at, detail in figures if any(name in detail for name in lost)]


def _read_columns(table: SheetTable, rows: _GoodRows, ledger: Ledger) -> dict[int, SheetFigures]:
    """The figures of each column, in base units; shares last, since counts beside them tell how they are written."""
    figures, shares = {}, []
    for at, column in sorted(table.columns.items()):
        if column.role == "figure":
            measure = indicators()[column.indicator()].measure
            figures[at] = read_figures(rows.pick(table.grid.columns[at]), measure, money_of(table, at))
            apply_looks(figures[at], table, at, rows.row, measure)
            shares += [at] if measure == "share" else []
    for at in shares:
        shown = rows.pick(ledger.grid.shown[at])
        figures[at].settle(_base_of(table, at, rows, figures), shown)
    return figures


def _base_of(table: SheetTable, at: int, rows: _GoodRows, figures: dict[int, SheetFigures]) -> float | None:
    """What a share of 1 is written as in a column; None where nothing tells: its figures are then refused."""
    counts = []
    for part in rows.parts():
        if pair := counts_beside(table.columns[at], part, places_of(table, part)):
            here = np.where(rows.part == part, 1.0, np.nan)
            counts.append((figures[pair[0]].numbers * here, figures[pair[1]].numbers))
    return base_of(table, at, figures[at].written, counts)


def _visible(table: SheetTable, rows: Rows, sheet: Sheet) -> list[DataRow]:
    """Rows whose unit is known, without those that are struck out, or hidden behind another row of the same unit."""
    good = [entry for entry in rows.data if entry.match.kind in ("unit", "total")]
    figures = [at for at, column in table.columns.items() if column.role == "figure"]
    kept = []
    for entry, code, is_read in doubtful_rows(table, good):
        if code:
            unit_at = table.at("unit") or 0
            sheet.note(code, entry.row, unit_at, printed=table.grid.shown[unit_at][entry.row])
        if is_read:
            kept.append(entry)
        else:
            sheet.ledger.mark(entry.row, figures, REJECTED)
    return kept


class _GoodRows:
    """Rows whose unit is known, as arrays: row, unit, boundary version, sub-row, day, and whether it is no total."""

    def __init__(self, entries: list[DataRow], as_of: date) -> None:
        self.entries = entries
        self.row = np.array([entry.row for entry in entries])
        self.unit = pa.array([entry.match.code for entry in entries], pa.large_string())
        self.part = np.array([entry.part for entry in entries])
        self.is_unit = np.array([entry.match.kind == "unit" for entry in entries])
        self.boundary = pa.array([entry.match.boundary for entry in entries], pa.large_string())
        self.day = np.array([entry.day or as_of for entry in entries], dtype="datetime64[s]")
        self._whole = len(entries) == self.row[-1] - self.row[0] + 1  # rows without a gap, in order

    def parts(self) -> list[int]:
        return np.unique(self.part).tolist()

    def pick(self, column: Sequence[Any]) -> Sequence[Any]:
        """The cells (or texts) of these rows in a whole column of the sheet."""
        if self._whole:
            return column[self.row[0] : self.row[-1] + 1]
        return [column[row] for row in self.row.tolist()]

    def details(self, column: FormColumn) -> np.ndarray:
        """The detail of each row in a column."""
        if "{" in column.detail:
            return np.array([column.detail.format(**entry.dimensions) for entry in self.entries], dtype=object)
        return np.full(len(self.entries), column.detail, dtype=object)


def _column(sheet: Sheet, table: SheetTable, at: int, part: int, rows: _GoodRows, figures: SheetFigures) -> None:
    """Observations of one column in one sub-row; cells where the form has no figure are rejected."""
    column = table.columns[at]
    day = column.as_of or (column.cut_off and table.cut_off)
    details = rows.details(column)
    printed, filled = sheet.ledger.texts(at, rows.row)
    here = rows.part == part
    held = {detail: column.applies_to(detail) for detail in set(details)}
    applies = here & np.array([held[detail] for detail in details], dtype=bool) if False in held.values() else here
    indicator = column.indicator(part)
    for place in np.flatnonzero(here & filled & ~applies):
        words = {"printed": str(printed[place]), "indicator": indicator, "detail": details[place]}
        sheet.note("Q212", int(rows.row[place]), at, **words)
    kept = applies & ~figures.rejected & (filled | rows.is_unit)
    sheet.ledger.outcome[rows.row[filled & kept], at] = OBSERVATION
    sheet.ledger.outcome[rows.row[filled & here & ~kept], at] = REJECTED
    for place, code, shown in figures.problems:
        if here[place]:
            match = rows.entries[place].match
            words = {"unit": match.code, "boundary": match.boundary, "indicator": indicator, "detail": details[place]}
            sheet.note(code, int(rows.row[place]), at, printed=shown, **words)
    taken = np.flatnonzero(kept)
    unit, boundary, shown = (each.take(pa.array(taken)) for each in (rows.unit, rows.boundary, printed))
    sheet.blocks.append(
        {
            "unit": unit,
            "boundary": boundary,
            "indicator": indicator,
            "detail": details[taken] if "{" in column.detail else column.detail,
            "value": figures.numbers[taken],
            "qualifier": "" if figures.plain else figures.qualifiers[taken],
            "status": "A" if figures.plain else figures.statuses[taken],
            "as_of": np.full(len(taken), np.datetime64(day, "s")) if day else rows.day[taken],
            "cell": sheet.ledger.addresses(rows.row[taken], at),
            "printed": shown,
        }
    )


def _labels(table: SheetTable, rows: Rows, ledger: Ledger) -> None:
    """Headers, names, codes, numbers and labels of parts and dimensions are labels."""
    width = range(table.grid.width)
    ledger.mark(list(table.header), list(width), LABEL)
    if rows.headers:
        ledger.mark(rows.headers, list(width), LABEL)
    leads = [at for at, column in table.columns.items() if column.role not in ("figure", "note")]
    named = [entry.row for entry in rows.data] + [row for row, *_ in (*rows.subtotals, *rows.bad_days)]
    if named and leads:
        ledger.mark(named, leads, LABEL)


def _faulty_rows(table: SheetTable, rows: Rows, sheet: Sheet) -> None:
    """Findings and rejected cells of rows whose unit, label or column the form does not know."""
    figures = [at for at, column in table.columns.items() if column.role == "figure"]
    unit_at = table.at("unit") or 0
    seen: set[tuple[str, int]] = set()
    for entry in rows.data:
        if entry.match.kind not in ("unit", "total"):
            stray = [at for at in range(table.grid.width) if at not in table.columns]
            sheet.ledger.mark(entry.row, [*figures, *stray], REJECTED)
        if entry.match.finding and (entry.match.finding, id(entry.match)) not in seen:
            seen.add((entry.match.finding, id(entry.match)))
            words = dict(entry.match.words)
            if entry.match.kind in ("unit", "total"):
                words |= {"unit": entry.match.code, "boundary": entry.match.boundary}
            sheet.note(entry.match.finding, entry.row, unit_at, **words)
    for row in rows.unnamed:
        sheet.ledger.mark(row, figures, REJECTED)
        sheet.note("Q311", row, unit_at)
    for row, at in rows.bad_labels:
        sheet.ledger.mark(row, [*figures, at], REJECTED)
        known = table.columns[at].members or table.layout.parts
        sheet.note("Q312", row, at, printed=table.grid.shown[at][row], expected=", ".join(known))
    for row, at, code, told in rows.bad_days:
        sheet.ledger.mark(row, figures, REJECTED)
        sheet.note(code, row, at, printed=table.grid.shown[at][row], **told)
    for row, match in rows.subtotals:
        if match.finding:
            sheet.note(match.finding, row, unit_at, **dict(match.words))
    for at in range(table.grid.width):
        if at not in table.columns:
            _unknown_column(table, rows, sheet, at)


def _unknown_column(table: SheetTable, rows: Rows, sheet: Sheet, at: int) -> None:
    """A column with figures under a heading that the form does not have, or under none; remarks are ignorable.

    Where the layout ignores the rest, so are its figures.
    """
    texts = table.grid.shown[at]
    known = [entry.row for entry in rows.data if entry.match.kind in ("unit", "total")]
    filled = [row for row in known if texts[row] != ""]
    if table.layout.rest == "ignore" or not any(has_figures(table.grid.rows[row], [at]) for row in filled):
        return
    sheet.ledger.mark(filled, at, REJECTED)
    if at not in table.doubled and at not in table.struck:
        sheet.note("Q112", table.header.start, at, printed=table.unknown.get(at, ""))
