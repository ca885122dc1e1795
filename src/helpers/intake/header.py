"""Finding the tables of a sheet: which form each is, where its header stands, and which column is which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz

from helpers.intake.grid import Grid, text
from helpers.intake.layout import Column, Layout, heading_key, layouts, recognised
from helpers.intake.vietnamese import repair_column

TITLE_CELLS = 3  # a title row has at most so many cells
HEADER_SEARCH = 60  # rows below a title in which its header must stand
SIMILAR = 88  # likeness (0-100) from which a heading is taken for a known one
CODE_KEYS = frozenset({"ma", "ma xa", "ma so", "ma don vi", "ma dvhc", "ma don vi hanh chinh", "ma dia ban", "code"})
NOTE_KEYS = frozenset({"ghi chu", "note", "notes"})
_INDEX = re.compile(r"[A-Za-zĐđ]|\(?\d{1,2}\)?(?:\s*=.*)?")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CODE = Column(heading=("Mã",), role="code")
_NOTE = Column(heading=("Ghi chú",), role="note")


@dataclass
class Table:
    """One form on a sheet. Rows and columns count from 0; `columns` gives the layout's column of each grid column."""

    grid: Grid
    layout: Layout
    title: str
    header: range
    body: range
    columns: dict[int, Column]
    index_rows: tuple[int, ...] = ()
    unknown: dict[int, str] = field(default_factory=dict)
    missing: tuple[Column, ...] = ()
    moved: dict[int, str] = field(default_factory=dict)
    cut_off: date | None = None
    unit_of_measure: str = ""

    def at(self, role: str) -> int | None:
        """The grid column of a role, or None."""
        return next((at for at, column in sorted(self.columns.items()) if column.role == role), None)


@dataclass(frozen=True)
class Segment:
    """Rows of a sheet that belong to one title; `layout` is None where no title is known."""

    rows: range
    layout: Layout | None
    title: str


def segments(grid: Grid, day: date, stated: Layout | None) -> list[Segment]:
    """The sheet cut at its titles; a sheet without a known title is one segment of the form stated for the file."""
    starts = [(row, layout, text) for row, layout, text in _titles(grid, day)]
    if not starts:
        return [Segment(range(len(grid.rows)), stated, "")]
    ends = [row for row, _, _ in starts[1:]] + [len(grid.rows)]
    return [Segment(range(row, end), layout, text) for (row, layout, text), end in zip(starts, ends, strict=True)]


def _titles(grid: Grid, day: date) -> Iterator[tuple[int, Layout, str]]:
    """Rows that name a form; a title broken over several rows is read whole."""
    last: tuple[int, str] = (-9, "")
    for row, cells in enumerate(grid.rows):
        filled = len(cells) - cells.count("")
        if not 0 < filled <= TITLE_CELLS:
            continue
        text = " ".join(cell for cell in cells if isinstance(cell, str) and cell)
        if not 10 <= len(text) <= 400:
            continue
        text = repair_column([text])[0][0]
        layout = recognised(text, day)
        if layout is None and row - last[0] <= 2 and last[1]:
            text = f"{last[1]} {text}"
            layout = recognised(text, day)
        if layout is not None:
            last = (-9, "")
            yield row, layout, text
        else:
            last = (row, text)


def find_table(grid: Grid, segment: Segment) -> Table | None:
    """The table of a segment, by its title's form, or by the headings alone where no title is known."""
    if segment.layout is not None:
        return _table(grid, segment, segment.layout)
    found = [table for layout in layouts() if layout.rows == "units" and (table := _table(grid, segment, layout))]
    complete = [table for table in found if len(table.layout.figures) >= 4 and not table.missing and not table.unknown]
    return max(complete, key=lambda table: len(table.columns), default=None)


def _table(grid: Grid, segment: Segment, layout: Layout) -> Table | None:
    start = _header_row(grid, segment.rows, layout)
    if start is None:
        return None
    stop, index_rows = _header_end(grid, range(start, segment.rows.stop), layout)
    paths = _paths(grid, range(start, stop))
    columns, unknown = _assign(paths, layout)
    taken = {id(column) for column in columns.values()}
    table = Table(
        grid, layout, segment.title, range(start, stop), range(max([stop, *(row + 1 for row in index_rows)]), segment.rows.stop),
        columns, index_rows, unknown,
        missing=tuple(c for c in layout.columns if id(c) not in taken and not c.optional and c.role in ("figure", "unit", "dimension")),
    )  # fmt: skip
    table.moved = _moved(table)
    table.cut_off = _cut_off(table, paths, segment)
    table.unit_of_measure = _unit_of_measure(grid, range(segment.rows.start, stop))
    return table


