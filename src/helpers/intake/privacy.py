"""Lists of persons are no business of this project: a file that holds one is refused whole and nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from helpers.intake.grid import Grid, address
from helpers.intake.layout import heading_key
from helpers.intake.vietnamese import repair

_HEADINGS = re.compile(
    r"(?:ho va ten|ho ten|ho ten va chu dem)(?: (?:chu ho|thanh vien|nguoi .*|cac thanh vien.*))?|ten chu ho"
    r"|(?:so )?(?:cccd|cmnd|cmtnd|can cuoc(?: cong dan)?|chung minh nhan dan|dinh danh ca nhan)(?: .*)?"
    r"|(?:ngay(?: thang)? nam sinh|ngay sinh|nam sinh|sinh ngay)(?: .*)?|so dien thoai|dien thoai|sdt"
    r"|so (?:ho khau|the bhyt|tai khoan)(?: .*)?"
)
_TITLE = re.compile(r"danh sach (?:chi tiet )?(?:ho (?:ngheo|can ngheo|gia dinh)|nhan khau|cac ho)")
_CITIZEN_NUMBER = re.compile(r"0\d{11}")
ROWS = 200  # a heading stands in the first rows of a sheet or nowhere


def personal_data(grids: Iterable[Grid]) -> tuple[str, str] | None:
    """Sheet and cell of the first heading (or number) of a person, hidden sheets included; None where there is none.

    '(Ký, ghi rõ họ tên)' under a table is a signature, not a heading: a heading stands in a row of headings.
    """
    for grid in grids:
        leading = [cell for cells in grid.rows for cell in cells if type(cell) is str and cell[:1] == "0"]
        numbered = any(map(_is_number, leading))  # most sheets have no such number, and need not be looked at twice
        for row, cells in enumerate(grid.rows if numbered else grid.rows[:ROWS]):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell and (_is_number(cell) or _is_heading(cell, cells, row)):
                    return grid.sheet, address(row, column)
    return None


def _is_number(cell: str) -> bool:
    """Whether a cell is the number of a citizen, wherever it stands."""
    return cell[:1] == "0" and _CITIZEN_NUMBER.fullmatch(cell.strip()) is not None


def _is_heading(cell: str, cells: list[object], row: int) -> bool:
    if row >= ROWS or not 2 < len(cell) < 80:
        return False
    key = heading_key(repair(cell))
    beside = sum(isinstance(other, str) and other != "" for other in cells)
    return bool(_HEADINGS.fullmatch(key) and beside >= 3) or bool(_TITLE.match(key))
