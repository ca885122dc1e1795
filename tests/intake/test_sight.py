"""What the eye sees: struck and raised letters, formats, hidden rows, merged figures, formulas without a result, errors."""

import shutil
import struct
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from tests.workbooks import marked
from tests.workbooks.binary import look_property, record, rule, write_xlsb
from tests.workbooks.marked import ods_cell, write_ods
from tests.workbooks.sheets import Book, Formula, write_csv, write_xlsx
from tests.workbooks.tables import NEN, sound

from helpers.intake.formats.grid import result
from helpers.intake.formats.sight import PLAIN, Look, look_of_format, runs_of
from helpers.intake.formats.sight_ods import sights
from helpers.intake.formats.sight_xls import _Book
from helpers.intake.formats.sight_xlsb import CellStyles
from helpers.intake.formats.sight_xlsx import sight_of

SAMPLES = Path(marked.__file__).parent
WRITERS = {
    "xlsx": marked.xlsx,
    "xlsb": marked.xlsb,
    "xls": lambda path: shutil.copy(SAMPLES / "marked.xls", path),
    "ods": marked.ods,
    "html": marked.html,
}


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_marks_say_the_same_in_every_kind_of_file(kind, folder, read):
    WRITERS[kind](folder / f"a.{kind}")
    intake = read(form="bieu_05")
    assert set(zip(intake.findings.code, intake.findings.cell, strict=True)) == marked.FINDINGS
    figures = intake.observations.set_index(["unit", "indicator"]).value
    assert figures["23452", "minority_poor_households"] == 100
    assert figures["23476", "minority_poor_households"] == 150
    assert figures["23464", "minority_poor_households"] == 40
    assert figures["23452", "minority_poverty_rate_printed"] == pytest.approx(0.25)
    assert ("23476", "households") not in figures.index
    assert ("23476", "minority_near_poor_households") not in figures.index
    assert set(intake.cells[intake.cells.outcome == "rejected"].cell) == {"C5", "F5"}


@pytest.fixture
def book(folder, read):
    """A sound return to be marked: call it with a change of its sheet, get what was read."""

    def changed(change, rows=None, **options):
        workbook = openpyxl.Workbook()
        sheet = workbook.worksheets[0]
        for row in rows or sound():
            sheet.append(row)
        change(sheet)
        workbook.save(folder / "a.xlsx")
        return read(**{"form": "bieu_05"} | options)

    return changed


def codes(intake):
    return sorted(zip(intake.findings.code, intake.findings.cell, strict=True))


CAPITAL = [
    ["TÌNH HÌNH PHÂN BỔ VÀ GIẢI NGÂN VỐN CÁC CHƯƠNG TRÌNH MỤC TIÊU QUỐC GIA"],
    ["Đơn vị tính: triệu đồng"],
    ["TT", "Phường/ Xã", "Chương trình", "Loại vốn", "Nguồn vốn", "Kế hoạch vốn", "Đã phân bổ", "Giải ngân"],
    [1, NEN, "Chương trình 1719", "Vốn đầu tư", "Vốn trong năm", 7281000000, 7128, 6078],
]


def test_an_amount_scaled_by_its_format_is_read_as_the_eye_sees_it(book):
    def scaled(sheet):
        sheet["F4"].number_format = "#,##0,,"

    intake = book(scaled, CAPITAL, form="capital")
    figures = intake.observations.set_index("indicator").value
    assert figures["capital_plan_vnd"] == 7_281e6
    assert figures["capital_allocated_vnd"] == 7_128e6
    assert codes(intake) == [("Q223", "F4")]


def test_the_same_in_an_open_document(folder, read):
    rows = [[ods_cell(cell, "millions" if cell == 7281000000 else "") for cell in row] for row in CAPITAL]
    write_ods("".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows), folder / "a.ods")
    intake = read()
    assert intake.observations.set_index("indicator").value["capital_plan_vnd"] == 7_281e6
    assert codes(intake) == [("Q223", "F4")]


@pytest.mark.parametrize("code", ["#,##0,", '#,##0.0,,," tỷ"', "0%"])
def test_an_amount_that_its_format_shows_otherwise_is_refused_unless_the_unit_makes_up_for_it(code, book):
    def scaled(sheet):
        sheet["F4"].number_format = code

    intake = book(scaled, CAPITAL, form="capital")
    if "tỷ" in code:
        assert intake.observations.set_index("indicator").value["capital_plan_vnd"] == 7_281e6
    else:
        assert codes(intake) == [("Q224", "F4")]
        assert "capital_plan_vnd" not in set(intake.observations.indicator)


