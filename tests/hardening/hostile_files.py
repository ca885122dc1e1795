"""Files made to harm their reader. Each is a function that gives bytes; `HOSTILE_FILES` says what must become of it.

Small on disk, so that they can be made anew for each test.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
from tests.hardening.books import SECTOR, compound, sound, to_html, to_ods, to_xls, to_xlsx, zipped
from tests.hardening.mutate import lying_zip

Parts = dict[str, str | bytes]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{("&" + old + ";") * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """A file to try: how it is named, how it is made, and the codes of findings of which it must get one."""

    name: str
    make: Callable[[], bytes]
    codes: frozenset[str]
    read: bool = False  # whether its sound figures are read all the same


def sheet_xml(rows: str, head: str = "", tail: str = "") -> str:
    """A worksheet's part."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'


def package(sheet: str | bytes, **more: str | bytes) -> Parts:
    """The parts of an xlsx with one sheet."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **{name.replace("__", "/"): content for name, content in more.items()},
    }


def bomb() -> bytes:
    """A sheet that unpacks to 400 MB of blanks."""
    return zipped(package(sheet_xml(" " * 400_000_000)))


def lying_bomb() -> bytes:
    """The same, but the zip's directory says 300 bytes."""
    return lying_zip(package(sheet_xml("") + " " * 200_000_000), "xl/worksheets/sheet1.xml", 200)


def many_parts() -> bytes:
    return zipped(package(sheet_xml(""), **{f"xl__part{at}.xml": "<a/>" for at in range(3_000)}))


