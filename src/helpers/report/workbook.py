"""tables.xlsx: every table of the pages of a language on a sheet of its own, with title, notes and symbols."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from helpers.report.plain import cell_text
from helpers.vocabulary.language import Translator

_NOTHING_RUNS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")  # of sheets
_WIDEST = 44
_TOP = 3  # the row of headings

Sheet = Mapping[str, Any]  # as `table.sheet_of` makes it


@dataclass(frozen=True)
class Sheets:
    """The sheets of a page: what they are called, what the page is about."""

    page: str
    heading: str
    sheets: Sequence[Sheet]


def workbook(title: str, pages: Sequence[Sheets], warnings: Sequence[str], t: Translator) -> bytes:
    """The workbook of the pages' tables: a list of contents with links, then a sheet per table.

    warnings: what stands under the title. Text is never a formula; figures are numbers at full precision that show as
    on the page, symbols included. Equal pages give equal bytes.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, _NOTHING_RUNS)
    book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
    styles, contents = _Styles(book), book.add_worksheet(t("Contents"))
    listed: dict[str, str] = {}
    for page in pages:
        for sheet in page.sheets:
            name = _free_name(page.page, listed)
            _write_table(book.add_worksheet(name), sheet, page.heading, styles)
            listed[name] = sheet["caption"]
    _write_contents(contents, [title, *warnings], listed, styles, t)
    book.close()
    return buffer.getvalue()


def _free_name(page: str, taken: Collection[str]) -> str:
    """'Nghèo đa chiều 2': the page, cut after a word, and the first free number, of letters that a sheet's name may have."""
    told, used = _NOT_IN_NAMES.sub(" ", page).strip(), {name.casefold() for name in taken}
    word = told if len(told) <= 26 else f"{told[:25].rpartition(' ')[0] or told[:25]}…"
    return next(name for n in count(1) if (name := f"{word} {n}").casefold() not in used)


class _Styles:
    """Formats by what they are for; those of numbers are made as they occur."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[str, bool], Any] = {}
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(head)
        self.head_number = book.add_format({**head, "align": "right"})
        self.head_beside = book.add_format({**head, "indent": 1})
        self.note = book.add_format({"font_color": "#4d5a69"})
        self.text = book.add_format({"valign": "top", "text_wrap": True})
        self.beside = book.add_format({"valign": "top", "text_wrap": True, "indent": 1})  # numbers may end left of it
        self.link = book.add_format({"font_color": "#12436d", "underline": 1})
        self.total = book.add_format({"bold": True, "top": 1})
        self.symbol = book.add_format({"align": "right"})
        self.symbol_total = book.add_format({"align": "right", "bold": True, "top": 1})

    def number(self, pattern: str, is_total: bool) -> Any:
        """The format of a number pattern."""
        key = (pattern, is_total)
        if key not in self._numbers:
            look = {"bold": True, "top": 1} if is_total else {}
            self._numbers[key] = self._book.add_format({"num_format": pattern, "align": "right", **look})
        return self._numbers[key]


def _write_table(sheet: Any, table: Sheet, heading: str, styles: _Styles) -> None:
    sheet.write_string(0, 0, cell_text(table["caption"]), styles.title)
    sheet.write_string(1, 0, cell_text(heading), styles.note)
    lines = 1
    for column, (label, is_numeric) in enumerate(table["head"]):
        longest = max((len(row[column]) for row in table["rows"] if isinstance(row[column], str)), default=0)
        width = min(max(longest + 2, 12 if column else 18), _WIDEST)
        sheet.set_column(column, column, width)
        of_text = styles.head_beside if column else styles.head
        sheet.write_string(_TOP, column, cell_text(label), styles.head_number if is_numeric else of_text)
        lines = max(lines, len(textwrap.wrap(label, width - 1)))
    sheet.set_row(_TOP, 15 * lines)
    first_total = len(table["rows"]) - table["totals"]
    for place, row in enumerate(table["rows"]):
        entries = zip(row, (is_numeric for _, is_numeric in table["head"]), strict=True)
        _write_row(sheet, _TOP + 1 + place, entries, styles, is_total=place >= first_total)
    for place, note in enumerate(table["notes"]):
        sheet.write_string(_TOP + 2 + len(table["rows"]) + place, 0, cell_text(note), styles.note)
    sheet.freeze_panes(_TOP + 1, 1)
    sheet.repeat_rows(_TOP)
    _fit_on_paper(sheet)


def _fit_on_paper(sheet: Any) -> None:
    """A4 across, all columns on one sheet, with its name and page below."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P/&N")


def _write_row(sheet: Any, at: int, row: Iterable[tuple[Any, bool]], styles: _Styles, *, is_total: bool) -> None:
    """The entries of a row, each with whether its column is one of numbers: there words are symbols."""
    plain, symbol = (styles.total, styles.symbol_total) if is_total else (styles.text, styles.symbol)
    for column, (entry, is_numeric) in enumerate(row):
        if isinstance(entry, str):
            of_text = styles.beside if column and not is_total else plain
            sheet.write_string(at, column, cell_text(entry), symbol if is_numeric else of_text)
        else:
            sheet.write_number(at, column, entry[0], styles.number(entry[1], is_total))


def _write_contents(sheet: Any, head: Sequence[str], listed: Mapping[str, str], styles: _Styles, t: Translator) -> None:
    for row, text in enumerate(head):
        sheet.write_string(row, 0, cell_text(text), styles.total if row else styles.title)
    top = len(head) + 1
    for column, name in enumerate((t("Sheet"), t("Table"))):
        sheet.write_string(top, column, name, styles.head)
    for row, (name, caption) in enumerate(listed.items(), start=top + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name)
        sheet.write_string(row, 1, cell_text(caption), styles.text)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    _fit_on_paper(sheet)
