"""Gini, Lorenz and concentration: small cases worked by hand, and what must hold for any data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis.inequality import concentration_curve, concentration_index, gini, kakwani_index, lorenz

AMOUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=30)


def by_definition(values: list[float], weights: list[float]) -> float:
    """The double sum of the definition, slow and plain."""
    total = sum(w * x for x, w in zip(values, weights, strict=True))
    pairs = sum(
        wi * wj * abs(xi - xj)
        for xi, wi in zip(values, weights, strict=True)
        for xj, wj in zip(values, weights, strict=True)
    )
    return pairs / (2 * sum(weights) * total)


def test_gini_of_one_two_three_four_is_a_quarter():
    # pairs: 3 differences of 1, 2 of 2, 1 of 3 = 10, twice = 20; 2 * 16 * 2.5 = 80; 20 / 80
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)


def test_one_of_four_units_having_everything_gives_three_quarters():
    # (n - 1) / n with n = 4
    assert gini([0, 0, 0, 12]) == pytest.approx(0.75)


def test_equal_values_give_exactly_zero_whatever_the_weights():
    assert gini([0.1, 0.1, 0.1], [3, 1, 7]) == 0.0


def test_a_single_unit_gives_zero():
    assert gini([5.0]) == 0.0


def test_nothing_to_share_is_not_a_number_rather_than_equality():
    assert math.isnan(gini([0, 0, 0]))
    assert math.isnan(gini([]))


def test_negative_values_are_refused():
    with pytest.raises(ValueError, match="negative"):
        gini([1, -1])


def test_sequences_of_different_length_are_refused():
    with pytest.raises(ValueError, match="differ in number"):
        concentration_index([1, 2], [1])


def test_a_missing_value_is_left_out_and_not_taken_for_zero():
    assert gini([1, 2, np.nan, 3, 4]) == pytest.approx(0.25)


def test_a_weight_of_two_is_the_same_as_the_unit_listed_twice():
    assert gini([1, 5], [2, 1]) == pytest.approx(gini([1, 1, 5]))


def test_lorenz_of_one_and_three_passes_through_a_quarter():
    curve = lorenz([3, 1])
    assert curve["share_of_units"].tolist() == [0, 0.5, 1]
    assert curve["share_of_total"].tolist() == [0, 0.25, 1]


def test_concentration_is_positive_when_support_goes_to_the_poorest_units():
    # support 0 and 4, poverty 10% and 30%: ranks 1/4 and 3/4; 2/2 * (0*1/4 + 4*3/4)/2 - 1 = 1/2
    assert concentration_index([0, 4], [0.1, 0.3]) == pytest.approx(0.5)
    assert concentration_index([4, 0], [0.1, 0.3]) == pytest.approx(-0.5)


def test_units_that_tie_share_their_rank_so_that_order_does_not_matter():
    assert concentration_index([0, 4], [0.2, 0.2]) == 0.0
    assert concentration_index([4, 0, 2], [0.2, 0.2, 0.5]) == concentration_index([0, 4, 2], [0.2, 0.2, 0.5])


def test_ties_make_one_point_of_the_concentration_curve():
    curve = concentration_curve([4, 0, 4], [0.2, 0.2, 0.5])
    assert curve["share_of_units"].tolist() == pytest.approx([0, 2 / 3, 1])
    assert curve["share_of_total"].tolist() == pytest.approx([0, 0.5, 1])


@given(AMOUNTS)
def test_the_fast_formula_agrees_with_the_definition(values):
    if sum(values) == 0:
        return
    weights = [1 + v % 7 for v in values]
    assert gini(values, weights) == pytest.approx(by_definition(values, weights), abs=1e-9)


@given(AMOUNTS, st.floats(0.001, 1e9))
def test_gini_does_not_depend_on_the_unit_of_measure(values, scale):
    assert gini([v * scale for v in values]) == pytest.approx(gini(values), abs=1e-9, nan_ok=True)


@given(AMOUNTS)
def test_gini_lies_between_zero_and_one(values):
    assert sum(values) == 0 or 0 <= gini(values) < 1


@given(AMOUNTS)
def test_concentration_ranked_by_itself_is_gini_and_ranked_backwards_its_opposite(values):
    backwards = [-v for v in values]
    assert concentration_index(values, values) == pytest.approx(gini(values), nan_ok=True)
    assert concentration_index(values, backwards) == pytest.approx(-gini(values), nan_ok=True)


@given(AMOUNTS)
def test_lorenz_curve_never_falls_and_never_rises_above_the_diagonal(values):
    curve = lorenz(values)
    if sum(values) == 0:
        assert curve["share_of_total"].iloc[1:].isna().all()
        return
    assert (curve["share_of_total"].diff().dropna() >= 0).all()
    assert (curve["share_of_total"] <= curve["share_of_units"] + 1e-9).all()


def test_support_is_held_against_need_and_not_against_nothing():
    """Two units of one size, poverty 10% and 30%. Need 1 and 3: C = 2 x (1/4 x -1/4 + 3/4 x 1/4) = 0,25.

    Support 2 and 2 leans to neither (C = 0), but need lies with the poorer: 0 - 0,25 = -0,25. Support as need is 0.
    """
    assert kakwani_index([2, 2], [1, 3], [0.1, 0.3]) == pytest.approx(-0.25)
    assert kakwani_index([1, 3], [1, 3], [0.1, 0.3]) == 0
    assert kakwani_index([0, 4], [1, 3], [0.1, 0.3]) == pytest.approx(0.25)


def test_a_unit_whose_need_or_support_is_unknown_counts_for_neither():
    assert kakwani_index([2, 2, 9], [1, 3, np.nan], [0.1, 0.3, 0.9]) == pytest.approx(-0.25)
