"""What the pages say of a flow: who left, who entered, and what its parts leave unexplained."""

from __future__ import annotations

from datetime import timedelta

import helpers.report.claims as claim_of
from helpers.analysis.standards import standard_at
from helpers.report.claims import Claim, Measure, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, said
from helpers.vocabulary.catalogue import WAYS, ways
from helpers.vocabulary.identities import Term, flows

_FLOW = "poor_household_flow"


def part(*details: str, column: str = "", minus: tuple[str, ...] = ()) -> Measure:
    """Parts of the flow of poor households added up, those of `minus` taken off."""
    terms = (*(f"{_FLOW}/{detail}" for detail in details), *(f"-{_FLOW}/{detail}" for detail in minus))
    return Measure(column or "_and_".join(details), terms)


def movements(row: Row) -> Said:
    """How many households left poverty and how many fell into it.

    row: of `analysis.poverty.with_movements`.
    """
    ways_out, ways_in = ([name for name in ways(_FLOW, way) if name in row.index] for way in WAYS)
    apart = bool(ways_out) and all(claim_of.value(row, part(name)).known for name in ways_out)
    left = claim_of.value(row, part(*(ways_out if apart else ["out"]), column="left"))
    return said(tell_movements, left, claim_of.value(row, part(*ways_in, column="entered")))


def tell_movements(read: Reader, left: Claim, entered: Claim) -> str:
    """Both numbers over the days of the flow; of a total that lacks units, as theirs."""
    t = read.t
    if not left.known or not entered.known:
        return ""
    words = {"left": read(left).value, "entered": read(entered).value, "day": read(left).day, "start": read(left).start}
    if (left.basis.due, left.basis.covered) != (entered.basis.due, entered.basis.covered):
        return ""
    if left.start:
        told = t("From {start} to {day}, {left} left poverty and {entered} fell into it.", **words)
        return " ".join(filter(None, (read(left).over(told), _tell_standards(read, left))))
    return read(left).over(t("In the review period to {day}, {left} left poverty and {entered} fell into it.", **words))


def _tell_standards(read: Reader, flow: Claim) -> str:
    """That a flow opens and closes by two standards, so that not all it counts need have happened; '' if by one."""
    if not flow.start or not flow.day:
        return ""
    opened, closed = standard_at(flow.start - timedelta(days=1)), standard_at(flow.day)
    if not (opened and closed) or opened.id == closed.id:
        return ""
    return read.t(
        "The standard is “{opened}” before the first day and “{closed}” on the last: some of it may be the change of standard alone.",
        opened=opened.id, closed=closed.id,
    )  # fmt: skip


def relapsed(row: Row) -> Said:
    """How many of those who fell into poverty had left it before."""
    return said(tell_relapsed, claim_of.value(row, part("relapsed")))


def tell_relapsed(read: Reader, relapsed: Claim) -> str:
    """Those who fell back; nothing where none did or it is not known of all units."""
    if not relapsed.known or relapsed.basis.due or not relapsed["value"]:
        return ""
    return read.t("{relapsed} fell back into poverty after they had left it.", relapsed=read(relapsed).value)


def closing(row: Row) -> Said:
    """Whether the parts give the number at the end.

    row: of `analysis.poverty.flow_by_unit`, with `end_by_identity` and `residual`.
    """
    known = _known_parts(row)
    less, more = (tuple(term.detail for term in known if term.coefficient == sign) for sign in (-1, 1))
    by_parts = part(*more, column="end_by_identity", minus=less)
    rest = part("end", *less, column="residual", minus=more)
    return said(
        tell_closing, claim_of.value(row, by_parts), claim_of.value(row, part("end")), claim_of.value(row, rest)
    )


def _known_parts(row: Row) -> list[Term]:
    """The reported parts of the first identity of the flow that the row can be put into; none where it fits none."""
    for identity in flows(_FLOW):
        known = [term for term in identity.right if claim_of.value(row, part(term.detail)).known]
        if {term.name for term in known} >= set(identity.needs):
            return known
    return []


def tell_closing(read: Reader, by_parts: Claim, end: Claim, rest: Claim) -> str:
    """By how much the parts do not give the end: shown, not repaired; nothing where they do."""
    if not rest.known or rest.basis.due or not rest["value"]:
        return ""
    words = {"computed": read(by_parts).value, "reported": read(end).value, "rest": read(rest).value}
    if rest["value"] > 0:
        return read.t("The parts add up to {computed}, but {reported} are reported: {rest} more than the source explains.", **words)  # fmt: skip
    return read.t("The parts add up to {computed}, but {reported} are reported: {rest} fewer than the source explains.", **{**words, "rest": read.quantity(abs(rest["value"]), "households")})  # fmt: skip


def opening(row: Row) -> Said:
    """Whether the number at the start is the one that was closed with before.

    row: of `analysis.opening.opening_by_unit`, with the days `as_of` and `since` (when it was closed).
    """
    before = row.get("closed_with")
    terms = (f"{_FLOW}/start", *([f"-{before}@since"] if isinstance(before, str) else []))
    gap = claim_of.value(row, Measure("opening_gap", terms))
    return said(tell_opening, claim_of.value(row, Measure("opening", (f"{_FLOW}/start",))), gap)


def tell_opening(read: Reader, start: Claim, gap: Claim) -> str:
    """By how much they differ, as a step of its own; nothing where they agree."""
    if not gap.known or gap.basis.due or not gap["value"]:
        return ""
    words = {
        "start": read(start).value,
        "since": read(gap).since,
        "gap": read.quantity(abs(gap["value"]), "households"),
    }
    if gap["value"] > 0:
        return read.t("The flow starts from {start}: {gap} more than the review of {since} closed with.", **words)
    return read.t("The flow starts from {start}: {gap} fewer than the review of {since} closed with.", **words)
