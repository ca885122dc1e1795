"""What a page was made from: code, inputs and environment, each with a check."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, reduce
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.intake import source as intake
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import installed, is_file_inside, now, sha256_if_readable
from helpers.vocabulary.language import Translator, Undated
from helpers.vocabulary.period import Period

SNAPSHOT = "provenance.json"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*(.*?))?\s*\\?$", re.MULTILINE)


@dataclass(frozen=True)
class SourceFile:
    """A file as received: what `sources.toml` says of it, and whether it is still the same.

    sha256 is '' for the public, but for files that are published already: whoever knows all but a few small figures of
    a return could try them out until the digest fits.
    """

    file: str
    title: str
    producer: str
    kind: str
    period: str
    citation: str
    sha256: str
    unchanged: bool
    as_of: str
    dated: tuple[str, ...]


@dataclass(frozen=True)
class Provenance:
    """Facts for the provenance block. `commit` is '' where the code is not in a git checkout."""

    sources: tuple[SourceFile, ...]
    commit: str
    committed: bool
    version: str
    drifted: tuple[str, ...]
    locked: bool
    errors: int
    warnings: int
    made: datetime


def gather(edition: Edition, findings: pd.DataFrame) -> Provenance:
    """The provenance of a page: sources of the period and of those before it, code, packages and findings.

    In a snapshot, which holds neither returns nor code, as the run gathered it.
    """
    if stored := _stored(edition):
        return stored
    commit, committed = code_state(edition.project.root)
    drifted, locked = environment_state(edition.project.root)
    severities = findings["severity"].value_counts() if len(findings) else {}
    return Provenance(
        sources=tuple(sources(edition)),
        commit=commit,
        committed=committed,
        version=package_version(),
        drifted=drifted,
        locked=locked,
        errors=int(severities.get("error", 0)),
        warnings=int(severities.get("warning", 0)),
        made=now(),
    )


def _stored(edition: Edition) -> Provenance | None:
    path = edition.release / SNAPSHOT
    if not path.is_file():
        return None
    facts = json.loads(path.read_text(encoding="utf-8"))
    told: dict[str, Any] = {
        **facts,
        "drifted": tuple(facts["drifted"]),
        "sources": tuple(SourceFile(**entry) for entry in facts["sources"]),
    }
    return Provenance(**told, made=now())


def sources(edition: Edition) -> list[SourceFile]:
    """Files of the scope's periods up to this one, latest period first, in the order of their `sources.toml`."""
    found: list[SourceFile] = []
    for each in reversed(edition.until()):
        found += [_source(each, listed) for listed in intake.read_sources(each)]
    return found


def _source(edition: Edition, listed: intake.Source) -> SourceFile:
    path = intake.located(edition.raw, listed.place)
    actual = sha256_if_readable(path) if is_file_inside(path, edition.raw) else ""
    return SourceFile(
        file=listed.file,
        title=listed.title,
        producer=listed.producer,
        kind=listed.kind,
        period=edition.period.text,
        citation=listed.citation,
        sha256="" if edition.is_public and listed.kind != "published" else actual,
        unchanged=bool(actual) and actual == (listed.digest or actual),
        as_of=listed.as_of.isoformat(),
        dated=listed.dated,
    )


def undated(edition: Edition, t: Translator) -> dict[date | None, Undated]:
    """What is said of a day up to the edition's that no source of figures of it gives: 'năm 2020 hoặc năm 2021'."""
    stored = _stored(edition)
    listed = stored.sources if stored else sources(edition)
    found = {day: [each.dated for each in listed if each.as_of == day] for day in {each.as_of for each in listed}}
    return {date.fromisoformat(day): _either(dated, t) for day, dated in found.items() if all(dated)}


def _either(dated: Iterable[Sequence[str]], t: Translator) -> Undated:
    periods = (Period.parse(text).words(t.lang) for text in dict.fromkeys(chain.from_iterable(dated)))
    return Undated(reduce(lambda one, other: t("{first} or {last}", first=one, last=other), periods))


#: Folders and files that pages are made from: with those of a commit they can be made again.
MADE_FROM = ("data/raw", "data/packs", "notebooks", "src", "pyproject.toml", "requirements.lock")


def code_state(root: Path) -> tuple[str, bool]:
    """Commit of the checkout, and whether all that pages are made from is committed; ('', False) outside git.

    Asked anew each time: a process that watches a folder outlives commits.
    """
    commit = _git(root, "rev-parse", "HEAD")
    changes = _git(root, "status", "--porcelain", "--", *MADE_FROM)
    return (commit or "").strip(), commit is not None and changes is not None and not changes.strip()


def _git(root: Path, *words: str) -> str | None:
    try:
        command = ["git", "-C", str(root), *words]  # fixed words; git is wherever the user installed it
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


@lru_cache(maxsize=4)
def environment_state(root: Path) -> tuple[tuple[str, ...], bool]:
    """Packages whose installed version is not the locked one, and whether there is a lock at all.

    Locked packages that are not installed belong to another extra or system and are passed over.
    """
    lock = root / "requirements.lock"
    if not lock.is_file():
        return (), False
    pinned: dict[str, set[str]] = {}
    for name, wanted, _ in _PINNED.findall(lock.read_text(encoding="utf-8")):
        pinned.setdefault(name, {""}).add(wanted)  # one line for each range of Python versions
    return tuple(name for name, wanted in sorted(pinned.items()) if installed(name) not in wanted), True


def package_version() -> str:
    """Version of this package, '' if it runs from a plain folder."""
    return installed("commune-reports")
