"""What became of a period's returns: cells by outcome, findings, and units that reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import groupby

import pandas as pd

from helpers.vocabulary.findings import SEVERITIES
from helpers.vocabulary.language import LANGUAGES
from helpers.vocabulary.place import Boundary
from helpers.vocabulary.state import State

OUTCOMES = ("accepted", "rejected", "label", "ignorable")
NO_NAME = r"(?i:(sheet|trang.?tính) ?\d*)?"  # a sheet of a csv, or one called as the program called it


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
    return _gravest_first(counted.sort_values(["findings", "code"], ascending=[False, True]))


def to_send_back(findings: pd.DataFrame, lang: str) -> pd.DataFrame:
    """What senders need to correct or check, repeated findings together: one row for each file, sheet, column and kind.

    The gravest first, then in the order of the files; columns severity, code, workbook, sheet, `cells` ('C5–C9, C11'),
    `count` and `message`: the finding's own sentence, of several the words that all of them have ('…' for the others).
    """
    rows = findings[findings["severity"] != "note"].assign(count=1)
    rows = rows.assign(message=rows[f"message_{lang if lang in LANGUAGES else 'en'}"])
    rows = rows.assign(column=rows["cell"].str.extract(r"^([A-Z]+)", expand=False).fillna(""))
    keys = ["severity", "code", "workbook", "sheet", "column"]
    if rows.empty:  # most units have none: to group nothing takes pandas as long as to group some
        return rows.assign(cells="")[[*keys, "cells", "count", "message"]]
    grouped = rows.groupby(keys, sort=False).agg(
        cells=("cell", cell_ranges), count=("count", "sum"), message=("message", shared_words)
    )
    return _gravest_first(grouped.reset_index())


def _gravest_first(rows: pd.DataFrame) -> pd.DataFrame:
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    return rows.sort_values("severity", key=lambda s: s.map(rank), kind="stable", ignore_index=True)


def cell_ranges(cells: Iterable[str]) -> str:
    """Cells of one column, runs of rows as ranges: 'C5–C9, C11'; what is no cell of a sheet stands itself, once."""
    placed = {cell: re.fullmatch(r"([A-Z]+)(\d+)", cell) for cell in dict.fromkeys(cells)}
    rows = sorted(int(match[2]) for match in placed.values() if match)
    column = next((match[1] for match in placed.values() if match), "")
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda each: each[1] - each[0])]
    ranges = [f"{column}{run[0]}–{column}{run[-1]}" if len(run) > 1 else f"{column}{run[0]}" for run in runs]
    return ", ".join([*ranges, *(cell for cell, match in placed.items() if cell and not match)])


def shared_words(messages: Iterable[str]) -> str:
    """The sentence that findings of a kind share: their words in order, '…' where they differ."""
    first, *others = (message.split(" ") for message in dict.fromkeys(messages))
    shared = first
    for other in others:
        blocks = SequenceMatcher(None, shared, other, autojunk=False).get_matching_blocks()
        parts = [shared[block.a : block.a + block.size] for block in blocks if block.size]
        ends = bool(blocks[0].a or blocks[0].b), len(shared) > sum(blocks[-2][::2]) if parts else True
        joined = [word for part in parts for word in ("…", *part)][1:]
        shared = [*(["…"] if ends[0] else []), *joined, *(["…"] if ends[1] else [])]
    return re.sub(r"…( …)+", "…", " ".join(shared))


def findings_by_unit(findings: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Errors and warnings about figures of each unit: a row for each code, columns `errors` and `warnings`."""
    counted = pd.crosstab(findings["unit"], findings["severity"])
    kinds = {"error": "errors", "warning": "warnings"}
    return counted.reindex(index=list(codes), columns=list(kinds), fill_value=0).rename(columns=kinds)


def figures_by_form(accepted: pd.DataFrame, columns: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Accepted figures of each unit by the form that they stand in; a table that is no form counts as `published`.

    A row for each unit of the boundary version but the whole, units without a return included; a column for each form,
    in the order of the files, named by its sheet, or by its file where the sheet has no name of its own (the first that
    holds it). Of a figure that is withheld from the public its release does not say where it stands: `withheld`.
    """
    forms = columns.drop_duplicates(["workbook", "sheet"])[["workbook", "sheet", "form"]]
    firsts = forms.drop_duplicates("form").set_index("form")
    names = firsts["sheet"].mask(firsts["sheet"].str.fullmatch(NO_NAME), firsts["workbook"])
    given = accepted[accepted["state"].isin([State.KNOWN, State.WITHHELD]) & accepted["boundary"].eq(boundary.version)]
    form = given.merge(forms, how="left", on=["workbook", "sheet"])["form"].fillna("published")
    form = form.mask(given["workbook"].eq("").to_numpy(), "withheld")
    counted = pd.crosstab(given["unit"].to_numpy(), form.to_numpy())
    codes = [unit.code for unit in boundary.units if unit.code != boundary.total.code] or [boundary.total.code]
    counted = counted.reindex(index=codes, fill_value=0)
    order = [*firsts.index, "published", "withheld"]
    shown = counted[[name for name in order if name in counted and counted[name].any()]].rename(columns=names)
    return shown.rename_axis(index="unit", columns=None)
