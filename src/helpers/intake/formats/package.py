"""A zipped workbook, looked through before it is read: bombs, hostile XML, and cells that readers lose silently.

Calamine gives an error cell (#DIV/0!) and a formula without a stored value as empty. Both are found here, in the XML.
"""

from __future__ import annotations

import codecs
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

from helpers.intake.formats import sight_ods, sight_xlsb, sight_xlsx
from helpers.intake.formats.grid import Unreadable, address, position
from helpers.intake.formats.sight import Sight

MAX_PARTS = 2_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 300  # a part of 10 MB or more that unpacks beyond this is no workbook
MAX_CELLS = 6_000_000

# Each pattern is bounded, so that no part, however it was made, costs more than its length.
_WIDE = re.compile(rb'=\s{0,9}["\'](?:[A-Z]{2,3}\d+|[A-Z]\d{6,7})["\']')
_CELL = re.compile(rb'<(?:\w{1,20}:)?c\b[^<>]{0,300}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,300}(?<!/)>')
_ROW = re.compile(rb'<row\s[^<>]{0,300}?\br="([1-9]\d{0,6})"')
#: A cell as programs write it: its address, then at most a formula, then at most one value.
_PLAIN_CELL = re.compile(
    rb'<c\s[^<>]{0,300}?\br="([A-Z]{1,3}[1-9]\d{0,6})"[^<>]{0,300}?(?:/>|>'
    rb"(?:<f[^<>]{0,300}(?:/>|>[^<]{0,9000}</f>))?"
    rb"(?:<v(?:/>|[^<>]{0,40}>[^<]{0,40000}</v>)|<is><t[^<>]{0,40}>[^<]{0,40000}</t></is>)?</c>)"
)
#: What programs do not write into the cells of a sheet, so that it is gone through as XML: remarks, instructions, choices, prefixes,
#: cells without an address, signs in numbers.
_UNUSUAL = (b"<!", b"\0", b"AlternateContent")
_UNUSUAL_CELL = (re.compile(rb"<c[>/\n\r\t]"), re.compile(rb":(?:row|c)"))
_SIGN = re.compile(rb"<v>[^<&]{0,400}&")
#: What no program writes into the tables of an ods file, or parts of a figure that the reading library takes for one, or leaves out.
_ODD_TEXT = re.compile(
    rb"<!|<\?(?!xml )|<text:(?:ruby|hidden-|conditional-|note[ >])|-repeated=\"(?![1-9])"
    rb"|<text:p(?:\s[^<>]{0,300})?>[^<A-Za-z\x80-\xff]{0,300}\d[^<A-Za-z\x80-\xff]{0,300}<text:(?:line-break|tab)"
)
_READ_BY_NAME = {"workbook.xml", "sharedstrings.xml", "styles.xml"}  # some programs follow links to them, others do not
#: What reading a damaged package may raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError, ValueError, ExpatError)
_FOREIGN = ("vbaProject", "externalLink", "Basic/", "Scripts/", "macrosheets/")


