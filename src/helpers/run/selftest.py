"""`commune selftest`: whether this machine reads as it should. A small museum of what communes send, written and read back.

Libraries, code pages and fonts differ from machine to machine. Each exhibit is one table in another dress; all must give
the same figures.
"""

from __future__ import annotations

import csv
import io
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.intake import read_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

Cells = Sequence[Sequence[object]]
SCOPE = """
parent = "62"
level = "commune"
title = { vi = "Huyện Thử", en = "Trial district" }
[[boundary]]
version = "2019"
valid_from = 2019-01-01
total = { code = "613", vi = "Huyện Thử", en = "Trial district" }
units = [{ code = "23452", name = "Xã Đăk Nên" }, { code = "23455", name = "Xã Đăk Ring" }]
"""
HEAD = ["Xã", "Tổng số hộ dân cư", "Số hộ nghèo"]
#: What every exhibit must give: the figures of its two communes.
EXPECTED = {("23452", "households"): 1731.0, ("23452", "poor_households"): 512.0,
            ("23455", "households"): 610.0, ("23455", "poor_households"): 97.0}  # fmt: skip
NUMBERS = [["Xã Đăk Nên", 1731, 512], ["Xã Đăk Ring", 610, 97]]
TYPED = [["Xã Đăk Nên", "1.731", "512"], ["Xã Đăk Ring", " 610 ", "97 hộ"]]
SPELT = [["xã ĐĂK NÊN", "1.731", "512"], ["Đak Ring", "610", "97"]]
LEGACY = [
    ["X·", "Tæng sè hé d©n c­", "Sè hé nghÌo"],
    ["X· §¨k Nªn", "1.731", "512"],
    ["X· §¨k Ring", "610", "97"],
]  # TCVN3, as the font .VnTime shows it


@dataclass(frozen=True)
class Exhibit:
    """A table as somebody sends it: what is special about it, the file's name, and how it is written."""

    name: str
    file: str
    write: Callable[[Path], None]


def selftest() -> Iterator[tuple[str, str]]:
    """Each exhibit with what is wrong with it here, '' if nothing is."""
    for exhibit in EXHIBITS:
        yield exhibit.name, fault_of(exhibit)


def fault_of(exhibit: Exhibit) -> str:
    """Figures that an exhibit does not give as it should, '' if it gives all."""
    with tempfile.TemporaryDirectory(prefix="commune-selftest-") as folder:
        edition = Edition(Project(Path(folder)), "trial", Period.parse("2023"))
        edition.raw.mkdir(parents=True)
        (edition.raw.parent / "scope.toml").write_text(SCOPE, encoding="utf-8")
        listed = f'[[source]]\nfile = "{exhibit.file}"\nkind = "demonstration"\nform = "catalogue"\n'
        (edition.raw / "sources.toml").write_text(listed, encoding="utf-8")
        exhibit.write(edition.raw / exhibit.file)
        found = read_period(edition)
    rows = found.observations
    given = dict(zip(zip(rows["unit"], rows["indicator"], strict=True), rows["value"], strict=True))
    if given == EXPECTED:
        return ""
    wrong = [f"{'/'.join(key)} is {given.get(key, 'not read')}, not {value:g}" for key, value in EXPECTED.items() if given.get(key) != value]  # fmt: skip
    return "; ".join([*wrong, *(f"{'/'.join(key)} is too many" for key in given if key not in EXPECTED)])


def _text(rows: Cells, encoding: str, separator: str = ",", *, apart: bool = False) -> Callable[[Path], None]:
    """Separated text. apart: accents are signs of their own, as some systems write them."""

    def write(path: Path) -> None:
        held = io.StringIO()
        csv.writer(held, delimiter=separator).writerows([HEAD, *rows])
        text = unicodedata.normalize("NFD", held.getvalue()) if apart else held.getvalue()
        path.write_bytes(text.encode(encoding))

    return write


def _workbook(rows: Cells, title: str = "", font: str = "") -> Callable[[Path], None]:
    """A workbook whose first row is the heading. title: merged above it. font: that its letters are meant for."""

    def write(path: Path) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Font

        book = Workbook()
        sheet = book.worksheets[0]
        if title:
            sheet.append([title])
            sheet.merge_cells("A1:C1")
            sheet.append([])
        for row in rows:
            sheet.append(list(row))
        for cell in (cell for row in sheet.iter_rows() for cell in row if font):
            cell.font = Font(name=font)
        book.save(path)

    return write


EXHIBITS = (
    Exhibit("a workbook with numbers", "a.xlsx", _workbook([HEAD, *NUMBERS])),
    Exhibit("a workbook with numbers typed as text", "a.xlsx", _workbook([HEAD, *TYPED])),
    Exhibit("names spelt in other ways", "a.xlsx", _workbook([HEAD, *SPELT])),
    Exhibit("a merged title above the heading", "a.xlsx", _workbook([HEAD, *NUMBERS], title="KẾT QUẢ RÀ SOÁT")),
    Exhibit("a workbook in a legacy font", "a.xlsx", _workbook(LEGACY, font=".VnTime")),
    Exhibit("CSV with commas, UTF-8", "a.csv", _text(TYPED, "utf-8")),
    Exhibit("CSV with semicolons, as Excel saves it in Việt Nam", "a.csv", _text(TYPED, "utf-8-sig", ";")),
    Exhibit("text with tabs, UTF-16, as Excel saves Unicode text", "a.txt", _text(TYPED, "utf-16", "\t")),
    Exhibit("accents as signs of their own", "a.csv", _text(TYPED, "utf-8", apart=True)),
    Exhibit("a file name with accents", "Biểu số 1 – Đăk Nên.xlsx", _workbook([HEAD, *NUMBERS])),
)
