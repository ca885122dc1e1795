"""What cards say: a large figure, and what must stand beside it."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.analysis.change import Comparable
from helpers.report.claims import Row
from helpers.report.wording.reader import Phrase, Reader
from helpers.report.wording.said import Said, sentence, whole


def column_of(row: Row, column: str) -> str:
    """The column itself, or the rate as printed where only that is known."""
    printed = f"{column}_printed"
    only = not claim_of.value(row, column).known and printed in row.index and claim_of.value(row, printed).known
    return printed if only else column


def figure(row: Row, column: str) -> Said:
    """The figure alone; nothing where there is none, or of a total that lacks units: a card has no room to say so."""
    return whole(claim_of.value(row, column_of(row, column)), lambda p: p.value)


def counts(row: Row, column: str) -> Said:
    """Count and base of a rate with their day; of a printed rate and of a count the day."""
    return whole(claim_of.value(row, column_of(row, column)), counted)


def counted(p: Phrase) -> str:
    """'1.731/7.735 hộ, ngày 31/12/2023'."""
    return p.t("{count} of {base}, {day}") if p.claim.measure.base else p.t("on {day}")


@sentence
def moved(read: Reader, pair: Comparable, column: str) -> str:
    """Count, base and day of a rate of the whole, and its change where there is one.

    '1.731/7.735 hộ, ngày 31/12/2023; giảm 13,62 điểm % so với ngày 31/12/2022'
    """
    told = counts(pair.whole, column).words(read)
    change = read.settle(claim_of.change(pair.earlier, pair.later, column, pair.units))
    if not told or not change.is_whole:
        return told
    by = read(change).either(
        none="no clear change since {since}", down="down {size} since {since}", up="up {size} since {since}"
    )
    return read.t("{counted}; {told}", counted=told, told=by)
