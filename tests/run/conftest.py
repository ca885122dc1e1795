"""A small project of three communes and three pages, which runs in seconds and can be spoilt."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import nbformat
import pytest

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

SCOPE = """
parent = "62"
level = "commune"
title = { vi = "Huyện Thử", en = "Trial district" }

[[boundary]]
version = "2019"
valid_from = 2019-01-01
total = { code = "613", vi = "Huyện Thử", en = "Trial district" }
units = [{ code = "23452", name = "Xã Một" }, { code = "23455", name = "Xã Hai" }, { code = "23458", name = "Xã Ba" }]
"""
FIGURES = """unit,indicator,detail,as_of,printed,note
23452,households,,2023-12-31,1.000,
23452,poor_households,,2023-12-31,200,
23455,households,,2023-12-31,500,
23455,poor_households,,2023-12-31,50,
23458,households,,2023-12-31,400,
23458,poor_households,,2023-12-31,100,
613,capital_plan_vnd,1719/investment/current,2023-12-31,40 tỷ đồng,
613,capital_disbursed_vnd,1719/investment/current,2023-12-31,20 tỷ đồng,
"""
BEGIN = (
    "from helpers import begin\npage = begin('{page}', scope=scope, period=period, lang=lang, audience=audience{unit})"
)
POOR = "seen = page.observations\npoor = seen[seen['indicator'] == 'poor_households']"
CELLS = {
    "01_clean": ("quality", ["page.say(f'{len(page.observations)} figures.')"]),
    "02_poverty": ("poverty", [POOR, "page.say(f\"Poor: {poor.set_index('unit')['value']['23452']:.0f}.\")"]),
    "04_programmes": (
        "programmes",
        ["plan = page.observations['value'].max()", "page.say(f'Plan: {plan:.0f}.')"],
    ),
    "05_commune": ("commune", [POOR, "page.say(f\"Poor: {poor.set_index('unit')['value'][unit]:.0f}.\")"]),
    "06_summary": ("index", ["page.say(f\"Figures: {page.observations['value'].notna().sum()}.\")"]),
}


def declared(page: str) -> dict:
    """What the shipped notebook of this page declares."""
    for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"):
        entry = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("commune")
        if entry and entry["id"] == page:
            return entry
    return {"id": page, "title": {"vi": page, "en": page}}


def write_notebook(project: Project, name: str, page: str, cells: list[str]) -> None:
    """A notebook as the shipped ones are: parameters, begin, cells."""
    unit = name == "05_commune"
    parameters = nbformat.v4.new_code_cell(
        "scope = 'trial'\nperiod = ''\nlang = 'vi'\naudience = 'public'" + ("\nunit = ''" if unit else "")
    )
    parameters.metadata["tags"] = ["parameters"]
    sources = [BEGIN.format(page=page, unit=", unit=unit" if unit else ""), *cells, "page.provenance()"]
    notebook = nbformat.v4.new_notebook(cells=[parameters, *map(nbformat.v4.new_code_cell, sources)])
    notebook.metadata["commune"] = declared(page)
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(notebook, project.notebooks / f"{name}.ipynb")


def write_figures(project: Project, text: str) -> None:
    """The raw file, registered with its digest."""
    folder = project.raw("trial", "2024-H1")
    (folder / "figures.csv").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / "sources.toml").write_text(
        f'[[source]]\nfile = "figures.csv"\nform = "published"\nkind = "published"\nproducer = "P"\ntitle = "T"\n'
        f'as_of = 2023-12-31\ncitation = "C"\nsha256 = "{digest}"\n',
        encoding="utf-8",
    )


def make_trial(root: Path) -> Project:
    """The small project, not run yet."""
    project = Project(root)
    project.raw("trial", "2024-H1").mkdir(parents=True)
    project.notebooks.mkdir()
    (project.raw("trial") / "scope.toml").write_text(SCOPE, encoding="utf-8")
    write_figures(project, FIGURES)
    for name, (page, cells) in CELLS.items():
        write_notebook(project, name, page, cells)
    return project


@pytest.fixture
def trial(tmp_path: Path) -> Project:
    """The small project, not run yet."""
    return make_trial(tmp_path)


@pytest.fixture
def run(trial: Project):
    """A function that runs the small project, and gives the result."""

    def running(langs=("vi",), audience="public", only=(), **options):
        edition = Edition.of("trial", "2024-H1", audience, trial)
        return run_period(Order(edition, tuple(langs), tuple(only)), **options)

    return running
