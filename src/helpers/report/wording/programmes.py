"""What the pages say of programmes: money against plan and time, communes and criteria, products."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import helpers.report.claims as claim_of
from helpers.analysis import frames
from helpers.analysis.programmes import CAPITAL
from helpers.report.claims import Claim, Frame, Measure, Row
from helpers.report.wording.cards import tell_counts
from helpers.report.wording.reader import Reader, capitalised, uncapitalised
from helpers.report.wording.said import Said, first, said
from helpers.vocabulary.catalogue import detail_label
from helpers.vocabulary.law import (
    CriteriaSet,
    Entry,
    NoRule,
    Phase,
    Recognition,
    UnitKind,
    entries_of,
    rule,
)
from helpers.vocabulary.state import State

STANDARD = Measure("standard_met", ("new_rural_standard_met",), (), "flag")
PLANNED = Measure("standard_planned", ("new_rural_standard_planned",), (), "flag")
#: Products as a bare number, for a card that names them itself.
PRODUCTS = Measure("ocop_products", ("ocop_products",), (), "number")
_FLAG, _OCOP = "new_rural_criterion_met", "ocop_products"
#: What tells how old the figures of capital and those of criteria are.
DISBURSED = Measure("disbursement_rate", (*CAPITAL, "disbursement_rate_printed"))
CRITERIA = Measure("new_rural_criteria_met", ("new_rural_criteria_met", _FLAG))


def of_plan(row: Row) -> Measure:
    """What is disbursed of the plan, made of the figures that the row names."""
    part, base = (_terms(row, name) for name in ("capital_disbursed", "capital_plan"))
    return Measure("disbursed_of_plan", part, base, "VND", 1, "capital_disbursed_vnd", "capital_plan_vnd")


def amount(row: Row, name: str = "capital_plan") -> Measure:
    """An amount of the row: capital_plan, capital_allocated or capital_disbursed."""
    return Measure(f"{name}_vnd", _terms(row, name), (), "VND")


def _terms(row: Row, name: str) -> tuple[str, ...]:
    given = row.get(f"{name}_terms")
    detail = "/".join(str(row.get(part, "all")) for part in ("programme", "capital", "source"))
    return tuple(given.split()) if isinstance(given, str) and given else (f"{name}_vnd/{detail}",)


def lines_of(row: Row) -> str:
    """Which lines a row is of: 'all' reported, those of programmes that all units report ('shared'), else ''."""
    whole = row["programme"] == "all" and row["capital"] == "all"
    return str(row["lines"]) if whole and row["lines"] in {"all", "shared"} else ""


def criteria_of(frame: Frame) -> Measure:
    """How many criteria are met, made of the figures that the frame names: counts reported, or the criteria."""
    terms = next((each for each in frame["criteria_terms"] if each), "new_rural_criteria_met")
    return Measure("criteria_met", tuple(terms.split()), (), "criteria")


def size_of(frame: Frame) -> float:
    """How many criteria the set has."""
    return next(iter(frame["criteria_in_set"]), float("nan"))


def called(part: str, lang: str, day: date | None) -> str:
    """A programme, kind of capital, source or phase by the day's name, ended ones marked; an unknown code itself."""
    return detail_label("capital", part, lang, day)


def line(read: Reader, parts: Sequence[str], day: date | None) -> str:
    """What a line of capital is: 'all' parts are left out, unless all are ('Tổng vốn')."""
    told = [called(part, read.lang, day) for part in parts if part != "all"]
    text = ", ".join([*told[:1], *map(uncapitalised, told[1:])]) or read.t("All capital")
    return capitalised(text)


def name_of(read: Reader, row: Row, day: date | None) -> str:
    """What a row is called: its line; where ended programmes left money, 'all' are those of the phase of the day."""
    parts = [str(row[part]) for part in ("programme", "capital", "source")]
    if row["lines"] == "running" and parts[0] == "all" and day:
        parts[0] = rule(Phase, day).id
    return line(read, parts, day)


def named(read: Reader, frame: Frame) -> list[str]:
    """What each row of `capital_by_programme` is called below the sum that it is part of, which its table names."""
    found = frames.day_of(frame)
    day = found.date() if found else None
    rows = [row for _, row in frame.iterrows()]
    return [
        name_of(read, row, day)
        if row["level"] in {"whole", "programme"}
        else line(read, [row["capital"], row["source"]], day)
        for row in rows
    ]


