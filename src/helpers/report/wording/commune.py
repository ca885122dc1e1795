"""What the profile of a unit says: where it stands against the whole, what changed, which criteria it lacks."""

from __future__ import annotations

from collections.abc import Sequence

import helpers.report.claims as claim_of
from helpers.analysis.profile import DEPRIVED
from helpers.report.claims import Claim, Frame, Measure, Row
from helpers.report.claims.statistics import measure_of
from helpers.report.wording import sentences
from helpers.report.wording.cards import counted
from helpers.report.wording.poverty import the_change
from helpers.report.wording.reader import NBSP, Reader, uncapitalised
from helpers.report.wording.said import Said, sentence, whole
from helpers.vocabulary.catalogue import indicators

_LEFT = "support_need_remaining"
_MET = Measure("met", ("new_rural_criterion_met/{detail}",), counts="criteria")


def label(read: Reader, figure: str) -> str:
    """How a rate of `analysis.profile` is called in a table."""
    indicator, _, detail = figure.partition("/")
    if indicator == DEPRIVED:
        return read.t("{what} (deprived)", what=read.label(indicator, detail))
    shares = {
        "poor_person_rate": read.t("Share of persons who live in poor households"),
        "new_rural_criteria_met": read.t("Share of new-rural criteria met"),
    }
    return shares.get(figure) or indicators()[figure].label[read.lang]


def names(read: Reader, standing: Frame) -> list[str]:
    """How the rows of a table are called; those of another day than most carry their day."""
    usual = standing["as_of"].mode().max()
    days = ["" if day == usual else f" ({read.day(day.date())})" for day in standing["as_of"]]
    return [label(read, str(figure)) + day for figure, day in zip(standing.index, days, strict=True)]


def caption(read: Reader, standing: Frame, unit: str) -> str:
    """What the marks of the table show, and the day of most of its rows."""
    usual = standing["as_of"].mode().max()
    if usual != usual:
        return ""
    return read.t("Dot: {name}; line: the whole area; band: from the worst unit (left) to the best (right); {day}", name=read.place(unit), day=read.day(usual.date()))  # fmt: skip


def out_of(read: Reader, row: Row) -> str:
    """Count and base of a row of `analysis.profile` as in a table: '391/1.288 hộ', '11,4/38,9 tỷ đồng'; '' if none."""
    if row["count"] != row["count"] or row["size"] != row["size"]:
        return ""
    count, base = (read.quantity(row[name], row["counts"]) for name in ("count", "size"))
    number, _, unit = count.partition(NBSP)
    alike = row["counts"] != "VND" or unit == base.partition(NBSP)[2]
    return read.t("{count} of {base}", count=number if alike else count, base=base)


def beside(read: Reader, row: Row) -> str:
    """A row of `analysis.profile` against the whole, and its place from the best: 'kém hơn, 7/9'; no colour alone."""
    return ", ".join(filter(None, (_against(read, row), _order(read, row))))


def _against(read: Reader, row: Row) -> str:
    own, whole = round(row["value"], 4), round(row["whole"], 4)
    if own != own or whole != whole:
        return ""
    if not row["apart"]:
        return read.t("level")
    return read.t("better") if (own < whole) == (row["better"] == "lower") else read.t("worse")


def _order(read: Reader, row: Row) -> str:
    if row["place"] != row["place"] or row["many"] < 2 or row["sharing"] == row["many"]:
        return ""
    place = row["from_below"] if row["better"] == "lower" else row["place"]
    return read.t("{place} of {many}", place=read.number(place), many=read.number(row["many"]))


def _first_known(standing: Frame) -> Row | None:
    """The first rate of the unit that has a figure. standing: of `analysis.profile`, by figure."""
    known = standing[standing["value"].notna() & standing["part"].ne("") & standing["base"].ne("")]
    return known.iloc[0] if len(known) else None


@sentence
def headline(read: Reader, standing: Frame, total: str) -> str:
    """The first known rate of the unit, against that of the whole.

    'Xã Măng Bút: tỷ lệ hộ nghèo ngày 31/12/2023 là 30,36%, cao hơn mức chung của huyện Kon Plông (22,38%)'
    """
    row = _first_known(standing)
    if row is None:
        return ""
    p, other = read(claim_of.level(row)), read.settle(claim_of.against_whole(row, total))
    words = {"value": p.rate if p.claim.measure.base else p.value, "subject": p.subject, "day": p.day}
    if not other.is_whole:
        return p.t("{place}: {subject} {value} on {day}", **words)
    if not row["apart"]:
        return read(other).t("{place}: {subject} {value} on {day}, about level with {other} ({theirs})", **words)
    return read(other).either(
        words,
        higher="{place}: {subject} {value} on {day}, above that of {other} ({theirs})",
        lower="{place}: {subject} {value} on {day}, below that of {other} ({theirs})",
    )


def figure(row: Row) -> Said:
    """A rate of the unit alone, for a card."""
    return whole(claim_of.level(row), lambda p: p.value)


def counts(row: Row) -> Said:
    """Count and base of a rate of the unit with their day, for a card."""
    return whole(claim_of.level(row), counted)


@sentence
def age(read: Reader, standing: Frame, year: int) -> str:
    """That the rate of the headline is not of the year of the page; nothing where it is."""
    row = _first_known(standing)
    return "" if row is None else sentences.age(measure_of(row), row, year, str(row["unit"])).words(read)


