"""What of a file's words may be told: an allow-list, behind which nothing of a person can come out.

A word leaves intake only as an official unit, a heading of a form or of the catalogue, or a number. Everything else is
told by where it stands ("cell B21"): the sender has the cell before her, and nobody else needs what it says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from helpers.intake.formats.grid import SHORTEST, Grid
from helpers.intake.formats.sight import ERROR_TEXT
from helpers.intake.layouts.layout import heading_key, layouts
from helpers.intake.privacy import GIVEN_NAMES, LEADS, MIDDLES, citizens_in, names_in, telephones_in
from helpers.intake.text.numbers import is_missing_word
from helpers.intake.text.vietnamese import fold, name_key, name_keys
from helpers.intake.units import is_total_name
from helpers.vocabulary.catalogue import catalogue
from helpers.vocabulary.findings import finding_types
from helpers.vocabulary.language import messages
from helpers.vocabulary.pack import per_pack, words
from helpers.vocabulary.place import Scope

_NUMBER = re.compile(r"[\d.,\s%+\-–−~<>≈/()*=:^]*")
_YEAR = re.compile(r"(?:(?:nam|quy [1-4iv]+|thang \d{1,2}|6 thang (?:dau|cuoi)(?: nam)?) )?\d{4}")
ROW_NUMBER = 4  # figures of the longest number of a row before a unit's name
_ITEM = re.compile(r"^\s*[A-Za-zĐđ][.)] ")  # 'a) Hộ nghèo'
_BETWEEN = re.compile(r" > |; |, | – |\n")
_OFFICE = words("office")
_OFFICE_WORDS = frozenset(map(fold, _OFFICE["words"]))
_BEGINNINGS = LEADS | MIDDLES
GRAM = 4  # words of the longest phrase that is compared
_ABBREVIATION = re.compile("[^ ]|[ivx]+|[^aeiouy ]{2,6}")  # of one word


@dataclass(frozen=True)
class Discretion:
    """Decides for the files of one scope."""

    scope: Scope

    def tells(self, text: str) -> bool:
        """Whether a text may leave intake as it stands."""
        if text in self._exact:
            return True
        if _NUMBER.fullmatch(text):
            return len(text) < SHORTEST or not _holds_a_number(text)
        if is_missing_word(text) or ERROR_TEXT.fullmatch(text) or self._is_known(text):
            return True
        parts = _BETWEEN.split(text)
        return len(parts) > 1 and all(part == "" or self._is_known(part) for part in parts)

    def refused(self, texts: Iterable[str]) -> set[str]:
        """Those of some texts that may not. What most texts are, names of units and short numbers, is seen at once."""
        rest = set(texts) - self._exact
        short = {each for each in rest if len(each) < SHORTEST and each.replace(".", "", 1).isdecimal()}
        return {each for each in rest - short if not self.tells(each)}

    def tells_heading(self, text: str) -> bool:
        """Whether a heading may be told: also one of a form of its own, if all of its words are words of headings."""
        return self.tells(text) or self.tells_name(text)

    def tells_name(self, name: str) -> bool:
        """Whether the name of a sheet may be told: it is made of words of forms, units and numbers, and no person's."""
        if _holds_a_number(name) or names_in(name):
            return False
        words, known = _words(_ITEM.sub("", name)), []
        # What takes longer to list is asked later.
        for listed in (_lexicon, _of_files, lambda: self._names, _sentences):
            known.append(listed())
            if is_made_of(words, known) and (not _may_be_given(words) or _is_within(words, 0, known)):
                return True
        return False

    def common_words(self, text: str) -> list[str]:
        """Words of a text, folded, that stand beside each other in phrases of forms and offices too; no names of places."""
        words, kept = _words(text), set()
        for phrases, keep in (((_lexicon(), _of_files()), kept.update), ((self._names,), kept.difference_update)):
            for at in range(len(words) - 1):
                keep({at, at + 1} if _is_within(words, at, phrases) else ())
        return [words[at] for at in sorted(kept)]

    def name_sheets(self, grids: Sequence[Grid]) -> None:
        """Call the sheets of a file whose names may not be told by their numbers: [2]."""
        for number, grid in enumerate(grids, start=1):
            grid.sheet = grid.sheet if self.tells_name(grid.sheet) else f"[{number}]"

    def tells_file(self, name: str) -> bool:
        """Whether a file's name may be told: its words are those of forms, units and offices, and name no person."""
        if is_plain(name):
            return True
        stem, ending = _stem_and_ending(name)
        return _is_ending(ending) and self.tells_name(stem)

    def tells_publication(self, name: str) -> bool:
        """Whether a publication's file may be called as its publisher calls it: its words begin no person's name."""
        stem, _ = _stem_and_ending(name)
        words, known = _words(stem), (_lexicon(), _of_files(), self._names, _sentences())
        begun = (at for at, word in enumerate(words[:-1]) if word in LEADS)
        return not _holds_a_number(stem) and all(_is_within(words, at, known) for at in begun)

    def _is_known(self, text: str) -> bool:
        key = heading_key(text)
        if key in _phrases() or _YEAR.fullmatch(key) or is_total_name(text):
            return True
        code, _, rest = text.strip().partition(" ")
        is_code = code in self._codes or (code.isdigit() and len(code) <= ROW_NUMBER)
        return name_key(text) in self._places or (is_code and (not rest or name_key(rest) in self._places))

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(unit.name for boundary in self.scope.boundaries for unit in boundary.units)

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        """What the scope calls its places: units, totals, other spellings, places of comparison."""
        places = [unit for boundary in self.scope.boundaries for unit in (*boundary.units, boundary.total)]
        titles = [*self.scope.title.values(), *(words["vi"] for words in self.scope.references.values())]
        return (*(unit.name for unit in places), *(alias.name for alias in self.scope.aliases), *titles)

    @cached_property
    def _codes(self) -> frozenset[str]:
        places = (unit for boundary in self.scope.boundaries for unit in (*boundary.units, boundary.total))
        return frozenset((*(unit.code for unit in places), *self.scope.references))

    @cached_property
    def _places(self) -> frozenset[str]:
        return name_keys((*self._titles, *self._codes))

    @cached_property
    def _names(self) -> frozenset[str]:
        return _grams(self._titles)