def laughs() -> bytes:
    return zipped(package(sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>', _LAUGHS)))


def laughs_utf16() -> bytes:
    """The declaration in UTF-16, where a search for its ASCII letters finds nothing."""
    xml = sheet_xml('<row r="1"><c r="A1"><v>&i;</v></c></row>', _LAUGHS).replace("UTF-8", "UTF-16")
    return zipped(package(xml.encode("utf-16")))


def laughs_ods() -> bytes:
    content = zip_parts(to_ods(sound()))
    content["content.xml"] = _LAUGHS.encode() + bytes(content["content.xml"]).split(b"?>", 1)[1]
    return zipped(content)


def outside_entity() -> bytes:
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return zipped(package(sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>', head)))


def far_corner() -> bytes:
    return zipped(
        package(
            sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        )
    )


def far_corner_unsaid() -> bytes:
    """A far corner that no address names: rows and cells without `r`."""
    rows = "<row/>" * 100_000 + "<row>" + "<c/>" * 16_000 + "<c><v>1</v></c></row>"
    return zipped(package(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>' + rows)))


def far_corner_quoted() -> bytes:
    rows = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c  r = 'XFD1048576' ><v>1</v></c></row>"
    return zipped(package(sheet_xml(rows)))


def claimed_rows() -> bytes:
    """A sound sheet that claims a million rows: harmless."""
    parts = zip_parts(to_xlsx(sound()))
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        before, after = bytes(parts[name]).split(b'<dimension ref="', 1)
        parts[name] = before + b'<dimension ref="A1:XFD1048576"/>' + after.split(b"/>", 1)[1]
    return zipped(parts)


def long_sheet() -> bytes:
    """1,048,576 rows in fact, with a number in each."""
    return zipped(
        package(sheet_xml("".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, 1_048_577))))
    )


def counted_strings() -> bytes:
    """A table of texts that promises four thousand million of them."""
    texts = f'<sst xmlns="{_MAIN}" count="4294967295" uniqueCount="18446744073709551615"><si><t>x</t></si></sst>'
    return zipped(
        package(sheet_xml('<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'), xl__sharedStrings__xml=texts)
    )


def slow_attribute() -> bytes:
    """Text that takes the square of its length to search with careless patterns."""
    trap = ' t="e" r="A1" name="' * 400_000
    return zipped(package(sheet_xml(f'<row r="1"><c r="A1" x=\'{trap}\'><v>1</v></c></row>')))


def formulas() -> bytes:
    """Formulas that fetch, run and go round in circles, with no stored value, over a sound sheet."""
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(sound())))
    page = book.worksheets[0]
    for row, formula in enumerate(
        (
            "=cmd|' /C calc'!A0",
            '=HYPERLINK("http://example.invalid","x")',
            '=WEBSERVICE("http://example.invalid")',
            "=C15",
            "=C14",
            "=C16+1",
        ),
        start=11,
    ):
        page.cell(row, 3).value = formula
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def macros() -> bytes:
    parts = zip_parts(to_xlsx(sound()))
    return zipped({**parts, "xl/vbaProject.bin": compound(b'Sub Auto_Open()\r\nShell "calc"\r\nEnd Sub')})


def outside_links() -> bytes:
    parts = zip_parts(to_xlsx(sound()))
    link = f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_REL}" r:id="r1"/></externalLink>'
    return zipped({**parts, "xl/externalLinks/externalLink1.xml": link})


def climbing_parts() -> bytes:
    """Parts whose names climb out of whatever folder they are unpacked into."""
    parts = zip_parts(to_xlsx(sound()))
    return zipped(
        {**parts, "../../../../tmp/climbed.txt": "x", "/tmp/climbed.txt": "x", "xl\\..\\..\\climbed.txt": "x"}
    )


def repeated_ods(rows: int = 1_048_576, columns: int = 16_384) -> bytes:
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>'
    parts = zip_parts(to_ods(sound()))
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row></table:table>'
    parts["content.xml"] = bytes(parts["content.xml"]).replace(b"</table:table>", row.encode(), 1)
    return zipped(parts)


def looping_sectors() -> bytes:
    """A compound file whose stream never ends: each sector is followed by itself."""
    data = bytearray(to_xls(sound()))
    fat = bytearray(data[SECTOR : 2 * SECTOR])
    for at in range(2, 60):
        fat[4 * at : 4 * at + 4] = struct.pack("<I", at)
    data[SECTOR : 2 * SECTOR] = fat
    return bytes(data)


def lost_sheets() -> bytes:
    """An xls whose sheets are said to start beyond its end."""
    data = bytearray(to_xls(sound()))
    at = data.index(struct.pack("<H", 0x0085))
    data[at + 4 : at + 8] = struct.pack("<I", 0x7FFFFFFF)
    return bytes(data)


def wide_html() -> bytes:
    """A few cells that lie so far apart that the table between them would fill the memory."""
    return b"<table>" + b"<tr>" * 150_000 + b"<tr><td>1" + b"<td colspan=1000>1" * 3_000 + b"</table>"


def flat_html() -> bytes:
    return b"<table><tr>" + b"<td>1" * 200_000 + b"</table>"


def open_tags() -> bytes:
    """Broken markup on which Python's own parser loses its way."""
    return b"<table><tr><td>1</td></tr>" + b"<![" * 5_000 + b"</table>"


def odd_charset() -> bytes:
    return to_html(sound()).replace(b"utf-8", b"undefined")


def wide_csv() -> bytes:
    return b"a;b;c\n" * 150_000 + b";" * 3_000_000


def long_field() -> bytes:
    return b"a;b;c\n" + b"x" * 2_000_000


def long_cell() -> bytes:
    """A text of which no program makes a cell: Excel takes 32,767 characters."""
    return zipped(
        package(sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x y" * 1_000_000}</t></is></c></row>'))
    )


def long_cell_html() -> bytes:
    return b"<table><tr><td>" + b"x " * 4_000_000 + b"</table>"


def long_cell_ods() -> bytes:
    parts = zip_parts(to_ods(sound()))
    return zipped(
        {**parts, "content.xml": bytes(parts["content.xml"]).replace(b"<text:p>", b"<text:p>" + b"x " * 900_000, 1)}
    )


def locked() -> bytes:
    """What Office makes of a workbook with a password."""
    return compound(b"\0" * 5_000, "EncryptedPackage")


def locked_zip() -> bytes:
    data = bytearray(to_xlsx(sound()))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def zip_parts(data: bytes) -> Parts:
    """The parts of a zip."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return {name: read.read(name) for name in read.namelist()}


LONG_SHEET = Hostile("long-sheet.xlsx", long_sheet, frozenset({"Q107"}))  # ten seconds: for the soak


def _files(*rows: tuple[str, Callable[[], bytes], str]) -> tuple[Hostile, ...]:
    return tuple(
        Hostile(name, make, frozenset(codes.strip("+").split()), codes.endswith("+")) for name, make, codes in rows
    )


#: Name, bytes, and the codes of which one must be found; '+' where the sound figures must be read all the same.
HOSTILE_FILES = _files(
    ("bomb.xlsx", bomb, "Q115"),
    ("lying-bomb.xlsx", lying_bomb, "Q104"),
    ("many-parts.xlsx", many_parts, "Q115"),
    ("laughs.xlsx", laughs, "Q118"),
    ("laughs-utf16.xlsx", laughs_utf16, "Q118"),
    ("laughs.ods", laughs_ods, "Q118"),
    ("outside-entity.xlsx", outside_entity, "Q118"),
    ("far-corner.xlsx", far_corner, "Q116"),
    ("far-corner-unsaid.xlsx", far_corner_unsaid, "Q116 Q104 Q107"),
    ("far-corner-quoted.xlsx", far_corner_quoted, "Q116 Q104"),
    ("claimed-rows.xlsx", claimed_rows, "+"),
    ("counted-strings.xlsx", counted_strings, "Q104 Q106 Q107"),
    ("slow-attribute.xlsx", slow_attribute, "Q107"),
    ("formulas.xlsx", formulas, "Q208"),
    ("macros.xlsm", macros, "Q122+"),
    ("outside-links.xlsx", outside_links, "Q122+"),
    ("climbing-parts.xlsx", climbing_parts, "+"),
    ("repeated.ods", repeated_ods, "Q116 Q104"),
    ("looping-sectors.xls", looping_sectors, "Q104 Q117"),
    ("lost-sheets.xls", lost_sheets, "Q104"),
    ("wide.html", wide_html, "Q116"),
    ("flat.html", flat_html, "Q116"),
    ("open-tags.html", open_tags, "Q104"),
    ("odd-charset.html", odd_charset, "+"),
    ("wide.csv", wide_csv, "Q116"),
    ("long-field.csv", long_field, "Q146"),
    ("long-cell.xlsx", long_cell, "Q104"),
    ("long-cell.html", long_cell_html, "Q104"),
    ("long-cell.ods", long_cell_ods, "Q104"),
    ("open-quote.csv", lambda: b'a;b;"c' + b"d\n" * 100_000, "Q146"),
    ("locked.xlsx", locked, "Q105"),
    ("locked-zip.xlsx", locked_zip, "Q105"),
    ("empty.xlsx", lambda: b"", "Q106"),
    ("zip-only.xlsx", lambda: zipped({"a.txt": "x"}), "Q143"),
    ("program.xlsx", lambda: b"MZ\x90\x00" + bytes(4_000), "Q104"),
    ("picture.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x" * 4_000), "Q143"),
    ("half.xlsx", lambda: to_xlsx(sound())[:6_000], "Q104"),
    ("half.xls", lambda: to_xls(sound())[:9_000], "Q104 Q107 Q106"),
    ("half.html", lambda: to_html(sound())[:9_000], "Q104"),
)
