"""What each figure was measured by."""

from datetime import date

import pandas as pd
import pytest
from tests.analysis.figures import scope

from helpers.intake.standards import with_standards


def standard_of(indicator: str, day: date, detail: str = "", said: str = "") -> str:
    days = pd.to_datetime([day]).astype("datetime64[s]")
    rows = pd.DataFrame({"indicator": [indicator], "detail": [detail], "as_of": days})
    return with_standards(rows, scope(), said)["standard"].iloc[0]


@pytest.mark.parametrize(
    ("indicator", "day", "standard"),
    [
        ("poor_households", date(2020, 12, 31), "2016-2021"), ("poor_households", date(2023, 12, 31), "2022-2026"),
        ("poor_household_flow", date(2026, 12, 31), "2022-2026"), ("households", date(2023, 12, 31), ""),
    ],
)  # fmt: skip
def test_a_figure_is_measured_by_what_holds_on_its_day(indicator, day, standard):
    assert standard_of(indicator, day) == standard


def test_a_bridge_review_is_measured_by_the_line_that_its_source_names():
    assert standard_of("poor_households", date(2026, 12, 31), said="2027-2030") == "2027-2030"
    assert standard_of("households", date(2026, 12, 31), said="2027-2030") == ""
    assert standard_of("new_rural_criteria_met", date(2023, 12, 31), said="2027-2030") != "2027-2030"
