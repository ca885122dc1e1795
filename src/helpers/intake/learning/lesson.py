"""A layout by example: what each column is proposed to be, and what its heading and figures say for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from helpers.intake.assemble import Sheet, assemble
from helpers.intake.evidence import printed_formulas, written
from helpers.intake.figures import read_figures
from helpers.intake.formats.grid import Grid, text
from helpers.intake.header import Segment, SheetTable, find_table
from helpers.intake.headings import Path
from helpers.intake.layouts.layout import FormColumn, Layout
from helpers.intake.learning.arithmetic import PREVIOUS, Key, meanings_left, relations_among
from helpers.intake.naming import CLEARLY, EXACT, Name, Naming, name_table, words
from helpers.intake.outcome import Ledger
from helpers.intake.outline import Outline, undated
from helpers.intake.proof import BROKEN, CONSISTENT, NAMED, PROVED, Fit
from helpers.intake.rows import DataRow, read_rows
from helpers.intake.units import UnitFinder
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.errors import UsageError, did_you_mean
from helpers.vocabulary.place import Scope

UNKNOWN = "unknown"
CHOSEN, BY_ARITHMETIC = "chosen", "by arithmetic"
_CONVINCING = (EXACT, CLEARLY, CHOSEN, BY_ARITHMETIC)
IGNORE = "ignore"
ROLES = ("unit", "number", "code", "as_of", "note", "level", IGNORE)
SCALES = ("percent", "fraction")
FIRST_ROW = 6  # of the header in blank forms: title, period and unit of measure stand above
Earlier = Mapping[Key, Mapping[str, float]]
_NAME = re.compile(r"([a-z][a-z0-9_]*)(?:/([\w/{}-]+))?")
_DATE = re.compile(r"\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*$")


@dataclass(frozen=True)
class Suggestion:
    """What a column is proposed to be. `line`: its letter in the file (its row's number where units are side by side).

    state: PROVED, CONSISTENT, NAMED or UNKNOWN. how: how its name was known. relation: the arithmetic that `fits` of
    `rows` rows satisfy, by the file's own letters. rivals: meanings between which nothing decides. proof: the
    arithmetic that gave it its name. scales: how a share may be written there, the likelier first.
    """

    at: int
    line: str
    heading: Path
    column: FormColumn
    state: str = UNKNOWN
    how: str = ""
    relation: str = ""
    fits: int = 0
    rows: int = 0
    broken: bool = False
    rivals: tuple[tuple[tuple[str, ...], str], ...] = ()
    proof: Fit | None = None
    scales: tuple[str, ...] = SCALES

    @property
    def label(self) -> str:
        """What commands call the column: C4 is the fourth."""
        return f"C{self.at + 1}"

    @property
    def is_figure(self) -> bool:
        """Whether it holds figures that somebody must name."""
        return self.column.role == "figure"

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken without asking."""
        if not self.is_figure or self.how == CHOSEN:
            return True
        return not self.broken and (self.state in (PROVED, CONSISTENT) or self.how == EXACT)


@dataclass(frozen=True)
class Lesson:
    """A table with a proposal for each column. `layout`: those that are sure; `table`: the sheet as it reads it."""

    outline: Outline
    suggestions: tuple[Suggestion, ...]
    naming: Naming
    layout: Layout
    table: SheetTable | None
    sheet: Sheet
    day: date
    scope: Scope = field(repr=False)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures as the layout reads them: unit, indicator, detail, as_of, value, cell."""
        found = self.sheet.observations()
        names = ["unit", "indicator", "detail", "as_of", "value", "cell"]
        kept = found[found["value"].notna()] if len(found) else pd.DataFrame(columns=names)
        return kept[names].reset_index(drop=True)

    @property
    def open(self) -> tuple[Suggestion, ...]:
        """Columns of figures that somebody must still decide on."""
        return tuple(each for each in self.suggestions if each.is_figure and not each.is_sure)


@dataclass(frozen=True)
class Given:
    """What is known beside the table: columns decided on, the form's id, and the figures of the year before."""

    choices: Mapping[int, FormColumn] = field(default_factory=dict)
    form: str = ""
    earlier: Earlier = field(default_factory=dict)


def lesson(made: Outline, scope: Scope, day: date, given: Given = Given()) -> Lesson:
    """Proposals for every column of a table."""
    choices, form = given.choices, given.form
    choices = {**{at: choices[lead] for at, lead in made.leads.items() if lead in choices}, **choices}
    naming = name_table(made, day, choices)
    named = _suggested(made, naming, choices)
    named = _by_arithmetic(made, [_with_details(each, named) for each in named], given.earlier)
    trial = _layout(made, [each for each in named if _is_named(each)], form)
    graded = _graded(named, made, trial, scope, day)
    layout = _layout(made, [each for each in graded if each.is_sure and _is_named(each)], form)
    table, sheet = read_as(made.grid, layout, scope, day)
    return Lesson(made, tuple(graded), naming, layout, table, sheet, day, scope)


def read_as(grid: Grid, layout: Layout, scope: Scope, day: date) -> tuple[SheetTable | None, Sheet]:
    """The table of a sheet as a layout reads it, and what it gives."""
    sheet = Sheet(Ledger(grid))
    table = find_table(grid, Segment(range(len(grid.rows)), layout, ""), day)
    if table is not None and table.at("unit") is not None:
        assemble(table, read_rows(table, UnitFinder(scope, day)), sheet, day)
    return table, sheet


def choice(wish: str, heading: Path) -> FormColumn:
    """The column that `--set` describes: an indicator, `indicator/detail`, several for sub-rows, `…:fraction`, a role.

    Raises UsageError with the nearest word.
    """
    said, _, scale = wish.partition(":")
    if said in ROLES:
        return FormColumn(heading, "note" if said == IGNORE else said)
    if scale and scale not in SCALES:
        raise UsageError(
            '"{scale}" is no way to write a share. After ":" write percent (22.4) or fraction (0.224).', scale=scale
        )
    named = [_NAME.fullmatch(each.strip()) for each in said.split(",")]
    if not all(named):
        raise UsageError(
            '"{wish}" names no indicator. Write C4=poor_households, C4=indicator/detail or C4=ignore.', wish=wish
        )
    ids = tuple(match[1] for match in named if match)
    for id in ids:
        if id not in indicators():
            near = did_you_mean(id, [*indicators(), *ROLES])
            raise UsageError('No indicator "{id}".{near} A new one: --new C4="…".', id=id, near=near)
    details = {match[2] or "" for match in named if match}
    return FormColumn(heading, indicators=ids, detail=details.pop() if len(details) == 1 else "", scale=scale)


def _is_named(each: Suggestion) -> bool:
    return not each.is_figure or bool(each.column.indicators)


def _suggested(made: Outline, naming: Naming, choices: Mapping[int, FormColumn]) -> list[Suggestion]:
    """Each column with its role, and for figures what its heading says."""
    found = []
    for at, role in sorted(made.roles.items()):
        path = made.paths.get(at, ())
        if at in choices:
            found.append(Suggestion(at, made.grid.line(at), path, choices[at], how=CHOSEN))
        elif role == "figure":
            name = naming.names.get(at, Name(None))
            column = replace(name.column, heading=path, variants=(), index="") if name.column else FormColumn(path)
            scales = _scales(made, at)
            how, rivals = name.how, name.rivals
            found.append(Suggestion(at, made.grid.line(at), path, column, how=how, rivals=rivals, scales=scales))
        else:
            found.append(Suggestion(at, made.grid.line(at), path, _of_role(role, path, naming)))
    return found


def _scales(made: Outline, at: int) -> tuple[str, ...]:
    """How shares of a column may be written, the likelier first: 0.222 and 0.305 are fractions."""
    known = read_figures([made.grid.rows[row][at] for row in made.figure_rows], "share").numbers
    return SCALES[::-1] if bool((np.abs(known[np.isfinite(known)]) <= 1).all()) else SCALES


def _with_details(each: Suggestion, beside: Sequence[Suggestion]) -> Suggestion:
    """The proposal, unless its detail is that of a breakdown for which the table has no column. Raises UsageError if it was chosen."""
    there = {other.column.name for other in beside if other.column.role == "dimension"}
    lacking = set(re.findall(r"{(\w+)}", each.column.detail)) - there
    if lacking and each.how == CHOSEN:
        names = ", ".join(sorted(lacking))
        raise UsageError(
            '{label}: the table has no column of {names}. Write the member itself in place of "{{…}}".',
            label=each.label,
            names=names,
        )
    return replace(each, column=FormColumn(each.heading), how="") if lacking else each


def _of_role(role: str, path: Path, naming: Naming) -> FormColumn:
    """A column without figures: texts are a dimension where the nearest form has one of that heading, else remarks."""
    if role != "label":
        return FormColumn(path, role)
    dimensions = [c for c in naming.form.columns if c.role == "dimension"] if naming.form else []
    same = next((c for c in dimensions if words(path) in {words(each) for each in c.paths}), None)
    return replace(same, heading=path, variants=(), index="") if same else FormColumn(path, "note")


def _numbers(made: Outline, entries: Sequence[DataRow]) -> tuple[dict[int, np.ndarray], dict[int, np.ndarray]]:
    """Counts and shares of the columns of figures as they look, for rows of one kind; shares as 0-1."""
    counts, shares = {}, {}
    for at in made.columns("figure"):
        cells = [made.grid.rows[entry.row][at] for entry in entries]
        as_share = read_figures(cells, "share")
        looks = [made.grid.looks.get(at, {}).get(entry.row) for entry in entries]
        is_percent = as_share.own.any() or any(look and look.percent for look in looks)
        known = as_share.numbers[np.isfinite(as_share.numbers)]
        if is_percent or (len(known) and (np.abs(known) <= 101).all() and (known % 1 != 0).any()):
            of_percent = not is_percent and np.abs(known).max() > 1
            shares[at] = np.where(as_share.own | (not of_percent), as_share.numbers, as_share.numbers / 100)
        else:
            counts[at] = read_figures(cells, "households").numbers
    return counts, shares


def _by_arithmetic(made: Outline, named: list[Suggestion], earlier: Earlier) -> list[Suggestion]:
    """Add what arithmetic says: the relation of each column, and what an open one must be beside those that are named.

    earlier: the figures of the year before by indicator and detail, for each unit.
    """
    if made.columns("part"):
        return named
    entries = [entry for entry in made.rows.data if entry.match.kind in ("unit", "total") and entry.part == 0]
    counts, shares = _numbers(made, entries)
    printed = printed_formulas(made.grid, made.table.index_rows, made.roles)
    fits = relations_among(counts, shares, printed)
    codes = [entry.match.code for entry in entries]
    prior = {(PREVIOUS, key): np.array([of.get(code, np.nan) for code in codes]) for key, of in earlier.items()}
    named = _completed(named, {**counts, **shares, **prior})
    proofs = {each.at: proof for each in named if (proof := each.proof or fits.get(each.at))}
    told = {
        at: {"relation": written(fit.relation, made.grid), "fits": fit.fits, "rows": fit.fits + fit.breaks}
        for at, fit in proofs.items()
    }
    return [replace(each, **told.get(each.at, {})) for each in named]


def _completed(named: list[Suggestion], columns: Mapping[Any, np.ndarray]) -> list[Suggestion]:
    """The proposals with all that arithmetic leaves but one meaning for; what one was found to be may tell the next."""
    figures = [each for each in named if each.is_figure and len(each.column.indicators) <= 1]
    places = {(each.column.indicators[0], each.column.detail): each.at for each in figures if each.column.indicators}
    open = [each.at for each in figures if not each.column.indicators and each.how != CHOSEN]
    left = meanings_left(places, open, columns)
    if not left:
        return named
    found = {each.at: each for each in named}
    for at, ((id, detail), fit) in left.items():
        column = replace(found[at].column, indicators=(id,), detail=detail)
        found[at] = replace(found[at], column=column, how=BY_ARITHMETIC, rivals=(), proof=fit)
    return _completed(list(found.values()), columns)


def _graded(named: list[Suggestion], made: Outline, trial: Layout, scope: Scope, day: date) -> list[Suggestion]:
    """Each proposal with what the figures prove of it."""
    table, sheet = read_as(made.grid, trial, scope, day)
    if table is None:
        return named
    keys = [{(id, each.column.detail) for id in each.column.indicators if id} for each in named]
    records = [[r for r in sheet.columns if (r["indicator"], r["detail"]) in of] for of in keys]
    return [_with_grade(each, of) for each, of in zip(named, records, strict=True)]


def _with_grade(each: Suggestion, records: Sequence[Mapping[str, object]]) -> Suggestion:
    """The proposal with its state. A total row that adds up shows nothing of what a column is; a relation does."""
    if not each.is_figure or not each.column.indicators:
        return each
    told = {str(record["grade"]) if record["relation"] else NAMED for record in records} or {NAMED}
    state = UNKNOWN if BROKEN in told and each.how != CHOSEN else NAMED
    if BROKEN not in told and each.how in _CONVINCING:
        is_shown = NAMED not in told or each.proof is not None
        state = PROVED if told == {PROVED} else CONSISTENT if is_shown else NAMED
    each = replace(each, state=state, broken=BROKEN in told)
    best = next((record for record in records if record["relation"]), None)
    if best is None:
        return each
    return replace(each, relation=str(best["relation"]), fits=int(str(best["fits"])), rows=int(str(best["rows"])))


def _layout(made: Outline, columns: Sequence[Suggestion], form: str) -> Layout:
    """A layout of these columns, in order, each heading once (years above it date it)."""
    kept: dict[tuple[str, ...], FormColumn] = {}
    for each in columns:
        index = next((text(made.grid.rows[row][each.at]).strip() for row in made.table.index_rows), "")
        column = _column(each.column, each.heading, index)
        kept.setdefault((column.role, *column.heading, *column.indicators, column.detail), column)
    labels = [made.grid.rows[row][at] for at in made.columns("part")[:1] for row in made.figure_rows]
    parts = tuple(dict.fromkeys(str(label) for label in labels if label != ""))
    return Layout(
        form, "published", made.titles[0] if made.titles else "", tuple(kept.values()), date(2000, 1, 1), recognise=made.phrases,
        parts=parts, transposed=made.grid.transposed_from is not None, unit_of_measure=made.table.unit_of_measure,
        index_row=bool(made.table.index_rows), header_row=max(FIRST_ROW, made.table.header.start + 1),
    )  # fmt: skip


def _column(column: FormColumn, heading: Path, index: str) -> FormColumn:
    """The column under the sheet's own heading, without years above it and without a date at its end."""
    own = undated(heading) or ("",)
    is_dated = column.role == "figure" and bool(_DATE.search(own[-1]))
    own = (*own[:-1], _DATE.sub("", own[-1])) if is_dated else own
    return replace(column, heading=own, cut_off=is_dated, index=index)
