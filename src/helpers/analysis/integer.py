"""Whole-number programmes: max value . x with x whole, 0 <= x <= top and matrix x <= bound, proved optimal by HiGHS."""

from __future__ import annotations

import numpy as np
import scipy  # loads `scipy.optimize` when it is first used: few pages plan
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


def cheapest(cost: Floats, matrix: sparse.csr_matrix, bound: Floats, top: Floats) -> Floats:
    """The whole-number plan of least cost within the limits; of size 0 where no plan fits.

    The linear programme is asked first: its corners are whole for most problems of this kind, and where it has no plan
    there is none.
    """
    relaxed = scipy.optimize.linprog(cost, A_ub=matrix, b_ub=bound, bounds=_box(top), method="highs-ds")
    if relaxed.status != 0:
        return np.empty(0)
    plan = np.round(relaxed.x)
    if np.abs(plan - relaxed.x).max(initial=0.0) < 1e-7 and (matrix @ plan <= bound + 1e-6).all():
        return plan
    answer = scipy.optimize.milp(
        cost,
        integrality=np.ones(len(top)),
        bounds=scipy.optimize.Bounds(0.0, top),
        constraints=scipy.optimize.LinearConstraint(matrix, ub=bound),
        options={"mip_rel_gap": 0.0},
    )
    return np.round(answer.x) if answer.status == 0 else np.empty(0)


def maximise(value: Floats, matrix: sparse.csr_matrix, bound: Floats, top: Floats) -> Floats:
    """The whole-number plan of greatest value.

    The linear relaxation comes first: a cell whose reduced cost is larger than what any whole-number plan can still
    gain over a known one keeps its bound in every better plan (reduced-cost fixing), which leaves few cells to decide.
    Row 0 of the matrix is the budget; it orders the cells of the first plan.
    """
    low, high = _open_range(value, matrix, bound, top)
    free = low < high
    if not free.any():
        return low
    answer = scipy.optimize.milp(
        -value[free],
        integrality=np.ones(int(free.sum())),
        bounds=scipy.optimize.Bounds(low[free], high[free]),
        constraints=scipy.optimize.LinearConstraint(matrix[:, free], ub=bound - matrix @ np.where(free, 0.0, low)),
        options={"mip_rel_gap": 0.0},
    )
    plan = low.copy()
    plan[free] = np.round(answer.x)
    return plan


def _box(top: Floats) -> Floats:
    return np.column_stack([np.zeros_like(top), top])


def _open_range(value: Floats, matrix: sparse.csr_matrix, bound: Floats, top: Floats) -> tuple[Floats, Floats]:
    """For each cell the lowest and highest number that a best plan can have."""
    relaxed = scipy.optimize.linprog(-value, A_ub=matrix, b_ub=bound, bounds=_box(top), method="highs-ds")
    whole = np.floor(relaxed.x + 1e-7)
    if (matrix @ whole > bound + 1e-6).any():  # rounding down broke a floor: no known plan, nothing to fix
        return np.zeros_like(top), top
    whole = _filled(whole, value, matrix, bound, top)
    slack = -relaxed.fun - float(value @ whole) + 1e-6
    keep_low = relaxed.lower.marginals > slack
    keep_high = -relaxed.upper.marginals > slack
    return np.where(keep_high, top, 0.0), np.where(keep_low, 0.0, top)


def _filled(plan: Floats, value: Floats, matrix: sparse.csr_matrix, bound: Floats, top: Floats) -> Floats:
    """`plan` with as many more households as still fit, the most valuable for its cost first."""
    by_cell, plan = matrix.tocsc(), plan.copy()
    room = bound - matrix @ plan
    cost = np.maximum(matrix[0].toarray().ravel(), 1.0)
    for cell in np.argsort(-value / cost, kind="stable"):
        span = slice(by_cell.indptr[cell], by_cell.indptr[cell + 1])
        rows, use = by_cell.indices[span], by_cell.data[span]
        uses_up = use > 0
        fits = np.floor(room[rows][uses_up] / use[uses_up] + 1e-9)
        more = min(top[cell] - plan[cell], fits.min(initial=np.inf))
        if more > 0:
            plan[cell] += more
            room[rows] -= more * use
    return plan
