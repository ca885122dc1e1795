"""Land and support under Project 1: who has land, who still needs what, what it would cost, and where support went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from helpers.analysis.frames import at, latest_date, ratio, reported, require, wide, withheld, without_uneven
from helpers.vocabulary.catalogue import codelist, kinds_of_land
from helpers.vocabulary.law import Content, Counterpart, Definition, Norm, NoRule, entries_of, norm_of, rule

NEED = ("support_need_start", "supported_households", "support_need_new", "support_need_remaining")
MONEY = ("support_plan_vnd", "support_disbursed_vnd")


def household_contents() -> list[str]:
    """What support of households is for, in the order of the law; works that no household owns are left out."""
    return [content.id for content in entries_of(Content) if content.unit == "households"]


def support_norms(day: date, unit: str = "") -> pd.DataFrame:
    """The support per household in force on a day where the scope lies: one row per content, none without a norm.

    unit: its code, where norms go by what it is; those that do are not on record without one.

    `central_vnd`, `local_vnd` (the local counterpart, 0 where none is on record), `total_vnd`, `capital`, `grade`,
    `basis` (by language).
    """
    columns = ["content", "central_vnd", "local_vnd", "total_vnd", "capital", "grade", "basis"]
    rows = []
    for content in entries_of(Content):
        norm = norm_of(content.id, unit, day)
        if isinstance(norm, Norm):
            added = rule(Counterpart, day, content=content.id)
            local = round(norm.central_vnd * added.share) if isinstance(added, Counterpart) else 0
            total = norm.central_vnd + local
            rows.append((content.id, norm.central_vnd, local, total, norm.capital, norm.grade, norm.basis))
    return pd.DataFrame(rows, columns=columns).set_index("content")


def land_definition(land: str, day: date) -> Definition | NoRule:
    """What lacking land means on a day where the scope lies."""
    return rule(Definition, day, land=land)


def land_date(observations: pd.DataFrame) -> pd.Timestamp | None:
    """The day of the latest figures of land, counts or printed rates, or None."""
    return latest_date(observations, *indicators_of_land())


def indicators_of_land() -> list[str]:
    """The indicators of who has land: counts, and rates as printed."""
    return [*_counts(), *_printed()]


def _counts() -> list[str]:
    return [f"minority_households_{word}_{kind}" for kind in kinds_of_land() for word in ("with", "without")]


def _printed() -> list[str]:
    return [f"minority_{kind}_rate_printed" for kind in kinds_of_land()]


def land_coverage(observations: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Minority households with and without residential and production land, by unit and in total.

    `observations`: with totals, of one boundary version. One row per unit: for each kind of land `with_`, `without_`
    (households), `_rate` (0-1, of `minority_households`), `_rate_printed`, and `_residual` = minority households − with
    − without (0 if the return closes). Where one of with and without is missing it is the rest, if the base is there:
    `_rest` says which ('with', 'without' or '').
    A total whose count and base do not cover the same units has neither rate nor rest.
    Raises MissingIndicator if there is neither a count nor a printed rate.
    """
    counts, printed = _counts(), _printed()
    require(observations, *counts, *printed)
    day = as_of if as_of is not None else land_date(observations)
    found, names = at(observations, day), ["minority_households", *counts]
    table = reported(wide(found, [*names, *printed]), found, names)
    bases = pd.DataFrame(dict.fromkeys(counts, table["minority_households"]))
    bases = without_uneven(bases, found, {count: ["minority_households", count] for count in counts})
    result = table[["minority_households"]].copy()
    for kind in kinds_of_land():
        result = result.join(_coverage_of(table, bases, kind))
    return result.assign(as_of=day)


def _coverage_of(table: pd.DataFrame, bases: pd.DataFrame, kind: str) -> pd.DataFrame:
    names = [f"minority_households_{word}_{kind}" for word in ("with", "without")]
    (has, of_has), (lacks, of_lacks) = ((table[name], bases[name]) for name in names)
    return pd.DataFrame(
        {
            f"with_{kind}": has.fillna(of_lacks - lacks),
            f"without_{kind}": lacks.fillna(of_has - has),
            f"{kind}_rate": ratio(has.fillna(of_lacks - lacks), of_has.where(has.notna(), of_lacks)),
            f"{kind}_rate_printed": table[f"minority_{kind}_rate_printed"],
            f"{kind}_residual": of_has.where(of_lacks.notna()) - has - lacks,
            f"{kind}_rest": pd.Series("", table.index)
            .mask(has.isna(), "with")
            .mask(has.notna() & lacks.isna(), "without"),
        }
    )


