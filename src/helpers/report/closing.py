"""The closing parts of a page: downloads, definitions, quality and coverage, provenance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from helpers.report.exports import tables_name, whole_name
from helpers.report.lineage import KINDS
from helpers.report.markup import escape
from helpers.report.origins import parts_of
from helpers.report.provenance import Provenance, SourceFile
from helpers.report.wording.reader import capitalised, uncapitalised
from helpers.vocabulary.catalogue import Indicator, bases_of, days_of_change, indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.language import Translator, format_date, format_number
from helpers.vocabulary.law import local


def downloads_html(edition: Edition, t: Translator, up: str) -> str:
    """Links to the period's files, what a double click opens first; `up` leads from the page to its folder."""
    files = (
        (f"data/{tables_name(t.lang)}", t("The tables of the pages (Excel)")),
        (whole_name(edition, t.lang), t("All pages of the period in one file (HTML)")),
        ("data/observations.csv", t("All figures, one row each, for programs (CSV, UTF-8)")),
        ("data/datapackage.json", t("Description of the data")),
    )
    items = (f'<li><a href="{escape(up + name)}" download>{escape(words)}</a></li>' for name, words in files)
    return f"<ul>{''.join(items)}</ul>"


def neighbours_html(files: Sequence[tuple[str, str] | None], t: Translator) -> str:
    """Links to the profiles before and after (file and name, None where there is none); '' without either."""
    pairs = zip(files, (t("Previous: {name}"), t("Next: {name}")), strict=True)
    links = [f'<a href="{escape(each[0])}">{escape(word.format(name=each[1]))}</a>' for each, word in pairs if each]
    return f'<nav aria-label="{escape(t("Profiles of other units"))}"><p>{" · ".join(links)}</p></nav>' if links else ""


def definitions_html(chosen: Sequence[Indicator], day: date, t: Translator) -> str:
    """A term and its definition each; a rate says what is divided by what. day: whose law the definitions rest on."""
    terms = "".join(_term(entry, day, t) for entry in chosen)
    return f'<dl class="terms">{terms}</dl>' if terms else ""


def _term(entry: Indicator, day: date, t: Translator) -> str:
    sentences = [entry.definition.get(t.lang, "") or _formula(entry, t)]
    if changed := days_of_change(entry):
        days = ", ".join(format_date(day, t.lang) for day in changed)
        sentences.append(
            t("The definition changes on: {days}; figures by different definitions are not compared.", days=days)
        )
    if bases := bases_of(entry, day, t.lang):
        sentences.append(f"{t('Source of the definition')}: {'; '.join(bases)}.")
    elif entry.standard:
        sentences.append(t("No rule is on record for {day}.", day=format_date(day, t.lang)))
    words = " ".join(sentence for sentence in sentences if sentence)
    return f"<dt>{escape(entry.label[t.lang])}</dt><dd>{escape(words)}</dd>"


def _formula(entry: Indicator, t: Translator) -> str:
    if not entry.numerator:
        return ""
    above, below = (
        " + ".join(indicators()[name].label[t.lang] for name in parts_of(side))
        for side in (entry.numerator, entry.denominator)
    )
    return t("{numerator} divided by {denominator}.", numerator=above, denominator=uncapitalised(below))


def quality_html(findings: pd.DataFrame, t: Translator, href: str) -> str:
    """The number of findings and the way to the quality page, `href`."""
    found = findings["severity"].value_counts() if len(findings) else {}
    counts = {name: format_number(int(found.get(name, 0)), t.lang) for name in ("error", "warning", "note")}
    told = t(
        "Findings about the figures shown, in the returns of this period: {error} errors (figure rejected), {warning} warnings (figure kept), {note} notes.",
        **counts,
    )
    rule = t("Missing figures stay missing: nothing is estimated, and nothing missing counts as zero.")
    return f'<p>{escape(told)}</p><p>{escape(rule)} <a href="{href}">{escape(t("All findings"))}</a></p>'


def provenance_html(found: Provenance, t: Translator) -> str:
    """Checks with ✔ or !, the files with their fingerprints, and the stamp, the only part that differs between runs."""
    return _sources(found.sources, t) + _checks(found, t) + _stamp(found, t)


def _checks(found: Provenance, t: Translator) -> str:
    changed = [source.file for source in found.sources if not source.unchanged]
    missing = t("Changed or missing input files: {names}", names=", ".join(changed))
    rejected = t.plural("{n} figure was rejected", "{n} figures were rejected", found.errors)
    warned = t.plural("{n} warning is open", "{n} warnings are open", found.warnings)
    items = (
        _check(not changed, t("Input files are unchanged since they were registered"), missing, t),
        _check(found.errors == 0, t("No error is open about the figures shown"), rejected, t),
        _check(found.warnings == 0, t("No warning is open about the figures shown"), warned, t),
    )
    return f'<ul class="checks">{"".join(items)}</ul>'


def _check(passed: bool, good: str, bad: str, t: Translator) -> str:
    sign, spoken = ("✔", t("passed")) if passed else ("!", t("attention"))
    return f'<li><span aria-hidden="true">{sign}</span><span class="vh">{escape(spoken)}: </span>{escape(good if passed else bad)}</li>'


def _sources(sources: Sequence[SourceFile], t: Translator) -> str:
    title = t("Files that the figures were read from")
    items = "".join(f"<li>{_source(source, t)}</li>" for source in sources)
    return f'<details class="files"><summary>{escape(title)} ({len(sources)})</summary><ul>{items}</ul></details>'


def _source(source: SourceFile, t: Translator) -> str:
    told = [source.title, source.producer, capitalised(t(KINDS.get(source.kind, source.kind))), source.citation]
    words = ". ".join(text.rstrip(".") for text in told if text)
    mark = f' <span class="hash">sha256 {escape(source.sha256[:16])}</span>' if source.sha256 else ""
    return f"<strong>{escape(source.period)}/{escape(source.file)}</strong>: {escape(words)}.{mark}"


def _stamp(found: Provenance, t: Translator) -> str:
    changed, apart = t("The code has changes that are not committed"), ", ".join(found.drifted[:8])
    differ = t("Packages differ from the lock: {names}", names=apart) if found.locked else t("There is no lock file")
    items = (
        _check(found.committed, t("The code is committed"), changed if found.commit else t("The code is not under version control"), t),
        _check(found.locked and not found.drifted, t("Packages are as locked"), differ, t),
    )  # fmt: skip
    stamped, clock = local(found.made, t.lang)
    made = t("Made on {date} at {time} ({clock}), version {version}, code {commit}.", date=format_date(stamped.date(), t.lang),
             time=stamped.strftime("%H:%M"), clock=clock, version=found.version or "–", commit=found.commit[:10] or "–")  # fmt: skip
    return f'<div id="stamp"><ul class="checks">{"".join(items)}</ul><p>{escape(made)}</p></div>'
