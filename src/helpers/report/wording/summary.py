"""What the summary names for follow-up: fixed rules, each a sentence or nothing (docs/method.md)."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.report.claims import Column, Frame, Row
from helpers.report.wording import programmes
from helpers.report.wording.poverty import the_rise
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import sentence


@sentence
def silent(read: Reader, frame: Frame, column: Column) -> str:
    """Which units have not reported a figure, so that somebody asks them; see `claims.coverage`.

    Nothing where all reported or nobody did. Whose figure is confidential has reported.
    """
    p = read(claim_of.coverage(frame, column))
    missing = p.claim.basis.missing
    if not missing or len(missing) == len(p.claim.among):
        return ""
    return p.t("No figure from {names}; {covered} can be compared.", names=p.missing)


@sentence
def behind(read: Reader, row: Row) -> str:
    """That less of a kind of capital is disbursed than an even share of the time; nothing where as much or more is.

    row: of one kind of capital (`analysis.programmes.line_of`).
    """
    claim = read.settle(programmes.against_time(row))
    return programmes.the_pace(read, claim, str(row["capital"])) if claim.direction == "lower" else ""


@sentence
def rose(read: Reader, changes: Frame) -> str:
    """Where the poverty rate rose most since the last review; nothing where it rose clearly nowhere.

    changes: of `analysis.change.change_by_unit`, one row per unit.
    """
    return the_rise(read, read.settle(claim_of.movers(changes, "up")))


@sentence
def planned(read: Reader, new_rural: Frame, code: str) -> str:
    """How many criteria a commune meets that is planned to meet the new-rural standard this year and does not yet.

    new_rural: of `analysis.programmes.new_rural_by_unit`.
    'Xã Măng Bút phấn đấu đạt chuẩn nông thôn mới trong năm, đến ngày 30/06/2024 mới đạt 13/19 tiêu chí.'
    """
    row = new_rural.loc[code]
    plan = read(claim_of.value(row, programmes.PLANNED))
    met = read(claim_of.out_of(claim_of.value(row, programmes.criteria_of(new_rural)), programmes.size_of(new_rural)))
    if not plan.claim.known or not plan.claim["value"] or not met.claim.known or not met.claim.has("size"):
        return ""
    words = {"met": read.number(met.claim["value"]), "size": read.number(met.claim["size"])}
    if plan.claim.day != met.claim.day:
        return met.t("{place} was planned on {planned} to meet the new-rural standard and met {met} of {size} criteria by {day}.", planned=plan.day, **words)  # fmt: skip
    return met.t("{place} is planned to meet the new-rural standard and met {met} of {size} criteria by {day}.", **words)  # fmt: skip
