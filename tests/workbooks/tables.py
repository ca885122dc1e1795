"""Made-up twins of tables that real offices publish, as rows of cells: shapes that were once misread."""

from __future__ import annotations

from typing import Any

Rows = list[list[Any]]
HEADINGS = (
    "TT", "Tên đơn vị", "Tổng số hộ", "Trong đó số hộ DTTS", "Số hộ nghèo DTTS", "Số hộ cận nghèo DTTS",
    "Số hộ thoát nghèo DTTS", "Số hộ nghèo DTTS phát sinh mới", "Số hộ DTTS tái nghèo", "Tỷ lệ hộ nghèo DTTS (%)",
    "Tỷ lệ hộ cận nghèo DTTS (%)",
)  # fmt: skip
NEN, HIEU = "Xã Đăk Nên", "Xã Hiếu"  # 23452 and 23476

BUDGET = """
form = "budget"
origin = "published"
title = "DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC XÃ"
recognise = [["dự toán thu, chi ngân sách"]]
valid_from = 2000-01-01
unit_of_measure = "triệu đồng"
[[column]]
role = "number"
heading = ["STT"]
[[column]]
role = "unit"
heading = ["Xã"]
[[column]]
heading = ["Tổng thu NSNN trên địa bàn các xã trực thuộc huyện"]
indicator = "capital_plan_vnd"
[[column]]
heading = ["Số bổ sung từ ngân sách huyện cho ngân sách các xã"]
indicator = "capital_allocated_vnd"
"""


def minority(first: list[Any], second: list[Any], headings: tuple[str, ...] = HEADINGS) -> Rows:
    """Biểu số 05 with two communes; each row of figures from column C."""
    return [["BIỂU SỐ 05"], [], list(headings), [1, NEN, *first], [2, HIEU, *second]]


def sound() -> Rows:
    """Biểu số 05 without a fault: 100 of 400 are 25 %, 50 are 12.5 %; 150 of 600 are 25 %, 60 are 10 %."""
    return minority([500, 400, 100, 50, 10, 5, 0, 25, 12.5], [800, 600, 150, 60, 20, 6, 0, 25, 10])


def groups(merged: bool = False) -> tuple[Rows, list[str]]:
    """Two groups whose last tiers are those of one: Kinh households beside the headings of minority ones."""
    top = ["TT", "Tên đơn vị", "Tổng số hộ", "Trong đó số hộ DTTS", "Số hộ nghèo DTTS", "Hộ dân tộc Kinh", ""]
    low = ["", "", "", "", "", "Số hộ nghèo", "Tái nghèo"]
    rows = [["BIỂU SỐ 05"], [], top, low, [1, NEN, 500, 400, 100, 7, 3], [2, HIEU, 800, 600, 150, 9, 4]]
    return rows, ["A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:G3"] if merged else []


def budget_in_lines() -> Rows:
    """A budget whose headings were broken by hand over six rows, the number column into letters."""
    return [
        ["DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC XÃ"],
        [],
        ["", "", "", "", "Đơn vị: Triệu đồng"],
        ["S", "", "TỔNG THU", "SỐ BỔ SUNG"],
        ["T", "XÃ", "NSNN", "TỪ NGÂN SÁCH"],
        ["T", "", "TRÊN ĐỊA BÀN", "HUYỆN"],
        ["", "", "CÁC XÃ", "CHO NGÂN SÁCH"],
        ["", "", "TRỰC THUỘC", "CÁC XÃ"],
        ["", "", "HUYỆN", ""],
        ["A", "B", 1, 2],
        [1, NEN, 120, 80],
        [2, HIEU, 200, 90],
    ]


def years_as_columns() -> Rows:
    """One figure under the years of two reviews."""
    return [
        ["BIỂU SỐ 05"],
        [],
        ["TT", "Tên đơn vị", "Tổng số hộ", "", "Số hộ nghèo DTTS", ""],
        ["", "", "Năm 2022", "Năm 2023", "Năm 2022", "Năm 2023"],
        [1, NEN, 490, 500, 120, 100],
        [2, HIEU, 790, 800, 170, 150],
    ]
