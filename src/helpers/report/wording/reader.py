"""How a reader is told numbers, names and days."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from string import Formatter

from helpers.report.claims import Claim, Measure
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import (
    Translator,
    Undated,
    format_date,
    format_money,
    format_number,
    format_points,
    format_share,
    translator,
    with_qualifier,
)
from helpers.vocabulary.law import kinds_of_units

MOST_NAMES = 5  # in a sentence; more are counted
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Reader:
    """Who is told: a language, and how units are called in it.

    name: the name of a unit or place by its code, as in the official list. kind: what units are called together
    ('commune', 'district' or 'unit'). label: a member of a breakdown (`indicator`, `detail`) by name. times: what is said
    of days that no source gives. settle: finds what stands behind a claim, once. told: the claims of a sentence so far.
    """

    lang: str
    name: Callable[[str], str]
    kind: str = "unit"
    label: Callable[[str, str], str] = field(default=lambda indicator, detail: detail)
    times: Mapping[date | None, Undated] = field(default_factory=dict, repr=False)
    settle: Callable[[Claim], Claim] = field(default=lambda claim: claim, repr=False)
    told: list[Claim] = field(default_factory=list, repr=False)

    def __call__(self, claim: Claim, *labels: str) -> Phrase:
        """What can be written of a claim, which is told from here on. labels: the names by which the words call it."""
        settled = self.settle(claim)
        labels += tuple(filter(None, map(self.times.get, (settled.day, settled.since, settled.start))))
        settled = settled.labelled(*labels) if labels else settled
        if not any(settled is each for each in self.told):
            self.told.append(settled)
        return Phrase(settled, self)

    @cached_property
    def t(self) -> Translator:
        """Turns English messages into the language."""
        return translator(self.lang)

    def day(self, day: date | None) -> str:
        """'31/12/2023'; 'năm 2011' where no source gives the day."""
        return self.times.get(day) or format_date(day, self.lang) if day else "…"

    def number(self, value: float, decimals: int = 0) -> str:
        """'1.731'; a minus sign where it is below zero."""
        return ("−" if value < 0 else "") + format_number(abs(value), self.lang, decimals)

    def share(self, share: float, decimals: int = 2) -> str:
        """'22,38%'; all and nothing without decimals."""
        return format_share(share, self.lang, 0 if share in (0, 1) else decimals)

    def points(self, points: float, decimals: int = 2) -> str:
        """The size of a difference: '13,62 điểm %'."""
        return format_points(points, self.lang, decimals).replace(" ", NBSP, 1).replace(" %", f"{NBSP}%")

    def quantity(self, value: float, counts: str, decimals: int = 0) -> str:
        """A number with what it counts: '1.731 hộ', '216 tỷ đồng', '22,38%'."""
        if counts == "VND":
            return format_money(value, self.lang).replace(" ", NBSP)
        if counts == "share":
            return self.share(value, decimals)
        if counts == "points":
            return self.points(value, decimals)
        return self._counted(value, counts, decimals)

    def _counted(self, value: float, counts: str, decimals: int = 0) -> str:
        t, n = self.t, int(value) if value == int(value) else 2
        told = {
            "households": t.form("{number} household", "{number} households", n),
            "persons": t.form("{number} person", "{number} persons", n),
            "communes": t.form("{number} commune", "{number} communes", n),
            "districts": t.form("{number} district", "{number} districts", n),
            "units": t.form("{number} unit", "{number} units", n),
            "criteria": t.form("{number} criterion", "{number} criteria", n),
            "works": t.form("{number} work", "{number} works", n),
            "products": t.form("{number} product", "{number} products", n),
        }.get(counts, "{number}")
        return told.format(number=self.number(value, decimals)).replace(" ", NBSP)

    def units(self, n: float) -> str:
        """A number of units: '3 xã', '1 commune'."""
        return self._counted(n, f"{self.kind}s" if self.kind in {"commune", "district"} else "units")

    def of_units(self, n: float, many: float) -> str:
        """Some of the units: '2/3 xã', '2 of 3 communes'."""
        return self.t("{n} of {units}", n=self.number(n), units=self.units(many))

    def place(self, code: str) -> str:
        """A unit's name within a sentence: common words before it in lower case ('xã Đăk Nên', 'địa bàn huyện …').

        Vietnamese writes each syllable of a proper name with a capital: a second word without one is no name's.
        """
        name = self.name(code)
        common = name.partition(" ")[2][:1].islower() or any(name.startswith(f"{kind} ") for kind in kinds_of_units())
        return name[:1].lower() + name[1:] if self.lang == "vi" and common else name

    def places(self, codes: Sequence[str]) -> str:
        """Names in a sentence, a shared kind said once ('xã Đăk Nên, Hiếu và thị trấn Măng Đen'); over five, how many."""
        if len(codes) > MOST_NAMES:
            return self.units(len(codes))
        return self.listing(_kinds_once([self.place(code) for code in codes], self.lang))

    def listing(self, words: Sequence[str]) -> str:
        """'một, hai và ba'."""
        return listing(words, self.t)

    def subject(self, measure: Measure) -> str:
        """What the catalogue calls the measure, as it stands in a sentence; of a breakdown, which member."""
        name, _, detail = next(iter(measure.part), "").partition("/")  # a rate as printed has no parts
        entry = indicators().get(measure.column) or indicators().get(name)
        if entry is None:
            return measure.column
        words = uncapitalised(entry.label[self.lang])
        one = entry.id == name and detail and "{" not in detail and len(measure.part) == 1
        return f"{words} ({self.label(name, detail)})" if one else words

    def detail(self, measure: Measure, code: str) -> str:
        """A member of a breakdown within a sentence."""
        return uncapitalised(self.label(measure.part[0].partition("/")[0], code))


@dataclass(frozen=True)
class Phrase:
    """What can be written of a claim, by the words of WRITTEN: its numbers, days and names as a reader is told them."""

    claim: Claim
    reader: Reader

    def t(self, message: str, **words: object) -> str:
        """The message in the reader's language; a word that is not given is what the phrase has by that name."""
        names = [name for _, name, _, _ in Formatter().parse(message) if name]
        return self.reader.t(message, **{name: words[name] if name in words else getattr(self, name) for name in names})

    def either(self, words: Mapping[str, object] | None = None, /, **messages: str) -> str:
        """The message for the claim's direction; without one, for whether its value is `more` or `fewer` than nothing."""
        value = self.claim["value"]
        found = messages.get(self.claim.direction or ("more" if value > 0 else "fewer" if value < 0 else "nothing"))
        return self.t(found, **(words or {})) if found else ""

    def __getattr__(self, word: str) -> str:
        """What WRITTEN says of a word. Raises AttributeError for another."""
        if word not in WRITTEN:
            raise AttributeError(f"{word} is none of {', '.join(WRITTEN)}")
        return WRITTEN[word](self)

    def number(self, role: str) -> str:
        """The number of a role, with what it counts: a share, points, households."""
        claim, measure = self.claim, self.claim.measure
        counts = "share" if measure.is_rate else measure.counts
        told = self.reader.quantity(claim[role], counts, decimals_of(claim.quoted, measure.decimals))
        return with_qualifier(told, claim.basis.qualifier, self.reader.lang)

    def over(self, told: str) -> str:
        """A sentence about the whole; if it holds for some units only, for how many: 'Tính trên 2/3 xã, …'."""
        if not self.claim.basis.due:
            return told
        return self.t("counting {covered} only, {told}", told=uncapitalised(told))

    def of_member(self, place: int = 0) -> str:
        """The value of one of those found."""
        measure, number = self.claim.measure, self.claim.members[place][1]
        if self.claim.since:
            return self.reader.points(abs(number), 2)
        return self.reader.quantity(number, "share" if measure.is_rate else measure.counts, measure.decimals)


