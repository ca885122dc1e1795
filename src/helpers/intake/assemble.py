"""A table's rows and columns to observations, findings and the outcome of each cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from helpers.intake.figures import Figures, read_figures, share_scale
from helpers.intake.grid import address
from helpers.intake.header import Table
from helpers.intake.layout import Column
from helpers.intake.outcome import LABEL, OBSERVATION, REJECTED, Ledger
from helpers.intake.rows import DataRow, Rows
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.findings import finding

MONEY = {"đồng": 1.0, "nghìn đồng": 1e3, "triệu đồng": 1e6, "tỷ đồng": 1e9}
FINDINGS_PER_TABLE = 2_000  # a table with more faults than this is another table; the rest is counted, not listed


@dataclass
class Sheet:
    """What one sheet gave: blocks of observations, findings, and its ledger of cells."""

    ledger: Ledger
    blocks: list[pd.DataFrame] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)

    def note(self, code: str, row: int = -1, column: int = -1, **words: object) -> None:
        """Add a finding about this sheet, at a cell where one is given."""
        cell = address(row, column) if row >= 0 and column >= 0 else ""
        grid = self.ledger.grid
        self.findings.append(finding(code, workbook=grid.workbook, **{"sheet": grid.sheet, "cell": cell} | words))


def assemble(table: Table, rows: Rows, sheet: Sheet, as_of: date) -> None:
    """Turn the figures of a table into observations of `sheet`, and account for each of its cells."""
    _labels(table, rows, sheet.ledger)
    _faulty_rows(table, rows, sheet)
    good = [entry for entry in rows.data if entry.match.kind in ("unit", "total")]
    if not good:
        return
    at_rows = np.array([entry.row for entry in good])
    parts = np.array([entry.part for entry in good])
    is_unit = np.array([entry.match.kind == "unit" for entry in good])
    share = _share_scale(table, good)
    for at, column in sorted(table.columns.items()):
        if column.role != "figure":
            continue
        cells = [table.grid.rows[row][at] for row in at_rows.tolist()]
        measure = indicators()[column.indicator()].measure
        figures = read_figures(cells, measure, _money(table), share)
        for part in sorted(set(parts.tolist())):
            chosen = np.flatnonzero(parts == part)
            _column(table, sheet, column, at, part, good, chosen, figures, is_unit, as_of)


def _column(
    table: Table, sheet: Sheet, column: Column, at: int, part: int, good: list[DataRow], chosen: np.ndarray,
    figures: Figures, is_unit: np.ndarray, as_of: date,
) -> None:  # fmt: skip
    """Observations of one column in one sub-row; cells where the form has no figure are rejected."""
    details = np.array([_detail(column, good[entry]) for entry in chosen], dtype=object)
    rows = np.array([good[entry].row for entry in chosen])
    ledger = sheet.ledger
    printed = np.array([ledger.texts(at)[row] for row in rows.tolist()], dtype=object)
    filled = printed != ""
    applies = np.array([column.applies_to(detail) for detail in details], dtype=bool)
    indicator = column.indicator(part)
    for entry in np.flatnonzero(filled & ~applies):
        sheet.note("Q212", int(rows[entry]), at, printed=printed[entry], indicator=indicator, detail=details[entry])
    kept = applies & ~figures.rejected[chosen] & (filled | is_unit[chosen])
    ledger.outcome[rows[filled & kept], at] = OBSERVATION
    ledger.outcome[rows[filled & ~kept], at] = REJECTED
    _problems(sheet, figures, chosen, rows, at, indicator, details, good)
    units = np.array([good[entry].match.code for entry in chosen[kept]], dtype=object)
    sheet.blocks.append(
        pd.DataFrame(
            {
                "unit": units,
                "boundary": good[0].match.boundary,
                "indicator": indicator,
                "detail": details[kept],
                "value": figures.values[chosen][kept],
                "qualifier": figures.qualifiers[chosen][kept],
                "status": figures.statuses[chosen][kept],
                "as_of": pd.Timestamp(column.as_of or (table.cut_off if column.cut_off and table.cut_off else as_of)),
                "cell": ledger.addresses(rows[kept], at),
                "printed": printed[kept],
            }
        )
    )


def _problems(
    sheet: Sheet, figures: Figures, chosen: np.ndarray, rows: np.ndarray, at: int, indicator: str,
    details: np.ndarray, good: list[DataRow],
) -> None:  # fmt: skip
    """Findings about cells that hold no plain figure."""
    places = {int(entry): order for order, entry in enumerate(chosen)}
    for entry, code, printed in figures.problems:
        if entry in places:
            order, match = places[entry], good[entry].match
            sheet.note(
                code, int(rows[order]), at, printed=printed, unit=match.code, boundary=match.boundary,
                indicator=indicator, detail=details[order],
            )  # fmt: skip


def _detail(column: Column, entry: DataRow) -> str:
    return column.detail.format(**entry.dimensions) if "{" in column.detail else column.detail


def _money(table: Table) -> float:
    return MONEY[table.unit_of_measure or table.layout.unit_of_measure or "đồng"]


def _share_scale(table: Table, good: list[DataRow]) -> float:
    shares = [at for at, c in table.columns.items() if c.role == "figure" and indicators()[c.indicator()].measure == "share"]
    return share_scale([[table.grid.rows[entry.row][at] for entry in good] for at in shares])


def _labels(table: Table, rows: Rows, ledger: Ledger) -> None:
    """Headers, names, codes, numbers and labels of parts and dimensions are labels."""
    width = range(table.grid.width)
    ledger.mark(list(table.header), list(width), LABEL)
    if rows.headers:
        ledger.mark(rows.headers, list(width), LABEL)
    leads = [at for at, column in table.columns.items() if column.role in ("number", "unit", "code", "part", "dimension")]
    named = [entry.row for entry in rows.data] + [row for row, _ in rows.subtotals]
    if named and leads:
        ledger.mark(named, leads, LABEL)


def _faulty_rows(table: Table, rows: Rows, sheet: Sheet) -> None:
    """Findings and rejected cells of rows whose unit, label or column the form does not know."""
    figures = [at for at, column in table.columns.items() if column.role == "figure"]
    unit_at = table.at("unit") or 0
    seen: set[tuple[str, int]] = set()
    for entry in rows.data:
        if entry.match.kind not in ("unit", "total"):
            sheet.ledger.mark(entry.row, figures, REJECTED)
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
        sheet.note("Q312", row, at, printed=sheet.ledger.texts(at)[row], expected=", ".join(_known(table, at)))
    for row, match in rows.subtotals:
        if match.finding:
            sheet.note(match.finding, row, unit_at, **dict(match.words))
    for at, heading in table.unknown.items():
        _unknown_column(table, rows, sheet, at, heading)


def _unknown_column(table: Table, rows: Rows, sheet: Sheet, at: int, heading: str) -> None:
    """A column with figures under a heading that the form does not have."""
    texts = sheet.ledger.texts(at)
    filled = [entry.row for entry in rows.data if texts[entry.row] != ""]
    if filled:
        sheet.ledger.mark(filled, at, REJECTED)
        sheet.note("Q112", table.header.start, at, printed=heading)


def _known(table: Table, at: int) -> Iterator[str]:
    column = table.columns[at]
    yield from column.members if column.role == "dimension" else table.layout.parts
