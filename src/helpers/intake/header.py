"""Finding the tables of a sheet: which form each is, and where its header stands.

The box of a header is taken from the sheet: from the row that names the units up over the tiers above it, and down to
the first figures. What a layout says of tiers and rows is for blank forms only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from helpers.intake.days import valid_day
from helpers.intake.formats.grid import Grid, text
from helpers.intake.headings import BILINGUAL, EVERY, WHOLE, Assignment, Path, assign, most_known, own_language
from helpers.intake.layouts.layout import (
    MULTIPLES,
    FormColumn,
    Layout,
    catalogue_layout,
    heading_key,
    layouts,
    money_in,
    recognised,
)
from helpers.intake.text.numbers import WHOLE_MEASURES, is_missing_word
from helpers.intake.text.syllable import is_syllable
from helpers.intake.text.vietnamese import kind_of, repair_column
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.pack import pattern

TITLE_CELLS = 3  # a title row has at most so many cells
HEADER_SEARCH = 60  # rows below a title in which its header must stand
MOST_UNIT_LINES = 3  # over which the heading of the units may be broken
MOST_LINES = 6  # rows by which a header may reach beyond the row that names the units
_HYPHEN = re.compile(r"(\w+)-\s+(\w+)")  # 'sản xu- ất', broken at the end of a line
_INDEX = re.compile(r"[A-Za-zĐđ]|\(?\d{1,2}\)?(?:\s*=.*)?")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
# Lines that stand above a table and are no part of its header.
_NO_HEADING = re.compile(
    r"(?:don vi(?: tinh)?|dvt|cong hoa|doc lap|mau(?: so)?|bieu|phu luc|ban hanh|kem theo|nguon|ubnd|uy ban|so lieu)\b.*"
    r"|.*\bngay \d* ?thang\b.*|nam (?:19|20)\d\d"
)

_OF_A_PART = pattern("parts", "of_a_part")
_COUNTED = {"ho": "hộ", "nguoi": "người", "khau": "khẩu", "nhan khau": "nhân khẩu"}
_STATED = re.compile(
    r"(?:don vi(?: tinh)?|dvt)\b.*?"
    r"\b(?:(ty|ti|trieu|tr|nghin|ngan|1 000|1000)?\s*(dong|d|vnd|ho|nguoi|khau|nhan khau)\b|(ty|ti|trieu|tr)$)"
)
_OTHER_UNITS = "%|phan tram|ha|hec ta|m2|km2?|tan|ta|kg|usd|do la(?: my)?|eur|euro|kip|riel"
_FOREIGN = re.compile(rf"(?:don vi(?: tinh)?|dvt) ({_OTHER_UNITS})")
COUNTED = WHOLE_MEASURES | {"VND", "flag"}


@dataclass
class SheetTable:
    """One form on a sheet. Rows and columns count from 0; `columns` gives the layout's column of each grid column."""

    grid: Grid
    layout: Layout
    title: str
    header: range
    body: range
    columns: dict[int, FormColumn]
    index_rows: tuple[int, ...] = ()
    paths: dict[int, Path] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    doubled: dict[int, str] = field(default_factory=dict)
    missing: tuple[FormColumn, ...] = ()
    moved: dict[int, str] = field(default_factory=dict)
    cut_off: date | None = None
    unit_of_measure: str = ""
    units: tuple[str, ...] = ()
    money: dict[int, str] = field(default_factory=dict)  # columns whose heading says a unit of money of its own
    struck: dict[int, int] = field(default_factory=dict)  # columns whose heading is struck out, and its row

    @property
    def unclear_units(self) -> tuple[str, ...]:
        """Units that leave open what a figure says: two of money, or people counted in thousands."""
        counted = [unit for unit in self.units if not unit.endswith("đồng")]
        return self.units if counted or len(self.units) > 1 else ()

    def at(self, role: str) -> int | None:
        """The grid column of a role, or None."""
        return next((at for at, column in sorted(self.columns.items()) if column.role == role), None)


@dataclass(frozen=True)
class Segment:
    """Rows of a sheet that belong to one title; `layout` is None where no title is known."""

    rows: range
    layout: Layout | None
    title: str


