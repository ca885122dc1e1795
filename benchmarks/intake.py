"""How fast and how small reading is: every former commune of the country in one poverty result form.

Prints the processor time (of this process and of the one that opens workbooks) of python-calamine merely reading the
workbook into a DataFrame, that from file to observations and that to accepted observations, their ratios (target: at
most 6, aim 5) and the peak memory (target: under 1 GB). Processor time in turns: what else the machine does meanwhile
counts little. Run: make bench, or `python benchmarks/intake.py`.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import python_calamine
import xlsxwriter

from helpers.intake import read_period
from helpers.intake.layouts.layout import layout
from helpers.quality import review
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project
from helpers.vocabulary.register import register

ROUNDS = 11
RATIO = 6.0
MEMORY = 1_000  # MB
SCOPE = """
parent = "VN"
level = "commune"
[title]
vi = "Cả nước"
en = "Việt Nam"
[[boundary]]
version = "2019"
valid_from = 2019-01-01
register = "legacy"
within = { country = "VN" }
total = { code = "VN", vi = "Cả nước", en = "Việt Nam" }
"""
SOURCES = '[[source]]\nfile = "result.xlsx"\nkind = "demonstration"\nas_of = 2023-12-31\n'


def main() -> int:
    """Measure; the exit code is 1 where a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        project = country(Path(folder))
        path = project.raw("country", "2023") / "result.xlsx"
        load_scope("country", project)  # the register is read once per session, by whatever comes first
        accepted = full(project)
        edition = Edition.of("country", "2023", project=project)
        rounds = in_turns(lambda: merely_read(path), lambda: read_period(edition), lambda: full(project))
    bare, read, taken = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratios = sorted(ours / theirs for theirs, _, ours in rounds)
    ratio, peak = statistics.median(ratios), peak_megabytes()
    print(f"communes {len(register('legacy'))}, accepted figures {accepted}")
    print(
        f"processor time: calamine to DataFrame {bare:.3f} s; file to observations {read:.3f} s, accepted {taken:.3f} s"
    )
    print(f"reading alone {statistics.median(ours / theirs for theirs, ours, _ in rounds):.1f} times calamine")
    print(f"ratio {ratio:.1f}, the median of {ROUNDS} rounds from {ratios[0]:.1f} to {ratios[-1]:.1f}")
    print(f"peak memory {peak:.0f} MB")
    return int(ratio > RATIO or peak > MEMORY)


def full(project: Project) -> int:
    """From file to accepted observations; how many there are."""
    edition = Edition.of("country", "2023", project=project)
    return len(review(read_period(edition), edition).accepted)


def merely_read(path: Path) -> pd.DataFrame:
    """The workbook as calamine gives it: no form, no check, no address."""
    return pd.DataFrame(python_calamine.load_workbook(path).get_sheet_by_index(0).to_python())


def in_turns(*works: Callable[[], object]) -> list[list[float]]:
    """Seconds of each piece of work, by round: in each they take turns, so that a slow moment of the machine meets all."""
    return [[seconds(work) for work in works] for _ in range(ROUNDS)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one piece of work, here and in the processes that it waits for."""
    gc.collect()
    start = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - start


def peak_megabytes() -> float:
    """Largest memory so far of this process and of the one that reads workbooks, together; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    used = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return used / (1_000_000 if sys.platform == "darwin" else 1_000)


def country(root: Path) -> Project:
    """A project whose one return lists every commune of the country, with figures that add up."""
    folder = root / "data" / "raw" / "country" / "2023"
    folder.mkdir(parents=True)
    (folder.parent / "scope.toml").write_text(SCOPE, encoding="utf-8")
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    write_result(folder / "result.xlsx")
    return Project(root)


def write_result(path: Path) -> None:
    """The poverty result form with a column of codes, one row per commune."""
    form, seeded = layout("poverty_result"), random.Random(2023)
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet(form.sheet)
        sheet.write(1, 0, form.title)
        top = form.header_row - 1
        headings = [column.heading for column in form.columns]
        headings.insert(1, ("Mã",))
        for column, heading in enumerate(headings):
            for tier, text in enumerate(heading):
                sheet.write(top + tier, column, text)
        index = [column.index for column in form.columns]
        sheet.write_row(top + form.tiers, 0, [index[0], "", *index[1:]])
        for row, unit in enumerate(register("legacy").values(), 1):
            sheet.write_row(top + form.tiers + row, 0, [str(row), unit["code"], unit["name"], *figures(seeded)])


def figures(seeded: random.Random) -> list[float]:
    """Counts of one commune and the rates that follow from them."""
    households = seeded.randint(400, 4_000)
    persons = households * 4
    counts = [seeded.randint(1, households // 4) for _ in range(3)]
    row: list[float] = [households, persons]
    for base, factor in ((households, 1), (persons, 4)):
        for count in counts:
            row += [count * factor, round(count * factor / base * 100, 2)]
    return row


if __name__ == "__main__":
    sys.exit(main())
