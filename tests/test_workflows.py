"""The workflow that publishes keeps all that was published before, and stops where it cannot reach it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WORKFLOW = Path(__file__).parents[1] / ".github/workflows/period.yml"
pytestmark = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="runs steps of a workflow")


def step(name):
    """The script of the step whose name begins so."""
    text = WORKFLOW.read_text(encoding="utf-8")
    found = re.search(rf"- name: {re.escape(name)}(?s:.*?)run: \|\n((?: {{10}}.*\n|\n)+)", text)
    return re.sub(r"^ {10}", "", found[1], flags=re.MULTILINE)


def run(script, folder):
    identity = {
        "GIT_AUTHOR_NAME": "x",
        "GIT_AUTHOR_EMAIL": "x@x",
        "GIT_COMMITTER_NAME": "x",
        "GIT_COMMITTER_EMAIL": "x@x",
    }
    env = {**os.environ, **identity, "GITHUB_ACTOR": "x"}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture
def origin(tmp_path):
    made = run(
        "git init -q --bare origin.git && git clone -q origin.git first && cd first && git commit -q --allow-empty -m 1 && git push -q origin HEAD",
        tmp_path,
    )
    assert made.returncode == 0, made.stderr
    return tmp_path / "origin.git"


def publish(origin, number):
    """A run on a fresh machine that publishes one more page."""
    folder = origin.parent / f"machine-{number}"
    run(f"git clone -q {origin} {folder}", origin.parent)
    for script in (
        step("Bring back what was published"),
        f"mkdir -p reports/published/{number} && echo {number} > reports/published/{number}/index.html",
        step("Keep what was published"),
    ):
        done = run(script, folder)
        assert done.returncode == 0, done.stderr


def test_each_publication_is_added_to_those_before_it(origin):
    for number in (1, 2, 3):
        publish(origin, number)
    kept = run("git log --format=%s published | wc -l && git ls-tree -r --name-only published", origin).stdout.split()
    assert kept == ["3", "1/index.html", "2/index.html", "3/index.html"]


def test_a_run_that_cannot_reach_what_was_published_stops(origin):
    folder = origin.parent / "machine"
    run(f"git clone -q {origin} {folder} && rm -rf {origin}", origin.parent)
    assert run(step("Bring back what was published"), folder).returncode not in (0, 2)
