"""One form on one sheet, drawn from its layout: title, header tiers, index row, a row per unit, validated cells.

Blank forms leave the figures open; a filled sheet takes them as given, numbers and texts alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, product
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from helpers.intake.layouts.layout import FormColumn, Layout
from helpers.intake.layouts.versions import capital_lines, label_on
from helpers.vocabulary.catalogue import indicator
from helpers.vocabulary.law import Duty, NoRule
from helpers.vocabulary.place import Unit

Key = tuple[str, str, str]  # unit code, indicator, detail
TOTAL = "Tổng cộng"
LINE_HEIGHT = 15.5
_RANGES = {
    "VND": ("decimal", 999_999_999, "Số tiền (triệu đồng)"),
    "share": ("decimal", 100, "Tỷ lệ (%)"),
}  # what cells take
CHARACTERS = 10  # of a bold line in a column of figures


@dataclass(frozen=True)
class Form:
    """What a sheet is about. figures: value or text as written, by unit, indicator and detail; money in million VND.

    names: how a unit is spelt on this sheet, where not as in the official list. duty: on what basis a blank form is
    sent, to whom and by when; a NoRule leaves these blank, None leaves them out.
    """

    layout: Layout
    place: str
    period: str
    day: date
    units: Sequence[Unit]
    total: Unit | None = None
    figures: Mapping[Key, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    duty: Duty | NoRule | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table: a unit with one part or one member of each dimension."""

    unit: Unit
    number: int
    part: int
    members: Mapping[str, str]

    def detail(self, column: FormColumn) -> str:
        """The detail of a column in this row."""
        return column.detail.format_map(self.members) if column.detail else ""


def write_sheet(book: Workbook, styles: Styles, form: Form, name: str) -> Worksheet:
    """Add the form to a workbook as a protected sheet: only the cells to be filled in can be changed."""
    sheet = book.add_worksheet(name)
    _Drawing(sheet, styles, form).draw()
    return sheet


