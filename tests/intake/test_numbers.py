"""Figures as printed, to values; expected values are those that a reader of the table would say."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.intake.figures import read_figures
from helpers.intake.text.numbers import Parsed, decimal_mark, parse_flag, parse_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("13.389", 13389), ("2510", 2510), ("99,13", 99.13), ("1.234.567", 1234567), ("1.234.567,8", 1234567.8),
        ("1,234.5", 1234.5), ("1,234,567", 1234567), ("22.38", 22.38), ("0.389", 0.389), ("05", 5), ("13 389", 13389),
        ("100,00", 100), ("(1.234)", -1234), ("−5", -5), ("4 xã", 4), ("12,5 tiêu chí/xã", 12.5), ("13.389 ", 13389),
        ("13.389\u00a0", 13389), ("1.731 hộ", 1731), ("'0612", 612),
    ],
)  # fmt: skip
def test_a_printed_figure_is_read_as_vietnamese_tables_mean_it(printed, value):
    assert parse_number(printed).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("printed", "value", "qualifier"),
    [
        ("hơn 216 tỷ đồng", 216e9, ">"), ("trên 62 tỉ đồng", 62e9, ">"), ("gần 40 triệu đồng", 40e6, "<"),
        ("dưới 3%", 3, "<"), ("khoảng 1.200 hộ", 1200, "~"), ("giảm hơn 2%", -2, ">"), ("giảm 13,62%", -13.62, ""),
        ("22,5 triệu đồng", 22.5e6, ""), ("500 nghìn đồng", 5e5, ""),
    ],
)  # fmt: skip
def test_words_before_and_after_a_figure_become_qualifier_sign_and_unit(printed, value, qualifier):
    parsed = parse_number(printed)
    assert (parsed.value, parsed.qualifier) == (pytest.approx(value), qualifier)


@pytest.mark.parametrize(
    ("printed", "value", "status", "problem"),
    [
        ("-", 0, "A", ""), ("–", 0, "A", ""), ("…", None, "L", ""), ("...", None, "L", ""), ("", None, "O", ""),
        ("không áp dụng", None, "M", "text"), ("n/a", None, "L", "text"),
        ("\u00a0", None, "O", ""), ("đang cập nhật", None, "O", "text"), ("Chưa có số liệu", None, "O", "text"),
        ("Như cột số 4", None, "L", "text"), ("(ghi chú của đơn vị lập biểu)", None, "L", "text"),
        ("abc", None, "L", "not_a_number"), ("12a", None, "L", "not_a_number"), ("1.2.3", None, "L", "not_a_number"),
        ("660,", None, "L", "not_a_number"), ("12,5,3", None, "L", "not_a_number"), ("1e5", None, "L", "not_a_number"),
    ],
)  # fmt: skip
def test_a_missing_figure_keeps_its_kind_and_is_never_zero(printed, value, status, problem):
    parsed = parse_number(printed)
    assert (None if math.isnan(parsed.value) else parsed.value, parsed.status, parsed.problem) == (
        value,
        status,
        problem,
    )


def test_the_words_beside_a_missing_figure_are_kept_as_printed():
    assert parse_number("Như cột số 4").note == "Như cột số 4"


def test_percent_is_told_and_left_to_the_measure():
    assert parse_number("22,38%") == Parsed(22.38, percent=True)


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["13.389", "2510", "99,13"], ","), (["1,234.5", "17"], "."), (["22.38", "9.15", "44.40"], "."),
        (["13.389", "7.551"], ","), (["12", "7"], ","), (["1,234,567"], "."), (["0.389"], "."),
    ],
)  # fmt: skip
def test_the_decimal_mark_of_a_column_follows_from_what_one_convention_alone_explains(column, mark):
    assert decimal_mark(column) == mark


def test_a_column_of_counts_takes_any_mark_before_three_figures_for_thousands():
    assert decimal_mark(["1,234", "17"], whole=True) == "."
    assert parse_number("1,234", ".", whole=True).value == 1234
    assert parse_number("13.389", ",", whole=True).value == 13389


@pytest.mark.parametrize(
    ("printed", "value"), [("x", 1), ("Đạt chuẩn", 1), ("1", 1), ("chưa đạt", 0), ("0", 0), ("-", 0)]
)
def test_a_flag_is_read_from_the_usual_marks(printed, value):
    assert parse_flag(printed).value == value


def test_a_town_that_is_not_assessed_has_no_flag():
    parsed = parse_flag("không đánh giá")
    assert math.isnan(parsed.value)
    assert parsed.status == "M"


@given(st.integers(0, 10**9))
def test_a_count_with_thousands_dots_is_the_count(number):
    assert parse_number(f"{number:,}".replace(",", "."), ",", whole=True).value == number


@given(st.text())
def test_no_text_makes_reading_a_figure_fail_and_what_is_missing_has_no_value(text):
    parsed = parse_number(text)
    assert math.isnan(parsed.value) == (parsed.status in {"L", "M", "O"})


@pytest.mark.parametrize(
    ("cell", "measure"),
    [
        ("12 khẩu", "households"), ("12 người", "households"), ("500đ", "households"), ("5 triệu đồng", "households"),
        ("12 hộ", "persons"), ("12 hộ", "VND"), ("4 xã", "VND"), ("12 công trình", "households"), ("25 hộ", "share"),
        ("19 tiêu chí", "households"), ("12 hộ", "points"),
    ],
)  # fmt: skip
def test_a_figure_that_counts_other_things_than_its_column_is_refused(cell, measure):
    found = read_figures([cell], measure)
    assert [code for _, code, _ in found.problems] == ["Q203"]
    assert found.rejected.all()


@pytest.mark.parametrize(
    ("cell", "measure", "value"),
    [
        ("1.731 hộ", "households", 1731), ("12 nhân khẩu", "persons", 12), ("5 triệu đồng", "VND", 5e6), ("5 tỷ", "VND", 5e9),
        ("12,5 tiêu chí/xã", "criteria", 12.5), ("giảm 13,62 điểm %", "points", -13.62), ("63 sản phẩm", "products", 63),
        ("12 đơn vị", "households", 12), ("3 nghìn hộ", "households", 3000),
    ],
)  # fmt: skip
def test_a_figure_may_say_what_its_column_counts(cell, measure, value):
    found = read_figures([cell], measure)
    assert not found.problems
    assert found.numbers.tolist() == [pytest.approx(value)]
