"""From a figure on a page back to its cell: what it is, who corrected it, where it was read, what was said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from helpers.quality.faults import day, figure, label
from helpers.quality.figures import name_of, records
from helpers.vocabulary.catalogue import indicator as catalogue_entry
from helpers.vocabulary.language import with_qualifier
from helpers.vocabulary.message import Message, in_languages, message, together

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

    observations: accepted ones, and rejected ones with their code in a column `finding`; `unit_name`, if there, is
    told. A rate is traced through numerator and denominator. No line at all means that nothing was reported.
    """
    entry = catalogue_entry(indicator)
    if entry.kind == "rate":
        sides = [[part.strip() for part in side.split(" + ")] for side in (entry.numerator, entry.denominator)]
        numerator, denominator = (
            in_languages({lang: " + ".join(f"{part} ({label(part)[lang]})" for part in side) for lang in ("vi", "en")})
            for side in sides
        )
        head = message("{indicator} is computed: ({numerator}) / {denominator}", indicator=in_languages(label(indicator)), numerator=numerator, denominator=denominator)  # fmt: skip
        parts = [*sides[0], *sides[1]]
        one_day = _on_one_day(observations[observations["unit"] == unit], parts)
        chains = [trace(one_day, findings, corrections, unit, part, detail) for part in parts]
        return [head, *(together(["", line], "  ") for chain in chains for line in chain)] if any(chains) else []
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
    state = message("rejected ({code})", code=row["finding"]) if rejected else message("accepted")
    value, measure = message("missing"), catalogue_entry(row["indicator"]).measure
    if not pd.isna(row["value"]):
        shown = figure(row["value"], name)
        value = in_languages({lang: with_qualifier(shown[lang], row["qualifier"], lang) for lang in ("vi", "en")})
        value = value if measure in {"share", "points", "flag"} else together([value, measure])
    days: Message = in_languages(day(row["as_of"]))
    if row["start"] < row["as_of"]:
        days = message("{first} to {last}", first=in_languages(day(row["start"])), last=days)
    yield message(
        "{indicator} of {unit} ({version}), {days}: {value} – {state}, {kind}", indicator=in_languages(label(name)),
        unit=f"{row['unit']} {row.get('unit_name') or ''}".strip(), version=row["boundary"], days=days, value=value, state=state, kind=message(row["kind"]),
    )  # fmt: skip
    for each in records(_at(corrections, row, applied="True")):
        yield message("  corrected from {old} to {new}: {reason} ({by}, {date})", old=each.old, new=each.new, reason=each.reason, by=each.by, date=each.date)  # fmt: skip
    yield message("  read from {place}, printed {printed!r}", place=place(row), printed=row["printed"])
    for finding in records(_at(findings, row)):
        yield message("  {code} {severity}: {message}", code=finding.code, severity=message(finding.severity), message=said_of(finding))  # fmt: skip


def said_of(finding: Any) -> Message:
    """What a row of findings says."""
    return in_languages({"vi": finding.message_vi, "en": finding.message_en})


def place(row: Any) -> str:
    """Where a figure stands: file below data/raw, sheet, cell."""
    file = f"data/raw/{row['scope']}/{row['period']}/{row['workbook']}"
    if not row["sheet"]:
        return message("{file}, cell {cell}", file=file, cell=row["cell"])
    return message("{file}, sheet {sheet}, cell {cell}", file=file, sheet=row["sheet"], cell=row["cell"])


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
