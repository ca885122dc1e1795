"""What the pages say of poverty: who is poor and where, what changed and who made it, what lies behind it."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.analysis.change import Comparable, Outlook
from helpers.report.claims import Claim, Frame, Measure, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, sentence, whole
from helpers.vocabulary.law import NoRule, Standard

_DEPRIVED = Measure(
    "share_deprived", ("poor_households_deprived/{detail}",), ("poor_households",), "households", 1,
    "households_deprived", "base_households",
)  # fmt: skip
_NAMING = Measure(
    "share_naming", ("poor_households_by_cause/{detail}",), ("poor_households",), "households", 1,
    "households_naming", "base_households",
)  # fmt: skip
_PERSONS = Measure("poor_person_rate", ("poor_persons",), ("persons",), "persons", 2, "poor_persons", "persons")

#: What a review of poor households counts.
REVIEW = Measure("poor_households", ("poor_households", "minority_poor_households"))


@sentence
def headline(read: Reader, pair: Comparable) -> str:
    """The finding of the page: the rate of the whole, and how it moved; a change only where it is that of the whole.

    pair: of the whole's rows; where no base is known, the rates are those that the source prints.
    """
    rate = "poverty_rate" if claim_of.value(pair.whole, "poverty_rate").known else "poverty_rate_printed"
    column = rate if claim_of.value(pair.whole, rate).known else "poor_households"
    p, change = read(claim_of.value(pair.whole, column)), read.settle(changed(pair))
    if not p.claim.known:
        return ""
    if p.claim.is_whole and change.is_whole and p.claim.measure.is_rate:
        return read(change).either(
            {"place": p.place, "value": p.value, "day": p.day},
            none="{place}: {value} of households were poor on {day}, no clear change since {since}",
            down="{place}: {value} of households were still poor on {day}, down {size} since {since}",
            up="{place}: {value} of households were poor on {day}, up {size} since {since}",
        )
    of_rate = p.claim.measure.is_rate
    told = p.t("{value} of households were poor on {day}") if of_rate else p.t("{value} were poor on {day}")
    return p.t("{place}: {told}", told=p.over(told))


def changed(pair: Comparable, rate: str = "poverty_rate") -> Claim:
    """The change of a rate between the two rows of `analysis.change.Comparable`, of the units that it is taken over."""
    return claim_of.change(pair.earlier, pair.later, rate, pair.units)


@sentence
def change(read: Reader, pair: Comparable) -> str:
    """From which rate to which; of some of the units with figures on both days, as theirs."""
    claim = read.settle(changed(pair))
    if claim.known:
        return the_change(read, claim)
    p = read(claim)
    if claim.since:
        return p.t("The rates of {since} and {day} do not compare: one of them is not known.")
    return p.t("No earlier review by the same standard is at hand, so no change is shown.")


def the_change(read: Reader, change: Claim) -> str:
    """A change that is known: of the whole, or of the units that it can be told of, as theirs."""
    p = read(change)
    of_some = p.t("the {covered} with figures on both days") if p.claim.basis.due else ""
    return p.either(
        {"place": of_some or p.place},
        none="The poverty rate of {place} shows no clear change: {before} on {since}, {after} on {day}.",
        down="The poverty rate of {place} fell from {before} on {since} to {after} on {day}, down {size}.",
        up="The poverty rate of {place} rose from {before} on {since} to {after} on {day}, up {size}.",
    )


@sentence
def printed_change(read: Reader, row: Row, rate: str = "poverty_rate", worked_out: Claim | None = None) -> str:
    """A change as the source prints it, in its words where the page may quote them; not if it repeats the one worked out."""
    p = read(claim_of.printed_change(row, rate))
    change, own = p.claim, read.settle(worked_out) if worked_out else None
    is_exact = not change.quoted and not change.basis.qualifier
    repeats = own and own.known and is_exact and abs(own["value"] - change["value"]) < 0.005
    if repeats or not change.known or change.direction == "none":
        return ""
    words = {"rate": read.subject(claim_of.measure(rate)), "quoted": change.quoted}
    if change.quoted:
        return p.t("For the {rate} the source prints “{quoted}”: {size}.", **words)
    return p.either(
        words,
        down="According to the source, the {rate} is down {size} in a year.",
        up="According to the source, the {rate} is up {size} in a year.",
    )


@sentence
def spread(read: Reader, units: Frame, rate: str = "poverty_rate", *, hardly: float = 1.0) -> str:
    """Where the rate is highest and lowest, with those that tie, among the units with a figure.

    Units that lie within `hardly` points of each other hardly differ.
    """
    p, q = (read(claim_of.extreme(units, rate, end)) for end in ("highest", "lowest"))
    high, low = p.claim, q.claim
    if not high["many"] >= 2:
        return ""
    if high.direction == "same":
        return p.over(p.t("The {subject} is the same everywhere: {high}.", high=p.top))
    words = {"top": p.names, "high": p.top, "bottom": q.names, "low": q.top}
    if (high.members[0][1] - low.members[0][1]) * 100 < hardly:
        return p.over(p.t("The {subject} hardly differs between units: {low} to {high}.", **words))
    return p.over(p.t("The {subject} is highest in {top} ({high}) and lowest in {bottom} ({low}).", **words))


@sentence
def half(read: Reader, units: Frame, column: str = "poor_households") -> str:
    """Which few units together have half of the poor, if these are fewer than half of the units."""
    p = read(claim_of.fewest_with_half(units, column))
    few = p.claim
    if not few.known or not few.units or few["n"] >= few["many"] / 2:
        return ""
    words = {"names": p.place, "share": read.share(few["value"], 1), "many": read.units(few["many"])}
    if few.basis.due:
        return p.t("Of the {covered} compared, {few} ({names}) have {share} of the poor households there.", few=read.units(few["n"]), **words)  # fmt: skip
    if len(few.units) == 1:
        return p.t("One of {many} has {share} of the poor households: {names}.", **words)
    return p.t("{n} of {many} have {share} of the poor households: {names}.", n=read.number(few["n"]), **words)


@sentence
def movers(read: Reader, changes: Frame, most: int = 1) -> str:
    """Where the rate fell most and where it rose most: clear changes only, among the units with figures on both days.

    changes: of `analysis.change.change_by_unit`, one row per unit.
    """
    p, q = (read(claim_of.movers(changes, way, most)) for way in ("down", "up"))
    if not p.claim.members and q.claim.members:
        return the_rise(read, q.claim)
    words = {"fell": p.names, "rose": q.names, "over": _over(read, p.claim), "down": p.claim.members and p.top}
    if q.claim.members:
        return p.t("Since {since}, of {over}, the poverty rate fell most in {fell} ({down}) and rose most in {rose} ({up}).", up=q.top, **words)  # fmt: skip
    if p.claim.members:
        return p.t("Since {since}, of {over}, the poverty rate fell most in {fell}, by {down}.", **words)
    none = p.t("Since {since} the poverty rate of no unit shows a clear change (of {over}).", **words)
    return none if p.claim["many"] else ""


def the_rise(read: Reader, up: Claim) -> str:
    """The unit, or those that tie, whose rate rose most; nothing where it rose clearly nowhere."""
    if not up.members:
        return ""
    p = read(up)
    words = {"over": _over(read, up), "rose": p.names, "up": p.top}
    return p.t("Since {since}, of {over}, the poverty rate rose most in {rose}, by {up}.", **words)


def _over(read: Reader, claim: Claim) -> str:
    """Over which units: '9 xã', or '8/9 xã' where these are not all."""
    return read(claim).covered if claim.basis.due else read.units(claim["many"])


@sentence
def largest_part(read: Reader, contributions: Frame) -> str:
    """Which units moved the total most in the way that it moved; nothing where it shows no clear change."""
    p = read(claim_of.largest_part(contributions))
    part = p.claim
    if not part.members or part["many"] < 2:
        return ""
    size = read.points(part["value"])
    each = read.t("{size} each", size=size) if len(part.members) > 1 else size
    words = {"size": each, "whole": read.points(part["whole"]), "over": _over(read, part)}
    return p.either(
        words,
        down="{names} took the most off the rate of {over}: {size} of the {whole} that it fell.",
        up="{names} added the most to the rate of {over}: {size} of the {whole} that it rose.",
    )


@sentence
def minorities(read: Reader, row: Row) -> str:
    """The poverty rate of minority households and their share of the poor (two bases), else that share as printed."""
    rate, share = (read.settle(claim_of.value(row, f"minority_{what}")) for what in ("poverty_rate", "share_of_poor"))
    if not rate.known:
        return _printed_minorities(read, row)
    p, q = read(rate), read(share)
    if not rate.is_whole or not share.is_whole:
        return p.over(p.t("Of minority households, {rate} are poor.", rate=p.share))
    return p.t("Of minority households, {rate} are poor; {share} of poor households are of ethnic minorities.", rate=p.share, share=q.rate)  # fmt: skip


def _printed_minorities(read: Reader, row: Row) -> str:
    """The minority share as the source prints it."""
    p, q = (read(claim_of.value(row, f"minority_share_of_{who}_printed")) for who in ("poor", "near_poor"))
    if not p.claim.known:
        return ""
    if not q.claim.known:
        return p.t("{poor} of poor households are of ethnic minorities, as printed in the source.", poor=p.value)
    return p.t("{poor} of poor and {near} of near-poor households are of ethnic minorities, as printed in the source.", poor=p.value, near=q.value)  # fmt: skip


def persons(row: Row) -> Said:
    """Persons in poor households, never mixed with households; nothing where it is not known of all units."""
    return whole(claim_of.value(row, _PERSONS), lambda p: p.t("{count} of {base} live in poor households ({rate})."))


@sentence
def deprivations(read: Reader, profile: Frame, unit: str, most: int = 3) -> str:
    """What the poor households of a unit most often lack, of what has figures and of the units that reported.

    profile: of `analysis.poverty.deprivation_profile`, rows of the unit, indexed by deprivation.
    """
    p = read(claim_of.extreme(profile, _DEPRIVED, most=most, unit=unit))
    top = p.claim
    if not top.members:
        return ""
    words = {"told": p.listed, "n": read.number(top["many"])}
    if top["many"] < len(top.among):
        return p.over(p.t("Of the {n} deprivations with figures, poor households most often lack: {told}.", **words))
    return p.over(p.t("Poor households most often lack: {told}.", **words))


@sentence
def causes(read: Reader, profile: Frame, unit: str) -> str:
    """The cause (or those that tie) that poor households name most often; rows of the unit, indexed by cause."""
    p = read(claim_of.extreme(profile, _NAMING, unit=unit))
    if not p.claim.members:
        return ""
    return p.over(p.t("The cause named most often is {cause}: {share} of poor households. A household may name several.", cause=p.names, share=p.top))  # fmt: skip


@sentence
def outlook(read: Reader, found: Outlook | None, target: float, unit: str, rates: Row) -> str:
    """When a target would be met at the pace so far: arithmetic with its assumption, not a forecast."""
    p = read(claim_of.outlook(found, target, unit, rates))
    claim = p.claim
    if not claim.known:
        return ""
    words = {"target": read.share(claim["target"], 0), "pace": read.points(claim["pace"])}
    return p.either(
        words | {"year": f"{claim['year']:.0f}"},
        met="The poverty rate is at or under {target} already.",
        none="The rate has not clearly fallen since {since}, so at this pace it would not reach {target}.",
        down="From {since} to {day} the rate fell by {pace} a year. At that pace, which is an assumption and not a forecast, it would be down to {target} or less at the end of {year}.",
    )


@sentence
def by_law(read: Reader, row: Row, other: Row, rule: Standard | NoRule) -> str:
    """How many of the same households are poor by the day's standard and by another: what the change of law does."""
    if not isinstance(rule, Standard):
        return ""
    terms = Measure(
        "poverty_rate", (f"poor_households@{rule.id}",), (f"households@{rule.id}",), "households", 2,
        "poor_households", "households",
    )  # fmt: skip
    p, then = read(claim_of.value(row, "poverty_rate")), read(claim_of.value(other, terms))
    if not p.claim.known or not then.claim.known:
        return ""
    words = {"name": f"“{rule.id}”", "others": then.count, "other": then.rate}
    if p.claim.basis.due or then.claim.basis.due:
        return p.t("On {day}, of {base} in the {covered} with figures, {count} were poor by the standard in force ({rate}) and {others} by the standard {name} ({other}).", **words)  # fmt: skip
    return p.t("On {day}, of {base} in {place}, {count} were poor by the standard in force ({rate}) and {others} by the standard {name} ({other}): the difference is that of the law alone.", **words)  # fmt: skip


@sentence
def standard(read: Reader, rule: Standard | NoRule) -> str:
    """By which standard the poor were counted, its basis and what is not known of it; nothing where none is on record."""
    if not isinstance(rule, Standard):
        return ""
    words = {"standard": rule.words[read.lang], "basis": rule.basis[read.lang]}
    told = read.t("Households were classified by the {standard}. Basis: {basis}.", **words)
    return f"{told} {rule.note[read.lang]}" if rule.note else told


@sentence
def printed_rates(read: Reader, fit: tuple[int, int] | None, pairs: int) -> str:
    """How many households there must be for the printed rates to be right (`analysis.poverty.households_that_fit`).

    The span, or that no number fits; nothing where exactly one does.
    """
    if not pairs:
        return ""
    if fit is None:
        return read.t("No number of households gives the printed rates for the printed counts: one of them is wrong.")
    low, high = map(read.number, fit)
    return "" if low == high else read.t("The printed rates fit the printed counts only for {low} to {high} households.", low=low, high=high)  # fmt: skip
