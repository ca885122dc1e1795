"""How the cells of a form look, and what they take."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format


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
        self.total = book.add_format(
            base | {"border": 1, "bold": True, "num_format": "#,##0.##", "bg_color": "#F5F5F5"}
        )
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


_RANGES = {"VND": ("decimal", 999_999_999, "Số tiền (triệu đồng)"), "share": ("decimal", 100, "Tỷ lệ (%)")}
