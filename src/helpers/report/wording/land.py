"""What the pages say of land and support: who has land, which needs are left, what the returns leave unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import helpers.report.claims as claim_of
from helpers.analysis.land import indicators_of_land
from helpers.report.claims import Claim, Column, Measure, Row, measure
from helpers.report.wording import sentences
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, sentence, whole
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


@sentence
def headline(read: Reader, left: Row, contents: Sequence[str], by_content: claim_of.Frame, coverage: Row) -> str:
    """The finding: the needs that are left and the most common of them; without a known number, who has land.

    left: of the whole, with `needs`. by_content: of the whole, one row per content. coverage: of the whole, with the
    rates, which can be of another day.
    """
    all_needs = read.settle(claim_of.value(left, needs(contents)))
    if all_needs.is_whole:
        p, most = read(all_needs), _most(read, left, by_content)
        if not all_needs["value"]:
            return p.t("{place}: no need for land, housing or water support is left")
        if not _stands_out(most):
            return p.t("{place}: {n} needs for support are left", n=p.value)
        q = read(most)
        return p.t("{place}: {n} needs for support are left, most for {content} ({most})", n=p.value, content=q.names, most=q.top)  # fmt: skip
    for kind in kinds_of_land()[::-1]:  # production land, which most lack, before land to live on
        has = read.settle(claim_of.value(coverage, rate_of(coverage, kind)))
        if has.is_whole:
            words = {"rate": read(has).value, "what": read.detail(OF_CONTENT, kind)}
            return read(has).t("{place}: {rate} of minority households have {what}", **words)
    return ""


def _most(read: Reader, left: Row, by_content: claim_of.Frame) -> Claim:
    """The content for which most needs of the whole are left."""
    return read.settle(claim_of.extreme(by_content, OF_CONTENT, unit=str(left.name)))


def _stands_out(most: Claim) -> bool:
    return most.known and most.direction == "highest" and len(most.members) == 1 and not most.basis.missing


@sentence
def card_most(read: Reader, left: Row, contents: Sequence[str], by_content: claim_of.Frame) -> str:
    """For which content most needs are left, and on which day (alone where none stands out); rows as of `headline`.

    'nhiều nhất: nước sinh hoạt phân tán (313 hộ), ngày 30/06/2024'
    """
    all_needs = read.settle(claim_of.value(left, needs(contents)))
    if not all_needs.is_whole:
        return ""
    most = _most(read, left, by_content)
    if not all_needs["value"] or not _stands_out(most):
        return read(all_needs).t("on {day}")
    p = read(most)
    return p.t("most for {content} ({most}), {day}", content=p.names, most=p.top, day=read.day(all_needs.day))


@sentence
def has_land(read: Reader, row: Row, kind: str) -> str:
    """How many minority households have a kind of land, and how many lack it; as printed where no count is known.

    That the number is confidential is never none. row: of `analysis.land.land_coverage`, with counts named as the
    catalogue names them.
    """
    has, lack = (read.settle(claim_of.value(row, what)) for what in (rate_of(row, kind), _count(row, kind, "without")))
    words = {"what": read.detail(OF_CONTENT, kind)}
    if lack.basis.state is State.WITHHELD and not has.known:
        words |= {"day": read.day(has.day), "place": read.places(has.units)}
        return read(lack).t("On {day}, the number of minority households of {place} without {what} is confidential.", **words)  # fmt: skip
    if not has.known:
        return ""
    p = read(has)
    if not has.measure.base:
        return p.t("On {day}, {rate} of minority households of {place} had {what}, as the source prints it.", rate=p.value, **words)  # fmt: skip
    if lack.is_whole and lack["value"] and not has.basis.due:
        return p.t("On {day}, {count} of {base} of ethnic minorities had {what} ({rate}); {lack} lacked it.", lack=read(lack).value, **words)  # fmt: skip
    return p.over(p.t("On {day}, {count} of {base} of ethnic minorities had {what} ({rate}).", **words))


@sentence
def left(read: Reader, row: Row, contents: Sequence[str]) -> str:
    """How many needs of each content are left, those withheld told as such, in the order of their number.

    row: of the whole, with a column per content. A household can have several needs.
    """
    claims = {each: read.settle(claim_of.value(row, Measure(each, (f"{_LEFT}/{each}",)))) for each in contents}
    known = sorted((each for each in claims if claims[each].is_whole and claims[each]["value"]), key=lambda each: -claims[each]["value"])  # fmt: skip
    hidden = [each for each in contents if claims[each].basis.state is State.WITHHELD]
    told = [read(claims[each]) for each in (*known, *hidden)]
    listed = "; ".join(f"{read.detail(OF_CONTENT, each)} {p.value}" for each, p in zip(known, told, strict=False))
    names = read.listing([read.detail(OF_CONTENT, each) for each in hidden])
    if known and hidden:
        return read.t("Households still in need: {listed}; the numbers for {names} are confidential. A household can have several needs.", listed=listed, names=names)  # fmt: skip
    if known:
        return read.t("Households still in need: {listed}. A household can have several needs.", listed=listed)
    return read.t("The numbers of households still in need of {names} are confidential.", names=names) if hidden else ""


def residual(row: Row, content: str, unit: str) -> Said:
    """By how much what is reported as left differs from start − supported + new: shown, not repaired; nothing if not.

    row: of a content, in a frame of one unit's contents.
    """
    return whole(
        claim_of.value(row, unexplained(content), unit=unit),
        lambda p: p.either(
            {"content": p.reader.detail(OF_CONTENT, content)},
            more="For {content}, {size} more are reported as left than start less supported plus new need gives.",
            fewer="For {content}, {size} fewer are reported as left than start less supported plus new need gives.",
        ),
    )


@sentence
def definition(read: Reader, found: Definition | NoRule) -> str:
    """What counted as having land, with its basis, or that no rule is on record."""
    if isinstance(found, NoRule):
        return read.t("What counted as having land is not on record; figures stand as reported.")
    words, basis = found.words[read.lang].rstrip("."), found.basis[read.lang]
    return read.t("{words} ({basis}).", words=words, basis=basis)


def age(row: Row, year: int) -> Said:
    """That the figures of land are not of the year of the page; nothing where they are."""
    known = [kind for kind in kinds_of_land() if claim_of.value(row, rate_of(row, kind)).known] or kinds_of_land()
    of_land = Measure(f"minority_households_with_{known[0]}", tuple(indicators_of_land()))
    return sentences.age(of_land, row, year)
