"""Known, withheld, missing, not applicable: four states, never taken for one another."""

import math
import re

import pandas as pd
import pytest

from helpers.vocabulary.observation import frame, validate, withhold
from helpers.vocabulary.state import combined

ROW = {
    "scope": "demo", "period": "2023", "unit": "A", "boundary": "2019", "indicator": "poor_households", "status": "A",
    "confidentiality": "F", "kind": "official", "as_of": "2023-12-31", "printed": "7", "workbook": "a.xlsx", "cell": "C7",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"value": 7}, "known"), ({"value": 0}, "known"), ({"value": None, "status": "O"}, "missing"),
        ({"value": None, "status": "L"}, "missing"), ({"value": None, "status": "M"}, "not applicable"),
        ({"value": None, "confidentiality": "C"}, "withheld"),
    ],
)  # fmt: skip
def test_a_figure_says_why_it_has_no_value(row, state):
    assert frame([ROW | row])["state"].tolist() == [state]


def test_a_withheld_figure_stays_in_the_table_and_tells_nothing_else():
    rows = frame([ROW | {"value": 7}, ROW | {"value": 70, "unit": "B"}])
    hidden = withhold(rows, rows["unit"] == "A")
    assert hidden["state"].tolist() == ["withheld", "known"]
    assert hidden.loc[0, ["workbook", "cell", "printed", "qualifier"]].tolist() == ["", "", "", ""]
    assert math.isnan(hidden.loc[0, "value"])
    assert len(validate(hidden)) == 2


def test_what_is_computed_is_withheld_before_it_is_missing_and_missing_before_it_is_not_applicable():
    states = pd.DataFrame(
        {
            "count": ["known", "missing", "not applicable", "not applicable"],
            "base": ["known", "withheld", "missing", "known"],
        }
    )
    assert combined(states).tolist() == ["known", "withheld", "missing", "not applicable"]


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"status": "X"}, "'status': {'X'}"),
        ({"unit": ""}, "'unit': {''}"),
        ({"start": pd.Timestamp("2024-01-01").as_unit("s"), "cell": "B7"}, "'start': {'B7'}"),
        ({"value": "12"}, "other columns or types"),
    ],
)
def test_a_malformed_table_of_figures_is_refused(spoilt, told):
    sound = frame([ROW | {"value": 7}])
    with pytest.raises(ValueError, match=re.escape(told)):
        validate(sound.assign(**spoilt))
