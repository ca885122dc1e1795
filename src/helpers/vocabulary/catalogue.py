"""The indicator catalogue: what each figure is, in which measure, and how rates follow from counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from helpers.vocabulary import law
from helpers.vocabulary.errors import UsageError, did_you_mean, nearest
from helpers.vocabulary.language import translator
from helpers.vocabulary.pack import faults, ids, per_pack, sound
from helpers.vocabulary.settings import Flag, Id, Kind, Mistake, Named, Place, Text, TomlTable, not_among
from helpers.vocabulary.words import Words

FILE = "indicators.toml"
KINDS = ("count", "amount", "flag", "printed", "rate")
DURATIONS = ("stock", "flow")
WAYS = ("out", "in")  # of what a flow describes: out of poverty and into it; other movements are neither
NEARLY = 75  # of 100, how like a known measure a word must be to be a slip
#: What measures an indicator: entries of the law of which one holds on a day.
FAMILIES: Mapping[str, type[law.Entry]] = {
    "poverty": law.Standard,
    "criteria": law.CriteriaSet,
    "programmes": law.Phase,
    "recognition": law.Recognition,
    "land": law.Definition,
}
#: Code lists whose members are entries of the law.
LISTS_OF_LAW: Mapping[str, tuple[type[law.Entry], ...]] = {
    "deprivation": (law.Deprivation,),
    "criterion": (law.Criterion,),
    "content": (law.Content,),
    "capital": (law.Programme, law.Phase, law.CapitalKind, law.CapitalSource),
    "ocop": (law.Level,),
}
MEASURES = (
    "households", "persons", "VND", "works", "criteria", "communes", "products", "deprivations", "share", "points", "flag",
)  # fmt: skip


def _of_measure(value: str, at: Place) -> Iterator[Mistake]:
    """Any word may be a measure; one that is nearly a known one is taken for a slip."""
    if value not in MEASURES and nearest(value, MEASURES, NEARLY):
        yield not_among(at, value, MEASURES)


def _of_terms(value: str, at: Place) -> Iterator[Mistake]:
    """Indicators that are added up, such as `poor_households + near_poor_households`: a word that is none is told."""
    known = ids(FILE, "indicator")
    yield from (not_among(at, word, known) for word in _words(value) if word not in known)


def _words(terms: str) -> list[str]:
    return re.findall(r"\w+", terms)


def _model() -> TomlTable:
    """What the file may hold."""
    words: dict[str, Kind] = dict.fromkeys(("definition_vi", "definition_en", "source"), Text())
    optional: dict[str, Kind] = {
        **words,
        **dict.fromkeys(("numerator", "denominator"), Text(rule=_of_terms)),
        **dict.fromkeys(("additive", "sensitive"), Flag()),
        "standard": Text(choices=tuple(FAMILIES)),
        "land": Text(choices=lambda: ids("norms.toml", "content")),
        "details": Text(choices=lambda: ids(FILE, "codelist") | set(LISTS_OF_LAW)),
        "duration": Text(choices=DURATIONS),
    }
    entry = TomlTable(
        {"kind": Text(choices=KINDS), "measure": Text(rule=_of_measure), "vi": Text(), "en": Text()}, optional
    )
    member = TomlTable({"vi": Text(), "en": Text()}, {"way": Text(choices=WAYS)})
    return TomlTable(optional={"indicator": Named(entry, Id()), "codelist": Named(Named(member, Id()), Id())})


@dataclass(frozen=True)
class Indicator:
    """An entry of `indicators.toml`.

    kind: `count` and `amount` are stored and, if additive, add up over units; `flag` is 0 or 1; `printed` is a rate or
    change as printed, kept to be checked; `rate` is computed from `numerator` / `denominator` and never stored.
    measure: households, persons, VND, share (0-1) and others of MEASURES, or a word of a pack of its own.
    duration: `stock` describes one day, `flow` all days from `start` to `as_of`, which are part of its key.
    standard: of FAMILIES, where the law changes what is measured; no comparison crosses such a change. land: the land
    whose definition that is.
    """

    id: str
    kind: str
    measure: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    source: str = ""
    additive: bool = False
    numerator: str = ""
    denominator: str = ""
    sensitive: bool = False
    duration: str = "stock"
    standard: str = ""
    land: str = ""
    details: str = ""

    @property
    def parts(self) -> frozenset[str]:
        """The indicators that a rate is computed from; none for what is stored."""
        return frozenset(_words(f"{self.numerator} {self.denominator}"))


@dataclass(frozen=True)
class Catalogue:
    """The catalogue as read: indicators by id and code lists by name."""

    indicators: Mapping[str, Indicator]
    codelists: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    ways: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of WAYS, by code list and member


@per_pack
def catalogue() -> Catalogue:
    """The catalogue of the packs in force; faulty entries of a project's own are left out and told by `problems`."""
    data: dict[str, dict[str, Any]] = {"indicator": {}, "codelist": {}}
    for table, id, entry in sound(FILE, _model):
        rows = data[table]
        rows[str(id)] = rows.get(str(id), {}) | entry
    read = data["codelist"].items()
    lists = {name: {code: Words(vi=of["vi"], en=of["en"]) for code, of in each.items()} for name, each in read}
    ways = {name: {code: of.get("way", "") for code, of in each.items()} for name, each in read}
    lists |= _lists_of_law(lists)
    entries = data["indicator"].items()  # without those whose list is faulty, which is told of there
    found = {id: _indicator(id, entry) for id, entry in entries if entry.get("details") in {None, *lists}}
    return Catalogue(found, lists, ways)


