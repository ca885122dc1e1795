"""Standards: which poverty line measures a year, and across which days nothing compares."""

from datetime import date

import pandas as pd
import pytest

from helpers.analysis.standards import comparable_dates, same_series, same_standard, standard_at


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2020, 12, 31), 700_000),
        (date(2021, 6, 30), 700_000),
        (date(2021, 12, 31), 1_500_000),  # the general review that opens the 2022-2025 series
        (date(2025, 12, 31), 1_500_000),
        (date(2026, 12, 31), 1_500_000),  # Decree 351/2025 keeps the old line for 2026
        (date(2027, 12, 31), 2_200_000),
    ],
)
def test_the_rural_line_follows_the_year_of_the_data_and_not_the_decree(day, line):
    assert standard_at(day).rural_line_vnd == line


def test_no_change_is_taken_from_2020_to_2021_or_from_2026_to_2027():
    assert not same_standard(date(2020, 12, 31), date(2021, 12, 31))
    assert not same_standard(date(2026, 12, 31), date(2027, 12, 31))
    assert same_standard(date(2021, 12, 31), date(2026, 12, 31))


def test_a_line_holds_only_the_dates_of_one_standard():
    days = [pd.Timestamp(f"{year}-12-31") for year in (2020, 2021, 2022, 2023)]
    assert comparable_dates(days, days[2]) == days[1:3]


def test_criterion_11_changed_in_march_2022():
    assert not same_series("new_rural_criteria_met", date(2021, 6, 30), date(2024, 6, 30))
    assert same_series("new_rural_criteria_met", date(2023, 6, 30), date(2024, 6, 30))


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2031, 1, 1)])
def test_a_day_without_a_standard_on_record_has_none_and_compares_with_nothing(day):
    assert not standard_at(day)
    assert not same_standard(day, day)


def test_money_of_one_phase_is_no_series_with_money_of_the_next():
    assert not same_series("capital_plan_vnd", date(2025, 12, 31), date(2026, 6, 30))
    assert same_series("capital_plan_vnd", date(2022, 12, 31), date(2025, 12, 31))
