"""From the long table of figures with totals to frames: one day, one row per unit.

Every function returns a new frame. Missing stays missing: a unit without a figure is NaN, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from helpers.vocabulary.catalogue import indicators, measured_by
from helpers.vocabulary.coverage import ALL, is_partial
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import MissingIndicator
from helpers.vocabulary.observation import DAYS, KEY, is_as_long
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.state import State, combined

Figures = TypeVar("Figures", pd.Series, pd.DataFrame)
_ADDRESS = {"workbook", "sheet", "cell", "printed"}


def at(observations: pd.DataFrame, as_of: pd.Timestamp | date | None) -> pd.DataFrame:
    """The figures that describe one day; none for no day."""
    return observations.iloc[:0] if as_of is None else observations[observations["as_of"] == pd.Timestamp(as_of)]


def one_span(observations: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The figures with the flows of each indicator up to a day of one length only: those that the period's pages show.

    The period's own days come first, then a span as long as the period, then the one that the most units give, then the
    longest. Twelve months of one unit and six of two others never stand in one column, nor in one sum.
    """
    flows = observations.loc[observations["start"] < observations["as_of"], ["indicator", *DAYS, "unit", "state"]]
    if not flows[["indicator", *DAYS]].drop_duplicates().duplicated(["indicator", "as_of"]).any():
        return observations
    spans = flows.groupby(["indicator", *DAYS], observed=True).agg(
        units=("unit", "nunique"), known=("state", lambda states: int((states != State.MISSING).sum()))
    )
    spans = spans.reset_index()
    own = pd.DataFrame({"start": pd.Timestamp(period.start), "as_of": pd.Timestamp(period.end)}, index=spans.index)
    rank = spans.assign(
        own=spans["start"].eq(own["start"]) & spans["as_of"].le(own["as_of"]), alike=is_as_long(spans, own)
    )
    order = ["own", "alike", "known", "units"]
    best = rank.sort_values([*order, "start"], ascending=[False] * 4 + [True], kind="stable").drop_duplicates(
        ["indicator", "as_of"]
    )
    shown = pd.MultiIndex.from_frame(best[["indicator", *DAYS]])
    is_flow = (observations["start"] < observations["as_of"]).to_numpy()
    return observations[~is_flow | pd.MultiIndex.from_frame(observations[["indicator", *DAYS]]).isin(shown)]


def one_standard(observations: pd.DataFrame, places: Sequence[str], standard: str = "") -> pd.DataFrame:
    """The figures measured by what holds on their day, where a bridge review measured the same by another standard too.

    places: the areas whose law holds for the scope (`Scope.places`). standard: that of the figures to keep in its
    place. A unit that reports by the other alone has a gap: two standards never stand in one column.
    """
    several = observations.duplicated([name for name in KEY if name != "standard"], keep=False)
    if not several.any():
        return observations
    of = ["indicator", "detail", "as_of"]
    twice = observations.loc[several, of].drop_duplicates()
    rows = pd.MultiIndex.from_frame(observations[of])
    asked = set(rows[observations["standard"].eq(standard)]) if standard else set()
    own = {key: standard if key in asked else measured_by(key[0], key[2].date(), key[1], places)
           for key in twice.itertuples(index=False, name=None)}  # fmt: skip
    kept = [own.get(key, by) == by for key, by in zip(rows, observations["standard"], strict=True)]
    return observations[kept]


def shown(observations: pd.DataFrame, edition: Edition, standard: str = "") -> pd.DataFrame:
    """The figures that an edition's pages tell of: flows of one length, by the day's law or `standard`."""
    return one_standard(one_span(observations, edition.period), edition.scope.places, standard)


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
    known = observations["state"].isin([State.KNOWN, State.WITHHELD])
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
    is_withheld = observations["state"] == State.WITHHELD
    keys = observations.loc[is_withheld & observations["indicator"].isin(list(names)), list(index)].drop_duplicates()
    return pd.MultiIndex.from_frame(keys) if len(index) > 1 else pd.Index(keys[index[0]])


