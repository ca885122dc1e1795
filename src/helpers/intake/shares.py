"""What a printed share of 1 is written as, column by column: 0.224 or 22.4. Where nothing tells, nobody guesses.

In this order: a cell's own percent format or sign (settled before, cell by cell), the counts beside the rate, the
layout's `scale`, a heading or index row that says percent, a figure above 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from helpers.intake.header import SheetTable
from helpers.intake.layouts.layout import FormColumn
from helpers.vocabulary.catalogue import indicators

PERCENT, FRACTION = 100.0, 1.0
SCALES = {"percent": PERCENT, "fraction": FRACTION}
_SAYS_PERCENT = re.compile(r"%|phần trăm|\*\s*100\b|x\s*100\b", re.IGNORECASE)
_CLOSE = 0.05  # of the rate, or the printed place: near enough to tell 0.4 from 0.004


def base_of(
    table: SheetTable, at: int, values: np.ndarray, counts: Sequence[tuple[np.ndarray, np.ndarray]]
) -> float | None:
    """What the column's share of 1 is written as, 100 or 1; None where nothing tells.

    values: its figures as written, NaN where a cell says percent itself. counts: pairs of numerator and denominator.
    """
    known = np.abs(values[np.isfinite(values) & (values != 0)])
    if not len(known):
        return PERCENT
    column = table.columns[at]
    said = [*table.paths.get(at, ()), *(str(table.grid.rows[row][at]) for row in table.index_rows)]
    return (
        _by_counts(values, counts)
        or SCALES.get(column.scale or table.layout.scale)
        or (PERCENT if any(map(_SAYS_PERCENT.search, said)) or known.max() > 1 else None)
    )


def counts_beside(column: FormColumn, part: int, places: Mapping[tuple[str, str], int]) -> tuple[int, int] | None:
    """The columns of the counts that a printed rate divides, if the table has both. places: by indicator and detail."""
    entry = indicators().get(column.indicator(part))
    ends = (entry.numerator, entry.denominator) if entry and entry.measure == "share" else ("", "")
    over, under = (places.get((name, column.detail), places.get((name, ""))) for name in ends)
    return None if over is None or under is None else (over, under)


def _by_counts(values: np.ndarray, counts: Sequence[tuple[np.ndarray, np.ndarray]]) -> float | None:
    """The base under which more rows agree with the counts beside them; None where they do not tell."""
    votes = {PERCENT: 0, FRACTION: 0}
    for over, under in counts:
        with np.errstate(divide="ignore", invalid="ignore"):
            rates = over / under
            near = {base: np.abs(values / base - rates) <= np.maximum(_CLOSE * rates, 1e-9) for base in votes}
        votes = {base: votes[base] + int((near[base] & (values != 0)).sum()) for base in votes}
    if votes[PERCENT] == votes[FRACTION]:
        return None
    return PERCENT if votes[PERCENT] > votes[FRACTION] else FRACTION
