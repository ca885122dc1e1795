"""Persons who stand beside the cells of a file, wherever a program can put them: found, and nothing else taken for them."""

import struct
import zipfile
from urllib.parse import quote

import pytest
from tests.hardening.books import compound
from tests.workbooks.marked import ods_cell, write_ods
from tests.workbooks.sheets import sound, write_xlsx

from helpers.intake.formats.asides import asides
from helpers.intake.privacy import PlaceNames, persons_beside

NAMES = ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Lê Giả Định"]
LISTED = "; ".join(NAMES)
EACH = "".join(f'<x:s v="{name}"/>' for name in NAMES)
PARTS = {
    "xl/comments1.xml": f"<comments><commentList><comment ref='A1'><text><r><t>{NAMES[0][:6]}</t></r><r><rPr><b/></rPr><t>{NAMES[0][6:]}, {LISTED}</t></r></text></comment></commentList></comments>",
    "xl/worksheets/sheet9.xml": f"<x:worksheet xmlns:x='y'><x:sheetData/><x:headerFooter><x:oddHeader>&amp;L{LISTED}</x:oddHeader></x:headerFooter></x:worksheet>",
    "xl/pivotCache/pivotCacheDefinition1.xml": f"<x:pivotCacheDefinition>{EACH}</x:pivotCacheDefinition>",
    "xl/externalLinks/externalLink1.xml": "".join(f"<v>{name}</v>" for name in NAMES),
    "xl/drawings/drawing1.xml": "".join(f"<a:p><a:r><a:t>{name}</a:t></a:r></a:p>" for name in NAMES),
    "xl/drawings/drawing2.xml": f"<xdr:cNvPr id='1' name='x' descr='{LISTED}'/>",
    "xl/drawings/vmlDrawing1.vml": f"<div>{LISTED}</div>",
    "xl/tables/table1.xml": EACH,
    "xl/charts/chart1.xml": f"<c:v>{LISTED}</c:v>",
    "customXml/item1.xml": "".join(f"<b>{name}</b>" for name in NAMES),
    "docProps/custom.xml": f"<vt:lpwstr>{LISTED}</vt:lpwstr>",
    "docProps/core2.xml": f"<cp:keywords>{LISTED}</cp:keywords>",
    "xl/workbook9.bin": LISTED.encode("utf-16-le"),
    "a/part/that/nobody/knows.xml": f"<a b='{LISTED}'/>",
    "xl/drawings/drawing3.xml": "<a:t>CCCD 062085001234</a:t>",
    "xl/worksheets/_rels/sheet9.xml.rels": f"<Relationship Target='mailto:a@b.vn?subject={quote(LISTED)}'/>",
    "xl/worksheets/sheet8.xml": f'<x:sheetData><x:c><f>IF(TRUE,1,"{LISTED}")</f><x:v>1</x:v></x:c></x:sheetData>',
}


def with_part(path, name, text):
    write_xlsx(sound(), path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, text)
    return path


@pytest.mark.parametrize("part", PARTS)
def test_a_list_of_persons_in_any_part_of_a_workbook_is_found(part, tmp_path):
    assert persons_beside(asides(with_part(tmp_path / "a.xlsx", part, PARTS[part]), "xlsx")) == "Q702"


def test_a_list_of_persons_in_the_words_of_a_number_format_is_found(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("xl/styles.xml", f'<font name="Arial"/><numFmt formatCode="0&quot; {LISTED}&quot;"/>')
    assert [name for name in NAMES if name in " ".join(asides(tmp_path / "a.xlsx", "xlsx"))] == NAMES
    assert persons_beside(asides(tmp_path / "a.xlsx", "xlsx")) == "Q702"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("docProps/core2.xml", f"<cp:coreProperties><dc:creator>{LISTED}</dc:creator></cp:coreProperties>"),
        ("xl/persons/person.xml", EACH),
        ("xl/comments1.xml", "".join(f"<author>{name}</author>" for name in NAMES)),
        ("xl/worksheets/sheet9.xml", "<worksheet uid='{00000000-0001-0000-0000-000000000000}'><a b='0.06208500123'/><c d='0062085001234'/></worksheet>"),
    ],
)  # fmt: skip
def test_who_wrote_a_file_and_the_numbers_of_programs_are_no_list(part, text, tmp_path):
    assert persons_beside(asides(with_part(tmp_path / "a.xlsx", part, text), "xlsx")) == ""


def test_one_person_beside_the_cells_is_told_and_three_in_three_places_are_a_list():
    assert persons_beside(["Nguyễn Văn Thử", "Biểu 05"]) == "Q703"
    assert persons_beside(NAMES) == "Q702"
    streets = PlaceNames()
    streets.names = frozenset(("Lê Lợi", "Trần Hưng Đạo"))
    assert persons_beside(["Lê Lợi", "Trần Hưng Đạo"], streets) == ""


@pytest.mark.parametrize(
    "inner",
    [
        f"<office:annotation><text:p>{LISTED}</text:p></office:annotation>",
        f"<draw:frame draw:name='x'><draw:text-box><text:p>{LISTED}</text:p></draw:text-box></draw:frame>",
    ],
)
def test_a_list_of_persons_beside_the_cells_of_an_ods_is_found_and_its_cells_are_left_alone(inner, tmp_path):
    signed = "".join(f"<table:table-row>{ods_cell(name)}</table:table-row>" for name in NAMES)
    assert persons_beside(asides(write_ods(signed, tmp_path / "a.ods"), "ods")) == ""
    noted = signed.replace("</table:table-cell>", f"{inner}</table:table-cell>", 1)
    assert persons_beside(asides(write_ods(noted, tmp_path / "b.ods"), "ods")) == "Q702"


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


@pytest.mark.parametrize(
    ("records", "found"),
    [
        (record(0x14, struct.pack("<HB", len(LISTED), 1) + LISTED.encode("utf-16-le")), "Q702"),  # header
        (record(0x1B6, bytes(18)) + record(0x3C, b"\1" + LISTED.encode("utf-16-le")), "Q702"),  # comment
        (record(0x18, b"\0" * 15 + b"Nguyen Van Thu; Tran Thi Mau"), "Q702"),  # name
        (record(0xFC, struct.pack("<II", 1, 1) + LISTED.encode("utf-16-le")), ""),  # cells
        (record(0x5C, b"Nguyen Van Thu, Tran Thi Mau"), ""),  # who wrote
    ],
)
def test_a_list_of_persons_beside_the_cells_of_an_xls_is_found(records, found, tmp_path):
    (tmp_path / "a.xls").write_bytes(compound(record(0x809, bytes(16)) + records + record(0x0A, b"")))
    assert persons_beside(asides(tmp_path / "a.xls", "xls")) == found


@pytest.mark.parametrize("page", ["<p>{}</p>", "<!-- {} -->", '<img alt="{}">', "<h1>x</h1>{}<table></table>"])
def test_a_list_of_persons_beside_the_tables_of_a_page_is_found(page, tmp_path):
    (tmp_path / "a.html").write_text(
        "<html>" + page.format(LISTED) + "<table><tr><td>1</td></tr></table></html>", "utf-8"
    )
    assert persons_beside(asides(tmp_path / "a.html", "html")) == "Q702"
