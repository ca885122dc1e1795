"""Tables of a web page. The module imports nothing of this package: hostile pages are read in a process of their own.

Python's parser takes a time that grows with the square of some broken pages; the other process is ended then.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
MAX_COLUMNS = 16_384  # as in a workbook
MAX_SPAN = 1_000
Merged = tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def tables_of(text: str) -> list[tuple[list[list[str]], Merged]]:
    """Rows and merged ranges of every outermost table, in order.

    Raises OverflowError for a table beyond the limits, ValueError for a page that is cut short.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if parser.depth:
        raise ValueError("a table has no end")
    return [(table.rows(), tuple(table.spans)) for table in parser.tables]


def check(rows: int, columns: int) -> None:
    """Refuse a table that would fill the memory once it is laid out."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise OverflowError(f"\n{rows} × {columns}")


class _Table:
    """Cells of one table by position; a spanned cell stands at its top left."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], str] = {}
        self.below: dict[int, int] = {}  # columns taken from above: how many more rows
        self.spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.row, self.column = -1, 0
        self.height = self.width = 0

    def next_row(self) -> None:
        """Start a row."""
        self.row, self.column = self.row + 1, 0
        self.below = {column: rows - 1 for column, rows in self.below.items() if rows > 1}

    def place(self, text: str, down: int, across: int) -> None:
        """Put a cell at the first free place of the current row."""
        if self.row < 0:
            self.next_row()
        while self.column in self.below:
            self.column += 1
        down, across = min(down, MAX_SPAN), min(across, MAX_SPAN)
        self.height, self.width = max(self.height, self.row + 1), max(self.width, self.column + 1)
        check(self.height, self.width)
        self.cells[self.row, self.column] = text
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
        self.text: list[str] | None = None
        self.span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(_Table())
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].next_row()
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            named = dict(attrs)
            self.span = _span(named.get("rowspan")), _span(named.get("colspan"))
            self.text = []
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.depth:
            self._end_cell()
            self.depth -= 1
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _end_cell(self) -> None:
        if self.text is not None and self.depth == 1:
            # Line breaks of the page's source are no part of the cell; a no-break space alone is an empty cell.
            text = re.sub(r"[ \t\r\n]+", " ", "".join(self.text)).strip()
            self.tables[-1].place(text if text.strip("\u00a0 ") else "", *self.span)
            self.text = None


def _span(text: str | None) -> int:
    return max(int(text), 1) if text and re.fullmatch(r"\d{1,9}", text.strip()) else 1
