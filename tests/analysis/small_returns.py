"""Made-up returns of a few communes, with many small figures, that satisfy the identities of the forms."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pandas as pd

from helpers.vocabulary import observation
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.place import Boundary, Scope, Unit

TOTAL = "613"


def scope(units: int = 3, threshold: int = 3) -> Scope:
    """A district of some communes, coded 10000, 10001, …"""
    communes = tuple(Unit(str(10000 + number), "2019", f"Xã {number}") for number in range(units))
    boundary = Boundary("2019", date(2019, 1, 1), communes, Unit(TOTAL, "2019", "Huyện", name_en="District"))
    return Scope("test", {"vi": "Thử", "en": "Test"}, "62", "commune", (boundary,), threshold)


def figures(*rows: tuple, period: str = "2023", as_of: str = "2023-12-31", kind: str = "demonstration") -> pd.DataFrame:
    """Observations with coverage from (unit, indicator, value) or (unit, indicator, detail, value)."""
    records = []
    for row in rows:
        unit, indicator, *detail, value = row
        place = {"scope": "test", "period": period, "unit": unit, "boundary": "2019", "as_of": as_of}
        flow = indicators()[indicator].duration == "flow"
        place["start"] = f"{as_of[:4]}-01-01" if flow else as_of
        what = {"indicator": indicator, "detail": detail[0] if detail else "", "value": value, "kind": kind}
        state = {"status": "A", "confidentiality": "F", "printed": str(value)}
        address = {"workbook": "b.xlsx", "sheet": "S", "cell": "C7"}
        records.append({**place, **what, **state, **address})
    return observation.frame(records)


def column(indicator: str, *values: float, detail: str = "", **given: str) -> pd.DataFrame:
    """One figure of each commune, and their total."""
    rows = [(str(10000 + number), indicator, detail, value) for number, value in enumerate(values)]
    return figures(*rows, (TOTAL, indicator, detail, sum(values)), **given)


def reviews(place: Scope, years: tuple[int, ...], seed: int) -> pd.DataFrame:
    """Annual reviews: classes, flows that link the years, deprivations, groups, causes, land and support."""
    rng, ends = np.random.default_rng(seed), {}
    parts = []
    for year in years:
        table: Counter[tuple[str, str, str]] = Counter()
        for unit in place.boundaries[0].units:
            commune = _commune(rng, ends.get(unit.code, int(rng.poisson(rng.choice([2, 6, 30])))))
            ends[unit.code] = commune["poor_households", ""]
            for (indicator, detail), value in commune.items():
                table[unit.code, indicator, detail] += value
                table[TOTAL, indicator, detail] += value
        rows = [(*key, value) for key, value in table.items()]
        parts.append(figures(*rows, period=str(year), as_of=f"{year}-12-31"))
    return pd.concat(parts, ignore_index=True)


def _commune(rng: np.random.Generator, start: int) -> dict[tuple[str, str], int]:
    left = rng.multinomial(int(start * 0.5), [0.3, 0.6, 0.1])
    came = rng.poisson([1.0, 0.5, 2.0, 0.4])
    poor = int(start - left.sum() + came.sum())
    minority = int(rng.binomial(poor, 0.9))
    households = int(rng.integers(300, 900))
    found = {
        ("poor_household_flow", "start"): start,
        ("poor_household_flow", "end"): poor,
        ("poor_households", ""): poor,
    }
    found |= {
        ("poor_household_flow", k): int(v)
        for k, v in zip(("to_near_poor", "escaped", "other_decrease"), left, strict=True)
    }
    names = ("from_near_poor", "relapsed", "new", "other_increase")
    found |= {("poor_household_flow", k): int(v) for k, v in zip(names, came, strict=True)}
    found |= {("households", ""): households, ("minority_poor_households", ""): minority}
    deprived = {
        ("poor_households_deprived", str(k)): int(rng.binomial(poor, rng.uniform(0, 0.7))) for k in range(1, 13)
    }
    found |= deprived | {("poor_deprivations", ""): sum(deprived.values())}
    found |= {("poor_households_by_cause", str(k)): int(rng.binomial(poor, 0.2)) for k in range(1, 9)}
    labour = int(rng.binomial(poor - minority, 0.5))
    groups = {"minority": minority, "no_labour": labour, "merit": 0, "other": poor - minority - labour}
    found |= {("poor_households_by_group", k): v for k, v in groups.items()}
    return found | _land(rng, households)


def _land(rng: np.random.Generator, households: int) -> dict[tuple[str, str], int]:
    lacking = int(rng.poisson(1.5))
    found = {
        ("minority_households", ""): households - 20,
        ("minority_households_without_production_land", ""): lacking,
        ("minority_households_with_production_land", ""): households - 20 - lacking,
    }
    for content in ("housing", "production_land"):
        start, new = int(rng.poisson(5)), int(rng.poisson(1))
        helped = int(rng.integers(0, start + 1))
        found |= {("support_need_start", content): start, ("supported_households", content): helped}
        found |= {("support_need_new", content): new, ("support_need_remaining", content): start - helped + new}
        found |= {("support_disbursed_vnd", content): helped * 44_000_000}
    return found
