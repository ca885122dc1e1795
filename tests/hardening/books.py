"""Workbooks as plain cells, and writers for each kind of file that offices send: what a sound return looks like.

The writers are our own where it matters (ods, xls, html), so that a mutation reaches the file as it was meant.
"""

from __future__ import annotations

import csv
import html
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import python_calamine as calamine
import xlsxwriter

from helpers.intake.layouts.form_sheet import Form
from helpers.intake.layouts.forms import workbook
from helpers.intake.layouts.layout import layout
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

Cell = object  # str, int, float or None
Range = tuple[tuple[int, int], tuple[int, int]]
ROOT = Path(__file__).parents[2]
DAY = date(2023, 12, 31)
XLS_TEXT = 4000  # longer texts need CONTINUE records, which the writer below does without


@dataclass
class Sheet:
    """Rows from A1; None is an empty cell. merged: ranges by (row, column) from 0."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[Range, ...] = field(default=())

    def cells(self) -> dict[tuple[int, int], Cell]:
        """The cells that are not empty, by row and column."""
        return {(r, c): v for r, row in enumerate(self.rows) for c, v in enumerate(row) if v is not None and v != ""}


Book = list[Sheet]


@lru_cache(maxsize=1)
def _sound() -> tuple[Sheet, ...]:
    """Two forms of a review for the nine communes of Kon Plông, with figures that satisfy every rule."""
    boundary = load_scope("kon-plong", Project(ROOT)).boundary_at(DAY)
    figures: dict[tuple[str, str, str], int] = {}
    for at, unit in enumerate(boundary.units):
        households, poor, near = 500 + 61 * at, 90 + 7 * at, 40 + 3 * at
        counts = {
            "households": households, "persons": 4 * households, "poor_households": poor, "poor_persons": 4 * poor,
            "near_poor_households": near, "near_poor_persons": 4 * near,
            "average_living_households": 20 + at, "average_living_persons": 80 + 4 * at,
        }  # fmt: skip
        flow = {
            "start": poor + 19, "to_near_poor": 12, "escaped": 9, "other_decrease": 1,
            "from_near_poor": 1, "relapsed": 0, "new": 2, "other_increase": 0, "end": poor,
        }  # fmt: skip
        figures |= {(unit.code, name, ""): value for name, value in counts.items()}
        figures |= {(unit.code, "poor_household_flow", part): value for part, value in flow.items()}
    forms = [
        Form(layout(name, DAY), "Huyện Kon Plông", "năm 2023", DAY, boundary.units, None, figures)
        for name in ("poverty_result", "flow_poor")
    ]
    with calamine.load_workbook(io.BytesIO(workbook(forms))) as read:
        sheets = [read.get_sheet_by_name(name) for name in read.sheet_names]
        return tuple(
            Sheet(
                s.name,
                [[_plain(c) for c in row] for row in s.to_python(skip_empty_area=False)],
                tuple(s.merged_cell_ranges or ()),
            )
            for s in sheets
        )


def sound() -> Book:
    """A fresh copy of the sound workbook."""
    return [replace(sheet, rows=[list(row) for row in sheet.rows]) for sheet in _sound()]


def _plain(cell: object) -> Cell:
    if cell == "":
        return None
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def to_xlsx(book: Book) -> bytes:
    """An xlsx; texts stay texts, whatever they begin with."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    out = xlsxwriter.Workbook(buffer, options)
    for at, sheet in enumerate(book, start=1):
        page = out.add_worksheet(_sheet_name(sheet.name, at))
        for (row, column), value in sheet.cells().items():
            if isinstance(value, str):
                page.write_string(row, column, value[:32767])
            else:
                page.write_number(row, column, value)
        for first, last in sheet.merged:
            if first != last:
                page.merge_range(*first, *last, "")
                value = sheet.cells().get(first)
                if value is not None:
                    page.write(*first, value)
    out.close()
    return buffer.getvalue()


def _sheet_name(name: str, at: int) -> str:
    """What Excel allows; a mutated name may be anything."""
    return (
        "".join("_" if sign in "[]:*?/\\" or ord(sign) < 32 else sign for sign in name).strip("'")[:28] or f"Sheet{at}"
    )


_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def to_ods(book: Book) -> bytes:
    """An OpenDocument spreadsheet with just the parts that a reader needs."""
    tables = "".join(_ods_table(sheet) for sheet in book)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NS} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": _ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": _ods_manifest()})


def _ods_manifest() -> str:
    ns = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _ODS_TYPE), ("content.xml", "text/xml"))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{ns}">{entries}</manifest:manifest>'
    )


