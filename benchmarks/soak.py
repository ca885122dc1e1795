"""The full soak: thousands of spoilt and hostile returns, and machines that fail in the middle of runs.

    python -m benchmarks.soak [--files 1200] [--kills 20] [--first 0] [--out benchmarks/soak.md]

Every file is read in a process of its own kind, with a limit of time; whatever it does to that process is counted. Every
fault is followed by an ordinary run, whose pages must be those of a run without faults. The suite tries a sample of this.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from tests.hardening import machine, trial
from tests.hardening.hostile_files import HOSTILE_FILES, LONG_SHEET
from tests.hardening.mutate import mutant

PAGES = ("--only", "quality", "--only", "poverty", "--only", "index")
SECONDS = 150  # for one file; reading it is stopped after 60
WORKERS = 2


@dataclass
class Tally:
    """What was tried and what went wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    largest: int = 0  # MB, of a reading process or one that it started
    cells: int = 0
    refused: int = 0

    def add(self, kind: str, verdict: dict) -> None:
        """Count one file."""
        self.tried[kind] += 1
        self.slowest = max(self.slowest, verdict["seconds"])
        self.largest = max(self.largest, verdict["memory"])
        self.cells += verdict["cells"]
        self.refused += verdict["cells"] == 0
        self.wrong += [f"{kind} {verdict['name']}: {wrong}" for wrong in verdict["wrong"]]


def judge(name: str) -> dict:
    """Try one mutant (by its number) or one hostile file (by its name); run in a worker."""
    began = time.monotonic()
    wrong, cells = [], 0
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        try:
            wrong, cells = _mutant(int(name), Path(folder)) if name.isdigit() else _hostile(name, Path(folder))
        except Exception as error:  # noqa: BLE001 - any exception is the fault that is looked for
            wrong = [f"{type(error).__name__}: {str(error)[:200]}"]
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    return {"name": name, "wrong": wrong, "cells": cells, "seconds": time.monotonic() - began, "memory": memory}


def _mutant(number: int, folder: Path) -> tuple[list[str], int]:
    tried = mutant(number)
    name = f"return.{tried.kind}"
    tables = trial.outcome(trial.project_with(folder, name, tried.data))
    wrongs = [f"{wrong} ({tried.story})" for wrong in trial.wrongs(tables, name, tried.book, tried.kind)]
    return wrongs, len(tables["cells"])


def _hostile(name: str, folder: Path) -> tuple[list[str], int]:
    hostile = next(each for each in (*HOSTILE_FILES, LONG_SHEET) if each.name == name)
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", "--make", name], capture_output=True, check=True
    ).stdout
    tables = trial.outcome(trial.project_with(folder, name, made))
    codes = set(tables["findings"].loc[tables["findings"]["workbook"] == name, "code"])
    wrong = (
        [] if not hostile.codes or codes & hostile.codes else [f"findings {sorted(codes)}, not {sorted(hostile.codes)}"]
    )
    return wrong, len(tables["cells"])


def work() -> None:
    """The worker: names in, verdicts out, a line each."""
    for line in sys.stdin:
        print(json.dumps(judge(line.strip())), flush=True)


class Worker:
    """A reading process that is started again whenever a file has ended it."""

    def __init__(self) -> None:
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "benchmarks.soak", "--work"]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def judge(self, name: str) -> dict:
        """The verdict on a file; a crash or a hang of the process is one too."""
        killer = threading.Timer(SECONDS, self.process.kill)
        killer.start()
        began = time.monotonic()
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        killer.cancel()
        if line:
            return json.loads(line)
        seconds, code = time.monotonic() - began, self.process.wait()
        self.process = self._start()
        word = "hang" if seconds >= SECONDS else f"crash (exit {code})"
        return {"name": name, "wrong": [word], "cells": 0, "seconds": seconds, "memory": 0}

    def close(self) -> None:
        """End the process."""
        self.process.stdin.close()
        self.process.wait()


