"""What people write by hand (scope, sources, corrections, packs, layouts), read strictly, before any work is done.

A model says which tables, keys and values a file may hold:

    SOURCES = Table(optional={"source": Many(Table(required={"file": Text(), "kind": Text(choices=KINDS)}))})
    entries = read_settings(path, SOURCES)

Whatever departs from it is told at once: file, line, place, what was expected and the nearest known word. Nothing is
passed over: a misspelt key that is ignored is a rule that nobody applies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from helpers.vocabulary.errors import InputError, nearest, nearest_first
from helpers.vocabulary.message import in_languages
from helpers.vocabulary.settings_text import Mistyped, bytes_of, decoded, lines_of, parsed

Place = tuple[str | int, ...]  # keys and positions (from 0) that lead to a value
MOST_TOLD = 8
LARGEST = 10**18  # as of figures: what is larger is a slip, or made to stop a program
YEARS = (1800, 2199)  # days outside of them cannot be reckoned with everywhere
_STRAIGHT = re.compile("[^\u202a-\u202e\u2066-\u2069]*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
_CODE = re.compile(r"(?!(?i:con|prn|aux|nul|com\d|lpt\d)$)[A-Za-z0-9](?:[\w-]{0,38}[A-Za-z0-9])?", re.ASCII)
_ID = re.compile(r"\w[\w-]{0,79}", re.ASCII)
_MONTH_DAY = re.compile(r"(?:0[13-9]|1[0-2])-(?:0[1-9]|[12]\d|30)|(?:0[13578]|1[02])-31|02-(?:0[1-9]|1\d|2[0-8])")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\s*")


@dataclass(frozen=True)
class Mistake:
    """What is wrong at a place of a file, in both languages; `line` (from 1) if it is known before parsing."""

    at: Place
    vi: str
    en: str
    line: int = 0

    @property
    def place(self) -> str:
        """The place as a reader finds it: 'boundary 1 › units 4 › code'."""
        words: list[str] = []
        for part in self.at:
            if isinstance(part, int) and words:
                words[-1] += f" {part + 1}"
            else:
                words.append(str(part))
        return " › ".join(words)


class SettingsError(InputError):
    """A file written by hand that cannot be used. `mistakes` says why, each with its line."""

    def __init__(self, name: str, mistakes: Collection[Mistake]) -> None:
        super().__init__(in_languages({lang: told(name, mistakes, lang) for lang in ("vi", "en")}))
        self.name, self.mistakes = name, tuple(mistakes)


class Kind(Protocol):
    """What a value must be."""

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """What is wrong with a value, and with what it holds."""
        ...


@dataclass(frozen=True)
class Text:
    """A text in quotes. choices: the words allowed, or a function that gives them when needed; none if it knows none.

    rule: what else must hold of a text that is right so far.
    """

    choices: Collection[str] | Callable[[], Collection[str]] = ()
    may_be_empty: bool = False
    many_lines: bool = False
    rule: Callable[[str, Place], Iterator[Mistake]] | None = None

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Told: not a text, empty, holding control characters, or none of the words allowed."""
        if type(value) is not str:
            yield _must(at, f'là chữ trong ngoặc kép: "{_written(value)}"', f'be a text in quotes: "{_written(value)}"')
        elif not value.strip() and not self.may_be_empty:
            yield _must(at, "có nội dung", "not be empty")
        elif _CONTROL.search(value.replace("\n", " ") if self.many_lines else value):
            vi = f"có ký tự điều khiển ({value!r}); hãy gõ lại, đường dẫn thì viết với dấu /"
            en = f"holds control characters ({value!r}); type it again, and write paths with /"
            yield Mistake(at, vi, en)
        elif self.choices:
            known = self.choices if isinstance(self.choices, Collection) else self.choices()
            if known and value not in known:
                yield not_among(at, value, known)
        elif self.rule:
            yield from self.rule(value, at)


def Fitting(pattern: re.Pattern[str], vi: str, en: str) -> Text:
    """A text of a known shape; vi, en: what it must be."""

    def rule(value: str, at: Place) -> Iterator[Mistake]:
        if not pattern.fullmatch(value):
            yield _must(at, f"{vi}, không phải {_shown(value)}", f"{en}, not {_shown(value)}")

    return Text(rule=rule)


