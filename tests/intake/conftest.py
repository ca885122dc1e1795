"""A project of one scope, into which a test puts the file that it reads."""

from __future__ import annotations

import importlib
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.intake import Intake, read_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

RAW = Path(__file__).parents[2] / "data" / "raw"
Read = Callable[..., Intake]
Adds = Callable[[str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The raw folder of kon-plong 2023, empty."""
    path = tmp_path / "data" / "raw" / "kon-plong" / "2023"
    path.mkdir(parents=True)
    for scope in ("kon-plong", "kon-tum"):
        (tmp_path / "data" / "raw" / scope).mkdir(exist_ok=True)
        shutil.copy(RAW / scope / "scope.toml", tmp_path / "data" / "raw" / scope)
    return path


@pytest.fixture
def read(folder: Path) -> Read:
    """A function that reads the files of a folder as one source each, described alike."""

    def reading(*, as_of: str = "2023-12-31", scope: str = "kon-plong", period: str = "2023", **entries: str) -> Intake:
        project = Project(folder.parents[3])
        target = project.raw(scope, period)
        if target != folder:
            target.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                shutil.copy(path, target)
        more = "".join(f'{name} = "{value}"\n' for name, value in entries.items())
        names = sorted(path.name for path in target.iterdir() if path.name != "sources.toml")
        text = "".join(f'[[source]]\nfile = "{name}"\nkind = "official"\nas_of = {as_of}\n{more}\n' for name in names)
        (target / "sources.toml").write_text(text, encoding="utf-8")
        return read_period(Edition.of(scope, period, project=project))

    return reading


@pytest.fixture
def add_layout(monkeypatch: pytest.MonkeyPatch) -> Adds:
    """A function that adds a layout, as TOML, to those that are known."""
    module = importlib.import_module("helpers.intake.layouts.layout")

    def adding(text: str) -> None:
        known = (*module.layouts(), module._layout(tomllib.loads(text)))
        for name in ("layouts.layout", "header", "headings", "source", "naming", "discretion"):
            monkeypatch.setattr(importlib.import_module(f"helpers.intake.{name}"), "layouts", lambda: known)

    return adding