def inspect_package(path: Path, kind: str) -> dict[str, Sight]:
    """What the eye sees of a zipped workbook's sheets, by name. Raises Unreadable if broken, protected or hostile."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_sizes(package)
            return _inspect(package, kind)
    except _BROKEN as error:
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
            packed = f"{part.compress_size / 1e6:.2f} MB"
            raise Unreadable("Q115", printed=f"{part.file_size / 1e6:.0f} MB", expected=packed)


def _inspect(package: zipfile.ZipFile, kind: str) -> dict[str, Sight]:
    """Read every XML part once: hostile declarations and damaged tables are refused, marks of worksheets noted."""
    parts = Parts(package)
    if kind == "ods" and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise Unreadable("Q105")
    sheets = sheet_names(parts) if kind == "xlsx" else {}
    read = {"xl/workbook.xml", "xl/sharedstrings.xml", "xl/styles.xml", "content.xml", *sheets}
    kept = {}
    for name in parts.names:
        if name.endswith((".xml", ".rels")):
            data = parts.read(name)
            try:
                _elements(data)
            except (ExpatError, UnicodeError):
                if name in read:  # a reader passes over damaged cells without a word
                    raise
                continue
            if name in sheets:
                _check_extent(sheets[name], data)
                _check_addresses(sheets[name], data)
            kept |= {name: data} if name in read or name == "styles.xml" else {}
    if kind == "ods":
        if _ODD_TEXT.search(kept.get("content.xml", b"")):
            raise Unreadable.twice("text")
        return sight_ods.sights(kept.get("content.xml", b""), kept.get("styles.xml", b""))
    if kind == "xlsb":
        return _binary_sights(parts)
    first = next(iter(sheets), "xl/worksheets/sheet1.xml")
    folder = f"{first.rsplit('/', 2)[0]}/" if first.count("/") >= 2 else ""  # other parts: two above each worksheet
    styled = kept.get(f"{folder}styles.xml", b"")
    styles = sight_xlsx.styled_looks(styled) if styled else {}
    hiding = sight_xlsx.hiding_looks(styled) if b"<dxf" in styled else set()
    texts = sight_xlsx.marked_texts(kept.get(f"{folder}sharedstrings.xml", b""))
    there = {name: sheet for name, sheet in sheets.items() if name in kept}
    return {sheet: sight_xlsx.sight_of(kept[name], styles, texts, hiding) for name, sheet in there.items()}


def _binary_sights(parts: Parts) -> dict[str, Sight]:
    """The same of an xlsb workbook, whose parts are binary records; {} if damaged, which reading will tell."""
    try:
        styles = sight_xlsb.CellStyles.of(parts.read("xl/styles.bin"))
        texts = sight_xlsb.marked_texts(parts.read("xl/sharedstrings.bin"), styles.fonts)
        sheets = sight_xlsb.sheet_names(parts.read("xl/workbook.bin"))
        targets = {each.get("Id", ""): each.get("Target", "") for each in _listed(parts, "xl/_rels/workbook.bin.rels")}
        read = {name: parts.read(f"xl/{targets[id]}") for id, name in sheets.items() if id in targets}
        return {name: sight_xlsb.sight_of(data, styles.looks, texts, styles.hiding) for name, data in read.items()}
    except (struct.error, IndexError, ValueError):
        return {}


class Parts:
    """The parts of a package by name in small letters and with slashes, as programs write them one way or another."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        """Raises Unreadable for a part that is there twice: readers differ in which one they take."""
        self.package = package
        self.names = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in package.infolist()}
        if len(self.names) < len(package.infolist()):
            raise Unreadable.twice("part")

    def read(self, name: str) -> bytes:
        """A part's bytes, b'' where there is no such part."""
        part = self.names.get(name.lower())
        return self.package.read(part) if part else b""


