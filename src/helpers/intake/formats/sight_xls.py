"""What the eye sees of sheets in old xls files (BIFF8), by record: error cells, fonts, formats, hidden rows."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from helpers.intake.formats import sight
from helpers.intake.formats.compound import Compound, records
from helpers.intake.formats.grid import Unreadable
from helpers.intake.formats.sight import BUILTIN_PERCENT, ERRORS, PLAIN, Font, Look, Place, Runs, Sight, number

_BOUND_SHEET, _FILE_PASS, _FONT, _FORMAT, _XF, _SST, _BOF = 0x85, 0x2F, 0x31, 0x41E, 0xE0, 0xFC, 0x809
_ROW, _COLUMN, _FORMULA, _BOOL_ERROR, _LABEL, _MANY = 0x208, 0x7D, 0x06, 0x205, 0xFD, 0xBD
_ONE_CELL = {0x203, 0x204, 0x27E, 0xD6, _FORMULA, _BOOL_ERROR, _LABEL}  # records of one cell: row, column, style first
_RULES, _RULE, _RULES_SINCE, _RULE_SINCE = 0x1B0, 0x1B1, 0x879, 0x87A  # of Excel 2007 on: the latter, 12 bytes later
_OF_NUMBERS, _OF_LETTERS, _STRUCK = 0x02000000, 0x04000000, 0x80  # parts of a rule's look
_BARS, _ICONS = 4, 6  # kinds of rules that may stand in the place of figures
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_WHITE = {9, 0x41}  # colours of the palette: white, and the ground's own


def sights(data: bytes) -> dict[str, Sight]:
    """What the eye sees of each sheet by name. Raises Unreadable for a file with a password; {} if not BIFF8."""
    try:
        return _Book(Compound(data).workbook()).sights()
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return {}  # the reading library judges whether the file is sound


@dataclass
class _Book:
    """The parts of a workbook that tell how cells look."""

    stream: bytes
    fonts: list[Font] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int, bool]] = field(default_factory=list)  # font, format, shaded
    texts: dict[int, Runs] = field(default_factory=dict)
    sheets: list[tuple[str, int]] = field(default_factory=list)

    def sights(self) -> dict[str, Sight]:
        if struct.unpack_from("<HHH", self.stream, 0)[::2] != (_BOF, 0x0600):
            return {}
        for kind, parts in records(self.stream, 0):
            self._globals(kind, parts)
        looks = [self._look(*style) for style in self.styles]
        return {name: self._sheet(start, looks) for name, start in self.sheets}

    def _globals(self, kind: int, parts: list[bytes]) -> None:
        body = parts[0]
        if kind == _FILE_PASS:
            raise Unreadable("Q105")
        if kind == _BOUND_SHEET:
            start, _, is_chart, length, wide = struct.unpack_from("<IBBBB", body, 0)
            name = body[8:].decode("utf-16-le" if wide else "latin-1")[:length]
            self.sheets += [] if is_chart else [(name, start)]
        elif kind == _FONT:
            height, marks, colour, _, script = struct.unpack_from("<5H", body, 0)
            name = body[16:].decode("utf-16-le" if body[15] & 1 else "latin-1", "replace")
            is_white = colour in _WHITE or sight.is_illegible(name, height / 20)
            self.fonts.append(Font(bool(marks & 8), script in (1, 2), is_white))
            if len(self.fonts) == 4:  # there is no font 4
                self.fonts.append(self.fonts[0])
        elif kind == _FORMAT:
            self.formats[number(body, 0, 2)] = _text(body, 2)
        elif kind == _XF:
            font, code = struct.unpack_from("<HH", body, 0)
            self.styles.append((font, code, bool(struct.unpack_from("<I", body, 14)[0] >> 26)))
        elif kind == _SST:
            self.texts = _marked(parts, self.fonts)

    def _look(self, font: int, code: int, shaded: bool) -> Look:
        return sight.styled(self.fonts, font, self.formats.get(code, "0%" if code in BUILTIN_PERCENT else ""), shaded)

    def _sheet(self, start: int, looks: list[Look]) -> Sight:
        found, seen, ruled = Sight(), bytearray(_MOST_ROWS * _MOST_COLUMNS), []
        for kind, (body, *_) in records(self.stream, start):
            if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
                found.hidden_rows.add(struct.unpack_from("<H", body, 0)[0])
            elif kind == _COLUMN and struct.unpack_from("<H", body, 8)[0] & 1:
                first, last = struct.unpack_from("<HH", body, 0)
                found.hidden_columns |= set(range(first, last + 1))
            elif kind in (_RULES, _RULES_SINCE):
                ruled = _ranges(body[12 * (kind == _RULES_SINCE) :])
            elif kind in (_RULE, _RULE_SINCE):
                found.ruled += ruled if self._may_hide(body, kind == _RULE_SINCE) else []
            elif kind in _ONE_CELL or kind == _MANY:
                row, first = struct.unpack_from("<HH", body, 0)
                columns = range(first, first + ((len(body) - 6) // 6 if kind == _MANY else 1))
                for column in columns:
                    at = row * _MOST_COLUMNS + column % _MOST_COLUMNS
                    found.twice = found.twice or ((row, column) if seen[at] else None)
                    seen[at] = 1
                if kind != _MANY:
                    self._cell(found, kind, body, looks)
                    continue
                for at, column in enumerate(columns):
                    self._style(found, (row, column), struct.unpack_from("<H", body, 4 + 6 * at)[0], looks)
        return found

    def _cell(self, found: Sight, kind: int, body: bytes, looks: list[Look]) -> None:
        row, column, style = struct.unpack_from("<HHH", body, 0)
        self._style(found, (row, column), style, looks)
        if kind == _BOOL_ERROR and body[7]:
            found.faults[row, column] = ("error", ERRORS.get(body[6], "#N/A"))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            found.faults[row, column] = ("error", ERRORS.get(body[8], "#N/A"))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 3:
            found.faults[row, column] = ("empty", "=…")
        elif kind == _LABEL and (runs := self.texts.get(struct.unpack_from("<I", body, 6)[0])):
            found.runs[row, column] = runs

    def _may_hide(self, rule: bytes, is_late: bool) -> bool:
        """Whether a rule may strike figures out, or show nothing of them."""
        if not is_late:
            return self._hides(rule[6:])
        kind, size = number(rule, 12, 1), number(rule, 18)
        at = 22 + (size or 2) + number(rule, 14, 2) + number(rule, 16, 2)  # a look, then two formulas
        own = rule[at + 2 + number(rule, at, 2) + 22 :]  # after a third, and what every kind of rule has
        is_bare = (kind == _BARS and not number(own, 3, 1) & 2) or (kind == _ICONS and bool(number(own, 5, 1) & 1))
        return is_bare or (size > 0 and self._hides(rule[22 : 22 + size]))

    def _hides(self, look: bytes) -> bool:
        """Whether the look of a rule strikes letters out, makes them white or has a format that shows nothing."""
        parts, at, code = number(look, 0), 6, ""
        if parts & _OF_NUMBERS:
            is_own = number(look, 4, 1) & 1
            code = _text(look, 8) if is_own else self.formats.get(number(look, 7, 1), "")
            at += number(look, 6, 2) if is_own else 2
        marks, colour, unchanged = (number(look, at + offset) for offset in (68, 80, 88))
        is_struck_or_white = bool(marks & ~unchanged & _STRUCK) or colour in _WHITE
        return (bool(parts & _OF_LETTERS) and is_struck_or_white) or sight.look_of_format(code).unseen

    def _style(self, found: Sight, place: tuple[int, int], style: int, looks: list[Look]) -> None:
        if style < len(looks) and looks[style] != PLAIN:
            found.looks[place] = looks[style]


def _ranges(rules: bytes) -> list[tuple[Place, Place]]:
    """The cells that rules are about, as ranges."""
    corners = struct.iter_unpack("<4H", rules[14 : 14 + (len(rules) - 14) // 8 * 8])
    return [((top, left), (bottom, right)) for top, bottom, left, right in corners]


def _text(body: bytes, at: int) -> str:
    """A text after its length and a sign of its width."""
    length, wide = number(body, at, 2), number(body, at + 2, 1)
    return body[at + 3 :].decode("utf-16-le" if wide & 1 else "latin-1", "ignore")[:length]


def _marked(parts: list[bytes], fonts: list[Font]) -> dict[int, Runs]:
    """Shared strings in which letters are struck out or raised, by number; strings go on over record ends."""
    reader = _Strings(parts)
    reader.take(4)
    count = struct.unpack("<I", reader.take(4))[0]
    found = {}
    for at in range(count):
        text, formats = reader.string()
        if formats and (runs := sight.runs_in_fonts(text, formats, fonts)):
            found[at] = runs
    return found


class _Strings:
    """Reads strings from a record and those that continue it; one broken off goes on with a new sign of width."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    def take(self, size: int) -> bytes:
        """Bytes that may go on in the next record."""
        found = b""
        while len(found) < size:
            if self.at >= len(self.parts[self.part]):
                self.part, self.at = self.part + 1, 0
            piece = self.parts[self.part][self.at : self.at + size - len(found)]
            found, self.at = found + piece, self.at + len(piece)
        return found

    def string(self) -> tuple[str, list[tuple[int, int]]]:
        """A text, and where in it which font begins."""
        length, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        text = self._letters(length, bool(flags & 1))
        formats = [struct.unpack("<HH", self.take(4)) for _ in range(runs)]
        self.take(extra)
        return text, formats

    def _letters(self, length: int, wide: bool) -> str:
        text = ""
        while len(text) < length:
            if self.at >= len(self.parts[self.part]):
                self.part, self.at = self.part + 1, 0
                wide, self.at = bool(self.parts[self.part][0] & 1), 1
            width = 2 if wide else 1
            room = (len(self.parts[self.part]) - self.at) // width
            size = min(length - len(text), room) * width
            piece = self.parts[self.part][self.at : self.at + size]
            text, self.at = text + piece.decode("utf-16-le" if wide else "latin-1"), self.at + max(size, 1)
        return text
