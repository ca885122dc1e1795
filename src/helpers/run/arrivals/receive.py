"""`commune receive`: files as they come in find their period, their place in data/raw and their entry in sources.toml.

Nothing is overwritten and nothing is guessed: a file goes to the period that its own titles name, or to the one that is
asked for; a newer version of a return takes the place of the older one, which is kept under `superseded/` with its
entry.
"""

from __future__ import annotations

import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pandas as pd
import tomlkit
from tomlkit.items import AoT, Table

from helpers.intake.arrival import Arrival, Nature, examine
from helpers.intake.discretion import Discretion
from helpers.intake.layouts.layout import layout
from helpers.intake.period import read_file
from helpers.intake.source import held, located
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.files import is_of_system, sha256, write_atomic
from helpers.vocabulary.law import Standard, rule
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.pack import using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope, load_scope
from helpers.vocabulary.project import Project

SOURCES, SUPERSEDED = "sources.toml", "superseded"
OTHER_PERIOD = "its title names {named}, not {asked}; take it with --period {named}"
NO_PERIOD = "no title names its period; say it with --period"
UNPACKED = "commune-receive-"  # how folders begin into which zips are unpacked
YEAR = timedelta(days=366)  # how near a change of the standard a review may be one by both
MOST_BYTES, MOST_FILES = 500_000_000, 2_000  # of what a zip may unpack to
_KEY = [name for name in KEY if name != "boundary"]


