"""Programmes: capital planned, allocated and disbursed; new-rural criteria; OCOP products.

Every rate names its denominator: disbursed of plan, disbursed of allocated. Programmes, kinds of capital and sources are
those that the figures hold: one that the packs do not know is counted with the others, never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from helpers.analysis.frames import at, latest_date, ratio, require
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.coverage import ALL, is_partial
from helpers.vocabulary.law import (
    CapitalKind,
    CapitalSource,
    Closing,
    CriteriaSet,
    Criterion,
    NoRule,
    Programme,
    entries_of,
    rule,
)
from helpers.vocabulary.place import Boundary

CAPITAL = ("capital_plan_vnd", "capital_allocated_vnd", "capital_disbursed_vnd")
PARTS = ("programme", "capital", "source")
_NEW_RURAL = (
    "new_rural_criterion_met", "new_rural_criteria_met", "new_rural_standard_met", "new_rural_standard_planned",
)  # fmt: skip


def capital_date(observations: pd.DataFrame) -> pd.Timestamp | None:
    """The day of the latest figures of capital, or None."""
    return latest_date(observations, *CAPITAL, "disbursement_rate_printed")


def capital_by_programme(observations: pd.DataFrame, unit: str, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Capital of one unit (mostly the total) by programme, kind of capital and source year, sums added.

    One row per detail 'programme/capital/source' that is reported or follows as a complete sum of reported ones, with
    columns `programme`, `capital`, `source`, `capital_plan_vnd`, `capital_allocated_vnd`, `capital_disbursed_vnd`,
    `qualifier` (of the plan), `rate_printed`, `disbursed_of_plan`, `disbursed_of_allocated` (0-1) and `computed`: true
    where disbursed is plan x printed rate, since only the rate was published. Raises MissingIndicator without capital.
    """
    require(observations, *CAPITAL)
    day = as_of if as_of is not None else capital_date(observations)
    found = at(observations[observations["unit"] == unit], day)
    table = _with_rates(_with_sums(_capital(found), day), found, day).droplevel("unit")
    table = table.loc[sorted(table.index, key=_place)]
    details = ["/".join(key) for key in table.index]
    plans = found[found["indicator"] == "capital_plan_vnd"].set_index("detail")["qualifier"]
    table = table.reset_index().set_axis(pd.Index(details, name="detail"))
    return table.assign(qualifier=plans.reindex(details).fillna("").to_numpy(), as_of=day)


def _place(key: tuple[str, ...]) -> list[tuple[int, str]]:
    """Where a line of capital stands: the whole first, then in the order of the packs, what they do not know last."""
    order = {code: number for number, code in enumerate(codelist("capital"))}
    return [(order.get(part, len(order)), part) for part in key]


def phase_left(programme: str, day: date) -> str:
    """The phase of a programme that has ended by a day, whose money is then only what it left; '' for one that runs or no pack knows."""
    ended = [
        entry for entry in entries_of(Programme) if entry.id == programme and entry.valid_to and entry.valid_to < day
    ]
    return ended[-1].phase if ended else ""


