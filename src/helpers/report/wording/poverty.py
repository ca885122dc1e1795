"""What the pages say of poverty: who is poor and where, what changed and who made it, what lies behind it."""

from __future__ import annotations

import helpers.report.claims as claim_of
from helpers.analysis.change import Comparable, Outlook
from helpers.report.claims import Claim, Frame, Measure, Row
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, said
from helpers.vocabulary.law import NoRule, Standard
from helpers.vocabulary.state import State

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


def level(row: Row) -> Said:
    """How many households of the row's unit are poor; with the rate as printed where no base is known."""
    return said(
        tell_level, claim_of.value(row, measured(row, "poverty_rate")), claim_of.value(row, "poverty_rate_printed")
    )


def measured(row: Row, rate: str) -> str:
    """The column that tells most: the rate with its count, else the count alone."""
    known = claim_of.value(row, rate)
    return rate if known.known or known.basis.state is State.NOT_APPLICABLE else known.measure.count


def tell_level(read: Reader, poor: Claim, printed: Claim) -> str | tuple[str, list[Claim]]:
    """How many are poor; of a total that lacks units, of which units."""
    t, p = read.t, read(poor)
    words = {"day": p.day, "place": p.known_of}
    if poor.basis.state is State.WITHHELD:
        return t("On {day}, the number of poor households of {place} is confidential.", **words), [poor]
    if poor.basis.state is State.NOT_APPLICABLE:
        return t("On {day}, no households are counted in {place}.", **words), [poor]
    if not poor.known:
        return t("The number of poor households of {place} is not available.", **words), [poor]
    if not poor.measure.base:
        return _tell_count(read, poor, printed)
    words |= {"count": p.count, "base": p.base, "rate": p.rate}
    return t("On {day}, {count} of {base} in {place} were poor ({rate}).", **words), [poor]


def _tell_count(read: Reader, poor: Claim, printed: Claim) -> tuple[str, list[Claim]]:
    """A count without a base, with the rate that the source prints."""
    p = read(poor)
    words = {"day": p.day, "place": p.known_of, "value": p.value}
    if poor.basis.due or not printed.known:
        return read.t("On {day}, {value} in {place} were poor.", **words), [poor]
    rate = read(printed).value
    return read.t("On {day}, {value} in {place} were poor ({rate} as printed).", rate=rate, **words), [poor, printed]


def headline(pair: Comparable) -> Said:
    """The finding of the page: the rate of the whole, and how it moved.

    pair: of the whole's rows; where no base is known, the rates are those that the source prints.
    """
    rate = "poverty_rate" if claim_of.value(pair.whole, "poverty_rate").known else "poverty_rate_printed"
    column = rate if claim_of.value(pair.whole, rate).known else "poor_households"
    return said(tell_headline, claim_of.value(pair.whole, column), changed(pair))


def changed(pair: Comparable, rate: str = "poverty_rate") -> Claim:
    """The change of a rate between the two rows of `analysis.change.Comparable`, of the units that it is taken over."""
    return claim_of.change(pair.earlier, pair.later, rate, pair.units)


def tell_headline(read: Reader, poor: Claim, change: Claim) -> tuple[str, list[Claim]]:
    """The finding; a change only where it is that of the whole."""
    if not poor.known or poor.basis.due or change.basis.due or not change.known or not poor.measure.is_rate:
        return _tell_level_alone(read, poor), [poor]
    t, p, c = read.t, read(poor), read(change)
    words = {"place": p.place, "value": p.value, "day": p.day, "since": c.since, "size": c.size}
    if change.direction == "none":
        told = t("{place}: {value} of households were poor on {day}, no clear change since {since}", **words)
    elif change.direction == "down":
        told = t("{place}: {value} of households were still poor on {day}, down {size} since {since}", **words)
    else:
        told = t("{place}: {value} of households were poor on {day}, up {size} since {since}", **words)
    return told, [poor, change]


def _tell_level_alone(read: Reader, poor: Claim) -> str:
    t, p = read.t, read(poor)
    if not poor.known:
        return ""
    words = {"day": p.day, "value": p.value}
    told = (
        t("{value} of households are poor on {day}", **words)
        if poor.measure.is_rate
        else t("{value} are poor on {day}", **words)
    )
    return t("{place}: {told}", place=p.place, told=p.over(told))


def change(pair: Comparable) -> Said:
    """From which rate to which, of the units with figures on both days."""
    return said(tell_change, changed(pair))


