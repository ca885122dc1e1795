"""Zipped workbooks as odd programs write them, and those with a password."""

import re
import shutil
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.hardening.books import compound
from tests.workbooks import binary
from tests.workbooks.marked import ods
from tests.workbooks.sheets import Book, sound, write_xlsx

from helpers.intake.formats import package
from helpers.intake.formats.grid import Unreadable
from helpers.intake.formats.sight_xls import sights
from helpers.intake.formats.sight_xlsb import sight_of

SAMPLES = Path(__file__).parents[1] / "workbooks"


def renamed_parts(path, change, contents=lambda name, data: data):
    """The workbook with every part renamed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(change(name)), contents(name, data))


def absolute_targets(name, data):
    return data.replace(b'Target="worksheets', b'Target="/xl/worksheets').replace(b'Target="xl/', b'Target="/xl/')


@pytest.mark.parametrize(
    ("change", "contents"),
    [
        (lambda name: name.replace("/", "\\"), lambda name, data: data),
        (lambda name: name, absolute_targets),
    ],
    ids=["backslashes", "absolute targets"],
)
def test_a_workbook_that_the_library_reads_is_not_refused_for_the_names_of_its_parts(change, contents, folder, read):
    renamed_parts(write_xlsx(sound(), folder / "a.xlsx"), change, contents)
    assert len(read().observations) == 140


def test_its_marks_are_found_all_the_same(folder, read):
    from tests.workbooks.marked import FINDINGS, xlsx

    renamed_parts(xlsx(folder / "a.xlsx"), lambda name: name.replace("/", "\\"))
    findings = read(form="bieu_05").findings
    assert set(zip(findings.code, findings.cell, strict=True)) == FINDINGS


def test_a_protected_open_document_is_called_protected(folder, read):
    path = ods(folder / "a.ods")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["META-INF/manifest.xml"] = (
        b'<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data m:checksum="x"/></m:file-entry></m:manifest>'
    )
    parts["content.xml"] = b"\x8f\x12not to be read"
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert read().findings.code.tolist() == ["Q105"]


def test_a_protected_xls_is_called_protected(folder, read):
    """The record FILEPASS (0x2F) says that what follows it is enciphered; here it takes the place of CODEPAGE (0x42)."""
    shutil.copy(SAMPLES / "marked.xls", folder / "a.xls")
    data = (folder / "a.xls").read_bytes()
    assert data.count(b"\x42\x00\x02\x00\xb0\x04") == 1
    (folder / "a.xls").write_bytes(data.replace(b"\x42\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04"))
    assert read().findings.code.tolist() == ["Q105"]


def test_a_damaged_xls_gives_one_finding(folder, read):
    data = (SAMPLES / "marked.xls").read_bytes()
    (folder / "a.xls").write_bytes(data[: len(data) // 3])
    assert read().findings.code.tolist() == ["Q104"]


SHEET = "xl/worksheets/sheet1.xml"


def rewritten(path, change, again=""):
    """The workbook with its first sheet's part changed, and one part written a second time."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, change(data) if name == SHEET else data)
        if again:
            package.writestr(zipfile.ZipInfo(again), parts[SHEET])


def cell_again(address):
    """A second cell of an address at the end of its row, as another program would write it."""
    row = re.escape(address.lstrip("ABCDEFGH").encode())
    cell = f"<c t='n' r = '{address}'><v>77</v></c>".encode()
    return lambda data: re.sub(rb'(<row r="%s".*?)(</row>)' % row, rb"\1%s\2" % cell, data, count=1, flags=re.DOTALL)


def second_value(data):
    return re.sub(rb'(<c r="C13"[^>]*><v>[^<]*</v>)', rb"\1<v>77</v>", data, count=1)


def row_again(data):
    return data.replace(b"</sheetData>", b'<row r="13"><c><v>77</v></c></row></sheetData>')


@pytest.mark.parametrize(
    ("change", "cell"),
    [(cell_again("C13"), "C13"), (cell_again("D14"), "D14"), (second_value, "C13"), (row_again, "A13")],
)
def test_a_cell_that_stands_twice_is_refused_by_sheet_and_address(change, cell, folder, read):
    path = write_xlsx(sound(), folder / "a.xlsx")
    (sheet,) = openpyxl.load_workbook(path).sheetnames
    rewritten(path, change)
    intake = read()
    found = intake.findings
    assert found[["code", "workbook", "sheet", "cell"]].to_numpy().tolist() == [["Q144", "a.xlsx", sheet, cell]]
    assert len(intake.observations) == 0