def _elements(data: bytes, wanted: str = "") -> list[dict[str, str]]:
    """Attributes of the elements of a name, without prefixes.

    Raises Unreadable where the part declares a document type (entities may unpack without end), ExpatError where it
    is damaged, UnicodeError where it is not in UTF-8.
    """
    found: list[dict[str, str]] = []

    def refuse(*_: object) -> None:
        raise Unreadable("Q118")

    def note(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    encodings = {"UTF-16"} if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else {"UTF-8"}
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = lambda _, encoding, __: encodings.add((encoding or "UTF-8").upper())
    if wanted:
        parser.StartElementHandler = note
    parser.Parse(data, True)
    if encodings != {"UTF-8"}:  # the reading library knows no other
        raise UnicodeError("UTF-8")
    return found


def sheet_names(parts: Parts) -> dict[str, str]:
    """Part of each worksheet to the sheet's name; {} where the workbook names none that we find.

    Raises Unreadable where links and names lead to different parts: readers go by one or the other.
    """
    links = _listed(parts, "_rels/.rels")
    starts = [each["Target"] for each in links if each.get("Type", "").endswith("/officeDocument")]
    book = "".join(starts[:1]).lstrip("/").lower() or "xl/workbook.xml"
    folder, _, name = book.rpartition("/")
    entries, targets, is_elsewhere = _listed(parts, f"{folder}/_rels/{name}.rels".lstrip("/")), {}, False
    for entry in entries:
        target = entry.get("Target", "").replace("\\", "/").lower()
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        targets[entry.get("Id", "")] = whole
        is_elsewhere |= entry.get("Type", "").endswith("/sharedStrings") and not whole.endswith("/sharedstrings.xml")
    names = Counter(name.rpartition("/")[2] for name in parts.names)
    if is_elsewhere or len(targets) < len(entries) or any(names[each] > 1 for each in _READ_BY_NAME):
        raise Unreadable.twice("part")
    sheets = _elements(data, "sheet") if (data := parts.read(book)) else []
    return {targets[entry["id"]]: entry.get("name", "") for entry in sheets if entry.get("id") in targets}


def _listed(parts: Parts, name: str) -> list[dict[str, str]]:
    return _elements(data, "Relationship") if (data := parts.read(name)) else []


def _check_extent(name: str, data: bytes) -> None:
    """Refuse a sheet whose filled cells lie so far apart that reading it would fill the memory."""
    if not _WIDE.search(data):
        return
    cells = _CELL.findall(data)
    height = max((int(row) for _, row in cells), default=0)
    width = max((position(f"{column.decode()}1")[1] + 1 for column in {column for column, _ in cells}), default=0)
    if height * width > MAX_CELLS:
        raise Unreadable("Q116", sheet=name, printed=f"{height} × {width}")


def _check_addresses(name: str, data: bytes) -> None:
    """Refuse a sheet in which a cell or a row stands twice, or a cell has two values: readers differ in what they take.

    Where every cell is written as programs write it, its text shows that quickly; any other sheet is gone through as
    XML.
    """
    cells, rows = _PLAIN_CELL.findall(data), _ROW.findall(data)
    plain = len(cells) == data.count(b"<c ") and data.count(b"<?") < 2 and not any(sign in data for sign in _UNUSUAL)
    plain = plain and not any(pattern.search(data) for pattern in _UNUSUAL_CELL)
    once = len(set(cells)) == len(cells) and len(set(rows)) == len(rows)
    if plain and once and not (b"&" in data and _SIGN.search(data)):
        return
    if first := _Doubles.of(data).first:
        raise Unreadable.twice("cell", first, sheet=name, cell=first)


class _Doubles:
    """Follows the rows, cells and values of a worksheet.

    first: the address of the first cell that is there twice, or whose number is written in pieces.
    """

    def __init__(self) -> None:
        self.first = ""
        self._row = self._column = self._values = self._pieces = 0
        self._is_number = self._in_cells = False
        self._seen: set[tuple[int, int]] = set()  # a row is its column 0

    @classmethod
    def of(cls, data: bytes) -> _Doubles:
        """The worksheet of a part, gone through."""
        found, parser = cls(), ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
        parser.CharacterDataHandler = parser.CommentHandler = parser.StartCdataSectionHandler = found.piece
        parser.ProcessingInstructionHandler = found.piece
        parser.Parse(data, True)
        return found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag, at = name.rpartition(":")[2], attributes.get("r", "").strip().upper()
        self.piece()
        if tag == "sheetData":
            self._in_cells = True
        elif tag == "row":
            self._row, self._column = int(at) if at.isdecimal() else self._row + 1, 0
            self._enter()
        elif tag == "c":
            known = re.fullmatch("([A-Z]{1,3})0*([1-9][0-9]{0,6})", at)
            place = position(f"{known[1]}{known[2]}") if known else (self._row - 1, self._column)
            self._row, self._column, self._values = place[0] + 1, place[1] + 1, 0
            self._is_number = attributes.get("t", "n") not in ("str", "inlineStr")
            self._enter()
        elif tag in {"v", "is"}:
            self._values += 1
            if self._values > 1:
                self._tell()
            self._pieces = int(tag == "v" and self._is_number)
        elif tag == "AlternateContent" and self._in_cells:
            self._tell()

    def end(self, name: str) -> None:
        """An element ends."""
        self._pieces = 0
        self._in_cells = self._in_cells and name.rpartition(":")[2] != "sheetData"

    def piece(self, *_: object) -> None:
        """Letters, a remark, an element: a number is one run of letters, of which the library takes the first."""
        if self._pieces:
            self._pieces += 1
            if self._pieces > 2:
                self._tell()

    def _enter(self) -> None:
        key = self._row, self._column
        if key in self._seen:
            self._tell()
        self._seen.add(key)

    def _tell(self) -> None:
        self.first = self.first or address(max(self._row, 1) - 1, max(self._column, 1) - 1)
