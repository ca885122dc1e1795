"""The attack: what a reader of everything public can work out about withheld counts, and from which cells.

`commune attack` runs it on a public folder, and protection on what it is about to publish (`choice`): one piece, so that
what is published is what the attack was tried on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from helpers.protect.attack import WIDTH, Aim, Reach, extreme, groups, other_worlds
from helpers.protect.regularities import as_relations, regularities
from helpers.protect.relations import Relations, build, columns_of
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.place import Scope

_SURE = 100.0  # what an identity weighs where figures contradict it and comparisons over time, each of which weighs 1
_EXACT = 1e-6


@dataclass(frozen=True)
class Exposed:
    """A withheld count that fewer than three values fit, or none as large as the threshold.

    cell: its number among the cells. low, high: least and largest value that fit. told_by: numbers of the public cells that
    tell it.
    """

    cell: int
    low: float
    high: float
    told_by: np.ndarray


@dataclass
class Outcome:
    """What an attack found out; `unread` are withheld counts of which nothing could be said, as no whole numbers fit what is public."""

    exposed: list[Exposed] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Puzzle:
    """Withheld cells that hang together: matrix @ unknowns = constant, each at least `least`; `rows` of all relations.

    weight: how sure the outsider is of each relation. asked: the unknowns that are counts.
    """

    matrix: sparse.csr_array
    constant: np.ndarray
    weight: np.ndarray
    least: np.ndarray
    whole: np.ndarray
    asked: np.ndarray
    rows: np.ndarray
    members: np.ndarray


def public_relations(public: pd.DataFrame, scope: Scope) -> Relations:
    """The relations among public figures, with totals, of any number of periods: known before withheld where a KEY repeats."""
    first = public.assign(gap=public["value"].isna()).sort_values("gap", kind="stable").drop_duplicates(KEY)
    return build(first.drop(columns="gap"), scope)


def attack(cells: pd.DataFrame, matrix: sparse.csr_array, threshold: int) -> Outcome:
    """What cells (as in Relations, without value where nothing is public) tell of those without value.

    The outsider believes every identity and everything that the public figures keep over time (`regularities`), whether
    it is true or not. Where that cannot all be, he lets go of what is contradicted, comparisons before identities.
    """
    pairs = regularities(cells, cells["value"].notna().to_numpy())
    lines, rests = as_relations(pairs, cells)
    wide = sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], lines.shape[1]))
    every = sparse.csr_array(sparse.vstack([wide, lines], format="csr"))
    weight = np.append(np.full(matrix.shape[0], _SURE), np.ones(len(pairs)))
    outcome = Outcome()
    for puzzle in _puzzles(cells, every, weight, rests.whole):
        _solve(_credible(puzzle), every, threshold, outcome)
    return outcome


def _puzzles(cells: pd.DataFrame, matrix: sparse.csr_array, weight: np.ndarray, rests: np.ndarray) -> list[_Puzzle]:
    """Puzzles over the cells and the rests of comparisons; rests: which of these are whole numbers."""
    value = np.append(cells["value"].to_numpy(float), np.full(len(rests), np.nan))
    unknown = np.isnan(value)
    integer = cells["integer"].to_numpy(bool)
    counts = np.append(integer & ~cells["hidden"].to_numpy(bool), np.zeros(len(rests), dtype=bool))
    whole = np.append(integer, rests)
    columns = np.append(columns_of(cells), np.full(len(rests), -1))
    least = (counts & np.isin(columns, columns[counts & (value == 0)])).astype(float)
    constant = -(matrix[:, ~unknown] @ value[~unknown])
    return [
        _Puzzle(matrix[rows][:, at], constant[rows], weight[rows], least[at], whole[at], counts[at], rows, at)
        for rows, at in groups(matrix, unknown, unknown & counts)
    ]


def _credible(puzzle: _Puzzle) -> _Puzzle:
    """The puzzle without what is contradicted: the relations that must give way so that the rest can hold."""
    count, size = puzzle.matrix.shape
    if not count:
        return puzzle
    slack = sparse.eye_array(count)
    cost = np.concatenate([np.zeros(size), puzzle.weight, puzzle.weight])
    least = np.append(puzzle.least, np.zeros(2 * count))
    elastic = sparse.hstack([puzzle.matrix, slack, -slack], format="csr")
    found = linprog(cost, A_eq=elastic, b_eq=puzzle.constant, bounds=np.column_stack([least, np.full(len(least), np.inf)]))  # fmt: skip
    holds = found.x[size : size + count] + found.x[size + count :] < _EXACT
    if holds.all():
        return puzzle
    kept = {name: getattr(puzzle, name)[holds] for name in ("matrix", "constant", "weight", "rows")}
    return replace(puzzle, **kept)


def _solve(puzzle: _Puzzle, matrix: sparse.csr_array, threshold: int, outcome: Outcome) -> None:
    """What one puzzle gives away: from one world that fits, others are sought; what they leave narrow is exposed."""
    fits = [LinearConstraint(puzzle.matrix, puzzle.constant, puzzle.constant)] if len(puzzle.rows) else []
    bounds = Bounds(puzzle.least, np.inf)
    world = milp(np.zeros(len(puzzle.least)), integrality=puzzle.whole.astype(int), bounds=bounds, constraints=fits).x
    if world is None:
        outcome.unread += puzzle.members[puzzle.asked].tolist()
        return
    world = np.where(puzzle.whole, np.round(world), world)
    width = np.where(puzzle.asked, WIDTH, 0.0)
    aim = Aim(width, np.where(puzzle.asked, np.maximum(threshold - world, 0.0), 0.0), puzzle.whole)
    reach = Reach.none(len(world))
    other_worlds(puzzle.matrix, world - puzzle.least, aim, reach)
    for at in np.flatnonzero(reach.short(aim) & puzzle.asked):
        rows = matrix[puzzle.rows[_telling(puzzle, int(at))]]
        told_by = np.setdiff1d(np.unique(rows.nonzero()[1]), puzzle.members)
        ends = float(world[at] + reach.low[at]), float(world[at] + reach.high[at])
        outcome.exposed.append(Exposed(int(puzzle.members[at]), *ends, told_by))


def _telling(puzzle: _Puzzle, cell: int) -> np.ndarray:
    """Relations of a puzzle that hold the two ends of a cell: those with a price. Its own ones where only whole numbers tell."""
    constant = puzzle.constant - puzzle.matrix @ puzzle.least
    (low, down), (high, up) = (extreme(puzzle.matrix, constant, cell, sign) for sign in (1.0, -1.0))
    if high - low > WIDTH or down is None or up is None:
        return np.unique(puzzle.matrix[:, [cell]].nonzero()[0])
    return np.flatnonzero(np.abs(down) + np.abs(up) > _EXACT)
