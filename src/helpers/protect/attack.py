"""What an outsider can learn about withheld figures from the published ones, by linear and integer programming."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

#: How far from the truth other worlds are sought, in households or persons (a narrower search than the outsider's own).
REACH = 64.0
#: Fewer figures than this are sought one by one.
_FEW = 6
_TOLERANCE = 1e-6
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


def other_worlds(
    matrix: sparse.csr_array, value: np.ndarray, integer: np.ndarray, need: np.ndarray, reached: np.ndarray
) -> list[np.ndarray]:
    """Worlds of whole numbers that fit what is published: moves of the unknowns away from the truth.

    Together with `reached` (lowest and highest move known so far, two rows, brought up to date here) they prove how far
    each unknown can lie from the truth. Each world moves many unknowns at once, so a few show that most figures are safe;
    those still short of the width they need are then sought one by one.
    """
    rng = np.random.default_rng(0)  # the same worlds every time
    found: list[np.ndarray] = []

    def short() -> np.ndarray:
        return reached[1] - reached[0] < need - _TOLERANCE

    def seek(aim: np.ndarray) -> None:
        for sign in (1.0, -1.0):
            move = _world(matrix, value, integer, sign * aim)
            np.minimum(reached[0], move, out=reached[0])
            np.maximum(reached[1], move, out=reached[1])
            found.append(move)

    idle = 0
    while (before := short().sum()) > _FEW and idle < 2:
        seek(np.where(short(), rng.choice([-1.0, 1.0], len(value)) * rng.uniform(0.5, 1.0, len(value)), 0.0))
        idle = 0 if before - short().sum() > _FEW // 2 else idle + 1
    for cell in np.flatnonzero(short()):
        if short()[cell]:
            seek(np.eye(1, len(value), cell)[0])
    return found


def _world(matrix: sparse.csr_array, value: np.ndarray, integer: np.ndarray, aim: np.ndarray) -> np.ndarray:
    """The move away from the truth that goes furthest in the direction `aim` and changes nothing published."""
    reach = np.where(integer, REACH, np.maximum(REACH, 2 * value))
    bounds, constraint = Bounds(-np.minimum(value, reach), reach), LinearConstraint(matrix, 0, 0)
    for kind in (np.zeros(len(value)), integer.astype(float)):  # most programmes have whole solutions of themselves
        found = milp(-aim, integrality=kind, bounds=bounds, constraints=constraint, options=_SOLVER)
        if found.x is not None:
            move = np.where(integer, np.round(found.x), found.x)
            if np.abs(matrix @ move).max(initial=0) < _TOLERANCE:
                return move
    return np.zeros(len(value))


def leverage(matrix: sparse.csr_array, value: np.ndarray, unknown: np.ndarray, cell: int, cap: float) -> np.ndarray:
    """How much each cell, if withheld, adds at most to the width of one withheld cell's interval: a valid cut.

    From the duals of the outsider's two programmes; `matrix` holds all cells in the relations of the cell's group.
    Sum of leverage over withheld cells >= width, whichever cells are withheld (Fischetti and Salazar 2001).
    """
    columns = np.flatnonzero(unknown)
    part = matrix[:, columns]
    constant = part @ value[columns]
    place = int(np.searchsorted(columns, cell))
    total = np.zeros(len(value))
    for sign in (1.0, -1.0):
        _, duals = _extreme(part, constant, place, sign)
        if duals is None:
            return np.full(len(value), cap)
        price = -sign * (matrix.T @ duals)  # reduced cost: above 0 a cell widens the interval by falling, to 0 at most;
        price[cell] += sign  # below 0 by growing, without limit
        total += np.where(price > _TOLERANCE, price * value, np.where(price < -_TOLERANCE, cap, 0.0))
    return np.minimum(total, cap)
