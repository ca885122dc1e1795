"""Nothing that a return says leaves intake, except official units, headings of forms, and numbers."""

from __future__ import annotations

import random
import shutil
import string
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from tests.workbooks.persons import NAMES, NUMBERS, TEXTS

from helpers.intake import read_period
from helpers.intake.discretion import Discretion
from helpers.quality import review
from helpers.quality.corrections import read_corrections
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[2]
RETURNS = [
    ("2024", "minh-hoa-23452-dak-nen.xlsx"),
    ("2024-H1", "minh-hoa-dat.xlsx"),
    ("2024-H1", "minh-hoa-chuong-trinh.xlsx"),
    ("2023", "minh-hoa-ket-qua.xlsx"),
    ("2023", "minh-hoa-phan-tich.xlsx"),
    ("2026-H1", "minh-hoa-23455-mang-but.xlsx"),
]
TURNS = 5  # one cell in so many is planted at a time, so that forms are still recognised by the others


@pytest.fixture
def token() -> str:
    """A word that no form, unit or catalogue has; another one in each run."""
    return "Qzx" + "".join(random.choices(string.ascii_lowercase, k=9))


def planted(source: Path, target: Path, token: str, turn: int) -> None:
    """A copy of a workbook with the token in one of TURNS cells, beside its words, and wherever else words can stand."""
    book = openpyxl.load_workbook(source)
    for number, sheet in enumerate(book.worksheets):
        for at, cell in enumerate(cell for row in sheet.iter_rows() for cell in row):
            if at % TURNS != turn or type(cell).__name__ == "MergedCell":
                continue
            cell.value = f"{cell.value} {token}" if isinstance(cell.value, str) and at % 2 else token
            if at % 50 == turn:
                cell.comment = Comment(token, token)
        sheet.title = f"{token} {number}" if turn % 2 else sheet.title
        sheet.oddHeader.center.text = sheet.oddFooter.left.text = token
        sheet.add_data_validation(DataValidation(type="list", formula1=f'"{token},b"', sqref="A1"))
        sheet["A1"].number_format, sheet["A2"].hyperlink = f'0" {token}"', f"mailto:{token}@a.vn"
        sheet["A3"].font = Font(name=token)
        sheet.auto_filter.ref = "A4:B9"
        sheet.auto_filter.add_filter_column(0, [token])
    book.defined_names[token] = DefinedName(token, attr_text="1")
    book.custom_doc_props.append(StringProperty(name=token, value=token))
    for name in ("creator", "title", "keywords", "subject", "description", "category", "lastModifiedBy"):
        setattr(book.properties, name, token)
    book.save(target)


def tables_of(edition: Edition) -> dict[str, pd.DataFrame]:
    """Every table that reading and reviewing a period gives."""
    intake = read_period(edition)
    done = review(intake, edition)
    return {
        "observations": intake.observations, "columns": intake.columns, "accepted": done.accepted,
        "rejected": done.rejected, "findings": done.findings, "cells": done.cells,
    }  # fmt: skip


@pytest.mark.parametrize("turn", range(TURNS))
@pytest.mark.parametrize(("period", "name"), RETURNS)
def test_a_word_planted_anywhere_in_a_return_is_in_no_table(period, name, turn, token, tmp_path):
    project = Project(tmp_path)
    folder = project.raw("kon-plong", period)
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/kon-plong/scope.toml", folder.parent)
    planted(ROOT / "data/raw/kon-plong" / period / name, folder / f"{token}.xlsx", token, turn)
    shutil.copy(folder / f"{token}.xlsx", folder / f"{token} {token}.xlsx")  # and one that nobody lists
    (folder / "sources.toml").write_text(
        f'[[source]]\nfile = "{token}.xlsx"\nkind = "demonstration"\n', encoding="utf-8"
    )
    tables = tables_of(Edition(project, "kon-plong", Period.parse(period)))
    assert len(tables["findings"]) > 0
    for table, rows in tables.items():
        told = rows.astype(str).apply(lambda column: column.str.contains(token, case=False))
        assert not told.any(axis=None), rows[told.any(axis=1)].iloc[0].to_dict() | {"table": table}