def segments(
    grid: Grid, day: date, stated: Layout | None, is_place: Callable[[str], bool] = lambda _: False
) -> list[Segment]:
    """The sheet cut at its titles; a sheet without a known title is one segment of the form stated for the file.

    is_place: whether a text begins with the name of a unit; such a row is no title.
    """
    starts = list(_titles(grid, day, is_place))
    if not starts:
        return [Segment(range(len(grid.rows)), stated, "")]
    ends = [row for row, _, _ in starts[1:]] + [len(grid.rows)]
    return [Segment(range(row, end), layout, text) for (row, layout, text), end in zip(starts, ends, strict=True)]


def _titles(grid: Grid, day: date, is_place: Callable[[str], bool]) -> Iterator[tuple[int, Layout, str]]:
    """Rows that name a form in one cell, beside no figure; a title broken over several rows is read whole."""
    last: tuple[int, str] = (-9, "")
    for row, cells in enumerate(grid.rows):
        filled = len(cells) - cells.count("")
        if not 0 < filled <= TITLE_CELLS or not all(isinstance(cell, str) for cell in cells):
            continue
        said = [cell for cell in cells if isinstance(cell, str) and 10 <= len(cell) <= 400]
        said = [each for each in repair_column(said)[0] if not kind_of(each)]
        if not said:
            continue
        known = _known_title(said, last[1] if row - last[0] <= 2 else "", day)
        known = known if known and not any(map(is_place, said)) else None
        last = (-9, "") if known else (row, " ".join(said))
        if known:
            yield row, *known


def title_texts(grid: Grid, stop: int) -> list[str]:
    """The texts of the rows up to one that hold few cells and so may be titles, as repaired."""
    rows = (cells for cells in grid.rows[:stop] if len(cells) - cells.count("") <= TITLE_CELLS)
    texts = [cell for cells in rows for cell in cells if isinstance(cell, str) and 4 <= len(cell) <= 400]
    return repair_column(texts)[0]


def _known_title(said: list[str], above: str, day: date) -> tuple[Layout, str] | None:
    """The form that one of a row's texts names, alone or as the end of the text above it."""
    for title in (*said, *(f"{above} {each}" for each in said if above)):
        if layout := recognised(title, day):
            return layout, title
    return None


def find_table(grid: Grid, segment: Segment, day: date) -> SheetTable | None:
    """The table of a segment, by its title's form, or by the headings alone where no title is known.

    A title's form gives way to one without a title of its own that knows every column, where it does not itself.
    """
    if segment.layout is not None:
        titled = _table(grid, segment, segment.layout, day)
        if titled is None or not segment.title or not (titled.unknown or titled.doubled):
            return titled
        untitled = [layout for layout in layouts() if not layout.recognise]
        return _by_headings(grid, segment, untitled, day) or titled
    return _by_headings(grid, segment, layouts(), day) or _by_names(grid, segment, day)


def _by_headings(grid: Grid, segment: Segment, among: Sequence[Layout], day: date) -> SheetTable | None:
    """The table as the form reads it that knows most of its columns, of those that the headings alone tell."""
    found = [table for layout in among if layout.rows == "units" and (table := _table(grid, segment, layout, day))]
    complete = [table for table in found if _is_known_by_headings(table, segment)]
    return max(complete, key=lambda table: len(table.columns), default=None)


def _is_known_by_headings(table: SheetTable, segment: Segment) -> bool:
    """Whether headings alone tell a form: four figures or more, or all headings of a form without title, whole.

    A title that tells of a part of the people makes fewer say something else, as in `_by_names`.
    """
    if table.missing or table.unknown or table.doubled:
        return False
    figures = {at for at, column in table.columns.items() if column.role == "figure"}
    if len(figures) >= 4:  # of those that are there: a form may leave most of its own out
        return True
    is_whole = bool(figures) and all(table.how.get(at) in (WHOLE, BILINGUAL) for at in figures)
    has_no_title = not table.layout.recognise and table.layout.form != ""
    return has_no_title and is_whole and not _tells_of_a_part(table, segment)


def _tells_of_a_part(table: SheetTable, segment: Segment) -> bool:
    """Whether a line above the table tells of a part of the people, or of an estimate."""
    above = (cell for row in range(segment.rows.start, table.header.start) for cell in table.grid.rows[row])
    return any(_OF_A_PART.search(heading_key(repair_column([cell])[0][0])) for cell in above if isinstance(cell, str))