def _share(row: Row) -> Claim:
    return claim_of.share_of_lines(row, of_plan(row), str(row["unit"]), lines_of(row))


def headline(row: Row, new_rural: Frame, products: Row) -> Said:
    """The finding: what is disbursed of the plan; else who meets the standard, how many criteria, how many products.

    row: of `analysis.programmes.line_of`. new_rural: of `new_rural_by_unit`. products: of the whole, with
    `ocop_products`.
    """
    unit = str(products.name)
    met = claim_of.of_place(_meeting(new_rural, STANDARD), unit)
    ends = (claim_of.extreme(new_rural, criteria_of(new_rural), way) for way in ("lowest", "highest"))
    low, high = (claim_of.of_place(claim_of.out_of(claim, size_of(new_rural)), unit) for claim in ends)
    return first(
        said(lambda read, claim: tell_headline(read, claim, row), _share(row)),
        said(tell_headline_standard, met),
        said(tell_headline_range, low, high),
        said(tell_headline_products, claim_of.value(products, _OCOP)),
    )


def tell_headline(read: Reader, money: Claim, row: Row) -> str | tuple[str, list[Claim]]:
    """What is disbursed of which plan; nothing of a total that lacks units."""
    if not money.known or money.basis.due:
        return ""
    t, p = read.t, read(money)
    words = {"place": p.place, "rate": rate(read, money), "day": p.day}
    if money.direction == "shared":
        return t("{place}: {rate} of capital in programmes that all report is disbursed by {day}", **words)
    if money.direction == "all":
        return t("{place}: {rate} of planned capital is disbursed by {day}", **words)
    whose = uncapitalised(name_of(read, row, money.day))
    told = t("{place}: {rate} of planned capital of {whose} is disbursed by {day}", whose=whose, **words)
    return told, [money.labelled(whose)]


def tell_headline_standard(read: Reader, met: Claim) -> str:
    """How many communes meet the standard; nothing where one did not report."""
    communes = tell_card_standard(read, met)
    return communes and read.t("{place}: {communes} meet the new-rural standard", place=read(met).place, communes=communes)  # fmt: skip


def tell_headline_range(read: Reader, low: Claim, high: Claim) -> str:
    """From how many to how many criteria communes meet; of those compared where these are not all."""
    if not low.members or low["size"] != low["size"]:
        return ""
    t, (least, most) = read.t, (read.number(claim.members[0][1]) for claim in (low, high))
    span = least if least == most else t("{least} to {most}", least=least, most=most)
    words = {"span": span, "size": read.number(low["size"]), "day": read(low).day}
    words |= {"covered": _covered(read, low), "many": read.quantity(low["many"], "communes")}
    if low.basis.due:
        told = t("{covered} compared: {span} of {size} new-rural criteria met on {day}", **words)
    else:
        told = t("{many} with {span} of {size} new-rural criteria met on {day}", **words)
    return t("{place}: {told}", place=read(low).place, told=uncapitalised(told))


def tell_headline_products(read: Reader, found: Claim) -> str:
    """How many products; nothing of a total that lacks units."""
    if not found.known or found.basis.due:
        return ""
    return read.t("{place}: {products} under OCOP", place=read(found).place, products=read(found).value)


def about(read: Reader, claim: Claim, text: str) -> str:
    """'khoảng' before what follows from a plan times its printed rate."""
    return read.t("about {figure}", figure=text) if any("*" in term for term in claim.measure.part) else text


def rate(read: Reader, claim: Claim) -> str:
    """The share; 'khoảng' before one that follows from several plans, not before one that is printed itself."""
    what = claim.measure
    is_printed = len(what.part) == len(what.base) == 1 and what.part[0].startswith(f"{what.base[0]}*")
    return read(claim).rate if is_printed else about(read, claim, read(claim).rate)


def card_money(row: Row) -> tuple[Said, Said]:
    """The share of the plan, nothing of a total that lacks units; what was disbursed, what was planned, and the day."""
    share = _share(row)
    plan = claim_of.value(row, amount(row), unit=str(row["unit"]))
    told = said(lambda read, claim: rate(read, claim) if claim.known and not claim.basis.due else "", share)
    return told, said(tell_card_amounts, share, plan)


