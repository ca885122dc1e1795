"""Meaning that stands in the format or the place of a cell, and not in its value: seen, or refused with its cell."""

from datetime import datetime

import openpyxl
import pytest
from openpyxl.styles import Alignment
from tests.workbooks.tables import HIEU, NEN, sound

from helpers.intake.formats.sight import look_of_format
from helpers.intake.formats.sight_xlsx import sight_of
from helpers.intake.text.numbers import parse_number


@pytest.fixture
def book(folder, read):
    """Biểu số 05 without a fault, changed by a function of its sheet, and what was read of it."""

    def changed(change):
        workbook = openpyxl.Workbook()
        for row in sound():
            workbook.worksheets[0].append(row)
        change(workbook.worksheets[0])
        workbook.save(folder / "a.xlsx")
        return read(form="bieu_05")

    return changed


def put(cell, value, code="General"):
    def change(sheet):
        sheet[cell].value, sheet[cell].number_format = value, code

    return change


def figures(intake):
    return set(intake.observations.dropna(subset="value").cell)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (500, '"đã nộp"'),  # a format that shows words alone
        (500, '0"0"'),  # a format that adds a figure
        (500, '"1"000'),
        (500, "[<100]0;#,##0,"),  # a format that scales large figures only
        (500, "dd/mm/yyyy"),  # 500 shown as a day
        (datetime(2023, 5, 12), "d/m"),  # '12/5' typed, taken for a day by the spreadsheet
        (0.5, "h:mm"),
        ("120/30", "General"),  # two figures in one cell
        ("120\n30", "General"),
        ("120 (30)", "General"),
        ("x", "General"),
        ("-nt-", "General"),
        ("〃", "General"),
        ("ghi ở biểu 2", "General"),
        ("12 - 15", "General"),
        ("≈ ?", "General"),
    ],
    ids=str,
)
def test_a_cell_that_does_not_show_one_figure_gives_none_and_is_told(value, code, book):
    intake = book(put("C4", value, code))
    assert "C4" not in figures(intake)
    assert "C4" in set(intake.findings.cell)


@pytest.mark.parametrize("height", ["0", "0.75", ".5", "1.5"])
def test_a_row_of_no_height_is_a_hidden_row(height):
    data = f'<row r="5" ht="{height}" customHeight="1"><c r="B5"/></row>'.encode()
    assert sight_of(data, {}, {}).hidden_rows == {4}


@pytest.mark.parametrize("width", ["0", "0.14"])
def test_a_column_of_no_width_is_a_hidden_column(width):
    data = f'<col min="5" max="6" width="{width}" customWidth="1"/><row r="1" ht="15">'.encode()
    assert sight_of(data, {}, {}).hidden_columns == {4, 5}


def test_rows_and_columns_of_some_size_are_seen():
    sight = sight_of(b'<col min="5" max="6" width="1.7109375"/><row r="1" ht="15.75"><row r="2" ht="10">', {}, {})
    assert not sight.hidden_rows | sight.hidden_columns


@pytest.mark.parametrize(("text", "value"), [("120 (1)", 120.0), ("120 (25%)", 120.0), ("120 (thôn Thử)", 120.0)])
def test_a_footnote_or_a_rate_beside_a_figure_leaves_it(text, value):
    assert parse_number(text).value == value


def test_a_very_hidden_sheet_is_not_read(folder, read):
    workbook = openpyxl.Workbook()
    for row in sound():
        workbook.worksheets[0].append(row)
    old = workbook.create_sheet("cũ")
    for row in sound():
        old.append([cell + 1 if isinstance(cell, int) else cell for cell in row])
    old.sheet_state = "veryHidden"
    workbook.save(folder / "a.xlsx")
    intake = read(form="bieu_05")
    assert "Q109" in set(intake.findings.code)
    assert set(intake.observations.sheet) == {"Sheet"}


def test_a_unit_shown_over_two_rows_names_both_or_neither_in_silence(book):
    def change(sheet):
        sheet["B5"].value = None
        sheet.merge_cells("B4:B5")

    intake = book(change)
    assert not {"C5", "D5"} & figures(intake) or len(intake.findings) > 0


def test_a_heading_centred_over_columns_without_a_merge_reads_as_one(book):
    def change(sheet):
        sheet["C3"].alignment = Alignment(horizontal="centerContinuous")

    assert "C4" in figures(book(change))


def test_a_unit_set_in_under_another_keeps_its_own_figures(book):
    def change(sheet):
        sheet["B5"].alignment = Alignment(indent=2)

    assert "C5" in figures(book(change))


def test_two_units_in_one_cell_are_told(book):
    intake = book(put("B4", f"{NEN}\n{HIEU}"))
    assert "C4" not in figures(intake)
    assert "B4" in set(intake.findings.cell)


@pytest.mark.parametrize("code", ['"đã nộp"', '0"0"', '"1"000', "[<100]0;#,##0,", '0.0"5"'])
def test_a_format_that_shows_another_figure_changes_the_look(code):
    assert look_of_format(code) != look_of_format("#,##0")


@pytest.mark.parametrize(
    "code", ['#,##0" hộ"', '0" m2"', "#,##0;[Red]-#,##0", '#,##0;(#,##0);"-"', "[>=1000]#,##0;0", "0.00", "@"]
)
def test_a_format_that_shows_the_figure_itself_changes_nothing(code):
    look = look_of_format(code)
    assert (look.divisor, look.percent, look.unseen, look.no_minus) == (1.0, False, False, False)