def _count(p: Phrase) -> str:
    part = p.claim["part"]
    return p.reader.quantity(part, "VND") if p.claim.measure.counts == "VND" else p.reader.number(part)


def _size(p: Phrase) -> str:
    claim, measure = p.claim, p.claim.measure
    size = abs(next(claim[role] for role in ("size", "gap", "value") if claim.has(role) or role == "value"))
    if measure.is_rate or measure.counts == "points":
        whole = claim.statistic == "printed" and size == int(size)  # as printed: 'hơn 2', not 'hơn 2,00'
        told = p.reader.points(size, 0 if whole else decimals_of(claim.quoted, measure.decimals))
    else:
        told = p.reader.quantity(size, measure.counts)
    return with_qualifier(told, claim.basis.qualifier, p.reader.lang)


def _names(p: Phrase) -> str:
    codes = [code for code, _ in p.claim.members]
    if p.claim.along == "detail":
        return p.reader.listing([p.reader.detail(p.claim.measure, code) for code in codes])
    return p.reader.places(codes)


def _listed(p: Phrase) -> str:
    codes = [code for code, _ in p.claim.members]
    of_details = p.claim.along == "detail"
    names = [p.reader.detail(p.claim.measure, code) if of_details else p.reader.place(code) for code in codes]
    return "; ".join(f"{name} ({p.of_member(place)})" for place, name in enumerate(names))


