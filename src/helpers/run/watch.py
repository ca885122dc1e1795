"""Stale pages are made as soon as a notebook, a pack or a return is saved, by processes that stay warm."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers.run.order import RunResult
from helpers.run.period import INTERRUPTED
from helpers.run.processes import pool
from helpers.vocabulary.errors import CommuneError, UsageError
from helpers.vocabulary.message import message
from helpers.vocabulary.project import Project

INTERVAL = 0.25  # seconds between two looks
Saved = dict[Path, tuple[int, int]]


def watch(project: Project, make: Callable[[], RunResult], say: Callable[[str], None]) -> None:
    """Make what is stale now, and again after each change, until Ctrl-C. Changed code of the package starts all anew.

    A fault that the user can mend by saving something is said, and the next save is waited for.
    Raises UsageError for a wrong parameter, which no save mends: unknown scope, period or language.
    """
    code, made_from = pool.state_of_surroundings(), None
    try:
        while True:
            if code != pool.state_of_surroundings():
                _start_anew(say)
            if (now := _settled(project)) != made_from:
                first, made_from = made_from is None, now
                if _made(make, say, first) == INTERRUPTED:
                    return
                say(message("Waiting for changes; Ctrl-C ends this."))
            time.sleep(INTERVAL)
    except KeyboardInterrupt:
        return
    finally:
        pool.close_shared()


def _made(make: Callable[[], RunResult], say: Callable[[str], None], first: bool) -> int:
    began = time.monotonic()
    try:
        result = make()
    except CommuneError as error:
        if first and isinstance(error, UsageError):
            raise
        say(message("commune: {told}", told=error))
        return error.exit_code
    for line in [*result.lines, f"({time.monotonic() - began:.1f} s)"]:
        say(line)
    return result.exit_code


def _settled(project: Project) -> Saved:
    """What is saved, once nothing has changed for a moment: a large workbook is not written at one stroke."""
    now = saved(project)
    while True:
        time.sleep(INTERVAL / 5)
        before, now = now, saved(project)
        if now == before:
            return now


def saved(project: Project) -> Saved:
    """Time and size of every notebook, return, settings file and pack's file, but not of files programs hide."""
    return {path: (found.st_mtime_ns, found.st_size) for path in _files(project) if (found := _file(path))}


def _files(project: Project) -> Iterator[Path]:
    yield from project.notebooks.glob("*.ipynb")
    for folder in ("raw", "packs"):
        for path in (project.root / "data" / folder).rglob("*"):
            if not path.name.startswith((".", "~$")):
                yield path


def _file(path: Path) -> os.stat_result | None:
    try:
        found = path.stat()
    except OSError:  # gone since it was listed
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _start_anew(say: Callable[[str], None]) -> None:
    say(message("The code of the package changed; starting anew."))
    pool.close_shared()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very command
