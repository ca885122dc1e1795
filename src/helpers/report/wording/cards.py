"""What cards say: a large figure, and what must stand beside it."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.report.claims import Claim, Column, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, said


def figure(row: Row, column: Column) -> Said:
    """The figure alone; 'confidential' where it is withheld, nothing where there is none."""
    return said(tell_figure, claim_of.value(row, column))


def tell_figure(read: Reader, claim: Claim) -> str:
    """A rate, a count or an amount as written; nothing of a total that lacks units, for which a card has no room."""
    if claim.basis.due:
        return ""
    return read(claim).value if claim.known else ""


def counts(row: Row, column: Column) -> Said:
    """Count and base of a rate with their day."""
    return said(tell_counts, claim_of.value(row, column))


def tell_counts(read: Reader, claim: Claim) -> str:
    """'1.731/7.735 hộ, 31/12/2023'."""
    p = read(claim)
    if not claim.known or claim.basis.due:
        return ""
    if not claim.measure.base:
        return read.t("on {day}", day=p.day)
    return read.t("{count} of {base}, {day}", count=p.count, base=p.base, day=p.day)


def moved(earlier: Row, later: Row, column: Column, units: tuple[str, ...]) -> Said:
    """Count and base of a rate with its change; without one, with their day."""
    return said(tell_moved, claim_of.value(later, column), claim_of.change(earlier, later, column, units))


def tell_moved(read: Reader, now: Claim, change: Claim) -> str | tuple[str, list[Claim]]:
    """'1.731/7.735 hộ; giảm 13,62 điểm % so với 31/12/2022'."""
    p, c = read(now), read(change)
    if not now.known or now.basis.due or not change.known or change.basis.due or not now.measure.base:
        return tell_counts(read, now), [now]
    words = {"count": p.count, "base": p.base, "size": c.size, "since": c.since}
    if change.direction == "none":
        return read.t("{count} of {base}; no clear change since {since}", **words)
    if change.direction == "down":
        return read.t("{count} of {base}; down {size} since {since}", **words)
    return read.t("{count} of {base}; up {size} since {since}", **words)
