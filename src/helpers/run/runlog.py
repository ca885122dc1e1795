"""The log of a period's runs, kept outside of what is handed out: when, what was asked for, and what the run said."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from helpers import __version__
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import write_atomic

NAME = "run.log"
MOST_LINES = 2_000


def keep(edition: Edition, exit_code: int, lines: Sequence[str]) -> None:
    """Add what a run said to the period's log, oldest first, at most the last 2,000 lines.

    The project's own folder is left out of it: a log that is passed on names no folder and no user of this machine.
    """
    path = edition.state / NAME
    asked = " ".join(sys.argv[1:])
    head = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} commune {__version__} {asked}: exit {exit_code}"
    told = [f"  {line.replace(f'{edition.project.root}', '.')}" for line in lines]
    try:
        _add(path, [head, *told])
    except OSError as error:  # the run itself is done; a log that cannot be written must not undo its exit code
        sys.stderr.write(f"commune: {NAME} could not be written: {error.strerror}\n")


def _add(path: Path, lines: Sequence[str]) -> None:
    before = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    write_atomic(path, "\n".join([*before, *lines][-MOST_LINES:]) + "\n")
