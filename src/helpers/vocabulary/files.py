"""Files written whole, and digests of what was read."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent
UNREADABLE = "unreadable"  # in place of the digest of a file that cannot be read
_VERSION = re.compile(r"^Version: (.+)$", re.MULTILINE)
_SYSTEM_FILES = {"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}
_SYSTEM_FOLDERS = {"__macosx", "$recycle.bin", "system volume information"}
_PASSING = (".tmp", ".part", ".crdownload")  # written by programs, gone when they are closed


def write_atomic(path: Path, content: bytes | str) -> str:
    """Write a file so that it is at any instant the old or the new one, whole; makes its folder. Gives its SHA-256."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())  # mkstemp makes files for their owner only
        os.replace(name, path)
        return hashlib.sha256(data).hexdigest()
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def now() -> datetime:
    """The time of the stamp; SOURCE_DATE_EPOCH fixes it, so that builds can be compared."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)


def installed(package: str) -> str:
    """Version of an installed package, '' where it is not. One line of its metadata is read, not all of it parsed."""
    found = next(iter(distributions(name=package)), None)
    told = (found.read_text("METADATA") or found.read_text("PKG-INFO") or "") if found else ""
    return next(iter(_VERSION.findall(told)), "")


def own_folder(folder: Path) -> Path:
    """Make a folder that only its owner can enter, where the system knows owners; so with all that lies below it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_uid == os.getuid():
        folder.chmod(0o700)
    return folder


@lru_cache(maxsize=1)
def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def is_file_inside(path: Path, folder: Path) -> bool:
    """Whether a path names a plain file of a folder, links followed; False for what the system cannot make sense of."""
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long a name, a NUL in it, links in a circle
        return False


def is_of_system(name: str) -> bool:
    """Whether a file's or folder's name is one that systems and programs leave behind: thumbnails, locks, dot files."""
    low = name.lower()
    return low.startswith((".", "~")) or low.endswith(_PASSING) or low in _SYSTEM_FILES | _SYSTEM_FOLDERS


def files_below(folder: Path) -> Iterator[Path]:
    """The files of a folder and its subfolders in order of name, without what the system put there."""
    for path in sorted(folder.iterdir()):
        if is_of_system(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files_below(path)
        elif path.is_file():
            yield path


def read_json(path: Path) -> dict[str, Any]:
    """The table in a JSON file of our own; {} where it is not there, damaged, or no table: it is then made again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def name_key(name: str) -> str:
    """A file's name as people compare it: accents in one or two signs, small and capital letters, / and \\ alike."""
    return unicodedata.normalize("NFC", name).replace("\\", "/").casefold()


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def damaged(folder: Path, recorded: Mapping[str, str]) -> list[str]:
    """Names of the files of a folder, recorded with their SHA-256, that are missing or not as they were written."""
    there = ((name, folder / name, known) for name, known in sorted(recorded.items()))
    return [name for name, path, known in there if not path.is_file() or sha256(path) != known]


def digest(parts: Iterable[str | bytes]) -> str:
    """One SHA-256 over texts, each closed off so that no two lists of parts run together."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def digest_files(paths: Iterable[Path], base: Path) -> str:
    """One SHA-256 over the names below `base` and the contents of files, in order of name.

    A file that cannot be read counts by its name alone: it is told of where it is read, and stops nothing else here.
    """
    ordered = sorted((path.relative_to(base).as_posix(), path) for path in paths)
    return digest(part for name, path in ordered for part in (name, sha256_if_readable(path)))


def sha256_if_readable(path: Path) -> str:
    """SHA-256 of a file's bytes, UNREADABLE where the system does not let it be read."""
    try:
        return sha256(path)
    except OSError:
        return UNREADABLE


def code_digest(*floors: str) -> str:
    """Digest of the source and data files of some floors of this package (`vocabulary`, `store` …)."""
    return digest(map(_digest_of_floor, floors))


@lru_cache(maxsize=16)  # every process asks for several sets of floors, which share most
def _digest_of_floor(floor: str) -> str:
    found = [*(PACKAGE / floor).rglob("*"), PACKAGE / f"{floor}.py"]
    return digest_files((p for p in found if p.is_file() and p.suffix not in {".pyc", ".pyo"}), PACKAGE)