@dataclass(frozen=True)
class _Drawing:
    """A form on its way to a sheet. Rows and columns are counted from 0."""

    sheet: Worksheet
    styles: Styles
    form: Form

    @property
    def layout(self) -> Layout:
        return self.form.layout

    def draw(self) -> None:
        """The whole sheet, from its title to the lock."""
        self._top()
        first = self._header()
        rows = list(enumerate(lines(self.form), start=first))
        for row, line in rows:
            self._line(row, line)
        self._parts(rows)
        if self.form.total and len(self.form.units) > 1 and not _dimensions(self.layout):
            self._total(self.form.total, first, rows[-1][0] + 1)
        if self.form.duty is not None:
            self._duty((rows[-1][0] if rows else first) + 3)
        self._dress(first, [line for _, line in rows])

    def _top(self) -> None:
        if self.form.notice:
            self.sheet.write_string(0, 0, self.form.notice, self.styles.notice)
        self.sheet.write_string(1, 0, self.layout.title, self.styles.title)
        self.sheet.write_string(2, 0, f"{self.form.place}, {self.form.period}", self.styles.plain)
        if self.layout.unit_of_measure:
            said = f"Đơn vị tính: {self.layout.unit_of_measure}"
            self.sheet.write_string(self.layout.header_row - 2, 0, said, self.styles.plain)

    def _header(self) -> int:
        """Header tiers and index row; returns the first row of the table (0-based)."""
        layout, top = self.layout, self.layout.header_row - 1
        headings = [_heading(column, self.form.day) for column in layout.columns]
        for tier in range(layout.tiers):
            self.sheet.set_row(top + tier, LINE_HEIGHT * _text_lines(layout, headings, tier))
            numbered = enumerate(headings)
            for _, span in groupby(
                numbered, key=lambda each: (each[1][: tier + 1], len(each[1]) > tier + 1 or each[0])
            ):
                columns = [at for at, _ in span]
                path = headings[columns[0]]
                if tier < len(path):
                    last = layout.tiers - 1 if tier == len(path) - 1 else tier
                    self._span((top + tier, columns[0]), (top + last, columns[-1]), path[tier])
        if not layout.index_row:
            return top + layout.tiers
        deepest = max(math.ceil(len(column.index) / CHARACTERS) for column in layout.columns)
        self.sheet.set_row(top + layout.tiers, LINE_HEIGHT * deepest)
        for at, column in enumerate(layout.columns):
            self.sheet.write_string(top + layout.tiers, at, column.index, self.styles.index)
        return top + layout.tiers + 1

    def _duty(self, row: int) -> None:
        """Legal basis, recipient and deadline under the table, as far as on record, and what is not known of them."""
        known = self.form.duty if isinstance(self.form.duty, Duty) else None
        told = {
            "Căn cứ": known.basis if known else None,
            "Nơi nhận": known.recipient if known else None,
            "Hạn gửi": known.due if known else None,
        }
        told |= {"Ghi chú": known.note} if known and known.note else {}
        for at, (word, text) in enumerate(told.items()):
            self.sheet.write_string(row + at, 0, f"{word}: {text['vi'] if text else '……'}", self.styles.plain)

    def _line(self, row: int, line: Line) -> None:
        for at, column in enumerate(self.layout.columns):
            if column.role == "figure":
                self._figure(row, at, line)
            else:
                self.sheet.write(row, at, *self._label(column, line))

    def _parts(self, rows: list[tuple[int, Line]]) -> None:
        """Number and name of a unit stand once over its sub-rows, as in the official forms."""
        height = len(self.layout.parts)
        for row, line in rows if height > 1 else []:
            if line.part == 0:
                for at, column in enumerate(self.layout.columns):
                    if column.role in ("number", "unit"):
                        self.sheet.merge_range(row, at, row + height - 1, at, *self._label(column, line))

    def _figure(self, row: int, at: int, line: Line) -> None:
        column = self.layout.columns[at]
        name, detail = column.indicator(line.part), line.detail(column)
        if not name or not column.applies_to(next(iter(line.members.values()), "")):
            self.sheet.write_blank(row, at, None, self.styles.shut)
            return
        value = self.form.figures.get((line.unit.code, name, detail))
        formula = _rate_formula(self.layout, at, line, row)
        if formula:
            self.sheet.write_formula(row, at, formula, self.styles.computed, "" if value is None else value)
            return
        measure = indicator(name).measure
        self.sheet.write(row, at, value, self.styles.of(measure))
        self.sheet.data_validation(row, at, row, at, validation(measure))

    def _total(self, total: Unit, first: int, row: int) -> None:
        """The total row (one per part): sums by formula, so that a clerk cannot mistype them."""
        height, count = max(1, len(self.layout.parts)), len(self.form.units)
        for part in range(height):
            line = Line(total, 0, part, {})
            texts = {"unit": "" if part else TOTAL, "part": self.layout.parts[part] if self.layout.parts else ""}
            rows = range(first + part, first + count * height, height)
            for at, column in enumerate(self.layout.columns):
                if column.role == "figure":
                    self._sum(row + part, at, line, rows)
                else:
                    self.sheet.write_string(row + part, at, texts.get(column.role, ""), self.styles.total)

    def _sum(self, row: int, at: int, line: Line, rows: range) -> None:
        column = self.layout.columns[at]
        name = column.indicator(line.part)
        value = self.form.figures.get((line.unit.code, name, line.detail(column)), "") if name else ""
        formula = _rate_formula(self.layout, at, line, row) if name else ""
        if formula:
            self.sheet.write_formula(row, at, formula, self.styles.computed, value)
        elif name and indicator(name).additive and indicator(name).measure != "flag":
            cells = [xl_rowcol_to_cell(each, at) for each in rows]
            summed = f"{cells[0]}:{cells[-1]}" if rows.step == 1 else ",".join(cells)
            self.sheet.write_formula(row, at, f'=IF(COUNT({summed})=0,"",SUM({summed}))', self.styles.total, value)
        else:
            self.sheet.write_blank(row, at, None, self.styles.shut)

    def _span(self, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
        """A heading in the cells from the first to the last."""
        if first == last:
            self.sheet.write_string(*first, text, self.styles.head)
        else:
            self.sheet.merge_range(*first, *last, text, self.styles.head)

    def _dress(self, first: int, told: list[Line]) -> None:
        """Widths, by the longest text of a column, frozen header, one page wide on paper, and the lock."""
        widths = {"number": 5, "unit": 24, "part": 12, "dimension": 24, "note": 24, "code": 9}
        for at, column in enumerate(self.layout.columns):
            longest = max((len(self._text(column, line)) for line in told), default=0)
            self.sheet.set_column(at, at, max(widths.get(column.role, 12), longest + 2))
        labels = [at for at, each in enumerate(self.layout.columns) if each.role in widths and each.role != "note"]
        self.sheet.freeze_panes(first, max(labels, default=-1) + 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(self.layout.header_row - 1, first - 1)
        self.sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})

    def _label(self, column: FormColumn, line: Line) -> tuple[Any, Format]:
        """What a cell beside the figures says, and its format."""
        if column.role == "number":
            return line.number, self.styles.number
        return self._text(column, line), self.styles.label

    def _text(self, column: FormColumn, line: Line) -> str:
        if column.role == "unit":
            return self.form.names.get(line.unit.code, line.unit.name)
        if column.role == "part":
            return self.layout.parts[line.part]
        if column.role == "dimension":
            code = line.members[column.name]
            told = label_on(column.members_of, code, self.form.day) if column.members_of else ""
            return told or next(label for label, known in column.members.items() if known == code)
        return line.unit.code if column.role == "code" else ""


