"""What the profile of a unit says: where it stands against the whole, what changed, which criteria it lacks."""

from __future__ import annotations

from collections.abc import Sequence

import helpers.report.claims as claim_of
from helpers.analysis.profile import DEPRIVED
from helpers.report.claims import Claim, Frame, Measure, Row
from helpers.report.claims.standings import measure_of
from helpers.report.wording import sentences
from helpers.report.wording.cards import tell_counts, tell_figure
from helpers.report.wording.poverty import tell_change
from helpers.report.wording.reader import NBSP, Reader, uncapitalised
from helpers.report.wording.said import Said, first, said
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
    """Count and base of a row of `analysis.profile` as a table has them: '391/1.288 hộ', '11,4/38,9 tỷ đồng'; '' if not known."""
    if row["count"] != row["count"] or row["size"] != row["size"]:
        return ""
    count, base = (read.quantity(row[name], row["counts"]) for name in ("count", "size"))
    number, _, unit = count.partition(NBSP)
    alike = row["counts"] != "VND" or unit == base.partition(NBSP)[2]
    return read.t("{count} of {base}", count=number if alike else count, base=base)


def beside(read: Reader, row: Row) -> str:
    """A row of `analysis.profile` against the whole, and its place from the best: 'kém hơn, 7/9'; colour never stands alone."""
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


def headline(standing: Frame, total: str) -> Said:
    """The first known rate of the unit, against that of the whole. standing: of `analysis.profile`, by figure."""
    first = [row for _, row in _first_known(standing).iterrows()]
    return said(tell_headline, *(claim for row in first for claim in (claim_of.level(row), claim_of.against_whole(row, total))))  # fmt: skip


def _first_known(standing: Frame) -> Frame:
    return standing[standing["value"].notna() & standing["part"].ne("") & standing["base"].ne("")].head(1)


def tell_headline(read: Reader, own: Claim | None = None, other: Claim | None = None) -> str | tuple[str, list[Claim]]:
    """'Xã Măng Bút: tỷ lệ hộ nghèo ngày 31/12/2023 là 30,36%, cao hơn mức chung của huyện Kon Plông (22,38%)'."""
    if own is None or other is None or not own.known:
        return ""
    words = {
        "place": read(own).place,
        "subject": read(own).subject,
        "value": read(own).rate if own.measure.base else read(own).value,
        "day": read(own).day,
    }
    if not other.known or other.basis.due:
        return read.t("{place}: {subject} {value} on {day}", **words), [own]
    words |= {"other": read(other).reference, "theirs": read(other).number("reference")}
    if other.direction == "same":
        return read.t("{place}: {subject} {value} on {day}, about level with {other} ({theirs})", **words), [own, other]
    if other.direction == "higher":
        return read.t("{place}: {subject} {value} on {day}, above that of {other} ({theirs})", **words), [own, other]
    return read.t("{place}: {subject} {value} on {day}, below that of {other} ({theirs})", **words), [own, other]


def figure(row: Row) -> Said:
    """A rate of the unit alone, for a card."""
    return said(tell_figure, claim_of.level(row))


def counts(row: Row) -> Said:
    """Count and base of a rate of the unit with their day, for a card."""
    return said(tell_counts, claim_of.level(row))


def age(standing: Frame, year: int) -> Said:
    """That the rate of the headline is not of the year of the page; nothing where it is."""
    known = [row for _, row in _first_known(standing).iterrows()]
    return first(*(sentences.age(measure_of(row), row, year, str(row["unit"])) for row in known))


def ranked(standing: Frame, figure: str = "poverty_rate") -> Said:
    """The place of the unit among all by a rate."""
    return said(tell_ranked, *(claim_of.place(row) for _, row in standing.reindex([figure]).dropna(how="all").iterrows()))  # fmt: skip


def tell_ranked(read: Reader, place: Claim | None = None) -> str:
    """The place from the nearer end, and how many share it; nothing where there is no order."""
    if place is None or not place.known or place["many"] < 2 or place.direction == "same":
        return ""
    t, p, many = read.t, read(place), place["many"]
    over = p.covered if place.basis.due else read.units(many)
    others = read.units(place["sharing"] - 1) if place["sharing"] > 1 else ""
    words = {"subject": p.subject, "over": over, "others": others}
    if place.direction == "highest":
        return t("The {subject} is the highest of {over}, as in {others} more.", **words) if others else t("The {subject} is the highest of {over}.", **words)  # fmt: skip
    if place.direction == "lowest":
        return t("The {subject} is the lowest of {over}, as in {others} more.", **words) if others else t("The {subject} is the lowest of {over}.", **words)  # fmt: skip
    if place["place"] <= place["from_below"]:
        words |= {"n": read.number(place["place"])}
        return t("By {subject} this unit is number {n} of {over} from the top, together with {others} more.", **words) if others else t("By {subject} this unit is number {n} of {over} from the top.", **words)  # fmt: skip
    words |= {"n": read.number(place["from_below"])}
    return t("By {subject} this unit is number {n} of {over} from the bottom, together with {others} more.", **words) if others else t("By {subject} this unit is number {n} of {over} from the bottom.", **words)  # fmt: skip


