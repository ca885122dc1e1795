"""What the eye sees of a cell and its stored value does not tell: formats, struck and raised letters, hidden rows.

The reading library gives values alone. Each kind of file has a module that looks for these marks (`sight_xlsx`,
`sight_ods`, `sight_xls`, `sight_xlsb`); what a mark means is said here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Place = tuple[int, int]  # row and column, from 0
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
ERROR_TEXT = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|N/A|NULL!|SPILL!|CALC!)|Err:\d+")
SMALLEST = 2  # points of letters that nobody reads
BUILTIN_PERCENT = {9, 10}  # 0% and 0.00%, number formats that files only number
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_UNSEEN = re.compile(r"\[[^\]]*\]|_.|\*.")
_CONDITION = re.compile(r"\[[<>=]")
_OWN_FIGURE = re.compile(r'[0#?]"\d|\d"[0#?]')  # a figure in quotes right beside those of the cell
_MONEY = re.compile(r"\b(?:tỷ|tỉ|triệu|tr|nghìn|ngàn)\b")
_MULTIPLIERS = {"tỷ": 1e9, "tỉ": 1e9, "triệu": 1e6, "tr": 1e6, "nghìn": 1e3, "ngàn": 1e3}
_UNIT_POWER = re.compile(r"(?:^|[\W\d_])(?:[kdcm]?m|ha)$", re.IGNORECASE)  # m², km³: raised, and no footnote


class Look(NamedTuple):
    """How a cell looks where that changes what it says.

    percent: a format that multiplies by 100. sign: one that only adds '%'. divisor: what a scaling format divides by.
    unit: a unit of money that the format writes. struck, raised: the whole cell. unseen: a format or colour that shows
    nothing of the figure; no_zero: one that does not show 0; no_minus: one that shows negative figures without a sign.
    other: one that writes figures of its own ('0"0"'), or scales some figures and not others.
    """

    percent: bool = False
    sign: bool = False
    divisor: float = 1.0
    unit: float = 1.0
    struck: bool = False
    raised: bool = False
    unseen: bool = False
    no_zero: bool = False
    no_minus: bool = False
    other: bool = False


PLAIN = Look()


class Runs(NamedTuple):
    """A text in which some letters are struck out or raised: what the file stores, what is left, what was left out."""

    stored: str
    left: str
    struck: str = ""
    raised: str = ""


@dataclass
class Sight:
    """What the eye sees of one sheet. Places are (row, column) from 0; `faults` are cells without a result.

    merged: ranges of cells shown as one, where the reading library does not tell them. twice: the first cell that
    stands twice.
    """

    faults: dict[Place, tuple[str, str]] = field(default_factory=dict)
    looks: dict[Place, Look] = field(default_factory=dict)
    runs: dict[Place, Runs] = field(default_factory=dict)
    merged: tuple[tuple[Place, Place], ...] = ()
    ruled: list[tuple[Place, Place]] = field(default_factory=list)  # where a rule may hide figures or strike them out
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    twice: Place | None = None


class Font(NamedTuple):
    """What letters of a font are: struck out, raised or lowered, and as white as the paper or not to be read at all."""

    struck: bool = False
    raised: bool = False
    white: bool = False


def styled(fonts: Sequence[Font], font: int, code: str, shaded: bool) -> Look:
    """The look of a cell style: the number of its font, the code of its number format, whether its ground has a colour."""
    look, letters = look_of_format(code), fonts[font] if font < len(fonts) else Font()
    unseen = look.unseen or (letters.white and not shaded)
    return look._replace(struck=letters.struck, raised=letters.raised, unseen=unseen)


def runs_in_fonts(text: str, starts: Sequence[tuple[int, int]], fonts: Sequence[Font]) -> Runs | None:
    """The runs of a text; starts: from which letter on it has which font."""
    if not starts:
        return None
    pieces = [(text[: starts[0][0]], False, False)]
    for (start, font), (end, _) in zip(starts, [*starts[1:], (len(text), 0)], strict=True):
        letters = fonts[font] if font < len(fonts) else Font()
        pieces.append((text[start:end], letters.struck, letters.raised))
    return runs_of(pieces)


def number(body: bytes, at: int, size: int = 4) -> int:
    """A whole number in a binary record; what lies beyond its end counts as zeros."""
    return int.from_bytes(body[at : at + size], "little")


def is_illegible(font: str, size: float) -> bool:
    """Whether figures in a font are no figures to the eye: pictures in their place, or dots of one or two points."""
    return size <= SMALLEST or font.lower().startswith(("wingdings", "webdings"))


def look_of_format(code: str) -> Look:
    """What a number format does to the figure that it shows: '0.0%', '#,##0,,', '0" triệu"', ';;;'."""
    if not code or code.lower() in ("general", "standard", "@"):
        return PLAIN
    words = " ".join(first or second for first, second in _QUOTED.findall(code))
    bare = _UNSEEN.sub("", _QUOTED.sub("\0", code))  # a letter that is shown, whatever it is
    sections = bare.split(";")
    shown = sections[0]
    is_conditional = bool(_CONDITION.search(code))
    scales = {_scale(section) for section in sections if section.strip()}
    minus = _UNSEEN.sub("", code).split(";")[1] if len(sections) >= 2 and ";" in code else ""
    divided, is_percent = _scale(shown)
    money = _MONEY.search(words.lower())
    return Look(
        percent=is_percent,
        sign="%" not in shown and "%" in words,
        divisor=1000.0**divided,
        unit=_MULTIPLIERS[money[0]] if money else 1.0,
        unseen=_shows_no_figure(code, bare, sections),
        no_zero=len(sections) >= 3 and bool(shown.strip()) and not sections[2].strip(),
        no_minus=len(sections) >= 2
        and not is_conditional
        and bool(re.search("[0#?]", sections[1]))
        and not re.search(r"[-−(]", minus),
        other=bool(_OWN_FIGURE.search(_UNSEEN.sub("", code))) or (is_conditional and len(scales) > 1),
    )


def _shows_no_figure(code: str, bare: str, sections: list[str]) -> bool:
    """Whether a format shows nothing (';;;'), or words of its own in place of the figure ('"đã nộp"')."""
    has_place = re.search(r"[0#?@dmyhs]|general|standard", bare, re.IGNORECASE)
    return (len(sections) >= 3 and not "".join(sections).strip()) or ('"' in code and not has_place)


def _scale(section: str) -> tuple[int, bool]:
    """By how many thousands a part of a format divides, and whether it multiplies by 100."""
    commas = re.search(r"[0#?](,+)(?=[^0#?,]*$)", section)
    return len(commas[1]) if commas else 0, "%" in section


def runs_of(pieces: Iterable[tuple[str, bool, bool]]) -> Runs | None:
    """The runs of a text (letters, struck, raised or lowered); None where no mark takes anything from it.

    A raised 2 or 3 after a unit of length or area is a power, and stays.
    """
    left, struck, raised = "", "", ""
    pieces = list(pieces)
    for text, is_struck, is_raised in pieces:
        if is_struck:
            struck += text
        elif is_raised and not _UNIT_POWER.search(left):
            raised += text
        else:
            left += text
    stored = "".join(text for text, _, _ in pieces)
    return Runs(stored, left.strip(), struck.strip(), raised.strip()) if (struck + raised).strip() else None
