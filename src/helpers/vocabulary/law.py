"""What a pack says of law and administration: dated entries, looked up by day and place.

An entry holds from its first to its last day, where its place is the scope's or none is named. After its last day, or
elsewhere, the answer is a `NoRule`: never the older value, never an exception. Every entry names its basis and how well
it is known (`grade`); what nobody could verify is not in the pack at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any, ClassVar, TypeVar, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpers.vocabulary.pack import entry_key, faults, ids, in_force, per_pack, sound
from helpers.vocabulary.settings import (
    Code,
    Day,
    Either,
    Flag,
    Id,
    Many,
    Mistake,
    MonthDay,
    Named,
    Number,
    Place,
    Text,
    TomlTable,
    Whole,
    not_among,
)
from helpers.vocabulary.words import Words

GRADES = ("verified", "one source", "assumed")
ALWAYS = date.min
STATE = "national"  # what recognises above all levels of government
_BOTH = TomlTable({"vi": Text(), "en": Text()})
_WORDS = Either((Text(), _BOTH))
_RECOGNISING = Text(choices=lambda: {STATE, *ids("levels.toml", "level")})


def _one_of(*tables: str) -> Text:
    """The id of an entry of these tables, in any of the packs in force."""
    return Text(choices=lambda: frozenset().union(*(ids(_FILE_OF[table], table) for table in tables)))


def kinds_of_units() -> Collection[str]:
    """What units can be called: 'Xã', 'Phường' …"""
    return {kind.words["vi"] for kind in entries_of(UnitKind)}


def forms() -> Collection[str]:
    """The forms that have a layout in the packs in force, as their files say."""
    texts = (document.text for document in in_force().listed("layouts", ".toml"))
    written = (re.search(r'^form = "(.+)"', text, re.MULTILINE) for text in texts)
    return {found[1] for found in written if found}


@dataclass(frozen=True)
class NoRule:
    """No rule is on record for a day and place. False in a condition, so that a page leaves out what hangs on it."""

    day: date
    id: ClassVar[str] = ""

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A dated entry of a pack. `place`: the code of the area where alone it holds; `note`: what is not known of it."""

    id: Annotated[str, Id()]
    words: Words = field(default_factory=Words)
    valid_from: Annotated[date, Day()] = ALWAYS
    valid_to: Annotated[date | None, Day()] = None
    place: Annotated[str, Code()] = ""
    basis: Annotated[Words, _WORDS]
    url: Annotated[str, Text()] = ""
    grade: Annotated[str, Text(choices=GRADES)]
    note: Annotated[Words | None, _WORDS] = None

    @classmethod
    def slips(cls, data: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
        """What does not go together in an entry whose values are each right by themselves."""
        if "valid_to" in data and data["valid_to"] < data.get("valid_from", ALWAYS):
            yield Mistake((*at, "valid_to"), "trước valid_from", "is before valid_from")

    def holds(self, day: date, places: Sequence[str] = ()) -> bool:
        """Whether it is in force on a day for a scope that lies in these places."""
        in_time = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return in_time and (not self.place or self.place in places)


@dataclass(frozen=True, kw_only=True)
class Standard(Entry):
    """A poverty standard: income lines (VND per person and month), the deprivations that make a household poor.

    `deprivations` are the members of its list as far as they are on record; `list_is_final` says whether that is all;
    `numbered`, whether their numbers are official, so that returns may head columns with them.
    """

    rural_line_vnd: Annotated[int, Whole(0)]
    urban_line_vnd: Annotated[int, Whole(0)]
    poor_from: Annotated[int, Whole(1)]
    deprivations: Annotated[tuple[str, ...], Many(_one_of("deprivation"))] = ()
    numbered: Annotated[bool, Flag()] = False
    list_is_final: Annotated[bool, Flag()] = True


@dataclass(frozen=True, kw_only=True)
class Deprivation(Entry):
    """A member of a standard's list of deprivations."""


@dataclass(frozen=True, kw_only=True)
class Phase(Entry):
    """A span of programmes whose money is one series; sums do not compare with those of another phase."""


@dataclass(frozen=True, kw_only=True)
class Programme(Entry):
    """A target programme. `lines`: the sources of money of each kind of capital; `successors` take its tasks over.
    `short`: what forms call it, `aliases`: what returns call it too.

    `carried_over_until`: the last day for which money that it left may still be reported.
    """

    phase: Annotated[str, _one_of("phase")]
    lines: Annotated[Mapping[str, tuple[str, ...]], Named(Many(_one_of("source"), least=1), _one_of("kind"))]
    successors: Annotated[tuple[str, ...], Many(_one_of("programme"))] = ()
    short: Annotated[str, Text()] = ""
    aliases: Annotated[tuple[str, ...], Many(Text())] = ()
    carried_over_until: Annotated[date | None, Day()] = None


@dataclass(frozen=True, kw_only=True)
class CapitalKind(Entry):
    """A kind of capital, such as investment; `aliases`: what returns call it; `is_budget`: it comes from a budget."""

    is_budget: Annotated[bool, Flag()] = True
    short: Annotated[str, Text()] = ""
    aliases: Annotated[tuple[str, ...], Many(Text())] = ()


@dataclass(frozen=True, kw_only=True)
class CapitalSource(Entry):
    """Where capital comes from: the year's own plan or money carried over. `part_of`: what it is a part of."""

    short: Annotated[str, Text()] = ""
    aliases: Annotated[tuple[str, ...], Many(Text())] = ()
    part_of: Annotated[str, _one_of("source")] = ""
    earlier_years: Annotated[bool, Flag()] = False


@dataclass(frozen=True, kw_only=True)
class Closing(Entry):
    """When money of a budget year can be disbursed last, for a kind of capital: `closes` (MM-DD) of a later year."""

    kind: Annotated[str, _one_of("kind")]
    closes: Annotated[str, MonthDay()]
    years_later: Annotated[int, Whole(0, 3)] = 0
    only_late: Annotated[bool, Flag()] = False


@dataclass(frozen=True, kw_only=True)
class CriteriaSet(Entry):
    """A set of new-rural criteria: members in order, as far as named; `size` is their number; who is assessed.

    groups: the attribute of units by which levels differ.
    """

    size: Annotated[int, Whole(1)]
    members: Annotated[tuple[str, ...], Many(_one_of("criterion"))] = ()
    numbered: Annotated[bool, Flag()] = False
    kinds: Annotated[tuple[str, ...], Many(Text(choices=kinds_of_units))]
    indicators: Annotated[int, Whole(0)] = 0
    poverty: Annotated[str, Text()] = ""
    groups: Annotated[str, _one_of("attribute")] = ""

    @classmethod
    def slips(cls, data: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
        """Days in wrong order; a size other than the number of members; a criterion on poverty that is no member."""
        yield from super().slips(data, at)
        members = data.get("members", ())
        if members and len(members) != data["size"]:
            n = len(members)
            yield Mistake((*at, "size"), f"khác số tiêu chí trong members ({n})", f"is not the number of members ({n})")
        if members and data.get("poverty", members[0]) not in members:
            yield not_among((*at, "poverty"), data["poverty"], members)


@dataclass(frozen=True, kw_only=True)
class Criterion(Entry):
    """A criterion, with its number in its set."""

    number: Annotated[int, Whole(1)]


@dataclass(frozen=True, kw_only=True)
class Content(Entry):
    """What support is for. `unit`: households, or works that none owns; `instead_of`: the content it stands in for."""

    unit: Annotated[str, Text(choices=("households", "works"))] = "households"
    instead_of: Annotated[str, _one_of("content")] = ""
    short: Annotated[str, Text()] = ""
    aliases: Annotated[tuple[str, ...], Many(Text())] = ()


@dataclass(frozen=True, kw_only=True)
class Norm(Entry):
    """Support per household for a content: VND from the central budget, and the kind of capital.

    where: the values of attributes of a unit for which it holds; everywhere if none is named.
    """

    content: Annotated[str, _one_of("content")]
    central_vnd: Annotated[int, Whole(0)]
    capital: Annotated[str, _one_of("kind")]
    where: Annotated[Mapping[str, tuple[str, ...]], Named(Many(Text(), least=1), _one_of("attribute"))] = field(
        default_factory=dict
    )


@dataclass(frozen=True, kw_only=True)
class Counterpart(Entry):
    """What a locality adds to a norm, as a share of the central amount."""

    content: Annotated[str, _one_of("content")]
    share: Annotated[float, Number(0, 10)]


@dataclass(frozen=True, kw_only=True)
class Definition(Entry):
    """What counts as lacking land."""

    land: Annotated[str, _one_of("content")]


@dataclass(frozen=True, kw_only=True)
class Level(Entry):
    """A level of government; rank 1 is the highest below the state; `communes`: how many communes' money it may have."""

    rank: Annotated[int, Whole(1)]
    communes: Annotated[float, Number(1)] = 1.0


@dataclass(frozen=True, kw_only=True)
class UnitKind(Entry):
    """A kind of unit, such as phường, with the level that it belongs to; `aliases` are what returns write for it."""

    level: Annotated[str, _one_of("level")]
    aliases: Annotated[tuple[str, ...], Many(Text())] = ()
    is_urban: Annotated[bool | None, Flag()] = None


@dataclass(frozen=True, kw_only=True)
class Recognition(Entry):
    """Which level recognises OCOP products of a star; `certificates_until`: the last day that its certificates hold."""

    stars: Annotated[int, Whole(1, 5)]
    level: Annotated[str, _RECOGNISING]
    certificates_until: Annotated[date | None, Day()] = None

    def counts_on(self, day: date) -> bool:
        """Whether products so recognised may be counted: while it holds, and as long as certificates are good."""
        return self.valid_from <= day <= (self.certificates_until or self.valid_to or date.max)


@dataclass(frozen=True, kw_only=True)
class Attribute(Entry):
    """A property of units that the law gives them (khu vực, group of communes), with its values."""

    values: Annotated[tuple[str, ...], Many(Text(), least=1)]


@dataclass(frozen=True, kw_only=True)
class UnitValue(Entry):
    """The value that an attribute has for some units, by their codes."""

    attribute: Annotated[str, _one_of("attribute")]
    value: Annotated[str, Text()]
    units: Annotated[tuple[str, ...], Many(Code(), least=1)]

    @classmethod
    def slips(cls, data: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
        """A value that the attribute does not have."""
        yield from super().slips(data, at)
        known = {each for entry in entries_of(Attribute) if entry.id == data["attribute"] for each in entry.values}
        if known and data["value"] not in known:
            yield not_among((*at, "value"), data["value"], known)


@dataclass(frozen=True, kw_only=True)
class Duty(Entry):
    """Who sends a form to whom, and by when (`due`, in words)."""

    form: Annotated[str, Text(choices=forms)]
    recipient: Annotated[Words | None, _WORDS] = None
    due: Annotated[Words | None, _WORDS] = None


def _of_zone(value: str, at: Place) -> Iterator[Mistake]:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, a name too long for a file
        yield Mistake(at, "không phải múi giờ, ví dụ Asia/Ho_Chi_Minh", "is no time zone, such as Asia/Ho_Chi_Minh")


@dataclass(frozen=True, kw_only=True)
class Clock(Entry):
    """The time that the country's offices go by. `zone`: its name in the time zone database."""

    zone: Annotated[str, Text(rule=_of_zone)]


E = TypeVar("E", bound=Entry)

#: The files of a pack that hold dated entries, and the tables in them.
FILES: Mapping[str, Mapping[str, type[Entry]]] = {
    "standards.toml": {"standard": Standard, "deprivation": Deprivation},
    "programmes.toml": {
        "phase": Phase, "programme": Programme, "kind": CapitalKind, "source": CapitalSource, "closing": Closing,
    },
    "criteria.toml": {"set": CriteriaSet, "criterion": Criterion},
    "norms.toml": {"content": Content, "norm": Norm, "counterpart": Counterpart, "definition": Definition},
    "levels.toml": {"level": Level, "unit": UnitKind, "recognition": Recognition, "attribute": Attribute},
    "units.toml": {"value": UnitValue},
    "calendar.toml": {"duty": Duty, "clock": Clock},
}  # fmt: skip
_HOME: Mapping[type[Entry], tuple[str, str]] = {
    entry: (file, table) for file, tables in FILES.items() for table, entry in tables.items()
}
_FILE_OF: Mapping[str, str] = {table: file for file, table in _HOME.values()}


def model(entry: type[Entry]) -> TomlTable:
    """What an entry may hold, as its fields are annotated: those without a default must be there."""
    hints = get_type_hints(entry, include_extras=True)
    kinds = {each.name: hints[each.name].__metadata__[0] for each in fields(entry) if each.name != "words"}
    needed = {each.name for each in fields(entry) if each.default is MISSING and each.default_factory is MISSING}
    required = {name: kind for name, kind in kinds.items() if name in needed}
    optional = {name: kind for name, kind in kinds.items() if name not in needed}
    return TomlTable({**required, "vi": Text(), "en": Text()}, optional, entry.slips)


def _model_of(file: str) -> TomlTable:
    return TomlTable(optional={name: Many(model(entry)) for name, entry in FILES[file].items()})


#: For each file, a function that gives what it may hold; made when it is read, for a run with nothing to do reads one.
_MODELS: Mapping[str, Callable[[], TomlTable]] = {file: partial(_model_of, file) for file in FILES}


def entries_of(entry: type[E]) -> tuple[E, ...]:
    """Every entry of a kind in the packs in force, in their order; faulty ones are left out and told by `problems`."""
    return tuple(each for each in _entries(entry) if isinstance(each, entry))


@per_pack
def _entries(entry: type[Entry]) -> tuple[Entry, ...]:
    file, table = _HOME[entry]
    found = {entry_key(data): data for name, _, data in sound(file, _MODELS[file]) if name == table}
    return tuple(_made(entry, each) for each in found.values())


def problems() -> list[str]:
    """What is wrong in the project's own packs, a message for each file: file, line, what was expected."""
    return [message for file, of_file in _MODELS.items() for message in faults(file, of_file)]


def _made(entry: type[E], data: Mapping[str, Any]) -> E:
    values = {name: _value(value) for name, value in data.items() if name not in ("vi", "en")}
    for name in ("basis", "note", "recipient", "due"):
        if isinstance(data.get(name), str):
            values[name] = Words(vi=data[name], en=data[name])
    return entry(words=Words(vi=data["vi"], en=data["en"]), **values)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return Words(value) if set(value) == {"vi", "en"} else {name: tuple(each) for name, each in value.items()}
    return value


def in_force_on(entry: type[E], day: date, places: Sequence[str] | None = None) -> list[E]:
    """The entries of a kind in force on a day, in the packs' order; where the scope lies unless places are given."""
    places = in_force().places if places is None else places
    return [each for each in entries_of(entry) if each.holds(day, places)]


def chosen(found: Iterable[E], places: Sequence[str] = ()) -> E | None:
    """Of entries that hold at once, the one of the nearest place (`places` begin with the nearest), then the latest."""
    order = {place: number for number, place in enumerate(places)}
    ranked = sorted(found, key=lambda each: (-order.get(each.place, len(order)), each.valid_from))
    return ranked[-1] if ranked else None


def rule(entry: type[E], day: date, places: Sequence[str] | None = None, **which: Any) -> E | NoRule:
    """The one entry of a kind in force on a day, of those whose fields are as given; a NoRule where there is none.

    places: those of the scope whose packs are in force, unless others are given.
    """
    places = in_force().places if places is None else places
    holding = in_force_on(entry, day, places)
    fitting = [each for each in holding if all(getattr(each, name) == value for name, value in which.items())]
    return chosen(fitting, places) or NoRule(day)


def value_of(attribute: str, unit: str, day: date) -> str:
    """The value that an attribute has for a unit on a day; '' where none is on record."""
    held = (each for each in in_force_on(UnitValue, day) if each.attribute == attribute and unit in each.units)
    return next((each.value for each in held), "")


def norm_of(content: str, unit: str, day: date) -> Norm | NoRule:
    """The support per household for a content in a unit; none if norms go by an attribute unknown for the unit."""
    norms = [norm for norm in in_force_on(Norm, day) if norm.content == content]
    own = {name: value_of(name, unit, day) for norm in norms for name in norm.where}
    if not all(own.values()):
        return NoRule(day)
    fitting = [norm for norm in norms if all(own[name] in values for name, values in norm.where.items())]
    return chosen([norm for norm in fitting if norm.where] or fitting, in_force().places) or NoRule(day)


def spans(entry: type[E]) -> Iterator[tuple[E, date, date | None]]:
    """The entries of a kind that are the one in force where the scope lies, each with its first and last day so."""
    own = [each for each in entries_of(entry) if not each.place or each.place in in_force().places]
    days = {each.valid_from for each in own} | {each.valid_to + timedelta(days=1) for each in own if each.valid_to}
    starts = [(day, found) for day in sorted(days) for found in [rule(entry, day)]]
    turns = [at for at, (_, found) in enumerate(starts) if at == 0 or found != starts[at - 1][1]]
    for at, following in zip(turns, [*turns[1:], None], strict=True):
        day, found = starts[at]
        if isinstance(found, entry):
            yield found, day, None if following is None else starts[following][0] - timedelta(days=1)


def changes(day: date) -> tuple[list[Entry], list[Entry]]:
    """Entries that begin on a day in the places of the scope, and those that ended on the day before."""
    places = in_force().places
    eve = day - timedelta(days=1)
    every = [each for entry in _HOME for each in entries_of(entry) if not each.place or each.place in places]
    return [each for each in every if each.valid_from == day], [each for each in every if each.valid_to == eve]


def local(moment: datetime, lang: str) -> tuple[datetime, str]:
    """A moment by the clock of the packs in force, with what that time is called; UTC where they name none."""
    clock = rule(Clock, moment.date())
    if isinstance(clock, Clock):
        return moment.astimezone(ZoneInfo(clock.zone)), clock.words[lang]
    return moment, "UTC"