def _by_names(grid: Grid, segment: Segment, day: date) -> SheetTable | None:
    """A table that is no form, if each of its columns is headed by the catalogue's own name.

    A title that tells of a part of the people, or of an estimate, would make the names say something else: none is
    read.
    """
    table = _table(grid, segment, catalogue_layout(), day)
    if table is None or table.unknown or table.doubled or not set(table.how.values()) <= {WHOLE, BILINGUAL}:
        return None
    figures = [column for column in table.columns.values() if column.role == "figure"]
    if _tells_of_a_part(table, segment):
        return None
    money = any(indicators()[column.indicator()].measure == "VND" for column in figures)
    return table if figures and (table.unit_of_measure or not money) else None


@dataclass(frozen=True)
class _Box:
    """A header as one may read it: its rows, the path of each column, and the columns that they are."""

    rows: range
    paths: dict[int, Path]
    assignment: Assignment

    @property
    def has_lines(self) -> bool:
        """Whether a heading that the form has was broken into more lines than it has tiers."""
        found = self.assignment
        whole = [at for at, how in found.how.items() if how == WHOLE and found.columns[at].role == "figure"]
        return any(len(self.paths[at]) > len(found.columns[at].heading) for at in whole)

    def is_whole(self, layout: Layout) -> bool:
        """Whether every column is known and none is missing."""
        found = self.assignment
        return not (found.unknown or found.doubled or found.missing(layout))


def _table(grid: Grid, segment: Segment, layout: Layout, day: date) -> SheetTable | None:
    lead = _lead(grid, segment.rows, layout)
    if lead is None:
        return None
    box = _box(grid, segment, lead, layout, day)
    stop, found = box.rows.stop, box.assignment
    index_rows: list[int] = []
    while stop + len(index_rows) < segment.rows.stop and is_index_row(grid.rows[stop + len(index_rows)]):
        index_rows.append(stop + len(index_rows))
    table = SheetTable(
        grid, layout, segment.title, box.rows, range(stop + len(index_rows), segment.rows.stop), found.columns,
        tuple(index_rows), box.paths, found.how, found.unknown, found.doubled, found.missing(layout),
    )  # fmt: skip
    figures = (at for at, column in table.columns.items() if column.role == "figure" and at in grid.looks)
    marked = ((at, row) for at in figures for row, look in grid.looks[at].items() if look.struck)
    table.struck = {at: row for at, row in marked if row in table.header}
    table.columns = {at: column for at, column in table.columns.items() if at not in table.struck}
    table.moved = _moved(table)
    table.cut_off = _cut_off(table)
    said = {at: [unit for tier in path if (unit := money_in(tier))] for at, path in table.paths.items()}
    table.money = {at: units[-1] for at, units in said.items() if units}
    lines = (range(segment.rows.start, stop), lines_below(table))
    units = next((units for rows in lines if (units := [unit for unit in _units_of_measure(grid, rows) if unit])), [])
    table.unit_of_measure = next((unit for unit in units if unit.endswith("đồng")), "")
    table.units = (*units, *_foreign_units(table, segment.rows.start))
    return table


def _foreign_units(table: SheetTable, start: int) -> Iterator[str]:
    """Units above a table that none of its columns is measured in: percent or hectares over counts and amounts."""
    names = (column.indicator() for column in table.columns.values() if column.role == "figure")
    if all(indicators()[name].measure in COUNTED for name in names if name):
        rows = table.grid.rows[start : table.header.stop]
        keys = (heading_key(cell) for cells in rows for cell in cells if isinstance(cell, str))
        yield from (found[1] for key in keys if (found := _FOREIGN.fullmatch(key)))


def lines_below(table: SheetTable) -> range:
    """Rows under the last figures of a table: notes, signatures."""
    figures = [at for at, column in table.columns.items() if column.role == "figure"]
    filled = (row for row in reversed(table.body) if any(table.grid.rows[row][at] != "" for at in figures))
    return range(next(filled, table.body.stop) + 1, table.body.stop)


def _lead(grid: Grid, rows: range, layout: Layout) -> tuple[range, int] | None:
    """The first rows that hold the heading of the unit column (of any first column, for records), and its column."""
    wanted = {key for column in layout.columns if column.role == "unit" for key in column.keys}
    for row in rows[:HEADER_SEARCH]:
        cells = grid.rows[row]
        for at, cell in enumerate(cells if len(cells) - cells.count("") >= 2 else ()):
            if isinstance(cell, str) and cell and (lines := _lines(grid, row, at, wanted)):
                return range(row, row + lines), at
    return None


