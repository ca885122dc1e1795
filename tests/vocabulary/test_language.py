import re
from datetime import date

import pytest

from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.language import (
    Undated,
    format_date,
    format_money,
    format_number,
    format_points,
    format_share,
    messages,
    translator,
    with_qualifier,
)


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1731, 0, "1.731", "1,731"),
        (12.5, 1, "12,5", "12.5"),
        (0, 0, "0", "0"),
        (-40, 0, "-40", "-40"),
        (1234567.0, 0, "1.234.567", "1,234,567"),
    ],
)
def test_numbers_take_the_marks_of_the_language(value, decimals, vi, en):
    assert (format_number(value, "vi", decimals), format_number(value, "en", decimals)) == (vi, en)


def test_a_half_rounds_away_from_zero_as_officials_round():
    assert format_share(0.125, "vi", 0) == "13%"
    assert format_number(-2.5, "en") == "-3"


def test_noise_of_binary_fractions_does_not_decide_how_a_half_is_rounded():
    assert 0.22385 * 100 < 22.385
    assert format_share(0.22385, "vi") == "22,39%"


def test_no_size_of_a_figure_stops_its_printing():
    assert format_number(1e27, "en", 2) == "1" + ",000" * 9 + ".00"
    assert format_share(5e-324, "vi") == "0,00%"
    assert format_share(1.7e308, "vi") == "∞%"


def test_shares_keep_their_decimals_even_when_they_are_zero():
    assert (format_share(0.2238, "vi"), format_share(1.0, "vi"), format_share(0.2238, "en")) == (
        "22,38%",
        "100,00%",
        "22.38%",
    )


def test_points_are_named_as_points_and_carry_no_sign():
    assert format_points(-13.62, "vi") == "13,62 điểm %"
    assert format_points(-13.62, "en") == "13.62 percentage points"


@pytest.mark.parametrize(
    ("vnd", "vi", "en"),
    [
        (216e9, "216 tỷ đồng", "VND 216 billion"),
        (65.472e9, "65,5 tỷ đồng", "VND 65.5 billion"),
        (22.5e6, "22,5 triệu đồng", "VND 22.5 million"),
        (0.0, "0 đồng", "VND 0"),
    ],
)
def test_money_is_told_in_the_largest_fitting_step(vnd, vi, en):
    assert (format_money(vnd, "vi"), format_money(vnd, "en")) == (vi, en)


def test_more_than_is_kept_in_front_of_the_figure():
    assert with_qualifier("216 tỷ đồng", ">", "vi") == "hơn 216 tỷ đồng"
    assert with_qualifier("2.00 percentage points", ">", "en") == "more than 2.00 percentage points"
    assert with_qualifier("68", "", "vi") == "68"


def test_dates_are_written_as_each_language_writes_them():
    assert (format_date(date(2023, 12, 31), "vi"), format_date(date(2023, 12, 31), "en")) == (
        "31/12/2023",
        "31 December 2023",
    )


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="vi, en"):
        translator("vn")


def test_a_message_without_translation_stays_english_and_is_filled_in():
    assert translator("vi")("A sentence nobody translated: {n}", n=3) == "A sentence nobody translated: 3"


@pytest.mark.parametrize(
    ("message", "words", "vi", "en"),
    [
        ("on {day}", {}, "năm 2011", "in 2011"),
        (
            "{subject} in {place} on {day}: {value}.",
            {"subject": "A", "place": "B", "value": "1"},
            "A của B năm 2011: 1.",
            "A in B in 2011: 1.",
        ),
        ("{count} of {base}, {day}", {"count": "1", "base": "2"}, "1/2, năm 2011", "1 of 2, 2011"),
        (
            "On {day}, all of {many} meet the new-rural standard.",
            {"many": "8"},
            "Đến năm 2011, cả 8 đều đạt chuẩn nông thôn mới.",
            "In 2011, all of 8 meet the new-rural standard.",
        ),
    ],
)
def test_a_time_of_which_no_day_is_given_is_told_as_no_day(message, words, vi, en):
    told = (
        translator("vi")(message, day=Undated("năm 2011"), **words),
        translator("en")(message, day=Undated("2011"), **words),
    )
    assert told == (vi, en)


@pytest.mark.parametrize("name", ["day", "since", "start"])
def test_no_message_says_a_day_before_a_time_without_one(name):
    spoken = [text for text in messages("vi").items() if f"{{{name}}}" in text[0]]
    assert spoken
    for message, translated in spoken:
        words = dict.fromkeys(re.findall(r"\{(\w+)\}", message + translated), "x")
        vi, en = (translator(lang)(message, **words | {name: Undated("năm 2011")}) for lang in ("vi", "en"))
        assert "ngày năm 2011" not in vi.lower(), message
        assert not re.search(r"\bon năm 2011", en.lower()), message
