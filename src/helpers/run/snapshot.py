"""A snapshot of a release: what a run hands to its workers, here and on other machines, in place of the project.

They find the same figures even if a return is replaced during the run, need not check raw files again, and cannot see
the returns, nor what is withheld from their audience: it is not there.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpers.protect import release
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project


def pack(edition: Edition) -> bytes:
    """The root as an uncompressed zip archive; equal contents give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in _contents(edition):
            archive.writestr(zipfile.ZipInfo(name), content)  # of no day
    return buffer.getvalue()


def lay_out(edition: Edition, folder: Path) -> None:
    """The root in a folder of this machine, which only its owner should be able to enter."""
    unpack(pack(edition), folder)


def unpack(packed: bytes, folder: Path) -> Path:
    """Lay a packed root out in a folder, which only its owner should be able to enter; no name leads out of it."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    return folder


def _contents(edition: Edition) -> Iterator[tuple[str, bytes]]:
    from helpers.report.page_types import sound_notebooks
    from helpers.report.provenance import SNAPSHOT, gather  # here: whoever asks a worker for this need not wait for it

    project = edition.project
    for path in sound_notebooks(project):  # they declare the pages to link to
        yield _name(path, project), path.read_bytes()
    settings = [edition.raw.parent / name for name in ("scope.toml", "boundaries.geojson")]
    for path in filter(Path.is_file, [*settings, *sorted(project.packs.rglob("*"))]):
        yield _name(path, project), path.read_bytes()
    for each in edition.until():  # the names of the periods, and nothing of what they say of the returns
        yield _name(each.raw / "sources.toml", project), b""
    for path in sorted(edition.release.glob("*.parquet")):
        yield _name(path, project), path.read_bytes()
    counts = dict(release.stored_counts(edition))
    yield _name(edition.release / release.NAME, project), _json({"key": "", "snapshot": True, "counts": counts})
    facts = asdict(gather(edition, release.release_of(edition).findings()))  # where the raw files and the code are
    told = {name: value for name, value in facts.items() if name != "made"}
    yield _name(edition.release / SNAPSHOT, project), _json(told)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8")


def _name(path: Path, project: Project) -> str:
    return path.relative_to(project.root).as_posix()
