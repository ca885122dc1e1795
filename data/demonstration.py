"""Writes the demonstration returns of Kon Plông: `python data/demonstration.py`.

No commune-level poverty, land or disbursement table of Kon Plông is public. These workbooks stand in for them, in the
official layouts (our own where no official form is verified), so that they add up to every published figure of the
district. Everything else in them is invented, by a seeded generator: same script, same bytes. Each sheet, and each
entry that this script adds to `sources.toml`, says 'Số liệu minh họa / Demonstration data'.

What is published, and met exactly (sources in data/raw/kon-plong/*/sources.toml):
  start of 2022   7.551 households, 3.353 poor, all of them of ethnic minorities
  end of 2022     poverty 36,00% (22,38% + 13,62 points); near-poverty more than 2 points above that of 2023
  end of 2023     1.731 poor (22,38%) and 708 near-poor (9,15%), all of ethnic minorities: 7.734 to 7.736 households
  mid-2024        100% of minority households with residential land, 99,93% with production land (5 of 6.690 without);
                  capital hơn 216 = hơn 154 + hơn 62 tỷ, disbursed 39,7% and 7%; four communes with the new-rural
                  standard, 12,5 criteria on average in the others; 68 OCOP products; support under Project 1 so far

`demonstration.toml` holds what it starts from; communes are weighted by their households of the census of 1/4/2019. The returns of 2022, 2023 and 2024 carry a few defects of
real ones, on purpose and named in sources.toml: other spellings, decomposed accents, numbers typed as text.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path

from helpers.intake.layouts.form_sheet import Form, Key
from helpers.intake.layouts.forms import slug, workbook
from helpers.intake.layouts.layout import layout, layouts
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.files import sha256, write_atomic
from helpers.vocabulary.law import CriteriaSet, rule
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Unit, load_scope
from helpers.vocabulary.project import Project

NOTICE = "Số liệu minh họa / Demonstration data – không phải số liệu thật"
SCOPE = "kon-plong"
Figures = dict[Key, float]

GIVEN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
SEED = GIVEN["seed"]
COMMUNES: Mapping[str, Mapping[str, float]] = GIVEN["commune"]
STOCKS = {name: {int(year): count for year, count in years.items()} for name, years in GIVEN["stock"].items()}
DAYS = {date.fromisoformat(day): entry for day, entry in GIVEN["day"].items()}
SHARES = GIVEN["shares"]
MORE_PERSONS = {"poor": 0.45, "near_poor": 0.25}  # than in an average household of the commune
LEANING = {"poor": 1.0, "near_poor": 0.35}  # how much a commune's leaning to poverty tells
TOWN = "23473"  # Măng Đen, until it became a commune
MERGER = date(2025, 7, 1)
CAPITAL = ("capital_plan_vnd", "capital_allocated_vnd", "capital_disbursed_vnd")


def apportion(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """A whole number shared out by weight, adding up exactly (largest remainders)."""
    scale = total / sum(weights.values())
    shares = {code: int(weight * scale) for code, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda code: (shares[code] - weights[code] * scale, code))
    for code in by_remainder[: total - sum(shares.values())]:
        shares[code] += 1
    return shares


def households(year: int) -> dict[str, int]:
    """Households of each commune at the end of a year."""
    grown = {code: entry["households"] * (1 + entry["growth"]) ** (year - 2019) for code, entry in COMMUNES.items()}
    return apportion(STOCKS["households"][year], grown)


def stock(group: str, year: int) -> dict[str, int]:
    """Poor or near-poor households of each commune at the end of a year, with a little noise of its own."""
    totals, luck = STOCKS[group], chance(STOCKS[group][2021], year)
    leaning = {code: entry["leaning"] ** LEANING[group] for code, entry in COMMUNES.items()}
    weights = {code: count * leaning[code] * luck.uniform(0.94, 1.06) for code, count in households(year).items()}
    return apportion(totals[year], weights)


def chance(*words: object) -> random.Random:
    """A source of invented variation of its own for each thing that varies."""
    return random.Random(" ".join(map(str, (SEED, *words))))  # noqa: S311 - a demonstration, no secret


def household_size(code: str, group: str = "") -> float:
    """Persons in a household of a commune: as counted in 2019, and somewhat more in poor ones."""
    return COMMUNES[code]["persons"] / COMMUNES[code]["households"] + MORE_PERSONS.get(group, 0.0)


def people(households_of: Mapping[str, int], group: str = "") -> dict[str, int]:
    """Persons in these households."""
    return {code: round(count * household_size(code, group)) for code, count in households_of.items()}


def review(year: int) -> Figures:
    """Every figure of the poverty review that closes a year, by old commune."""
    poor, near = stock("poor", year), stock("near_poor", year)
    living = {code: round(count * GIVEN["average_living_share"]) for code, count in households(year).items()}
    columns = {
        "households": households(year), "persons": people(households(year)),
        "poor_households": poor, "poor_persons": people(poor, "poor"),
        "near_poor_households": near, "near_poor_persons": people(near, "near_poor"),
        "average_living_households": living, "average_living_persons": people(living),
    }  # fmt: skip
    figures: Figures = {(code, name, ""): count for name, counts in columns.items() for code, count in counts.items()}
    for code in COMMUNES:
        figures |= flows(year, code)
        figures |= breakdowns(year, code, "poor", poor[code]) | breakdowns(year, code, "near_poor", near[code])
    return figures


def flows(year: int, code: str) -> Figures:
    """Households and persons that became poor or near-poor, or ceased to be, in a year, in one commune."""
    luck = chance(code, year)
    poor, near = ((stock(group, year - 1)[code], stock(group, year)[code]) for group in ("poor", "near_poor"))
    up = {
        "from_near_poor": round(0.03 * near[0]) + luck.randint(0, 1), "relapsed": luck.randint(0, 2),
        "new": round(0.012 * poor[0]) + luck.randint(0, 2), "other_increase": luck.randint(0, 2),
    }  # fmt: skip
    other = luck.randint(1, 3)
    left = poor[0] + sum(up.values()) - other - poor[1]
    down = {"to_near_poor": round(0.22 * left), "other_decrease": other}
    near_up = {
        "from_poor": down["to_near_poor"], "relapsed": luck.randint(0, 1),
        "new": round(0.02 * near[0]) + luck.randint(1, 3), "other_increase": luck.randint(0, 2),
    }  # fmt: skip
    near_down = {"to_poor": up["from_near_poor"], "other_decrease": luck.randint(0, 2)}
    return flow(code, "poor", poor, up, down) | flow(code, "near_poor", near, near_up, near_down)


def flow(code: str, group: str, ends: tuple[int, int], up: Mapping[str, int], down: Mapping[str, int]) -> Figures:
    """A flow in households and in persons; those who move are taken to live in households of near-poor size."""
    size, moving = household_size(code, group), household_size(code, "near_poor")
    persons = [{name: round(count * moving) for name, count in moved.items()} for moved in (up, down)]
    ends_in_persons = (round(ends[0] * size), round(ends[1] * size))
    return _closed(code, f"{group}_household_flow", ends, up, down) | _closed(
        code, f"{group}_person_flow", ends_in_persons, *persons
    )


def _closed(code: str, name: str, ends: tuple[int, int], up: Mapping[str, int], down: Mapping[str, int]) -> Figures:
    """A flow that closes: those who left for good are what is left over."""
    escaped = ends[0] + sum(up.values()) - sum(down.values()) - ends[1]
    if escaped < 0:
        raise ValueError(f"{code} {name}: {escaped} cannot have left")
    parts = {"start": ends[0], **up, **down, "escaped": escaped, "end": ends[1]}
    return {(code, name, detail): count for detail, count in parts.items()}


def breakdowns(year: int, code: str, group: str, count: int) -> Figures:
    """Deprivations, causes, peoples and groups of the poor or near-poor households of one commune.

    All are of ethnic minorities, as published. The form counts its groups one after the other (5 = 1-2-3-4), so that
    nobody is left for those after the first.
    """
    luck = chance("parts", code, group, year)
    deprived = [min(count, round(count * share * luck.uniform(0.9, 1.1))) for share in SHARES[f"{group}_deprived"]]
    causes = [round(count * share * luck.uniform(0.85, 1.1)) for share in SHARES["causes"]]
    hre, other = round(count * COMMUNES[code]["hre_share"]), round(count * 0.02)
    peoples = {"kinh": 0, "minority": count, "xo_dang": count - hre - other, "hre": hre, "other": other}
    parts = {
        f"{group}_deprivations": {"": sum(deprived)},
        f"{group}_households_deprived": _numbered(deprived),
        f"{group}_households_by_cause": _numbered(causes),
        f"{group}_households_by_ethnicity": peoples,
        f"{group}_households_by_group": {"minority": count, "no_labour": 0, "merit": 0, "other": 0},
        f"{group}_persons_by_group": {
            "minority": people({code: count}, group)[code],
            "no_labour": 0,
            "merit": 0,
            "other": 0,
        },
    }
    return {(code, name, detail): each for name, details in parts.items() for detail, each in details.items()}


def _numbered(counts: Sequence[int]) -> dict[str, int]:
    return {str(at): count for at, count in enumerate(counts, start=1)}


def land(day: date) -> Figures:
    """Land of minority households, and support under Project 1 since 2021."""
    given = DAYS[day]
    weights = {code: count * (0.55 if code == TOWN else 0.97) for code, count in households(day.year).items()}
    figures: Figures = {}
    for code, count in apportion(given["minority_households"], weights).items():
        without, works = given["without_production_land"].get(code, 0), given["central_water_works"].get(code, 0)
        cost = GIVEN["central_water_work_million_vnd"] * works
        row = {
            ("minority_households", ""): count,
            ("minority_households_with_residential_land", ""): count,
            ("minority_households_without_residential_land", ""): 0,
            ("minority_households_with_production_land", ""): count - without,
            ("minority_households_without_production_land", ""): without,
            ("supported_works", "central_water"): works,
            ("support_plan_vnd", "central_water"): 1.2 * cost,
            ("support_disbursed_vnd", "central_water"): cost,
        }
        figures |= {(code, *name): amount for name, amount in row.items()}
    for content, entry in given["support"].items():
        figures |= support_since(day, content, *entry) if "since" in given else support(day, content, *entry)
    return figures


def support_since(day: date, content: str, supported: int, new: int) -> Figures:
    """One content by commune in a period that goes on from an earlier day: what remained then is the need at its start.

    No amounts: no norm is on record after 2025.
    """
    before = land(DAYS[day]["since"])
    start = {code: int(before[code, "support_need_remaining", content]) for code in COMMUNES}
    given = apportion(supported, {code: count + 0.01 for code, count in start.items()})
    came = apportion(new, start if sum(start.values()) else dict.fromkeys(COMMUNES, 1))
    figures: Figures = {}
    for code in COMMUNES:
        row = {
            "support_need_start": start[code], "supported_households": given[code],
            "support_need_new": came[code], "support_need_remaining": start[code] - given[code] + came[code],
        }  # fmt: skip
        figures |= {(code, name, content): amount for name, amount in row.items()}
    return figures


def support(day: date, content: str, need: int, supported: int, new: int, cost: float) -> Figures:
    """One content of Project 1 by commune: need, supported, new, remaining, plan and disbursed (million VND)."""
    remaining = need - supported + new
    lacking = DAYS[day]["without_production_land"]
    shared = apportion(remaining, stock("poor", 2023)) if remaining else {}
    left = {code: (lacking if content == "production_land" else shared).get(code, 0) for code in COMMUNES}
    given = apportion(supported, stock("poor", 2022))
    arisen = apportion(new, {code: left[code] + given[code] + 0.01 for code in COMMUNES})
    figures: Figures = {}
    for code in COMMUNES:
        came = min(arisen[code], left[code] + given[code])
        row = {
            "support_need_start": left[code] + given[code] - came, "supported_households": given[code],
            "support_need_new": came, "support_need_remaining": left[code],
            "support_plan_vnd": cost * (given[code] + round(0.3 * left[code])), "support_disbursed_vnd": cost * given[code],
        }  # fmt: skip
        figures |= {(code, name, content): amount for name, amount in row.items()}
    return figures


def capital(day: date) -> dict[Key, float | str]:
    """Plan, allocated and disbursed by programme, capital and year, in million VND, adding up to the district's totals.

    The town takes no part in the new-rural programme: '-' stands there, as in a yearbook.
    """
    luck = chance("capital", day)
    absent = product(CAPITAL, ("investment", "recurrent"), SHARES["years"]) if day < MERGER else ()
    figures: dict[Key, float | str] = {(TOWN, name, f"ntm/{kind}/{year}"): "-" for name, kind, year in absent}
    for kind in (kind for kind in ("investment", "recurrent", "credit") if kind in DAYS[day]):
        plan, spent = DAYS[day][kind]
        plans = _shared(plan, _weights(day, kind, luck))
        spending = _shared(spent, {key: amount * luck.uniform(0.86, 1.07) for key, amount in plans.items()})
        for (code, detail), amount in plans.items():
            paid = spending[code, detail]
            if paid > amount:
                raise ValueError(f"{code} {detail}: more spent than planned")
            allocated = amount if luck.random() < 0.7 else max(paid, round(amount * luck.uniform(0.9, 0.98)))
            row = zip(CAPITAL, (amount, allocated, paid), strict=True)
            figures |= {(code, name, detail): value for name, value in row}
    return figures


def _weights(day: date, kind: str, luck: random.Random) -> dict[tuple[str, str], float]:
    """How much of a kind of capital goes to each commune, programme and source."""
    if "lines" in DAYS[day]:
        lines = DAYS[day]["lines"][kind]
        return {
            (code, line.replace("/", f"/{kind}/")): count * share * luck.uniform(0.8, 1.2)
            for (code, count), (line, share) in product(households(2023).items(), lines.items())
        }
    parts = product(households(2023).items(), SHARES["programmes"].items(), SHARES["years"].items())
    return {
        (code, f"{programme}/{kind}/{year}"): count * share * part * luck.uniform(0.8, 1.2)
        for (code, count), (programme, share), (year, part) in parts
        if not (code == TOWN and programme == "ntm" and day < MERGER)
    }


def _shared(total: int, cells: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], int]:
    shares = apportion(total, {" ".join(key): weight for key, weight in cells.items()})
    return {key: shares[" ".join(key)] for key in cells}


def new_rural(day: date, units: Sequence[Unit]) -> dict[Key, float | str]:
    """New-rural criteria (x: met, 0: not) of the rural units of the day."""
    figures: dict[Key, float | str] = {}
    for code in (unit.code for unit in units if not unit.is_urban):
        missing = [str(criterion) for criterion in DAYS[day]["criteria_not_met"].get(code, ())]
        members = criteria(day)
        marks = {id: "0" if id in missing else "x" for id in members}
        figures |= {(code, "new_rural_criterion_met", id): mark for id, mark in marks.items()}
        figures[code, "new_rural_criteria_met", ""] = len(members) - len(missing)
        figures[code, "new_rural_standard_met", ""] = "0" if missing else "x"
        figures[code, "new_rural_standard_planned", ""] = (
            "x" if DAYS[day]["planned_to_meet_the_standard"] == code else "0"
        )
    return figures


def criteria(day: date) -> Sequence[str]:
    """The criteria of the set that holds on a day."""
    held = rule(CriteriaSet, day)
    if not isinstance(held, CriteriaSet):
        raise ValueError(f"no set of criteria holds on {day}")
    return held.members


def ocop(day: date) -> Figures:
    """OCOP products by stars and level of recognition."""
    weights = {code: entry["ocop_weight"] for code, entry in COMMUNES.items()}
    figures: Figures = dict.fromkeys(((code, "ocop_products", "") for code in COMMUNES), 0)
    for detail in ("3/district", "3/province", "4/province", "5/national"):
        for code, count in apportion(DAYS[day]["ocop"].get(detail, 0), weights).items():
            figures[code, "ocop_products", detail] = count
            figures[code, "ocop_products", ""] += count
    return figures


def merged(figures: Figures, units: Sequence[Unit]) -> Figures:
    """Figures of the old communes added up to those that they were merged into on 1/7/2025."""
    successor = {old: unit.code for unit in units for old in unit.predecessors}
    sums: Figures = {}
    for (code, name, detail), count in figures.items():
        key = (successor[code], name, detail)
        sums[key] = sums.get(key, 0) + count
    return sums


def with_totals(figures: Mapping[Key, float | str], total: Unit) -> dict[Key, float | str]:
    """The figures and the district's sums of the counts."""
    sums: Figures = {}
    for (_, name, detail), count in figures.items():
        if not isinstance(count, str) and indicators()[name].additive:
            sums[total.code, name, detail] = sums.get((total.code, name, detail), 0) + count
    return dict(figures) | sums