class Precedence(StrEnum):
    """How a file stands to what the period holds already."""

    NEW = "new"
    SAME_FILE = "same file"  # equal bytes
    SAME_FIGURES = "same figures"  # saved again
    NEWER = "newer version"  # of the same units, most of whose figures it gives again: takes its place
    CORRECTION = "correction"  # as newer, and its title says so
    CONTRADICTION = "contradiction"  # other figures for units that another, larger or different file gives


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a file: where it goes and what it replaces. `sure`: it may be taken without asking.

    bridge: the poverty standard by which it may count the same households as the file that it would replace (a bridge
    review); standard: the one by which it does, as somebody said.
    """

    arrival: Arrival
    period: Period | None
    relation: Precedence = Precedence.NEW
    other: str = ""
    differing: int = 0
    why_not: str = ""  # a message for the reader, with {named} and {asked} to fill in
    asked: Period | None = None
    bridge: str = ""
    standard: str = ""

    @property
    def sure(self) -> bool:
        """Whether it may be taken without asking."""
        is_taken = self.relation in (Precedence.NEW, Precedence.NEWER, Precedence.CORRECTION)
        is_open = self.period is None or self.why_not or self.bridge
        return self.arrival.nature is Nature.RETURN and is_taken and not is_open

    def answered(self, is_bridge: bool) -> Proposal:
        """The proposal once somebody has said whether it is a bridge review: then it replaces nothing."""
        if not is_bridge:
            return replace(self, bridge="")
        return replace(self, bridge="", standard=self.bridge, relation=Precedence.NEW, other="")


@contextmanager
def gathered(paths: Sequence[Path]) -> Generator[list[Path]]:
    """The files of paths, folders and zips, in order of name; those of zips lie in a temporary folder until the end.

    Raises UsageError for a path that is not there, InputError for a zip that leads out of its folder or is too large.
    """
    with TemporaryDirectory(prefix=UNPACKED) as folder:
        found: list[Path] = []
        for number, path in enumerate(paths):
            if not path.exists():
                raise UsageError("{path} is not there. Name files, folders or zip files that came in.", path=path)
            packed = path.suffix.lower() == ".zip" and path.is_file() and zipfile.is_zipfile(path)
            place = _unzipped(path, Path(folder) / str(number)) if packed else path
            inside = sorted(place.rglob("*")) if place.is_dir() else [place]
            own = [each for each in inside if not any(map(is_of_system, each.relative_to(place.parent).parts))]
            found += [each for each in own if each.is_file() and each.name != SOURCES]
        yield found


def is_unpacked(path: Path) -> bool:
    """Whether a file lies where zips are unpacked, and will be gone."""
    return any(part.startswith(UNPACKED) for part in path.parts)


def _unzipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        if len(names) > MOST_FILES or sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise InputError("{path} unpacks to more than {files} files or {size} MB. Take out the files that are meant.", path=path.name, files=MOST_FILES, size=MOST_BYTES // 10**6)  # fmt: skip
        for name in archive.namelist():
            if not (folder / name).resolve().is_relative_to(folder.resolve()):
                raise InputError('{path} holds a name that leads out of its folder: "{name}".', path=path.name, name=name)  # fmt: skip
        if name := _twice(names):
            raise InputError('{path} holds "{name}" twice, or as a file and as a folder. Unpack it yourself and keep what is meant.', path=path.name, name=name)  # fmt: skip
        try:
            archive.extractall(folder)
        except (RuntimeError, OSError, zipfile.BadZipFile, zlib.error) as error:  # a password, another packing, damage
            raise InputError("{path} cannot be unpacked ({error}). Unpack it yourself, or ask for it anew without a password.", path=path.name, error=error) from error  # fmt: skip
    return folder


def _twice(names: Sequence[str]) -> str:
    """The first of some files in a zip that would take the place of another, capitals alike as on Windows; '' if none."""
    keys = [unicodedata.normalize("NFC", name).casefold() for name in names]
    folders = {parent.as_posix() for key in keys for parent in PurePosixPath(key).parents}
    return next((name for at, name in enumerate(names) if keys[at] in folders or keys[at] in keys[:at]), "")


def propose(
    paths: Sequence[Path],
    scope: str,
    period: Period | None,
    project: Project,
    looked_at: Callable[[str], None] = lambda _: None,
) -> list[Proposal]:
    """What is proposed for each file, in order. `period`: the one that is asked for; else each file's own.

    looked_at: given the name of each file once it was examined.
    """
    place = load_scope(scope, project)
    fallback = period or (
        project.default_period(scope) if project.periods(scope) else Period.parse(str(date.today().year))
    )
    proposals: list[Proposal] = []
    with using(place.pack):
        for path in paths:
            arrival = examine(path, place, fallback)
            proposals.append(_proposal(arrival, period, Edition(project, scope, fallback), proposals))
            looked_at(path.name)
    return proposals


def _proposal(arrival: Arrival, asked: Period | None, edition: Edition, before: Sequence[Proposal]) -> Proposal:
    if arrival.of_other_list and not (asked or arrival.period):
        return Proposal(replace(arrival, nature=Nature.RETURN), None, why_not=NO_PERIOD)
    if arrival.nature is not Nature.RETURN:
        return Proposal(arrival, None, asked=asked)
    if asked and arrival.period and arrival.period != asked:
        return Proposal(arrival, arrival.period, why_not=OTHER_PERIOD, asked=asked)
    period = arrival.period or asked
    if period is None:
        return Proposal(arrival, None, why_not=NO_PERIOD)
    twin = next((p for p in before if p.arrival.digest == arrival.digest), None)
    if twin:
        return Proposal(arrival, period, Precedence.SAME_FILE, twin.arrival.path.name)
    return _against(arrival, edition.at(period), Proposal(arrival, period))


def _against(arrival: Arrival, edition: Edition, proposal: Proposal) -> Proposal:
    """The proposal once the files that the period holds have been looked at."""
    for source in held(edition):
        path = located(edition.raw, source.place)
        if not path.is_file():
            continue
        if sha256(path) == arrival.digest:
            return replace(proposal, relation=Precedence.SAME_FILE, other=source.place)
        known = read_file(path, edition.scope, edition.period, source).observations
        relation, differing = _compared(known, arrival)
        if relation is not Precedence.NEW:
            bridge = _bridge(arrival) if differing and not source.standard else ""
            return replace(proposal, relation=relation, other=source.place, differing=differing, bridge=bridge)
    return proposal


def _compared(known: pd.DataFrame, arrival: Arrival) -> tuple[Precedence, int]:
    """How a file's figures stand to those of another, and how many of them differ."""
    old, new = (_values(figures) for figures in (known, arrival.figures))
    common = old.index.intersection(new.index)
    if common.empty:
        return Precedence.NEW, 0
    differing = int((old[common] != new[common]).sum())
    same_units = set(known["unit"]) == set(arrival.figures["unit"])
    if not differing and len(common) == len(old) == len(new):
        return Precedence.SAME_FIGURES, 0
    if same_units and len(common) > len(old) / 2:
        return Precedence.CORRECTION if arrival.corrects else Precedence.NEWER, differing
    return (Precedence.CONTRADICTION, differing) if differing else (Precedence.NEW, 0)


def _bridge(arrival: Arrival) -> str:
    """The poverty standard that begins or ended within a year of the file's review, and may have made it; ''."""
    known = indicators()
    of_poverty = arrival.figures["indicator"].map(lambda name: name in known and known[name].standard == "poverty")
    days = arrival.figures.loc[of_poverty, "as_of"].dropna()
    if arrival.corrects or days.empty:
        return ""
    day = days.max().date()
    others = (rule(Standard, day + sign * YEAR).id for sign in (1, -1))
    return next((other for other in others if other not in {"", rule(Standard, day).id}), "")


