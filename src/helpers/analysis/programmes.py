"""Programmes: capital planned, allocated and disbursed; new-rural criteria; OCOP products.

Every rate names its denominator: disbursed of plan, disbursed of allocated. Programmes, kinds of capital and sources
are those that the figures hold: one that the packs do not know is counted with the others, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from helpers.analysis.frames import at, latest_date, or_empty, ratio, require
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.coverage import ALL as ALL_UNITS
from helpers.vocabulary.coverage import is_partial
from helpers.vocabulary.law import (
    Attribute,
    CapitalKind,
    CapitalSource,
    Closing,
    CriteriaSet,
    NoRule,
    Phase,
    Programme,
    entries_of,
    rule,
    value_of,
)
from helpers.vocabulary.place import Boundary

CAPITAL = ("capital_plan_vnd", "capital_allocated_vnd", "capital_disbursed_vnd")
#: Columns that name the figures which an amount is: 'indicator/detail', several apart by spaces are added up.
TERMS = {column: column.replace("_vnd", "_terms") for column in CAPITAL}
ALL = "all"
PARTS = ("programme", "capital", "source")
_PRINTED = "disbursement_rate_printed"
#: A line of capital is a unit with PARTS; of its known amounts (VND) each has the terms that it is made of.
Key = tuple[str, ...]
Lines = dict[Key, dict[str, tuple[float, str]]]
_NEW_RURAL = (
    "new_rural_criterion_met", "new_rural_criteria_met", "new_rural_standard_met", "new_rural_standard_planned",
)  # fmt: skip


def capital_date(observations: pd.DataFrame) -> pd.Timestamp | None:
    """The day of the latest figures of capital, or None."""
    return latest_date(observations, *CAPITAL, _PRINTED)


def capital_by_programme(observations: pd.DataFrame, unit: str, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Capital of one unit (mostly the total) by programme, kind of capital and source year, sums added.

    One row per detail 'programme/capital/source' that is reported or follows as a complete sum of reported ones, with
    columns `programme`, `capital`, `source`, `capital_plan_vnd`, `capital_allocated_vnd`, `capital_disbursed_vnd`,
    `qualifier` (of the plan), `whole` (the programme's code of the sum that the row is part of: 'all', or the phase of
    programmes that ended), `lines` ('all' if no other sum stands beside it, 'running' if what ended ones left does),
    `level` (whole, kind, programme, kind of programme or source), `time` (the share of the time gone, `share_of_time`),
    `disbursed_of_plan`, `disbursed_of_allocated` (0-1) and the columns of TERMS, in which a disbursed amount that is
    plan x printed rate, since only the rate was published, is a product. Raises MissingIndicator without capital.
    """
    require(observations, *CAPITAL)
    day = as_of if as_of is not None else capital_date(observations)
    found = at(observations[observations["unit"] == unit], day)
    table = _with_rates(_with_sums(_reported(found), day), found).droplevel("unit")
    table = table.loc[sorted(table.index, key=_place)]
    details = ["/".join(key) for key in table.index]
    plans = found[found["indicator"] == "capital_plan_vnd"].set_index("detail")["qualifier"]
    table = table.reset_index().set_axis(pd.Index(details, name="detail"))
    wholes = whole_of(table)
    phases = _phases(table.loc[~table["programme"].isin(wholes), "programme"], day)
    whole = [code if code in wholes else phases[code] for code in table["programme"]]
    gone = [share_of_time(kind, day.date()) if day is not None else float("nan") for kind in table["capital"]]
    levels = [_level(key, wholes) for key in table[list(PARTS)].itertuples(index=False)]
    of = [ALL if wholes == [ALL] else "running" if code == ALL else "" for code in whole]
    more = {"whole": whole, "lines": of, "level": levels, "time": gone, "as_of": day, "unit": unit}
    return table.assign(qualifier=plans.reindex(details).fillna("").to_numpy(), **more)


def _level(key: Sequence[str], wholes: Sequence[str]) -> str:
    """What a row is: the whole, a kind of it, a programme, a kind of a programme, or a source of any of them."""
    programme, kind, source = key
    if source != ALL:
        return "source"
    name = "whole" if programme in wholes else "programme"
    return name if kind == ALL else "kind" if name == "whole" else "kind of programme"