def with_rates(figures: Mapping[Key, float | str]) -> dict[Key, float | str]:
    """The figures and the rates that the forms print beside them, in percent with two decimals."""
    rates: dict[Key, float | str] = {}
    for name, entry in indicators().items():
        if entry.kind != "printed" or not entry.numerator:
            continue
        for (code, numerator, detail), count in figures.items():
            base = figures.get((code, entry.denominator, detail)) or figures.get((code, entry.denominator, ""))
            if numerator == entry.numerator and base and not isinstance(base, str):
                rates[code, name, detail] = int(count / base * 10000 + 0.5) / 100
    return dict(figures) | rates


def returns(period: Period, boundary: Boundary) -> dict[Key, float | str]:
    """All that the communes report for a period."""
    day, figures = period.end, {}
    if day.month == 12:
        figures |= review(day.year)
    if day in DAYS:
        figures |= land(day) | capital(day) | ocop(day)
    if boundary.units[0].predecessors:
        figures = merged(figures, boundary.units)
    if day in DAYS:
        figures = figures | new_rural(day, boundary.units)
    return with_rates(with_totals(figures, boundary.total))


REVIEW = (
    "poverty_result",
    "flow_poor",
    "flow_near_poor",
    "deprivation_poor",
    "deprivation_near_poor",
    "groups",
    "ethnicity",
    "causes",
)
LAND_FORMS, PROGRAMME_FORMS = ("land", "land_support"), ("capital", "new_rural", "ocop")
SPELLINGS = {
    "23452": "Xã Đắk Nên",
    "23455": "Xã Đắk Ring",
    "23458": "Xã Măng Buk",
    "23461": "Xã Đắk Tăng",
    "23464": "Xã Ngok Tem",
}
DECOMPOSED = {
    code: unicodedata.normalize("NFD", name)
    for code, name in (("23467", "Xã Pờ Ê"), ("23470", "Xã Măng Cành"), ("23473", "Thị trấn Măng Đen"))
}
SPACED = {"23467": "x. Pờ\u00a0Ê ", "23476": " Xã  Hiếu"}
MARK = "# --- Demonstration returns: everything below is written by data/demonstration.py ---"


