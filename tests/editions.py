"""Editions and releases of scopes that are written out in a test."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.run.snapshot import scope_text
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope
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
