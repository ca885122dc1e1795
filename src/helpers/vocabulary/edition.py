"""An edition: which project, scope and period, for whom. Made once from text at the edge, then handed on whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from helpers.vocabulary.errors import unknown
from helpers.vocabulary.languages import languages
from helpers.vocabulary.pack import take_up
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope, load_scope
from helpers.vocabulary.project import Project


class Audience(StrEnum):
    """Who reads: the public, from whom small counts are withheld, or the office itself."""

    PUBLIC = "public"
    INTERNAL = "internal"

    @classmethod
    def parse(cls, text: str) -> Audience:
        """The audience of a parameter. Raises UsageError for any other word."""
        if text not in tuple(cls):
            raise unknown("audience", text, cls)
        return cls(text)

    def named(self, file: str) -> str:
        """The file name of a page for this audience: `poverty.html`, for the office itself `poverty.internal.html`."""
        return file if self is Audience.PUBLIC else f"{file.removesuffix('.html')}.{self}.html"

    def front_page(self, lang: str) -> str:
        """The file name of the front page of this audience's tree; that of the first language needs no mark of it."""
        return self.named("index.html" if lang == next(iter(languages())) else f"index.{lang}.html")


@dataclass(frozen=True)
class Edition:
    """A period of a scope for an audience. Comparing and hashing read no file; the scope is loaded when asked for."""

    project: Project
    scope_id: str
    period: Period
    audience: Audience = Audience.PUBLIC

    @classmethod
    def of(
        cls, scope: str = "", period: str = "", audience: str = Audience.PUBLIC, project: Project | None = None
    ) -> Edition:
        """The edition that parameters name; empty ones stand for the project's scope and its latest period.

        From here on the packs of its scope are in force. Raises UsageError, with a suggestion, for a scope, period or
        audience that is not known, InputError for a faulty scope.toml.
        """
        chosen = Audience.parse(audience)
        project = project or Project.find()
        scope = project.chosen_scope(scope)
        when = project.check_period(scope, str(period)) if period else project.default_period(scope)
        edition = cls(project, scope, when, chosen)
        take_up(edition.scope.pack)
        return edition

    @cached_property
    def scope(self) -> Scope:
        """The scope with its units. Raises InputError for a faulty scope.toml."""
        return load_scope(self.scope_id, self.project)

    @property
    def boundary(self) -> Boundary:
        """The units in force at the end of the period."""
        return self.scope.boundary_at(self.period.end)

    @property
    def is_public(self) -> bool:
        """Whether small counts are withheld."""
        return self.audience is Audience.PUBLIC

    @property
    def raw(self) -> Path:
        """The folder of the returns as received."""
        return self.project.raw(self.scope_id, self.period)

    @property
    def processed(self) -> Path:
        """The folder of what was accepted of them."""
        return self.project.processed(self.scope_id, self.period)

    @property
    def release(self) -> Path:
        """The folder of what the audience may see of it."""
        return self.processed / self.audience

    @property
    def reports(self) -> Path:
        """The folder of the reports, in the tree of the audience."""
        return self.project.reports(self.audience, self.scope_id, self.period)

    @property
    def state(self) -> Path:
        """The folder of a run's lock, of its log, and of the logs of pages that failed."""
        return self.project.root / ".commune" / self.scope_id / str(self.period) / self.audience

    def at(self, period: Period) -> Edition:
        """Another period of the same scope for the same audience."""
        return replace(self, period=period)

    def until(self) -> list[Edition]:
        """The scope's editions up to this one, earliest first."""
        return [self.at(period) for period in self.project.periods(self.scope_id) if period <= self.period]

    def __reduce__(self) -> tuple[type[Edition], tuple[Project, str, Period, Audience]]:
        """Another process looks the scope up for itself: it may know it already."""
        return Edition, (self.project, self.scope_id, self.period, self.audience)

    def __str__(self) -> str:
        return f"{self.scope_id} {self.period}"
