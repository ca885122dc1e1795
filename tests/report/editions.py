"""Generated editions: small scopes whose returns have ties, gaps, zeros, withheld cells, merged units and other days.

Everything that the pages say of poverty, land and programmes, and the profiles of their units, is said of each, and proved
again. `python -m benchmarks.claims` runs more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from tests.report.telling import Figures

from helpers.protect.totals import with_totals
from helpers.vocabulary.catalogue import codelist, measured_by
from helpers.vocabulary.observation import frame, withhold
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope, Unit


class Era(NamedTuple):
    """Two reviews and a later day, with the periods that tell the newest of them."""

    before: str
    now: str
    later: str
    periods: tuple[str, ...]


#: Within one law; over the change of the poverty standard of 2021; over that of the programmes of 2025, and a bridge review.
ERAS = (
    Era("2022-12-31", "2023-12-31", "2024-06-30", ("2023", "2024-H1")),
    Era("2020-12-31", "2021-12-31", "2022-06-30", ("2021", "2022-H1")),
    Era("2025-12-31", "2026-12-31", "2027-06-30", ("2026", "2027-H1")),
)
BRIDGED, LAST_OF_19 = "2026-12-31", "2026"
LATER = ("capital", "disbursement", "new_rural", "ocop", "support", "minority_production", "minority_residential")
TOTAL, PROVINCE = "613", "62"
SOURCES = ("current", "carried_over")
KINDS = ("Xã", "Thị trấn", "Xã")


def scope_of(units: int, merged: bool, year: str = "2023") -> Scope:
    """A district of some units; if merged, pairs of them are one from the middle of a year on."""
    names = ("Đăk Nên", "Hiếu", "Măng Đen", "Pờ Ê", "Ngọk Tem", "Măng Cành", "Đăk Ring", "Đăk Tăng")
    each = tuple(
        Unit(str(100 + n), "a", f"{KINDS[n % 3]} {names[n]}", KINDS[n % 3], name_en=names[n]) for n in range(units)
    )
    total = {"name": "Huyện Mẫu", "kind": "Huyện", "name_en": "Sample district"}
    first = Boundary("a", date(2019, 1, 1), each, Unit(TOTAL, "a", **total))
    references = {PROVINCE: {"vi": "Tỉnh Kon Tum", "en": "Kon Tum province"}}
    title = {"vi": "Huyện Mẫu", "en": "Sample district"}
    if not merged:
        return Scope("mau", title, PROVINCE, "commune", (first,), references=references)
    pairs = [each[n : n + 2] for n in range(0, units, 2)]
    joined = tuple(
        Unit(
            str(200 + n),
            "b",
            pair[0].name,
            pair[0].kind,
            name_en=pair[0].name_en,
            predecessors=tuple(u.code for u in pair),
        )
        for n, pair in enumerate(pairs)
    )
    second = Boundary("b", date(int(year), 7, 1), joined, Unit(TOTAL, "b", **total))
    return Scope("mau", title, PROVINCE, "commune", (first, second), references=references)


def edition(seed: int) -> Figures:
    """The edition of a seed."""
    chance = random.Random(seed)
    era = chance.choice(ERAS)
    scope = scope_of(chance.choice([1, *range(2, 9)]), chance.random() < 0.3, era.now[:4])
    days = [(day, day) for day in (era.before, era.now) if day == era.now or chance.random() < 0.8]
    period = Period.parse(chance.choice(era.periods))
    if (
        str(period) == era.periods[-1] and chance.random() < 0.5
    ):  # money and the rest are of a later day than the review
        days[-1] = (era.now, era.later)
    seen = with_totals(frame(row for each in days for row in _returned(chance, scope, *each)), scope)
    hidden = seen["indicator"].ne("households") & seen["unit"].ne(PROVINCE)
    part = chance.choice([0, 0, 0, 0.06, 0.06, 0.06, 1])
    hidden &= np.array([chance.random() < part for _ in range(len(seen))], dtype=bool)
    return Figures(scope, withhold(seen, hidden).assign(revised=False), period)


def _returned(chance: random.Random, scope: Scope, day: str, later: str) -> Iterator[dict[str, Any]]:
    """What the units return of a day, and of a later one that falls into the next period; by two standards in a bridge review."""
    for row in _review(chance, scope, day):
        if later != day and row["indicator"].startswith(LATER):
            start = f"{later[:4]}-01-01" if row["start"] != row["as_of"] else later
            row |= {"as_of": later, "start": start}
        yield row | {"standard": _measured_by(row["indicator"], row["as_of"], row["detail"], scope.places)}
        if day == BRIDGED and row["indicator"] == "poor_households":
            yield row | {"standard": "2027-2030", "value": row["value"] + chance.choice([0, 1, 7])}


@cache
def _measured_by(indicator: str, day: str, detail: str, places: tuple[str, ...]) -> str:
    return measured_by(indicator, date.fromisoformat(day), detail, places)


def _review(chance: random.Random, scope: Scope, day: str) -> Iterator[dict[str, Any]]:
    boundary = scope.boundary_at(date.fromisoformat(day))
    absent = chance.choice([0, 0.1, 0.1, 0.1, 1 if chance.random() < 0.2 else 0.1])
    lost = [unit.code for unit in boundary.units if chance.random() < absent]
    gaps, many = chance.choice([0, 0.04]), chance.choice([1, 1, 1, 1, 100_000])
    for unit in boundary.units:
        if unit.code in lost and gaps:
            continue
        households = many * chance.choice([100, 100, 200, 1000, 1288, chance.randint(1, 2000), 0])
        counts = (
            _counts(chance, households)
            | _money(chance, gaps)
            | _criteria(chance, unit.kind, 19 if day < LAST_OF_19 else 10)
        )
        counts |= _land(chance, counts["minority_households", ""])
        for name, value in counts.items():
            if chance.random() > (gaps if "capital" in name[0] else 0.04):
                yield _row(day, boundary.version, unit.code, name, value)
    if chance.random() < 0.2:
        for kind, plan in (("investment", 154e9), ("recurrent", 62e9)):
            name, qualifier = f"all/{kind}/all", chance.choice(["", ">"])
            yield _row(day, boundary.version, TOTAL, ("capital_plan_vnd", name), plan, qualifier=qualifier)
            rate = ("disbursement_rate_printed", name)
            yield _row(day, boundary.version, TOTAL, rate, 0.397, start=f"{day[:4]}-01-01")
    if chance.random() < 0.3:
        yield _row(
            day,
            boundary.version,
            TOTAL,
            ("poor_households", ""),
            chance.randint(0, 900),
            qualifier=chance.choice(["", ">"]),
        )
    if chance.random() < 0.3:
        yield _row(
            day,
            boundary.version,
            TOTAL,
            ("poverty_rate_change_printed", ""),
            chance.choice([-13.62, -2.0, 0.5]),
            printed="giảm hơn 2%",
            qualifier=chance.choice(["", ">"]),
        )
        yield _row(day, boundary.version, TOTAL, ("poverty_rate_printed", ""), 0.2238, printed="22,38%")
    if chance.random() < 0.5:
        yield _row(day, boundary.version, PROVINCE, ("households", ""), 10_000)
        yield _row(day, boundary.version, PROVINCE, ("poor_households", ""), chance.choice([1000, 1500, 700]))


def _counts(chance: random.Random, households: int) -> dict[tuple[str, str], int]:
    poor = min(households, chance.choice([0, 10, 10, 20, 391, chance.randint(0, 400)]))
    found = {("households", ""): households, ("poor_households", ""): poor}
    found["near_poor_households", ""] = min(households - poor, chance.choice([0, 5, 5, 30]))
    found["minority_households", ""] = households - chance.randint(0, households)
    whose = chance.choice([("minority_poor_households", ""), ("poor_households_by_group", "minority")])
    found[whose] = min(poor, found["minority_households", ""])
    found["persons", ""], found["poor_persons", ""] = households * 4, poor * 4
    for code in codelist("deprivation"):
        found["poor_households_deprived", code] = min(poor, chance.choice([0, 5, 5, 10, poor]))
    for code in codelist("cause"):
        found["poor_households_by_cause", code] = min(poor, chance.choice([0, 5, 10]))
    parts = {
        "to_near_poor": 3,
        "escaped": chance.randint(0, 9),
        "from_near_poor": 2,
        "relapsed": chance.choice([0, 1]),
        "new": 4,
    }
    less, more = parts["to_near_poor"] + parts["escaped"], parts["from_near_poor"] + parts["relapsed"] + parts["new"]
    start = poor + less - more + chance.choice([0, 0, 0, 1, -2])
    flows = parts | {"start": max(start, 0), "end": poor}
    found |= {("poor_household_flow", part): value for part, value in flows.items()}
    return found


def _land(chance: random.Random, minority: int) -> dict[tuple[str, str], int]:
    """Who has land, some units telling only who lacks it; needs of each content, not all of which add up."""
    found = {}
    for kind in ("residential", "production"):
        without = chance.choice([0, 0, min(minority, 3), chance.randint(0, minority)])
        if (words := chance.choice(["both", "both", "with", "without"])) != "without":
            found[f"minority_households_with_{kind}_land", ""] = minority - without
        if words != "with":
            found[f"minority_households_without_{kind}_land", ""] = without
    for content in codelist("content"):
        start, new, wrong = chance.choice([0, 2, 30, 30]), chance.choice([0, 0, 4]), chance.choice([0, 0, 0, 1, -1])
        done = chance.randint(0, start)
        left = max(start - done + new + wrong, 0)
        each = {"support_need_start": start, "supported_households": done, "support_need_new": new}
        found |= {(name, content): value for name, value in (each | {"support_need_remaining": left}).items()}
    return found


def _money(chance: random.Random, gaps: float) -> dict[tuple[str, str], float]:
    """Capital of some programmes by kind and source; a unit may say nothing of one."""
    found: dict[tuple[str, str], float] = {}
    for programme in ("1719", "gnbv", "ntm"):
        if chance.random() < gaps:
            continue
        for line in (f"{programme}/{kind}/{source}" for kind in ("investment", "recurrent") for source in SOURCES):
            plan = chance.choice([0, 1e9, 1e9, 2e9, chance.randint(1, 5) * 1e8])
            found["capital_plan_vnd", line] = plan
            found["capital_disbursed_vnd", line] = plan * chance.choice([0, 0.3, 0.3, 0.3, 0.92, 1])
    return found if not gaps or chance.random() < 0.9 else {}


def _criteria(chance: random.Random, kind: str, criteria: int) -> dict[tuple[str, str], int]:
    """Criteria, counted or one by one, with the standard, of communes; and products."""
    products = [chance.choice([0, 2, 2, 5]) for _ in range(2)]
    found = {("ocop_products", "3/district"): products[0], ("ocop_products", "4/province"): products[1]}
    found["ocop_products", ""] = sum(products)
    if kind != "Xã" or chance.random() < 0.1:
        return found
    flags = [int(chance.random() < chance.choice([0.6, 1])) for _ in range(criteria)]
    found |= {("new_rural_criterion_met", str(n + 1)): flag for n, flag in enumerate(flags)}
    found["new_rural_criteria_met", ""] = sum(flags)
    found["new_rural_standard_met", ""] = int(all(flags))
    found["new_rural_standard_planned", ""] = chance.choice([0, 0, 1])
    return found


def _row(day: str, version: str, unit: str, name: tuple[str, str], value: float, **more: Any) -> dict[str, Any]:
    return {
        "scope": "mau", "period": "2023", "unit": unit, "boundary": version, "indicator": name[0], "detail": name[1],
        "value": value, "qualifier": "", "status": "A", "confidentiality": "F", "kind": "published", "as_of": day,
        "start": f"{day[:4]}-01-01" if "flow" in name[0] or "capital" in name[0] else day,
        "workbook": "a.xlsx", "sheet": "", "cell": "B2", "printed": str(value), **more,
    }  # fmt: skip