def as_in_catalogue(coverage: pd.DataFrame) -> pd.DataFrame:
    """`land_coverage` with its counts and printed rates named as in the catalogue, for sentences and tables."""
    own = {name.removeprefix("minority_households_"): name for name in _counts()}
    return coverage.rename(columns=own | {name.removeprefix("minority_"): name for name in _printed()})


def support_by_unit_content(observations: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Need at the start − supported + newly in need = remaining, by unit and content, with the residual.

    One row per unit and content in the order of the code list: households `support_need_start`, `supported_households`,
    `support_need_new`, `support_need_remaining`, `remaining_by_identity`, `residual` (as reported − by identity), and
    `support_plan_vnd`, `support_disbursed_vnd`, `share_supported` of start + new. Where a part is missing or withheld,
    what follows from it is missing too. Raises MissingIndicator if no support is reported.
    """
    require(observations, *NEED)
    day = as_of if as_of is not None else latest_date(observations, *NEED)
    rows = at(observations, day)
    rows = rows[rows["indicator"].isin([*NEED, *MONEY])]
    table = rows.set_index(["unit", "detail", "indicator"])["value"].unstack().reindex(columns=[*NEED, *MONEY])  # noqa: PD010
    table = table.rename_axis(columns=None, index=["unit", "content"])
    kept = table.notna().any(axis="columns") | table.index.isin(withheld(rows, NEED, ["unit", "detail"]))
    table = table[kept].reset_index()
    need = table["support_need_start"] + table["support_need_new"]
    by_identity = need - table["supported_households"]
    table = table.assign(
        remaining_by_identity=by_identity,
        residual=table["support_need_remaining"] - by_identity,
        share_supported=ratio(table["supported_households"], need),
        need_households=need,
        as_of=day,
    )
    order = {content: place for place, content in enumerate(codelist("content"))}
    return table.sort_values(
        ["unit", "content"], key=lambda s: s.map(order) if s.name == "content" else s, ignore_index=True
    )


def cost_to_close(support: pd.DataFrame, day: date, total: str = "") -> pd.DataFrame:
    """What it would cost to serve all remaining households at the norms of the day.

    One row per unit and content of `support`: `remaining_households`, `cost_vnd` per household from the central budget,
    `local_vnd` per household, `capital` (the kind of money), `central_needed_vnd`, `local_needed_vnd`. Contents without
    a norm on record (central water works are projects) keep NaN costs: the sum of the others is then only a part.
    total: the code of the whole, whose cost is the sum of its units' where norms differ by unit.
    """
    codes = support["unit"].unique()
    norms = pd.concat({unit: support_norms(day, unit) for unit in codes}) if len(codes) else support_norms(day)
    norms = norms.reindex(pd.MultiIndex.from_frame(support[["unit", "content"]])).set_axis(support.index)
    remaining = support["support_need_remaining"].fillna(support["remaining_by_identity"])
    central, local = (norms[name].astype(float) for name in ("central_vnd", "local_vnd"))
    table = support[["unit", "content"]].assign(
        remaining_households=remaining,
        cost_vnd=central,
        local_vnd=local,
        capital=norms["capital"],
        central_needed_vnd=remaining * central,
        local_needed_vnd=remaining * local,
    )
    return _with_costs_of_units(table, total)


def _with_costs_of_units(table: pd.DataFrame, total: str) -> pd.DataFrame:
    """The table with the costs of a whole that has no norm of its own: the sum, where its units need what it needs and each has one."""
    whole, needed = table["unit"] == total, ["remaining_households", "central_needed_vnd", "local_needed_vnd"]
    groups = table[~whole].groupby("content")[needed]
    sums = groups.sum().where(groups.count().eq(groups.size(), axis="index"))
    sums = sums.reindex(table["content"]).set_axis(table.index)
    is_sum = whole & table["cost_vnd"].isna() & (sums["remaining_households"] == table["remaining_households"])
    return table.assign(**{name: table[name].mask(is_sum, sums[name]) for name in needed})


def needs_by_unit(support: pd.DataFrame, contents: Sequence[str]) -> pd.DataFrame:
    """Households still in need: a row per unit, a column per content, `needs` their sum if all are known, and `as_of`.

    Contents that no unit reports are left out. A household with two needs is in two columns.
    """
    rows = support[support["content"].isin(list(contents))]
    table = rows.set_index(["unit", "content"])["support_need_remaining"].unstack()  # noqa: PD010 - nothing to aggregate
    there = [content for content in contents if content in table]
    table = table.reindex(columns=there).rename_axis(columns=None)
    return table.assign(needs=table.sum(axis="columns", skipna=False), as_of=support["as_of"].iloc[0])