def Code(pattern: re.Pattern[str] = _CODE, most: int = 40) -> Text:
    """A text that names a unit, a scope or an entry: what may become part of a file's name on every system."""
    vi = f'chỉ gồm chữ không dấu, chữ số, "-" và "_" (nhiều nhất {most} ký tự)'
    return Fitting(pattern, vi, f'be made of plain letters, figures, "-" and "_" (at most {most})')


def Id() -> Text:
    """A text by which other entries and the data files name an entry: nothing that would have to be escaped there."""
    return Code(_ID, 80)


def Name() -> Text:
    """A unit's name, which must be read as it is written."""
    en = "be without signs that turn the order of letters round; type it again"
    return Fitting(_STRAIGHT, "không có ký tự đảo chiều chữ; hãy gõ lại", en)


def MonthDay() -> Text:
    """A day of every year but a leap day, such as "01-31"."""
    return Fitting(_MONTH_DAY, 'là tháng-ngày, ví dụ "01-31"', 'be month-day, such as "01-31"')


@dataclass(frozen=True)
class Number:
    """A number between bounds, at most LARGEST; never nan or inf."""

    least: float | None = None
    most: float | None = None
    words: ClassVar[tuple[str, str]] = ("số", "number")
    types: ClassVar[tuple[type, ...]] = (int, float)

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Not a number, not a finite one, or out of bounds."""
        low, high = (-LARGEST if self.least is None else self.least), (LARGEST if self.most is None else self.most)
        if type(value) not in self.types or not low <= value <= high:
            (vi, en), (of_vi, of_en), shown = _bounds(self.least, self.most), self.words, _shown(value)
            yield _must(at, f"là {of_vi}{vi}, không phải {shown}", f"be a {of_en}{en}, not {shown}")


class Whole(Number):
    """A whole number between bounds."""

    words = ("số nguyên", "whole number")
    types = (int,)


@dataclass(frozen=True)
class Flag:
    """true or false."""

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Neither of the two."""
        if type(value) is not bool:
            yield _must(at, f"là true hoặc false, không phải {_shown(value)}", f"be true or false, not {_shown(value)}")


@dataclass(frozen=True)
class Day:
    """A date such as 2023-12-31, without quotes; is_past: of something that was done, so not after today."""

    is_past: bool = False

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Not a date, or one that is still to come; where the text shows which day is meant, how to write it."""
        if not isinstance(value, date) or isinstance(value, datetime):
            meant = _iso(value) or "2023-12-31"
            vi = f"là ngày viết không có ngoặc kép, dạng {meant}, không phải {_shown(value)}"
            en = f"be a date without quotes, written {meant}, not {_shown(value)}"
            yield _must(at, vi, en)
        elif not YEARS[0] <= value.year <= YEARS[1]:
            first, last = YEARS
            yield _must(at, f"là ngày từ năm {first} đến năm {last}, không phải {value}", f"be a day of the years {first} to {last}, not {value}")  # fmt: skip
        elif self.is_past and value > (today := date.today()):
            vi = f"là ngày đã qua, không phải {value}; theo máy này hôm nay là {today}"
            en = f"be a day that has been, not {value}; by this computer's clock today is {today}"
            yield _must(at, vi, en)


@dataclass(frozen=True)
class Many:
    """A list of values of one kind; of tables it is written with [[double brackets]]."""

    kind: Kind
    least: int = 0

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Not a list, too short a one, or one with faulty values."""
        key = at[-1] if at else ""
        if not isinstance(value, list):
            how = f"[[{key}]]" if isinstance(self.kind, TomlTable) else f'{key} = ["…"]'
            how = '["…"]' if isinstance(key, int) else how  # a list within a list
            yield _must(at, f"là danh sách: hãy viết {how}", f"be a list: write {how}")
        elif len(value) < self.least:
            yield _must(at, f"có ít nhất {self.least} mục", f"have at least {self.least} of them")
        else:
            for position, each in enumerate(value):
                yield from self.kind.mistakes(each, (*at, position))


@dataclass(frozen=True)
class Either:
    """One of several kinds; a fault is told as the first one has it."""

    kinds: tuple[Kind, ...]

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """What is wrong by the kind that the value is most like; nothing if any kind is content."""
        found = [list(kind.mistakes(value, at)) for kind in self.kinds]
        if all(found):
            is_list = isinstance(value, list)
            like = [wrong for kind, wrong in zip(self.kinds, found, strict=True) if isinstance(kind, Many) == is_list]
            yield from (like or found)[0]


