"""One unit profile by each engine, in turns in one run: a papermill loop over prepared figures, and what one more page costs.

`python -m benchmarks.engines [CHECKOUT]`; CHECKOUT is another checkout of this project with its own .venv (`make` there),
whose own run is measured too.
ploomber-engine is measured if it is installed (`pip install ploomber-engine`, into a copy of the environment). Quarto is
not: its package fetches the program from its maker's own server while it is installed.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import ROOT, Row, at_least, at_most, busy, fresh_project, table

from helpers.protect.release import release_of
from helpers.run import snapshot
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

SCOPE, PERIOD = "kon-plong", "2024-H1"
UNITS = ["23452", "23455", "23458", "23461", "23464"]
ROUNDS = 3
#: Prints the seconds of each page. The first one pays for the imports; it is left out.
LOOP = """
import sys, time
import papermill
from nbconvert import HTMLExporter
engine, notebook, *units = sys.argv[1:]
engine = {"kernel": None, "ploomber-engine": "embedded"}.get(engine, engine)
for unit in units:
    start = time.perf_counter()
    chosen = {"scope": "kon-plong", "period": "2024-H1", "unit": unit}
    how = {"kernel_name": "python3", "engine_name": engine, "progress_bar": False}
    done = papermill.execute_notebook(notebook, "out.ipynb", chosen, **how)
    open("out.html", "w", encoding="utf-8").write(HTMLExporter().from_notebook_node(done)[0])
    print(time.perf_counter() - start)
"""
#: The run of a period that makes profiles: of this checkout or of another one.
RUN = "from helpers.cli import main; main()"
SPAWNED_RUN = f"from helpers.run.processes import pool; pool.METHOD = 'spawn'; {RUN}"
#: The same pages as a user makes them, on all processors and rendered by the house; and by workers that cannot fork.
HERE, SPAWNED = "commune run", "commune run, spawned"
#: How many times the wall and processor time of one way another one takes at least.
LEAST = {("kernel", HERE): (20, 0), ("kernel", SPAWNED): (8, 0), ("ploomber-engine", HERE): (3, 1.5)}
#: Against another checkout: 0 for the wall and 1 for the processor time, and what part of it this one takes at most.
MOST = {"cold": (0, 0.5), "no-op": (0, 1), "one page": (0, 0.35), "nine profiles": (1, 0.35)}


def measured() -> Iterator[Row]:
    """A row for each engine: wall and processor time of one more page, median and spread of the rounds, against this one."""
    engines = ["commune", "kernel"]
    engines += ["ploomber-engine"] if importlib.util.find_spec("ploomber_engine") else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = fresh_project(folder / "project")
        edition = Edition.of(SCOPE, PERIOD, project=Project(root))
        release_of(edition)
        figures = snapshot.unpack(snapshot.pack(edition), folder / "figures")
        rounds = [
            {HERE: one_more_of_run(root), SPAWNED: one_more_of_run(root, SPAWNED_RUN)}
            | {engine: one_more(engine, figures, folder) for engine in engines}
            for _ in range(ROUNDS)
        ]
    for engine in (HERE, SPAWNED, *engines):
        for what, place in (("wall", 0), ("processor", 1)):
            taken = [each[engine][place] for each in rounds]
            ratios = [each[engine][place] / each["commune"][place] for each in rounds]
            yield Row(f"{engine}: {what} time of one more page", f"{_spread(taken)} s; {_spread(ratios)}x of commune")
    for (engine, other), least in LEAST.items():
        for what, place in (("wall", 0), ("processor", 1)):
            ratios = [each[engine][place] / each[other][place] for each in rounds if engine in each]
            if ratios and least[place]:
                yield at_least(f"{engine} against {other}, {what} time", statistics.median(ratios), least[place])


def one_more_of_run(root: Path, script: str = RUN) -> tuple[float, float]:
    """Wall and processor time of one more profile in a run of a period: eighteen against nine."""
    options = ["--only", "commune", "--force", "--lang"]
    nine, twice = (run_of(ROOT, root, [*options, lang], script) for lang in ("vi", "vi,en"))
    return (twice[0] - nine[0]) / 9, (twice[1] - nine[1]) / 9


def one_more(engine: str, figures: Path, folder: Path) -> tuple[float, float]:
    """Median wall time of a page but the first; processor time of one more, from runs of one and of all pages."""
    notebook = ROOT / "notebooks" / "05_commune.ipynb"
    env = {**os.environ, "COMMUNE_ROOT": str(figures), "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT / "src")}
    used, seconds = [], []
    for units in (UNITS[:1], UNITS):
        before = busy()
        command = [sys.executable, "-c", LOOP, engine, str(notebook), *units]
        told = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True).stdout
        used.append(busy() - before)
        seconds = [float(word) for word in told.split()]
    return statistics.median(seconds[1:]), (used[1] - used[0]) / (len(UNITS) - 1)


def against(checkout: Path) -> Iterator[Row]:
    """A cold period, nothing to do, one notebook's page, nine profiles: here and in another checkout, in turns."""
    options = dict(zip(MOST, ([], [], ["--only", "poverty", "--force"], ["--only", "commune", "--force"]), strict=True))
    places = {"here": ROOT, "there": checkout}
    with tempfile.TemporaryDirectory() as name:
        taken: dict[str, list[tuple[float, float]]] = {}
        for number in range(ROUNDS):
            for word, code in places.items():
                root = fresh_project(Path(name) / f"{word}-{number}", of=code)
                for what, given in options.items():
                    taken.setdefault(f"{what} {word}", []).append(run_of(code, root, given))
    for what, (judged, most) in MOST.items():
        for kind, place in (("wall", 0), ("processor", 1)):
            here, there = ([each[place] for each in taken[f"{what} {word}"]] for word in ("here", "there"))
            ratios = [a / b for a, b in zip(here, there, strict=True)]
            words = f"{what}: {kind} time, here / there"
            yield Row(words, f"{_spread(here)} s / {_spread(there)} s = {_spread(ratios)}")
            if place == judged:
                yield at_most(f"… {what}, {kind} time", statistics.median(ratios), most, "x")


def run_of(code: Path, root: Path, options: list[str], script: str = RUN) -> tuple[float, float]:
    """Wall and processor time of `commune run` with the package of a checkout on a project."""
    env = {**os.environ, "COMMUNE_ROOT": str(root), "PYTHONPATH": str(code / "src")}
    before = os.times()
    own = code / ".venv/bin/python"
    python = str(own) if code != ROOT and own.is_file() else sys.executable
    command = [python, "-c", script, "run", "--scope", SCOPE, "--period", PERIOD, *options]
    subprocess.run(command, cwd=root, env=env, capture_output=True, check=True)
    after = os.times()
    used = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return after.elapsed - before.elapsed, used


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


if __name__ == "__main__":
    print(table(against(Path(sys.argv[1])) if len(sys.argv) > 1 else measured()))
