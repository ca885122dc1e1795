"""What is told of a comparison: lines for the terminal, and a draft of the note that goes out with a revision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from helpers.report.revised import cause_names
from helpers.run.publications.causes import Cause
from helpers.run.publications.compare import Comparison, Sentence
from helpers.vocabulary.catalogue import detail_label as label_of
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import Translator, format_date, format_money, format_number, format_share, translator
from helpers.vocabulary.place import Scope
from helpers.vocabulary.state import State

MOST_LISTED = 12


def lines(comparison: Comparison, scope: Scope, lang: str) -> list[str]:
    """Counts by cause, then figures and sentences under each."""
    t = translator(lang)
    names = cause_names(t)
    sides = {"before": side_name(comparison.before, t), "after": side_name(comparison.after, t)}
    if comparison.is_empty:
        return [t("{before} and {after}: nothing differs.", **sides)]
    total = len(comparison.figures) + len(comparison.sentences)
    parts = "; ".join(f"{names[cause]}: {n}" for cause, n in comparison.counts.items())
    told = [t("{before} and {after}: {total} differences ({parts}).", total=total, parts=parts, **sides)]
    for cause in comparison.counts:
        told += ["", names[cause]]
        rows = comparison.figures[comparison.figures["cause"] == cause].to_dict("records")
        told += _cut([f"  {figure_line(row, scope, t)}" for row in rows], t)
        told += _cut([f"  {sentence_line(each, t)}" for each in comparison.sentences if each.cause is cause], t)
    return told


def draft(comparison: Comparison, scope: Scope, lang: str) -> list[str]:
    """A release note in Markdown: what was revised, why, and what no longer holds of what was said."""
    t = translator(lang)
    names = cause_names(t)
    told = [f"# {t('Changes since the last publication')}", "", scope.title[lang], ""]
    if comparison.is_empty:
        return [*told, t("Nothing differs.")]
    for cause in comparison.counts:
        rows = comparison.figures[comparison.figures["cause"] == cause].to_dict("records")
        if rows:
            told += [f"## {names[cause]}", "", *(f"- {figure_line(row, scope, t)}" for row in rows), ""]
    fallen = [each for each in comparison.sentences if each.gone and not each.holds and each.page.startswith(f"{lang}/")]  # fmt: skip
    if fallen:
        told += [f"## {t('No longer holds')}", "", *(f"- {each.text}" for each in fallen), ""]
    return told


def side_name(side: Any, t: Translator) -> str:
    """'Publication 2 (01/03/2026)', 'what stands now'."""
    if not side.day:
        return t("what stands now")
    return t("publication {number} ({day})", number=side.name.removeprefix("no. "), day=format_date(date.fromisoformat(side.day), t.lang))  # fmt: skip


def figure_line(row: dict[str, Any], scope: Scope, t: Translator) -> str:
    """'Xã Đăk Nên, hộ nghèo, 31/12/2023: 200 → 201 (2023/figures.csv)'."""
    place, day = scope.name_or_code(row["unit"], row["boundary"], t.lang), format_date(row["as_of"].date(), t.lang)
    what = ", ".join(filter(None, [place, measure(row, t), day]))
    why = f" ({row['why']})" if row["why"] and row["cause"] != Cause.TERRITORY else ""  # of a place, which is named
    return f"{what}: {value(row, 'before', t)} → {value(row, 'after', t)}{why}"


def measure(row: dict[str, Any], t: Translator) -> str:
    """The indicator with its detail; its id where the catalogue no longer has it."""
    entry = indicators().get(row["indicator"])
    if entry is None:
        return "/".join(filter(None, [row["indicator"], row["detail"]]))
    detail = f" ({label_of(entry.details, row['detail'], t.lang)})" if row["detail"] else ""
    return f"{entry.label[t.lang]}{detail}"


def value(row: dict[str, Any], side: str, t: Translator) -> str:
    """A figure as words: a number, 'withheld', 'no figure' or 'not there'."""
    state = row[f"state_{side}"]
    if state == State.KNOWN:
        return _amount(row[f"value_{side}"], row["indicator"], t.lang)
    return {State.WITHHELD: t("withheld"), "": t("not there")}.get(state, t("no figure"))


def _amount(number: float, indicator: str, lang: str) -> str:
    entry = indicators().get(indicator)
    written = {"VND": format_money, "share": format_share}.get(entry.measure if entry else "")
    if written:
        return written(number, lang)
    return format_number(number, lang, 0 if float(number).is_integer() else 2)


def sentence_line(sentence: Sentence, t: Translator) -> str:
    """'vi/poverty, no longer holds: “…”'."""
    new, unsaid, untrue = (
        "{page}, new: “{text}”",
        "{page}, no longer said: “{text}”",
        "{page}, no longer holds: “{text}”",
    )
    words = new if not sentence.gone else unsaid if sentence.holds else untrue
    return t(words, page=sentence.page, text=sentence.text)


def _cut(told: list[str], t: Translator) -> Iterable[str]:
    rest = len(told) - MOST_LISTED
    return [*told[:MOST_LISTED], "  " + t("and {n} more", n=rest)] if rest > 0 else told
