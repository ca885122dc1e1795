"""What is going on, while it goes on: a bar in a terminal, plain lines elsewhere. Both write to stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class PlainLines:
    """A line for each page; beyond 40 pages a line for every twentieth part, and for every failure."""

    def __init__(self, total: int, few: int = 0) -> None:
        self.total, self.few, self.done, self.began = total, few, 0, time.monotonic()
        self.every = 1 if total <= 40 else max(total // 20, 1)

    def started(self, name: str) -> None:
        """Nothing: a log wants results."""

    def finished(self, name: str, problem: str = "") -> None:
        """The page, its number and, for long runs, the time left."""
        self.done += 1
        due = self.total > self.few and (self.done % self.every == 0 or self.done == self.total)
        if problem or due:
            told = f"[{self.done}/{self.total}] {name}{problem and ': ' + problem}{self._left()}"
            print(told, file=sys.stderr, flush=True)

    def _left(self) -> str:
        if self.every == 1 or self.done == self.total:
            return ""
        seconds = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        return f" (about {seconds / 60:.0f} min left)" if seconds >= 90 else f" (about {seconds:.0f} s left)"


class Bar:
    """A rich bar with counts, the pages under way and the time left."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task = bar, task
        self._running: list[str] = []

    def started(self, name: str) -> None:
        """Show the page as under way."""
        self._running.append(name)
        self._show()

    def finished(self, name: str, problem: str = "") -> None:
        """Count the page; a failure also gets a line above the bar."""
        if name in self._running:
            self._running.remove(name)
        if problem:
            self._bar.console.print(f"{name}: {problem}", style="red", markup=False)
        self._bar.advance(self._task)
        self._show()

    def _show(self) -> None:
        self._bar.update(self._task, running=", ".join(self._running[:3]))


@contextmanager
def patience(told: str, seconds: float = 15) -> Generator[None]:
    """Say what takes so long, while it does: after some seconds, then after twice as long each time, with the time it took."""
    done, began = Event(), time.monotonic()

    def say() -> None:
        wait = seconds
        while not done.wait(wait):
            print(f"{told} ({time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
            wait *= 2

    speaker = Thread(target=say, daemon=True)
    speaker.start()
    try:
        yield
    finally:
        done.set()
        speaker.join()


@contextmanager
def progress(total: int, few: int = 0) -> Generator[PlainLines | Bar]:
    """A bar where stderr is a terminal, else lines. few: as many are done soon enough without a word."""
    if not sys.stderr.isatty() or total <= few:
        yield PlainLines(total, few)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    running = TextColumn("{task.fields[running]}", markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), running)
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield Bar(bar, bar.add_task("", total=total, running=""))