def tell_card_amounts(read: Reader, share: Claim, plan: Claim) -> str:
    """'khoảng 65,5 tỷ đồng trong kế hoạch hơn 216 tỷ đồng, ngày 30/06/2024'."""
    if not share.known or share.basis.due:
        return ""
    words = {"spent": about(read, share, read.quantity(share["part"], "VND")), "plan": read(plan).value}
    return read.t("{spent} of {plan} planned, {day}", day=read(share).day, **words)


def card_standard(new_rural: Frame) -> tuple[Said, Said]:
    """How many communes meet the standard; how far those are that do not yet, and on which day."""
    met = _meeting(new_rural, STANDARD)
    return said(tell_card_standard, met), said(tell_card_rest, met, _of_the_rest(new_rural)[0])


def tell_card_standard(read: Reader, met: Claim) -> str:
    """'4/8 xã'; nothing where a commune did not report."""
    return _of_communes(read, met["n"], met["many"]) if met.known and not met.basis.due else ""


def tell_card_rest(read: Reader, met: Claim, mean: Claim) -> tuple[str, list[Claim]]:
    """'chưa đạt (4/8 xã): bình quân 12,5/19 tiêu chí, ngày 30/06/2024'; the day alone if criteria are unknown."""
    if not met.known or met.basis.due:
        return "", []
    if not mean.known or mean["size"] != mean["size"]:
        return read.t("on {day}", day=read(met).day), [met]
    words = {"units": _share_of_all(read, mean), "mean": _average(read, mean), "size": read.number(mean["size"])}
    return read.t("not yet ({units}): {mean} of {size} criteria on average, {day}", day=read(met).day, **words), [met, mean]  # fmt: skip


def card_mean(new_rural: Frame) -> tuple[Said, Said]:
    """How many criteria all communes meet on average, and on which day."""
    mean = claim_of.out_of(claim_of.mean(new_rural, criteria_of(new_rural)), size_of(new_rural))
    return said(tell_card_mean, mean), said(tell_counts, mean)


def tell_card_mean(read: Reader, mean: Claim) -> str:
    """'14,5/19'; nothing where a commune has no figure, or one that is not compared."""
    if not mean.known or mean.basis.due or mean["size"] != mean["size"]:
        return ""
    return read.t("{mean} of {size}", mean=_average(read, mean), size=read.number(mean["size"]))


def _meeting(new_rural: Frame, flag: Measure) -> Claim:
    return claim_of.meeting(new_rural.assign(as_of=new_rural["standard_as_of"]), flag)


def _of_communes(read: Reader, n: float, many: float) -> str:
    return read.t("{n} of {units}", n=read.number(n), units=read.quantity(many, "communes"))


def spent(row: Row) -> Said:
    """Plan, what was disbursed, and the share; of a line that lacks units, of which units.

    row: of `capital_by_programme`; `lines` 'shared' in it says that it is of the programmes that all units report.
    """
    amounts = (amount(row, name) for name in ("capital_plan", "capital_disbursed"))
    each = (claim_of.value(row, what, unit=str(row["unit"])) for what in amounts)
    return said(lambda read, *claims: tell_spent(read, row, *claims), _share(row), *each)


def tell_spent(read: Reader, row: Row, share: Claim, plan: Claim, paid: Claim) -> tuple[str, list[Claim]]:
    """The line with its amounts; without a share what is known, and why there is none."""
    t = read.t
    name = name_of(read, row, share.day)
    share, plan, paid = (claim.labelled(name) for claim in (share, plan, paid))
    words = {"name": name, "day": read(share).day, "plan": read(plan).value, "covered": read(share).covered}
    words |= {"spent": about(read, share, read.quantity(share["part"], "VND"))} if share.known else {}
    words |= {"rate": rate(read, share)} if share.known else {}
    if share.basis.state is State.WITHHELD:
        return t("{name}: what is disbursed is confidential.", **words), [share]
    if share.known and share.direction == "shared":
        return t("In the programmes that all report, {spent} of {plan} planned is disbursed by {day} ({rate}).", **words), [share, plan]  # fmt: skip
    if share.known:
        told = t("{name}: {spent} of {plan} planned is disbursed by {day} ({rate}).", **words)
        return read(share).over(told), [share, plan]
    if plan.known and paid.known and paid.basis.due and not plan.basis.due:
        words |= {"covered": read(paid).covered, "spent": read(paid).value}
        return t("{name}: {plan} planned; {spent} disbursed in the {covered} that reported it, so there is no share of the whole.", **words), [plan, paid]  # fmt: skip
    if plan.known and plan["value"] and not plan.basis.due and not paid.known:
        return t("{name}: {plan} planned; what is disbursed is not available.", **words), [plan]
    return "", []