def _header_row(grid: Grid, rows: range, layout: Layout) -> int | None:
    """First row that holds the heading of the unit column (of any first column, for records)."""
    wanted = {key for column in layout.columns if column.role == "unit" for key in column.keys}
    for row in rows[:HEADER_SEARCH]:
        cells = grid.rows[row]
        if len(cells) - cells.count("") >= 2 and any(
            _key(cell) in wanted for cell in cells if isinstance(cell, str) and cell
        ):
            return row
    return None


def _header_end(grid: Grid, rows: range, layout: Layout) -> tuple[int, tuple[int, ...]]:
    """Where the header ends (its first row after), and the rows of letters, numbers and formulas below it."""
    wanted = {key for column in layout.columns if column.role in ("unit", "number") for key in column.keys}
    first = grid.rows[rows.start]
    lead = [at for at, cell in enumerate(first) if isinstance(cell, str) and _key(cell) in wanted]
    stop = rows.start + 1
    while stop < rows.stop and _continues(grid.rows[stop], lead) and stop - rows.start < layout.tiers + 2:
        if is_index_row(grid.rows[stop]) and (layout.index_row or stop - rows.start >= layout.tiers):
            break
        stop += 1
    index_rows: list[int] = []
    while stop + len(index_rows) < rows.stop and is_index_row(grid.rows[stop + len(index_rows)]):
        index_rows.append(stop + len(index_rows))
    return stop, tuple(index_rows)


def _continues(cells: list[object], lead: list[int]) -> bool:
    """True for a lower row of the header: nothing under number and unit, and words in it."""
    words = [cell for cell in cells if isinstance(cell, str) and cell]
    return bool(words) and all(cells[at] == "" for at in lead) and len(words) == len(cells) - cells.count("")


def is_index_row(cells: list[object]) -> bool:
    """True for a row such as `A B 1 2 3 4=3/1*100`."""
    texts = [text(cell).strip() for cell in cells if cell != ""]
    if len(texts) < 2 or not all(_INDEX.fullmatch(entry) for entry in texts):
        return False
    figures = [int(found[0]) for entry in texts if (found := re.search(r"\d+", entry))]
    if [entry.upper() for entry in texts[:2]] == ["A", "B"] and len(figures) >= 2:
        return True
    return len(figures) >= 2 and figures == list(range(figures[0], figures[0] + len(figures))) and figures[0] <= 3


def _key(cell: str) -> str:
    return heading_key(repair_column([cell])[0][0])


def _paths(grid: Grid, rows: range) -> dict[int, tuple[str, ...]]:
    """Heading texts of each column from the top tier down; merged and centred headings reach over their columns."""
    tiers = [[text(cell) for cell in grid.rows[row]] for row in rows]
    for (top, left), (bottom, right) in grid.merged:
        if top in rows:
            for row in range(top, min(bottom, rows.stop - 1) + 1):
                for column in range(left, min(right, grid.width - 1) + 1):
                    tiers[row - rows.start][column] = tiers[top - rows.start][left]
    if not any(top in rows for (top, _), _ in grid.merged):
        _spread(tiers)
    flat = [cell for tier in tiers for cell in tier]
    repaired = iter(repair_column(flat)[0])
    tiers = [[next(repaired) for _ in tier] for tier in tiers]
    return {
        column: tuple(dict.fromkeys(tier[column] for tier in tiers if tier[column].strip()))
        for column in range(grid.width)
        if any(tier[column].strip() for tier in tiers)
    }


def _spread(tiers: list[list[str]]) -> None:
    """Where the file tells no merged cells, a heading reaches right over the columns that only have lower ones.

    It never reaches beyond the heading above it.
    """
    for level, tier in enumerate(tiers[:-1]):
        reaching, place = "", 0
        for column, heading in enumerate(tier):
            below = any(lower[column].strip() for lower in tiers[level + 1 :])
            if heading.strip():
                reaching, place = heading, column
            elif below and all(upper[column] == upper[place] for upper in tiers[:level]):
                tier[column] = reaching


