"""What a page and a period cost, against the stock tools on the same notebooks and data.

Run: make bench, or `python -m benchmarks.runs`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measure import Row, at_least, at_most, best, busy, fresh_project, seconds, table

from helpers.run import Order, run_period, snapshot
from helpers.run.processes import pool
from helpers.run.processes.pool import default_workers
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

SCOPE, PERIOD = "kon-plong", "2024-H1"
UNITS = ["23452", "23455", "23458", "23461"]
STOCK_LOOP = """
import sys, time
import papermill
from nbconvert import HTMLExporter
notebook, *units = sys.argv[1:]
for unit in units:
    start = time.perf_counter()
    chosen = {"scope": "kon-plong", "period": "2024-H1", "unit": unit}
    done = papermill.execute_notebook(notebook, "out.ipynb", chosen, kernel_name="python3", progress_bar=False)
    open("out.html", "w", encoding="utf-8").write(HTMLExporter().from_notebook_node(done)[0])
    print(time.perf_counter() - start)
"""
CELLS = """
import sys, time
import IPython.display, nbformat
from helpers.run.processes.preload import preload
preload()
IPython.display.display = lambda *shown, **options: None
notebook, *units = sys.argv[1:]
cells = [c.source for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "code"]
for unit in units:
    start = time.perf_counter()
    names = {}
    exec(cells[0], names)
    names.update(scope="kon-plong", period="2024-H1", unit=unit)
    for cell in cells[1:]:
        exec(cell, names)
    print(time.perf_counter() - start)
