"""Poverty: households and rates by unit, flows with their residual, deprivations, causes, comparisons.

Poor: income at or under the line AND as many deprivations as the standard in force asks for; near-poor: at or under the
line and fewer (Decree 07/2021/NĐ-CP, art. 3: three of twelve). Multidimensional poverty is poor + near-poor (national
publication practice 2022-2025). Rates are recomputed from counts of the same day; a share of nothing is NaN.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis.frames import (
    at,
    by_detail,
    dates,
    latest_date,
    ratio,
    reported,
    require,
    uneven,
    wide,
    withheld,
    without_uneven,
)
from helpers.analysis.standards import comparable_dates, same_standard, standard_at
from helpers.protect.totals import COVERAGE
from helpers.vocabulary.catalogue import WAYS, codelist, ways
from helpers.vocabulary.coverage import is_partial
from helpers.vocabulary.identities import flows

#: Where a form gives a figure only within a breakdown it is taken from there: the indicator, and the figure that stands in.
ELSEWHERE = {
    "minority_poor_households": "poor_households_by_group/minority",
    "minority_near_poor_households": "near_poor_households_by_group/minority",
}
REVIEW = (
    "households", "poor_households", "near_poor_households", "average_living_households",
    "persons", "poor_persons", "near_poor_persons", "average_living_persons",
    "minority_households", "minority_poor_households", "minority_near_poor_households",
)  # fmt: skip
PRINTED = (
    "poverty_rate_printed", "near_poverty_rate_printed", "poverty_rate_change_printed", "near_poverty_rate_change_printed",
    "minority_share_of_poor_printed", "minority_share_of_near_poor_printed",
)  # fmt: skip
RATES = {
    "poverty_rate": ("poor_households", "households"),
    "near_poverty_rate": ("near_poor_households", "households"),
    "multidimensional_poverty_rate": ("multidimensional_poor_households", "households"),
    "poor_person_rate": ("poor_persons", "persons"),
    "near_poor_person_rate": ("near_poor_persons", "persons"),
    "minority_poverty_rate": ("minority_poor_households", "minority_households"),
    "minority_share_of_poor": ("minority_poor_households", "poor_households"),
    "minority_share_of_near_poor": ("minority_near_poor_households", "near_poor_households"),
    "minority_share_of_households": ("minority_households", "households"),
}

#: The columns of `poverty_by_unit`.
COLUMNS = [*REVIEW, *PRINTED, "multidimensional_poor_households", *RATES, "as_of", *COVERAGE]


def review_date(observations: pd.DataFrame, units: Sequence[str] | None = None) -> pd.Timestamp | None:
    """The day of the latest review of poor households among the observations, or None."""
    return latest_date(observations, "poor_households", "minority_poor_households", units=units)


def poverty_by_unit(observations: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Poor and near-poor households of each unit and of the total, with rates recomputed from counts of the same day.

    `observations`: with totals, of one boundary version. One row per unit; counts in households and persons, rates 0-1;
    rates as printed beside them. `as_of` is the day of the latest review unless given; columns `as_of`, and of the poor
    households `coverage`, `covers`. A total whose count and base do not cover the same units has no rate.
    Raises MissingIndicator if there is no review of poor households.
    """
    require(observations, "poor_households", "minority_poor_households")
    day = as_of if as_of is not None else review_date(observations)
    found = at(observations, day)
    counts = _with_minority(wide(found, [*REVIEW, *PRINTED]), found)
    table = _without_uneven(with_rates(reported(counts, found, REVIEW)), found)
    covered = {name: covered_by(found, "poor_households", name).reindex(table.index) for name in COVERAGE}
    return table.assign(as_of=day, **covered)