def pace(row: Row) -> Said:
    """The share disbursed against the share of the time gone, and what a month would take to use the whole plan.

    row: of one kind of capital.
    """
    claim = claim_of.against_time(row, of_plan(row), str(row["unit"]), str(row["capital"]))
    return said(lambda read, pace: tell_pace(read, pace, str(row["capital"])), claim)


def tell_pace(read: Reader, pace: Claim, kind: str) -> str:
    """Lower, higher or about as much; no schedule is on record, so an even share of the time is the measure."""
    if not pace.known or pace.basis.due or not pace.until:
        return ""
    t = read.t
    name = called(kind, read.lang, pace.day)
    words = {"kind": name, "spent": rate(read, pace), "elapsed": read.share(pace["elapsed"], 1)}
    if pace.direction == "lower":
        first = t("{kind}: {spent} of the plan is disbursed, lower than an even share of the time ({elapsed} gone).", **words)  # fmt: skip
    elif pace.direction == "higher":
        first = t("{kind}: {spent} of the plan is disbursed, higher than an even share of the time ({elapsed} gone).", **words)  # fmt: skip
    else:
        first = t("{kind}: {spent} of the plan is disbursed, about an even share of the time ({elapsed} gone).", **words)  # fmt: skip
    if not pace.has("needed") or not pace["needed"]:
        return first
    amounts = {name: read.quantity(pace[name], "VND") for name in ("needed", "so_far")}
    rest = t("Using the whole plan by {until} would take {needed} a month; so far {so_far} a month was disbursed.", until=read.day(pace.until), **amounts)  # fmt: skip
    return f"{first} {rest}"


def units_apart(communes: Frame) -> Said:
    """From which share of the plan in which unit to which in which; nothing where they hardly differ.

    communes: of `of_same_lines`, without the whole.
    """
    row = next((each for _, each in communes.iterrows() if each.get("capital_plan_terms")), None)
    if row is None:
        return said(lambda read: "")
    low, high = (claim_of.extreme(communes, of_plan(row), way) for way in ("lowest", "highest"))
    return said(tell_units_apart, low, high)


def tell_units_apart(read: Reader, low: Claim, high: Claim) -> tuple[str, list[Claim]]:
    """Both ends with those that tie."""
    if not low.members or len(low.members) == low["many"] or low.direction == "same":
        return "", []
    words = {"low": read(low).members, "least": read(low).top, "high": read(high).members, "most": read(high).top}
    told = read.t("The share of the plan is lowest in {low} ({least}) and highest in {high} ({most}).", **words)
    return read(low).over(told), [low, high]


def standard(new_rural: Frame) -> Said:
    """Which communes meet the new-rural standard, of those assessed."""
    return said(tell_standard, _meeting(new_rural, STANDARD))


def tell_standard(read: Reader, met: Claim) -> str:
    """Names and number; of those with a figure where not all have one."""
    t = read.t
    if not met.known:
        return ""
    words = {"communes": _of_communes(read, met["n"], met["many"]), "names": read(met).members, "day": read(met).day}
    words |= {"many": read.quantity(met["many"], "communes")}
    covered = _covered(read, met)
    if covered and met.direction == "none":
        return t("On {day}, of the {covered} with figures, none meets the new-rural standard yet.", covered=covered, day=words["day"])  # fmt: skip
    if covered:
        return t("On {day}, of the {covered} with figures, {n} meet the new-rural standard.", covered=covered, n=read.quantity(met["n"], "communes"), day=words["day"])  # fmt: skip
    if met.direction == "all":
        return t("On {day}, all of {many} meet the new-rural standard.", **words)
    if met.direction == "none":
        return t("On {day}, none of {many} meets the new-rural standard yet.", **words)
    return t("On {day}, {communes} meet the new-rural standard: {names}.", **words)


