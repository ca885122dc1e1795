"""Persons are no business of this project: a file that lists some is refused whole and nothing of it is kept.

What a cell holds decides, not what stands above it: names, numbers of citizens and telephones, however typed, in any
sheet, hidden or not. One name is a signature, and its owner's telephone may stand beside it; several are a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from helpers.intake.formats.grid import LONG_NUMBER, SHORTEST, Grid, address, text
from helpers.intake.layouts.layout import heading_key
from helpers.intake.text.vietnamese import fold, name_key, name_keys, repair, repair_column
from helpers.intake.units import unit_keys
from helpers.vocabulary.law import Level, entries_of
from helpers.vocabulary.pack import per_pack, words
from helpers.vocabulary.place import Scope
from helpers.vocabulary.register import register, sound

_HEADINGS = re.compile(
    r"(?:ho va ten|ho ten|ho ten va chu dem)(?: (?:chu ho|thanh vien|nguoi .*|cac thanh vien.*))?|(?:ten )?chu ho"
    r"|(?:so )?(?:cccd|cmnd|cmtnd|can cuoc(?: cong dan)?|chung minh nhan dan|dinh danh ca nhan)(?: .*)?"
    r"|(?:ngay(?: thang)? nam sinh|ngay sinh|nam sinh|sinh ngay)(?: .*)?|so dien thoai|dien thoai|sdt"
    r"|so (?:ho khau|the bhyt|tai khoan)(?: .*)?"
)
_TITLE = re.compile(r"danh sach (?:chi tiet )?(?:ho (?:ngheo|can ngheo|gia dinh)|nhan khau|cac ho)")
_HINT = re.compile(r"tên|sinh|cccd|cmnd|căn cước|chứng minh|điện thoại|s[đd]t|danh sách|chủ hộ", re.IGNORECASE)
ROWS = 200  # headings of any encoding are looked for so far down; further down, those that read as Vietnamese

_PERSONS = words("persons")
_FAMILIES, _PLAIN_FAMILIES = _PERSONS["families"], _PERSONS["plain_families"]
_ANY_FAMILY = _FAMILIES | _PLAIN_FAMILIES | _PERSONS["families_behind"]
_FOLDED = frozenset(map(fold, _FAMILIES))
GIVEN_NAMES = _PERSONS["given"]
LEADS = _FOLDED | {"ong", "ba", "anh", "chi"}  # folded words by which a person is begun to be named
MIDDLES = frozenset(("van", "thi"))  # folded middle names of most people
_TITLES = re.compile(r"^(?:\d{1,4}[.)]?\s+)?(?:(?:ông|ong|bà|ba|anh|chị|chi|em|cụ|cu|đ/c)\s+)?", re.IGNORECASE)
_APART = re.compile(r"[\n,;:()\[\]/–|\t\"]| - |\b(?:cccd|cmnd|sđt|đt)\b", re.IGNORECASE)
_DAYS = re.compile(r"\b\d{1,2}([./-])\d{1,2}\1\d{4}\b")
_COUNTRY = r"\+84|84(?!(?:\.\d{3})+(?!\d))"
_SEPARATED = re.compile(rf"(?<![\d.,])(?!0\.\d{{4}})\(?(?:{_COUNTRY}|0)(?:[ .\-\u00a0'()]{{0,2}}\d){{8,11}}(?!\d)")
_CARDS = "cmnd|cmtnd|cccd|căn cước|chứng minh|định danh"
_CALLED = re.compile(rf"(?:{_CARDS})\D{{0,30}}(\d(?:[ .\-\u00a0]?\d){{8}})(?!\d)", re.IGNORECASE)
_GROUPED = r"\d{3}([ \-\u00a0])\d{3}\1\d{3}(?:\1\d{3})?|\d{4}([ \-\u00a0])\d{4}\2\d{4}"
_CARD = re.compile(rf"['’]?(?:\d{{9}}|\d{{11,12}}|{_GROUPED})")
_MIDDLE = re.compile(" (?:Thị|Văn) ")
_BEGINS = frozenset("0123456789'’")
_DOTTED = re.compile(r"\d{3}\.\d{3}\.\d{3}")  # as amounts are written, and a card beside a name
_PROVINCES = range(1, 97)  # first three figures of a citizen's number; then one for century and sex
LIST = 3  # names or numbers of one column, or in one text, that make a list
ROW = 4  # names in one row: up to three sign a form
SHEET = 7


class PlaceNames:
    """The units of a scope and of every register, whose names may read like a person's ('Lê Lợi'); none without one.

    names: those of the scope's own units just as they are written, which are most texts of a return.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        self.scope = scope
        self.names = frozenset(unit.name for each in scope.boundaries for unit in each.units) if scope else frozenset()

    def __call__(self, text: str) -> bool:
        """Whether a text is the name of a unit; it is folded only where it is not just so in the list."""
        if self.scope is None or text in self.names:
            return text in self.names
        return name_key(text) in unit_keys(self.scope) or name_key(text) in _registered()