def _values(figures: pd.DataFrame) -> pd.Series:
    """Known values by figure; what stands twice is taken once."""
    return figures[figures["value"].notna()].drop_duplicates(_KEY).set_index(_KEY)["value"]


def take(proposal: Proposal, scope: str, project: Project, received: date) -> str:
    """Copy a file into its period, write its entry, put aside what it replaces; says where it went.

    Raises ValueError for a proposal without a period.
    """
    if proposal.period is None:
        raise ValueError("a file without a period cannot be placed")
    edition = Edition(project, scope, proposal.period)
    edition.raw.mkdir(parents=True, exist_ok=True)
    document = _document(edition.raw / SOURCES)
    if proposal.relation in (Precedence.NEWER, Precedence.CORRECTION):
        _put_aside(proposal.other, edition.raw, document, received)
    name = _free_name(_kept_name(proposal.arrival, edition.scope), edition.raw)
    shutil.copyfile(proposal.arrival.path, edition.raw / name)
    with using(edition.scope.pack):
        _entries(document).append(_entry(name, proposal, edition, received))
    write_atomic(edition.raw / SOURCES, tomlkit.dumps(document))
    return f"data/raw/{scope}/{proposal.period}/{name}"


def _kept_name(arrival: Arrival, scope: Scope) -> str:
    """The file's own name, or its form and unit where the name may be a person's: data/raw goes into git."""
    name = unicodedata.normalize("NFC", arrival.path.name)
    if Discretion(scope).tells_file(name):
        return name
    own = arrival.units[:1] if len(arrival.units) == 1 else ()
    return "-".join([*arrival.forms[:1], *own] or ["tep"]) + arrival.path.suffix.lower()


def _document(path: Path) -> tomlkit.TOMLDocument:
    return tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.is_file() else tomlkit.document()


def _entries(document: tomlkit.TOMLDocument) -> AoT:
    if "source" not in document:
        document["source"] = tomlkit.aot()
    return document["source"]  # type: ignore[return-value]


def _entry(name: str, proposal: Proposal, edition: Edition, received: date) -> Table:
    """The entry of a file in sources.toml: what it is, from whom, of which day, with its digest."""
    arrival, period = proposal.arrival, edition.period
    entry = tomlkit.table()
    entry["file"] = name
    entry["kind"] = "demonstration" if arrival.is_demonstration else "official"
    if len(arrival.forms) == 1:
        entry["form"] = arrival.forms[0]
    elif arrival.forms:
        entry["forms"] = list(arrival.forms)
    entry["producer"] = _producer(arrival, edition.scope, period)
    if arrival.forms:
        entry["title"] = layout(arrival.forms[0], period.end).title
    days = arrival.figures["as_of"].dropna()
    entry["as_of"] = days.max().date() if len(days) else period.end
    if proposal.standard:
        entry["standard"] = proposal.standard
    entry["received"] = received
    entry["sha256"] = arrival.digest
    return entry


def _producer(arrival: Arrival, scope: Scope, period: Period) -> str:
    """Who sent it, as its rows tell: the one unit, else the body of the scope."""
    boundary = scope.boundary_at(period.end)
    own = [code for code in arrival.units if code != boundary.total.code]
    unit = boundary.by_code.get(own[0]) if len(own) == 1 else None
    return f"UBND {unit.name[:1].lower()}{unit.name[1:]}" if unit else scope.title["vi"]


def _put_aside(name: str, folder: Path, document: tomlkit.TOMLDocument, received: date) -> None:
    """Move a replaced file under superseded/, with its entry and the day on which it was replaced."""
    aside = folder / SUPERSEDED
    aside.mkdir(exist_ok=True)
    entries = _entries(document)
    place = next(number for number, entry in enumerate(entries) if entry.get("file") == name)
    entry = entries[place]
    kept = _free_name(name, aside)
    shutil.move(folder / name, aside / kept)
    del entries[place]
    entry["file"], entry["superseded"] = kept, received
    past = _document(aside / SOURCES)
    _entries(past).append(entry)
    write_atomic(aside / SOURCES, tomlkit.dumps(past))


def _free_name(name: str, folder: Path) -> str:
    """The name, with a number where the folder has another file of it (capitals count as equal, as on Windows)."""
    taken = {path.name.casefold() for path in folder.iterdir()}
    stem, dot, ending = name.rpartition(".")
    numbered = (f"{stem or ending}-{number}{dot}{ending if stem else ''}" for number in range(2, len(taken) + 3))
    return name if name.casefold() not in taken else next(each for each in numbered if each.casefold() not in taken)
