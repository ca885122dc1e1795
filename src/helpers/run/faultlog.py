"""Where a fault of the program is written down for whoever mends it: beside the logs, for the owner's eyes."""

from __future__ import annotations

import os
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from helpers import __version__
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.files import own_folder
from helpers.vocabulary.project import Project

MOST = 10  # logs that are kept
_PACKAGE = Path(__file__).parents[1]


def keep_fault(error: BaseException) -> str:
    """Write where in the code a fault arose, and give the file's path. Only the newest ten are kept.

    The log may be passed on: it names places in the code and kinds of errors; no message, which may quote a figure, and
    no folder of this machine.
    """
    try:
        folder = own_folder(_folder())
        now = datetime.now(UTC)
        handle, name = tempfile.mkstemp(prefix=f"{now:%Y%m%d-%H%M%S-%f}-", suffix=".log", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join([f"commune {__version__}", *_told(error)]) + "\n")
        for old in sorted(folder.glob("*.log"))[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        return "none could be kept"
    return name


def _folder() -> Path:
    try:
        return own_folder(Project.find().root / ".commune") / "faults"
    except UsageError:  # the command was given outside of any project
        return Path(tempfile.gettempdir()) / f"commune-faults-{getattr(os, 'getuid', int)()}"


def _told(error: BaseException) -> list[str]:
    """Each error of the chain by its kind, the first cause first, with the places it went through."""
    cause = error.__cause__ or error.__context__
    lines = [*_told(cause), "which led to"] if cause else []
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*lines, type(error).__name__, *places]


def _place(file: str) -> str:
    """A file's path within the package, within another one, or its bare name."""
    path = Path(file)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE.parent).as_posix()
    parts = path.parts
    start = parts.index("site-packages") + 1 if "site-packages" in parts else len(parts) - 1
    return "/".join(parts[start:])
