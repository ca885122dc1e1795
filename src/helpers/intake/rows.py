"""Rows of a table: which unit, part and dimensions each belongs to, and which rows are no data at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from helpers.intake.days import day_of, fault_of
from helpers.intake.formats.grid import text
from helpers.intake.header import SheetTable, is_index_row
from helpers.intake.layouts.layout import heading_key
from helpers.intake.text.numbers import is_missing_word, parse_number
from helpers.intake.text.vietnamese import Note, repair_column
from helpers.intake.units import Match, UnitFinder, is_total_name

_PERSONS = ("khau", "so khau", "nhan khau", "so nhan khau")
_PART_WORDS = dict.fromkeys(("ho", "so ho"), "ho") | dict.fromkeys(_PERSONS, "nhan khau")
_ROMAN = re.compile(r"[IVX]+\.?|[A-ZĐ]\.?")


@dataclass(slots=True)
class DataRow:
    """One row of figures: its place, unit (a Match), sub-row number, codes of its dimensions, and a day of its own."""

    row: int
    match: Match
    part: int = 0
    dimensions: dict[str, str] = field(default_factory=dict)
    day: date | None = None


@dataclass
class Rows:
    """The rows of a table by what they are; `bad_labels`: cells of parts and dimensions unknown to the form."""

    data: list[DataRow] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    ignorable: list[int] = field(default_factory=list)
    subtotals: list[tuple[int, Match]] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    bad_labels: list[tuple[int, int]] = field(default_factory=list)
    bad_days: list[tuple[int, int, str, dict[str, str]]] = field(default_factory=list)
    notes: list[tuple[int, int, Note]] = field(default_factory=list)


def read_rows(table: SheetTable, finder: UnitFinder) -> Rows:
    """Sort the rows under a header; names are repaired as a column and carried down over merged cells."""
    reader = _Reader(table, finder)
    for offset, row in enumerate(table.body):
        cells = table.grid.rows[row]
        if any(cells) or len(cells) != cells.count(""):  # most rows are filled: the first cell tells
            reader.read(offset, row, cells)
    rows = reader.rows
    _set_shared_names_apart(rows, table)
    _set_other_lists_apart(rows, finder)
    _set_sums_apart(rows, finder)
    used = {entry.row for entry in rows.data} | {row for row, _ in rows.subtotals}
    rows.notes = [note for note in rows.notes if note[0] in used]
    return rows


def _set_shared_names_apart(rows: Rows, table: SheetTable) -> None:
    """A name merged over several rows of figures, in a form with one row a unit, is the name of none of them."""
    unit_at, unnamed = table.at("unit") or 0, set(rows.unnamed)
    spans = ((top, bottom) for (top, left), (bottom, right) in table.grid.merged if left <= unit_at <= right)
    tops = {top for top, bottom in spans if unnamed.intersection(range(top + 1, bottom + 1))}
    rows.unnamed += [entry.row for entry in rows.data if entry.row in tops]
    rows.data = [entry for entry in rows.data if entry.row not in tops]


def _set_other_lists_apart(rows: Rows, finder: UnitFinder) -> None:
    """Among rows of another list of units, a name of both lists means that list's unit, unless it has its own row."""
    others = [dict(entry.match.words) for entry in rows.data if entry.match.finding == "Q306"]
    named = {words["printed"] for words in others}
    for entry in rows.data if others else ():
        if entry.match.kind == "unit":
            other = finder.namesake(entry.match.code, {words["version"] for words in others})
            entry.match = other if other and dict(other.words)["printed"] not in named else entry.match


def _set_sums_apart(rows: Rows, finder: UnitFinder) -> None:
    """'Tổng cộng' under the rows of a few units is their sum, not the total of the whole scope."""
    listed = {entry.match.code or entry.match.words for entry in rows.data if entry.match.kind != "total"}
    sums = [entry for entry in rows.data if entry.match.is_sum]
    if not sums or not listed or 2 * len(listed) >= len(finder.boundary.units):
        return
    rows.data = [entry for entry in rows.data if not entry.match.is_sum]
    rows.subtotals += [(entry.row, replace(entry.match, kind="subtotal", finding="Q310")) for entry in sums]