def try_files(names: list[tuple[str, str]], tally: Tally) -> None:
    """Judge files (kind, name) by some workers at once."""
    queue: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for entry in names:
        queue.put(entry)

    def serve() -> None:
        worker = Worker()
        try:
            while True:
                kind, name = queue.get_nowait()
                tally.add(kind, worker.judge(name))
                if sum(tally.tried.values()) % 100 == 0:
                    print(f"  {sum(tally.tried.values())} files, {len(tally.wrong)} wrong", file=sys.stderr, flush=True)
        except Empty:
            worker.close()

    threads = [threading.Thread(target=serve) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


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
    """Run once with too little memory for the stack."""
    _run_limited(project, f"ulimit -v {rng.choice([400, 800, 1200, 1600]) * 1024}")


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


def try_faults(kills: int, tally: Tally, rng: random.Random) -> None:
    """Inject faults one after the other; after each, pages are whole, nothing runs on, and the next run heals all."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        clean = machine.small_project(Path(folder) / "clean")
        _finish(clean)
        wanted = machine.pages(clean)
        for fault, times in FAULTS:
            for number in range(kills if fault is killed else times):
                project = machine.small_project(Path(folder) / f"{fault.__name__}{number}")
                for wrong in _after(fault, project, clean, wanted, rng):
                    tally.wrong.append(f"{fault.__name__} {number}: {wrong}")
                tally.tried[fault.__name__] += 1
                shutil.rmtree(project.root)
            print(
                f"  {fault.__name__}: {tally.tried[fault.__name__]}, {len(tally.wrong)} wrong",
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
                machine_spoil(project)
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


def machine_spoil(project: machine.Project) -> None:
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


def report(tally: Tally, seconds: float) -> str:
    """The figures as Markdown."""
    kinds = ("xlsx", "xls", "ods", "csv", "html", "hostile")
    files = sum(tally.tried[kind] for kind in kinds)
    faults = [fault.__name__ for fault, _ in FAULTS]
    lines = [
        "# The last soak",
        "",
        f"`python -m benchmarks.soak`, {time.strftime('%Y-%m-%d', time.gmtime())}, {seconds / 60:.0f} minutes on {os.cpu_count()} cores.",
        "",
    ]
    lines += ["| what | tried |", "|---|---:|"]
    lines += [f"| {name} files | {tally.tried[name]} |" for name in kinds]
    lines += [
        f"| files together | {files} |",
        f"| cells accounted for | {tally.cells} |",
        f"| files refused with a finding | {tally.refused} |",
    ]
    lines += [f"| slowest file | {tally.slowest:.1f} s |", f"| largest reading process | {tally.largest} MB |"]
    lines += [f"| runs: {name.replace('_', ' ')} | {tally.tried[name]} |" for name in faults if tally.tried[name]]
    lines += [f"| faults injected | {sum(tally.tried[name] for name in faults)} |"]
    lines += [f"| **crashes, hangs, losses, runs not healed** | **{len(tally.wrong)}** |", ""]
    return "\n".join(lines + [f"- {wrong}" for wrong in tally.wrong]).rstrip() + "\n"


def main() -> int:
    """Run the soak, print and keep its figures; 1 if anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--files", type=int, default=1200)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--first", type=int, default=0, help="number of the first mutant")
    options.add_argument("--no-faults", action="store_true")
    options.add_argument("--out", type=Path, default=Path(__file__).with_name("soak.md"))
    options.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--make", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        work()
        return 0
    if given.make:
        sys.stdout.buffer.write(next(h for h in (*HOSTILE_FILES, LONG_SHEET) if h.name == given.make).make())
        return 0
    began, tally = time.monotonic(), Tally()
    numbers = range(given.first, given.first + given.files)
    kinds = ("xlsx", "xls", "ods", "csv", "html")
    try_files([("hostile", hostile.name) for hostile in (*HOSTILE_FILES, LONG_SHEET)], tally)
    try_files([(kinds[number % len(kinds)], str(number)) for number in numbers], tally)
    if not given.no_faults:
        try_faults(given.kills, tally, random.Random(given.first))
    text = report(tally, time.monotonic() - began)
    given.out.write_text(text, encoding="utf-8")
    print(text)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
