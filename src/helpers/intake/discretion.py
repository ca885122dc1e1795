"""What of a file's words may be told: an allow-list, behind which nothing of a person can come out.

A word leaves intake only as an official unit, a heading of a form or of the catalogue, or a number. Everything else is
told by where it stands ("cell B21"): the sender has the cell before her, and nobody else needs what it says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from helpers.intake.layout import heading_key, layouts
from helpers.intake.numbers import is_missing_word
from helpers.intake.privacy import citizens_in, names_in, names_persons, telephones_in
from helpers.intake.sight import ERRORS
from helpers.intake.units import is_total_name
from helpers.intake.vietnamese import name_key
from helpers.vocabulary.catalogue import catalogue
from helpers.vocabulary.findings import finding_types
from helpers.vocabulary.language import messages
from helpers.vocabulary.pack import per_pack
from helpers.vocabulary.place import Scope

_NUMBER = re.compile(r"[\d.,\s%+\-–−~<>≈/()*=:^]*")
_YEAR = re.compile(r"(?:(?:nam|quy [1-4iv]+|thang \d{1,2}|6 thang (?:dau|cuoi)(?: nam)?) )?\d{4}")
_BETWEEN = re.compile(r" > |; |, | – |\n")
_OFFICE = (
    "sheet bảng biểu trang tính dữ liệu số phụ lục mẫu báo cáo tổng hợp kết quả năm quý tháng đầu cuối kỳ xã huyện tỉnh"
    " thôn phường đặc khu ubnd ẩn cũ mới sửa bản data table form report page hidden old new copy tt stt ghi chú tên mã đơn vị"
)
# Words by which offices and programs call files, beside those of forms, units and this program's own sentences.
_FILES = (
    "xlsx xls xlsb xlsm fods ods csv tsv txt htm html xml md doc docx odt rtf pdf ppt pptx jpg jpeg png zip rar"
    " minh họa bản sao chính thức sơ bộ gửi lần đợt phân tích công văn hợp nhất hoàn thiện bổ sung thay thế so sánh"
    " comparison province review rural support census return returns final draft copy sample demo loose absent silent renamed sound thousand formulas texts"
)
_NAME = re.compile(
    r"(?<!tai )(?<!tay )(?<!thai )(?<!cao )\b(?:nguyen|huynh|hoang|bui|pham(?! vi)|(?<!thi )tran|ksor|rmah|siu|kpa) [a-z]"
    # The middle names of most people tell a short family's name that is typed without accents.
    r"|\b(?:le|vo|vu|do|ho|ly|ngo|mai|dao|lam|ta|cao|chau|ha|quach|tong|to|trieu|lo|luc|kieu|thai|dam|tu|la|ton|luu|cu|lu|vi|a|y)"
    r" (?:van (?!(?:ban|hoa|phong)\b)|thi (?!(?:tran|xa|truong|va nong|nong thon|khu|loai)\b))[a-z]"
)
SHORT = 4  # letters of words in the names of files that nothing needs to know: abbreviations, "v2", "ktv"


@dataclass(frozen=True)
class Discretion:
    """Decides for the files of one scope."""

    scope: Scope

    def tells(self, text: str) -> bool:
        """Whether a text may leave intake as it stands."""
        if text in self._exact:
            return True
        if _NUMBER.fullmatch(text):
            return not telephones_in(text)
        if is_missing_word(text) or text in _ERRORS or self._is_known(text):
            return True
        parts = _BETWEEN.split(text)
        return len(parts) > 1 and all(part == "" or self._is_known(part) for part in parts)

    def tells_heading(self, text: str) -> bool:
        """Whether a heading may be told: also one of a form of its own, if all of its words are words of headings."""
        return self.tells(text) or self.tells_name(text)

    def tells_name(self, name: str) -> bool:
        """Whether the name of a sheet may be told: it is made of words of forms, units and numbers, and no person's."""
        words = re.findall(r"[^\W\d_]+", name)
        return not names_persons(name) and all(len(word) < 3 or word.casefold() in self._words for word in words)

    def tells_file(self, name: str) -> bool:
        """Whether the name of a file may be told: its words are those of forms, units and offices, and it names no person."""
        if is_plain(name):
            return True
        unknown = {word.casefold() for word in _long_words(name)} - self._words
        return not _may_be_a_person(name) and (not unknown or unknown <= _of_files())

    def _is_known(self, text: str) -> bool:
        key = heading_key(text)
        if key in _phrases() or _YEAR.fullmatch(key) or is_total_name(text):
            return True
        code, _, rest = text.strip().partition(" ")
        names = {name_key(text), name_key(rest)} if code.isdigit() else {name_key(text)}
        return bool(names & self._places)

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(unit.name for boundary in self.scope.boundaries for unit in boundary.units)

    @cached_property
    def _places(self) -> frozenset[str]:
        places = [unit for boundary in self.scope.boundaries for unit in (*boundary.units, boundary.total)]
        titles = [*self.scope.title.values(), *(words["vi"] for words in self.scope.references.values())]
        names = [unit.name for unit in places] + [alias.name for alias in self.scope.aliases] + titles
        codes = [*(unit.code for unit in places), *self.scope.references]
        return frozenset(map(name_key, [*names, *codes]))

    @cached_property
    def _words(self) -> frozenset[str]:
        names = (unit.name for boundary in self.scope.boundaries for unit in (*boundary.units, boundary.total))
        return _lexicon() | _words_of(names)


def is_plain(name: str) -> bool:
    """Whether the name of a file holds nothing but numbers and abbreviations: it tells nothing whoever sent it."""
    return not _long_words(name) and not _may_be_a_person(name)


def _long_words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name)) if len(word) > SHORT]


def _may_be_a_person(name: str) -> bool:
    """Whether the name of a file may hold a person's name or number, whatever stands between its words."""
    words = " ".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name.rpartition(".")[0])))
    return bool(telephones_in(name) or citizens_in(name) or names_in(words.title()) or _NAME.search(heading_key(words)))


_ERRORS = frozenset(ERRORS.values())


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
        for code, words in members.items():
            yield from (code, *words.values())


@per_pack
def _phrases() -> frozenset[str]:
    return frozenset(heading_key(text) for text in _texts()) | {heading_key(word) for word in _OFFICE.split()}


@per_pack
def _lexicon() -> frozenset[str]:
    return _words_of((*_texts(), _OFFICE))


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts, with and without their accents."""
    words = set(re.findall(r"[^\W\d_]+", "\n".join(set(texts)).casefold()))
    return frozenset(words | set(heading_key(" ".join(words)).split()))  # all are folded at once


@per_pack
def _of_files() -> frozenset[str]:
    sentences = (text for kind in finding_types().values() for text in (kind.vi, kind.en))
    spoken = (text for pair in messages("vi").items() for text in pair)
    return _words_of([_FILES, *sentences, *spoken])