def dotted(figures: Mapping[Key, float | str], names: Sequence[str]) -> dict[Key, float | str]:
    """Some figures typed as text with a thousands dot, as clerks do: 1.407."""
    typed = {
        key: f"{count:,.0f}".replace(",", ".") for key, count in figures.items() if key[1] in names and count >= 1000
    }
    return dict(figures) | typed


def write_period(project: Project, text: str) -> None:
    """The workbooks of a period and their entries in its sources.toml."""
    period, scope = Period.parse(text), load_scope(SCOPE, project)
    boundary = scope.boundary_at(period.end)
    figures = returns(period, boundary)
    folder = project.raw(SCOPE, period)
    books = {}
    for stem, forms, units, names, typed in plan(text, boundary):
        path = folder / f"{stem}.xlsx"
        given = dotted(figures, typed)
        pages = [page(form, period, boundary, units, given, names) for form in forms]
        write_atomic(path, workbook(pages, {"title": NOTICE, "subject": "demonstration"}))
        books[path] = defects(names, typed)
    for old in folder.glob("minh-hoa-*.xlsx"):
        if old not in books:
            old.unlink()
    _list_sources(folder / "sources.toml", books, period)


Book = tuple[str, Sequence[str], Sequence[Unit], Mapping[str, str], Sequence[str]]


