"""What a budget could do: how many needs of each unit to serve with each content, in whole households.

`allocate` answers one strategy, `compare_strategies` lays the strategies side by side. Kinds of money that the law
keeps apart have a budget each. A household with two needs has two; how many households a plan reaches is therefore a
range (`reached`). All amounts are whole VND, and every optimum is one of whole numbers, so that the answer is exact and
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from helpers.analysis.integer import cheapest, maximise
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.errors import UsageError

STRATEGIES = ("most_served", "poorest_first", "equal_coverage")
NEED_COLUMNS = ("unit", "content", "households", "cost_vnd")
LIMIT_COLUMNS = ("unit", "content", "max_households")

Floats = NDArray[np.float64]
Budget = float | Mapping[str, float]


@dataclass(frozen=True)
class Allocation:
    """The answer to one strategy.

    `status`: 'optimal'; 'no_need' (nobody is left in need); 'budget_too_small' (it serves no need);
    'limits_leave_nothing' (nothing may be served within the limits).
    `by_unit_content`: one row per unit and content with `need_households`, `served_households`, `unmet_households`,
    `vnd`. `left_out`: rows of the needs with a missing number of households or no cost; they take no part.
    `smallest_coverage`: the least share served of any unit's need, whatever the limits let be served.
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

    @property
    def reached(self) -> tuple[int, int]:
        """The fewest and the most households that the plan reaches: a household may have a need of each content."""
        by_unit = self.by_unit_content.groupby("unit")["served_households"]
        return int(by_unit.max().sum()), int(by_unit.sum().sum())


@dataclass(frozen=True)
class _Problem:
    """max value . x, x whole, 0 <= x <= top, matrix x <= bound; the matrix's first `money` rows are the budgets."""

    cells: pd.DataFrame
    top: Floats
    matrix: sparse.csr_matrix
    bound: Floats
    money: int

    @property
    def costs(self) -> Floats:
        """The cost of a need in each cell, as the budget rows count it."""
        return np.asarray(self.matrix[: self.money].sum(axis=0)).ravel()


def allocate(
    needs: pd.DataFrame, budget: Budget, strategy: str = "most_served", limits: pd.DataFrame | None = None
) -> Allocation:
    """The best use of a budget for the remaining `needs` by one strategy.

    `needs`: one row per unit and content: `unit`, `content`, `households` (still in need), `cost_vnd` (each), for
    'poorest_first' `poverty_rate` (0-1, of the unit), and `capital` where kinds of money are apart. `budget`: VND, or
    VND by kind of money; a kind without a budget has none. `limits`: `unit`, `content`, `max_households`; an empty unit
    or content means all of them together, so ('23458', 'residential_land', 12) is a land fund.

    Strategies: 'most_served' serves the most needs, and of the plans that do, one whose least served unit is served
    best; 'poorest_first' serves what it can in the poorest unit, then in the next (units of one rate together);
    'equal_coverage' makes the share served of the least served unit as large as can be (max-min), then serves the most.
    Raises ValueError for an unknown strategy, a column that is missing, or negative numbers.
    """
    if strategy not in STRATEGIES:
        raise ValueError(f"unknown strategy {strategy!r}; known: {', '.join(STRATEGIES)}")
    cells, left_out = _cells(needs)
    problem = _problem(cells, _budgets(budget), _checked_limits(limits))
    status = _status_without_solving(problem)
    served = _SOLVERS[strategy](problem) if status == "optimal" else np.zeros(len(cells))
    return _result(strategy, status, sum(_budgets(budget).values()), cells, served, left_out)


def compare_strategies(
    needs: pd.DataFrame, budget: Budget, limits: pd.DataFrame | None = None, strategies: Iterable[str] = STRATEGIES
) -> pd.DataFrame:
    """What the strategies trade: one row per strategy.

    `need_households`, `served_households`, `share_served` (of the need), `spent_vnd`, `leftover_vnd`,
    `smallest_coverage` (0-1), `units_without_support`, `mean_poverty_rate` of the units where needs are served, and
    `same_as`: the first strategy above it with the very same plan, '' where none has; strategies that do not differ
    must not be told as a choice.
    """
    answers = [allocate(needs, budget, each, limits) for each in strategies]
    rows = [_trade(answer, needs) for answer in answers]
    for place, answer in enumerate(answers):
        same = (a.strategy for a in answers[:place] if a.by_unit_content.equals(answer.by_unit_content))
        rows[place]["same_as"] = next(same, "")
    return pd.DataFrame(rows)


