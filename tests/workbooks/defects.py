"""The defects of real Vietnamese tables, one workbook each, and exactly what reading must find in them.

Each entry: how the sound book is spoilt, and the findings as (code, cell). The defects are those found in published
workbooks and cleaners' code; the figures are invented.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from tests.workbooks.legacy import encode_tcvn3, encode_vni
from tests.workbooks.sheets import FIRST, UNITS, Book, Formula, sound

Found = set[tuple[str, str]]
NAMES = [f"B{FIRST + at}" for at in range(len(UNITS))]


@dataclass(frozen=True)
class Defect:
    """A spoilt book and the findings that it must give. `rejected` cells hold figures that are not accepted."""

    book: Callable[[], Book]
    findings: frozenset[tuple[str, str]] = frozenset()
    rejected: int = 0


def spoilt(**cells: object) -> Callable[[], Book]:
    """The sound book with some cells replaced."""

    def build() -> Book:
        book = sound()
        for cell, value in cells.items():
            book.put(cell, value)
        return book

    return build


def renamed(change: Callable[[str], str]) -> Callable[[], Book]:
    """The sound book with every text of the body changed."""

    def build() -> Book:
        book = sound()
        for cell in NAMES:
            book.put(cell, change(book.get(cell)))
        return book

    return build


def everywhere(change: Callable[[str], str]) -> Callable[[], Book]:
    """The sound book with every text of the sheet changed, title and headings included."""

    def build() -> Book:
        book = sound()
        book.sheets = {
            name: [[change(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
            for name, rows in book.sheets.items()
        }
        return book

    return build


def inserted(at: int, *rows: list[object]) -> Callable[[], Book]:
    """The sound book with rows put before Excel row `at`."""

    def build() -> Book:
        book = sound()
        book.rows[at - 1 : at - 1] = [list(row) for row in rows]
        return book

    return build


def one_commune(total: str) -> Callable[[], Book]:
    """A return of the first commune alone, with a total row."""

    def build() -> Book:
        book = sound(UNITS[:1])
        return book.put(f"B{FIRST + 1}", total)

    return build


def titled(text: str) -> Callable[[], Book]:
    """A return of the first commune alone, which names its sender above the table."""

    def build() -> Book:
        book = sound(UNITS[:1]).put("A5", text)
        del book.rows[FIRST]
        return book

    return build


def repeated_header() -> Book:
    book = sound()
    book.rows[FIRST + 3 : FIRST + 3] = [list(row) for row in book.rows[7:11]]
    return book


def second_sheet(name: str, rows: list[list[object]], hidden: bool = False) -> Callable[[], Book]:
    def build() -> Book:
        book = sound()
        book.sheets[name] = rows
        book.hidden = {name} if hidden else set()
        return book

    return build


def extra_column() -> Book:
    book = sound().put("Q8", "Số hộ thoát nghèo bền vững")
    for at in range(len(UNITS)):
        book.put(f"Q{FIRST + at}", 5)
    return book


def shifted_row() -> Book:
    """One row pasted a column too far to the right."""
    book = sound()
    row = FIRST + 1
    book.rows[row] = ["", *book.rows[row]]
    return book


def columns_swapped() -> Book:
    """The index row went with its columns, the headings stayed."""
    book = sound()
    index = book.rows[10]
    index[4], index[6] = "5", "3"
    return book


def claims_65535_rows() -> Book:
    return sound().put("A65535", " ")


def marked(codes: str, cells: list[str]) -> frozenset[tuple[str, str]]:
    return frozenset((codes, cell) for cell in cells)


def texts_of(book: Book, change: Callable[[str], str]) -> list[str]:
    """Cells of headings and names whose text the change alters: each gets a note."""
    found = []
    for row in [*range(7, 10), *range(FIRST - 1, FIRST + len(UNITS) + 1)]:
        for column, cell in enumerate(book.rows[row]):
            if isinstance(cell, str) and change(cell) != cell:
                found.append(f"{chr(65 + column)}{row + 1}")
    return found


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def look_alike(text: str) -> str:
    return text.replace("Đ", "\u00d0")


PREFIXES = dict(zip(NAMES, ["x. Đăk Nên", "X.Đăk Ring", "Măng Bút", "XÃ ĐĂK TĂNG", "xã Ngọk Tem", "Pờ Ê", "Xã Măng Cành", "TT. Măng Đen", "Xã Hiếu (*)"], strict=True))  # fmt: skip
SPELLINGS = dict(zip(NAMES, ["Xã Đắk Nên", "Dak Ring", "Xã Măng Buk", "Đắk Tăng", "Xã Ngọc Tem", "Po E", "Mang Canh", "Mang Den", "Xã Hiếu"], strict=True))  # fmt: skip

DEFECTS: dict[str, Defect] = {
    "sound": Defect(sound),
    "01_tcvn3_bytes": Defect(everywhere(encode_tcvn3), marked("Q201", texts_of(sound(), encode_tcvn3))),
    "02_tcvn3_capitals": Defect(renamed(lambda name: encode_tcvn3(name.upper())), marked("Q201", NAMES)),
    "03_tcvn3_soft_hyphen": Defect(
        spoilt(B18="P\xea \xaa", B14="X\xb7 §¨k Ring", E8="KÕt qu¶ rµ so¸t vÒ hé (chÝnh th\xf8c)", B8="Ph\xadêng/ X·"),
        marked("Q201", ["B18", "B14", "E8", "B8"]),
    ),
    "04_vni": Defect(everywhere(encode_vni), marked("Q201", texts_of(sound(), encode_vni))),
    "06_decomposed": Defect(everywhere(nfd), marked("Q201", texts_of(sound(), nfd))),
    "07_look_alike_d": Defect(renamed(look_alike), marked("Q201", ["B13", "B14", "B16", "B20"])),
    "09_invisible_and_extra_spaces": Defect(
        spoilt(
            B13="Xã\u00a0Đăk Nên", B14=" Xã Đăk Ring", B15="Xã  Măng Bút", B16="Xã Đăk Tăng ", B17="Xã Ngọk\u200b Tem"
        ),
        marked("Q201", ["B13", "B14", "B15", "B16", "B17"]),
    ),
    "10_spellings_of_one_name": Defect(spoilt(**SPELLINGS)),
    "11_prefix_variants": Defect(spoilt(**PREFIXES)),
    "12_thousands_dot_and_decimal_comma": Defect(
        spoilt(C13="1.600", C14="650", D13="2.400", F13="20,00", H13="10,00%", E14="130")
    ),
    "14_text_in_numeric_cells": Defect(
        spoilt(E13="đang cập nhật", E14="Như cột số 4", E15="…", E16="-", G13="abc"),
        frozenset({("Q205", "E13"), ("Q205", "E14"), ("Q203", "G13")}),
        rejected=1,
    ),
    "15_totals_anywhere": Defect(inserted(12, ["", "Huyện Kon Plông (Tổng số)", 7200, 28800])),
    "15_subtotal_of_another_level": Defect(
        inserted(FIRST, ["", "Huyện Đăk Glei", 100, 400]), frozenset({("Q310", "B13")})
    ),
    "15_sum_of_one_commune": Defect(one_commune("Tổng cộng"), frozenset({("Q310", "B14")})),
    "15_total_of_the_district_beside_one_commune": Defect(one_commune("Toàn huyện")),
    "16_formula_and_letter_rows": Defect(inserted(12, ["A", "B", *(str(at) for at in range(1, 15))])),
    "18_number_3_10_and_sections": Defect(
        spoilt(A13="3.10", A14=3.1, A22="II", B22="Khu vực thành thị", **{f"{c}22": "" for c in "CDEFGHIJKLMNOP"})
    ),
    "19_missing_denominator": Defect(
        spoilt(C13="", F13=Formula("=E13/C13*100", "#DIV/0!")), frozenset({("Q207", "F13")}), rejected=1
    ),
    "19_formula_without_result": Defect(spoilt(E13=Formula("=100+20", "")), frozenset({("Q208", "E13")}), rejected=1),
    "20_blank_is_not_zero": Defect(spoilt(**{f"{c}13": "" for c in "CDEFGHIJKLMNOP"})),
    "24_title_of_another_year": Defect(spoilt(A3="NĂM 2022"), frozenset({("Q124", "A3")}), rejected=149),
    "24_years_of_a_decree_and_of_the_figures": Defect(
        spoilt(A3="(Kèm theo Quyết định ban hành năm 2021)", A4="Năm 2023, so với năm 2022")
    ),
    "title_of_another_unit": Defect(titled("UBND xã Hiếu"), frozenset({("Q125", "A5")}), rejected=15),
    "title_of_its_own_unit_in_another_spelling": Defect(titled("Xã Đắk Nên, năm 2023")),
    "26_repeated_header": Defect(repeated_header, frozenset({("Q114", "B17")})),
    "27_old_name_after_its_end": Defect(spoilt(B20="Xã Đắk Long"), frozenset({("Q305", "B20")})),
    "unknown_unit": Defect(spoilt(B13="Xã Đăk Niên Thượng"), frozenset({("Q301", "B13")}), rejected=14),
    "row_without_a_name": Defect(spoilt(B13=""), frozenset({("Q311", "B13")}), rejected=14),
    "date_in_a_numeric_cell": Defect(spoilt(E13=datetime.date(2023, 10, 3)), frozenset({("Q211", "E13")}), rejected=1),
    "column_unknown": Defect(extra_column, frozenset({("Q112", "Q8")}), rejected=9),
    "column_without_heading": Defect(
        spoilt(G9="", G10="", H10=""), frozenset({("Q111", "B8"), ("Q112", "H8"), ("Q112", "G8")}), rejected=20
    ),
    "columns_moved": Defect(columns_swapped, frozenset({("Q113", "E11"), ("Q113", "G11")})),
    "row_shifted": Defect(shifted_row, frozenset({("Q301", "B15")}), rejected=15),
    "town_called_commune": Defect(spoilt(B20="Xã Măng Đen"), frozenset({("Q309", "B20")})),
    "hidden_sheet": Defect(second_sheet("Cũ", [["Năm 2021"], [1, 2, 3]], hidden=True), frozenset({("Q109", "")})),
    "another_sheet": Defect(second_sheet("Lịch họp", [["Thứ hai", "8h00"]]), frozenset({("Q110", "")})),
    "sheet_claims_65535_rows": Defect(claims_65535_rows),
}
