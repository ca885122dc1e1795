"""Persons are no business of this project: a file that lists some is refused whole and nothing of it is kept.

What a cell holds decides, not what stands above it: names, numbers of citizens and telephones, however typed, in any
sheet, hidden or not. One name is a signature, and its owner's telephone may stand beside it; several are a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from helpers.intake.grid import Grid, address
from helpers.intake.layout import heading_key
from helpers.intake.vietnamese import name_key, repair
from helpers.vocabulary.law import Level, entries_of
from helpers.vocabulary.place import Scope
from helpers.vocabulary.register import register, registers

_HEADINGS = re.compile(
    r"(?:ho va ten|ho ten|ho ten va chu dem)(?: (?:chu ho|thanh vien|nguoi .*|cac thanh vien.*))?|(?:ten )?chu ho"
    r"|(?:so )?(?:cccd|cmnd|cmtnd|can cuoc(?: cong dan)?|chung minh nhan dan|dinh danh ca nhan)(?: .*)?"
    r"|(?:ngay(?: thang)? nam sinh|ngay sinh|nam sinh|sinh ngay)(?: .*)?|so dien thoai|dien thoai|sdt"
    r"|so (?:ho khau|the bhyt|tai khoan)(?: .*)?"
)
_TITLE = re.compile(r"danh sach (?:chi tiet )?(?:ho (?:ngheo|can ngheo|gia dinh)|nhan khau|cac ho)")
_HINT = re.compile(r"tên|sinh|cccd|cmnd|căn cước|chứng minh|điện thoại|s[đd]t|danh sách|chủ hộ", re.IGNORECASE)
ROWS = 200  # headings of any encoding are looked for so far down; further down, those that read as Vietnamese

_WITH_ACCENTS = """
nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trương lương mai đào trịnh đoàn lâm tạ cao châu hà
quách tống thạch tô phùng triệu nông lò lường quàng tòng vàng giàng sùng lầu thào hạng mùa lục hứa bế kiều thái doãn đàm tăng khổng
văn vương từ la tôn lưu nghiêm cù cầm lữ vi siu rmah ksor kpă nay rơ y a"""
_WITHOUT = "nguyen tran pham huynh hoang phan dang bui duong dinh truong trinh doan phung vuong ksor rmah kpa"
_ALWAYS = "nguyễn trần lê phạm huỳnh hoàng bùi nguyen pham huynh hoang bui ksor rmah"
_FAMILIES = frozenset(_WITH_ACCENTS.split())
_PLAIN_FAMILIES = frozenset(_WITHOUT.split())
_SURE = frozenset(_ALWAYS.split())  # no heading or item begins with these: known in small and in capital letters too
_TITLES = re.compile(r"^(?:\d{1,4}[.)]?\s+)?(?:(?:ông|bà|anh|chị|em|cụ|đ/c)\s+)?", re.IGNORECASE)
_APART = re.compile(r"[\n,;:()\[\]/–|\t\"]| - |\b(?:cccd|cmnd|sđt|đt)\b", re.IGNORECASE)
_SEPARATED = re.compile(r"(?<![\d.,])(?:\+?84|0)(?:[ .\-\u00a0']?\d){8,11}(?!\d)")
_PLAIN_NUMBER = re.compile(r"['’]?(\d{9}|\d{11,12})")
_PROVINCES = range(1, 97)  # first three figures of a citizen's number; then one for century and sex
LIST = 3  # names or numbers of one column, or in one text, that make a list
ROW = 4  # names in one row: up to three sign a form
SHEET = 7


def personal_data(grids: Iterable[Grid], is_place: Callable[[str], bool] = lambda _: False) -> tuple[str, str] | None:
    """Sheet and cell where a list of persons begins, hidden sheets included; None where there is none.

    is_place: whether a text is the name of a unit, which may read like a person's ('Lê Lợi').
    """
    for grid in grids:
        found = _heading(grid) or _numbers(grid) or _numbered(grid, is_place) or _names(grid, is_place)
        if found:
            return grid.sheet, address(*found)
    return None


def places_of(scope: Scope) -> Callable[[str], bool]:
    """Whether a text is the name of a unit of the scope, or of any register: looked up only where a text reads like a person's."""

    @cache
    def names() -> frozenset[str]:
        own = [
            text for boundary in scope.boundaries for unit in boundary.units for text in (unit.name, unit.short_name)
        ]
        listed = [
            row["name"]
            for name in registers()
            for level in entries_of(Level)
            for row in register(name, level.id).values()
        ]
        return frozenset(map(name_key, [*own, *listed, *(alias.name for alias in scope.aliases)]))

    return lambda text: name_key(text) in names()


def names_persons(text: str) -> bool:
    """Whether a text beside the cells (a note, a header, a sheet's name) names or numbers a person."""
    return bool(names_in(text) or citizens_in(text) or telephones_in(text))


def lists_persons(text: str) -> bool:
    """Whether a text beside the cells holds several persons, or a citizen's number: nobody signs there."""
    return len(names_in(text)) > 1 or bool(citizens_in(text)) or len(telephones_in(text)) >= LIST


def names_in(text: str) -> list[str]:
    """The parts of a text that read as a person's name: a family's name and one to five further words, all capitalised."""
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    if _FAMILIES.isdisjoint(words := _words(text.casefold())) and _PLAIN_FAMILIES.isdisjoint(words):
        return []
    return [part for part in _parts(text) if _is_name(part)]


def citizens_in(text: str) -> list[str]:
    """Numbers of citizens (twelve figures, 0 first) in a text, however their figures are set apart."""
    return [number for number in _long_numbers(text) if len(number) == 12]


def telephones_in(text: str) -> list[str]:
    """Telephone numbers in a text, and older numbers of citizens that begin with 0."""
    return [number for number in _long_numbers(text) if 9 <= len(number) <= 11]


