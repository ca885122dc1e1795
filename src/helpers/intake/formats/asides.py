"""Texts of a file beside its cells: comments, headers, footers, lists of choices, names, drawings, caches, properties.

None of them is ever a figure, and none leaves intake; they are looked at only for persons. Every part of a file is
looked at but those that hold the cells, how they look, and who wrote what: whatever a program adds besides is one of
the others.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from helpers.intake.formats.compound import Compound, every_record
from helpers.intake.formats.text_tables import decode

# Parts of packages that hold cells and looks, or the names of those who wrote (every file has its author, and nothing asks for her).
_CELLS_AND_LOOKS = re.compile(
    r".*\b(?:sharedstrings|styles|calcchain|theme\d*|tablestyles|vbaproject|printersettings\d*)\.(?:xml|bin)"
    r"|\[content_types\]\.xml|meta-inf/.*|settings\.xml|xl/persons/.*|xl/revisions/username.*|(?:.*/)?media/.*"
)
_AUTHORS = re.compile(
    rb"<((?:dc:|cp:|meta:)?(?:creator|lastModifiedBy|Manager|Company|initial-creator|printed-by|author))\b[^<>]*>[^<]{0,500}</\1>"
)
_SHEET_DATA = re.compile(rb"<(\w*:?)sheetData>.*</\1sheetData>", re.DOTALL)
_FORMULA = re.compile(rb'<f\b[^<>]{0,300}(>[^<]*"[^<]*<)')  # one with a text of its own
_FORMATS = re.compile(rb'formatCode="[^"]*"')  # with words of their own
_ODS_CELLS = re.compile(
    rb"<office:annotation\b.*?</office:annotation>|<draw:(frame|custom-shape|g|caption)\b.*?</draw:\1>"
    rb"|<table:(?:content-validation|named-range|named-expression|label-range|scenario|error-message|help-message)\b[^<>]*>",
    re.DOTALL,
)
_ODS_EDGES = re.compile(rb"<style:(header|footer)\b.*?</style:\1[\w-]*>", re.DOTALL)
#: Tags that only change the look of letters: what stands on both sides of them is one text.
_LETTERS = re.compile(
    r"</?(?:\w+:)?(?:r|t|span|rPr)\b[^<>]*>"
    r"|<(?:\w+:)?(?:rFont|sz|b|i|u|color|family|charset|scheme|vertAlign|latin|ea|cs|srgbClr)\b[^<>]*/>"
)
_SAID = re.compile(r"""=\s*(?:"([^"<>]*)"|'([^'<>]*)')|>([^<>]+)""")
_ID = re.compile(r"\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}?")
_CODES = re.compile(r"&(?:[LCR]|\"[^\"]*\"|\d{1,3}|[A-Z])")  # in headers and footers: left, font, size, page …
_TABLE = re.compile(r"<table\b.*?</table>|<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_REMARK = re.compile(r"<!--(.{0,20000}?)-->|\b(?:title|alt)=\"([^\"]{0,2000})\"", re.DOTALL)
_RUN = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00|[\x00-\xff][\x01\x1e]){9,500}|[\x20-\x7e]{9,500}")
#: Records of xls sheets that hold cells and looks, or who wrote: shared and other strings, fonts, formats, styles, sheets, authors.
_XLS_CELLS = {0xFC, 0xFD, 0x3C, 0x204, 0xD6, 0x207, 0x31, 0x41E, 0x293, 0x92, 0x85, 0x5C, 0x1C, 0x06, 0x42}
_TEXT_BOX = 0x1B6  # its letters stand in the record that continues it
_XLS_AUTHORS = {"SummaryInformation": {4, 8, 18}, "DocumentSummaryInformation": {13, 14, 15}}
_WIDE_TEXT, _TEXT = 0x1F, 0x1E
_DIGITS = 9  # of the shortest number of a person; a name has a space


