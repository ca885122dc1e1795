"""Layouts under the law: columns for each member of a standard or a set of criteria, labels of programmes and contents.

A layout lists such members once, as a template; what holds when is written in the pack. A form has one version for each
entry that holds while the layout does, so that a change of law changes the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.law import (
    STATE,
    CapitalKind,
    CapitalSource,
    Content,
    CriteriaSet,
    Criterion,
    Deprivation,
    Level,
    Programme,
    Recognition,
    Standard,
    entries_of,
    in_force_on,
    spans,
)
from helpers.vocabulary.pack import in_force

#: Entries whose names are the labels of a dimension.
LABELS: Mapping[str, type[Programme] | type[CapitalKind] | type[CapitalSource] | type[Content]] = {
    "programme": Programme,
    "kind": CapitalKind,
    "source": CapitalSource,
    "content": Content,
}
UNVERIFIED = " (chưa có văn bản)"


class _Member(NamedTuple):
    """What stands for `{words}` in a template. Numbers head its column only if `numbered`; may lack if `optional`."""

    words: Mapping[str, str]
    numbered: bool = False
    optional: bool = False


@dataclass(frozen=True)
class _Span:
    """The members of a list and the days on which they are all; the kinds of units that it is for, if it says."""

    members: tuple[_Member, ...]
    first: date
    last: date | None
    kinds: tuple[str, ...] = ()


def versions(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The layout as a file describes it, once for each list of members that holds while it does."""
    names = {column["each"] for column in data["column"] if "each" in column}
    if not names:
        yield {**data, "column": _numbered([_labelled(column) for column in data["column"]])}
        return
    for span in LISTS[names.pop()]():
        start = max(data["valid_from"], span.first)
        end = min((day for day in (data.get("valid_to"), span.last) if day is not None), default=None)
        if span.members and (end is None or start <= end):
            yield _under(span, data) | {"valid_from": start, "valid_to": end}


def _under(span: _Span, data: Mapping[str, Any]) -> dict[str, Any]:
    columns: list[Mapping[str, Any]] = []
    for column in data["column"]:
        columns += [_of_member(column, member) for member in span.members] if "each" in column else [column]
    return {**data, "column": _numbered(columns)} | ({"kinds": span.kinds} if span.kinds else {})


def _of_member(column: Mapping[str, Any], member: _Member) -> dict[str, Any]:
    """The template filled in for one member."""
    filled = {key: _filled(value, member.words) for key, value in column.items() if key != "each"}
    if not member.numbered:
        filled["variants"] = [text for text in filled.get("variants", []) if not text.isdigit()]
    return filled | ({"optional": True} if member.optional else {})


def _deprivations() -> Iterator[_Span]:
    for entry, first, last in spans(Standard):
        yield _Span(_listed(entry.deprivations, Deprivation, numbered=entry.numbered), first, last)


def _criteria() -> Iterator[_Span]:
    for entry, first, last in spans(CriteriaSet):
        yield _Span(_listed(entry.members, Criterion, numbered=entry.numbered), first, last, entry.kinds)


def _listed(ids: Sequence[str], kind: type[Deprivation] | type[Criterion], *, numbered: bool) -> tuple[_Member, ...]:
    """A list's members by name; with their numbers if official, else marked where nobody verified them."""
    own = {entry.id: entry for entry in reversed(entries_of(kind))}
    members = []
    for number, id in enumerate(ids, 1):
        name = own[id].words["vi"] if id in own else id
        mark = UNVERIFIED if id in own and own[id].grade != "verified" and not numbered else ""
        title = f"{number}. {name}" if numbered else f"{name}{mark}"
        words = {"id": id, "number": str(number), "name": name, "title": title}
        members.append(_Member(words, numbered, optional=bool(mark)))
    return tuple(members)


def _recognitions() -> Iterator[_Span]:
    """Stars with the levels that recognise them, and those whose certificates are still good."""
    entries = [each for each in entries_of(Recognition) if not each.place or each.place in in_force().places]
    ends = [day for each in entries for day in (each.valid_to, each.certificates_until) if day]
    days = sorted({each.valid_from for each in entries} | {day + timedelta(days=1) for day in ends})
    for first, following in zip(days, [*days[1:], None], strict=True):
        last = following - timedelta(days=1) if following else None
        yield _Span(_recognised(entries, first), first, last)


def _recognised(entries: Sequence[Recognition], day: date) -> tuple[_Member, ...]:
    levels, names = {STATE, *(level.id for level in in_force_on(Level, day))}, codelist("ocop")
    held = {(each.stars, each.level): each.holds(day, in_force().places) for each in entries if each.counts_on(day)}
    members = []
    for (stars, level), is_given in sorted(held.items(), key=lambda each: (each[0][0], list(names).index(each[0][1]))):
        name = names[level]["vi"]
        whose = name if level in levels else f"giấy của {name} còn hạn"
        words = {"stars": str(stars), "level": level, "name": name, "title": f"{stars} sao, {whose}"}
        members.append(_Member(words, optional=not is_given))
    return tuple(members)


#: What a column template is repeated for: the members of a list, with the days on which they are all.
LISTS: Mapping[str, Callable[[], Iterator[_Span]]] = {
    "deprivation": _deprivations,
    "criterion": _criteria,
    "recognition": _recognitions,
}


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(each, words) for each in value]
    if not isinstance(value, str):
        return value
    for name, text in words.items():
        value = value.replace(f"{{{name}}}", text)
    return value


def _numbered(columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`{n}` of an index is the column's number among the figures."""
    result, number = [], 0
    for column in columns:
        number += column.get("role", "figure") == "figure"
        own = {"index": column["index"].replace("{n}", str(number))} if "index" in column else {}
        result.append({**column, **own})
    return result


def _labelled(column: Mapping[str, Any]) -> dict[str, Any]:
    """A dimension with the labels of every entry, the ones of its own layout first."""
    if "members_of" not in column:
        return dict(column)
    labels = {
        label: entry.id
        for entry in entries_of(LABELS[column["members_of"]])
        for label in (*([entry.short] if entry.short else []), entry.words["vi"], *entry.aliases)
    }
    return {**column, "members": {**labels, **column.get("members", {})}}


def label_on(members_of: str, code: str, day: date) -> str:
    """What a form of that day calls a member; '' if no entry that holds has the code."""
    holding = [entry for entry in in_force_on(LABELS[members_of], day) if entry.id == code]
    known = holding or [entry for entry in entries_of(LABELS[members_of]) if entry.id == code]
    return known[-1].short or known[-1].words["vi"] if known else ""


def capital_lines(day: date) -> list[dict[str, str]]:
    """The lines of capital that a form of a day asks for: programme, kind and source; programmes in force first.

    Of a programme that has ended only the money that it left is asked for, as long as that may still be reported; in
    its first year a programme has no money of earlier years.
    """
    earlier = {source.id for source in entries_of(CapitalSource) if source.earlier_years}
    running, ended = [], []
    for programme in entries_of(Programme):
        is_over = programme.valid_to is not None and programme.valid_to < day
        if programme.valid_from > day or (is_over and day > (programme.carried_over_until or date.min)):
            continue
        first_year = day.year == programme.valid_from.year
        lines = [
            {"programme": programme.id, "capital": kind, "year": source}
            for kind, sources in programme.lines.items()
            for source in sources
            if (source in earlier if is_over else not (first_year and source in earlier))
        ]
        (ended if is_over else running).extend(lines)
    return running + ended
