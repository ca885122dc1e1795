"""Observations at rest: what intake and quality made of each period, as Parquet under `data/processed`.

`refresh` rebuilds a period when a raw file, `scope.toml`, an earlier period or the code that reads them has changed;
`load` gives the accepted observations of a period and all before it.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from helpers.vocabulary.files import code_digest, digest, digest_files, files_below, sha256, write_atomic
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

if TYPE_CHECKING:  # pandas is imported where frames are made: a run with nothing to do must not wait for it
    import pandas as pd

TABLES = ("observations", "rejected", "findings", "cells", "corrections")
_FLOORS = ("vocabulary", "packs", "intake", "quality", "store")


@dataclass(frozen=True)
class Refreshed:
    """What `refresh` did: whether the period was rebuilt and why, and the counts of its review."""

    rebuilt: bool
    reason: str
    counts: dict[str, Any]


def inputs_key(scope: str, period: Period | str, project: Project) -> str:
    """Digest of all that a period's accepted figures depend on: raw files, scope.toml, earlier periods and the code."""
    raw = project.raw(scope)
    earlier = [p for p in project.periods(scope) if p <= Period.parse(str(period))]
    files = [path for p in earlier for path in files_below(project.raw(scope, p))]
    return digest([digest_files([raw / "scope.toml", *files], raw), code_digest(*_FLOORS)])


def stale(scope: str, period: Period | str, project: Project) -> str:
    """Why a period must be rebuilt, in words, or '' if what is stored holds."""
    if sealed(project):
        return ""
    record = _record(scope, period, project)
    if record is None:
        return "not read yet"
    if record["key"] != inputs_key(scope, period, project):
        return "raw files or code changed"
    folder = project.processed(scope, period)
    damaged = [name for name, known in record["tables"].items() if not _intact(folder / name, known)]
    return f"stored tables damaged: {', '.join(damaged)}" if damaged else ""


def refresh(scope: str, period: Period | str, project: Project, *, force: bool = False) -> Refreshed:
    """Bring a period and all before it up to date; says what the period itself needed."""
    project.check_period(scope, str(period))
    done = Refreshed(False, "", {})
    for each in (p for p in project.periods(scope) if p <= Period.parse(str(period))):
        done = _refresh_one(scope, each, project, force=force)
    return done


def load(scope: str, period: Period | str | None = None, project: Project | None = None) -> pd.DataFrame:
    """Accepted observations (one row per figure, columns of `vocabulary.observation`) of a period and all before it.

    Without a period, of every period of the scope. Reads raw files anew where they changed. Raises UsageError for an
    unknown scope or period.
    """
    project = project or Project.find()
    until = project.check_period(scope, str(period)) if period else project.default_period(scope)
    return every("observations", scope, until, project)


def every(table: str, scope: str, until: Period, project: Project) -> pd.DataFrame:
    """One of TABLES of a period and of all before it, one under the other; the column `period` says which."""
    import pandas as pd

    if not sealed(project):
        refresh(scope, until, project)
    tables = {str(p): _read(table, scope, p, project) for p in project.periods(scope) if p <= until}
    return pd.concat([found.assign(period=p) for p, found in tables.items()], ignore_index=True)


def read(table: str, scope: str, period: Period | str, project: Project | None = None) -> pd.DataFrame:
    """One of TABLES of one period alone: observations, rejected, findings, cells or corrections."""
    project = project or Project.find()
    if not sealed(project):
        refresh(scope, period, project)
    return _read(table, scope, period, project)


def findings(scope: str, period: Period | str, project: Project | None = None) -> pd.DataFrame:
    """Findings of one period's returns: one row each, columns of `vocabulary.findings`."""
    return read("findings", scope, period, project)


def counts(scope: str, period: Period | str, project: Project) -> dict[str, Any]:
    """The counts of a period's stored review (files, cells, accepted, rejected, findings), {} if it was not read yet."""
    record = _record(scope, period, project)
    return record["counts"] if record else {}


def sealed(project: Project) -> bool:
    """Whether this is a root that a run made for its kernels: it holds accepted figures only, and reads no raw files."""
    return (project.root / "data" / "processed" / "SEALED").is_file()


def _record(scope: str, period: Period | str, project: Project) -> dict[str, Any] | None:
    path = project.processed(scope, period) / "key.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: record[name] for name in ("key", "tables", "counts")}
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        return None  # not there, cut short or not ours: all are rebuilt


def _intact(path: Any, known: str) -> bool:
    return path.is_file() and sha256(path) == known


def _refresh_one(scope: str, period: Period, project: Project, *, force: bool) -> Refreshed:
    if not force and not stale(scope, period, project):
        return Refreshed(False, "", counts(scope, period, project))
    folder = project.processed(scope, period)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        reason = "asked for" if force else stale(scope, period, project)
        if not reason:  # another run rebuilt it while this one waited
            return Refreshed(False, "", counts(scope, period, project))
        return Refreshed(True, reason, _rebuild(scope, period, project))


def _rebuild(scope: str, period: Period, project: Project) -> dict[str, Any]:
    from helpers.intake import read_period
    from helpers.quality import review

    key = inputs_key(scope, period, project)  # taken before reading: a file replaced meanwhile makes the period stale
    place = load_scope(scope, project)
    before = [_read("observations", scope, p, project) for p in project.periods(scope) if p < period]
    result = review(read_period(place, period, project), place, period, project, _joined(before))
    tables = dict(
        zip(TABLES, (result.accepted, result.rejected, result.findings, result.cells, result.corrections), strict=True)
    )
    _write(project.processed(scope, period), key, tables, result.counts)
    return result.counts


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame | None:
    import pandas as pd

    return pd.concat(tables, ignore_index=True) if tables else None


def _write(folder: Any, key: str, tables: dict[str, pd.DataFrame], found: dict[str, Any]) -> None:
    """The record goes last and names each table's digest, so that a half-written set is never taken for a whole one."""
    for name, table in tables.items():
        buffer = io.BytesIO()
        table.to_parquet(buffer, index=False)
        write_atomic(folder / f"{name}.parquet", buffer.getvalue())
    known = {f"{name}.parquet": sha256(folder / f"{name}.parquet") for name in tables}
    record = {"key": key, "tables": known, "counts": found}
    write_atomic(folder / "key.json", json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True))


def _read(table: str, scope: str, period: Period | str, project: Project) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(project.processed(scope, period) / f"{table}.parquet")
