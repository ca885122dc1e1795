"""Poverty: cases worked by hand, and the published figures of Kon Tum and Kon Plông."""

import math

import pandas as pd
import pytest
from tests.analysis.figures import observations, scope

from helpers.analysis.poverty import (
    causes,
    comparison,
    deprivation_profile,
    flow_by_unit,
    households_that_fit,
    poverty_by_unit,
    reviews,
    with_movements,
)
from helpers.protect.totals import with_totals
from helpers.vocabulary.errors import MissingIndicator
from helpers.vocabulary.observation import withhold
from helpers.vocabulary.pack import Pack, using

# Kon Plông, end of 2021 (Kon Tum ethnic committee, Biểu số 05) and end of 2023 (district review, mid-2024)
KON_PLONG_2021 = observations(
    ("T", "households", 7551), ("T", "minority_households", 6495), ("T", "poor_households", 3353),
    ("T", "minority_poor_households", 3353), ("T", "minority_share_of_poor_printed", 1.0),
)  # fmt: skip


def test_rates_come_from_counts_and_multidimensional_poverty_is_the_sum_of_both_classes():
    rows = observations(("A", "households", 200), ("A", "poor_households", 50), ("A", "near_poor_households", 30))
    table = poverty_by_unit(rows).loc["A"]
    assert table["poverty_rate"] == 0.25
    assert table["near_poverty_rate"] == 0.15
    assert (table["multidimensional_poor_households"], table["multidimensional_poverty_rate"]) == (80, 0.4)


def test_the_rate_of_the_total_is_the_rate_of_the_sums_and_not_the_mean_of_rates():
    # (10 + 10 + 40) / (20 + 80 + 100) = 30%; the mean of 50%, 12,5% and 40% would be 34,17%
    sizes = {"A": (20, 10), "B": (80, 10), "C": (100, 40)}
    rows = observations(
        *((u, "households", n) for u, (n, _) in sizes.items()),
        *((u, "poor_households", p) for u, (_, p) in sizes.items()),
    )
    assert poverty_by_unit(with_totals(rows, scope())).loc["T", "poverty_rate"] == pytest.approx(0.30)


def test_the_minority_poverty_rate_of_kon_plong_is_51_62_percent_and_not_the_printed_100():
    table = poverty_by_unit(KON_PLONG_2021).loc["T"]
    assert round(table["minority_poverty_rate"], 4) == 0.5162
    assert table["minority_share_of_poor"] == 1.0
    assert round(table["poverty_rate"], 4) == 0.4440


def test_near_poverty_that_is_not_reported_leaves_the_sum_unknown():
    assert math.isnan(poverty_by_unit(KON_PLONG_2021).loc["T", "multidimensional_poverty_rate"])


def test_households_of_another_year_are_never_the_base():
    rows = pd.concat(
        [observations(("A", "households", 7551), as_of="2021-12-31"), observations(("A", "poor_households", 1731))]
    )
    table = poverty_by_unit(rows).loc["A"]
    assert math.isnan(table["poverty_rate"])
    assert table["as_of"] == pd.Timestamp("2023-12-31")


def test_a_unit_with_no_households_has_no_rate():
    assert math.isnan(
        poverty_by_unit(observations(("A", "households", 0), ("A", "poor_households", 0))).loc["A", "poverty_rate"]
    )


def test_a_period_without_a_review_says_what_is_missing():
    with pytest.raises(MissingIndicator, match="Poor households"):
        poverty_by_unit(observations(("A", "households", 9)))


def test_the_flow_of_kon_tum_2022_leaves_a_residual_of_minus_40():
    # printed: 21.989 - 6.782 + 169 + 13 + 594 = 15.983 against 15.943 (thoidai.com.vn 179798)
    parts = {"start": 21989, "out": 6782, "from_near_poor": 169, "relapsed": 13, "new": 594, "end": 15943}
    flow = flow_by_unit(observations(*(("62", "poor_household_flow", d, v) for d, v in parts.items()))).loc["62"]
    assert (flow["end_by_identity"], flow["residual"]) == (15983, -40)


