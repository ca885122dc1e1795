"""Rows to units: a name in any spelling, a code, or both, to (code, boundary version) at the date of the figures."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from rapidfuzz import fuzz, process

from helpers.intake.layouts.layout import heading_key
from helpers.intake.text.encodings import decode_tcvn3, decode_vni
from helpers.intake.text.vietnamese import accent_key, fold, kind_of, kinds, letters_of, name_key, name_keys
from helpers.vocabulary.law import Level, UnitKind, entries_of
from helpers.vocabulary.pack import pattern, per_pack
from helpers.vocabulary.place import Boundary, Scope, Unit

_FORMER = re.compile(r"[(\[]\s*(?:xã |phường |thị trấn )?(?:cũ|cu|trước|truoc)\b", re.IGNORECASE)
_OF_PART = pattern("parts", "remarks", before="(?:trong do |so )?(?:ho |nguoi )?")
_NO_UNIT = pattern("parts", "no_units", before="(?:muc |so )?")
_YEAR = re.compile(r"(?:(?:cuoi |dau )?nam |(?:tinh )?den )?(?:\d{1,2} ){0,2}((?:19|20)\d\d)")
_SUM_OF = re.compile(r"^(?:tổng cộng|tổng số|tổng|cộng)\s+", re.IGNORECASE)
_NEAREST_LIMIT = 50  # unknown names that get suggestions; a sheet with more of them is another sheet


@dataclass(frozen=True, slots=True)
class Match:
    """What a row's name and code mean. `kind` is unit, total, section, subtotal or unknown; `finding` a code or ''.

    is_sum: a total without a name, 'Tổng cộng': the sum of the rows that its table lists.
    """

    kind: str
    code: str = ""
    boundary: str = ""
    finding: str = ""
    words: tuple[tuple[str, str], ...] = ()
    is_sum: bool = False


@dataclass
class _Names:
    """Units of one boundary version by their folded names."""

    accents: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    plain: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))


class UnitFinder:
    """Finds the units of a scope on a date. Names are folded only where an exact spelling does not answer."""

    def __init__(self, scope: Scope, day: date) -> None:
        self.scope = scope
        self.day = day
        self.boundary = scope.boundary_at(day)
        self._suggested = 0

    @cached_property
    def _exact(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.boundary.units:
            found[unit.name].append(unit)
        return found

    @cached_property
    def _folded(self) -> _Names:
        return _folded_names(self.scope, self.boundary)

    def find(self, name: str, code: str = "") -> Match:
        """The unit of a row by its code and name; either may be ''. Codes and names must agree."""
        if code:
            unit = self.boundary.by_code.get(code)
            full = code if unit else code.zfill(len(self.boundary.units[0].code))  # spreadsheets drop leading zeros
            return self._unit(unit) if unit and unit.name == name else self._by_code(full, name)
        exact = self._exact.get(name, ())
        if len(exact) == 1:
            return self._unit(exact[0])
        return self._by_name(name)

    def find_record(self, text: str) -> Match:
        """The unit of a typed record: a code, a code of a place of comparison ('62', 'VN'), or a name."""
        if text in self.scope.references:
            return Match("unit", text, self.boundary.version)
        return self.find("", text) if text in self.boundary.by_code or text.isdigit() else self.find(text)

    def is_own_level(self, text: str) -> bool:
        """Whether a word for a level ('Xã', 'Cấp xã', 'commune') is that of the scope's units; unknown words are."""
        word = re.sub(r"^(?:cấp|cap)\s+", "", text.strip().lower())
        known = levels_of_kinds()
        kind = kinds().get(letters_of(word), "")
        levels = known.get(word) or known.get(kind) or {word}
        return not levels & frozenset().union(*known.values()) or bool(levels & self._levels)

    def _by_code(self, code: str, name: str) -> Match:
        unit = self.boundary.by_code.get(code)
        if unit is None:
            other = self._elsewhere(lambda boundary: boundary.by_code.get(code))
            return other or self._unknown(f"{code} {name}".strip())
        if not name or name == unit.name or unit in self._candidates(name):
            return self._unit(unit)
        if unit is self.boundary.total and is_total_name(name):
            return self._unit(unit)
        return _match("unknown", "Q302", unit=code, printed=f"{code} {name}", expected=unit.name)

    def namesake(self, code: str, versions: Collection[str]) -> Match | None:
        """A finding for a unit whose name another of these versions gives to another area; None without one."""
        unit = self.boundary.by_code[code]
        return self._elsewhere(lambda other: _other_area(unit, other) if other.version in versions else None)

    def _by_name(self, name: str) -> Match:
        text = re.sub(r"\s*[(\[].*", "", name).strip() or name
        if _FORMER.search(name):
            former = self._elsewhere(lambda boundary: self._in_version(boundary, text))
            if former:
                return former
        if self._tells_of_another(name):
            return self._unknown(name)
        for spelling in dict.fromkeys((name, text)):
            found = self._settle(spelling, self._candidates(spelling))
            if found:
                return found
        return self._no_unit(name, text)

    def _no_unit(self, name: str, text: str) -> Match:
        """A name that is no unit's: a total, a section, a place of another level or version, or unknown."""
        levels = levels_of_kinds().get(kind_of(name))
        if self._is_total(text) and not (levels and levels <= self._levels):
            is_sum = is_total_name(text) and not _row_names().whole.search(heading_key(text))
            return replace(_match("total", "", self.boundary.total, printed=name), is_sum=is_sum)
        if _row_names().section.fullmatch(heading_key(name)):
            return Match("section")
        if _NO_UNIT.match(heading_key(name)):
            return _match("subtotal", "Q310", printed=name)
        if levels and not levels & self._levels:
            return _match("subtotal", "Q310", printed=name)
        for decode in (decode_tcvn3, decode_vni):
            decoded = self._settle(decode(name), self._candidates(decode(name))) if not name.isascii() else None
            if decoded:
                return replace(decoded, finding="Q201", words=(("printed", name), ("expected", decode(name))))
        summed = _SUM_OF.sub("", text)
        if summed != text and kind_of(summed) and (found := self._candidates(summed)):
            return self._settle(summed, found) or self._unknown(name)  # 'Cộng xã Hiếu', under its villages
        return self._elsewhere(lambda boundary: self._in_version(boundary, text)) or self._unknown(name)

    def _tells_of_another(self, name: str) -> bool:
        """Whether a remark behind a name makes its row another year's, a part's, none: '(năm 2022)', '(hộ Kinh)'."""
        remark = heading_key(" ".join(re.findall(r"[(\[]([^)\]]*)", name)))
        year = _YEAR.fullmatch(remark)
        own = {self.day.year, self.day.year - (self.day.month == 1)}
        return _OF_PART.match(remark) is not None or (year is not None and int(year[1]) not in own)

    def _in_version(self, boundary: Boundary, name: str) -> Unit | None:
        """The one unit of a version that a name means."""
        found = _folded_names(self.scope, boundary).plain.get(name_key(name), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _levels(self) -> frozenset[str]:
        """The level of the scope's units; all levels of their kinds where the scope names one that no pack has."""
        known = levels_of_kinds()
        if self.scope.level in frozenset().union(*known.values()):
            return frozenset({self.scope.level})
        return frozenset().union(*(known.get(unit.kind.lower(), ()) for unit in self.boundary.units))

    def _is_total(self, name: str) -> bool:
        key = heading_key(name)
        if is_total_name(name):
            return True
        totals = [boundary.total.name for boundary in self.scope.boundaries] + [self.scope.title["vi"]]
        bare = re.sub(r"^(?:tong (?:so|cong)|toan|cong)\s+|\s+(?:tong (?:so|cong))$", "", key)
        return any(bare == heading_key(total) or name_key(name) == name_key(total) for total in totals)

    def _candidates(self, name: str) -> list[Unit]:
        """Units that a name may mean: by its accents first, and without them where accents say nothing."""
        known = levels_of_kinds()
        levels = known.get(kind_of(name))
        found = self._folded.accents.get(accent_key(name)) or self._folded.plain.get(name_key(name), [])
        return [unit for unit in found if not levels or levels & (known.get(unit.kind.lower(), levels) & self._levels)]

    def _settle(self, name: str, found: list[Unit]) -> Match | None:
        """One unit of the candidates, with a finding where its kind or name is another; None without candidates."""
        if not found:
            return None
        kind = kind_of(name)
        same_kind = [unit for unit in found if unit.kind.lower() == kind]
        if len(found) > 1 and len(same_kind) != 1:
            listed = ", ".join(f"{unit.code} {unit.name}" for unit in found[:5])
            return _match("unknown", "Q308", printed=name, expected=listed)
        unit = (same_kind or found)[0]
        old = self._old_name(unit, name)
        if old:
            return _match("unit", "Q305", unit, printed=name, expected=unit.name, until=old)
        if kind and unit.kind and not same_kind and name_key(name) == name_key(unit.name):
            return _match("unit", "Q309", unit, printed=name, expected=unit.name)
        return self._unit(unit)

    def _old_name(self, unit: Unit, name: str) -> str:
        """The day on which a name ended, if it had ended before the date of the figures."""
        key = name_key(name)
        if key == name_key(unit.name):
            return ""
        ends = [
            alias.valid_to
            for alias in self.scope.aliases
            if alias.code == unit.code and alias.boundary == unit.boundary and name_key(alias.name) == key
        ]
        return ends[0].strftime("%d/%m/%Y") if ends and ends[0] and ends[0] < self.day else ""

    def _elsewhere(self, lookup: Callable[[Boundary], Unit | None]) -> Match | None:
        """A finding for a unit that another boundary version knows."""
        for boundary in self.scope.boundaries:
            unit = lookup(boundary) if boundary is not self.boundary else None
            if unit:
                words = {"expected": self.boundary.version, "version": boundary.version}
                return _match("unknown", "Q306", printed=f"{unit.code} {unit.name}", **words)
        return None

    def _unknown(self, name: str) -> Match:
        """A name that nothing knows, with the nearest names."""
        near: Iterable[str] = ()
        if self._suggested < _NEAREST_LIMIT:
            self._suggested += 1
            keys = {unit.name: name_key(unit.name) for unit in self.boundary.units}
            best = process.extract(name_key(name), keys, scorer=fuzz.ratio, limit=3, score_cutoff=55)
            near = [each[2] for each in best]
        return _match("unknown", "Q301", printed=name, expected=", ".join(near) or "–")

    def _unit(self, unit: Unit) -> Match:
        return Match("total" if unit is self.boundary.total else "unit", unit.code, self.boundary.version)


def _match(kind: str, finding: str, of: Unit | None = None, /, **words: str) -> Match:
    place = (of.code, of.boundary) if of else ("", "")
    return Match(kind, *place, finding, tuple(words.items()))


@per_pack
def unit_keys(scope: Scope) -> frozenset[str]:
    """The names of a scope's units in every version, as they are compared."""
    units = (unit for boundary in scope.boundaries for unit in boundary.units)
    names = (name for unit in units for name in (unit.name, unit.short_name))
    return name_keys(chain(names, (alias.name for alias in scope.aliases)))


def begins_with_place(scope: Scope, text: str) -> bool:
    """Whether a text begins with the name of one of the scope's units, accents or not: 'Măng Đen, hộ nghèo'."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())[:6]
    starts = {" ".join(words[:size]) for size in range(1, len(words) + 1)}
    spelt = fold if text.isascii() else str.lower
    units = (unit.short_name for boundary in scope.boundaries for unit in (*boundary.units, boundary.total))
    names = (*units, *(alias.name for alias in scope.aliases))
    return any(not name.isdigit() and spelt(name) in starts for name in names)


@dataclass(frozen=True)
class _RowNames:
    """Folded names of rows that are no unit's: totals, those of them that say of what, and headings of sections."""

    total: re.Pattern[str]
    whole: re.Pattern[str]
    section: re.Pattern[str]


@per_pack
def _row_names() -> _RowNames:
    """What the packs in force let such rows be called: 'Tổng cộng', 'Toàn huyện', 'Các phường'. A number of the lowest units is no total."""
    ranks = {level.id: level.rank for level in entries_of(Level)}
    every = {fold(kind.words["vi"]): ranks.get(kind.level, 1) for kind in entries_of(UnitKind)}
    above = [name for name, rank in every.items() if rank < max(every.values())]
    lowest = [f"cac {name}" for name in every if name not in above]
    of, whole = "|".join([*every, "quoc", "dia ban"]), "|".join([*above, "quoc", "nuoc", "dia ban"])
    named = "|".join(every) or "(?!)"
    told = rf"(?:tong(?: so| cong| chung)?|cong|chung|(?:(?:tong |cong |tong cong )?toan) (?:{of})|ca nuoc)"
    return _RowNames(
        re.compile(rf"{told}(?: (?:{'|'.join([*above, *lowest, 'i ii'])}))?"),
        re.compile(rf"\b(?:{whole})\b"),
        re.compile(
            rf"(?:khu vuc )?(?:thanh thi|nong thon)|khu vuc .*|cac (?:{named}).*|(?:{named}) (?:khu vuc|vung) .*"
        ),
    )


@per_pack
def levels_of_kinds() -> Mapping[str, frozenset[str]]:
    """The levels on which each kind of units stands: a city is a province, or was of one until June 2025."""
    kinds = entries_of(UnitKind)
    return {
        name: frozenset(kind.level for kind in kinds if kind.words["vi"].lower() == name)
        for name in {kind.words["vi"].lower() for kind in kinds}
    }


def is_total_name(name: str) -> bool:
    """Whether a text is one of the usual names of a total row: 'Tổng cộng', 'Toàn huyện'."""
    return _row_names().total.fullmatch(heading_key(name)) is not None


def _folded_names(scope: Scope, boundary: Boundary) -> _Names:
    """Names and aliases of a version's units, folded."""
    names = _Names()
    known = [(unit.name, unit) for unit in boundary.units]
    known += [
        (alias.name, boundary.by_code[alias.code])
        for alias in scope.aliases
        if alias.boundary == boundary.version and alias.code in boundary.by_code
    ]
    for name, unit in known:
        for table, key in ((names.accents, accent_key(name)), (names.plain, name_key(name))):
            if unit not in table[key]:
                table[key].append(unit)
    return names


def _other_area(unit: Unit, boundary: Boundary) -> Unit | None:
    """The unit of the same name in another version, where neither is the other alone under another code."""
    same = (other for other in boundary.units if name_key(other.name) == name_key(unit.name))
    others = (each for each in same if (each.code,) != unit.predecessors and (unit.code,) != each.predecessors)
    return next(others, None)
