"""What the law changes between two days, and what of it nobody has verified."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.law import (
    Attribute,
    CapitalKind,
    Closing,
    Content,
    Counterpart,
    CriteriaSet,
    Criterion,
    Definition,
    Deprivation,
    Entry,
    Norm,
    Phase,
    Programme,
    Recognition,
    Standard,
    chosen,
    entries_of,
    in_force_on,
)
from helpers.vocabulary.pack import in_force

#: The entries that figures of a family (`Indicator.standard`) rest on; the first ones are what a reader is told of.
RESTS_ON: Mapping[str, tuple[type[Entry], ...]] = {
    "poverty": (Standard, Deprivation),
    "criteria": (CriteriaSet, Criterion, Attribute),
    "programmes": (Programme, Phase, CapitalKind, Closing),
    "recognition": (Recognition,),
    "land": (Definition, Norm, Content, Counterpart),
}
_ONE_AT_A_TIME = (Standard, CriteriaSet)
_TOLD = (Standard, CriteriaSet, Programme, Recognition, Definition, Norm)


@dataclass(frozen=True)
class Amendment:
    """What ended and what began between two days."""

    ended: tuple[Entry, ...]
    begun: tuple[Entry, ...]

    def __bool__(self) -> bool:
        return bool(self.ended or self.begun)


def families(ids: Iterable[str]) -> set[str]:
    """The families of the law that measure any of these indicators."""
    known = indicators()
    return {known[id].standard for id in ids if id in known and known[id].standard}


def amendment(before: date, day: date, of: Collection[str] = tuple(RESTS_ON)) -> Amendment:
    """What a reader of figures of these families must be told: rules in force on one of the two days only."""
    kinds = [kind for family in RESTS_ON if family in of for kind in RESTS_ON[family] if kind in _TOLD]
    was = [entry for kind in kinds for entry in held(kind, before)]
    now = [entry for kind in kinds for entry in held(kind, day)]
    return Amendment(tuple(e for e in was if e not in now), tuple(e for e in now if e not in was))


def held(kind: type[Entry], day: date) -> list[Entry]:
    """The entries of a kind that apply on a day; of standards and criteria sets the one that measures."""
    found = in_force_on(kind, day)
    if kind in _ONE_AT_A_TIME and (one := chosen(found, in_force().places)):
        return [one]
    return found


def unverified(day: date, of: Collection[str] = tuple(RESTS_ON)) -> list[Entry]:
    """Entries in force on a day that rest on one source or an assumption, for figures of these families."""
    kinds = [kind for family in RESTS_ON if family in of for kind in RESTS_ON[family]]
    return [entry for kind in kinds for entry in held(kind, day) if entry.grade != "verified"]


def not_on_record(day: date, of: Collection[str] = tuple(RESTS_ON)) -> list[Entry]:
    """Entries in force on a day with a note, or whose money may still be reported: what is not known of them.

    What is not known of the amount for one content is not told of a day for which no amount is on record at all.
    """
    kinds = [kind for family in RESTS_ON if family in of for kind in RESTS_ON[family]]
    kinds = [kind for kind in kinds if kind is not Content or in_force_on(Norm, day)]
    left = phases_left(day) if "programmes" in of else []
    return [entry for entry in [*(each for kind in kinds for each in held(kind, day)), *left] if entry.note]


def phases_left(day: date) -> list[Phase]:
    """The phases of programmes that have ended by a day and may still report the money that they left."""
    ended = [each for each in entries_of(Programme) if each.valid_to and each.valid_to < day]
    names = {each.phase for each in ended if each.carried_over_until and day <= each.carried_over_until}
    return [phase for phase in entries_of(Phase) if phase.id in names]
