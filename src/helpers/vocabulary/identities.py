"""What must add up: the arithmetic statements about figures that `identities.toml` of a pack lists, as typed terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from helpers.vocabulary.catalogue import codelist, indicators, kinds_of_land
from helpers.vocabulary.errors import InputError, did_you_mean
from helpers.vocabulary.findings import finding_types
from helpers.vocabulary.law import Standard, kinds_of_units, spans
from helpers.vocabulary.pack import entry_key, faults, per_pack, sound
from helpers.vocabulary.settings import Day, Flag, Kind, Many, Mistake, Number, Place, Text, TomlTable, not_among
from helpers.vocabulary.words import Words

FILE = "identities.toml"
KINDS = ("sum", "part", "bound", "between_forms", "carried_over", "usual")
EVERY, EACH = "*", "?"  # all details of an indicator together; each of them in turn
_TERM = re.compile(r"([+-]?)\s*(?:(\d{1,9})\s+)?([a-z][a-z0-9_]*)(?::([\w/*?]+))?(@previous)?\s*")
_TEXTS = ("id", "kind", "says", "check", "reject", "basis")
_FLAGS = ("complete", "group", "parts")
_LISTS = ("needs", "unless")
_DAYS = ("valid_from", "valid_to")
OVER = ("land", "standard")  # what of the law an entry is repeated for
_OF_STANDARD = ("id", "basis", "poor_from", "most", "fewer")


def _says(entry: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """A statement that cannot be read, or that speaks of no indicator: it would check and protect nothing, silently."""
    if entry.get("over") == "standard":
        for word in re.findall(r"\{(.*?)\}", entry["says"]):
            yield from [not_among((*at, "says"), word, _OF_STANDARD)] if word not in _OF_STANDARD else []
    for filling in _fillings(entry):
        for key, texts in (("says", [entry["says"]]), *((name, entry.get(name, [])) for name in _LISTS)):
            for text in map(filling.of, texts):
                try:
                    parse(entry["id"], text) if key == "says" else _terms(entry["id"], text)
                except InputError as error:
                    told = str(error).partition('": ')[2]
                    yield Mistake((*at, key), f"không đọc được, hoặc nêu chỉ tiêu không có: “{text}”", told)
                    return


def _model() -> TomlTable:
    """What the file may hold."""
    optional: dict[str, Kind] = {
        "check": Text(choices=finding_types),
        "basis": Text(),
        "reject": Text(choices=("part", "both")),
        **dict.fromkeys(_FLAGS, Flag()),
        **dict.fromkeys((*_LISTS, "each"), Many(Text())),
        "over": Text(choices=OVER),
        **dict.fromkeys(_DAYS, Day()),
    }
    required = {"id": Text(), "kind": Text(choices=KINDS), "says": Text(), "vi": Text(), "en": Text()}
    figure, code = Text(choices=lambda: indicators().keys()), Text(choices=finding_types)

    def of(*numbers: str, **optional: Kind) -> Many:
        return Many(TomlTable({"indicator": figure, **dict.fromkeys(numbers, Number(0))}, optional))

    return TomlTable(
        optional={
            "identity": Many(TomlTable(required, optional, _says)),
            "change": Many(TomlTable({"printed": figure, "of": figure})),
            "tally": Many(TomlTable({"printed": figure}, dict.fromkeys(("count_of", "mean_of", "where_not"), figure))),
            "companion": Many(TomlTable({"figure": figure, "count": figure})),
            "rate": Many(TomlTable({"printed": figure, "share_of": figure})),
            "plausible": of("share", "least"),
            "slow": of("least"),
            "scale": of("times"),
            "size": of(**dict.fromkeys(("least", "most", "most_each", "times"), Number(0)), per=figure, finding=code),
            "proportion": of("least", "most", of=figure),
            "inhabited": of(where=figure, finding=code),
            "applies": Many(TomlTable({"starts": Text(), "kinds": Many(Text(choices=kinds_of_units))})),
        }
    )


def problems() -> list[str]:
    """What is wrong in the identities of a project's own packs, a message for each file."""
    return faults(FILE, _model)


