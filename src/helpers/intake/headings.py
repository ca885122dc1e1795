"""Which column of a layout each heading of a sheet is. A whole heading decides; what only resembles one is said.

A lower tier alone never decides against an upper one: 'Hộ dân tộc Kinh > Tái nghèo' is no 'Hộ DTTS > Tái nghèo'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from helpers.intake.days import YEAR
from helpers.intake.layouts.layout import FormColumn, Layout, column_key, heading_key, layouts
from helpers.vocabulary.catalogue import catalogue, indicators
from helpers.vocabulary.pack import per_pack, words

Path = tuple[str, ...]
EVERY = WHOLE, BILINGUAL, LOWER, SPELLING = "whole", "two languages", "lower tiers", "spelling"  # how it was known
SIMILAR = 88  # likeness (0-100) from which a heading is taken for a known one
SLIP = 60  # likeness of the one word that a slip of the pen changed
CODE_KEYS = frozenset({"ma", "ma xa", "ma so", "ma don vi", "ma dvhc", "ma don vi hanh chinh", "ma dia ban", "code"})
NOTE_KEYS = frozenset({"ghi chu", "note", "notes"})
NUMBER_KEYS = frozenset({"tt", "stt", "sott", "no"})
_NUMBER = FormColumn(heading=("TT",), role="number")
_CODE = FormColumn(heading=("Mã",), role="code")
_NOTE = FormColumn(heading=("Ghi chú",), role="note")
YEARS = "Năm"  # the heading of columns that are headed by their year alone
_DAY = re.compile(r"(?: (?:den|het|ngay|thang|nam|quy|\d{1,4}))*")
# Tiers that separate nothing.
_ENGLISH = words("bilingual")
_EMPTY = re.compile(r"trong do|chia ra|bao gom|gom|cu the|chi tiet|ket qua|so lieu|trong ky|trong nam")


@dataclass
class Assignment:
    """What a sheet's columns are: `how` each was known, headings of `unknown` ones, and those that say it twice."""

    columns: dict[int, FormColumn] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    doubled: dict[int, str] = field(default_factory=dict)
    taken: set[tuple[int, date | None]] = field(default_factory=set)

    @property
    def exact(self) -> int:
        """How many columns were known by their whole heading."""
        return sum(how == WHOLE for how in self.how.values())

    def missing(self, layout: Layout) -> tuple[FormColumn, ...]:
        """Columns that the form must have and the sheet has not."""
        there = {at for at, _ in self.taken}
        due = ("figure", "unit", "dimension")
        return tuple(
            column
            for at, column in enumerate(layout.columns)
            if at not in there and not column.optional and column.role in due
        )


def assign(paths: Mapping[int, Path], layout: Layout, day: date, tests: Iterable[str] = EVERY) -> Assignment:
    """Columns of the layout by column of the sheet: by whole heading, by its lower tiers, then by likeness.

    A heading that stands over several columns names none of them. A tier that is a year gives its column that year.
    """
    found = Assignment()
    years = {at: _dated(path, day) for at, path in paths.items()}
    bare = {at: _bare(path) for at, path in paths.items()}
    for how in tests:
        _settle(found, layout, bare, years, how)
    for at in sorted(set(paths) - set(found.columns) - set(found.doubled)):
        if usual := usual_column(bare[at]) or usual_column(own_language(bare[at])):
            found.columns[at] = usual
        else:
            found.unknown[at] = " > ".join(paths[at])
    found.doubled = {at: " > ".join(paths[at]) for at in found.doubled}
    return found


def most_known(paths: Mapping[int, Path], layout: Layout) -> int:
    """How many columns at most are known by their whole heading: far sooner found than which."""
    loose = [column for column in layout.columns if column.cut_off or column.role == "number"]
    keys, bare = frozenset().union(*(column.keys for column in layout.columns)), map(_bare, paths.values())
    return sum(" ".join(path) in keys or any(_is_whole(path, each, layout) for each in loose) for path in bare)


@lru_cache(maxsize=4096)  # of all forms and readings of a sheet's header the same
def _bare(path: Path) -> Path:
    """A heading folded, without the tiers that are a year; one that is a year alone is called 'Năm'."""
    folded = (column_key(tier) for tier in path)
    return tuple(tier for tier in folded if not YEAR.fullmatch(tier)) or (heading_key(YEARS),)


def _settle(
    found: Assignment, layout: Layout, paths: Mapping[int, Path], years: Mapping[int, date | None], how: str
) -> None:
    """Give each free column of the layout the one column of the sheet that is known so; of two, neither is taken."""
    for index, column in enumerate(layout.columns):
        # Of equal headings form and sheet may have as many: then those that are left go in order.
        equals = [at for at, each in enumerate(layout.columns) if each.paths == column.paths]
        left = len(equals) - equals.index(index) if len(equals) > 1 else 0
        free = [at for at in sorted(paths) if at not in found.columns and at not in found.doubled]
        fits = [at for at in free if _TESTS[how](paths[at], column, layout)]
        for year in dict.fromkeys(years[at] for at in fits):
            of_year = [at for at in fits if years[at] == year]
            if (index, year) in found.taken:
                continue
            are_several = len(of_year) > 1 and column.role == "figure"
            if are_several and not (how == WHOLE and len(of_year) == left):
                found.doubled |= dict.fromkeys(of_year, "") if how == WHOLE else {}
                continue
            found.taken.add((index, year))
            found.columns[of_year[0]] = replace(column, as_of=year) if year else column
            found.how[of_year[0]] = how


