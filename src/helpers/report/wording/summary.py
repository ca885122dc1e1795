"""What the summary names for follow-up: fixed rules, each a sentence or nothing (docs/method.md)."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.report.claims import Claim, Column, Frame, Row
from helpers.report.wording import programmes
from helpers.report.wording.poverty import tell_rose
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, said


def silent(frame: Frame, column: Column) -> Said:
    """Which units have not reported a figure, so that somebody asks them; see `claims.coverage`."""
    return said(tell_silent, claim_of.coverage(frame, column))


def tell_silent(read: Reader, claim: Claim) -> str:
    """Their names; nothing where all reported or nobody did. Whose figure is confidential has reported."""
    if not claim.basis.missing or len(claim.basis.missing) == len(claim.among):
        return ""
    return read.t("No figure from {names}; {covered} can be compared.", names=read(claim).missing, covered=read(claim).covered)  # fmt: skip


def behind(row: Row) -> Said:
    """That less of a kind of capital is disbursed than an even share of the time; nothing where as much or more is.

    row: of one kind of capital (`analysis.programmes.line_of`).
    """
    kind = str(row["capital"])
    claim = claim_of.against_time(row, programmes.of_plan(row), str(row["unit"]), kind)
    return said(lambda read, pace: programmes.tell_pace(read, pace, kind) if pace.direction == "lower" else "", claim)


def rose(changes: Frame) -> Said:
    """Where the poverty rate rose most since the last review; nothing where it rose clearly nowhere.

    changes: of `analysis.change.change_by_unit`, one row per unit.
    """
    return said(tell_rose, claim_of.movers(changes, "up"))


def planned(new_rural: Frame, code: str) -> Said:
    """How many criteria a commune meets that is planned to meet the new-rural standard this year and does not yet.

    Nothing where the plan is of another day than the criteria. new_rural: of `analysis.programmes.new_rural_by_unit`.
    """
    if code not in programmes.of_one_day(new_rural).index:
        return said(lambda read: "")
    row = new_rural.loc[code]
    plan = claim_of.value(row, programmes.PLANNED)
    return said(tell_planned, plan, claim_of.value(row, programmes.criteria_of(new_rural)))


def tell_planned(read: Reader, plan: Claim, met: Claim) -> str:
    """'Xã Măng Bút đăng ký đạt chuẩn nông thôn mới, đến 30/06/2024 mới đạt 13 tiêu chí.'"""
    if not plan.known or not plan["value"] or not met.known:
        return ""
    words = {"place": read(met).place, "day": read(met).day, "criteria": read(met).value}
    return read.t("{place} is planned to meet the new-rural standard and met {criteria} by {day}.", **words)
