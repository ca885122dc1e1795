"""Observations at rest: rebuilt when, and only when, something that they depend on has changed."""

import shutil

import pytest
from tests.conftest import copy_project

from helpers import store
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.project import Project

SCOPE, PERIOD = "kon-tum", "2022"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A project whose period was read once for all tests, which work on copies."""
    project = copy_project(tmp_path_factory.mktemp("kept") / "project")
    store.refresh(Edition.of(SCOPE, PERIOD, project=project))
    return project


@pytest.fixture
def stored(kept, tmp_path):
    return Project(shutil.copytree(kept.root, tmp_path / "stored"))


def test_a_period_is_read_once_and_then_kept(project):
    assert store.stale(Edition.of(SCOPE, PERIOD, project=project)) == "not read yet"
    assert store.refresh(Edition.of(SCOPE, PERIOD, project=project)).rebuilt
    assert not store.refresh(Edition.of(SCOPE, PERIOD, project=project)).rebuilt


def test_a_changed_raw_file_makes_its_period_and_later_ones_stale_but_not_earlier_ones(stored):
    store.refresh(Edition.of(SCOPE, "2023", project=stored))
    path = stored.raw(SCOPE, "2022") / "province.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    stale = {period: store.stale(Edition.of(SCOPE, period, project=stored)) for period in ("2021", "2022", "2023")}
    assert stale == {"2021": "", "2022": "raw files or code changed", "2023": "raw files or code changed"}


def test_a_damaged_table_is_rebuilt_from_the_raw_files_and_said(stored):
    path = stored.processed(SCOPE, PERIOD) / "observations.parquet"
    before = path.read_bytes()
    path.write_bytes(before[:100])
    done = store.refresh(Edition.of(SCOPE, PERIOD, project=stored))
    assert done.reason == "stored tables damaged: observations.parquet"
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": 1}', "\udcff"])
def test_a_record_that_cannot_be_read_is_rebuilt(stored, content):
    record = stored.processed(SCOPE, PERIOD) / "key.json"
    record.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert store.refresh(Edition.of(SCOPE, PERIOD, project=stored)).rebuilt
    assert store.stale(Edition.of(SCOPE, PERIOD, project=stored)) == ""


def test_loading_gives_the_period_and_all_before_it_but_nothing_later(stored):
    assert set(store.every("observations", Edition.of(SCOPE, "2022", project=stored))["period"]) == {"2021", "2022"}
    assert set(store.every("observations", Edition.of(SCOPE, "2023", project=stored))["period"]) == {
        "2021",
        "2022",
        "2023",
    }


def test_an_unknown_period_is_refused_before_anything_is_written(project):
    with pytest.raises(UsageError, match="2021, 2022, 2023"):
        store.refresh(Edition.of(SCOPE, "2020", project=project))
    assert not (project.root / "data/processed").exists()


def test_the_same_raw_files_give_the_same_bytes(stored):
    folder = stored.processed(SCOPE, PERIOD)
    before = {path.name: path.read_bytes() for path in folder.glob("*.parquet")}
    shutil.rmtree(stored.root / "data/processed")
    store.refresh(Edition.of(SCOPE, PERIOD, project=stored))
    assert {path.name: path.read_bytes() for path in folder.glob("*.parquet")} == before
