"""The attack: what a reader of everything public can work out about withheld counts, and from which cells.

`commune attack` runs it on a public folder, and protection on what it is about to publish (`choice`): one piece, so
that what is published is what the attack was tried on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.protect.attack import WIDTH, Aim, Reach, extremes, groups, other_worlds
from helpers.protect.proof import CHUNK, Search, Unknowns
from helpers.protect.regularities import Rests, as_relations, regularities
from helpers.protect.relations import Relations, build, columns_of, stacked
from helpers.protect.solver import MixedProgramme
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.place import Scope

_SURE = 100.0  # what an identity weighs where figures contradict it and comparisons over time, each of which weighs 1
_EXACT = 1e-6


@dataclass(frozen=True)
class Exposed:
    """A withheld count that fewer than three values fit, or none as large as the threshold.

    cell: its number among the cells. low, high: least and largest value that fit. told_by: numbers of the public cells
    that tell it.
    """

    cell: int
    low: float
    high: float
    told_by: np.ndarray


@dataclass
class Outcome:
    """What an attack found out; `unread`: withheld counts of which nothing can be said, as no whole numbers fit."""

    exposed: list[Exposed] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Puzzle:
    """Withheld cells that hang together: matrix @ unknowns = constant, each at least `least`; `rows` of all relations.

    weight: how sure the outsider is of each relation. asked: the unknowns that are counts. place: as in Unknowns.
    """

    matrix: sparse.csr_array
    constant: np.ndarray
    weight: np.ndarray
    least: np.ndarray
    whole: np.ndarray
    asked: np.ndarray
    rows: np.ndarray
    members: np.ndarray
    place: np.ndarray

    def fits(self, table: np.ndarray) -> bool:
        """Whether values of the unknowns are what the relations ask for."""
        close = np.abs(self.matrix @ table - self.constant) <= _EXACT
        return bool(close.all() and (table >= self.least - _EXACT).all())


def public_relations(public: pd.DataFrame, scope: Scope) -> Relations:
    """The relations among public figures of any number of periods: known before withheld where a KEY repeats."""
    first = public.assign(gap=public["value"].isna()).sort_values("gap", kind="stable").drop_duplicates(KEY)
    return build(first.drop(columns="gap"), scope)


def attack(cells: pd.DataFrame, matrix: sparse.csr_array, threshold: int, true: np.ndarray | None = None) -> Outcome:
    """What cells (as in Relations, without value where nothing is public) tell of those without value.

    The outsider believes every identity and everything that the public figures keep over time (`regularities`), whether
    it is true or not. Where that cannot all be, he lets go of what is contradicted, comparisons before identities.
    true: the figures themselves, where they are known: a table that fits, if all that is believed is so.
    """
    pairs = regularities(cells, cells["value"].notna().to_numpy())
    lines, rests = as_relations(pairs, cells)
    every = stacked(matrix, lines)
    weight = np.append(np.full(matrix.shape[0], _SURE), np.ones(len(pairs)))
    outcome = Outcome()
    steps = lines[np.diff(lines[:, len(cells) :].indptr) > 0][:, : len(cells)]  # of which something is left
    table = np.append(true, steps @ true) if true is not None else np.full(lines.shape[1], np.nan)
    for puzzle in _puzzles(cells, every, weight, rests):
        start = table[puzzle.members]
        if not puzzle.fits(start):
            puzzle = _credible(puzzle)
            start = _near(puzzle, start if true is not None else puzzle.least)
        if start is None:
            outcome.unread += puzzle.members[puzzle.asked].tolist()
        else:
            outcome.exposed += _exposed(puzzle, start, every, threshold)
    return outcome


def _puzzles(cells: pd.DataFrame, matrix: sparse.csr_array, weight: np.ndarray, rests: Rests) -> list[_Puzzle]:
    """Puzzles over the cells and the rests of comparisons."""
    value = np.append(cells["value"].to_numpy(float), np.full(len(rests.of), np.nan))
    unknown = np.isnan(value)
    integer = cells["integer"].to_numpy(bool)
    counts = np.append(integer & ~cells["hidden"].to_numpy(bool), np.zeros(len(rests.of), dtype=bool))
    whole = np.append(integer, rests.whole)
    columns = np.append(columns_of(cells), np.full(len(rests.of), -1))
    least = (counts & np.isin(columns, columns[counts & (value == 0)])).astype(float)
    constant = -(matrix[:, ~unknown] @ value[~unknown])
    place = pd.factorize(cells["unit"])[0]
    place = np.append(place, place[rests.of])
    return [
        _Puzzle(
            matrix[rows][:, at], constant[rows], weight[rows], least[at], whole[at], counts[at], rows, at, place[at]
        )
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
    found = MixedProgramme(elastic, puzzle.constant, puzzle.constant).solve(cost, least, np.full(len(least), np.inf))
    if found is None:
        return puzzle
    holds = np.abs(found[size : size + count] - found[size + count :]) < _EXACT
    if holds.all():
        return puzzle
    kept = {name: getattr(puzzle, name)[holds] for name in ("matrix", "constant", "weight", "rows")}
    return replace(puzzle, **kept)


def _near(puzzle: _Puzzle, table: np.ndarray) -> np.ndarray | None:
    """Of the tables that fit the puzzle one near another; None if none is whole."""
    size, ends = len(table), puzzle.constant - puzzle.matrix @ table
    both = sparse.hstack([puzzle.matrix, -puzzle.matrix], format="csr")
    low = np.append(np.maximum(puzzle.least - table, 0), np.zeros(size))
    high = np.append(np.full(size, np.inf), np.maximum(table - puzzle.least, 0))
    step = MixedProgramme(both, ends, ends, np.tile(puzzle.whole, 2)).solve(np.ones(2 * size), low, high)
    if step is None:
        return None
    found = table + step[:size] - step[size:]
    return np.where(puzzle.whole, np.round(found), found)


def _exposed(puzzle: _Puzzle, table: np.ndarray, matrix: sparse.csr_array, threshold: int) -> list[Exposed]:
    """What one puzzle gives away: what a table that fits it, and those then sought, leave narrow."""
    reach = Reach.none(len(table))
    width = np.where(puzzle.asked, WIDTH, 0.0)
    aim = Aim(width, np.where(puzzle.asked, np.maximum(threshold - table, 0.0), 0.0), puzzle.whole)
    room, every = table - puzzle.least, np.arange(len(table))
    if len(every) > 2 * CHUNK:
        Search(Unknowns(puzzle.matrix, room, aim, puzzle.place)).seek(reach, [every], aim)
    if reach.short(aim).any():
        other_worlds(puzzle.matrix, room, aim, reach)
    found = []
    for at in np.flatnonzero(reach.short(aim) & puzzle.asked):
        rows = matrix[puzzle.rows[_telling(puzzle, int(at))]]
        told_by = np.setdiff1d(np.unique(rows.nonzero()[1]), puzzle.members)
        ends = float(table[at] + reach.low[at]), float(table[at] + reach.high[at])
        found.append(Exposed(int(puzzle.members[at]), *ends, told_by))
    return found


def _telling(puzzle: _Puzzle, cell: int) -> np.ndarray:
    """Relations of a puzzle that hold the ends of a cell: those with a price; its own where only whole numbers tell."""
    constant = puzzle.constant - puzzle.matrix @ puzzle.least
    (low, down), (high, up) = extremes(puzzle.matrix, constant, cell)
    if high - low > WIDTH or down is None or up is None:
        return np.unique(puzzle.matrix[:, [cell]].nonzero()[0])
    return np.flatnonzero(np.abs(down) + np.abs(up) > _EXACT)
