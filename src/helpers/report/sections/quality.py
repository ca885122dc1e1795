"""Sentences and tables of the quality page."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.analysis.returns import (
    columns_by_workbook,
    figures_by_unit,
    findings_by_code,
    findings_to_mend,
    outcomes_by_workbook,
)
from helpers.quality import Review
from helpers.report.chart import Chart, ranked_bars
from helpers.report.table import Column, Table
from helpers.vocabulary.edition import Audience
from helpers.vocabulary.language import Translator, format_number
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.state import State

_FAMILIES = {
    "Q1": "File and reading",
    "Q2": "Text and numbers",
    "Q3": "Names and codes of units",
    "Q4": "Within a form",
    "Q5": "Between forms, periods and published figures",
    "Q6": "Corrections",
    "Q7": "Personal data",
}
_SEVERITIES = {"error": "Error: figure rejected", "warning": "Warning: figure kept", "note": "Note"}


def numbers(counts: Mapping[str, int], t: Translator) -> dict[str, str]:
    """The counts of a review, written for a reader."""
    return {name: format_number(count, t.lang) for name, count in counts.items()}


def summary(returns: Review, t: Translator) -> str:
    """How many units were accepted, and how many figures stand."""
    return t(
        "{units_accepted} of {units} units accepted; {accepted} figures accepted, {rejected} rejected.",
        **numbers(returns.counts, t),
    )


def main_points(returns: Review, t: Translator) -> list[str]:
    """What became of the cells, and what is to be mended."""
    counts = numbers(returns.counts, t)
    mend = t("The sender needs to correct {errors} errors and check {warnings} warnings.", **counts)
    return [
        cells_add_up(returns, t),
        mend if _open(returns) else t("No error and no warning was found about the figures shown."),
    ]


def _open(returns: Review) -> int:
    return returns.counts["errors"] + returns.counts["warnings"]


def cells_add_up(returns: Review, t: Translator) -> str:
    """The four outcomes and their sum."""
    return t(
        "{files} files hold {cells} filled cells: {accepted} accepted figures, {rejected} rejected, {label} labels, "
        "{ignorable} without a figure.",
        **numbers(returns.counts, t),
    )


def account_sentence(account: pd.DataFrame, t: Translator) -> str:
    """What became of the accepted figures: the ways add up to all of them; '' before the pages are made."""
    if account.empty:
        return ""
    counts = account["outcome"].value_counts()
    names = {name: int(counts.get(name, 0)) for name in ("shown", "withheld", "gap", "printed", "earlier", "left")}
    return t(
        "Of {all} accepted figures of this period {shown} stand on the pages, {withheld} are withheld, {gap} were reported as "
        "a gap, {printed} are printed rates, which pages compute from counts, {earlier} are of an earlier day than pages show, "
        "and {left} stand on the page of other figures.",
        all=format_number(len(account), t.lang),
        **{name: format_number(count, t.lang) for name, count in names.items()},
    )


def missing_units(returns: Review, boundary: Boundary, t: Translator) -> str:
    """Which units have not reported in a period where others have; '' if all have, or if none had to."""
    there = returns.accepted["state"].isin([State.KNOWN, State.WITHHELD])
    given = returns.accepted[there & (returns.accepted["boundary"] == boundary.version)]
    missing = [unit for unit in boundary.units if unit.code not in set(given["unit"])]
    if not missing or len(missing) == len(boundary.units):
        return ""
    return t("No accepted figure yet from: {names}.", names=", ".join(unit.words(t.lang) for unit in missing))


def findings_tables(returns: Review, audience: Audience, t: Translator) -> list[Table]:
    """Findings by kind, and those to be mended with their cells; none where nothing was found."""
    tables = [kinds_table(returns, t)] if len(returns.findings) else []
    return [*tables, mend_table(returns, audience, t)] if _open(returns) else tables


def units_chart(returns: Review, scope: Scope, boundary: Boundary, t: Translator) -> Chart:
    """Accepted figures of each unit, headed by how many units have none."""
    rows = figures_by_unit(returns.accepted, returns.rejected, boundary).set_index("unit", drop=False)
    rows["name"] = [scope.name(code, boundary.version, t.lang) for code in rows["unit"]]
    missing = int((rows["accepted"] == 0).sum())
    title = (
        t("Every unit has accepted figures")
        if not missing
        else t("{missing} of {units} units have no accepted figure", missing=missing, units=len(rows))
    )
    return ranked_bars(rows, "accepted", title=title, subtitle=t("Accepted figures of each unit"), format="count")


def outcomes_table(returns: Review, t: Translator) -> Table:
    """Cells by workbook and outcome, with all workbooks together in the last row."""
    rows = outcomes_by_workbook(returns.cells)
    counts = ["accepted", "rejected", "label", "ignorable", "cells"]
    labels = ["Accepted figures", "Rejected figures", "Labels", "Without a figure", "Filled cells"]
    return Table(
        rows.set_index("workbook", drop=False),
        t("Filled cells of each file by what became of them"),
        [
            Column("workbook", t("File")),
            *(Column(name, t(label), "count") for name, label in zip(counts, labels, strict=True)),
        ],
        total={"workbook": t("All files")} | rows[counts].sum().to_dict(),
    )


def columns_table(returns: Review, t: Translator) -> Table:
    """Columns of figures by file and by what the figures prove of them, with all files together in the last row."""
    rows = columns_by_workbook(returns.columns)
    counts = ["proved", "consistent", "named", "columns"]
    labels = ["Proved by arithmetic", "Consistent", "By name only", "Columns of figures"]
    return Table(
        rows.set_index("workbook", drop=False),
        t("Columns of figures of each file by what speaks for them"),
        [
            Column("workbook", t("File")),
            *(Column(name, t(label), "count") for name, label in zip(counts, labels, strict=True)),
        ],
        total={"workbook": t("All files")} | rows[counts].sum().to_dict(),
    )


def kinds_table(returns: Review, t: Translator) -> Table:
    """How often each kind of finding occurs."""
    rows = findings_by_code(returns.findings)
    rows["family"] = [t(_FAMILIES[code[:2]]) for code in rows["code"]]
    rows["severity"] = [t(_SEVERITIES[severity]) for severity in rows["severity"]]
    return Table(
        rows,
        t("Findings by kind"),
        [
            Column("code", t("Code")),
            Column("family", t("About")),
            Column("severity", t("Severity")),
            Column("findings", t("Findings"), "count"),
        ],
    )


def mend_table(returns: Review, audience: Audience, t: Translator) -> Table:
    """Errors and warnings with their cell. Where the sentence is not for this audience, it reads what the finding is about."""
    rows = findings_to_mend(returns.findings, t.lang)
    about = rows["code"].map(lambda code: t(_FAMILIES[code[:2]]))
    rows["message"] = rows["message"].where(rows["message"] != "", about)
    rows["place"] = [_place(row) for row in rows.itertuples()]
    rows["severity"] = [t(_SEVERITIES[severity]) for severity in rows["severity"]]
    return Table(
        rows,
        t("What to correct or check, cell by cell"),
        [
            Column("place", t("Cell")),
            Column("severity", t("Severity")),
            Column("code", t("Code")),
            Column("message", t("What to do") if audience is Audience.INTERNAL else t("What was found")),
        ],
    )


def _place(row: object) -> str:
    parts = (getattr(row, "workbook", ""), getattr(row, "sheet", ""), getattr(row, "cell", ""))
    return " · ".join(part for part in parts if part)


def corrections_tables(returns: Review, t: Translator) -> list[Table]:
    """Corrections declared for the period; none where there are none."""
    if returns.corrections.empty:
        return []
    rows = returns.corrections
    labels = {
        "workbook": "File",
        "cell": "Cell",
        "unit": "Unit",
        "indicator": "Indicator",
        "reason": "Reason",
        "date": "Date",
    }
    columns = [Column(name, t(label)) for name, label in labels.items() if name in rows]
    return [Table(rows, t("Declared corrections"), columns)]
