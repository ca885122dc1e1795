"""What speaks for each column of a table: how its heading was known, and what its figures prove of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from helpers.intake import proof
from helpers.intake.figures import SheetFigures
from helpers.intake.formats.grid import Grid, text
from helpers.intake.header import SheetTable
from helpers.intake.headings import WHOLE
from helpers.intake.rows import DataRow
from helpers.intake.shares import counts_beside
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import identities

COLUMN_COLUMNS = (
    "workbook", "sheet", "cell", "heading", "form", "indicator", "detail", "known_by", "grade", "relation", "fits", "rows",
)  # fmt: skip


def columns_frame(records: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Records of columns as a frame of COLUMN_COLUMNS; `fits` of `rows` rows satisfy the relation."""
    found = pd.DataFrame(list(records), columns=list(COLUMN_COLUMNS))
    return found.astype({name: "int64" if name in ("fits", "rows") else "str" for name in COLUMN_COLUMNS})


def evidence(
    table: SheetTable, entries: Sequence[DataRow], figures: Mapping[int, SheetFigures]
) -> list[tuple[int, dict[str, Any]]]:
    """Place and record (COLUMN_COLUMNS) of each figure column and sub-row of a table. figures: by sheet column."""
    found = []
    for part in sorted({entry.part for entry in entries}):
        here = np.array([entry.part == part for entry in entries])
        columns = {at: each.numbers[here] for at, each in figures.items() if table.columns[at].indicator(part)}
        graded = proof.grades(columns, relations_of(table, part))
        for at in columns:
            grade = graded[at]
            adds_up = grade.state == proof.NAMED and _adds_up(table, at, part, columns[at], entries)
            found.append((at, _record(table, at, part, replace(grade, state=proof.CONSISTENT) if adds_up else grade)))
    return found


def is_vetoed(record: Mapping[str, Any]) -> bool:
    """Whether a column that was known by less than its heading is contradicted by its figures."""
    return record["known_by"] != WHOLE and record["grade"] == proof.BROKEN


def relations_of(table: SheetTable, part: int) -> list[proof.Relation]:
    """What must hold between a table's columns: registered identities, rates of counts, the sheet's own index row."""
    places = places_of(table, part)
    registered = (identity for identity in identities() if identity.kind in ("sum", "part"))
    found = [proof.stated(each, places) for identity in registered for each in proof.each_stated(identity, places)]
    printed = printed_formulas(table.grid, table.index_rows, table.columns)
    counts = {at: pair for at, column in table.columns.items() if (pair := counts_beside(column, part, places))}
    rates = [proof.Relation(at, ((1.0, of),), base) for at, (of, base) in counts.items()]
    return list({_zero(each): each for each in [*printed, *rates, *(each for each in found if each)]}.values())


def printed_formulas(grid: Grid, rows: Iterable[int], columns: Collection[int]) -> Iterator[proof.Relation]:
    """Formulas that the sheet prints under its headings ('4=3/1*100'), by its own numbers. rows: its index rows."""
    for row in rows:
        shown = {at: text(grid.rows[row][at]) for at in columns}
        numbers = {re.sub(r"[\s()]|=.*", "", each): at for at, each in shown.items()}
        for each in map(proof.formula, shown.values()):
            if each and (relation := proof.renamed(each, numbers)):
                yield relation


def _zero(relation: proof.Relation) -> tuple[Any, ...]:
    """What a relation says, however it is turned: a = b + c and b = a - c are one."""
    signs = {relation.result: -1.0} | {name: weight for weight, name in relation.terms}
    turn = -1.0 if signs[min(signs, key=str)] < 0 and not relation.base else 1.0
    return relation.base, relation.bounded, frozenset((name, turn * sign) for name, sign in signs.items())


def places_of(table: SheetTable, part: int) -> dict[tuple[str, str], int]:
    """The column of each figure of a sub-row, by indicator and detail."""
    return {
        (column.indicator(part), column.detail): at
        for at, column in table.columns.items()
        if column.role == "figure" and column.indicator(part) and not column.as_of
    }


def _adds_up(table: SheetTable, at: int, part: int, values: np.ndarray, entries: Sequence[DataRow]) -> bool:
    """Whether a total row gives the sum of the units above and below it, figure by figure."""
    if not indicators()[table.columns[at].indicator(part)].additive:
        return False
    here = [entry for entry in entries if entry.part == part]
    is_total = np.array([entry.match.kind == "total" for entry in here])
    if len({tuple(entry.dimensions.items()) for entry in here}) > 1 or is_total.sum() != 1 or (~is_total).sum() < 2:
        return False
    total, parts = float(values[is_total][0]), values[~is_total]
    return bool(total) and bool(np.isfinite(parts).all()) and abs(total - parts.sum()) <= 0.5 + 1e-6 * abs(total)


def _record(table: SheetTable, at: int, part: int, grade: proof.Grade) -> dict[str, Any]:
    column, test = table.columns[at], grade.test
    return {
        "workbook": table.grid.workbook,
        "sheet": table.grid.sheet,
        "cell": table.grid.address(table.header.start, at),
        "heading": " > ".join(dict.fromkeys(table.paths.get(at, ()))),
        "form": table.layout.form,
        "indicator": column.indicator(part),
        "detail": column.detail,
        "known_by": table.how.get(at, WHOLE),
        "grade": grade.state,
        "relation": written(test.relation, table.grid) if test else "",
        "fits": test.fits if test else 0,
        "rows": test.fits + test.breaks if test else 0,
    }


def written(relation: proof.Relation, grid: Grid) -> str:
    """'F = E / C', by the sheet's own letters; by the numbers of its rows where these were exchanged for columns."""
    earlier = [name for _, name in relation.terms if isinstance(name, tuple)]  # last year's figures, by what they are
    named = {name: f"{'/'.join(filter(None, name[1]))} {name[0]}" for name in earlier}
    terms = "".join(f" {'-' if by < 0 else '+'} {named.get(name) or grid.line(name)}" for by, name in relation.terms)
    over = f" / {grid.line(relation.base)}" if relation.base is not None else ""
    return f"{grid.line(relation.result)} {'≤' if relation.bounded else '='} {terms.removeprefix(' + ').strip()}{over}"
