"""Totals: which figure stands for a key, which total, and which units it is of."""

import pandas as pd
from tests.analysis.figures import observations, scope

from helpers.protect.totals import one_per_key, with_totals


def total_of(table: pd.DataFrame, indicator: str = "poor_households") -> pd.Series:
    return table[(table["unit"] == "T") & (table["indicator"] == indicator)].squeeze()


def test_a_complete_sum_of_the_units_beats_a_reported_total_that_differs():
    rows = observations(
        ("A", "poor_households", 1),
        ("B", "poor_households", 2),
        ("C", "poor_households", 3),
        ("T", "poor_households", 7),
    )
    assert (total_of(with_totals(rows, scope()))[["value", "coverage", "workbook"]].tolist()) == [6, "3/3", ""]


def test_a_reported_total_that_equals_the_sum_keeps_its_address():
    rows = observations(
        ("A", "poor_households", 1),
        ("B", "poor_households", 2),
        ("C", "poor_households", 3),
        ("T", "poor_households", 6),
    )
    assert (total_of(with_totals(rows, scope()))[["value", "coverage", "cell"]].tolist()) == [6, "3/3", "C7"]


def test_a_reported_total_beats_a_partial_sum():
    rows = observations(("A", "poor_households", 1), ("B", "poor_households", 2), ("T", "poor_households", 7))
    assert (total_of(with_totals(rows, scope()))[["value", "coverage"]].tolist()) == [7, ""]


def test_a_reported_total_of_the_units_that_reported_covers_these_only():
    rows = observations(("A", "poor_households", 1), ("B", "poor_households", 2), ("T", "poor_households", 3))
    assert (total_of(with_totals(rows, scope()))[["value", "coverage", "cell"]].tolist()) == [3, "2/3", "C7"]


def test_a_partial_sum_says_how_many_units_it_covers():
    rows = observations(("A", "poor_households", 1), ("B", "poor_households", None), ("C", "poor_households", 3))
    assert (total_of(with_totals(rows, scope()))[["value", "coverage"]].tolist()) == [4, "2/3"]


def test_a_published_total_beats_the_complete_sum_of_demonstration_units():
    rows = pd.concat([
        observations(*((u, "poor_households", 5) for u in "ABC"), kind="demonstration"),
        observations(("T", "poor_households", 16), kind="published"),
    ])  # fmt: skip
    assert (total_of(with_totals(rows, scope()))[["value", "kind"]].tolist()) == [16, "published"]


def test_an_official_sum_beats_a_demonstration_total():
    rows = pd.concat([
        observations(*((u, "poor_households", 5) for u in "ABC")),
        observations(("T", "poor_households", 16), kind="demonstration"),
    ])  # fmt: skip
    assert (total_of(with_totals(rows, scope()))[["value", "kind"]].tolist()) == [15, "official"]


def test_a_sum_with_one_demonstration_part_is_demonstration():
    rows = pd.concat([
        observations(("A", "poor_households", 5), ("B", "poor_households", 5)),
        observations(("C", "poor_households", 5), kind="demonstration"),
    ])  # fmt: skip
    assert total_of(with_totals(rows, scope()))["kind"] == "demonstration"


def test_criteria_are_not_added_up():
    rows = observations(("A", "new_rural_criteria_met", 12), ("B", "new_rural_criteria_met", 13))
    assert "T" not in set(with_totals(rows, scope())["unit"])


def test_units_of_two_boundary_versions_are_never_added_together():
    rows = pd.concat([
        observations(("A", "poor_households", 1), ("B", "poor_households", 2), ("C", "poor_households", 3)),
        observations(("A", "poor_households", 10), boundary="2025-07"),
    ])  # fmt: skip
    table = with_totals(rows, scope(merged={"A": "ABC"}))
    assert table[table["unit"] == "T"].set_index("boundary")["value"].to_dict() == {"2019": 6, "2025-07": 10}


def test_totals_are_made_for_each_date_apart():
    rows = pd.concat(
        [
            observations(*((u, "poor_households", n) for u in "ABC"), as_of=f"{year}-12-31")
            for n, year in ((1, 2022), (2, 2023))
        ]
    )
    table = with_totals(rows, scope())
    assert table[table["unit"] == "T"]["value"].tolist() == [3, 6]


def test_a_figure_comes_before_a_gap_and_the_later_return_before_the_earlier():
    gap = observations(("A", "poor_households", None)).assign(period="2024")
    first, second = (
        observations(("A", "poor_households", v)).assign(period=p) for v, p in ((5, "2023"), (6, "2024-H1"))
    )
    assert one_per_key(pd.concat([first, gap, second]))["value"].tolist() == [6]


def test_the_return_of_a_year_comes_after_that_of_its_first_half():
    half, year = (observations(("A", "poor_households", v)).assign(period=p) for v, p in ((5, "2024-H1"), (6, "2024")))
    assert one_per_key(pd.concat([half, year]))["value"].tolist() == [6]
    both = pd.concat(
        [half, observations(("B", "poor_households", 1), ("C", "poor_households", 2)).assign(period="2024")]
    )
    assert total_of(with_totals(both, scope()))["period"] == "2024"


def test_a_total_names_the_units_that_it_covers():
    rows = observations(*((u, "poor_households", n) for u, n in zip("ABCDE", (1, None, 3, 4, 5), strict=True)))
    assert total_of(with_totals(rows, scope("ABCDE")))["covers"] == "all but B"
    few = observations(("B", "poor_households", 1), ("D", "poor_households", 2))
    assert total_of(with_totals(few, scope("ABCDE")))["covers"] == "B D"
    assert total_of(with_totals(observations(*((u, "poor_households", 1) for u in "ABC")), scope()))["covers"] == "all"