class _Reader:
    """Sorts rows one after the other: what a row without a name means depends on the rows above it."""

    def __init__(self, table: SheetTable, finder: UnitFinder) -> None:
        self.table, self.finder, self.rows = table, finder, Rows()
        self.names = _names(table, self.rows)
        self.codes = _codes(table)
        self.labels = _labels(table, self.rows)
        self.figures = [at for at, column in table.columns.items() if column.role == "figure"] + list(table.unknown)
        self.unit_at, self.number_at = table.at("unit"), table.at("number")
        # The unit column's heading as this sheet prints it: a row that repeats it is a header again.
        named = [] if self.unit_at is None else table.grid.columns[self.unit_at]
        self.header_words = frozenset(named[table.header.start : table.header.stop]) - {""}
        self.matches: dict[tuple[tuple[str, str], date], Match] = {}
        self.current: Match | None = None
        self.day_at, self.level_at = table.at("as_of"), table.at("level")
        self.finders = {finder.day: finder}

    def read(self, offset: int, row: int, cells: list[object]) -> None:
        """Put one row where it belongs."""
        name, code = self.names[offset], self.codes[offset]
        if self._is_header(row, cells):
            self.rows.headers.append(row)
        elif len(name) <= 2 and is_index_row(cells):
            self.rows.ignorable.append(row)
        elif name or code:
            self._read_named(offset, row, cells, (name, code))
        elif self.labels and self.current and any(cells[at] != "" for at in self.labels):
            self._place(offset, row)
        elif not self._is_filled(cells) or not has_figures(cells, self.figures):
            self.rows.ignorable.append(row)
        else:
            self.rows.unnamed.append(row)

    def _read_named(self, offset: int, row: int, cells: list[object], key: tuple[str, str]) -> None:
        """A row with a name or code of its own; one that is no unit and has no figures is a note."""
        finder = self._finder(cells)
        if (key, finder.day) not in self.matches:
            self.matches[key, finder.day] = _match(*key, cells, self.number_at, finder)
        match = self._of_level(self.matches[key, finder.day], key[0], cells)
        is_unit = match.kind in ("unit", "total")
        if not is_unit and not (self._is_filled(cells) and has_figures(cells, self.figures)):
            self.rows.ignorable.append(row)
            return
        self.current = match
        self._place(offset, row)

    def _day(self, cells: list[object]) -> date | None:
        """The day of a row in a table that has a column for it; None where the cell is no day."""
        return day_of(cells[self.day_at], self.finder.day) if self.day_at is not None else self.finder.day

    def _finder(self, cells: list[object]) -> UnitFinder:
        """The units in force on the day of the row."""
        if self.day_at is None:
            return self.finder
        day = self._day(cells)
        if day is None or day < self.finder.scope.boundaries[0].valid_from:
            return self.finder
        if day not in self.finders:
            self.finders[day] = UnitFinder(self.finder.scope, day)
        return self.finders[day]

    def _of_level(self, match: Match, name: str, cells: list[object]) -> Match:
        """A row that its own column calls a district or province is no unit of a table of communes."""
        level = cells[self.level_at] if self.level_at is not None else ""
        if level == "" or match.kind == "total" or self.finder.is_own_level(text(level)):
            return match
        return Match("subtotal", finding="Q310", words=(("printed", name),))

    def _is_filled(self, cells: list[object]) -> bool:
        return any(cells[at] != "" for at in self.figures)

    def _is_header(self, row: int, cells: list[object]) -> bool:
        """The header's first row repeated within the data, or a lower tier of it."""
        if self.unit_at is not None and cells[self.unit_at] in self.header_words:
            return True
        follows = bool(self.rows.headers) and self.rows.headers[-1] == row - 1
        return follows and _is_lower_header(cells, self.unit_at, self.number_at)

    def _place(self, offset: int, row: int) -> None:
        """Put a row with a unit among data or subtotals; read its part and dimensions."""
        match = self.current
        if match is None or match.kind in ("section", "subtotal"):
            self.rows.subtotals.append((row, match or Match("section")))
            return
        cells = self.table.grid.rows[row]
        entry = DataRow(row, match)
        if self.day_at is not None:
            entry.day = self._day(cells)
            code, told = fault_of(entry.day, self.finder.scope.boundaries[0].valid_from)
            if code:
                self.rows.bad_days.append((row, self.day_at, code, told))
                return
        for at, codes in self.labels.items():
            column, code = self.table.columns[at], codes[offset]
            if code is None:
                self.rows.bad_labels.append((row, at))
                return
            if column.role == "part":
                entry.part = int(code)
            else:
                entry.dimensions[column.name] = code
        self.rows.data.append(entry)


