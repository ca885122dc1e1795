"""Makes the files of `commune selftest`: `python -m tests.workbooks.museum`, with LibreOffice for those that only it writes.

One table of two communes in every dress in which communes send it; `museum.toml` says what it must give.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from tests.workbooks.binary import write_xlsb

MUSEUM = Path(__file__).parents[2] / "src/helpers/run/museum"
HEAD = ["Xã", "Tổng số hộ dân cư", "Số hộ nghèo", "Tỷ lệ hộ nghèo"]
NUMBERS = [["Xã Đăk Nên", 1731, 512, 0.2958], ["Xã Đăk Ring", 610, 97, 0.159]]
TYPED = [["Xã Đăk Nên", "1.731", "512", "29,58%"], ["Xã Đăk Ring", " 610 ", "97 hộ", "15,9 %"]]
SPELT = [["xã ĐĂK NÊN", "1.731", "512", "29,58%"], ["Đak Ring", "610", "97", "15,90%"]]
LEGACY = [  # TCVN3, as the font .VnTime shows it
    ["X·", "Tæng sè hé d©n c­", "Sè hé nghÌo", "Tû lÖ hé nghÌo"],
    ["X· §¨k Nªn", "1.731", "512", "29,58%"],
    ["X· §¨k Ring", "610", "97", "15,90%"],
]


def text(name: str, encoding: str, separator: str = ",", *, apart: bool = False) -> None:
    """Separated text. apart: accents are signs of their own, as some systems write them."""
    held = io.StringIO()
    csv.writer(held, delimiter=separator).writerows([HEAD, *TYPED])
    said = unicodedata.normalize("NFD", held.getvalue()) if apart else held.getvalue()
    (MUSEUM / name).write_bytes(said.encode(encoding))


def workbook(name: str, rows: list[list[Any]], title: str = "", font: str = "") -> None:
    """A workbook whose first row is the heading. title: merged above it. font: that its letters are meant for."""
    book = Workbook()
    sheet = book.worksheets[0]
    if title:
        sheet.append([title])
        sheet.merge_cells("A1:D1")
        sheet.append([])
    for row in rows:
        sheet.append(row)
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        cell.font = Font(name=font or "Times New Roman")
        cell.number_format = "0.00%" if isinstance(cell.value, float) else "General"
    book.save(MUSEUM / name)


def page(name: str) -> None:
    """A web page with the extension of a workbook, as reporting systems export it."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEAD, *TYPED])
    (MUSEUM / name).write_text(f'<html><meta charset="utf-8"><table>{rows}</table></html>', encoding="utf-8")


def saved(name: str, source: str) -> None:
    """A workbook opened and saved by LibreOffice in the format of the name."""
    with tempfile.TemporaryDirectory() as folder:
        kind = name.rsplit(".", 1)[1]
        asked = ["soffice", "--headless", "--convert-to", kind, "--outdir", folder, str(MUSEUM / source)]
        subprocess.run(asked, check=True, capture_output=True)
        shutil.move(Path(folder) / f"{source.rsplit('.', 1)[0]}.{kind}", MUSEUM / name)


def main() -> None:
    """Write every file."""
    workbook("numbers.xlsx", [HEAD, *NUMBERS])
    workbook("typed.xlsx", [HEAD, *TYPED])
    workbook("spelt.xlsx", [HEAD, *SPELT])
    workbook("title.xlsx", [HEAD, *NUMBERS], title="KẾT QUẢ RÀ SOÁT")
    workbook("font.xlsx", LEGACY, font=".VnTime")
    workbook("Biểu số 1 – Đăk Nên.xlsx", [HEAD, *NUMBERS])
    write_xlsb([HEAD, *([name, *numbers, (rate, 1)] for name, *numbers, rate in NUMBERS)], MUSEUM / "binary.xlsb", [("0.00%", 0)])  # fmt: skip
    saved("saved.xls", "numbers.xlsx")
    saved("saved.ods", "numbers.xlsx")
    saved("font.xls", "font.xlsx")
    page("exported.xls")
    text("comma.csv", "utf-8")
    text("semicolon.csv", "utf-8-sig", ";")
    text("unicode.txt", "utf-16", "\t")
    text("apart.csv", "utf-8", apart=True)


if __name__ == "__main__":
    main()
