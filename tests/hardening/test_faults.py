"""Machines fail in the middle of a run: what was there stays whole, the message is clear, and the next run mends it.

Kills, interrupts and two runs at once are in tests/run/test_faults.py; benchmarks/soak.py repeats them by the dozen.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time

import pytest
from tests.hardening import machine
from tests.hardening.machine import PERIOD, SCOPE, edition

from helpers import store
from helpers.run import Order
from helpers.run.manifest import PageLedger

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sends signals and reads /proc as on Linux")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A project with its quality page made; tests work on copies."""
    project = machine.small_project(tmp_path_factory.mktemp("finished") / "project")
    done = machine.run(project)
    assert done.returncode in (0, 3), done.stderr
    return project


@pytest.fixture
def project(finished, tmp_path):
    """A copy of the finished project."""
    shutil.copytree(finished.root, tmp_path / "project")
    return type(finished)(tmp_path / "project")


def spoil(project):
    """A correction of a raw file, so that the next run has pages to make."""
    path = project.raw(SCOPE, PERIOD) / "province.csv"
    path.write_bytes(path.read_bytes() + b"\r\n")


_HOLD = """
from pathlib import Path
from helpers.run.lock import only_run
with only_run(Path({folder!r}), "x"):
    print("held", flush=True)
    input()
"""


def test_a_lock_left_by_a_killed_run_holds_nobody_up(project):
    state = project.root / ".commune" / SCOPE / PERIOD
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD.format(folder=str(state))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    holder.stdout.readline()
    holder.kill()
    holder.communicate()
    done = machine.run(project)
    assert done.returncode in (0, 3)
    assert "at work" not in done.stderr


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"format": 1}',
        b'{"format": 1, "pages": []}',
        b'{"format": 1, "pages": {"vi/quality": 5}}',
        b"\xff\x00",
    ],
)
def test_a_damaged_manifest_is_made_again(project, damage):
    path = project.reports("public", SCOPE, PERIOD) / "manifest.json"
    path.write_bytes(damage)
    (path.parent / ".pages.jsonl").write_bytes(b'{"name": "vi/quality", "page": 3}\n[1]\n\xff\n{"na')
    assert PageLedger(path.parent).pages == {}


def test_damaged_tables_and_a_damaged_page_are_made_again_from_the_raw_files_and_said(project):
    page = project.reports("public", SCOPE, PERIOD) / "vi/quality.html"
    right = machine.pages(project)
    page.write_bytes(page.read_bytes()[:1000])
    for path in project.processed(SCOPE, PERIOD).iterdir():
        if path.is_file():
            path.write_bytes(b"PAR1" + path.read_bytes()[9:40])
    done = machine.run(project)
    assert done.returncode in (0, 3), done.stderr
    assert "1 made" in done.stdout
    assert "Returns read again: stored tables damaged: " in done.stdout or "not read yet" in done.stdout
    assert machine.pages(project) == right


def test_files_from_the_future_and_a_clock_set_back_change_nothing(project):
    """Whether a page is due hangs on contents, never on times."""
    far = time.time() + 10 * 365 * 86_400
    for path in project.root.rglob("*"):
        os.utime(path, (far, far))
    assert store.stale(edition(project)) == ""
    spoil(project)
    os.utime(project.raw(SCOPE, PERIOD) / "province.csv", (0, 0))
    assert store.stale(edition(project)) == "raw files or code changed"


