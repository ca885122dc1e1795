"""A period's files to observations, findings and the outcome of every cell."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from helpers.intake.assemble import Sheet, assemble
from helpers.intake.discretion import Discretion
from helpers.intake.evidence import columns_frame
from helpers.intake.formats.asides import asides
from helpers.intake.formats.grid import CellFault, Grid, Unreadable, collector_paused, letters
from helpers.intake.formats.package import brings_code
from helpers.intake.formats.reading import is_renamed, read_workbook
from helpers.intake.formats.second_reading import differences
from helpers.intake.header import Segment, SheetTable, find_table, segments
from helpers.intake.headings import BILINGUAL, LOWER, SPELLING, WHOLE
from helpers.intake.layouts.layout import CATALOGUE, layout
from helpers.intake.meaning import with_standards, with_starts
from helpers.intake.orientation import oriented
from helpers.intake.outcome import CELL_COLUMNS, LABEL, REJECTED, Ledger
from helpers.intake.privacy import PlaceNames, personal_data, persons_beside, telephones_in
from helpers.intake.records import read_records
from helpers.intake.rows import read_rows
from helpers.intake.source import Source, folder_findings, located, read_sources, repeats
from helpers.intake.text.numbers import parse_number
from helpers.intake.text.vietnamese import repair_column
from helpers.intake.title import Cell, counted_since, other_people, other_time, other_time_beside, other_unit, times
from helpers.intake.units import UnitFinder, begins_with_place
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.files import is_file_inside
from helpers.vocabulary.findings import finding, findings_frame
from helpers.vocabulary.observation import frame
from helpers.vocabulary.pack import using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope

_OF_HEADINGS = {LOWER: "Q126", SPELLING: "Q127", BILINGUAL: "Q136"}


@dataclass(frozen=True)
class Intake:
    """What reading a period gave.

    observations: one row per figure, before any rule. findings: faults of files, text, units and cells.
    cells: one row per non-empty cell (workbook, sheet, cell, outcome, text); outcome is observation, label, ignorable
    or rejected. columns: one row per column of figures, with how its heading was known and what its figures prove of it
    (COLUMN_COLUMNS). Files refused for personal data leave a finding and nothing else.
    """

    observations: pd.DataFrame
    findings: pd.DataFrame
    cells: pd.DataFrame
    columns: pd.DataFrame


def read_period(edition: Edition) -> Intake:
    """Read every file that the period's `sources.toml` lists, by the packs of its scope, whichever are in force.

    Raises InputError where that file cannot be understood.
    """
    with using(edition.scope.pack):
        return _read_listed(edition)


def _read_listed(edition: Edition) -> Intake:
    sources = read_sources(edition)
    _check_days(sources, edition)
    again = repeats(edition.raw, sources)
    once = [source for position, source in enumerate(sources) if position not in again]
    with ThreadPoolExecutor(4) as threads:  # each waits for a process that opens its file
        read = [threads.submit(copy_context().run, _read_source, source, edition) for source in once]
        parts: list[Intake] = [each.result() for each in read]
    parts.append(_unread(*folder_findings(edition, sources, again)))
    return Intake(*(_stack([getattr(part, each.name) for part in parts]) for each in fields(Intake)))


def _check_days(sources: list[Source], edition: Edition) -> None:
    """Raise InputError for a source of a day before the scope's first list of units."""
    for source in sources:
        try:
            edition.scope.boundary_at(source.as_of)
        except InputError as error:
            place = f"data/raw/{edition.scope_id}/{edition.period}/sources.toml"
            named = {"place": place, "file": source.file, "error": error}
            raise InputError('{place}, as_of of "{file}": {error}', **named) from error


