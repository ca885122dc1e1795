"""Cells of total rows of xlsx workbooks, read a second time by another parser than the library that read the sheets.

Every sum of a page is compared with these totals, by the rules and by those who check it by hand: they must not hang on
what one reader makes of a file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from pathlib import Path

from helpers.intake.formats.grid import CellFault, Grid, position, text
from helpers.intake.formats.package import Parts, sheet_names

_NAME = rb"(?:\w{1,20}:)?"
_CELL = re.compile(rb"<%bc\b([^<>]*)(?<!/)>(.*?)</%bc>" % (_NAME, _NAME), re.DOTALL)
_MARK = re.compile(rb"""\b(r|t)=["']([^"']*)""")
_STRING = re.compile(rb"<%bsi\b[^<>]*(?:(?<=/)>()|>(.*?)</%bsi>)" % (_NAME, _NAME), re.DOTALL)
_AID = re.compile(rb"<%brPh\b.*?</%brPh>" % (_NAME, _NAME), re.DOTALL)
_TEXT = re.compile(rb"<%b[vt](?:\s[^<>]*)?(?<!/)>([^<]*)</" % _NAME)


def differences(
    path: Path, grids: Mapping[str, Grid], cells: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str, str, str]]:
    """Sheet, cell, first and second value of each cell that two ways of reading see otherwise.

    grids and cells: what was read of each sheet, and the addresses that are looked at, by the sheet's own name.
    """
    with zipfile.ZipFile(path) as package:
        parts = Parts(package)
        strings: list[str] = []
        for part, sheet in sheet_names(parts).items():
            if not cells.get(sheet):
                continue
            for cell, (kind, second) in _cells(parts.read(part), cells[sheet]).items():
                if kind == "s":
                    shared = () if strings else _STRING.findall(parts.read("xl/sharedStrings.xml"))
                    strings = strings or [_letters(inside) for _, inside in shared]
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
    """Type and stored text of cells, by address; only their rows are looked at."""
    found: dict[str, tuple[str, str]] = {}
    for row in sorted({position(cell)[0] + 1 for cell in wanted}):
        match = re.search(rb'<((?:\w{1,20}:)?row)\s[^<>]*?\br="%d"[^<>]*(?<!/)>.*?</\1>' % row, data, re.DOTALL)
        for marks, inside in _CELL.findall(match[0]) if match else ():
            told = {name.decode(): value.decode() for name, value in _MARK.findall(marks)}
            if told.get("r") in wanted and (stored := _letters(inside)):
                found[told["r"]] = told.get("t", "n"), stored
    return found


def _letters(data: bytes) -> str:
    """The letters of values and texts, reading aids (`rPh`) left out."""
    return unescape(b"".join(_TEXT.findall(_AID.sub(b"", data))).decode("utf-8", "replace"))