@sentence
def ranked(read: Reader, standing: Frame, figure: str = "poverty_rate") -> str:
    """The place of the unit among all by a rate, from the nearer end, and how many share it; nothing without an order."""
    if figure not in standing.index:
        return ""
    p = read(claim_of.place(standing.loc[figure]))
    place, t = p.claim, p.t
    if not place.known or place["many"] < 2 or place.direction == "same":
        return ""
    nearer = "place" if place["place"] <= place["from_below"] else "from_below"
    words = {"over": p.covered if place.basis.due else read.units(place["many"]), "n": read.number(place[nearer])}
    words |= {"others": read.units(place["sharing"] - 1)}
    alone, shared = {
        "highest": (t("The {subject} is the highest of {over}.", **words), t("The {subject} is the highest of {over}, as in {others} more.", **words)),
        "lowest": (t("The {subject} is the lowest of {over}.", **words), t("The {subject} is the lowest of {over}, as in {others} more.", **words)),
        "place": (t("By {subject} this unit is number {n} of {over} from the top.", **words), t("By {subject} this unit is number {n} of {over} from the top, together with {others} more.", **words)),
        "from_below": (t("By {subject} this unit is number {n} of {over} from the bottom.", **words), t("By {subject} this unit is number {n} of {over} from the bottom, together with {others} more.", **words)),
    }[place.direction or nearer]  # fmt: skip
    return shared if place["sharing"] > 1 else alone


@sentence
def change(read: Reader, reviews: Frame, unit: str) -> str:
    """From which rate to which between the unit's last two reviews, both known. reviews: of `analysis.poverty.reviews`."""
    own = reviews[reviews.index == unit].tail(2).dropna(subset=["poor_households", "households"])
    if len(own) < 2:
        return ""
    moved = read.settle(claim_of.change(own.iloc[0], own.iloc[1], "poverty_rate"))
    return the_change(read, moved) if moved.known else ""


@sentence
def apart(read: Reader, rows: Frame, total: str, which: str) -> str:
    """Rates that are clearly 'worse' (or 'better') than the whole's, in the order of the rows, each with the difference.

    'Kém hơn mức chung …: tỷ lệ hộ nghèo (cao hơn 9,83 điểm %)'
    """
    claims = []
    for _, row in rows.iterrows():
        claim = read.settle(claim_of.against_whole(row, total))
        wanted = "higher" if (row["better"] == "lower") == (which == "worse") else "lower"
        claims += [claim] if row["apart"] and claim.is_whole and claim.direction == wanted else []
    if not claims:
        return ""
    p, words = read(claims[0]), {"listed": "; ".join(_difference(read, claim) for claim in claims)}
    return p.t("Worse than {other}: {listed}.", **words) if which == "worse" else p.t("Better than {other}: {listed}.", **words)  # fmt: skip


def _difference(read: Reader, claim: Claim) -> str:
    what = {"what": _named(read, claim.measure.column)}
    return read(claim).either(what, higher="{what} ({size} above)", lower="{what} ({size} below)")


def _named(read: Reader, figure: str) -> str:
    """A rate within a sentence."""
    indicator, _, detail = figure.partition("/")
    if indicator == DEPRIVED:
        return read.t("deprivation in {what}", what=uncapitalised(read.label(indicator, detail)))
    return uncapitalised(label(read, figure))


@sentence
def nothing_left(read: Reader, needs: Frame, unit: str) -> str:
    """That no household of the unit is left in need: only where every content reported has a known number, that is none.

    needs: of the unit, by content.
    """
    rows = {content: row.rename(unit).rename({_LEFT: content}) for content, row in needs.iterrows()}
    told = [read(claim_of.value(row, Measure(str(each), (f"{_LEFT}/{each}",)))) for each, row in rows.items()]
    if not told or not all(p.claim.is_whole and not p.claim["value"] for p in told):
        return ""
    return told[0].t("On {day}, no household of {place} was left in need of this support.")


@sentence
def criteria(read: Reader, flags: Frame, unit: str) -> str:
    """The new-rural criteria that the unit lacks by name, of those with a result; that all are met where it is so.

    flags: of `analysis.programmes.criteria_of`.
    """
    p = read(claim_of.extreme(flags, _MET, "lowest", unit=unit))
    met = p.claim.members
    if not met:
        return ""
    words = {"n": read.number(len(met)), "many": read.quantity(p.claim["many"], "criteria")}
    if met[0][1]:
        return p.t("On {day}, all {many} assessed were met.", **words)
    names = "; ".join(read.detail(p.claim.measure, code) for code, _ in met)
    return p.t("Not met on {day}, {n} of {many} assessed: {names}.", **words, names=names)


@sentence
def standard(read: Reader, met: Frame) -> str:
    """Whether the unit is recognised as meeting the new-rural standard. met: its last `new_rural_standard_met`."""
    for _, row in met.head(1).iterrows():
        p = read(claim_of.value(row, "new_rural_standard_met"))
        if p.claim.known:
            yes = p.t("{place} met the new-rural standard on {day}.")
            return yes if p.claim["value"] else p.t("{place} did not meet the new-rural standard on {day}.")
    return ""


def place_of(finding: Row, parts: Sequence[str] = ("workbook", "sheet", "cells")) -> str:
    """Where findings are: file, sheet and cells."""
    return " · ".join(str(finding[part]) for part in parts if finding[part])
