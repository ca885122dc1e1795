"""What a budget could do: how many households of each unit to support with each content, as an integer programme.

`allocate` answers one strategy, `compare_strategies` lays them side by side. Households are whole and a household with
two needs counts once per content. All amounts are whole VND, so that the answer is exact and the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import gcd

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from helpers.analysis.integer import cheapest, maximise

STRATEGIES = ("most_served", "poorest_first", "equal_coverage")
NEED_COLUMNS = ("unit", "content", "households", "cost_vnd")
LIMIT_COLUMNS = ("unit", "content", "max_households")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Allocation:
    """The answer to one strategy.

    `status`: 'optimal'; 'no_need' (no household is left in need); 'budget_too_small' (it reaches no household);
    'limits_leave_nothing' (no household may be served within the limits).
    `by_unit_content`: one row per unit and content with `need_households`, `served_households`, `unmet_households`,
    `vnd`. `left_out`: rows of the needs with a missing number of households or no cost; they take no part.
    `smallest_coverage`: the least share served among the units whose need the limits let be served at all.
    """

    strategy: str
    status: str
    budget_vnd: int
    by_unit_content: pd.DataFrame
    left_out: pd.DataFrame
    served_households: int = 0
    spent_vnd: int = 0
    smallest_coverage: float = float("nan")
    coverage_by_unit: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))

    @property
    def leftover_vnd(self) -> int:
        """What the budget does not spend."""
        return self.budget_vnd - self.spent_vnd


@dataclass(frozen=True)
class _Problem:
    """max value . x, x whole, 0 <= x <= top, matrix x <= bound; the first row of the matrix is the budget."""

    cells: pd.DataFrame
    top: Floats
    matrix: sparse.csr_matrix
    bound: Floats
    weight: Floats

    @property
    def costs(self) -> Floats:
        """The cost of a household in each cell, as the budget row counts it."""
        return self.matrix[0].toarray().ravel()


def allocate(
    needs: pd.DataFrame, budget_vnd: float, strategy: str = "most_served", limits: pd.DataFrame | None = None
) -> Allocation:
    """The best use of `budget_vnd` for the remaining `needs` by one strategy.

    `needs`: one row per unit and content: `unit`, `content`, `households` (still in need), `cost_vnd` (per household),
    and for 'poorest_first' `poverty_rate` (0-1, of the unit). `limits`: `unit`, `content`, `max_households`; an empty
    unit or content means all of them together, so ('23458', 'residential_land', 12) is a land fund.

    Strategies: 'most_served' serves the most households, ties to the poorer units; 'poorest_first' the largest sum of
    the served households' poverty rates; 'equal_coverage' makes the least covered unit as covered as can be (max-min),
    then serves the most. Raises ValueError for an unknown strategy, a column that is missing, or negative numbers.
    """
    if strategy not in STRATEGIES:
        raise ValueError(f"unknown strategy {strategy!r}; known: {', '.join(STRATEGIES)}")
    cells, left_out = _cells(needs)
    budget = _budget(budget_vnd)
    problem = _problem(cells, budget, _checked_limits(limits))
    status = _status_without_solving(problem)
    served = _SOLVERS[strategy](problem) if status == "optimal" else np.zeros(len(cells))
    return _result(strategy, status, budget, problem, served, left_out)


def compare_strategies(
    needs: pd.DataFrame, budget_vnd: float, limits: pd.DataFrame | None = None, strategies: Iterable[str] = STRATEGIES
) -> pd.DataFrame:
    """What the strategies trade: one row per strategy.

    `need_households`, `served_households`, `share_served` (of the need), `spent_vnd`, `leftover_vnd`, `smallest_coverage` (0-1),
    `units_without_support` and `mean_poverty_rate` of the units where the served households live.
    """
    return pd.DataFrame([_trade(allocate(needs, budget_vnd, s, limits), needs) for s in strategies])


def _trade(answer: Allocation, needs: pd.DataFrame) -> dict[str, object]:
    cells, need = answer.by_unit_content, answer.by_unit_content["need_households"].sum()
    rate = _poverty_rate(needs).reindex(cells["unit"]).to_numpy()
    served = cells["served_households"].to_numpy()
    known = ~np.isnan(rate)
    weight = served[known].sum()
    return {
        "strategy": answer.strategy,
        "status": answer.status,
        "need_households": int(need),
        "served_households": answer.served_households,
        "share_served": answer.served_households / need if need else float("nan"),
        "spent_vnd": answer.spent_vnd,
        "leftover_vnd": answer.leftover_vnd,
        "smallest_coverage": answer.smallest_coverage,
        "units_without_support": int((answer.coverage_by_unit == 0).sum()),
        "mean_poverty_rate": float((served[known] * rate[known]).sum() / weight) if weight else float("nan"),
    }


def _poverty_rate(needs: pd.DataFrame) -> pd.Series:
    if "poverty_rate" not in needs:
        return pd.Series(dtype=float)
    return needs.drop_duplicates("unit").set_index("unit")["poverty_rate"]


def _cells(needs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that can take part, in a fixed order, and those that cannot (missing need or cost)."""
    missing = [c for c in NEED_COLUMNS if c not in needs]
    if missing:
        raise ValueError(f"needs has no column {', '.join(missing)}")
    if (needs["households"] < 0).any() or (needs["cost_vnd"] <= 0).any():
        raise ValueError("households in need cannot be negative and a cost per household must be above zero")
    if needs.duplicated(["unit", "content"]).any():
        raise ValueError("needs has more than one row for the same unit and content")
    known = needs["households"].notna() & needs["cost_vnd"].notna()
    return needs[known].sort_values(["unit", "content"], ignore_index=True), needs[~known]