def usual_column(path: Path) -> FormColumn | None:
    """A column that any table may have: numbers of rows, codes, remarks."""
    if not path:
        return None
    if "".join(path).replace(" ", "") in NUMBER_KEYS:
        return _NUMBER
    return _CODE if path[-1] in CODE_KEYS else _NOTE if path[-1] in NOTE_KEYS else None


def _dated(path: Path, day: date) -> date | None:
    """The last day of the year that a tier is, where it is another than that of the figures."""
    years = {int(match[1]) for tier in path if (match := YEAR.fullmatch(column_key(tier)))}
    others = years - {day.year, day.year - (day.month == 1)}
    return date(others.pop(), 12, 31) if len(others) == 1 else None


def _is_whole(path: Path, column: FormColumn, layout: Layout) -> bool:
    """The whole heading or a variant of it, tiers and lines joined; 'đến ngày 30/6/2024' may follow where it is due."""
    key = " ".join(path)
    if key in column.keys:
        return True
    if column.cut_off and any(key.startswith(known) and _DAY.fullmatch(key[len(known) :]) for known in column.keys):
        return True
    return column.role == "number" and key.replace(" ", "") in {known.replace(" ", "") for known in column.keys}


def _is_bilingual(path: Path, column: FormColumn, layout: Layout) -> bool:
    """The whole heading with its English beside it, in the same cells or others, that says nothing else."""
    own = own_language(path)
    return own != path and bool(own) and _is_whole(own, column, layout) and _agrees(path, column)


def own_language(path: Path) -> Path:
    """A folded heading without its English words; one percent sign of two is enough."""
    kept = (" ".join(word for word in tier.split() if word not in _foreign()) for tier in path)
    return tuple(re.sub("% (?=.*%)", "", tier) for tier in kept if tier)


def _agrees(path: Path, column: FormColumn) -> bool:
    """Whether the English words of a heading say what the catalogue calls a column's figures, if they say anything."""
    said = _content(word for tier in path for word in tier.split() if word in _foreign())
    if column.role != "figure":
        return said <= _content(_ENGLISH["units"])
    named = [indicators()[id] for id in column.indicators]
    members = (catalogue().codelists[entry.details].get(column.detail) for entry in named if entry.details)
    labels = [entry.label["en"] for entry in named] + [label["en"] for label in members if label]
    return not said or said in {_content(heading_key(label).split()) for label in labels}


def _content(english: Iterable[str]) -> frozenset[str]:
    """What words say: those that count or join left out, households and persons by one word each."""
    alike = {word: kind for kind in ("households", "persons") for word in _ENGLISH[kind]}
    return frozenset(alike.get(word, word) for word in english) - _ENGLISH["neutral"]


def _is_lower(path: Path, column: FormColumn, layout: Layout) -> bool:
    """The lower tiers where upper ones were dropped, if no other column of the form ends so.

    Upper tiers that are there must be tiers of the form's own heading, in order.
    """
    tiers = tuple(tier for tier in path if not _EMPTY.fullmatch(tier)) or path
    return _ends(tiers, column) and sum(_ends(tiers, other) for other in layout.columns) == 1


def _ends(tiers: Path, column: FormColumn) -> bool:
    """Whether tiers are those of a heading of a column, the last one among them, in order."""
    rests = [iter(path) for path in column.paths if path[-1] == tiers[-1]]
    return any(all(tier in rest for tier in tiers) for rest in rests)


def _is_misspelt(path: Path, column: FormColumn, layout: Layout) -> bool:
    """The same words but for one with a slip of the pen; a word of other headings, or a number, is no slip."""
    words = " ".join(path).split()
    for known in (" ".join(each).split() for each in column.paths):
        if len(words) != len(known) or fuzz.ratio(" ".join(words), " ".join(known)) < SIMILAR:
            continue
        slips = [(word, due) for word, due in zip(words, known, strict=True) if word != due]
        word, due = slips[0] if len(slips) == 1 else ("", "")
        if word.isalpha() and due.isalpha() and word not in _vocabulary() and fuzz.ratio(word, due) >= SLIP:
            return True
    return False


@per_pack
def _vocabulary() -> frozenset[str]:
    """Every word that headings of forms are made of."""
    return _words(layouts())


def _words(forms: Iterable[Layout]) -> frozenset[str]:
    paths = (path for layout in forms for column in layout.columns for path in column.paths)
    return frozenset(word for path in paths for tier in path for word in tier.split())


@per_pack
def _foreign() -> frozenset[str]:
    """Words of the catalogue's English, and of headings in English, that no form's heading is made of."""
    known = catalogue()
    labels = [entry.label for entry in known.indicators.values()]
    labels += [label for members in known.codelists.values() for label in members.values()]
    english = frozenset(word for label in labels for word in heading_key(label["en"]).split())
    return english.union(*_ENGLISH.values()) - _words(layout for layout in layouts() if layout.rows == "units")


_TESTS: Mapping[str, Callable[[Path, FormColumn, Layout], bool]] = {
    WHOLE: _is_whole,
    BILINGUAL: _is_bilingual,
    LOWER: _is_lower,
    SPELLING: _is_misspelt,
}
