"""What became of a period's returns: cells by outcome, findings, and units that reported."""

from __future__ import annotations

import pandas as pd

from helpers.vocabulary.findings import SEVERITIES
from helpers.vocabulary.language import LANGUAGES
from helpers.vocabulary.place import Boundary
from helpers.vocabulary.state import State

OUTCOMES = ("accepted", "rejected", "label", "ignorable")


def outcomes_by_workbook(cells: pd.DataFrame) -> pd.DataFrame:
    """Non-empty cells of each workbook by outcome, and how many there are.

    One row per workbook in order of name; columns accepted, rejected, label, ignorable and their sum, `cells`.
    """
    counted = pd.crosstab(cells["workbook"], cells["outcome"]).reindex(columns=list(OUTCOMES), fill_value=0)
    return counted.assign(cells=counted.sum(axis="columns")).rename_axis(columns=None).reset_index()


def columns_by_workbook(columns: pd.DataFrame) -> pd.DataFrame:
    """Columns of figures of each workbook by what their figures prove of them.

    One row per workbook in order of name; columns proved, consistent, named (by name only) and their sum, `columns`.
    """
    grades = {"proved": "proved", "consistent": "consistent", "by name only": "named", "broken": "named"}
    counted = pd.crosstab(columns["workbook"], columns["grade"].map(grades))
    counted = counted.reindex(columns=list(dict.fromkeys(grades.values())), fill_value=0)
    return counted.assign(columns=counted.sum(axis="columns")).rename_axis(columns=None).reset_index()


def findings_by_code(findings: pd.DataFrame) -> pd.DataFrame:
    """How often each kind of finding occurs: one row per code, the gravest first, then the most frequent."""
    counted = findings.groupby("code", as_index=False).agg(severity=("severity", "first"), findings=("code", "size"))
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    return (
        counted.assign(rank=counted["severity"].map(rank))
        .sort_values(["rank", "findings", "code"], ascending=[True, False, True], ignore_index=True)
        .drop(columns="rank")
    )


def findings_to_mend(findings: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Errors and warnings, each with its address and the sentence for the sender.

    One row per finding, errors first, then as a reader meets them; columns severity, code, workbook, sheet, cell, message.
    """
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    open_ones = findings[findings["severity"] != "note"]
    ordered = open_ones.sort_values("severity", key=lambda s: s.map(rank), kind="stable", ignore_index=True)
    named = ordered.rename(columns={f"message_{lang if lang in LANGUAGES else 'en'}": "message"})
    return named[["severity", "code", "workbook", "sheet", "cell", "message"]]


def figures_by_unit(accepted: pd.DataFrame, rejected: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Figures accepted and rejected for each unit of the boundary version, units without a return included.

    One row per unit in the order of the official list: unit, boundary, accepted, rejected (counts of figures with a value, withheld ones included).
    """
    codes = [unit.code for unit in boundary.units]
    return pd.DataFrame(
        {
            "unit": codes,
            "boundary": boundary.version,
            "accepted": _figures_of(accepted, boundary, codes),
            "rejected": _figures_of(rejected, boundary, codes),
        }
    )


def _figures_of(observations: pd.DataFrame, boundary: Boundary, codes: list[str]) -> list[int]:
    there = observations["state"].isin([State.KNOWN, State.WITHHELD])
    given = observations[there & (observations["boundary"] == boundary.version)]
    return given["unit"].value_counts().reindex(codes, fill_value=0).tolist()
