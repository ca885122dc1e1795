"""What a review hands over."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.quality.tables import intake, reviewed, rows

from helpers.vocabulary.findings import FINDING_COLUMNS
from helpers.vocabulary.observation import COLUMNS

NAMES = [
    "households",
    "persons",
    "poor_households",
    "near_poor_households",
    "poor_persons",
    "minority_households",
    "poverty_rate_printed",
]


def test_every_cell_ends_in_exactly_one_outcome_and_the_numbers_add_up(tmp_path):
    result = reviewed(
        tmp_path, rows({"households": 90, "poor_households": 91, "near_poor_households": 4, "persons": None})
    )
    counts = result.counts
    assert counts["cells"] == 3 == counts["accepted"] + counts["rejected"] + counts["label"] + counts["ignorable"]
    assert (counts["accepted"], counts["rejected"]) == (1, 2)


def test_a_unit_counts_as_accepted_when_none_of_its_counts_was_rejected(tmp_path):
    wrong_rate = {"households": 100, "poor_households": 10, "poverty_rate_printed": (0.2, "20%")}
    result = reviewed(tmp_path, rows(wrong_rate, unit="1"), rows({"households": 5, "poor_households": 6}, unit="2"))
    assert (result.counts["units"], result.counts["units_reported"], result.counts["units_accepted"]) == (3, 2, 1)


def test_findings_stand_in_the_order_of_the_sheet(tmp_path):
    table = rows({"poor_households": -1, "near_poor_households": -2, "households": -3})
    for row, cell in zip(table, ("C10", "C9", "AA9"), strict=True):
        row["cell"] = cell
    result = reviewed(tmp_path, table)
    assert list(result.findings.loc[result.findings["code"] == "Q411", "cell"]) == ["C9", "AA9", "C10"]


def test_an_empty_period_is_reviewed_to_nothing(tmp_path):
    result = reviewed(tmp_path)
    assert list(result.accepted.columns) == list(COLUMNS)
    assert list(result.findings.columns) == list(FINDING_COLUMNS)
    assert result.counts["cells"] == 0


def test_the_received_table_is_left_as_it_was(tmp_path):
    given_in = intake(rows({"households": 90, "poor_households": 91}))
    before = given_in.observations.copy()
    reviewed(tmp_path, rows({"households": 90, "poor_households": 91}))
    pd.testing.assert_frame_equal(given_in.observations, before)


figures = st.dictionaries(
    st.sampled_from(NAMES), st.one_of(st.none(), st.floats(-1e9, 1e9, allow_nan=False), st.integers(0, 50)), max_size=7
)


@given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("ST"), figures), max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_whatever_stands_in_the_cells(tmp_path, tables):
    received = [rows(table, unit=unit, sheet=sheet) for unit, sheet, table in tables]
    result = reviewed(tmp_path, *received)
    values = [row["value"] for table in received for row in table if row["value"] is not None]
    kept = pd.concat([result.accepted["value"], result.rejected["value"]]).dropna()
    assert set(kept) <= set(values)
    assert result.counts["cells"] == sum(result.counts[name] for name in ("accepted", "rejected", "label", "ignorable"))
    assert not result.accepted.duplicated(["unit", "boundary", "indicator", "detail", "as_of", "kind"]).any()


@pytest.mark.parametrize("column", ["finding"])
def test_a_rejected_figure_carries_the_code_that_says_why(tmp_path, column):
    result = reviewed(tmp_path, rows({"poor_households": -1}))
    assert list(result.rejected[column]) == ["Q411"]
