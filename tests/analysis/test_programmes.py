"""Programmes: capital, criteria and products, worked by hand and against the district's review of mid-2024."""

import math
from datetime import date

import pandas as pd
import pytest
from tests.analysis.figures import observations, scope

from helpers.analysis.programmes import (
    capital_by_programme,
    criteria_matrix,
    criteria_set,
    groups,
    new_rural_by_unit,
    ocop_products,
    pace,
)
from helpers.protect.totals import with_totals
from helpers.vocabulary.pack import Pack, using
from helpers.vocabulary.place import Boundary, Unit

# Kon Plông, mid-2024 (VietNamNet 2345837): more than 216, 154 and 62 tỷ; 39,7% and 7% disbursed
MID_2024 = observations(
    ("T", "capital_plan_vnd", "all/all/all", 216e9), ("T", "capital_plan_vnd", "all/investment/all", 154e9),
    ("T", "capital_plan_vnd", "all/recurrent/all", 62e9), ("T", "disbursement_rate_printed", "all/investment/all", 0.397),
    ("T", "disbursement_rate_printed", "all/recurrent/all", 0.07), as_of="2024-06-30", kind="published",
)  # fmt: skip


def test_about_65_5_of_216_billion_was_disbursed_in_kon_plong_by_mid_2024():
    # 154 x 39,7% + 62 x 7% = 61,138 + 4,34 = 65,478 tỷ; / 216 = 30,3%
    total = capital_by_programme(MID_2024, "T").loc["all/all/all"]
    assert total["capital_disbursed_vnd"] == pytest.approx(65.478e9)
    assert round(total["disbursed_of_plan"], 3) == 0.303
    assert "*disbursement_rate_printed" in total["capital_disbursed_terms"]


def test_a_plan_that_is_reported_stands_even_where_its_parts_add_up_to_another():
    rows = MID_2024.assign(value=MID_2024["value"].where(MID_2024["detail"] != "all/all/all", 220e9))
    assert capital_by_programme(rows, "T").loc["all/all/all", "capital_plan_vnd"] == 220e9


def reported(*rows: tuple) -> pd.DataFrame:
    """Rows of (detail, plan, allocated, disbursed) in billion VND."""
    names = ("capital_plan_vnd", "capital_allocated_vnd", "capital_disbursed_vnd")
    return observations(
        *(
            ("T", name, detail, None if v is None else v * 1e9)
            for detail, *values in rows
            for name, v in zip(names, values, strict=True)
        )
    )


def test_sums_are_added_over_source_years_kinds_and_programmes_in_that_order():
    rows = reported(
        ("1719/investment/current", 100, 90, 45), ("1719/investment/carried_over", 20, 20, 15), ("1719/recurrent/current", 30, 25, 5),
        ("ntm/investment/current", 50, 50, 25), ("ntm/recurrent/current", 10, 10, 0),
    )  # fmt: skip
    table = capital_by_programme(rows, "T")
    assert table.loc["1719/investment/all", "capital_plan_vnd"] == 120e9
    assert table.loc["1719/all/all", "capital_disbursed_vnd"] == 65e9
    assert table.loc["all/all/all", ["capital_plan_vnd", "capital_disbursed_vnd"]].tolist() == [210e9, 90e9]
    assert not table["capital_disbursed_terms"].str.contains("*", regex=False).any()


def test_money_that_ended_programmes_left_adds_up_to_their_phase_apart_from_the_new_programme():
    # 2026: 100 + 20 of the merged programme; 7 + 3 of two programmes that ended with 2025
    rows = reported(
        ("257/investment/central", 80, 80, 40), ("257/investment/local", 20, 20, 5), ("257/recurrent/central", 20, 20, 5),
        ("1719/investment/carried_over", 7, 7, 4), ("1719/recurrent/carried_over", 0, 0, 0),
        ("ntm/investment/carried_over", 3, 3, 1), ("ntm/recurrent/carried_over", 0, 0, 0),
    ).assign(as_of=pd.Timestamp("2026-06-30"))  # fmt: skip
    table = capital_by_programme(rows, "T")
    assert table.loc["all/all/all", ["capital_plan_vnd", "capital_disbursed_vnd"]].tolist() == [120e9, 50e9]
    assert table.loc["2021-2025/all/all", ["capital_plan_vnd", "capital_disbursed_vnd"]].tolist() == [10e9, 5e9]
    assert table.loc["2021-2025/investment/carried_over", "capital_plan_vnd"] == 10e9
    assert "all/investment/carried_over" not in table.index