def limits_of(limits: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Limits as people write them, [unit, content, most households], as `allocate` takes them; '' stands for all.

    Raises UsageError for a limit that is not such a triple or names an unknown content.
    """
    for limit in limits:
        if len(limit) != 3 or (limit[1] and limit[1] not in codelist("content")):
            known = ", ".join(codelist("content"))
            raise UsageError(
                'The limit "{limit}" is not [unit, content, most households]. Contents: {known}; "" is all.',
                limit=list(limit),
                known=known,
            )
    rows = [[str(unit), str(content), most] for unit, content, most in limits]
    return pd.DataFrame(rows, columns=list(LIMIT_COLUMNS))


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


def _budgets(budget: Budget) -> dict[str, int]:
    """The budget of each kind of money; '' for one budget that may be spent on anything."""
    given = budget if isinstance(budget, Mapping) else {"": budget}
    for amount in given.values():
        if not np.isfinite(amount) or amount < 0:
            raise ValueError(f"the budget must be a number of VND, not below zero: {amount}")
    return {kind: int(amount) for kind, amount in given.items()}


def _checked_limits(limits: pd.DataFrame | None) -> pd.DataFrame:
    table = pd.DataFrame(columns=list(LIMIT_COLUMNS)) if limits is None else limits
    missing = [c for c in LIMIT_COLUMNS if c not in table]
    if missing:
        raise ValueError(f"limits has no column {', '.join(missing)}")
    if (table["max_households"].astype(float) < 0).any():
        raise ValueError("a limit cannot be negative")
    return table


def _problem(cells: pd.DataFrame, budgets: Mapping[str, int], limits: pd.DataFrame) -> _Problem:
    top = np.floor(cells["households"].to_numpy(float))
    kinds = cells["capital"].to_numpy(object) if "capital" in cells else np.full(len(cells), "", dtype=object)
    paid = np.isin(kinds, list(budgets)) | ("" in budgets)
    costs = [int(c) for c in cells["cost_vnd"]]
    unit_of_cost = gcd(*costs) if costs else 1  # small whole numbers keep the solver exact
    each = np.array([c // unit_of_cost for c in costs], dtype=float)
    rows = [np.where((kinds == kind) | (kind == ""), each, 0.0) for kind in budgets]
    bounds = [float(amount // unit_of_cost) for amount in budgets.values()]
    top = np.where(paid, top, 0.0)
    for unit, content, most in limits[list(LIMIT_COLUMNS)].itertuples(index=False):
        inside = ((cells["unit"] == unit) | (unit == "")) & ((cells["content"] == content) | (content == ""))
        if float(most) < 1 or (unit and content):
            top = np.where(inside, np.minimum(top, np.floor(float(most))), top)
        else:
            rows.append(inside.to_numpy(float))
            bounds.append(np.floor(float(most)))
    return _Problem(cells, top, sparse.csr_matrix(np.vstack(rows)), np.array(bounds), len(budgets))


def _status_without_solving(problem: _Problem) -> str:
    if problem.cells["households"].sum() < 1:
        return "no_need"
    open_cells = problem.top >= 1
    if not open_cells.any():
        return "limits_leave_nothing"
    money = problem.matrix[: problem.money].toarray()[:, open_cells]
    affordable = (money <= problem.bound[: problem.money, None]).all(axis=0)
    return "optimal" if affordable.any() else "budget_too_small"


def _most_served(problem: _Problem) -> Floats:
    """The most needs; of all plans with as many, one with the highest floor of coverage."""
    most = maximise(np.ones(len(problem.top)), problem.matrix, problem.bound, problem.top).sum()
    return _evenest(problem, at_least=most)


def _poorest_first(problem: _Problem) -> Floats:
    """Unit after unit in falling order of poverty: what serves the most there, at the least cost, with what is left.

    Within units of one rate the cheapest needs come first: no other choice serves more of them with the same money.
    """
    if "poverty_rate" not in problem.cells or not (problem.cells["poverty_rate"].fillna(0) > 0).any():
        raise ValueError("'poorest_first' needs a column poverty_rate with at least one rate above zero")
    rate = problem.cells["poverty_rate"].fillna(0.0).to_numpy(float)
    plan, room = np.zeros(len(problem.top)), problem.bound.copy()
    for level in np.unique(rate)[::-1]:
        here = np.flatnonzero(rate == level)
        part = _Problem(
            problem.cells.iloc[here].reset_index(drop=True),
            problem.top[here],
            problem.matrix[:, here],
            room,
            problem.money,
        )
        plan[here] = _most_served(part) if part.top.any() else 0.0
        room = problem.bound - problem.matrix @ plan
    return plan


def _equal_coverage(problem: _Problem) -> Floats:
    """The highest floor of coverage that can be paid for, then the most needs above it."""
    floor = _floor(problem, _highest_level(problem, at_least=0.0))
    members, _ = _members(problem)
    matrix = sparse.vstack([problem.matrix, -members]).tocsr()
    return maximise(np.ones(len(problem.top)), matrix, np.concatenate([problem.bound, -floor]), problem.top)


def _evenest(problem: _Problem, at_least: float) -> Floats:
    """A plan that serves at least so many needs and whose least served unit is served best, at the least cost."""
    return _plan(problem, _floor(problem, _highest_level(problem, at_least)), at_least)


def _highest_level(problem: _Problem, at_least: float) -> float:
    """The largest share of every unit's need that a plan serves (each as far as its limits reach), by bisection."""
    members, need = _members(problem)
    sizes = np.unique(need[(members @ problem.top) > 0])
    levels = np.unique(np.concatenate([[0.0], *(np.arange(1, size + 1) / size for size in sizes)]))
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        fits = _plan(problem, _floor(problem, levels[middle]), at_least).size > 0
        low, high = (middle, high) if fits else (low, middle - 1)
    return float(levels[low])


def _floor(problem: _Problem, level: float) -> Floats:
    """The number of needs of each unit that makes up a share of its need, no more than its limits let be served."""
    members, need = _members(problem)
    return np.minimum(np.ceil(level * need - 1e-9), _reach(problem, members))


def _plan(problem: _Problem, floor: Floats, at_least: float) -> Floats:
    """The cheapest whole-number plan above the floors with so many needs served; none (size 0) if there is none."""
    members, _ = _members(problem)
    rows = [problem.matrix, -members, sparse.csr_matrix(-np.ones((1, len(problem.top))))]
    bound = np.concatenate([problem.bound, -floor, [-at_least]])
    return cheapest(problem.costs, sparse.vstack(rows).tocsr(), bound, problem.top)


_SOLVERS = {"most_served": _most_served, "poorest_first": _poorest_first, "equal_coverage": _equal_coverage}


def _members(problem: _Problem) -> tuple[sparse.csr_matrix, Floats]:
    """The unit-by-cell matrix, and the need of each unit."""
    codes, units = pd.factorize(problem.cells["unit"], sort=True)
    members = sparse.csr_matrix((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(units), len(codes)))
    return members, members @ np.floor(problem.cells["households"].to_numpy(float))


def _reach(problem: _Problem, members: sparse.csr_matrix) -> Floats:
    """The most needs of each unit that its own need and limits let be served."""
    reach, codes = members @ problem.top, np.asarray(members.argmax(axis=0)).ravel()
    for row, most in zip(problem.matrix[problem.money :], problem.bound[problem.money :], strict=True):
        inside = np.unique(codes[row.indices])
        if len(inside) == 1:  # a limit on all contents of one unit
            reach[inside[0]] = min(reach[inside[0]], most)
    return reach


def _result(
    strategy: str, status: str, budget: int, cells: pd.DataFrame, served: Floats, left_out: pd.DataFrame
) -> Allocation:
    need = np.floor(cells["households"].to_numpy(float))
    table = cells[["unit", "content"]].assign(
        need_households=need.astype(int),
        served_households=served.astype(int),
        unmet_households=(need - served).astype(int),
        vnd=served.astype(int) * cells["cost_vnd"].astype(int),
    )
    by_unit = table.groupby("unit")[["need_households", "served_households"]].sum().query("need_households > 0")
    coverage = by_unit["served_households"] / by_unit["need_households"]
    least = float(coverage.min()) if len(coverage) else float("nan")
    return Allocation(
        strategy, status, budget, table, left_out, int(served.sum()), int(table["vnd"].sum()), least, coverage
    )  # fmt: skip