def _lines(grid: Grid, row: int, at: int, wanted: set[str]) -> int:
    """Over how many rows a heading goes from here on ('Tên', 'đơn vị'); 0 where none of those wanted does."""
    key = ""
    for lines, cells in enumerate(grid.rows[row : row + MOST_UNIT_LINES], start=1):
        cell = cells[at]
        if not isinstance(cell, str) or not cell:
            return 0
        key = f"{key} {heading_key(repair_column([cell])[0][0])}".strip()
        if key in wanted or " ".join(own_language((key,))) in wanted:
            return lines
    return 0


def _box(grid: Grid, segment: Segment, lead: tuple[range, int], layout: Layout, day: date) -> _Box:
    """The header around the rows that name the units.

    Where headings stay unknown, lines above and below are tried, and headings hard-wrapped over several rows: the
    reading that knows the most columns by their whole heading is taken, of equals the plainest.
    """
    rows, first = lead
    top, stop = _tiers_above(grid, segment, rows.start, first), _tiers_below(grid, segment, rows.stop - 1, first)

    def reading(rows: range, paths: dict[int, Path], tests: Iterable[str] = EVERY) -> _Box:
        return _Box(rows, paths, assign(paths, layout, day, tests))

    best = reading(range(top, stop), paths_of(grid, range(top, stop), first, False))
    if best.is_whole(layout):
        return best
    highest, lowest = max(top - MOST_LINES, segment.rows.start), min(stop + MOST_LINES, segment.rows.stop)
    tops = [at for at in range(top, highest, -1) if _may_be_heading(grid, range(at, top), first)]
    stops = [at for at in range(stop, lowest) if _may_be_heading(grid, range(stop, at), first)]
    for up, down, wrapped in product(tops, stops, (False, True)):
        paths = paths_of(grid, range(up, down), first, wrapped)
        if most_known(paths, layout) <= best.assignment.exact:
            continue
        other = reading(range(up, down), paths, (WHOLE,))  # which decides; the other tests take far longer
        if other.assignment.exact > best.assignment.exact and (other.has_lines or not wrapped):
            best = reading(range(up, down), paths)
    return best


def _tiers_above(grid: Grid, segment: Segment, lead: int, first: int) -> int:
    """The first row of the header: tiers above the units' heading have words over figures alone."""
    top, start = lead, segment.rows.start
    while top > start and _is_tier(grid, top - 1, first, bool(segment.title) and top - 1 == start):
        top -= 1
    return top


def _is_tier(grid: Grid, row: int, first: int, is_title: bool) -> bool:
    """Whether a row above the units' heading is part of the header; one text over all figures is a title."""
    cells = grid.rows[row]
    filled = [at for at, cell in enumerate(cells) if cell != ""]
    if is_title or not filled or not all(isinstance(cells[at], str) for at in filled):
        return False
    keys = [heading_key(str(cells[at])) for at in filled]
    if any(_NO_HEADING.fullmatch(key) for key in keys):
        return False
    if any(at <= first and len(key) > 3 for at, key in zip(filled, keys, strict=True)):
        return False
    over = [at for at in filled if at > first]
    if len(over) == 1:
        spans = [right for (top, left), (_, right) in grid.merged if (top, left) == (row, over[0])]
        return over[0] > first + 1 or bool(spans and spans[0] < grid.width - 1)
    return bool(over)


def _tiers_below(grid: Grid, segment: Segment, lead: int, first: int) -> int:
    """The first row after the header: figures, letters and numbers of columns, or a unit's name begin the table."""
    stop = lead + 1
    while stop < segment.rows.stop and _continues(grid.rows[stop], first) and not is_index_row(grid.rows[stop]):
        stop += 1
    return stop


def _continues(cells: list[object], first: int) -> bool:
    """True for a lower row of the header: words alone, and no name under the units' heading."""
    words = [cell for cell in cells if isinstance(cell, str) and cell]
    if not words or cells[first] != "" or len(words) != len(cells) - cells.count(""):
        return False
    before = [cell for cell in cells[:first] if cell != ""]
    return all(len(str(cell).strip()) <= 3 for cell in before) and not all(is_missing_word(word) for word in words)


def _may_be_heading(grid: Grid, rows: range, first: int) -> bool:
    """Whether rows hold words alone, or numbers of indicators ('1', '2' …) with nothing under the units' heading."""
    return all(
        cells[first] == "" if is_index_row(cells) else any(cells) and all(isinstance(cell, str) for cell in cells)
        for cells in (grid.rows[row] for row in rows)
    )


