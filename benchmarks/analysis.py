"""How fast the analyses are: all of one period for 3,321 units and five reviews, and an allocation of 5 contents each.

Prints seconds for 1,000 and 3,321 units (linear: their ratio is at most that of the units, with a margin for what does
not grow), the allocation's seconds by strategy, and the targets. Run: make bench, or `python benchmarks/analysis.py`.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from helpers.analysis import frames, land, poverty, profile, programmes
from helpers.analysis.allocation import STRATEGIES, allocate
from helpers.analysis.change import change_by_unit, contributions, movers
from helpers.protect.totals import with_totals
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.law import Programme, entries_of
from helpers.vocabulary.place import Boundary, Scope, Unit

SIZES = (1_000, 3_321)
YEARS = range(2021, 2026)
ANALYSES, ALLOCATION = 2.0, 10.0  # seconds, for the largest size


def main() -> int:
    """Measure; the exit code is 1 where a target is missed."""
    seconds = []
    for size in SIZES:
        scope = country(size)
        observations = with_totals(figures(scope), scope)
        seconds.append(best(lambda seen=observations, place=scope: everything(seen, place)))
        print(f"{size:,} units, {len(observations):,} figures: all analyses {seconds[-1]:.2f} s")
        totals = best(lambda place=scope: with_totals(figures_of[place.id], place), 1)
        print(f"  totals with coverage, made once per run: {totals:.2f} s")
    growth = seconds[-1] / seconds[0] / (SIZES[-1] / SIZES[0])
    print(f"growth per unit from {SIZES[0]:,} to {SIZES[-1]:,}: {growth:.2f} (1 is linear)")
    slowest = allocations(SIZES[-1])
    return int(seconds[-1] > ANALYSES * 1.5 or growth > 1.3 or slowest > ALLOCATION)


def everything(observations: pd.DataFrame, scope: Scope) -> None:
    """Every analysis of one period's pages over the whole scope."""
    boundary = scope.boundaries[0]
    units, total = [unit.code for unit in boundary.units], boundary.total.code
    seen = frames.of_boundary(frames.until(observations, date(2025, 12, 31)), boundary)
    now = poverty.poverty_by_unit(seen)
    before = poverty.earlier_review(seen, now["as_of"].iloc[0])
    movers(change_by_unit(before, now))
    contributions(before, now, units)
    poverty.flow_by_unit(seen)
    poverty.deprivation_profile(seen)
    poverty.causes(seen)
    poverty.reviews(seen, [total])
    land.land_coverage(seen)
    support = land.support_by_unit_content(seen)
    land.cost_to_close(support, date(2025, 12, 31))
    programmes.capital_by_programme(seen, total)
    programmes.new_rural_by_unit(seen, boundary)
    profile.standing_by_unit(seen, boundary)


def allocations(size: int) -> float:
    """The slowest strategy for `size` units and five contents, in seconds."""
    draw = np.random.default_rng(1)
    costs = {
        "residential_land": 40e6,
        "housing": 40e6,
        "production_land": 22.5e6,
        "job_conversion": 10e6,
        "dispersed_water": 3e6,
    }
    need = draw.poisson(draw.gamma(1, 6, (size, len(costs))))
    rate = draw.uniform(0.02, 0.6, size)
    rows = [(f"{u:05d}", c, need[u, n], costs[c], rate[u]) for u in range(size) for n, c in enumerate(costs)]
    needs = pd.DataFrame(rows, columns=["unit", "content", "households", "cost_vnd", "poverty_rate"])
    budget, taken = 0.3 * float((needs["households"] * needs["cost_vnd"]).sum()), []
    for strategy in STRATEGIES:
        taken.append(best(lambda s=strategy: allocate(needs, budget, s), 1))
        print(f"allocation of {len(needs):,} needs, {strategy}: {taken[-1]:.2f} s")
    return max(taken)


figures_of: dict[str, pd.DataFrame] = {}


def country(size: int) -> Scope:
    """A made-up scope of `size` communes."""
    units = tuple(Unit(f"{n:05d}", "2019", f"Xã {n}", "Xã") for n in range(size))
    boundary = Boundary("2019", date(2019, 1, 1), units, Unit("VN", "2019", "Cả nước"))
    return Scope(f"country-{size}", {"vi": "Cả nước", "en": "Việt Nam"}, "", "commune", (boundary,))


def figures(scope: Scope) -> pd.DataFrame:
    """About 115 figures per unit of the last year, and the review of each of five years."""
    codes = np.array([unit.code for unit in scope.boundaries[0].units])
    tables = [_table(codes, year, _review(len(codes), year)) for year in YEARS]
    tables += [_table(codes, YEARS[-1], _rest(len(codes)))]
    made = pd.concat(tables, ignore_index=True).assign(
        scope=scope.id, boundary="2019", status="A", confidentiality="F", kind="demonstration",
        qualifier="", workbook="a.xlsx", sheet="1", cell="A1", printed="1",
    )  # fmt: skip
    figures_of[scope.id] = made
    return made


def _review(size: int, year: int) -> dict[tuple[str, str], np.ndarray]:
    draw = np.random.default_rng(year)
    households = draw.integers(400, 3000, size)
    poor = (households * draw.uniform(0.02, 0.5, size) * (2026 - year) / 5).astype(int)
    found = {("households", ""): households, ("poor_households", ""): poor, ("near_poor_households", ""): poor // 2}
    found |= {("persons", ""): households * 4, ("poor_persons", ""): poor * 4}
    found |= {("poor_households_deprived", code): poor // 2 for code in codelist("deprivation")}
    found |= {("poor_households_by_cause", code): poor // 3 for code in codelist("cause")}
    return found | {("poor_household_flow", code): poor // 4 for code in codelist("flow_poor") if code != "out"}


def _rest(size: int) -> dict[tuple[str, str], np.ndarray]:
    draw = np.random.default_rng(7)
    minority = draw.integers(300, 2000, size)
    found: dict[tuple[str, str], np.ndarray] = {("minority_households", ""): minority}
    for kind in land.kinds_of_land():
        found |= {
            (f"minority_households_with_{kind}", ""): minority - 2,
            (f"minority_households_without_{kind}", ""): minority * 0 + 2,
        }
    for content in ("residential_land", "housing", "production_land", "job_conversion", "dispersed_water"):
        found |= {(name, content): draw.integers(0, 60, size) for name in (*land.NEED, *land.MONEY)}
    details = [
        f"{each.id}/{kind}/current" for each in entries_of(Programme) for kind in programmes.budget_kinds(each.id)
    ]
    found |= {(name, detail): draw.integers(1, 9, size) * 1e9 for name in programmes.CAPITAL for detail in details}
    return found | {("new_rural_criterion_met", code): draw.integers(0, 2, size) for code in codelist("criterion")}


def _table(codes: np.ndarray, year: int, found: dict[tuple[str, str], np.ndarray]) -> pd.DataFrame:
    names = [name for name, _ in found]
    details = [detail for _, detail in found]
    return pd.DataFrame(
        {
            "period": str(year),
            "unit": np.tile(codes, len(found)),
            "indicator": np.repeat(names, len(codes)),
            "detail": np.repeat(details, len(codes)),
            "value": np.concatenate([values.astype(float) for values in found.values()]),
            "standard": "",
            "state": "known",
            "start": pd.Timestamp(f"{year}-12-31").as_unit("s"),
            "as_of": pd.Timestamp(f"{year}-12-31").as_unit("s"),
        }
    )


def best(work: Callable[[], object], rounds: int = 3) -> float:
    """Least processor time of several rounds, in seconds: it does not grow when the machine does other work too."""
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
