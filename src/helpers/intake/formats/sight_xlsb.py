"""What the eye sees of worksheets in xlsb files, from their binary records ([MS-XLSB]): the same marks as in xlsx."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from helpers.intake.formats import sight
from helpers.intake.formats.sight import BUILTIN_PERCENT, ERRORS, PLAIN, Font, Look, Place, Runs, Sight, number

_ROW, _COLUMN, _ERROR, _TEXT, _FORMULA_ERROR, _LAST_CELL = 0, 60, 3, 7, 11, 11
_SHEET, _MERGED = 156, 176
_STRING, _FONT, _FORMAT, _STYLE, _BEGIN_STYLES, _END_STYLES = 19, 43, 44, 47, 617, 618
_RULES, _RULE, _ICONS, _BARS = 461, 463, 465, 467
_RULE_LOOK, _LETTERS_COLOUR, _LETTERS_STRUCK, _FORMAT_CODE, _FORMAT_NUMBER = 507, 5, 29, 38, 41
_RGB, _THEME = 2, 3  # how a colour is given
_SHADED = 2  # the first fill that is not one of the two that every file has


def sight_of(data: bytes, looks: list[Look], texts: dict[int, Runs], hiding: Set[int] = frozenset()) -> Sight:
    """What the eye sees of a worksheet's part, as far as it can be made out. hiding: looks by which rules hide figures."""
    found, row, last = Sight(), 0, (-1, -1)
    ruled: list[tuple[Place, Place]] = []
    for kind, body in _records(data):
        if kind == _ROW:
            row = number(body, 0)
            found.hidden_rows |= {row} if len(body) > 11 and body[11] & 0x10 else set()
        elif kind == _COLUMN and number(body, 16, 2) & 1:
            found.hidden_columns |= set(range(number(body, 0), min(number(body, 4), 16_383) + 1))
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body, 0)
            found.merged += (((top, left), (bottom, right)),)
        elif kind == _RULES:
            corners = struct.iter_unpack("<4I", body[12 : 12 + (len(body) - 12) // 16 * 16])
            ruled = [((top, left), (bottom, right)) for top, bottom, left, right in corners]
        elif kind == _RULE and number(body, 8) in hiding:
            found.ruled += ruled
        elif (kind == _BARS and not number(body, 2, 1)) or (kind == _ICONS and number(body, 4, 2) & 2):
            found.ruled += ruled  # in the place of figures
        elif 1 <= kind <= _LAST_CELL:
            column, style = number(body, 0), number(body, 4, 3)
            found.twice = found.twice or ((row, column) if (row, column) <= last else None)  # they stand in order
            last = row, column
            if style < len(looks) and looks[style] != PLAIN:
                found.looks[row, column] = looks[style]
            if kind in (_ERROR, _FORMULA_ERROR):
                found.faults[row, column] = ("error", ERRORS.get(body[8], "#N/A"))
            elif kind == _TEXT and (runs := texts.get(number(body, 8))):
                found.runs[row, column] = runs
    return found


@dataclass
class CellStyles:
    """Fonts, formats and looks of a workbook."""

    fonts: list[Font] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    hiding: set[int] = field(default_factory=set)  # numbers of the looks by which a rule hides figures

    @classmethod
    def of(cls, data: bytes) -> CellStyles:
        """What the part of styles holds."""
        found, formats, within, rules = cls(), {}, False, 0
        for kind, body in _records(data):
            within = (within or kind == _BEGIN_STYLES) and kind != _END_STYLES
            if kind == _FONT:
                is_white = _is_white(body[12:20])
                is_white |= sight.is_illegible(_string(body, 21)[0], number(body, 0, 2) / 20)
                found.fonts.append(Font(bool(number(body, 2, 2) & 8), number(body, 6, 2) in (1, 2), is_white))
            elif kind == _FORMAT:
                formats[number(body, 0, 2)] = _string(body, 2)[0]
            elif kind == _STYLE and within:
                format, font, fill = (number(body, at, 2) for at in (2, 4, 6))
                code = formats.get(format, "0%" if format in BUILTIN_PERCENT else "")
                found.looks.append(sight.styled(found.fonts, font, code, fill >= _SHADED))
            elif kind == _RULE_LOOK:
                found.hiding |= {rules} if _hides(body, formats) else set()
                rules += 1
        return found


def _is_white(colour: bytes) -> bool:
    """Whether a colour is white, by its parts or as the first one of the theme."""
    kind = colour[0] >> 1
    return (kind == _RGB and colour[4:7] == b"\xff" * 3) or (kind == _THEME and not any(colour[1:4]))


def _hides(look: bytes, formats: dict[int, str]) -> bool:
    """Whether the look of a rule strikes letters out, makes them white or has a format that shows nothing."""
    at = 6
    for _ in range(number(look, 4, 2)):
        kind, size = number(look, at, 2), number(look, at + 2, 2)
        part, at = look[at + 4 : at + size], at + max(size, 4)
        code = part[2:].decode("utf-16-le", "ignore") if kind == _FORMAT_CODE else ""
        code = formats.get(number(part, 0, 2), "") if kind == _FORMAT_NUMBER else code
        is_white = kind == _LETTERS_COLOUR and len(part) >= 8 and _is_white(part)
        if is_white or (kind == _LETTERS_STRUCK and number(part, 0, 1)) or sight.look_of_format(code).unseen:
            return True
    return False


def marked_texts(data: bytes, fonts: list[Font]) -> dict[int, Runs]:
    """Shared strings in which letters are struck out or raised, by number."""
    found = {}
    for which, (_, body) in enumerate(record for record in _records(data) if record[0] == _STRING):
        text, at = _string(body, 1)
        count = number(body, at) if body[0] & 1 else 0
        runs: list[tuple[int, int]] = [struct.unpack_from("<HH", body, at + 4 + 4 * each) for each in range(count)]
        if marked := sight.runs_in_fonts(text, runs, fonts):
            found[which] = marked
    return found


def sheet_names(data: bytes) -> dict[str, str]:
    """Names of sheets by the relation that leads to their parts."""
    found = {}
    for kind, body in _records(data):
        if kind == _SHEET:
            relation, at = _string(body, 8)
            found[relation] = _string(body, at)[0]
    return found


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kinds and bodies of records; both numbers before a body take a byte for seven bits."""
    at = 0
    while at < len(data):
        kind, at = _varying(data, at, 2)
        size, at = _varying(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _varying(data: bytes, at: int, most: int) -> tuple[int, int]:
    found = 0
    for each in range(most):
        byte = data[at] if at < len(data) else 0
        found |= (byte & 0x7F) << (7 * each)
        at += 1
        if byte < 0x80:
            break
    return found, at


def _string(body: bytes, at: int) -> tuple[str, int]:
    """A wide string, and where it ends."""
    end = at + 4 + 2 * number(body, at)
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
