"""Cells of total rows of xlsx workbooks, read a second time by another parser than the library that read the sheets.

Every sum of a page is compared with these totals, by the rules and by those who check it by hand: they must not hang on
what one reader makes of a file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from xml.parsers.expat import ParserCreate

from helpers.intake.grid import CellFault, Grid, position, text
from helpers.intake.package import Parts, sheet_names

_TEXT_END = "si"


def differences(
    path: Path, grids: Mapping[str, Grid], cells: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str, str, str]]:
    """Sheet, cell, first and second value of each cell that two ways of reading see otherwise.

    grids and cells: what was read of each sheet, and the addresses that are looked at, by the sheet's own name.
    """
    with zipfile.ZipFile(path) as package:
        parts = Parts(package)
        strings: list[str] | None = None
        for part, sheet in sheet_names(parts).items():
            if not cells.get(sheet):
                continue
            for cell, (kind, second) in _cells(parts.read(part), cells[sheet]).items():
                if kind == "s":
                    strings = _strings(parts.read("xl/sharedStrings.xml")) if strings is None else strings
                    second = strings[int(second)] if second.isdigit() and int(second) < len(strings) else second
                first = _read(grids[sheet], cell)
                if first is not None and not _is_same(first, second):
                    yield sheet, cell, text(first), second


def _read(grid: Grid, cell: str) -> object:
    """What was read of a cell; None where marks of sight changed it, or it holds no value."""
    row, column = position(cell)
    value = grid.rows[row][column]
    is_changed = isinstance(value, CellFault | bool) or (row, column) in grid.sight.runs
    return value if isinstance(value, int | float | str) and not is_changed else None


def _is_same(first: object, second: str) -> bool:
    if isinstance(first, str):
        return " ".join(first.split()) == " ".join(second.split())
    try:
        return float(second) == first
    except ValueError:
        return False


def _cells(data: bytes, wanted: Collection[str]) -> dict[str, tuple[str, str]]:
    """Type and stored text of cells, by address; only their rows are parsed."""
    found: dict[str, tuple[str, str]] = {}
    for row in sorted({position(cell)[0] + 1 for cell in wanted}):
        match = re.search(rb'<((?:\w{1,20}:)?row)\s[^<>]*?\br="%d"[^<>]*(?<!/)>.*?</\1>' % row, data, re.DOTALL)
        if match:
            found |= {cell: value for cell, value in _Values.of(match[0]).cells.items() if cell in wanted}
    return found


def _strings(data: bytes) -> list[str]:
    return _Values.of(data).strings if data else []


class _Values:
    """Follows cells and shared strings; letters of values and texts are gathered, reading aids (`rPh`) left out."""

    def __init__(self) -> None:
        self.cells: dict[str, tuple[str, str]] = {}
        self.strings: list[str] = []
        self._cell, self._kind, self._letters = "", "", ""
        self._inside: list[str] = []

    @classmethod
    def of(cls, data: bytes) -> _Values:
        """What a part, or a row of one, holds."""
        found, parser = cls(), ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
        parser.CharacterDataHandler = found.letters
        parser.Parse(data, True)
        return found

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        tag = name.rpartition(":")[2]
        self._inside.append(tag)
        if tag == "c":
            self._cell, self._kind, self._letters = attributes.get("r", ""), attributes.get("t", "n"), ""
        elif tag == _TEXT_END:
            self._letters = ""

    def end(self, _: str) -> None:
        """An element ends."""
        tag = self._inside.pop()
        if tag == "c" and self._letters:
            self.cells[self._cell] = (self._kind, self._letters)
        elif tag == _TEXT_END:
            self.strings.append(self._letters)

    def letters(self, said: str) -> None:
        """Letters of an element."""
        if self._inside[-1:] in (["v"], ["t"]) and "rPh" not in self._inside:
            self._letters += said
