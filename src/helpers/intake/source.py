"""What `sources.toml` says of each file of a period, and what the folder says against it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from helpers.vocabulary.errors import InputError
from helpers.vocabulary.files import is_file_inside, sha256
from helpers.vocabulary.findings import finding
from helpers.vocabulary.observation import SOURCE_KINDS
from helpers.vocabulary.period import Period

_NOT_DATA = {"sources.toml", "corrections.toml", "scope.toml"}


@dataclass(frozen=True)
class Source:
    """One file as received: where it is, what it should hold, and of which day its figures are."""

    file: str
    kind: str
    as_of: date
    form: str = ""
    forms: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    digest: str = ""
    start: date | None = None


def read_sources(folder: Path, period: Period) -> list[Source]:
    """The sources of a period's folder, in order. Raises InputError where `sources.toml` cannot be understood."""
    path = folder / "sources.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{_shown(path)} is not valid TOML: {error}.") from error
    except OSError as error:
        raise InputError(
            f"{_shown(path)} cannot be read. Write one [[source]] entry per file of the period."
        ) from error
    if not isinstance(entries, list):
        raise InputError(f"{_shown(path)}: write [[source]], with double brackets, before each file.")
    return [_source(entry, path, period) for entry in entries]


def _source(entry: Any, path: Path, period: Period) -> Source:
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str) or not entry["file"]:
        raise InputError(f'{_shown(path)}: a [[source]] entry has no file name (file = "…").')
    name = entry["file"]
    if entry.get("kind") not in SOURCE_KINDS:
        raise InputError(f'{_shown(path)}: kind of "{name}" must be one of {", ".join(SOURCE_KINDS)}.')
    as_of = entry.get("as_of", period.end)
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        raise InputError(f'{_shown(path)}: as_of of "{name}" must be a date such as 2023-12-31, without quotes.')
    for word in ("form", "sha256"):
        if not isinstance(entry.get(word, ""), str):
            raise InputError(f'{_shown(path)}: {word} of "{name}" must be a text in quotes.')
    for word in ("forms", "sheets"):
        if not isinstance(entry.get(word, []), list) or not all(isinstance(each, str) for each in entry.get(word, [])):
            raise InputError(f'{_shown(path)}: {word} of "{name}" must be a list of texts in quotes.')
    lists = {word: tuple(entry.get(word, ())) for word in ("forms", "sheets")}
    start = entry.get("start")
    if start is not None and (not isinstance(start, date) or isinstance(start, datetime) or start > as_of):
        raise InputError(f'{_shown(path)}: start of "{name}" must be a date, not after {as_of}, without quotes.')
    return Source(
        name, entry["kind"], as_of, entry.get("form", ""), digest=entry.get("sha256", ""), start=start, **lists
    )


def folder_findings(folder: Path, sources: list[Source]) -> Iterator[dict[str, str]]:
    """Findings for files that are listed and absent, there and not listed, or not the copy that was listed."""
    listed = {source.file for source in sources}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in listed and not _ignored(path):
            yield finding("Q102", workbook=name)
    for source in sources:
        path = folder / source.file
        if source.digest and is_file_inside(path, folder):
            digest = sha256(path)
            if digest != source.digest.lower():
                yield finding("Q103", workbook=source.file, printed=source.digest, expected=digest)


def _ignored(path: Path) -> bool:
    """Our own files, lock files of Excel and LibreOffice, and files that the system hides."""
    return path.name in _NOT_DATA or path.name.startswith(("~$", ".")) or path.suffix.lower() == ".md"


def _shown(path: Path) -> str:
    """The path from data/raw on: nobody's home folder belongs in a message."""
    return "/".join(("data", "raw", *path.parts[-3:]))
