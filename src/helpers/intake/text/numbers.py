"""Figures as they are typed: dots and commas, percent, units of money, 'hơn', dashes, and words in place of figures.

Missing stays missing: a dash says that nothing occurred (0), an ellipsis that nothing was collected (L), a blank or
'đang cập nhật' that nothing was reported yet (O), 'không đánh giá' that there can be no figure (M). A figure that may
have lost its thousands dot is flagged, never mended.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from helpers.intake.text.vietnamese import fold, repair
from helpers.vocabulary.pack import words

WHOLE_MEASURES = frozenset({"households", "persons", "works", "communes", "products", "deprivations"})

_PAIRS = ((",", r"\."), (".", ","))  # a mark of decimals, and that of thousands with it
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{of}\d{{3}})+(?:{re.escape(mark)}\d+)?") for mark, of in _PAIRS}
_PLAIN = {",": re.compile(r"\d+(?:,\d+)?"), ".": re.compile(r"\d+(?:\.\d+)?")}
_SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?")
# A mark that can only be a decimal one: not followed by exactly three figures, or after a leading zero or four figures.
_DECIMAL = {
    mark: re.compile(rf"\d+{re.escape(mark)}(?:\d{{1,2}}|\d{{4,}})|0{re.escape(mark)}\d+|\d{{4,}}{re.escape(mark)}\d+")
    for mark in ",."
}
_NUMBER = re.compile(r"[+\-−–]?\s*\d[\d., ]*\d|[+\-−–]?\s*\d")

_QUALIFIERS = {
    "hơn": ">", "trên": ">", "lớn hơn": ">", "từ": ">", "dưới": "<", "gần": "<", "chưa đến": "<", "nhỏ hơn": "<",
    "khoảng": "~", "xấp xỉ": "~", "ước": "~", "ước đạt": "~", "ước tính": "~", "chừng": "~",
    ">": ">", "≥": ">", "<": "<", "≤": "<", "~": "~", "≈": "~",
}  # fmt: skip
_SIGNS = {"giảm": -1.0, "tăng": 1.0}
_SCALES = {"tỷ": 1e9, "tỉ": 1e9, "triệu": 1e6, "tr": 1e6, "nghìn": 1e3, "ngàn": 1e3}
_MONEY = {"đồng", "đ", "vnđ", "vnd"}
_NOUNS = re.compile(
    r"(?:hộ|xã|người|khẩu|nhân khẩu|sản phẩm|tiêu chí(?:/xã)?|công trình|huyện|thôn|làng|điểm %?|lượt|đơn vị|sp|tc)\.?"
)
_SECOND = re.compile(r"\s*[:;,(]\s*\d[\d.,]+\s*\)?")  # another figure, which is no number of a footnote: '120 (30)'
_LEAD = re.compile("|".join(sorted(map(re.escape, [*_QUALIFIERS, *_SIGNS]), key=len, reverse=True)))

_DASHES = {"-", "–", "—", "−", "- -", "--"}
_NOT_COLLECTED = {"…", "...", "..", "....", "……"}
_WORDS = words("figures")
#: Words for 'not reported yet' (O), 'not applicable' (M: there can be no figure) and 'not collected' (L).
_STATUSES = {"not_yet": "O", "not_applicable": "M", "not_collected": "L"}
_WORDS_OF_STATUS = {phrase: status for name, status in _STATUSES.items() for phrase in _WORDS[name]}
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: What stands between digits and is not one space: marks of no width, line breaks, tabs, several spaces.
_GAPS = re.compile(
    "(?<=[\\d.,])(?![ \u00a0\u2000-\u200a\u202f](?=[\\d.,]))[\\s\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff]+(?=[\\d.,])"
)


@dataclass(frozen=True)
class Parsed:
    """What a cell says. `value` is NaN where missing; `multiplier` is the unit written in the cell (1 for none).

    `qualifier` belongs to the printed magnitude: 'giảm hơn 2%' is -2 with '>'. `problem`: '' | text (words, kept as a
    note) | not_a_number | ambiguous. `note` holds words that came with the figure; `counted` is the one of '12 hộ'.
    """

    value: float = math.nan
    qualifier: str = ""
    status: str = "A"
    multiplier: float = 1.0
    percent: bool = False
    note: str = ""
    problem: str = ""
    counted: str = ""


def parse_number(text: str, decimal: str = "auto", whole: bool = False) -> Parsed:
    """Read one figure as printed. `decimal`: the column's mark (',' or '.'); 'auto' decides by this text alone.

    `whole` says that the column counts things: any mark before three figures separates thousands.
    """
    cleaned = repair(text).strip("'\" ")
    special = _special(cleaned)
    if special is not None:
        return special
    parsed, core, rest = _frame(cleaned)
    if not core:
        return _words(cleaned)
    mark = decimal_mark([core], whole) if decimal == "auto" else decimal
    value, problem = _value(core, mark, whole)
    parsed = replace(parsed, value=value * parsed.value, problem=problem)
    return _with_unit(parsed, rest)


def parse_flag(text: str) -> Parsed:
    """Read a yes/no cell: 'x', 'đạt', '1' are 1; 'chưa đạt', '0', '-' are 0; 'không đánh giá' is missing."""
    key = " ".join(fold(repair(text)).strip(" .").split())
    if key in _WORDS["met"] or key in {"✓", "✔", "☑"}:
        return Parsed(1.0)
    if key in _WORDS["not_met"]:
        return Parsed(0.0)
    special = _special(repair(text))
    return special if special is not None else replace(_words(text), problem="not_a_number")


def decimal_mark(texts: Iterable[str], whole: bool = False) -> str:
    """The decimal mark of figures typed together, by what only one convention explains; ',' where nothing tells.

    `13.389` beside `2510` and `99,13` reads as thousands dot and decimal comma, `1,234.5` the other way round.
    """
    votes = {",": 0, ".": 0}
    for text in texts:
        core = re.sub(r"[^\d.,]", "", text)
        for mark, other in ((",", "."), (".", ",")):
            grouped = _GROUPED[mark].fullmatch(core)
            only = grouped and (mark in core or core.count(other) > 1 or whole)
            votes[mark] += bool(only or (not whole and _DECIMAL[mark].fullmatch(core)))
    return "." if votes["."] > votes[","] else ","


def is_disguised(text: str) -> bool:
    """Whether a figure may be seen as another one, or as two: by hidden marks, line breaks, or digits of several scripts."""
    scripts = {ord(sign) - int(sign) for sign in text if sign.isdecimal()}  # where the digits of each begin
    return bool(scripts) and (len(scripts) > 1 or bool(_DIRECTIONS.search(text) or _GAPS.search(text)))


def is_missing_word(text: str) -> bool:
    """True for a text that stands for a missing figure, or for none: '-', '…', 'đang cập nhật'."""
    return _special(repair(text)) is not None


def _special(text: str) -> Parsed | None:
    """Dashes, ellipses, blanks and the usual words for a missing figure."""
    key = " ".join(fold(text).strip(" .()").split())
    if text in _DASHES:
        return Parsed(0.0)
    if text in _NOT_COLLECTED:
        return Parsed(status="L")
    if not text:
        return Parsed(status="O")
    return Parsed(status=_WORDS_OF_STATUS[key], note=text, problem="text") if key in _WORDS_OF_STATUS else None


def _words(text: str) -> Parsed:
    """A cell of words: a sentence is a note (its figure missing), a single odd word is no figure at all."""
    is_sentence = re.match(r"[^\W\d]|\(", text) and len(text.split()) >= 2
    return Parsed(status="L", note=text, problem="text" if is_sentence else "not_a_number")


def _frame(text: str) -> tuple[Parsed, str, str]:
    """Qualifier and sign (as value ±1), the bare figure, and what follows it. The figure is '' where none leads."""
    qualifier, sign, rest = "", 1.0, text.lower()
    if bracketed := re.fullmatch(r"\(\s*(\d[\d., ]*)\s*\)", rest):
        return Parsed(-1.0), bracketed[1].strip(), ""
    while found := _LEAD.match(rest):
        qualifier = _QUALIFIERS.get(found[0], qualifier)
        sign *= _SIGNS.get(found[0], 1.0)
        rest = rest[found.end() :].lstrip()
    number = _NUMBER.match(rest)
    if not number:
        return Parsed(), "", ""
    core = number[0]
    if core[0] in "-−–":
        sign = -sign
    return Parsed(sign, qualifier), core.lstrip("+-−– "), rest[number.end() :].strip()


def _value(core: str, mark: str, whole: bool) -> tuple[float, str]:
    """The figure under a decimal mark, and '' or the problem. What only the other convention explains is read by it."""
    other = "." if mark == "," else ","
    for decimal in (mark, other):
        thousands = "." if decimal == "," else ","
        is_grouped = whole and _GROUPED[thousands].fullmatch(core)  # among counts, '1,234' are thousands
        if _GROUPED[decimal].fullmatch(core) or (_PLAIN[decimal].fullmatch(core) and not is_grouped):
            return float(core.replace(thousands, "").replace(decimal, ".")), ""
    if _SPACED.fullmatch(core):
        return float(core.replace(" ", "").replace(",", ".")), ""
    return math.nan, "not_a_number"


def _with_unit(parsed: Parsed, rest: str) -> Parsed:
    """Percent, money or counted nouns after the figure; other words make it no figure."""
    if parsed.problem:
        return replace(parsed, value=math.nan, status="L")
    if rest.startswith("%"):
        return replace(parsed, percent=True, note=rest[1:].strip())
    multiplier, counted = 1.0, ""
    while (word := re.match(r"[^\W\d_]+", rest)) and (word[0] in _SCALES or word[0] in _MONEY):
        multiplier *= _SCALES.get(word[0], 1.0)
        counted = "đồng" if word[0] in _MONEY else counted
        rest = rest[word.end() :].lstrip(" .")
    noun = _NOUNS.match(rest)
    counted, note = (noun[0].strip(" ."), rest[noun.end() :]) if noun else (counted, rest)
    if note and (_SECOND.fullmatch(note) or not re.match(r"\s*[:;,(]\s*\S", note)):
        return replace(parsed, value=math.nan, status="L", note=rest, problem="not_a_number")
    told = {"multiplier": multiplier, "note": note.strip(" :;,()"), "counted": counted}
    return replace(parsed, value=parsed.value * multiplier, **told)
