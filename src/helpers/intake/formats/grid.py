"""A sheet as cells with absolute addresses, whatever kind of file it came from."""

from __future__ import annotations

import ast
import gc
import operator
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from helpers.intake.formats.sight import Look, Runs, Sight

_RANGE = re.compile(
    r"SUM\(([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?(?:,[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)*)\)", re.IGNORECASE
)
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.IGNORECASE)
SHORTEST = 9  # figures of a person's number
LONG_NUMBER = re.compile(r"\d(?:\D*\d){8}")
_PLAIN = re.compile(r"[\d.eE+\-*/() ]{1,500}")
MAX_SUMMED = 100_000  # of one SUM
_OPERATIONS: Mapping[type, Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.UAdd: operator.pos, ast.USub: operator.neg,
}  # fmt: skip


_TWICE = {
    "part": {"vi": "một phần của tệp có hai bản", "en": "a part of it is there twice"},
    "sheet": {"vi": "trang tính thứ {} trùng tên với trang khác", "en": "sheet {} has the name of another"},
    "text": {"vi": "có số được ghi làm nhiều phần", "en": "a figure is written in pieces in it"},
    "cell": {"vi": "ô {} được ghi hai lần hoặc làm nhiều phần", "en": "cell {} stands in it twice, or in pieces"},
}


class Unreadable(Exception):
    """A file or sheet that cannot be read: the finding's code, and the words that fill its sentence."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code = code
        self.words = words

    @classmethod
    def twice(cls, kind: str, which: object = "", **where: object) -> Unreadable:
        """Of a part, sheet or cell of which one reader takes another one than the next."""
        return cls("Q144", what={lang: text.format(which) for lang, text in _TWICE[kind].items()}, **where)


@contextmanager
def collector_paused() -> Generator[None]:
    """Keep Python from looking for cycles while many small values without any are made: it takes half the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True)
class CellFault:
    """A cell whose figure is not there; the text is as seen.

    kind: error (#DIV/0!), formula (no stored value), or empty (a formula of an xls file that shows nothing).
    """

    kind: str
    text: str


