"""What the pages say of programmes: money against plan and time, communes and criteria, products."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import helpers.report.claims as claim_of
from helpers.analysis import frames
from helpers.analysis.programmes import CAPITAL
from helpers.report.claims import Claim, Frame, Measure, Row
from helpers.report.wording.cards import counted
from helpers.report.wording.reader import Phrase, Reader, capitalised, uncapitalised
from helpers.report.wording.said import Said, first, sentence, whole
from helpers.vocabulary.catalogue import detail_label
from helpers.vocabulary.law import CriteriaSet, NoRule, Phase, UnitKind, entries_of, rule
from helpers.vocabulary.state import State

STANDARD = Measure("standard_met", ("new_rural_standard_met",), (), "flag", day="standard_as_of")
PLANNED = Measure("standard_planned", ("new_rural_standard_planned",), (), "flag", day="standard_as_of")
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
    met = claim_of.of_place(claim_of.meeting(new_rural, STANDARD), unit)
    return first(
        _of_money(row),
        whole(met, lambda p: p.t("{place}: {communes} meet the new-rural standard", communes=_meet(p))),
        _of_criteria(new_rural, unit),
        whole(claim_of.value(products, _OCOP), lambda p: p.t("{place}: {products} under OCOP", products=p.value)),
    )


@sentence
def _of_money(read: Reader, row: Row) -> str:
    """What is disbursed of which plan; nothing of a total that lacks units."""
    money = read.settle(_share(row))
    if not money.is_whole:
        return ""
    whose = "" if money.direction else uncapitalised(name_of(read, row, money.day))
    p = read(money, *filter(None, [whose]))
    words = {"rate": rate(p), "whose": whose}
    return p.either(
        words,
        shared="{place}: {rate} of capital in programmes that all report is disbursed by {day}",
        all="{place}: {rate} of planned capital is disbursed by {day}",
    ) or p.t("{place}: {rate} of planned capital of {whose} is disbursed by {day}", **words)


@sentence
def _of_criteria(read: Reader, new_rural: Frame, unit: str) -> str:
    """From how many to how many criteria communes meet; of those compared where these are not all."""
    ends = (claim_of.extreme(new_rural, criteria_of(new_rural), way) for way in ("lowest", "highest"))
    p, q = (read(claim_of.of_place(claim_of.out_of(claim, size_of(new_rural)), unit)) for claim in ends)
    low = p.claim
    if not low.members or not low.has("size"):
        return ""
    least, most = (read.number(each.claim.members[0][1]) for each in (p, q))
    span = least if least == most else p.t("{least} to {most}", least=least, most=most)
    words = {"span": span, "size": read.number(low["size"]), "many": read.quantity(low["many"], "communes")}
    if low.basis.due:
        told = p.t("{covered} compared: {span} of {size} new-rural criteria met on {day}", covered=_covered(p), **words)
    else:
        told = p.t("{many} with {span} of {size} new-rural criteria met on {day}", **words)
    return p.t("{place}: {told}", told=uncapitalised(told))


def about(p: Phrase, text: str) -> str:
    """'khoảng' before what follows from a plan times its printed rate."""
    return p.t("about {figure}", figure=text) if any("*" in term for term in p.claim.measure.part) else text


def rate(p: Phrase) -> str:
    """The share; 'khoảng' before one that follows from several plans, not before one that is printed itself."""
    what = p.claim.measure
    is_printed = len(what.part) == len(what.base) == 1 and what.part[0].startswith(f"{what.base[0]}*")
    return p.rate if is_printed else about(p, p.rate)


def card_money(row: Row) -> tuple[Said, Said]:
    """The share of the plan, nothing of a total that lacks units; what was disbursed, what was planned, and the day."""
    return whole(_share(row), rate), _card_amounts(row)


@sentence
def _card_amounts(read: Reader, row: Row) -> str:
    """'khoảng 65,5 tỷ đồng trong kế hoạch hơn 216 tỷ đồng, ngày 30/06/2024'."""
    p, plan = read(_share(row)), read(claim_of.value(row, amount(row), unit=str(row["unit"])))
    if not p.claim.is_whole:
        return ""
    return p.t("{spent} of {plan} planned, {day}", spent=about(p, p.count), plan=plan.value)


def card_standard(new_rural: Frame) -> tuple[Said, Said]:
    """How many communes meet the standard, nothing where one did not report; how far those are that do not yet."""
    return whole(claim_of.meeting(new_rural, STANDARD), _meet), _card_rest(new_rural)


def _meet(p: Phrase) -> str:
    """'4/8 xã'."""
    return _of_communes(p.reader, p.claim["n"], p.claim["many"])


@sentence
def _card_rest(read: Reader, new_rural: Frame) -> str:
    """'chưa đạt (4/8 xã): bình quân 12,5/19 tiêu chí, ngày 30/06/2024'; the day alone if criteria are unknown."""
    p, mean = read(claim_of.meeting(new_rural, STANDARD)), read.settle(_of_the_rest(new_rural)[0])
    if not p.claim.is_whole:
        return ""
    if not mean.known or not mean.has("size") or mean.day != p.claim.day:
        return p.t("on {day}")
    words = {"units": _share_of_all(read(mean)), "mean": _average(read(mean)), "size": read.number(mean["size"])}
    return p.t("not yet ({units}): {mean} of {size} criteria on average, {day}", **words)


def card_mean(new_rural: Frame) -> tuple[Said, Said]:
    """How many criteria all communes meet on average ('14,5/19'), and on which day; nothing where one has no figure."""
    size = size_of(new_rural)
    mean = claim_of.out_of(claim_of.mean(new_rural, criteria_of(new_rural)), size)
    return whole(mean, lambda p: _of_size(p) if size == size else ""), whole(mean, counted)


def _of_size(p: Phrase) -> str:
    return p.t("{mean} of {size}", mean=_average(p), size=p.reader.number(p.claim["size"]))


def _of_communes(read: Reader, n: float, many: float) -> str:
    return read.t("{n} of {units}", n=read.number(n), units=read.quantity(many, "communes"))


@sentence
def spent(read: Reader, row: Row) -> str:
    """Plan, what was disbursed, and the share; of a line that lacks units, of which units; without a share, why.

    row: of `capital_by_programme`; `lines` 'shared' in it says that it is of the programmes that all units report.
    """
    names = ("capital_plan", "capital_disbursed")
    share = read.settle(_share(row))
    plan, paid = (read.settle(claim_of.value(row, amount(row, each), unit=str(row["unit"]))) for each in names)
    name = name_of(read, row, share.day)
    if share.basis.state is State.WITHHELD:
        return read(share, name).t("{name}: what is disbursed is confidential.", name=name)
    if share.known:
        p = read(share, name)
        words = {"name": name, "spent": about(p, p.count), "plan": read(plan, name).value, "rate": rate(p)}
        if share.direction == "shared":
            return p.t("In the programmes that all report, {spent} of {plan} planned is disbursed by {day} ({rate}).", **words)  # fmt: skip
        return p.over(p.t("{name}: {spent} of {plan} planned is disbursed by {day} ({rate}).", **words))
    if plan.is_whole and paid.known and paid.basis.due:
        p, q = read(plan, name), read(paid, name)
        return q.t("{name}: {plan} planned; {spent} disbursed in the {covered} that reported it, so there is no share of the whole.", name=name, plan=p.value, spent=q.value)  # fmt: skip
    if plan.is_whole and plan["value"] and not paid.known:
        p = read(plan, name)
        return p.t("{name}: {plan} planned; what is disbursed is not available.", name=name, plan=p.value)
    return ""


@sentence
def pace(read: Reader, row: Row) -> str:
    """The share disbursed against the share of the time gone, and what a month would take to use the whole plan.

    row: of one kind of capital.
    """
    return the_pace(read, against_time(row), str(row["capital"]))


def against_time(row: Row) -> Claim:
    """What is disbursed of a kind of capital against the time gone."""
    return claim_of.against_time(row, of_plan(row), str(row["unit"]), str(row["capital"]))


def the_pace(read: Reader, claim: Claim, kind: str) -> str:
    """Lower, higher or about as much; no schedule is on record, so an even share of the time is the measure."""
    p = read(claim)
    pace = p.claim
    if not pace.is_whole or not pace.until:
        return ""
    words = {"kind": called(kind, read.lang, pace.day), "spent": rate(p), "elapsed": read.share(pace["elapsed"], 1)}
    told = p.either(
        words,
        lower="{kind}: {spent} of the plan is disbursed, lower than an even share of the time ({elapsed} gone).",
        higher="{kind}: {spent} of the plan is disbursed, higher than an even share of the time ({elapsed} gone).",
        same="{kind}: {spent} of the plan is disbursed, about an even share of the time ({elapsed} gone).",
    )
    if not pace.has("needed") or not pace["needed"]:
        return told
    amounts = {name: read.quantity(pace[name], "VND") for name in ("needed", "so_far")}
    rest = p.t("Using the whole plan by {until} would take {needed} a month; so far {so_far} a month was disbursed.", until=read.day(pace.until), **amounts)  # fmt: skip
    return f"{told} {rest}"


@sentence
def standard(read: Reader, new_rural: Frame) -> str:
    """Which communes meet the new-rural standard: names and number; of those with a figure where not all have one."""
    p = read(claim_of.meeting(new_rural, STANDARD))
    met, covered = p.claim, _covered(p)
    if not met.known:
        return ""
    many, n = (read.quantity(met[role], "communes") for role in ("many", "n"))
    if covered and met["n"]:
        return p.t("On {day}, of the {covered} with figures, {n} meet the new-rural standard.", covered=covered, n=n)
    if covered:
        return p.t("On {day}, of the {covered} with figures, none meets the new-rural standard yet.", covered=covered)
    return p.either(
        {"many": many, "communes": _meet(p)},
        none="On {day}, none of {many} meets the new-rural standard yet.",
        some="On {day}, {communes} meet the new-rural standard: {names}.",
        all="On {day}, all of {many} meet the new-rural standard.",
    )


def _covered(p: Phrase) -> str:
    return _of_communes(p.reader, p.claim.basis.covered, p.claim.basis.due) if p.claim.basis.due else ""


def planned(new_rural: Frame) -> Said:
    """Which communes plan to meet the standard this year; nothing where none does, or not all told."""
    return whole(
        claim_of.meeting(new_rural, PLANNED), lambda p: p.t("Planned to meet it this year: {names}.") if p.names else ""
    )


def _of_the_rest(new_rural: Frame) -> list[Claim]:
    others = new_rural[new_rural["standard_met"] == 0]
    what = criteria_of(new_rural)
    both = claim_of.mean(others, what), claim_of.extreme(others, what, "highest")
    return [claim_of.out_of(each, size_of(new_rural)) for each in both]


def _average(p: Phrase) -> str:
    mean = p.claim["value"]
    return p.reader.number(mean, 0 if mean == int(mean) else 1)


@sentence
def rest(read: Reader, new_rural: Frame) -> str:
    """Of the communes that do not meet the standard, the mean of criteria and who is nearest; nothing if one is unknown."""
    mean, nearest = map(read.settle, _of_the_rest(new_rural))
    if not mean.known or not nearest.members or not mean.has("size"):
        return ""
    words = {"size": read.number(mean["size"]), "top": read.number(nearest.members[0][1])}
    if len(mean.among) == 1 or nearest.direction == "same":
        p = read(nearest)
        return p.t("Those that do not meet it yet ({covered}) met {top} of {size} criteria on {day}: {names}.", covered=_share_of_all(p), **words)  # fmt: skip
    p, q = read(mean), read(nearest)
    return q.t("Those that do not meet it yet ({covered}) met {mean} of {size} criteria on average on {day}; nearest: {names} ({top} of {size}).", covered=_share_of_all(p), mean=_average(p), **words)  # fmt: skip


def _share_of_all(p: Phrase) -> str:
    """Of how many communes a claim is: '4/8 xã', '3 xã' where it is all of them."""
    return _covered(p) or p.reader.quantity(len(p.claim.among), "communes")


@sentence
def lacking(read: Reader, matrix: Frame, day: date | None) -> str:
    """How many criteria all communes meet, and which are lacking most often; more than five are counted.

    matrix: of `criteria_matrix`. '10/19 tiêu chí: cả 8 xã đạt; thiếu nhiều nhất (4 xã): …'
    """
    p = read(claim_of.lacking(matrix, day, _FLAG))
    claim = p.claim
    if not claim.known:
        return ""
    names = [uncapitalised(read.label(_FLAG, code)) for code, _ in claim.members]
    counts = {name: read.quantity(claim[name], "communes") for name in ("most", "units")}
    words = {"n": read.number(claim["n"]), "many": read.quantity(claim["many"], "criteria"), **counts}
    words |= {"names": read.listing(names), "top": read.quantity(len(names), "criteria"), "covered": _covered(p)}
    if claim.basis.due and not names:
        return p.t("Among the {covered} with all figures, no criterion is lacking.", **words)
    if claim.basis.due:
        return p.t("{covered} have figures of all criteria. Lacking most often ({most}): {names}.", **words)
    if not names:
        return p.t("All {many} are met in all of {units}.", **words)
    if len(names) > 5:
        return p.t("{n} of {many} are met in all of {units}; {top} are lacking in {most} each.", **words)
    return p.t("{n} of {many} are met in all of {units}. Lacking most often ({most}): {names}.", **words)


@sentence
def assessed_by(read: Reader, held: CriteriaSet | NoRule) -> str:
    """By which set of criteria with its basis communes are assessed, and who is; nothing where none is on record."""
    if isinstance(held, NoRule):
        return ""
    names = {kind.words["vi"]: uncapitalised(kind.words[read.lang]) for kind in entries_of(UnitKind)}
    kinds = read.listing([names.get(kind, kind) for kind in held.kinds])
    words = {"set": held.words[read.lang], "basis": held.basis[read.lang], "kinds": kinds}
    told = read.t("Assessed by the {set} (basis: {basis}), for these kinds of units only: {kinds}.", **words)
    return f"{told} {held.note[read.lang]}" if held.note else told


@sentence
def products(read: Reader, ocop: Frame, unit: str) -> str:
    """OCOP products in all and by stars and level; parts that lack units, or are withheld, are not told.

    ocop: of `analysis.programmes.ocop_products`: a row per detail, '' the total. '68 sản phẩm OCOP: 63 sản phẩm 3 sao…'
    """
    p = read(_products(ocop.reindex([""]).iloc[0], "", unit))
    total = p.claim
    if total.basis.state is State.WITHHELD:
        return p.t("The number of OCOP products is confidential.")
    if not total.known:
        return ""
    details = [detail for detail in ocop.index if detail and not repeats(detail, ocop)]
    parts = {detail: read.settle(_products(ocop.loc[detail], detail, unit)) for detail in details}
    same = {read.label(_OCOP, detail): claim for detail, claim in parts.items() if claim.known and claim["value"]
            and (claim.basis.covered, claim.basis.due) == (total.basis.covered, total.basis.due)}  # fmt: skip
    if total.basis.due or not same:
        return p.over(p.t("OCOP, on {day}: {total}.", total=p.value))
    listed = "; ".join(f"{name}: {read(claim, name).value}" for name, claim in same.items())
    return p.t("OCOP, on {day}: {total} ({listed}).", total=p.value, listed=listed)


def _products(row: Row, detail: str, unit: str) -> Claim:
    term = f"{_OCOP}/{detail}" if detail else _OCOP
    return claim_of.value(row, Measure(_OCOP, (term,), (), "products"), unit=unit)


def repeats(detail: str, ocop: Frame) -> bool:
    """Whether 'any stars' of a level stands beside its stars."""
    star, _, level = detail.partition("/")
    others = [d for d in ocop.index if d.endswith(f"/{level}") and d != detail and ocop[_OCOP][d]]
    return star == "any" and bool(others)
