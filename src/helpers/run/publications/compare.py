"""Two publications, or a publication and now: every figure, sentence and page that differs, each with one cause."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers.quality.corrections import FILE as CORRECTIONS_FILE
from helpers.run.publications.causes import Cause, figures_that_differ, law_changed, nearest
from helpers.run.publications.shelf import last, numbered
from helpers.run.publications.side import Side, present, published
from helpers.run.verification.verify import unproved
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from helpers.run.publications.record import Record


@dataclass(frozen=True)
class Sentence:
    """A sentence that one side says and the other does not. gone: only the earlier side says it.

    holds: whether it is still true of the later figures. why: what the cause names, '' where it names nothing.
    """

    page: str
    text: str
    gone: bool
    holds: bool
    cause: Cause
    why: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two sides of one period with every difference between them."""

    before: Side
    after: Side

    @cached_property
    def figures(self) -> pd.DataFrame:
        """As `causes.figures_that_differ` gives them."""
        return figures_that_differ(self.before, self.after)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences of pages that both sides have, or one alone."""
        return tuple(_sentences(self.before, self.after, self.figures))

    @property
    def counts(self) -> dict[Cause, int]:
        """Differences by cause; they add up to all."""
        found = Counter([*self.figures["cause"], *(each.cause for each in self.sentences)])
        return {cause: found[cause] for cause in Cause if found[cause]}

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.counts


def between(edition: Edition, earlier: int | None = None, later: int | None = None) -> Comparison:
    """The comparison of two publications of a period by their numbers; the last one, and now, where they are None.

    Raises UsageError where there is no such publication.
    """
    of = edition.project, edition.scope_id, str(edition.period)
    first = numbered(*of, earlier) if earlier is not None else last(*of)
    if first is None:
        raise UsageError(
            "{edition} was not published yet, so there is nothing to compare with: commune publish.", edition=edition
        )
    second = published(numbered(*of, later), edition) if later is not None else present(edition)
    return Comparison(published(first, edition), second)


def _sentences(before: Side, after: Side, figures: pd.DataFrame) -> list[Sentence]:
    """Sentences of one side alone, in languages that both have, and those that the later figures made untrue.

    The pages that stand now may not have been made again yet: what they repeat is untrue all the same.
    """
    earlier, later = ({(page, said["text"]): said for page, said in side.said()} for side in (before, after))
    langs = {page.partition("/")[0] for page, _ in earlier} & {page.partition("/")[0] for page, _ in later}
    changed = _changed(figures)
    made = {gone: _claims_by_page(side) for gone, side in ((True, before), (False, after))}
    told = []
    for gone, here, there in ((True, earlier, later), (False, later, earlier)):
        for (page, text), said in here.items():
            holds = not gone or not any(unproved(after.evidence, page, [said]))
            if page.partition("/")[0] in langs and ((page, text) not in there or not holds):
                cause = _cause(
                    said, made[not gone].get(page, set()), changed, (before.behind.record, after.behind.record)
                )
                why = law_changed(before.behind.record, after.behind.record) if cause is Cause.LAW else ""
                told.append(Sentence(page, text, gone, holds, cause, why))
    return told


def _claims_by_page(side: Side) -> dict[str, set[str]]:
    """What each page claims, whatever its words."""
    made: dict[str, set[str]] = {}
    for page, said in side.said():
        made.setdefault(page, set()).update(_claims_of(said))
    return made


def _claims_of(said: Mapping[str, Any]) -> set[str]:
    """The claims of a sentence as texts that can be compared."""
    return {json.dumps(claim, sort_keys=True) for claim in said["claims"]}


def _changed(figures: pd.DataFrame) -> dict[str, Cause]:
    """The gravest cause of each indicator that differs."""
    found: dict[str, Cause] = {}
    for name, cause in zip(figures["indicator"], figures["cause"], strict=True):
        found[name] = nearest(found.get(name, cause), cause)
    return found


def _cause(said: Mapping[str, Any], claimed_there: set[str], changed: Mapping[str, Cause], records: tuple[Record, Record]) -> Cause:  # fmt: skip
    """Why a sentence is said on one side only: its figures; other words for the same claims; law; or the program.

    claimed_there: what the page claims on the other side.
    """
    before, after = records
    terms = {
        term.lstrip("-").partition("@")[0].partition("/")[0]
        for claim in said["claims"]
        for name in ("part", "base")
        for term in claim.get(name) or ()
    } | {str(claim.get("indicator", "")) for claim in said["claims"]}
    causes = [changed[term] for term in terms if term in changed]
    if causes:
        return nearest(*causes)
    again = _claims_of(said)
    if (before.words, before.pages) != (after.words, after.pages) and again and again <= claimed_there:
        return Cause.WORDING
    if before.law != after.law:
        return Cause.LAW
    if (before.reading, before.pages) != (after.reading, after.pages):
        return Cause.METHOD if again else Cause.WORDING
    if before.words != after.words:
        return Cause.WORDING
    files = {name.rpartition("/")[2] for name, _ in before.inputs.items() ^ after.inputs.items()}
    sent = Cause.CORRECTION if files == {CORRECTIONS_FILE} else Cause.RETURN if files else Cause.UNEXPLAINED
    return next(iter(changed.values()), sent)  # said for want of another that its figures made untrue, or of a finding
