"""Scopes and units. The key of a unit is (code, boundary version): since 1/7/2025 most commune codes are reused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from helpers.vocabulary.errors import CommuneError, InputError, UsageError, unknown
from helpers.vocabulary.language import Translator, format_date
from helpers.vocabulary.languages import languages
from helpers.vocabulary.law import UnitKind, entries_of
from helpers.vocabulary.pack import COUNTRY, Pack, ids, using
from helpers.vocabulary.project import Project
from helpers.vocabulary.register import merged_whole, register, registers
from helpers.vocabulary.settings import (
    Code,
    Day,
    Many,
    Mistake,
    Name,
    Named,
    Number,
    Place,
    SettingsError,
    Text,
    TomlTable,
    Whole,
    checked_text,
    shown_path,
    twice,
)
from helpers.vocabulary.settings_text import bytes_of
from helpers.vocabulary.words import Words


@dataclass(frozen=True)
class Unit:
    """One place in one boundary version; `predecessors`: codes, in the version before, that were merged whole into it.

    `is_namesake`: another unit of the version has the same name, so that it takes the code to say which is meant.
    """

    code: str
    boundary: str
    name: str
    kind: str = ""
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None
    predecessors: tuple[str, ...] = ()
    name_en: str = ""
    is_namesake: bool = False

    @cached_property
    def short_name(self) -> str:
        """The name without its kind: 'Măng Đen' of 'Thị trấn Măng Đen'."""
        return self.name.removeprefix(self.kind).strip() or self.name

    @property
    def is_urban(self) -> bool:
        """Whether units of its kind are urban, as the packs in force say: towns and wards are, xã are not."""
        return any(kind.is_urban for kind in entries_of(UnitKind) if kind.words["vi"] == self.kind)

    def words(self, lang: str) -> str:
        """The name for a reader: official in Vietnamese, without its kind in English; a namesake's with its code."""
        name = self.name if lang == "vi" else self.name_en or self.short_name
        return f"{name} ({self.code})" if self.is_namesake else name


@dataclass(frozen=True)
class Boundary:
    """A list of units that held from `valid_from` until the day before the next version."""

    version: str
    valid_from: date
    units: tuple[Unit, ...]
    total: Unit
    valid_to: date | None = None
    parent: str = ""

    @cached_property
    def by_code(self) -> dict[str, Unit]:
        """Units and the total, by code."""
        return {unit.code: unit for unit in (*self.units, self.total)}


@dataclass(frozen=True)
class Alias:
    """Another spelling or an older name of a unit; `valid_to` where the name ended on a date."""

    code: str
    boundary: str
    name: str
    valid_to: date | None = None


@dataclass(frozen=True)
class Issuer:
    """Who issues a scope's reports and answers for them; `next` is the day of the next ones."""

    by: Mapping[str, str]
    contact: str = ""
    next: date | None = None

    def told(self, t: Translator) -> str:
        """Who issued it, whom to ask, when the next comes out."""
        parts = [t("Issued by: {name}", name=self.by[t.lang])]
        parts += [t("Contact: {contact}", contact=self.contact)] if self.contact else []
        parts += [t("Next release: {day}", day=format_date(self.next, t.lang))] if self.next else []
        return ". ".join(parts) + "."


