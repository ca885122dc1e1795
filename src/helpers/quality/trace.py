"""From a figure on a page back to its cell: what it is, who corrected it, where it was read, and what was said about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from helpers.quality.faults import day, figure, label
from helpers.quality.figures import name_of, records
from helpers.vocabulary.catalogue import indicator as catalogue_entry
from helpers.vocabulary.language import with_qualifier

CELL = ["workbook", "sheet", "cell"]
LATEST = ["unit", "boundary", "indicator", "detail", "kind"]


def trace(
    observations: pd.DataFrame,
    findings: pd.DataFrame,
    corrections: pd.DataFrame,
    unit: str,
    indicator: str,
    detail: str | None = None,
) -> list[str]:
    """The chain of a unit's figure, newest first, as lines of text; of every detail if none is named.

    observations: accepted ones, and rejected ones with their code in a column `finding`; `unit_name`, if there, is told. A rate is traced through
    numerator and denominator. No line at all means that nothing was reported.
    """
    entry = catalogue_entry(indicator)
    if entry.kind == "rate":
        sides = [[part.strip() for part in side.split(" + ")] for side in (entry.numerator, entry.denominator)]
        part_of, base = (" + ".join(f"{part} ({label(part)['en']})" for part in side) for side in sides)
        head, parts = f"{label(indicator)['en']} is computed: {part_of} / {base}", [*sides[0], *sides[1]]
        together = _on_one_day(observations[observations["unit"] == unit], parts)
        chains = [trace(together, findings, corrections, unit, part, detail) for part in parts]
        return [head, *(f"  {line}" for chain in chains for line in chain)] if any(chains) else []
    rows = observations[(observations["unit"] == unit) & (observations["indicator"] == indicator)]
    rows = rows[rows["detail"] == detail] if detail is not None else rows
    rows = rows.assign(_given=rows["value"].notna())
    newest = rows.sort_values(["_given", "as_of"], ascending=False, kind="stable")
    latest = newest.merge(newest.drop_duplicates(LATEST)[[*LATEST, "as_of"]]).drop_duplicates([*LATEST, "start"])
    order = ["detail", "as_of", "start", "kind"]
    return [line for _, row in latest.sort_values(order).iterrows() for line in _chain(row, findings, corrections)]


def _on_one_day(observations: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The figures of the latest day that has all of these, for a rate is made of figures of one day."""
    given = observations[observations["value"].notna() & observations["indicator"].isin(names)]
    complete = given.groupby("as_of")["indicator"].nunique() == len(set(names))
    days = complete.index[complete]
    return observations[observations["as_of"] == days.max()] if len(days) else observations


def _chain(row: pd.Series, findings: pd.DataFrame, corrections: pd.DataFrame) -> Iterator[str]:
    name = name_of(row["indicator"], row["detail"])
    rejected = isinstance(row.get("finding"), str) and row["finding"]
    state = f"rejected ({row['finding']})" if rejected else "accepted"
    value = (
        "missing" if pd.isna(row["value"]) else with_qualifier(figure(row["value"], name)["en"], row["qualifier"], "en")
    )
    measure = catalogue_entry(row["indicator"]).measure
    unit = "" if measure in {"share", "points", "flag"} or value == "missing" else f" {measure}"
    days = day(row["as_of"])["en"]
    days = f"{day(row['start'])['en']} to {days}" if row["start"] < row["as_of"] else days
    unit_name = f" {row['unit_name']}" if row.get("unit_name") else ""
    yield f"{label(name)['en']} of {row['unit']}{unit_name} ({row['boundary']}), {days}: {value}{unit} – {state}, {row['kind']}"
    for correction in records(_at(corrections, row, applied="True")):
        yield f"  corrected from {correction.old} to {correction.new}: {correction.reason} ({correction.by}, {correction.date})"
    yield f"  read from {place(row)}, printed {row['printed']!r}"
    for finding in records(_at(findings, row)):
        yield f"  {finding.code} {finding.severity}: {finding.message_en}"


def place(row: Any) -> str:
    """Where a figure stands: file below data/raw, sheet, cell."""
    sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
    return f"data/raw/{row['scope']}/{row['period']}/{row['workbook']}{sheet}, cell {row['cell']}"


def _at(table: pd.DataFrame, row: pd.Series, **also: str) -> pd.DataFrame:
    """Rows of findings or corrections about the same cell, or about the same unit, indicator and detail."""
    if table.empty:
        return table
    by_cell = (table[CELL] == row[CELL].to_numpy()).all(axis=1) & (table["cell"] != "")
    figure_key: Sequence[str] = ["unit", "indicator", "detail"]
    by_name = (table[list(figure_key)] == row[list(figure_key)].to_numpy()).all(axis=1) & (table["cell"] == "")
    found = table[by_cell | by_name]
    for column, value in also.items():
        found = found[found[column] == value]
    return found[found["period"] == row["period"]] if "period" in found else found
