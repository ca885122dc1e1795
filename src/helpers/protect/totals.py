"""One figure per key, and totals of the units, made before protection: totals are protected like what they add up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.coverage import ALL, covers_of
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.observation import KEY, keys_of
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.state import State

COVERAGE = ["coverage", "covers"]
_GROUP = [name for name in KEY if name != "unit"]
#: Real figures come before illustrative ones; a return before a figure from the press.
KIND_ORDER = {"official": 0, "published": 1, "demonstration": 2}


def one_per_key(observations: pd.DataFrame) -> pd.DataFrame:
    """One row per KEY: a figure before a gap, official before published before demonstration, then the latest."""
    if not observations.duplicated(KEY).any():
        return observations.reset_index(drop=True)
    order = pd.DataFrame(
        {
            "gap": (~observations["state"].isin([State.KNOWN, State.WITHHELD])).to_numpy(),
            "kind": observations["kind"].map(KIND_ORDER).to_numpy(),
            "place": -period_order(observations["period"]).to_numpy(),
        }
    ).sort_values(["gap", "kind", "place"], kind="stable")
    return observations.iloc[order.index].drop_duplicates(KEY).sort_index().reset_index(drop=True)


def period_order(periods: pd.Series) -> pd.Series:
    """The place of each period in time: a year comes after its halves, as it ends with the last and is longer."""
    known = sorted(periods.unique(), key=_when)
    return periods.map({period: place for place, period in enumerate(known)}).astype("int64")


def _when(period: str) -> tuple[date, int, str]:
    try:
        parsed = Period.parse(period)
    except UsageError:
        return date.min, 0, period
    return parsed.end, parsed.months, period


def with_totals(observations: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per KEY with the scope's totals; `covers`: the units of a total, `coverage`: their number, such as '8/9'.

    Which total stands: one of official or published figures before one of demonstration figures; within these a
    complete sum of the units, then the total as reported, then a partial sum. A sum that equals the reported total
    leaves the reported row, which has an address; a computed row has workbook and printed ''. A total as reported that
    is not the sum has neither: it is taken to be of all units.
    """
    rows = one_per_key(observations)
    if rows.empty:
        return rows.assign(**dict.fromkeys(COVERAGE, ""))
    found = [made for made in (_sums(rows, boundary) for boundary in scope.boundaries) if not made.empty]
    if not found:  # an empty frame in concat would turn dates into objects
        return rows.assign(**dict.fromkeys(COVERAGE, ""))
    sums = pd.concat(found, ignore_index=True)
    reported = rows.merge(
        sums[[*KEY, "value", *COVERAGE, "complete", "kind"]], on=KEY, how="left", suffixes=("", "_sum")
    )
    partial = ~(reported["complete"].eq(True) | np.isclose(reported["value"], reported["value_sum"], rtol=0, atol=0.5))
    whole = {name: reported[name].fillna("").mask(partial, "") for name in COVERAGE}
    reported = reported.assign(**whole)  # a total as reported is of all units
    beaten = _sum_is_better(reported)
    kept = reported[~beaten][[*rows.columns, *COVERAGE]]
    free = ~keys_of(sums).isin(keys_of(kept))
    return pd.concat([kept, sums.loc[free, [*rows.columns, *COVERAGE]]], ignore_index=True)


def _sum_is_better(reported: pd.DataFrame) -> np.ndarray:
    """For each row, whether the sum of the units stands in its place."""
    summed = reported["value_sum"].notna().to_numpy()
    complete = reported["complete"].eq(True).to_numpy()
    real, real_sum = (reported[column].ne("demonstration").to_numpy() for column in ("kind", "kind_sum"))
    gap = reported["value"].isna().to_numpy()
    same = np.isclose(reported["value"], reported["value_sum"], rtol=0, atol=0.5)
    better = np.where(real == real_sum, complete & ~same, real_sum)
    withheld = reported["state"].eq(State.WITHHELD).to_numpy()  # a withheld total stays withheld
    return summed & (better | gap) & ~withheld


def _sums(rows: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Sums of additive figures over the units of one boundary version, as observations of its total."""
    units = {unit.code for unit in boundary.units} - {boundary.total.code}
    additive = {id for id, entry in indicators().items() if entry.additive}
    part = rows[(rows["boundary"] == boundary.version) & rows["value"].notna() & rows["unit"].isin(units)]
    part = part[part["indicator"].isin(additive)]
    if part.empty or not units:
        return pd.DataFrame(columns=[*rows.columns, *COVERAGE, "complete"])
    part = part.assign(
        worst=part["kind"].map(KIND_ORDER), place=part["status"].isin(["P", "E"]), when=period_order(part["period"])
    )
    groups = part.groupby(_GROUP, observed=True, sort=True)
    sums = groups.agg(value=("value", "sum"), n=("value", "size"), worst=("worst", "max"), scope=("scope", "first"),
                      when=("when", "max"), provisional=("place", "any")).reset_index()  # fmt: skip
    periods = part.drop_duplicates("when").set_index("when")["period"]
    kinds = {number: kind for kind, number in KIND_ORDER.items()}
    made = sums.assign(
        unit=boundary.total.code,
        kind=sums["worst"].map(kinds),
        period=sums["when"].map(periods),
        status=np.where(sums["provisional"], "P", "A"),
        confidentiality="F",
        state=State.KNOWN.value,
        coverage=sums["n"].astype(str) + f"/{len(units)}",
        covers=_covers(part, sums, [unit.code for unit in boundary.units if unit.code in units]),
        complete=sums["n"] == len(units),
        **dict.fromkeys(("qualifier", "workbook", "sheet", "cell", "printed"), ""),
    )
    return made.reindex(columns=[*rows.columns, *COVERAGE, "complete"])


def _covers(part: pd.DataFrame, sums: pd.DataFrame, due: list[str]) -> pd.Series:
    """The units behind each sum; the sets are gathered only where some are missing."""
    complete = (sums["n"] == len(due)).to_numpy()
    covers = pd.Series(ALL, index=sums.index, dtype="object")
    if not complete.all():
        lacking = part.merge(sums.loc[~complete, _GROUP], on=_GROUP)
        found = lacking.groupby(_GROUP, observed=True, sort=True)["unit"].agg(lambda codes: covers_of(set(codes), due))
        covers[~complete] = found.to_numpy()
    return covers