def whole_of(capital: pd.DataFrame) -> list[str]:
    """The sums in rows of `capital_by_programme`: 'all' that run, then phases of ended ones with money left."""
    given = set(capital["programme"]) if len(capital) else set()
    return [ALL, *(phase for phase in _phase_ids() if phase in given)]


def line_of(capital: pd.DataFrame, unit: str, programme: str = ALL, kind: str = ALL) -> pd.Series:
    """The row of all sources of a programme and kind in `capital_by_programme`; one with gaps where there is none."""
    detail = f"{programme}/{kind}/{ALL}"
    own = capital.loc[detail].to_dict() if detail in capital.index else {}
    about = {"unit": unit, "programme": programme, "capital": kind, "source": ALL}
    gaps = dict.fromkeys([*CAPITAL, "disbursed_of_plan", "as_of"]) | {"lines": ALL, "level": "", "whole": programme}
    return pd.Series(gaps | own | about, name=detail, dtype=object)


def _reported_by_all(observations: pd.DataFrame) -> pd.DataFrame:
    """The figures without the programmes for which a total lacks units, in plan or disbursement.

    What is added up of them is of the same units everywhere: a share of it may be told, as that of these programmes.
    """
    rows = observations[observations["indicator"].isin(CAPITAL)]
    partial = rows[rows["covers"].map(is_partial).astype(bool)] if "covers" in rows else rows.iloc[:0]
    lines = set(zip(partial["as_of"], partial["detail"].map(_programme_of), strict=True))
    lines |= {(day, ALL) for day, _ in lines}  # a reported sum holds what is left out
    gone = [pair in lines for pair in zip(rows["as_of"], rows["detail"].map(_programme_of), strict=True)]
    return observations.drop(index=rows.index[gone])


def told_line(observations: pd.DataFrame, capital: pd.DataFrame, unit: str, programme: str = ALL) -> pd.Series:
    """The row of `capital_by_programme` that may be told of all capital.

    Where programmes lack units there is no share of the whole: then the programmes that all units report on that day,
    as theirs (`lines` 'shared'); where there are none of these either, the whole with its gaps.
    """
    whole = line_of(capital, unit, programme)
    if len(capital) == 0 or pd.notna(whole["disbursed_of_plan"]):
        return whole
    day = capital["as_of"].iloc[0]
    shared = or_empty(capital_by_programme, _reported_by_all(at(observations, day)), unit, day)
    is_less = 0 < len(shared) < len(capital)
    return line_of(shared.assign(lines="shared"), unit, programme) if is_less else whole


def _programme_of(detail: str) -> str:
    return detail.partition("/")[0]


def _place(key: tuple[str, ...]) -> list[tuple[int, str]]:
    """Where a line of capital stands: the whole first, then in the order of the packs, what they do not know last."""
    order = {code: number for number, code in enumerate([ALL, *_phase_ids(), *codelist("capital")])}
    return [(order.get(part, len(order)), part) for part in key]


def _phase_ids() -> list[str]:
    return [phase.id for phase in sorted(entries_of(Phase), key=lambda phase: phase.valid_from, reverse=True)]


def phase_left(programme: str, day: date) -> str:
    """The phase of a programme that ended by a day, with only its left money; '' if it runs or is unknown."""
    ended = [
        entry for entry in entries_of(Programme) if entry.id == programme and entry.valid_to and entry.valid_to < day
    ]
    return ended[-1].phase if ended else ""


