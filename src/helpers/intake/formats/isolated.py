"""Sheets of a workbook through calamine; run as a script it reads in a process of its own, with limits.

The script imports nothing of this package, so that it starts fast and holds nothing that a bad file could harm.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys

import python_calamine as calamine

if __name__ != "__main__":  # the script does without: it starts in half the time
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from helpers.intake.formats.grid import Unreadable

    Sheet = tuple[str, list[list[Any]], bool, tuple[Any, ...]]

SECONDS = 60
BYTES = 1_000_000_000  # address space of the reading process, where the system can limit it
MAX_CELLS, MAX_FIELD = 6_000_000, 100_000  # of a sheet; characters of one cell, of which Excel takes 32,767


def sheets(path: str) -> Iterator[Sheet]:
    """Name, rows from cell A1, whether hidden, and merged ranges (row, column from 0) of each worksheet."""
    with open(path, "rb") as file, calamine.load_workbook(file) as workbook:  # by its content, whatever its name says
        for entry in workbook.sheets_metadata:
            if entry.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(entry.name)
            if (height := sheet.total_height) * (width := sheet.total_width) > MAX_CELLS:
                raise OverflowError(f"{entry.name}\n{height} × {width}")
            rows = sheet.to_python(skip_empty_area=False)
            if any(len(cell) > MAX_FIELD for row in rows for cell in row if type(cell) is str):
                raise ValueError("a cell has no end")
            hidden = entry.visible != calamine.SheetVisibleEnum.Visible
            yield entry.name, rows, hidden, tuple(sheet.merged_cell_ranges or ())


class IsolatedReading:
    """A file on its way through another process; `result` waits for it. Leaving ends that process, come what may.

    kind: "book" with the path of a workbook, "html" with the page's text, in UTF-8, as `given`, or "csv" with its
    separator and text.
    """

    def __init__(self, kind: str, path: Path | None = None, given: bytes = b"") -> None:
        command = [sys.executable, "-I", str(Path(__file__)), kind, str(path.resolve()) if path else ""]
        self._given = given
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> IsolatedReading:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def result(self) -> list[Any]:
        """What was read. Raises Unreadable where reading fails, or takes too long or too much memory."""
        try:
            read = self._process.communicate(self._given, timeout=SECONDS)[0]
        except subprocess.TimeoutExpired as error:
            raise Unreadable("Q117", printed=SECONDS) from error
        if self._process.returncode != 0:
            raise Unreadable("Q104")
        code, content = pickle.loads(read)  # noqa: S301 - written by the script below, from values alone
        if code:
            raise Unreadable(code, **content)
        return content


def _limit() -> None:
    """Take memory and processor time from a file that wants too much of them."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limits; the time limit of the waiting process holds there too
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))  # should nobody wait any more


def _tables(kind: str, text: str) -> list[Any]:
    """Tables of a page, or rows of a csv text, by a module loaded by its place: the package itself stays outside."""
    import runpy  # only texts need it

    module = runpy.run_path(os.path.join(os.path.dirname(__file__), "text_parsers.py"))
    return module["rows_of" if kind == "csv" else "tables_of"](text)


def _main(kind: str, path: str) -> None:
    """Write what was read, or the code of the finding that says why nothing was, with the words that it needs."""
    _limit()
    code, content = "", {}
    try:
        content = list(sheets(path)) if kind == "book" else _tables(kind, sys.stdin.buffer.read().decode("utf-8"))
    except calamine.PasswordError:
        code = "Q105"
    except OverflowError as error:
        sheet, _, extent = str(error).rpartition("\n")
        code, content = "Q116", {"sheet": sheet, "printed": extent}
    except SyntaxError as error:
        code, content = "Q146", {"line": error.lineno}
    except (calamine.CalamineError, OSError, MemoryError, ValueError, AssertionError):
        code = "Q104"
    pickle.dump((code, content), sys.stdout.buffer)


if __name__ == "__main__":
    gc.disable()  # a short life with many small values, none of which hold another in a circle
    _main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # without taking the values apart one by one