def _budget(budget_vnd: float) -> int:
    if not np.isfinite(budget_vnd) or budget_vnd < 0:
        raise ValueError(f"the budget must be a number of VND, not below zero: {budget_vnd}")
    return int(budget_vnd)


def _checked_limits(limits: pd.DataFrame | None) -> pd.DataFrame:
    table = pd.DataFrame(columns=list(LIMIT_COLUMNS)) if limits is None else limits
    missing = [c for c in LIMIT_COLUMNS if c not in table]
    if missing:
        raise ValueError(f"limits has no column {', '.join(missing)}")
    if (table["max_households"].astype(float) < 0).any():
        raise ValueError("a limit cannot be negative")
    return table


def _problem(cells: pd.DataFrame, budget: int, limits: pd.DataFrame) -> _Problem:
    top = np.floor(cells["households"].to_numpy(float))
    costs = [int(c) for c in cells["cost_vnd"]]
    unit_of_cost = gcd(*costs) if costs else 1  # small whole numbers keep the solver exact
    rows, bounds = [np.array([c // unit_of_cost for c in costs], dtype=float)], [float(budget // unit_of_cost)]
    for unit, content, most in limits[list(LIMIT_COLUMNS)].itertuples(index=False):
        inside = ((cells["unit"] == unit) | (unit == "")) & ((cells["content"] == content) | (content == ""))
        if float(most) < 1 or (unit and content):
            top = np.where(inside, np.minimum(top, np.floor(float(most))), top)
        else:
            rows.append(inside.to_numpy(float))
            bounds.append(np.floor(float(most)))
    rate = cells["poverty_rate"].fillna(0.0) if "poverty_rate" in cells else pd.Series(0.0, index=cells.index)
    return _Problem(cells, top, sparse.csr_matrix(np.vstack(rows)), np.array(bounds), rate.to_numpy(float))


def _status_without_solving(problem: _Problem) -> str:
    if problem.cells["households"].sum() < 1:
        return "no_need"
    costs = problem.costs[problem.top >= 1]
    if not costs.size:
        return "limits_leave_nothing"
    return "optimal" if costs.min() <= problem.bound[0] else "budget_too_small"


def _most_served(problem: _Problem) -> Floats:
    return maximise(_households_then_poverty(problem), problem.matrix, problem.bound, problem.top)


def _poorest_first(problem: _Problem) -> Floats:
    if not problem.weight.any():
        raise ValueError("'poorest_first' needs a column poverty_rate with at least one rate above zero")
    return maximise(problem.weight, problem.matrix, problem.bound, problem.top)


def _equal_coverage(problem: _Problem) -> Floats:
    """The highest floor of coverage that the budget pays for, found by bisection, then the most households above it.

    With a floor per unit and limits on households the cheapest plan is a transport problem, whose linear programme has
    whole-number corners, so each step is a linear programme and the bisection over the possible coverages is exact.
    """
    reach, members = _reach(problem)
    levels = np.unique(np.concatenate([[0.0], *(np.arange(1, r + 1) / r for r in np.unique(reach[reach > 0]))]))
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        affordable = _affordable(problem, members, _floor(levels[middle], reach))
        low, high = (middle, high) if affordable else (low, middle - 1)
    matrix = sparse.vstack([problem.matrix, -members]).tocsr()
    bound = np.concatenate([problem.bound, -_floor(levels[low], reach)])
    return maximise(_households_then_poverty(problem), matrix, bound, problem.top)


def _affordable(problem: _Problem, members: sparse.csr_matrix, floor: Floats) -> bool:
    """Whether some plan reaches the floor in every unit within limits and budget."""
    matrix = sparse.vstack([-members, problem.matrix[1:]])
    least = cheapest(problem.costs, matrix, np.concatenate([-floor, problem.bound[1:]]), problem.top)
    return least <= problem.bound[0] + 1e-6


_SOLVERS = {"most_served": _most_served, "poorest_first": _poorest_first, "equal_coverage": _equal_coverage}


def _households_then_poverty(problem: _Problem) -> Floats:
    """One per household, plus a poverty term too small for all of them together to outweigh one household."""
    largest = problem.weight.max(initial=0.0) or 1.0
    return 1.0 + problem.weight / largest / (1.0 + problem.top.sum())


def _reach(problem: _Problem) -> tuple[Floats, sparse.csr_matrix]:
    """The most households of each unit that its own need and limits let be served, and the unit-by-cell matrix."""
    codes, units = pd.factorize(problem.cells["unit"], sort=True)
    members = sparse.csr_matrix((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(units), len(codes)))
    reach = members @ problem.top
    for row, most in zip(problem.matrix[1:], problem.bound[1:], strict=True):
        inside = np.unique(codes[row.indices])
        if len(inside) == 1:  # a limit on all contents of one unit
            reach[inside[0]] = min(reach[inside[0]], most)
    return reach, members


def _floor(level: float, reach: Floats) -> Floats:
    return np.ceil(level * reach - 1e-9)


def _result(
    strategy: str, status: str, budget: int, problem: _Problem, served: Floats, left_out: pd.DataFrame
) -> Allocation:
    need = np.floor(problem.cells["households"].to_numpy(float))
    table = problem.cells[["unit", "content"]].assign(
        need_households=need.astype(int),
        served_households=served.astype(int),
        unmet_households=(need - served).astype(int),
        vnd=served.astype(int) * problem.cells["cost_vnd"].astype(int),
    )
    by_unit = table.groupby("unit")[["need_households", "served_households"]].sum().query("need_households > 0")
    coverage = by_unit["served_households"] / by_unit["need_households"]
    return Allocation(
        strategy, status, budget, table, left_out, int(served.sum()), int(table["vnd"].sum()),
        float(_smallest(problem, served)), coverage,
    )  # fmt: skip


def _smallest(problem: _Problem, served: Floats) -> float:
    if problem.cells.empty:
        return float("nan")
    reach, members = _reach(problem)
    reachable = reach > 0
    return ((members @ served)[reachable] / reach[reachable]).min() if reachable.any() else float("nan")