def capital_by_unit(observations: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """All capital of each unit on a day: plan, allocated, disbursed and the two rates; empty without figures.

    One row per unit that reports any; `as_of` is the day of the latest figures unless given.
    """
    day = as_of if as_of is not None else capital_date(observations)
    found = at(observations, day)
    columns = [*CAPITAL, "disbursed_of_plan", "disbursed_of_allocated"]
    if not found["indicator"].isin(CAPITAL).any():
        return pd.DataFrame(columns=columns)
    table = _with_rates(_with_sums(_capital(found), day), found, day)
    whole = table[table.index.droplevel("unit") == ("all", "all", "all")]
    return whole.reset_index(level=["programme", "capital", "source"])[columns]


def capital_of(observations: pd.DataFrame, unit: str, as_of: pd.Timestamp | None = None) -> pd.Series | None:
    """The row of one unit in `capital_by_unit`; None where nothing is reported."""
    own = observations[observations["unit"] == unit]
    table = capital_by_unit(own, as_of)
    return table.loc[unit] if unit in table.index else None


def _capital(found: pd.DataFrame) -> pd.DataFrame:
    """Figures of one day by unit, programme, capital and source; disbursed = plan x printed rate where only that is given."""
    rows = found[found["indicator"].isin([*CAPITAL, "disbursement_rate_printed"])]
    table = rows.set_index(["unit", "detail", "indicator"])["value"].unstack()  # noqa: PD010
    table = table.reindex(columns=[*CAPITAL, "disbursement_rate_printed"])
    table = table.rename(columns={"disbursement_rate_printed": "rate_printed"}).rename_axis(columns=None).reset_index()
    parts = {detail: detail.split("/") for detail in table["detail"].unique()}
    for place, name in enumerate(PARTS):
        table[name] = table["detail"].map({detail: part[place] for detail, part in parts.items()})
    table = table.drop(columns="detail").set_index(["unit", *PARTS])
    computed = table["capital_disbursed_vnd"].isna() & table["capital_plan_vnd"].notna() & table["rate_printed"].notna()
    by_rate = table["capital_plan_vnd"] * table["rate_printed"]
    return table.assign(capital_disbursed_vnd=table["capital_disbursed_vnd"].fillna(by_rate), computed=computed)


def _with_sums(table: pd.DataFrame, day: pd.Timestamp | None) -> pd.DataFrame:
    """Add each sum that is not reported and whose parts are all there; reported figures always stand.

    Budgets of a year ('central', 'local') add up to what they are a part of ('current'), then everything to 'all'. A sum of
    kinds needs every budget kind of its programme; a sum of programmes needs all that report any of it. Money that ended
    programmes left is not of the same series: it adds up to their phase ('2021-2025'), apart from 'all'.
    """
    wholes = {source.id: source.part_of for source in entries_of(CapitalSource) if source.part_of}
    given = table.index.to_frame(index=False)
    for whole in dict.fromkeys(wholes.values()):
        table = _summed(table, "source", whole, _codes(table, "source").map(wholes).eq(whole))
    table = _summed(table, "source", "all", ~_codes(table, "source").isin(["all", *wholes]))
    due = pd.Series({key: budget_kinds(key[1]) for key in table.index.droplevel("capital").unique()}, dtype=object)
    table = _summed(table, "capital", "all", _codes(table, "capital").ne("all"), due)
    phases = _phases(given["programme"], day)
    for whole in sorted({"all", *phases.values()}):
        inside = [programme for programme, phase in phases.items() if phase == whole]
        due = _programmes_due(given[given["programme"].isin(inside)])
        table = _summed(table, "programme", whole, _codes(table, "programme").isin(inside), due)
    return table.dropna(how="all", subset=list(CAPITAL))


def _phases(programmes: pd.Series, day: pd.Timestamp | None) -> dict[str, str]:
    """What each programme is a part of on a day: 'all', or the phase of one that has ended.

    Until the money of the year before is closed, that year's programmes are not what was left while no newer one reports.
    """
    known = [programme for programme in programmes.unique() if programme != "all"]
    if day is None:
        return dict.fromkeys(known, "all")
    phases = {each: phase_left(each, day.date()) or "all" for each in known}
    if "all" not in phases.values():
        phases = {each: phase_left(each, _spent_on(day.date())) or "all" for each in known}
    return phases


def _spent_on(day: date) -> date:
    """The first day of the earliest budget year whose money can still be disbursed on a day; the day itself where none is on record."""
    years = [budget_year(kind.id, day) for kind in entries_of(CapitalKind)]
    return min((year[0] for year in years if isinstance(year, tuple)), default=day)


def budget_kinds(programme: str) -> frozenset[str]:
    """The kinds of capital that a programme gets from budgets; of every programme together for one that no pack knows."""
    budget = {kind.id for kind in entries_of(CapitalKind) if kind.is_budget}
    known = [frozenset(entry.lines) & budget for entry in entries_of(Programme) if entry.id == programme]
    of_all = [frozenset(entry.lines) & budget for entry in entries_of(Programme)]
    return known[0] if known else frozenset().union(*of_all)


def _codes(table: pd.DataFrame, level: str) -> pd.Series:
    """One part of the key of each row."""
    return pd.Series(table.index.get_level_values(level), index=table.index)


def _programmes_due(given: pd.DataFrame) -> pd.Series:
    """The programmes that report anything of a kind and source, or of any, by unit: a sum needs them all."""
    every = [
        given,
        given.assign(source="all"),
        given.assign(capital="all"),
        given.assign(capital="all", source="all"),
    ]
    return pd.Series(pd.concat(every).groupby(["unit", "capital", "source"])["programme"].agg(frozenset))


def _summed(
    table: pd.DataFrame, name: str, whole: str, is_part: pd.Series, due: pd.Series | None = None
) -> pd.DataFrame:
    """Sums over one part of the key; a part without a figure, or one that is due and absent, leaves the sum unknown."""
    inside, levels = table[is_part.to_numpy(bool)], ["unit", *PARTS]
    others = [level for level in levels if level != name]
    groups = inside.groupby(others, sort=False)
    sums = groups[list(CAPITAL)].sum(min_count=1).where(groups[list(CAPITAL)].count().eq(groups.size(), axis="index"))
    if due is not None and len(sums):
        held = inside.reset_index(name).groupby(others, sort=False)[name].agg(frozenset)
        wanted = due.reindex(sums.index)
        whole_set = [
            not isinstance(w, frozenset) or w <= h for w, h in zip(wanted, held.reindex(sums.index), strict=True)
        ]
        sums = sums.where(pd.Series(whole_set, index=sums.index), axis="index")
    sums = sums.assign(computed=groups["computed"].any(), **{name: whole}).set_index(name, append=True)
    sums = sums.reorder_levels(levels)
    joined = table.reindex(table.index.union(sums.index))
    sums = sums.reindex(joined.index)
    filled = joined[list(CAPITAL)].fillna(sums[list(CAPITAL)])
    added = joined["capital_disbursed_vnd"].isna() & sums["computed"].eq(True) & filled["capital_disbursed_vnd"].notna()
    return joined.assign(**{column: filled[column] for column in CAPITAL}, computed=joined["computed"].eq(True) | added)


def _with_rates(table: pd.DataFrame, found: pd.DataFrame, day: pd.Timestamp | None) -> pd.DataFrame:
    """The table with its two rates; a total whose amounts, or whose parts, do not cover the same units has none."""
    rates = {
        f"disbursed_of_{whole}": ("capital_disbursed_vnd", f"capital_{whole}_vnd") for whole in ("plan", "allocated")
    }
    table = table.assign(**{name: ratio(table[part], table[whole]) for name, (part, whole) in rates.items()})
    gaps = _uneven_rows(table, found, day)
    return table.assign(**{name: table[name].mask(gaps) for name in rates}) if gaps.any() else table


def _uneven_rows(table: pd.DataFrame, found: pd.DataFrame, day: pd.Timestamp | None) -> np.ndarray:
    """Rows whose amounts, or those that they are the sum of, do not all cover the same units."""
    rows = found[found["indicator"].isin(CAPITAL) & found["value"].notna()]
    lacking = set(rows.loc[rows["covers"].map(is_partial), "unit"]) if "covers" in rows else set()
    phases = _phases(rows["detail"].str.partition("/")[0], day)
    return np.array(
        [unit in lacking and _is_uneven(rows[rows["unit"] == unit], key, phases) for unit, *key in table.index]
    )


def _is_uneven(rows: pd.DataFrame, key: Sequence[str], phases: Mapping[str, str]) -> bool:
    """Whether the amounts of one key of a total, as reported or as the sum of its parts, cover different units."""
    reported = rows["detail"] == "/".join(key)
    parts = reported if reported.any() else rows["detail"].map(lambda detail: _is_part(detail.split("/"), key, phases))
    return len(set(rows.loc[parts, "covers"].replace("", ALL))) > 1


def _is_part(detail: Sequence[str], key: Sequence[str], phases: Mapping[str, str]) -> bool:
    """Whether money of a detail is part of a sum: 'all' stands for every other member, 'current' for its budget levels."""
    whole_of = {source.id: source.part_of for source in entries_of(CapitalSource)}
    pairs = zip(key[1:], detail[1:], strict=True)
    is_inside = key[0] in (detail[0], phases.get(detail[0]))
    return (
        is_inside and "all" not in detail and all(whole in ("all", part, whole_of.get(part)) for whole, part in pairs)
    )


@dataclass(frozen=True)
class Pace:
    """Spending against time: shares 0-1, amounts in VND, months of the budget year that are left."""

    share_elapsed: float
    share_disbursed: float
    months_left: float
    monthly_so_far_vnd: float
    monthly_needed_vnd: float
    closes: date


def budget_year(kind: str, as_of: date) -> tuple[date, date] | NoRule:
    """The first and the last day on which money of a day's budget year can be disbursed, for a kind of capital.

    A day before the money of the year before is closed belongs to that year. Money added late has a rule of its own.
    """
    for year in (as_of.year - 1, as_of.year):
        found = rule(Closing, date(year, 12, 31), kind=kind, only_late=False)
        if isinstance(found, Closing):
            month, day = map(int, found.closes.split("-"))
            if (closes := date(year + found.years_later, month, day)) >= as_of:
                return date(year, 1, 1), closes
    return NoRule(as_of)


def pace(plan_vnd: float, disbursed_vnd: float, as_of: date, kind: str = "investment") -> Pace | None:
    """The share of the time for disbursing gone by against the share disbursed, and what must be spent each month until it closes.

    Public investment runs from 1 January to 31 January of the next year, 13 months. None where no closing day is on record
    for the kind of capital. A closed year needs nothing more and has NaN; so has an unknown plan.
    """
    year = budget_year(kind, as_of)
    if isinstance(year, NoRule):
        return None
    start, closes = year
    elapsed = ((as_of - start).days + 1) / ((closes - start).days + 1)
    every = (closes.year - start.year) * 12 + closes.month
    months = every * elapsed
    left = every - months
    rest = (
        max(plan_vnd - disbursed_vnd, 0.0) if plan_vnd == plan_vnd and disbursed_vnd == disbursed_vnd else float("nan")
    )
    return Pace(
        share_elapsed=elapsed,
        share_disbursed=disbursed_vnd / plan_vnd if plan_vnd else float("nan"),
        months_left=left,
        monthly_so_far_vnd=disbursed_vnd / months,
        monthly_needed_vnd=rest / left if left > 1e-9 else float("nan"),
        closes=closes,
    )


def criteria_set(day: date) -> CriteriaSet | NoRule:
    """The set of new-rural criteria in force on a day."""
    return rule(CriteriaSet, day)


def assessed(boundary: Boundary, day: date) -> list[str]:
    """Codes of the units that are assessed by the set of criteria of a day: communes, not towns and wards."""
    held = criteria_set(day)
    return [unit.code for unit in boundary.units if isinstance(held, CriteriaSet) and unit.kind in held.kinds]


def new_rural_by_unit(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """New-rural criteria and standard of each commune of the boundary version that is assessed.

    One set of criteria, that of the latest figures: counts by an older set are left out. One row per commune: `criteria_met`
    (as reported, else counted from the criteria), `criteria_as_of`, `criteria_missing` (of `criteria_in_set`),
    `standard_met` and `standard_planned` (1, 0 or NaN), `standard_as_of`.
    """
    own = _of_latest_set(observations[observations["boundary"] == boundary.version])
    day = own["as_of"].max()
    held = criteria_set(day.date()) if pd.notna(day) else NoRule(date.max)
    size = held.size if isinstance(held, CriteriaSet) else float("nan")
    rural = assessed(boundary, day.date() if pd.notna(day) else date.max)
    flags = (
        own[own["indicator"] == "new_rural_criterion_met"]
        .sort_values("as_of")
        .drop_duplicates(["unit", "detail"], keep="last")
    )
    counted = (
        flags.dropna(subset=["value"])
        .groupby("unit")
        .agg(met=("value", "sum"), n=("value", "size"), day=("as_of", "max"))
    )
    counted = counted[counted["n"] == size]
    met, day = _latest(own, "new_rural_criteria_met", rural)
    newer = counted["day"].reindex(rural).ge(day) | day.isna()
    standard, standard_day = _latest(own, "new_rural_standard_met", rural)
    met = met.where(~newer, counted["met"].reindex(rural).fillna(met))
    return pd.DataFrame(
        {
            "criteria_met": met,
            "criteria_as_of": day.where(~newer, counted["day"].reindex(rural).fillna(day)),
            "criteria_missing": size - met,
            "criteria_in_set": size,
            "standard_met": standard,
            "standard_as_of": standard_day,
            "standard_planned": _latest(own, "new_rural_standard_planned", rural)[0],
        },
        index=pd.Index(rural, name="unit"),
    )


def _of_latest_set(observations: pd.DataFrame) -> pd.DataFrame:
    """The new-rural figures of the set of criteria that measured the latest of them."""
    rows = observations[observations["indicator"].isin(_NEW_RURAL) & observations["value"].notna()]
    sets = {day: criteria_set(day.date()).id for day in rows["as_of"].unique()}
    return rows[rows["as_of"].map(sets) == sets[max(sets)]] if sets else rows


def _latest(observations: pd.DataFrame, indicator: str, units: list[str]) -> tuple[pd.Series, pd.Series]:
    wanted = (observations["indicator"] == indicator) & observations["value"].notna()
    rows = observations.loc[wanted, ["unit", "as_of", "value"]]
    last = rows.sort_values("as_of", kind="stable").drop_duplicates("unit", keep="last").set_index("unit")
    return last["value"].reindex(units), last["as_of"].reindex(units)


def criteria_matrix(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Which criteria of the latest set each commune meets: one row per commune, one column per criterion, 1, 0 or NaN.

    Columns in the order of the set; a criterion that it does not name stands last.
    """
    own = _of_latest_set(observations[observations["boundary"] == boundary.version])
    rows = own[own["indicator"] == "new_rural_criterion_met"]
    day = rows["as_of"].max().date() if len(rows) else date.max
    held = criteria_set(day)
    known = list(held.members) if isinstance(held, CriteriaSet) else []
    last = rows.sort_values("as_of", kind="stable").drop_duplicates(["unit", "detail"], keep="last")
    matrix = last.set_index(["unit", "detail"])["value"].unstack()  # noqa: PD010
    columns = [*known, *(code for code in matrix.columns if code not in known)]
    return matrix.reindex(index=assessed(boundary, day), columns=columns).rename_axis(index="unit", columns=None)


def criteria_of(observations: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The criteria of a unit on the last day that it was assessed: one row per criterion, `met` (1, 0 or a gap) and `as_of`.

    In the order of the set in force on that day; empty where none was assessed.
    """
    rows = observations[(observations["unit"] == unit) & (observations["indicator"] == "new_rural_criterion_met")]
    day = latest_date(rows, "new_rural_criterion_met")
    met = at(rows, day).set_index("detail")["value"]
    held = criteria_set(day.date()) if day is not None else None
    known = held.members if isinstance(held, CriteriaSet) else ()
    order = [*(code for code in known if code in met.index), *(code for code in met.index if code not in known)]
    return pd.DataFrame({"met": met.reindex(order)}).rename_axis("criterion").assign(as_of=day)


def criterion_number(code: str) -> str:
    """The number of a criterion in its set; the code itself for one that no pack knows."""
    return next((str(entry.number) for entry in entries_of(Criterion) if entry.id == code), code)


def common_gaps(matrix: pd.DataFrame) -> pd.DataFrame:
    """The criteria by how many communes lack them, the most common first: `communes_lacking`, `communes_known`."""
    table = pd.DataFrame({"communes_lacking": (matrix == 0).sum(), "communes_known": matrix.notna().sum()})
    table = table[table["communes_known"] > 0].rename_axis("criterion")
    return table.sort_values("communes_lacking", ascending=False, kind="stable")


def criteria_of_the_rest(new_rural: pd.DataFrame) -> tuple[float, int]:
    """Mean criteria of the communes that do not meet the standard, and how many there are; NaN where one is unknown."""
    rest = new_rural[new_rural["standard_met"] == 0]["criteria_met"]
    return (float(rest.mean(skipna=False)) if len(rest) else float("nan")), len(rest)


def ocop_products(observations: pd.DataFrame, unit: str, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """OCOP products of one unit by star and level of recognition as reported: one row per detail, '' is the total."""
    rows = observations[(observations["indicator"] == "ocop_products") & (observations["unit"] == unit)]
    day = as_of if as_of is not None else latest_date(rows, "ocop_products")
    found = at(rows, day).set_index("detail")[["value"]].rename(columns={"value": "ocop_products"})
    order = sorted(found.index, key=lambda detail: (detail == "", detail))
    return found.loc[order].assign(as_of=day)
