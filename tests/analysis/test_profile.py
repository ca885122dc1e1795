"""Where a unit stands: its rates beside the whole and the ends of the range, its place, what is withheld."""

import math

import pandas as pd
import pytest
from tests.analysis.figures import observations, scope

from helpers.analysis.profile import standing_by_unit
from helpers.protect.totals import with_totals
from helpers.vocabulary.observation import withhold

SIZES = {"A": (100, 30), "B": (100, 10), "C": (200, 60)}
BOUNDARY = scope().boundaries[0]


def figures(*more):
    rows = [(u, "households", n) for u, (n, _) in SIZES.items()]
    rows += [(u, "poor_households", p) for u, (_, p) in SIZES.items()]
    return with_totals(observations(*rows, *more), scope())


def standing(rows, unit):
    found = standing_by_unit(rows, BOUNDARY)
    return found[found["unit"] == unit].set_index("figure")


def test_a_unit_stands_beside_the_whole_and_between_the_worst_and_the_best_unit():
    # A 30%, B 10%, C 30%; whole (30 + 10 + 60) / 400 = 25%; a low poverty rate is better
    row = standing(figures(), "B").loc["poverty_rate"]
    assert (row["count"], row["size"], row["value"], row["whole"]) == (10, 100, 0.1, 0.25)
    assert (row["worst"], row["best"], row["better"]) == (0.3, 0.1, "lower")


def test_units_that_tie_as_printed_share_the_better_place_from_either_end():
    places = {u: tuple(standing(figures(), u).loc["poverty_rate", ["place", "from_below", "sharing"]]) for u in "ABC"}
    assert places == {"A": (1, 2, 2), "B": (3, 1, 1), "C": (1, 2, 2)}


def test_of_money_and_land_more_is_better():
    rows = figures(
        *((u, name, "all/all/all", n) for u, n in (("A", 20e9), ("B", 40e9)) for name, n in (("capital_plan_vnd", 50e9), ("capital_disbursed_vnd", n)))
    )  # fmt: skip
    row = standing(rows, "A").loc["disbursement_rate"]
    assert (row["value"], row["worst"], row["best"]) == (0.4, 0.4, 0.8)
    assert row["part"] == "capital_disbursed_vnd/all/all/all"


def test_money_names_the_lines_that_it_is_the_sum_of():
    lines = (("1719/investment/current", 10e9, 4e9), ("1719/recurrent/current", 30e9, 12e9))
    rows = figures(*(("A", f"capital_{name}_vnd", d, n) for d, plan, out in lines for name, n in (("plan", plan), ("disbursed", out))))  # fmt: skip
    row = standing(rows, "A").loc["disbursement_rate"]
    assert (row["value"], row["count"], row["size"]) == (0.4, 16e9, 40e9)
    assert row["part"].split() == [f"capital_disbursed_vnd/{detail}" for detail, _, _ in lines]


def test_land_known_only_by_who_lacks_it_is_told_by_these_figures():
    rows = figures(("A", "minority_households", 80), ("A", "minority_households_without_production_land", 8))
    row = standing(rows, "A").loc["production_land_rate"]
    assert row["value"] == pytest.approx(0.9)
    assert row["part"] == "minority_households -minority_households_without_production_land"


def test_a_withheld_rate_keeps_its_row_and_takes_no_place():
    rows = figures()
    rows = withhold(rows, (rows["unit"] == "B") & (rows["indicator"] == "poor_households"))
    row = standing(rows, "B").loc["poverty_rate"]
    assert (row["state"], row["many"]) == ("withheld", 2)
    assert row[["value", "place"]].isna().all()


def test_no_unit_is_called_the_worst_or_the_best_where_that_of_another_is_withheld():
    # of B (10%, the best) nothing is told: A and C (30%) would be called the best as well as the worst
    rows = figures()
    rows = withhold(rows, (rows["unit"] == "B") & (rows["indicator"] == "poor_households"))
    assert standing(rows, "A").loc["poverty_rate", ["worst", "best"]].isna().all()
    assert standing(rows, "A").loc["poverty_rate", "value"] == 0.3


def test_a_unit_that_did_not_report_a_rate_is_told_from_one_that_withholds_it():
    rows = figures(("A", "near_poor_households", 5))
    assert standing(rows, "B").loc["near_poverty_rate", "state"] == "missing"


def test_a_unit_without_figures_stands_nowhere():
    rows = with_totals(observations(("A", "households", 100), ("A", "poor_households", 30)), scope())
    assert standing(rows, "B").empty
    assert standing_by_unit(rows.iloc[:0], BOUNDARY).empty


def test_deprivations_are_shares_of_the_poor_and_nobody_is_poor_gives_none():
    rows = figures(*((u, "poor_households_deprived", "10", n) for u, n in (("A", 15), ("B", 10), ("C", 15))))
    found = standing(rows, "A").loc["poor_households_deprived/10"]
    assert (found["value"], found["whole"], found["worst"], found["best"]) == (0.5, 0.4, 1.0, 0.25)


def test_rates_are_of_the_last_day_on_which_a_unit_has_figures_though_the_whole_has_later_ones():
    of_units = observations(("A", "households", 100), ("A", "poor_households", 30))
    of_whole = observations(("T", "poor_households", 1), ("T", "households", 10), as_of="2024-12-31")
    rows = with_totals(pd.concat([of_units, of_whole], ignore_index=True), scope())
    assert standing(rows, "A").loc["poverty_rate", "as_of"].year == 2023


def reviewed(day, poor, *lacking):
    """A review of A, B and C on a day: poor households of 100 each, and those of A that lack a toilet."""
    rows = [(u, "households", 100) for u in "ABC"]
    rows += [(u, "poor_households", n) for u, n in zip("ABC", poor, strict=True)]
    return observations(*rows, *(("A", "poor_households_deprived", "toilet", n) for n in lacking), as_of=day)


def test_what_a_review_measures_carries_its_value_at_the_review_before():
    then, now = reviewed("2022-12-31", (40, 20, 10), 30), reviewed("2023-12-31", (30, 20, 10), 15)
    own = standing(with_totals(pd.concat([then, now]), scope()), "A")
    assert tuple(own.loc["poverty_rate", ["before", "value"]]) == (0.4, 0.3)
    assert tuple(own.loc["poor_households_deprived/toilet", ["before", "value"]]) == (0.75, 0.5)
    assert set(own.loc[["poverty_rate", "poor_households_deprived/toilet"], "since"]) == {pd.Timestamp("2022-12-31")}


def test_a_review_by_another_standard_is_no_value_before():
    then, now = reviewed("2020-12-31", (40, 20, 10)), reviewed("2023-12-31", (30, 20, 10))
    assert math.isnan(standing(with_totals(pd.concat([then, now]), scope()), "A").loc["poverty_rate", "before"])