NOWHERE = PlaceNames()


def personal_data(grids: Iterable[Grid], is_place: PlaceNames = NOWHERE) -> tuple[str, str] | None:
    """Sheet and cell where a list of persons begins, hidden sheets included; None where there is none."""
    for grid in grids:
        told = [{word for word in words - is_place.names if not word.isdecimal()} for words in grid.words]
        found = _heading(grid, told) or _numbers(grid, is_place) or _names(grid, told, is_place)
        if found:
            return grid.sheet, address(*found)
    return None


@per_pack
def _registered() -> frozenset[str]:
    """The name of every unit of every register, folded."""
    levels = [(name, level.id) for name in sound() for level in entries_of(Level)]
    return name_keys(row["name"] for name, level in levels for row in register(name, level).values())


def names_persons(text: str) -> bool:
    """Whether a text beside the cells (a note, a header, a sheet's name) names or numbers a person."""
    return bool(names_in(text) or citizens_in(text) or telephones_in(text))


def persons_beside(texts: Iterable[str], is_place: PlaceNames = NOWHERE) -> str:
    """The finding for persons in texts beside the cells: Q702 for a list or a citizen's number, Q703 for fewer.

    Several in one text are a list, nobody signs there; so are LIST names or telephones in all of them together. '' for
    none.
    """
    names: set[str] = set()
    telephones: set[str] = set()
    is_list = False
    for said in {*texts} - is_place.names:
        named = {name.casefold() for name in names_in(said) if not is_place(name)}
        is_list = is_list or len(named) > 1 or bool(citizens_in(said))
        names |= named
        telephones.update(telephones_in(said))
    if is_list or len(names) >= LIST or len(telephones) >= LIST:
        return "Q702"
    return "Q703" if names or telephones else ""


def names_in(text: str) -> list[str]:
    """The parts of a text that read as a person's name: a family's name and one to five words, all capitalised."""
    if len(text.split()) < 2:
        return []
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    if _ANY_FAMILY.isdisjoint(re.findall(r"[^\W\d_]+", text.casefold())) and not _MIDDLE.search(text):
        return []
    parts = (_TITLES.sub("", re.sub(r"[\d.+'’*]+\s*$", "", part).strip()) for part in _APART.split(text))
    return [part for part in parts if _is_name(part)]


def citizens_in(text: str) -> list[str]:
    """Numbers of citizens in a text, however their figures are set apart: twelve, 0 first, or nine behind 'CMND'."""
    called = _CALLED.findall(text) if LONG_NUMBER.search(text) else ()
    numbers = [re.sub(r"\D", "", number) for number in called]
    return numbers + [number for number in _long_numbers(text) if len(number) == 12]


def telephones_in(text: str) -> list[str]:
    """Telephone numbers in a text, and older numbers of citizens that begin with 0."""
    return [number for number in _long_numbers(text) if 9 <= len(number) <= 11]


def _long_numbers(text: str) -> list[str]:
    if not LONG_NUMBER.search(text):
        return []
    found = [match[0] for match in _SEPARATED.finditer(_DAYS.sub(" ; ", text))]
    parts = {number: [int(part) for part in re.findall(r"\d+", number)] for number in found}
    in_order = {number for number, of in parts.items() if len(of) > 3 and all(b == a + 1 for a, b in pairwise(of))}
    told = (number for number in found if number not in in_order and not _is_amount(number))  # not '05 06 07 08 09'
    numbers = [re.sub(r"\D", "", number) for number in told]
    return [f"0{number[2:]}" if number.startswith("84") else number for number in numbers]


def _is_amount(number: str) -> bool:
    """Whether what begins with 84 is money: behind the country's 84 stand nine figures or ten, and hardly thousands."""
    figures = re.sub(r"\D", "", number)
    return number.startswith("84") and (len(figures) < 11 or figures.endswith("000"))


