"""What the pages say of a flow: who left, who entered, and what its parts leave unexplained."""

from __future__ import annotations

from datetime import timedelta

import helpers.report.claims as claim_of
from helpers.analysis.standards import standard_at
from helpers.report.claims import Claim, Measure, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import sentence
from helpers.vocabulary.catalogue import WAYS, ways
from helpers.vocabulary.identities import Term, flows

_FLOW = "poor_household_flow"


def part(*details: str, column: str = "", minus: tuple[str, ...] = ()) -> Measure:
    """Parts of the flow of poor households added up, those of `minus` taken off."""
    terms = (*(f"{_FLOW}/{detail}" for detail in details), *(f"-{_FLOW}/{detail}" for detail in minus))
    return Measure(column or "_and_".join(details), terms)


@sentence
def movements(read: Reader, row: Row) -> str:
    """How many households left poverty and fell into it over the days of the flow; of a total that lacks units, as theirs.

    row: of `analysis.poverty.with_movements`.
    """
    ways_out, ways_in = ([name for name in ways(_FLOW, way) if name in row.index] for way in WAYS)
    apart = bool(ways_out) and all(claim_of.value(row, part(name)).known for name in ways_out)
    out = read(claim_of.value(row, part(*(ways_out if apart else ["out"]), column="left")))
    entered = read(claim_of.value(row, part(*ways_in, column="entered")))
    left, basis = out.claim, entered.claim.basis
    if not left.known or not entered.claim.known:
        return ""
    if (left.basis.due, left.basis.covered) != (basis.due, basis.covered):
        return ""
    words = {"left": out.value, "entered": entered.value}
    if left.start:
        told = out.t("From {start} to {day}, {left} left poverty and {entered} fell into it.", **words)
        return " ".join(filter(None, (out.over(told), _standards(read, left))))
    return out.over(out.t("In the review period to {day}, {left} left poverty and {entered} fell into it.", **words))


def _standards(read: Reader, flow: Claim) -> str:
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


@sentence
def relapsed(read: Reader, row: Row) -> str:
    """How many of those who fell into poverty had left it before; nothing where none did or not all units told."""
    p = read(claim_of.value(row, part("relapsed")))
    told = p.claim.is_whole and p.claim["value"]
    return p.t("{relapsed} fell back into poverty after they had left it.", relapsed=p.value) if told else ""


@sentence
def closing(read: Reader, row: Row) -> str:
    """By how much the parts do not give the number at the end: shown, not repaired; nothing where they do.

    row: of `analysis.poverty.flow_by_unit`, with `end_by_identity` and `residual`.
    """
    known = _known_parts(row)
    less, more = (tuple(term.detail for term in known if term.coefficient == sign) for sign in (-1, 1))
    by_parts = read(claim_of.value(row, part(*more, column="end_by_identity", minus=less)))
    end = read(claim_of.value(row, part("end")))
    rest = read(claim_of.value(row, part("end", *less, column="residual", minus=more)))
    if not rest.claim.is_whole or not rest.claim["value"]:
        return ""
    return rest.either(
        {"computed": by_parts.value, "reported": end.value, "rest": rest.size},
        more="The parts add up to {computed}, but {reported} are reported: {rest} more than the source explains.",
        fewer="The parts add up to {computed}, but {reported} are reported: {rest} fewer than the source explains.",
    )


def _known_parts(row: Row) -> list[Term]:
    """The reported parts of the first identity of the flow that the row can be put into; none where it fits none."""
    for identity in flows(_FLOW):
        known = [term for term in identity.right if claim_of.value(row, part(term.detail)).known]
        if {term.name for term in known} >= set(identity.needs):
            return known
    return []


@sentence
def opening(read: Reader, row: Row) -> str:
    """By how much the number at the start is not the one that was closed with before; nothing where they agree.

    row: of `analysis.opening.opening_by_unit`, with the days `as_of` and `since` (when it was closed).
    """
    before = row.get("closed_with")
    terms = (f"{_FLOW}/start", *([f"-{before}@since"] if isinstance(before, str) else []))
    start = read(claim_of.value(row, Measure("opening", (f"{_FLOW}/start",))))
    gap = read(claim_of.value(row, Measure("opening_gap", terms)))
    if not gap.claim.is_whole or not gap.claim["value"]:
        return ""
    return gap.either(
        {"start": start.value, "gap": gap.size},
        more="The flow starts from {start}: {gap} more than the review of {since} closed with.",
        fewer="The flow starts from {start}: {gap} fewer than the review of {since} closed with.",
    )
