"""Rules within a form and between forms, with figures worked by hand or published."""

import pytest
from tests.quality.tables import found, only, reviewed, rows

FLOW = {
    "poor_household_flow/start": 100,
    "poor_household_flow/to_near_poor": 10,
    "poor_household_flow/escaped": 20,
    "poor_household_flow/other_decrease": 1,
    "poor_household_flow/from_near_poor": 4,
    "poor_household_flow/relapsed": 2,
    "poor_household_flow/new": 5,
    "poor_household_flow/other_increase": 3,
    "poor_household_flow/end": 83,  # 100 - 10 - 20 - 1 + 4 + 2 + 5 + 3
}
# Kon Tum 2022 as printed (thoidai.com.vn 179798): 21.989 - 6.782 + 169 + 13 + 594 = 15.983, printed 15.943.
KON_TUM = {
    "poor_household_flow/start": 21989,
    "poor_household_flow/out": 6782,
    "poor_household_flow/from_near_poor": 169,
    "poor_household_flow/relapsed": 13,
    "poor_household_flow/new": 594,
    "poor_household_flow/end": 15943,
}


def test_a_flow_that_closes_gives_no_finding(tmp_path):
    assert found(reviewed(tmp_path, rows(FLOW))) == []


def test_the_flow_of_kon_tum_2022_shows_its_residual_of_minus_40_and_keeps_the_figure(tmp_path):
    result = reviewed(tmp_path, rows(KON_TUM))
    finding = only(result, "Q431")
    assert "21.989 − 6.782 + 169 + 13 + 594 = 15.983, chênh −40" in finding["message_vi"]
    assert "21,989 − 6,782 + 169 + 13 + 594 = 15,983, a residual of −40" in finding["message_en"]
    assert len(result.accepted) == 6
    assert len(result.rejected) == 0


def test_a_flow_with_blank_columns_names_them(tmp_path):
    # Cư Jút, near-poor, as printed in a real table: 305 at the end where the columns give 307 (residual -2)
    flow = {f"near_poor_household_flow/{name}": count for name, count in
            {"start": 300, "escaped": 60, "to_poor": 0, "other_decrease": None, "from_poor": 63, "relapsed": 0,
             "new": 4, "other_increase": None, "end": 305}.items()}  # fmt: skip
    message = only(reviewed(tmp_path, rows(flow)), "Q431")["message_en"]
    assert "= 307, a residual of −2 (not given: " in message
    assert message.count("Other") == 2


def test_persons_and_households_flow_apart(tmp_path):
    persons = {name.replace("household", "person"): count * 4 for name, count in FLOW.items()}
    persons["poor_person_flow/end"] += 1
    assert found(reviewed(tmp_path, rows(FLOW | persons))) == [("Q431", "1", "poor_person_flow/end")]


@pytest.mark.parametrize(
    ("part", "whole"),
    [("poor_households", "households"), ("minority_households", "households"), ("poor_persons", "persons")],
)
def test_a_part_above_its_whole_rejects_both(tmp_path, part, whole):
    result = reviewed(tmp_path, rows({whole: 90, part: 91}))
    assert found(result) == [("Q421", "1", whole), ("Q421", "1", part)]
    assert len(result.accepted) == 0


def test_a_breakdown_above_its_whole_loses_only_the_part(tmp_path):
    result = reviewed(
        tmp_path, rows({"poor_households": 10, "poor_households_deprived/7": 11, "poor_households_deprived/8": 10})
    )
    assert found(result) == [("Q421", "1", "poor_households_deprived/7")]
    assert sorted(result.accepted["detail"]) == ["", "8"]


def test_a_household_has_at_least_one_person(tmp_path):
    assert found(reviewed(tmp_path, rows({"poor_households": 12, "poor_persons": 11}))) == [
        ("Q422", "1", "poor_households")
    ]


