"""What cards say: a large figure, and what must stand beside it."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.analysis.change import Comparable
from helpers.report.claims import Claim, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, said


def column_of(row: Row, column: str) -> str:
    """The column itself, or the rate as printed where only that is known."""
    printed = f"{column}_printed"
    only = not claim_of.value(row, column).known and printed in row.index and claim_of.value(row, printed).known
    return printed if only else column


def figure(row: Row, column: str) -> Said:
    """The figure alone; nothing where there is none."""
    return said(tell_figure, claim_of.value(row, column_of(row, column)))


def tell_figure(read: Reader, claim: Claim) -> str:
    """A rate, a count or an amount as written; nothing of a total that lacks units, for which a card has no room."""
    return read(claim).value if claim.known and not claim.basis.due else ""


def counts(row: Row, column: str) -> Said:
    """Count and base of a rate with their day; of a printed rate and of a count the day."""
    return said(tell_counts, claim_of.value(row, column_of(row, column)))


def tell_counts(read: Reader, claim: Claim) -> str:
    """'1.731/7.735 hộ, ngày 31/12/2023'."""
    p = read(claim)
    if not claim.known or claim.basis.due:
        return ""
    if not claim.measure.base:
        return read.t("on {day}", day=p.day)
    return read.t("{count} of {base}, {day}", count=p.count, base=p.base, day=p.day)


def moved(pair: Comparable, column: str) -> Said:
    """Count, base and day of a rate of the whole, and its change where there is one."""
    change = claim_of.change(pair.earlier, pair.later, column, pair.units)
    return said(tell_moved, claim_of.value(pair.whole, column_of(pair.whole, column)), change)


def tell_moved(read: Reader, now: Claim, change: Claim) -> tuple[str, list[Claim]]:
    """'1.731/7.735 hộ, ngày 31/12/2023; giảm 13,62 điểm % so với ngày 31/12/2022'."""
    if not now.known or now.basis.due or not change.known or change.basis.due:
        return tell_counts(read, now), [now]
    told = _tell_change(read, change)
    return read.t("{counted}; {told}", counted=tell_counts(read, now), told=told), [now, change]


def _tell_change(read: Reader, change: Claim) -> str:
    t, words = read.t, {"size": read(change).size, "since": read(change).since}
    if change.direction == "none":
        return t("no clear change since {since}", **words)
    return t("down {size} since {since}", **words) if change.direction == "down" else t("up {size} since {since}", **words)  # fmt: skip