@pytest.mark.parametrize("code", ["0%", "#,##0,", '0" tỷ"'])
def test_a_count_shown_as_percent_or_thousands_is_refused(code, book):
    def formatted(sheet):
        sheet["C4"].number_format = code

    assert codes(book(formatted)) == [("Q224", "C4")]


def test_a_percent_format_speaks_for_its_cell_and_a_written_sign_for_its_own(book):
    rows = sound()
    rows[3][9], rows[4][9] = 0.25, 25

    def formatted(sheet):
        sheet["J4"].number_format = "0%"
        sheet["J5"].number_format = '0.0" %"'

    intake = book(formatted, rows)
    assert intake.observations[intake.observations.indicator == "minority_poverty_rate_printed"].value.tolist() == [
        0.25,
        0.25,
    ]
    assert codes(intake) == []


def test_a_figure_in_white_letters_or_behind_a_format_that_hides_it_is_refused(book):
    def unseen(sheet):
        sheet["C4"].font = Font(color="FFFFFFFF")
        sheet["D4"].number_format = ";;;"
        sheet["E4"].font = Font(color="FFFFFFFF")
        sheet["E4"].fill = PatternFill("solid", fgColor="FF12436D")  # white on blue is seen
        sheet["F4"].font, sheet["G4"].font = Font(name="Wingdings 2"), Font(sz=1)  # pictures, and a dot

    intake = book(unseen)
    assert codes(intake) == [("Q225", cell) for cell in ("C4", "D4", "F4", "G4")]


@pytest.mark.parametrize(
    ("colour", "name", "fill", "unseen"),
    [
        (b"\x05\x00\x00\x00\xff\xff\xff\xff", "Arial", 0, True),  # white by its parts
        (b"\x07\x00\x00\x00\x00\x00\x00\x00", "Arial", 0, True),  # the first colour of the theme
        (b"\x05\x00\x00\x00\xff\xff\xff\xff", "Arial", 2, False),  # on a ground of its own
        (b"\x05\x00\x00\x00\x00\x00\x00\xff", "Arial", 0, False),
        (b"\x05\x00\x00\x00\x00\x00\x00\xff", "Wingdings", 0, True),
    ],
)
def test_letters_of_a_binary_workbook_that_nobody_sees(colour, name, fill, unseen):
    font = struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 0, 0) + colour + b"\x00"
    font += struct.pack("<I", len(name)) + name.encode("utf-16-le")
    style = record(617) + record(47, struct.pack("<HHHHHBBHH", 0, 0, 0, fill, 0, 0, 0, 0, 0))
    assert CellStyles.of(record(43, font) + style).looks == [PLAIN._replace(unseen=unseen)]


def test_a_format_of_an_open_document_that_shows_nothing_hides_its_figures():
    parts = "".join(f'<number:number-style style:name="P{at}"><number:text/></number:number-style>' for at in range(2))
    maps = "".join(f'<style:map style:condition="value()" style:apply-style-name="P{at}"/>' for at in range(2))
    shown = '<number:number-style style:name="S"><number:number/><style:map style:apply-style-name="P0"/></number:number-style>'
    styles = f'<a>{parts}<number:text-style style:name="N"><number:text/>{maps}</number:text-style>{shown}</a>'
    named = "".join(f'<style:style style:name="c{at}" style:data-style-name="{at}"/>' for at in "NS")
    cells = "".join(f'<table:table-cell table:style-name="c{at}" office:value="660"/>' for at in "NS")
    row = f'<table:table table:name="T"><table:table-row>{cells}</table:table-row></table:table>'
    found = sights(f"<b>{named}{row}</b>".encode(), styles.encode())
    assert found["T"].looks == {(0, 0): PLAIN._replace(unseen=True)}


def test_a_zero_that_its_format_does_not_show_is_said_once_for_its_column(book):
    def blank_zeros(sheet):
        sheet["I4"].number_format = sheet["I5"].number_format = "#,##0;-#,##0;"

    intake = book(blank_zeros)
    assert codes(intake) == [("Q227", "I4")]
    assert (intake.observations.indicator == "minority_poor_relapsed_households").sum() == 2


def test_a_figure_merged_over_units_or_indicators_is_refused(folder, read):
    rows = sound()
    rows[4][2], rows[3][4] = "", ""
    write_xlsx(Book({"S": rows}, {"S": ["C4:C5", "D4:E4"]}), folder / "a.xlsx")
    intake = read(form="bieu_05")
    assert [pair for pair in codes(intake) if pair[0] == "Q226"] == [("Q226", "C4"), ("Q226", "D4")]
    assert len(intake.observations) == 16