@dataclass
class Grid:
    """One sheet. `rows` start at cell A1 and are of one length; an empty cell is ''. `merged` is by (row, column).

    Texts stand as the eye reads them, without the letters that are struck out or raised; `sight` tells of these.
    transposed_from: the row from which on rows and columns were exchanged, for a table with its units as columns.
    """

    workbook: str
    sheet: str
    rows: list[list[object]]
    hidden: bool = False
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    sight: Sight = field(default_factory=Sight)
    transposed_from: int | None = None
    headers: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)  # see header.paths_of

    def __post_init__(self) -> None:
        """Faulty cells are filled cells: they take their place among the others."""
        self.merged = self.merged or self.sight.merged
        faults = {place: fault for place, fault in self.sight.faults.items() if self._is_fault(place, *fault)}
        for (row, column), (kind, shown) in faults.items():
            self.rows += [[] for _ in range(row + 1 - len(self.rows))]
            self.rows[row] += [""] * (column + 1 - len(self.rows[row]))
            self.rows[row][column] = CellFault("formula" if kind == "zero" else kind, shown)
        if faults:
            self.rows = rectangular(self.rows)
        whole = {place: runs for place, runs in self.sight.runs.items() if not runs.left}
        for place, runs in whole.items():
            look = self.sight.looks.get(place, Look())
            self.sight.looks[place] = look._replace(struck=bool(runs.struck), raised=not runs.struck)
        marked = ((place, runs) for place, runs in self.sight.runs.items() if place not in whole)
        self.sight.runs = {place: runs for place, runs in marked if self._read_runs(place, runs)}

    def _is_fault(self, place: tuple[int, int], kind: str, formula: str) -> bool:
        """Whether a cell has no result: a stored 0 if its formula gives another number, an empty text among figures."""
        if kind == "empty":
            cells = self.rows[place[0]] if place[0] < len(self.rows) else []
            return sum(isinstance(cell, int | float) for cell in cells) >= 2
        return kind != "zero" or bool(result(formula, self.rows))

    def _read_runs(self, place: tuple[int, int], runs: Runs) -> bool:
        """Put what is left of a marked text in its place; False where the cell holds another text."""
        row, column = place
        if (
            row >= len(self.rows)
            or column >= len(self.rows[row])
            or text(self.rows[row][column]).strip() != runs.stored.strip()
        ):
            return False
        self.rows[row][column] = runs.left
        return True

    def transposed(self, start: int) -> Grid:
        """The sheet with rows and columns exchanged from a row on; the rows above, its titles, stay."""

        def place(row: int, column: int) -> tuple[int, int]:
            return (row, column) if row < start else (start + column, row - start)

        def span(first: tuple[int, int], last: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
            return place(*first), place(*last)

        box = [list(cells) for cells in zip(*self.rows[start:], strict=True)]
        looks = {place(*at): look for at, look in self.sight.looks.items()}
        rows, columns = self.sight.hidden_rows, self.sight.hidden_columns
        seen = Sight(
            looks=looks,
            hidden_rows={row for row in rows if row < start} | {start + at for at in columns},
            hidden_columns={row - start for row in rows if row >= start},
        )
        merged = tuple(span(*corners) for corners in self.merged)
        whole = rectangular([*map(list, self.rows[:start]), *box])
        return Grid(self.workbook, self.sheet, whole, self.hidden, merged, seen, start)

    def address(self, row: int, column: int) -> str:
        """Excel address of a cell in the file."""
        if self.transposed_from is None or row < self.transposed_from:
            return address(row, column)
        return address(self.transposed_from + column, row - self.transposed_from)

    def line(self, column: Any) -> str:
        """What a column is called in the file: its letters, or the number of the row that it was."""
        return letters(column) if self.transposed_from is None else str(self.transposed_from + column + 1)

    @cached_property
    def looks(self) -> dict[int, dict[int, Look]]:
        """Looks by column, then row."""
        found: dict[int, dict[int, Look]] = {}
        for (row, column), look in self.sight.looks.items():
            found.setdefault(column, {})[row] = look
        return found

    @property
    def width(self) -> int:
        """Columns up to the last one in use."""
        return len(self.rows[0]) if self.rows else 0

    @cached_property
    def columns(self) -> list[tuple[object, ...]]:
        """The cells by column."""
        return list(zip(*self.rows, strict=True))

    @cached_property
    def types(self) -> list[set[type]]:
        """The types of the cells of each column."""
        return [set(map(type, cells)) for cells in self.columns]

    @cached_property
    def different(self) -> list[set[object]]:
        """The different cells of each column: most repeat, and are judged once."""
        return [set(cells) for cells in self.columns]

    @cached_property
    def words(self) -> list[set[str]]:
        """The texts of each column."""
        return [{cell for cell in cells if type(cell) is str} for cells in self.different]

    @cached_property
    def long_numbers(self) -> list[set[str]]:
        """The texts of each column with as many figures as a number of a person has."""
        return [{word for word in words if len(word) >= SHORTEST and LONG_NUMBER.search(word)} for words in self.words]

    @cached_property
    def shown(self) -> list[list[str]]:
        """What the cells of each column show."""
        known = zip(self.columns, self.types, strict=True)
        return [_shown(cells) if types <= {float, str} else [*map(text, cells)] for cells, types in known]

    def filled(self) -> Iterator[tuple[int, int, object]]:
        """Every non-empty cell, row by row: row, column (from 0) and what it holds."""
        for row, cells in enumerate(self.rows):
            for column, cell in enumerate(cells):
                if cell != "":
                    yield row, column, cell


def text(cell: object) -> str:
    """What a cell shows, as nearly as the file tells: whole numbers without '.0', dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and -1e15 < cell < 1e15 else repr(cell)
    if isinstance(cell, CellFault):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell)


def _shown(cells: Sequence[object]) -> list[str]:
    """The same of cells that are texts and numbers: all numbers of a column are written out at once."""
    numbers = np.array([cell for cell in cells if type(cell) is float])
    size, written = np.abs(numbers), pa.array(numbers).cast(pa.large_string()).to_pylist()
    is_odd = ~((size >= 1e-3) & (size < 1e9) | (numbers == 0) & ~np.signbit(numbers))  # NaN too
    for at in np.flatnonzero(is_odd).tolist():
        written[at] = text(float(numbers[at]))
    following = iter(written)
    return [cell if isinstance(cell, str) else next(following) for cell in cells]


def letters(column: int) -> str:
    """Letters of a column counted from 0: 0 → A, 26 → AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """Excel address of a cell counted from 0."""
    return f"{letters(column)}{row + 1}"


def position(cell: str) -> tuple[int, int]:
    """Row and column, from 0, of an Excel address."""
    column = 0
    figures = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for letter in cell[: len(cell) - len(figures)]:
        column = column * 26 + ord(letter) - 64
    return int(figures) - 1, column - 1


def rectangular(rows: list[list[object]]) -> list[list[object]]:
    """Rows padded with '' to one length; trailing empty rows cut."""
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    return [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]


def result(formula: str, rows: list[list[object]]) -> float | None:
    """What sums, differences, products and quotients of the sheet's own cells give; None for any other formula."""
    text = formula.lstrip("=").replace("$", "")
    try:
        text = _RANGE.sub(lambda found: repr(_sum(found[1].upper(), rows)), text)
        text = _CELL.sub(lambda found: f"({_at(*position(found[0].upper()), rows)!r})", text)
        return _evaluated(ast.parse(text, mode="eval").body) if _PLAIN.fullmatch(text) else None
    except (SyntaxError, ZeroDivisionError, OverflowError, KeyError, RecursionError):
        return None


def _evaluated(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=op, operand=operand):
            return _OPERATIONS[type(op)](_evaluated(operand))
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_evaluated(left), _evaluated(right))
    raise KeyError(type(node))


def _sum(ranges: str, rows: list[list[object]]) -> float:
    total = 0.0
    for each in ranges.split(","):
        first, last = (position(cell) for cell in (each.partition(":")[0], each.rpartition(":")[2]))
        lines, columns = (range(start, stop + 1) for start, stop in zip(first, last, strict=True))
        if len(columns) * len(lines) > MAX_SUMMED:
            raise OverflowError(each)
        total += sum(_at(line, column, rows) for line in lines for column in columns)
    return total


def _at(row: int, column: int, rows: list[list[object]]) -> float:
    cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else 0.0
    return float(cell) if isinstance(cell, int | float) else 0.0