def plan(text: str, boundary: Boundary) -> list[Book]:
    """Workbooks of a period: name, forms, units, spellings, and what is typed as text."""
    everything = REVIEW + LAND_FORMS + PROGRAMME_FORMS
    each = [(f"minh-hoa-{unit.code}-{slug(unit.short_name)}", [unit]) for unit in boundary.units]
    if text == "2022":
        return [("minh-hoa-ra-soat", REVIEW, boundary.units, SPELLINGS, ())]
    if text == "2023":
        return [
            ("minh-hoa-ket-qua", REVIEW[:1], boundary.units, DECOMPOSED, ("households", "persons")),
            ("minh-hoa-phan-tich", REVIEW[1:], boundary.units, {}, ()),
        ]
    if text == "2026-H1":
        return [(stem, LAND_FORMS + PROGRAMME_FORMS, units, {}, ()) for stem, units in each]
    if text == "2024-H1":
        return [
            ("minh-hoa-dat", LAND_FORMS, boundary.units, {}, ()),
            ("minh-hoa-chuong-trinh", PROGRAMME_FORMS, boundary.units, {}, ()),
        ]
    spellings = SPACED if text == "2024" else {}
    return [
        (stem, everything, units, {u.code: spellings[u.code] for u in units if u.code in spellings}, ())
        for stem, units in each
    ]


