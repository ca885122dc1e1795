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
from helpers.protect.proof import CHUNK, Search, Unknowns, World
from helpers.protect.regularities import Rests, as_relations, regularities
from helpers.protect.relations import Relations, build, columns_of
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


@dataclass(frozen=True)
class Tables:
    """Tables that may fit what is public: one with a value for each cell, others as moves away from it, a row each."""

    value: np.ndarray
    moves: sparse.csc_array

    @classmethod
    def of(cls, value: np.ndarray, worlds: list[World]) -> Tables:
        """The table of some values and the worlds beside it."""
        number = np.repeat(np.arange(len(worlds)), [len(cells) for cells, _ in worlds])
        cells, moves = ([world[end] for world in worlds] for end in (0, 1))
        entries = (np.concatenate([*moves, []]), (number, np.concatenate([*cells, []]).astype(int)))
        return cls(value, sparse.csc_array(entries, shape=(len(worlds), len(value))))

    def with_rests(self, lines: sparse.csr_array) -> Tables:
        """The tables with what comparisons over time (`as_relations`) leave in them."""
        width = len(self.value)
        steps = lines[np.diff(lines[:, width:].indptr) > 0][:, :width]
        moves = sparse.hstack([self.moves, self.moves @ steps.T], format="csc")
        return Tables(np.append(self.value, steps @ self.value), moves)

    def fitting(self, puzzle: _Puzzle) -> tuple[np.ndarray, Reach] | None:
        """The table in a puzzle, and how far the others that fit it reach; None where itself does not fit."""
        table, reach = self.value[puzzle.members], Reach.none(len(puzzle.members))
        room = table - puzzle.least
        if (np.abs(puzzle.matrix @ table - puzzle.constant) > _EXACT).any() or (room < -_EXACT).any():
            return None
        moves = sparse.csr_array(self.moves[:, puzzle.members])
        number = np.repeat(np.arange(moves.shape[0]), np.diff(moves.indptr))
        unfit = (abs(moves @ puzzle.matrix.T) > _EXACT).sum(axis=1) > 0
        unfit[number[moves.data < -room[moves.indices] - _EXACT]] = True
        for row in np.setdiff1d(number, np.flatnonzero(unfit)):
            part = slice(moves.indptr[row], moves.indptr[row + 1])
            reach.take(moves.indices[part], moves.data[part])
        return table, reach


def public_relations(public: pd.DataFrame, scope: Scope) -> Relations:
    """The relations among public figures of any number of periods: known before withheld where a KEY repeats."""
    first = public.assign(gap=public["value"].isna()).sort_values("gap", kind="stable").drop_duplicates(KEY)
    return build(first.drop(columns="gap"), scope)


def attack(cells: pd.DataFrame, matrix: sparse.csr_array, threshold: int, known: Tables | None = None) -> Outcome:
    """What cells (as in Relations, without value where nothing is public) tell of those without value.

    The outsider believes every identity and everything that the public figures keep over time (`regularities`), whether
    it is true or not. Where that cannot all be, he lets go of what is contradicted, comparisons before identities.
    known: tables tried first, each against all that is believed; only what they leave narrow is sought.
    """
    pairs = regularities(cells, cells["value"].notna().to_numpy())
    lines, rests = as_relations(pairs, cells)
    wide = sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], lines.shape[1]))
    every = sparse.csr_array(sparse.vstack([wide, lines], format="csr"))
    weight = np.append(np.full(matrix.shape[0], _SURE), np.ones(len(pairs)))
    outcome, tables = Outcome(), known.with_rests(lines) if known else None
    for puzzle in _puzzles(cells, every, weight, rests):
        start = tables.fitting(puzzle) if tables else None
        if start is None:
            puzzle = _credible(puzzle)
            start = _near(puzzle, tables.value[puzzle.members] if tables else puzzle.least)
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


def _near(puzzle: _Puzzle, table: np.ndarray) -> tuple[np.ndarray, Reach] | None:
    """Of the tables that fit the puzzle one near another, from which none is known yet; None if none is whole."""
    size, ends = len(table), puzzle.constant - puzzle.matrix @ table
    both = sparse.hstack([puzzle.matrix, -puzzle.matrix], format="csr")
    low = np.append(np.maximum(puzzle.least - table, 0), np.zeros(size))
    high = np.append(np.full(size, np.inf), np.maximum(table - puzzle.least, 0))
    step = MixedProgramme(both, ends, ends, np.tile(puzzle.whole, 2)).solve(np.ones(2 * size), low, high)
    if step is None:
        return None
    found = table + step[:size] - step[size:]
    return np.where(puzzle.whole, np.round(found), found), Reach.none(size)


def _exposed(
    puzzle: _Puzzle, start: tuple[np.ndarray, Reach], matrix: sparse.csr_array, threshold: int
) -> list[Exposed]:
    """What one puzzle gives away: what the tables known from the start, and those then sought, leave narrow."""
    table, reach = start
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
