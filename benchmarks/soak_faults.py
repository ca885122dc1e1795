"""Machines that fail in the middle of runs, by the dozen: the part of the soak that injects faults."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hardening import machine

PAGES = ("--only", "quality", "--only", "poverty", "--only", "index")
Fault = Callable[[machine.Project, random.Random], None]


def killed(project: machine.Project, rng: random.Random) -> None:
    _stopped(project, rng, signal.SIGKILL, whole_group=False)


def interrupted(project: machine.Project, rng: random.Random) -> None:
    _stopped(project, rng, signal.SIGINT, whole_group=True)


def _stopped(project: machine.Project, rng: random.Random, word: signal.Signals, *, whole_group: bool) -> None:
    with machine.started(project, *PAGES) as process:
        time.sleep(rng.uniform(0.2, 6))
        (os.killpg if whole_group else os.kill)(process.pid, word)
        process.communicate(timeout=60)


def damaged_store(project: machine.Project, rng: random.Random) -> None:
    _damage(rng, project.processed(machine.SCOPE))


def damaged_reports(project: machine.Project, rng: random.Random) -> None:
    _damage(rng, project.reports())


def _damage(rng: random.Random, folder: Path) -> None:
    """Cut, empty, overwrite or remove some files."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in rng.sample(files, min(5, len(files))):
        data = path.read_bytes()
        way = rng.choice(["cut", "empty", "noise", "gone"])
        if way == "gone":
            path.unlink()
        else:
            path.write_bytes({"cut": data[: len(data) // 2], "empty": b"", "noise": rng.randbytes(len(data))}[way])


def full_disk(project: machine.Project, rng: random.Random) -> None:
    """Run once where only a few kB may be written: the limit on the size of files that a process writes."""
    limit = rng.choice([1, 4, 16, 64, 256])
    _run_limited(project, f"ulimit -f {limit}")


def little_memory(project: machine.Project, rng: random.Random) -> None:
    """Run once with too little memory for the stack. (Just short of enough, the C library searches address space for minutes.)"""
    _run_limited(project, f"ulimit -v {rng.choice([300, 400]) * 1024}")


def few_files(project: machine.Project, rng: random.Random) -> None:
    """Run once where only a few files may be open."""
    _run_limited(project, f"ulimit -n {rng.choice([12, 24, 48])}")


def _run_limited(project: machine.Project, limit: str) -> None:
    line = f'{limit}; trap "" XFSZ; exec "$@"'
    done = machine.run(project, *PAGES, prefix=("bash", "-c", line, "bash"))
    if "Traceback" in done.stdout:
        raise AssertionError(f"{limit}: a traceback on the screen")


FAULTS: tuple[tuple[Fault, int], ...] = (
    (killed, 20), (interrupted, 5), (damaged_store, 5), (damaged_reports, 5), (full_disk, 5), (little_memory, 4), (few_files, 3)
)  # fmt: skip


def try_faults(kills: int, others: int, tried: Counter[str], wrong: list[str], rng: random.Random) -> None:
    """Inject faults one after the other; after each, pages are whole, nothing runs on, and the next run heals all."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        clean = machine.small_project(Path(folder) / "clean")
        _finish(clean)
        wanted = machine.pages(clean)
        for fault, times in FAULTS:
            for number in range(kills if fault is killed else min(times, others)):
                project = machine.small_project(Path(folder) / f"{fault.__name__}{number}")
                for found in _after(fault, project, clean, wanted, rng):
                    wrong.append(f"{fault.__name__} {number}: {found}")
                tried[fault.__name__] += 1
                shutil.rmtree(project.root)
            print(
                f"  {fault.__name__}: {tried[fault.__name__]}, {len(wrong)} wrong",
                file=sys.stderr,
                flush=True,
            )


def _after(
    fault: Fault, project: machine.Project, clean: machine.Project, wanted: dict[str, bytes], rng: random.Random
) -> Iterator[str]:
    """What is wrong after a fault, and after the run that must heal it. Half of the projects had been run before."""
    if fault in (damaged_store, damaged_reports) or rng.random() < 0.5:
        for part in ("reports", "data/processed"):
            shutil.copytree(clean.root / part, project.root / part)
        for path in (project.processed(machine.SCOPE) / machine.PERIOD).glob("key.json"):
            if fault not in (damaged_store, damaged_reports):
                path.unlink()
                spoil(project)
    fault(project, rng)
    if left := machine.wait_until_gone(project.root):
        yield f"processes left: {left}"
    if fault is not damaged_reports:
        yield from (f"half a page: {name}" for name, data in machine.pages(project).items() if not machine.whole(data))
    restore(project)
    _finish(project)
    found = machine.pages(project)
    if found != wanted:
        changed = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
        yield f"not healed: {changed[:5]}"
    leftovers = [path.name for path in project.root.rglob("*") if path.name.endswith(".tmp")]
    if leftovers:
        yield f"left over: {leftovers[:5]}"


def spoil(project: machine.Project) -> None:
    """Have a raw file differ while the fault strikes, so that every page is due."""
    path = project.raw(machine.SCOPE, machine.PERIOD) / "province.csv"
    path.write_bytes(path.read_bytes() + b"\r\n")


def restore(project: machine.Project) -> None:
    """The raw files as they were shipped."""
    source = machine.ROOT / "data/raw" / machine.SCOPE / machine.PERIOD
    shutil.copytree(source, project.raw(machine.SCOPE, machine.PERIOD), dirs_exist_ok=True)


def _finish(project: machine.Project) -> None:
    done = machine.run(project, *PAGES)
    if done.returncode not in (0, 3):
        raise AssertionError(f"an ordinary run ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