def _covered(read: Reader, claim: Claim) -> str:
    return _of_communes(read, claim.basis.covered, claim.basis.due) if claim.basis.due else ""


def planned(new_rural: Frame) -> Said:
    """Which communes plan to meet the standard this year."""
    return said(tell_planned, _meeting(new_rural, PLANNED))


def tell_planned(read: Reader, claim: Claim) -> str:
    """Their names; nothing where none does, or not all told."""
    if not claim.known or claim.basis.due or not claim.members:
        return ""
    return read.t("Planned to meet it this year: {names}.", names=read(claim).members)


def rest(new_rural: Frame) -> Said:
    """How many criteria the communes that do not meet the standard meet: their mean, and who is nearest."""
    return said(tell_rest, *_of_the_rest(new_rural))


def of_one_day(new_rural: Frame) -> Frame:
    """The communes whose standard and criteria are of the same day: only these may be told together."""
    return new_rural[new_rural["standard_as_of"] == new_rural["criteria_as_of"]]


def _of_the_rest(new_rural: Frame) -> list[Claim]:
    others = of_one_day(new_rural[new_rural["standard_met"] == 0])
    what = criteria_of(new_rural)
    both = claim_of.mean(others, what), claim_of.extreme(others, what, "highest")
    return [claim_of.out_of(each, size_of(new_rural)) for each in both]


def _average(read: Reader, mean: Claim) -> str:
    return read.number(mean["value"], 0 if mean["value"] == int(mean["value"]) else 1)


def tell_rest(read: Reader, mean: Claim, nearest: Claim) -> tuple[str, list[Claim]]:
    """Of so many communes the mean and the nearest to the standard; nothing where a count is not known."""
    if not mean.known or not nearest.members or mean["size"] != mean["size"]:
        return "", []
    t = read.t
    words = {
        "size": read.number(mean["size"]),
        "top": read.number(nearest.members[0][1]),
        "names": read(nearest).members,
    }
    if len(mean.among) == 1 or nearest.direction == "same":
        return t("Those that do not meet it yet ({covered}) meet {top} of {size} criteria: {names}.", covered=_share_of_all(read, mean), **words), [nearest]  # fmt: skip
    return t("Those that do not meet it yet ({covered}) meet {mean} of {size} criteria on average; nearest: {names} ({top} of {size}).", covered=_share_of_all(read, mean), mean=_average(read, mean), **words), [mean, nearest]  # fmt: skip


def _share_of_all(read: Reader, claim: Claim) -> str:
    """Of how many communes a claim is: '4/8 xã', '3 xã' where it is all of them."""
    return _covered(read, claim) or read.quantity(len(claim.among), "communes")


def lacking(matrix: Frame, day: date | None) -> Said:
    """How many criteria all communes meet, and which are lacking most often.

    matrix: of `criteria_matrix`.
    """
    return said(tell_lacking, claim_of.lacking(matrix, day, _FLAG))


def tell_lacking(read: Reader, claim: Claim) -> str:
    """'10/19 tiêu chí: cả 8 xã đạt; thiếu nhiều nhất (4 xã): …'; more than five are counted."""
    t = read.t
    if not claim.known:
        return ""
    names = [uncapitalised(read.label(_FLAG, code)) for code, _ in claim.members]
    most = read.quantity(claim["most"], "communes")
    words = {"n": read.number(claim["n"]), "many": read.quantity(claim["many"], "criteria"), "most": most}
    words |= {"units": read.quantity(claim["units"], "communes"), "names": read.listing(names)}
    words |= {"top": read.quantity(len(names), "criteria")}
    if claim.basis.due:
        covered = _covered(read, claim)
        if not names:
            return t("Among the {covered} with all figures, no criterion is lacking.", covered=covered)
        return t("{covered} have figures of all criteria. Lacking most often ({most}): {names}.", covered=covered, **words)  # fmt: skip
    if not names:
        return t("All {many} are met in all of {units}.", **words)
    if len(names) > 5:
        return t("{n} of {many} are met in all of {units}; {top} are lacking in {most} each.", **words)
    return t("{n} of {many} are met in all of {units}. Lacking most often ({most}): {names}.", **words)


def assessed_by(held: CriteriaSet | NoRule) -> Said:
    """By which set of criteria communes are assessed, and who is assessed by it."""
    return said(lambda read: tell_assessed_by(read, held))


