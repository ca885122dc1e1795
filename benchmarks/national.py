"""A scope of the country's 3,321 communes with made-up figures, to see what a large scope costs.

Run: make bench, or `python -m benchmarks.national [--full | UNITS]`; without --full it makes 300 of the country's pages; of
UNITS, such as 1621, every one.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
from benchmarks.measure import ROOT, Row, at_most, busy, table

from helpers import store
from helpers.protect.release import figures_of
from helpers.run import Order, period, reading, run_period
from helpers.run.processes import pool
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project
from helpers.vocabulary.register import register

SCOPE = "national"
PERIOD = "2025"
_SCOPE_TOML = """parent = "VN"
level = "commune"
title = {{ vi = "Cả nước (số liệu thử)", en = "The country (made-up figures)" }}

[[boundary]]
version = "2025-07"
valid_from = 2025-07-01
total = {{ code = "VN", vi = "Cả nước", en = "Viet Nam" }}
units = [
{units}
]
"""
_SOURCE = """[[source]]
file = "figures.csv"
form = "published"
kind = "demonstration"
producer = "Benchmark"
title = "Made-up figures of every commune"
as_of = 2025-12-31
citation = "Generated with a fixed seed."
sha256 = "{digest}"
"""


def write_national(root: Path, units: int) -> None:
    """Raw data of the first `units` communes of the 2025 register."""
    listed = list(register("2025").values())[:units]
    folder = root / "data" / "raw" / SCOPE / PERIOD
    folder.mkdir(parents=True)
    lines = (f'  {{ code = "{row["code"]}", name = "{row["name"]}" }},' for row in listed)
    toml = _SCOPE_TOML.format(units="\n".join(lines))
    (folder.parent / "scope.toml").write_text(toml, encoding="utf-8")
    rows = [line for row in listed for line in _rows(row["code"])]
    text = "unit,indicator,detail,as_of,printed,note\n" + "\n".join(rows) + "\n"
    (folder / "figures.csv").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / "sources.toml").write_text(_SOURCE.format(digest=digest), encoding="utf-8")


def _rows(code: str) -> Iterator[str]:
    """Two reviews, causes, land and needs of one commune, in whole numbers that fit each other; about one in ten is small."""
    draw = random.Random(code)
    households, minority = draw.randint(2000, 6000), draw.randint(300, 1500)
    poor_before, lacking = draw.randint(200, 500), draw.choice([0, 1, 2, 5, 9, 20, 40])
    poor = draw.choice([draw.randint(1, 12)] + 4 * [draw.randint(20, 190)])
    figures = {
        ("households", ""): households, ("poor_households", ""): poor, ("near_poor_households", ""): draw.randint(50, 150),
        ("persons", ""): 4 * households, ("minority_households", ""): minority, ("minority_poor_households", ""): poor // 2,
        ("minority_households_with_residential_land", ""): minority - 20,
        ("minority_households_without_residential_land", ""): 20,
        ("minority_households_with_production_land", ""): minority - lacking,
        ("minority_households_without_production_land", ""): lacking,
        ("new_rural_criteria_met", ""): draw.randint(8, 19),
    }  # fmt: skip
    figures |= {
        ("poor_households_by_cause", str(k)): sum(draw.random() < 0.15 for _ in range(poor)) for k in range(1, 9)
    }
    for content in ("housing", "production_land"):
        figures |= _needs(draw, content)
    earlier = {("households", ""): households, ("poor_households", ""): poor_before}
    for day, known in (("2025-09-30", earlier), ("2025-12-31", figures)):
        for (indicator, detail), value in known.items():
            yield f"{code},{indicator},{detail},{day},{value},"


def _needs(draw: random.Random, content: str) -> dict[tuple[str, str], int]:
    start, new = draw.randint(0, 30), draw.choice([0, 0, 1, 2, 5])
    helped = draw.randint(0, start)
    parts = {"support_need_start": start, "supported_households": helped, "support_need_new": new}
    return {(id, content): value for id, value in (parts | {"support_need_remaining": start - helped + new}).items()}


def main() -> int:
    """Measure and print; the exit code is 1 where a target is missed. A number: so many units alone, every page of them."""
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    rows = [row for units in asked for row in of_size(units, units)[0]] or list(measured(full="--full" in sys.argv))
    print(table(rows))
    return int(any(row.met is False for row in rows))


def measured(full: bool = False) -> Iterator[Row]:
    """Cost of a page in a scope of 100 units and in one of 3,321, and whether it stays as it is."""
    small, *few = of_size(100, 100)
    large, *many = of_size(3_321, 3_321 if full else 300)
    yield from (*small, *large)
    yield Row("a profile among 3,321 against one among 100, wall time", f"{many[0] / few[0]:.2f}x")
    growth = many[1] / few[1]
    yield at_most("a profile among 3,321 against one among 100, processor time", growth, 1.3, "x")


def of_size(units: int, made: int) -> tuple[list[Row], float, float]:
    """The rows of a scope of so many units of which some pages are made; wall and processor time of a page."""
    with tempfile.TemporaryDirectory() as folder:
        protected = protection(Path(folder) / "protection", units)
        ended, memory, prepared, busy_with_one = run(Path(folder) / "run", units, made)
    tenth = max(len(ended) // 10, 1)
    cost = (ended[-1] - ended[0]) / (len(ended) - 1)
    first, last = ended[tenth] - ended[0], ended[-1] - ended[-1 - tenth]
    rows = [
        Row(f"{units:,} units: protected, processor time", f"{protected:.1f} s"),
        Row(f"{units:,} units: read, checked, protected", f"{prepared:.1f} s"),
        at_most(f"{units:,} units: a profile, over {len(ended):,} pages", cost, 0.15),
        Row("… processor time of one more", f"{busy_with_one:.3f} s"),
        at_most("… the last tenth against the first", last / first, 1.2, "x"),
        at_most("… memory of the main process, last against first tenth", memory[-1] / memory[tenth], 1.1, "x"),
    ]
    return rows, cost, busy_with_one


def protection(root: Path, units: int) -> float:
    """Processor time of protecting a scope that was read, without any decision kept."""
    write_national(root, units)
    edition = Edition.of(SCOPE, PERIOD, project=Project(root))
    store.refresh(edition)
    before = time.process_time()
    figures_of(edition)
    return time.process_time() - before


def run(root: Path, units: int, made: int) -> tuple[list[float], list[int], float, float]:
    """Make profiles.

    When each was finished, the memory of this process then, the seconds before the first, and the processor time of one.
    """
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    write_national(root, units)
    edition, start = Edition.of(SCOPE, PERIOD, project=Project(root)), time.perf_counter()
    store.refresh(edition)
    reading.prepare(edition)
    prepared = time.perf_counter() - start
    ended: list[float] = []
    memory: list[int] = []
    write, process = period.write_page, psutil.Process()

    def noted(*arguments: Any) -> None:
        write(*arguments)
        ended.append(time.perf_counter())
        memory.append(process.memory_info().rss)

    codes = list(register("2025"))[: min(units, made)]
    only = ["commune"] if made == units else [f"commune/{code}" for code in codes]
    first = busy_with(edition, only[:1] if made < units else [f"commune/{codes[0]}"])
    with patch.object(period, "write_page", noted):
        every = busy_with(edition, only)
    return ended, memory, prepared, (every - first) / (len(ended) - 1)


def busy_with(edition: Edition, only: list[str]) -> float:
    """Processor time of a run, its workers included."""
    pool.close_shared()
    before = busy() + time.process_time()
    result = run_period(Order(edition, only=tuple(only)), force=True)
    assert result.exit_code == 0, result.lines
    pool.close_shared()  # the workers' time is counted when they have ended
    return busy() + time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
