"""Printed rates against their counts."""

import pandas as pd
import pytest
from tests.quality.tables import SCOPE, found, only, reviewed, rows

from helpers.quality.rates import decimals_of, half_units

# Biểu số 05 of Kon Tum, 2021: Kon Plông and Kon Rẫy; the poor of Kon Plông are all of ethnic minorities (3.353).
BIEU_05 = [
    {"households": 7551, "minority_households": 6495, "minority_poor_households": 3353, "minority_poverty_rate_printed": (1.0, "100,00")},
    {"households": 7378, "minority_households": 4812, "minority_poor_households": 1746, "minority_poverty_rate_printed": (0.952, "95,20")},
]  # fmt: skip


def test_a_rate_within_its_printed_decimals_is_right(tmp_path):
    # 1.731 of 7.735 households = 22,3788 %
    figures = {"households": 7735, "poor_households": 1731, "poverty_rate_printed": (0.2238, "22,38%")}
    assert found(reviewed(tmp_path, rows(figures))) == []


def test_the_near_poor_rate_of_kon_tum_2021_does_not_fit_its_count(tmp_path):
    # 9.091 of 143.561 households = 6,33 %; printed is the rate of the year before
    figures = {"households": 143561, "near_poor_households": 9091, "near_poverty_rate_printed": (0.059, "5,90%")}
    result = reviewed(tmp_path, rows(figures))
    finding = only(result, "Q427")
    assert finding["severity"] == "error"
    assert finding["expected"] == "6,33%"
    assert "5,90% nhưng tính từ số đếm là 6,33% (9.091 / 143.561)" in finding["message_vi"]
    assert "near_poverty_rate_printed" not in set(result.accepted["indicator"])
    assert {"households", "near_poor_households"} <= set(result.accepted["indicator"])


def test_a_share_headed_as_a_rate_is_named_in_every_row_of_its_column(tmp_path):
    tables = [rows(figures, unit=unit, workbook="bieu-05.csv") for unit, figures in zip("12", BIEU_05, strict=True)]
    result = reviewed(tmp_path, *tables, rows({"poor_households": 3353}, unit="1", workbook="review.csv"))
    assert found(result) == [
        ("Q428", "1", "minority_poverty_rate_printed"),
        ("Q428", "2", "minority_poverty_rate_printed"),
    ]
    assert list(result.findings.loc[result.findings["code"] == "Q428", "expected"]) == [
        "51,62%",
        "36,28%",
    ]  # 3.353 / 6.495 and 1.746 / 4.812
    assert "minority_poverty_rate_printed" not in set(result.accepted["indicator"])


def test_without_the_number_of_poor_the_column_is_only_said_to_be_wrong(tmp_path):
    tables = [rows(figures, unit=unit, workbook="bieu-05.csv") for unit, figures in zip("12", BIEU_05, strict=True)]
    assert {code for code, *_ in found(reviewed(tmp_path, *tables))} == {"Q427"}


def test_a_rate_above_100_percent_without_its_counts_is_rejected(tmp_path):
    result = reviewed(tmp_path, rows({"poverty_rate_printed": (20.4, "2040%")}))  # seen in a real report 1
    assert found(result) == [("Q426", "1", "poverty_rate_printed")]


@pytest.mark.parametrize("lost", ["poor_households", "households"])
def test_a_rate_does_not_stand_in_for_its_rejected_count_or_base(tmp_path, lost):
    figures = {"households": 465, "poor_households": 101, "poverty_rate_printed": (0.2172, "21,72%")}
    result = reviewed(tmp_path, rows(figures | {lost: (-1, "-1"), "poverty_rate_change_printed": (0.148, "14,8")}))
    assert found(result, "Q438") == [
        ("Q438", "1", "poverty_rate_printed"),
        ("Q438", "1", "poverty_rate_change_printed"),
    ]
    assert set(result.accepted["indicator"]) == {"households", "poor_households"} - {lost}
    assert result.counts["cells"] == 4 == result.counts["accepted"] + result.counts["rejected"]