def tell_assessed_by(read: Reader, held: CriteriaSet | NoRule) -> str:
    """The set with its basis; nothing where none is on record."""
    if isinstance(held, NoRule):
        return ""
    names = {kind.words["vi"]: uncapitalised(kind.words[read.lang]) for kind in entries_of(UnitKind)}
    kinds = read.listing([names.get(kind, kind) for kind in held.kinds])
    told = read.t("Assessed by the {set} (basis: {basis}), for these kinds of units only: {kinds}; counts by another set do not compare.",
                  set=held.words[read.lang], basis=held.basis[read.lang], kinds=kinds)  # fmt: skip
    return f"{told} {held.note[read.lang]}" if held.note else told


def products(ocop: Frame, unit: str) -> Said:
    """OCOP products in all and by stars and level.

    ocop: of `analysis.programmes.ocop_products`: a row per detail, '' the total.
    """
    details = [detail for detail in ocop.index if detail and not repeats(detail, ocop)]
    rows = [ocop.loc[detail] for detail in details]
    each = [claim_of.value(row, Measure(_OCOP, (f"{_OCOP}/{detail}",), (), "products"), unit=unit) for detail, row in zip(details, rows, strict=True)]  # fmt: skip
    whole = ocop.reindex([""]).iloc[0]
    total = claim_of.value(whole, Measure(_OCOP, (_OCOP,), (), "products"), unit=unit)
    return said(lambda read, *claims: tell_products(read, details, *claims), total, *each)


def repeats(detail: str, ocop: Frame) -> bool:
    """Whether 'any stars' of a level stands beside its stars."""
    star, _, level = detail.partition("/")
    others = [d for d in ocop.index if d.endswith(f"/{level}") and d != detail and ocop[_OCOP][d]]
    return star == "any" and bool(others)


def tell_products(read: Reader, details: Sequence[str], total: Claim, *each: Claim) -> tuple[str, list[Claim]]:
    """'68 sản phẩm OCOP: 63 sản phẩm 3 sao, cấp huyện; 5 …'; parts that lack units, or are withheld, are not told."""
    parts = [(d, claim) for d, claim in zip(details, each, strict=True) if claim.known and claim["value"]]
    same = [(d, claim) for d, claim in parts if (claim.basis.covered, claim.basis.due) == (total.basis.covered, total.basis.due)]  # fmt: skip
    listed = "; ".join(f"{read.label(_OCOP, d)}: {read(claim).value}" for d, claim in same)
    told = [claim.labelled(read.label(_OCOP, d)) for d, claim in same]
    t, words = read.t, {"total": read(total).value if total.known else "", "listed": listed, "day": read(total).day}
    if total.basis.state is State.WITHHELD:
        return t("The number of OCOP products is confidential."), [total]
    if not total.known:
        return "", []
    if total.basis.due or not listed:
        return read(total).over(t("OCOP, on {day}: {total}.", **words)), [total]
    return t("OCOP, on {day}: {total} ({listed}).", **words), [total, *told]


def most_products(frame: Frame) -> Said:
    """Which units have the most products."""
    return said(tell_most_products, claim_of.extreme(frame, Measure(_OCOP, (_OCOP,), (), "products")))


def tell_most_products(read: Reader, most: Claim) -> str:
    """The unit or those that tie."""
    if not most.members or most.direction == "same" or not most.members[0][1] or len(most.members) > 5:
        return ""
    return read(most).over(read.t("The most: {names} ({n}).", names=read(most).members, n=read(most).top))


def recognition(ocop: Frame, day: date) -> Said:
    """Since when which level recognises products of a star, where there are products and that changed before a day."""
    known = [each for each in entries_of(Recognition) if each.valid_from <= day]
    moved = [one for one in known if any(o.stars == one.stars and o.valid_from < one.valid_from for o in known)]
    return said(lambda read: tell_recognition(read, moved if len(ocop) else []))


def tell_recognition(read: Reader, moved: Sequence[Entry]) -> str:
    """The days; nothing where no level changed."""
    told = [read.t("{what} since {day}", what=each.words[read.lang], day=read.day(each.valid_from)) for each in moved]
    text = read.t("{told}: counts by level do not compare across these days.", told="; ".join(told))
    return text if told else ""
