"""Observations at rest: what intake and quality made of each period, as Parquet under `data/processed`.

`refresh` rebuilds a period when a raw file, `scope.toml`, an earlier period or the code that reads them has changed;
`every` gives the accepted observations of a period and all before it: for `protect.release` and whoever mends returns.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import code_digest, damaged, digest, digest_files, files_below, read_json, write_atomic
from helpers.vocabulary.message import message
from helpers.vocabulary.pack import using

if TYPE_CHECKING:  # pandas is imported where frames are made: a run with nothing to do must not wait for it
    import pandas as pd

TABLES = ("observations", "rejected", "findings", "cells", "corrections", "columns")
_FLOORS = ("vocabulary", "packs", "intake", "quality", "store")


@dataclass(frozen=True)
class Refreshed:
    """What `refresh` did: whether the period was rebuilt and why, and the counts of its review."""

    rebuilt: bool
    reason: str
    counts: dict[str, Any]


def inputs_key(edition: Edition) -> str:
    """Digest of all that a period's accepted figures depend on: raw files, scope.toml, packs, past periods, code."""
    raw = edition.raw.parent
    files = [path for each in edition.until() for path in files_below(each.raw)]
    return digest([digest_files([raw / "scope.toml", *files], raw), edition.scope.pack.digest, code_digest(*_FLOORS)])


def stale(edition: Edition) -> str:
    """Why a period must be rebuilt, in words, or '' if what is stored holds."""
    record = _record(edition)
    if record is None:
        return message("not read yet")
    if record["key"] != inputs_key(edition):
        return message("raw files or code changed")
    spoilt = damaged(edition.processed, record["tables"])
    return message("stored tables damaged: {files}", files=spoilt) if spoilt else ""


def refresh(edition: Edition, *, force: bool = False) -> Refreshed:
    """Bring a period and all before it up to date; says what the period itself needed."""
    done = Refreshed(False, "", {})
    for each in edition.until():
        done = _refresh_one(each, force=force)
    return done


def every(table: str, edition: Edition) -> pd.DataFrame:
    """One of TABLES of a period and of all before it, one under the other; the column `period` says which."""
    import pandas as pd

    refresh(edition)
    tables = [_read(table, each).assign(period=str(each.period)) for each in edition.until()]
    return pd.concat(tables, ignore_index=True)


def read(table: str, edition: Edition) -> pd.DataFrame:
    """One of TABLES of one period alone: observations, rejected, findings, cells, corrections or columns."""
    refresh(edition)
    return _read(table, edition)


def counts(edition: Edition) -> dict[str, Any]:
    """The counts of a period's stored review (files, cells, accepted, rejected, findings), {} if not read yet."""
    record = _record(edition)
    return record["counts"] if record else {}


def _record(edition: Edition) -> dict[str, Any] | None:
    record = read_json(edition.processed / "key.json")
    return record if {"key", "tables", "counts"} <= record.keys() else None  # cut short or not ours: all are rebuilt


def _refresh_one(edition: Edition, *, force: bool) -> Refreshed:
    if not force and not stale(edition):
        return Refreshed(False, "", counts(edition))
    edition.project.keep_from_others()
    edition.processed.mkdir(parents=True, exist_ok=True)
    with FileLock(edition.processed / ".lock"):
        reason = "asked for" if force else stale(edition)
        if not reason:  # another run rebuilt it while this one waited
            return Refreshed(False, "", counts(edition))
        return Refreshed(True, reason, _rebuild(edition))


def _rebuild(edition: Edition) -> dict[str, Any]:
    from helpers.intake import read_period
    from helpers.quality import review

    key = inputs_key(edition)  # taken before reading: a file replaced meanwhile makes the period stale
    before = [_read("observations", each) for each in edition.until()[:-1]]
    with using(edition.scope.pack):
        result = review(read_period(edition), edition, _joined(before))
    made = (result.accepted, result.rejected, result.findings, result.cells, result.corrections, result.columns)
    tables = dict(zip(TABLES, made, strict=True))
    _write(edition.processed, key, tables, result.counts)
    return result.counts


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame | None:
    import pandas as pd

    return pd.concat(tables, ignore_index=True) if tables else None


def _write(folder: Any, key: str, tables: dict[str, pd.DataFrame], found: dict[str, Any]) -> None:
    """The record goes last and names each table's digest, so that a half-written set is never taken for a whole one."""
    known = {}
    for name, table in tables.items():
        buffer = io.BytesIO()
        table.to_parquet(buffer, index=False)
        known[f"{name}.parquet"] = write_atomic(folder / f"{name}.parquet", buffer.getvalue())
    record = {"key": key, "tables": known, "counts": found}
    write_atomic(folder / "key.json", json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True))


def _read(table: str, edition: Edition) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(edition.processed / f"{table}.parquet")