def earlier_review(observations: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """`poverty_by_unit` of the last review before `as_of` by the same standard; empty if there is none."""
    if as_of is None:
        return pd.DataFrame(columns=COLUMNS, dtype="float64")
    days = [day for day in dates(observations, "poor_households", "minority_poor_households") if day < as_of]
    known = comparable_dates(days, days[-1]) if days and same_standard(days[-1], as_of) else []
    return poverty_by_unit(observations, known[-1]) if known else poverty_by_unit(observations, as_of).iloc[:0]


def _with_minority(counts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Minority households among the poor, from the form by groups where they are not reported apart."""
    for name, term in ELSEWHERE.items():
        indicator, _, detail = term.partition("/")
        own = found[found["indicator"].eq(indicator) & found["detail"].eq(detail)]
        if len(own):
            counts = counts.fillna({name: own.set_index("unit")["value"].reindex(counts.index)})
    return counts


def with_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts with `multidimensional_poor_households` and every rate of RATES whose counts are columns."""
    table = counts.assign(multidimensional_poor_households=counts["poor_households"] + counts["near_poor_households"])
    known = {rate: pair for rate, pair in RATES.items() if pair[0] in table}
    parts, wholes = (table[list(names)].set_axis(known, axis="columns") for names in zip(*known.values(), strict=True))
    return table.assign(**ratio(parts, wholes))


def _without_uneven(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The table without sums and rates of totals whose parts do not cover the same units."""
    behind = {"multidimensional_poor_households": ("poor_households", "near_poor_households")}
    behind |= {
        f"minority_{whose}_households": (f"minority_{whose}_households", f"{whose}_households_by_group/minority")
        for whose in ("poor", "near_poor")
    }
    rates = {rate: (*behind.get(part, (part,)), whole) for rate, (part, whole) in RATES.items()}
    both = "multidimensional_poor_households"
    return without_uneven(table, found, rates | {both: behind[both]})


def covered_by(observations: pd.DataFrame, indicator: str, name: str = "covers") -> pd.Series:
    """Of each unit that is a total, the units that its figure covers, or their number (`coverage`); '' if no sum."""
    wanted = (observations["indicator"] == indicator) & (observations["detail"] == "")
    rows = observations[wanted]
    return rows.set_index("unit")[name] if name in rows else pd.Series("", index=rows["unit"])


def reviews(observations: pd.DataFrame, units: Sequence[str]) -> pd.DataFrame:
    """Each unit's reviews by the standard that measures the last of them, earliest first.

    One row per unit and review day, indexed by unit: `as_of`, `poor_households`, `households`, `poverty_rate` (0-1,
    from counts, else as printed). Days of another standard do not compare. A day for which the figure is a total that
    lacks units is left out.
    """
    names = ["poor_households", "households", "poverty_rate_printed"]
    wanted = observations["indicator"].isin(names) & (observations["detail"] == "")
    wanted &= observations["unit"].isin(list(units))
    if "covers" in observations:
        wanted &= ~observations["covers"].map(is_partial)
    own = observations.loc[wanted, ["unit", "as_of", "indicator", "value"]]
    table = own.set_index(["unit", "as_of", "indicator"])["value"].unstack()  # noqa: PD010
    table = table.reindex(columns=names).dropna(subset=[names[0], names[2]], how="all").sort_index()
    rate = ratio(table["poor_households"], table["households"]).fillna(table["poverty_rate_printed"])
    found = table.assign(poverty_rate=rate).drop(columns="poverty_rate_printed").reset_index("as_of")
    rules = {day: standard_at(day).id for day in found["as_of"].unique()}
    return found[found["as_of"].map(rules) == rules[max(rules)]] if rules else found


def printed_pairs(whole: pd.Series) -> list[tuple[float, float]]:
    """Counts and printed rates of a row that must fit one number of households: poor and near-poor, if both."""
    names = (
        (f"{kind}_households", f"{kind.replace('poor', 'poverty')}_rate_printed") for kind in ("poor", "near_poor")
    )
    pairs = ((whole.get(count), whole.get(rate)) for count, rate in names)
    return [(count, rate) for count, rate in pairs if pd.notna(count) and pd.notna(rate) and rate > 0]


def households_that_fit(pairs: Sequence[tuple[float, float]], decimals: int = 2) -> tuple[int, int] | None:
    """The least and the most households for which every count gives its printed rate; None if no number fits all.

    `pairs`: (count, printed rate 0-1 rounded to `decimals` of a percent). For 1.731 = 22,38% and 708 = 9,15%:
    7.734-7.736.
    """
    half = 0.5 * 10.0 ** -(decimals + 2)
    if not pairs:
        return None
    # a printed rate p of count c means p - half <= c / n < p + half
    low = max(int(count / (rate + half) + 1e-9) + 1 for count, rate in pairs)
    high = min(int(count / (rate - half) + 1e-9) for count, rate in pairs if rate > half)
    return (low, high) if low <= high else None


def flow_by_unit(
    observations: pd.DataFrame, indicator: str = "poor_household_flow", as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """How the number of poor households moved from the start to the end of the period, by unit, with the residual.

    One row per unit, one column per part of the flow; `end_by_identity` as the identities of the flow give it, with
    parts that are not reported left out, and `residual` = end as reported − end by identity: shown, never repaired. A
    printed total of the ways out (`out`) stands in for them where they are not given apart. Where a part is withheld,
    neither can be told.
    Raises MissingIndicator if there is no such flow.
    """
    require(observations, indicator)
    day = as_of if as_of is not None else latest_date(observations, indicator)
    found = at(observations, day)
    flow = by_detail(found, indicator)
    by_identity = pd.Series(float("nan"), index=flow.index)
    for identity in flows(indicator):
        parts = flow.reindex(columns=[term.detail for term in identity.right])
        told = parts[[name.partition("/")[2] for name in identity.needs]].notna().all(axis="columns")
        moved = (parts.fillna(0) * [term.coefficient for term in identity.right]).sum(axis="columns")
        by_identity = by_identity.fillna(moved.where(told))
    by_identity = by_identity.mask(flow.index.isin(withheld(found, [indicator])))
    end = flow.get("end", pd.Series(float("nan"), index=flow.index))
    return flow.assign(end_by_identity=by_identity, residual=end - by_identity, as_of=day)


def with_movements(flow: pd.DataFrame, indicator: str = "poor_household_flow") -> pd.DataFrame:
    """The flow with `left` (the ways out, or their printed total) and `entered` (the ways in), by the catalogue.

    Ways that the form does not have are left out; where one that it has is not reported, the sum is not known.
    """
    ways_out, ways_in = (flow[[name for name in ways(indicator, way) if name in flow]] for way in WAYS)
    left = ways_out.sum(axis="columns", skipna=False) if len(ways_out.columns) else pd.Series(float("nan"), flow.index)
    entered = ways_in.sum(axis="columns", skipna=False) if len(ways_in.columns) else pd.Series(float("nan"), flow.index)
    return flow.assign(left=left.fillna(flow.get("out", float("nan"))), entered=entered)


def deprivation_profile(
    observations: pd.DataFrame, whose: str = "poor", as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Households deprived in each indicator of the standard's list, as a share of the unit's poor (or near-poor).

    One row per unit and deprivation: `households_deprived`, `share_deprived` (0-1, of `base_households`). Zero base:
    NaN. Raises MissingIndicator if deprivations are not reported.
    """
    table = _shares(observations, f"{whose}_households_deprived", f"{whose}_households", as_of).rename(
        columns={"detail": "deprivation", "value": "households_deprived", "share": "share_deprived"}
    )
    order = {code: place for place, code in enumerate(codelist("deprivation"))}
    return table.sort_values(
        ["unit", "deprivation"],
        key=lambda s: s.map(order).fillna(len(order)) if s.name == "deprivation" else s,
        ignore_index=True,
    )


def _shares(observations: pd.DataFrame, indicator: str, base: str, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Each detail of an indicator as a share of a base: `unit`, `detail`, `value`, `base_households`, `share`, `as_of`.

    A total whose count and base do not cover the same units has no share.
    """
    require(observations, indicator)
    day = as_of if as_of is not None else latest_date(observations, indicator)
    found = at(observations, day)
    table = _beside_base(found, indicator, base)
    details = table.index.get_level_values("detail").unique()
    gaps = uneven(found, {detail: [f"{indicator}/{detail}" if detail else indicator, base] for detail in details})
    apart = [(unit, detail) for detail in gaps for unit in gaps.index[gaps[detail]]]
    share = ratio(table["value"], table["base_households"]).mask(table.index.isin(apart))
    return table.assign(share=share).reset_index().assign(as_of=day)


def _beside_base(found: pd.DataFrame, indicator: str, base: str) -> pd.DataFrame:
    table = found.loc[found["indicator"] == indicator, ["unit", "detail", "value"]]
    is_base = (found["indicator"] == base) & (found["detail"] == "")
    whole = found.loc[is_base, ["unit", "value"]].set_index("unit")["value"]
    return table.assign(base_households=table["unit"].map(whole).astype("float64")).set_index(["unit", "detail"])


def causes(observations: pd.DataFrame, whose: str = "poor", as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Households by cause of poverty; a household may name several, so the shares add up to more than 1.

    One row per unit and cause: `households_naming`, `base_households`, `share_naming` (0-1).
    Raises MissingIndicator if causes are not reported.
    """
    table = _shares(observations, f"{whose}_households_by_cause", f"{whose}_households", as_of).rename(
        columns={"detail": "cause", "value": "households_naming", "share": "share_naming"}
    )
    return table.sort_values(["unit", "cause"], ignore_index=True)


def comparison(observations: pd.DataFrame, places: Sequence[str], as_of: pd.Timestamp) -> pd.DataFrame:
    """The scope's total beside places of comparison (province, poor districts, country) on the same day.

    One row per place in the order given: counts, `poverty_rate`, `near_poverty_rate`, `multidimensional_poverty_rate`.
    Where a place publishes no number of households its rate is the printed one and `as_printed` says so; the
    multidimensional rate is then the sum of the two printed rates. A place without figures of that day has no row.
    """
    found = at(observations, as_of)
    counts = wide(found, [*REVIEW[:3], *PRINTED[:2]]).reindex(list(places))
    counts = reported(counts, found, REVIEW[:3])
    table = _without_uneven(with_rates(counts.reindex(columns=[*REVIEW, *PRINTED])), found)
    as_printed = table["poverty_rate"].isna() & table["poverty_rate_printed"].notna()
    rate = table["poverty_rate"].fillna(table["poverty_rate_printed"])
    near = table["near_poverty_rate"].fillna(table["near_poverty_rate_printed"])
    both = table["multidimensional_poverty_rate"].fillna(rate + near)
    table = table.assign(
        poverty_rate=rate, near_poverty_rate=near, multidimensional_poverty_rate=both, as_printed=as_printed
    )
    return table[[*REVIEW[:3], "multidimensional_poor_households", "poverty_rate", "near_poverty_rate",
                  "multidimensional_poverty_rate", "as_printed"]].assign(as_of=as_of)  # fmt: skip
