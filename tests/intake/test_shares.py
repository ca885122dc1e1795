"""Printed rates: each column and cell says for itself what it is written in; where nothing says it, nobody guesses."""

import pytest
from tests.workbooks.sheets import Book, write_csv, write_xlsx
from tests.workbooks.tables import HEADINGS, HIEU, NEN, minority

RATE = "minority_poverty_rate_printed"


def rates(intake):
    return intake.observations[intake.observations.indicator == RATE].value.tolist()


def write(rows, folder):
    return write_xlsx(Book({"S": rows}), folder / "a.xlsx")


def bare(*values):
    """A table of rates alone, under a heading that does not say percent."""
    return [["TỶ LỆ"], [], ["TT", "Tên đơn vị", "Tỷ lệ hộ nghèo DTTS"], [1, NEN, values[0]], [2, HIEU, values[1]]]


LAYOUT = """
form = "rates"
origin = "published"
title = "TỶ LỆ"
recognise = []
valid_from = 2000-01-01
{scale}
[[column]]
role = "unit"
heading = ["Tên đơn vị"]
[[column]]
heading = ["Tỷ lệ hộ nghèo DTTS"]
indicator = "minority_poverty_rate_printed"
"""


def test_rates_below_one_percent_under_a_heading_of_percent(folder, read):
    write([["BIỂU SỐ 05"], [], ["TT", "Tên đơn vị", HEADINGS[9]], [1, NEN, 0.4], [2, HIEU, 0.5]], folder)
    assert rates(read(form="bieu_05")) == [0.004, 0.005]


@pytest.mark.parametrize(("printed", "expected"), [((0.4, 0.5), [0.004, 0.005]), ((0.004, 0.005), [0.004, 0.005])])
def test_the_counts_beside_a_rate_decide_what_it_is_written_in(printed, expected, folder, read):
    write(minority([1000, 500, 2, 3, 1, 0, 0, printed[0], ""], [900, 800, 4, 6, 1, 0, 0, printed[1], ""]), folder)
    assert rates(read(form="bieu_05")) == expected  # 2 of 500, 4 of 800


def test_one_column_of_fractions_does_not_decide_for_the_next(folder, read):
    rows = minority([500, 400, 100, 2, 0, 0, 0, 0.25, 0.5], [800, 600, 150, 3, 0, 0, 0, 0.25, 0.5], HEADINGS)
    write(rows, folder)
    figures = read(form="bieu_05").observations
    assert rates(read(form="bieu_05")) == [0.25, 0.25]
    near = figures[figures.indicator == "minority_near_poverty_rate_printed"].value.tolist()
    assert near == [0.005, 0.005]  # 2 of 400 and 3 of 600


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_rate_of_which_nothing_tells_the_unit_is_refused(kind, folder, read, add_layout):
    add_layout(LAYOUT.format(scale=""))
    rows = bare(0.222, 0.305)
    write(rows, folder) if kind == "xlsx" else write_csv(rows, folder / "a.csv")
    intake = read(form="rates")
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q209", "C4"], ["Q209", "C5"]]
    assert (intake.cells.outcome == "rejected").sum() == 2
    assert intake.observations.empty


@pytest.mark.parametrize(("scale", "expected"), [("fraction", [0.222, 0.305]), ("percent", [0.00222, 0.00305])])
def test_a_layout_can_say_what_its_rates_are_written_in(scale, expected, folder, read, add_layout):
    add_layout(LAYOUT.format(scale=f'scale = "{scale}"'))
    write(bare(0.222, 0.305), folder)
    assert rates(read(form="rates")) == pytest.approx(expected)


def test_a_percent_sign_in_a_cell_speaks_for_that_cell_alone(folder, read, add_layout):
    add_layout(LAYOUT.format(scale='scale = "fraction"'))
    write(bare("22,2%", 0.305), folder)
    assert rates(read(form="rates")) == pytest.approx([0.222, 0.305])


def test_a_rate_above_one_shows_that_its_column_is_in_percent(folder, read, add_layout):
    add_layout(LAYOUT.format(scale=""))
    write(bare(0.9, 12.5), folder)
    assert rates(read(form="rates")) == pytest.approx([0.009, 0.125])


def test_one_rate_typed_as_a_fraction_among_percentages_is_not_mended(folder, read):
    rows = minority([500, 400, 100, 50, 0, 0, 0, 25, 12.5], [800, 600, 150, 60, 0, 0, 0, 0.25, 10])
    write(rows, folder)
    assert rates(read(form="bieu_05")) == [0.25, 0.0025]
