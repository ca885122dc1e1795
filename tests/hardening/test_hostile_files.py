"""Files made to harm: refused or harmless, with a finding, within bounded memory, while the files beside them are read."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from tests.hardening import trial
from tests.hardening.books import sound, to_xlsx
from tests.hardening.hostile_files import HOSTILE_FILES
from tests.hardening.trial import PERIOD, SCOPE, SOURCES

from helpers import store
from helpers.vocabulary.errors import CommuneError

MEGABYTES = 1_200  # of the process that reads, and of the processes that it lets read for it (which have 1,000)
LARGEST_OF_ALL = 250  # characters: names of files end at 255 bytes, and Vietnamese letters take up to three
_READ = """
import json, resource, sys
from helpers import store
from helpers.intake.source import told_names
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project
project = Project.find()
edition = Edition.of(*sys.argv[1:3], project=project)
store.refresh(edition)
findings, cells = (store.read(name, edition) for name in ("findings", "cells"))
own = {told: name for name, told in told_names(edition).items()}
print(json.dumps({
    "codes": {own.get(name, name): sorted(set(rows["code"])) for name, rows in findings.groupby("workbook")},
    "outcomes": {own.get(name, name): rows["outcome"].value_counts().to_dict() for name, rows in cells.groupby("workbook")},
    "memory": [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)],
}))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """What one reading of a period made of all hostile files together, with a sound one last."""
    project = trial.project_with(tmp_path_factory.mktemp("hostile"), "sound.xlsx", to_xlsx(sound()))
    folder = project.raw(SCOPE, PERIOD)
    names = [hostile.name for hostile in HOSTILE_FILES]
    for hostile in HOSTILE_FILES:
        (folder / hostile.name).write_bytes(hostile.make())
    entries = "\n".join(SOURCES.format(file=name) for name in [*names, "sound.xlsx"])
    (folder / "sources.toml").write_text(entries, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _READ, SCOPE, PERIOD],
        env={**os.environ, "COMMUNE_ROOT": str(project.root)}, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("hostile", HOSTILE_FILES, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_or_harmless_with_a_finding(read, hostile):
    codes = set(read["codes"].get(hostile.name, []))
    outcomes = read["outcomes"].get(hostile.name, {})
    assert not hostile.codes or codes & hostile.codes, codes
    if hostile.read:
        assert sum(outcomes.values()) >= len(sound()[0].cells())
        assert outcomes.get("rejected", 0) == 0
    elif "Q208" not in hostile.codes:
        assert outcomes.get("accepted", 0) == 0


def test_a_sound_file_beside_hostile_ones_is_read_whole(read):
    assert read["codes"].get("sound.xlsx", []) == []
    assert read["outcomes"]["sound.xlsx"]["accepted"] > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory here; the time limit holds there too")
def test_reading_hostile_files_takes_bounded_memory(read):
    assert max(read["memory"]) < MEGABYTES, read["memory"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_folder_is_refused(tmp_path):
    targets = ["/etc/passwd", "../../../secret.csv", "5.csv", "/dev/zero", "/proc/self/environ", "missing.csv", "2.csv"]
    project = listing(tmp_path, names := [f"{number}.csv" for number in range(len(targets))])
    (tmp_path / "data" / "secret.csv").write_text("unit,printed\n1,2\n", encoding="utf-8")
    for name, target in zip(names, targets, strict=True):
        (project.raw(SCOPE, PERIOD) / name).symlink_to(target)
    tables = trial.outcome(project)
    told = tables["findings"][tables["findings"]["code"].isin(["Q120", "Q101"])]
    assert len(set(told["workbook"])) == len(targets)
    assert set(tables["observations"]["workbook"]) == {"sound.xlsx"}
    assert "root:" not in tables["findings"].to_csv()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are another thing there")
def test_a_pipe_and_a_folder_in_place_of_a_file_are_missing_files(tmp_path):
    project = trial.project_with(tmp_path, "a.csv", b"")
    (project.raw(SCOPE, PERIOD) / "a.csv").unlink()
    os.mkfifo(project.raw(SCOPE, PERIOD) / "a.csv")
    assert list(trial.outcome(project)["findings"]["code"]) == ["Q101"]
    (project.raw(SCOPE, PERIOD) / "a.csv").unlink()
    (project.raw(SCOPE, PERIOD) / "a.csv").mkdir()
    assert list(trial.outcome(project)["findings"]["code"]) == ["Q101"]


def listing(folder, names):
    """A project with a sound return, whose list of sources names other files before it."""
    project = trial.project_with(folder, "sound.xlsx", to_xlsx(sound()))
    entries = "\n".join(SOURCES.format(file=name) for name in [*names, "sound.xlsx"])
    (project.raw(SCOPE, PERIOD) / "sources.toml").write_text(entries, encoding="utf-8")
    return project


#: Names in a list of sources, of which none is a file of the folder.
NOWHERE = [
    "../scope.toml", "../../../../etc/passwd", "/etc/passwd", "a/../../scope.toml", "..", ".", "~/x.xlsx", "C:\\\\x.xlsx",
    "..\\\\x.xlsx", "x" * 300 + ".csv", "con.xlsx", "-rf.xlsx", "$(id).xlsx", "<script>.xlsx",
]  # fmt: skip


def test_a_listed_name_that_is_no_file_of_the_folder_is_a_finding(tmp_path):
    tables = trial.outcome(listing(tmp_path, NOWHERE))
    codes = tables["findings"].loc[tables["findings"]["workbook"] != "sound.xlsx", "code"]
    assert codes.isin(["Q101", "Q120"]).sum() == len(NOWHERE)
    assert set(tables["observations"]["workbook"]) == {"sound.xlsx"}


def test_a_listed_name_with_a_control_character_is_one_message_that_names_the_file(tmp_path):
    project = trial.project_with(tmp_path, "sound.xlsx", to_xlsx(sound()))
    (project.raw(SCOPE, PERIOD) / "sources.toml").write_text(SOURCES.format(file="a\\u0000b.csv"), encoding="utf-8")
    assert "sources.toml, line 2 (source 1 › file): holds control characters" in complaint(project)


@pytest.mark.parametrize(
    "name",
    [
        "Ă" * (LARGEST_OF_ALL // 3) + ".xlsx",
        "x" * 250 + ".xlsx",
        "a b;c&d$e`f'g.xlsx",
        "--help.xlsx",
        "%s{0}{name}.xlsx",
        "<b>\u202e.xlsx",
    ],
)
def test_a_file_with_an_odd_name_is_read_like_any_other(tmp_path, name):
    project = trial.project_with(tmp_path, name, to_xlsx(sound()))
    tables = trial.outcome(project)
    assert set(tables["observations"]["workbook"]) <= {name, "tep-1.xlsx"}  # a long word might be a person's
    assert len(tables["observations"]) > 0
    assert tables["findings"].empty


@pytest.mark.parametrize(
    "text",
    ["[[source]", "source = 3", "source = [1]", "[source]\nfile = 'x'", "[[source]]\nfile = 5", "[[source]]", "[[source]]\nfile = 'a.csv'\nkind = 'x'",
     "[[source]]\nfile = 'a.csv'\nkind = 'official'\nas_of = 2023-12-31T00:00:00", "[[source]]\nfile = 'a.csv'\nkind = 'official'\nas_of = 'x'",
     "[[source]]\nfile = 'a.csv'\nkind = 'official'\nsheets = 5", "[[source]]\nfile = 'a.csv'\nkind = 'official'\nsha256 = 5", "[[source]]\nfile = 'a.csv'\nkind = 'official'\nform = 5",
     "[[source]]\nfile = 'a.csv'\nkind = 'official'\nas_of = 0001-01-01", "[[source]]\nfile = 'a.csv'\nkind = 'official'\nas_of = 9999-12-31", "[[source]]\nfile = 'a.csv'\nkind = ['official']",
     "x = " + "[" * 5_000, "\x00", "[[source]]\nfile = 'a.csv'\nkind = 'official'\ntitle = 5\nproducer = []"],
)  # fmt: skip
def test_a_faulty_list_of_sources_is_one_clear_message_or_a_finding(tmp_path, text):
    project = trial.project_with(tmp_path, "a.csv", b"unit,printed\n")
    (project.raw(SCOPE, PERIOD) / "sources.toml").write_text(text, encoding="utf-8")
    message = complaint(project)
    if message:
        assert "sources.toml" in message
        assert str(tmp_path) not in message
    else:
        assert not store.read("findings", trial.edition(project)).empty


def complaint(project):
    """What a user is told when the period cannot be read at all, else ''."""
    try:
        store.refresh(trial.edition(project))
    except CommuneError as error:
        return str(error)
    return ""


def test_any_date_of_a_published_figure_is_read_or_a_finding(tmp_path):
    days = ["0001-01-01", "9999-12-31", "31/12/0000", "99/99/9999", "2023-02-30", "", "đang cập nhật", "-2023-01-01", "2023-12-31T00:00:00"]  # fmt: skip
    table = "unit,indicator,detail,as_of,printed,note\n" + "".join(f"613,households,,{day},7735,\n" for day in days)
    project = trial.project_with(tmp_path, "a.csv", table.encode())
    path = project.raw(SCOPE, PERIOD) / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'form = "published"\n', encoding="utf-8")
    tables = trial.outcome(project)
    told = {cell[1:] for name in ("observations", "findings") for cell in tables[name]["cell"]}
    assert told >= {str(line) for line in range(2, len(days) + 2)}
