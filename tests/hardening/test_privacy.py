"""Persons who stand in returns: nothing of them is left in anything that a run writes or says."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.hardening import trial
from tests.hardening.conftest import CITIZEN, PERSONS, PHONE, TOKEN

from helpers.run.arrivals.receive import propose, take
from helpers.run.checking import check_period
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

pytestmark = pytest.mark.xdist_group("hostile returns")

WANTED = [
    *PERSONS,
    *(unicodedata.normalize("NFD", name) for name in PERSONS),
    CITIZEN,
    PHONE,
]


def texts_of(path):
    """Everything that a file says, whatever it is packed in."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        return " ".join(map(str, frame.to_numpy().ravel())) + path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            return " ".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def test_no_person_is_left_in_anything_that_the_run_wrote_or_said(reports):
    files = reports.files()
    assert len(files) > 15
    found = {
        name for name, path in files.items() if "/returns/" not in name for person in WANTED if person in texts_of(path)
    }
    assert found == set()
    assert [person for person in WANTED if person in reports.said] == []


def test_a_word_planted_beside_figures_and_in_names_of_files_is_in_nothing_but_the_senders_copy(reports):
    """Pages, notebooks, exports, claims, manifests, logs, tables, and what the command said; the copy is the sender's own file."""
    files = {name: path for name, path in reports.files().items() if "/returns/" not in name}
    assert {path.suffix for path in files.values()} >= {".html", ".ipynb", ".csv", ".xlsx", ".json", ".parquet"}
    assert {name for name, path in files.items() if TOKEN.casefold() in (name + texts_of(path)).casefold()} == set()
    assert TOKEN.casefold() not in reports.said.casefold()


def test_a_planted_word_is_in_nothing_that_receiving_and_checking_write_or_say(reports, tmp_path):
    raw, project = reports.project.raw(trial.SCOPE, trial.PERIOD), Project(tmp_path)
    (tmp_path / "data/raw" / trial.SCOPE).mkdir(parents=True)
    shutil.copy(raw.parent / "scope.toml", tmp_path / "data/raw" / trial.SCOPE)
    tables = [path for path in sorted(raw.glob(f"{TOKEN}*")) if path.suffix != ".pdf"]
    proposals = propose(tables, trial.SCOPE, Period.parse(trial.PERIOD), project)
    taken = [take(each, trial.SCOPE, project, date(2024, 1, 5)) for each in proposals if each.sure]
    assert {Path(name).suffix for name in taken} >= {".xlsx", ".ods", ".xls", ".html", ".csv", ".xlsb"}
    listed = (project.raw(trial.SCOPE, trial.PERIOD) / "sources.toml").read_text(encoding="utf-8")
    lines, _ = check_period(trial.edition(reports.project))
    assert TOKEN.casefold() not in " ".join([*taken, listed, *lines]).casefold()


def test_a_copy_for_the_sender_names_nobody_in_its_properties(reports):
    """The cells of a sender's own workbook go back to her; who typed it does not."""
    for path in (reports.project.reports("internal", trial.SCOPE, trial.PERIOD) / "returns").glob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            properties = " ".join(
                package.read(name).decode("utf-8") for name in package.namelist() if name.startswith("docProps/")
            )
        assert not [person for person in PERSONS if person in properties], path.name


def test_a_list_of_persons_leaves_one_finding_and_no_copy(reports):
    findings = pd.read_parquet(reports.files()["data/processed/kon-plong/2023/findings.parquet"])
    assert list(findings.loc[findings["workbook"] == "persons.csv", "code"]) == ["Q701"]
    for path in (reports.project.reports("internal", trial.SCOPE, trial.PERIOD) / "returns").glob("*.xlsx"):
        assert CITIZEN not in texts_of(path)


@pytest.mark.parametrize("kind", [".html", ".ipynb", ".json", ".csv", ".xlsx"])
def test_nothing_tells_of_the_machine_or_its_user(reports, kind):
    import getpass
    import socket

    machine = {str(reports.project.root), "/root/", "/home/", getpass.getuser() + "@", socket.gethostname() + "."}
    files = {name: path for name, path in reports.files(kind).items() if name.startswith("reports/")}
    assert files
    found = {(name, word) for name, path in files.items() for word in machine if word in texts_of(path)}
    assert found == set()


def test_pages_hold_no_comment_and_drawings_no_metadata(reports):
    for name, path in reports.files(".html").items():
        text = path.read_text(encoding="utf-8")
        assert "<!--" not in re.sub(r"(?s)<script.*?</script>|<style.*?</style>", "", text), name
        assert not re.search(r"<metadata|<rdf:|matplotlib", text, re.IGNORECASE), name


def test_notebooks_keep_parameters_and_no_times_or_paths_in_their_metadata(reports):
    for name, path in reports.files(".ipynb").items():
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert set(notebook["metadata"]["papermill"]) == {"parameters"}, name
        for cell in notebook["cells"]:
            assert not {"papermill", "execution"} & set(cell["metadata"]), name
            assert not [o for o in cell.get("outputs", []) if o.get("name") == "stderr"], name