@pytest.mark.parametrize("column", ["unit", "indicator", "detail", "as_of", "printed", "note"])
def test_a_word_planted_in_a_record_is_in_no_table(column, token, tmp_path):
    project = Project(tmp_path)
    folder = project.raw("kon-plong", "2023")
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/kon-plong/scope.toml", folder.parent)
    record = {"unit": "23452", "indicator": "households", "detail": "", "as_of": "", "printed": "500", "note": ""}
    lines = [",".join(record), ",".join(record.values()), ",".join((record | {column: token}).values())]
    (folder / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "sources.toml").write_text(
        '[[source]]\nfile = "a.csv"\nkind = "published"\nform = "published"\n', encoding="utf-8"
    )
    for rows in tables_of(Edition(project, "kon-plong", Period.parse("2023"))).values():
        assert not rows.astype(str).apply(lambda each: each.str.contains(token, case=False)).any(axis=None)


@pytest.mark.parametrize(
    "text",
    ["1.731", "22,38%", "Xã Đăk Nên", "đăk nên", "23452 Đăk Nên", "Tổng cộng", "Số hộ", "#REF!", "đang cập nhật", "năm 2023", "Huyện Kon Plông, năm 2023"],
)  # fmt: skip
def test_units_headings_and_numbers_may_be_told(text):
    assert Discretion(load_scope("kon-plong", Project(ROOT))).tells(text)


@pytest.mark.parametrize(
    "text", ["Nguyễn Văn Thử", "Xã Đăk Nên (ông Thử)", "500 Thử", "0905123456", "Số hộ của Thử", "Thử > Số hộ"]
)
def test_nothing_else_may_be_told(text):
    assert not Discretion(load_scope("kon-plong", Project(ROOT))).tells(text)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("minh-hoa-phan-tich.xlsx", True), ("UBND xã Măng Đen - báo cáo hộ nghèo 2024.xlsx", True), ("Bieu 05 Hieu.xls", True),
        ("dat v2.ods", True), ("xa/dat.csv", True), ("Qzxabcd.xlsx", False), ("DS Nguyễn Thị Thử.xlsx", False),
        ("nguyen-van-a.xlsx", False), ("ds_tran_van_b.csv", False), ("y-blan.xlsx", False), ("0905123456.xlsx", False),
        ("dat.qzxabcd", False), ("NGUYEN VAN A.xlsx", False), ("ho do thi va nong thon.xlsx", True), ("ho ngheo thi tran.xlsx", True),
        ("dat ktv.xlsx", True), ("phu luc a.xlsx", True), ("HN-HCN q3.xlsb", True),
        ("hoa lan.xlsx", False), ("Thu Hà.xlsx", False), ("danh thi hong.xlsx", False), ("thu chi.xlsx", True), ("dat nam 2023.xlsx", True),
    ],
)  # fmt: skip
def test_a_file_is_called_by_its_name_where_no_person_can_stand_in_it(name, told):
    assert Discretion(load_scope("kon-plong", Project(ROOT))).tells_file(name) is told


def test_no_name_or_number_of_two_hundred_is_told_and_every_text_of_offices_is_as_the_name_of_a_file():
    discretion = Discretion(load_scope("kon-plong", Project(ROOT)))
    persons = [*NAMES, *NUMBERS]
    assert [each for each in persons if discretion.tells_file(f"{each}.xlsx") or discretion.tells_heading(each)] == []
    assert [text for text in TEXTS if not discretion.tells_file(f"{text}.xlsx")] == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ratanakiri-idpoor-round-14.csv", True), ("Niên giám thống kê 2023.csv", True), ("le minh duc report.csv", False),
        ("data of tran quoc toan.csv", False), ("0905123456.csv", False), ("nguyen-van-a.csv", False), ("Y Blan.csv", False),
    ],
)  # fmt: skip
def test_a_publication_keeps_its_name_unless_it_begins_a_persons(name, told):
    assert Discretion(load_scope("kon-plong", Project(ROOT))).tells_publication(name) is told


def test_a_correction_names_a_file_as_the_folder_does(token, tmp_path):
    (tmp_path / "corrections.toml").write_text(
        f'[[correction]]\nworkbook = "{token}.xlsx"\ncell = "C9"\nold = 1\nnew = 2\nreason = "r"\nby = "b"\ndate = 2024-01-08\n',
        encoding="utf-8",
    )
    (entry,) = read_corrections(tmp_path, {f"{token}.xlsx": "tep-1.xlsx"})
    assert entry.entry["workbook"] == "tep-1.xlsx"


@pytest.mark.parametrize(
    ("name", "told"),
    [("Biểu 05", True), ("Đất 2024", True), ("Sheet1", True), ("Xã Măng Bút", True), ("Nguyễn Văn Thử Nghiệm", False), ("Qzxabcd", False)],
)  # fmt: skip
def test_sheets_are_called_by_their_names_where_those_are_words_of_forms(name, told):
    assert Discretion(load_scope("kon-plong", Project(ROOT))).tells_name(name) is told
