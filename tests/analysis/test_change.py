"""Change: differences in points, contributions that add up exactly, movers, pace; worked by hand."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis.change import change_by_unit, contributions, is_clear, movers, outlook


def counts(**units: tuple) -> pd.DataFrame:
    return pd.DataFrame(units, index=["households", "poor_households"]).T.astype(float)


def test_kon_plong_fell_by_13_62_points_from_36_00_to_22_38_percent():
    # 1.731 of 7.735 = 22,38%; 36,00% of 7.647 = 2.753 households
    table = change_by_unit(counts(T=(7647, 2753)), counts(T=(7735, 1731))).loc["T"]
    assert round(table["change_points"], 2) == -13.62
    assert table["change"] == -1022


def test_contributions_worked_by_hand():
    # before: A 20/100, B 40/100, R = 30%; after: A 10/100, B 60/300, R = 17,5%; change −12,5
    # weights A 0,5 to 0,25, B 0,5 to 0,75; A's own rate: 0,375 x −10 = −3,75; B's: 0,625 x −20 = −12,5
    # mean R 23,75%: A's weight (15 − 23,75) x −0,25 = +2,1875; B's (30 − 23,75) x 0,25 = +1,5625
    table = contributions(counts(A=(100, 20), B=(100, 40)), counts(A=(100, 10), B=(300, 60)), ["A", "B"])
    assert table["from_rate_points"].tolist() == pytest.approx([-3.75, -12.5])
    assert table["from_weight_points"].tolist() == pytest.approx([2.1875, 1.5625])
    assert table["contribution_points"].sum() == pytest.approx(-12.5)


def test_a_unit_without_figures_on_one_day_is_left_out_and_not_taken_for_zero():
    table = contributions(counts(A=(100, 20), B=(100, 40)), counts(A=(100, 10)), ["A", "B"])
    assert table.index.tolist() == ["A"]
    assert table["contribution_points"].sum() == pytest.approx(-10)


def test_a_unit_that_had_no_households_contributes_by_its_weight_only():
    table = contributions(counts(A=(100, 20), B=(0, 0)), counts(A=(100, 20), B=(100, 40)), ["A", "B"])
    assert table.loc["B", "from_rate_points"] == 0
    assert table["contribution_points"].sum() == pytest.approx(10)  # 20% to 30%


COUNTS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12
)


@given(COUNTS)
def test_contributions_add_up_to_the_change_of_the_total_whatever_the_units(rows):
    before = counts(**{f"u{n}": (h, round(h * r)) for n, (h, _, r, _) in enumerate(rows)})
    after = counts(**{f"u{n}": (h, round(h * r)) for n, (_, h, _, r) in enumerate(rows)})
    if not before["households"].sum() or not after["households"].sum():
        return
    rates = [t["poor_households"].sum() / t["households"].sum() for t in (before, after)]
    table = contributions(before, after, list(before.index))
    assert table["contribution_points"].sum() == pytest.approx((rates[1] - rates[0]) * 100, abs=1e-9)


@given(COUNTS)
def test_the_rate_of_the_total_is_the_weighted_mean_of_the_units(rows):
    table = counts(**{f"u{n}": (h + 1, round((h + 1) * r)) for n, (h, _, r, _) in enumerate(rows)})
    rates = table["poor_households"] / table["households"]
    weights = table["households"] / table["households"].sum()
    assert (rates * weights).sum() == pytest.approx(table["poor_households"].sum() / table["households"].sum())


def test_a_difference_of_rounding_or_of_two_households_is_no_clear_change():
    assert not is_clear(0.09)
    assert not is_clear(-1.5, households=100)  # one household and a half
    assert not is_clear(float("nan"))
    assert is_clear(-0.1, households=3000)


def test_a_rate_that_falls_because_households_moved_in_is_a_change():
    assert change_by_unit(counts(A=(1000, 100)), counts(A=(2000, 100))).loc["A", "clear"]


def test_movers_are_the_clear_ones_only_in_order_of_size():
    changes = change_by_unit(
        counts(A=(100, 50), B=(100, 50), C=(100, 50), D=(100, 50)),
        counts(A=(100, 30), B=(100, 49), C=(100, 60), D=(100, 40)),
    )
    down, up = movers(changes)
    assert down.index.tolist() == ["A", "D"]
    assert up.index.tolist() == ["C"]


def days(**rates: float) -> pd.Series:
    return pd.Series({pd.Timestamp(f"{name[1:]}-12-31"): rate for name, rate in rates.items()})


def test_a_pace_of_ten_points_a_year_takes_two_more_years_for_twenty_points():
    found = outlook(days(y2022=0.40, y2023=0.30), target=0.10)
    assert found.points_per_year == pytest.approx(-10)
    assert found.years == pytest.approx(2)
    assert found.year_met == 2025
    assert (found.since, found.until) == (date(2022, 12, 31), date(2023, 12, 31))


def test_a_leap_day_does_not_lengthen_a_year():
    """Kon Plông: 44.40 % to 22.38 % in two years and to 15.55 % in three is 11.01 and 9.62 points a year, as whoever divides finds."""
    rates = days(y2021=0.4440, y2023=0.2238, y2024=0.1555)
    assert outlook(rates.iloc[:2], target=0.10).points_per_year == pytest.approx(-11.01)
    assert outlook(rates, target=0.10).points_per_year == pytest.approx(-28.85 / 3)


def test_a_rate_that_does_not_fall_never_meets_the_target():
    found = outlook(days(y2022=0.30, y2023=0.31), target=0.10)
    assert found.year_met is None
    assert math.isnan(found.years)


def test_a_target_that_is_met_is_met_now():
    assert outlook(days(y2022=0.12, y2023=0.08), target=0.10).year_met == 2023


def test_one_review_gives_no_pace():
    assert outlook(days(y2023=0.3), target=0.1) is None