def is_index_row(cells: list[object]) -> bool:
    """True for a row such as `A B 1 2 3 4=3/1*100`."""
    texts = [text(cell).strip() for cell in cells if cell != ""]
    if len(texts) < 2 or not all(_INDEX.fullmatch(entry) for entry in texts):
        return False
    figures = [int(found[0]) for entry in texts if (found := re.search(r"\d+", entry))]
    if [entry.upper() for entry in texts[:2]] == ["A", "B"] and len(figures) >= 2:
        return True
    return len(figures) >= 2 and figures == list(range(figures[0], figures[0] + len(figures))) and figures[0] <= 3


def paths_of(grid: Grid, rows: range, first: int, wrapped: bool) -> dict[int, Path]:
    """Heading texts of each column from the top tier down; merged and centred headings reach over their columns.

    first: the column of the units; nothing spreads from it or from those before it. wrapped: each heading was broken
    into lines that stand one under the other, so none reaches over its neighbours. Kept, for every form asks the same.
    """
    if (found := grid.headers.get((rows, first, wrapped))) is not None:
        return found
    tiers = [[text(cell) for cell in grid.rows[row]] for row in rows]
    merged = [span for span in grid.merged if span[0][0] in rows]
    for (top, left), (bottom, right) in merged:
        for row in range(top, min(bottom, rows.stop - 1) + 1):
            for column in range(left, min(right, grid.width - 1) + 1):
                tiers[row - rows.start][column] = tiers[top - rows.start][left] if row == top else ""
    if not merged and not wrapped:
        _spread(tiers, first)
    flat = [cell for tier in tiers for cell in tier]
    repaired = iter(repair_column(flat)[0])
    tiers = [[_HYPHEN.sub(_joined, next(repaired)) for _ in tier] for tier in tiers]
    grid.headers[rows, first, wrapped] = {
        column: path
        for column in range(grid.width)
        if (path := tuple(tier[column] for tier in tiers if tier[column].strip()))
    }
    return grid.headers[rows, first, wrapped]


def _joined(halves: re.Match[str]) -> str:
    return halves[1] + halves[2] if is_syllable(halves[1] + halves[2]) else halves[0]


def _spread(tiers: list[list[str]], first: int) -> None:
    """Where the file tells no merged cells, a heading reaches right over the columns that only have lower ones.

    It never reaches beyond the heading above it.
    """
    for level, tier in enumerate(tiers[:-1]):
        reaching, place = "", 0
        for column, heading in enumerate(tier):
            below = any(lower[column].strip() for lower in tiers[level + 1 :])
            if column <= first:
                continue
            if heading.strip():
                reaching, place = heading, column
            elif below and all(upper[column] == upper[place] for upper in tiers[:level]):
                tier[column] = reaching


def _moved(table: SheetTable) -> dict[int, str]:
    """Columns whose number in the index row is that of another heading: the heading or the column was moved."""
    moved = {}
    for row in table.index_rows[:1]:
        for at, column in table.columns.items():
            shown = re.match(r"\(?(\d+)", text(table.grid.rows[row][at]))
            due = re.match(r"\d+", column.index)
            if shown and due and shown[1] != due[0]:
                moved[at] = text(table.grid.rows[row][at])
    return moved


def _cut_off(table: SheetTable) -> date | None:
    """The date that a cut-off column's heading names ('Giải ngân đến ngày 30/6/2024')."""
    for at, column in table.columns.items():
        if column.cut_off and (found := _DATE.search(" ".join(table.paths.get(at, ())))):
            return valid_day(found.groups())
    return None


def _units_of_measure(grid: Grid, rows: range) -> tuple[str, ...]:
    """The units printed above or in the header: 'Đơn vị tính: triệu đồng', 'ĐVT: nghìn người'; none twice."""
    cells = (cell for row in rows for cell in grid.rows[row] if isinstance(cell, str) and 5 <= len(cell) <= 120)
    found = (_STATED.search(heading_key(repair_column([cell])[0][0])) for cell in cells)
    return tuple(dict.fromkeys(_unit(each[1] or each[3] or "", each[2] or "dong") for each in found if each))


def _unit(multiple: str, of: str) -> str:
    """'triệu đồng', 'nghìn người'; '' for single households and persons."""
    word = MULTIPLES.get(multiple, "")
    if of not in _COUNTED:
        return f"{word}đồng"
    return f"{word}{_COUNTED[of]}" if multiple else ""
