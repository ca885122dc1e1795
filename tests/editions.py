"""Editions and releases of scopes that are written out in a test."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope, Unit
from helpers.vocabulary.project import Project


def edition(root: Path, scope: Scope, period: str, audience: Audience = Audience.PUBLIC) -> Edition:
    """The edition of a scope whose scope.toml is written into the project `root`."""
    project = Project(root)
    path = project.raw(scope.id) / "scope.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(scope_text(scope), encoding="utf-8")
    return Edition(project, scope.id, Period.parse(period), audience)


def hand_out(monkeypatch: pytest.MonkeyPatch, observations: pd.DataFrame, severities: tuple[str, ...] = ()) -> None:
    """Have pages handed these figures, and findings of these severities, as what their audience may see."""
    findings = pd.DataFrame({"severity": list(severities)}, dtype="str")
    release = SimpleNamespace(
        observations=lambda *_: observations, findings=lambda: findings, folder=Path("no release at rest")
    )
    for module in ("page", "figures"):
        monkeypatch.setattr(f"helpers.report.{module}.release_of", lambda _: release)


def scope_text(scope: Scope) -> str:
    """A `scope.toml` of a scope that a test has made."""
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