def entries_in(table: str) -> list[Mapping[str, Any]]:
    """The entries of a table; one of a later pack stands in the place of its namesake."""
    return list({entry_key(entry): entry for name, _, entry in sound(FILE, _model) if name == table}.values())


@dataclass(frozen=True)
class Term:
    """A figure in an identity: `coefficient` times it; `previous` is that of the year before."""

    indicator: str
    detail: str = ""
    coefficient: int = 1
    previous: bool = False

    @property
    def name(self) -> str:
        """The figure as checks name it: `households`, `poor_household_flow/start`."""
        return f"{self.indicator}/{self.detail}" if self.detail else self.indicator

    def of(self, detail: str) -> Term:
        """The term for one detail, where it stands for each in turn."""
        return replace(self, detail=detail) if self.detail == EACH else self


@dataclass(frozen=True)
class Identity:
    """left = right, or left <= right (`bounded`), between figures of a unit and day; identities.toml explains the rest.

    `needs` and `unless` are names of figures; `complete` makes every term needed.
    """

    id: str
    kind: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    label: Mapping[str, str]
    bounded: bool = False
    check: str = ""
    reject: str = ""
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    complete: bool = False
    group: bool = False
    parts: bool = False
    basis: str = ""
    valid_from: date = date.min
    valid_to: date = date.max

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Larger side - smaller side: they add up to 0, or to at least 0 where the identity is bounded."""
        first, second = (self.right, self.left) if self.bounded else (self.left, self.right)
        return (*first, *(replace(term, coefficient=-term.coefficient) for term in second))

    @cached_property
    def indicators(self) -> frozenset[str]:
        """Indicators that it speaks of."""
        return frozenset(term.indicator for term in self.terms)

    def of(self, detail: str) -> Identity:
        """The identity for one detail, where it holds for each in turn (`?`)."""
        left, right = (tuple(term.of(detail) for term in side) for side in (self.left, self.right))
        needs, unless = (tuple(name.replace(EACH, detail) for name in names) for names in (self.needs, self.unless))
        return replace(self, left=left, right=right, needs=needs, unless=unless)


@dataclass(frozen=True)
class Rate:
    """printed = numerator / denominator, in every detail; from the catalogue."""

    printed: str
    numerator: str
    denominator: str


@per_pack
def identities() -> tuple[Identity, ...]:
    """Every identity of the pack in order, one for each word of its `each`, or of the law that it is stated `over`."""
    return tuple(identity for entry in entries_in("identity") for identity in _identities(entry))


@per_pack
def rates() -> Mapping[str, Rate]:
    """Printed rates that the catalogue can recompute, by indicator."""
    found = (entry for _, entry in sorted(indicators().items()) if entry.kind == "printed" and entry.numerator)
    return {entry.id: Rate(entry.id, entry.numerator, entry.denominator) for entry in found}


@per_pack
def changes() -> Mapping[str, Rate]:
    """Printed changes in points, by indicator: the rate of a year less that of the year before."""
    return {entry["printed"]: rates()[entry["of"]] for entry in entries_in("change")}


@per_pack
def tallies() -> Mapping[str, Mapping[str, str]]:
    """Published figures that follow from the units' figures by counting flags or as a mean, by indicator."""
    return {entry["printed"]: entry for entry in entries_in("tally")}


@per_pack
def companions() -> tuple[tuple[str, str], ...]:
    """Pairs of a figure and the count of households that it tells of: their money, their persons."""
    return tuple((entry["figure"], entry["count"]) for entry in entries_in("companion"))


def flows(indicator: str) -> tuple[Identity, ...]:
    """The identities that give the end of a flow from its other parts, in the order in which they are tried."""
    end = f"{indicator}/end"
    return tuple(each for each in identities() if each.kind == "sum" and each.left[0].name == end)


