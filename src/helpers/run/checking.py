"""Whole periods at once, for the terminal: checking returns, and tracing a figure through all that led to it.

Both work on what the store holds, so that only what has changed is read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import store
from helpers.intake.source import told_names
from helpers.intake.text.vietnamese import fold
from helpers.quality.figures import records
from helpers.quality.trace import said_of, trace
from helpers.run.accounting import shown_by_page
from helpers.run.manifest import PageLedger
from helpers.vocabulary.catalogue import indicator as catalogue_entry
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import UsageError, did_you_mean
from helpers.vocabulary.message import in_languages, message, together
from helpers.vocabulary.place import Boundary, Scope, Unit
from helpers.vocabulary.tally import tally

MOST_LINES = 40
MOST_SHEETS = 6  # whose columns by name only are listed
ALIKE = 3  # lines of one code in one workbook, where there are more lines than fit


def check_period(edition: Edition) -> tuple[list[str], bool]:
    """What the returns of a period are worth, in lines for the terminal, and whether figures were rejected.

    Writes annotated copies of the faulty workbooks to reports/internal/<scope>/<period>/returns.
    """
    findings = store.read("findings", edition)
    counts = store.counts(edition)
    names = told_names(edition)
    lines = [tally(str(edition), counts), *_proved(store.read("columns", edition)), *_listed(findings)]
    lines += [
        message("{name}: called so since the file's own name in sources.toml may name a person.", name=told)
        for name, told in names.items()
        if told != name
    ]
    out = replace(edition, audience=Audience.INTERNAL).reports / "returns"  # the copies show every figure
    if out.is_dir() or findings["severity"].ne("note").any():
        from helpers.quality.annotate import write_annotated  # what writes workbooks takes a while to import

        copies = _shown(write_annotated(edition.raw, findings, out, names), edition)
        lines += [message("For the sender: {path}", path=path) for path in copies]
    return lines, counts["rejected"] > 0 or counts["errors"] > 0


def _shown(paths: Iterable[Path], edition: Edition) -> list[str]:
    """Paths for a message: relative to the project."""
    return [path.relative_to(edition.project.root).as_posix() for path in paths]


def _proved(columns: pd.DataFrame) -> list[str]:
    """What the figures prove of their columns: how many are proved, and a line for each sheet with others."""
    if columns.empty:
        return []
    grades = columns["grade"].replace("broken", "by name only").value_counts()
    number = {name: int(grades.get(grade, 0)) for name, grade in (("proved", "proved"), ("consistent", "consistent"), ("named", "by name only"))}  # fmt: skip
    lines: list[str] = [
        message("Columns of figures: {proved} proved, {consistent} consistent, {named} by name only.", **number)
    ]
    named = columns[columns["grade"].isin(["by name only", "broken"])]
    for (workbook, sheet), rows in named.groupby(["workbook", "sheet"], sort=True):
        cells = ", ".join(dict.fromkeys(rows["cell"]))
        place = f"{workbook}{f', {sheet}' if sheet else ''}"
        lines.append(message("By name only: {place}: {cells}.", place=place, cells=cells))
    rest = len(lines) - 1 - MOST_SHEETS
    return lines[: 1 + MOST_SHEETS] + ([message("and {n} more sheets.", n=rest)] if rest > 0 else [])


def _listed(findings: pd.DataFrame) -> list[str]:
    """Errors and warnings, one line each, worst first; how many more there are. One fault repeated hides no other."""
    told = findings[findings["severity"] != "note"].sort_values("severity", kind="stable")
    again = told.groupby(["code", "workbook"]).cumcount().ge(ALIKE) & told["workbook"].ne("")
    shown = (told[~again] if len(told) > MOST_LINES else told).head(MOST_LINES)
    lines: list[str] = [message("{severity} {code} {place}: {message}", severity=message(row.severity), code=row.code, place=_address(row), message=said_of(row)) for row in records(shown)]  # fmt: skip
    rest = len(told) - len(shown)
    return [*lines, message("and {n} more; the annotated copies list them all.", n=rest)] if rest > 0 else lines


def _address(row: Any) -> str:
    cell = f"{row.sheet}!{row.cell}" if row.sheet and row.cell else row.cell or row.sheet
    return " ".join(part for part in (row.workbook, cell) if part) or "–"


def trace_period(edition: Edition, unit: str, indicator: str, detail: str | None = None) -> list[str]:
    """The chain of a figure as a period's pages show it: pages, correction, workbook, sheet, cell, printed text.

    unit: code or name in the period's boundary version. Raises UsageError for an unknown unit or indicator.
    """
    catalogue_entry(indicator)
    place = find_unit(edition, unit)
    code = place.code
    tables = ("observations", "rejected", "findings", "corrections")
    accepted, rejected, findings, corrections = (store.every(table, edition) for table in tables)
    observations = pd.concat([accepted, rejected])
    observations = observations[observations["as_of"] <= pd.Timestamp(edition.period.end)]
    observations = observations[
        observations["boundary"].eq(place.boundary) | observations["unit"].isin(edition.scope.references)
    ]
    names = {unit: edition.scope.name_or_code(unit, place.boundary, "vi") for unit in observations["unit"].unique()}
    observations = observations.assign(unit_name=observations["unit"].map(names))
    lines = trace(observations, findings, corrections, code, indicator, detail) or _of_units(
        edition.boundary, code, (observations, findings, corrections), (indicator, detail)
    )
    pages = _pages(edition, code, indicator, detail)
    head = message(
        "{name}, code {code} in boundary version {version}", name=place.name, code=code, version=place.boundary
    )
    none = message("No figure of {indicator} for {name} up to {period}.", indicator=indicator, name=place.name, period=edition.period)  # fmt: skip
    return [head, *pages, *(lines or [none])]


def _of_units(boundary: Boundary, code: str, tables: tuple, wanted: tuple[str, str | None]) -> list[str]:
    """The chains of the units whose sum a computed total is."""
    parts = boundary.units if code == boundary.total.code else ()
    chains = [line for unit in parts for line in trace(*tables, unit.code, *wanted)]
    name = in_languages({lang: boundary.total.words(lang) for lang in ("vi", "en")})
    head = message("{name}: computed from its {n} units", name=name, n=len(boundary.units))
    return [head, *(together(["", line], "  ") for line in chains)] if chains else []


def _pages(edition: Edition, code: str, indicator: str, detail: str | None) -> list[str]:
    """The pages, among those that were made, that show the figure, in a table or chart of theirs."""
    ledger = PageLedger(edition.reports)
    if not ledger.pages:
        return [message("page: none made yet (commune run)")]
    start = f"{indicator}/" if detail is None else f"{indicator}/{detail} "
    pages = shown_by_page(edition, ledger)
    names = [
        name for name, shows in pages.items() if any(key.startswith(start) and code in shows[key] for key in shows)
    ]
    files = [ledger.file(name, ".html") for name in names]
    return [message("page: {path}", path=path) for path in _shown(files, edition)] or [
        message("page: no page shows it")
    ]


def find_unit(edition: Edition, text: str) -> Unit:
    """The unit of the boundary version in force at the period's end, by code or name; totals and references included.

    Codes and names are reused since the mergers of 2025, so another version's unit is never taken for this one's.
    Raises UsageError with the nearest names, or saying in which version there is such a unit.
    """
    scope, period = edition.scope, edition.period
    known = _named(scope, edition.boundary)
    if found := known.get(fold(text)):
        return found
    for other in scope.boundaries:
        if unit := _named(scope, other).get(fold(text)):
            when = (
                message("{first} to {last}", first=other.valid_from, last=other.valid_to)
                if other.valid_to
                else message("{first} on", first=other.valid_from)
            )
            raise UsageError(
                "{unit} ({code}) is a unit from {when}, not in {period}; name a period of that time.",
                unit=unit.name,
                code=unit.code,
                when=when,
                period=period,
            )
    units = ", ".join(unit.name for unit in edition.boundary.units[:12])
    raise UsageError(
        '{scope} has no unit "{text}" in {period}.{near} Its units: {units}.',
        scope=scope.id,
        text=text,
        period=period,
        near=did_you_mean(fold(text), known),
        units=units,
    )


def _named(scope: Scope, boundary: Boundary) -> dict[str, Unit]:
    """Units of a version by each of their names and their code, folded; references and the total give way to units."""
    references = [Unit(code, boundary.version, name["vi"]) for code, name in scope.references.items()]
    aliases = [a for a in scope.aliases if a.boundary == boundary.version and a.code in boundary.by_code]
    names = {fold(alias.name): boundary.by_code[alias.code] for alias in aliases}
    places = [*references, boundary.total, *boundary.units]
    return names | {fold(text): unit for unit in places for text in (unit.name, unit.short_name, unit.code)}
