"""Small xlsb workbooks, record by record ([MS-XLSB]): no library that we use writes them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

Cell = object  # text, a number, an (error,) code, or (cell, style)
_TYPES = "application/vnd.ms-excel"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def record(kind: int, body: bytes = b"") -> bytes:
    return _varying(kind) + _varying(len(body)) + body


def write_xlsb(
    rows: Sequence[Sequence[Cell]], path: Path, formats: Sequence[tuple[str, int]] = (), fonts: Sequence[tuple[int, int]] = (),
    runs: dict[str, list[tuple[int, int]]] | None = None, hidden: Iterable[int] = (), rules: bytes = b"", looks: Sequence[bytes] = (),
) -> Path:  # fmt: skip
    """One sheet. formats: (code, font) of styles from 1; fonts: (marks, script) from 1; runs: fonts within texts; hidden rows.

    rules: records after the rows; looks: the properties (of `look_property`) of what rules change cells to.
    """
    texts: list[str] = []
    extent = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = record(129) + record(148, extent) + record(145)
    for at, cells in enumerate(rows):
        sheet += record(0, struct.pack("<IIHBBBI", at, 0, 300, 0, 0x10 if at in hidden else 0, 0, 0))
        sheet += b"".join(_cell(column, cell, texts) for column, cell in enumerate(cells) if cell != "")
    sheet += record(146) + rules + record(130)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _content_types())
        package.writestr("_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.bin")]))
        package.writestr("xl/workbook.bin", record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Biểu")) + record(144) + record(132))  # fmt: skip
        parts = [("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "styles", "styles.bin"), ("rId3", "sharedStrings", "sharedStrings.bin")]  # fmt: skip
        package.writestr("xl/_rels/workbook.bin.rels", _relations(parts))
        package.writestr("xl/worksheets/sheet1.bin", sheet)
        package.writestr("xl/styles.bin", _styles(formats, fonts, looks))
        package.writestr("xl/sharedStrings.bin", _strings(texts, runs or {}))
    return path


def _cell(column: int, cell: Cell, texts: list[str]) -> bytes:
    cell, style = cell if isinstance(cell, tuple) and len(cell) == 2 else (cell, 0)
    head = struct.pack("<II", column, style)
    if isinstance(cell, tuple):
        return record(3, head + bytes(cell))
    if isinstance(cell, str):
        texts.append(cell)
        return record(7, head + struct.pack("<I", len(texts) - 1))
    return record(5, head + struct.pack("<d", float(cell)))  # type: ignore[arg-type]


def rule(cells: Sequence[tuple[int, int, int, int]], look: int = -1, inner: bytes = b"") -> bytes:
    """A conditional format of cells (first and last row, first and last column) by one rule; inner: its bars or icons."""
    ranges = b"".join(struct.pack("<4I", *corners) for corners in cells)
    body = struct.pack("<5i8xHiii", 2, 0, look, 1, 0, 0, 0, 0, 0) + struct.pack("<I", 0xFFFFFFFF)
    start = record(461, struct.pack("<3I", 1, 0, len(cells)) + ranges)
    return start + record(463, body) + inner + record(464) + record(462)


def look_property(kind: int, value: bytes) -> bytes:
    """One property of what a rule changes cells to."""
    return struct.pack("<HH", kind, 4 + len(value)) + value


def _styles(formats: Sequence[tuple[str, int]], fonts: Sequence[tuple[int, int]], looks: Sequence[bytes]) -> bytes:
    data = record(278) + record(615, struct.pack("<I", len(formats)))
    data += b"".join(record(44, struct.pack("<H", 164 + at) + _wide(code)) for at, (code, _) in enumerate(formats))
    data += record(616) + record(611, struct.pack("<I", 1 + len(fonts)))
    for marks, script in [(0, 0), *fonts]:
        data += record(
            43, struct.pack("<HHHHBBBB8s", 220, marks, 400, script, 0, 2, 0, 0, bytes(8)) + b"\x00" + _wide("Arial")
        )
    data += record(612) + record(617, struct.pack("<I", 1 + len(formats)))
    for at, font in [(0, 0), *((164 + at, font) for at, (_, font) in enumerate(formats))]:
        data += record(47, struct.pack("<HHHHHBBHH", 0, at, font, 0, 0, 0, 0, 0, 0))
    data += record(618) + record(505, struct.pack("<I", len(looks)))
    data += b"".join(record(507, struct.pack("<HHH", 0, 0, 1) + look) for look in looks)
    return data + record(506) + record(279)


def _strings(texts: Sequence[str], runs: dict[str, list[tuple[int, int]]]) -> bytes:
    data = record(159, struct.pack("<II", len(texts), len(texts)))
    for text in texts:
        marks = runs.get(text, [])
        body = bytes([1 if marks else 0]) + _wide(text)
        body += (
            struct.pack(f"<I{2 * len(marks)}H", len(marks), *(part for run in marks for part in run)) if marks else b""
        )
        data += record(19, body)
    return data + record(160)


def _content_types() -> str:
    parts = {"workbook": "sheet.binary.macroEnabled.main", "worksheets/sheet1": "worksheet", "styles": "styles", "sharedStrings": "sharedStrings"}  # fmt: skip
    named = "".join(
        f'<Override PartName="/xl/{part}.bin" ContentType="{_TYPES}.{kind}"/>' for part, kind in parts.items()
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{default}{named}</Types>'


def _relations(parts: Iterable[tuple[str, str, str]]) -> str:
    return _RELATIONS.format(
        "".join(f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for id, kind, to in parts)
    )


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _varying(number: int) -> bytes:
    found = b""
    while number >= 0x80:
        found, number = found + bytes([number & 0x7F | 0x80]), number >> 7
    return found + bytes([number])
