"""What an outsider can learn about withheld figures from the published ones, by linear and integer programming."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

#: How far from the truth other worlds are sought, in households or persons (a narrower search than the outsider's own).
REACH = 64.0
#: Fewer figures than this are sought one by one.
_FEW = 6
_TOLERANCE = 1e-6
_THREE = 2.0  # whole numbers so far apart have a third between them
_SOLVER = {"node_limit": 200, "mip_rel_gap": 0.05}


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
    return np.split(items[order], np.searchsorted(label[order], np.arange(1, count)))


def interval(matrix: sparse.csr_array, constant: np.ndarray, cell: int) -> tuple[float, float]:
    """Least and largest value of one unknown, given matrix @ unknowns = constant and that none is negative."""
    ends = [_extreme(matrix, constant, cell, sign)[0] for sign in (1.0, -1.0)]
    return ends[0], ends[1]


def _extreme(matrix: sparse.csr_array, constant: np.ndarray, cell: int, sign: float) -> tuple[float, np.ndarray | None]:
    """The least (sign 1) or largest (sign -1) value of an unknown, and what a change of each constant would do to it."""
    aim = np.zeros(matrix.shape[1])
    aim[cell] = sign
    found = linprog(aim, A_eq=matrix, b_eq=constant, bounds=(0, None), method="highs")
    if found.status == 3:  # unbounded
        return -sign * np.inf, None
    if found.status != 0:
        return (0.0 if sign > 0 else np.inf), None
    return sign * found.fun, sign * found.eqlin.marginals


@dataclass
class Reach:
    """How far each cell is known to move away from the truth, and a move between the two ends, NaN where none is known."""

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
        two = aim.whole & (aim.width >= _THREE) & np.isnan(self.between)
        return narrow | (self.high < aim.up - _TOLERANCE) | two


@dataclass(frozen=True)
class Aim:
    """What is to be proven of each cell: `width` between its least and largest value, `up` above the truth, in whole numbers."""

    width: np.ndarray
    up: np.ndarray
    whole: np.ndarray

    def of(self, cells: np.ndarray) -> Aim:
        """The aims of some cells."""
        return Aim(self.width[cells], self.up[cells], self.whole[cells])


def other_worlds(matrix: sparse.csr_array, room: np.ndarray, aim: Aim, reach: Reach) -> list[np.ndarray]:
    """Worlds of whole numbers that fit what is published: moves of the unknowns away from the truth, each by its `room` down.

    They are taken into `reach`, and together prove how far each unknown can lie from the truth. Each world moves many
    unknowns at once, so a few show that most figures are safe; those still short are then sought one by one.
    """
    rng = np.random.default_rng(0)  # the same worlds every time
    found: list[np.ndarray] = []
    every = np.arange(len(room))

    def seek(direction: np.ndarray, within: tuple[int, float, float] | None = None) -> None:
        for sign in (1.0, -1.0) if within is None else (1.0,):
            found.append(_world(matrix, room, aim.whole, sign * direction, within))
            reach.take(every, found[-1])

    idle = 0
    while (before := reach.short(aim).sum()) > _FEW and idle < 2:
        seek(np.where(reach.short(aim), rng.choice([-1.0, 1.0], len(room)) * rng.uniform(0.5, 1.0, len(room)), 0.0))
        idle = 0 if before - reach.short(aim).sum() > _FEW // 2 else idle + 1
    for cell in np.flatnonzero(reach.short(aim)):
        if reach.short(aim)[cell]:
            seek(np.eye(1, len(room), cell)[0])
        if (
            reach.short(aim)[cell] and reach.high[cell] - reach.low[cell] >= _THREE
        ):  # two ends: is there a value between?
            seek(np.eye(1, len(room), cell)[0], (cell, reach.low[cell] + 1, reach.high[cell] - 1))
    return found


def _world(
    matrix: sparse.csr_array,
    room: np.ndarray,
    whole: np.ndarray,
    direction: np.ndarray,
    within: tuple[int, float, float] | None = None,
) -> np.ndarray:
    """The move away from the truth that goes furthest in a direction and changes nothing published.

    within: (cell, least, most) bounds the move of one cell.
    """
    reach = np.where(whole, REACH, np.maximum(REACH, 2 * room))
    low, high = -np.minimum(room, reach), reach
    if within is not None:
        cell, low[cell], high[cell] = within
    bounds, constraint = Bounds(low, high), LinearConstraint(matrix, 0, 0)
    for kind in (np.zeros(len(room)), whole.astype(float)):  # most programmes have whole solutions of themselves
        found = milp(-direction, integrality=kind, bounds=bounds, constraints=constraint, options=_SOLVER)
        if found.x is not None:
            move = np.where(whole, np.round(found.x), found.x)
            if np.abs(matrix @ move).max(initial=0) < _TOLERANCE and (move >= low - _TOLERANCE).all():
                return move
    return np.zeros(len(room))


def leverage(
    matrix: sparse.csr_array, room: np.ndarray, unknown: np.ndarray, cell: int, cap: float
) -> tuple[np.ndarray, np.ndarray]:
    """How much each cell, if withheld, lets one withheld cell fall and rise at most: two valid cuts.

    From the duals of the outsider's two programmes; `matrix` holds all cells in the relations of the cell's group.
    Sum of leverage over withheld cells >= fall (rise), whichever cells are withheld (Fischetti and Salazar 2001).
    """
    columns = np.flatnonzero(unknown)
    part = matrix[:, columns]
    constant = part @ room[columns]
    place = int(np.searchsorted(columns, cell))
    ends = []
    for sign in (1.0, -1.0):
        _, duals = _extreme(part, constant, place, sign)
        if duals is None:
            ends.append(np.full(len(room), cap))
            continue
        price = -sign * (matrix.T @ duals)  # reduced cost: above 0 a cell widens the interval by falling, to its least;
        price[cell] += sign  # below 0 by growing, without limit
        gain = np.where(price > _TOLERANCE, price * room, np.where(price < -_TOLERANCE, cap, 0.0))
        ends.append(np.minimum(gain, cap))
    return ends[0], ends[1]
