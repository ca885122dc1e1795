"""docs/data-dictionary.md, written from the catalogue: `python docs/dictionary.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from helpers.vocabulary.catalogue import FAMILIES, KINDS, Indicator, catalogue, codelist, indicators
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.findings import finding_types
from helpers.vocabulary.law import ALWAYS, Entry, entries_of
from helpers.vocabulary.pack import COUNTRY, Pack, using
from helpers.vocabulary.project import Project

PLACE = "docs/data-dictionary.md"

_COLUMNS = (
    ("scope, period", "text", "which body and which period the figure was received for"),
    ("unit, boundary", "text", "official code and boundary version; together the key of a place"),
    ("indicator, detail", "text", "entry of the tables below, and the member of its breakdown (empty where none)"),
    (
        "standard",
        "text",
        "id of the poverty standard, criteria set or programme phase that measures it; part of its key",
    ),
    ("value", "number or missing", "in the base unit: households, persons, VND; shares 0 to 1; changes in points"),
    ("qualifier", "text", "`>` 'hơn', `<` 'dưới', `~` 'khoảng', or empty"),
    (
        "status",
        "SDMX OBS_STATUS",
        "A normal, B break, E estimated, L not collected, M cannot exist, O not yet reported, P provisional",
    ),
    ("confidentiality", "SDMX CONF_STATUS", "F free, C confidential"),
    ("state", "text", "known, withheld, missing or not applicable: why there is no value"),
    ("kind", "text", "official, published or demonstration"),
    ("start, as_of", "date", "first and last day that the figure describes; one day for a stock, and part of its key"),
    ("workbook, sheet, cell", "text", "where the figure was read"),
    ("printed", "text", "the figure as the source prints it"),
)
_KIND_WORDS = {
    "count": ("Counts", "Stored as received. Totals are sums of units only where the figure adds up."),
    "amount": ("Amounts", "Stored in VND; prose in tỷ and tables in triệu đồng are converted when read."),
    "flag": ("Flags", "1 met, 0 not met."),
    "printed": ("As printed", "Kept only to be checked against counts, or cited where no count is published."),
    "rate": ("Rates", "Never stored: computed from the counts each time."),
}
_HEAD = """# Data dictionary

Written from `src/helpers/packs/viet-nam/indicators.toml` and `vocabulary/findings.toml` by `python docs/dictionary.py`;
a test fails when this file is out of date. Do not edit it by hand.
"""


def dictionary() -> str:
    """The whole document, in the order of the catalogue."""
    sections = [_HEAD, _columns(), *(_kind(kind) for kind in KINDS), _definitions(), _law(), _codelists(), _findings()]
    return "\n".join(sections)


def _columns() -> str:
    rows = [(f"`{name}`".replace(", ", "`, `"), type_, note) for name, type_, note in _COLUMNS]
    return "## Columns of an observation\n\nOne row per figure.\n\n" + _table(("column", "type", "meaning"), rows)


def _kind(kind: str) -> str:
    title, words = _KIND_WORDS[kind]
    entries = [entry for entry in indicators().values() if entry.kind == kind]
    rows = [
        (f"`{entry.id}`", entry.label["vi"], entry.label["en"], entry.measure, _breakdown(entry), _notes(entry))
        for entry in entries
    ]
    head = ("indicator", "tiếng Việt", "English", "measure", "breakdown", "notes")
    return f"## {title}\n\n{words}\n\n" + _table(head, rows)


def _breakdown(entry: Indicator) -> str:
    return f"[{entry.details}](#code-list-{entry.details})" if entry.details else ""


def _notes(entry: Indicator) -> str:
    notes = [
        f"{entry.numerator} / {entry.denominator}" if entry.numerator else "",
        "does not add up over units" if entry.kind in {"count", "amount"} and not entry.additive else "",
        "sensitive: small counts are protected" if entry.sensitive else "",
        "flow: describes all days from `start` to `as_of`" if entry.duration == "flow" else "",
        f"measured by what holds on the day ({entry.standard})" if entry.standard else "",
    ]
    return "; ".join(note for note in notes if note)


def _definitions() -> str:
    rows = [
        (f"`{entry.id}`", entry.definition["vi"], entry.definition["en"], entry.source)
        for entry in indicators().values()
        if entry.definition["vi"] or entry.source
    ]
    return "## Definitions and sources\n\n" + _table(("indicator", "tiếng Việt", "English", "source"), rows)


def _law() -> str:
    """Which rules measure the indicators of each family, and when."""
    rows = [
        (family, rule.words["en"], _days(rule), rule.place or "all", rule.basis["en"], rule.grade)
        for family, kind in FAMILIES.items()
        for rule in entries_of(kind)
    ]
    return (
        "## The law that measures them\n\nA figure is measured by the rule of its day and place; figures by different rules are not "
        "compared. Where no row holds, no rule is on record.\n\n"
        + _table(("measured by", "rule", "days", "place", "basis", "how well known"), rows)
    )


def _days(rule: Entry) -> str:
    return f"{'' if rule.valid_from == ALWAYS else rule.valid_from} to {rule.valid_to or ''}".strip()


def _codelists() -> str:
    parts = [
        "## Code lists\n\nA compound detail joins members with `/`, as in `1719/investment/current`. Lists of the law name every member that ever held.\n"
    ]
    for name in catalogue().codelists:
        rows = [(f"`{code}`", words["vi"], words["en"]) for code, words in codelist(name).items()]
        parts.append(f"### Code list {name}\n\n" + _table(("code", "tiếng Việt", "English"), rows))
    return "\n".join(parts)


def _findings() -> str:
    rows = [(entry.code, entry.severity, _blanked(entry.vi), _blanked(entry.en)) for entry in finding_types().values()]
    words = "An error rejects the figure; a warning keeps and shows it. '…' stands for what is filled in.\n\n"
    return "## Findings\n\n" + words + _table(("code", "severity", "tiếng Việt", "English"), rows)


def _blanked(template: str) -> str:
    return re.sub(r"\{[^}]*\}", "…", template)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    project = Project.find()
    with using(Pack.of([COUNTRY], project.packs)):
        write_atomic(project.root / PLACE, dictionary())
