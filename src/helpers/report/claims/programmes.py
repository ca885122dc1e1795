"""Claims about programmes: money against the time for it, which units meet a standard, which criteria are lacking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from helpers.analysis.programmes import pace
from helpers.report.claims.claim import Basis, Claim, Measure, as_printed, measure
from helpers.report.claims.statistics import Column, figures, over, value
from helpers.vocabulary.state import State

#: Less than this, in percentage points of the figures as printed, is about an even share of the time.
EVEN_POINTS = 1.0


def share_of_lines(row: pd.Series, column: Measure, unit: str, lines: str = "") -> Claim:
    """What is disbursed of a plan (`claims.value`); lines: 'all' if it is of every line reported, 'shared' if of those of all units."""
    return replace(value(row, column, unit=unit), direction=lines)


def against_time(row: pd.Series, column: Measure, unit: str, kind: str) -> Claim:
    """The share disbursed against the share of the time gone by, were it spent evenly: lower, higher or the same.

    kind: of capital, whose budget year it is. numbers: elapsed (0-1), needed and so_far (VND a month). Not known where
    the share is not, or where no closing day is on record.
    """
    claim = replace(value(row, column, unit=unit), statistic="pace")
    found = pace(claim["base"], claim["part"], claim.day, kind) if claim.known and claim.day else None
    if found is None:
        return claim.based(state=State.MISSING) if claim.known else claim
    numbers = {**claim.numbers, "elapsed": found.share_elapsed}
    numbers |= {"needed": found.monthly_needed_vnd, "so_far": found.monthly_so_far_vnd}
    shown = [as_printed(share, 1, rate=True) * 100 for share in (claim["value"], found.share_elapsed)]
    gap = shown[0] - shown[1]
    direction = "lower" if gap < -EVEN_POINTS else "higher" if gap > EVEN_POINTS else "same"
    return replace(claim, since=found.opens, until=found.closes, numbers=numbers, direction=direction)


def meeting(frame: pd.DataFrame, column: Column) -> Claim:
    """The units that a flag is set for (members), of those with a figure; direction: all, some or none of them."""
    what = measure(column)
    known = figures(frame, what.column).dropna()
    chosen = tuple((str(key), 1.0) for key in known.index[known == 1])
    direction = "" if known.empty else "none" if not chosen else "all" if len(chosen) == len(known) else "some"
    numbers = {"n": len(chosen), "many": len(known)}
    return over("meeting", frame, what, members=chosen, direction=direction, numbers=numbers)


def mean(frame: pd.DataFrame, column: Column) -> Claim:
    """The mean of a count over all rows of the frame; not known where a row has no figure."""
    what = measure(column)
    counts = figures(frame, what.column)
    state = State.KNOWN if len(counts) and counts.notna().all() else State.MISSING
    numbers = {"value": float(counts.mean(skipna=False)), "n": len(counts)}
    return over("mean", frame, what, numbers=numbers).based(state=state)


def of_place(claim: Claim, unit: str) -> Claim:
    """The claim over units as one of the place that they make up."""
    return replace(claim, units=(unit,))


def out_of(claim: Claim, size: float) -> Claim:
    """The claim with how many there are in all: '12 of 19 criteria'. No count may be larger."""
    return replace(claim, numbers={**claim.numbers, "size": size})


def lacking(matrix: pd.DataFrame, day: date | None, indicator: str) -> Claim:
    """How many criteria every unit meets (n of many), and which are lacking in the most units (members), all that tie.

    matrix: a row per unit, a column per criterion: 1, 0 or a gap. A unit with a gap is told as missing; what it lacks
    by its known criteria counts, and no criterion with a gap is met by all.
    """
    what = Measure("criteria_met", tuple(f"{indicator}/{code}" for code in matrix.columns), (), "criteria")
    absent = (matrix == 0).sum()
    most = int(absent.max()) if len(absent) else 0
    top = tuple((str(code), float(n)) for code, n in absent.items() if n == most and most)
    gaps = tuple(str(unit) for unit in matrix.index[matrix.isna().any(axis="columns")])
    known = bool(len(matrix)) and bool(matrix.notna().any(axis=None))
    return Claim(
        "lacking", what, (), date(day.year, day.month, day.day) if day else None, along="both", among=tuple(map(str, matrix.index)), members=top, direction="highest" if top else "",
        numbers={"n": int((matrix == 1).all().sum()), "many": len(matrix.columns), "most": most, "units": len(matrix)},
        basis=Basis(State.KNOWN if known else State.MISSING, missing=gaps),
    )  # fmt: skip
