"""A project root for kernels: the accepted figures of one period and nothing else, in a private folder.

Kernels read from it, here and on other machines, instead of the project: they need not check raw files again, cannot see
the returns, and find the same figures even if a return is replaced during the run.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

SEAL = "data/processed/SEALED"


def pack(scope: str, period: Period, audience: str, project: Project) -> bytes:
    """The root as an uncompressed tar archive; equal contents give equal bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in _contents(scope, period, audience, project):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def unpack(packed: bytes, folder: Path) -> Path:
    """Lay a packed root out in a folder, which only its owner should be able to enter."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _contents(scope: str, period: Period, audience: str, project: Project) -> Iterator[tuple[str, bytes]]:
    raw = project.raw(scope)
    yield _name(raw / "scope.toml", project), (raw / "scope.toml").read_bytes()
    for earlier in (p for p in project.periods(scope) if p <= period):
        sources = project.raw(scope, earlier) / "sources.toml"
        yield _name(sources, project), sources.read_bytes()
        folder = project.processed(scope, earlier)
        for table in ("observations", "findings", "cells", "rejected", "corrections"):
            path = folder / f"{table}.parquet"
            if path.is_file():
                yield _name(path, project), path.read_bytes()
    prepared = project.processed(scope, period) / f"prepared-{audience}.parquet"
    yield _name(prepared, project), prepared.read_bytes()
    yield SEAL, json.dumps(_provenance(scope, period, project), ensure_ascii=False, sort_keys=True).encode()


def _name(path: Path, project: Project) -> str:
    return path.relative_to(project.root).as_posix()


def _provenance(scope: str, period: Period, project: Project) -> dict[str, object]:
    """What pages say of their making, gathered where the raw files and the code are."""
    from helpers import store
    from helpers.report.provenance import gather

    facts = asdict(gather(project, scope, period, store.read("findings", scope, period, project)))
    return {name: value for name, value in facts.items() if name != "made"}
