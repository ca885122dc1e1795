"""The bridge between boundary versions: whole merges add up, splits are never guessed, renames are no change."""

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.figures import observations, scope

from helpers.analysis.bridge import bridge, correspondence
from helpers.vocabulary.observation import withhold
from helpers.vocabulary.place import Boundary, Scope, Unit, load_scope
from helpers.vocabulary.project import Project


def version(name: str, start: int, *units: tuple) -> Boundary:
    return Boundary(
        name,
        date(start, 1, 1),
        tuple(Unit(c, name, label, predecessors=tuple(parts)) for c, label, parts in units),
        Unit("T", name, "T"),
    )


def place(*versions: Boundary) -> Scope:
    return Scope("demo", {"vi": "T", "en": "T"}, "", "commune", versions)


def test_the_three_communes_of_kon_plong_are_merges_of_three_each():
    kon_plong = load_scope("kon-plong", Project.find())
    table = correspondence(kon_plong, "2019", "2025-07")
    assert table["comparability"].unique().tolist() == ["merged"]
    assert table.loc["23455", "predecessors"] == ("23452", "23455", "23458")


def test_nine_communes_of_2019_give_the_census_sums_of_the_three_new_ones():
    # 1/4/2019: Măng Bút 610 + 491 + 1.194 = 2.295; Măng Đen 465 + 640 + 1.407 = 2.512; Kon Plông 878 + 588 + 883 = 2.349
    census = {
        "23452": 610,
        "23455": 491,
        "23458": 1194,
        "23461": 465,
        "23464": 878,
        "23467": 588,
        "23470": 640,
        "23473": 1407,
        "23476": 883,
    }
    rows = observations(*((unit, "households", n) for unit, n in census.items()), as_of="2019-04-01")
    table = bridge(rows, load_scope("kon-plong", Project.find()), "2025-07")
    assert table.set_index("unit")["value"].to_dict() == {"23455": 2295, "23473": 2512, "23476": 2349}
    assert set(table["boundary"]) == {"2025-07"}
    assert table["bridged"].all()


def test_a_merge_with_a_part_that_did_not_report_has_no_figure():
    rows = observations(("A", "households", 10), ("B", "households", None), ("C", "households", 5))
    table = bridge(rows, scope(merged={"A": "AB", "C": "C"}), "2025-07")
    assert table[table["value"].notna()]["unit"].tolist() == ["C"]


def test_a_merge_with_a_withheld_part_is_withheld_and_not_absent():
    rows = observations(("A", "poor_households", 10), ("B", "poor_households", 2), ("C", "poor_households", 5))
    table = bridge(withhold(rows, rows["unit"] == "B"), scope(merged={"A": "AB", "C": "C"}), "2025-07").set_index(
        "unit"
    )
    assert table["state"].to_dict() == {"A": "withheld", "C": "known"}
    assert pd.isna(table.loc["A", "value"])


def test_a_rename_is_no_change_and_keeps_the_address():
    scope_ = place(version("1", 2019, ("A", "Xã Đắk Long", ())), version("2", 2020, ("A", "Thị trấn Măng Đen", ())))
    assert correspondence(scope_, "1", "2").loc["A", "comparability"] == "exact"
    row = bridge(observations(("A", "households", 10), boundary="1"), scope_, "2").iloc[0]
    assert (row["unit"], row["value"], row["cell"]) == ("A", 10, "C7")


def test_a_new_code_for_one_whole_unit_is_exact():
    scope_ = place(version("1", 2019, ("A", "A", ())), version("2", 2020, ("Z", "Z", ("A",))))
    assert bridge(observations(("A", "households", 10), boundary="1"), scope_, "2")["unit"].tolist() == ["Z"]


def test_a_split_unit_is_never_moved_to_a_default_successor():
    scope_ = place(
        version("1", 2019, ("A", "A", ()), ("B", "B", ())),
        version("2", 2020, ("A", "A", ("A",)), ("N", "N", ("A", "B"))),
    )
    table = correspondence(scope_, "1", "2")
    assert table["comparability"].to_dict() == {"A": "not_comparable", "N": "not_comparable"}
    assert bridge(observations(("A", "households", 10), ("B", "households", 4), boundary="1"), scope_, "2").empty


def test_a_reused_code_is_not_the_same_unit():
    # 23455 was Đăk Ring and is now Măng Bút: its old figure must not become the new unit's
    table = bridge(observations(("B", "households", 10)), scope(merged={"B": "AB", "C": "C"}), "2025-07")
    assert table.empty


def test_rates_flags_and_criteria_do_not_add_up():
    rows = observations(
        ("A", "poverty_rate_printed", 0.2),
        ("B", "poverty_rate_printed", 0.3),
        ("A", "new_rural_criteria_met", 13),
        ("B", "new_rural_criteria_met", 12),
    )
    assert bridge(rows, scope(merged={"A": "AB", "C": "C"}), "2025-07").empty


def test_the_total_and_places_of_comparison_keep_their_figures():
    rows = observations(("T", "households", 100), ("62", "households", 900))
    table = bridge(rows, scope(merged={"A": "ABC"}), "2025-07")
    assert table.set_index("unit")["value"].to_dict() == {"T": 100, "62": 900}


def test_figures_of_a_newer_version_do_not_go_back():
    rows = observations(("A", "households", 100), boundary="2025-07")
    assert bridge(rows, scope(merged={"A": "ABC"}), "2019").empty


def test_a_merge_of_a_merge_is_followed_through_the_version_between():
    scope_ = place(
        version("1", 2019, ("A", "A", ()), ("B", "B", ()), ("C", "C", ())),
        version("2", 2020, ("AB", "AB", ("A", "B")), ("C", "C", ())),
        version("3", 2021, ("ABC", "ABC", ("AB", "C"))),
    )
    rows = observations(("A", "households", 1), ("B", "households", 2), ("C", "households", 4), boundary="1")
    assert bridge(rows, scope_, "3")["value"].tolist() == [7]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=4, max_size=4), st.sampled_from(["AB|CD", "ABC|D", "A|B|C|D", "ABCD"]))
def test_a_bridge_of_whole_merges_preserves_the_total(values, merge):
    merged = {parts[0]: parts for parts in merge.split("|")}
    rows = observations(*((unit, "households", v) for unit, v in zip("ABCD", values, strict=True)))
    table = bridge(rows, scope("ABCD", merged), "2025-07")
    assert table["value"].sum() == sum(values)
    assert len(table) == len(merged)


def test_rates_after_the_bridge_are_those_of_the_added_counts():
    rows = observations(
        ("A", "households", 100), ("B", "households", 300), ("A", "poor_households", 50), ("B", "poor_households", 30)
    )
    table = bridge(rows, scope("AB", {"A": "AB"}), "2025-07").set_index("indicator")["value"]
    assert table["poor_households"] / table["households"] == 0.2  # not (50% + 10%) / 2


def test_demonstration_parts_make_a_demonstration_sum():
    rows = pd.concat([observations(("A", "households", 1)), observations(("B", "households", 1), kind="demonstration")])
    assert bridge(rows, scope("AB", {"A": "AB"}), "2025-07")["kind"].tolist() == ["demonstration"]


def test_a_merge_is_of_the_period_that_ends_last_not_of_the_last_name():
    # by their letters 2024-H1 comes after 2024-09, which ends three months later
    rows = observations(("A", "households", 1), ("B", "households", 1))
    rows["period"] = ["2024-H1", "2024-09"]
    assert bridge(rows, scope("AB", {"A": "AB"}), "2025-07")["period"].tolist() == ["2024-09"]