def tell_change(read: Reader, change: Claim) -> str:
    """The change of the whole, or of the units that it can be told of, as theirs."""
    t, p = read.t, read(change)
    if not change.known and change.since:
        return t("The rates of {since} and {day} do not compare: one of them is not known.", since=p.since, day=p.day)
    if not change.known:
        return t("No earlier review by the same standard is at hand, so no change is shown.")
    words = {"place": p.place, "before": p.before, "since": p.since, "after": p.after, "day": p.day, "size": p.size}
    if change.basis.due:  # a change of some of the units is not the whole's
        words["place"] = t("the {covered} with figures on both days", covered=p.covered)
    if change.direction == "none":
        return t("The poverty rate of {place} shows no clear change: {before} on {since}, {after} on {day}.", **words)
    if change.direction == "down":
        return t("The poverty rate of {place} fell from {before} on {since} to {after} on {day}, down {size}.", **words)
    return t("The poverty rate of {place} rose from {before} on {since} to {after} on {day}, up {size}.", **words)


def printed_change(row: Row, rate: str = "poverty_rate", *worked_out: Claim) -> Said:
    """A change as the source prints it; nothing where it only repeats the one that was worked out."""
    return said(tell_printed_change, claim_of.printed_change(row, rate), *worked_out)


def tell_printed_change(read: Reader, change: Claim, own: Claim | None = None) -> tuple[str, list[Claim]]:
    """The source's own change, in its words where the page may quote them."""
    is_exact = not change.quoted and not change.basis.qualifier
    repeats = own and own.known and is_exact and abs(own["value"] - change["value"]) < 0.005
    return ("", []) if repeats else (_tell_printed_change(read, change), [change])


def _tell_printed_change(read: Reader, change: Claim) -> str:
    t, p = read.t, read(change)
    if not change.known or change.direction == "none":
        return ""
    rate = read.subject(claim_of.measure(change.measure.column.removesuffix("_change_printed")))
    words = {"rate": rate, "quoted": change.quoted, "size": p.size}
    if not change.quoted and change.direction == "down":
        return t("According to the source, the {rate} is down {size} in a year.", **words)
    if not change.quoted:
        return t("According to the source, the {rate} is up {size} in a year.", **words)
    return t("For the {rate} the source prints “{quoted}”: {size}.", **words)


def spread(units: Frame, rate: str = "poverty_rate", *, hardly: float = 1.0) -> Said:
    """Where the rate is highest and lowest; units that lie within `hardly` points of each other hardly differ."""
    ends = (claim_of.extreme(units, rate), claim_of.extreme(units, rate, "lowest"))
    return said(lambda read, high, low: tell_spread(read, high, low, hardly), *ends)


def tell_spread(read: Reader, high: Claim, low: Claim, hardly: float = 1.0) -> str:
    """Both ends with those that tie, among the units with a figure."""
    t, p, q = read.t, read(high), read(low)
    if not high["many"] >= 2:
        return ""
    words = {
        "subject": p.subject,
        "top": p.members,
        "high": p.top,
        "bottom": q.members,
        "low": q.top,
    }
    if high.direction == "same":
        return p.over(t("The {subject} is the same everywhere: {high}.", **words))
    if (high.members[0][1] - low.members[0][1]) * 100 < hardly:
        return p.over(t("The {subject} hardly differs between units: {low} to {high}.", **words))
    return p.over(t("The {subject} is highest in {top} ({high}) and lowest in {bottom} ({low}).", **words))


def half(units: Frame, column: str = "poor_households") -> Said:
    """Which few units together have half of the poor, if these are fewer than half of the units."""
    return said(tell_half, claim_of.fewest_with_half(units, column))


def tell_half(read: Reader, few: Claim) -> str:
    """The units by name with their share; nothing where it takes half of the units or more."""
    t, p = read.t, read(few)
    if not few.known or not few.units or few["n"] >= few["many"] / 2:
        return ""
    words = {"names": p.place, "share": read.share(few["value"], 1), "many": read.units(few["many"])}
    if few.basis.due:
        words |= {"covered": p.covered, "few": read.units(few["n"])}
        return t("Of the {covered} compared, {few} ({names}) have {share} of the poor households there.", **words)
    if len(few.units) == 1:
        return t("One of {many} has {share} of the poor households: {names}.", **words)
    return t("{n} of {many} have {share} of the poor households: {names}.", n=read.number(few["n"]), **words)


def movers(changes: Frame, most: int = 1) -> Said:
    """Where the rate fell most and where it rose most, clear changes only.

    changes: of `analysis.change.change_by_unit`, one row per unit.
    """
    return said(tell_movers, claim_of.movers(changes, "down", most), claim_of.movers(changes, "up", most))


