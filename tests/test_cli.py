"""The command as a newcomer meets it: one clear message for each mistake, never a traceback."""

import os
import subprocess
import sys

import pytest

from helpers import __version__, cli


def commune(*words, cwd, **env):
    return subprocess.run(
        [sys.executable, "-m", "helpers", *words],
        cwd=cwd,
        env={**os.environ, "COMMUNE_ROOT": str(cwd), "NO_COLOR": "1", "COLUMNS": "200"} | env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--scope", "konplong"], 'Unknown scope "konplong". Did you mean "kon-plong"?'),
        (["run", "--period", "2024-H9"], '"2024-H9" is not a period'),
        (["run", "--period", "2031"], 'kon-plong has no returns for "2031"'),
        (["run", "--lang", "vn"], 'Unknown language "vn"'),
        (["run", "--only", "povrty"], 'Did you mean "poverty"?'),
        (["run", "--audience", "everyone"], "public"),
        (["run", "--wrokers", "2"], "No such option"),
        (["check", "--scope", "kon_tum"], 'Did you mean "kon-tum"?'),
        (["trace", "--unit", "23452", "--indicator", "poor_houshold"], 'Did you mean "poor_households"?'),
        (["trace", "--unit", "99999", "--indicator", "poor_households"], '"99999"'),
        (["forms", "--period", "2024-H9", "--out", "x"], '"2024-H9" is not a period'),
        (["statuss"], "Did you mean"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_gives_one_clear_message_and_exit_2(project, words, said):
    done = commune(*words, cwd=project.root)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not project.reports().exists()


def test_outside_a_project_the_message_says_what_to_do(tmp_path):
    done = commune("status", cwd=tmp_path)
    assert done.returncode == 2
    assert "COMMUNE_ROOT" in done.stderr


def test_a_scope_file_that_is_not_toml_is_named(project):
    (project.raw("kon-plong") / "scope.toml").write_text("title = ", encoding="utf-8")
    done = commune("run", "--scope", "kon-plong", cwd=project.root)
    assert done.returncode == 1
    assert "data/raw/kon-plong/scope.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_status_names_each_list_of_sources_and_scope_that_cannot_be_read_and_goes_on(project):
    (project.raw("kon-tum", "2022") / "sources.toml").write_text("x = [", encoding="utf-8")
    (project.raw("empty")).mkdir()
    (project.raw("empty") / "scope.toml").write_text("x = [", encoding="utf-8")
    done = commune("status", cwd=project.root)
    assert done.returncode == 1
    assert "kon-tum 2022: data/raw/kon-tum/2022/sources.toml" in done.stderr
    assert "data/raw/empty/scope.toml" in done.stderr
    assert "kon-plong 2024-H1: returns not read yet" in done.stdout
    assert "kon-tum 2023: returns not read yet" in done.stdout


def test_the_version_is_told(tmp_path):
    assert commune("--version", cwd=tmp_path).stdout.strip() == f"commune {__version__}"


def test_help_answers_at_once(tmp_path):
    def seconds():  # of processor time, which other work on the machine does not lengthen
        before = os.times()
        assert "status" in commune("--help", cwd=tmp_path).stdout
        after = os.times()
        return after.children_user - before.children_user + after.children_system - before.children_system

    assert min(seconds() for _ in range(3)) < 0.3


@pytest.mark.skipif(os.name != "posix", reason="Windows starts JupyterLab as a child")
def test_explore_becomes_jupyterlab_on_the_notebooks_so_that_one_ctrl_c_asks_first(project, monkeypatch):
    became = []
    monkeypatch.setenv("COMMUNE_ROOT", str(project.root))
    monkeypatch.setattr(os, "execv", lambda path, words: became.append(words) or sys.exit(0))
    with pytest.raises(SystemExit):
        cli.explore()
    start = str(project.notebooks / "00_explore.ipynb")
    assert became == [[sys.executable, "-m", "jupyterlab", start, f"--notebook-dir={project.notebooks}"]]
