"""Copies of faulty workbooks for their senders: the cells coloured, the sentence as a note, and a first sheet that lists all."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from helpers.intake.formats.grid import CellFault, Grid, Unreadable, position, text
from helpers.intake.formats.reading import read_workbook
from helpers.intake.formats.sight import PLAIN
from helpers.intake.source import located
from helpers.intake.text.vietnamese import repair
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.language import translator

SUFFIX = "-ghi-chu.xlsx"
LIST = "Cần kiểm tra"
COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "note": "DDEBF7"}
WORST_FIRST = list(COLOURS)
LONGEST = 4_000  # characters of a text that came from a workbook
LARGEST_MERGED = 10_000  # cells of one merged range
MOST_CELLS = 300_000  # of a workbook that is worth colouring; above, the list alone is sent
#: What the office mends: its list of files, of which senders are told nothing; an unread file may hold anything.
OF_SOURCES = frozenset({"Q101", "Q102", "Q103", "Q120", "Q143"})
OFFICE = OF_SOURCES | {"Q701", "Q702", "Q703", "Q704"}
#: Columns of the list: heading and width.
COLUMNS = {
    "severity": ("Severity", 12), "code": ("Code", 8), "sheet": ("Sheet", 16), "cell": ("Cell", 8), "printed": ("As written", 18),
    "expected": ("Expected", 18), "message_vi": ("What to do (Vietnamese)", 70), "message_en": ("What to do (English)", 70),
}  # fmt: skip
SEVERITY_WORDS = {"error": "Error", "warning": "Warning", "note": "Note"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")  # of sheets
_NOTHING_RUNS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
Place = tuple[int, int]  # row and column, from 0


def write_annotated(raw: Path, findings: pd.DataFrame, out: Path, names: Mapping[str, str] | None = None) -> list[Path]:
    """An annotated copy in `out` of every workbook of the folder `raw` that has an error or a warning for its sender.

    A copy holds what the sender wrote, persons' names too, and goes back to the sender alone; only a file that was
    refused for persons gives none of its cells. names: the name that is told of each file, by its name in the folder.
    Copies of workbooks that have none any more are removed. Returns the paths written.
    """
    findings = findings[~findings["code"].isin(OF_SOURCES) & (findings["workbook"] != "")]
    faulty = findings[findings["severity"].isin(["error", "warning"]) & ~findings["code"].isin(OFFICE)]
    places = {told: name for name, told in (names or {}).items()}
    written = []
    for workbook in sorted(faulty["workbook"].unique()):
        source = located(raw, places.get(workbook, workbook))
        if source.is_file() and source.suffix != ".toml" and source.resolve().is_relative_to(raw.resolve()):
            path = out / copy_name(workbook)
            write_atomic(path, annotated(source, findings[findings["workbook"] == workbook]))
            written.append(path)
    for path in sorted(out.glob(f"*{SUFFIX}")) if out.is_dir() else []:
        if path not in written:
            path.unlink()
    return written


def copy_name(workbook: str) -> str:
    """Name of the copy: 'returns-ghi-chu.xlsx' of returns.xlsx, 'returns-csv-ghi-chu.xlsx' of returns.csv."""
    stem, _, suffix = workbook.replace("/", "-").rpartition(".")
    return f"{stem or suffix}{'' if suffix.lower() == 'xlsx' else f'-{suffix}'}{SUFFIX}"


def annotated(source: Path, findings: pd.DataFrame) -> bytes:
    """The workbook with its findings, as bytes of an xlsx file. A file that cannot be opened gives the list alone.

    The values of every sheet stand at the same addresses, texts as texts, merged ranges merged. Nothing else of the
    file comes along: no formula, name, link, rule, property or embedded part can be in the copy. Equal findings give
    equal bytes.
    """
    grids, buffer = _grids(source, findings), io.BytesIO()
    names = _sheet_names(grids)
    entries: list[Any] = sorted(findings.itertuples(index=False), key=lambda entry: WORST_FIRST.index(entry.severity))
    told = [(entry, _place(grids, entry.sheet, entry.cell)) for entry in entries]
    with Workbook(buffer, _NOTHING_RUNS) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})
        copy = _Copy(book)
        copy.write_list([(entry, names[place[0]] if place else "") for entry, place in told], source.name)
        for at, grid in enumerate(grids, start=1):
            marks: dict[Place, list[Any]] = {}
            for entry, cell in ((entry, place[1]) for entry, place in told if place and place[0] == at):
                marks.setdefault(cell, []).append(entry)
            copy.write_sheet(names[at], grid, marks)
    return buffer.getvalue()


def _grids(source: Path, findings: pd.DataFrame) -> list[Grid]:
    """The sheets of the workbook; none of one that was refused (unreadable, hostile, or with personal data: Q7)."""
    whole = (findings["cell"] == "") & (findings["sheet"] == "") & (findings["severity"] == "error")
    if whole.any() or findings["code"].str.startswith("Q7").any():
        return []
    try:
        grids = read_workbook(source)[0]
    except (Unreadable, OSError):
        return []
    return grids if sum(1 for grid in grids for _ in grid.filled()) <= MOST_CELLS else []


def _sheet_names(grids: Sequence[Grid]) -> list[str]:
    """Names that Excel allows, each once: of the list, then of the sheets."""
    names: list[str] = []
    for at, wanted in enumerate([LIST, *(grid.sheet for grid in grids)]):
        name = _NOT_IN_NAMES.sub(" ", wanted)[:31].strip("' ")
        is_free = name.casefold() not in {"", "history", *map(str.casefold, names)}
        names.append(name if is_free else f"{name[:24]} ({at + 1})".strip())
    return names


def _place(grids: Sequence[Grid], sheet: str, cell: str) -> tuple[int, Place] | None:
    """Number (from 1) of the sheet and place of the cell that a finding names; in a merged area its first cell, where Excel shows notes.

    '[2]' is the second sheet, whose name may not be told; '' is the only one of a text file. None without such a sheet
    or cell.
    """
    names, number = [grid.sheet for grid in grids], re.fullmatch(r"\[(\d+)\]", sheet)
    at = names.index(sheet) if sheet in names else int(number[1]) - 1 if number else -1 if sheet else 0
    if not 0 <= at < len(grids) or not re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", cell):
        return None
    row, column = position(cell)
    areas = (first for first, last in grids[at].merged if first[0] <= row <= last[0] and first[1] <= column <= last[1])
    return at + 1, next(areas, (row, column))


@dataclass
class _Copy:
    """A workbook on its way, with its formats, which are made as they occur."""

    book: Workbook
    formats: dict[str, Format] = field(default_factory=dict)

    def write(self, sheet: Worksheet, place: Place, value: object, **looks: object) -> None:
        """Put a value into a cell; a text stays a text, whatever it starts with."""
        if isinstance(value, bool | int | float):
            sheet.write(*place, value, self.looks(**looks))
        elif told := "" if value is None else clean(value if isinstance(value, str) else text(value)):
            # quoted, it does not become a formula when somebody goes into the cell
            sheet.write_string(*place, told, self.looks(**looks, quote_prefix=told[0] in "=+-@"))
        else:
            sheet.write_blank(*place, None, self.looks(**looks))

    def looks(self, **looks: object) -> Format:
        if (key := str(looks)) not in self.formats:
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]

    def write_sheet(self, name: str, grid: Grid, marks: Mapping[Place, list[Any]]) -> None:
        """A sheet of the workbook, and its findings by the place of their cell, worst first."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, max(grid.width - 1, 0), 14)
        for (top, left), (bottom, right) in grid.merged:
            if 1 < (bottom - top + 1) * (right - left + 1) <= LARGEST_MERGED:
                with suppress(OverlappingRange):  # the first of two that overlap stands
                    sheet.merge_range(top, left, bottom, right, "")
        values = {(row, column): value for row, column, value in grid.filled()}
        for place in values.keys() | marks.keys():
            is_percent = grid.sight.looks.get(place, PLAIN).percent
            looks: dict[str, object] = {"num_format": "0.00%"} if is_percent else {}
            if entries := marks.get(place):
                looks["bg_color"] = COLOURS[entries[0].severity]
                sheet.write_comment(*place, *_note(entries))
            runs = grid.sight.runs.get(place)
            self.write(sheet, place, runs.stored if runs else _seen(values.get(place)), **looks)

    def write_list(self, told: Sequence[tuple[Any, str]], name: str) -> None:
        """The first sheet: every finding with a link to its cell. told: each with the sheet of the copy that holds its cell."""
        sheet = self.book.add_worksheet(LIST)
        message = "Findings of {name}: {errors} errors (the figures are not used), {warnings} warnings, {notes} notes"
        counts = {f"{kind}s": sum(entry.severity == kind for entry, _ in told) for kind in WORST_FIRST}
        for at, lang in enumerate(("vi", "en")):
            said = translator(lang)(message, name=name, **counts)
            self.write(sheet, (at, 0), said, bold=not at, font_size=13 - 2 * at)
        for at, (heading, width) in enumerate(COLUMNS.values()):
            self.write(sheet, (3, at), _in_both(heading), bold=True, text_wrap=True, valign="top")
            sheet.set_column(at, at, width)
        for row, (entry, place) in enumerate(told, start=4):
            self._write_finding(sheet, row, entry, place)
            sheet.set_row(row, _height(entry))
        sheet.set_row(3, 32)
        sheet.freeze_panes(4, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _write_finding(self, sheet: Worksheet, row: int, entry: Any, place: str) -> None:
        frame: dict[str, object] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "BFBFBF"}
        for at, column in enumerate(COLUMNS):
            value = getattr(entry, column)
            if column == "severity":
                self.write(sheet, (row, at), _in_both(SEVERITY_WORDS[value]), **frame, bg_color=COLOURS[value])
            elif column == "cell" and place:
                link = self.looks(**frame, underline=1, font_color="12436D")
                sheet.write_url(row, at, f"internal:{quote_sheetname(place)}!{value}", link, value)
            else:
                self.write(sheet, (row, at), value, **frame)