def test_deprivations_add_up_and_keep_their_bounds(tmp_path):
    # 20 poor households: at least 60 deprivations; 10 near-poor: at most 20
    sound = {"poor_households": 20, "poor_deprivations": 60, "near_poor_households": 10, "near_poor_deprivations": 20}
    counts = {f"poor_households_deprived/{at}": 5 for at in range(1, 13)}
    assert found(reviewed(tmp_path, rows(sound | counts))) == []
    wrong = sound | counts | {"poor_deprivations": 59, "near_poor_deprivations": 21}
    assert found(reviewed(tmp_path, rows(wrong))) == [
        ("Q424", "1", "poor_deprivations"),
        ("Q432", "1", "poor_deprivations"),
        ("Q424", "1", "near_poor_deprivations"),
    ]


def test_two_forms_must_agree_and_the_sentence_says_where_the_other_stands(tmp_path):
    result = reviewed(
        tmp_path,
        rows({"poor_household_flow/to_near_poor": 64}, sheet="Diễn biến hộ nghèo"),
        rows({"near_poor_household_flow/from_poor": 63}, sheet="Diễn biến hộ cận nghèo"),
    )
    finding = only(result, "Q511")  # Cư Jút: 64 against 63
    assert "a difference of +1" in finding["message_en"]
    assert "a.xlsx, Diễn biến hộ cận nghèo!A11" in finding["message_en"]
    assert len(result.rejected) == 0


def test_the_end_of_the_flow_is_the_official_result(tmp_path):
    assert found(reviewed(tmp_path, rows(FLOW | {"poor_households": 82}))) == [("Q511", "1", "poor_household_flow/end")]


def test_land_and_support_add_up_by_content(tmp_path):
    figures = {
        "minority_households": 100,
        "minority_households_with_production_land": 97,
        "minority_households_without_production_land": 2,
        "support_need_start/housing": 30,
        "supported_households/housing": 12,
        "support_need_new/housing": 3,
        "support_need_remaining/housing": 22,  # 30 - 12 + 3 = 21
        "support_need_start/residential_land": 6,
        "supported_households/residential_land": 6,
        "support_need_new/residential_land": 0,
        "support_need_remaining/residential_land": 0,
    }
    result = reviewed(tmp_path, rows(figures))
    assert found(result) == [("Q434", "1", "minority_households"), ("Q435", "1", "support_need_remaining/housing")]
    assert "30 − 12 + 3 = 21" in only(result, "Q435")["message_en"]


def test_more_spent_than_planned_is_shown_and_kept(tmp_path):
    money = {"capital_plan_vnd/1719/investment/current": 5e9, "capital_disbursed_vnd/1719/investment/current": 6e9}
    result = reviewed(tmp_path, rows(money))
    assert found(result) == [("Q423", "1", "capital_disbursed_vnd/1719/investment/current")]
    assert len(result.accepted) == 2


def test_criteria_and_products_add_up(tmp_path):
    criteria = {f"new_rural_criterion_met/{at}": int(at < 14) for at in range(1, 20)} | {"new_rural_criteria_met": 12}
    products = {"ocop_products": 68, "ocop_products/3/district": 63, "ocop_products/4/province": 5}
    assert found(reviewed(tmp_path, rows(criteria | products))) == [("Q436", "1", "new_rural_criteria_met")]


def test_one_unit_is_never_compared_with_another_or_with_another_day(tmp_path):
    result = reviewed(
        tmp_path,
        rows({"households": 50}, unit="1"),
        rows({"poor_households": 60}, unit="2"),
        rows({"poor_households": 60}, unit="1", day="2022-12-31"),
        rows({"poor_households": 60}, unit="1", kind="published"),
    )
    assert found(result) == []


def test_a_statement_is_checked_within_its_own_span_of_days(tmp_path):
    stocks = rows({"households": 100, "poor_households": 45})
    year = {"start": 50, "escaped": 8, "new": 3, "end": 45}
    half = {"start": 48, "escaped": 4, "new": 1, "end": 45}
    flows = [
        rows({f"poor_household_flow/{part}": n for part, n in parts.items()}, start=start, workbook=f"{start}.xlsx")
        for parts, start in ((year, "2023-01-01"), (half, "2023-07-01"))
    ]
    assert found(reviewed(tmp_path, stocks, *flows), "Q431") == []
    wrong = rows({f"poor_household_flow/{part}": n for part, n in (half | {"new": 2}).items()}, start="2023-07-01")
    assert found(reviewed(tmp_path, stocks, flows[0], wrong), "Q431") == [("Q431", "1", "poor_household_flow/end")]
