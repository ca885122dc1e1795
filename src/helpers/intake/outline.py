"""What a sheet is made of, seen without any layout: titles, header box, unit column, totals, notes and figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from helpers.intake.days import YEAR, day_of
from helpers.intake.formats.grid import Grid, text
from helpers.intake.header import Segment, SheetTable, find_table, is_index_row, paths_of, title_texts
from helpers.intake.headings import YEARS, Path, usual_column
from helpers.intake.layouts.layout import FormColumn, Layout, heading_key
from helpers.intake.orientation import row_of_units
from helpers.intake.rows import Rows, has_figures, read_rows
from helpers.intake.text.numbers import parse_flag
from helpers.intake.text.vietnamese import name_key, repair_column
from helpers.intake.units import UnitFinder, unit_keys
from helpers.vocabulary.place import Scope

MOST_TIERS = 12  # rows above the first figures in which the heading of the units must stand
_DAYS = frozenset({"nam", "ngay", "thoi diem", "ky", "ky bao cao", "year", "date", "period"})
_YEARS = range(1990, 2101)
_ENDS = re.compile(r"\d+|\b(?:năm|tháng|quý|ngày|tính đến|đến)\b|[()]", re.IGNORECASE)
_OFFICE = re.compile(r"(?:don vi|dvt|ubnd|uy ban|cong hoa|doc lap|bieu|phu luc|kem theo|ban hanh)\b")
_PARTS = frozenset({"ho", "so ho", "khau", "so khau", "nhan khau", "so nhan khau", "ho ngheo", "ho can ngheo"})


@dataclass(frozen=True)
class Outline:
    """One table of a sheet by place alone. `table.columns`: the unit column, no figures; `roles`: those of all others.

    paths: the headings of each column from the top tier down; lines that a heading was broken into are joined.
    """

    table: SheetTable
    rows: Rows
    paths: dict[int, Path]
    roles: dict[int, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()

    @property
    def grid(self) -> Grid:
        """The sheet as it is read: transposed where units stand side by side."""
        return self.table.grid

    @cached_property
    def figure_rows(self) -> list[int]:
        """The rows of figures: beside the names of units and totals, and sub-rows below them."""
        return sorted({entry.row for entry in self.rows.data} | set(self.rows.unnamed))

    def columns(self, role: str) -> list[int]:
        """The columns of a role, from the left."""
        return [at for at, each in sorted(self.roles.items()) if each == role]

    @cached_property
    def leads(self) -> dict[int, int]:
        """The first of the columns of figures that differ by the year above them alone, by column: they are one."""
        groups: dict[Path, list[int]] = {}
        for at in self.columns("figure"):
            groups.setdefault(undated(self.paths.get(at, ())), []).append(at)
        leads = {}
        for places in groups.values():
            is_one = len({self.paths.get(at) for at in places}) == len(places)
            leads |= {at: places[0] if is_one else at for at in places}
        return dict(sorted(leads.items()))

    def said_of(self, at: int) -> Path:
        """The heading of a column without years; where years alone head columns, the title tells what they hold."""
        path = undated(self.paths.get(at, ()))
        return self.phrases[0] if path == (YEARS,) and self.phrases else path

    @cached_property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """What of the titles tells the table from others: the longest run of words before a year, a day or a number."""
        runs = [run.strip(" -–:;,.()") for title in self.titles for run in _ENDS.split(title)]
        long = [run for run in runs if len(run.split()) >= 3 and 10 <= len(run) <= 400]
        told = [run for run in long if not _OFFICE.match(heading_key(run))]
        return ((max(told, key=len),),) if told else ()


def undated(path: Path) -> Path:
    """A heading without the tiers that are a year."""
    return tuple(tier for tier in path if not YEAR.fullmatch(heading_key(tier))) or ((YEARS,) if path else path)


def outline(grid: Grid, scope: Scope, day: date) -> Outline | None:
    """The first table of a sheet that lists units of the scope; None where there is none."""
    keys = unit_keys(scope)
    row = row_of_units(grid, keys)
    grid = grid if row is None else grid.transposed(row)
    counts = [len(_unit_rows(grid, at, keys)) for at in range(grid.width)]
    if not any(counts):
        return None
    unit_at = counts.index(max(counts))  # the column that names most units beside numbers
    first = _first_row(grid, unit_at, keys)
    heading = _unit_heading(grid, first, unit_at)
    bare = Layout("", "published", "", (FormColumn((heading,), "unit"),), date.min)
    table = find_table(grid, Segment(range(len(grid.rows)), bare, ""), day)
    if table is None or table.at("unit") != unit_at:
        return None
    table.layout = bare
    rows = read_rows(table, UnitFinder(scope, day))
    paths = _paths(table, unit_at)
    made = Outline(table, rows, paths, titles=tuple(title_texts(grid, table.header.start)))
    filled = [at for at in range(grid.width) if at in paths or any(cell != "" for cell in _body(made, at))]
    return Outline(table, rows, paths, {at: _role(made, at, scope, day) for at in filled}, made.titles)


def _unit_rows(grid: Grid, at: int, keys: frozenset[str]) -> list[int]:
    """Rows whose cell in a column is the name of a unit, with a figure beside it."""
    cells = grid.columns[at]
    words = sorted({cell for cell in cells if isinstance(cell, str) and 1 < len(cell) < 60})
    named = {word for word, whole in zip(words, repair_column(words)[0], strict=True) if name_key(whole) in keys}
    others = [other for other in range(grid.width) if other != at]
    return [row for row, cell in enumerate(cells) if cell in named and has_figures(grid.rows[row], others)]


def _first_row(grid: Grid, unit_at: int, keys: frozenset[str]) -> int:
    """The first row of figures: that of the first unit, or of a total above it."""
    row = _unit_rows(grid, unit_at, keys)[0]
    while row > 0 and not is_index_row(cells := list(grid.rows[row - 1])):
        filled = (at for at in range(unit_at + 1, grid.width) if cells[at] != "")
        if not has_figures(cells, [at for at in filled if not YEAR.fullmatch(heading_key(text(cells[at])))]):
            break  # words, or the years that head columns
        row -= 1
    return row


def _unit_heading(grid: Grid, first: int, unit_at: int) -> str:
    """The text of the nearest cell above the units; '' where nothing heads them."""
    for row in range(first - 1, max(first - MOST_TIERS, -1), -1):
        cells = grid.rows[row]
        if is_index_row(cells) or not heading_key(text(cells[unit_at])):
            continue
        beside = [cell for at, cell in enumerate(cells) if cell != "" and at != unit_at]
        return repair_column([text(cells[unit_at])])[0][0] if beside or row == first - 1 else ""
    return ""


def _paths(table: SheetTable, unit_at: int) -> dict[int, Path]:
    """The headings of the columns; lines that one heading was broken into are joined into one tier."""
    wrapped = paths_of(table.grid, table.header, unit_at, wrapped=True)
    is_merged = any(top in table.header and left > unit_at for (top, left), _ in table.grid.merged)
    if not is_merged and len(table.header) > 3 and all(len(path) > 1 for at, path in wrapped.items() if at > unit_at):
        return {at: (" ".join(path),) for at, path in wrapped.items()}
    found = {at: tuple(dict.fromkeys(tier for tier in path if heading_key(tier))) for at, path in table.paths.items()}
    return {at: path for at, path in found.items() if path}


def _body(made: Outline, at: int) -> list[object]:
    """The cells of a column beside the names of units and totals."""
    return [made.grid.rows[row][at] for row in made.figure_rows]


def _role(made: Outline, at: int, scope: Scope, day: date) -> str:
    """What a column is by its place, its heading and the kind of its cells; 'figure' is what holds figures."""
    unit_at = made.table.at("unit")
    cells = [cell for cell in _body(made, at) if cell != ""]
    key = tuple(heading_key(tier) for tier in made.paths.get(at, ()))
    if at == unit_at:
        return "unit"
    usual = usual_column(key) if key else None
    if usual:
        return usual.role
    if key and key[-1] in _DAYS and cells and all((of := day_of(cell, day)) and of.year in _YEARS for cell in cells):
        return "as_of"
    codes = sum(text(cell).strip() in scope.boundary_at(day).by_code for cell in cells)
    if codes > 1 and 2 * codes > len(cells):
        return "code"
    labels = {heading_key(cell) for cell in cells if isinstance(cell, str)}
    if labels and labels <= _PARTS and len(labels) > 1:
        return "part"
    if unit_at is not None and at < unit_at and not key:
        return "number"
    if not cells or any(has_figures(made.grid.rows[row], [at]) for row in made.figure_rows):
        return "figure" if key else "note"
    if all(isinstance(cell, str) and not parse_flag(cell).problem for cell in cells):
        return "figure"  # 'x' where something holds
    return "label"
