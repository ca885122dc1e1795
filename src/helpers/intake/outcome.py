"""What became of every non-empty cell: observation, label, ignorable or rejected. Nothing is left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from helpers.intake.discretion import Discretion
from helpers.intake.formats.grid import Grid, letters, text

CELL_COLUMNS = ("workbook", "sheet", "cell", "outcome", "text")
OUTCOMES = ("", "ignorable", "label", "rejected", "observation")
IGNORABLE, LABEL, REJECTED, OBSERVATION = 1, 2, 3, 4


class Ledger:
    """Outcomes of one sheet's cells; what nobody claims is ignorable (titles, notes, signatures).

    discretion: what of the sheet's texts may leave intake; nothing by default.
    """

    def __init__(self, grid: Grid, discretion: Discretion | None = None) -> None:
        self.grid, self.discretion = grid, discretion
        self.outcome = np.zeros((len(grid.rows), grid.width), dtype=np.int8)
        self._strings: dict[int, pa.Array] = {}

    def tells(self, text: str, is_heading: bool = False) -> bool:
        """Whether a text of the sheet may leave intake; a heading may where all of its words are words of headings."""
        if self.discretion is None:
            return text == ""
        return self.discretion.tells_heading(text) if is_heading else self.discretion.tells(text)

    def mark(self, rows: Iterable[int] | int, columns: Iterable[int] | int, outcome: int) -> None:
        """Claim cells; a higher outcome replaces a lower one (an observation is never demoted to a label)."""
        down, across = (np.atleast_1d(np.asarray(places, dtype=np.intp)) for places in (rows, columns))
        at = down[:, None], across[None, :]
        self.outcome[at] = np.maximum(self.outcome[at], outcome)

    def texts(self, column: int, rows: np.ndarray) -> tuple[pa.Array, np.ndarray]:
        """What cells of a column show, and which of them show anything."""
        if column not in self._strings:
            self._strings[column] = pa.array(self.grid.shown[column], pa.large_string())
        shown = self._strings[column].take(pa.array(rows))
        return shown, np.asarray(strings(shown) != "", dtype=bool)

    def addresses(self, rows: np.ndarray, column: int) -> pa.Array:
        """Excel addresses of cells of a column."""
        if self.grid.transposed_from is not None:
            return pa.array([self.grid.address(row, column) for row in rows.tolist()], pa.large_string())
        letter, nothing = (pa.scalar(text, pa.large_string()) for text in (letters(column), ""))
        numbers = self._numbers.take(pa.array(rows))
        return pc.binary_join_element_wise(letter, numbers, nothing)  # ty: ignore[missing-attribute] - made at import

    @cached_property
    def _numbers(self) -> pa.Array:
        """Numbers of the sheet's rows as texts, from '1'."""
        return pc.cast(pa.array(range(1, len(self.grid.rows) + 1)), pa.large_string())

    def _refused(self, column: int) -> set[str]:
        """Texts of a column that may not leave intake; what is stored as a number may."""
        cells, words = self.grid.columns[column], self.grid.words[column]
        if not self.grid.types[column] <= {float, str}:
            words = words | {text(cell) for cell in cells if type(cell) not in (float, str)}
        return self.discretion.refused(words) if self.discretion else words

    def frame(self) -> pd.DataFrame:
        """One row per non-empty cell, column by column. Texts are kept where `tells` allows, not of ignorable ones."""
        every, cells = np.arange(len(self.grid.rows)), [pa.array([], pa.large_string())]
        words, outcomes = [pa.array([], pa.large_string())], [np.zeros(0, dtype=np.int8)]
        for column in range(self.grid.width):
            filled = np.flatnonzero(self.texts(column, every)[1])
            result = np.maximum(self.outcome[filled, column], IGNORABLE)
            shown, hidden = self.texts(column, filled)[0], result == IGNORABLE
            if refused := self._refused(column):
                hidden = hidden | np.isin(shown.to_numpy(zero_copy_only=False), list(refused))
            cells.append(self.addresses(filled, column))
            words.append(pc.if_else(pa.array(hidden), "", shown) if hidden.any() else shown)  # ty: ignore[missing-attribute]
            outcomes.append(result)
        outcome = np.concatenate(outcomes).astype(np.intp)
        columns = {
            "workbook": repeated(self.grid.workbook, len(outcome)),
            "sheet": repeated(self.grid.sheet, len(outcome)),
            "cell": strings(pa.concat_arrays(cells)),
            "outcome": strings(OUTCOMES).take(outcome),
            "text": strings(pa.concat_arrays(words)),
        }
        return pd.DataFrame(columns)


def strings(values: Sequence[str] | np.ndarray | pa.Array) -> ExtensionArray:
    """Texts as a pandas array, without a second look at each of them."""
    return pd.array(pa.array(values, type=pa.large_string()), dtype="str")


def repeated(value: str, count: int) -> ExtensionArray:
    """One text many times."""
    return strings([value]).take(np.zeros(count, dtype=np.intp))
