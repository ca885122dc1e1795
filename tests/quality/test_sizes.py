"""Amounts beyond what a unit can have, in a first period too."""

import pytest
from tests.quality.tables import found, only, reviewed, rows

PLAN = "capital_plan_vnd/1719/investment/current"


@pytest.mark.parametrize(
    ("amount", "side"),
    [
        (7_281e12, "above"),
        (7_281.0, "below"),
    ],  # 7,281 million typed as đồng under 'triệu đồng', and the other way round
)
def test_an_amount_a_million_times_too_large_or_small_is_refused_in_a_first_period(amount, side, tmp_path):
    result = reviewed(tmp_path, rows({PLAN: amount}))
    assert side in only(result, "Q425")["message_en"]
    assert len(result.accepted) == 0


def test_an_amount_a_thousand_times_too_large_for_its_households_is_refused(tmp_path):
    result = reviewed(tmp_path, rows({"households": 600, PLAN: 1.5e12}))
    assert found(result, "Q425") == [("Q425", "1", PLAN)]
    assert found(reviewed(tmp_path, rows({PLAN: 1.5e12})), "Q425") == []


def test_a_plausible_amount_and_none_at_all_are_no_fault(tmp_path):
    assert found(reviewed(tmp_path, rows({"households": 600, PLAN: 7_281e6})), "Q425", "Q429") == []
    assert found(reviewed(tmp_path, rows({PLAN: 0})), "Q425") == []


def test_a_unit_far_from_the_middle_of_its_sheet_is_asked_about(tmp_path):
    tables = [rows({PLAN: amount}, unit=unit) for unit, amount in (("1", 7e9), ("2", 8e9), ("3", 6e6))]
    result = reviewed(tmp_path, *tables)
    assert found(result, "Q429") == [("Q429", "3", PLAN)]
    assert len(result.accepted) == 3