def test_a_row_whose_name_is_struck_out_is_refused(book):
    def crossed(sheet):
        sheet["B5"].font = Font(strike=True)

    intake = book(crossed)
    assert codes(intake) == [("Q229", "B5")]
    assert set(intake.observations.unit) == {"23452"}


def test_a_hidden_row_that_repeats_a_visible_one_is_refused_and_the_visible_one_read(book):
    def older(sheet):
        sheet.insert_rows(4)
        for column, value in enumerate([1, NEN, 490, 390, 99, 49, 9, 4, 0, 25.38, 12.56], start=1):
            sheet.cell(4, column, value)
        sheet.row_dimensions[4].hidden = True

    intake = book(older)
    assert codes(intake) == [("Q230", "B4")]
    assert intake.observations.set_index(["unit", "indicator"]).value["23452", "households"] == 500


def test_a_column_whose_heading_is_struck_out_is_refused_once(book):
    def struck(sheet):
        sheet["E3"].font = Font(strike=True)

    intake = book(struck)
    assert codes(intake) == [("Q222", "E3")]
    assert "minority_poor_households" not in set(intake.observations.indicator)
    assert set(intake.cells[intake.cells.outcome == "rejected"].cell) == {"E4", "E5"}


def test_a_hidden_column_of_figures_is_read_and_said(book):
    def hidden(sheet):
        sheet.column_dimensions["D"].hidden = True

    intake = book(hidden)
    assert codes(intake) == [("Q231", "D3")]
    assert len(intake.observations) == 18


def test_raised_letters_in_headings_and_names_are_footnotes_too(book):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    def noted(sheet):
        raised = InlineFont(vertAlign="superscript")
        sheet["C3"] = CellRichText("Tổng số hộ", TextBlock(raised, "1)"))
        sheet["B4"] = CellRichText(NEN, TextBlock(raised, "2"))

    intake = book(noted)
    assert len(intake.observations) == 18
    assert codes(intake) == [("Q221", "B4"), ("Q221", "C3")]


def test_the_power_of_a_unit_is_no_footnote():
    assert runs_of([("Diện tích (m", False, False), ("2", False, True), (")", False, False)]) is None
    assert runs_of([("km", False, False), ("2", False, True)]) is None
    assert runs_of([("660", False, False), ("2", False, True)]).left == "660"


@pytest.mark.parametrize(
    ("zero", "found"), [("=D4-100", [("Q208", "E4")]), ("=D4-D4", []), ("=VLOOKUP(1,A1:B2,2)", [])]
)
def test_a_stored_zero_that_the_formula_does_not_give_was_never_calculated(zero, found, folder, read):
    rows = sound()
    rows[3][4] = Formula(zero, 0)
    write_xlsx(Book({"S": rows}), folder / "a.xlsx")
    assert codes(read(form="bieu_05")) == found


def test_errors_written_as_text_are_errors(folder, read):
    rows = sound()
    rows[3][4] = "#DIV/0!"
    write_csv(rows, folder / "a.csv")
    assert codes(read(form="bieu_05")) == [("Q207", "E4")]


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("General", PLAIN), ("#,##0", PLAIN), ("0.00", PLAIN), ("dd/mm/yyyy", PLAIN), ("_-* #,##0_-", PLAIN),
        ("0.0%", Look(percent=True)), ("[Red]0%", Look(percent=True)), ('0" %"', Look(sign=True)), ("0\\%", Look(sign=True)),
        ("#,##0,", Look(divisor=1e3)), ("#,##0.0,,", Look(divisor=1e6)), ('#,##0,," triệu"', Look(divisor=1e6, unit=1e6)),
        (";;;", Look(unseen=True)), ("#,##0;-#,##0;", Look(no_zero=True)), ('0;-0;"-"', PLAIN),
    ],
)  # fmt: skip
def test_what_number_formats_do(code, look):
    assert look_of_format(code) == look


@pytest.mark.parametrize(
    ("formula", "value"),
    [("=A1+B1*2", 8), ("=SUM(A1:B2)", 8), ("=$A$1/B1-1", 2 / 3 - 1), ("=(A1+B2)/A2", -6), ("=IF(A1,1,0)", None), ("=A1/A3", None), ("=T!A1", None)],
)  # fmt: skip
def test_plain_arithmetic_of_a_formula(formula, value):
    assert result(formula, [[2, 3], [-1, 4]]) == value


def test_a_date_and_a_text_keep_their_look(book):
    def dated(sheet):
        sheet["C4"] = date(2023, 10, 3)
        sheet["C5"] = "800"
        sheet["C5"].number_format = "0%"  # does nothing to text

    assert codes(book(dated)) == [("Q211", "C4")]


