"""Marks inside tables: positions worked by hand in per cent of the width, with 4 of room at either end for dots."""

import re

import pandas as pd
import pytest

from helpers.report import cell_marks as mark
from helpers.report.cell_marks import Surroundings
from helpers.report.palette import BLUE, GREY, ORANGE

NAN = float("nan")


def of(svg, tag, name):
    return [re.search(rf' {name}="([^"]*?)%?"', shape)[1] for shape in re.findall(rf"<{tag}[^>]*>", svg)]


def drawn(draw, value=None, **around):
    return draw(Surroundings(value, **around)).svg


def bullet(share, time):
    return drawn(mark.bullet(time), share)


def spine(value, whole, worst, best, **more):
    return drawn(mark.spine, row={"value": value, "whole": whole, "worst": worst, "best": best, **more})


def test_a_bar_is_as_long_as_its_value_on_the_scale():
    assert of(drawn(mark.bar_of(120), 30), "rect", "width") == ["25"]
    assert of(drawn(mark.bar, 30, column=[30, 120, -240]), "rect", "width") == ["12.5"]
    assert drawn(mark.bar_of(120)) == drawn(mark.bar_of(120), 121) == drawn(mark.bar_of(0), 1) == ""


def test_the_whole_has_a_bar_if_it_is_a_rate_and_none_if_it_is_the_sum():
    assert drawn(mark.bar, 300, column=[100, 200], whole=300, is_total=True) == ""
    assert drawn(mark.bar_of(500), 300, whole=300, is_total=True) == ""
    assert drawn(mark.bar, 300, column=[300], whole=300) != ""  # one unit has it all
    assert of(drawn(mark.bar, 0.3, column=[0.6, 0.2], whole=0.3, is_share=True, is_total=True), "rect", "width") == [
        "50"
    ]


def test_a_bullet_shows_the_share_on_its_track_and_where_the_time_has_got_to():
    svg = bullet(0.303, 0.5)
    assert of(svg, "rect", "width") == ["100", "30.3"]
    assert of(svg, "line", "x1") == of(svg, "line", "x2") == ["50"]
    assert of(svg, "rect", "fill")[1] == ORANGE
    assert of(bullet(0.6, 0.5), "rect", "fill")[1] == BLUE
    assert of(bullet(0.6, None), "line", "x1") == of(bullet(0.6, NAN), "line", "x1") == []


def test_a_bullet_of_more_than_all_ends_with_its_track():
    assert of(bullet(1.2, 1.0), "rect", "width")[1] == "100"
    assert of(bullet(1.2, 1.0), "line", "x1") == ["100"]


def test_a_change_runs_from_the_open_dot_to_the_full_one():
    draw, around = mark.change("before"), {"column": [0.5], "whole": 0.25}
    svg = drawn(draw, 0.2238, row={"before": 0.36}, **around)
    assert of(svg, "circle", "cx") == ["70.2", "45.2"]  # 4 + 92 x 0.72; 4 + 92 x 0.4476
    assert of(svg, "line", "x1") == ["50", "70.2"]
    assert of(drawn(draw, 0.25, **around), "circle", "cx") == ["50"]
    assert drawn(draw, None, row={"before": 0.3}, **around) == ""


def test_a_spine_has_the_worst_left_and_the_whole_in_the_middle_whichever_way_is_better():
    poverty = spine(0.304, 0.224, 0.322, 0.096)  # a low rate is better; reach 0.128
    assert of(poverty, "circle", "fill") == [ORANGE]
    assert float(of(poverty, "circle", "cx")[0]) == pytest.approx(50 - 46 * 0.080 / 0.128, abs=0.1)
    assert of(poverty, "rect", "x")[0] == f"{50 - 46 * 0.098 / 0.128:.1f}"
    criteria = spine(19, 15.8, 12, 19)  # many are better
    assert of(criteria, "circle", "fill") == [BLUE]
    assert float(of(criteria, "circle", "cx")[0]) == pytest.approx(50 + 46 * 3.2 / 3.8, abs=0.1)
    assert spine(1, 1, 1, 1) == ""


def test_a_spine_is_grey_where_the_unit_is_level_and_nothing_where_there_is_no_range():
    assert of(spine(0.2, 0.2, 0.4, 0.1), "circle", "fill") == [GREY]
    assert of(spine(0.2004, 0.2, 0.4, 0.1, apart=False), "circle", "fill") == [GREY]
    assert spine(0.2, 0.2, 0.2, 0.2) == ""  # one unit, or all alike
    assert spine(None, 0.2, 0.4, 0.1) == spine(0.2, NAN, 0.4, 0.1) == spine(0.2, 0.2, None, None) == ""


def test_a_sparkline_breaks_where_a_value_is_missing():
    lines = pd.DataFrame([[0.4, 0.3, NAN, 0.2, 0.1], [0.3, 0.3, 0.3, 0.2, 0.2], [0.4, *[NAN] * 4]], ["A", "T", "B"])
    svg = drawn(mark.sparkline(lines, "T"), key="A")
    assert of(svg, "polyline", "points")[1:] == ["4,2.5 27,5.5", "73,8.5 96,11.5"]
    assert of(svg, "circle", "cx") == ["96"]
    assert drawn(mark.sparkline(lines, "T"), key="B") == drawn(mark.sparkline(lines), key="C") == ""


def test_heat_has_five_shades_by_fifths_of_the_range():
    assert [mark.level(v, 0.0, 1.0) for v in (0.0, 0.19, 0.2, 0.99, 1.0, None)] == [0, 0, 1, 4, 4, None]
    assert mark.level(0.5, 0.5, 0.5) == 0


def test_a_mark_has_words_which_are_escaped_and_no_styles():
    svg = drawn(mark.bar_of(2), 1, text='a"<script>')
    assert 'role="img"' in svg
    assert "<script>" not in svg
    assert "style=" not in svg