def test_a_total_of_the_ways_out_is_not_taken_off_twice():
    parts = {"start": 100, "to_near_poor": 20, "escaped": 10, "out": 30, "end": 70}
    flow = flow_by_unit(observations(*(("A", "poor_household_flow", d, v) for d, v in parts.items()))).loc["A"]
    assert flow["residual"] == 0


def test_a_flow_without_its_start_has_no_residual():
    flow = flow_by_unit(observations(("A", "poor_household_flow", "new", 3), ("A", "poor_household_flow", "end", 70)))
    assert math.isnan(flow.loc["A", "residual"])


def test_a_withheld_part_leaves_the_residual_unknown_and_is_not_taken_for_zero():
    parts = {"start": 100, "escaped": 10, "new": 2, "end": 92}
    rows = observations(*(("A", "poor_household_flow", d, v) for d, v in parts.items()))
    hidden = rows["detail"] == "new"
    rows = withhold(rows, hidden)
    assert math.isnan(flow_by_unit(rows).loc["A", "residual"])


def test_a_new_way_out_of_a_projects_own_pack_is_counted_among_those_who_left(tmp_path):
    folder = tmp_path / "viet-nam"
    folder.mkdir()
    says = "poor_household_flow:end = poor_household_flow:start - poor_household_flow:escaped - poor_household_flow:pension + poor_household_flow:new"
    flow = 'id = "poor_{}_flow"\nkind = "sum"\neach = ["household"]\nvi = "v"\nen = "e"\n'
    (folder / "identities.toml").write_text(
        f'[[identity]]\n{flow}says = "{says}"\nneeds = ["poor_household_flow:start"]\n'
    )
    (folder / "indicators.toml").write_text(
        '[codelist.flow_poor]\npension = { vi = "Nhận trợ cấp hưu trí", en = "Now has a pension", way = "out" }\n'
    )
    parts = {"start": 100, "escaped": 10, "pension": 4, "new": 3, "end": 89}
    with using(Pack.of(("viet-nam",), tmp_path)):
        flow = flow_by_unit(observations(*(("A", "poor_household_flow", d, v) for d, v in parts.items())))
        moved = with_movements(flow).loc["A"]
    assert (moved["left"], moved["entered"], moved["residual"]) == (14, 3, 0)


def twelve(unit: str, counts: dict[str, int]) -> list[tuple]:
    return [(unit, "poor_households_deprived", str(n), counts.get(str(n), 0)) for n in range(1, 13)]


def test_the_share_deprived_is_of_the_poor_households_and_stands_in_the_order_of_the_form():
    rows = observations(("A", "poor_households", 20), *twelve("A", {"2": 5, "10": 15}))
    profile = deprivation_profile(rows)
    assert profile["deprivation"].tolist() == [str(n) for n in range(1, 13)]
    assert profile.set_index("deprivation")["share_deprived"][["2", "10"]].tolist() == [0.25, 0.75]


def test_causes_are_shares_of_households_that_name_them():
    rows = observations(
        ("A", "poor_households", 20),
        ("A", "poor_households_by_cause", "1", 15),
        ("A", "poor_households_by_cause", "2", 10),
    )
    assert causes(rows)["share_naming"].tolist() == [0.75, 0.5]


def test_a_place_that_publishes_only_a_rate_is_compared_by_its_printed_rate():
    # end of 2023: Kon Tum 10.220 poor 6,84%, near-poor 4,39% (kontum.gov.vn 49858): together 11,23%
    rows = observations(
        ("62", "poor_households", 10220), ("62", "poverty_rate_printed", 0.0684), ("62", "near_poverty_rate_printed", 0.0439),
        ("T", "households", 7735), ("T", "poor_households", 1731), ("T", "near_poor_households", 708),
    )  # fmt: skip
    table = comparison(rows, ["T", "62", "VN"], pd.Timestamp("2023-12-31"))
    assert table.index.tolist() == ["T", "62"]
    assert table["as_printed"].tolist() == [False, True]
    assert table["multidimensional_poverty_rate"].round(4).tolist() == [0.3153, 0.1123]


def test_only_7_734_to_7_736_households_give_both_printed_rates_of_kon_plong():
    # 1.731 = 22,38% and 708 = 9,15% (district review, mid-2024)
    assert households_that_fit([(1731, 0.2238), (708, 0.0915)]) == (7734, 7736)