def test_a_format_may_hide_the_sign_of_negative_figures():
    assert look_of_format("#,##0;[Red]#,##0") == Look(no_minus=True)
    assert look_of_format("#,##0;-#,##0") == look_of_format("#,##0_);(#,##0)") == PLAIN


def test_a_negative_figure_in_red_without_its_sign_is_refused(book):
    def red(sheet):
        sheet["C4"] = -500
        sheet["C4"].number_format = "#,##0;[Red]#,##0"

    assert codes(book(red)) == [("Q224", "C4")]


def test_white_letters_of_an_open_document_are_unseen_but_on_a_colour(folder, read):
    rows = [[ods_cell(cell) for cell in row] for row in sound()]
    rows[3][2], rows[4][2] = ods_cell(500, "white"), ods_cell(800, "on blue")
    write_ods("".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows), folder / "a.ods")
    assert [pair for pair in codes(read(form="bieu_05")) if pair[0] == "Q225"] == [("Q225", "C4")]


def test_merged_figures_are_found_in_open_documents_and_old_workbooks(folder, read):
    rows = [[ods_cell(cell) for cell in row] for row in sound()]
    rows[3][2] = rows[3][2].replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"', 1)
    rows[4][2] = "<table:covered-table-cell/>"
    write_ods("".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows), folder / "a.ods")
    intake = read(form="bieu_05")
    assert [pair for pair in codes(intake) if pair[0] == "Q226"] == [("Q226", "C4")]


@pytest.mark.parametrize("raised", ["660¹", "660²"])
def test_raised_signs_of_the_character_set_make_no_figure(raised, folder, read):
    rows = sound()
    rows[3][2] = raised
    write_csv(rows, folder / "a.csv")
    assert codes(read(form="bieu_05")) == [("Q203", "C4")]


def test_marks_in_shared_strings_are_seen_as_well_as_those_in_cells(folder, read):
    """Excel keeps texts in a table of their own; XlsxWriter does as Excel does."""
    with xlsxwriter.Workbook(str(folder / "a.xlsx")) as workbook:
        sheet = workbook.add_worksheet("S")
        for row, cells in enumerate(sound()):
            sheet.write_row(row, 0, cells)
        raised, struck = workbook.add_format({"font_script": 1}), workbook.add_format({"font_strikeout": True})
        sheet.write_rich_string(3, 2, "50", "0", raised, "1")
        sheet.write_rich_string(4, 2, struck, "821", "800")
    intake = read(form="bieu_05")
    assert codes(intake) == [("Q221", "C4"), ("Q221", "C5")]
    figures = intake.observations
    assert figures[figures.indicator == "households"].value.tolist() == [500, 800]


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ({"font": Font(color="FFFFFFFF")}, True),
        ({"font": Font(strike=True)}, True),
        ({"numFmt": NumberFormat(numFmtId=170, formatCode=";;;")}, True),
        ({"font": Font(bold=True)}, False),
    ],
)
def test_a_rule_that_may_hide_figures_is_told_once_where_they_begin(look, told, book):
    def ruled(sheet):
        rule = Rule(type="expression", formula=["C4>0"], dxf=DifferentialStyle(**look))
        sheet.conditional_formatting.add("A1:C5", rule)

    intake = book(ruled)
    assert codes(intake) == ([("Q232", "C4")] if told else [])
    assert "23452" in set(intake.observations.unit)


RULED = '<calcext:conditional-format calcext:target-range-address="Biểu.A1:Biểu.C5"><calcext:condition calcext:apply-style-name="{}" calcext:value="&gt;0"/></calcext:conditional-format>'


@pytest.mark.parametrize(
    ("style", "told"), [("white", True), ("crossed", True), ("on blue", False), ("percent", False)]
)
def test_a_rule_of_an_open_document_that_may_hide_figures_is_told(style, told, folder, read):
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>" for cells in sound())
    write_ods(
        f"{rows}<calcext:conditional-formats>{RULED.format(style)}</calcext:conditional-formats>", folder / "a.ods"
    )
    intake = read(form="bieu_05")
    assert codes(intake) == ([("Q232", "C4")] if told else [])
    assert len(intake.observations) == 18


