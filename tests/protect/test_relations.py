"""Which figures add up to which, as a matrix over the figures of a few communes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from tests.analysis import small_returns as returns

from helpers.protect.attack import extremes
from helpers.protect.relations import Relations, build
from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.identities import Identity, identities
from helpers.vocabulary.place import Boundary, Scope, Unit


def equations(found: Relations, name: str) -> list[dict[tuple[str, str], float]]:
    """Relations of a rule, each as (unit, indicator:detail) to coefficient; rests by 'rest'."""
    told = []
    for row in np.flatnonzero(found.names == name):
        line = found.matrix[[row]].tocoo()
        cells = found.cells.loc[line.coords[1]]
        names = np.where(cells["hidden"], "rest", (cells["indicator"] + ":" + cells["detail"]).str.rstrip(":"))
        told.append(dict(zip(zip(cells["unit"], names, strict=True), line.data, strict=True)))
    return told


def test_units_add_up_to_their_total() -> None:
    found = build(returns.column("poor_households", 2, 40), returns.scope(2))
    assert equations(found, "units add up to the total") == [
        {("10000", "poor_households"): -1, ("10001", "poor_households"): -1, (returns.TOTAL, "poor_households"): 1}
    ]
    assert found.constant.tolist() == [0]


def test_a_total_that_does_not_add_up_leaves_a_residual_that_counts_as_known() -> None:
    rows = returns.column("poor_households", 2, 40)
    rows.loc[rows["unit"] == returns.TOTAL, "value"] = 45
    assert build(rows, returns.scope(2)).constant.tolist() == [3]


def test_flows_of_half_a_year_and_of_a_year_add_up_apart_and_stocks_once() -> None:
    year = returns.column("supported_households", 12, 40, detail="housing")
    half = returns.column("supported_households", 7, 20, detail="housing").assign(start=pd.Timestamp("2023-07-01"))
    stock = returns.column("poor_households", 30, 50)
    found = build(pd.concat([year, half, stock], ignore_index=True), returns.scope(2))
    sums = found.matrix[np.flatnonzero(found.names == "units add up to the total")]
    assert sorted(sorted(found.cells["value"].to_numpy()[row.indices]) for row in sums) == [
        [7, 20, 27], [12, 40, 52], [30, 50, 80],
    ]  # fmt: skip


def test_figures_that_are_no_counts_take_no_part() -> None:
    rows = returns.figures(("10000", "poverty_rate_printed", 0.2), ("10000", "new_rural_standard_met", 1))
    assert build(rows, returns.scope(2)).cells.empty


def test_a_part_of_a_whole_leaves_a_rest_of_at_least_zero() -> None:
    rows = returns.figures(("10000", "poor_households", 9), ("10000", "minority_poor_households", 8))
    found = build(rows, returns.scope(2))
    (relation,) = equations(found, "minority_among_poor_households")
    assert relation == {
        ("10000", "poor_households"): 1,
        ("10000", "minority_poor_households"): -1,
        ("10000", "rest"): -1,
    }
    rest = found.cells[found.cells["hidden"]].iloc[0]
    assert (rest["value"], rest["group"]) == (1, True)


def test_a_rule_that_the_figures_break_holds_for_nobody_but_who_lacks_one_of_them_believes_it() -> None:
    rows = returns.figures(("10000", "poor_households", 8), ("10000", "minority_poor_households", 9))
    found = build(rows, returns.scope(2))
    rule = found.names == "minority_among_poor_households"
    assert (found.kept[rule].tolist(), found.believed[rule].tolist()) == ([False], [True])


def test_the_start_of_a_flow_is_the_result_of_the_year_before() -> None:
    before = returns.figures(("10000", "poor_households", 12), as_of="2022-12-31", period="2022")
    now = returns.figures(("10000", "poor_household_flow", "start", 12))
    found = build(pd.concat([before, now], ignore_index=True), returns.scope(2))
    (relation,) = equations(found, "poor_household_flow_start")
    assert relation == {("10000", "poor_household_flow:start"): 1, ("10000", "poor_households"): -1}


def test_a_merged_commune_starts_where_its_parts_ended() -> None:
    old = returns.scope(2).boundaries[0]
    merged = Unit("10000", "2025", "Xã A", predecessors=("10000", "10001"))
    new = Boundary("2025", date(2025, 7, 1), (merged,), Unit(returns.TOTAL, "2025", "Huyện"))
    scope = Scope("test", {}, "", "commune", (old, new))
    before = returns.figures(("10000", "poor_households", 5), ("10001", "poor_households", 7), as_of="2024-12-31")
    now = returns.figures(("10000", "poor_household_flow", "start", 12), as_of="2025-12-31").assign(boundary="2025")
    found = build(pd.concat([before, now], ignore_index=True), scope)
    (row,) = np.flatnonzero(found.names == "poor_household_flow_start")
    assert sorted(found.matrix[[row]].data) == [-1, -1, 1]


def test_a_published_rate_bounds_its_count_by_half_a_unit_of_its_last_digit() -> None:
    """22,38% of 7.735 households is between 22,375% and 22,385%: 1.731 and nothing else."""
    rows = returns.figures(
        (returns.TOTAL, "households", 7735), (returns.TOTAL, "poor_households", 1731), kind="published"
    )
    rate = returns.figures((returns.TOTAL, "poverty_rate_printed", 0.2238), kind="published").assign(printed="22,38%")
    found = build(pd.concat([rows, rate], ignore_index=True), returns.scope(2))
    hidden = (found.cells["hidden"] | (found.cells["indicator"] == "poor_households")).to_numpy()
    known = found.constant - found.matrix[:, ~hidden] @ found.cells["value"].to_numpy()[~hidden]
    place = int(np.flatnonzero(found.cells["indicator"][hidden] == "poor_households")[0])
    (low, _), (high, _) = extremes(found.matrix[:, hidden], known, place)
    assert (np.ceil(low - 1e-6), np.floor(high + 1e-6)) == (1731, 1731)


@lru_cache(maxsize=1)
def names_among_zeros() -> frozenset[str]:
    """Relations of two years in which every figure is 0, so that every identity holds."""
    names = [
        (entry.id, detail)
        for entry in indicators().values()
        if entry.kind in {"count", "amount"}
        for detail in ("", *(codelist(entry.details) if entry.details else ()))
    ]
    years = [
        returns.figures(*(("10000", *name, 0) for name in names), as_of=f"{year}-12-31", period=str(year))
        for year in (2022, 2023)
    ]
    return frozenset(build(pd.concat(years, ignore_index=True), returns.scope(2)).names)


@pytest.mark.parametrize(
    "identity",
    [each for each in identities() if each.check and each.valid_from.year < 2024],
    ids=lambda identity: identity.id,
)
def test_what_returns_are_asked_about_is_known_to_protection(identity: Identity) -> None:
    is_of_flags = any(indicators()[indicator].kind == "flag" for indicator in identity.indicators)
    assert identity.id in names_among_zeros() or is_of_flags


def test_a_review_by_two_standards_is_two_sums_and_its_households_are_told_once() -> None:
    parts = [
        returns.column("poor_households", *counts).assign(standard=id)
        for id, counts in (("2022-2026", (30, 50)), ("2027-2030", (41, 60)))
    ]
    found = build(pd.concat([*parts, returns.column("households", 90, 120)], ignore_index=True), returns.scope(2))
    sums = found.matrix[np.flatnonzero(found.names == "units add up to the total")]
    assert sorted(sorted(found.cells["value"].to_numpy()[row.indices]) for row in sums) == [
        [30, 50, 80], [41, 60, 101], [90, 120, 210],
    ]  # fmt: skip
    parts_of = np.flatnonzero(found.names == "poor_households_among_households")  # 3 places, each by both standards
    bounded = [set(found.cells["value"].to_numpy()[found.matrix[[row]].indices][:2]) for row in parts_of]
    assert sorted(map(sorted, bounded)) == [[30, 90], [41, 90], [50, 120], [60, 120], [80, 210], [101, 210]]