@pytest.mark.parametrize(("day", "whole"), [("2025-12-31", "all"), ("2026-01-31", "all"), ("2026-02-01", "2021-2025")])
def test_until_the_money_of_2025_is_closed_its_programmes_alone_are_the_sum(day, whole):
    rows = reported(("1719/investment/current", 7, 7, 4), ("1719/recurrent/current", 0, 0, 0))
    table = capital_by_programme(rows.assign(as_of=pd.Timestamp(day)), "T")
    assert table.loc[f"{whole}/all/all", "capital_plan_vnd"] == 7e9
    assert {key.partition("/")[0] for key in table.index} == {"1719", whole}


def test_the_rate_of_plan_and_the_rate_of_allocated_are_two_figures():
    # Đông Giang, May 2025: 35,3 is 12,5% of the plan of 282,1 and 14,6% of the 242,3 allocated (domain source S45)
    row = capital_by_programme(reported(("all/all/all", 282.1, 242.3, 35.3)), "T").loc["all/all/all"]
    assert round(row["disbursed_of_plan"], 3) == 0.125
    assert round(row["disbursed_of_allocated"], 3) == 0.146


def test_a_kind_of_capital_that_is_not_reported_leaves_the_sum_unknown():
    table = capital_by_programme(reported(("1719/investment/current", 100, 90, 45)), "T")
    assert "1719/all/all" not in table.index


def test_disbursement_that_one_programme_does_not_report_leaves_the_sum_unknown():
    rows = reported(
        *(
            (f"{p}/{k}/current", 10, 10, None if p == "ntm" else 5)
            for p in ("1719", "ntm")
            for k in ("investment", "recurrent")
        )
    )
    total = capital_by_programme(rows, "T").loc["all/all/all"]
    assert total["capital_plan_vnd"] == 40e9
    assert math.isnan(total["capital_disbursed_vnd"])


def test_a_plan_of_zero_has_no_rate():
    assert math.isnan(
        capital_by_programme(reported(("all/all/all", 0, 0, 0)), "T").loc["all/all/all", "disbursed_of_plan"]
    )


def test_half_a_year_is_182_of_397_days_of_the_budget_year():
    # 2024 is a leap year: 1/1 to 30/6 is 182 days, to 31/1/2025 366 + 31 = 397
    found = pace(216e9, 65.478e9, date(2024, 6, 30))
    assert found.share_elapsed == pytest.approx(182 / 397)
    assert found.closes == date(2025, 1, 31)
    assert found.months_left == pytest.approx(13 * 215 / 397)
    assert found.monthly_needed_vnd == pytest.approx((216e9 - 65.478e9) / (13 * 215 / 397))


def test_a_day_in_january_belongs_to_the_budget_year_before_and_the_last_day_leaves_nothing_to_spend_in():
    found = pace(100e9, 90e9, date(2025, 1, 31))
    assert found.share_elapsed == 1
    assert math.isnan(found.monthly_needed_vnd)


def test_more_disbursed_than_planned_needs_nothing_more():
    assert pace(100e9, 120e9, date(2024, 6, 30)).monthly_needed_vnd == 0


COMMUNES = Boundary(
    "2019", date(2019, 1, 1),
    (*(Unit(c, "2019", f"Xã {c}", "Xã") for c in "ABCD"), Unit("E", "2019", "Thị trấn E", "Thị trấn")), Unit("T", "2019", "Huyện T"),
)  # fmt: skip