def _is_name(part: str) -> bool:
    words = re.sub("^H['’`] ?(?=\\w)", "H", part).split()  # 'H'Hen Niê'
    if not 2 <= len(words) <= 6 or not all(map(str.isalpha, words)):
        return False
    family = words[0].casefold()
    if fold(" ".join(words[:2])) in _PERSONS["no_names"]:
        return False
    if words[-1].casefold() in _PERSONS["families_behind"] and words[0][0].isupper():
        return True
    if family in _PERSONS["sure_families"] and (part.islower() or part.isupper()):
        return True
    if not all(word[0].isupper() for word in words):
        return False
    if len(words) > 2 and words[1] in ("Thị", "Văn") and fold(words[2]) in GIVEN_NAMES:
        return True  # of whatever family
    if part.isascii() and family not in ("y", "a"):  # without accents, too much reads like a name
        return family in _PLAIN_FAMILIES and not part.isupper()
    return family in _FAMILIES


def _heading(grid: Grid, told: Sequence[set[str]]) -> tuple[int, int] | None:
    """The first heading of a person's data. told: by column the texts that are neither numbers nor units.

    '(Ký, ghi rõ họ tên)' under a table is a signature, not a heading: a heading stands in a row of headings.
    """
    words = {word for words in told for word in words if 2 < len(word) < 80}
    below = {word for word in words if _HINT.search(word)} if len(grid.rows) > ROWS else ()
    for row, cells in enumerate(grid.rows if below else grid.rows[:ROWS]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell in words and (row < ROWS or cell in below):
                key = heading_key(repair(cell))
                beside = sum(isinstance(other, str) and other != "" for other in cells)
                if (_HEADINGS.fullmatch(key) and beside >= LIST) or _TITLE.match(key):
                    return row, column
    return None


def _numbers(grid: Grid, is_place: PlaceNames) -> tuple[int, int] | None:
    """The first number of a person.

    One of a citizen; a column of telephones, or of numbers as cards have them; a card in one row with a person's name,
    or alone in its row as no amount is.
    """
    cards: list[tuple[int, int]] = []
    for column, cells in enumerate(grid.columns):
        numbers = grid.long_numbers[column]
        long = [row for row, cell in enumerate(cells) if type(cell) is str and cell in numbers] if numbers else []
        telephones = []
        for row in long:
            if citizens_in(str(cells[row])):
                return row, column
            telephones += [row] if telephones_in(str(cells[row])) else []
        if len({cells[row] for row in telephones}) >= LIST:
            return telephones[0], column
        bare = [row for row in long if str(cells[row]).lstrip()[:1] in _BEGINS]
        most = {cell for cell in grid.different[column] if type(cell) is float and cell >= 1e8}
        large = [row for row, cell in enumerate(cells) if cell in most] if most else []
        here = sorted(row for row in (*bare, *large) if _is_card(cells[row]))
        if here and _are_of_persons(grid, column, here):
            return here[0], column
        cards += [(row, column) for row in here]
        cards += [(row, column) for row in bare if _DOTTED.fullmatch(str(cells[row]))]
    return next((place for place in sorted(cards) if _is_of_somebody(grid, place, is_place)), None)


def _is_of_somebody(grid: Grid, place: tuple[int, int], is_place: PlaceNames) -> bool:
    cells = grid.rows[place[0]]
    names = (name for cell in cells if isinstance(cell, str) for name in names_in(cell))
    return not all(map(is_place, names)) or (_is_card(cells[place[1]]) and _is_alone(grid, *place))


def _is_alone(grid: Grid, row: int, column: int) -> bool:
    """Whether a row says nothing beside a number but that of the row, in a column that holds no other amount."""
    others = [cell for at, cell in enumerate(grid.rows[row]) if at != column and cell != ""]
    if any(len(text(cell)) > 4 or not text(cell).strip(".) ").isdigit() for cell in others):
        return False
    return not any(other != row and _figures(cell) >= 7 for other, cell in enumerate(grid.columns[column]))


def _figures(cell: object) -> int:
    """How many figures a number has that a cell holds; 0 for anything else."""
    if type(cell) is float:
        return len(str(int(abs(cell)))) if abs(cell) < 1e15 else 0
    digits = re.sub(r"[ .\-\u00a0'’]", "", cell) if isinstance(cell, str) else ""
    return len(digits) if digits.isdigit() else 0


def _is_card(cell: object) -> bool:
    """Whether a cell holds nothing but a number as cards and telephones have them: nine figures, or eleven or twelve.

    Spreadsheets drop the first 0. An amount of thousands is no such number.
    """
    if type(cell) is float:
        figures = str(int(cell)) if cell % 1 == 0 and 1e8 <= cell < 1e12 else ""
    else:
        known = _CARD.fullmatch(cell.strip()) if isinstance(cell, str) and len(cell) >= SHORTEST else None
        figures = re.sub(r"\D", "", known[0]) if known else ""
    if figures.endswith("000"):
        return False
    if len(figures) == 11:
        return int(figures[:2]) in _PROVINCES and figures[2] in "0123"
    return len(figures) in (9, 12)


def _are_of_persons(grid: Grid, column: int, rows: Sequence[int]) -> bool:
    """Whether numbers of one column are those of cards, and no amounts.

    Amounts differ in size, end in zeros, stand beside others, or each beside a text of its own that says what it is of.
    """
    cells = grid.columns[column]
    values = {cells[row] for row in rows}
    large = sum(_figures(cell) >= 7 for cell in cells)
    uneven = sum(not str(value).removesuffix(".0").endswith("00") for value in values)
    if len(values) < LIST or len(rows) < large or 2 * uneven <= len(values):
        return False
    beside = [[cell for at, cell in enumerate(grid.rows[row]) if at != column] for row in rows]
    if 2 * sum(any(_figures(cell) >= 7 for cell in others) for others in beside) >= len(rows):
        return False
    labels = {cell for others in beside for cell in others if isinstance(cell, str) and len(cell) > 4}
    return 2 * len(labels) < len(rows)


def _names(grid: Grid, told: Sequence[set[str]], is_place: PlaceNames) -> tuple[int, int] | None:
    """The first name of a list: several in a column, a row or a text, or many in a sheet."""
    words = sorted(set().union(*told))
    said = zip(words, repair_column(words)[0], strict=True)  # names in an old encoding are names
    found = {word: [name for name in names_in(text) if not is_place(name)] for word, text in said}
    named = {word: names for word, names in found.items() if names}
    families = {word for word in words if word[:1].isupper() and word.strip().casefold() in _FAMILIES}
    places: dict[tuple[int, int], str] = {}
    for column, cells in enumerate(grid.columns):
        if told[column].isdisjoint(named.keys() | families):
            continue
        beside = grid.columns[column + 1] if column + 1 < grid.width else [""] * len(cells)
        for row, cell in enumerate(cells):
            if cell in named:
                if len(named[cell]) >= LIST:
                    return row, column
                places[row, column] = named[cell][0].casefold()  # one person who signs twice is one
            elif cell in families and isinstance(given := beside[row], str) and _is_name(f"Lê {given.strip()}"):
                places[row, column] = str(cell)
    return _gathered(places) or _careless(grid, told, is_place)


def _careless(grid: Grid, told: Sequence[set[str]], is_place: PlaceNames) -> tuple[int, int] | None:
    """The first of a column of which most texts may be names that were typed without accents or capital letters."""
    for column, cells in enumerate(grid.columns):
        found = {words: word for word in told[column] if len(word) > 4 and (words := _family_first(word))}
        names = {words: word for words, word in found.items() if not is_place(word)} if len(found) >= LIST else {}
        usual = sum(words[1] in MIDDLES or words[-1] in GIVEN_NAMES for words in names)
        is_list = len(names) >= LIST and usual > 1 and len({words[0] for words in names}) > 1
        if is_list and 2 * len(names) > sum(len(word) > 4 for word in grid.words[column]):
            return min(map(cells.index, names.values())), column
    return None


@lru_cache(maxsize=4096)
def _begins_a_name(word: str) -> bool:
    """Whether a word is a family's name, a title, or the number of a row, before a name."""
    return fold(word) in LEADS | {"em", "cu", "d/c"} or word[:1].isdigit()


def _family_first(cell: str) -> tuple[str, ...]:
    """The folded words of a text of two to four that has a family's name first; () for others."""
    said = cell.split()
    if len(said) < 2 or not _begins_a_name(said[0]):
        return ()
    words = tuple(re.findall("[a-z]+", fold(_TITLES.sub("", cell.strip()))))
    return words if 2 <= len(words) <= 4 and words[0] in _FOLDED else ()


def _gathered(places: dict[tuple[int, int], str]) -> tuple[int, int] | None:
    """The first cell of names that stand together: in one column, one row, or too many to be signatures."""
    for axis, enough in ((1, LIST), (0, ROW)):
        lines: dict[int, dict[str, tuple[int, int]]] = {}
        for place, name in places.items():
            line = lines.setdefault(place[axis], {})
            line.setdefault(name, place)
            if len(line) >= enough:
                return next(iter(line.values()))
    return min(places) if len(set(places.values())) >= SHEET else None