def _match(name: str, code: str, cells: list[object], number_at: int | None, finder: UnitFinder) -> Match:
    """The unit of a row. A row numbered with letters or Roman figures that is no unit heads a section."""
    match = finder.find(name, code)
    if match.kind != "unknown" or match.finding != "Q301" or number_at is None:
        return match
    return Match("section") if _ROMAN.fullmatch(text(cells[number_at]).strip()) else match


def _names(table: SheetTable, rows: Rows) -> list[str]:
    """Repaired names of the body's rows; a total whose words stand in a cell merged from the left counts too."""
    at = table.at("unit")
    number = table.at("number")
    body = slice(table.body.start, table.body.stop)
    raw = table.grid.shown[at][body] if at is not None else [""] * len(table.body)
    for place, beside in enumerate(table.grid.columns[number][body] if number is not None else ()):
        if not raw[place] and isinstance(beside, str) and (len(heading_key(beside)) > 4 or is_total_name(beside)):
            raw[place] = beside
    repaired, notes = repair_column(raw)
    rows.notes += [(table.body[note.index], at or 0, note) for note in notes]
    return repaired


def _codes(table: SheetTable) -> list[str]:
    at = table.at("code")
    if at is None:
        return [""] * len(table.body)
    return [shown.strip() for shown in table.grid.shown[at][table.body.start : table.body.stop]]


def _labels(table: SheetTable, rows: Rows) -> dict[int, list[str | None]]:
    """Codes of the part and dimension columns, row by row; None where the label is not of the form.

    A blank dimension takes the label above it; a blank part is the next sub-row in order.
    """
    found: dict[int, list[str | None]] = {}
    for at, column in sorted(table.columns.items()):
        if column.role not in ("part", "dimension"):
            continue
        known = {_label_key(part): str(number) for number, part in enumerate(table.layout.parts)}
        if column.role == "dimension":
            known = {heading_key(label): code for label, code in column.members.items()}
            known |= {code: code for code in column.members.values()}
        labels, notes = repair_column(table.grid.shown[at][table.body.start : table.body.stop])
        rows.notes += [(table.body[note.index], at, note) for note in notes]
        found[at] = _codes_of(labels, known, column.role == "dimension")
    return found


def _codes_of(labels: list[str], known: dict[str, str], carry: bool) -> list[str | None]:
    codes: list[str | None] = []
    for entry in labels:
        key = _label_key(entry)
        if key:
            codes.append(known.get(key, known.get(entry.strip())))
        else:
            above = codes[-1] if codes else None
            codes.append(above if carry or above is None else str((int(above) + 1) % len(known)))
    return codes


def _label_key(label: str) -> str:
    key = heading_key(label)
    return _PART_WORDS.get(key, key)


def _is_lower_header(cells: list[object], unit_at: int | None, number_at: int | None) -> bool:
    """True for a lower tier of a repeated header: words only, nothing under number and unit."""
    leads = [at for at in (unit_at, number_at) if at is not None]
    is_bare = all(cells[at] == "" for at in leads) and all(isinstance(cell, str) for cell in cells)
    return is_bare and not is_index_row(cells)


def has_figures(cells: list[object], columns: list[int]) -> bool:
    """True for a row with a number, or a sign for a missing one, under a heading; signatures and notes have none."""
    return any(
        not isinstance(cell, str) or is_missing_word(cell) or parse_number(cell).status == "A"
        for cell in (cells[at] for at in columns)
        if cell != ""
    )
