"""Copies of faulty workbooks for their senders: cells coloured, the sentence as a note, a first sheet to list all."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from helpers.intake.formats.grid import CellFault, Unreadable, address
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
LONGEST = 1_000  # characters of a text that came from a workbook
LARGEST = 10_000_000  # bytes of a workbook that is worth colouring; above, the list alone is sent
OFFICE = frozenset(
    {"Q101", "Q102", "Q103", "Q120", "Q143", "Q701", "Q702", "Q703", "Q704"}
)  # what the office mends; an unread file may hold anything
#: Columns of the list: heading and width.
COLUMNS = {
    "severity": ("Severity", 12), "code": ("Code", 8), "sheet": ("Sheet", 16), "cell": ("Cell", 8), "printed": ("As written", 18),
    "expected": ("Expected", 18), "message_vi": ("What to do (Vietnamese)", 70), "message_en": ("What to do (English)", 70),
}  # fmt: skip
# What openpyxl raises on workbooks that it does not understand, and what our own reader does.
UNSUPPORTED = (Unreadable, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile)
EPOCH = (1980, 1, 1, 0, 0, 0)  # in the archive, so that the same findings make the same bytes


def write_annotated(raw: Path, findings: pd.DataFrame, out: Path, names: Mapping[str, str] | None = None) -> list[Path]:
    """An annotated copy in `out` of every workbook of the folder `raw` that has an error or a warning for its sender.

    A copy holds what the sender wrote, persons' names too, and goes back to the sender alone; only a file that was
    refused for persons gives none of its cells. names: the name that is told of each file, by its name in the folder.
    Copies of workbooks that have none any more are removed. Returns the paths written.
    """
    faulty = findings[findings["severity"].isin(["error", "warning"]) & (findings["workbook"] != "")]
    faulty = faulty[~faulty["code"].isin(OFFICE)]
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
    """The workbook with its findings, as bytes of an xlsx file. A file that cannot be opened gives the list alone."""
    try:
        return _saved(_open(source, findings), source.name, findings)
    except UNSUPPORTED:
        return _saved(_empty(), source.name, findings)


def _saved(book: Workbook, name: str, findings: pd.DataFrame) -> bytes:
    for (sheet, cell), group in findings[findings["cell"] != ""].groupby(["sheet", "cell"], sort=True):
        target = _cell(book, str(sheet), str(cell))
        if target is not None:
            _mark(target, group)
    _write_list(book, name, findings)
    buffer = io.BytesIO()
    book.save(buffer)
    return _settled(buffer.getvalue())


def _open(source: Path, findings: pd.DataFrame) -> Workbook:
    """The cells of the workbook in a new one, or an empty one.

    A file that was refused (unreadable, hostile, or with personal data: Q7) is never copied.
    """
    whole = (findings["cell"] == "") & (findings["sheet"] == "") & (findings["severity"] == "error")
    if whole.any() or findings["code"].str.startswith("Q7").any() or source.stat().st_size > LARGEST:
        return _empty()
    return _copied(source)


def _empty() -> Workbook:
    book = Workbook()
    book.remove(book.active)
    return book


def _copied(source: Path) -> Workbook:
    """The values of every sheet at the same addresses, texts as texts, merged ranges merged.

    Nothing else of the file comes along: no formula, name, link, rule, property or embedded part can be in the copy.
    """
    book = _empty()
    for at, grid in enumerate(read_workbook(source)[0], start=1):
        sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", grid.sheet)[:31] or f"Bảng {at}")
        sheet.sheet_format.defaultColWidth = 14
        for row, column, value in grid.filled():
            runs = grid.sight.runs.get((row, column))
            _write(sheet.cell(row + 1, column + 1), runs.stored if runs else _seen(value))
            if grid.sight.looks.get((row, column), PLAIN).percent:
                sheet.cell(row + 1, column + 1).number_format = "0.00%"
        for first, last in grid.merged:
            sheet.merged_cells.add(f"{address(*first)}:{address(*last)}")
    return book


def _seen(value: object) -> object:
    """What a cell shows: of an error its sign, of a formula never calculated nothing, of a legacy font its letters."""
    if isinstance(value, CellFault):
        return value.text if value.kind == "error" else None
    return repair(value) if isinstance(value, str) and not value.isascii() else value


def _sheet(book: Workbook, name: str) -> Worksheet | None:
    """The sheet of a name; '[2]' is the second one, whose name may not be told; '' is the only one of a text file."""
    if name in book.sheetnames:
        return book[name]
    number = re.fullmatch(r"\[(\d+)\]", name)
    at = int(number[1]) - 1 if number else 0
    return book.worksheets[at] if (number or name == "") and at < len(book.worksheets) else None


def _cell(book: Workbook, sheet: str, address: str) -> Cell | None:
    """The cell of an address; inside a merged area its first cell, where Excel shows the note; None if not there."""
    place = _sheet(book, sheet)
    if place is None or not re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", address):
        return None
    ranges: Any = place.merged_cells.ranges  # a set, which the library types as something else
    for area in ranges:
        if address in area:
            return place.cell(area.min_row, area.min_col)
    return place[address]


def _mark(cell: Cell, findings: pd.DataFrame) -> None:
    """Colour a cell by its worst finding and note every sentence, in Vietnamese and English."""
    worst = min(findings["severity"], key=WORST_FIRST.index)
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    text = "\n\n".join(_sentences(row) for row in findings.itertuples(index=False))
    note = Comment(clean(text), "commune")
    note.width, note.height = 420, min(400, 40 + 18 * (len(text) // 55 + text.count("\n") + 1))
    cell.comment = note


def _sentences(row: Any) -> str:
    words = {lang: translator(lang)(SEVERITY_WORDS[row.severity]) for lang in ("vi", "en")}
    return f"{words['vi']} {row.code}: {row.message_vi}\n{words['en']}: {row.message_en}"


SEVERITY_WORDS = {"error": "Error", "warning": "Warning", "note": "Note"}


def _write_list(book: Workbook, name: str, findings: pd.DataFrame) -> None:
    """The first sheet: every finding with a link to its cell."""
    vi, en = translator("vi"), translator("en")
    title = LIST if LIST not in book.sheetnames else f"{LIST} ({len(book.sheetnames)})"
    sheet = book.create_sheet(title, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    message = "Findings of {name}: {errors} errors (the figures are not used), {warnings} warnings, {notes} notes"
    counts = {f"{kind}s": int((findings["severity"] == kind).sum()) for kind in WORST_FIRST}
    for at, t in enumerate((vi, en), start=1):
        _write(sheet.cell(at, 1), t(message, name=name, **counts))
        sheet.cell(at, 1).font = Font(bold=at == 1, size=13 if at == 1 else 11)
    for at, (heading, width) in enumerate(COLUMNS.values(), start=1):
        _write(sheet.cell(4, at), f"{vi(heading)} / {en(heading)}")
        sheet.cell(4, at).font = Font(bold=True)
        sheet.cell(4, at).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(at)].width = width
    worst_first = findings.sort_values("severity", key=lambda s: s.map(WORST_FIRST.index), kind="stable")
    for row, entry in enumerate(worst_first.itertuples(index=False), start=5):
        _write_finding(sheet, row, entry, vi, en)
        sheet.row_dimensions[row].height = _height(entry)
    sheet.freeze_panes = "A5"
    sheet.row_dimensions[4].height = 32
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _height(entry: Any) -> float:
    """Height of a row that shows its longest text whole; programs do not fit rows when they open a file."""
    lines = max(math.ceil(1.15 * len(getattr(entry, name)[:LONGEST]) / width) for name, (_, width) in COLUMNS.items())
    return min(400.0, 15.5 * max(1 if entry.severity == "note" else 2, lines))


def _write_finding(sheet: Worksheet, row: int, entry: Any, vi: Any, en: Any) -> None:
    thin = Side(style="thin", color="BFBFBF")
    for at, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row, at)
        value = getattr(entry, column)
        if column == "severity":
            value = f"{vi(SEVERITY_WORDS[value])} / {en(SEVERITY_WORDS[value])}"
            cell.fill = PatternFill("solid", fgColor=COLOURS[entry.severity])
        _write(cell, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
        if column == "cell" and entry.sheet in sheet.parent.sheetnames and re.fullmatch(r"[A-Z]{1,3}[1-9]\d*", value):
            quoted = entry.sheet.replace("'", "''")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{value}")
            cell.font = Font(underline="single", color="12436D")


def _write(cell: Cell, value: object) -> None:
    """Put a value into a cell; a text stays a text, whatever it starts with."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@"
    else:
        cell.value = value


def clean(text: str) -> str:
    """A text without control characters, cut where somebody pasted a novel."""
    shorter = text if len(text) <= LONGEST * 4 else f"{text[: LONGEST * 4]}…"
    return ILLEGAL_CHARACTERS_RE.sub("", shorter)


def _settled(data: bytes) -> bytes:
    """The same xlsx file without the time of writing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>2021-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