def test_a_rate_stands_where_another_form_gives_its_count_or_nobody_reports_one(tmp_path):
    # three forms: two agree on 101 of 465 households = 21,72 %, one reads 110
    forms = {"a.xlsx": 101, "b.xlsx": 101, "c.xlsx": 110}
    tables = [rows({"poor_households": count}, workbook=name) for name, count in forms.items()]
    base = rows({"households": 465, "poverty_rate_printed": (0.2172, "21,72%")})
    alone = rows({"poverty_rate_printed": (0.2238, "22,38%")}, unit="2")
    result = reviewed(tmp_path, *tables, base, alone)
    assert found(result, "Q438") == []
    assert list(result.accepted.loc[result.accepted["indicator"] == "poverty_rate_printed", "value"]) == [
        0.2172,
        0.2238,
    ]


def test_a_rate_with_more_than_is_not_compared_as_if_exact(tmp_path):
    figures = {"households": 1000, "poor_households": 223, "poverty_rate_printed": (0.22, "hơn 22%")}
    assert found(reviewed(tmp_path, rows(figures, qualifier=">"))) == []


def test_a_disbursement_rate_is_checked_with_its_own_detail(tmp_path):
    # Quảng Nam 2024: 44.119 of 177.810 million carried over = 24,8 %, printed 25 %; 146.598 of 632.739 = 23,2 %
    figures = {
        "capital_plan_vnd/ntm/all/carried_over": 177_810e6,
        "capital_disbursed_vnd/ntm/all/carried_over": 44_119e6,
        "disbursement_rate_printed/ntm/all/carried_over": (0.25, "25%"),
        "capital_plan_vnd/ntm/all/current": 632_739e6,
        "capital_disbursed_vnd/ntm/all/current": 146_598e6,
        "disbursement_rate_printed/ntm/all/current": (0.262, "26,2%"),
    }
    assert found(reviewed(tmp_path, rows(figures))) == [("Q427", "1", "disbursement_rate_printed/ntm/all/current")]


@pytest.mark.parametrize(
    ("printed", "decimals"),
    [
        ("22,38%", 2),
        ("100%", 0),
        ("39.7", 1),
        ("53.78000000000001", 2),
        ("13.269999999999998", 2),
        ("7", 0),
        ("", 0),
        ("33.333333333333336", 6),
    ],
)
def test_decimals_are_those_printed_without_binary_noise(printed, decimals):
    assert decimals_of(pd.Series([printed])).iloc[0] == decimals


def test_a_column_that_lost_its_trailing_zeros_is_taken_with_two_decimals_and_an_exact_cell_does_not_bind_the_others():
    column = pd.DataFrame({"printed": ["36", "22.38", "53.778901"], "value": [0.36, 0.2238, 0.53778901]}).assign(
        workbook="a", sheet="b", indicator="c", detail=""
    )
    assert list(half_units(column)) == pytest.approx([0.00005, 0.00005, 0.000000005])


@pytest.mark.parametrize(
    ("printed", "wrong"), [("0.2239", False), ("0,2239", False), ("22.39", False), ("0.2238", True), ("22.38", True)]
)
def test_a_rate_stored_as_a_part_of_1_is_compared_as_closely_as_the_percentage_that_it_shows(printed, wrong, tmp_path):
    value = float(printed.replace(",", ".")) / (1 if printed.startswith("0") else 100)
    figures = {"households": 670, "poor_households": 150, "poverty_rate_printed": (value, printed)}  # 22.388 %
    assert ("Q427" in set(reviewed(tmp_path, rows(figures, unit="613")).findings.code)) is wrong


def test_places_are_named_in_both_languages(tmp_path):
    figures = {"households": 100, "poor_households": 10, "poverty_rate_printed": (0.2, "20%")}
    finding = only(reviewed(tmp_path, rows(figures, unit="613")), "Q427")
    assert SCOPE.boundaries[0].total.name in finding["message_vi"]
