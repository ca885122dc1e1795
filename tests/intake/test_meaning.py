"""What a figure means besides its cell: since when a flow counts, and by what it was measured."""

from datetime import date

import pandas as pd
import pytest
from tests.analysis.figures import scope

from helpers.intake import meaning
from helpers.intake.meaning import with_standards, with_starts
from helpers.intake.source import Source
from helpers.intake.title import first_day
from helpers.vocabulary.period import Period

HALF = Period.parse("2024-H1")


def start_of(indicator: str, day: str = "2024-06-30", since: dict | None = None, start: date | None = None) -> str:
    days = pd.to_datetime([day]).astype("datetime64[s]")
    rows = pd.DataFrame({"sheet": ["A"], "indicator": [indicator], "as_of": days})
    source = Source("a.xlsx", "official", date(2024, 6, 30), start=start)
    return str(with_starts(rows, {"A": since or {}, "B": {}}, source, HALF)["start"].iloc[0].date())


def test_a_stock_is_of_one_day():
    assert start_of("poor_households") == "2024-06-30"


def test_a_flow_is_of_the_days_of_its_period():
    assert start_of("poor_household_flow") == "2024-01-01"
    assert with_starts(
        pd.DataFrame({"sheet": ["A"], "indicator": ["supported_households"], "as_of": [pd.Timestamp("2024-12-31")]}),
        {"A": {}}, Source("a.xlsx", "official", date(2024, 12, 31)), Period.parse("2024-H2"),
    )["start"].iloc[0] == pd.Timestamp("2024-07-01")  # fmt: skip


def test_a_flow_up_to_a_day_outside_the_period_is_of_that_year():
    assert start_of("poverty_rate_change_printed", "2023-12-31") == "2023-01-01"


def test_capital_counts_from_the_start_of_the_budget_year_which_closes_in_january():
    assert start_of("capital_disbursed_vnd", "2024-06-30") == "2024-01-01"
    assert start_of("capital_disbursed_vnd", "2024-01-31") == "2023-01-01"


def test_the_title_says_more_than_the_period_and_the_source_more_than_the_title():
    since = {"supported_households": date(2021, 1, 1)}
    assert start_of("supported_households", since=since) == "2021-01-01"
    assert start_of("supported_households", since=since, start=date(2022, 1, 1)) == "2022-01-01"


@pytest.mark.parametrize(
    ("title", "day", "start"),
    [
        ("luy ke tu nam 2021 den 30 06 2024", date(2024, 6, 30), date(2021, 1, 1)),
        ("luy ke den 30 6 2024", date(2024, 6, 30), date(2024, 1, 1)),
        ("luy ke den 31 01 2025", date(2025, 1, 31), date(2024, 1, 1)),
        ("tu ngay 15 3 2024 den ngay 30 6 2024", date(2024, 6, 30), date(2024, 3, 15)),
        ("ket qua 6 thang cuoi nam 2024", date(2024, 12, 31), date(2024, 7, 1)),
        ("bao cao quy iii nam 2024", date(2024, 9, 30), date(2024, 7, 1)),
        ("bao cao 9 thang dau nam 2024", date(2024, 9, 30), date(2024, 1, 1)),
        ("6 thang dau nam 2023", date(2024, 6, 30), None),  # another year's title says nothing of these figures
        ("tu ngay 31 2 2024 den nay", date(2024, 6, 30), None),
        ("bao cao nam 2024", date(2024, 12, 31), None),
    ],
)
def test_titles_that_name_a_span_of_days_give_its_first_day(title, day, start):
    assert first_day(title, day) == start


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


def test_the_standard_is_looked_up_once_for_each_kind_of_figures(monkeypatch):
    asked = []
    monkeypatch.setattr(meaning, "measured_by", lambda *of: asked.append(of) or "x")
    days = pd.to_datetime(["2024-06-30", "2023-12-31"] * 500)
    rows = pd.DataFrame({"indicator": "poor_households", "detail": ["", "kinh"] * 500, "as_of": days})
    assert list(with_standards(rows, scope())["standard"]) == ["x"] * 1000
    assert [(day.year, detail) for _, day, detail, _ in asked] == [(2024, ""), (2023, "kinh")]
