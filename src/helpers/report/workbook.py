"""tables.xlsx: every table of the pages on a sheet of its own, with title, notes and symbols."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpers.report.page_tables import PageTable, TableCell, number
from helpers.report.plain import cell_text
from helpers.vocabulary.language import translator

_NOTHING_RUNS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST = 44


def workbook(
    titles: Mapping[str, str],
    pages: Mapping[tuple[str, str], tuple[str, list[PageTable]]],
    *,
    internal: bool = False,
    demonstration: bool = False,
) -> bytes:
    """The workbook of the pages' tables: a list of contents, then a sheet per table.

    titles: what the workbook is about, by language; pages: heading and tables by (language, page). Text is never a
    formula or a link; figures are numbers that show as on the page, symbols included. Equal pages give equal bytes.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, _NOTHING_RUNS)
    book.set_properties({"title": "; ".join(titles.values()), "created": datetime(2000, 1, 1)})
    styles = _Styles(book)
    contents = book.add_worksheet(translator(next(iter(titles), "vi"))("Contents"))
    listed = []
    for (lang, page), (heading, tables) in pages.items():
        for place, table in enumerate(tables, start=1):
            name = f"{lang} {page} {place}"[:31]
            _write_table(book.add_worksheet(name), table, heading, lang, styles)
            listed.append((lang, name, heading, table.caption))
    _write_contents(contents, titles, listed, styles, internal=internal, demonstration=demonstration)
    book.close()
    return buffer.getvalue()


class _Styles:
    """Formats by what they are for; those of numbers are made as they occur."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[str, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.head_number = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"}
        )
        self.note = book.add_format({"font_color": "#4d5a69"})
        self.text = book.add_format({"valign": "top"})
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


def _write_table(sheet: Any, table: PageTable, heading: str, lang: str, styles: _Styles) -> None:
    sheet.write_string(0, 0, cell_text(table.caption), styles.title)
    sheet.write_string(1, 0, cell_text(heading), styles.note)
    top = 3
    for column, cell in enumerate(table.header):
        sheet.write_string(top, column, cell_text(cell.text), styles.head_number if cell.numeric else styles.head)
    for place, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            _write_cell(sheet, top + 1 + place, column, cell, lang, styles, place >= len(table.rows) - table.totals)
    for place, note in enumerate(table.notes):
        sheet.write_string(top + 2 + len(table.rows) + place, 0, cell_text(note), styles.note)
    for column in range(len(table.header)):
        longest = max((len(row[column].text) for row in table.rows if column < len(row)), default=0)
        sheet.set_column(column, column, min(max(longest + 2, 12 if column else 18), _WIDEST))
    sheet.freeze_panes(top + 1, 1)


def _write_cell(sheet: Any, row: int, column: int, cell: TableCell, lang: str, styles: _Styles, total: bool) -> None:
    found = number(cell.written, lang) if cell.numeric else None
    if found is None:
        plain, symbol = (styles.total, styles.symbol_total) if total else (styles.text, styles.symbol)
        sheet.write_string(row, column, cell_text(cell.text), symbol if cell.numeric else plain)
        return
    value, decimals, percent = found
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + ("%" if percent else "")
    signed = f"+{pattern};-{pattern};{pattern}" if cell.written.startswith("+") else pattern
    sheet.write_number(row, column, value, styles.number(_with_marks(signed, cell.marks), total))


def _with_marks(pattern: str, marks: str) -> str:
    """The number pattern with the symbols as quoted text behind each of its sections."""
    return ";".join(f'{part}"{marks}"' for part in pattern.split(";")) if marks else pattern


def _write_contents(
    sheet: Any, titles: Mapping[str, str], listed: list[tuple[str, str, str, str]], styles: _Styles,
    *, internal: bool, demonstration: bool,
) -> None:  # fmt: skip
    row = 0
    for lang, title in titles.items():
        t = translator(lang)
        sheet.write_string(row, 0, cell_text(title), styles.title)
        warnings = [t("Internal: not for publication, small numbers are shown")] if internal else []
        warnings += [t("Demonstration data")] if demonstration else []
        for place, warning in enumerate(warnings, start=1):
            sheet.write_string(row + place, 0, cell_text(warning), styles.total)
        row += len(warnings) + 2
        for column, name in enumerate((t("Sheet"), t("Page"), t("Table"))):
            sheet.write_string(row, column, name, styles.head)
        for _, name, heading, caption in (entry for entry in listed if entry[0] == lang):
            row += 1
            for column, text in enumerate((name, heading, caption)):
                sheet.write_string(row, column, cell_text(text), styles.text)
        row += 2
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 60)
