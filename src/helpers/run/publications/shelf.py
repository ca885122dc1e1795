"""A project's publications: where they lie, the register that lists them, and whether they are as they went out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from filelock import FileLock

from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.files import sha256, write_atomic
from helpers.vocabulary.message import message
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project
from helpers.vocabulary.settings import is_code

REGISTER, MARK, FORMAT = "register.csv", "publication.json", 1


@dataclass(frozen=True)
class Publication:
    """A line of the register. number: 1, 2 … for each scope and period. digest: SHA-256 of the list of its files."""

    scope: str
    period: str
    number: int
    day: str
    by: str
    note: str
    commit: str
    digest: str

    @property
    def name(self) -> str:
        """'kon-plong 2024-H1 no. 2'."""
        return f"{self.scope} {self.period} no. {self.number}"

    def folder(self, project: Project) -> Path:
        """Its pages, data and manifest, as they went out."""
        return project.reports("published", self.scope, self.period) / str(self.number)

    def behind(self, project: Project) -> Path:
        """What lay behind it, for the office alone."""
        return project.root / "data" / "published" / self.scope / self.period / str(self.number)


_FIELDS = tuple(field.name for field in fields(Publication))


def listed(project: Project, scope: str = "", period: str = "") -> list[Publication]:
    """The publications of a project, scope or period, in the register's order. Raises InputError for a damaged one."""
    path = project.reports("published") / REGISTER
    if not path.is_file():
        return []
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    try:
        found = [_publication(row) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            "{path}: not the register of publications ({error}). Put it back from a backup.", path=path, error=error
        ) from error
    return [each for each in found if scope in ("", each.scope) and period in ("", each.period)]


def _publication(row: Mapping[str, str]) -> Publication:
    others = {name: row[name] for name in _FIELDS if name != "number"}
    if not is_code(others["scope"]) or not Period.is_period(others["period"]):
        raise ValueError(f"scope {others['scope']!r}, period {others['period']!r}")
    return Publication(number=int(row["number"]), **others)


def last(project: Project, scope: str, period: str) -> Publication | None:
    """The newest publication of a period."""
    return next(reversed(listed(project, scope, period)), None)


def numbered(project: Project, scope: str, period: str, number: int) -> Publication:
    """One publication of a period. Raises UsageError where there is none of this number."""
    known = listed(project, scope, period)
    for each in known:
        if each.number == number:
            return each
    there = ", ".join(str(each.number) for each in known)
    raise UsageError(f"{scope} {period} has no publication {number}. " + (f"There are: {there}." if known else "None was made yet: commune publish."))  # fmt: skip


def enter(project: Project, publication: Publication) -> None:
    """Add a line to the register, which is replaced whole. Publications at the same time wait for each other."""
    lock = project.root / ".commune" / "register.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        text = io.StringIO()
        writer = csv.DictWriter(text, _FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(each) for each in [*listed(project), publication])
        write_atomic(project.reports("published") / REGISTER, text.getvalue())


def contents(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a publication but its own mark, by path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in found if path.name != MARK}


def damage(project: Project) -> Iterator[str]:
    """What is not as it went out, a line for each publication: missing, altered, added or unlisted files."""
    for each in listed(project):
        yield from (
            message("{name}: {found}", name=each.name, found=found) for found in _damage_of(each, each.folder(project))
        )
    known = {each.folder(project) for each in listed(project)}
    for folder in sorted(project.reports("published").glob("*/*/*")):
        if folder.is_dir() and folder not in known:
            yield message(
                "{folder}: not in the register. Take it away, or put the register back from a backup.",
                folder=folder.relative_to(project.root).as_posix(),
            )


def _damage_of(publication: Publication, folder: Path) -> Iterator[str]:
    mark = folder / MARK
    if not mark.is_file():
        yield message("{file} is missing. Put the publication back from a backup.", file=mark)
        return
    if sha256(mark) != publication.digest:
        yield message("{file} was altered. Put the publication back from a backup.", file=MARK)
        return
    told, there = json.loads(mark.read_text(encoding="utf-8"))["files"], contents(folder)
    for words, files in (
        ("missing", told.keys() - there.keys()),
        ("added", there.keys() - told.keys()),
        ("altered", {name for name in told.keys() & there.keys() if told[name] != there[name]}),
    ):
        if files:
            yield message(
                "{what}: {files}. Put the publication back from a backup.", what=message(words), files=sorted(files)
            )