def asides(path: Path, kind: str) -> Iterator[str]:
    """The texts beside the cells of a file of this kind, as far as they can be read."""
    if kind in ("xlsx", "xlsb", "ods"):
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                name = part.filename.replace("\\", "/").lstrip("/").lower()
                is_aside = kind == "ods" or name == "xl/styles.xml" or not _CELLS_AND_LOOKS.fullmatch(name)
                if is_aside and name.endswith((".xml", ".vml", ".bin", ".rels")):
                    yield from _of_part(name, package.read(part), kind)
    elif kind == "xls":
        yield from _of_compound(path.read_bytes())
    elif kind == "html":
        yield from _of_page(decode(path.read_bytes()))


def _of_part(name: str, data: bytes, kind: str) -> Iterator[str]:
    if name.endswith(".bin"):
        yield from _runs(data)
        return
    if name == "xl/styles.xml":
        data = b" ".join(_FORMATS.findall(data))
    said = b" ".join(_FORMULA.findall(data)) if b"<f" in data else b""
    data = _AUTHORS.sub(b"", _SHEET_DATA.sub(b"", data)) + said
    if kind == "ods" and name in ("content.xml", "styles.xml"):
        found = (_ODS_CELLS if name == "content.xml" else _ODS_EDGES).finditer(data)
        data = b" ".join(match[0] for match in found)
    elif kind == "ods" and _CELLS_AND_LOOKS.fullmatch(name):
        return
    markup = ">" + _LETTERS.sub("", data.decode("utf-8", "replace"))
    for match in _SAID.finditer(markup):
        text = match[1] or match[2] or match[3]
        if text and (" " in text.strip() or "%20" in text or sum(map(str.isdigit, text)) >= _DIGITS):
            yield _CODES.sub(" ; ", unescape(unescape(_ID.sub("", unquote(text)))))


def _runs(data: bytes) -> Iterator[str]:
    """Runs of letters of two bytes or of one."""
    for run in _RUN.findall(data):
        yield run.decode("utf-16-le" if b"\x00" in run or b"\x1e" in run or b"\x01" in run else "latin-1", "replace")


def _of_page(page: str) -> Iterator[str]:
    for remark, title in _REMARK.findall(page):
        yield unescape(remark or title)
    yield from (unescape(text) for text in re.split(r"<[^<>]*>", _TABLE.sub(" ", page)) if len(text) > 4)


def _of_compound(data: bytes) -> Iterator[str]:
    """Texts of an xls file; what is no sound compound file, the reading library refuses."""
    try:
        for name, stream in Compound(data).streams():
            if name in ("Workbook", "Book"):
                yield from _of_records(stream)
            elif name.lstrip("\x05") in _XLS_AUTHORS:
                yield from _properties(stream, _XLS_AUTHORS[name.lstrip("\x05")])
            elif name.isdigit():  # caches of pivot tables
                yield from _runs(stream)
    except (struct.error, IndexError, ValueError):
        return


def _of_records(stream: bytes) -> Iterator[str]:
    last = 0
    for kind, body in every_record(stream):
        if kind not in _XLS_CELLS or (kind == 0x3C and last == _TEXT_BOX):
            yield from (_CODES.sub(" ; ", text) for text in _runs(body))
        last = kind


def _properties(stream: bytes, authors: set[int]) -> Iterator[str]:
    """The texts of a property set ([MS-OLEPS]) but for those that name who wrote the file."""
    start = struct.unpack_from("<I", stream, 44)[0]
    for number in range(struct.unpack_from("<I", stream, start + 4)[0]):
        id, offset = struct.unpack_from("<II", stream, start + 8 + 8 * number)
        kind, size = struct.unpack_from("<II", stream, start + offset)
        if id not in authors and kind in (_TEXT, _WIDE_TEXT):
            body = stream[start + offset + 8 :][: size * (2 if kind == _WIDE_TEXT else 1)]
            yield body.decode("utf-16-le" if kind == _WIDE_TEXT else "utf-8", "replace").rstrip("\0")