def is_plain(name: str) -> bool:
    """Whether the name of a file holds nothing but numbers and abbreviations: it tells nothing whoever sent it."""
    stem, ending = _stem_and_ending(name)
    return _is_ending(ending) and not _holds_a_number(stem) and is_made_of(_words(stem), ())


def _stem_and_ending(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, ending) if dot else (name, "")


def _is_ending(ending: str) -> bool:
    return ending.lower() in _OFFICE["endings"] or not _words(ending)


def _is_within(words: Sequence[str], at: int, known: Collection[frozenset[str]]) -> bool:
    """Whether a word and the next one stand in a phrase."""
    spans = ((start, end) for start in range(max(0, at + 2 - GRAM), at + 1) for end in range(at + 2, start + GRAM + 1))
    return any(" ".join(words[start:end]) in phrases for start, end in spans for phrases in known)


def is_made_of(words: Sequence[str], known: Collection[frozenset[str]]) -> bool:
    """Whether folded words are all of known phrases, and none of them can begin somebody's name.

    A family's name, or 'ông', before another word must be part of a phrase that the office writes ('hộ nghèo').
    Single letters and abbreviations ('bc', 'dtts') tell nothing.
    """
    reached = [True, *([False] * len(words))]
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - GRAM), end):
            part = words[start:end]
            said = " ".join(part)
            is_phrase = any(said in phrases for phrases in known) or bool(_ABBREVIATION.fullmatch(said))
            is_lead = len(part) == 1 and end < len(words) and part[0] in _BEGINNINGS
            reached[end] = reached[end] or (reached[start] and is_phrase and not is_lead)
    return reached[-1]


def _may_be_given(words: Sequence[str]) -> bool:
    """Whether words can be somebody's given names, without the family's ('hoa lan'), which offices write too."""
    return len(words) > 1 and all(word in GIVEN_NAMES and word not in _OFFICE_WORDS for word in words)


def _words(name: str) -> list[str]:
    """The words of a text, folded, whatever stands between them."""
    return re.findall("[a-z]+", fold(name))


def _holds_a_number(name: str) -> bool:
    return bool(telephones_in(name) or citizens_in(name))


def _texts() -> Iterator[str]:
    """Every text of the forms and of the catalogue, in either language."""
    for layout in layouts():
        yield from (layout.title, layout.form, layout.sheet, layout.unit_of_measure, *layout.parts)
        yield from (phrase for phrases in layout.recognise for phrase in phrases)
        for column in layout.columns:
            yield from (*column.heading, " > ".join(column.heading), *column.variants, column.index, column.detail)
            yield from (tier for variant in column.variants for tier in variant.split(" > "))
            yield from (*column.members, *column.members.values())
    known = catalogue()
    for entry in known.indicators.values():
        yield from (entry.id, *entry.label.values())
    for members in known.codelists.values():
        for code, labels in members.items():
            yield from (code, *labels.values())


@per_pack
def _phrases() -> frozenset[str]:
    return frozenset(heading_key(text) for text in _texts()) | {heading_key(word) for word in _OFFICE["words"]}


@per_pack
def _lexicon() -> frozenset[str]:
    return _grams((*_texts(), *_OFFICE["words"]))


@per_pack
def _of_files() -> frozenset[str]:
    return _grams(_OFFICE["phrases"], is_office=True)


@per_pack
def _sentences() -> frozenset[str]:
    """What this program itself says, of faults and on pages."""
    told = (text for kind in finding_types().values() for text in (kind.vi, kind.en))
    return _grams(chain(told, *messages("vi").items()))


def _grams(texts: Iterable[str], is_office: bool = False) -> frozenset[str]:
    """The words of texts, folded, and what two to GRAM of them in a row say.

    A family's name before a middle name is no phrase ('do văn phòng'), but where the office calls a thing just so.
    """
    found: set[str] = set()
    for text in fold("\0".join(set(texts))).split("\0"):
        words = re.findall("[a-z]+", text)
        ends = [at for at, pair in enumerate(pairwise(words), 1) if pair[0] in LEADS and pair[1] in MIDDLES]
        if is_office and len(words) <= GRAM:
            found.add(" ".join(words))
        for start in range(len(words)):
            end = min(start + GRAM, len(words), *(at for at in ends if at > start))
            found.update(" ".join(words[start:to]) for to in range(start + 1, end + 1))
    return frozenset(found)