def lines(form: Form) -> Iterator[Line]:
    """The rows of the table in order: units, and for each its parts or the lines of its dimensions."""
    choices = _lines_of(form)
    for number, unit in enumerate(form.units, start=1):
        for part in range(max(1, len(form.layout.parts))):
            for members in choices:
                yield Line(unit, number, part, members)


def _lines_of(form: Form) -> list[dict[str, str]]:
    """What the dimensions of a unit's rows are: as the law of the day says, or each member with each."""
    if form.layout.lines == "capital":
        return capital_lines(form.day)
    dimensions = _dimensions(form.layout)
    choices = [dict.fromkeys(code for code in column.members.values() if code != "all") for column in dimensions]
    return [{column.name: code for column, code in zip(dimensions, codes, strict=True)} for codes in product(*choices)]


def _dimensions(layout: Layout) -> list[FormColumn]:
    return [column for column in layout.columns if column.role == "dimension"]


def _text_lines(layout: Layout, headings: Sequence[tuple[str, ...]], tier: int) -> int:
    """Lines of text that a header row needs: of texts that stand in it alone, over one column or several."""
    needed = [1.0]
    for path in {heading[: tier + 1] for heading in headings if len(heading) > tier}:
        under = [heading for heading in headings if heading[: tier + 1] == path]
        rows = layout.tiers - tier if len(under[0]) == tier + 1 else 1
        needed.append(len(path[tier]) / (CHARACTERS * len(under)) / rows)
    return math.ceil(max(needed) + 0.3)


def _heading(column: FormColumn, day: date) -> tuple[str, ...]:
    """The heading path; a column of money spent says until which day."""
    if not column.cut_off:
        return column.heading
    return (*column.heading[:-1], f"{column.heading[-1]} {day.day}/{day.month}/{day.year}")


def _rate_formula(layout: Layout, at: int, line: Line, row: int) -> str:
    """The formula of a printed rate whose counts stand in the same row, else ''."""
    column = layout.columns[at]
    entry = indicator(column.indicator(line.part))
    if entry.kind != "printed" or not entry.numerator:
        return ""
    above = _position(layout, entry.numerator, line, line.detail(column))
    below = _position(layout, entry.denominator, line, line.detail(column))
    if above is None or below is None:
        return ""
    count, base = xl_rowcol_to_cell(row, above), xl_rowcol_to_cell(row, below)
    return f'=IF(N({base})=0,"",ROUND({count}/{base}*100,2))'


def _position(layout: Layout, name: str, line: Line, detail: str) -> int | None:
    """The column of a figure in the same row."""
    for at, column in enumerate(layout.columns):
        if column.role == "figure" and column.indicator(line.part) == name and line.detail(column) in {detail, ""}:
            return at
    return None


class Styles:
    """The cell formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
        head = base | {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#E7EDF4"}
        self.title = book.add_format(base | {"bold": True, "font_size": 13})
        self.plain = book.add_format(base | {"italic": True})
        self.notice = book.add_format(base | {"bold": True, "font_color": "#801650"})
        self.head = book.add_format(head)
        self.index = book.add_format(head | {"bold": False, "italic": True, "font_size": 9})
        self.label = book.add_format(base | {"border": 1, "text_wrap": True, "bg_color": "#F5F5F5"})
        self.number = book.add_format(base | {"border": 1, "align": "center", "bg_color": "#F5F5F5"})
        summed = {"border": 1, "bold": True, "num_format": "#,##0.##", "bg_color": "#F5F5F5"}
        self.total = book.add_format(base | summed)
        self.computed = book.add_format(base | {"border": 1, "num_format": "0.00", "bg_color": "#F5F5F5"})
        self.shut = book.add_format(base | {"border": 1, "bg_color": "#D9D9D9"})
        self._input = base | {"border": 1, "locked": False}
        self.count = book.add_format(self._input | {"num_format": "#,##0"})
        self.money = book.add_format(self._input | {"num_format": "#,##0.0##"})
        self.share = book.add_format(self._input | {"num_format": "0.00"})
        self.flag = book.add_format(self._input | {"align": "center"})

    def of(self, measure: str) -> Format:
        """The format of an input cell."""
        return {"VND": self.money, "share": self.share, "flag": self.flag}.get(measure, self.count)


def validation(measure: str) -> dict[str, Any]:
    """What a cell for figures of a measure takes; a cell without figures stays blank."""
    if measure == "flag":
        told = {"error_title": "Đạt hay chưa đạt", "error_message": "Ghi x nếu đạt, 0 nếu chưa đạt."}
        return {"validate": "list", "source": ["x", "0"], **told}
    kind, most, title = _RANGES.get(measure, ("integer", 99_999_999, "Số nguyên, không ghi dấu chấm"))
    message = f"{title}: từ 0 đến {most}; không ghi chữ. Nếu chưa có số liệu, để trống."
    told = {"error_title": title[:32], "error_message": message}
    return {"validate": kind, "criteria": "between", "minimum": 0, "maximum": most, **told}
