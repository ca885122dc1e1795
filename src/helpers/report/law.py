"""What pages say of the law: that it changed since the period before, which day's law holds, what nobody has verified."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from helpers.report import words
from helpers.report.table import Column, Table
from helpers.vocabulary.amendments import amendment, families, not_on_record, unverified
from helpers.vocabulary.language import Translator, format_date
from helpers.vocabulary.law import Definition, Entry

if TYPE_CHECKING:
    from helpers.vocabulary.edition import Edition

MOST_NAMED = 8


def change_sentence(edition: Edition, held: Collection[str], t: Translator) -> str:
    """That figures of these indicators are measured by another law than those of the period before; '' where not."""
    eve = edition.period.start - timedelta(days=1)
    found = amendment(eve, edition.period.end, families(held))
    if not found:
        return ""
    told = []
    if found.ended:
        told.append(t("no longer in force: {names}", names=_names(found.ended, t)))
    if found.begun:
        told.append(t("in force now: {names}", names=_names(found.begun, t)))
    return t(
        "The law differs from that of {day} ({told}). Figures by different rules are not compared.",
        day=format_date(eve, t.lang), told="; ".join(told),
    )  # fmt: skip


def _names(entries: Collection[Entry], t: Translator) -> str:
    names = list(dict.fromkeys(_name(entry, t) for entry in entries))
    rest = len(names) - MOST_NAMED
    shown = names[:MOST_NAMED] + ([t("{n} other rules", n=rest)] if rest > 0 else [])
    return words.listing(shown, t)


def _name(entry: Entry, t: Translator) -> str:
    """What a reader calls a rule: a definition is a sentence, so the decision that it stands in."""
    return entry.basis[t.lang] if isinstance(entry, Definition) else entry.words[t.lang]


def applied_sentence(edition: Edition, t: Translator) -> str:
    """Which day's law the period's pages follow."""
    return t("Law as of {day}.", day=format_date(edition.period.end, t.lang))


def unverified_tables(edition: Edition, held: Collection[str], t: Translator) -> list[Table]:
    """A table of the rules that the period's figures rest on and that rest on one source or an assumption; none without any."""
    found = unverified(edition.period.end, families(held))
    if not found:
        return []
    rows = pd.DataFrame(
        [(e.words[t.lang], e.basis[t.lang], t(e.grade), e.note[t.lang] if e.note else "–") for e in found],
        columns=["rule", "basis", "grade", "note"],
    )
    columns = [
        Column("rule", t("Rule")), Column("basis", t("Basis")), Column("grade", t("How well known")), Column("note", t("Not on record")),
    ]  # fmt: skip
    shown = [column for column in columns if rows[column.name].ne("–").any()]
    return [Table(rows, t("Rules that are not verified"), shown, source=t("Data pack of the law"))]


def gaps(edition: Edition, held: Collection[str], t: Translator) -> list[str]:
    """What is not on record of the rules that the period's figures rest on."""
    found = not_on_record(edition.period.end, families(held))
    return [f"{_name(entry, t)}: {entry.note[t.lang]}" for entry in found if entry.note]