def capital_by_unit(observations: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """All capital of each unit on a day, without what ended programmes left: plan, allocated, disbursed, the two rates and TERMS; empty
    without figures.

    One row per unit that reports any; `as_of` is the day of the latest figures unless given.
    """
    day = as_of if as_of is not None else capital_date(observations)
    found = at(observations, day)
    columns = [*CAPITAL, "disbursed_of_plan", "disbursed_of_allocated", *TERMS.values(), "as_of"]
    if not found["indicator"].isin(CAPITAL).any():
        return pd.DataFrame(columns=columns)
    table = _with_rates(_with_sums(_reported(found), day), found)
    whole = table[table.index.droplevel("unit") == (ALL, ALL, ALL)]
    return whole.reset_index(level=["programme", "capital", "source"]).assign(as_of=day)[columns]


def of_same_lines(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of `capital_by_unit` with gaps for units whose amounts are made of other lines than those of most units.

    All capital of a unit that says nothing of a programme is not compared with that of units that do.
    """
    terms = table[list(TERMS.values())].astype("object").fillna("").agg("|".join, axis="columns")
    most = terms[terms.str.strip("|") != ""].mode()
    other = terms != (most.iloc[0] if len(most) else "")
    gaps = {name: table[name].mask(other) for name in (*CAPITAL, "disbursed_of_plan", "disbursed_of_allocated")}
    same = table.loc[~other, list(TERMS.values())].iloc[:1].squeeze() if (~other).any() else {}
    return table.assign(**gaps, **dict(same))


def _reported(found: pd.DataFrame) -> Lines:
    """What one day's figures say of each line; disbursed = plan x printed rate where only that is given."""
    lines: Lines = {}
    rows = found.loc[found["indicator"].isin([*CAPITAL, _PRINTED]), ["unit", "detail", "indicator", "value"]]
    for unit, detail, name, value in rows.itertuples(index=False, name=None):
        line = lines.setdefault((unit, *detail.split("/")), {})
        line |= {name: (value, f"{name}/{detail}")} if value == value else {}
    for line in lines.values():
        if {"capital_plan_vnd", _PRINTED} <= line.keys() and "capital_disbursed_vnd" not in line:
            (plan, of), (rate, by) = line["capital_plan_vnd"], line[_PRINTED]
            line["capital_disbursed_vnd"] = plan * rate, f"{of}*{by}"
    return lines


def _with_sums(lines: Lines, day: pd.Timestamp | None) -> pd.DataFrame:
    """The lines and each sum that is not reported and whose parts are all there; reported figures always stand.

    Budgets of a year ('central', 'local') add up to what they are a part of ('current'), then everything to 'all'. A
    sum of kinds needs every budget kind of its programme; a sum of programmes needs all that report any of it. Money
    that ended programmes left is not of the same series: it adds up to their phase ('2021-2025'), apart from 'all'.

    One row per unit, programme, kind and source with any amount (VND): CAPITAL, NaN where it is not known, and TERMS.
    """
    given, wholes = list(lines), {source.id: source.part_of for source in entries_of(CapitalSource) if source.part_of}
    for whole in dict.fromkeys(wholes.values()):
        _add(lines, 3, whole, {source for source, of in wholes.items() if of == whole})
    _add(lines, 3, ALL, {key[3] for key in lines} - {ALL, *wholes})
    kinds = {key[1]: budget_kinds(key[1]) for key in lines}
    _add(lines, 2, ALL, {key[2] for key in lines} - {ALL}, lambda key: kinds[key[1]])
    phases = _phases(list(dict.fromkeys(key[1] for key in given)), day)
    for whole in sorted({ALL, *phases.values()}):
        inside = {programme for programme, phase in phases.items() if phase == whole}
        due = _programmes_due(key for key in given if key[1] in inside)
        _add(lines, 1, whole, inside, lambda key, due=due: due.get(key[2:], frozenset()))
    rows = {key: lines[key] for key in sorted(lines) if lines[key].keys() & set(CAPITAL)}
    amounts = {column: [line.get(column, (float("nan"), ""))[0] for line in rows.values()] for column in CAPITAL}
    terms = {name: [line.get(column, (0, ""))[1] for line in rows.values()] for column, name in TERMS.items()}
    return pd.DataFrame(amounts | terms, index=pd.MultiIndex.from_tuples(rows, names=["unit", *PARTS]))


def _add(
    lines: Lines, place: int, whole: str, inside: Container[str],
    due: Callable[[Key], frozenset[str]] = lambda _: frozenset(),
) -> None:  # fmt: skip
    """Add sums over one part of the key; a part without a figure, or due and absent, leaves a sum unknown."""
    groups: dict[Key, list[Key]] = {}
    for key in sorted(lines):
        if key[place] in inside:
            groups.setdefault((*key[:place], whole, *key[place + 1 :]), []).append(key)
    for total, parts in groups.items():
        line, is_whole = lines.setdefault(total, {}), due(total) <= {key[place] for key in parts}
        for column in CAPITAL if is_whole else ():
            amounts = [lines[key][column] for key in parts if column in lines[key]]
            if column not in line and len(amounts) == len(parts):
                line[column] = sum(value for value, _ in amounts), " ".join(terms for _, terms in amounts)


def _phases(programmes: Sequence[str], day: pd.Timestamp | None) -> dict[str, str]:
    """What each programme is a part of on a day: 'all', or the phase of one that has ended.

    Until the money of the year before is closed, that year's programmes are not what was left while no newer one
    reports.
    """
    known = [programme for programme in programmes if programme != ALL]
    if day is None:
        return dict.fromkeys(known, "all")
    phases = {each: phase_left(each, day.date()) or "all" for each in known}
    if "all" not in phases.values():
        phases = {each: phase_left(each, _spent_on(day.date())) or "all" for each in known}
    return phases


def _spent_on(day: date) -> date:
    """The first day of the earliest budget year whose money can still be disbursed on a day; else the day itself."""
    years = [budget_year(kind.id, day) for kind in entries_of(CapitalKind)]
    return min((year[0] for year in years if isinstance(year, tuple)), default=day)


def budget_kinds(programme: str) -> frozenset[str]:
    """The kinds of capital that a programme gets from budgets; of all programmes together for one no pack knows."""
    budget = {kind.id for kind in entries_of(CapitalKind) if kind.is_budget}
    known = [frozenset(entry.lines) & budget for entry in entries_of(Programme) if entry.id == programme]
    of_all = [frozenset(entry.lines) & budget for entry in entries_of(Programme)]
    return known[0] if known else frozenset().union(*of_all)


def _programmes_due(lines: Iterable[Key]) -> dict[tuple[str, ...], frozenset[str]]:
    """The programmes that any unit reports of a kind and source, or of any: a sum needs them all."""
    named: dict[tuple[str, ...], frozenset[str]] = {}
    for _, programme, *parts in lines:
        for key in product(*((part, ALL) for part in parts)):
            named[key] = named.get(key, frozenset()) | {programme}
    return named


def _with_rates(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The table with its two rates; a total whose amounts, or whose parts, do not cover the same units has none."""
    rates = {
        f"disbursed_of_{whole}": ("capital_disbursed_vnd", f"capital_{whole}_vnd") for whole in ("plan", "allocated")
    }
    table = table.assign(**{name: ratio(table[part], table[whole]) for name, (part, whole) in rates.items()})
    gaps = _uneven_rows(table, found)
    return table.assign(**{name: table[name].mask(gaps) for name in rates}) if gaps.any() else table


def _uneven_rows(table: pd.DataFrame, found: pd.DataFrame) -> np.ndarray:
    """Rows whose amounts, or the reported ones that they are the sum of, do not all cover the same units."""
    rows = found[found["indicator"].isin(CAPITAL) & found["value"].notna()]
    covers = rows["covers"].replace("", ALL_UNITS) if "covers" in rows else pd.Series(ALL_UNITS, rows.index)
    of = dict(zip(zip(rows["unit"], rows["indicator"] + "/" + rows["detail"], strict=True), covers, strict=True))
    lines = table[list(TERMS.values())].itertuples(index=False)
    terms = (" ".join(line).replace("*", " ").split() for line in lines)
    behind = (
        {of[unit, term] for term in each if (unit, term) in of}
        for (unit, *_), each in zip(table.index, terms, strict=True)
    )
    return np.array([len(each) > 1 for each in behind], dtype=bool)


@dataclass(frozen=True)
class Pace:
    """Spending against time: shares 0-1, amounts in VND, months of the budget year that are left."""

    share_elapsed: float
    share_disbursed: float
    months_left: float
    monthly_so_far_vnd: float
    monthly_needed_vnd: float
    closes: date
    opens: date


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
    """The share of the time gone by against the share disbursed, and what must be spent each month until it closes.

    Public investment runs from 1 January to 31 January of the next year, 13 months. None where no closing day is on
    record for the kind of capital. A closed year needs nothing more and has NaN; so has an unknown plan.
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
        opens=start,
    )


def share_of_time(kind: str, as_of: date) -> float:
    """The share of the time gone by (0-1): until money of a kind can be disbursed last, of the calendar year where no such
    day is on record."""
    year = budget_year(kind, as_of)
    start, end = (date(as_of.year, 1, 1), date(as_of.year, 12, 31)) if isinstance(year, NoRule) else year
    return ((as_of - start).days + 1) / ((end - start).days + 1)


def criteria_set(day: date) -> CriteriaSet | NoRule:
    """The set of new-rural criteria in force on a day."""
    return rule(CriteriaSet, day)


def groups(new_rural: pd.DataFrame) -> Attribute | NoRule:
    """By what the set's levels differ between communes, where any one's group is on record; of `new_rural_by_unit`."""
    day, held = date.max, set_of(new_rural)
    if isinstance(held, CriteriaSet) and new_rural["group"].any():
        return rule(Attribute, new_rural["as_of"].max().date(), id=held.groups)
    return NoRule(day)


def assessed(boundary: Boundary, day: date) -> list[str]:
    """Codes of the units that are assessed by the set of criteria of a day: communes, not towns and wards."""
    held = criteria_set(day)
    return [unit.code for unit in boundary.units if isinstance(held, CriteriaSet) and unit.kind in held.kinds]


def new_rural_by_unit(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """New-rural criteria and standard of each commune of the boundary version that is assessed.

    One set of criteria and one day, those of the latest figures; a commune without a figure of that day has gaps. One
    row per commune: `criteria_met` (as reported, or counted from the criteria where that tells of more communes),
    `criteria_terms` (the figures that it is), `criteria_missing` (of `criteria_in_set`), `standard_met` and
    `standard_planned` (1, 0 or NaN), with the day of the criteria (`as_of`) and that of the standard (`standard_as_of`), and the
    commune's `group` of those by which the set's levels differ ('' where none is on record).
    """
    own = _of_latest_set(observations[observations["boundary"] == boundary.version])
    day = own["as_of"].max()
    held = criteria_set(day.date()) if pd.notna(day) else NoRule(date.max)
    size = held.size if isinstance(held, CriteriaSet) else float("nan")
    rural = assessed(boundary, day.date() if pd.notna(day) else date.max)
    terms, met, criteria_day = _criteria_met(own, held, rural)
    standard, standard_day = _on_last_day(own, "new_rural_standard_met", rural)
    planned, _ = _on_last_day(own[own["as_of"] == standard_day], "new_rural_standard_planned", rural)
    return pd.DataFrame(
        {
            "criteria_met": met,
            "criteria_missing": size - met,
            "criteria_in_set": size,
            "criteria_terms": terms,
            "standard_met": standard,
            "standard_as_of": standard_day,
            "standard_planned": planned,
            "group": [
                value_of(held.groups, code, day.date()) if isinstance(held, CriteriaSet) else "" for code in rural
            ],
            "as_of": criteria_day,
        },
        index=pd.Index(rural, name="unit"),
    )


def _criteria_met(
    own: pd.DataFrame, held: CriteriaSet | NoRule, rural: list[str]
) -> tuple[str, pd.Series, pd.Timestamp]:
    """How many criteria each commune meets on the last day, the figures that this is, and the day: one way for all."""
    names = ("new_rural_criteria_met", "new_rural_criterion_met")
    day = own.loc[own["indicator"].isin(names), "as_of"].max()
    found = own[own["as_of"] == day]
    reported = found[found["indicator"] == names[0]].set_index("unit")["value"].reindex(rural)
    flags = found[found["indicator"] == names[1]]
    members = sorted(flags["detail"].unique(), key=criterion_order(held))
    wide = _wide(flags).reindex(index=rural, columns=members)
    whole = isinstance(held, CriteriaSet) and len(members) == held.size
    counted = wide.sum(axis="columns", skipna=False) if whole else reported.mask(reported.notna())
    if counted.notna().sum() > reported.notna().sum():
        return " ".join(f"{names[1]}/{code}" for code in members), counted, day
    return names[0], reported, day


def criterion_order(held: CriteriaSet | NoRule) -> Callable[[str], tuple[int, str]]:
    """Where a criterion stands in its set; one that the set does not name comes last."""
    order = {code: place for place, code in enumerate(held.members)} if isinstance(held, CriteriaSet) else {}
    return lambda code: (order.get(code, len(order)), code)


def _of_latest_set(observations: pd.DataFrame) -> pd.DataFrame:
    """The new-rural figures of the set of criteria that measured the latest of them."""
    rows = observations[observations["indicator"].isin(_NEW_RURAL) & observations["value"].notna()]
    sets = {day: criteria_set(day.date()).id for day in rows["as_of"].unique()}
    return rows[rows["as_of"].map(sets) == sets[max(sets)]] if sets else rows


def _on_last_day(own: pd.DataFrame, indicator: str, units: list[str]) -> tuple[pd.Series, pd.Timestamp]:
    """An indicator of each unit on the last day that has any, and that day."""
    rows = own[own["indicator"] == indicator]
    day = rows["as_of"].max()
    return rows[rows["as_of"] == day].set_index("unit")["value"].reindex(units), day


def criteria_matrix(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Which criteria of the latest set each commune meets on the last day: a row each, a column per criterion, 1, 0, NaN.

    Columns in the order of the set; a criterion that it does not name stands last.
    """
    own = _of_latest_set(observations[observations["boundary"] == boundary.version])
    rows = own[own["indicator"] == "new_rural_criterion_met"]
    last = rows["as_of"].max()
    day = last.date() if len(rows) else date.max
    held = criteria_set(day)
    matrix = _wide(rows[rows["as_of"] == last])
    columns = sorted({*getattr(held, "members", ()), *matrix.columns}, key=criterion_order(held))
    matrix = matrix.reindex(index=assessed(boundary, day), columns=columns).rename_axis(index="unit", columns=None)
    return matrix.astype("float64")


def criteria_of(observations: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The criteria of a unit on the last day it was assessed: one row per criterion, `met` (1, 0 or a gap), `as_of`.

    In the order of the set in force on that day; empty where none was assessed.
    """
    rows = observations[(observations["unit"] == unit) & (observations["indicator"] == "new_rural_criterion_met")]
    day = latest_date(rows, "new_rural_criterion_met")
    met = at(rows, day).set_index("detail")["value"]
    held = criteria_set(day.date()) if day is not None else None
    known = held.members if isinstance(held, CriteriaSet) else ()
    order = [*(code for code in known if code in met.index), *(code for code in met.index if code not in known)]
    return pd.DataFrame({"met": met.reindex(order)}).rename_axis("criterion").assign(as_of=day)


def set_of(new_rural: pd.DataFrame) -> CriteriaSet | NoRule:
    """The set of criteria that the communes of `new_rural_by_unit` were assessed by."""
    days = new_rural[["as_of", "standard_as_of"]].max().dropna()
    return criteria_set(days.max().date()) if len(days) else NoRule(date.max)


def ocop_by_unit(observations: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """OCOP products of every unit: a column per star and level, `ocop_products` in all, `as_of`; by default the last day."""
    rows = observations[observations["indicator"] == "ocop_products"]
    day = as_of if as_of is not None else latest_date(rows, "ocop_products")
    table = _wide(at(rows, day)).rename(columns={"": "ocop_products"})
    return table.assign(ocop_products=table.get("ocop_products", float("nan")), as_of=day)


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    """A row per unit and a column per detail of figures of one indicator and day."""
    table = rows.set_index(["unit", "detail"])["value"].unstack()  # noqa: PD010 (nothing to aggregate)
    return table.rename_axis(columns=None)


def ocop_products(observations: pd.DataFrame, unit: str, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """OCOP products of one unit by star and level of recognition as reported: one row per detail, '' is the total."""
    rows = observations[(observations["indicator"] == "ocop_products") & (observations["unit"] == unit)]
    day = as_of if as_of is not None else latest_date(rows, "ocop_products")
    found = at(rows, day).set_index("detail")[["value"]].rename(columns={"value": "ocop_products"})
    return found.loc[sorted(found.index, key=lambda detail: (detail == "", detail))].assign(as_of=day)
