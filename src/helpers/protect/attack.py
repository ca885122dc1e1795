"""What an outsider can learn about withheld figures from the published ones, by linear and integer programming."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from helpers.protect.solver import MixedProgramme

#: Values that must remain possible for a withheld count: so many, less one, between the least and the largest.
WIDTH = 2.0
#: How far from the truth other worlds are sought, in households or persons (a narrower search than the outsider's own).
REACH = 64.0
#: Fewer figures than this are sought one by one.
_FEW = 6
_TOLERANCE = 1e-6
_NODES = 200


def groups(
    matrix: sparse.csr_array, unknown: np.ndarray, wanted: np.ndarray | None = None
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Unknown cells that hang together through relations: (relations, cells) of each group, in the order of the cells.

    Published figures are constants to the outsider, so they connect nothing. `wanted`: only groups with such a cell.
    """
    columns = np.flatnonzero(unknown)
    part = sparse.csr_array(matrix[:, columns])
    count, label = components(part)
    rows = np.flatnonzero(np.diff(part.indptr))
    row_label = label[part.indices[part.indptr[rows]]]
    kept = np.unique(label) if wanted is None else np.unique(label[wanted[columns]])
    cells = _split(columns, label, count)
    relations = _split(rows, row_label, count)
    return [(relations[number], cells[number]) for number in kept]


def components(matrix: sparse.csr_array) -> tuple[int, np.ndarray]:
    """How many groups the columns fall into, and the group of each: columns with entries in one row belong together.

    Found over rows and columns as one graph, since a row of thousands has millions of pairs.
    """
    rows, columns = matrix.shape
    entries = matrix.tocoo()
    size = rows + columns
    graph = sparse.coo_array((np.ones(entries.nnz), (entries.coords[0] + columns, entries.coords[1])), (size, size))
    _, label = connected_components(sparse.csr_array(graph), directed=False)
    _, own = np.unique(label[:columns], return_inverse=True)
    return int(own.max(initial=-1)) + 1, own


def _split(items: np.ndarray, label: np.ndarray, count: int) -> list[np.ndarray]:
    """Items by label, 0 to count - 1, each in order."""
    order = np.argsort(label, kind="stable")
    items, ends = items[order], np.searchsorted(label[order], np.arange(count + 1))
    return [items[start:end] for start, end in pairwise(ends)]


def extremes(
    matrix: sparse.csr_array, constant: np.ndarray, cell: int
) -> tuple[tuple[float, np.ndarray | None], tuple[float, np.ndarray | None]]:
    """The least and the largest value of an unknown from 0 up, each with what a change of each constant would do to it.

    Where no programme says, 0 and infinity, with None.
    """
    size = matrix.shape[1]
    programme, aim = MixedProgramme(matrix, constant, constant), (np.arange(size) == cell).astype(float)
    low, high = np.zeros(size), np.full(size, np.inf)
    least = programme.solve(aim, low, high)
    down = (0.0, None) if least is None else (float(least[cell]), programme.prices)
    most = programme.solve(-aim, low, high)
    return down, (np.inf, None) if most is None else (float(most[cell]), -programme.prices)


@dataclass
class Reach:
    """How far each cell is known to move from the truth, and a move between the two ends, NaN where none is known."""

    low: np.ndarray
    high: np.ndarray
    between: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.between = np.full(len(self.low), np.nan)

    @classmethod
    def none(cls, size: int) -> Reach:
        """No move known."""
        return cls(np.zeros(size), np.zeros(size))

    def take(self, cells: np.ndarray, moves: np.ndarray) -> None:
        """Bring the ends of some cells up to date with one more world."""
        seen = [self.low[cells], self.high[cells], moves, np.zeros(len(cells))]
        self.low[cells], self.high[cells] = np.minimum(seen[0], moves), np.maximum(seen[1], moves)
        for move in seen:
            inside = (move > self.low[cells] + _TOLERANCE) & (move < self.high[cells] - _TOLERANCE)
            self.between[cells[inside]] = move[inside]

    def short(self, aim: Aim) -> np.ndarray:
        """Cells not yet proven: too narrow, not large enough, or whole numbers with no third one between the ends."""
        narrow = self.high - self.low < aim.width - _TOLERANCE
        two = aim.whole & (aim.width >= WIDTH) & np.isnan(self.between)
        return narrow | (self.high < aim.up - _TOLERANCE) | two

    def wanted(self, aim: Aim) -> np.ndarray:
        """How far up a world need move each cell: one that moves one cell further than that leaves less for the others.

        A cell that is wide enough is wanted between its ends.
        """
        far = np.maximum(aim.up, aim.width + self.low)
        between = np.where(aim.whole, np.maximum(self.high - 1, 1.0), np.inf)
        return np.where(aim.width == 0, np.inf, np.where(self.high < far - _TOLERANCE, far, between))


@dataclass(frozen=True)
class Aim:
    """What is to be proven of each cell: `width` between its least and largest value, `up` above the truth."""

    width: np.ndarray
    up: np.ndarray
    whole: np.ndarray

    def of(self, cells: np.ndarray) -> Aim:
        """The aims of some cells."""
        return Aim(self.width[cells], self.up[cells], self.whole[cells])