def tell_movers(read: Reader, down: Claim, up: Claim) -> str:
    """Both ends, or the one that there is, among the units with figures on both days."""
    t, p, q = read.t, read(down), read(up)
    words = {"since": p.since, "fell": p.members, "rose": q.members, "over": _over(read, down)}
    words |= {"down": p.top if down.members else "", "up": q.top if up.members else ""}
    if down.members and up.members:
        return t("Since {since}, of {over}, the poverty rate fell most in {fell} ({down}) and rose most in {rose} ({up}).", **words)  # fmt: skip
    if down.members:
        return t("Since {since}, of {over}, the poverty rate fell most in {fell}, by {down}.", **words)
    if up.members:
        return tell_rose(read, up)
    return t("Since {since} the poverty rate of no unit shows a clear change (of {over}).", **words) if down["many"] else ""  # fmt: skip


def tell_rose(read: Reader, up: Claim) -> str:
    """The unit, or those that tie, whose rate rose most; nothing where it rose clearly nowhere."""
    if not up.members:
        return ""
    words = {"since": read(up).since, "over": _over(read, up), "rose": read(up).members, "up": read(up).top}
    return read.t("Since {since}, of {over}, the poverty rate rose most in {rose}, by {up}.", **words)


def _over(read: Reader, claim: Claim) -> str:
    """Over which units: '9 xã', or '8/9 xã' where these are not all."""
    return read(claim).covered if claim.basis.due else read.units(claim["many"])


def largest_part(contributions: Frame) -> Said:
    """Which units made the largest part of the change of the total rate; see `claims.largest_part`."""
    return said(tell_largest_part, claim_of.largest_part(contributions))


def tell_largest_part(read: Reader, part: Claim) -> str:
    """Who moved the total most in the way that it moved; nothing where it shows no clear change."""
    t, p = read.t, read(part)
    if not part.members or part["many"] < 2:
        return ""
    size = read.points(part["value"])
    each = t("{size} each", size=size) if len(part.members) > 1 else size
    words = {"names": p.members, "size": each, "whole": read.points(part["whole"]), "over": _over(read, part)}
    if part.direction == "down":
        return t("{names} took the most off the rate of {over}: {size} of the {whole} that it fell.", **words)
    return t("{names} added the most to the rate of {over}: {size} of the {whole} that it rose.", **words)


def minorities(row: Row) -> Said:
    """The poverty rate of minority households and their share of the poor, else that share as printed."""
    if claim_of.value(row, "minority_poverty_rate").known:
        return said(tell_minorities, claim_of.value(row, "minority_poverty_rate"), claim_of.value(row, "minority_share_of_poor"))  # fmt: skip
    return said(tell_printed_minorities, claim_of.value(row, "minority_share_of_poor_printed"), claim_of.value(row, "minority_share_of_near_poor_printed"))  # fmt: skip


def tell_minorities(read: Reader, rate: Claim, share: Claim) -> str:
    """Two rates with two bases."""
    t, words = read.t, {"rate": read(rate).share, "share": read(share).rate}
    if rate.basis.due or share.basis.due or not share.known:
        return read(rate).over(t("Of minority households, {rate} are poor.", **words))
    return t("Of minority households, {rate} are poor; {share} of poor households are of ethnic minorities.", **words)


def tell_printed_minorities(read: Reader, poor: Claim, near: Claim) -> str:
    """The minority share as the source prints it."""
    if not poor.known:
        return ""
    words = {"poor": read(poor).value, "near": read(near).value if near.known else ""}
    if not near.known:
        return read.t("{poor} of poor households are of ethnic minorities, as printed in the source.", **words)
    return read.t("{poor} of poor and {near} of near-poor households are of ethnic minorities, as printed in the source.", **words)  # fmt: skip


def persons(row: Row) -> Said:
    """Persons in poor households; never mixed with households."""
    return said(tell_persons, claim_of.value(row, _PERSONS))


def tell_persons(read: Reader, claim: Claim) -> str:
    """How many persons of how many; nothing where it is not known of all units."""
    if not claim.known or claim.basis.due:
        return ""
    p = read(claim)
    return read.t("{count} of {base} live in poor households ({rate}).", count=p.count, base=p.base, rate=p.rate)


def deprivations(profile: Frame, unit: str, most: int = 3) -> Said:
    """What the poor households of a unit most often lack.

    profile: of `analysis.poverty.deprivation_profile`, rows of the unit, indexed by deprivation.
    """
    return said(tell_deprivations, claim_of.extreme(profile, _DEPRIVED, most=most, unit=unit))