@dataclass(frozen=True)
class Named:
    """A table whose keys are names that the writer gives; each holds a value of one kind."""

    kind: Kind
    name: Kind = field(default_factory=Text)

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Not a table, a faulty name, or a faulty value under one."""
        if not isinstance(value, dict):
            yield _no_table(at, value)
            return
        for name, each in value.items():
            yield from self.name.mistakes(name, (*at, name))
            yield from self.kind.mistakes(each, (*at, name))


@dataclass(frozen=True)
class TomlTable:
    """A table with known keys.

    rule: what must hold between values that are each right by themselves. others: keys of other programs are passed
    over.
    """

    required: Mapping[str, Kind] = field(default_factory=dict)
    optional: Mapping[str, Kind] = field(default_factory=dict)
    rule: Callable[[Any, Place], Iterator[Mistake]] | None = None
    others: bool = False

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Not a table; unknown, missing or faulty keys; else what its rule finds."""
        if not isinstance(value, dict):
            yield _no_table(at, value)
            return
        wrong = [*self._names(value, at), *self._values(value, at)]
        yield from wrong or (self.rule(value, at) if self.rule else ())

    def _names(self, value: dict[str, Any], at: Place) -> Iterator[Mistake]:
        known = {**self.required, **self.optional}
        meant = {name: nearest(name, known) for name in value if name not in known and not self.others}
        for name, near in meant.items():
            vi, en = _meant(near) if near else self._home(name, at)
            vi = f"không có mục này ở đây.{vi} Các mục: {', '.join(known)}."
            en = f"is not known here.{en} Known: {', '.join(known)}."
            yield Mistake((*at, name), vi, en)
        for name in self.required:
            if name not in value and name not in meant.values():
                yield Mistake(at, f"thiếu “{name}”", f'lacks "{name}"')

    def _home(self, name: str, at: Place) -> tuple[str, str]:
        """Where a name that stands at the wrong place belongs, as far as this table can tell."""
        if at:
            return (
                " Mục chung của cả tệp phải đứng trên dòng [ ] đầu tiên.",
                " What holds for the whole file stands above the first [ ].",
            )
        tables = {key: kind.kind for key, kind in {**self.required, **self.optional}.items() if isinstance(kind, Many)}
        near = next(
            (key for key, of in tables.items() if isinstance(of, TomlTable) and name in {**of.required, **of.optional}),
            "",
        )
        return (f" Hãy ghi dưới dòng [[{near}]].", f" Write it below a line [[{near}]].") if near else ("", "")

    def _values(self, value: dict[str, Any], at: Place) -> Iterator[Mistake]:
        for name, kind in {**self.required, **self.optional}.items():
            if name in value:
                yield from kind.mistakes(value[name], (*at, name))


def read_settings(path: Path, model: TomlTable) -> dict[str, Any]:
    """A file's contents. Raises SettingsError with every fault (the first few told), or where it cannot be read."""
    data, mistakes = checked_settings(path, model)
    if mistakes:
        raise SettingsError(shown_path(path), mistakes)
    return data


def checked_settings(path: Path, model: TomlTable) -> tuple[dict[str, Any], list[Mistake]]:
    """A file's contents as far as they parse, and all that is wrong with them, each fault with its line."""
    try:
        data = bytes_of(path)
    except OSError as error:
        return {}, [Mistake((), "không đọc được tệp", f"cannot be read ({error.strerror})")]
    return checked_text(data, model)


def checked_text(data: bytes | str, model: TomlTable) -> tuple[dict[str, Any], list[Mistake]]:
    """As `checked_settings`, of what a file holds."""
    try:
        text = _text(data)
        values = parsed(text)
    except Mistyped as error:
        return {}, [Mistake((), error.vi, error.en, error.line)]
    found = list(model.mistakes(values, ()))
    if found:  # lines are looked up only where they are told
        lines = lines_of(text)
        found = [replace(mistake, line=_line(mistake.at, lines)) for mistake in found]
    return values, sorted(found, key=lambda mistake: mistake.line)