def reported(table: pd.DataFrame, observations: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The rows of those who reported one of the indicators, also where this audience may not see what."""
    return table[table.notna().any(axis="columns") | table.index.isin(withheld(observations, names))]


def states(
    table: pd.DataFrame,
    observations: pd.DataFrame,
    behind: Mapping[str, Sequence[str]] | None = None,
    index: str = "unit",
) -> pd.DataFrame:
    """The state of every figure of a frame: the rows of `table`, and its columns that are made of figures.

    observations: those that `table` was made of: of one day, and of one unit where the rows are details. A column is
    made of the figures that `behind` names (`poor_households`, `poor_household_flow/start`), the last of which it is
    divided by, else of itself or of the count and base that the catalogue names. What has a value is known. A gap is in
    the worst state of what it is made of: withheld before missing before not applicable. Made of known figures only, it
    is not applicable where the base is 0, and missing where count and base do not cover the same units.
    """
    given = behind or {}
    made_of = {str(name): list(given.get(str(name)) or _made_of(str(name))) for name in table.columns}
    figures = _named_figures(observations, index)
    state, value = (figures[name].unstack().reindex(index=table.index) for name in ("state", "value"))  # noqa: PD010
    found = {}
    for name, parts in made_of.items():
        if parts:
            worst = combined(state.reindex(columns=parts).fillna(State.MISSING.value))
            nothing = value.reindex(columns=parts[-1:]).eq(0).any(axis="columns")
            gap = worst.mask(worst == State.KNOWN.value, State.MISSING.value).mask(
                (worst == State.KNOWN.value) & nothing, State.NOT_APPLICABLE.value
            )
            found[name] = gap.mask(table[name].notna(), State.KNOWN.value)
    return pd.DataFrame(found, index=table.index)


def _made_of(name: str) -> list[str]:
    """The figures behind a column named as in the catalogue: itself, or numerators and then the base of a rate."""
    entry = indicators().get(name)
    if entry is None:
        return []
    return [*sorted(entry.parts - {entry.denominator}), entry.denominator] if entry.kind == "rate" else [name]


def _named_figures(observations: pd.DataFrame, index: str) -> pd.DataFrame:
    """State and value by row label and name of the figure; rows that are details have names without them."""
    figures = observations[["state", "value"]].set_axis(
        pd.MultiIndex.from_arrays([observations[index], _names_of(observations, index)], names=[index, "name"])
    )
    if figures.index.has_duplicates:
        raise ValueError(
            f"two figures for {figures.index[figures.index.duplicated()][0]}: take one day, span of days and boundary"
        )
    return figures


def _names_of(observations: pd.DataFrame, index: str) -> pd.Series:
    detail, name = observations["detail"], observations["indicator"]
    return name if index == "detail" else name.where(detail == "", name + "/" + detail)


def _pivot(observations: pd.DataFrame, wanted: pd.Series, index: str, columns: str) -> pd.DataFrame:
    rows = observations.loc[wanted, [index, columns, "value"]]
    twice = rows.duplicated([index, columns])
    if twice.any():
        first = observations[wanted][twice.to_numpy()].iloc[0]
        raise ValueError(
            f"two figures for {first[index]} {first['indicator']} {first['detail']}: take one day, span of days and boundary"
        )
    table = rows.set_index([index, columns])["value"].unstack()  # noqa: PD010 (nothing to aggregate)
    return table.rename_axis(columns=None).astype("float64")


def require(observations: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The observations themselves. Raises MissingIndicator if none of the indicators occurs."""
    if not observations["indicator"].isin(names).any():
        known = indicators()
        words = ", ".join(known[name].label["en"] if name in known else name for name in names)
        raise MissingIndicator("No figures are there for: {words}.", words=words)
    return observations


def or_empty(
    analyse: Callable[..., pd.DataFrame], *arguments: Any, columns: Sequence[str] = (), **options: Any
) -> pd.DataFrame:
    """The result of an analysis, or an empty frame with `columns` if its figures are not there: nothing is said."""
    try:
        return analyse(*arguments, **options)
    except MissingIndicator:
        return pd.DataFrame(columns=list(columns), dtype="float64")


def day_of(frame: pd.DataFrame) -> pd.Timestamp | None:
    """The day of a frame's figures (column `as_of`), None where it has none."""
    known = frame["as_of"].dropna() if "as_of" in frame else frame.iloc[:0]
    return known.iloc[0] if len(known) else None


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
    """part / whole, NaN ('not applicable') where the whole is zero or missing. Columns must bear the same names."""
    quotient = part / whole
    return quotient.mask(np.isinf(quotient))


def uneven(observations: pd.DataFrame, behind: Mapping[str, Sequence[str]], index: str = "unit") -> pd.DataFrame:
    """Where the figures behind a number cover different units: one row per `index` with a total lacking units.

    behind: the figures (`poor_households`, `poor_household_flow/start`) that each column is made of; those that are not
    there do not count. A count and a base of eight communes each are even only if these are the same eight.
    """
    partial = observations["covers"].map(is_partial) if "covers" in observations else pd.Series(dtype=bool)
    if not partial.any():
        return pd.DataFrame(columns=list(behind), dtype=bool)
    rows = observations[observations["unit"].isin(observations.loc[partial, "unit"])]
    covers: dict[str, dict[str, str]] = {}
    for key, name, units in zip(rows[index], _names_of(rows, index), rows["covers"], strict=True):
        covers.setdefault(key, {})[name] = units or ALL
    differ = {
        name: [len({own[part] for part in parts if part in own}) > 1 for own in covers.values()]
        for name, parts in behind.items()
    }
    return pd.DataFrame(differ, index=pd.Index(covers, name=index), dtype=bool)


def without_uneven(
    table: pd.DataFrame, observations: pd.DataFrame, behind: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The table by unit without rates and sums of totals whose parts do not cover the same units: see `uneven`."""
    gaps = uneven(observations, behind)
    return table.assign(
        **{name: table[name].mask(table.index.isin(gaps.index[gaps[name]])) for name in gaps if gaps[name].any()}
    )
