"""The root for kernels: the same scope and figures, and nothing of the returns."""

import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

from helpers import load, store
from helpers.run import reading, snapshot
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

PERIOD = "2022"


def edition(project):
    return Edition.of("kon-tum", PERIOD, project=project)


@pytest.fixture
def prepared(project):
    store.refresh(edition(project))
    reading.prepare(edition(project))
    return project


def test_a_root_holds_the_figures_and_no_return(prepared, tmp_path):
    root = snapshot.unpack(snapshot.pack(edition(prepared)), tmp_path / "root")
    there = {path.name for path in root.rglob("*") if path.is_file()}
    assert {"observations.parquet", "standing.parquet", "release.json", "provenance.json"} <= there
    assert not [name for name in there if name.endswith((".csv", ".xlsx"))]
    assert load_scope("kon-tum", Project(root)) == load_scope("kon-tum", prepared)
    here, there = (load("kon-tum", PERIOD, project=project) for project in (prepared, Project(root)))
    pd.testing.assert_frame_equal(here, there)


def test_a_snapshot_gives_no_other_release_than_its_own(prepared, tmp_path):
    project = Project(snapshot.unpack(snapshot.pack(edition(prepared)), tmp_path / "root"))
    for other in (("kon-tum", PERIOD, "internal"), ("kon-tum", "2021", "public")):
        with pytest.raises(UsageError, match="handed the release kon-tum 2022, public alone"):
            load(*other, project=project)


def test_equal_contents_give_equal_bytes(prepared):
    assert snapshot.pack(edition(prepared)) == snapshot.pack(edition(prepared))


@pytest.mark.parametrize("name", ["../out", "a/../../out", "/tmp/out"])
def test_no_name_leads_out_of_the_root(tmp_path, name):
    buffer, root = io.BytesIO(), tmp_path / "deep" / "root"
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"within")
    snapshot.unpack(buffer.getvalue(), root)
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"within"]
    assert any(path.is_file() for path in root.rglob("*"))


def test_a_key_changes_with_the_figures_that_a_step_reads_and_with_no_others(prepared):

    from helpers.report.page_types import page_types

    seen = reading.stored(edition(prepared))
    step = page_types(prepared)
    changed = replace(seen, indicators={**seen.indicators, "poor_households": "0" * 64})
    differs = {page: changed.of(step[page]) != seen.of(step[page]) for page in ("poverty", "land", "programmes")}
    assert differs == {"poverty": True, "land": True, "programmes": False}
