"""A small scope of three communes with made-up figures, and pages of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from tests.editions import hand_out

from helpers.report.page import begin
from helpers.vocabulary.observation import frame
from helpers.vocabulary.project import Project

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCOPE = """
parent = "62"
level = "commune"
[title]
vi = "Huyện Mẫu"
en = "Sample district"
[[boundary]]
version = "2019"
valid_from = 2019-01-01
total = { code = "613", vi = "Huyện Mẫu", en = "Sample district" }
units = [
  { code = "1", name = "Xã Đăk Nên", lat = 14.8, lon = 108.2 },
  { code = "2", name = "Xã Hiếu", lat = 14.6, lon = 108.4 },
  { code = "3", name = "Thị trấn Măng Đen", lat = 14.5, lon = 108.3 },
]
"""
SOURCES = """
[[source]]
file = "poverty.csv"
kind = "published"
producer = "UBND huyện"
title = "Rà soát hộ nghèo"
as_of = 2023-12-31
citation = "Báo cáo 1"
sha256 = "{sha}"
"""
EMPTY_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of no bytes (FIPS 180-4 tools)


@pytest.fixture
def project(tmp_path):
    """A project with one scope and the period 2024-H1, whose only file is empty and registered."""
    folder = tmp_path / "data" / "raw" / "mau"
    (folder / "2024-H1").mkdir(parents=True)
    (folder / "scope.toml").write_text(SCOPE, encoding="utf-8")
    (folder / "2024-H1" / "sources.toml").write_text(SOURCES.format(sha=EMPTY_SHA), encoding="utf-8")
    (folder / "2024-H1" / "poverty.csv").write_bytes(b"")
    (tmp_path / "notebooks").mkdir()
    for path in NOTEBOOKS.glob("*.ipynb"):  # a page is what a notebook declares
        shutil.copy(path, tmp_path / "notebooks")
    return Project(tmp_path)


def observation(unit, indicator, value, cell="B2", **more):
    """One published figure of the end of 2023."""
    row = {
        "scope": "mau", "period": "2024-H1", "unit": unit, "boundary": "2019", "indicator": indicator, "detail": "",
        "value": value, "qualifier": "", "status": "A", "confidentiality": "F", "kind": "published",
        "as_of": "2023-12-31", "workbook": "poverty.csv", "sheet": "", "cell": cell, "printed": str(value),
    }  # fmt: skip
    return {**row, **more}


@pytest.fixture
def observations():
    """Households and poor households of three communes: 10 of 100, 60 of 200, and one that has not reported the poor."""
    return frame(
        [
            observation("1", "households", 100, "C2"),
            observation("2", "households", 200, "C3", status="P"),
            observation("3", "households", 300, "C4"),
            observation("1", "poor_households", 10, "D2"),
            observation("2", "poor_households", 60, "D3", qualifier=">"),
            observation("3", "poor_households", float("nan"), "D4", status="O"),
        ]
    )


@pytest.fixture
def poverty_by_unit():
    """The same figures as a notebook has them."""
    rows = pd.DataFrame(
        {
            "name": ["Xã Đăk Nên", "Xã Hiếu", "Thị trấn Măng Đen"],
            "households": [100.0, 200.0, 300.0],
            "poor_households": [10.0, 60.0, float("nan")],
        },
        index=pd.Index(["1", "2", "3"], name="unit"),
    )
    return rows.assign(poverty_rate=rows["poor_households"] / rows["households"])


@pytest.fixture
def start(project, observations, monkeypatch):
    """A function that begins a page over the made-up figures."""
    hand_out(monkeypatch, observations, ("warning", "note"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    def begin_page(name="poverty", **parameters):
        return begin(name, **{"scope": "mau", "period": "2024-H1", "lang": "vi", **parameters}, project=project)

    return begin_page


def executed(page):
    """The notebook that Jupyter would have saved, with the page's blocks as outputs."""
    outputs = [new_output("display_data", data=data, metadata=meta) for data, meta in (b.bundle() for b in page.blocks)]
    return new_notebook(cells=[new_code_cell("secret = 1", outputs=[output]) for output in outputs])


@pytest.fixture(name="executed")
def executed_fixture():
    """`executed` for tests."""
    return executed
