"""The pages of a period: one or more from each notebook that declares a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.report.page_types import PageType
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import unknown

CHANGES = "changes"  # the page of what differs from what was published before


@dataclass(frozen=True)
class PageOrder:
    """One page to make: its type, a language, and a unit for the profiles of units."""

    type: PageType
    lang: str
    unit: str = ""

    @property
    def name(self) -> str:
        """What users call it: `vi/poverty`, `vi/commune/23473`."""
        return "/".join(filter(None, (self.lang, self.type.id, self.unit)))

    def file(self, audience: Audience) -> str:
        """The page below the period's reports."""
        return f"{self.lang}/{audience.named(self.type.file.format(unit=self.unit))}"

    @property
    def executed(self) -> str:
        """The executed notebook below the period's reports."""
        file = self.type.file.format(unit=self.unit).replace(".html", ".ipynb") if self.unit else self.type.notebook
        return f"notebooks/{self.lang}/{file}"

    @property
    def stage(self) -> int:
        """When it is made: 1 after the pages that show figures, as it tells what became of each; 2 after all, as it tells what pages said."""
        return 2 if self.type.id == CHANGES else int(self.type.findings == "all")

    def parameters(self, edition: Edition) -> dict[str, Any]:
        """What papermill hands to the notebook."""
        given = {"scope": edition.scope_id, "period": str(edition.period)}
        given |= {"lang": self.lang, "audience": edition.audience.value}
        return {**given, "unit": self.unit} if self.unit else given


def pages(
    types: Mapping[str, PageType],
    langs: Sequence[str],
    units: Sequence[str],
    held: Iterable[str],
    only: Sequence[str] | None = None,
) -> list[PageOrder]:
    """Every page of a period: language by language, notebook by notebook, unit by unit.

    held: the indicators that the period holds. only: ids of pages, or `commune/<code>` for one unit.
    """
    known = set(held)
    here = [each for each in types.values() if each.is_for(known)]
    made = [PageOrder(t, lang, unit) for lang in langs for t in here for unit in (units if t.each == "unit" else [""])]
    if not only:
        return made
    return [page for page in made if any(name in (page.type.id, page.name.partition("/")[2]) for name in only)]


def check_pages(types: Mapping[str, PageType], only: Sequence[str], units: Sequence[str]) -> None:
    """Raise UsageError, with a suggestion, for an id of a page or a `commune/<code>` that is not known."""
    profiles = (f"{each.id}/{unit}" for each in types.values() if each.each == "unit" for unit in units)
    known = dict.fromkeys([*types, *profiles])
    for name in (name for name in only if name not in known):
        raise unknown("page", name, known)
