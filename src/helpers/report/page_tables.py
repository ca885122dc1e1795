"""The tables of finished pages, read back from their HTML: what a file of tables holds is what the pages show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from babel.numbers import get_decimal_symbol, get_group_symbol

_MARK = re.compile(r"\s*\[([a-z])\]")
_NUMBER = re.compile(r"[+−-]?\d[\d.,]*")


@dataclass(frozen=True)
class TableCell:
    """A cell as written, with its symbols; `numeric` if its column is one of numbers."""

    text: str
    numeric: bool = False

    @property
    def marks(self) -> str:
        """The symbols behind the figure, such as ' [p]'."""
        return "".join(f" [{mark}]" for mark in _MARK.findall(self.text)) if self.numeric else ""

    @property
    def written(self) -> str:
        """The text without symbols."""
        return _MARK.sub("", self.text).strip() if self.numeric else self.text


@dataclass
class PageTable:
    """A table of a page: caption, header, rows (the total last), and the notes that stand below it."""

    caption: str = ""
    header: list[TableCell] = field(default_factory=list)
    rows: list[list[TableCell]] = field(default_factory=list)
    totals: int = 0
    notes: list[str] = field(default_factory=list)


def number(text: str, lang: str) -> tuple[float, int, bool] | None:
    """A figure as written for a reader, as (value, decimals, percent), or None: '22,38%' is (0.2238, 2, True)."""
    percent, plain = text.endswith("%"), text.removesuffix("%").strip()
    if not _NUMBER.fullmatch(plain):
        return None
    thousands, point = get_group_symbol(lang), get_decimal_symbol(lang)
    digits = plain.replace("−", "-").replace(thousands, "").replace(point, ".")
    decimals = len(digits.partition(".")[2])
    return (round(float(digits) / 100, decimals + 2) if percent else float(digits)), decimals, percent


def tables_of(html: str) -> tuple[str, list[PageTable]]:
    """The heading of a page and its tables in order; data of charts and lists of origins, in disclosures, are left out."""
    reader = _Reader()
    reader.feed(html)
    return " ".join(reader.heading.split()), reader.tables


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heading = ""
        self.tables: list[PageTable] = []
        self._disclosures: list[bool] = []  # of those open, whether its tables are left out
        self._within: list[str] = []
        self._text = ""
        self._open: PageTable | None = None
        self._numeric = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "details":
            self._disclosures.append(given.get("class") != "fold")
        if any(self._disclosures):
            return
        if tag == "table":
            self._open = PageTable()
            self.tables.append(self._open)
        elif tag == "tr" and self._open:
            self._open.rows.append([])
        elif tag in {"section", "h2", "h3", "figure"}:
            self._open = None  # notes below belong to something else
        elif tag == "span" and self._within == ["h1"]:
            self._text += ": "
        if tag in {"h1", "caption", "th", "td", "p"}:
            self._within, self._text = [tag], ""
            self._numeric = (given.get("class") or "") == "n"
            self._note = tag == "p" and given.get("class") == "note"

    def handle_data(self, data: str) -> None:
        if self._within and not any(self._disclosures):
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._disclosures.pop()
        elif not any(self._disclosures):
            self._close(tag)

    def _close(self, tag: str) -> None:
        text, table = " ".join(self._text.split()), self._open
        if tag == "h1" and not self.heading:
            self.heading = text
        elif table and tag == "caption":
            table.caption = text
        elif table and tag in {"th", "td"} and table.rows:
            table.rows[-1].append(TableCell(text, self._numeric))
        elif table and tag == "thead":
            table.header, table.rows = table.rows[-1] if table.rows else [], []
        elif table and tag == "tbody":
            table.totals = len(table.rows)  # for now: rows that are not totals
        elif table and tag == "table":
            table.totals = len(table.rows) - table.totals
        elif table and tag == "p" and self._note and text:
            table.notes.append(text)
        if self._within == [tag]:
            self._within = []