@collector_paused()
def read_file(path: Path, scope: Scope, period: Period, source: Source) -> Intake:
    """Read one file of a period as its source describes it."""
    try:
        grids, kind = read_workbook(path)
    except Unreadable as refusal:
        is_told = Discretion(scope).tells_name(str(refusal.words.get("sheet", "")))
        withheld = () if is_told else ("sheet",)
        return _unread(finding(refusal.code, workbook=source.file, withheld=withheld, **refusal.words))
    if not grids:
        return _unread(finding("Q106", workbook=source.file))
    discretion = Discretion(scope)
    own = {grid.sheet: grid for grid in grids}
    beside = [*asides(path, kind), Path(source.place).stem, *own]
    lacking = [name for name in source.sheets if name not in own]
    discretion.name_sheets(grids)
    is_place = PlaceNames(scope)
    if place := personal_data(grids, is_place):
        return _unread(finding("Q701", workbook=source.file, sheet=place[0], cell=place[1]))
    if (persons := persons_beside(beside, is_place)) == "Q702":
        return _unread(finding(persons, workbook=source.file))
    sheets = _read_grids(grids, scope, source, discretion)
    findings = [entry for sheet in sheets for entry in sheet.findings]
    findings += _file_findings(source, grids, sheets, path, kind)
    findings += [finding("Q108", workbook=source.file, sheet=name, expected=name) for name in lacking]
    if persons:
        findings.append(finding(persons, workbook=source.file))
    if any(sheet.is_silent for sheet in sheets) and (years := other_time_beside(beside, source.as_of, source.titled)):
        findings.append(finding("Q135", workbook=source.file, printed=years, expected=f"{source.as_of:%d/%m/%Y}"))
    since = {sheet.ledger.grid.sheet: sheet.since for sheet in sheets}
    figures = with_starts(_stack([sheet.observations() for sheet in sheets]), since, source, period)
    if kind == "xlsx" and len(figures):
        findings += _read_twice(path, own, figures, scope, source)
    columns = columns_frame(column for sheet in sheets for column in sheet.columns)
    return Intake(
        _observations(figures, scope, period, source, discretion),
        findings_frame(findings),
        cells=_stack([sheet.ledger.frame() for sheet in sheets]),
        columns=_told(columns, "heading", discretion),
    )


def _observations(
    figures: pd.DataFrame, scope: Scope, period: Period, source: Source, discretion: Discretion
) -> pd.DataFrame:
    """The figures of a file with what holds for all of them, and as printed only what may be told."""
    if not len(figures):
        return frame(())
    if source.provisional:
        figures["status"] = figures["status"].replace("A", "P")
    told = _told(figures, "printed", discretion).assign(
        scope=scope.id, period=period.text, confidentiality="F", kind=source.kind, workbook=source.file
    )
    return frame(with_standards(told, scope, source.standard))


def _read_twice(
    path: Path, own: Mapping[str, Grid], figures: pd.DataFrame, scope: Scope, source: Source
) -> Iterator[dict[str, str]]:
    """Findings on cells of total rows that another way of reading sees otherwise. own: sheets by their own names."""
    totals = figures[figures["unit"].isin([boundary.total.code for boundary in scope.boundaries])]
    by_sheet = totals.groupby("sheet")["cell"].agg(set)
    cells = {name: by_sheet.get(grid.sheet, ()) for name, grid in own.items()}
    for name, cell, first, second in differences(path, own, cells):
        yield finding("Q145", workbook=source.file, sheet=own[name].sheet, cell=cell, printed=first, expected=second)


def _told(table: pd.DataFrame, name: str, discretion: Discretion) -> pd.DataFrame:
    """A table without the texts of a column that may not leave intake; most repeat, and each is judged once."""
    texts = table[name]
    refused = discretion.refused(texts.unique().tolist())
    refused -= {each for each in refused if name == "heading" and discretion.tells_name(each)}
    return table.assign(**{name: texts.mask(texts.isin(refused), "")}) if refused else table


def _read_source(source: Source, edition: Edition) -> Intake:
    path = located(edition.raw, source.place)
    if not is_file_inside(path, edition.raw):
        is_outside = os.path.islink(path) or ".." in path.parts or Path(source.place).is_absolute()
        return _unread(finding("Q120" if is_outside else "Q101", workbook=source.file))
    return read_file(path, edition.scope, edition.period, source)


@dataclass(frozen=True)
class _Found:
    """A part of a sheet under one title, its table if it has one, and the cell whose title names another time.

    is_dated: whether anything above its table names a time, or each of its rows does.
    """

    segment: Segment
    table: SheetTable | None
    other: Cell | None = None
    is_dated: bool = True


def tables(grid: Grid, scope: Scope, day: date) -> Iterator[SheetTable]:
    """The tables of a sheet, of whatever time."""
    parts = segments(grid, day, None, partial(begins_with_place, scope))
    yield from (table for part in parts if (table := find_table(grid, part, day)))


def _found(grid: Grid, scope: Scope, source: Source) -> list[_Found]:
    """The tables of a sheet. Hidden sheets are counted, not read."""
    if grid.hidden or not grid.rows:
        return []
    parts = []
    stated = layout(source.form, source.as_of) if source.form else None
    for segment in segments(grid, source.as_of, stated, partial(begins_with_place, scope)):
        table = find_table(grid, segment, source.as_of)
        if table is None or table.layout.rows == "records":
            parts.append(_Found(segment, table))
        else:
            said = times(table, segment.rows.start)
            is_dated = bool(said) or table.at("as_of") is not None
            parts.append(_Found(segment, table, other_time(said, source.as_of, source.titled), is_dated))
    return parts


