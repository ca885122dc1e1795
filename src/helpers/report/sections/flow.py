"""Section of the poverty page about the flow: who left poverty, who fell into it, and what the form leaves unexplained."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis import frames
from helpers.report import words
from helpers.report.chart import flow
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.language import format_share

OUT, IN = ("to_near_poor", "escaped", "out"), ("from_near_poor", "relapsed", "new")


def flows(page: Page, moved: pd.DataFrame) -> None:
    """How the poor of the start became the poor of the end, with the residual that the form leaves."""
    total = common.total_code(page)
    if moved.empty or total not in moved.index:
        return
    row, day = moved.loc[total], moved["as_of"].iloc[0]
    page.section(page.t("Who left poverty and who fell into it"))
    page.paragraph(flow_sentence(page, row))
    page.paragraph(residual_sentence(page, row))
    of_total = frames.at(page.observations, day).query("unit == @total")
    hidden = frames.withheld(of_total, ["poor_household_flow"], ["detail"])
    steps = row.drop(["end_by_identity", "residual", "as_of"]).astype(float)
    steps = steps.reindex(steps.index.union(hidden))  # a withheld step stays, so that the chart has no rest to explain
    steps = steps[steps.notna() | steps.index.isin(hidden)]
    if "out" in steps and steps.index.isin(["to_near_poor", "escaped"]).any():
        steps = steps.drop("out")
    page.chart(
        flow(
            steps.rename("value").to_frame(), title=_flow_headline(page, row), subtitle=page.t("Poor households, {where}", where=common.of_place(page, day)),
            fixed={"unit": total, "boundary": page.boundary.version, "indicator": "poor_household_flow", "as_of": day},
        )
    )  # fmt: skip
    _flow_table(page, moved)


def _flow_headline(page: Page, row: pd.Series) -> str:
    start, end = row.get("start"), row.get("end")
    if pd.isna(start) or pd.isna(end):
        return page.t("How the number of poor households moved")
    return page.t("Poor households: {change}", change=words.change_of_count(start, end, page.t))


def _sum(row: pd.Series, names: Sequence[str]) -> float:
    return row.reindex(list(names)).sum(min_count=1)


def flow_sentence(page: Page, row: pd.Series) -> str:
    """How many left poverty and how many fell into it, each with its largest way."""
    ways_out = _sum(row, OUT[:2]) if pd.notna(_sum(row, OUT[:2])) else row.get("out", float("nan"))
    ways_in = _sum(row, IN)
    if pd.isna(ways_out) or pd.isna(ways_in):
        return ""
    told = page.t(
        "{out} left poverty and {come} fell into it.",
        out=words.quantity(ways_out, "households", page.t),
        come=words.quantity(ways_in, "households", page.t),
    )
    near = row.get("to_near_poor", float("nan"))
    if pd.isna(near) or not ways_out:
        return told
    return (
        told
        + " "
        + page.t(
            "Of those who left, {near} became near-poor ({share}).",
            near=words.quantity(near, "households", page.t),
            share=format_share(near / ways_out, page.lang, 1),
        )
    )


def residual_sentence(page: Page, row: pd.Series) -> str:
    """That the parts close, or by how much they do not: shown, not repaired."""
    if pd.isna(row["residual"]):
        return ""
    if not row["residual"]:
        return page.t("The parts add up to the number at the end exactly.")
    return page.t(
        "The parts give {computed}, but {printed} are reported: a difference of {residual} households that the source does not explain.",
        computed=words.quantity(row["end_by_identity"], "households", page.t), printed=words.quantity(row["end"], "households", page.t),
        residual=("+" if row["residual"] > 0 else "−") + common.number(abs(row["residual"]), page),
    )  # fmt: skip


def _flow_table(page: Page, moved: pd.DataFrame) -> None:
    rows = common.by_unit(moved, page).assign(indicator="poor_household_flow")
    labels = codelist("flow_poor")
    columns = [Column(code, labels[code][page.lang], "count", detail=code) for code in labels if code in rows]
    columns = [
        Column("name", page.t("Unit")),
        *columns,
        Column("residual", page.t("Unexplained difference"), "count", indicator="residual"),
    ]
    rows = rows.assign(residual=rows["residual"].where(rows["residual"] != 0, 0.0))
    marks = common.withheld(page, rows, {"residual": "poor_household_flow"})
    day = common.day_words(moved["as_of"].iloc[0], page)
    page.table(
        Table(
            rows,
            page.t("Flow of poor households by unit, year to {day}", day=day),
            common.present(rows, columns),
            total=common.total_code(page),
            symbols=marks,
        )
    )
