"""Pages made once for the whole session, from a copy of the shipped raw data."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.pack import shipped, using
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[1]
settings.register_profile("whole suite", deadline=None)  # a busy machine makes no test fail
settings.load_profile("whole suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the shipped pages stay on one worker, so that no other worker waits while they are made."""
    for item in items:
        if "made" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("shipped pages"))


def copy_project(folder: Path) -> Project:
    """A project of its own with the shipped raw data and notebooks, to run and to change."""
    for part in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return Project(folder)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A fresh copy of the project."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that makes the pages of a scope and period once, and gives the folder of their language.

    All workers of a parallel test run share one copy, so that each page is made once.
    """
    base = tmp_path_factory.getbasetemp()  # of one worker in a parallel run, whose parent is the run's
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made"

    def make(scope: str, period: str, lang: str = "vi", audience: str = "public") -> Path:
        with FileLock(f"{shared}.{audience}.lock"):
            folder = shared / audience
            project = Project(folder) if folder.is_dir() else copy_project(folder)
            result = run_period(Order(Edition.of(scope, period, audience, project), ("vi", "en")))
        assert result.exit_code in (0, 3), "\n".join(result.lines)
        return project.reports(audience, scope, period) / lang

    return make


@pytest.fixture
def made_project(made: Callable[..., Path], tmp_path: Path) -> Project:
    """A copy, to run and to change, of the project whose pages of Kon Plông 2024-H1 are made."""
    root = made("kon-plong", "2024-H1").parents[4]  # above reports/public/kon-plong/2024-H1/vi
    return Project(shutil.copytree(root, tmp_path / "project"))


@pytest.fixture(autouse=True)
def shipped_packs():
    """Each test begins with the shipped packs in force, whatever scope another one took up."""
    with using(shipped()):
        yield
