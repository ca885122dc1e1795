"""A snapshot of a release: what a run hands to its workers, here and on other machines, in place of the project.

They find the same figures even if a return is replaced during the run, need not check raw files again, and cannot see the
returns, nor what is withheld from their audience: it is not there.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from helpers.protect import release
from helpers.report.provenance import SNAPSHOT, gather
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.place import Scope, Unit
from helpers.vocabulary.project import Project


def pack(edition: Edition) -> bytes:
    """The root as an uncompressed zip archive; equal contents give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in _contents(edition):
            archive.writestr(zipfile.ZipInfo(name), content)  # of no day
    return buffer.getvalue()


def unpack(packed: bytes, folder: Path) -> Path:
    """Lay a packed root out in a folder, which only its owner should be able to enter; no name leads out of it."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    return folder


def _contents(edition: Edition) -> Iterator[tuple[str, bytes]]:
    project = edition.project
    for path in sorted(project.notebooks.glob("*.ipynb")):  # they declare the pages to link to
        yield _name(path, project), path.read_bytes()
    yield _name(edition.raw.parent / "scope.toml", project), scope_text(edition.scope).encode("utf-8")
    own = project.packs
    for path in sorted(own.rglob("*")) if own.is_dir() else ():
        if path.is_file():
            yield _name(path, project), path.read_bytes()
    shapes = edition.raw.parent / "boundaries.geojson"
    if shapes.is_file():
        yield _name(shapes, project), shapes.read_bytes()
    for each in edition.until():  # the names of the periods, and nothing of what they say of the returns
        yield _name(each.raw / "sources.toml", project), b""
    for path in sorted(edition.release.glob("*.parquet")):
        yield _name(path, project), path.read_bytes()
    counts = dict(release.stored_counts(edition))
    yield _name(edition.release / release.NAME, project), _json({"key": "", "snapshot": True, "counts": counts})
    yield _name(edition.release / SNAPSHOT, project), _json(_provenance(edition))


def scope_text(scope: Scope) -> str:
    """A `scope.toml` that lists every unit: a kernel need not read the country's registers."""
    lines = [f"packs = {_toml(list(scope.pack.names))}"]
    lines += [f"parent = {_toml(scope.parent)}", f"level = {_toml(scope.level)}", f"threshold = {scope.threshold}"]
    lines += [
        f"title = {_toml(dict(scope.title))}",
        f"reference = {_toml({k: dict(v) for k, v in scope.references.items()})}",
    ]
    if scope.issuer:
        lines += [f"issuer = {_toml(_given(asdict(scope.issuer)))}"]
    for boundary in scope.boundaries:
        total = {"code": boundary.total.code, "vi": boundary.total.name, "en": boundary.total.name_en}
        lines += ["[[boundary]]", f"version = {_toml(boundary.version)}", f"valid_from = {boundary.valid_from}"]
        lines += [f"parent = {_toml(boundary.parent)}"] if boundary.parent else []
        lines += [f"total = {_toml(total)}", f"units = {_toml([_unit(unit) for unit in boundary.units])}"]
    for alias in scope.aliases:
        lines += ["[[alias]]", *(f"{name} = {_toml(value)}" for name, value in _given(asdict(alias)).items())]
    return "\n".join(lines) + "\n"


def _given(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value not in (None, "", [])}


def _unit(unit: Unit) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": unit.code,
        "name": unit.name,
        "lat": unit.lat,
        "lon": unit.lon,
        "area_km2": unit.area_km2,
    }
    return _given({**told, "from": list(unit.predecessors), "en": unit.name_en})


def _toml(value: Any) -> str:
    """A value in TOML: its strings, numbers and lists are written as in JSON, its tables with '='."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8")


def _name(path: Path, project: Project) -> str:
    return path.relative_to(project.root).as_posix()


def _provenance(edition: Edition) -> dict[str, object]:
    """What pages say of their making, gathered where the raw files and the code are."""
    facts = asdict(gather(edition, release.release_of(edition).findings()))
    return {name: value for name, value in facts.items() if name != "made"}