"""


def main() -> int:
    """Measure and print; the exit code is 1 where a target is missed."""
    rows = list(measured())
    print(table(rows))
    return int(any(row.met is False for row in rows))


def measured() -> Iterator[Row]:
    """Every row of this file."""
    with tempfile.TemporaryDirectory() as folder:
        root = fresh_project(Path(folder) / "project")
        yield from of_period(root)
        yield from of_page(root, Path(folder))
        yield from of_workers(root)
    pool.close_shared()


def commune(root: Path, *options: str, name: str = "run") -> subprocess.CompletedProcess[str]:
    """`commune run`, or another command, of the period in a process of its own."""
    command = [sys.executable, "-m", "helpers", name, "-s", SCOPE, "-p", PERIOD, *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    return done


def of_period(root: Path) -> Iterator[Row]:
    """The first check, cold, nothing to do, after a changed notebook, and after one corrected cell."""
    commune(root, "--only", "poverty")  # compiled modules and font caches are no part of a run
    forget(root)
    yield seconds("the first `commune check`, from raw files", best(lambda: commune(root, name="check"), 1))
    forget(root)
    yield seconds("a period, cold: all pages of one language, from raw files", best(lambda: commune(root), 1))
    nothing = best(lambda: commune(root))
    imported = best(lambda: subprocess.run([sys.executable, "-c", "import pandas"], check=True))
    yield at_most("the same with nothing to do", nothing, 1.5)
    yield at_most("… against `import pandas`", nothing / imported, 3, "x")
    notebook = root / "notebooks/02_poverty.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("from helpers", "# changed\\nfrom helpers", 1), encoding="utf-8"
    )
    yield seconds("one changed notebook to its page", best(lambda: commune(root), 1))
    corrected = correct_one_cell(root)
    start = time.perf_counter()
    told = commune(root).stdout
    made = re.search(r"Pages: (\d+) made, (\d+) up to date", told)
    words = (
        f"after one corrected cell ({corrected}): {made[1]} pages made, {made[2]} left"
        if made
        else "after a correction"
    )
    yield seconds(words, time.perf_counter() - start)


def forget(root: Path) -> None:
    """Take away what was made."""
    for made in ("data/processed", "reports", ".commune"):
        shutil.rmtree(root / made, ignore_errors=True)


def correct_one_cell(root: Path) -> str:
    """Another norm of support, registered as the new version of its file; says which figure it is."""
    folder = root / "data/raw" / SCOPE / PERIOD
    path, sources = folder / "support.csv", folder / "sources.toml"
    before = path.read_bytes()
    path.write_bytes(before.replace("10 triệu đồng".encode(), "11 triệu đồng".encode()))
    assert path.read_bytes() != before
    registered = sources.read_text(encoding="utf-8")
    old, new = (hashlib.sha256(content).hexdigest() for content in (before, path.read_bytes()))
    sources.write_text(registered.replace(old, new), encoding="utf-8")
    return "norm of support for a change of job"


def of_page(root: Path, folder: Path) -> Iterator[Row]:
    """One more unit profile, executed and rendered: here, in a loop of the stock tools, by their command lines."""
    ours, ours_busy = of_many(root)
    yield seconds(f"a unit profile here ({default_workers()} at once, a share of the whole run)", ours)
    yield seconds("… processor time of one more", ours_busy)
    packed = snapshot.pack(Edition.of(SCOPE, PERIOD, project=Project(root)))
    figures = snapshot.unpack(packed, folder / "figures")
    for words, place, least in (("on the raw files", root, 10), ("on figures that were prepared for it", figures, 20)):
        loop, loop_busy = marginal_of(STOCK_LOOP, place, folder)
        yield seconds(f"papermill.execute_notebook + HTMLExporter, {words}", loop)
        yield at_least("… against here", loop / ours, least)
        yield Row("… processor time, and against here", f"{loop_busy:.3f} s, {loop_busy / ours_busy:.1f}x")
    lines = command_lines(figures, folder)
    yield seconds("papermill and jupyter nbconvert, on figures that were prepared", lines)
    yield at_least("… against here", lines / ours, 50)
    _, cells = marginal_of(CELLS, figures, folder)
    yield seconds("processor time of the same cells in one process, no kernel, not rendered", cells)


def of_many(root: Path) -> tuple[float, float]:
    """Wall time of a profile when eighteen are made, all of the run counted; and processor time of one more."""

    def order(langs: list[str]) -> Order:
        return Order(Edition.of(SCOPE, PERIOD, project=Project(root)), tuple(langs), ("commune",))

    def taken(langs: list[str]) -> tuple[float, float]:
        run_period(order(langs), force=True)  # starts the workers
        wall = best(lambda: run_period(order(langs), force=True), 3)
        before = busy()
        pool.close_shared()  # the workers' time is counted when they have ended
        return wall, busy() - before

    one, two = taken(["vi"]), taken(["vi", "en"])
    rounds = 4
    return two[0] / 18, (two[1] - one[1]) / (9 * rounds) + own_share(order(["vi", "en"]))


def own_share(order: Order) -> float:
    """Processor time that this process itself spends on a profile: following workers, writing."""
    before = time.process_time()
    run_period(order, force=True)
    return (time.process_time() - before) / 18


def marginal_of(script: str, root: Path, folder: Path) -> tuple[float, float]:
    """Wall time of the quickest page but the first of a script that prints the seconds of each; processor time of one more."""
    env = {**os.environ, "COMMUNE_ROOT": str(root), "PYTHONWARNINGS": "ignore"}
    used, told = [], ""
    for units in (UNITS[:1], UNITS):
        command = [sys.executable, "-c", script, str(root_notebook()), *units]
        before = busy()
        told = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True).stdout
        used.append(busy() - before)
    wall = min(float(word) for word in told.split()[-len(UNITS) + 1 :])
    return wall, (used[1] - used[0]) / (len(UNITS) - 1)


def root_notebook() -> Path:
    """The notebook of unit profiles."""
    return Path(__file__).parents[1] / "notebooks" / "05_commune.ipynb"


def command_lines(root: Path, folder: Path) -> float:
    """papermill and jupyter nbconvert one after the other; best of two."""
    env = {**os.environ, "COMMUNE_ROOT": str(root)}
    chosen = ["-p", "scope", SCOPE, "-p", "period", PERIOD, "-p", "unit", UNITS[0]]
    papermill = [sys.executable, "-m", "papermill", str(root_notebook()), "out.ipynb", "-k", "python3", *chosen]
    nbconvert = [sys.executable, "-m", "nbconvert", "--to", "html", "out.ipynb"]

    def both() -> None:
        for command in (papermill, nbconvert):
            subprocess.run(command, cwd=folder, env=env, capture_output=True, check=True)

    return best(both, 2)


def of_workers(root: Path) -> Iterator[Row]:
    """The same profiles with other numbers of pages at once: what the default was chosen from."""
    for workers in (1, 2, 4, 8):
        order = Order(Edition.of(SCOPE, PERIOD, project=Project(root)), only=("commune",))
        taken = best(partial(run_period, order, force=True, workers=workers), 2)
        yield Row(f"nine profiles, {workers} at once", json.dumps(round(taken, 2)) + " s")


if __name__ == "__main__":
    sys.exit(main())
