"""Tables in text files: csv of any usual encoding and separator, and pages that Excel saved as HTML."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser

from helpers.intake.grid import Unreadable
from helpers.intake.syllable import is_syllable
from helpers.intake.vietnamese import repair

MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
MAX_SPAN = 1_000
Merged = tuple[tuple[tuple[int, int], tuple[int, int]], ...]
Table = tuple[str, list[list[object]], Merged]


def read_csv(data: bytes) -> list[Table]:
    """The one table of a csv file, as text cells."""
    text = decode(data)
    if first := re.match(r"sep=(.)\r?\n", text):
        separator, text = first[1], text[first.end() :]
    else:
        separator = _separator(text)
    csv.field_size_limit(1_000_000)
    try:
        rows: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise Unreadable("Q104") from error
    _check(len(rows), sum(map(len, rows)))
    if first and rows:
        rows.insert(0, [])  # addresses count the 'sep=' line
    return [("", [["" if not cell.strip() else cell for cell in map(str, row)] for row in rows], ())]


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8, UTF-16, CP1258 or an old one-byte encoding: the one that reads most like Vietnamese."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        tried = [data.decode(encoding, "replace") for encoding in ("cp1252", "cp1258", "latin-1")]
        return max(tried, key=_likeness)


def _likeness(text: str) -> tuple[int, int]:
    """How much a text reads like Vietnamese once repaired: accented syllables, less the characters that did not decode."""
    sample = repair(text[:20_000])
    words = [word for word in re.findall(r"[^\W\d_]+", sample) if not word.isascii()]
    return sum(map(is_syllable, words)) - 2 * sum(not is_syllable(word) for word in words), -sample.count("\ufffd")


def _separator(text: str) -> str:
    """The separator whose rows agree best in their length; of equals, the one that makes the most columns."""
    sample = "\n".join(text.splitlines()[:60])

    def agreement(separator: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator) if any(row)]
        width, rows = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return (round(rows / len(widths), 1), width) if width > 1 else (0.0, 1)

    return max(",;\t|", key=agreement)


def read_html(data: bytes) -> list[Table]:
    """Every outermost table of a page, in order, named table1, table2 …; spanned cells are given as merged ranges."""
    parser = _Tables()
    found = re.search(rb'charset=["\']?([\w-]+)', data[:4096])
    try:
        text = data.decode(found[1].decode("ascii")) if found else decode(data)
    except (LookupError, UnicodeDecodeError):
        text = decode(data)
    parser.feed(text)
    parser.close()
    return [(f"table{number}", table.rows(), table.merged()) for number, table in enumerate(parser.tables, 1)]


def _check(rows: int, cells: int) -> None:
    if rows > MAX_ROWS or cells > MAX_CELLS:
        raise Unreadable("Q116", sheet="", printed=f"{rows} × {cells // max(rows, 1)}")


class _Table:
    """Cells of one HTML table by position; a spanned cell stands at its top left."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], str] = {}
        self.taken: set[tuple[int, int]] = set()
        self.spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.row = -1

    def place(self, text: str, down: int, across: int) -> None:
        """Put a cell at the first free place of the current row."""
        row, column = max(self.row, 0), 0
        while (row, column) in self.taken:
            column += 1
        down, across = min(down, MAX_SPAN), min(across, MAX_SPAN)
        _check(row + down, len(self.taken) + down * across)
        self.taken |= {(row + i, column + j) for i in range(down) for j in range(across)}
        self.cells[row, column] = text
        if down > 1 or across > 1:
            self.spans.append(((row, column), (row + down - 1, column + across - 1)))

    def rows(self) -> list[list[object]]:
        height, width = (max((at[side] + 1 for at in self.cells), default=0) for side in (0, 1))
        return [[self.cells.get((row, column), "") for column in range(width)] for row in range(height)]

    def merged(self) -> Merged:
        return tuple(self.spans)


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
            self.tables[-1].row += 1
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
