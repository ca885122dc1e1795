"""One run at a time for each scope and period. The system drops the lock when its holder ends, however it ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from helpers.vocabulary.files import write_atomic


@contextmanager
def only_run(folder: Path, what: str) -> Generator[None]:
    """Hold the lock of `folder`; if another run holds it, say who and wait."""
    folder.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(folder / "run.lock"), folder / "run.json"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"Another run of {what} is at work{_who(holder)}; waiting for it.", file=sys.stderr, flush=True)
        lock.acquire()
    try:
        write_atomic(holder, json.dumps({"process": os.getpid(), "since": f"{datetime.now(UTC):%H:%M:%S} UTC"}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        told = json.loads(holder.read_text(encoding="utf-8"))
        return f" (process {told['process']}, since {told['since']})"
    except (OSError, json.JSONDecodeError, KeyError):
        return ""
