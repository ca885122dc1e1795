"""Tables of a web page or a csv text. The module imports nothing of this package: hostile pages are read in a process of their own.

Python's parser takes a time that grows with the square of some broken pages; the other process is ended then.
"""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
MAX_COLUMNS = 16_384  # as in a workbook
MAX_SPAN = 1_000
MAX_FIELD = 1_000_000  # characters of one cell of a csv text
MAX_DEPTH = 50  # elements within a cell whose marks are followed
Merged = tuple[tuple[tuple[int, int], tuple[int, int]], ...]
Piece = tuple[str, bool, bool]  # letters, whether struck out, whether raised or lowered
Marks = dict[tuple[int, int], list[Piece]]
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
STRUCK, RAISED = {"s", "strike", "del"}, {"sup", "sub"}
_VOID = {"br", "img", "col", "hr", "input", "link", "meta", "wbr"}


def tables_of(text: str) -> list[tuple[list[list[str]], Merged, Marks, list[int]]]:
    """Rows, merged ranges, marked texts and hidden rows of every outermost table, in order.

    Raises OverflowError for a table beyond the limits, ValueError for a page that is cut short.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if parser.depth:
        raise ValueError("a table has no end")
    return [(table.rows(), tuple(table.spans), table.marks, table.hidden) for table in parser.tables]


def check(rows: int, columns: int) -> None:
    """Refuse a table that would fill the memory once it is laid out."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise OverflowError(f"\n{rows} × {columns}")


def rows_of(text: str) -> list[list[object]]:
    """Rows of a csv text whose first letter is its separator; blank cells are ''.

    Raises OverflowError as soon as there are more than a table may have, ValueError where the text is broken.
    """
    csv.field_size_limit(MAX_FIELD)
    rows: list[list[object]] = []
    width = 0
    try:
        for row in csv.reader(io.StringIO(text[1:], newline=""), delimiter=text[0]):
            width = max(width, len(row))
            check(len(rows) + 1, width)
            rows.append([cell if cell.strip() else "" for cell in row])
    except csv.Error as error:
        raise ValueError("no csv") from error
    return rows


class _Table:
    """Cells of one table by position; a spanned cell stands at its top left."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], str] = {}
        self.below: dict[int, int] = {}  # columns taken from above: how many more rows
        self.spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.marks: Marks = {}
        self.hidden: list[int] = []
        self.row, self.column = -1, 0
        self.height = self.width = 0

    def next_row(self) -> None:
        """Start a row."""
        self.row, self.column = self.row + 1, 0
        self.below = {column: rows - 1 for column, rows in self.below.items() if rows > 1}

    def place(self, text: str, down: int, across: int, pieces: list[Piece]) -> None:
        """Put a cell at the first free place of the current row."""
        if self.row < 0:
            self.next_row()
        while self.column in self.below:
            self.column += 1
        down, across = min(down, MAX_SPAN), min(across, MAX_SPAN)
        self.height, self.width = max(self.height, self.row + 1), max(self.width, self.column + 1)
        check(self.height, self.width)
        self.cells[self.row, self.column] = text
        if any(struck or raised for _, struck, raised in pieces):
            self.marks[self.row, self.column] = pieces
        if down > 1 or across > 1:
            at = (self.row, self.column)
            self.spans.append((at, (self.row + down - 1, self.column + across - 1)))
        if down > 1:
            self.below |= dict.fromkeys(range(self.column, self.column + across), down)
        self.column += across

    def rows(self) -> list[list[str]]:
        return [[self.cells.get((row, column), "") for column in range(self.width)] for row in range(self.height)]


class _Tables(HTMLParser):
    """Collects the outermost tables of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.depth = 0
        self.text: list[Piece] | None = None
        self.span = (1, 1)
        self.open: list[tuple[str, bool, bool]] = []  # elements within a cell, with their marks
        self.classes: set[str] = set()  # those that strike out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(_Table())
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].next_row()
            if "hidden" in named or re.search(_UNSEEN, named.get("style") or ""):
                self.tables[-1].hidden.append(self.tables[-1].row)
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self.span = _span(named.get("rowspan")), _span(named.get("colspan"))
            self.text, self.open = [], [(tag, *self._marks(tag, named))]
        elif tag == "br" and self.text is not None:
            self.text.append((" ", False, False))
        elif self.text is not None and tag not in _VOID and len(self.open) < MAX_DEPTH:
            self.open.append((tag, *self._marks(tag, named)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.depth:
            self._end_cell()
            self.depth -= 1
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif any(tag == other for other, _, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            struck, raised = (any(marks[at] for marks in self.open) for at in (1, 2))
            self.text.append((data, struck, raised))
        elif self.lasttag == "style":
            self.classes |= set(re.findall(r"\.([\w-]{1,60})\s*\{[^{}]{0,2000}?line-through", data))

    def _marks(self, tag: str, named: dict[str, str | None]) -> tuple[bool, bool]:
        """Whether an element strikes out, and whether it raises or lowers."""
        style, classes = named.get("style") or "", (named.get("class") or "").split()
        is_unseen = "hidden" in named or re.search(_UNSEEN, style)
        struck = tag in STRUCK or bool(is_unseen) or "line-through" in style or bool(self.classes.intersection(classes))
        return struck, tag in RAISED or bool(re.search(r"vertical-align\s*:\s*(?:super|sub)\b", style))

    def _end_cell(self) -> None:
        if self.text is not None and self.depth == 1:
            # Line breaks of the page's source are no part of the cell; a no-break space alone is an empty cell.
            text = re.sub(r"[ \t\r\n]+", " ", "".join(letters for letters, _, _ in self.text)).strip()
            self.tables[-1].place(text if text.strip("\u00a0 ") else "", *self.span, self.text)
            self.text, self.open = None, []


def _span(text: str | None) -> int:
    return max(int(text), 1) if text and re.fullmatch(r"\d{1,9}", text.strip()) else 1
