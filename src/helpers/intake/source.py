"""What `sources.toml` says of each file of a period, and what the folder says against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from helpers.intake.discretion import Discretion, is_plain
from helpers.intake.layouts.layout import CATALOGUE, layouts
from helpers.vocabulary.catalogue import FAMILIES
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import UNREADABLE, files_below, is_file_inside, name_key, sha256_if_readable
from helpers.vocabulary.findings import finding
from helpers.vocabulary.law import entries_of
from helpers.vocabulary.observation import SOURCE_KINDS
from helpers.vocabulary.period import Period
from helpers.vocabulary.settings import (
    Day,
    Flag,
    Many,
    Mistake,
    Place,
    SettingsError,
    Text,
    TomlTable,
    line_of,
    read_settings,
    shown_path,
)

FILE = "sources.toml"
LATEST = timedelta(days=366)  # after the end of a period, as of which its figures may still be
_SUPERSEDED = "superseded"  # the folder of returns that newer ones took the place of
_NOT_DATA = {FILE, "corrections.toml", "scope.toml"}
# Endings of letters and pictures, which hold no table to read.
_WRITINGS = ".docx .doc .odt .rtf .pdf .pptx .ppt .jpg .jpeg .png .gif .tif .tiff .heic .msg .eml"
LETTERS = frozenset(_WRITINGS.split())
_NO_TABLES = LETTERS | {".zip", ".rar", ".7z"}


def _forms() -> set[str]:
    return {entry.form for entry in layouts()} | {CATALOGUE}


def _of_source(entry: Mapping[str, Any], where: Place) -> Iterator[Mistake]:
    """A flow starts before it ends."""
    if "start" in entry and "as_of" in entry and entry["start"] > entry["as_of"]:
        yield Mistake((*where, "start"), "phải trước as_of", "must not be later than as_of")


def _of_period(value: str, where: Place) -> Iterator[Mistake]:
    if not Period.is_period(value):
        yield Mistake(where, "phải là một kỳ như 2023 hay 2024-H1", "must be a period such as 2023 or 2024-H1")


_LINES = Text(may_be_empty=True, many_lines=True)
SOURCES = TomlTable(
    optional={
        "source": Many(
            TomlTable(
                {"file": Text(), "kind": Text(choices=SOURCE_KINDS)},
                {
                    "start": Day(),
                    "as_of": Day(),
                    "form": Text(choices=_forms),
                    "forms": Many(Text(choices=_forms)),
                    "sheets": Many(Text()),
                    "standard": Text(
                        choices=lambda: {entry.id for family in FAMILIES.values() for entry in entries_of(family)}
                    ),
                    "sha256": Text(may_be_empty=True),
                    "received": Day(is_past=True),
                    "provisional": Flag(),
                    "dated": Many(Text(rule=_of_period)),
                    **dict.fromkeys(("producer", "title", "titled", "citation", "legal_basis", "url", "note"), _LINES),
                },
                _of_source,
            )
        )
    }
)


@dataclass(frozen=True)
class Source:
    """One file as received: where it is, what it should hold, of which day its figures are, and who gave it.

    file: its name as it may be told. path: its name in the folder of the period, where that is another.
    titled: what titles in it may say though the figures are of another time or unit ("năm 2022"): the office has
    checked.
    provisional: its figures may still change; they are final where nothing is said.
    dated: what it says of their time where it gives no day: a period, or several that it may be; `as_of` is then only
    where they stand among others.
    """

    file: str
    kind: str
    as_of: date
    form: str = ""
    forms: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    digest: str = ""
    producer: str = ""
    title: str = ""
    citation: str = ""
    start: date | None = None
    standard: str = ""
    titled: str = ""
    provisional: bool = False
    dated: tuple[str, ...] = ()
    path: str = ""

    @property
    def place(self) -> str:
        """The file's name in the folder of its period."""
        return self.path or self.file


def read_sources(edition: Edition) -> list[Source]:
    """The sources of a period's folder, in order. Raises SettingsError where `sources.toml` cannot be used."""
    entries = read_settings(edition.raw / FILE, SOURCES).get("source", [])
    _check_days(entries, edition)

    @cache
    def discretion() -> Discretion:
        # A list of plain names needs no scope: `commune status` tells of those that have none yet.
        return Discretion(edition.scope)

    told = [_told(entry, at, discretion) for at, entry in enumerate(entries, start=1)]
    return [_source(entry, name, edition.period.end) for entry, name in zip(entries, told, strict=True)]


