"""A small project to run by the command, and what a machine can do to it: signals, full disks, lost rights."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hardening.books import ROOT

from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

SCOPE, PERIOD = "kon-tum", "2022"
TIME_LIMIT = 300


def small_project(folder: Path) -> Project:
    """A project with one scope, two periods and a few figures."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    (folder / "pyproject.toml").write_text('[tool.commune]\nscope = "kon-tum"\n', encoding="utf-8")
    for part in ("scope.toml", "2021", "2022"):
        source, target = ROOT / "data/raw" / SCOPE / part, folder / "data/raw" / SCOPE / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return Project(folder)


def edition(project: Project) -> Edition:
    """The edition of its later period."""
    return Edition.of(SCOPE, PERIOD, project=project)


def command(*arguments: str) -> list[str]:
    """The command line of `commune`."""
    return [sys.executable, "-m", "helpers", *arguments]


def run_command(*more: str) -> list[str]:
    """`commune run` of the small project: its quality page alone, unless told otherwise."""
    return command("run", "--scope", SCOPE, "--period", PERIOD, "--workers", "2", *(more or ("--only", "quality")))


def surroundings(project: Project, **more: str) -> dict[str, str]:
    """The environment of a run."""
    return {**os.environ, "COMMUNE_ROOT": str(project.root), **more}


def run(project: Project, *more: str, prefix: tuple[str, ...] = (), **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*prefix, *run_command(*more)],
        env=surroundings(project, **env),
        cwd=project.root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIME_LIMIT,
        check=False,
    )


@contextmanager
def started(project: Project, *more: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command in a process group of its own; whatever is left of it at the end is killed."""
    process = subprocess.Popen(
        run_command(*more),
        env=surroundings(project, **env),
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file of a folder; files that a run was about to write (`.name.tmp`) count as what they are."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def pages(project: Project) -> dict[str, bytes]:
    """The pages and notebooks of the reports, without the time at which each was made."""
    found = sorted(p for p in project.reports().rglob("*") if p.suffix in (".html", ".ipynb"))
    return {p.relative_to(project.root).as_posix(): _without_times(p.read_bytes()) for p in found}


_TIMED = re.compile(
    rb'\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?|\d\d:\d\d [U(]|name="fingerprint" content="[0-9a-f]+"'
)  # the index's fingerprint is made from manifests, which say when the pages were made


def _without_times(data: bytes) -> bytes:
    return _TIMED.sub(b"TIME", data)


def whole(data: bytes) -> bool:
    """Whether a page or notebook is complete."""
    return data.rstrip().endswith((b"</html>", b"}"))


def family(root: Path) -> list[int]:
    """Processes, of whoever's making, that work for a project: they have its folder in their environment."""
    marked = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            surroundings_of = (entry / "environ").read_bytes()
        except OSError:
            continue
        if f"COMMUNE_ROOT={root}".encode() in surroundings_of and int(entry.name) != os.getpid():
            marked.append(int(entry.name))
    return marked


def wait_until_gone(root: Path, seconds: float = 20) -> list[int]:
    """Processes of a project that are still there after a while."""
    deadline = time.monotonic() + seconds
    while (left := family(root)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
