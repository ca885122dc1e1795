"""Pages made once for the whole session, from a copy of the shipped raw data."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from helpers import store
from helpers.protect.release import release_of
from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.pack import shipped, using
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[1]
settings.register_profile("whole suite", deadline=None)  # a busy machine makes no test fail
settings.load_profile("whole suite")
os.environ["LANGUAGE"] = "en"  # of what the command says, whatever the machine speaks


def pytest_configure(config: pytest.Config) -> None:
    """Named files of this folder come before those of its folders, which pytest (9.1) would else lose the fixtures of.

    A file that is named makes pytest collect its folder again, with new nodes for the folders in it.
    """
    config.args.sort(key=lambda named: len(Path(named.partition("::")[0]).absolute().parts))
    gc.disable()  # while tests are collected there is nothing to free: a sixth of the time of it


def pytest_collection_finish() -> None:
    """From here on it looks at what tests make alone, not again and again at the thousands that were collected."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores (`-n auto`): some always wait for a browser or another process."""
    return int(os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS", 0)) or (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share the shipped pages, or a fixture of their module, stay on one worker, where it is made once."""
    for item in items:
        found = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
        if "made" in found:
            item.add_marker(pytest.mark.xdist_group("shipped pages"))
        elif any(each[-1].scope == "module" for each in found.values()) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes give a test no name: those of an archive hold the time, and workers would collect different tests."""
    return argname if isinstance(val, bytes) else None


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


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` fills once for all workers of this test run; one that could not be filled is not left."""
    base = tmp_path_factory.getbasetemp()  # of one worker in a parallel run, whose parent is the run's
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once" / name
    folder.parent.mkdir(exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            part = folder.with_name(f"{name}.part")
            shutil.rmtree(part, ignore_errors=True)
            make(part)
            part.rename(folder)
    return folder


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The shipped project whose returns of Kon Plông were read: to look at and to copy, not to change."""

    def make(folder: Path) -> None:
        project = copy_project(folder)
        store.refresh(Edition.of("kon-plong", project=project))

    return Project(once(tmp_path_factory, "read", make))


@pytest.fixture
def read_project(read: Project, tmp_path: Path) -> Project:
    """A copy of it, to run and to change."""
    return Project(shutil.copytree(read.root, tmp_path / "project"))


@pytest.fixture(scope="session")
def released(read: Project, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Edition]:
    """A function that gives the edition of a scope and period with its release, made once for all workers."""

    def release(scope: str, period: str, audience: str = "public") -> Edition:
        folder = once(tmp_path_factory, f"made-{audience}", lambda folder: shutil.copytree(read.root, folder))
        edition = Edition.of(scope, period, audience, Project(folder))
        with FileLock(f"{folder}-{scope}-{period}.lock"):
            release_of(edition)
        return edition

    return release


@pytest.fixture(scope="session")
def made(released: Callable[..., Edition]) -> Callable[..., Path]:
    """A function that makes the pages of a scope and period once, and gives the folder of their language.

    All workers of a parallel test run share one copy, so that each page is made once.
    """

    def make(scope: str, period: str, lang: str = "vi", audience: str = "public") -> Path:
        edition = released(scope, period, audience)
        with FileLock(f"{edition.project.root}-{scope}-{period}.lock"):
            result = run_period(Order(edition, ("vi", "en")))
        assert result.exit_code in (0, 3), "\n".join(result.lines)
        return edition.reports / lang

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