def _ods_table(sheet: Sheet) -> str:
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in sheet.rows)
    return f"<table:table table:name={quoteattr(_xml(sheet.name))}>{rows}</table:table>"


def _ods_cell(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(_xml(value))}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def _xml(text: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return "".join(
        s for s in text if s in "\t\n\r" or 0x20 <= ord(s) < 0xD800 or 0xE000 <= ord(s) < 0xFFFE or ord(s) > 0xFFFF
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip of parts in their order, with fixed times; the first is stored, as OpenDocument wants its type."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for at, (name, content) in enumerate(parts.items()):
            kind = zipfile.ZIP_STORED if at == 0 and name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), content, compress_type=kind)
    return buffer.getvalue()


def to_csv(book: Book) -> bytes:
    """The first sheet as Excel saves it: UTF-8 with a mark, semicolons."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows([["" if c is None else c for c in row] for row in book[0].rows])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def to_html(book: Book) -> bytes:
    """Tables as Excel saves them in a web page."""
    tables = "".join(_html_table(sheet) for sheet in book)
    return f'<html><head><meta charset="utf-8"></head><body>{tables}</body></html>'.encode("utf-8", "replace")


def _html_table(sheet: Sheet) -> str:
    spans = dict(sheet.merged)
    hidden = {
        (r, c)
        for (top, left), (bottom, right) in sheet.merged
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    }
    lines = []
    for r, row in enumerate(sheet.rows):
        cells = []
        for c, value in enumerate(row):
            if (r, c) in hidden:
                continue
            bottom, right = spans.get((r, c), (r, c))
            text = "" if value is None else html.escape(str(value))
            cells.append(f'<td rowspan="{bottom - r + 1}" colspan="{right - c + 1}">{text}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def to_xls(book: Book) -> bytes:
    """An Excel 97 workbook: BIFF8 records in a compound file."""
    return compound(_biff(book))


def _biff(book: Book) -> bytes:
    names = [_xls_name(sheet.name, at) for at, sheet in enumerate(book, start=1)]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    bodies = [_biff_sheet(sheet) for sheet in book]
    start = len(head) + sum(len(_bound(0, name)) for name in names) + len(_record(0x000A, b""))
    bounds = b""
    for name, body in zip(names, bodies, strict=True):
        bounds += _bound(start, name)
        start += len(body)
    return head + bounds + _record(0x000A, b"") + b"".join(bodies)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bound(start: int, name: str) -> bytes:
    return _record(
        0x0085, struct.pack("<IHBB", start, 0, len(name.encode("utf-16-le")) // 2, 1) + name.encode("utf-16-le")
    )


def _xls_name(name: str, at: int) -> str:
    return "".join(sign for sign in _sheet_name(name, at) if ord(sign) < 0x10000 and not 0xD800 <= ord(sign) < 0xE000)


def _biff_sheet(sheet: Sheet) -> bytes:
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    width = max(map(len, sheet.rows), default=0)
    out += _record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    for (row, column), value in sorted(sheet.cells().items()):
        if isinstance(value, str):
            text = value[:XLS_TEXT].encode("utf-16-le", "replace")
            out += _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
        else:
            out += _record(0x0203, struct.pack("<HHHd", row, column, 0, float(value)))
    if sheet.merged:
        ranges = b"".join(
            struct.pack("<HHHH", top, bottom, left, right) for (top, left), (bottom, right) in sheet.merged
        )
        out += _record(0x00E5, struct.pack("<H", len(sheet.merged)) + ranges)
    return out + _record(0x000A, b"")


SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file (OLE2) that holds one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    fats = -(-(count + 1 + 1) // (SECTOR // 4 - 1))
    chain = [FAT] * fats + [END] + [fats + 2 + at for at in range(count - 1)] + [END]
    table = struct.pack(f"<{fats * SECTOR // 4}I", *chain, *[FREE] * (fats * SECTOR // 4 - len(chain)))
    directory = (
        _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, fats + 1, len(stream)) + _entry("", 0, 0, 0) * 2
    )
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, fats, 0, 4096, END, 0, END, 0)
    )
    return header + struct.pack("<109I", *range(fats), *[FREE] * (109 - fats)) + table + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    fields = struct.pack("<HBBIII16sIQQIQ", len(text), kind, 1, FREE, FREE, child, bytes(16), 0, 0, 0, start, size)
    return text.ljust(64, b"\0") + fields


WRITERS: dict[str, Callable[[Book], bytes]] = {
    "xlsx": to_xlsx,
    "xls": to_xls,
    "ods": to_ods,
    "csv": to_csv,
    "html": to_html,
}