def _long_numbers(text: str) -> list[str]:
    if sum(map(str.isdigit, text)) < 9:
        return []
    found = [re.sub(r"\D", "", match[0]) for match in _SEPARATED.finditer(text)]
    return [f"0{number[2:]}" if number.startswith("84") else number for number in found]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _parts(text: str) -> Iterator[str]:
    for part in _APART.split(text):
        yield _TITLES.sub("", re.sub(r"[\d.+'’*]+\s*$", "", part).strip())


def _is_name(part: str) -> bool:
    words = part.split()
    if not 2 <= len(words) <= 6 or not all(map(str.isalpha, words)):
        return False
    family = words[0].casefold()
    if family in _SURE and (part.islower() or part.isupper()):
        return True
    if not all(word[0].isupper() for word in words):
        return False
    if part.isascii() and family not in ("y", "a"):  # without accents, too much reads like a name
        return family in _PLAIN_FAMILIES and not part.isupper()
    return family in _FAMILIES


def _heading(grid: Grid) -> tuple[int, int] | None:
    """The first heading of a person's data.

    '(Ký, ghi rõ họ tên)' under a table is a signature, not a heading: a heading stands in a row of headings.
    """
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and 2 < len(cell) < 80 and (row < ROWS or _HINT.search(cell)):
                key = heading_key(repair(cell))
                beside = sum(isinstance(other, str) and other != "" for other in cells)
                if (_HEADINGS.fullmatch(key) and beside >= LIST) or _TITLE.match(key):
                    return row, column
    return None


def _numbers(grid: Grid) -> tuple[int, int] | None:
    """The first citizen's number; or the first of a column of telephones, or of numbers that lost their 0."""
    for column, cells in enumerate(grid.columns):
        telephones: list[int] = []
        bare: list[int] = []
        for row, cell in enumerate(cells):
            if type(cell) is str and len(cell) >= 9:
                if citizens_in(cell):
                    return row, column
                if telephones_in(cell):
                    telephones.append(row)
                elif (plain := _PLAIN_NUMBER.fullmatch(cell.strip())) and int(plain[1]) % 100:
                    bare.append(row)
            elif type(cell) is float and cell >= 1e8 and _lost_its_zero(cell):
                bare.append(row)
        for rows in (telephones, bare):
            if len({cells[row] for row in rows}) >= LIST and (rows is telephones or _stands_alone(grid, rows)):
                return rows[0], column
    return None


def _numbered(grid: Grid, is_place: Callable[[str], bool]) -> tuple[int, int] | None:
    """The first number of nine figures, as identity cards had, or of twelve, in one row with a person's name."""
    for row, cells in enumerate(grid.rows):
        numbers = [column for column, cell in enumerate(cells) if _is_card(cell)]
        if numbers and any(not is_place(name) for cell in cells if isinstance(cell, str) for name in names_in(cell)):
            return row, numbers[0]
    return None


def _is_card(cell: object) -> bool:
    if isinstance(cell, str):
        return len(cell) >= 9 and bool(_PLAIN_NUMBER.fullmatch(cell.strip()))
    return type(cell) is float and 1e8 <= cell < 1e9 and cell % 1 == 0 and cell % 100 != 0


def _lost_its_zero(cell: float) -> bool:
    """Whether a number may be a citizen's or a telephone's: amounts of money end in zeros or have other beginnings."""
    figures = str(int(cell))
    if cell % 1 or cell % 100 == 0:
        return False
    if len(figures) == 9:
        return figures[0] in "35789"
    return len(figures) == 11 and int(figures[:2]) in _PROVINCES and figures[2] in "0123"


def _stands_alone(grid: Grid, rows: Sequence[int]) -> bool:
    """Whether the rows hold no second number of such size: a table of money has them in every column."""
    large = [sum(type(cell) is float and cell >= 1e7 for cell in grid.rows[row]) for row in rows]
    return sum(count > 1 for count in large) * 2 < len(rows)


def _names(grid: Grid, is_place: Callable[[str], bool]) -> tuple[int, int] | None:
    """The first name of a list: several in a column, a row or a text, or many in a sheet."""
    known: dict[str, list[str]] = {}
    places: dict[tuple[int, int], str] = {}
    for column, cells in enumerate(grid.columns):
        beside = grid.columns[column + 1] if column + 1 < grid.width else ()
        for row, cell in enumerate(cells):
            if type(cell) is not str or len(cell) < 2:
                continue
            if cell not in known:
                known[cell] = [name.casefold() for name in names_in(cell) if not is_place(name)]
            if len(known[cell]) >= LIST:
                return row, column
            if known[cell]:
                places[row, column] = known[cell][0]  # one person who signs twice is one
            elif _is_split(cell, beside[row] if beside else ""):
                places[row, column] = cell
    return _gathered(places)


def _is_split(cell: str, beside: object) -> bool:
    """Whether a family's name stands alone, with the given name in the next cell."""
    return (
        cell.strip().casefold() in _FAMILIES
        and cell[:1].isupper()
        and isinstance(beside, str)
        and _is_name(f"Lê {beside.strip()}")
    )


def _gathered(places: dict[tuple[int, int], str]) -> tuple[int, int] | None:
    """The first cell of names that stand together: in one column, in one row, or so many that nobody signs a sheet so."""
    for axis, enough in ((1, LIST), (0, ROW)):
        lines: dict[int, dict[str, tuple[int, int]]] = {}
        for place, name in places.items():
            line = lines.setdefault(place[axis], {})
            line.setdefault(name, place)
            if len(line) >= enough:
                return next(iter(line.values()))
    return min(places) if len(set(places.values())) >= SHEET else None
