"""Editions as their folders under reports/ show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from helpers.protect.release import stored_counts
from helpers.report.block import told_by
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.files import read_json
from helpers.vocabulary.project import Project


@dataclass(frozen=True)
class Shown:
    """An edition as its folder under reports/ shows it."""

    edition: Edition

    @property
    def folder(self) -> Path:
        """Where its reports are."""
        return self.edition.reports

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Its manifest, {} if no run has finished or the file is damaged."""
        return read_json(self.folder / "manifest.json")

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Counts of its review as the readers may know them, {} if there is no release."""
        return stored_counts(self.edition)

    @property
    def failures(self) -> list[str]:
        """Pages that failed in the last run: their logs are there."""
        return sorted(path.stem for path in (self.edition.state / "logs").glob("*.log"))

    @cached_property
    def pages(self) -> dict[str, dict[str, Any]]:
        """Pages that are there, by name (`vi/poverty`, `vi/commune/23473`); one whose file was taken away is not."""
        recorded = self.manifest.get("pages", {})
        return {
            name: page
            for name, page in recorded.items()
            if all((self.folder / file).is_file() for file in page.get("files", ()))
        }

    @property
    def made(self) -> str:
        """The moment of the last run that made something, as ISO 8601 in UTC; '' if there was none."""
        return str(self.manifest.get("made", ""))

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """The files that its figures were read from."""
        return self.manifest.get("inputs", [])

    def outputs(self, name: str) -> list[dict[str, Any]]:
        """The blocks of a page as its executed notebook holds them (`report.block`), [] if it is gone or damaged."""
        file = next((file for file in self.pages.get(name, {}).get("files", []) if file.endswith(".ipynb")), "")
        return list(told_by(read_json(self.folder / file))) if file else []

    def href(self, file: str) -> str:
        """Link from the index."""
        return f"{self.edition.scope_id}/{self.edition.period}/{file}"


def shown_in(project: Project, audience: Audience = Audience.PUBLIC) -> list[Shown]:
    """Every period of every scope, the latest of each scope first."""
    periods = ((id, period) for id in project.scopes() for period in reversed(project.periods(id)))
    return [Shown(Edition(project, id, period, audience)) for id, period in periods]
