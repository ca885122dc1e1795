"""What cards say: a large figure, and what must stand beside it."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.analysis.change import Comparable
from helpers.report.claims import Claim, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import sentence


def column_of(row: Row, column: str) -> str:
    """The column itself, or the rate as printed where only that is known."""
    printed = f"{column}_printed"
    only = not claim_of.value(row, column).known and printed in row.index and claim_of.value(row, printed).known
    return printed if only else column


@sentence
def figure(read: Reader, row: Row, column: str) -> str:
    """The figure alone; nothing where there is none."""
    return the_figure(read, claim_of.value(row, column_of(row, column)))


def the_figure(read: Reader, claim: Claim) -> str:
    """A rate, a count or an amount as written; nothing of a total that lacks units, for which a card has no room."""
    p = read(claim)
    return p.value if p.claim.is_whole else ""


@sentence
def counts(read: Reader, row: Row, column: str) -> str:
    """Count and base of a rate with their day; of a printed rate and of a count the day."""
    return counted(read, claim_of.value(row, column_of(row, column)))


def counted(read: Reader, claim: Claim) -> str:
    """'1.731/7.735 hộ, ngày 31/12/2023'."""
    p = read(claim)
    if not p.claim.is_whole:
        return ""
    return p.t("{count} of {base}, {day}") if claim.measure.base else p.t("on {day}")


@sentence
def moved(read: Reader, pair: Comparable, column: str) -> str:
    """Count, base and day of a rate of the whole, and its change where there is one.

    '1.731/7.735 hộ, ngày 31/12/2023; giảm 13,62 điểm % so với ngày 31/12/2022'
    """
    told = counted(read, claim_of.value(pair.whole, column_of(pair.whole, column)))
    change = read.settle(claim_of.change(pair.earlier, pair.later, column, pair.units))
    if not told or not change.is_whole:
        return told
    c = read(change)
    if change.direction == "none":
        by = c.t("no clear change since {since}")
    else:
        by = c.t("down {size} since {since}") if change.direction == "down" else c.t("up {size} since {since}")
    return read.t("{counted}; {told}", counted=told, told=by)
