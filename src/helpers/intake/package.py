"""A zipped workbook, looked through before it is read: bombs, hostile XML, and cells that readers lose silently.

Calamine gives an error cell (#DIV/0!) and a formula without a stored value as empty. Both are found here, in the XML.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import unescape

from helpers.intake.grid import Fault, Unreadable, position

MAX_PARTS = 2_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 300  # a part of 10 MB or more that unpacks beyond this is no workbook
MAX_CELLS = 6_000_000
READ = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "content.xml")  # beside the worksheets

# Each pattern is bounded, so that no part, however it was made, costs more than its length.
_WIDE = re.compile(rb'=\s{0,9}["\'](?:[A-Z]{2,3}\d+|[A-Z]\d{6,7})["\']')
_CELL = re.compile(rb'<(?:\w{1,20}:)?c\b[^<>]{0,300}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,300}(?<!/)>')
_ERROR = re.compile(
    rb'<(?:\w{1,20}:)?c [^<>]{0,100}?r="([A-Z]{1,3}\d{1,7})"[^<>]{0,200}\bt="e"[^<>]{0,200}(?<!/)>'
    rb"(?:(?!</?(?:\w{1,20}:)?[cv][ >]).)*<(?:\w{1,20}:)?v>([^<]{0,40})<",
    re.DOTALL,
)
# A formula whose stored result is an empty text (t="str") has a result; it shows nothing, as it is meant to.
_FORMULA = re.compile(
    rb'<(?:\w{1,20}:)?c (?![^<>]{0,300}\bt="str")[^<>]{0,100}?r="([A-Z]{1,3}\d{1,7})"[^<>]{0,200}>'
    rb"<(?:\w{1,20}:)?f[^<>]{0,300}"
    rb"(?:/>|>([^<]*)</(?:\w{1,20}:)?f>)\s{0,50}(?:<(?:\w{1,20}:)?v(?:\s{0,9}/>|></(?:\w{1,20}:)?v>))?\s{0,50}</(?:\w{1,20}:)?c>"
)


Faults = dict[str, dict[tuple[int, int], Fault]]  # by sheet name, then by place
_FOREIGN = ("vbaProject", "externalLink", "Basic/", "Scripts/", "macrosheets/")


def inspect_package(path: Path, kind: str) -> Faults:
    """Faults of a zipped workbook's cells. Raises Unreadable for a broken, protected, oversized or hostile one."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_sizes(package)
            return _inspect(package, kind)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        KeyError,
        UnicodeError,
        ValueError,
        ExpatError,
    ) as error:
        raise Unreadable("Q104") from error
    except RuntimeError as error:  # zipfile's answer to an encrypted part
        raise Unreadable("Q105") from error


def brings_code(path: Path, kind: str) -> bool:
    """Whether a workbook brings macros, or links to other files. Nothing here runs or follows them."""
    if kind == "xls":
        return "_VBA_PROJECT".encode("utf-16-le") in path.read_bytes()
    if kind not in ("xlsx", "xlsb", "ods"):
        return False
    with zipfile.ZipFile(path) as package:
        return any(mark in name for name in package.namelist() for mark in _FOREIGN)


def _check_sizes(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise Unreadable("Q115", printed=f"{unpacked / 1e6:.0f} MB", expected=f"{MAX_UNPACKED / 1e6:.0f} MB")
    for part in parts:
        if part.file_size > 10_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Unreadable(
                "Q115", printed=f"{part.file_size / 1e6:.0f} MB", expected=f"{part.compress_size / 1e6:.2f} MB"
            )


def _inspect(package: zipfile.ZipFile, kind: str) -> Faults:
    """Read every XML part once: hostile declarations and damaged tables are refused, faults of worksheets noted."""
    names = package.namelist()
    found: Faults = {}
    sheets = _sheet_names(package) if kind == "xlsx" else {}
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        data = package.read(name)
        try:
            _elements(data)
        except ExpatError:
            if name in sheets or name in READ:  # a reader passes over damaged cells without a word
                raise
        if name in sheets:
            _check_extent(sheets[name], data)
            found[sheets[name]] = _faults(data)
    return found


def _elements(data: bytes, wanted: str = "") -> list[dict[str, str]]:
    """Attributes of the elements of a name, without prefixes.

    Raises Unreadable where the part declares a document type (entities may unpack without end), ExpatError where it
    is damaged.
    """
    found: list[dict[str, str]] = []

    def refuse(*_: object) -> None:
        raise Unreadable("Q118")

    def note(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    if wanted:
        parser.StartElementHandler = note
    parser.Parse(data, True)
    return found


def _sheet_names(package: zipfile.ZipFile) -> dict[str, str]:
    """Path of each worksheet's part to the sheet's name."""
    targets = {}
    for entry in _elements(package.read("xl/_rels/workbook.xml.rels"), "Relationship"):
        target = entry.get("Target", "").lstrip("/")
        targets[entry.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    sheets = _elements(package.read("xl/workbook.xml"), "sheet")
    return {targets[entry["id"]]: entry.get("name", "") for entry in sheets if entry.get("id") in targets}


def _check_extent(name: str, data: bytes) -> None:
    """Refuse a sheet whose filled cells lie so far apart that reading it would fill the memory."""
    if not _WIDE.search(data):
        return
    cells = _CELL.findall(data)
    height = max((int(row) for _, row in cells), default=0)
    width = max((position(f"{column.decode()}1")[1] + 1 for column in {column for column, _ in cells}), default=0)
    if height * width > MAX_CELLS:
        raise Unreadable("Q116", sheet=name, printed=f"{height} × {width}")


def _faults(data: bytes) -> dict[tuple[int, int], Fault]:
    """Error cells and formulas without a stored value."""
    found = {}
    if b"<f" in data:
        for cell, formula in _FORMULA.findall(data):
            text = unescape(formula.decode("utf-8", "replace"), {"&quot;": '"'})
            if '""' not in text:  # such a formula, as in our own forms, shows nothing until its cells are filled in
                found[position(cell.decode())] = Fault("formula", f"={text}")
    if b't="e"' in data:
        for cell, text in _ERROR.findall(data):
            found[position(cell.decode())] = Fault("error", unescape(text.decode("utf-8", "replace")))
    return found
