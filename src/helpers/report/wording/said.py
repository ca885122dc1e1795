"""A sentence with the claims that it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec

from helpers.report.claims import Claim
from helpers.report.wording.reader import Phrase, Reader, capitalised

P = ParamSpec("P")


@dataclass(frozen=True)
class Said:
    """A sentence that is still to be told: `words` writes it for a Reader, '' where there is nothing to say."""

    words: Callable[[Reader], str]

    def read(self, reader: Reader, settle: Callable[[Claim], Claim]) -> tuple[str, list[dict[str, Any]]]:
        """The sentence for a reader and its claims as data, after `settle` found what stands behind each."""
        settled: dict[int, Claim] = {}

        def once(claim: Claim) -> Claim:
            found = settled.get(id(claim)) or settle(claim)
            return settled.setdefault(id(found), found)

        listener = replace(reader, told=[], settle=once)
        text = self.words(listener)
        return capitalised(text), [_labelled(claim, reader).data() for claim in listener.told] if text else []


def _labelled(claim: Claim, reader: Reader) -> Claim:
    """The claim with the name of what it measures, where digits stand in the name: they are no figures."""
    name = reader.subject(claim.measure)
    return claim.labelled(*claim.labels, name) if any(map(str.isdigit, name)) else claim


def sentence(tell: Callable[Concatenate[Reader, P], str]) -> Callable[P, Said]:
    """Of a function that writes for a reader, one that takes the same but the reader and gives what is said.

    The function asks the reader for each claim that it tells (`read(claim)`), or looks at one first (`read.settle`).
    """

    @wraps(tell)
    def told(*given: P.args, **named: P.kwargs) -> Said:
        return Said(lambda read: tell(read, *given, **named))

    given = signature(tell)
    vars(told)["__signature__"] = given.replace(parameters=list(given.parameters.values())[1:])
    return told


@sentence
def whole(read: Reader, claim: Claim, words: Callable[[Phrase], str]) -> str:
    """What the words make of a claim; nothing without a figure, or of a total that lacks units."""
    p = read(claim)
    return words(p) if p.claim.is_whole else ""


@sentence
def first(read: Reader, *choices: Said) -> str:
    """The first of several that has something to say."""
    for each in choices:
        read.told.clear()
        if text := each.words(read):
            return text
    return ""


@sentence
def own(read: Reader, *claims: Claim, **by_language: str) -> str:
    """Claims in words of one's own, one sentence per language: `own(claim, vi="Có {0.share} thiếu điện.", en="…")`.

    The words name a claim by its place and what to print of it by a word of `reader.WRITTEN` (share, value, rate, size,
    day, since, place, names), so that no number is ever typed. Nothing is said where a claim has no figure. Raises
    KeyError for a language that has no words.
    """
    told = [read(claim) for claim in claims]
    return by_language[read.lang].format(*told) if all(each.claim.known for each in told) else ""