def _in_both(word: str) -> str:
    return " / ".join(translator(lang)(word) for lang in ("vi", "en"))


def _seen(value: object) -> object:
    """What a cell shows: of an error its sign, of a formula never calculated nothing, of a legacy font its letters."""
    if isinstance(value, CellFault):
        return value.text if value.kind == "error" else None
    return repair(value) if isinstance(value, str) and not value.isascii() else value


def _note(entries: Sequence[Any]) -> tuple[str, dict[str, object]]:
    """The note of a cell, in Vietnamese and English, and how large it is."""
    vi, en = (translator(lang) for lang in ("vi", "en"))
    told = "\n\n".join(
        f"{vi(word)} {entry.code}: {entry.message_vi}\n{en(word)}: {entry.message_en}"
        for entry in entries
        for word in [SEVERITY_WORDS[entry.severity]]
    )
    height = min(400, 40 + 18 * (len(told) // 55 + told.count("\n") + 1))
    return clean(told), {"author": "commune", "width": 420, "height": height}


def _height(entry: Any) -> float:
    """Height of a row that shows its longest text whole; programs do not fit rows by themselves when they open a file."""
    lines = max(math.ceil(1.15 * len(clean(getattr(entry, name))) / width) for name, (_, width) in COLUMNS.items())
    return min(400.0, 15.5 * max(1 if entry.severity == "note" else 2, lines))


def clean(text: str) -> str:
    """A text without control characters, cut where somebody pasted a novel."""
    return _CONTROLS.sub("", text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
