"""What the notebooks say of figures that lie in memory: their own cells run, on pages that keep sentences and make no HTML."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import CodeType
from typing import Any
from unittest import mock

import pandas as pd
from matplotlib import pyplot

from helpers.analysis.frames import or_empty
from helpers.analysis.poverty import poverty_by_unit
from helpers.analysis.profile import standing_by_unit
from helpers.report.block import Block
from helpers.report.claims.basis import places
from helpers.report.downloads import csv_text, tidy
from helpers.report.figures import comparable, profile_codes
from helpers.report.page import Page
from helpers.report.page_types import PageType, matches, page_types
from helpers.report.wording import Said, sentences
from helpers.run.verification.evidence import Evidence, read
from helpers.run.verification.verify import places_of, unproved
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.findings import FINDING_COLUMNS
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.project import Project

PROJECT = Project(Path(__file__).parents[2])
LANGUAGES = ("vi", "en")
PAGES = ("index", "poverty", "land", "programmes", "commune")


@dataclass(frozen=True)
class Figures:
    """A scope, its figures as an audience may see them, and the period of the pages."""

    scope: Scope
    observations: pd.DataFrame
    period: Period

    @cached_property
    def edition(self) -> Edition:
        """The edition of the pages, whose scope is this one and lies in no file."""
        edition = Edition(PROJECT, self.scope.id, self.period, Audience.PUBLIC)
        vars(edition)["scope"] = self.scope
        return edition

    @property
    def boundary(self) -> Boundary:
        """The units of the period."""
        return self.edition.boundary

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Where each unit stands, as a run works it out once for all profiles."""
        return standing_by_unit(comparable(self.observations, self.edition), self.boundary)

    def evidence(self) -> Evidence:
        """What a verifier reads: the text of observations.csv."""
        told = places(self.scope, self.boundary)
        return read(io.StringIO(csv_text(tidy(self.observations, self.scope))), places_of(told))

    def page(self, name: str, unit: str = "", lang: str = "vi") -> Telling:
        """A page that has had nothing said yet."""
        found = self.scope.unit(unit, self.boundary.version) if unit else None
        page = Telling(types()[name], self.edition, lang, found)
        page.of = self
        return page

    def pages(self, names: Iterable[str] = PAGES) -> Iterator[Telling]:
        """The pages that the figures give, with all that their notebooks say; a profile of each unit that has figures."""
        held = self.observations["indicator"].unique()
        for name in names:
            if name == "own":
                yield of_ones_own(self.page("poverty"))
                continue
            if not types()[name].is_for(held):
                continue
            units = self.standing["unit"].unique() if types()[name].each == "unit" else [""]
            yield from (self._told(name, unit) for unit in units)

    def _told(self, name: str, unit: str) -> Telling:
        """A page that its notebook has run on: as it stands, but for its parameter `unit` and what `begin` hands it."""
        page = self.page(name, unit)
        parameters, code = cells(page.type.notebook)
        given: dict[str, Any] = {}
        exec(parameters, given)
        page.names = given | {"unit": unit}
        with mock.patch("helpers.report.page.begin", return_value=page):
            exec(code, page.names)
        return page

    def unproved(self, names: Iterable[str] = PAGES) -> Iterator[str]:
        """What the pages say in both languages that a verifier does not find in the figures."""
        evidence = self.evidence()
        for page in self.pages(names):
            where = f"{page.type.id}/{page.place.code}"
            for lang in LANGUAGES:
                failed = unproved(evidence, f"{lang}/{where}", page.entries(lang))
                yield from (f"{lang}/{where}: {text} | {found}" for text, found in failed)


class Telling(Page):
    """A page that keeps what is said on it. Of a table, chart or figure it takes the caption, nothing is drawn.

    names: what the notebook has called by a name when it ends.
    """

    of: Figures
    names: dict[str, Any]

    @cached_property
    def said(self) -> list[Said]:
        """Everything said so far, in order."""
        return []

    @cached_property
    def observations(self) -> pd.DataFrame:
        """As `Release.observations` hands them out: of the page's units and of the indicators that it reads."""
        found = self.of.observations
        if self.unit:
            found = found[found["unit"].isin(profile_codes(self.scope, self.unit))]
        names = [name for name in found["indicator"].unique() if matches(name, self.type.reads)]
        return found[found["indicator"].isin(names)].reset_index(drop=True)

    @cached_property
    def findings(self) -> pd.DataFrame:
        return pd.DataFrame(columns=list(FINDING_COLUMNS), dtype="str")

    @cached_property
    def standing(self) -> pd.DataFrame:
        rows = self.of.standing[self.of.standing["unit"] == self.place.code]
        return rows.set_index("figure").assign(boundary=self.boundary.version)

    def add(self, slot: str, html: str, **details: Any) -> Block:
        return Block(slot, "")

    def spoken(self, numbers: Any, *said: Said | str) -> tuple[str, str, list[dict[str, Any]]]:
        self.said.extend(each for each in said if isinstance(each, Said))
        return "", "", []

    def listed(self, said: Any, most: int = 3) -> Block:
        """All of them, since which are the first to have something to say is not asked here."""
        return self.say(*said)

    def table(self, frame: Any, caption: Any = "", *_: Any, **__: Any) -> Block:
        self.captioned(caption)
        return Block("body", "")

    map = show = table

    def figure(self, drawn: Any, caption: Any = "", *_: Any, **__: Any) -> Block:
        """As a page does, it closes what was drawn: thousands of editions would keep it all."""
        pyplot.close(drawn.figure)
        return self.table(drawn, caption)

    def downloads(self) -> Block:
        return Block("downloads", "")

    definitions = neighbours = quality = provenance = lambda self, *_: Block("body", "")

    def entries(self, lang: str) -> list[dict[str, Any]]:
        """What claims.json holds of the page."""
        reader = self.of.page(self.type.id, self.unit.code if self.unit else "", lang).reader
        told = [each.read(reader, self.ground.settle) for each in self.said]
        return [{"text": text, "claims": claims} for text, claims in told if text]


def of_ones_own(page: Telling) -> Telling:
    """A page of an analyst's own: the sentences that can be said of any indicator."""
    review = page.by_unit(or_empty(poverty_by_unit, page.figures, columns=["poor_households"]))
    communes = review.drop(index=page.total)
    for column in ("poor_households", "poverty_rate", "near_poor_households"):
        page.say(sentences.highest(communes, column, 2), sentences.lowest(communes, column))
        page.say(sentences.value(review.loc[page.total], column))
    return page


@cache
def types() -> dict[str, PageType]:
    """The pages that the notebooks declare."""
    return page_types(PROJECT)


@cache
def cells(notebook: str) -> tuple[CodeType, CodeType]:
    """The code of a notebook: its parameters, and the rest."""
    found = json.loads((PROJECT.notebooks / notebook).read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in found if cell["cell_type"] == "code"]
    is_given = ["parameters" in cell["metadata"].get("tags", []) for cell in code]
    texts = (
        "\n".join("".join(c["source"]) for c, given in zip(code, is_given, strict=True) if given == wanted)
        for wanted in (True, False)
    )
    parameters, rest = (compile(text, notebook, "exec") for text in texts)
    return parameters, rest
