"""Frames: which figure stands for a date, which total, and what is missing."""

import pandas as pd
import pytest
from tests.analysis.figures import observations, scope

from helpers.analysis.frames import (
    by_detail,
    latest_date,
    named,
    one_span,
    one_standard,
    ratio,
    require,
    states,
    wide,
)
from helpers.protect.totals import with_totals
from helpers.vocabulary.errors import MissingIndicator
from helpers.vocabulary.observation import withhold
from helpers.vocabulary.period import Period


def test_one_row_per_unit_and_one_column_per_indicator_with_gaps_where_nothing_is_reported():
    table = wide(
        observations(("A", "households", 9), ("B", "poor_households", 2)), ["households", "poor_households", "persons"]
    )
    assert table.loc["A"].tolist() == pytest.approx([9, float("nan"), float("nan")], nan_ok=True)


def test_two_figures_for_one_place_are_an_error_and_not_a_choice():
    rows = pd.concat([observations(("A", "households", 9)), observations(("A", "households", 9), as_of="2022-12-31")])
    with pytest.raises(ValueError, match="two figures for A households"):
        wide(rows, ["households"])


def test_details_become_columns():
    rows = observations(("A", "poor_household_flow", "start", 10), ("A", "poor_household_flow", "end", 8))
    assert by_detail(rows, "poor_household_flow").loc["A"].to_dict() == {"start": 10, "end": 8}


def test_a_unit_without_a_return_has_a_row_of_gaps():
    place = scope()
    table = named(wide(observations(("A", "households", 9)), ["households"]), place, place.boundaries[0], "vi")
    assert table.index.tolist() == ["A", "B", "C", "T"]
    assert table.index[table["households"].isna()].tolist() == ["B", "C", "T"]


def test_a_share_of_nothing_is_not_applicable_and_never_infinite():
    assert ratio(pd.Series([1.0, 0.0]), pd.Series([0.0, 0.0])).isna().all()


def test_the_latest_date_overlooks_gaps():
    rows = pd.concat(
        [observations(("A", "households", 9), as_of="2022-12-31"), observations(("A", "households", None))]
    )
    assert latest_date(rows, "households") == pd.Timestamp("2022-12-31")
    assert latest_date(rows, "persons") is None


def test_an_indicator_that_is_not_there_is_named_in_the_message():
    with pytest.raises(MissingIndicator, match="Poor households"):
        require(observations(("A", "households", 9)), "poor_households")


def test_a_gap_of_a_frame_says_whether_it_is_withheld_missing_or_a_share_of_nothing():
    rows = observations(
        ("A", "poor_households", 4), ("A", "households", 20), ("B", "poor_households", 2), ("B", "households", 30),
        ("C", "poor_households", 0), ("C", "households", 0), ("D", "households", 9), ("E", "poor_households", None),
    )  # fmt: skip
    seen = withhold(rows, (rows["unit"] == "B") & (rows["indicator"] == "poor_households"))
    table = wide(seen, ["poor_households", "households"]).assign(
        poverty_rate=lambda d: ratio(d["poor_households"], d["households"])
    )
    found = states(table, seen)
    assert found["poor_households"].to_dict() == {
        "A": "known", "B": "withheld", "C": "known", "D": "missing", "E": "missing",
    }  # fmt: skip
    assert found["poverty_rate"].to_dict() == {
        "A": "known", "B": "withheld", "C": "not applicable", "D": "missing", "E": "missing",
    }  # fmt: skip


def test_the_state_of_a_computed_column_follows_from_the_figures_that_are_named():
    rows = observations(
        ("A", "poor_household_flow", "start", 9), ("A", "poor_household_flow", "new", 2),
        ("B", "poor_household_flow", "start", 9), ("B", "poor_household_flow", "new", 1),
    )  # fmt: skip
    seen = withhold(rows, (rows["unit"] == "B") & (rows["detail"] == "new"))
    table = pd.DataFrame({"end_by_identity": [11.0, None]}, index=pd.Index(["A", "B"], name="unit"))
    behind = {"end_by_identity": ["poor_household_flow/start", "poor_household_flow/new"]}
    assert states(table, seen, behind)["end_by_identity"].tolist() == ["known", "withheld"]


def test_half_years_and_years_never_stand_in_one_column():
    rows = pd.concat([
        observations(("A", "supported_households", 40), as_of="2024-12-31"),
        observations(("B", "supported_households", 10), ("C", "supported_households", 5), as_of="2024-12-31", start="2024-07-01"),
    ])  # fmt: skip
    figures = with_totals(rows, scope())
    assert sorted(figures.loc[figures["unit"] == "T", "value"]) == [15, 40]  # and no 55
    with pytest.raises(ValueError, match="span of days"):
        wide(figures, ["supported_households"])
    year = wide(one_span(figures, Period.parse("2024")), ["supported_households"])["supported_households"]
    assert year.dropna().to_dict() == {"A": 40, "T": 40}
    half = wide(one_span(figures, Period.parse("2024-H2")), ["supported_households"])["supported_households"]
    assert half.dropna().to_dict() == {"B": 10, "C": 5, "T": 15}


def test_where_no_flow_is_of_the_period_the_span_stands_that_most_units_give():
    rows = pd.concat([
        observations(("T", "supported_households", 60), as_of="2024-06-30", start="2021-01-01"),
        observations(("A", "supported_households", 4), ("B", "supported_households", 5), as_of="2024-06-30", start="2024-04-01"),
    ])  # fmt: skip
    shown = one_span(rows, Period.parse("2024"))
    assert set(shown["unit"]) == {"A", "B"}


def test_stocks_of_a_day_are_kept_whatever_the_span_of_the_flows_beside_them():
    rows = pd.concat([
        observations(("A", "supported_households", 40), ("A", "poor_households", 9), as_of="2024-12-31"),
        observations(("A", "supported_households", 10), as_of="2024-12-31", start="2024-07-01"),
    ])  # fmt: skip
    shown = one_span(rows, Period.parse("2024"))
    assert shown["value"].tolist() == [40, 9]


def test_one_day_holds_a_review_by_two_standards_and_a_page_tells_that_of_the_day():
    old = observations(("A", "poor_households", 30), ("A", "households", 90), as_of="2026-12-31")
    new = observations(("A", "poor_households", 41), as_of="2026-12-31").assign(standard="2027-2030")
    rows = pd.concat([old.assign(standard=["2022-2026", ""]), new], ignore_index=True)
    figures = with_totals(rows, scope("A"))
    assert len(figures[figures["unit"] == "A"]) == 3
    assert one_standard(figures[figures["unit"] == "A"], ())["value"].tolist() == [30, 90]
