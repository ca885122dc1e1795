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


DISBURSED, SUPPORT = "capital_disbursed_vnd/1719/investment/current", "support_disbursed_vnd/housing"


@pytest.mark.parametrize(
    ("column", "amount", "beside"),
    [
        (DISBURSED, 6.281e6, {PLAN: 7.281e9}),  # 6.281 tỷ read as triệu
        (PLAN, 7.281e6, {"households": 600}),
        (SUPPORT, 220e3, {"supported_households/housing": 5}),
        ("persons", 12_000, {"households": 600}),
        ("persons", 610, {"households": 600}),
    ],
)
def test_a_whole_column_in_another_unit_is_asked_about_once_beside_its_neighbour(column, amount, beside, tmp_path):
    result = reviewed(tmp_path, *(rows({**beside, column: amount}, unit=unit) for unit in "123"))
    assert found(result, "Q417") == [("Q417", "1", column)]
    assert len(result.accepted) == 3 * (1 + len(beside))


def test_columns_in_proportion_and_units_without_money_yet_are_not_asked_about(tmp_path):
    sound = {"households": 600, "persons": 2_400, PLAN: 7.281e9, DISBURSED: 0}
    tables = [rows(sound, unit="1"), rows({**sound, DISBURSED: 400e6}, unit="2"), rows({DISBURSED: 2e6}, unit="3")]
    assert found(reviewed(tmp_path, *tables), "Q417") == []
