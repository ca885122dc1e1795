"""What a flow opens with against what closed before it."""

import math

import pandas as pd
import pytest
from tests.analysis.figures import observations

from helpers.analysis.opening import opening_by_unit
from helpers.vocabulary.errors import MissingIndicator
from helpers.vocabulary.observation import withhold


def review(*counts: tuple[str, float | None], as_of: str = "2022-12-31") -> pd.DataFrame:
    return observations(*((unit, "poor_households", n) for unit, n in counts), as_of=as_of)


def start(*counts: tuple[str, float], since: str = "2023-01-01") -> pd.DataFrame:
    return observations(*((unit, "poor_household_flow", "start", n) for unit, n in counts), start=since)


def test_an_opening_balance_that_is_not_the_last_closing_one_is_a_step_of_its_own():
    table = opening_by_unit(pd.concat([review(("A", 120), ("B", 50)), start(("A", 140), ("B", 50))]))
    assert table["opening_gap"].to_dict() == {"A": 20, "B": 0}
    assert table.loc["A", ["closing", "opening", "state"]].tolist() == [120, 140, "known"]
    assert table.loc["A", "closing_on"] == pd.Timestamp("2022-12-31")


def test_what_closed_is_of_the_last_day_before_the_flow_began():
    rows = pd.concat([review(("A", 99), as_of="2021-12-31"), review(("A", 120), as_of="2022-12-15"), start(("A", 125))])
    assert opening_by_unit(rows).loc["A", "opening_gap"] == 5
    later = pd.concat(
        [review(("A", 120)), start(("A", 110), since="2023-07-01")]
    )  # half a year after: no opening of it
    assert opening_by_unit(later).loc["A", "state"] == "missing"


def test_a_gap_to_a_withheld_balance_is_withheld_and_to_none_is_missing():
    rows = pd.concat([review(("A", 2), ("B", None)), start(("A", 40), ("B", 7), ("C", 9))], ignore_index=True)
    table = opening_by_unit(withhold(rows, (rows["unit"] == "A") & (rows["indicator"] == "poor_households")))
    assert table["state"].to_dict() == {"A": "withheld", "B": "missing", "C": "missing"}
    assert all(math.isnan(gap) for gap in table["opening_gap"])


def test_without_a_flow_nothing_opens():
    with pytest.raises(MissingIndicator):
        opening_by_unit(review(("A", 120)))
