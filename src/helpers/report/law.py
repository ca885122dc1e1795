"""What pages say of the law: that it changed, which day's law holds, what nobody has verified."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from helpers.intake.layouts.layout import layouts
from helpers.report.table import Column, Table
from helpers.report.wording.reader import capitalised, listing, uncapitalised
from helpers.vocabulary.amendments import amendment, families, not_on_record, unverified
from helpers.vocabulary.language import Translator, format_date
from helpers.vocabulary.law import (
    Attribute,
    CapitalKind,
    Closing,
    Content,
    Definition,
    Duty,
    Entry,
    Norm,
    Standard,
    UnitKind,
    UnitValue,
    entries_of,
    in_force_on,
    rule,
)
from helpers.vocabulary.pack import ids

if TYPE_CHECKING:
    from helpers.vocabulary.edition import Edition
    from helpers.vocabulary.place import Scope

MOST_NAMED = 3


def change_sentence(edition: Edition, held: Collection[str], t: Translator) -> str:
    """That figures of these indicators are measured by another law than those of the period before; '' where not."""
    eve = edition.period.start - timedelta(days=1)
    found = amendment(eve, edition.period.end, families(held))
    if not found:
        return ""
    told = [t("no longer in force: {names}", names=_names(found.ended, t))] if found.ended else []
    told += [t("in force now: {names}", names=_names(found.begun, t))] if found.begun else []
    return t(
        "The law differs from that of {day} ({told}). Figures by different rules are not compared.",
        day=format_date(eve, t.lang), told="; ".join(told),
    )  # fmt: skip


def _names(entries: Collection[Entry], t: Translator) -> str:
    names = list(dict.fromkeys(part for entry in entries for part in _name(entry, t).split("; ")))  # each once
    rest = len(names) - MOST_NAMED
    shown = names[:MOST_NAMED] + ([t.plural("{n} other rule", "{n} other rules", rest)] if rest > 0 else [])
    return listing(shown, t)


def _name(entry: Entry, t: Translator) -> str:
    """What a reader calls a rule: a standard without its lines; a definition (a sentence) by its decision."""
    words = entry.basis[t.lang] if isinstance(entry, Definition) else entry.words[t.lang]
    return words.partition(" (")[0] if isinstance(entry, Standard) else words


def applied_sentence(edition: Edition, t: Translator) -> str:
    """Which day's law the period's pages follow; '' where the packs hold no law."""
    if not (ids("standards.toml", "standard") or ids("programmes.toml", "programme") or ids("norms.toml", "norm")):
        return ""
    return t("Law as of {day}.", day=format_date(edition.period.end, t.lang))


def unverified_tables(edition: Edition, held: Collection[str], t: Translator) -> list[Table]:
    """A table of the rules behind the period's figures that rest on one source or an assumption; none without any."""
    found = unverified(edition.period.end, families(held))
    if not found:
        return []
    rows = pd.DataFrame(
        [(e.words[t.lang], e.basis[t.lang], t(e.grade), e.note[t.lang] if e.note else "–") for e in found],
        columns=["rule", "basis", "grade", "note"],
    )
    alike = rows.groupby(["basis", "grade", "note"], sort=False)["rule"]
    rows = alike.agg(lambda names: capitalised("; ".join(dict.fromkeys(names)))).reset_index()
    columns = [
        Column("rule", t("Rule")), Column("basis", t("Basis")), Column("grade", t("How well known")), Column("note", t("Not on record")),
    ]  # fmt: skip
    shown = [column for column in columns if rows[column.name].ne("–").any()]
    return [Table(rows, t("Rules that are not verified"), shown, note=t("Data pack of the law"))]


def gaps(edition: Edition, held: Collection[str], t: Translator) -> list[str]:
    """What is not on record of the rules that the period's figures rest on, and of the forms that bring them."""
    return gaps_on(edition.period.end, held, t, edition.scope)


def gaps_on(day: date, held: Collection[str], t: Translator, scope: Scope) -> list[str]:
    """What is not on record, on a day, of the rules that figures of these indicators rest on, of the forms that bring them and of
    the kinds of the scope's units."""
    of = families(held)
    rules = [*not_on_record(day, of), *_duties(day, held), *_kinds(day, scope)]
    notes = [(_name(entry, t), entry.note) for entry in rules]
    told = [f"{capitalised(name)}: {note[t.lang]}" for name, note in notes if note]
    return list(dict.fromkeys([*told, *_lacking(day, of, t)]))


def _duties(day: date, held: Collection[str]) -> list[Duty]:
    """Who sends the forms that bring these figures, in force on a day."""
    now = [entry for entry in layouts() if entry.holds_on(day)]
    forms = {entry.form for entry in now for column in entry.figures if set(held) & set(column.indicators)}
    return [duty for duty in in_force_on(Duty, day) if duty.form in forms]


def _kinds(day: date, scope: Scope) -> list[UnitKind]:
    """The kinds, in force on a day, of the units that the scope has or had."""
    kinds = {unit.kind for boundary in scope.boundaries for unit in boundary.units}
    return [kind for kind in in_force_on(UnitKind, day) if kind.words["vi"] in kinds]


def _lacking(day: date, of: Collection[str], t: Translator) -> Iterator[str]:
    """What no rule is on record of at all, of what the packs have rules for on other days, or could have."""
    valued = {each.attribute for each in in_force_on(UnitValue, day)}
    for attribute in in_force_on(Attribute, day) if "criteria" in of else ():
        if attribute.id not in valued:
            yield t("{name}: which units have which value is not on record.", name=capitalised(attribute.words[t.lang]))
    if "land" in of and entries_of(Norm) and not in_force_on(Norm, day):
        yield _no_amounts(day, t)
    if "land" in of and entries_of(Definition) and not in_force_on(Definition, day):
        yield t(
            "What counts as having land is not on record for {day}: statuses are as reported.",
            day=format_date(day, t.lang),
        )
    for kind in in_force_on(CapitalKind, day) if "programmes" in of else ():
        if kind.is_budget and entries_of(Closing) and not rule(Closing, day, kind=kind.id, only_late=False):
            yield t("{kind}: until when money of the year can be spent is not on record.", kind=kind.words[t.lang])


def amounts_sentence(day: date, t: Translator) -> str:
    """How needs are counted, and by which amounts per household they cost something."""
    if not in_force_on(Norm, day):
        return _no_amounts(day, t)
    return t(
        "A household with several needs is counted for each. Amounts per household are those on record for the last day of the period."
    )


def stand_ins(contents: Collection[str], t: Translator) -> list[str]:
    """Of contents of support those that the law gives only where another cannot be had, a sentence each."""
    known = {each.id: each for each in entries_of(Content)}
    found = [known[id] for id in known if id in contents and known[id].instead_of]
    return [
        t(
            "{content} is for households for whom no {instead} can be arranged.",
            content=each.words[t.lang],
            instead=uncapitalised(known[each.instead_of].words[t.lang]),
        )
        for each in found
    ]


def _no_amounts(day: date, t: Translator) -> str:
    """That a need has no cost on a day, since no rule says how much a household gets."""
    words = {"day": format_date(day, t.lang)}
    return t(
        "No amount of support per household is on record for {day}: needs are counted, their cost is not.", **words
    )