def _read_grids(grids: list[Grid], scope: Scope, source: Source, discretion: Discretion) -> list[Sheet]:
    """Every table of every sheet. Of the tables of one form, those whose title names another time give no figures."""
    for grid in grids:
        grid.workbook = source.file
    grids = [oriented(grid, scope, source.as_of, source.form) for grid in grids]
    sheets = [Sheet(Ledger(grid, discretion)) for grid in grids]
    found = [_found(grid, scope, source) for grid in grids]
    every = (each for parts in found for each in parts if not each.other)
    right = {each.table.layout.form: each.table.grid.sheet for each in every if each.table}
    for sheet, parts in zip(sheets, found, strict=True):
        if sheet.ledger.grid.hidden and sheet.ledger.grid.rows:
            sheet.note("Q109")
        for part in parts:
            _read_part(part, sheet, scope, source, right)
    return sheets


def _read_part(part: _Found, sheet: Sheet, scope: Scope, source: Source, right: Mapping[str, str]) -> None:
    table = part.table
    if table is None:
        _no_table(sheet, part.segment, scope, source)
        return
    sheet.tables += 1
    sheet.is_silent |= not part.is_dated
    if part.other:
        _other_time(table, part.other, sheet, source, right.get(table.layout.form))
        return
    _header_findings(table, sheet)
    if table.layout.rows == "records":
        read_records(table, sheet, scope, source.as_of)
    else:
        _read_units(table, part.segment.rows.start, sheet, scope, source)
    for row, column in _telephones(table):
        if sheet.ledger.outcome[row].any():
            sheet.note("Q704", row, column)


def _telephones(table: SheetTable) -> Iterator[tuple[int, int]]:
    """Cells of a table that hold a telephone number, where no figure is read."""
    for at, cells in enumerate(table.grid.columns):
        if at not in table.columns or table.columns[at].role != "figure":
            numbers = {word for word in table.grid.long_numbers[at] if telephones_in(word)}
            yield from ((row, at) for row in table.body if numbers and cells[row] in numbers)


def _other_time(table: SheetTable, other: Cell, sheet: Sheet, source: Source, right: str | None) -> None:
    """A table whose title names another time: passed over beside one of the right time, else refused."""
    row, column, printed = other
    words = {"printed": printed, "expected": f"{source.as_of:%d/%m/%Y}"}
    if right is not None:
        sheet.note("Q130", row, column, **words, other=right)
        return
    sheet.note("Q124", row, column, **words)
    sheet.ledger.mark(list(table.header), list(range(table.grid.width)), LABEL)
    _refuse_numbers(sheet, table.body)


def _refuse_numbers(sheet: Sheet, rows: Iterable[int]) -> None:
    """Reject the numbers of rows that nobody reads."""
    grid = sheet.ledger.grid
    for row in rows:
        numbers = [at for at, cell in enumerate(grid.rows[row]) if _is_number(cell)]
        sheet.ledger.mark(row, numbers, REJECTED)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float | CellFault) or (bool(cell) and parse_number(str(cell)).status == "A")


def _read_units(table: SheetTable, start: int, sheet: Sheet, scope: Scope, source: Source) -> None:
    finder = UnitFinder(scope, source.as_of)
    rows = read_rows(table, finder)
    if found := other_unit(table, start, rows, finder, source.titled):
        (row, column, printed), listed = found
        sheet.note("Q125", row, column, printed=printed, expected=listed)
        _refuse_numbers(sheet, table.body)
        return
    if said := other_people(table, start):
        row, column, printed = said
        sheet.note("Q134", row, column, printed=printed)
    if table.unclear_units:
        sheet.note("Q133", table.header.start, table.at("unit") or 0, printed="; ".join(table.unclear_units))
        _refuse_numbers(sheet, table.body)
        return
    for row, column, note in rows.notes:
        sheet.note("Q201", row, column, printed=note.before, expected=note.after, repair=note.repair)
    for row in rows.headers[:1]:
        sheet.note("Q114", row, table.at("unit") or 0)
    if not rows.data:
        sheet.note("Q123", table.header.start, table.at("unit") or 0, form=table.layout.title)
    if since := counted_since(table, start, source.as_of):
        sheet.since |= {indicator: since for column in table.layout.figures for indicator in column.indicators}
    assemble(table, rows, sheet, source.as_of)


def _no_table(sheet: Sheet, segment: Segment, scope: Scope, source: Source) -> None:
    """A title without the header that its form must have, a table that no form describes, or no table at all."""
    from helpers.intake.naming import nearest_form  # few returns hold an unknown table, and it takes a while to import

    grid = sheet.ledger.grid
    if segment.layout is not None:
        sheet.note("Q121", segment.rows.start, 0, printed=segment.title or segment.layout.form)
        numbers = [row for row in segment.rows if any(isinstance(cell, int | float) for cell in grid.rows[row])]
        sheet.ledger.mark(numbers, list(range(grid.width)), REJECTED)
    elif near := nearest_form(grid, scope, source.as_of):
        row, column, words = near
        sheet.note("Q131", row, column, **words)
        _refuse_numbers(sheet, range(row + 1, len(grid.rows)))
    else:
        sheet.note("Q110")


