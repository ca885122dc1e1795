"""The main points: their importance follows from the statistic, and at most six stay."""

import math

from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis.summary import (
    Point,
    of_change,
    of_land,
    of_missing,
    of_pace,
    of_residual,
    of_spread,
    of_standard,
    rank_points,
)

ANY = st.floats(allow_nan=True, allow_infinity=False, width=32)


def test_at_most_six_points_stay_and_the_most_important_stands_first():
    points = [Point(float(n), f"p{n}", f"Sentence {n}.") for n in range(10)]
    assert [point.name for point in rank_points(points)] == ["p9", "p8", "p7", "p6", "p5", "p4"]


def test_a_point_without_a_sentence_takes_no_place():
    assert rank_points([Point(99.0, "empty", ""), Point(1.0, "told", "A sentence.")]) == [
        Point(1.0, "told", "A sentence.")
    ]


def test_equal_importance_is_ordered_by_name_so_that_pages_do_not_change():
    points = [Point(5.0, "b", "B."), Point(5.0, "a", "A.")]
    assert [point.name for point in rank_points(points)] == ["a", "b"]


def test_missing_units_stand_above_everything_but_only_where_others_reported():
    assert of_missing(1, 9) == 95.0
    assert of_missing(0, 9) == of_missing(9, 9) == 0.0


def test_a_fall_of_ten_points_matters_more_than_no_change_and_an_unknown_one_hardly():
    assert (of_change(-10.0), of_change(0.0), of_change(float("nan"))) == (90.0, 70.0, 15.0)


def test_a_flow_that_closes_is_no_finding():
    assert of_residual(0.0, 1000) == of_residual(float("nan"), 1000) == 0.0
    assert of_residual(-40.0, 21989) > 60.0  # Kon Tum 2022


def test_money_behind_time_matters_more_the_further_it_is_behind():
    assert of_pace(0.458, 0.303) == 50.0 + 15.5
    assert of_pace(0.3, 0.5) == 45.0
    assert of_pace(0.9, float("nan")) == 0.0


def test_five_households_without_land_matter_more_than_none():
    assert of_land(5, 0.0007) > of_land(0, 0.0)
    assert of_land(0, float("nan")) == 0.0


def test_communes_that_still_lack_the_standard_are_a_finding():
    assert of_standard(4, 8) > of_standard(8, 8) > of_standard(0, 0)


@given(ANY, ANY)
def test_every_importance_lies_between_0_and_100(a, b):
    found = [of_change(a), of_residual(a, abs(b)), of_pace(abs(a), abs(b)), of_spread(abs(a)), of_land(abs(a), abs(b))]
    assert all(math.isfinite(value) and 0 <= value <= 100 for value in found if not math.isnan(value))