def change(reviews: Frame, unit: str) -> Said:
    """From which rate to which between the unit's last two reviews, both known. reviews: of `analysis.poverty.reviews`."""
    own = reviews[reviews.index == unit].tail(2).dropna(subset=["poor_households", "households"])
    if len(own) < 2:
        return said(lambda read: "")
    moved = claim_of.change(own.iloc[0], own.iloc[1], "poverty_rate")
    return said(lambda read, change: tell_change(read, change) if change.known else "", moved)


def apart(rows: Frame, total: str, which: str) -> Said:
    """Rates by which the unit is 'worse' (or 'better') than the whole, in the order of the rows, each with the difference."""
    wrong = {True: "higher", False: "lower"}  # the direction that is meant, by whether lower is better
    wanted = [wrong[(row["better"] == "lower") == (which == "worse")] for _, row in rows.iterrows()]
    claims = [claim_of.against_whole(row, total) for _, row in rows.iterrows()]
    return said(lambda read, *settled: tell_apart(read, which, [c for c, way in zip(settled, wanted, strict=True)
                                                                if c.known and not c.basis.due and c.direction == way]), *claims)  # fmt: skip


def tell_apart(read: Reader, which: str, claims: Sequence[Claim]) -> tuple[str, Sequence[Claim]]:
    """'Kém hơn mức chung …: tỷ lệ hộ nghèo (cao hơn 9,83 điểm %)'; nothing where no rate is."""
    if not claims:
        return "", []
    words = {"other": read(claims[0]).reference, "listed": "; ".join(_difference(read, claim) for claim in claims)}
    told = read.t("Worse than {other}: {listed}.", **words) if which == "worse" else read.t("Better than {other}: {listed}.", **words)  # fmt: skip
    return told, claims


def _difference(read: Reader, claim: Claim) -> str:
    what, size = _named(read, claim.measure.column), read(claim).size
    if claim.direction == "higher":
        return read.t("{what} ({size} above)", what=what, size=size)
    return read.t("{what} ({size} below)", what=what, size=size)


def _named(read: Reader, figure: str) -> str:
    """A rate within a sentence."""
    indicator, _, detail = figure.partition("/")
    if indicator == DEPRIVED:
        return read.t("deprivation in {what}", what=uncapitalised(read.label(indicator, detail)))
    return uncapitalised(label(read, figure))


def nothing_left(needs: Frame, unit: str) -> Said:
    """That no household of the unit is left in need, of the contents that are reported. needs: of the unit, by content."""
    rows = [row.rename(unit).rename({_LEFT: content}) for content, row in needs.iterrows()]
    measures = [Measure(str(content), (f"{_LEFT}/{content}",)) for content in needs.index]
    return said(tell_nothing_left, *(claim_of.value(row, what) for row, what in zip(rows, measures, strict=True)))


def tell_nothing_left(read: Reader, *claims: Claim) -> str:
    """Only where every content has a known number, and that is none."""
    if not claims or not all(claim.known and not claim.basis.due and not claim["value"] for claim in claims):
        return ""
    return read.t("On {day}, no household of {place} was left in need of this support.", day=read(claims[0]).day, place=read(claims[0]).place)  # fmt: skip


def criteria(flags: Frame, unit: str) -> Said:
    """Which new-rural criteria the unit lacks. flags: of `analysis.programmes.criteria_of`."""
    return said(tell_criteria, claim_of.extreme(flags, _MET, "lowest", unit=unit))


def tell_criteria(read: Reader, met: Claim) -> str:
    """The criteria not met by name, of those with a result; that all are met where it is so."""
    if not met.members:
        return ""
    names = "; ".join(read.detail(met.measure, code) for code, _ in met.members)
    words = {"n": read.number(len(met.members)), "many": read.quantity(met["many"], "criteria"), "day": read(met).day}
    if met.members[0][1]:
        return read.t("On {day}, all {many} assessed were met.", **words)
    return read.t("Not met on {day}, {n} of {many} assessed: {names}.", names=names, **words)


def standard(met: Frame) -> Said:
    """Whether the unit is recognised as meeting the new-rural standard. met: its last figure of `new_rural_standard_met`."""
    return said(tell_standard, *(claim_of.value(row, "new_rural_standard_met") for _, row in met.iterrows()))


def tell_standard(read: Reader, met: Claim | None = None) -> str:
    """Met or not; nothing where it is not known."""
    if met is None or not met.known:
        return ""
    words = {"place": read(met).place, "day": read(met).day}
    if met["value"]:
        return read.t("{place} met the new-rural standard on {day}.", **words)
    return read.t("{place} did not meet the new-rural standard on {day}.", **words)


def place_of(finding: Row, parts: Sequence[str] = ("workbook", "sheet", "cells")) -> str:
    """Where findings are: file, sheet and cells."""
    return " · ".join(str(finding[part]) for part in parts if finding[part])
