"""What became of every non-empty cell: observation, label, ignorable or rejected. Nothing is left over."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from helpers.intake.grid import Grid, letters, texts

CELL_COLUMNS = ("workbook", "sheet", "cell", "outcome", "text")
OUTCOMES = ("", "ignorable", "label", "rejected", "observation")
IGNORABLE, LABEL, REJECTED, OBSERVATION = 1, 2, 3, 4


class Ledger:
    """Outcomes of one sheet's cells; what nobody claims is ignorable (titles, notes, signatures)."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.outcome = np.zeros((len(grid.rows), grid.width), dtype=np.int8)
        self._texts: dict[int, list[str]] = {}

    def mark(self, rows: Iterable[int] | int, columns: Iterable[int] | int, outcome: int) -> None:
        """Claim cells; a higher outcome replaces a lower one (an observation is never demoted to a label)."""
        down, across = (np.atleast_1d(np.asarray(places, dtype=np.intp)) for places in (rows, columns))
        at = down[:, None], across[None, :]
        self.outcome[at] = np.maximum(self.outcome[at], outcome)

    def texts(self, column: int) -> list[str]:
        """Texts of a column, from row 1 of the sheet."""
        if column not in self._texts:
            self._texts[column] = texts(self.grid.columns[column])
        return self._texts[column]

    def addresses(self, rows: np.ndarray, column: int) -> list[str]:
        """Excel addresses of cells of a column."""
        letter = letters(column)
        return [f"{letter}{row}" for row in (rows + 1).tolist()]

    def frame(self) -> pd.DataFrame:
        """One row per non-empty cell, column by column. Texts of ignorable cells are not kept: signatures are names."""
        cells: list[str] = []
        texts: list[str] = []
        outcomes = [np.zeros(0, dtype=np.int8)]
        for column in range(self.grid.width):
            words = self.texts(column)
            filled = np.flatnonzero(np.array(words, dtype=object) != "")
            result = np.maximum(self.outcome[filled, column], IGNORABLE)
            cells += self.addresses(filled, column)
            texts += [
                "" if code == IGNORABLE else words[at]
                for at, code in zip(filled.tolist(), result.tolist(), strict=True)
            ]
            outcomes.append(result)
        named = pd.array(list(OUTCOMES), dtype="str").take(np.concatenate(outcomes).astype(np.intp))
        same = {name: pd.array([value], dtype="str").take(np.zeros(len(cells), dtype=np.intp)) for name, value in (
            ("workbook", self.grid.workbook), ("sheet", self.grid.sheet)
        )}  # fmt: skip
        columns = same | {"cell": pd.array(cells, dtype="str"), "outcome": named, "text": pd.array(texts, dtype="str")}
        return pd.DataFrame(columns, columns=list(CELL_COLUMNS))