LOOKS = (
    look_property(5, b"\x05\x00\x00\x00\xff\xff\xff\xff"),  # letters white by their parts
    look_property(29, b"\x01"),  # struck out
    look_property(38, struct.pack("<H", 3) + ";;;".encode("utf-16-le")),
    look_property(5, b"\x05\x00\x00\x00\xff\x00\x00\xff"),  # red
    look_property(25, struct.pack("<H", 700)),  # bold
    look_property(41, struct.pack("<H", 164)),  # the first of the workbook's own formats
)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        *((rule([(0, 4, 0, 2)], look), look in (0, 1, 2, 5)) for look in range(len(LOOKS))),
        (rule([(0, 1, 0, 2), (3, 4, 2, 2)], 0), True),
        (rule([(3, 4, 2, 2)], inner=record(467, b"\x0a\x5a\x00")), True),  # bars alone
        (rule([(3, 4, 2, 2)], inner=record(467, b"\x0a\x5a\x01")), False),  # bars beside figures
        (rule([(3, 4, 2, 2)], inner=record(465, struct.pack("<IH", 0, 2))), True),  # icons alone
        (rule([(3, 4, 2, 2)], inner=record(465, struct.pack("<IH", 0, 4))), False),  # icons, turned round
        (rule([(0, 4, 0, 1)], 0), False),  # over names
    ],
)
def test_a_rule_of_an_xlsb_workbook_that_may_hide_figures_is_told(rules, told, folder, read):
    write_xlsb([*map(list, sound())], folder / "a.xlsb", [(";;;", 0)], rules=rules, looks=LOOKS)
    intake = read(form="bieu_05")
    assert codes(intake) == ([("Q232", "C4")] if told else [])
    assert len(intake.observations) == 18


def test_a_rule_of_an_old_workbook_that_may_hide_figures_is_told(folder, read):
    # By LibreOffice, from `sound()` with rules for C4:C5 (white), D4:D5 (struck out), E4:E5 (bold), F4:F5 (red).
    shutil.copy(SAMPLES / "ruled.xls", folder / "a.xls")
    intake = read(form="bieu_05")
    assert codes(intake) == [("Q232", "C4"), ("Q232", "D4")]
    assert len(intake.observations) == 18


def _late(kind: int, look: bytes = b"", own: bytes = b"") -> bytes:
    """A rule as Excel 2007 and later write it into old workbooks (CF12), with two formulas of three and two bytes."""
    sized = struct.pack("<I", len(look)) + (look or bytes(2))
    return (
        bytes(12) + struct.pack("<BBHH", kind, 0, 3, 2) + sized + bytes(5) + struct.pack("<H", 1) + bytes(1 + 22) + own
    )


@pytest.mark.parametrize(
    ("body", "hides"),
    [
        (_late(2, struct.pack("<IHH", 0x02000000, 1, 8) + struct.pack("<HB", 3, 0) + b";;;"), True),
        (_late(2, struct.pack("<IHBB", 0x02000000, 0, 0, 164)), True),  # a format of the workbook
        (_late(2, struct.pack("<IHBB", 0x02000000, 0, 0, 1)), False),
        (_late(4, own=b"\x00\x00\x00\x00\x0a\x5a"), True),  # bars alone
        (_late(4, own=b"\x00\x00\x00\x02\x0a\x5a"), False),
        (_late(6, own=b"\x00\x00\x00\x03\x00\x01"), True),  # icons alone
        (_late(6, own=b"\x00\x00\x00\x03\x00\x04"), False),
        (b"", False),
    ],
)
def test_a_later_rule_of_an_old_workbook_says_whether_it_may_hide_figures(body, hides):
    assert _Book(b"", formats={164: ";;;"})._may_hide(body, True) == hides


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ('<x14:cfRule type="expression"><x14:dxf><font><strike/></font></x14:dxf></x14:cfRule>', True),
        ('<x14:cfRule type="dataBar"><x14:dataBar showValue="0"/></x14:cfRule>', True),
        ('<x14:cfRule type="dataBar"><x14:dataBar/></x14:cfRule>', False),
    ],
)
def test_rules_of_later_versions_tell_their_cells_and_looks_inside(inside, told):
    rule = f"<x14:conditionalFormatting>{inside}<xm:sqref>C4:C5 E4</xm:sqref></x14:conditionalFormatting>"
    found = sight_of(
        f"<extLst><x14:conditionalFormattings>{rule}</x14:conditionalFormattings></extLst>".encode(), {}, {}
    )
    assert found.ruled == ([((3, 2), (4, 2)), ((3, 4), (3, 4))] if told else [])


def test_a_logical_value_that_a_program_keeps_as_a_number_is_no_count(folder, read):
    """LibreOffice writes TRUE as a formula with the number 1."""
    lines = [[ods_cell(cell) for cell in cells] for cells in sound()]
    lines[3][6] = lines[3][6].replace("<table:table-cell", '<table:table-cell table:formula="of:=TRUE()"', 1)
    write_ods("".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in lines), folder / "a.ods")
    assert codes(read(form="bieu_05")) == [("Q224", "G4")]
