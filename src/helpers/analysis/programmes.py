"""Programmes: capital planned, allocated and disbursed; new-rural criteria; OCOP products.

Every rate names its denominator: disbursed of plan, disbursed of allocated. The budget year of public investment closes
on 31 January of the next year, so a figure at 31 December is not final.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import pandas as pd

from helpers.analysis.frames import at, lacking, latest_date, ratio, require, without_uneven
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.place import Boundary

CAPITAL = ("capital_plan_vnd", "capital_allocated_vnd", "capital_disbursed_vnd")
PROGRAMMES = ("1719", "gnbv", "ntm")
KINDS = ("investment", "recurrent")
SOURCES = ("current", "carried_over")
PARTS = ("programme", "capital", "source")
#: The order of lines: the whole first, then each programme, each with its kinds and source years.
LINES = tuple(product(("all", *PROGRAMMES), ("all", *KINDS), ("all", *SOURCES)))


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
    table = _with_rates(_with_sums(_capital(found)), found).droplevel("unit")
    table = table.reindex([key for key in LINES if key in table.index])
    details = ["/".join(key) for key in table.index]
    plans = found[found["indicator"] == "capital_plan_vnd"].set_index("detail")["qualifier"]
    table = table.reset_index().set_axis(pd.Index(details, name="detail"))
    return table.assign(qualifier=plans.reindex(details).fillna("").to_numpy(), as_of=day)


def capital_by_unit(observations: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """All capital of each unit on a day: plan, allocated, disbursed and the two rates; empty without figures.

    One row per unit that reports any; `as_of` is the day of the latest figures unless given.
    """
    day = as_of if as_of is not None else capital_date(observations)
    found = at(observations, day)
    columns = [*CAPITAL, "disbursed_of_plan", "disbursed_of_allocated"]
    if not found["indicator"].isin(CAPITAL).any():
        return pd.DataFrame(columns=columns)
    table = _with_rates(_with_sums(_capital(found)), found)
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


def _with_sums(table: pd.DataFrame) -> pd.DataFrame:
    """Add each sum ('all') that is not reported and whose parts are all there; reported figures always stand."""
    for name, members in (("source", SOURCES), ("capital", KINDS), ("programme", PROGRAMMES)):
        table = _summed(table, name, members)
    return table.dropna(how="all", subset=list(CAPITAL))


def _summed(table: pd.DataFrame, name: str, members: tuple[str, ...]) -> pd.DataFrame:
    """Sums over one part of the key; a part without a figure leaves the sum unknown, and kinds of capital need both."""
    inside = table[table.index.get_level_values(name).isin(members)]
    levels = ["unit", *PARTS]
    groups = inside.groupby([level for level in levels if level != name], sort=False)
    counts = groups[list(CAPITAL)].count()
    needed = len(members) if name == "capital" else groups.size()
    sums = groups[list(CAPITAL)].sum(min_count=1).where(counts.eq(needed, axis="index"))
    sums = sums.assign(computed=groups["computed"].any(), **{name: "all"}).set_index(name, append=True)
    sums = sums.reorder_levels(levels)
    joined = table.reindex(table.index.union(sums.index))
    sums = sums.reindex(joined.index)
    filled = joined[list(CAPITAL)].fillna(sums[list(CAPITAL)])
    added = joined["capital_disbursed_vnd"].isna() & sums["computed"].eq(True) & filled["capital_disbursed_vnd"].notna()
    return joined.assign(**{column: filled[column] for column in CAPITAL}, computed=joined["computed"].eq(True) | added)


def _with_rates(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The table with its two rates; a total whose amounts do not cover the same units has none."""
    rates = {
        f"disbursed_of_{whole}": ("capital_disbursed_vnd", f"capital_{whole}_vnd") for whole in ("plan", "allocated")
    }
    table = table.assign(**{name: ratio(table[part], table[whole]) for name, (part, whole) in rates.items()})
    lacks = lacking(found)
    if lacks.empty:
        return table
    printed = lacks["indicator"] == "disbursement_rate_printed"  # plan x rate lacks what the plan lacks
    return without_uneven(table, _with_sums(_capital(lacks.assign(value=lacks["value"].mask(printed, 1)))), rates)


@dataclass(frozen=True)
class Pace:
    """Spending against time: shares 0-1, amounts in VND, months of the budget year that are left."""

    share_elapsed: float
    share_disbursed: float
    months_left: float
    monthly_so_far_vnd: float
    monthly_needed_vnd: float
    closes: date


def pace(plan_vnd: float, disbursed_vnd: float, as_of: date) -> Pace:
    """The share of the budget year gone by against the share disbursed, and what must be spent each month until it closes.

    The budget year of the day's calendar year runs from 1 January to 31 January of the next year, 13 months; a day in
    January belongs to the year before (public investment plan; annual figures 'as of 31 January'). A closed year needs
    nothing more and has NaN; so has an unknown plan.
    """
    year = as_of.year - 1 if as_of.month == 1 else as_of.year
    start, closes = date(year, 1, 1), date(year + 1, 1, 31)
    elapsed = ((as_of - start).days + 1) / ((closes - start).days + 1)
    months = 13 * elapsed
    left = 13 - months
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


def new_rural_by_unit(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """New-rural criteria and standard of each commune of the boundary version that is assessed; towns are not.

    One row per commune: `criteria_met` (0-19: as reported, else counted from the criteria), `criteria_as_of`,
    `standard_met` and `standard_planned` (1, 0 or NaN), `standard_as_of`, and `criteria_missing` = 19 − met.
    """
    rural = [unit.code for unit in boundary.units if not unit.is_urban]
    own = observations[observations["boundary"] == boundary.version]
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
    counted = counted[counted["n"] == len(codelist("criterion"))]
    met, day = _latest(own, "new_rural_criteria_met", rural)
    newer = counted["day"].reindex(rural).ge(day) | day.isna()
    standard, standard_day = _latest(own, "new_rural_standard_met", rural)
    met = met.where(~newer, counted["met"].reindex(rural).fillna(met))
    return pd.DataFrame(
        {
            "criteria_met": met,
            "criteria_as_of": day.where(~newer, counted["day"].reindex(rural).fillna(day)),
            "criteria_missing": len(codelist("criterion")) - met,
            "standard_met": standard,
            "standard_as_of": standard_day,
            "standard_planned": _latest(own, "new_rural_standard_planned", rural)[0],
        },
        index=pd.Index(rural, name="unit"),
    )


def _latest(observations: pd.DataFrame, indicator: str, units: list[str]) -> tuple[pd.Series, pd.Series]:
    wanted = (observations["indicator"] == indicator) & observations["value"].notna()
    rows = observations.loc[wanted, ["unit", "as_of", "value"]]
    last = rows.sort_values("as_of", kind="stable").drop_duplicates("unit", keep="last").set_index("unit")
    return last["value"].reindex(units), last["as_of"].reindex(units)


def criteria_matrix(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Which of the nineteen criteria each commune meets: one row per commune, one column per criterion, 1, 0 or NaN."""
    rural = [unit.code for unit in boundary.units if not unit.is_urban]
    rows = observations[
        (observations["indicator"] == "new_rural_criterion_met") & (observations["boundary"] == boundary.version)
    ]
    last = rows.sort_values("as_of", kind="stable").drop_duplicates(["unit", "detail"], keep="last")
    matrix = last.set_index(["unit", "detail"])["value"].unstack()  # noqa: PD010
    return matrix.reindex(index=rural, columns=list(codelist("criterion"))).rename_axis(index="unit", columns=None)


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