def test_towns_are_not_assessed():
    rows = observations(("A", "new_rural_criteria_met", 13), ("E", "new_rural_criteria_met", 16))
    table = new_rural_by_unit(rows, COMMUNES)
    assert table.index.tolist() == ["A", "B", "C", "D"]
    assert table.loc["A", ["criteria_met", "criteria_missing"]].tolist() == [13, 6]


def matrix_rows(unit: str, lacking: set[int], as_of: str = "2024-06-30") -> pd.DataFrame:
    rows = [(unit, "new_rural_criterion_met", str(n), 0 if n in lacking else 1) for n in range(1, 20)]
    return observations(*rows, as_of=as_of)


def test_criteria_are_counted_from_the_matrix_where_it_is_newer_than_the_count():
    rows = pd.concat(
        [matrix_rows("A", {10, 11, 17}), observations(("A", "new_rural_criteria_met", 13), as_of="2021-06-30")]
    )
    assert new_rural_by_unit(rows, COMMUNES).loc["A", "criteria_met"] == 16


def test_ocop_products_keep_star_and_level_apart_and_the_total_last():
    rows = observations(
        ("T", "ocop_products", "any/province", 5),
        ("T", "ocop_products", "3/district", 63),
        ("T", "ocop_products", "", 68),
    )
    assert ocop_products(rows, "T")["ocop_products"].to_dict() == {"3/district": 63, "any/province": 5, "": 68}


def test_amounts_of_other_units_than_those_of_the_plan_give_no_rate():
    # investment: A spent 40 of 100, B has a plan of 100 and no return: 40 / 200 is no rate; recurrent: A 5 of 10, B 1 of 10
    amounts = {
        "A": {"plan": (100, 10), "disbursed": (40, 5)},
        "B": {"plan": (100, 10), "disbursed": (None, 1)},
    }
    rows = observations(
        *(
            (unit, f"capital_{name}_vnd", f"1719/{kind}/current", value)
            for unit, own in amounts.items()
            for name, values in own.items()
            for kind, value in zip(("investment", "recurrent"), values, strict=True)
        )
    )
    table = capital_by_programme(with_totals(rows, scope("AB")), "T")
    assert math.isnan(table.loc["1719/investment/all", "disbursed_of_plan"])
    assert math.isnan(table.loc["all/all/all", "disbursed_of_plan"])
    assert table.loc["1719/recurrent/all", "disbursed_of_plan"] == 0.3


def test_capital_of_programmes_that_not_the_same_units_reported_is_no_share_of_the_whole():
    kinds = ("investment/current", "recurrent/current")
    of = [("A", "gnbv"), ("A", "ntm"), ("B", "gnbv")]  # B says nothing of ntm
    rows = observations(
        *((u, name, f"{p}/{kind}", value) for u, p in of for kind in kinds
          for name, value in (("capital_plan_vnd", 100), ("capital_disbursed_vnd", 35)))
    )  # fmt: skip
    table = capital_by_programme(with_totals(rows, scope("AB")), "T")
    assert math.isnan(table.loc["all/all/all", "disbursed_of_plan"])
    assert table.loc["gnbv/all/all", "disbursed_of_plan"] == pytest.approx(0.35)
    assert table.loc["ntm/all/all", "disbursed_of_plan"] == pytest.approx(0.35)


def test_a_programme_that_no_pack_knows_is_counted_with_the_others():
    # 113,7 tỷ of a merged programme were once lost without a word
    rows = reported(("merged/investment/current", 100, 90, 45), ("merged/recurrent/current", 13.7, 10, 5), ("ntm/investment/current", 5, 5, 1),
                    ("ntm/recurrent/current", 1, 1, 1))  # fmt: skip
    table = capital_by_programme(rows, "T")
    assert table.loc["merged/all/all", "capital_plan_vnd"] == pytest.approx(113.7e9)
    assert table.loc["all/all/all", "capital_plan_vnd"] == pytest.approx(119.7e9)
    assert table.index[-1].startswith("merged/")