def _check_days(entries: list[dict[str, Any]], edition: Edition) -> None:
    """Raise SettingsError for figures of a day long after the period: somebody mistyped a year."""
    last, path = edition.period.end + LATEST, edition.raw / FILE
    late = [("source", number, "as_of") for number, entry in enumerate(entries) if entry.get("as_of", last) > last]
    if late:
        vi, en = f"sau kỳ {edition.period} quá lâu; hãy sửa ngày", f"lies long after {edition.period}; correct the day"
        data = path.read_bytes()
        raise SettingsError(shown_path(path), [Mistake(at, vi, en, line_of(data, at)) for at in late])


def held(edition: Edition) -> list[Source]:
    """The files that a period lists; none for a period that is new."""
    return read_sources(edition) if (edition.raw / FILE).is_file() else []


def told_names(edition: Edition) -> dict[str, str]:
    """The name that is told of each listed file, by its name in the folder."""
    return {source.place: source.file for source in held(edition)}


def _told(entry: Mapping[str, Any], number: int, discretion: Callable[[], Discretion]) -> str:
    """The name of a listed file, or its number in the list where the name holds words of another's (a person's).

    The file of a publication keeps the name that its publisher gave it, unless that names a person.
    """
    path = entry["file"].replace("\\", "/")
    if is_plain(path) or discretion().tells_file(path):
        return path
    is_public = entry["kind"] == "published" and discretion().tells_publication(path)
    return path if is_public else f"tep-{number}{_ending(path, discretion())}"


def _ending(name: str, discretion: Discretion) -> str:
    ending = Path(name).suffix.lower()
    return ending if discretion.tells_file(ending) else ""


def _source(entry: dict[str, Any], told: str, end: date) -> Source:
    path = entry["file"].replace("\\", "/")
    same = ("kind", "form", "producer", "title", "start", "standard", "titled", "provisional")
    return Source(
        told,
        as_of=entry.get("as_of", end),
        digest=entry.get("sha256", "").lower(),
        citation=entry.get("citation") or entry.get("legal_basis", ""),
        path="" if path == told else path,
        **{name: entry[name] for name in same if name in entry},
        **{name: tuple(entry.get(name, ())) for name in ("forms", "sheets", "dated")},
    )


def located(folder: Path, name: str) -> Path:
    """The path of a listed file; if none is called exactly so, the one that differs by Unicode form or case."""
    path = folder / name
    if is_file_inside(path, folder) or not folder.is_dir():
        return path
    alike = [each for each in files_below(folder) if name_key(each.relative_to(folder).as_posix()) == name_key(name)]
    return alike[0] if len(alike) == 1 else path


def repeats(folder: Path, sources: list[Source]) -> dict[int, int]:
    """Positions (from 0) of sources that bring a file again, by name or content, each with that of the first one."""
    by_size: dict[int, list[int]] = defaultdict(list)
    paths = [located(folder, source.place) for source in sources]
    for position, path in enumerate(paths):
        if is_file_inside(path, folder):
            by_size[path.stat().st_size].append(position)
    found: dict[int, int] = {}
    for alike in (positions for positions in by_size.values() if len(positions) > 1):
        first: dict[str, int] = {}
        for position in alike:
            earlier = first.setdefault(sha256_if_readable(paths[position]), position)
            if earlier != position:
                found[position] = earlier
    return found


def folder_findings(edition: Edition, sources: list[Source], again: dict[int, int]) -> Iterator[dict[str, str]]:
    """Findings about the list of files: there and not listed, not the copy that was listed, listed twice."""
    folder = edition.raw
    listed = {located(folder, source.place) for source in sources}
    yield from _unlisted(edition, (path for path in files_below(folder) if path not in listed))
    for source in sources:
        path = located(folder, source.place)
        is_known = source.digest and is_file_inside(path, folder)
        digest = sha256_if_readable(path) if is_known else UNREADABLE
        if digest not in (source.digest, UNREADABLE):  # of that one reading tells
            yield finding("Q103", workbook=source.file, printed=source.digest, expected=digest)
    for position, earlier in sorted(again.items()):
        file = sources[position].file
        yield finding("Q141", workbook=FILE, entry=position + 1, first=earlier + 1, file=file)


def _unlisted(edition: Edition, paths: Iterable[Path]) -> Iterator[dict[str, str]]:
    discretion = Discretion(edition.scope)
    for path in paths:
        name = path.relative_to(edition.raw).as_posix()
        if name.startswith(f"{_SUPERSEDED}/") or path.name in _NOT_DATA or path.suffix.lower() == ".md":
            continue
        if not discretion.tells_file(name):
            name = f"*{_ending(name, discretion)}"
        if path.suffix.lower() in _NO_TABLES:
            yield finding("Q142", workbook=name)
        else:
            yield finding("Q102", workbook=name)
