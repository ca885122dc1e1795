"""What can be said of any indicator: its words come from the catalogue."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.analysis.bridge import BoundaryChange
from helpers.report.claims import Claim, Column, Frame, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, sentence, whole
from helpers.vocabulary.state import State


@sentence
def value(read: Reader, row: Row, column: Column, detail: str = "") -> str:
    """How large a figure is, with its place and day; that it is confidential; see `claims.value`."""
    p = read(claim_of.value(row, column, detail=detail))
    if p.claim.basis.state is State.WITHHELD:
        return p.t("{subject} in {place} on {day}: confidential.", place=p.known_of)
    return p.t("{subject} in {place} on {day}: {value}.", place=p.known_of) if p.claim.known else ""


def highest(frame: Frame, column: Column, most: int = 1, unit: str = "") -> Said:
    """Which rows are highest; see `claims.extreme`."""
    return _extreme(claim_of.extreme(frame, column, "highest", most, unit=unit))


def lowest(frame: Frame, column: Column, most: int = 1, unit: str = "") -> Said:
    """Which rows are lowest; see `claims.extreme`."""
    return _extreme(claim_of.extreme(frame, column, "lowest", most, unit=unit))


@sentence
def _extreme(read: Reader, claim: Claim) -> str:
    """Who is highest or lowest, with those that tie, among those with a figure."""
    p = read(claim)
    if not claim.members:
        return ""
    if claim.direction == "same":
        same = p.t("{subject}: the same everywhere, {value}.", value=p.top)
        return "" if len(claim.members) == 1 else p.over(same)
    return p.over(p.t("{subject}: {end} in {names}, {value}.", end=_end(read, claim), value=p.top))


def _end(read: Reader, claim: Claim) -> str:
    """Rates are highest and lowest; of what is counted some have the most, which says nothing of who is worst off."""
    is_rate = claim.measure.is_rate or claim.measure.counts in {"share", "points"}
    if claim.direction == "highest":
        return read.t("highest") if is_rate else read.t("most")
    return read.t("lowest") if is_rate else read.t("fewest")


@sentence
def age(read: Reader, column: Column, row: Row | Frame, year: int, *units: str) -> str:
    """The day of the latest figures at hand, where it is not of the year of the page. See `claims.newest`."""
    p = read(claim_of.newest(row, column, units))
    is_old = p.claim.day and p.claim.day.year != year
    return p.t("{subject}: the latest figures at hand are those of {day}.") if is_old else ""


@sentence
def coverage(read: Reader, frame: Frame, column: Column) -> str:
    """Who did not report and whose figure is confidential; nothing where all can be compared, or nobody reported."""
    p = read(claim_of.coverage(frame, column))
    basis = p.claim.basis
    if len(basis.missing) == len(p.claim.among):
        return ""
    if not basis.withheld:
        return p.t("{subject}: no figure from {missing}; {covered} can be compared.") if basis.missing else ""
    if not basis.missing:
        return p.t("{subject}: confidential in {withheld}; {covered} can be compared.")
    return p.t("{subject}: confidential in {withheld}, no figure from {missing}; {covered} can be compared.")


def comparison(row: Row, other: Row, column: Column) -> Said:
    """One place against another on the same day, never a part of a place: see `claims.comparison`.

    'Tỷ lệ hộ nghèo của huyện Kon Plông (22,38%) cao hơn của tỉnh Kon Tum (10,00%) là 12,38 điểm %.'
    """
    return whole(
        claim_of.comparison(row, other, column),
        lambda p: p.either(
            same="{subject}: {place} ({value}) is about level with {other} ({theirs}).",
            higher="{subject}: {place} ({value}) is {size} above {other} ({theirs}).",
            lower="{subject}: {place} ({value}) is {size} below {other} ({theirs}).",
        ),
    )


@sentence
def merged(read: Reader, change: BoundaryChange | None) -> str:
    """That units were merged whole, or some split, and what that means for earlier figures; nothing where none were."""
    if change is None:
        return ""
    words = {"day": read.day(change.since), "n": read.number(change.units), "old": read.number(change.old_units)}
    if change.not_comparable:
        return read.t("Since {day} there are {n} units in place of {old}; {lost} of them cannot be compared with earlier figures, since units were split.", lost=read.number(change.not_comparable), **words)  # fmt: skip
    return read.t("Since {day} there are {n} units in place of {old}, merged whole: earlier figures are added up for the new units.", **words)  # fmt: skip
