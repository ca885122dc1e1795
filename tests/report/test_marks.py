"""Marks inside tables: positions worked by hand in per cent of the width, with 4 of room at either end for dots."""

import re

import pytest

from helpers.report import marks
from helpers.report.palette import BLUE, GREY, ORANGE

NAN = float("nan")


def of(svg, tag, name):
    return [re.search(rf' {name}="([^"]*?)%?"', shape)[1] for shape in re.findall(rf"<{tag}[^>]*>", svg)]


def test_a_bar_is_as_long_as_its_value_on_the_scale():
    assert of(marks.bar(30, 120, "30"), "rect", "width") == ["25"]
    assert marks.bar(None, 120, "") == marks.bar(NAN, 120, "") == marks.bar(-1, 120, "") == marks.bar(1, 0, "") == ""


def test_a_bullet_shows_the_share_on_its_track_and_where_the_time_has_got_to():
    svg = marks.bullet(0.303, 0.5, "30,3 %")
    assert of(svg, "rect", "width") == ["100", "30.3"]
    assert of(svg, "line", "x1") == of(svg, "line", "x2") == ["50"]
    assert of(svg, "rect", "fill")[1] == ORANGE
    assert of(marks.bullet(0.6, 0.5, ""), "rect", "fill")[1] == BLUE
    assert of(marks.bullet(0.6, None, ""), "line", "x1") == []


def test_a_bullet_of_more_than_all_ends_with_its_track():
    assert of(marks.bullet(1.2, 1.0, ""), "rect", "width")[1] == "100"
    assert of(marks.bullet(1.2, 1.0, ""), "line", "x1") == ["100"]


def test_a_change_runs_from_the_open_dot_to_the_full_one():
    svg = marks.change(0.36, 0.2238, (0.0, 0.5), "giảm", whole=0.25)
    assert of(svg, "circle", "cx") == ["70.2", "45.2"]  # 4 + 92 x 0.72; 4 + 92 x 0.4476
    assert of(svg, "line", "x1") == ["50", "70.2"]
    assert of(marks.change(None, 0.25, (0.0, 0.5), ""), "circle", "cx") == ["50"]
    assert marks.change(0.3, None, (0.0, 0.5), "") == ""


def test_a_spine_has_the_worst_left_and_the_whole_in_the_middle_whichever_way_is_better():
    poverty = marks.spine(0.304, 0.224, (0.322, 0.096), "kém hơn")  # a low rate is better; reach 0.128
    assert of(poverty, "circle", "fill") == [ORANGE]
    assert float(of(poverty, "circle", "cx")[0]) == pytest.approx(50 - 46 * 0.080 / 0.128, abs=0.1)
    assert of(poverty, "rect", "x")[0] == f"{50 - 46 * 0.098 / 0.128:.1f}"
    criteria = marks.spine(19, 15.8, (12, 19), "tốt hơn")  # many are better
    assert of(criteria, "circle", "fill") == [BLUE]
    assert float(of(criteria, "circle", "cx")[0]) == pytest.approx(50 + 46 * 3.2 / 3.8, abs=0.1)
    assert marks.spine(1, 1, (1, 1), "") == ""


def test_a_spine_is_grey_where_the_unit_is_level_and_nothing_where_there_is_no_range():
    assert of(marks.spine(0.2, 0.2, (0.4, 0.1), "ngang bằng"), "circle", "fill") == [GREY]
    assert of(marks.spine(0.2004, 0.2, (0.4, 0.1), "ngang bằng", apart=False), "circle", "fill") == [GREY]
    assert marks.spine(0.2, 0.2, (0.2, 0.2), "") == ""  # one unit, or all alike
    assert marks.spine(None, 0.2, (0.4, 0.1), "") == marks.spine(0.2, NAN, (0.4, 0.1), "") == ""  # withheld; no whole
    assert marks.spine(0.2, 0.2, (None, None), "") == ""


def test_a_sparkline_breaks_where_a_value_is_missing():
    svg = marks.sparkline([0.4, 0.3, None, 0.2, 0.1], "giảm", whole=[0.3, 0.3, 0.3, 0.2, 0.2])
    assert of(svg, "polyline", "points")[1:] == ["4,2.5 27,5.5", "73,8.5 96,11.5"]
    assert of(svg, "circle", "cx") == ["96"]
    assert marks.sparkline([0.4, None], "") == ""


def test_heat_has_five_shades_by_fifths_of_the_range():
    assert [marks.heat(v, 0.0, 1.0) for v in (0.0, 0.19, 0.2, 0.99, 1.0, None)] == [0, 0, 1, 4, 4, None]
    assert marks.heat(0.5, 0.5, 0.5) == 0


def test_a_mark_has_words_which_are_escaped_and_no_styles():
    svg = marks.bar(1, 2, 'a"<script>')
    assert 'role="img"' in svg
    assert "<script>" not in svg
    assert "style=" not in svg
