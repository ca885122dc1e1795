"""`commune law`: what is in force on a day, what changes then, which forms and pages differ, what is unverified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from helpers.intake.layouts.form_changes import form_changes
from helpers.report.law import gaps_on
from helpers.report.page_types import matches, page_types
from helpers.vocabulary.amendments import RESTS_ON, families, held, unverified
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import Translator, format_date, translator
from helpers.vocabulary.law import (
    Attribute,
    CapitalKind,
    CapitalSource,
    Closing,
    Counterpart,
    CriteriaSet,
    Definition,
    Duty,
    Entry,
    Level,
    Norm,
    Phase,
    Programme,
    Recognition,
    Standard,
    changes,
    in_force_on,
)
from helpers.vocabulary.place import Scope
from helpers.vocabulary.project import Project

#: What is listed, under which heading; None where nothing in force is worth saying.
SHELVES: Sequence[tuple[str, tuple[type[Entry], ...]]] = (
    ("Poverty standard", (Standard,)),
    ("Programmes", (Phase, Programme)),
    ("Kinds and sources of capital", (CapitalKind, CapitalSource, Closing)),
    ("New-rural criteria", (CriteriaSet,)),
    ("Land and support", (Definition, Norm, Counterpart)),
    ("OCOP", (Recognition,)),
    ("Government and units", (Level, Attribute)),
)


def law_lines(scope: Scope, day: date, project: Project, lang: str) -> list[str]:
    """The lines that the command prints, in a language. The packs of the scope must be in force."""
    t = translator(lang)
    packs = ", ".join(scope.pack.names)
    head = t(
        "Law of {scope} on {day} (packs: {packs})", scope=scope.title[lang], day=format_date(day, lang), packs=packs
    )
    lines = [head]
    for title, kinds in SHELVES:
        lines += ["", t(title), *_shelf(kinds, day, t)]
    lines += ["", *_changes(day, project, t), "", t("Not verified")]
    lines += [f"  {_entry(entry, t)}" for entry in _unverified(day)] or [f"  {t('nothing')}"]
    notes = gaps_on(day, indicators(), t, scope)
    return [*lines, "", t("Not on record"), *(f"  {note}" for note in notes or [t("nothing")])]


def _shelf(kinds: tuple[type[Entry], ...], day: date, t: Translator) -> list[str]:
    """The entries in force of some kinds, one a line; that no rule is on record for a kind that has none."""
    found = [entry for kind in kinds for entry in held(kind, day)]
    return [f"  {_entry(entry, t)}" for entry in found] or [f"  {t('no rule on record')}"]


def _entry(entry: Entry, t: Translator) -> str:
    end = t("until {day}", day=format_date(entry.valid_to, t.lang, short=True)) if entry.valid_to else ""
    facts = [entry.basis[t.lang], end, "" if entry.grade == "verified" else t(entry.grade)]
    return f"{entry.words[t.lang]} – {'; '.join(fact for fact in facts if fact)}"


def _unverified(day: date) -> list[Entry]:
    return [*unverified(day), *[entry for entry in in_force_on(Duty, day) if entry.grade != "verified"]]


def _changes(day: date, project: Project, t: Translator) -> Iterator[str]:
    """What begins and ends on the day, and which forms and pages differ from those of the day before."""
    eve = day - timedelta(days=1)
    begun, ended = changes(day)
    if not begun and not ended:
        eve = date(day.year - 1, 12, 31)
    yield t("Changes on that day")
    yield from dict.fromkeys(f"  + {_entry(entry, t)}" for entry in begun)
    yield from dict.fromkeys(f"  − {_entry(entry, t)}" for entry in ended)
    if not begun and not ended:
        yield f"  {t('nothing')}"
    yield t("Forms that differ from those of {day}", day=format_date(eve, t.lang))
    differing = form_changes(eve, day)
    for change in differing:
        yield f"  {change.form}"
        yield from (f"    + {text}" for text in change.added)
        yield from (f"    − {text}" for text in change.removed)
    if not differing:
        yield f"  {t('nothing')}"
    yield t("Pages that differ from those of {day}", day=format_date(eve, t.lang))
    names = _pages(eve, day, project, t.lang)
    yield f"  {', '.join(names) or t('nothing')}"


def _pages(eve: date, day: date, project: Project, lang: str) -> list[str]:
    """Titles of the pages that read figures of which the law changed."""
    changed = {family for family in RESTS_ON if _held(family, eve) != _held(family, day)}
    types = page_types(project).values()
    read = {page.id: families(id for id in indicators() if matches(id, page.reads)) for page in types}
    return [page.title[lang] for page in types if read[page.id] & changed]


def _held(family: str, day: date) -> list[Entry]:
    return [entry for kind in RESTS_ON[family] for entry in held(kind, day)]
