"""Fills blank forms of Kon Plông for 2026 as its communes might: invented figures that satisfy every rule."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import openpyxl

from helpers.intake.period import read_file
from helpers.intake.source import Source
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

PERIOD = Period.parse("2026")
LACKING = "minority_households_without_production_land"


def _generator() -> ModuleType:
    """The script of the demonstration returns, taught the year 2026."""
    path = Path(__file__).parents[1] / "data" / "demonstration.py"
    spec = importlib.util.spec_from_file_location("demonstration", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for name, count in {"households": 7940, "poor": 612, "near_poor": 520}.items():
        script.STOCKS[name][2026] = count
    year = {**script.DAYS[date(2026, 6, 30)]}
    year |= {"minority_households": 6825, "without_production_land": {"23452": 5, "23455": 4, "23458": 3}}
    script.DAYS[PERIOD.end] = year
    return script


def figures(project: Project) -> dict:
    """What the three communes report for 2026, by unit, indicator and detail; money in million VND."""
    return _generator().returns(PERIOD, load_scope("kon-plong", project).boundary_at(PERIOD.end))


def fill(path: Path, project: Project, known: dict) -> int:
    """Write the figures into the blank cells of a form, as a clerk would; formulas stay. Returns how many."""
    scope, count = load_scope("kon-plong", project), 0
    blank = read_file(path, scope, PERIOD, Source(path.name, "official", PERIOD.end)).observations
    book = openpyxl.load_workbook(path)
    for row in blank.itertuples():
        cell, key = book[row.sheet][row.cell], (row.unit, row.indicator, row.detail)
        if cell.value is None and key in known:
            cell.value, count = known[key], count + 1
    book.save(path)
    return count