def tell_deprivations(read: Reader, top: Claim) -> str:
    """The most frequent with their shares, of those with figures and of the units that reported."""
    t, p = read.t, read(top)
    if not top.members:
        return ""
    words = {"told": p.listed, "n": read.number(top["many"])}
    if top["many"] < len(top.among):
        return p.over(t("Of the {n} deprivations with figures, poor households most often lack: {told}.", **words))
    return p.over(t("Poor households most often lack: {told}.", **words))


def causes(profile: Frame, unit: str) -> Said:
    """The cause that poor households name most often; rows of the unit, indexed by cause."""
    return said(tell_causes, claim_of.extreme(profile, _NAMING, unit=unit))


def tell_causes(read: Reader, top: Claim) -> str:
    """The cause, or those that tie; a household may name several."""
    if not top.members:
        return ""
    words = {"cause": read(top).members, "share": read(top).top}
    told = read.t(
        "The cause named most often is {cause}: {share} of poor households. A household may name several.", **words
    )
    return read(top).over(told)


def outlook(found: Outlook | None, target: float, unit: str, rates: Row) -> Said:
    """When a target would be met at the pace so far; see `claims.outlook`."""
    return said(tell_outlook, claim_of.outlook(found, target, unit, rates))


def tell_outlook(read: Reader, claim: Claim) -> str:
    """Arithmetic with its assumption, not a forecast."""
    t = read.t
    if not claim.known:
        return ""
    words = {"target": read.share(claim["target"], 0), "since": read(claim).since, "day": read(claim).day, "pace": read.points(claim["pace"])}  # fmt: skip
    if claim.direction == "met":
        return t("The poverty rate is at or under {target} already.", **words)
    if claim.direction == "none":
        return t("The rate has not clearly fallen since {since}, so at this pace it would not reach {target}.", **words)
    return t("From {since} to {day} the rate fell by {pace} a year. At that pace, which is an assumption and not a forecast, it would be down to {target} or less at the end of {year}.", year=str(int(claim["year"])), **words)  # fmt: skip


def by_law(row: Row, other: Row, rule: Standard | NoRule) -> Said:
    """How many of the same households are poor by the day's standard and by another: what the change of law does."""
    if not isinstance(rule, Standard):
        return said(lambda read: "")
    terms = Measure(
        "poverty_rate", (f"poor_households@{rule.id}",), (f"households@{rule.id}",), "households", 2,
        "poor_households", "households",
    )  # fmt: skip
    both = claim_of.value(row, "poverty_rate"), claim_of.value(other, terms)
    return said(lambda read, now, then: tell_by_law(read, now, then, rule), *both)


def tell_by_law(read: Reader, now: Claim, then: Claim, rule: Standard) -> str:
    """Both rates with their counts; of a total that lacks units, of which units."""
    t, p, other = read.t, read(now), read(then)
    if not now.known or not then.known:
        return ""
    words = {"day": p.day, "place": p.place, "covered": p.covered, "name": f"“{rule.id}”"}
    words |= {"count": p.count, "base": p.base, "rate": p.rate, "others": other.count, "other": other.rate}
    if now.basis.due or then.basis.due:
        return t(
            "On {day}, of {base} in the {covered} with figures, {count} were poor by the standard in force ({rate}) and {others} by the standard {name} ({other}).", **words
        )  # fmt: skip
    return t(
        "On {day}, of {base} in {place}, {count} were poor by the standard in force ({rate}) and {others} by the standard {name} ({other}): the difference is that of the law alone.", **words
    )  # fmt: skip


def standard(rule: Standard | NoRule) -> Said:
    """By which standard the poor were counted; nothing where none is on record."""
    return said(lambda read: tell_standard(read, rule) if isinstance(rule, Standard) else "")


def tell_standard(read: Reader, rule: Standard) -> str:
    """The standard, its basis and what is not known of it."""
    words = {"standard": rule.words[read.lang], "basis": rule.basis[read.lang]}
    told = read.t(
        "Households were classified by the {standard}. Figures by another standard are not compared. Basis: {basis}.",
        **words,
    )
    return f"{told} {rule.note[read.lang]}" if rule.note else told


def printed_rates(fit: tuple[int, int] | None, pairs: int) -> Said:
    """How many households there must be for the printed rates to be right (`analysis.poverty.households_that_fit`)."""
    return said(lambda read: tell_printed_rates(read, fit) if pairs else "")


def tell_printed_rates(read: Reader, fit: tuple[int, int] | None) -> str:
    """The span, or that no number fits; nothing where exactly one does."""
    if fit is None:
        return read.t("No number of households gives the printed rates for the printed counts: one of them is wrong.")
    if fit[0] == fit[1]:
        return ""
    return read.t(
        "The printed rates fit the printed counts only for {low} to {high} households.",
        low=read.number(fit[0]),
        high=read.number(fit[1]),
    )