def test_budgets_of_the_year_add_up_to_the_years_plan_before_all_sources_do():
    rows = reported(
        ("257/investment/central", 70, 70, 30), ("257/investment/local", 30, 30, 10), ("257/investment/carried_over", 5, 5, 5),
        ("257/recurrent/central", 20, 20, 4), ("257/recurrent/local", 10, 10, 1), ("257/recurrent/carried_over", 2, 2, 2),
        ("257/credit/current", 8, 8, 6),
    )  # fmt: skip
    table = capital_by_programme(rows, "T")["capital_plan_vnd"] / 1e9
    assert table["257/investment/current"] == 100
    assert table["257/investment/all"] == 105
    assert table["257/all/all"] == table["all/all/all"] == 145


def test_a_programme_whose_sum_is_not_known_leaves_the_sum_of_all_unknown():
    # the old programme reports investment that it left, and nothing of its recurrent money
    rows = reported(
        ("257/investment/central", 70, 70, 30), ("257/recurrent/central", 20, 20, 4), ("1719/investment/carried_over", 9, 9, 3)
    )  # fmt: skip
    table = capital_by_programme(rows, "T")
    assert table.loc["all/investment/all", "capital_plan_vnd"] == 79e9
    assert "all/all/all" not in table.index


def test_no_pace_is_told_of_money_without_a_closing_day_on_record():
    assert pace(100e9, 40e9, date(2026, 6, 30), "recurrent") is None
    assert pace(100e9, 40e9, date(2026, 6, 30)).closes == date(2027, 1, 31)
    assert pace(100e9, 40e9, date(2027, 1, 15)).closes == date(2027, 1, 31)


def of_2026(unit: str, lacking: set[str]) -> pd.DataFrame:
    members = criteria_set(date(2026, 6, 30)).members
    rows = [(unit, "new_rural_criterion_met", id, 0 if id in lacking else 1) for id in members]
    return observations(*rows, as_of="2026-06-30")


def test_criteria_of_two_sets_are_never_counted_together():
    # 19 criteria to 14/02/2026, ten since: B has only the older count, and none by the set of the latest figures
    rows = pd.concat(
        [of_2026("A", {"poverty_reduction"}), observations(("B", "new_rural_criteria_met", 17), as_of="2025-12-31")]
    )
    table = new_rural_by_unit(rows, COMMUNES)
    assert table.loc["A", ["criteria_met", "criteria_missing", "criteria_in_set"]].tolist() == [9, 1, 10]
    assert pd.isna(table.loc["B", "criteria_met"])
    assert list(criteria_matrix(rows, COMMUNES).columns) == list(criteria_set(date(2026, 6, 30)).members)


def test_a_criterion_that_the_set_does_not_name_is_shown_last():
    rows = pd.concat(
        [of_2026("A", set()), observations(("A", "new_rural_criterion_met", "tourism", 0), as_of="2026-06-30")]
    )
    assert criteria_matrix(rows, COMMUNES).columns[-1] == "tourism"


GROUPS = """
[[value]]
id = "third"
attribute = "commune_group"
value = "3"
units = ["A"]
basis = "Quyết định (ví dụ)"
grade = "one source"
vi = "nhóm 3"
en = "group 3"
"""


def test_criteria_stand_beside_the_group_of_the_commune_where_any_is_on_record(tmp_path):
    rows = observations(*((unit, "new_rural_criteria_met", 8) for unit in "AB"), as_of="2026-06-30")
    assert not groups(new_rural_by_unit(rows, COMMUNES))
    (tmp_path / "viet-nam").mkdir()
    (tmp_path / "viet-nam/units.toml").write_text(GROUPS, encoding="utf-8")
    with using(Pack.of(("viet-nam",), tmp_path)):
        table = new_rural_by_unit(rows, COMMUNES)
        assert table["group"].to_dict()["A"] == "3"
        assert table["group"].to_dict()["B"] == ""
        assert groups(table).id == "commune_group"
