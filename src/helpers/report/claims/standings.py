"""Claims of where a unit stands: from a row of `analysis.profile.standing_by_unit`, which knows its place."""

from __future__ import annotations

import pandas as pd

from helpers.report.claims.claim import Basis, Claim, as_printed
from helpers.report.claims.measure import Measure
from helpers.report.claims.statistics import day_of, end_of, figure
from helpers.vocabulary.state import State


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
