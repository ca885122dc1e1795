"""What lies beside a scope and cannot be used ends no work on it, and is named with its path."""

import shutil

import pytest
from tests.run.conftest import SCOPE
from tests.run.test_period import folder_of
from typer.testing import CliRunner

from helpers import cli
from helpers.run.publications.publish import due
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError


@pytest.fixture
def commune(trial, monkeypatch):
    """A function that runs a command in the small project among scopes and folders that cannot be used."""
    raw = trial.root / "data/raw"
    for name, content in (("broken", b"parent = = 62"), ("letters", b"title = 'Hu\xff'"), ("folder", None), ("bad-sources", SCOPE.encode()), ("bad-pack", b'packs = ["own"]\n' + SCOPE.encode())):  # fmt: skip
        (raw / name / "2024").mkdir(parents=True)
        (raw / name / "2024" / "sources.toml").write_text("[[sourc]]\nx = \n", encoding="utf-8")
        file = raw / name / "scope.toml"
        file.mkdir() if content is None else file.write_bytes(content)
    shutil.rmtree(raw / "bad-pack/2024")
    shutil.copytree(raw / "trial/2024-H1", raw / "bad-pack/2024-H1")
    own = trial.root / "data/packs/own"
    own.mkdir(parents=True)
    (own / "norms.toml").write_text("[[norm]\nx = 1", encoding="utf-8")
    for name in ("trial/2022 - Copy", "trial/2022.bak", 'Kon Plông "cũ"'):
        shutil.copytree(raw / "trial/2024-H1", raw / name)
    shutil.copy(raw / "trial/scope.toml", raw / 'Kon Plông "cũ"')
    monkeypatch.setenv("COMMUNE_ROOT", str(trial.root))
    return lambda *words: CliRunner().invoke(cli.app, [*words])


def test_every_command_does_its_work_on_the_sound_scope(commune, trial, tmp_path):
    forms = str(tmp_path / "forms")
    for words in (
        ["run", "--scope", "trial", "--only", "poverty"],
        ["check", "--scope", "trial"],
        ["forms", "--scope", "trial", "--period", "2024-H1", "--out", forms],
        ["law", "--scope", "trial", "--on", "2024-06-30"],
        ["new-page", "own-page"],
        ["run", "--scope", "trial"],
        ["publish", "--scope", "trial", "--by", "A"],
        ["diff", "--scope", "trial"],
        ["verify"],
        ["verify", "--scope", "trial"],
        ["verify", "--scope", "trial", "--period", "2024-H1"],
    ):
        done = commune(*words)
        assert done.exit_code == 0, (words, done.output, done.exception)
    front = (trial.reports("public") / "index.html").read_text(encoding="utf-8")
    assert "Huyện Thử" in front


def test_status_names_each_with_its_path_and_what_to_do(commune):
    told = commune("status").output
    for path in (
        "broken/scope.toml, line 1",
        "letters/scope.toml",
        "folder/scope.toml",
        "bad-sources/2024/sources.toml, line 2",
    ):
        assert f"data/raw/{path}" in told
    assert "data/packs/own/norms.toml, line 1" in told
    for name in ("trial/2022 - Copy", "trial/2022.bak", 'Kon Plông "cũ"'):
        assert f"data/raw/{name}: a " in told
    assert "Errno" not in told


def test_a_notebook_that_cannot_be_used_is_told_with_its_path_and_the_others_make_their_pages(trial, run, monkeypatch):
    run()
    (trial.notebooks / "02_poverty.ipynb").write_text("{\n<<<<<<< HEAD\n", encoding="utf-8")
    (trial.notebooks / "07_folder.ipynb").mkdir()
    (trial.notebooks / "08_deep.ipynb").write_text("[" * 100_000, encoding="utf-8")
    (trial.notebooks / "09_list.ipynb").write_text('{"metadata": {}, "cells": [1]}', encoding="utf-8")
    shutil.copy(trial.notebooks / "04_programmes.ipynb", trial.notebooks / "10_own.ipynb")
    result = run()
    why = ("not a notebook (line 2)", "cannot be read (Is a directory)", "not a notebook", "not a notebook of format 4")
    told = [line for line in result.lines if line.startswith("Left out, with what it made before: ")]
    for line, name, what in zip(told, ("02_poverty", "07_folder", "08_deep", "09_list"), why, strict=True):
        assert f"notebooks/{name}.ipynb" in line
        assert what in line
    assert result.exit_code == 1
    assert ", 0 failed" in result.lines[1]
    assert {"poverty.html", "own.html", "programmes.html"} <= {
        path.name for path in (folder_of(trial) / "vi").iterdir()
    }
    assert "0 made" in run().lines[1]
    with pytest.raises(InputError, match=r"02_poverty\.ipynb is not a notebook \(line 2\)"):
        run(only=["poverty"])
    assert any("07_folder.ipynb" in line for line in due(Edition.of("trial", "2024-H1", project=trial)))
    monkeypatch.setenv("COMMUNE_ROOT", str(trial.root))
    assert "notebooks/07_folder.ipynb cannot be read" in CliRunner().invoke(cli.app, ["status"]).output
