"""Claims about two days: changes, who made them, what follows if the pace stays, changes as a source prints them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis.change import Outlook, is_clear
from helpers.report.claims.claim import Basis, Claim, as_printed, measure
from helpers.report.claims.statistics import Column, day_of, figure
from helpers.vocabulary.state import State


def change(earlier: pd.Series, later: pd.Series, column: Column, units: Sequence[str] = ()) -> Claim:
    """From one day to another, of the same units on both: a rate in percentage points, a count in its own unit.

    units: those that the two rows are sums over, if these are not the row's own unit (`analysis.change.Comparable`).
    The size is the difference of the two figures as printed, so that a reader who subtracts finds it; 'none' is what is
    no clear change (`analysis.change.is_clear`; for a count, none at all).
    """
    what = measure(column)
    before, after = figure(earlier, what.column), figure(later, what.column)
    shown = [as_printed(number, what.decimals, rate=what.is_rate) for number in (before, after)]
    size = (shown[1] - shown[0]) * (100 if what.is_rate else 1)
    numbers = {"before": before, "after": after, "value": size, "size": abs(size)}
    if what.base:
        part, base = what.count or what.part[0], what.whole or what.base[0]
        numbers |= {"part_before": figure(earlier, part), "base_before": figure(earlier, base)}
        numbers |= {"part_after": figure(later, part), "base_after": figure(later, base)}
    base = numbers.get("base_after") or float("nan")  # no households are counted beside a printed rate
    clear = is_clear(size, base) if what.is_rate else bool(size)
    direction = "" if size != size else "none" if not clear else "down" if size < 0 else "up"
    return Claim(
        "change", what, tuple(units) or (str(later.name),), day_of(later), since=day_of(earlier),
        start=day_of(later, "first_day"), direction=direction, numbers=numbers,
        basis=Basis(State.KNOWN if direction else State.MISSING),
    )  # fmt: skip


def movers(changes: pd.DataFrame, direction: str, most: int = 1) -> Claim:
    """The units whose rate fell (or rose: `direction`) most between two days, of `analysis.change.change_by_unit`.

    Clear changes only; none is found where no unit moved that way. numbers: n that moved that way, many with both
    figures.
    """
    known = changes.dropna(subset=["change_points"])
    moved = known[known["clear"] & ((known["change_points"] < 0) == (direction == "down"))]["change_points"]
    order = moved.abs().sort_values(ascending=False, kind="stable")
    cut = order.iloc[min(most, len(order)) - 1] - 1e-9 if len(order) else 0.0
    gaps = tuple(str(key) for key in changes.index.difference(known.index, sort=False))
    return Claim(
        "extreme", measure("poverty_rate"), (), day_of(changes), since=day_of(changes, "since"),
        among=tuple(str(key) for key in changes.index), direction=direction,
        members=tuple((str(key), float(moved[key])) for key in order.index[order >= cut]),
        numbers={"n": len(order), "many": len(known)}, basis=Basis(missing=gaps),
    )  # fmt: skip


def largest_part(contributions: pd.DataFrame) -> Claim:
    """Which units made the largest part of the change of the total rate: of those that moved as it did, with ties.

    contributions: of `analysis.change.contributions`; its rows are the units that the total is taken over. direction is
    that of the total, 'none' if that shows no clear change: then nobody made it.
    """
    parts = contributions["contribution_points"].map(lambda points: as_printed(points, 2, rate=False))
    whole = float(contributions["contribution_points"].sum())
    households = float(contributions["whole_after"].sum())
    direction = "none" if not is_clear(whole, households) else "down" if whole < 0 else "up"
    sided = parts[(parts < 0) == (whole < 0)] if direction != "none" else parts.iloc[:0]
    top = sided.index[sided.abs() >= sided.abs().max() - 1e-9] if len(sided) and sided.abs().max() else []
    return Claim(
        "part_of_change", measure("poverty_rate"), (), day_of(contributions), since=day_of(contributions, "since"),
        among=tuple(str(key) for key in contributions.index), direction=direction,
        members=tuple((str(key), float(parts[key])) for key in top),
        numbers={"whole": abs(whole), "many": len(parts), "value": abs(float(parts[top[0]])) if len(top) else float("nan")},
        basis=Basis(State.KNOWN if len(top) else State.MISSING),
    )  # fmt: skip


def outlook(found: Outlook | None, target: float, unit: str, rates: pd.Series) -> Claim:
    """When a falling rate would reach a target at this pace: arithmetic with an assumption (`analysis.change.outlook`).

    direction: 'met' (already), 'down' (it would be, in `year`), 'none' (not at this pace), '' (nothing to tell).
    """
    what = measure("poverty_rate")
    if found is None:
        return Claim("outlook", what, (unit,), basis=Basis(State.MISSING))
    direction = "met" if found.years == 0 else "none" if found.year_met is None else "down"
    known = rates.dropna().sort_index()
    numbers = {"target": target, "pace": abs(found.points_per_year), "before": known.iloc[0], "after": known.iloc[-1]}
    numbers |= {"year": found.year_met} if found.year_met and direction == "down" else {}
    return Claim("outlook", what, (unit,), found.until, since=found.since, direction=direction, numbers=numbers)


def printed_change(row: pd.Series, column: str) -> Claim:
    """A change as the source prints it, read as percentage points: 'giảm 13,62%' is 13,62 points less.

    numbers: value and size. The text as printed comes from the page's figures.
    """
    change = figure(row, f"{column}_change_printed")
    direction = "" if change != change else "down" if change < 0 else "up" if change > 0 else "none"
    return Claim(
        "printed", measure(f"{column}_change_printed"), (str(row.name),), day_of(row), direction=direction,
        numbers={"value": change, "size": abs(change)}, basis=Basis(State.KNOWN if direction else State.MISSING),
    )  # fmt: skip
