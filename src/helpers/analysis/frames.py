"""From the long table of observations to frames: one figure per date, totals with their coverage, one row per unit.

Every function returns a new frame. Missing stays missing: a unit without a figure is NaN, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.errors import MissingIndicator, UsageError
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope

Figures = TypeVar("Figures", pd.Series, pd.DataFrame)
#: What names a figure once its date is fixed by the row.
KEY = ["as_of", "unit", "boundary", "indicator", "detail"]
_SERIES = KEY[1:]
_ADDRESS = {"workbook", "sheet", "cell", "printed"}
_GROUP = ["as_of", "boundary", "indicator", "detail"]
#: Real figures come before illustrative ones; a return before a figure from the press.
KIND_ORDER = {"official": 0, "published": 1, "demonstration": 2}


def one_per_key(observations: pd.DataFrame) -> pd.DataFrame:
    """One row per KEY: a figure before a gap, official before published before demonstration, then the latest return."""
    if not observations.duplicated(KEY).any():
        return observations.reset_index(drop=True)
    order = pd.DataFrame(
        {
            "gap": (observations["value"].isna() & (observations["confidentiality"] != "C")).to_numpy(),
            "kind": observations["kind"].map(KIND_ORDER).to_numpy(),
            "place": -period_order(observations["period"]).to_numpy(),
        }
    ).sort_values(["gap", "kind", "place"], kind="stable")
    best = observations.iloc[order.index].drop_duplicates(KEY)
    return best.sort_index().reset_index(drop=True)


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
    """One row per KEY with the scope's totals added, and `coverage`: how many units a total covers, such as '9/9'.

    Which total stands: one of official or published figures before one of demonstration figures; within these a
    complete sum of the units, then the total as reported, then a partial sum. A sum that equals the reported total leaves
    the reported row, which has an address; a computed row has workbook and printed ''. A total as reported that is not
    the sum has no coverage: it is taken to be of all units.
    """
    rows = one_per_key(observations)
    if rows.empty:
        return rows.assign(coverage="")
    found = [made for made in (_sums(rows, boundary) for boundary in scope.boundaries) if not made.empty]
    if not found:  # an empty frame in concat would turn dates into objects
        return rows.assign(coverage="")
    sums = pd.concat(found, ignore_index=True)
    reported = rows.merge(
        sums[[*KEY, "value", "coverage", "complete", "kind"]], on=KEY, how="left", suffixes=("", "_sum")
    )
    partial = ~(reported["complete"].eq(True) | np.isclose(reported["value"], reported["value_sum"], rtol=0, atol=0.5))
    reported["coverage"] = reported["coverage"].fillna("").mask(partial, "")  # a total as reported is of all units
    beaten = _sum_is_better(reported)
    kept = reported[~beaten][[*rows.columns, "coverage"]]
    free = ~pd.MultiIndex.from_frame(sums[KEY]).isin(pd.MultiIndex.from_frame(kept[KEY]))
    return pd.concat([kept, sums.loc[free, [*rows.columns, "coverage"]]], ignore_index=True)


def _sum_is_better(reported: pd.DataFrame) -> np.ndarray:
    """For each row, whether the sum of the units stands in its place."""
    summed = reported["value_sum"].notna().to_numpy()
    complete = reported["complete"].eq(True).to_numpy()
    real, real_sum = (reported[column].ne("demonstration").to_numpy() for column in ("kind", "kind_sum"))
    gap = reported["value"].isna().to_numpy()
    same = np.isclose(reported["value"], reported["value_sum"], rtol=0, atol=0.5)
    better = np.where(real == real_sum, complete & ~same, real_sum)
    withheld = reported["confidentiality"].eq("C").to_numpy()  # a withheld total stays withheld
    return summed & (better | gap) & ~withheld


def _sums(rows: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Sums of additive figures over the units of one boundary version, as observations of its total."""
    units = {unit.code for unit in boundary.units} - {boundary.total.code}
    additive = {id for id, entry in indicators().items() if entry.additive}
    part = rows[(rows["boundary"] == boundary.version) & rows["value"].notna() & rows["unit"].isin(units)]
    part = part[part["indicator"].isin(additive)]
    if part.empty or not units:
        return pd.DataFrame(columns=[*rows.columns, "coverage", "complete"])
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
        coverage=sums["n"].astype(str) + f"/{len(units)}",
        complete=sums["n"] == len(units),
        **dict.fromkeys(("qualifier", "workbook", "sheet", "cell", "printed"), ""),
    )
    return made.reindex(columns=[*rows.columns, "coverage", "complete"])


