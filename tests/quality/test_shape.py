"""Figures that cannot be, judged one by one."""

import pytest
from tests.quality.tables import found, only, reviewed, rows


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("poor_households", -3, "Q411"),
        ("capital_plan_vnd/1719/investment/current", -1e9, "Q411"),
        ("poor_households", 12.5, "Q412"),
        ("households", 1.234, "Q412"),
        ("new_rural_criterion_met/7", 2, "Q413"),
        ("households", 0, "Q414"),
        ("new_rural_criteria_met", 20, "Q415"),
    ],
)
def test_an_impossible_figure_is_rejected_with_its_code(tmp_path, name, value, code):
    result = reviewed(tmp_path, rows({name: value}))
    assert found(result) == [(code, "1", name)]
    assert list(result.rejected["finding"]) == [code]


def test_zero_poor_households_and_a_missing_figure_are_possible(tmp_path):
    result = reviewed(tmp_path, rows({"poor_households": 0, "near_poor_households": None}))
    assert found(result) == []
    assert len(result.accepted) == 2


def test_one_wrong_figure_is_one_finding(tmp_path):
    deprived = {f"near_poor_households_deprived/{at}": 5 for at in range(1, 13)}
    result = reviewed(tmp_path, rows({"near_poor_households": -3, "households": 90} | deprived))
    assert only(result, "Q411")["indicator"] == "near_poor_households"
    assert len(result.findings[~result.findings["code"].isin(["Q351", "Q352"])]) == 1
