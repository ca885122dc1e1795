"""What the rows above a table say of its year, span of days and unit, against what its figures are taken for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from helpers.intake.days import Span, holds, spans, valid_day, years_in
from helpers.intake.formats.grid import text
from helpers.intake.header import TITLE_CELLS, SheetTable, lines_below
from helpers.intake.layouts.layout import heading_key
from helpers.intake.rows import Rows
from helpers.intake.text.vietnamese import kind_of, repair_column
from helpers.intake.units import UnitFinder
from helpers.vocabulary.pack import pattern

Cell = tuple[int, int, str]
LONGEST = 400  # characters; longer texts are no titles
_OTHER_PEOPLE = pattern("parts", "other_people")
_OF_DAY = re.compile(r"(?:ghi chu )?(?:so lieu|tinh den|thoi diem|cap nhat|as of)\b")
_SINCE_YEAR = re.compile(r"\bluy ke tu (?:dau )?(?:nam )?((?:19|20)\d\d)\b")
_SINCE_DAY = re.compile(r"\btu (?:ngay )?(\d{1,2}) (?:thang )?(\d{1,2}) (?:nam )?((?:19|20)\d\d)\b")
SHORTEST, LONGEST_PART = timedelta(days=80), timedelta(days=300)  # between them: quarters, half-years, nine months
DAYS_OFF = timedelta(days=40)  # a span's last day and the day of its figures differ by a late cut-off at most
_OFFICE = re.compile(r"^\s*(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+", re.IGNORECASE)


Said = list[tuple[Cell, list[Span]]]


def times(table: SheetTable, start: int) -> Said:
    """The cells above a table that name times, with these.

    Where no cell above says anything, a line under the table is heard ('Số liệu tính đến …'), and then the sheet's
    name.
    """
    said = [(cell, spans(cell[2])) for cell in _texts(table, start)]
    if not any(named for _, named in said):
        below = (cell for cell in _lines(table, lines_below(table)) if _OF_DAY.match(heading_key(cell[2])))
        said = [(cell, spans(cell[2])) for cell in below]
    name = table.grid.sheet
    return [each for each in said if each[1]] or [((-1, -1, name), named) for named in [years_in(name)] if named]


def other_time(said: Said, day: date, stated: str = "") -> Cell | None:
    """The cell that names another year, half-year or day than that of the figures, where none names theirs.

    said: what `times` found. stated: what a title may say all the same (sources.toml).
    """
    key = heading_key(stated)
    others = [(cell, named) for cell, named in said if not (key and key in heading_key(cell[2]))]
    if not others or any(holds(span, day) for _, named in others for span in named):
        return None
    return others[0][0]


def other_time_beside(texts: Iterable[str], day: date, stated: str = "") -> str:
    """Years of another time than the figures' in texts beside silent tables: the file's name, printed headers, remarks."""
    said = [((-1, -1, text), named) for text in texts if (named := spans(text))]
    other = other_time(said, day, stated)
    return ", ".join(sorted({str(start.year) for start, _ in spans(other[2])})) if other else ""


def other_people(table: SheetTable, start: int) -> Cell | None:
    """The line above a table that says its figures are of a part of the people, or no results, against its form."""
    for row, column, said in _texts(table, start):
        found = _OTHER_PEOPLE.search(heading_key(said))
        if found and row != start and found[0] not in heading_key(table.layout.title):
            return row, column, said
    return None


def other_unit(
    table: SheetTable, start: int, rows: Rows, finder: UnitFinder, stated: str = ""
) -> tuple[Cell, str] | None:
    """The cell above the table of a single unit that names another one, and the name of the table's own.

    stated: what a title may say all the same (sources.toml).
    """
    listed = {entry.match.code for entry in rows.data if entry.match.kind == "unit"}
    if len(listed) != 1:
        return None
    for row, column, said in _texts(table, start):
        name = _OFFICE.sub("", re.split(r"[,;(]", said)[0]).strip()
        match = finder.find(name) if kind_of(name) and not (stated and stated in said) else None
        if match and match.kind == "unit" and match.code not in listed:
            return (row, column, name), finder.boundary.by_code[listed.pop()].name
    return None


def counted_since(table: SheetTable, start: int, day: date) -> date | None:
    """The first day that the flows of a table up to a day describe, where the rows above it say so, else None."""
    found = (first_day(heading_key(said), day) for _, _, said in _texts(table, start))
    return next((since for since in found if since), None)


def first_day(key: str, day: date) -> date | None:
    """The first day that a folded title names: 'lũy kế từ năm 2021', 'từ ngày 15/3/2024', '6 tháng cuối năm 2024'.

    'Lũy kế' alone is from 1 January; January itself still belongs to the budget year before. A span that does not end
    about the day of the figures is not theirs.
    """
    if named := _SINCE_YEAR.search(key):
        return date(int(named[1]), 1, 1)
    if named := _SINCE_DAY.search(key):
        first = valid_day(named.groups())
        return first if first and first <= day else None
    if "luy ke" in key:
        return date(day.year - (day.month == 1), 1, 1)
    parts = ((start, end) for start, end in spans(key) if SHORTEST < end - start < LONGEST_PART)
    return next((start for start, end in parts if abs(end - day) <= DAYS_OFF), None)


def _texts(table: SheetTable, start: int) -> Iterator[Cell]:
    """Texts between the start of a table's segment and its header, and those right above its title, repaired."""
    for cells in reversed(table.grid.rows[:start]):  # few texts, and no number: a line of a title, or a blank one
        if len(cells) - cells.count("") > TITLE_CELLS or any(isinstance(cell, int | float) for cell in cells):
            break
        start -= 1
    yield from _lines(table, range(start, table.header.start))


def _lines(table: SheetTable, rows: range) -> Iterator[Cell]:
    """The texts of rows; where a year or a day stands in a cell of its own ('Năm' | 2022), what its row says as a whole too."""
    for row in rows:
        filled = [(column, cell) for column, cell in enumerate(table.grid.rows[row]) if cell != ""]
        for column, cell in filled:
            if isinstance(cell, str) and 4 <= len(cell) <= LONGEST:
                yield row, column, repair_column([cell])[0][0]
        beside = [column for column, cell in filled[1:] if isinstance(cell, date | float)]
        if beside and len(filled) <= TITLE_CELLS:
            said = (f"{cell:%d/%m/%Y}" if isinstance(cell, date) else text(cell) for _, cell in filled)
            yield row, beside[0], repair_column([" ".join(said)])[0][0]
