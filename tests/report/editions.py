"""Generated editions: small scopes whose returns have ties, gaps, zeros, withheld cells, merged units and other days.

Everything that the pages say of poverty, land and programmes, and the profiles of their units, is said of each, and proved
again. `python -m benchmarks.claims` runs more.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from helpers.analysis import change, land, poverty, programmes
from helpers.analysis.frames import named, or_empty
from helpers.analysis.opening import opening_by_unit
from helpers.analysis.profile import standing_by_unit
from helpers.protect.totals import with_totals
from helpers.report.claims import Ground
from helpers.report.claims.basis import ground_of, places
from helpers.report.downloads import csv_text, tidy
from helpers.report.figures import comparable
from helpers.report.origins import Register
from helpers.report.wording import Reader, Said, cards, commune, flow, sentences, summary
from helpers.report.wording import land as land_words
from helpers.report.wording import poverty as wording
from helpers.report.wording import programmes as programme_words
from helpers.run.evidence import Evidence, read
from helpers.run.verify import places_of, unproved
from helpers.vocabulary.catalogue import codelist, detail_label, indicator
from helpers.vocabulary.observation import frame, withhold
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope, Unit

OLD, NOW = "2022-12-31", "2023-12-31"
TOTAL, PROVINCE = "613", "62"
PROGRAMMES = ("capital", "disbursement", "new_rural", "ocop")
LAND = ("support", "minority_production", "minority_residential")
SOURCES = ("current", "carried_over")
KINDS = ("Xã", "Thị trấn", "Xã")


@dataclass(frozen=True)
class Edition:
    """A scope, its figures as an audience may see them, and the period of the pages."""

    scope: Scope
    observations: pd.DataFrame
    period: Period

    @property
    def boundary(self) -> Boundary:
        """The units of the period."""
        return self.scope.boundary_at(self.period.end)

    def ground(self) -> Ground:
        """The figures laid out for claims."""
        return ground_of(Register(self.observations), self.scope, self.boundary)

    def reader(self, lang: str) -> Reader:
        """A reader of a language."""
        version = self.boundary.version
        kinds = {unit.kind for unit in self.boundary.units}
        return Reader(
            lang,
            lambda code: self.scope.name(code, version, lang),
            "commune" if kinds == {"Xã"} else "unit",
            lambda id, detail: detail_label(indicator(id).details, detail, lang),
        )

    def evidence(self) -> Evidence:
        """What a verifier reads: the text of observations.csv."""
        return read(io.StringIO(csv_text(tidy(self.observations, self.scope))), places_of(self.places()))

    def places(self) -> dict[str, Any]:
        """The head of claims.json."""
        return places(self.scope, self.boundary)

    def by_unit(self, table: pd.DataFrame) -> pd.DataFrame:
        """As a page has it: a row for every unit, the total last."""
        if table.empty:
            return table
        rows = named(table, self.scope, self.boundary, "vi")
        return rows.assign(as_of=rows["as_of"].ffill().bfill()) if "as_of" in rows else rows


def scope_of(units: int, merged: bool) -> Scope:
    """A district of some units; if merged, pairs of them are one from mid-2023 on."""
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
    second = Boundary("b", date(2023, 7, 1), joined, Unit(TOTAL, "b", **total))
    return Scope("mau", title, PROVINCE, "commune", (first, second), references=references)


def edition(seed: int, *, with_programmes: bool = True, with_land: bool = True) -> Edition:
    """The edition of a seed; without figures of programmes and land it is proved in half the time."""
    chance, left_out = random.Random(seed), (() if with_programmes else PROGRAMMES) + (() if with_land else LAND)
    scope = scope_of(chance.randint(2, 8), chance.random() < 0.3)
    rows = [
        row
        for day in (OLD, NOW)
        if day == NOW or chance.random() < 0.8
        for row in _review(chance, scope, day)
        if not row["indicator"].startswith(left_out)
    ]
    seen = with_totals(frame(rows), scope) if rows else frame([]).assign(coverage="", covers="")
    hidden = seen["indicator"].ne("households") & seen["unit"].ne(PROVINCE)
    hidden &= np.array([chance.random() < 0.06 for _ in range(len(seen))])
    seen = withhold(seen, hidden & (chance.random() < 0.5)).assign(revised=False)
    return Edition(scope, seen, Period.parse(chance.choice(["2023", "2024-H1"])))


def _review(chance: random.Random, scope: Scope, day: str) -> Iterator[dict[str, Any]]:
    boundary = scope.boundary_at(date.fromisoformat(day))
    lost = [unit.code for unit in boundary.units if chance.random() < 0.1]
    gaps = chance.choice([0, 0.04])
    for unit in boundary.units:
        if unit.code in lost and gaps:
            continue
        households = chance.choice([100, 100, 200, 1000, 1288, chance.randint(1, 2000), 0])
        counts = _counts(chance, households) | _money(chance, gaps) | _criteria(chance, unit.kind)
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
    found |= {("new_rural_criterion_met", code): chance.choice([0, 1, 1]) for code in list(codelist("criterion"))[:19]}
    found["new_rural_standard_met", ""] = chance.choice([0, 1])
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


def _criteria(chance: random.Random, kind: str) -> dict[tuple[str, str], int]:
    """Criteria, counted or one by one, with the standard, of communes; and products."""
    products = [chance.choice([0, 2, 2, 5]) for _ in range(2)]
    found = {("ocop_products", "3/district"): products[0], ("ocop_products", "4/province"): products[1]}
    found["ocop_products", ""] = sum(products)
    if kind != "Xã" or chance.random() < 0.1:
        return found
    flags = [int(chance.random() < chance.choice([0.6, 1])) for _ in range(19)]
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


def said_of(edition: Edition) -> Iterator[Said]:
    """Everything that the poverty page can say of an edition."""
    total = edition.boundary.total.code
    codes = [unit.code for unit in edition.boundary.units]
    figures = comparable(edition.observations, edition)
    table = edition.by_unit(or_empty(poverty.poverty_by_unit, figures))
    if table.empty:
        return
    before = poverty.earlier_review(figures, poverty.review_date(figures))
    whole, units = table.loc[total], table.drop(index=total)
    pair = change.of_whole(before, table, total, codes)
    yield from (wording.headline(pair), wording.level(whole), wording.change(pair))
    yield from (wording.spread(units), wording.half(units), wording.minorities(whole), wording.persons(whole))
    yield from (wording.printed_change(whole), sentences.coverage(units, "poor_households"))
    for column in ("poor_households", "poverty_rate", "near_poor_households"):
        yield from (
            sentences.highest(units, column, 2),
            sentences.lowest(units, column),
            sentences.none_left(units, column),
        )
        yield sentences.value(whole, column)
        yield from (sentences.ranked(units, column, code) for code in codes[:2])
    if not before.empty:
        moved = change.change_by_unit(before, table).reindex(codes)
        yield from (wording.movers(moved), summary.rose(moved))
        parts = change.contributions(before, table, codes)
        if len(parts):
            yield wording.largest_part(parts)
    rates = poverty.rate_series(figures, total).set_index("as_of")["rate"]
    yield wording.outlook(change.outlook(rates, 0.1), 0.1, total, rates)
    yield from _said_of_details(figures, total)
    others = poverty.comparison(figures, [total, PROVINCE], poverty.review_date(figures))
    if len(others) == 2:
        yield sentences.comparison(others.iloc[0], others.iloc[1], "poverty_rate")


def said_of_units(edition: Edition) -> Iterator[Said]:
    """Everything that the profiles of the units can say of an edition."""
    total = edition.boundary.total.code
    figures = comparable(edition.observations, edition)
    every = standing_by_unit(figures, edition.boundary)
    for unit, rows in every.groupby("unit"):
        own = rows[rows["state"] != "missing"].set_index("figure")
        yield from (commune.headline(own, total), commune.age(own, 2024), commune.ranked(own))
        yield from (said(row) for _, row in own.iterrows() for said in (commune.figure, commune.counts))
        yield from (commune.worse(own, total), commune.better(own, total))
        yield commune.change(poverty.reviews(figures, [unit, total]), unit)
        standard = figures[figures["unit"].eq(unit) & figures["indicator"].eq("new_rural_standard_met")]
        standard = standard.dropna(subset="value").sort_values("as_of").tail(1).set_index("unit")
        yield commune.standard(standard.rename(columns={"value": "new_rural_standard_met"}))
        yield commune.criteria(programmes.criteria_of(figures, unit), unit)


def said_of_programmes(edition: Edition) -> Iterator[Said]:
    """Everything that the programmes page can say of an edition."""
    total, figures = edition.boundary.total.code, comparable(edition.observations, edition)
    capital = or_empty(programmes.capital_by_programme, figures, total)
    new_rural = programmes.new_rural_by_unit(figures, edition.boundary)
    every = programmes.ocop_by_unit(figures).assign(unit=None)
    products = edition.by_unit(every) if len(every) else every.reindex([total])
    for money in (programmes.line_of(capital, total), programmes.told_line(figures, capital, total)):
        yield from (programme_words.headline(money, new_rural, products.loc[total]), programme_words.spent(money))
        yield from (
            programme_words.card_rate(money),
            programme_words.card_amounts(money),
            programme_words.age(money, 2024),
        )
    for _, row in capital[capital["source"] == "all"].iterrows() if len(capital) else ():
        yield from (programme_words.spent(row), programme_words.pace(row), summary.behind(row))
    units = [unit.code for unit in edition.boundary.units if unit.code != total]
    yield programme_words.units_apart(programmes.of_same_lines(programmes.capital_by_unit(figures).reindex(units)))
    yield from (
        programme_words.standard(new_rural),
        programme_words.planned(new_rural),
        programme_words.rest(new_rural),
    )
    yield from (summary.planned(new_rural, code) for code in new_rural.index)
    yield from (programme_words.card_standard(new_rural), programme_words.card_rest(new_rural))
    yield programme_words.age_of_criteria(new_rural, 2024)
    matrix = programmes.criteria_matrix(figures, edition.boundary)
    yield programme_words.lacking(matrix, programme_words.day_of(new_rural))
    yield programme_words.products(programmes.ocop_products(figures, total), total)
    yield programme_words.most_products(products.reindex(units))


def said_of_land(edition: Edition) -> Iterator[Said]:
    """Everything that the land page can say of an edition."""
    total, figures = edition.boundary.total.code, comparable(edition.observations, edition)
    every = edition.by_unit(land.as_in_catalogue(or_empty(land.land_coverage, figures)))
    support = or_empty(land.support_by_unit_content, figures)
    needs = edition.by_unit(land.needs_by_unit(support, land.household_contents())) if len(support) else every.iloc[:0]
    if total not in every.index or total not in needs.index:
        return
    whole = every.loc[total].combine_first(needs.loc[total])
    contents = [content for content in land.household_contents() if content in needs]
    by_content = support[support["unit"] == total].set_index("content").reindex(contents)
    yield from (land_words.headline(whole, contents, by_content, total), land_words.left(whole, contents))
    yield land_words.card_most(whole, contents, by_content, total)
    yield from (land_words.residual(by_content.loc[content], content, total) for content in contents)
    for column in (land_words.needs(contents), *(land_words.rate_of(whole, kind) for kind in land.kinds_of_land())):
        yield from (cards.figure(whole, column), cards.counts(whole, column))
    yield from (land_words.has_land(whole, kind) for kind in land.kinds_of_land())
    yield from (land_words.age(whole, 2024), sentences.coverage(every.drop(index=total), "minority_households"))


def _said_of_details(figures: pd.DataFrame, total: str) -> Iterator[Said]:
    profile = or_empty(poverty.deprivation_profile, figures)
    if len(profile):
        own = profile[profile["unit"] == total].set_index("deprivation")
        yield wording.deprivations(own, total)
    causes = or_empty(poverty.causes, figures)
    if len(causes):
        yield wording.causes(causes[causes["unit"] == total].set_index("cause"), total)
    moved = or_empty(poverty.flow_by_unit, figures)
    if total in moved.index:
        moved = poverty.with_movements(moved)
        row = moved.loc[total]
        yield from (flow.movements(row), flow.relapsed(row), flow.closing(row))
        opened = opening_by_unit(figures).rename(columns={"closing_on": "since"}).assign(as_of=row["as_of"])
        if total in opened.index:
            yield flow.opening(opened.loc[total])


def entries(said: Iterable[Said], reader: Reader, ground: Ground) -> list[dict[str, Any]]:
    """What claims.json holds of what is said."""
    told = [each.read(reader, ground.settle) for each in said]
    return [{"text": text, "claims": claims} for text, claims in told if text]


def failures(seed: int, *, with_programmes: bool = True, with_units: bool = True, with_land: bool = True) -> list[str]:
    """Sentences of an edition that are not proved."""
    made = edition(seed, with_programmes=with_programmes, with_land=with_land)
    told = [*said_of(made), *(said_of_units(made) if with_units else ())]
    told += said_of_programmes(made) if with_programmes else ()
    told += said_of_land(made) if with_land else ()
    evidence, ground = made.evidence(), made.ground()
    return [
        f"{seed} {lang}: {text} | {found}"
        for lang in ("vi", "en")
        for text, found in unproved(evidence, f"{lang}/poverty", entries(told, made.reader(lang), ground))
    ]
