"""Two publications, or a publication and now: every figure, sentence and page that differs, each with one cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.run.publications.causes import Cause, figures_that_differ, nearest
from helpers.run.verify import unproved

if TYPE_CHECKING:
    import pandas as pd

    from helpers.run.publications.record import Record
    from helpers.run.publications.side import Side


@dataclass(frozen=True)
class Sentence:
    """A sentence that one side says and the other does not. gone: only the earlier side says it.

    holds: whether it is still true of the later figures.
    """

    page: str
    text: str
    gone: bool
    holds: bool
    cause: Cause


@dataclass(frozen=True)
class Comparison:
    """figures: as `causes.figures_that_differ` gives them. sentences: those of pages that both sides have, or one alone."""

    before: Side
    after: Side
    figures: pd.DataFrame
    sentences: tuple[Sentence, ...]

    @property
    def counts(self) -> dict[Cause, int]:
        """Differences by cause; they add up to all."""
        found = Counter([*self.figures["cause"], *(each.cause for each in self.sentences)])
        return {cause: found[cause] for cause in Cause if found[cause]}

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.counts


def compare(before: Side, after: Side) -> Comparison:
    """Every difference between two sides of one period."""
    figures = figures_that_differ(before, after)
    return Comparison(before, after, figures, tuple(_sentences(before, after, figures)))


def _sentences(before: Side, after: Side, figures: pd.DataFrame) -> list[Sentence]:
    """Sentences of one side alone, in languages that both have, and those that the later figures made untrue.

    The pages that stand now may not have been made again yet: what they repeat is untrue all the same.
    """
    earlier, later = ({(page, said["text"]): said for page, said in side.said()} for side in (before, after))
    langs = {page.partition("/")[0] for page, _ in earlier} & {page.partition("/")[0] for page, _ in later}
    changed = _changed(figures)
    told = []
    for gone, here, there in ((True, earlier, later), (False, later, earlier)):
        for (page, text), said in here.items():
            holds = not gone or not any(unproved(after.evidence, page, [said]))
            if page.partition("/")[0] in langs and ((page, text) not in there or not holds):
                cause = _cause(said, changed, before.behind.record, after.behind.record)
                told.append(Sentence(page, text, gone, holds, cause))
    return told


def _changed(figures: pd.DataFrame) -> dict[str, Cause]:
    """The gravest cause of each indicator that differs."""
    found: dict[str, Cause] = {}
    for name, cause in zip(figures["indicator"], figures["cause"], strict=True):
        found[name] = nearest(found.get(name, cause), cause)
    return found


def _cause(said: Mapping[str, Any], changed: Mapping[str, Cause], before: Record, after: Record) -> Cause:
    """Why a sentence is said on one side only: its figures, else law, else other words or choices of the program."""
    terms = {
        term.lstrip("-").partition("@")[0].partition("/")[0]
        for claim in said["claims"]
        for name in ("part", "base")
        for term in claim.get(name) or ()
    } | {str(claim.get("indicator", "")) for claim in said["claims"]}
    causes = [changed[term] for term in terms if term in changed]
    if causes:
        return nearest(*causes)
    if before.law != after.law:
        return Cause.LAW
    if before.words != after.words or before.pages != after.pages:
        return Cause.WORDING
    return next(iter(changed.values()), Cause.UNEXPLAINED)  # said for want of another, which its figures made untrue