def state(observations: pd.DataFrame, until: date) -> pd.DataFrame:
    """The latest figure of each unit, indicator and detail that describes a day up to `until`.

    So the page of a half-year shows the review that closed at the end of the year before. One row per unit, boundary,
    indicator and detail. Figures that belong together must still be taken at one date: see `at` and `latest_date`.
    """
    past = observations[observations["as_of"] <= pd.Timestamp(until)]
    return one_per_key(past).sort_values("as_of", kind="stable").drop_duplicates(_SERIES, keep="last").sort_index()


def at(observations: pd.DataFrame, as_of: pd.Timestamp | date | None) -> pd.DataFrame:
    """The figures that describe one day; none for no day. Their addresses are left behind: analyses do not read them."""
    figures = without_address(observations)
    return figures.iloc[:0] if as_of is None else figures[figures["as_of"] == pd.Timestamp(as_of)]


def without_address(observations: pd.DataFrame) -> pd.DataFrame:
    """The figures without the cells that they were read from."""
    return observations[[column for column in observations.columns if column not in _ADDRESS]]


def until(observations: pd.DataFrame, day: date) -> pd.DataFrame:
    """The figures that describe a day up to `day`."""
    return observations[observations["as_of"] <= pd.Timestamp(day)]


def of_boundary(observations: pd.DataFrame, boundary: Boundary, *, references: Sequence[str] = ()) -> pd.DataFrame:
    """The figures of one boundary version's units and total, and of places of comparison."""
    own = (observations["boundary"] == boundary.version) & observations["unit"].isin(list(boundary.by_code))
    return observations[own | observations["unit"].isin(list(references))]


def dates(observations: pd.DataFrame, *names: str, units: Sequence[str] | None = None) -> list[pd.Timestamp]:
    """The days for which any of the indicators has a figure (withheld ones included), earliest first."""
    known = observations["value"].notna() | (observations["confidentiality"] == "C")
    wanted = known & observations["indicator"].isin(names)
    if units is not None:
        wanted &= observations["unit"].isin(list(units))
    return sorted(observations.loc[wanted, "as_of"].unique())


def latest_date(observations: pd.DataFrame, *names: str, units: Sequence[str] | None = None) -> pd.Timestamp | None:
    """The last day for which any of the indicators has a figure, or None."""
    found = dates(observations, *names, units=units)
    return found[-1] if found else None


def wide(observations: pd.DataFrame, indicators: Sequence[str], index: str = "unit") -> pd.DataFrame:
    """One row per `index`, one column per indicator (detail ''); what is not reported is NaN, what never occurs too.

    Raises ValueError where a row would hold two figures: take one date and one boundary version first.
    """
    wanted = observations["indicator"].isin(list(indicators)) & (observations["detail"] == "")
    return _pivot(observations, wanted, index, "indicator").reindex(columns=list(indicators))


def by_detail(observations: pd.DataFrame, indicator: str, index: str = "unit") -> pd.DataFrame:
    """One row per `index`, one column per detail of the indicator, in the order of the code list where it has one."""
    return _pivot(observations, observations["indicator"] == indicator, index, "detail")


def withheld(observations: pd.DataFrame, names: Sequence[str], index: Sequence[str] = ("unit",)) -> pd.Index:
    """Where a figure of the indicators is withheld from this audience: keys of `index`. Sums over it are not known."""
    is_withheld = (observations["confidentiality"] == "C") & observations["value"].isna()
    keys = observations.loc[is_withheld & observations["indicator"].isin(list(names)), list(index)].drop_duplicates()
    return pd.MultiIndex.from_frame(keys) if len(index) > 1 else pd.Index(keys[index[0]])


