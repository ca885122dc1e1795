"""The data files of the shipped periods, as a run writes them beside the pages."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path

import openpyxl
import pytest
from frictionless import validate

PERIODS = [("kon-plong", "2024-H1"), ("kon-tum", "2021")]


@pytest.fixture(params=PERIODS, ids=["kon-plong", "kon-tum"])
def folder(request, made) -> Path:
    """The folder of a period's reports."""
    return made(*request.param).parent


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "data" / "observations.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_validates_with_frictionless(folder: Path) -> None:
    report = validate(str(folder / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "message"])[:5]


@pytest.mark.parametrize(("lang", "name"), [("vi", "tables.xlsx"), ("en", "tables.en.xlsx")])
def test_every_table_of_the_pages_has_its_sheet(folder: Path, lang: str, name: str) -> None:
    titles = {sheet["A1"].value for sheet in openpyxl.load_workbook(folder / "data" / name).worksheets[1:]}
    for page in sorted((folder / lang).glob("*.html")):
        text = re.sub(r"<figure>.*?</figure>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        captions = re.findall(r"<caption[^>]*><span>(.*?)</span>", text)
        assert {html.unescape(caption) for caption in captions} <= titles


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_period_in_one_file_is_small_and_has_every_page(folder: Path, lang: str) -> None:
    path = folder / f"{folder.parent.name}-{folder.name}-{lang}.html"
    assert path.stat().st_size < 2_000_000
    pages = [page.stem for page in (folder / lang).glob("*.html")]
    pages += [f"commune{page.stem}" for page in (folder / lang / "units").glob("*.html")]
    assert sorted(re.findall(r'<article id="([^"]+)"', path.read_text(encoding="utf-8"))) == sorted(pages)


def test_withheld_figures_have_no_value_text_or_address_and_published_ones_are_all_there(folder: Path) -> None:
    rows = rows_of(folder)
    hidden = [row for row in rows if row["confidentiality"] == "C"]
    assert bool(hidden) == ("kon-plong" in folder.as_posix())
    assert {row[name] for row in hidden for name in ("value", "printed", "workbook", "sheet", "cell")} <= {""}
    assert all(row["confidentiality"] == "F" for row in rows if row["kind"] == "published")


def test_made_up_figures_are_marked_in_every_file(folder: Path) -> None:
    made_up = any(row["kind"] == "demonstration" for row in rows_of(folder))
    described = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    contents = openpyxl.load_workbook(folder / "data" / "tables.xlsx").worksheets[0]
    words = {cell for row in contents.iter_rows(values_only=True) for cell in row}
    assert described["demonstration"] == made_up
    assert ("Số liệu minh họa" in words) == made_up
    assert ("Demonstration data" in described["description"]) == made_up


def test_the_audit_of_what_is_withheld_is_not_among_the_reports(folder: Path) -> None:
    assert not list(folder.rglob("disclosure*"))
    kept = folder.parents[3] / "data" / "processed" / folder.parent.name / folder.name / "disclosure.csv"
    with kept.open(encoding="utf-8", newline="") as file:
        audited = {
            tuple(row[name] for name in ("as_of", "unit", "boundary", "indicator", "detail"))
            for row in csv.DictReader(file)
        }
    hidden = {
        tuple(row[name] for name in ("as_of", "unit", "boundary", "indicator", "detail"))
        for row in rows_of(folder)
        if row["confidentiality"] == "C"
    }
    assert audited == hidden


def test_no_withheld_figure_is_printed_in_a_table_of_a_unit_or_of_all_units(folder: Path) -> None:
    """Each withheld poor-household figure reads “bảo mật” wherever the page of the whole scope has its column."""
    text = (folder / "vi" / "poverty.html").read_text(encoding="utf-8")
    hidden = [row for row in rows_of(folder) if row["confidentiality"] == "C" and row["indicator"].startswith("poor_")]
    assert (">bảo mật</span></td>" in text) == bool(hidden)


def test_the_index_lists_the_period_with_its_data(folder: Path) -> None:
    index = (folder.parents[1] / "index.html").read_text(encoding="utf-8")
    place = f"{folder.parent.name}/{folder.name}"
    for file in (
        "vi/poverty.html",
        "data/observations.csv",
        "data/tables.xlsx",
        "data/datapackage.json",
    ):
        assert f'href="{place}/{file}"' in index
