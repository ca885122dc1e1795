"""Published figures as control totals of the returns. Figures of Kon Plông: the mid-2024 review (VietNamNet 2345837)."""

import pytest
from tests.quality.tables import earlier_of, found, only, reviewed, rows

POOR = {"1": 800, "2": 600, "3": 331}  # 1.731
HOUSEHOLDS = {"1": 3000, "2": 3000, "3": 1735}  # 7.735


def returns(counts, name, **more):
    return [rows({name: count}, unit=unit, **more) for unit, count in counts.items()]


def published(name, value, printed, day="2023-12-31", **more):
    return rows(
        {name: (value, printed)}, unit="613", kind="published", workbook="review.csv", sheet="", day=day, **more
    )


def test_returns_that_add_up_to_the_published_figure_give_no_finding(tmp_path):
    assert (
        found(reviewed(tmp_path, *returns(POOR, "poor_households"), published("poor_households", 1731, "1.731"))) == []
    )


def test_returns_that_do_not_add_up_are_set_against_the_published_figure(tmp_path):
    result = reviewed(
        tmp_path, *returns(POOR | {"3": 330}, "poor_households"), published("poor_households", 1731, "1.731")
    )
    finding = only(result, "Q531")
    assert "is 1.731 but the 3 units add to 1,730" in finding["message_en"]
    assert finding["workbook"] == "review.csv"
    assert len(result.rejected) == 0


def test_a_partial_sum_is_not_set_against_a_published_total(tmp_path):
    assert (
        found(reviewed(tmp_path, *returns({"1": 800}, "poor_households"), published("poor_households", 1731, "1.731")))
        == []
    )


@pytest.mark.parametrize(("printed", "value", "wrong"), [("22,38%", 0.2238, False), ("22,39%", 0.2239, True)])
def test_a_published_rate_is_recomputed_from_the_sums(tmp_path, printed, value, wrong):
    tables = [*returns(POOR, "poor_households"), *returns(HOUSEHOLDS, "households")]
    result = reviewed(tmp_path, *tables, published("poverty_rate_printed", value, printed))
    assert found(result) == ([("Q532", "613", "poverty_rate_printed")] if wrong else [])


@pytest.mark.parametrize(("before", "wrong"), [(2754, False), (2700, True)])
def test_a_published_change_is_recomputed_from_two_years(tmp_path, before, wrong):
    # 2.754 of 7.650 households = 36,00 %; 22,38 - 36,00 = -13,62 points
    earlier = earlier_of(
        *returns({"1": before - 1000, "2": 500, "3": 500}, "poor_households", day="2022-12-31"),
        *returns({"1": 3000, "2": 3000, "3": 1650}, "households", day="2022-12-31"),
    )
    tables = [*returns(POOR, "poor_households"), *returns(HOUSEHOLDS, "households")]
    change = published("poverty_rate_change_printed", -13.62, "giảm 13,62%")
    result = reviewed(tmp_path, *tables, change, earlier=earlier)
    assert found(result, "Q532") == ([("Q532", "613", "poverty_rate_change_printed")] if wrong else [])


@pytest.mark.parametrize(("total", "wrong"), [(216_500, False), (215_900, True), (217_200, True)])
def test_more_than_216_billion_is_216_and_something(tmp_path, total, wrong):
    plan = {
        unit: {"capital_plan_vnd/1719/investment/current": 50_000e6, "capital_plan_vnd/ntm/recurrent/current": 10_000e6}
        for unit in "12"
    }
    plan["3"] = {
        "capital_plan_vnd/1719/investment/current": 90_000e6,
        "capital_plan_vnd/ntm/recurrent/current": (total - 210_000) * 1e6,
    }
    tables = [rows(figures, unit=unit) for unit, figures in plan.items()]
    money = published("capital_plan_vnd/all/all/all", 216e9, "hơn 216 tỷ đồng", qualifier=">")
    assert found(reviewed(tmp_path, *tables, money)) == (
        [("Q531", "613", "capital_plan_vnd/all/all/all")] if wrong else []
    )


def test_communes_met_and_the_mean_of_the_others_follow_from_the_flags(tmp_path):
    # Kon Plông mid-2024: the communes still short have 13, 13, 12 and 12 criteria, 12,5 on average
    communes = {"1": (1, 19), "2": (0, 13), "3": (0, 12)}
    tables = [
        rows({"new_rural_standard_met": met, "new_rural_criteria_met": count}, unit=unit)
        for unit, (met, count) in communes.items()
    ]
    told = [
        published("new_rural_communes_met", 1, "1 xã"),
        published("new_rural_criteria_mean_printed", 12.5, "12,5 tiêu chí/xã"),
    ]
    assert found(reviewed(tmp_path, *tables, *told)) == []
    wrong = [
        published("new_rural_communes_met", 2, "2 xã"),
        published("new_rural_criteria_mean_printed", 13, "13 tiêu chí/xã"),
    ]
    assert [code for code, *_ in found(reviewed(tmp_path, *tables, *wrong))] == ["Q532", "Q532"]


def test_a_published_figure_that_comes_later_is_judged_then_and_only_then(tmp_path):
    earlier = earlier_of(*returns(POOR | {"3": 330}, "poor_households"))
    later = reviewed(tmp_path, published("poor_households", 1731, "1.731"), period="2024-H1", earlier=earlier)
    assert found(later) == [("Q531", "613", "poor_households")]
    both = earlier_of(*returns(POOR | {"3": 330}, "poor_households"), published("poor_households", 1731, "1.731"))
    assert found(reviewed(tmp_path, rows({"persons": 5}, day="2024-12-31"), period="2024", earlier=both), "Q531") == []