def _pivot(observations: pd.DataFrame, wanted: pd.Series, index: str, columns: str) -> pd.DataFrame:
    rows = observations.loc[wanted, [index, columns, "value"]]
    twice = rows.duplicated([index, columns])
    if twice.any():
        first = observations[wanted][twice.to_numpy()].iloc[0]
        raise ValueError(
            f"two figures for {first[index]} {first['indicator']} {first['detail']}: take one date and boundary"
        )
    table = rows.set_index([index, columns])["value"].unstack()  # noqa: PD010 (nothing to aggregate)
    return table.rename_axis(columns=None).astype("float64")


def require(observations: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The observations themselves. Raises MissingIndicator if none of the indicators occurs."""
    if not observations["indicator"].isin(names).any():
        known = indicators()
        words = ", ".join(known[name].label["en"] if name in known else name for name in names)
        raise MissingIndicator(f"No figures are there for: {words}.")
    return observations


def or_empty(analyse: Callable[..., pd.DataFrame], *arguments: Any, **options: Any) -> pd.DataFrame:
    """The result of an analysis, or an empty frame where its figures are not there: a page then has no such section."""
    try:
        return analyse(*arguments, **options)
    except MissingIndicator:
        return pd.DataFrame()


def named(frame: pd.DataFrame, scope: Scope, boundary: Boundary, lang: str, *, total: bool = True) -> pd.DataFrame:
    """The frame with a row for every unit of the boundary version in official order, the total last, and `name` first.

    Units without figures have a row of gaps, so that a table shows who is missing. `boundary` is set for origins.
    """
    codes = [unit.code for unit in boundary.units if unit.code != boundary.total.code or not total]
    full = frame.reindex([*codes, *([boundary.total.code] if total else [])])
    full.index.name = frame.index.name or "unit"
    names = [scope.name(code, boundary.version, lang) for code in full.index]
    rest = full.drop(columns=["name", "boundary"], errors="ignore")
    return pd.concat(
        [pd.DataFrame({"name": names, "boundary": boundary.version}, index=full.index), rest], axis="columns"
    )


def ratio(part: Figures, whole: Figures) -> Figures:
    """part / whole, NaN ('not applicable') where the whole is zero or missing. Columns of frames must bear the same names."""
    quotient = part / whole
    return quotient.mask(np.isinf(quotient))


def is_partial(coverage: pd.Series) -> pd.Series:
    """Whether a total lacks units: '8/9' does, '9/9' and '' do not."""
    known = {text: units_lacking(text) > 0 for text in coverage.unique()}
    return coverage.map(known).astype(bool)


def lacking(observations: pd.DataFrame) -> pd.DataFrame:
    """The rows of totals that lack units, each with the number of units that its figure lacks as its value: 1 for '8/9'.

    A figure of all units lacks 0. Taken through the same sums as the figures, it tells which of them cover the same units:
    see `without_uneven`. Empty where every total is whole.
    """
    if "coverage" not in observations:
        return observations.iloc[:0]
    partial = is_partial(observations["coverage"])
    if not partial.any():
        return observations.iloc[:0]
    rows = observations[observations["unit"].isin(observations.loc[partial, "unit"])]
    lacks = {text: units_lacking(text) for text in rows["coverage"].unique()}
    return rows.assign(value=rows["coverage"].map(lacks).astype("float64").where(rows["value"].notna()))


def units_lacking(coverage: str) -> float:
    """How many units a total lacks: 1 for '8/9', 0 for '9/9' and for what is no sum of units ('')."""
    covered, _, of = coverage.partition("/")
    return float(of) - float(covered) if of else 0.0


def without_uneven(table: pd.DataFrame, lacks: pd.DataFrame, behind: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The table without rates and sums of totals whose parts do not cover the same units.

    `behind`: the columns of `lacks` that a figure is made of. `lacks`: as the figures themselves were arranged, from
    `lacking`; rows of `table` that it does not have are whole.
    """
    lacked = {name: lacks[list(parts)] for name, parts in behind.items()}
    gaps = {name: own.index[own.max(axis="columns") > own.min(axis="columns")] for name, own in lacked.items()}
    return table.assign(**{name: table[name].mask(table.index.isin(gap)) for name, gap in gaps.items() if len(gap)})


def units_without(frame: pd.DataFrame, column: str, boundary: Boundary) -> list[str]:
    """Codes of the boundary version's units that have no value in the column, in official order."""
    known = set(frame.index[frame[column].notna()]) if column in frame else set()
    return [unit.code for unit in boundary.units if unit.code not in known]
