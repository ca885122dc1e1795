"""Published figures as control totals of the returns: counts by sums, rates and changes recomputed from sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from helpers.quality.checks import COUNT_SLACK
from helpers.quality.faults import Fault, figure
from helpers.quality.figures import name_of, records
from helpers.quality.rates import half_units
from helpers.quality.totals import RETURN_KINDS, complete_sums, is_total, is_unit
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import Rate, changes, rates, tallies
from helpers.vocabulary.observation import DAYS
from helpers.vocabulary.place import Scope

WILD = {"all", "any"}  # members of a detail that stand for every other


@dataclass(frozen=True)
class Returns:
    """Sums of the returns on one day, in one boundary version: value by figure name, and how many units gave it."""

    sums: Mapping[str, float]
    counts: Mapping[str, int]

    def value(self, indicator: str, detail: str) -> float:
        """The sum of a figure; a detail with 'all' or 'any' adds what it stands for. NaN where not given."""
        exact = name_of(indicator, detail)
        if exact in self.sums:
            return self.sums[exact]
        found = [value for name, value in self.sums.items() if _covers(indicator, detail, name)]
        return float(np.sum(found)) if found else float("nan")

    @cached_property
    def units(self) -> int:
        """The number of units, by the figure that most of them give."""
        return max(self.counts.values(), default=0)


def _covers(indicator: str, detail: str, name: str) -> bool:
    """Whether a figure is one of those that a detail with wildcards stands for."""
    wanted, given = detail.split("/"), name.removeprefix(f"{indicator}/").split("/")
    if not name.startswith(f"{indicator}/") or len(wanted) != len(given) or WILD & set(given):
        return False
    return all(want in WILD or want == have for want, have in zip(wanted, given, strict=True))


def check_published(current: pd.DataFrame, earlier: pd.DataFrame, scope: Scope) -> Iterator[Fault]:
    """Published figures of the whole scope against what the units' returns add up to.

    The two tables share no label. A pair is judged in the period that brings the later of the two.
    """
    tables = current, earlier
    published = pd.concat([rows[(rows["kind"] == "published") & rows["value"].notna()] for rows in tables])
    published = published[is_total(published, scope)]
    if published.empty:
        return
    everything = pd.concat(tables)
    returned = everything[everything["kind"].isin(RETURN_KINDS) & is_unit(everything, scope)]
    returns = _returns(everything, scope)
    fresh = set(current.loc[current["kind"].isin(RETURN_KINDS), "as_of"])
    slack = half_units(published)
    for row in records(published):
        at = returns.get((row.boundary, row.as_of, row.start)) or returns.get((row.boundary, row.as_of, row.as_of))
        if at is None or (row.Index not in current.index and row.as_of not in fresh):
            continue
        last_year = row.as_of - pd.DateOffset(years=1)
        before = returns.get((row.boundary, last_year, last_year))
        value, code = _recomputed(row, at, before, returned)
        if np.isfinite(value) and not _agrees(row, value, slack[row.Index]):
            words = figure(value, row.indicator)
            yield Fault(code, row.Index, words["vi"], {"sum": words, "given": at.units})


def _returns(everything: pd.DataFrame, scope: Scope) -> dict[tuple[str, pd.Timestamp, pd.Timestamp], Returns]:
    """Sums by boundary version, day and first day: stocks of the day, and the flows since that first day."""
    every = complete_sums(everything, scope)
    found: dict[tuple[str, pd.Timestamp, pd.Timestamp], Returns] = {}
    for span in records(every[["boundary", *DAYS]].drop_duplicates()):
        of_day = every[(every["boundary"] == span.boundary) & (every["as_of"] == span.as_of)]
        sums = of_day[of_day["start"].isin([span.start, span.as_of])]
        names = sums["indicator"].where(sums["detail"] == "", sums["indicator"] + "/" + sums["detail"])
        values, counts = (dict(zip(names, sums[column], strict=True)) for column in ("value", "count"))
        found[span.boundary, span.as_of, span.start] = Returns(values, counts)
    return found


def _recomputed(row: Any, at: Returns, before: Returns | None, returned: pd.DataFrame) -> tuple[float, str]:
    """What the returns give for a published figure, and the code of the finding if it differs."""
    if row.indicator in rates():
        return _rate(at, rates()[row.indicator], row.detail), "Q532"
    if row.indicator in changes() and before is not None:
        rate = changes()[row.indicator]
        return 100 * (_rate(at, rate, row.detail) - _rate(before, rate, row.detail)), "Q532"
    if row.indicator in tallies():
        return _tally(tallies()[row.indicator], returned[returned["as_of"] == row.as_of]), "Q532"
    additive = row.indicator in indicators() and indicators()[row.indicator].additive
    return (at.value(row.indicator, row.detail) if additive else float("nan")), "Q531"


def _rate(at: Returns, rate: Rate, detail: str) -> float:
    base = at.value(rate.denominator, detail)
    return at.value(rate.numerator, detail) / base if base else float("nan")


def _tally(rule: Mapping[str, str], rows: pd.DataFrame) -> float:
    """A count of flags, or a mean over the units whose flag is not set, by the units' figures of a day."""
    by_name = rows[rows["detail"] == ""].groupby("indicator")
    taken = {name: group.set_index("unit")["value"].dropna() for name, group in by_name}
    empty = pd.Series(dtype="float64")
    if "count_of" in rule:
        flags = taken.get(rule["count_of"], empty)
        return float(flags.sum()) if len(flags) else float("nan")
    flags, values = taken.get(rule["where_not"], empty), taken.get(rule["mean_of"], empty)
    return float(values[values.index.isin(flags.index[flags == 0])].mean())


def _agrees(row: Any, value: float, half_share: float) -> bool:
    """Whether a recomputed value would be printed as the published figure is, 'hơn' and 'dưới' taken into account."""
    measure = indicators()[row.indicator].measure
    half = {"share": half_share, "points": 100 * half_share, "criteria": 0.05}.get(measure)
    if half is None:
        half = COUNT_SLACK if not row.qualifier else _last_place(row.value) / 2
    if measure == "VND":
        half = _last_place(row.value) / 2
    printed, found = abs(row.value), abs(value)
    noise = half * 1e-6 + 1e-9
    if row.qualifier == ">":
        return printed - noise <= found <= printed + 2 * half + noise
    if row.qualifier == "<":
        return printed - 2 * half - noise <= found <= printed + noise
    return abs(row.value - value) <= (half if row.qualifier == "" else 20 * half) + noise


def _last_place(value: float) -> float:
    """The unit of the last printed place of a whole number: a thousand million for 216.000.000.000."""
    digits = f"{value:.0f}"
    return 10.0 ** (len(digits) - len(digits.rstrip("0"))) if value else 1.0
