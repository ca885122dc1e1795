"""What changed, and which units made it: differences in percentage points, contributions, movers, pace.

A change is taken only between figures of the same standard (`standards`) and the same boundary version (`bridge`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from helpers.analysis.frames import ratio
from helpers.analysis.poverty import REVIEW, with_rates
from helpers.vocabulary.coverage import is_partial

#: Below this a difference of rates is not called a change: rates are printed to two decimals.
CLEAR_POINTS = 0.1
#: Nor is one that fewer households than this would make.
CLEAR_HOUSEHOLDS = 3


def change_in_points(earlier: pd.Series, later: pd.Series) -> pd.Series:
    """The difference of two rates of 0-1 in percentage points: 0.36 to 0.2238 is −13,62.

    Of the rates as printed, two decimals of a percent: a reader who subtracts what a row shows must find its change.
    """
    return (later.map(printed_percent) - earlier.map(printed_percent)).round(2)


def printed_percent(rate: float) -> float:
    """A rate of 0-1 in percent as it is printed, with two decimals, half away from zero; a rate is never negative."""
    return float(int(rate * 10_000 + 0.5 + 1e-7)) / 100 if rate == rate else rate


def is_clear(points: float, households: float = float("nan")) -> bool:
    """Whether a difference may be called a change: at least 0,1 points, and three of all `households` if known.

    Reviews count every household, so there is no sampling error; what remains is rounding and errors of the count.
    """
    enough = pd.isna(households) or abs(points) / 100 * households >= CLEAR_HOUSEHOLDS - 1e-9
    return bool(not pd.isna(points) and abs(points) >= CLEAR_POINTS - 1e-9 and enough)


@dataclass(frozen=True)
class Comparable:
    """The whole on two days: as it is (`whole`), and as rows whose rates compare, taken over `units`.

    units is the code of the whole where both totals cover all units; else the units with figures on both days, whose
    sums the rows are: a change is of the same units on both sides, and is told as theirs.
    """

    earlier: pd.Series
    later: pd.Series
    whole: pd.Series
    units: tuple[str, ...]


def of_whole(earlier: pd.DataFrame, later: pd.DataFrame, total: str, units: Sequence[str]) -> Comparable:
    """The whole of two `poverty_by_unit` as `Comparable`; an empty review before gives an earlier row without any."""
    whole = later.loc[total]
    if earlier.empty or total not in earlier.index:
        return Comparable(pd.Series(dtype="float64", name=total), whole, whole, (total,))
    first, last, shared = same_units(earlier, later, total, units)
    over = _shared(earlier, later, units) if shared else [total]
    if (
        not shared and first is not earlier
    ):  # no unit has figures on both days: what the source prints of the whole is left
        first, last = (_without_partial(table, total) for table in (earlier, later))
    return Comparable(*(_with_printed(table.loc[total]) for table in (first, last)), whole, tuple(over))


def _without_partial(table: pd.DataFrame, total: str) -> pd.DataFrame:
    """The table without the counts and rates of a total that lacks units."""
    if not is_partial(table.loc[total, "covers"]):
        return table
    counted = [name for name in table.select_dtypes("number") if not str(name).endswith("_printed")]
    return table.assign(**{name: table[name].mask(table.index == total) for name in counted})


def _with_printed(row: pd.Series) -> pd.Series:
    """The row with the source's own rates where no base is known to compute them."""
    rates = [name.removesuffix("_printed") for name in row.index if str(name).endswith("poverty_rate_printed")]
    gaps = {rate: row[f"{rate}_printed"] for rate in rates if rate in row.index and pd.isna(row[rate])}
    return pd.Series({**row.to_dict(), **gaps}, name=row.name)


def change_by_unit(
    earlier: pd.DataFrame, later: pd.DataFrame, part: str = "poor_households", whole: str = "households"
) -> pd.DataFrame:
    """Counts and rates of each unit on two days and their differences: one row per unit of either frame.

    Columns `part_before`, `part_after`, `whole_before`, `whole_after`, `change` (in the unit of the part),
    `rate_before`, `rate_after` (0-1), `change_points`, `clear` (see `is_clear`), and the two days, `since` and `as_of`.
    """
    index = later.index.union(earlier.index)
    table = pd.DataFrame(
        {
            "part_before": earlier[part].reindex(index),
            "part_after": later[part].reindex(index),
            "whole_before": earlier[whole].reindex(index),
            "whole_after": later[whole].reindex(index),
        }
    )
    before, after = ratio(table["part_before"], table["whole_before"]), ratio(table["part_after"], table["whole_after"])
    table = table.assign(
        change=table["part_after"] - table["part_before"],
        rate_before=before,
        rate_after=after,
        change_points=change_in_points(before, after),
    )
    pairs = zip(table["change_points"], table["whole_after"], strict=True)
    days = {"as_of": _day(later), "since": _day(earlier)}
    return table.assign(clear=[is_clear(points, households) for points, households in pairs], **days)


def _day(table: pd.DataFrame) -> Any:
    return table["as_of"].iloc[0] if "as_of" in table and len(table) else pd.NaT


