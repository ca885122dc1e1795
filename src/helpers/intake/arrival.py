"""A file that has just come in: what it is, whose it is, and of which period, as far as it says so itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.intake.days import LAST_MONTH, Span, spans
from helpers.intake.formats.grid import Grid, Unreadable
from helpers.intake.formats.reading import read_workbook
from helpers.intake.header import title_texts
from helpers.intake.layouts.layout import heading_key
from helpers.intake.orientation import oriented
from helpers.intake.period import read_file, tables
from helpers.intake.source import LETTERS, Source
from helpers.vocabulary.files import sha256
from helpers.vocabulary.findings import finding
from helpers.vocabulary.observation import frame
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope

TO_LEARN = ("Q112", "Q131")  # what `commune learn` mends: a heading, a whole table that no form has
TITLE_ROWS = 15  # rows at the top of a sheet in which its title names the period
_MADE_UP = re.compile(r"so lieu minh hoa|demonstration data")
_CORRECTS = re.compile(r"\b(?:dinh chinh|dieu chinh|thay the|bo sung)\b")


class Nature(StrEnum):
    """What a file proved to be."""

    RETURN = "return"  # at least one figure was read
    UNREAD = "unread"  # a table of a form that nothing knows, or without figures
    LETTER = "letter"  # a document or picture: no table to read
    PERSONS = "persons"  # holds persons: it is neither read nor copied
    UNREADABLE = "unreadable"  # empty, damaged, protected, too large


@dataclass(frozen=True)
class Arrival:
    """A file as examined. `told` says in Vietnamese and English why it is no return, '' for a return.

    period: the one that its titles name, None if they name none or several. figures: its observations, with units and
    days.
    corrects: whether a title says that it corrects or replaces an earlier return. is_demonstration: whether it says
    that it is made up.
    of_other_list: whether its units are of another list than the one in force at the end of the period it was read for.
    to_learn: cells of tables that no form describes, and of headings that its form does not have.
    """

    path: Path
    digest: str
    nature: Nature
    forms: tuple[str, ...] = ()
    period: Period | None = None
    corrects: bool = False
    is_demonstration: bool = False
    of_other_list: bool = False
    to_learn: tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    figures: pd.DataFrame = field(default_factory=frame, repr=False)

    @property
    def units(self) -> tuple[str, ...]:
        """Codes of the units with figures, in order of the rows."""
        return tuple(dict.fromkeys(self.figures["unit"])) if len(self.figures) else ()


def examine(path: Path, scope: Scope, period: Period) -> Arrival:
    """Read a file once and say what it is. `period` stands where the file names none of its own."""
    digest = sha256(path)
    if told := no_table(path):
        return Arrival(path, digest, Nature.LETTER, told=told)
    try:
        grids, _ = read_workbook(path)
    except Unreadable as refusal:
        return Arrival(path, digest, Nature.UNREADABLE, told=_words(refusal.code, path, **refusal.words))
    named = named_period(grids)
    taken = named or period
    known = read_file(path, scope, taken, Source(path.name, "official", taken.end))
    if known.findings["code"].isin(["Q701", "Q702"]).any():
        return Arrival(path, digest, Nature.PERSONS, told=_PERSONS)
    visible = (oriented(grid, scope, taken.end) for grid in grids if grid.rows and not grid.hidden)
    forms = dict.fromkeys(table.layout.form for grid in visible for table in tables(grid, scope, taken.end))
    nature = Nature.RETURN if len(known.observations) else Nature.UNREAD
    told = {} if nature is Nature.RETURN else _why(known.findings, path)
    keys = [heading_key(text) for text in _titles(grids)]
    return Arrival(
        path,
        digest,
        nature,
        tuple(forms),
        named,
        corrects=any(_CORRECTS.search(key) for key in keys),
        is_demonstration=any(_MADE_UP.search(key) for key in keys),
        of_other_list=bool((known.findings["code"] == "Q306").any()),
        to_learn=tuple(known.findings.loc[known.findings["code"].isin(TO_LEARN), "cell"]),
        told=told,
        figures=known.observations,
    )


def no_table(path: Path) -> dict[str, str]:
    """What a file is that by its name holds no table, in both languages; {} for all others."""
    return _LETTER if path.suffix.lower() in LETTERS else {}


def _titles(grids: Sequence[Grid]) -> Iterator[str]:
    """Titles at the top of the visible sheets, and the sheets' names."""
    for grid in (grid for grid in grids if not grid.hidden):
        yield from (*title_texts(grid, TITLE_ROWS), grid.sheet)


def named_period(grids: Sequence[Grid]) -> Period | None:
    """The period that the titles name: the only one, or the only one shorter than a year. None if unclear."""
    named = {span for text in _titles(grids) for span in spans(text)}
    found = [period for period in map(_period, named) if period]
    clear = [period for period in found if period.months < LAST_MONTH] or found
    return clear[0] if len(clear) == 1 else None


def _period(span: Span) -> Period | None:
    """The period that a span of whole months is; None for nine months, or for a day."""
    first, last = span
    months = last.month - first.month + 1
    return Period(first.year, (first.month - 1) // months + 1, months) if first < last and 12 % months == 0 else None


_LETTER = {"vi": "là văn bản hoặc ảnh, không có bảng để đọc", "en": "is a document or picture: it has no table to read"}
_PERSONS = {
    "vi": "có thông tin cá nhân: không được đọc và không được sao chép; không lưu tệp này, hãy xin bảng tổng hợp",
    "en": "holds persons: it was neither read nor copied; do not keep it, ask for a table of counts",
}


def _words(code: str, path: Path, **words: Any) -> dict[str, str]:
    entry = finding(code, workbook=path.name, **words)
    return {"vi": entry["message_vi"], "en": entry["message_en"]}


def _why(findings: pd.DataFrame, path: Path) -> dict[str, str]:
    """The gravest thing that was found: it leads on."""
    ranked = findings.sort_values("severity", key=lambda s: s.map({"error": 0, "warning": 1, "note": 2}), kind="stable")
    if ranked.empty:
        return _words("Q107", path)
    return {"vi": ranked["message_vi"].iloc[0], "en": ranked["message_en"].iloc[0]}
