"""Words and numbers for readers, in Vietnamese and English.

Messages are English sentences in the code; `locale/<lang>/*.po` translate them. Numbers follow Babel's locale data.
What else a language of pages needs stands in `languages.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from gettext import c2py
from io import StringIO
from math import isfinite
from string import Formatter

from babel.dates import format_date as _babel_date
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from helpers.vocabulary.errors import CommuneError, did_you_mean, unknown
from helpers.vocabulary.languages import languages
from helpers.vocabulary.message import Message
from helpers.vocabulary.pack import Document, in_force, per_pack, shipped
from helpers.vocabulary.settings import Mistake, SettingsError
from helpers.vocabulary.settings_text import Mistyped, decoded

# The largest float has 309 digits before its decimal mark: a count over next to nothing must not stop a check.
_WIDE = Context(prec=340, rounding=ROUND_HALF_UP)
_NOISE = Decimal("1e-9")
_PO_LINE = re.compile(r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*"|#.*|')
LANGUAGES = ("vi", "en")  # in which findings and the front index are written; pages know more: `languages`


def check_language(lang: str) -> str:
    """The language, or UsageError with the known ones."""
    known = languages()
    if lang not in known:
        raise unknown("language", lang, known)
    return lang


class Undated(str):
    """A time of which no source gives the day, in words: 'năm 2011', '2020 or 2021'. Messages take it in place of a day."""


class Translator:
    """Turns an English message into the reader's language and fills in its {words}."""

    def __init__(self, lang: str) -> None:
        self.lang = check_language(lang)
        self._messages = messages(lang)
        self._plurals = plurals(lang)

    @property
    def option(self) -> str:
        """What a command that is shown must say so that it answers in the language too; '' where it does anyway."""
        return "" if self.lang == "vi" else f" --lang {self.lang}"

    def __call__(self, message: str, **words: object) -> str:
        """The message in the language; a message without translation stays English."""
        text = self._messages.get(message, message)
        for name in (name for name, word in words.items() if isinstance(word, Undated)):
            text = self._undated(text, f"{{{name}}}")
        return text.format(**words) if words else text

    def _undated(self, text: str, time: str) -> str:
        """The message with a time in place of a day: 'on {day}' -> 'in {day}', 'ngày {day}' -> '{day}'."""
        day, within = languages()[self.lang].get("undated", ("", ""))
        return text.replace(day + time, within + time).replace(day.capitalize() + time, within.capitalize() + time)

    def tell(self, text: str) -> str:
        """What the program said, in the language; a text that is no `Message` as it is."""
        if not isinstance(text, Message):
            return text
        words = {name: self._word(word) for name, word in text.words.items()}
        if text.forms:
            return self.form(*text.forms).format(**words)
        return text.texts.get(self.lang) or self(text.sentence, **words)

    def _word(self, word: object) -> object:
        if isinstance(word, CommuneError):
            word = word.told
        if isinstance(word, (list, tuple, dict)):
            return ", ".join(str(self._word(each)) for each in word)
        if isinstance(word, str):
            return self.tell(word)
        return format_number(word, self.lang) if isinstance(word, int) and not isinstance(word, bool) else word

    def plural(self, singular: str, plural: str, n: int, **words: object) -> str:
        """The form for `n` things, with {n} filled in as a number."""
        return self.form(singular, plural, n).format(n=format_number(n, self.lang), **words)

    def form(self, singular: str, plural: str, n: int) -> str:
        """The form for `n` things by the language's own rule, not yet filled in."""
        known, rule = self._plurals
        forms = known.get(singular)
        return forms[min(rule(n), len(forms) - 1)] if forms else singular if n == 1 else plural


@per_pack
def translator(lang: str) -> Translator:
    """The translator of a language. Raises UsageError for an unknown one."""
    return Translator(lang)


@per_pack
def messages(lang: str) -> dict[str, str]:
    """Every translated message of the packs' `locale/<lang>/*.po`, of several forms the first.

    The language of pages is not the law of a country: what the shipped pack of Viet Nam translates holds for every
    scope.
    """
    pairs = ((_forms(message.id), _forms(message.string)) for each in _catalogues(lang) for message in each)
    return {ids[0]: texts[0] for ids, texts in pairs if ids and texts and ids[0] and texts[0]}


@per_pack
def plurals(lang: str) -> tuple[dict[str, tuple[str, ...]], Callable[[int], int]]:
    """The forms of each message that counts, by its singular, and the language's rule: which form a number takes."""
    catalogues = _catalogues(lang)
    pairs = ((_forms(message.id), _forms(message.string)) for each in catalogues for message in each)
    forms = {ids[0]: texts for ids, texts in pairs if len(ids) > 1 and all(texts)}
    return forms, c2py(catalogues[0].plural_expr) if catalogues else lambda n: int(n != 1)


def problems() -> list[str]:
    """What is wrong in the translations of a project's own packs, a message for each: file, line, nearest word."""
    return [told for lang in languages() for told in _read(lang)[1]] if in_force().root else []


