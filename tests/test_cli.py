"""The command as a newcomer meets it: one clear message for each mistake, never a traceback."""

import os
import signal
import subprocess
import sys

import pytest
from tests.conftest import copy_project

from helpers import __version__, cli
from helpers.vocabulary.project import Project


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The folder of a project with the shipped raw data, in which no command of these tests may write a report."""
    return copy_project(tmp_path_factory.mktemp("project")).root


@pytest.fixture
def commune(monkeypatch, capsys):
    """A function that types a command in a folder, and gives its exit code and what it wrote on both streams."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the tests' own process is to be stopped as before
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LANGUAGE", "en")  # whatever the machine speaks; what --lang sets is gone after the test

    def typed(*words, cwd):
        monkeypatch.setenv("COMMUNE_ROOT", str(cwd))
        monkeypatch.setattr(sys, "argv", ["commune", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    return typed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--scope", "konplong"], 'Unknown scope "konplong". Did you mean "kon-plong"?'),
        (["run", "--period", "2024-H9"], '"2024-H9" is not a period'),
        (["run", "--period", "2031"], 'kon-plong has no returns for "2031"'),
        (["run", "--lang", "vn"], 'Unknown language "vn"'),
        (["--lang", "vn", "status"], 'Unknown language "vn". Known: vi, en.'),
        (["run", "--only", "povrty"], 'Did you mean "poverty"?'),
        (["run", "--audience", "everyone"], "public"),
        (["run", "--wrokers", "2"], "No such option"),
        (["check", "--scope", "kon_tum"], 'Did you mean "kon-tum"?'),
        (["trace", "--unit", "23452", "--indicator", "poor_houshold"], 'Did you mean "poor_households"?'),
        (["trace", "--unit", "99999", "--indicator", "poor_households"], '"99999"'),
        (["forms", "--period", "2024-H9", "--out", "x"], '"2024-H9" is not a period'),
        (["forms", "--period", "2024-H1", "--out", "README.md"], "'README.md' is a file"),
        (["verify", "reports", "--scope", "kon-plong"], "Name a folder, or a scope and a period, not both"),
        (["publish", "--check", "--reproduce", "1"], "Ask for --check or for --reproduce, not both"),
        (["learn", "budget.xlsx", "--check", "budget"], "Name a file to learn from, or a layout to look at, not both"),
        (["statuss"], "Did you mean"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_gives_one_clear_message_and_exit_2(commune, root, words, said):
    code, _, told = commune(*words, cwd=root)
    assert code == 2
    assert said in " ".join(told.split())
    assert "Traceback" not in told
    assert not Project(root).reports().exists()


def test_outside_a_project_the_message_says_what_to_do(commune, tmp_path):
    code, _, told = commune("status", cwd=tmp_path)
    assert code == 2
    assert "COMMUNE_ROOT" in told


def test_a_scope_file_that_is_not_toml_is_named(commune, project):
    (project.raw("kon-plong") / "scope.toml").write_text("title = ", encoding="utf-8")
    code, _, told = commune("run", "--scope", "kon-plong", cwd=project.root)
    assert code == 1
    assert "data/raw/kon-plong/scope.toml" in told
    assert "Traceback" not in told


def test_status_names_each_list_of_sources_and_scope_that_cannot_be_read_and_goes_on(commune, project):
    (project.raw("kon-tum", "2022") / "sources.toml").write_text("x = [", encoding="utf-8")
    (project.raw("empty")).mkdir()
    (project.raw("empty") / "scope.toml").write_text("x = [", encoding="utf-8")
    code, said, told = commune("status", cwd=project.root)
    assert code == 1
    assert "kon-tum 2022: data/raw/kon-tum/2022/sources.toml" in told
    assert "data/raw/empty/scope.toml" in told
    assert "kon-plong 2024-H1: returns not read yet" in said
    assert "kon-tum 2023: returns not read yet" in said


def test_verify_attacks_what_is_public_also_where_a_claim_is_not_proved(commune, project, monkeypatch):
    from helpers.run.verification import leaks, verify

    project.reports("public", "kon-plong").mkdir(parents=True)
    monkeypatch.setattr(verify, "verify_tree", lambda *_: verify.Verified(1, 1, (verify.Failure("a", "b", "c"),)))
    monkeypatch.setattr(leaks, "attack_tree", lambda *_: leaks.Attacked([leaks.Leak("f.csv", "told")], []))
    code, out, _ = commune("verify", cwd=project.root)
    assert code == 1
    assert "1 claims: 1 not proved" in out
    assert "f.csv: told" in out


def started(*words, cwd, python=()):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, *python, "-m", "helpers", *words], cwd=cwd, capture_output=True, encoding="utf-8", timeout=600, check=False
    )  # fmt: skip


def test_a_process_of_its_own_ends_with_the_exit_code_and_the_message_of_a_mistake(tmp_path):
    done = started("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, f"commune {__version__}")
    done = started("statuss", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean" in done.stderr


def test_help_answers_at_once(tmp_path):
    """It imports nothing that takes longer than itself; seconds would hang on the machine."""
    done = started("--help", cwd=tmp_path, python=("-X", "importtime"))
    assert "status" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "helpers.cli" in imported
    assert not imported & {
        "pandas",
        "numpy",
        "openpyxl",
        "IPython",
        "nbformat",
        "jinja2",
        "matplotlib",
        "yaml",
        "helpers.run",
    }


@pytest.mark.skipif(os.name != "posix", reason="Windows starts JupyterLab as a child")
def test_explore_becomes_jupyterlab_on_the_notebooks_so_that_one_ctrl_c_asks_first(project, monkeypatch):
    became = []
    monkeypatch.setenv("COMMUNE_ROOT", str(project.root))
    monkeypatch.setattr(os, "execv", lambda path, words: became.append(words) or sys.exit(0))
    with pytest.raises(SystemExit):
        cli.explore()
    start = str(project.notebooks / "00_explore.ipynb")
    assert became == [[sys.executable, "-m", "jupyterlab", start, f"--notebook-dir={project.notebooks}"]]
