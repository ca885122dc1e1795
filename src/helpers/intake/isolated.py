"""Sheets of a workbook through calamine; run as a script it reads in a process of its own, with limits.

The script imports nothing of this package, so that it starts fast and holds nothing that a bad file could harm.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine as calamine

if __name__ != "__main__":
    from helpers.intake.grid import Unreadable

SECONDS = 60
BYTES = 1_000_000_000  # address space of the reading process, where the system can limit it
MAX_CELLS = 6_000_000
Sheet = tuple[str, list[list[Any]], bool, tuple[Any, ...]]


def sheets(path: Path) -> Iterator[Sheet]:
    """Name, rows from cell A1, whether hidden, and merged ranges (row, column from 0) of each worksheet."""
    with calamine.load_workbook(str(path)) as workbook:
        for entry in workbook.sheets_metadata:
            if entry.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(entry.name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise OverflowError(f"{entry.name}\n{sheet.total_height} × {sheet.total_width}")
            hidden = entry.visible != calamine.SheetVisibleEnum.Visible
            yield entry.name, sheet.to_python(skip_empty_area=False), hidden, tuple(sheet.merged_cell_ranges or ())


class IsolatedReading:
    """A file on its way through another process; `sheets` waits for it. Leaving ends that process, come what may."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-I", str(Path(__file__)), str(path.resolve())]
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def __enter__(self) -> IsolatedReading:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def sheets(self) -> list[Sheet]:
        """The sheets. Raises Unreadable where reading fails, or takes too long or too much memory."""
        try:
            read, told = self._process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Unreadable("Q117", printed=SECONDS) from error
        if self._process.returncode == 0:
            return pickle.loads(read)  # noqa: S301 - written by the script below, from values alone
        word, _, rest = told.decode("utf-8", "replace").strip().rpartition("::")[2].partition("\n")
        if word == "password":
            raise Unreadable("Q105")
        if word == "large":
            name, _, extent = rest.partition("\n")
            raise Unreadable("Q116", sheet=name, printed=extent)
        raise Unreadable("Q104")


def _main(path: str) -> int:
    try:
        import resource
    except ImportError:
        pass  # Windows has no such limits; the time limit holds there too
    else:
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    try:
        found = list(sheets(Path(path)))
    except calamine.PasswordError:
        sys.stderr.buffer.write(b"::password")
    except OverflowError as error:
        sys.stderr.buffer.write(f"::large\n{error}".encode())
    except (calamine.CalamineError, OSError, MemoryError, ValueError):
        sys.stderr.buffer.write(b"::broken")
    else:
        pickle.dump(found, sys.stdout.buffer)
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
