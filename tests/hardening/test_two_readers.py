"""Files in which one program reads another figure than the next one shows: refused, or the figure is the one that is seen.

Each trick changes the sound return, in which cell C12 of the first sheet is 500.
"""

from __future__ import annotations

import re
import struct

import pytest
from tests.hardening import books, trial
from tests.hardening.books import compound, sound, to_csv, to_ods, to_xlsx, zipped
from tests.hardening.hostile_files import zip_parts

from helpers.intake.formats.grid import Unreadable
from helpers.intake.formats.reading import read_workbook

SHEET, BOOK, RELS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SEEN = b'<c r="C12"><v>500</v></c>'
OF_ODS = b'<table:table-cell office:value-type="float" office:value="500"><text:p>500</text:p></table:table-cell>'
TEXT = b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
NUMBER = struct.pack("<HHHHHd", 0x203, 14, 11, 2, 0, 500.0)  # record, length, row, column, style


def xlsx(part, old, new):
    """An xlsx file with one place of a part changed."""
    parts = zip_parts(to_xlsx(sound()))
    assert old in parts[part]
    return zipped({**parts, part: parts[part].replace(old, new, 1)})


def with_more(**more):
    parts = zip_parts(to_xlsx(sound()))
    return zipped({**parts, **{name.replace("__", "/") + ".xml": parts[part] for name, part in more.items()}})


def twice_linked():
    rels = zip_parts(to_xlsx(sound()))[RELS]
    link = re.search(rb'<Relationship Id="rId1"[^>]*>', rels)[0]
    return xlsx(RELS, link, link + link.replace(b"sheet1", b"sheet2"))


def in_utf_16(part):
    parts = zip_parts(to_xlsx(sound()))
    return zipped({**parts, part: parts[part].decode().replace("UTF-8", "UTF-16").encode("utf-16")})


def ods(new, old=OF_ODS):
    parts = zip_parts(to_ods(sound()))
    assert old in parts["content.xml"]
    return zipped({**parts, "content.xml": parts["content.xml"].replace(old, new, 1)})


def xls(more, stream=None):
    """An xls file with records before the one of C12, by which the second sheet begins later."""
    stream = stream or books._biff(sound())
    place = struct.pack("<HH", 0x85, len("Biểu 2") * 2 + 8)
    second = stream.index(place, stream.index(place) + 8) + 4
    start = struct.unpack_from("<I", stream, second)[0] + len(more)
    return stream[:second] + struct.pack("<I", start) + stream[second + 4 :].replace(NUMBER, NUMBER + more, 1)


def record(kind, *fields):
    body = b"".join(struct.pack(form, *values) for form, *values in fields)
    return struct.pack("<HH", kind, len(body)) + body


def two_streams():
    """An xls file with the streams of two versions of Excel: `Book` and `Workbook`."""
    data, entry = compound(books._biff(sound())), books._entry("Book", 2, 1, 4096)
    free = data.index(books._entry("", 0, 0, 0))
    return data[:free] + entry + data[free + len(entry) :]