#: What a message may name of a claim, and how it is written.
WRITTEN: Mapping[str, Callable[[Phrase], str]] = {
    "subject": lambda p: p.reader.subject(p.claim.measure),  # what is measured, in the catalogue's words
    "value": lambda p: p.number("value"),  # '1.731 hộ', '22,38%'
    "rate": lambda p: p.reader.share(p.claim["value"], p.claim.measure.decimals),
    "count": _count,  # of a share: '1.731', as its base says of what; an amount of money with its unit
    "base": lambda p: p.reader.quantity(p.claim["base"], p.claim.measure.counts),  # '7.735 hộ'
    "share": lambda p: p.t("{count} of {base} ({share})", share=p.rate),  # '1.731/7.735 hộ, chiếm 22,38%'
    "before": lambda p: p.number("before"),
    "after": lambda p: p.number("after"),
    "size": _size,  # of a change or gap: '13,62 điểm %', '322 hộ'
    "day": lambda p: p.reader.day(p.claim.day),
    "since": lambda p: p.reader.day(p.claim.since),  # the earlier day
    "start": lambda p: p.reader.day(p.claim.start),  # the first day of a flow
    "place": lambda p: p.reader.places(p.claim.units),  # what it is said of
    "other": lambda p: p.reader.place(p.claim.reference),  # the place compared with
    "theirs": lambda p: p.number("reference"),  # and its figure
    "names": _names,  # those found; more than five are counted
    "listed": _listed,  # each with its value: 'nhà tiêu hợp vệ sinh (78,9%); việc làm (46,1%)'
    "top": lambda p: p.of_member(),  # the value of the first of them
    "missing": lambda p: p.reader.places(p.claim.basis.missing),
    "withheld": lambda p: p.reader.places(p.claim.basis.withheld),
    "covered": lambda p: p.reader.of_units(p.claim.basis.covered, p.claim.basis.due),  # '2/3 xã' of those due
    # what it is said of; of a total lacking units, those with figures: '2/3 xã có số liệu'
    "known_of": lambda p: p.t("the {covered} with figures") if p.claim.basis.due else p.place,
}


def listing(words: Sequence[str], t: Translator) -> str:
    """'một, hai và ba'; semicolons where one holds an 'and' or a comma of its own: 'nhà ở; môi trường và an toàn thực phẩm'."""
    if len(words) < 2:
        return "".join(words)
    told = t("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])
    joints = t("{first} and {last}", first="", last=""), ", "
    return "; ".join(words) if any(joint in word for word in words for joint in joints) else told


def decimals_of(quoted: str, otherwise: int) -> int:
    """With how many decimals a source prints a number: '13,62%' has 2, '2%' none."""
    found = re.search(r"\d+(?:[.,](\d{1,2})(?!\d))?", quoted)
    return otherwise if not found else len(found[1] or "")


def capitalised(text: str) -> str:
    """What opens a sentence or stands alone: its first letter is a capital, the others stay."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """A label as it stands within a sentence: 'Nhà tiêu hợp vệ sinh' -> 'nhà tiêu hợp vệ sinh'; 'OCOP' stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _kinds_once(names: Sequence[str], lang: str) -> list[str]:
    """Names without a kind that the name before has too ('xã Đăk Nên', 'Hiếu')."""
    if lang != "vi":
        return list(names)
    kept, before = [], ""
    for name in names:
        kind = name[: len(name) - len(_proper(name))]
        kept.append(name if kind != before else _proper(name))
        before = kind
    return kept


def _proper(name: str) -> str:
    """The name from its first capital on."""
    return next((name[place:] for place, letter in enumerate(name) if letter.isupper()), name)
