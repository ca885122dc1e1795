"""Known, withheld, missing, not applicable: four states, and no way to a number past the other three."""

import math

import pandas as pd
import pytest

from helpers.vocabulary.observation import frame, validate, withhold
from helpers.vocabulary.state import Reading, State, combined, split

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


def test_a_column_is_read_with_the_rows_that_have_no_value_by_reason():
    values = pd.Series({"A": 0.2, "B": math.nan, "C": math.nan, "D": math.nan}, name="poverty_rate")
    states = pd.Series({"A": "known", "B": "withheld", "C": "missing", "D": "not applicable"})
    known, withheld, missing, not_applicable = split(values, states)
    assert known.to_dict() == {"A": 0.2}
    assert (list(withheld), list(missing), list(not_applicable)) == (["B"], ["C"], ["D"])


def test_values_that_contradict_their_states_are_refused():
    with pytest.raises(ValueError, match="poverty_rate"):
        split(pd.Series({"A": math.nan}, name="poverty_rate"), pd.Series({"A": "known"}))


@pytest.mark.parametrize(
    ("state", "told"),
    [(State.KNOWN, "7 hộ"), (State.WITHHELD, "bảo mật"), (State.MISSING, "…"), (State.NOT_APPLICABLE, "không áp dụng")],
)
def test_a_number_is_told_only_with_words_for_the_other_states(state, told):
    reading = Reading(7.0, state)
    words = {"withheld": "bảo mật", "missing": "…", "not_applicable": "không áp dụng"}
    assert reading.told(known=lambda number: f"{number:.0f} hộ", **words) == told