def same_units(
    earlier: pd.DataFrame, later: pd.DataFrame, total: str, units: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Two `poverty_by_unit` whose totals compare, and how many units they are taken over if these are not all, else 0.

    Where a total of either day lacks units, both become sums over the units with figures on both days: a district is
    not less poor because a poor commune did not report.
    """
    covers = pd.Series([table["covers"].get(total, "") for table in (earlier, later) if len(table)]).fillna("")
    if len(covers) < 2 or not covers.map(is_partial).any():
        return earlier, later, 0
    shared = _shared(earlier, later, units)
    first, last = (_total_over(shared, table, total) for table in (earlier, later))
    return first, last, len(shared)


def _shared(earlier: pd.DataFrame, later: pd.DataFrame, units: Sequence[str]) -> list[str]:
    """Those of the units that have households and poor households on both days."""
    counts = ["households", "poor_households"]
    known = [set(table[counts].reindex(list(units)).dropna().index) for table in (earlier, later)]
    return [unit for unit in units if unit in known[0] & known[1]]


def _total_over(units: Sequence[str], table: pd.DataFrame, total: str) -> pd.DataFrame:
    counts = [name for name in REVIEW if name in table]
    sums = table.loc[list(units), counts].sum(min_count=1, skipna=False).to_frame(total).T
    own = with_rates(sums).reindex(columns=table.columns).assign(as_of=table["as_of"].iloc[0], coverage="", covers="")
    for name in ("name", "boundary"):
        if name in table:
            own[name] = table[name].get(total)
    return pd.concat([table.drop(index=total, errors="ignore"), own.astype(table.dtypes.to_dict())])


def contributions(
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    units: Sequence[str],
    part: str = "poor_households",
    whole: str = "households",
) -> pd.DataFrame:
    """How many points of the change of the total rate each unit made, by its own rate and by its weight.

    The total rate is R = sum of w r, w a unit's share of all households and r its rate. With means over the two days (a
    bar), the unit's own rate adds w̄ (r1 − r0) and its weight (r̄ − R̄)(w1 − w0); these add up to R1 − R0 exactly
    (Kitagawa 1955, J. American Statistical Association 50; weights add up to no change, so R̄ may be taken off).

    One row per unit that has both counts on both days: `from_rate_points`, `from_weight_points`, `contribution_points`.
    Units without them are left out, and the total is that of the units here: compare `units` with the index.
    """
    table = change_by_unit(earlier, later, part, whole).reindex(list(units))
    table = table.dropna(subset=["part_before", "part_after", "whole_before", "whole_after"])
    w0, w1 = table["whole_before"] / table["whole_before"].sum(), table["whole_after"] / table["whole_after"].sum()
    # a unit without households on one day has no rate there: its weight tells it all, so the other day's rate stands
    r0 = table["rate_before"].fillna(table["rate_after"]).fillna(0.0)
    r1 = table["rate_after"].fillna(table["rate_before"]).fillna(0.0)
    mean_rate = ((w0 * r0).sum() + (w1 * r1).sum()) / 2
    from_rate = (w0 + w1) / 2 * (r1 - r0) * 100
    from_weight = ((r0 + r1) / 2 - mean_rate) * (w1 - w0) * 100
    return table.assign(
        from_rate_points=from_rate, from_weight_points=from_weight, contribution_points=from_rate + from_weight
    )


def movers(changes: pd.DataFrame, column: str = "change_points", most: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The units that fell most and those that rose most, at most `most` of each, clear changes only."""
    clear = changes[changes["clear"]].sort_values(column, kind="stable")
    return clear[clear[column] < 0].head(most), clear[clear[column] > 0].iloc[::-1].head(most)


@dataclass(frozen=True)
class Outlook:
    """What follows if the pace stays: points per year, and the year in which the target is met (None: never)."""

    points_per_year: float
    years: float
    year_met: int | None
    since: date
    until: date


def outlook(rates: pd.Series, target: float) -> Outlook | None:
    """When a falling rate would reach the target if it went on falling as between the first and the last day given.

    `rates`: 0-1 by day, all of one standard. Arithmetic, not a forecast: the assumption is part of the sentence. None
    with fewer than two days a year apart. `year_met` is None where the rate does not fall clearly; a target that is
    already met gives the year of the last day.
    """
    known = rates.dropna().sort_index()
    if len(known) < 2 or (known.index[-1] - known.index[0]).days < 300:
        return None
    first, last = known.index[0], known.index[-1]
    years = last.year - first.year  # whole ones between two 31 December, leap days or not
    span = years + (last - pd.DateOffset(years=years) - first).days / 365.25
    per_year = (known.iloc[-1] - known.iloc[0]) * 100 / span
    missing = (known.iloc[-1] - target) * 100
    falls = per_year <= -CLEAR_POINTS
    years = max(missing, 0.0) / -per_year if falls else 0.0 if missing <= 0 else float("nan")
    met = None if years != years else int((pd.Timestamp(last) + pd.Timedelta(days=years * 365.25)).year)
    return Outlook(per_year, 0.0 if missing <= 0 else years, met, first.date(), last.date())