@dataclass(frozen=True)
class Scope:
    """A reporting body and its units, as its `scope.toml` says."""

    id: str
    title: Mapping[str, str]
    parent: str
    level: str
    boundaries: tuple[Boundary, ...]
    threshold: int = 3
    aliases: tuple[Alias, ...] = ()
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    pack: Pack = field(default_factory=Pack)
    issuer: Issuer | None = None

    def __hash__(self) -> int:
        """By its id alone, so that what is made once for a scope of thousands is found at once."""
        return hash(self.id)

    def issued(self, t: Translator) -> str:
        """Who issues the reports, as a line of a page; '' where the scope does not say."""
        return self.issuer.told(t) if self.issuer else ""

    @property
    def places(self) -> tuple[str, ...]:
        """The areas whose law can hold here, the nearest first: its own, then those that it lies or lay in.

        Law of a former province goes on holding in its former area until it ends.
        """
        totals = [boundary.total.code for boundary in reversed(self.boundaries)]
        parents = [boundary.parent for boundary in reversed(self.boundaries)]
        return tuple(dict.fromkeys(code for code in (*totals, *parents, self.parent) if code))

    def boundary_at(self, day: date) -> Boundary:
        """The version in force on a day. Raises InputError before the first one."""
        for boundary in reversed(self.boundaries):
            if boundary.valid_from <= day:
                return boundary
        raise InputError(
            "{scope}: no boundary version holds on {day}; the first starts on {valid_from}.",
            scope=self.id,
            day=day,
            valid_from=self.boundaries[0].valid_from,
        )

    def boundary(self, version: str) -> Boundary:
        """A version by its name. Raises UsageError if the scope has no such version."""
        for boundary in self.boundaries:
            if boundary.version == version:
                return boundary
        known = [b.version for b in self.boundaries]
        raise unknown("boundary version", version, known)

    def unit(self, code: str, version: str) -> Unit:
        """The unit of a key, the scope's total included. Raises UsageError with the nearest codes and names."""
        boundary = self.boundary(version)
        if code in boundary.by_code:
            return boundary.by_code[code]
        known = {f"{u.code} {u.name}": u.code for u in boundary.units}
        raise unknown("unit", code, known, 70)

    def name(self, code: str, version: str, lang: str) -> str:
        """Name of a unit, total or place of comparison, for a reader."""
        if code in self.references:
            return self.references[code][lang]
        return self.unit(code, version).words(lang)

    def name_or_code(self, code: str, version: str, lang: str) -> str:
        """The name; the code itself of what `scope.toml` does not name."""
        try:
            return self.name(code, version, lang)
        except UsageError:
            return code


THRESHOLDS = (2, 100)  # counts below it are withheld: below 2 nothing would be protected, above 100 little shown


