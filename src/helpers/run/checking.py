"""Whole periods at once, for the terminal: checking a period's returns, and tracing a figure through all that led to it.

Both work on what the store holds, so that only what has changed is read again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from helpers import store
from helpers.intake.source import told_names
from helpers.quality.annotate import listed, write_annotated
from helpers.quality.figures import records
from helpers.quality.trace import trace
from helpers.run.accounting import shown_by_page
from helpers.run.manifest import PageLedger
from helpers.vocabulary.catalogue import indicator as catalogue_entry
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import UsageError, did_you_mean
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
    office = replace(edition, audience=Audience.INTERNAL)  # the copies show every figure
    copies = write_annotated(edition.raw, findings, office.reports / "returns", told_names(edition))
    lines = [tally(str(edition), counts), *_proved(store.read("columns", edition)), *_listed(findings)]
    names = told_names(edition)
    renamed = [told for name, told in names.items() if told != name]
    lines += [f"{told}: called so since the file's own name in sources.toml may name a person." for told in renamed]
    lines += [f"For the sender: {path}" for path in listed(copies, edition.project.root)]
    return lines, counts["rejected"] > 0 or counts["errors"] > 0


def _proved(columns: pd.DataFrame) -> list[str]:
    """What the figures prove of the columns that they stand in: how many are proved, and a line for each sheet with others."""
    if columns.empty:
        return []
    grades = columns["grade"].replace("broken", "by name only").value_counts()
    told = ", ".join(f"{grades.get(grade, 0)} {grade}" for grade in ("proved", "consistent", "by name only"))
    lines = [f"Columns of figures: {told}."]
    named = columns[columns["grade"].isin(["by name only", "broken"])]
    for (workbook, sheet), rows in named.groupby(["workbook", "sheet"], sort=True):
        cells = ", ".join(dict.fromkeys(rows["cell"]))
        lines.append(f"By name only: {workbook}{f', {sheet}' if sheet else ''}: {cells}.")
    rest = len(lines) - 1 - MOST_SHEETS
    return lines[: 1 + MOST_SHEETS] + ([f"and {rest} more sheets."] if rest > 0 else [])


def _listed(findings: pd.DataFrame) -> list[str]:
    """Errors and warnings, one line each, worst first; how many more there are. One fault repeated hides no other."""
    told = findings[findings["severity"] != "note"].sort_values("severity", kind="stable")
    again = told.groupby(["code", "workbook"]).cumcount().ge(ALIKE) & told["workbook"].ne("")
    shown = (told[~again] if len(told) > MOST_LINES else told).head(MOST_LINES)
    lines = [f"{row.severity} {row.code} {_address(row)}: {row.message_en}" for row in records(shown)]
    rest = len(told) - len(shown)
    return [*lines, f"and {rest} more; the annotated copies list them all."] if rest > 0 else lines


def _address(row: Any) -> str:
    cell = f"{row.sheet}!{row.cell}" if row.sheet and row.cell else row.cell or row.sheet
    return " ".join(part for part in (row.workbook, cell) if part) or "–"


def trace_period(edition: Edition, unit: str, indicator: str, detail: str | None = None) -> list[str]:
    """The chain of a figure as a period's pages show it: pages, figure, correction, workbook, sheet, cell, printed text.

    unit: code or name in the period's boundary version. Raises UsageError for an unknown unit or indicator.
    """
    catalogue_entry(indicator)
    place = find_unit(edition, unit)
    code = place.code
    accepted, rejected, findings, corrections = (
        store.every(table, edition) for table in ("observations", "rejected", "findings", "corrections")
    )
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
    head = f"{place.name}, code {code} in boundary version {place.boundary}"
    return [head, *pages, *(lines or [f"No figure of {indicator} for {place.name} up to {edition.period}."])]


def _of_units(boundary: Boundary, code: str, tables: tuple, wanted: tuple[str, str | None]) -> list[str]:
    """The chains of the units whose sum a computed total is."""
    if code != boundary.total.code:
        return []
    chains = [line for unit in boundary.units for line in trace(*tables, unit.code, *wanted)]
    return (
        [
            f"{boundary.total.words('en')}: computed from its {len(boundary.units)} units",
            *(f"  {line}" for line in chains),
        ]
        if chains
        else []
    )


def _pages(edition: Edition, code: str, indicator: str, detail: str | None) -> list[str]:
    """The pages, among those that were made, that show the figure, in a table or chart of theirs."""
    ledger = PageLedger(edition.reports)
    if not ledger.pages:
        return ["page: none made yet (commune run)"]
    start = f"{indicator}/" if detail is None else f"{indicator}/{detail} "
    pages = shown_by_page(edition, ledger)
    names = [
        name for name, shows in pages.items() if any(key.startswith(start) and code in shows[key] for key in shows)
    ]
    files = [ledger.file(name, ".html") for name in names]
    return [f"page: {path}" for path in listed(files, edition.project.root)] or ["page: no page shows it"]


def find_unit(edition: Edition, text: str) -> Unit:
    """The unit of the boundary version in force at the period's end, by code or name; totals and references included.

    Codes and names are reused since the mergers of 2025, so another version's unit is never taken for this one's.
    Raises UsageError with the nearest names, or saying in which version there is such a unit.
    """
    from helpers.intake.vietnamese import fold

    scope, period = edition.scope, edition.period
    known = _named(scope, edition.boundary)
    if found := known.get(fold(text)):
        return found
    for other in scope.boundaries:
        if unit := _named(scope, other).get(fold(text)):
            when = f"{other.valid_from} to {other.valid_to}" if other.valid_to else f"{other.valid_from} on"
            raise UsageError(
                f"{unit.name} ({unit.code}) is a unit from {when}, not in {period}; name a period of that time."
            )
    units = ", ".join(unit.name for unit in edition.boundary.units[:12])
    raise UsageError(
        f'{scope.id} has no unit "{text}" in {period}.{did_you_mean(fold(text), known)} Its units: {units}.'
    )


def _named(scope: Scope, boundary: Boundary) -> dict[str, Unit]:
    """Units of a version by each of their names and their code, folded; references and the total give way to units."""
    from helpers.intake.vietnamese import fold

    references = [Unit(code, boundary.version, name["vi"]) for code, name in scope.references.items()]
    aliases = [a for a in scope.aliases if a.boundary == boundary.version and a.code in boundary.by_code]
    names = {fold(alias.name): boundary.by_code[alias.code] for alias in aliases}
    places = [*references, boundary.total, *boundary.units]
    return names | {fold(text): unit for unit in places for text in (unit.name, unit.short_name, unit.code)}