def full_disk(folder, size):
    """Mount a file system of its own, of so many kB; skips where that is not allowed."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs to be root")


@pytest.fixture
def small_disk(finished, tmp_path):
    """The finished project on a disk with a few kB to spare."""
    used = sum(p.stat().st_size + 4096 for p in finished.root.rglob("*")) // 1024
    full_disk(tmp_path / "disk", used + 40)
    try:
        shutil.copytree(finished.root, tmp_path / "disk/project")
        yield type(finished)(tmp_path / "disk/project")
    finally:
        subprocess.run(["umount", "-l", str(tmp_path / "disk")], check=True)


def test_a_full_disk_is_said_and_costs_nothing_that_was_there(small_disk):
    spoil(small_disk)
    before = machine.digests(small_disk.reports())
    (small_disk.root / "ballast").write_bytes(b"")
    with (small_disk.root / "ballast").open("ab", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            pass
    done = machine.run(small_disk)
    assert done.returncode == 1
    assert "No space left on device. Earlier outputs are whole" in done.stderr
    assert "Traceback" not in done.stderr
    assert machine.digests(small_disk.reports()) == before
    (small_disk.root / "ballast").unlink()


def test_a_folder_that_cannot_be_written_is_said_and_costs_nothing(small_disk):
    spoil(small_disk)
    before = machine.digests(small_disk.reports())
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk.root.parent)], check=True)
    done = machine.run(small_disk)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk.root.parent)], check=True)
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr
    assert "Earlier outputs are whole" in done.stderr
    assert "Traceback" not in done.stderr
    assert machine.digests(small_disk.reports()) == before


def test_a_raw_file_without_the_right_to_read_it_is_said(project, monkeypatch):
    """Root may read everything, so the refusal is played."""
    real = type(project.root).open

    def refuse(self, *arguments, **options):
        if self.name == "province.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *arguments, **options)

    spoil(project)
    monkeypatch.setattr(type(project.root), "open", refuse)
    store.refresh(edition(project))
    found = store.read("findings", edition(project))
    assert found.loc[found["workbook"] == "province.csv", "code"].tolist() == ["Q104"]


def notebook_of(source):
    """A notebook with the usual parameters and one cell."""
    parameters = 'scope: str = "x"\nperiod: str = "x"\nlang: str = "vi"\naudience: str = "public"'
    cells = [
        {
            "cell_type": "code",
            "id": "p",
            "metadata": {"tags": ["parameters"]},
            "source": parameters,
            "outputs": [],
            "execution_count": None,
        },
        {"cell_type": "code", "id": "c", "metadata": {}, "source": source, "outputs": [], "execution_count": None},
    ]
    spec = {"display_name": "x", "language": "python", "name": "python3"}
    return json.dumps(
        {
            "cells": cells,
            "metadata": {"kernelspec": spec, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


FAULTY = {
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "Dead"),
    "aborted": ("import os; os.abort()", "Dead"),
    "left": ("import os; os._exit(0)", "Dead"),
    "endless": ("while True: pass", "Timeout"),
    "asleep": ("import time; time.sleep(3600)", "Timeout"),
    "memory": (
        "import resource; has = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (has + (1 << 29), has + (1 << 29))); x = bytes(1 << 32)",
        "MemoryError",
    ),
    "error": ("1 / 0", "ZeroDivisionError"),
}


@pytest.fixture(scope="module")
def warm():
    from helpers.run.processes import pool

    yield
    pool.close_shared()


@pytest.mark.parametrize("fault", FAULTY)
def test_a_kernel_that_dies_hangs_or_fails_is_one_failed_page_with_its_reason(fault, tmp_path, warm):
    from helpers.run.execute import Failed, Job, make_page

    source, word = FAULTY[fault]
    given = {"scope": "x", "period": "x", "lang": "vi", "audience": "public"}
    seconds = 2 if word == "Timeout" else 60
    job = Job("vi/x", notebook_of(source), given, ("vi",), ("x",), "x", timeout=seconds)
    result = make_page(job, tmp_path)
    assert isinstance(result, Failed)
    assert word in result.error
    assert "\n" not in result.error


def test_a_return_replaced_while_its_pages_are_made_is_noticed_and_the_next_run_shows_it(project, monkeypatch):
    from helpers.run import period as running

    real = running.Making._make

    def replace_then_make(making, *rest):
        made = real(making, *rest)
        path = making.order.edition.project.raw(SCOPE, PERIOD) / "province.csv"
        path.write_bytes(path.read_bytes() + b"\r\n\r\n")
        return made

    spoil(project)
    manifest = (project.reports("public", SCOPE, PERIOD) / "manifest.json").read_bytes()
    monkeypatch.setattr(running.Making, "_make", replace_then_make)
    result = running.run_period(Order(edition(project), only=("quality",)), force=True)
    assert result.exit_code == 1
    assert result.lines[-1].startswith("The returns changed while their pages were made")
    assert (project.reports("public", SCOPE, PERIOD) / "manifest.json").read_bytes() == manifest
    monkeypatch.undo()
    assert running.run_period(Order(edition(project), only=("quality",))).exit_code in (0, 3)
