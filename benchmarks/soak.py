"""The full soak: thousands of spoilt and hostile returns, and machines that fail in the middle of runs.

    python -m benchmarks.soak [--files 1200] [--kills 20] [--others 5] [--first 0] [--out benchmarks/soak.md]

Every file is read in a process of its own kind, with a limit of time; whatever it does to that process is counted. Every
fault is followed by an ordinary run, whose pages must be those of a run without faults. The suite tries a sample of this.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from benchmarks.soak_faults import FAULTS, try_faults
from tests.hardening import trial
from tests.hardening.hostile_files import HOSTILE_FILES, LONG_SHEET
from tests.hardening.mutate import mutant

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
    called = f"return{Path(name).suffix}"  # a name that may be told: findings are looked for by it
    tables = trial.outcome(trial.project_with(folder, called, made))
    codes = set(tables["findings"].loc[tables["findings"]["workbook"] == called, "code"])
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
    options.add_argument("--others", type=int, default=5, help="most of each other fault")
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
    given.out.write_text(report(tally, time.monotonic() - began), encoding="utf-8")  # should the rest be broken off
    if not given.no_faults:
        try_faults(given.kills, given.others, tally.tried, tally.wrong, random.Random(given.first))
    text = report(tally, time.monotonic() - began)
    given.out.write_text(text, encoding="utf-8")
    print(text)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