def test_printed_rates_that_no_number_of_households_gives_are_told():
    assert households_that_fit([(1731, 0.2238), (708, 0.2000)]) is None


def test_reviews_are_those_by_the_standard_of_the_last_of_them_as_counted_else_as_printed():
    rows = pd.concat([
        observations((u, i, v), as_of=day) for u, i, v, day in [
            ("T", "poor_households", 30, "2020-12-31"), ("T", "households", 100, "2020-12-31"),
            ("T", "poor_households", 44, "2021-12-31"), ("T", "households", 100, "2021-12-31"),
            ("T", "poverty_rate_printed", 0.36, "2022-12-31"),
        ]
    ])  # fmt: skip
    found = reviews(rows, ["T"])
    assert found["as_of"].dt.year.tolist() == [2021, 2022]
    assert found["poverty_rate"].tolist() == [0.44, 0.36]


def test_minority_households_among_the_poor_come_from_the_form_by_groups_where_they_stand_only_there():
    rows = observations(("A", "poor_households", 20), ("A", "poor_households_by_group", "minority", 15))
    assert poverty_by_unit(rows).loc["A", "minority_share_of_poor"] == 0.75


def test_a_flow_with_a_withheld_part_tells_no_residual():
    rows = observations(
        *(("A", "poor_household_flow", part, n) for part, n in {"start": 50, "escaped": 8, "new": 3, "end": 45}.items())
    )
    assert flow_by_unit(rows).loc["A", "residual"] == 0
    rows = withhold(rows, rows["detail"] == "new")
    assert math.isnan(flow_by_unit(rows).loc["A", "residual"])


def test_deprivations_and_causes_of_other_units_than_the_poor_give_no_share():
    # A: 10 poor, 5 of them without clean water; B: 30 poor, no return of deprivations: 5 / 40 is no share
    rows = observations(
        ("A", "poor_households", 10), ("B", "poor_households", 30),
        ("A", "poor_households_deprived", "9", 5), ("A", "poor_households_by_cause", "1", 4),
        ("A", "poor_households_by_cause", "2", 3), ("B", "poor_households_by_cause", "2", 9),
    )  # fmt: skip
    figures = with_totals(rows, scope("AB"))
    lacking = deprivation_profile(figures).set_index("unit")["share_deprived"]
    assert lacking["A"] == 0.5
    assert math.isnan(lacking["T"])
    naming = causes(figures).set_index(["unit", "cause"])["share_naming"]
    assert math.isnan(naming["T", "1"])
    assert naming["T", "2"] == 0.3


def test_a_count_and_a_base_of_as_many_but_other_units_make_no_rate():
    rows = observations(
        ("A", "poor_households", 5), ("A", "households", 10), ("B", "poor_households", 5), ("C", "households", 40)
    )
    table = poverty_by_unit(with_totals(rows, scope()))
    assert table.loc["T", ["poor_households", "households", "coverage"]].tolist() == [10, 50, "2/3"]
    assert math.isnan(table.loc["T", "poverty_rate"])
    assert table.loc["A", "poverty_rate"] == 0.5


def test_a_share_of_other_units_than_its_base_is_none():
    rows = observations(
        ("A", "poor_households_by_cause", "1", 4), ("A", "poor_households", 5),
        ("B", "poor_households_by_cause", "1", 2), ("C", "poor_households", 5),
    )  # fmt: skip
    table = causes(with_totals(rows, scope())).set_index("unit")
    assert math.isnan(table.loc["T", "share_naming"])
    assert table.loc["A", "share_naming"] == 0.8


def test_a_unit_of_which_all_is_withheld_stays_and_one_that_reported_nothing_does_not():
    rows = observations(("A", "poor_households", 1), ("B", "poor_households", 30), ("C", "poor_households", None))
    table = poverty_by_unit(withhold(rows, rows["unit"] == "A"))
    assert table["poor_households"].isna().to_dict() == {"A": True, "B": False}
    assert comparison(withhold(rows, rows["unit"] == "A"), ["A", "B", "C"], table["as_of"].iloc[0]).index.tolist() == [
        "A",
        "B",
    ]