def line_of(data: bytes | str, at: Place) -> int:
    """The line of a place in a text that parses, or of the nearest thing around it that has one."""
    return _line(at, lines_of(_text(data)))


def _text(data: bytes | str) -> str:
    return data if isinstance(data, str) else decoded(data)


def told(name: str, mistakes: Collection[Mistake], lang: str) -> str:
    """Faults of a file as a message, one to a line."""
    line_word = {"vi": "dòng", "en": "line"}[lang]
    shown = []
    for mistake in list(mistakes)[:MOST_TOLD]:
        where = f", {line_word} {mistake.line}" if mistake.line else ""
        place = f" ({mistake.place})" if mistake.at else ""
        words = f"{name}{where}{place}: {getattr(mistake, lang)}"
        shown.append(words if words.endswith((".", "?")) else f"{words}.")
    if (rest := len(mistakes) - MOST_TOLD) > 0:
        shown.append({"vi": f"… và {rest} lỗi nữa.", "en": f"… and {rest} more."}[lang])
    return "\n".join(shown)


def is_code(text: str) -> bool:
    """Whether a text may name a unit, a scope or an entry: no path, no device, nothing that a file system changes."""
    return _CODE.fullmatch(text) is not None


def shown_path(path: Path) -> str:
    """A path from `data` (or this package) on: nobody's home folder belongs in a message."""
    parts = path.parts
    starts = [at for at, part in enumerate(parts) if part in ("data", "helpers")]
    return "/".join(parts[starts[-1] :] if starts else parts[-2:])


def twice(values: Collection[tuple[Place, str]]) -> Iterator[Mistake]:
    """Faults of names that stand twice, upper and lower case alike: Windows keeps no two files apart by it."""
    first: dict[str, Place] = {}
    for at, name in values:
        if earlier := first.get(name.casefold()):
            where = Mistake(earlier, "", "").place
            yield Mistake(at, f"“{name}” đã có ở {where}", f'"{name}" stands already at {where}')
        first.setdefault(name.casefold(), at)


def _line(at: Place, lines: Mapping[Place, int]) -> int:
    """The line of a place, or of the nearest thing around it that has one."""
    return next((lines[at[:end]] for end in range(len(at), -1, -1) if at[:end] in lines), 1)


def _must(at: Place, vi: str, en: str) -> Mistake:
    return Mistake(at, f"phải {vi}", f"must {en}")


def _no_table(at: Place, value: Any) -> Mistake:
    key = next((part for part in reversed(at) if isinstance(part, str)), "…")
    if isinstance(value, list):
        return _must(at, f"viết với một cặp ngoặc: [{key}]", f"be written with one pair of brackets: [{key}]")
    return _must(at, "là bảng: { tên = giá trị }", "be a table: { name = value }")


def not_among(at: Place, value: str, known: Collection[str]) -> Mistake:
    """The mistake of a word that is none of those known, with the nearest of them."""
    vi, en = _meant(nearest(value, known))
    listed = ", ".join(nearest_first(value, known)[:5]) + (" …" if len(known) > 5 else "")
    return Mistake(
        at, f"không có “{value}”.{vi} Có thể là: {listed}.", f'"{value}" is not known.{en} It may be: {listed}.'
    )


def _meant(near: str) -> tuple[str, str]:
    return (f" Có phải là “{near}”?", f' Did you mean "{near}"?') if near else ("", "")


def _bounds(least: float | None, most: float | None) -> tuple[str, str]:
    if least is not None and most is not None:
        return f" từ {least} đến {most}", f" from {least} to {most}"
    if least is not None:
        return f" ít nhất là {least}", f" of at least {least}"
    return ("", "") if most is None else (f" nhiều nhất là {most}", f" of at most {most}")


def _shown(value: Any) -> str:
    """A value as it stands in the file, shortened."""
    shown = f'"{value}"' if isinstance(value, str) else _written(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


def _written(value: Any) -> str:
    """A value as TOML writes it; of lists and tables only that they are."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _iso(value: Any) -> str:
    """The day that a text means, written as it should be; '' if none is clear. 08/01/2025 is the eighth of January."""
    try:
        if isinstance(value, datetime):
            return value.date().isoformat()
        if found := _DAY_FIRST.fullmatch(str(value)):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        return ""
