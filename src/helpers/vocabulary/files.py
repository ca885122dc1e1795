"""Files written whole, and digests of what was read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write a file so that at any instant it is either the old one or the new one, whole; makes its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())  # mkstemp makes files for their owner only
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@lru_cache(maxsize=1)
def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def is_file_inside(path: Path, folder: Path) -> bool:
    """Whether a path names a plain file of a folder, links followed; False for whatever the system cannot make sense of."""
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long a name, a NUL in it, links in a circle
        return False


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(parts: Iterable[str | bytes]) -> str:
    """One SHA-256 over texts, each closed off so that no two lists of parts run together."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def digest_files(paths: Iterable[Path], base: Path) -> str:
    """One SHA-256 over the names below `base` and the contents of files, in order of name."""
    ordered = sorted((path.relative_to(base).as_posix(), path) for path in paths)
    return digest(part for name, path in ordered for part in (name, sha256(path)))


@lru_cache(maxsize=16)
def code_digest(*floors: str) -> str:
    """Digest of the source and data files of some floors of this package (`vocabulary`, `store` …)."""
    found = [path for floor in floors for path in [*(PACKAGE / floor).rglob("*"), PACKAGE / f"{floor}.py"]]
    return digest_files((p for p in found if p.is_file() and p.suffix not in {".pyc", ".pyo"}), PACKAGE)