REFUSED = {
    "sheet in UTF-16.xlsx": lambda: in_utf_16(SHEET),
    "texts in UTF-16.xlsx": lambda: in_utf_16("xl/sharedStrings.xml"),
    "sheet said to be in Latin-1.xlsx": lambda: xlsx(SHEET, b"UTF-8", b"ISO-8859-1"),
    "texts elsewhere.xlsx": lambda: xlsx(RELS, b"sharedStrings.xml", b"others.xml"),
    "two workbooks.xlsx": lambda: with_more(real__workbook=BOOK),
    "two tables of texts.xlsx": lambda: with_more(real__sharedStrings="xl/sharedStrings.xml"),
    "a link twice.xlsx": twice_linked,
    "rows twice.xlsx": lambda: xlsx(SHEET, b"</sheetData>", b'</sheetData><sheetData><row r="12"/></sheetData>'),
    "address of another.xlsx": lambda: xlsx(SHEET, SEEN, SEEN.replace(b"C12", b"C13")),
    "dollars in an address.xlsx": lambda: xlsx(SHEET, SEEN, SEEN.replace(b"C12", b"$C$12")),
    "type that nobody knows.xlsx": lambda: xlsx(SHEET, SEEN, SEEN.replace(b"<c ", b'<c t="zz" ')),
    "two lines.ods": lambda: ods(TEXT % b"120<text:line-break/>350"),
    "a tab.ods": lambda: ods(TEXT % b"120<text:tab/>350"),
    "reading aid.ods": lambda: ods(TEXT % b"5<text:ruby><text:ruby-base>00</text:ruby-base></text:ruby>"),
    "hidden text.ods": lambda: ods(TEXT % b"5<text:hidden-text>9</text:hidden-text>00"),
    "footnote.ods": lambda: ods(TEXT % b"500<text:note ><text:p>9</text:p></text:note>"),
    "remark.ods": lambda: ods(TEXT % b"5<!--9-->00"),
    "section.ods": lambda: ods(TEXT % b"5<![CDATA[00]]>"),
    "instruction.ods": lambda: ods(TEXT % b"5<?x 9?>00"),
    "no times.ods": lambda: ods(OF_ODS.replace(b"office:value=", b'table:number-columns-repeated="0" office:value=')),
    "said to be in Latin-1.ods": lambda: ods(b"ISO-8859-1", b"UTF-8"),
    "number and text.xls": lambda: compound(xls(record(0x204, ("<HHHHB", 11, 2, 0, 3, 0), ("3s", b"777")))),
    "number and row of numbers.xls": lambda: compound(xls(record(0xBD, ("<HH", 11, 2), ("<HIHIH", 0, 3110, 0, 3110, 3)))),
    "two streams.xls": two_streams,
    "open quote.csv": lambda: to_csv(sound()).replace(b";500;", b';"500;', 1),
    "quotes within quotes.csv": lambda: to_csv(sound()).replace(b";500;", b';"5"00;', 1),
}  # fmt: skip
READ = {
    "as it is.xlsx": lambda: to_xlsx(sound()),
    "small letters.xlsx": lambda: xlsx(SHEET, SEEN, SEEN.replace(b"C12", b"c12")),
    "no address.xlsx": lambda: xlsx(SHEET, SEEN, SEEN.replace(b' r="C12"', b"")),
    "reading aid.xlsx": lambda: xlsx(SHEET, SEEN, b'<c r="C12" t="inlineStr"><is><t>500</t><rPh sb="0" eb="1"><t>9</t></rPh></is></c>'),
    "remark beside.ods": lambda: ods(OF_ODS.replace(b"<text:p>", b"<office:annotation><text:p>9</text:p></office:annotation><text:p>")),
    "in two styles.ods": lambda: ods(TEXT % b"5<text:span>00</text:span>"),
    "lines in a name.ods": lambda: ods("Xã Đăk<text:line-break/>Nên".encode(), "Xã Đăk Nên".encode()),
    "as it is.xls": lambda: compound(xls(b"")),
    "two marks.csv": lambda: b"\xef\xbb\xbf" + to_csv(sound()),
    "only returns.csv": lambda: to_csv(sound()).replace(b"\r\n", b"\r"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_two_programs_read_otherwise_is_refused(name, tmp_path):
    (tmp_path / name).write_bytes(REFUSED[name]())
    with pytest.raises(Unreadable) as refused:
        read_workbook(tmp_path / name)
    assert refused.value.code in {"Q104", "Q144", "Q146"}


@pytest.mark.parametrize("name", READ)
def test_what_only_looks_odd_is_read_as_it_is_seen(name, tmp_path):
    (tmp_path / name).write_bytes(READ[name]())
    assert read_workbook(tmp_path / name)[0][0].rows[11][2] in {500, "500"}


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_number_that_is_none_is_rejected_and_ends_nothing(kind, tmp_path):
    book = {
        "xlsx": lambda: xlsx(SHEET, SEEN, SEEN.replace(b"500", b"NaN")),
        "ods": lambda: ods(OF_ODS.replace(b"500", b"NaN")),
        "xls": lambda: compound(books._biff(sound()).replace(NUMBER, NUMBER[:10] + struct.pack("<d", float("nan")))),
    }[kind]()
    tables = trial.outcome(trial.project_with(tmp_path, f"a.{kind}", book))
    cells = tables["cells"].set_index(["sheet", "cell"])
    assert cells.loc[("Biểu 1", "C12"), "outcome"] == "rejected"
    assert "Q203" in set(tables["findings"]["code"])
    assert tables["observations"]["value"].notna().sum() >= 100
