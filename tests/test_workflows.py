"""Workflows run only what is pinned; the one that publishes keeps all that was published before, and stops where it cannot reach it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / ".github/workflows"
WORKFLOW = FOLDER / "period.yml"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
runs_steps = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="runs steps of a workflow")
#: Commands that fetch a tool, and how each is told which version of it.
FETCHES = {
    r"pipx (?:run|install) (.*)": r"[\w.-]+==\d",
    r"uvx? tool run (.*)": r"[\w.-]+==\d",
    r"choco install (.*)": r"--version \d",
    r"pip install (.*)": r"-e |--require-hashes|==\d",
    r"npm (?:install|i|exec) (.*)|npx (.*)": r"@\d",
    r"(?:curl|wget) (.*)": r"(?!)",
}


def test_every_action_is_pinned_by_commit_and_says_its_version():
    used = [
        (path.name, name) for path in WORKFLOWS for name in re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    ]
    loose = [each for each in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each[1])]
    assert used
    assert loose == []
    assert len({name.partition("@")[0] for _, name in used}) == len({name for _, name in used})  # one version of each


def test_no_workflow_fetches_a_tool_of_no_version():
    loose = []
    for path in WORKFLOWS:
        for command, pinned in FETCHES.items():
            for found in re.finditer(command, path.read_text(encoding="utf-8")):
                if not re.search(pinned, found[0]):
                    loose.append((path.name, found[0]))
    assert loose == []


def test_no_workflow_may_do_more_than_read_unless_a_job_says_so():
    for path in WORKFLOWS:
        assert re.search(r"^permissions:\n  contents: read$", path.read_text(encoding="utf-8"), re.MULTILINE), path.name


def step(name):
    """The script of the step whose name begins so."""
    text = WORKFLOW.read_text(encoding="utf-8")
    found = re.search(rf"- name: {re.escape(name)}(?s:.*?)run: \|\n((?: {{10}}.*\n|\n)+)", text)
    return re.sub(r"^ {10}", "", found[1], flags=re.MULTILINE)


def run(script, folder, **more):
    identity = {
        "GIT_AUTHOR_NAME": "x",
        "GIT_AUTHOR_EMAIL": "x@x",
        "GIT_COMMITTER_NAME": "x",
        "GIT_COMMITTER_EMAIL": "x@x",
    }
    env = {**os.environ, **identity, "GITHUB_ACTOR": "x", "GITHUB_SERVER_URL": str(folder)} | more
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


@runs_steps
def test_each_publication_is_added_to_those_before_it(origin):
    for number in (1, 2, 3):
        publish(origin, number)
    kept = run("git log --format=%s published | wc -l && git ls-tree -r --name-only published", origin).stdout.split()
    assert kept == ["3", "1/index.html", "2/index.html", "3/index.html"]


@runs_steps
def test_a_run_that_cannot_reach_what_was_published_stops(origin):
    folder = origin.parent / "machine"
    run(f"git clone -q {origin} {folder} && rm -rf {origin}", origin.parent)
    assert run(step("Bring back what was published"), folder).returncode not in (0, 2)


@runs_steps
@pytest.mark.parametrize(
    ("behind", "said"), [("", "Set the variable BEHIND"), ("origin.git", "can be read by anybody")]
)
def test_nothing_is_published_where_what_lies_behind_is_kept_by_nobody_or_for_everybody(origin, behind, said):
    refused = run(step("Refuse to publish"), origin.parent, BEHIND=behind)
    assert (refused.returncode, said in refused.stderr) == (1, True)
    assert run(step("Refuse to publish"), origin.parent, BEHIND="private.git").returncode == 0


@runs_steps
def test_what_lies_behind_is_kept_before_anything_goes_out(origin):
    folder = origin.parent / "machine"
    script = f"git clone -q {origin} data/published && mkdir -p data/published/a/2024/1 && echo 1 > data/published/a/2024/1/record.json"
    folder.mkdir()
    for each in (script, step("Keep what lies behind")):
        done = run(each, folder)
        assert done.returncode == 0, done.stderr
    assert "a/2024/1/record.json" in run("git ls-tree -r --name-only HEAD", origin).stdout
    steps = WORKFLOW.read_text(encoding="utf-8")
    assert steps.index("name: Keep what lies behind") < steps.index("name: Keep what was published")