@pytest.mark.parametrize("again", [SHEET, SHEET.upper(), SHEET.replace("/", "\\")])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_workbook_with_a_part_twice_is_refused(again, folder, read):
    rewritten(write_xlsx(sound(), folder / "a.xlsx"), bytes, again)
    assert read().findings.code.tolist() == ["Q144"]


@pytest.mark.parametrize("second", ["Biểu 1", "BIỂU 1", "Biê\u0309u 1", "Biểu 1 "])
def test_two_sheets_of_one_name_are_refused(second, folder, read):
    book = Book({"Biểu 1": sound().rows, "Biểu 2": sound().rows})
    path = write_xlsx(book, folder / "a.xlsx")
    renamed_parts(path, str, lambda _, data: data.replace('name="Biểu 2"'.encode(), f'name="{second}"'.encode()))
    (found,) = read().findings.to_dict("records")
    assert (found["code"], found["workbook"]) == ("Q144", "a.xlsx")
    assert "sheet 2" in found["message_en"]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1"><v>1</v><!-- --><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><f>1</f><v>2</v></c></row>',
        "<row><c><v>1</v><v>2</v></c></row>",
        '<row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is><is><t>2</t></is></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="&#65;1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A01"><v>2</v></c></row>',
        '<row r="1"><c><v>1</v></c><c r="A1"><v>2</v></c></row>',
        f'<row r="1"><c r="A1"><v>1</v></c><c x="{"y" * 310}" r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1<!-- -->2</v></c></row>',  # the reading library takes 1, others 12
        '<row r="1"><c r="A1"><v><![CDATA[12]]></v></c></row>',
        '<row r="1"><c r="A1"><v>1&#50;</v></c></row>',
        '<row r="1"><c r="A1"><v>1<?x y?>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1<x/>2</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>1<!-- -->2</v></c></row>',
        '<row r="1"><x:AlternateContent xmlns:x="x"><x:Choice><c r="A1"><v>5</v></c></x:Choice></x:AlternateContent></row>',
        '<x:row xmlns:x="x" r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="A1"><x:v>2</x:v></x:c></x:row>',
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_a_cell_written_twice_or_in_pieces_is_found_however_it_is_written(row, coding):
    with pytest.raises(Unreadable, match="Q144"):
        package._check_addresses("S", f"<sheetData>{row}</sheetData>".encode(coding))


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1" s="1"><f>B1</f><v>1</v></c><c r="B1" t="s"/><c r="C1" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><!--<c r="A1"><v>2</v></c>--></row>',
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        '<row r="1"><c r="A1" t="str"><f>x</f><v>A &amp; B</v></c></row>',
    ],
)
def test_cells_that_stand_once_are_no_fault_however_they_are_written(row):
    package._check_addresses("S", f"<sheetData>{row}</sheetData>".encode())


def test_a_cell_that_stands_twice_in_records_is_refused(folder, read):
    once = record(0x203, struct.pack("<HHHd", 3, 2, 0, 5.0))
    head = record(0x809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    sheet = record(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6)) + once + once + record(0x0A, b"")
    bound = struct.pack("<IBBBB", len(head) + 13 + 4, 0, 0, 1, 0) + b"S"
    book = compound(head + record(0x85, bound) + record(0x0A, b"") + sheet)
    assert sights(book)["S"].twice == (3, 2)
    (folder / "a.xls").write_bytes(book)
    assert read().findings[["code", "cell"]].to_numpy().tolist() == [["Q144", "C4"]]


@pytest.mark.parametrize(("columns", "twice"), [((1, 2), None), ((1, 1), (0, 1)), ((2, 1), (0, 1))])
def test_a_cell_that_stands_twice_or_out_of_order_in_an_xlsb_is_told(columns, twice):
    row = binary.record(0, struct.pack("<IIHBBBI", 0, 0, 300, 0, 0, 0, 0))
    cells = [binary.record(5, struct.pack("<IId", column, 0, 5.0)) for column in columns]
    assert sight_of(row + b"".join(cells), [], {}).twice == twice


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body