def other_worlds(matrix: sparse.csr_array, room: np.ndarray, aim: Aim, reach: Reach) -> list[np.ndarray]:
    """Worlds of whole numbers that fit what is published: moves of the unknowns from the truth, `room` down at most.

    They are taken into `reach`, and together prove how far each unknown can lie from the truth. Each world moves many
    unknowns at once, so a few show that most figures are safe; of those still short one in each block is then sought at
    a time.
    """
    search = _Search(matrix, room, aim, reach)
    rng, idle = np.random.default_rng(0), 0  # the same worlds every time
    while (before := reach.short(aim).sum()) > _FEW and idle < 2:
        weight = rng.choice([-1.0, 1.0], len(room)) * rng.uniform(0.5, 1.0, len(room))
        search.both_ways(np.where(reach.short(aim), weight, 0.0), reach.wanted(aim))
        idle = 0 if before - reach.short(aim).sum() > _FEW // 2 else idle + 1
    tried = np.zeros(len(room), dtype=bool)
    while len(cells := search.one_of_each_block(reach.short(aim) & ~tried)):
        tried[cells] = True
        search.both_ways(np.isin(np.arange(len(room)), cells).astype(float), np.full(len(room), np.inf))
    for cell in np.flatnonzero(reach.short(aim)):
        if reach.short(aim)[cell] and reach.high[cell] - reach.low[cell] >= WIDTH:
            search.between(int(cell))
    return search.found


class _Search:
    """Worlds found so far for unknowns that fall into blocks: nothing that happens in one block matters to another."""

    def __init__(self, matrix: sparse.csr_array, room: np.ndarray, aim: Aim, reach: Reach) -> None:
        self.matrix, self.room, self.aim, self.whole, self.reach = matrix, room, aim, aim.whole, reach
        self.block = components(matrix)[1]
        far = np.where(self.whole, REACH, np.maximum(REACH, 2 * room))
        self.low, self.high = -np.minimum(room, far), far
        self.found: list[np.ndarray] = []
        self.programme = MixedProgramme(matrix, still := np.zeros(matrix.shape[0]), still)

    def one_of_each_block(self, wanted: np.ndarray) -> np.ndarray:
        """The first wanted cell of each block."""
        cells = np.flatnonzero(wanted)
        return cells[np.unique(self.block[cells], return_index=True)[1]]

    def both_ways(self, direction: np.ndarray, limit: np.ndarray) -> None:
        """The worlds that go furthest in a direction and, if need be, in the opposite one, no cell above its limit."""
        for sign in (1.0, -1.0):
            aimed = direction * self.reach.short(self.aim)
            at = np.flatnonzero(np.isin(self.block, self.block[aimed != 0]))
            if len(at):
                self._seek(sign * direction[at], at, self.low[at], np.minimum(self.high, limit)[at])

    def between(self, cell: int) -> None:
        """A world with a value of the cell between the two ends known."""
        at = np.flatnonzero(self.block == self.block[cell])
        low, high, aim = self.low[at], self.high[at], (at == cell).astype(float)
        low[at == cell], high[at == cell] = self.reach.low[cell] + 1, self.reach.high[cell] - 1
        self._seek(aim, at, low, high)

    def _seek(self, direction: np.ndarray, at: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        goal, box = np.zeros(len(self.room)), np.zeros((2, len(self.room)))
        goal[at], box[:, at] = direction, (low, high)
        move = self._world(goal, *box)
        self.found.append(move)
        self.reach.take(np.arange(len(move)), move)

    def _world(self, direction: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """The move that goes furthest in a direction and changes nothing published: still in blocks without one.

        Most programmes have whole solutions of themselves; whole numbers are asked for only in blocks where they have
        not.
        """
        move, rest = self._kept(self.programme.solve(-direction, low, high), low, high)
        if (at := np.flatnonzero(rest & (low < high))).size:
            part = self.matrix[:, at]
            part = part[np.diff(part.indptr) > 0]
            still = np.zeros(part.shape[0])
            programme = MixedProgramme(part, still, still, self.whole[at], _NODES)
            found, again = programme.solve(-direction[at], low[at], high[at]), np.zeros(len(move))
            if found is not None:
                again[at] = found
                move = move + self._kept(again, np.where(rest, low, 0.0), np.where(rest, high, 0.0))[0]
        return move

    def _kept(self, found: np.ndarray | None, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A solution in whole numbers, 0 in blocks where it then breaks bounds or relations; and the cells of these."""
        if found is None:
            return np.zeros(len(low)), np.ones(len(low), dtype=bool)
        move = np.where(self.whole, np.round(found), found)
        rows = np.abs(self.matrix @ move) >= _TOLERANCE
        outside = (move < low - _TOLERANCE) | (move > high + _TOLERANCE)
        broken = outside | ((abs(self.matrix).T @ rows.astype(float)) > 0)
        rest = np.isin(self.block, self.block[broken])
        return np.where(rest, 0.0, move), rest


def leverage(
    matrix: sparse.csr_array, room: np.ndarray, unknown: np.ndarray, cell: int, cap: float
) -> tuple[np.ndarray, np.ndarray]:
    """How much each cell, if withheld, lets one withheld cell fall and rise at most: two valid cuts.

    From the duals of the outsider's two programmes; `matrix` holds all cells in the relations of the cell's group.
    Sum of leverage over withheld cells >= fall (rise), whichever cells are withheld (Fischetti and Salazar 2001).
    """
    columns = np.intersect1d(matrix.indices, np.flatnonzero(unknown))  # those that hang together with the cell
    part = matrix[:, columns]
    constant = part @ room[columns]
    place = int(np.searchsorted(columns, cell))
    ends = []
    for sign, (_, duals) in zip((1.0, -1.0), extremes(part, constant, place), strict=True):
        if duals is None:
            ends.append(np.full(len(room), cap))
            continue
        price = -sign * (matrix.T @ duals)  # reduced cost: above 0 a cell widens the interval by falling, to its least;
        price[cell] += sign  # below 0 by growing, without limit
        gain = np.where(price > _TOLERANCE, price * room, np.where(price < -_TOLERANCE, cap, 0.0))
        ends.append(np.minimum(gain, cap))
    return ends[0], ends[1]
