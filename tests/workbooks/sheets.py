"""A sound return of the poverty result form, as rows of cells, and ways to write it to a file.

The nine communes' figures are invented. Every defect workbook is this one with one thing wrong.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from helpers.intake.layouts.layout import Layout, layout

UNITS = [
    "Xã Đăk Nên", "Xã Đăk Ring", "Xã Măng Bút", "Xã Đăk Tăng", "Xã Ngọk Tem", "Xã Pờ Ê", "Xã Măng Cành",
    "Thị trấn Măng Đen", "Xã Hiếu",
]  # fmt: skip
MERGED_UNITS = ["Xã Măng Bút", "Xã Măng Đen", "Xã Kon Plông"]  # since 1/7/2025
FIRST = 13  # Excel row of the first commune: title in 2, header in 8-10, index row in 11, section in 12
HOUSEHOLDS, PERSONS, POOR, POOR_RATE, NEAR_POOR = "CDEFG"


@dataclass
class Book:
    """Sheets to be written: rows of cells by sheet name, merged ranges, and which sheets are hidden."""

    sheets: dict[str, list[list[Any]]]
    merged: dict[str, list[str]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    @property
    def rows(self) -> list[list[Any]]:
        """Rows of the first sheet."""
        return next(iter(self.sheets.values()))

    def put(self, cell: str, value: object) -> Book:
        """Write a value into a cell of the first sheet."""
        row, column = place(cell)
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row] += [""] * (column + 1 - len(self.rows[row]))
        self.rows[row][column] = value
        return self

    def get(self, cell: str) -> Any:
        """The value of a cell of the first sheet."""
        row, column = place(cell)
        return self.rows[row][column]


@dataclass(frozen=True)
class Formula:
    """A formula and the result stored with it; '' for none."""

    text: str
    result: object = ""


def place(cell: str) -> tuple[int, int]:
    """Row and column, from 0, of an Excel address with one letter."""
    return int(cell[1:]) - 1, ord(cell[0]) - 65


def sound(units: Sequence[str] = UNITS) -> Book:
    """A return without a fault: title, three header tiers, index row, section, communes, total and signatures."""
    form = layout("poverty_result")
    rows: list[list[Any]] = [[], [form.title], ["NĂM 2023"], ["(Kèm theo Báo cáo số      /BC-UBND)"], [], [], []]
    rows += header(form)
    rows.append(["I", "Khu vực nông thôn"])
    body = [figures(at) for at in range(len(units))]
    rows += [[str(at + 1), name, *counts] for at, (name, counts) in enumerate(zip(units, body, strict=True))]
    rows.append(["", "Tổng cộng", *totals(body)])
    rows += [
        [],
        ["", "Ghi chú: số liệu chính thức sau rà soát."],
        ["", "Người lập biểu", "", "", "", "TM. ỦY BAN NHÂN DÂN"],
    ]
    rows.append(["", "(Ký, ghi rõ họ tên)", "", "", "", "CHỦ TỊCH"])
    return Book({form.sheet: rows})


def header(form: Layout) -> list[list[Any]]:
    """The header's tiers, upper headings at the left of their columns, and the index row."""
    tiers: list[list[Any]] = []
    for tier in range(form.tiers):
        above: tuple[str, ...] = ()
        row = []
        for column in form.columns:
            path = column.heading[: tier + 1]
            row.append("" if len(column.heading) <= tier or path == above else path[-1])
            above = path
        tiers.append(row)
    return [*tiers, [column.index for column in form.columns]] if form.index_row else tiers


def figures(at: int) -> list[float]:
    """Figures of one commune that pass every check."""
    households, poor, near, average = 600 + 50 * at, 120 + 10 * at, 60 + at, 20 + at
    persons = households * 4
    row: list[float] = [households, persons]
    for base, factor in ((households, 1), (persons, 4)):
        for count in (poor, near, average):
            row += [count * factor, round(100 * count * factor / base, 2)]
    return row


def totals(body: Sequence[Sequence[float]]) -> list[float]:
    """The total row: sums of counts, rates from the sums."""
    row = [float(sum(column)) for column in zip(*body, strict=True)]
    for at in range(2, len(row), 2):
        base = row[0] if at < 8 else row[1]
        row[at + 1] = round(100 * row[at] / base, 2)
    return row


def write_xlsx(book: Book, path: Path) -> Path:
    """Write a book as xlsx; one with a formula without a result as programs do that cannot calculate."""
    cells = [cell for rows in book.sheets.values() for row in rows for cell in row]
    if any(isinstance(cell, Formula) and cell.result == "" for cell in cells):
        return write_uncalculated(book, path)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as workbook:
        dated = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in book.sheets.items():
            sheet = workbook.add_worksheet(name)
            if name in book.hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, Formula):
                        sheet.write_formula(row, column, cell.text, None, cell.result)
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, dated)
                    elif cell != "":
                        sheet.write(row, column, cell)
            for span in book.merged.get(name, ()):
                top = span.split(":")[0]
                sheet.merge_range(span, rows[place(top)[0]][place(top)[1]])
    return path


def write_uncalculated(book: Book, path: Path) -> Path:
    """Write a book as openpyxl does: formulas without results."""
    workbook = openpyxl.Workbook()
    for name, rows in book.sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([cell.text if isinstance(cell, Formula) else cell or None for cell in row])
    workbook.remove(workbook.worksheets[0])
    workbook.save(path)
    return path


def write_csv(rows: Iterable[Iterable[object]], path: Path, encoding: str = "utf-8", separator: str = ",") -> Path:
    """Write rows as csv."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def write_html(rows: Iterable[Iterable[object]], path: Path, encoding: str = "utf-8") -> Path:
    """Write rows as Excel saves a web page."""
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    page = f"<html><head><meta http-equiv=Content-Type content='text/html; charset={encoding}'></head><body><table>{cells}</table></body></html>"
    path.write_bytes(page.encode(encoding))
    return path