def _assign(paths: dict[int, tuple[str, ...]], layout: Layout) -> tuple[dict[int, Column], dict[int, str]]:
    """Which column of the layout each grid column is: by its whole path, by its last tier, then by likeness."""
    keys = {at: heading_key(" ".join(path)) for at, path in paths.items()}
    free = list(layout.columns)
    found: dict[int, Column] = {}
    for test in (_is_path, _is_dated, _is_alone, _is_misspelt):
        for at in sorted(set(paths) - set(found)):
            fits = [column for column in free if test(keys[at], heading_key(paths[at][-1]), column, layout)]
            if fits:
                found[at] = fits[0]
                free.remove(fits[0])
    unknown = {}
    for at in sorted(set(paths) - set(found)):
        last = heading_key(paths[at][-1])
        if last in CODE_KEYS | NOTE_KEYS:
            found[at] = _CODE if last in CODE_KEYS else _NOTE
        else:
            unknown[at] = " > ".join(paths[at])
    return found, unknown


def _is_path(key: str, last: str, column: Column, layout: Layout) -> bool:
    """The whole heading path, or a variant of it."""
    return key in column.keys


def _is_dated(key: str, last: str, column: Column, layout: Layout) -> bool:
    """A heading that ends in the cut-off date: 'Giải ngân đến ngày 30/6/2024'."""
    return column.cut_off and any(_undated(key).startswith(known) for known in column.keys)


def _is_alone(key: str, last: str, column: Column, layout: Layout) -> bool:
    """The lower tiers, or the last one, where no other column of the form ends so: upper tiers are often dropped."""
    ends = [f" {heading_key(' '.join(other.heading))}" for other in layout.columns]
    own = f" {heading_key(' '.join(column.heading))}"
    return any(own.endswith(f" {end}") and sum(other.endswith(f" {end}") for other in ends) == 1 for end in (key, last))


def _is_misspelt(key: str, last: str, column: Column, layout: Layout) -> bool:
    """The same words with a slip of the pen; a word more or less is another heading ('hộ nghèo', 'hộ cận nghèo')."""
    words, known = key.split(), heading_key(" ".join(column.heading)).split()
    return (
        len(words) == len(known)
        and fuzz.ratio(key, " ".join(known)) >= SIMILAR
        and all(fuzz.ratio(word, due) >= 50 for word, due in zip(words, known, strict=True))
    )


def _undated(key: str) -> str:
    return re.sub(r"[\d ]+$", "", key)


def _moved(table: Table) -> dict[int, str]:
    """Columns whose number in the index row is that of another heading: the heading or the column was moved."""
    moved = {}
    for row in table.index_rows[:1]:
        for at, column in table.columns.items():
            shown = re.match(r"\(?(\d+)", text(table.grid.rows[row][at]))
            due = re.match(r"\d+", column.index)
            if shown and due and shown[1] != due[0]:
                moved[at] = text(table.grid.rows[row][at])
    return moved


def _cut_off(table: Table, paths: dict[int, tuple[str, ...]], segment: Segment) -> date | None:
    """The date that a cut-off column's heading names ('Giải ngân đến ngày 30/6/2024')."""
    for at, column in table.columns.items():
        found = _DATE.search(" ".join(paths.get(at, ()))) if column.cut_off else None
        if found:
            day, month, year = (int(part) for part in found.groups())
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def _unit_of_measure(grid: Grid, rows: range) -> str:
    """The unit of money printed above or in the header: 'Đơn vị tính: triệu đồng', 'ĐVT: 1.000 đồng'."""
    for row in rows:
        for cell in grid.rows[row]:
            if isinstance(cell, str) and 5 <= len(cell) <= 120:
                key = heading_key(repair_column([cell])[0][0])
                found = re.search(
                    r"(?:don vi(?: tinh)?|dvt)\b.*?\b(ty|ti|trieu|nghin|ngan|1 000|1000)?\s*(dong|d|vnd)\b", key
                )
                if found:
                    return {"ty": "tỷ đồng", "ti": "tỷ đồng", "trieu": "triệu đồng"}.get(
                        found[1] or "", "nghìn đồng" if found[1] else "đồng"
                    )
    return ""