def problems() -> list[str]:
    """What is wrong in the indicators of a project's own packs, a message for each file."""
    return faults(FILE, _model)


def _lists_of_law(given: Mapping[str, Mapping[str, Words]]) -> dict[str, dict[str, Words]]:
    """The code lists whose members are entries of the law: what is given of them, then all there ever were."""
    every = {"capital": {"all": Words(vi="Tổng số", en="Total")}}
    lists = {name: every.get(name, {}) | given.get(name, {}) for name in LISTS_OF_LAW}
    for name, kinds in LISTS_OF_LAW.items():
        for entry in (entry for kind in kinds for entry in law.entries_of(kind)):
            lists[name].setdefault(entry.id, entry.words)
    return lists


def _indicator(id: str, given: dict[str, Any]) -> Indicator:
    entry = dict(given)
    label = Words(vi=entry.pop("vi"), en=entry.pop("en"))
    definition = Words(vi=entry.pop("definition_vi", ""), en=entry.pop("definition_en", ""))
    entry.setdefault("additive", entry["kind"] in {"count", "amount"})
    return Indicator(id=id, label=label, definition=definition, **entry)


def indicators() -> Mapping[str, Indicator]:
    """Every indicator by id."""
    return catalogue().indicators


def indicator(id: str) -> Indicator:
    """The indicator of an id. Raises UsageError with the nearest one."""
    known = indicators()
    if id not in known:
        raise UsageError(
            'Unknown indicator "{id}".{near} docs/data-dictionary.md lists them all.',
            id=id,
            near=did_you_mean(id, known),
        )
    return known[id]


def measured_by(id: str, day: date, detail: str = "", places: Sequence[str] | None = None) -> str:
    """The id of the standard, criteria set, phase or definition that measures a figure of that day; '' if unknown.

    Money of a programme belongs to the programme's own phase, whenever it is spent.
    """
    entry = indicators().get(id)
    if entry is None or not entry.standard:
        return ""
    if entry.standard == "programmes":
        phases = {each.id: each.phase for each in law.entries_of(law.Programme)}
        if own := phases.get(detail.partition("/")[0]):
            return own
    return " ".join(each.id for each in rules_for(entry, day, places))


def rules_for(entry: Indicator, day: date, places: Sequence[str] | None = None) -> list[law.Entry]:
    """The entries of the law that measure an indicator on a day; none where no rule is on record, or needed."""
    if entry.standard == "recognition":
        return list(law.in_force_on(law.Recognition, day, places))
    if not entry.standard:
        return []
    which = {"land": entry.land} if entry.standard == "land" else {}
    found = law.rule(FAMILIES[entry.standard], day, places, **which)
    return [found] if isinstance(found, law.Entry) else []


def bases_of(entry: Indicator, day: date, lang: str) -> list[str]:
    """What the definition of an indicator rests on, on a day: the rules that measure it, then its own source."""
    source = [translator(lang)(entry.source)] if entry.source else []
    return list(dict.fromkeys([*(rule.basis[lang] for rule in rules_for(entry, day)), *source]))


def days_of_change(entry: Indicator) -> list[date]:
    """The days on which what measures an indicator changed or will change, for the whole country."""
    if not entry.standard:
        return []
    starts = {each.valid_from for each in law.entries_of(FAMILIES[entry.standard]) if not each.place}
    return sorted(starts)[1:]


def codelist(name: str) -> Mapping[str, Mapping[str, str]]:
    """Members of a code list in order: code to label by language. Lists of the law hold all that ever were members."""
    return catalogue().codelists[name]


def kinds_of_land() -> list[str]:
    """The kinds of land that households are counted with, in the order of the law: contents of support too."""
    known = indicators()
    return [content.id for content in law.entries_of(law.Content) if f"minority_households_with_{content.id}" in known]


def ways(id: str, way: str) -> tuple[str, ...]:
    """The members of a flow's breakdown that are a way `out` or `in`, in order; none if no such flow is known."""
    entry = indicators().get(id)
    members = catalogue().ways.get(entry.details, {}) if entry else {}
    return tuple(code for code, own in members.items() if own == way)


def detail_label(name: str, detail: str, lang: str, day: date | None = None) -> str:
    """Label of a detail; parts of a compound one (`1719/investment/current`) are joined by ', '.

    day: as the law calls it then; what had ended says so, and a deprivation that nobody verified.
    """
    members = codelist(name)
    parts = [detail] if detail in members else detail.split("/")
    kinds = LISTS_OF_LAW.get(name, (law.Level,))
    known = {part: members[part][lang] if part in members else part for part in parts}
    if day is None:
        return ", ".join(known.values())
    return ", ".join(_label_on(day, part, kinds, known[part], lang) for part in parts)


def _label_on(day: date, code: str, kinds: Sequence[type[law.Entry]], known: str, lang: str) -> str:
    """What the law of a day calls a member, as `known` where another list names a level, or no entry holds yet."""
    dated = [each for kind in kinds for each in law.entries_of(kind) if each.id == code and each.valid_from <= day]
    if not dated:
        return known
    last = max(dated, key=lambda entry: entry.valid_from)
    name = known if isinstance(last, law.Level) else last.words[lang]
    t = translator(lang)
    if last.valid_to is not None and last.valid_to < day:
        return t("{name} (ended)", name=name)
    return f"{name} ({t(last.grade)})" if isinstance(last, law.Deprivation) and last.grade != "verified" else name
