"""What the pages say of land and support: who has land, which needs are left, what the returns leave unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import helpers.report.claims as claim_of
from helpers.analysis.land import indicators_of_land
from helpers.report.claims import Claim, Column, Measure, Row, measure
from helpers.report.wording import sentences
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, said
from helpers.vocabulary.catalogue import kinds_of_land
from helpers.vocabulary.law import Definition, NoRule
from helpers.vocabulary.state import State

_LEFT = "support_need_remaining"
#: Money of a kind of capital.
MONEY = Measure("plan", ("capital_plan_vnd",))
#: Households still in need of the content that a row is about.
OF_CONTENT = Measure(_LEFT, (f"{_LEFT}/{{detail}}",))


def rate_of(row: Row, kind: str) -> Column:
    """The share with a kind of land: from counts, as printed where only that is known."""
    rate, printed = (
        replace(measure(f"{kind}_rate"), part=_count(row, kind, "with").part),
        f"minority_{kind}_rate_printed",
    )
    only = not claim_of.value(row, rate).known and printed in row.index and claim_of.value(row, printed).known
    return printed if only else rate


def _count(row: Row, kind: str, word: str) -> Measure:
    """Minority households 'with' or 'without' a kind of land: as reported, or all less the others."""
    name, other = (f"minority_households_{each}_{kind}" for each in (word, "without" if word == "with" else "with"))
    is_rest = row.get(f"{kind}_rest") == word
    return Measure(name, ("minority_households", f"-{other}") if is_rest else (name,))


def needs(contents: Sequence[str]) -> Measure:
    """All needs that are left, added up: a household with two needs has two, so they are no number of households."""
    return Measure("needs", tuple(f"{_LEFT}/{content}" for content in contents), counts="needs")


def unexplained(content: str) -> Measure:
    """What is reported as left, less start − supported + new."""
    terms = (f"{_LEFT}/{content}", f"supported_households/{content}", f"-support_need_start/{content}", f"-support_need_new/{content}")  # fmt: skip
    return Measure("residual", terms)


def headline(left: Row, contents: Sequence[str], by_content: claim_of.Frame, coverage: Row) -> Said:
    """The finding: the needs that are left and the most common of them; without a known number, who has land.

    left: of the whole, with `needs`. by_content: of the whole, one row per content. coverage: of the whole, with the
    rates, which can be of another day.
    """
    most = claim_of.extreme(by_content, OF_CONTENT, unit=str(left.name))
    lands = kinds_of_land()[::-1]  # production land, which most lack, before land to live on
    land = [claim_of.value(coverage, rate_of(coverage, kind)) for kind in lands]
    return said(partial(tell_headline, lands), claim_of.value(left, needs(contents)), most, *land)


def tell_headline(
    lands: Sequence[str], read: Reader, left: Claim, most: Claim, *land: Claim
) -> tuple[str, list[Claim]]:
    """Needs lead; a page without them tells the land that households have."""
    t, p = read.t, read(left)
    whole = left.known and not left.basis.due
    if whole and not left["value"]:
        return t("{place}: no need for land, housing or water support is left", place=p.place), [left]
    if whole and _stands_out(most):
        words = {"place": p.place, "n": p.value, "content": read(most).members, "most": read(most).top}
        return t("{place}: {n} needs for support are left, most for {content} ({most})", **words), [left, most]
    if whole:
        return t("{place}: {n} needs for support are left", place=p.place, n=p.value), [left]
    for kind, has in ((kind, has) for kind, has in zip(lands, land, strict=True) if has.known and not has.basis.due):
        words = {"place": read(has).place, "rate": read(has).value, "what": read.detail(OF_CONTENT, kind)}
        return t("{place}: {rate} of minority households have {what}", **words), [has]
    return "", []


def _stands_out(most: Claim) -> bool:
    return most.known and most.direction == "highest" and len(most.members) == 1 and not most.basis.missing


def card_most(left: Row, contents: Sequence[str], by_content: claim_of.Frame) -> Said:
    """For which content most needs are left, and on which day; rows as of `headline`."""
    most = claim_of.extreme(by_content, OF_CONTENT, unit=str(left.name))
    return said(tell_card_most, claim_of.value(left, needs(contents)), most)


def tell_card_most(read: Reader, left: Claim, most: Claim) -> tuple[str, list[Claim]]:
    """'nhiều nhất: nước sinh hoạt phân tán (313 hộ), ngày 30/06/2024'; the day alone where none stands out."""
    if not left.known or left.basis.due:
        return "", []
    if not left["value"] or not _stands_out(most):
        return read.t("on {day}", day=read(left).day), [left]
    words = {"content": read(most).members, "most": read(most).top, "day": read(left).day}
    return read.t("most for {content} ({most}), {day}", **words), [most]


def has_land(row: Row, kind: str) -> Said:
    """How many minority households have a kind of land, and how many lack it; as printed where no count is known.

    row: of `analysis.land.land_coverage`, with counts named as the catalogue names them.
    """
    rate = claim_of.value(row, rate_of(row, kind))
    return said(lambda read, has, lack: tell_has_land(read, has, lack, kind), rate, claim_of.value(row, _count(row, kind, "without")))  # fmt: skip


def tell_has_land(read: Reader, has: Claim, lack: Claim, kind: str) -> str | tuple[str, list[Claim]]:
    """Who has it and who lacks it; that the number is confidential, which is never none."""
    t, p = read.t, read(has)
    words = {"what": read.detail(OF_CONTENT, kind), "day": p.day, "place": p.place}
    if lack.basis.state is State.WITHHELD and not has.known:
        return t("On {day}, the number of minority households of {place} without {what} is confidential.", **words), [
            lack
        ]
    if not has.known:
        return "", []
    if not has.measure.base:
        return t("On {day}, {rate} of minority households of {place} had {what}, as the source prints it.", rate=p.value, **words), [has]  # fmt: skip
    words |= {"count": p.count, "base": p.base, "rate": p.rate}
    if lack.known and lack["value"] and not lack.basis.due and not has.basis.due:
        return t("On {day}, {count} of {base} of ethnic minorities had {what} ({rate}); {lack} lacked it.", lack=read(lack).value, **words), [has, lack]  # fmt: skip
    return p.over(t("On {day}, {count} of {base} of ethnic minorities had {what} ({rate}).", **words)), [has]


def left(row: Row, contents: Sequence[str]) -> Said:
    """How many needs of each content are left, those withheld told as such.

    row: of the whole, with a column per content.
    """
    each = [claim_of.value(row, Measure(content, (f"{_LEFT}/{content}",))) for content in contents]
    return said(lambda read, *claims: tell_left(read, contents, claims), *each)


def tell_left(read: Reader, contents: Sequence[str], claims: Sequence[Claim]) -> tuple[str, list[Claim]]:
    """Contents with needs, in the order of their number; a household can have several."""
    pairs = [(content, claim) for content, claim in zip(contents, claims, strict=True)]
    known = sorted(((c, each) for c, each in pairs if each.known and each["value"] and not each.basis.due), key=lambda pair: -pair[1]["value"])  # fmt: skip
    hidden = [(c, each) for c, each in pairs if each.basis.state is State.WITHHELD]
    listed = "; ".join(f"{read.detail(OF_CONTENT, c)} {read(each).value}" for c, each in known)
    names = read.listing([read.detail(OF_CONTENT, c) for c, _ in hidden])
    told, used = "", [each for _, each in (*known, *hidden)]
    if known and hidden:
        told = read.t("Households still in need: {listed}; the numbers for {names} are confidential. A household can have several needs.", listed=listed, names=names)  # fmt: skip
    elif known:
        told = read.t("Households still in need: {listed}. A household can have several needs.", listed=listed)
    elif hidden:
        told = read.t("The numbers of households still in need of {names} are confidential.", names=names)
    return told, used


def residual(row: Row, content: str, unit: str) -> Said:
    """By how much what is reported as left differs from start − supported + new; nothing where it does not.

    row: of a content, in a frame of one unit's contents.
    """
    rest = claim_of.value(row, unexplained(content), unit=unit)
    return said(lambda read, found: tell_residual(read, found, content), rest)


def tell_residual(read: Reader, rest: Claim, content: str) -> str:
    """The difference of a content as a step of its own: shown, not repaired."""
    if not rest.known or rest.basis.due or not rest["value"]:
        return ""
    words = {"content": read.detail(OF_CONTENT, content), "size": read.quantity(abs(rest["value"]), "households")}
    if rest["value"] > 0:
        return read.t("For {content}, {size} more are reported as left than start less supported plus new need gives.", **words)  # fmt: skip
    return read.t("For {content}, {size} fewer are reported as left than start less supported plus new need gives.", **words)  # fmt: skip


def definition(found: Definition | NoRule) -> Said:
    """What counted as having land."""
    return said(lambda read: tell_definition(read, found))


def tell_definition(read: Reader, found: Definition | NoRule) -> str:
    """The norm with its basis, or that none is on record."""
    if isinstance(found, NoRule):
        return read.t("What counted as having land is not on record; figures stand as reported.")
    words, basis = found.words[read.lang].rstrip("."), found.basis[read.lang]
    return read.t("{words} ({basis}).", words=words, basis=basis)


def age(row: Row, year: int) -> Said:
    """That the figures of land are not of the year of the page; nothing where they are."""
    known = [kind for kind in kinds_of_land() if claim_of.value(row, rate_of(row, kind)).known] or kinds_of_land()
    of_land = Measure(f"minority_households_with_{known[0]}", tuple(indicators_of_land()))
    return sentences.age(of_land, row, year)
