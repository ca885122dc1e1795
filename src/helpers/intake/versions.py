"""Layouts under the law: columns for each member of a standard or a set of criteria, labels of programmes and contents.

A layout lists such members once, as a template; what holds when is written in the pack. A form has one version for each
entry that holds while the layout does, so that a change of law changes the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from helpers.vocabulary.law import (
    CapitalKind,
    CapitalSource,
    Content,
    CriteriaSet,
    Criterion,
    Deprivation,
    Entry,
    Programme,
    Standard,
    entries_of,
    in_force_on,
    spans,
)

#: What a column template is repeated for: the entries that list the members, and the members' own entries.
LISTS: Mapping[str, tuple[type[Standard] | type[CriteriaSet], type[Entry]]] = {
    "deprivation": (Standard, Deprivation),
    "criterion": (CriteriaSet, Criterion),
}
#: Entries whose names are the labels of a dimension.
LABELS: Mapping[str, type[Programme] | type[CapitalKind] | type[CapitalSource] | type[Content]] = {
    "programme": Programme,
    "kind": CapitalKind,
    "source": CapitalSource,
    "content": Content,
}
UNVERIFIED = " (chưa có văn bản)"


def versions(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The layout as a file describes it, once for each list of members that holds while it does."""
    names = {column["each"] for column in data["column"] if "each" in column}
    if not names:
        yield {**data, "column": _numbered([_labelled(column) for column in data["column"]])}
        return
    for entry, first, last in spans(LISTS[names.pop()][0]):
        start = max(data["valid_from"], first)
        end = min((day for day in (data.get("valid_to"), last) if day is not None), default=None)
        members = entry.deprivations if isinstance(entry, Standard) else entry.members
        if members and (end is None or start <= end):
            yield _under(entry, members, data) | {"valid_from": start, "valid_to": end}


def _under(entry: Standard | CriteriaSet, members: Sequence[str], data: Mapping[str, Any]) -> dict[str, Any]:
    columns = []
    for column in data["column"]:
        columns += (
            [_of_member(column, entry, id, n) for n, id in enumerate(members, 1)] if "each" in column else [column]
        )
    kinds = {"kinds": entry.kinds} if isinstance(entry, CriteriaSet) else {}
    return {**data, "column": _numbered(columns), **kinds}


def _of_member(column: Mapping[str, Any], entry: Standard | CriteriaSet, id: str, number: int) -> dict[str, Any]:
    """The template filled in for one member. Bare numbers head a column only where the list's numbers are official."""
    member = next((each for each in entries_of(LISTS[column["each"]][1]) if each.id == id), None)
    name = member.words["vi"] if member else id
    mark = UNVERIFIED if member is not None and member.grade != "verified" and not entry.numbered else ""
    words = {
        "id": id,
        "number": str(number),
        "name": name,
        "title": f"{number}. {name}" if entry.numbered else f"{name}{mark}",
    }
    filled = {key: _filled(value, words) for key, value in column.items() if key != "each"}
    if not entry.numbered:
        filled["variants"] = [text for text in filled.get("variants", []) if not text.isdigit()]
    return filled | ({"optional": True} if mark else {})


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
        result.append(
            {key: value.replace("{n}", str(number)) if key == "index" else value for key, value in column.items()}
        )
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

    Of a programme that has ended only the money that it left is asked for, as long as that may still be reported; in its
    first year a programme has no money of earlier years.
    """
    earlier = {source.id for source in entries_of(CapitalSource) if source.earlier_years}
    running, ended = [], []
    for programme in entries_of(Programme):
        is_over = programme.valid_to is not None and programme.valid_to < day
        if programme.valid_from > day or (is_over and not _left_money(programme, day)):
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


def _left_money(programme: Programme, day: date) -> bool:
    return programme.carried_over_until is not None and day <= programme.carried_over_until