def _of_boundary(entry: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """A version lists its units, each code once, or takes them from a part of a register."""
    if "units" not in entry and "register" not in entry:
        yield Mistake(at, "thiếu “units” hoặc “register”", 'lacks "units", or a "register" to take them from')
    elif "units" not in entry and not entry.get("within"):
        yield Mistake(
            at,
            'lấy cả danh mục của nước; hãy ghi within = { province = "51" }, hoặc within = { country = "VN" } nếu muốn cả nước',
            'takes the whole register; write within = { province = "51" }, or within = { country = "VN" } if that is meant',
        )
    listed = [((*at, "units", n, "code"), unit["code"]) for n, unit in enumerate(entry.get("units", ()))]
    total = ((*at, "total", "code"), entry["total"]["code"])
    yield from twice([*([total] if len(listed) != 1 else ()), *listed])  # one unit may be its own total


def _of_scope(data: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """Versions follow one another, each under its own name; aliases and parts are of units that a version lists."""
    versions = [entry["version"] for entry in data["boundary"]]
    yield from twice([(("boundary", n, "version"), version) for n, version in enumerate(versions)])
    for n, (before, after) in enumerate(pairwise(data["boundary"]), start=1):
        if after["valid_from"] <= before["valid_from"]:
            vi = "phải sau ngày của phiên bản trước; hãy xếp các [[boundary]] theo ngày"
            en = "must be later than that of the version before; write the [[boundary]] entries in order of their dates"
            yield Mistake(("boundary", n, "valid_from"), vi, en)
    codes = {entry["version"]: {unit["code"] for unit in entry.get("units", ())} for entry in data["boundary"]}
    for n, (before, after) in enumerate(pairwise(data["boundary"]), start=1):
        for row, unit in enumerate(after.get("units", ())):
            for code in unit.get("from", ()) if "units" in before else ():  # one in two of them was split
                yield from Text(choices=codes[before["version"]]).mistakes(code, ("boundary", n, "units", row, "from"))
    for n, alias in enumerate(data.get("alias", ())):
        yield from Text(choices=versions).mistakes(alias["boundary"], ("alias", n, "boundary"))
        if listed := codes.get(alias["boundary"]):
            yield from Text(choices=listed).mistakes(alias["code"], ("alias", n, "code"))


_NAME = TomlTable({"vi": Text(), "en": Text()}, dict.fromkeys(languages(), Text()))
_UNIT = TomlTable(
    {"code": Code(), "name": Name()},
    {"lat": Number(-90, 90), "lon": Number(-180, 180), "area_km2": Number(0), "from": Many(Code()), "en": Text()},
)
_BOUNDARY = TomlTable(
    {"version": Code(), "valid_from": Day(), "total": TomlTable({"code": Code(), "vi": Text(), "en": Text()})},
    {
        "parent": Code(),
        "register": Text(choices=registers),
        "within": Named(Code(), Text(choices=lambda: {"country", *ids("levels.toml", "level")})),
        "units": Many(_UNIT, least=1),
    },
    _of_boundary,
)
_ALIAS = TomlTable({"code": Code(), "boundary": Text(), "name": Text()}, {"valid_to": Day()})
SCOPE = TomlTable(
    {
        "parent": Code(),
        "level": Text(choices=lambda: ids("levels.toml", "level")),
        "title": _NAME,
        "boundary": Many(_BOUNDARY, least=1),
    },
    {
        "packs": Many(Code(), least=1),
        "threshold": Whole(*THRESHOLDS),
        "alias": Many(_ALIAS),
        "issuer": TomlTable({"by": _NAME}, {"contact": Text(), "next": Day()}),
        "reference": Named(_NAME, Code()),
    },
    _of_scope,
)


def load_scope(scope: str, project: Project) -> Scope:
    """The scope of `data/raw/<scope>/scope.toml`. Raises UsageError if it is unknown, SettingsError if faulty."""
    path = project.raw(project.check_scope(scope)) / "scope.toml"
    name, content = shown_path(path), bytes_of(path)
    try:
        pack = Pack.of(_packs(content), project.packs)
    except UsageError as error:
        raise InputError("{name}: {error}", name=name, error=error) from error
    with using(pack):
        return _load_scope(scope, content, name, pack)


def faulty_scopes(project: Project) -> dict[str, str]:
    """What is wrong with each scope that cannot be used, by id: it is left out and does not end the work on others."""
    found = {}
    for scope in project.scopes():
        try:
            load_scope(scope, project)
        except CommuneError as error:
            found[scope] = str(error)
        except OSError as error:
            why = f"cannot be read ({error.strerror}). Put the file back, or take the folder away."
            found[scope] = f"data/raw/{scope}/scope.toml: {why}"
    return found


@lru_cache(maxsize=32)
def _packs(content: bytes) -> tuple[str, ...]:
    """The packs that a scope.toml names, kept by its content: of a country it takes a third of a second to parse."""
    packs = checked_text(content, SCOPE)[0].get("packs")
    return tuple(packs) if isinstance(packs, list) else (COUNTRY,)


def packs_named(project: Project) -> set[str]:
    """The packs that the scopes of a project count by, a faulty scope's as far as they can be read."""
    found: set[str] = set()
    for scope in project.scopes():
        with suppress(OSError):  # a file that cannot be read is told by who uses that scope
            found |= {str(name) for name in _packs(bytes_of(project.raw(scope) / "scope.toml"))}
    return found


@lru_cache(maxsize=32)
def _load_scope(scope: str, content: bytes, name: str, pack: Pack) -> Scope:
    data, mistakes = checked_text(content, SCOPE)
    if mistakes:
        raise SettingsError(name, mistakes)
    read = _scope(scope, data)
    read = replace(read, pack=pack.at(read.places))
    if empty := [boundary.version for boundary in read.boundaries if not boundary.units]:
        raise InputError(
            '{name}: "within" of boundary version {version} finds no unit in the register; correct its codes or list the units.',
            name=name,
            version=empty[0],
        )
    return read


def _scope(scope: str, data: dict[str, Any]) -> Scope:
    starts = [entry["valid_from"] for entry in data["boundary"]] + [None]
    boundaries: list[Boundary] = []
    for entry, ends in zip(data["boundary"], starts[1:], strict=True):
        boundaries.append(_boundary(entry, ends, data["level"], boundaries[-1] if boundaries else None))
    return Scope(
        id=scope,
        title=Words(data["title"]),
        parent=data["parent"],
        level=data["level"],
        boundaries=tuple(boundaries),
        threshold=data.get("threshold", 3),
        aliases=tuple(Alias(**entry) for entry in data.get("alias", [])),
        references={code: Words(words) for code, words in data.get("reference", {}).items()},
        issuer=Issuer(Words(by["by"]), by.get("contact", ""), by.get("next")) if (by := data.get("issuer")) else None,
    )


def _boundary(entry: dict[str, Any], next_start: date | None, level: str, before: Boundary | None) -> Boundary:
    version, total = entry["version"], entry["total"]
    return Boundary(
        version=version,
        valid_from=entry["valid_from"],
        valid_to=date.fromordinal(next_start.toordinal() - 1) if next_start else None,
        units=_told_apart(_units(entry, level, before)),
        total=Unit(total["code"], version, total["vi"], kind_of(total["vi"]), name_en=total["en"]),
        parent=entry.get("parent", ""),
    )


def _told_apart(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units, those marked that share a name, by its kind or without it, with another."""
    names = Counter(unit.short_name.casefold() for unit in units)
    return tuple(replace(unit, is_namesake=True) if names[unit.short_name.casefold()] > 1 else unit for unit in units)


def kind_of(name: str) -> str:
    """The kind of the packs in force that a name starts with ('Xã', 'Thị trấn', 'Huyện' …), or ''."""
    kinds = (kind.words["vi"] for kind in entries_of(UnitKind))
    return next((kind for kind in kinds if name.startswith(f"{kind} ")), "")


def _units(entry: dict[str, Any], level: str, before: Boundary | None) -> tuple[Unit, ...]:
    """The listed units, with position and area of the register if it knows their code; or the register's own list."""
    known: Mapping[str, Mapping[str, str]] = {}
    if "register" in entry:
        within = [(name, code) for name, code in entry.get("within", {}).items() if name != "country"]
        known = register(entry["register"], level, *within)
    if "units" in entry:
        return tuple(_unit(row, entry["version"], known.get(row["code"], {})) for row in entry["units"])
    merged = _merged(entry["register"], before)
    return tuple(
        _unit({"code": code, "name": row["name"], "from": merged.get(code, ())}, entry["version"], row)
        for code, row in known.items()
    )


def _merged(name: str, before: Boundary | None) -> Mapping[str, tuple[str, ...]]:
    """The units of the version before that were merged whole into each unit of a register."""
    if before is None:
        return {}
    there = {unit.code for unit in before.units}
    return {code: parts for code, parts in merged_whole(name).items() if there.issuperset(parts)}


def _unit(row: Mapping[str, Any], version: str, known: Mapping[str, str]) -> Unit:
    def place(name: str) -> float | None:
        value = row.get(name, known.get(name))
        return None if value in (None, "") else float(value)

    return Unit(
        code=row["code"],
        boundary=version,
        name=row["name"],
        kind=kind_of(row["name"]),
        lat=place("lat"),
        lon=place("lon"),
        area_km2=place("area_km2"),
        predecessors=tuple(row.get("from", ())),
        name_en=row.get("en", ""),
    )
