"""What can be said of any indicator: its words come from the catalogue."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.report.claims import Claim, Column, Frame, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, said
from helpers.vocabulary.state import State


def value(row: Row, column: Column, detail: str = "") -> Said:
    """How large a figure is; see `claims.value`."""
    return said(tell_value, claim_of.value(row, column, detail=detail))


def tell_value(read: Reader, claim: Claim) -> str:
    """A value with its place and day; that it is confidential or not there."""
    t, p = read.t, read(claim)
    words = {"subject": p.subject, "place": p.known_of, "day": p.day}
    if claim.basis.state is State.WITHHELD:
        return t("{subject} in {place} on {day}: confidential.", **words)
    if not claim.known:
        return ""
    return t("{subject} in {place} on {day}: {value}.", value=p.value, **words)


def highest(frame: Frame, column: Column, most: int = 1, unit: str = "") -> Said:
    """Which rows are highest; see `claims.extreme`."""
    return said(tell_extreme, claim_of.extreme(frame, column, "highest", most, unit=unit))


def lowest(frame: Frame, column: Column, most: int = 1, unit: str = "") -> Said:
    """Which rows are lowest; see `claims.extreme`."""
    return said(tell_extreme, claim_of.extreme(frame, column, "lowest", most, unit=unit))


def tell_extreme(read: Reader, claim: Claim) -> str:
    """Who is highest or lowest, with those that tie, among those with a figure."""
    t, p = read.t, read(claim)
    if not claim.members:
        return ""
    words = {"subject": p.subject, "names": p.members, "value": p.top}
    if claim.direction == "same":
        return "" if len(claim.members) == 1 else p.over(t("{subject}: the same everywhere, {value}.", **words))
    return p.over(t("{subject}: {end} in {names}, {value}.", end=_end(read, claim), **words))


def _end(read: Reader, claim: Claim) -> str:
    """Rates are highest and lowest; of what is counted some have the most, which says nothing of who is worst off."""
    is_rate = claim.measure.is_rate or claim.measure.counts in {"share", "points"}
    if claim.direction == "highest":
        return read.t("highest") if is_rate else read.t("most")
    return read.t("lowest") if is_rate else read.t("fewest")


def age(column: Column, row: Row | Frame, year: int, *units: str) -> Said:
    """That the latest figures are not of the year of the page; nothing where they are. See `claims.newest`."""
    return said(lambda read, claim: tell_age(read, claim, year), claim_of.newest(row, column, units))


def tell_age(read: Reader, claim: Claim, year: int) -> str:
    """The day of the latest figures at hand."""
    if not claim.day or claim.day.year == year:
        return ""
    return read.t("{subject}: the latest figures at hand are those of {day}.", subject=read(claim).subject, day=read(claim).day)  # fmt: skip


def coverage(frame: Frame, column: Column) -> Said:
    """Of how many units a figure can be read, and why not of the others; see `claims.coverage`."""
    return said(tell_coverage, claim_of.coverage(frame, column))


def tell_coverage(read: Reader, claim: Claim) -> str:
    """Who did not report and whose figure is confidential; nothing where all can be compared, or nobody reported."""
    t, p = read.t, read(claim)
    words = {"subject": p.subject, "withheld": p.withheld, "missing": p.missing, "covered": p.covered}
    if len(claim.basis.missing) == len(claim.among):
        return ""
    if not claim.basis.withheld:
        return t("{subject}: no figure from {missing}; {covered} can be compared.", **words) if p.missing else ""
    if not claim.basis.missing:
        return t("{subject}: confidential in {withheld}; {covered} can be compared.", **words)
    return t("{subject}: confidential in {withheld}, no figure from {missing}; {covered} can be compared.", **words)


def comparison(row: Row, other: Row, column: Column) -> Said:
    """One place against another on the same day; see `claims.comparison`."""
    return said(tell_comparison, claim_of.comparison(row, other, column))


def tell_comparison(read: Reader, claim: Claim) -> str:
    """'Tỷ lệ hộ nghèo của huyện Kon Plông (22,38%) cao hơn của tỉnh Kon Tum (10,00%) là 12,38 điểm %.'"""
    t, p = read.t, read(claim)
    if not claim.known:
        return ""
    words = {
        "subject": p.subject,
        "place": p.place,
        "value": p.value,
        "other": p.reference,
        "theirs": p.number("reference"),
    }
    if claim.basis.due:  # a part of a place is not compared with the whole of another
        return ""
    if claim.direction == "same":
        return t("{subject}: {place} ({value}) is about level with {other} ({theirs}).", **words)
    if claim.direction == "higher":
        return t("{subject}: {place} ({value}) is {size} above {other} ({theirs}).", size=p.size, **words)
    return t("{subject}: {place} ({value}) is {size} below {other} ({theirs}).", size=p.size, **words)
