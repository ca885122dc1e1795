"""Sentences: shares with count and base, percentage points by name, headlines that are true of any frame."""

import pandas as pd
import pytest

from helpers.report import words
from helpers.vocabulary.language import translator

VI, EN = translator("vi"), translator("en")
NOTHING = float("nan")


def test_a_share_stands_with_its_count_and_base():
    assert words.share_of(1731, 7735, VI) == "1.731/7.735 hộ, chiếm 22,38%"
    assert words.share_of(1731, 7735, EN) == "1,731 of 7,735 households (22.38%)"


@pytest.mark.parametrize(("count", "base"), [(NOTHING, 10), (1, NOTHING), (0, 0)])
def test_a_share_that_cannot_be_known_is_not_available(count, base):
    assert words.share_of(count, base, VI) == "không có số liệu"


def test_more_than_is_kept_before_an_amount():
    assert words.quantity(216e9, "VND", VI, ">") == "hơn 216 tỷ đồng"


def test_a_mean_of_criteria_keeps_its_decimal():
    assert words.quantity(12.5, "criteria", VI, decimals=1) == "12,5 tiêu chí"


def test_a_fall_between_shares_is_told_in_percentage_points():
    assert words.change_of_share(0.36, 0.2238, VI) == "giảm 13,62 điểm %"
    assert words.change_of_share(0.36, 0.2238, EN) == "down 13.62 percentage points"


def test_a_printed_fall_keeps_its_qualifier():
    assert words.change_in_points(-2, VI, ">") == "giảm hơn 2,00 điểm %"


def test_a_change_within_rounding_is_no_clear_change():
    assert words.change_of_share(0.2238, 0.2240, VI) == "không thay đổi rõ rệt"


def test_a_change_of_a_count_names_both_ends():
    assert words.change_of_count(2053, 1731, VI) == "giảm 322 hộ, từ 2.053 hộ xuống 1.731 hộ"
    assert words.change_of_count(5, 5, VI) == "giữ nguyên 5 hộ"
    assert words.change_of_count(NOTHING, 5, VI) == "không có số liệu về thay đổi"


def test_names_are_listed_with_and_before_the_last():
    assert words.listing(["Pờ Ê", "Hiếu", "Đăk Nên"], VI) == "Pờ Ê, Hiếu và Đăk Nên"
    assert words.listing(["Pờ Ê"], VI) == "Pờ Ê"


def test_equal_values_share_the_better_rank():
    values = pd.Series({"a": 3.0, "b": 3.0, "c": 2.0, "d": 1.0, "e": NOTHING})
    assert words.rank(values, "b", EN) == "the highest of 4"
    assert words.rank(values, "c", EN) == "number 3 of 4 from the top"
    assert words.rank(values, "d", EN) == "the lowest of 4"
    assert words.rank(values, "e", EN) == "not ranked: no figure"


def test_a_unit_is_compared_with_the_total_in_percentage_points():
    assert words.compared(0.30, 0.2238, "toàn huyện", VI) == "cao hơn toàn huyện 7,62 điểm %"
    assert words.compared(0.2239, 0.2238, "toàn huyện", VI) == "tương đương toàn huyện"


@pytest.mark.parametrize(
    ("rates", "headline"),
    [
        ([0.1, 0.3, NOTHING], "Poverty rate is highest in B: 30.00%"),
        ([0.3, 0.3, 0.1], "Poverty rate is highest in A and B: 30.00%"),
        ([0.3, 0.3, 0.3], "Poverty rate is the same everywhere: 30.00%"),
        ([NOTHING, NOTHING, NOTHING], "Poverty rate: no figures are available"),
    ],
)
def test_a_headline_is_chosen_by_the_figures(rates, headline):
    frame = pd.DataFrame({"name": ["A", "B", "C"], "poverty_rate": rates})
    assert words.highest_headline(frame, "poverty_rate", EN, subject="Poverty rate") == headline


@pytest.mark.parametrize(
    ("after", "headline"),
    [
        (0.20, "Poverty rate fell by 2.00 percentage points since 2022"),
        (0.25, "Poverty rate rose by 3.00 percentage points since 2022"),
        (0.2201, "Poverty rate shows no clear change since 2022"),
        (NOTHING, "Poverty rate: the change since 2022 is not available"),
    ],
)
def test_a_headline_about_time_says_fell_rose_or_neither(after, headline):
    assert words.change_headline(0.22, after, EN, subject="Poverty rate", since="2022") == headline