def parse(id: str, says: str, **options: Any) -> Identity:
    """The identity of a text such as `a + b = c` or `part <= whole`. Raises InputError where it cannot be read."""
    sides = re.split(r"(<=|=)", says)
    if len(sides) != 3:
        raise InputError(
            '{file}, identity "{id}": "{says}" needs two sides with = or <= between them.', file=FILE, id=id, says=says
        )
    left, right = (_terms(id, side) for side in (sides[0], sides[2]))
    return Identity(id, options.pop("kind", "sum"), left, right, options.pop("label", {}), sides[1] == "<=", **options)


@dataclass(frozen=True)
class _Filling:
    """What the placeholders of an entry stand for, and the days for which that holds."""

    words: Mapping[str, str]
    days: Mapping[str, date] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """The text with its placeholders filled in."""
        for name, word in self.words.items():
            text = text.replace(f"{{{name}}}", word)
        return text


def _identities(entry: Mapping[str, Any]) -> Iterator[Identity]:
    for filling in _fillings(entry):
        options: dict[str, Any] = {name: filling.of(entry[name]) for name in _TEXTS if name in entry}
        options |= {name: entry[name] for name in (*_FLAGS, *_DAYS) if name in entry} | dict(filling.days)
        options |= {
            name: tuple(filling.of(text).replace(":", "/", 1) for text in entry.get(name, ())) for name in _LISTS
        }
        yield parse(**options, label=Words(vi=filling.of(entry["vi"]), en=filling.of(entry["en"])))


def _fillings(entry: Mapping[str, Any]) -> Iterator[_Filling]:
    """One for each word of `each`, kind of land, or standard whose list is on record and says what the entry needs."""
    over = entry.get("over")
    if over != "standard":
        yield from (_Filling({"": word}) for word in (kinds_of_land() if over else entry.get("each", [""])))
        return
    for standard, first, last in spans(Standard):
        words = {"id": standard.id, "basis": standard.basis["en"], "poor_from": str(standard.poor_from)}
        if standard.list_is_final:
            words |= {"most": str(len(standard.deprivations)), "fewer": str(standard.poor_from - 1)}
        filling = _Filling(words, {"valid_from": first, "valid_to": last or date.max})
        if standard.deprivations and "{" not in filling.of(entry["says"]):
            yield filling


def _terms(id: str, side: str) -> tuple[Term, ...]:
    found, position, text = [], 0, side.strip()
    while position < len(text):
        match = _TERM.match(text, position)
        if not match or (found and not match[1]):
            raise InputError('{file}, identity "{id}": cannot read "{rest}".', file=FILE, id=id, rest=text[position:])
        sign, times, indicator, detail, previous = match.groups()
        coefficient = int(times or 1) * (-1 if sign == "-" else 1)
        found.append(Term(_known(id, indicator), _member(id, indicator, detail or ""), coefficient, bool(previous)))
        position = match.end()
    if not found:
        raise InputError('{file}, identity "{id}": a side has no terms.', file=FILE, id=id)
    return tuple(found)


def _member(id: str, indicator: str, detail: str) -> str:
    """The detail, if the indicator's breakdown has it: each part of a compound one."""
    known = codelist(indicators()[indicator].details) if indicators()[indicator].details else {}
    for part in detail.split("/") if detail and detail not in known else ():
        if part not in {EVERY, EACH, *known}:
            raise InputError(
                '{file}, identity "{id}": "{indicator}" has no member "{part}".{near}',
                file=FILE,
                id=id,
                indicator=indicator,
                part=part,
                near=did_you_mean(part, known),
            )
    return detail


def _known(id: str, indicator: str) -> str:
    """The indicator, if the catalogue has it: a misspelt one would check and protect nothing, silently."""
    if indicator not in indicators():
        raise InputError(
            '{file}, identity "{id}": no indicator "{indicator}".{near}',
            file=FILE,
            id=id,
            indicator=indicator,
            near=did_you_mean(indicator, indicators()),
        )
    return indicator
