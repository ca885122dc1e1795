"""Results as a table with targets, and the machine they were measured on."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Row:
    """One measured value. `met` is None where there is no target."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, str, str, str]:
        """As the table shows it."""
        return self.what, self.value, self.target, {None: "", True: "met", False: "MISSED"}[self.met]


def at_least(what: str, value: float, target: float, unit: str = "x") -> Row:
    """A value that should be high."""
    return Row(what, f"{value:.1f}{unit}", f"at least {target:g}{unit}", value >= target)


def at_most(what: str, value: float, target: float, unit: str = " s") -> Row:
    """A value that should be low."""
    return Row(what, f"{value:.2f}{unit}", f"at most {target:g}{unit}", value <= target)


def seconds(what: str, value: float) -> Row:
    """A time without a target."""
    return Row(what, f"{value:.3f} s")


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    head = [("what", "measured", "target", ""), ("---", "---:", "---:", "---")]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [*head, *(row.cells() for row in rows)])


def machine() -> str:
    """Processor count, system and Python, without the machine's name; and how busy it was with other things."""
    load = f", load {os.getloadavg()[0]:.1f} before the start" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} processors, {system}{load}."


def best(work: Callable[[], object], rounds: int = 3) -> float:
    """Shortest wall time of several rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def busy() -> float:
    """Processor time of the processes that have ended below this one."""
    used = os.times()
    return used.children_user + used.children_system


def fresh_project(folder: Path, of: Path = ROOT) -> Path:
    """A copy of the shipped raw data and notebooks of a checkout, with nothing made from them."""
    for part in ("data/raw", "notebooks"):
        shutil.copytree(of / part, folder / part)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(of / name, folder)
    return folder
