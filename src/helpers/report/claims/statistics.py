"""Claims about one day: values and shares, extremes and ranks, halves, coverage, nothing, comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from helpers.report.claims.claim import Basis, Claim, Measure, as_printed, measure
from helpers.vocabulary.state import State

Column = str | Measure
#: What the words of a page are handed: they look into neither.
Frame = pd.DataFrame
Row = pd.Series


def day_of(row: Any, name: str = "as_of") -> date | None:
    """The day in a row or, if it is the same in all rows, in a frame."""
    found = row.get(name)
    if found is None or isinstance(found, pd.Timestamp) or found is pd.NaT:
        return None if found is None or found is pd.NaT else found.date()
    days = {day.date() for day in pd.Series(found).dropna().unique()}
    return days.pop() if len(days) == 1 else None


def figure(row: pd.Series, column: str) -> float:
    """A figure of a row as a plain number, NaN where it is not there."""
    found = row.get(column, float("nan"))
    return float("nan") if found is None or pd.isna(found) else float(found)


def figures(frame: pd.DataFrame, column: str) -> pd.Series:
    """The figures of a column as plain numbers; gaps where the frame has no such column."""
    return frame[column].astype("float64") if column in frame else pd.Series(float("nan"), index=frame.index)


def value(row: pd.Series, column: Column, *, detail: str = "", unit: str = "") -> Claim:
    """What a row says of its unit: a count, or a rate with its count and base ('1.731/7.735 hộ').

    row: of a frame indexed by unit, with `as_of` (and `first_day` for a flow). Without a figure the claim says why,
    once its page has looked.
    """
    what = measure(column, detail)
    numbers = {"value": figure(row, what.column)}
    if what.base:
        numbers |= {"part": figure(row, what.count or what.part[0]), "base": figure(row, what.whole or what.base[0])}
    state = State.KNOWN if numbers["value"] == numbers["value"] else State.MISSING
    if numbers.get("base") == 0:
        state = State.NOT_APPLICABLE
    statistic = "share" if what.base else "value"
    return Claim(
        statistic, what, (unit or str(row.name),), day_of(row, what.day), day_of(row, "since"), day_of(row, "first_day"),
        numbers=numbers, basis=Basis(state),
    )  # fmt: skip


def newest(row: Row | Frame, column: Column, units: Sequence[str] = ()) -> Claim:
    """That the day of a row or frame is the last for which any of the units (none named: any at all) has a figure of
    this, withheld ones included."""
    day = day_of(row)
    return Claim("newest", measure(column), tuple(units), day, basis=Basis(State.KNOWN if day else State.MISSING))


def over(statistic: str, frame: pd.DataFrame, column: Column, **told: Any) -> Claim:
    """A claim over the rows of a frame: of its day, known where one has a figure; who has none is told."""
    what = measure(column)
    values = figures(frame, what.column)
    gaps = tuple(str(key) for key in values.index[values.isna()])
    state = State.KNOWN if len(gaps) < len(values) else State.MISSING
    among = tuple(str(key) for key in frame.index)
    return Claim(statistic, what, day=day_of(frame, what.day), among=among, basis=Basis(state, missing=gaps), **told)


def share_of(frame: pd.DataFrame, column: Column, chosen: Sequence[str]) -> Claim:
    """What the chosen rows have of the sum over all rows of the frame; not known where a row has no figure."""
    what, counts = measure(column), figures(frame, measure(column).column)
    part, whole = counts.reindex(list(chosen)).sum(skipna=False), counts.sum(skipna=False)
    numbers = {"part": part, "base": whole, "value": part / whole if whole else float("nan")}
    numbers |= {"n": len(chosen), "many": len(frame)}
    state = State.MISSING if counts.isna().any() else State.KNOWN if whole else State.NOT_APPLICABLE
    return over("share", frame, what, units=tuple(chosen), direction="among", numbers=numbers).based(state=state)


def fewest_with_half(frame: pd.DataFrame, column: Column) -> Claim:
    """The fewest units that together have at least half of a count, the largest first.

    Not known where a unit has no figure. Where several choices of as few units would do (the last one ties with the
    next), there is no such finding.
    """
    counts = figures(frame, measure(column).column)
    if counts.isna().any() or not counts.sum():
        return share_of(frame, column, ())
    ranked = counts.sort_values(ascending=False, kind="stable")
    n = int((ranked.cumsum() < ranked.sum() / 2).sum()) + 1
    ties = n < len(ranked) and ranked.iloc[n] == ranked.iloc[n - 1]
    return share_of(frame, column, () if ties else tuple(str(key) for key in ranked.index[:n]))


def extreme(frame: pd.DataFrame, column: Column, direction: str = "highest", most: int = 1, *, unit: str = "") -> Claim:
    """The row or rows with the highest (or lowest) value, the first `most` in order, and all that tie with the last.

    frame: one row per unit, or for `unit` one row per detail of a breakdown (the measure's terms then name '{detail}').
    direction is 'same' where all rows have the same value as printed; values are compared as printed.
    """
    what = measure(column)
    values = figures(frame, what.column)
    known = values.dropna()
    seen = known.map(lambda number: as_printed(number, what.decimals, rate=what.is_rate))
    order = seen.sort_values(ascending=direction == "lowest", kind="stable")
    cut = order.iloc[min(most, len(order)) - 1] if len(order) else float("nan")
    chosen = order[order >= cut] if direction == "highest" else order[order <= cut]
    if len(order) > 1 and (order == order.iloc[0]).all():
        direction = "same"
    members = tuple((str(key), float(known[key])) for key in chosen.index)
    of = {"units": (unit,), "along": "detail"} if unit else {}
    numbers = {"n": len(chosen), "many": len(known)}
    return over("extreme", frame, what, members=members, direction=direction, numbers=numbers, **of)


def end_of(place: float, from_below: float, sharing: float, many: float) -> str:
    """Which end of the order a place is; 'same' where all are equal."""
    if sharing == many > 1:
        return "same"
    return "highest" if place == 1 < many else "lowest" if from_below == 1 < many else ""


def coverage(frame: pd.DataFrame, column: Column) -> Claim:
    """How many of the frame's units have a figure; the others, withheld or missing, by name."""
    values = figures(frame, measure(column).column)
    return over("coverage", frame, column, numbers={"covered": values.count(), "due": len(values)}).based(
        state=State.KNOWN
    )


def comparison(
    row: pd.Series, other: pd.Series, column: Column, *, detail: str = "", same_points: float = 0.05
) -> Claim:
    """A unit against another place on the same day, in percentage points for a rate: higher, lower or the same.

    Less than `same_points` is told as the same. Two places of different days are not compared.
    """
    what = measure(column, detail)
    own, reference = (as_printed(figure(each, what.column), what.decimals, rate=what.is_rate) for each in (row, other))
    gap = round((own - reference) * (100 if what.is_rate else 1), 6)  # without binary noise
    day, other_day = day_of(row), day_of(other)
    state = State.KNOWN if gap == gap and day == other_day else State.MISSING
    close = abs(gap) < same_points if what.is_rate else not gap
    direction = "" if state == State.MISSING else "same" if close else "higher" if gap > 0 else "lower"
    return Claim(
        "comparison", what, (str(row.name),), day, reference=str(other.name), direction=direction,
        numbers={"value": figure(row, what.column), "reference": figure(other, what.column), "gap": abs(gap)},
        basis=Basis(state),
    )  # fmt: skip


def measure_of(row: pd.Series) -> Measure:
    """What a row measures: its own terms, so that a figure of part of a form is told by them."""
    part, base = (tuple(str(row[side]).split()) for side in ("part", "base"))
    return Measure(str(row.name), part, base, str(row["counts"]), 2 if base else 0, "count", "size")


def level(row: pd.Series) -> Claim:
    """The unit's rate with its count and base."""
    numbers = {"value": figure(row, "value"), "part": figure(row, "count"), "base": figure(row, "size")}
    known = numbers["value"] == numbers["value"] and bool(row["part"] and row["base"])
    return Claim("share", measure_of(row), (str(row["unit"]),), day_of(row), numbers=numbers, basis=_basis(known))


def place(row: pd.Series) -> Claim:
    """The place of the unit among all units of the period, so none is listed: place, from_below, many, sharing."""
    numbers = {role: figure(row, role) for role in ("value", "place", "from_below", "many", "sharing")}
    known = numbers["place"] == numbers["place"] and bool(row["part"])
    told = end_of(*(numbers[role] for role in ("place", "from_below", "sharing", "many"))) if known else ""
    return Claim("rank", measure_of(row), (str(row["unit"]),), day_of(row), direction=told, numbers=numbers, basis=_basis(known))  # fmt: skip


def against_whole(row: pd.Series, whole: str, same_points: float = 0.05) -> Claim:
    """The unit's rate against the whole's on the same day; not known where they are made of different figures."""
    own, reference = (as_printed(figure(row, name), 2, rate=True) for name in ("value", "whole"))
    gap = round((own - reference) * 100, 6)  # without binary noise: 0.78 less 0.73 is 0.05
    known = gap == gap and bool(row["part"] and row["base"]) and row["part"] == row["whole_part"]
    close = "same" if abs(gap) < same_points else "higher" if gap > 0 else "lower"
    numbers = {"value": figure(row, "value"), "reference": figure(row, "whole"), "gap": abs(gap)}
    return Claim(
        "comparison", measure_of(row), (str(row["unit"]),), day_of(row), reference=whole,
        direction=close if known else "", numbers=numbers, basis=_basis(known),
    )  # fmt: skip


def _basis(known: bool) -> Basis:
    return Basis(State.KNOWN if known else State.MISSING)
