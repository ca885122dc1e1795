"""What a run is asked for, what it comes to, and which pages that means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from helpers.protect.release import ACCOUNT, FALLEN, has_changes
from helpers.report.page_types import PageType, faulty_notebooks, page_types
from helpers.run import reading as readings
from helpers.run.accounting import LEFT, OTHER, counts_of
from helpers.run.manifest import PageLedger
from helpers.run.plan import Links, Planned, plan
from helpers.run.reading import Digests, with_table
from helpers.run.steps import CHANGES, pages
from helpers.vocabulary.edition import Edition


@dataclass(frozen=True)
class RunResult:
    """How a run ended: 0 done, 1 a page failed, 3 done but figures were rejected; and what to tell the user."""

    exit_code: int
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """What is to be made: the pages of an edition, or only some, in some languages."""

    edition: Edition
    langs: tuple[str, ...] = ("vi",)
    only: tuple[str, ...] = ()

    @cached_property
    def types(self) -> Mapping[str, PageType]:
        """The types of pages that the notebooks declare."""
        return page_types(self.edition.project)

    @cached_property
    def faults(self) -> Mapping[str, str]:
        """What is wrong with notebooks that are passed over, by path; pages that they made earlier stay."""
        return faulty_notebooks(self.edition.project)

    def log(self, page: str) -> Path:
        """Where the story of a failed page goes."""
        return self.edition.state / "logs" / f"{page.replace('/', '-')}.log"


def links_of(order: Order, seen: Digests, ledger: PageLedger) -> Links:
    """The languages and pages that a page links to: those of the period that are there or belong to this run.

    The page of other figures is in nothing's menu: whether it is there turns out only after most pages are made.
    """
    languages = sorted({name.partition("/")[0] for name in ledger.pages} | set(order.langs))
    out = {OTHER, *(() if has_changes(order.edition) else (CHANGES,))}
    here = [each for each in order.types.values() if each.is_for(seen.indicators) and each.id not in out]
    files = _files(order, seen, ledger) - {
        page.file(order.edition.audience) for page in pages(order.types, languages, (), seen.indicators, [OTHER])
    }
    return Links(tuple(languages), tuple((each.id, str(dict(each.short))) for each in here), files)


def _files(order: Order, seen: Digests, ledger: PageLedger) -> frozenset[str]:
    edition, wanted = order.edition, pages(order.types, order.langs, tuple(seen.profiles), seen.indicators, order.only)
    made = {page.file(edition.audience) for page in wanted if page.type.id != CHANGES or has_changes(edition)}
    kept = (file for entry in ledger.pages.values() for file in entry["files"] if file.endswith(".html"))
    return frozenset(made | {file for file in kept if file in made or (edition.reports / file).is_file()})


def planned_pages(
    order: Order, seen: Digests, ledger: PageLedger, links: Links, stages: Sequence[int] = (0, 1, 2)
) -> list[Planned]:
    """The pages of an order, those of some stages of a run or all, with the reasons to make them."""
    wanted = pages(order.types, order.langs, tuple(seen.profiles), seen.indicators, order.only)
    there = {OTHER: counts_of(order.edition).get(LEFT, 0) > 0, CHANGES: has_changes(order.edition)}
    wanted = [page for page in wanted if there.get(page.type.id, True)]
    known = (seen, *(with_table(seen, order.edition, name) for name in (ACCOUNT, FALLEN)))
    by_stage = [(known[stage], [page for page in wanted if page.stage == stage]) for stage in stages]
    return [each for read, own in by_stage for each in plan(own, read, ledger, order.edition, links)]


def planned_now(order: Order) -> list[Planned] | None:
    """The pages of an edition in its languages, with the reasons to make them; None if nothing is prepared."""
    ledger, seen = PageLedger(order.edition.reports), readings.stored(order.edition)
    if seen is None:
        return None
    langs = tuple(sorted({name.partition("/")[0] for name in ledger.pages})) or order.langs
    order = replace(order, langs=langs)
    return planned_pages(order, seen, ledger, links_of(order, seen, ledger))


def is_whole(order: Order, seen: Digests, ledger: PageLedger) -> bool:
    """Whether every page that shows figures is there in one language: only then can what is left be told."""
    return any(
        all(
            page.name in ledger.pages
            for page in pages(order.types, [lang], tuple(seen.profiles), seen.indicators)
            if not page.stage
        )
        for lang in order.langs
    )