def _header_findings(table: SheetTable, sheet: Sheet) -> None:
    """Columns that are missing, doubled, out of their place or known by less than their heading; no unit of money."""
    at, row = table.at("unit") or 0, table.header.start
    if table.layout.form == CATALOGUE:
        sheet.note("Q132", row, at)
    for column in table.missing:
        words = {"expected": " > ".join(column.heading), "indicator": column.indicator(), "detail": column.detail}
        sheet.note("Q111", row, at, **words)
    for column, shown in sorted(table.moved.items()):
        due = table.columns[column]
        words = {"printed": shown, "expected": due.index, "heading": " > ".join(due.heading)}
        sheet.note("Q113", table.index_rows[0], column, **words)
    for column, how in sorted(table.how.items()):
        if how != WHOLE:
            words = {"printed": " > ".join(table.paths[column]), "expected": " > ".join(table.columns[column].heading)}
            sheet.note(_OF_HEADINGS[how], row, column, **words)
    for column, shown in sorted(table.doubled.items()):
        places = ", ".join(letters(other) for other, same in sorted(table.doubled.items()) if same == shown)
        sheet.note("Q128", row, column, printed=shown, expected=places)
    _encoding_findings(table, sheet)
    _sight_findings(table, sheet)
    if table.layout.unit_of_measure and not (table.unit_of_measure or table.money):
        sheet.note("Q213", row, at, expected=table.layout.unit_of_measure)


def _sight_findings(table: SheetTable, sheet: Sheet) -> None:
    """Letters that were left out of a table's cells, and figures in hidden columns."""
    for (row, column), runs in sorted(table.grid.sight.runs.items()):
        if row in table.header or row in table.body:
            words = {"printed": runs.stored, "expected": runs.left, "left_out": runs.struck or runs.raised}
            sheet.note("Q221", row, column, **words)
    for at, row in sorted(table.struck.items()):
        sheet.note("Q222", row, at, printed=table.grid.rows[row][at])
    figures = {at for at, column in table.columns.items() if column.role == "figure"}
    for (top, left), (bottom, right) in table.grid.sight.ruled:
        if (there := figures & set(range(left, right + 1))) and bottom >= table.body.start and top < table.body.stop:
            sheet.note("Q232", max(top, table.body.start), min(there))
    for at in sorted(table.grid.sight.hidden_columns & figures):
        sheet.note("Q231", table.header.start, at, printed=" > ".join(table.columns[at].heading))


def _encoding_findings(table: SheetTable, sheet: Sheet) -> None:
    """Headings in an old encoding. Line breaks and spaces within headings are nobody's fault."""
    cells = [(row, at, cell) for row in table.header for at, cell in enumerate(table.grid.rows[row])]
    texts = [(row, at, cell) for row, at, cell in cells if isinstance(cell, str)]
    repaired, _ = repair_column([cell for _, _, cell in texts])
    for (row, at, cell), after in zip(texts, repaired, strict=True):
        if after != " ".join(cell.split()):
            sheet.note("Q201", row, at, printed=cell, expected=after)


def _file_findings(
    source: Source, grids: list[Grid], sheets: list[Sheet], path: Path, kind: str
) -> list[dict[str, str]]:
    """What is wrong with the file as a whole: empty, no known form in it, a sheet missing, a name that misleads."""
    found = []
    if not any(grid.rows for grid in grids):
        found.append(finding("Q106", workbook=source.file))
    elif not any(sheet.tables or any(entry["code"] == "Q121" for entry in sheet.findings) for sheet in sheets):
        found.append(finding("Q107", workbook=source.file, printed=source.form))
    if is_renamed(path, kind):
        found.append(finding("Q119", workbook=source.file, expected=kind))
    if brings_code(path, kind):
        found.append(finding("Q122", workbook=source.file))
    return found


def _unread(*findings: dict[str, str]) -> Intake:
    """Findings alone: of a file that was refused, of the folder."""
    no_cells = pd.DataFrame(columns=list(CELL_COLUMNS), dtype="str")
    return Intake(frame(), findings_frame(findings), no_cells, columns_frame())


def _stack(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Frames one under the other; empty ones are left out, so that they do not widen types."""
    listed = list(frames)
    filled = [each for each in listed if len(each)]
    return pd.concat(filled, ignore_index=True) if filled else listed[0] if listed else pd.DataFrame()
