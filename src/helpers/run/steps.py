"""The steps of a period, as `steps.toml` declares them, and the pages that they come to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from typing import Any

from helpers.report.kinds import page_kinds
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError, did_you_mean


@dataclass(frozen=True)
class Step:
    """One notebook and what it needs. `file` is where its page goes, below the language's folder."""

    page: str
    notebook: str
    file: str
    each: str
    needs: tuple[str, ...]
    reads: tuple[str, ...]
    findings: str

    def is_for(self, held: Iterable[str]) -> bool:
        """Whether a period that holds these indicators gets the page."""
        return any(matches(name, self.needs) for name in held)


@dataclass(frozen=True)
class Page:
    """One page to make: a step, a language, and a unit for the profiles of units."""

    step: Step
    lang: str
    unit: str = ""

    @property
    def name(self) -> str:
        """What users call it: `vi/poverty`, `vi/commune/23473`."""
        return "/".join(filter(None, (self.lang, self.step.page, self.unit)))

    @property
    def file(self) -> str:
        """The page below the period's reports."""
        return f"{self.lang}/{self.step.file.format(unit=self.unit)}"

    @property
    def executed(self) -> str:
        """The executed notebook below the period's reports."""
        return f"notebooks/{self.lang}/{f'units/{self.unit}.ipynb' if self.unit else self.step.notebook}"

    def parameters(self, edition: Edition) -> dict[str, Any]:
        """What papermill hands to the notebook."""
        given = {"scope": edition.scope_id, "period": str(edition.period)}
        given |= {"lang": self.lang, "audience": edition.audience.value}
        return {**given, "unit": self.unit} if self.unit else given


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether an indicator's id fits one of the patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """The declared steps, in the order in which they are made."""
    text = files("helpers.run").joinpath("steps.toml").read_text(encoding="utf-8")
    return tuple(_step(entry, page_kinds()[entry["page"]]["file"]) for entry in tomllib.loads(text)["step"])


def _step(entry: dict[str, Any], file: str) -> Step:
    lists = {name: tuple(entry[name]) for name in ("needs", "reads")}
    return Step(entry["page"], entry["notebook"], file, entry["each"], findings=entry["findings"], **lists)


def pages(
    langs: Sequence[str], units: Sequence[str], held: Iterable[str], only: Sequence[str] | None = None
) -> list[Page]:
    """Every page of a period: language by language, step by step, unit by unit.

    held: the indicators that the period holds. only: ids of pages, or `commune/<code>` for one unit.
    """
    known = set(held)
    here = [step for step in steps() if step.is_for(known)]
    made = [Page(s, lang, unit) for lang in langs for s in here for unit in (units if s.each == "unit" else [""])]
    if not only:
        return made
    return [page for page in made if any(name in (page.step.page, page.name.partition("/")[2]) for name in only)]


def check_pages(only: Sequence[str], units: Sequence[str]) -> None:
    """Raise UsageError, with a suggestion, for an id of a page or a `commune/<code>` that is not known."""
    ids = [step.page for step in steps()]
    known = dict.fromkeys([*ids, *(f"{step.page}/{unit}" for step in steps() if step.each == "unit" for unit in units)])
    for name in (name for name in only if name not in known):
        shown = ", ".join(ids)
        raise UsageError(f'Unknown page "{name}".{did_you_mean(name, known)} Pages: {shown}; one unit: commune/CODE.')
