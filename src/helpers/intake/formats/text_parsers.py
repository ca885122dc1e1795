"""Tables of a web page or csv text. Imports nothing of this package: hostile pages are read in their own process.

Python's parser takes a time that grows with the square of some broken pages; the other process is ended then.
"""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import NamedTuple

MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
MAX_COLUMNS = 16_384  # as in a workbook
MAX_SPAN = 1_000
MAX_FIELD = 100_000  # characters of one cell; Excel takes 32,767
MAX_DEPTH = 50  # elements that are looked through for the one that ends within a cell
Merged = tuple[tuple[tuple[int, int], tuple[int, int]], ...]
Piece = tuple[str, bool, bool]  # letters, whether struck out, whether raised or lowered
Marks = dict[tuple[int, int], list[Piece]]
STRUCK, RAISED = {"s", "strike", "del"}, {"sup", "sub"}
_CELLS = {"td", "th", "tr"}
_ONE_AT_A_TIME = {"tr", "p", "li", "option"}  # the next one ends the last
_VOID = {"br", "img", "col", "hr", "input", "link", "meta", "wbr"}
_LINES = re.compile(r"p|div|center|br|hr|li|[uod]l|d[td]|h[1-6]|blockquote|pre|table|t[rdh]")
#: Elements within a cell whose letters stand where they are written; of any other nobody knows what the eye sees.
_LOOKS = "[biuas]|em|strong|font|span|small|big|ins|tt|code|nobr|o:p|wbr|img|strike|del|su[pb]"
_SEEN = re.compile(f"{_LINES.pattern}|{_LOOKS}")
_UNSEEN = {"template", "noscript", "textarea", "select", "svg", "script", "style", "title"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9])|mso-hide\s*:\s*all"
)
_OTHER = "\ufffc"  # what is in the place of letters that the eye does not see, or sees otherwise


def tables_of(text: str) -> list[tuple[list[list[str]], Merged, Marks, list[int]]]:
    """Rows, merged ranges, marked texts and hidden rows of every outermost table, in order.

    A figure holds U+FFFC where the page shows something else than its letters, and its lines are kept apart.

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

    Raises OverflowError as soon as there are more than a table may have, SyntaxError with the line from which on
    a quotation mark leaves open where cells end.
    """
    csv.field_size_limit(MAX_FIELD)
    rows: list[list[object]] = []
    width, line = 0, 1
    reader = csv.reader(io.StringIO(text[1:], newline=""), delimiter=text[0], strict=True)
    try:
        for row in reader:
            width, line = max(width, len(row)), reader.line_num + 1
            check(len(rows) + 1, width)
            rows.append([cell if cell.strip() else "" for cell in row])
    except csv.Error as error:
        raise SyntaxError(str(error), ("", line, None, None)) from error
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


class _Element(NamedTuple):
    """An element of a page: whether its letters are struck out, raised or lowered, or the eye sees something else there."""

    tag: str = ""
    is_struck: bool = False
    is_raised: bool = False
    is_other: bool = False


class _Tables(HTMLParser):
    """Collects the outermost tables of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.depth = 0
        self.text: list[tuple[str, _Element]] | None = None  # letters of a cell, and where they stand
        self.span = (1, 1)
        self.open = [_Element()]
        self.classes: dict[str, str] = {}  # what the page says of its classes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth == 1 and tag in _CELLS:
            self._end_cell()
        for each in ("td", "th") if tag in ("td", "th") else {tag} & _ONE_AT_A_TIME:
            self._close(each)
        named = dict(attrs)
        element = self._element(tag, named)
        self.open += [element] if tag not in _VOID else []
        self.depth += tag == "table"
        if self.depth == 1 and tag == "table":
            self.tables.append(_Table())
        elif self.depth == 1 and tag == "tr":
            self.tables[-1].next_row()
            self.tables[-1].hidden += [self.tables[-1].row] if element.is_other else []
        elif self.depth == 1 and tag in ("td", "th"):
            self.span, self.text = (_span(named.get("rowspan")), _span(named.get("colspan"))), []
        elif self.text is not None and (element.is_other or _LINES.fullmatch(tag)):
            self.text.append(("\n" if _LINES.fullmatch(tag) else "", element))

    def handle_endtag(self, tag: str) -> None:
        if self.depth == 1 and tag in {*_CELLS, "table"}:
            self._end_cell()
        self.depth -= bool(tag == "table" and self.depth)
        self._close(tag)
        if self.text is not None and _LINES.fullmatch(tag):
            self.text.append(("\n", self.open[-1]))

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            letters = re.sub(r"[ \t\r\n]+", " ", data)  # line breaks of the page's source are no part of the cell
            is_after_space = bool(self.text) and self.text[-1][0].endswith((" ", "\n"))
            self.text.append((letters.removeprefix(" ") if is_after_space else letters, self.open[-1]))
        elif self.lasttag == "style":
            self.classes |= dict(re.findall(r"\.([\w-]{1,60})\s*\{([^{}]{0,2000})", data))

    def _element(self, tag: str, named: dict[str, str | None]) -> _Element:
        """An element with its marks and those of the elements around it."""
        classes = (self.classes.get(name, "") for name in (named.get("class") or "").split())
        style = ";".join([named.get("style") or "", *classes])
        around, is_strange = self.open[-1], self.text is not None and not _SEEN.fullmatch(tag)
        return _Element(
            tag,
            around.is_struck or tag in STRUCK or "line-through" in style,
            around.is_raised or tag in RAISED or bool(re.search(r"vertical-align\s*:\s*(?:super|sub)\b", style)),
            around.is_other or is_strange or tag in _UNSEEN or "hidden" in named or bool(_HIDDEN.search(style)),
        )

    def _close(self, tag: str) -> None:
        """End the innermost element of a name, and what is in it; what stands within a cell ends none around it."""
        depth = len(self.open) if tag in _CELLS else MAX_DEPTH
        for at in range(len(self.open) - 1, max(len(self.open) - depth, 0), -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return
            if self.open[at].tag == "table" or (self.open[at].tag in ("td", "th") and tag not in _CELLS):
                return

    def _end_cell(self) -> None:
        if self.text is None:
            return
        table, text = self.tables[-1], "".join(letters for letters, _ in self.text)
        seen = "".join(letters for letters, element in self.text if not element.is_other)
        is_figure = bool(re.search(r"\d", text)) and not re.search(r"[^\W\d_]", seen)
        is_odd = is_figure and table.row not in table.hidden[-1:]  # of a hidden row all is told at once
        told = ((_OTHER if is_odd and at.is_other else letters, at) for letters, at in self.text)
        pieces = [(letters, at.is_struck, at.is_raised) for letters, at in told]
        text = "".join(letters for letters, _, _ in pieces).strip(" \n")
        if len(text) > MAX_FIELD:
            raise ValueError("a cell has no end")
        table.place(text if text.strip("\u00a0 ") else "", *self.span, pieces)
        self.text = None


def _span(text: str | None) -> int:
    return max(int(text), 1) if text and re.fullmatch(r"\d{1,9}", text.strip()) else 1
