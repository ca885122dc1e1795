"""The attack: what a reader of everything public can work out about withheld counts, and from which cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.protect.attack import Aim, Reach, groups, interval, other_worlds
from helpers.protect.choice import WIDTH, columns_of
from helpers.protect.regularities import Rests, as_relations, regularities
from helpers.protect.relations import Relations, build
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.place import Scope

_MOST_RELATIONS = 80  # of more, the smallest set that gives a figure away is not sought


@dataclass(frozen=True)
class Exposed:
    """A withheld count that fewer than three values fit, or none as large as the threshold.

    cell: its KEY. low, high: least and largest value that fit. told_by: rows (KEY, value) of the public cells that tell it.
    """

    cell: pd.Series
    low: float
    high: float
    told_by: pd.DataFrame


@dataclass(frozen=True)
class _Puzzle:
    """Withheld cells that hang together: matrix @ unknowns = constant, each at least `least`; `rows` of all relations."""

    matrix: sparse.csr_array
    constant: np.ndarray
    least: np.ndarray
    whole: np.ndarray
    asked: np.ndarray
    rows: np.ndarray
    members: np.ndarray


def exposed(public: pd.DataFrame, scope: Scope) -> list[Exposed]:
    """Withheld counts that the public figures of a scope give away.

    public: observations as published, with totals, of any number of periods; known before withheld where a KEY repeats.
    Figures that do not add up tell nothing: nobody can reckon with them. Of what figures keep over time only equalities that
    most places show are believed here: an ordering may be false of the very figures that are withheld, and would then
    accuse a folder that is safe. Orderings that are true are part of the proof (`choice`).
    """
    first = public.assign(gap=public["value"].isna()).sort_values("gap", kind="stable").drop_duplicates(KEY)
    relations = build(first.drop(columns="gap"), scope)
    value = relations.cells["value"].to_numpy(float)
    pairs = regularities(relations.cells, ~np.isnan(value), majority=True)
    pairs = pairs[~pairs["bounded"].astype(bool)]
    lines, rests = as_relations(pairs, relations.cells)
    matrix = sparse.csr_array(sparse.vstack([_widened(relations.matrix, lines.shape[1]), lines], format="csr"))
    found = []
    for puzzle in _puzzles(relations, matrix, rests):
        found += _solved(puzzle, relations, matrix, scope.threshold)
    return found


def _widened(matrix: sparse.csr_array, width: int) -> sparse.csr_array:
    return sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def _puzzles(relations: Relations, matrix: sparse.csr_array, rests: Rests) -> list[_Puzzle]:
    cells, more = relations.cells, len(rests.value)
    value = np.append(cells["value"].to_numpy(float), np.full(more, np.nan))
    unknown = np.isnan(value)
    counts = np.append(cells["integer"].to_numpy(bool) & ~cells["hidden"].to_numpy(bool), np.zeros(more, dtype=bool))
    whole = np.append(cells["integer"].to_numpy(bool), rests.whole)
    columns = np.append(columns_of(cells), np.full(more, -1))
    least = (counts & np.isin(columns, columns[counts & (value == 0)])).astype(float)
    constant = -(matrix[:, ~unknown] @ value[~unknown])
    return [
        _Puzzle(
            matrix[rows][:, members], constant[rows], least[members], whole[members], counts[members], rows, members
        )
        for rows, members in groups(matrix, unknown, unknown & counts)
    ]


def _solved(puzzle: _Puzzle, relations: Relations, matrix: sparse.csr_array, threshold: int) -> list[Exposed]:
    """What one puzzle gives away: from one world that fits, others are sought; what they leave narrow is exposed."""
    world = milp(
        np.zeros(len(puzzle.least)),
        integrality=puzzle.whole.astype(int),
        bounds=Bounds(puzzle.least, np.inf),
        constraints=[LinearConstraint(puzzle.matrix, puzzle.constant, puzzle.constant)] if len(puzzle.rows) else [],
    ).x
    if world is None:
        return []
    world = np.where(puzzle.whole, np.round(world), world)
    width = np.where(puzzle.asked, WIDTH, 0.0)
    aim = Aim(width, np.where(puzzle.asked, np.maximum(threshold - world, 0.0), 0.0), puzzle.whole)
    reach = Reach.none(len(world))
    other_worlds(puzzle.matrix, world - puzzle.least, aim, reach)
    found = []
    for at in np.flatnonzero(reach.short(aim) & puzzle.asked):
        rows = puzzle.rows[_telling(puzzle, int(at))]
        found.append(
            Exposed(
                relations.cells.loc[puzzle.members[at], KEY],
                float(world[at] + reach.low[at]),
                float(world[at] + reach.high[at]),
                _public_cells(relations, matrix[rows], puzzle.members),
            )
        )
    return found


def _telling(puzzle: _Puzzle, cell: int) -> np.ndarray:
    """Relations of a puzzle without any of which the cell would be less exposed."""
    kept = np.arange(len(puzzle.rows))
    if len(kept) > _MOST_RELATIONS:
        return np.unique(puzzle.matrix[:, [cell]].nonzero()[0])
    width = _width(puzzle, kept, cell)
    for row in range(len(puzzle.rows)):
        fewer = kept[kept != row]
        if _width(puzzle, fewer, cell) <= width:
            kept = fewer
    return kept


def _width(puzzle: _Puzzle, rows: np.ndarray, cell: int) -> float:
    part = puzzle.matrix[rows]
    low, high = interval(part, puzzle.constant[rows] - part @ puzzle.least, cell)
    return round(high - low, 6) if np.isfinite(high) else np.inf


def _public_cells(relations: Relations, rows: sparse.csr_array, unknown: np.ndarray) -> pd.DataFrame:
    """The public cells of some relations."""
    there = np.setdiff1d(np.unique(rows.nonzero()[1]), unknown)
    return relations.cells.loc[there[there < len(relations.cells)], [*KEY, "value"]].reset_index(drop=True)
