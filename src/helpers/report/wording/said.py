"""A sentence with the claims that it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.report.claims import Claim
from helpers.report.wording.reader import Reader, capitalised


@dataclass(frozen=True)
class Said:
    """Claims and the function that puts them into words; '' where there is nothing to say.

    words takes a Reader and the claims in order, and gives the sentence, or with it those of the claims that it tells.
    """

    words: Callable[..., str | tuple[str, Sequence[Claim]]]
    claims: tuple[Claim, ...]

    def read(self, reader: Reader, settle: Callable[[Claim], Claim]) -> tuple[str, list[dict[str, Any]]]:
        """The sentence for a reader and its claims as data, after `settle` found what stands behind each."""
        settled = [settle(claim) for claim in self.claims]
        told = self.words(reader, *settled)
        text, used = (told, settled) if isinstance(told, str) else told
        return capitalised(text), [_labelled(claim, reader).data() for claim in used] if text else []


def _labelled(claim: Claim, reader: Reader) -> Claim:
    """The claim with the name of what it measures, where digits stand in the name: they are no figures."""
    name = reader.subject(claim.measure)
    return claim.labelled(*claim.labels, name) if any(map(str.isdigit, name)) else claim


def said(words: Callable[..., str | tuple[str, Sequence[Claim]]], *claims: Claim) -> Said:
    """The claims with the function that puts them into words."""
    return Said(words, claims)


def first(*choices: Said) -> Said:
    """The first of several that has something to say."""

    def words(read: Reader, *settled: Claim) -> tuple[str, Sequence[Claim]]:
        place = 0
        for each in choices:
            claims = settled[place : place + len(each.claims)]
            place += len(each.claims)
            told = each.words(read, *claims)
            text, used = (told, claims) if isinstance(told, str) else told
            if text:
                return text, used
        return "", []

    return Said(words, tuple(claim for each in choices for claim in each.claims))


def own(*claims: Claim, **by_language: str) -> Said:
    """Claims in words of one's own, one sentence per language: `own(claim, vi="Có {0.share} thiếu điện.", en="…")`.

    The words name a claim by its place and what to print of it by a property of `Phrase` (share, value, rate, size,
    day, since, place, members), so that no number is ever typed. Nothing is said where a claim has no figure. Raises
    KeyError for a language that has no words.
    """

    def words(read: Reader, *settled: Claim) -> str:
        known = all(claim.known for claim in settled)
        return by_language[read.lang].format(*(read(claim) for claim in settled)) if known else ""

    return Said(words, claims)