def _catalogues(lang: str) -> list[Catalog]:
    return _read(lang)[0]


@per_pack
def _read(lang: str) -> tuple[list[Catalog], list[str]]:
    """The packs' catalogues of a language without what is wrong in a project's own, and what that is."""
    read, wrong = [], []
    for document in [*shipped().listed(f"locale/{lang}", ".po"), *in_force().listed(f"locale/{lang}", ".po")]:
        if document.is_shipped:
            read.append(read_po(StringIO(document.text), locale=lang))
            continue
        try:
            found = _own(document, lang)
        except Mistyped as slip:
            wrong.append(SettingsError(document.label, [Mistake((), slip.vi, slip.en, slip.line)]).told)
            continue
        for message in list(found):
            if slip := _slip(message):
                wrong.append(f"{document.label}, line {message.lineno}: {slip}")
                found.delete(message.id, message.context)
        read.append(found)
    return read, wrong


def _own(document: Document, lang: str) -> Catalog:
    """A project's own translations. Raises Mistyped where they stop making sense."""
    text = decoded(document.content)
    for n, line in enumerate(text.split("\n"), start=1):  # Babel passes over such lines
        if not _PO_LINE.fullmatch(line.strip()):
            raise Mistyped(n, 'hãy viết msgid "…" và msgstr "…"', 'write msgid "…" and msgstr "…", each in its quotes')
    try:
        return read_po(StringIO(text), locale=lang, abort_invalid=True)
    except (ValueError, PoFileError) as error:
        raise Mistyped(0, str(error), str(error)) from error


def _slip(message: Entry) -> str:
    """What a translation fills in and its message has not; '' where they agree."""
    try:
        known = {"n", "number"}.union(*map(_words, _forms(message.id)))
        strange = set().union(*map(_words, _forms(message.string))) - known
    except ValueError as error:
        return f"“{message.string}”: {error}."
    return next(
        (f'"{{{word}}}" is not filled in by the message.{did_you_mean(word, known)}' for word in sorted(strange)), ""
    )


def _words(template: str) -> set[str]:
    """The words that a text leaves to be filled in, each with how: a width of a billion would fill the memory."""
    fields = [each for each in Formatter().parse(template) if each[1] is not None]
    return {f"{name}{f'!{turned}' if turned else ''}{f':{how}' if how else ''}" for _, name, how, turned in fields}


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@lru_cache(maxsize=4096)  # a page writes each of its numbers several times
def format_number(value: float, lang: str, decimals: int = 0) -> str:
    """'1.731' in Vietnamese, '1,731' in English; `decimals` places, always shown."""
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    with localcontext(_WIDE):
        return format_decimal(_rounded(value, decimals), format=pattern, locale=lang)


def format_share(share: float, lang: str, decimals: int = 2) -> str:
    """A share of 0-1 as a percentage: '22,38%' in Vietnamese, '22.38%' in English."""
    return f"{format_number(share * 100, lang, decimals)}%"


def format_points(points: float, lang: str, decimals: int = 2) -> str:
    """The size of a difference in percentage points: '13,62 điểm %'. The sentence says whether up or down."""
    return f"{format_number(abs(points), lang, decimals)} {languages()[lang]['points']}"


def format_money(vnd: float, lang: str, decimals: int | None = None) -> str:
    """An amount in tỷ, triệu or đồng, with at most one decimal unless told: '216 tỷ đồng', '65,5 tỷ đồng'."""
    steps = languages()[lang]["money"]
    step = next((step for step in steps if abs(vnd) >= step["from"]), steps[-1])
    scaled = vnd / step["from"]
    places = decimals if decimals is not None else int(_rounded(scaled, 1) != _rounded(scaled, 0))
    return step["words"].format(format_number(scaled, lang, places))


@lru_cache(maxsize=4096)  # as above: each number with its days
def format_date(day: date, lang: str, *, short: bool = False) -> str:
    """'31/12/2023' in Vietnamese, '31 December 2023' in English; short, for tables, '31 Dec 2023'."""
    return _babel_date(day, format=languages()[lang]["short_date" if short else "date"], locale=lang)


def with_qualifier(text: str, qualifier: str, lang: str) -> str:
    """The text with 'hơn', 'dưới' or 'khoảng' kept in front of it."""
    return f"{languages()[lang]['qualifiers'][qualifier]} {text}" if qualifier else text


def _rounded(value: float, decimals: int) -> Decimal:
    """Half away from zero, as officials round; a tiny shift undoes binary noise (0.22385 * 100 = 22.38499999999999)."""
    if not isfinite(value):
        return Decimal(value)
    with localcontext(_WIDE):
        size = Decimal(repr(float(abs(value)))) + _NOISE.scaleb(-decimals)
        return size.quantize(Decimal(1).scaleb(-decimals)).copy_sign(Decimal(1 if value >= 0 else -1))
