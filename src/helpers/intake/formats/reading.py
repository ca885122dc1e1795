"""Files as received into grids of cells: xlsx, xls, xlsb, ods, csv and tables that Excel saved as HTML.

Every limit here guards the office's machine: a file past it is refused with a finding, never half read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

from helpers.intake.formats.grid import Grid, Unreadable, address, rectangular
from helpers.intake.formats.isolated import IsolatedReading
from helpers.intake.formats.package import inspect_package
from helpers.intake.formats.sight import Sight
from helpers.intake.formats.sight_xls import sights
from helpers.intake.formats.text_tables import read_csv, read_html

MAX_BYTES = 50_000_000  # of a file as received
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument".encode("utf-16-le")
_PICTURE = {"vi": "ảnh", "en": "a picture"}
_MARKS = {
    b"%PDF": {"vi": "tệp PDF", "en": "a PDF"}, b"{\\rtf": {"vi": "văn bản", "en": "a letter"},
    b"\xff\xd8\xff": _PICTURE, b"\x89PNG": _PICTURE, b"GIF8": _PICTURE, b"II*\x00": _PICTURE, b"MM\x00*": _PICTURE,
    b"Rar!": {"vi": "tệp nén", "en": "an archive, to be unpacked"}, b"7z\xbc\xaf": {"vi": "tệp nén", "en": "an archive, to be unpacked"},
}  # fmt: skip
_SUFFIXES = {
    "xlsx": (".xlsx", ".xlsm", ".xltx"), "xlsb": (".xlsb",), "ods": (".ods",), "xls": (".xls",),
    "html": (".html", ".htm"), "csv": (".csv", ".txt", ".tsv"),
}  # fmt: skip


def read_workbook(path: Path) -> tuple[list[Grid], str]:
    """Every sheet of a file, hidden ones too, and the kind of file that it proved to be.

    Raises Unreadable for a file that is missing, empty, broken, protected or too large.
    """
    data = _bytes(path)
    kind = _kind(data)
    if kind in {"xlsx", "xlsb", "ods"}:
        return _book(path, lambda: inspect_package(path, kind)), kind
    if kind == "xls":
        return _book(path, lambda: sights(data)), kind
    reader = read_html if kind == "html" else read_csv
    tables = reader(data)
    return [Grid(path.name, name, rectangular(rows), False, merged, seen) for name, rows, merged, seen in tables], kind


def is_renamed(path: Path, kind: str) -> bool:
    """True where the ending of the name does not tell what the file is."""
    return path.suffix.lower() not in _SUFFIXES[kind]


def _bytes(path: Path) -> bytes:
    """The file's bytes, once it is known to be a plain file of fair size."""
    if not path.is_file():
        raise Unreadable("Q101")
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("Q106")
    if size > MAX_BYTES:
        raise Unreadable("Q115", printed=f"{size / 1e6:.0f} MB", expected=f"{MAX_BYTES / 1e6:.0f} MB")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("Q104") from error


def _kind(data: bytes) -> str:
    """What a file is by its first bytes."""
    if what := _no_table(data):
        raise Unreadable("Q143", what=what)
    if data.startswith(b"PK"):
        return "ods" if b"opendocument.spreadsheet" in data[:200] else "xlsb" if b"workbook.bin" in data else "xlsx"
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("Q105")
        return "xls"
    start = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"schemas-microsoft-com:office:spreadsheet" in start and start.startswith(b"<?xml"):
        raise Unreadable("Q104")  # the XML of 2003, which no reader here knows
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")) or b"<html" in start or b"<table" in start:
        return "html"
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("Q104")
    return "csv"


def _no_table(data: bytes) -> dict[str, str]:
    """What a file is that holds no table that could be read, in both languages; {} for everything else."""
    start = data[:4096]
    if start.startswith(b"PK"):
        names = data[-65_536:] if len(data) > 65_536 else data  # the list of a package's parts stands at its end
        if b"word/" in names or b"opendocument.text" in start:
            return {"vi": "văn bản Word", "en": "a letter (Word document)"}
        if b"ppt/" in names:
            return {"vi": "bài trình chiếu", "en": "a presentation"}
        if not any(mark in names for mark in (b"xl/", b"xl\\", b"content.xml", b"[Content_Types].xml")):
            return {"vi": "tệp nén", "en": "an archive, to be unpacked"}
    elif start.startswith(_OLE):
        return {"vi": "văn bản Word", "en": "a letter (Word document)"} if _WORD in data else {}
    return next((words for mark, words in _MARKS.items() if start.startswith(mark)), {})


def _book(path: Path, look: Callable[[], dict[str, Sight]]) -> list[Grid]:
    """Sheets read by a process of their own, with limits on its time and memory: a bad file can only end that process.

    look: what looks the file through meanwhile.
    """
    with IsolatedReading("book", path) as reading:
        seen, read = look(), reading.result()
    names = [unicodedata.normalize("NFC", name).strip().casefold() for name, *_ in read]
    for at in (at for at, name in enumerate(names) if name in names[:at]):
        raise Unreadable.twice("sheet", at + 1, sheet=read[at][0])
    for name, cell in ((name, address(*sight.twice)) for name, sight in seen.items() if sight.twice):
        raise Unreadable.twice("cell", cell, sheet=name, cell=cell)
    return [Grid(path.name, name, rows, hidden, merged, seen.get(name, Sight())) for name, rows, hidden, merged in read]