def page(
    form: str,
    period: Period,
    boundary: Boundary,
    units: Sequence[Unit],
    figures: Mapping[Key, float | str],
    names: Mapping[str, str],
) -> Form:
    """A filled sheet; support is counted from the start of the programme."""
    since_2021 = form == "land_support" and "since" not in DAYS[period.end]
    words = f"lũy kế từ năm 2021 đến {period.end:%d/%m/%Y}" if since_2021 else period.words("vi")
    place = units[0].name if len(units) == 1 else boundary.total.name
    return Form(layout(form, period.end), place, words, period.end, units, boundary.total, figures, names, NOTICE)


def defects(names: Mapping[str, str], typed: Sequence[str]) -> str:
    """What is wrong on purpose in a workbook, in words."""
    kinds = [
        ("tên xã viết khác" if names is not DECOMPOSED else "tên xã mã tổ hợp NFD") if names else "",
        "số gõ dạng văn bản có dấu chấm" if typed else "",
    ]
    return "; ".join(kind for kind in kinds if kind)


def _list_sources(path: Path, books: Mapping[Path, str], period: Period) -> None:
    """Entries of the workbooks, after what else the file lists."""
    kept = re.split(re.escape(MARK), path.read_text(encoding="utf-8"))[0].rstrip() if path.is_file() else ""
    entries = [
        f'[[source]]\nfile = "{book.name}"\nkind = "demonstration"\nproducer = "data/demonstration.py"\n'
        f'title = "Số liệu minh họa / Demonstration data: báo cáo {period.words("vi")}"\nas_of = {period.end}\n'
        f'citation = "Không phải số liệu thật: tạo ra để cộng khớp các số đã công bố / Invented to add up to the published figures"\n'
        f'sha256 = "{sha256(book)}"\n' + (f"# defects on purpose: {wrong}\n" if wrong else "")
        for book, wrong in sorted(books.items())
    ]
    write_atomic(
        path, "\n\n".join(part for part in (kept, MARK, *(entry.rstrip() for entry in entries)) if part) + "\n"
    )


if __name__ == "__main__":
    root = Project.find(Path(__file__).parent)
    assert {entry.form for entry in layouts()} >= {*REVIEW, *LAND_FORMS, *PROGRAMME_FORMS}
    for each in ("2022", "2023", "2024-H1", "2024", "2025", "2026-H1"):
        write_period(root, each)
