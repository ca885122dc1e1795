"""Columns of a table, headed and written as the catalogue or an analysis says, and its rows and cells as written."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers.report.cell_marks import Picture
from helpers.report.origins import Origin
from helpers.vocabulary.catalogue import Indicator, catalogue, indicators, ways
from helpers.vocabulary.language import Translator

#: Decimals of what is right-aligned and sorted as numbers, by format.
DECIMALS = {"count": 0, "change": 0, "number": 1, "share": 2, "points": 2, "money": 1}
_OF_MEASURE = {"VND": "money", "share": "share", "points": "points", "flag": "flag"}


def format_of(entry: Indicator) -> str:
    """How figures of an indicator are written: count, money, share, points or flag."""
    return _OF_MEASURE.get(entry.measure, "count")


@dataclass(frozen=True)
class Column:
    """A column of a table: the frame's column, its heading with unit of measure, and how its values are written.

    Without a label it is headed as the catalogue names the indicator, in the reader's language.
    format: text, count, change (a count with its sign), number, share (0-1), points, money (VND, written in tỷ or triệu
    đồng), date, flag (yes, no) or met (met, not yet). indicator and detail say which figure of the catalogue stands in
    it, for marks and origins; the name is taken by default. part and base name the terms that a computed column is made
    of ('indicator', 'indicator/detail', '{detail}' for the row's).
    at: dimensions that hold for the column, such as its unit or day. terms: columns of the frame that name part and
    base of each row ('poor_households', separated by spaces), where the rows are different figures; a text may have
    them too.
    since: column of the frame with the earlier day, where the figure is a change.
    """

    name: str
    label: str = ""
    format: str = "text"
    decimals: int | None = None
    indicator: str = ""
    detail: str | None = None
    scale: float = 1.0
    part: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    at: Mapping[str, Any] = field(default_factory=dict)
    terms: tuple[str, str] | None = None
    since: str = ""

    @property
    def numeric(self) -> bool:
        """Right-aligned and sorted as numbers?"""
        return self.format in DECIMALS


@dataclass(frozen=True)
class Cell:
    """A figure as written, with what stands behind it."""

    text: str
    marks: tuple[str, ...]
    origin: Origin
    value: float | None = None
    picture: Picture = field(default_factory=Picture)


@dataclass(frozen=True)
class Row:
    """A row as written; `unit` is the code of the unit that it is about, '' if it is about none."""

    key: Hashable
    cells: tuple[Cell, ...]
    is_total: bool = False
    unit: str = ""


#: Columns that say what a row is, not a figure of it.
_ABOUT = {"boundary", "as_of", "since", "start", "coverage", "clear", "unit", "indicator", "detail", "bridged"}
_FLOW = "poor_household_flow"


def computed(t: Translator) -> dict[str, Column]:
    """Columns that analyses compute, by name, with the terms that they are made of."""
    households, poor = ("households",), ("poor_households",)
    both = ("poor_households", "near_poor_households")
    members = catalogue().codelists.get("flow_poor", {})  # another country's packs need not know of flows
    told = (
        Column("name", t("Unit")),
        Column("multidimensional_poor_households", t("Poor and near-poor households"), "count", part=both),
        Column("poor_person_rate", t("Share of persons who live in poor households"), "share", part=("poor_persons",), base=("persons",)),
        Column("rate_before", t("Rate before"), "share"),
        Column("rate_after", t("Rate now"), "share", part=poor, base=households),
        Column("change_points", t("Change (percentage points)"), "points", part=poor, base=households, since="since"),
        Column("contribution_points", t("Part of the change of the whole (percentage points)"), "points", part=poor, base=households, since="since"),
        Column("left", t("Left poverty"), "count", part=_of_flow(*ways(_FLOW, "out"))),
        Column("entered", t("Fell into poverty"), "count", part=_of_flow(*ways(_FLOW, "in"))),
        Column("residual", t("Unexplained difference"), "change", part=_of_flow(*members)),
        Column("capital_plan_vnd", t("Plan"), "money", terms=("capital_plan_terms", "")),
        Column("capital_allocated_vnd", t("Allocated"), "money", terms=("capital_allocated_terms", "")),
        Column("capital_disbursed_vnd", t("Disbursed"), "money", terms=("capital_disbursed_terms", "")),
        Column("disbursed_of_plan", t("Disbursed of plan"), "share", 1, terms=("capital_disbursed_terms", "capital_plan_terms")),
        Column("disbursed_of_allocated", t("Disbursed of allocated"), "share", 1, terms=("capital_disbursed_terms", "capital_allocated_terms")),
        Column("criteria_met", t("Criteria met"), "count", terms=("criteria_terms", "")),
        Column("criteria_missing", t("Criteria lacking"), "count", terms=("criteria_terms", "")),
        Column("standard_met", t("Meets the standard"), "met", indicator="new_rural_standard_met"),
        Column("standard_planned", t("Planned this year"), "flag", indicator="new_rural_standard_planned"),
        Column("worst", t("Worst unit"), "share"),
        Column("best", t("Best unit"), "share"),
        Column("households_deprived", t("Poor households deprived"), "count", part=("poor_households_deprived/{detail}",)),
        Column("share_deprived", t("Share of poor households"), "share", 1, part=("poor_households_deprived/{detail}",), base=poor),
        Column("households_naming", t("Poor households"), "count", part=("poor_households_by_cause/{detail}",)),
        Column("share_naming", t("Share of poor households"), "share", 1, part=("poor_households_by_cause/{detail}",), base=poor),
    )  # fmt: skip
    parts = (Column(code, words[t.lang], "count", part=_of_flow(code)) for code, words in members.items())
    return {each.name: each for each in (*parts, *told)}


def _of_flow(*details: str) -> tuple[str, ...]:
    return tuple(f"{_FLOW}/{detail}" for detail in details)


def columns_of(frame: pd.DataFrame, wanted: Sequence[str | Column] | None, t: Translator) -> list[Column]:
    """The columns of a table: those wanted, or all figures of the frame, headed by the catalogue.

    The first names the row. A column of one's own is headed by its name.
    """
    names = list(wanted) if wanted is not None else [str(name) for name in frame.columns if name not in _ABOUT]
    if "name" in frame and not any("name" in (each, getattr(each, "name", "")) for each in names):
        names = ["name", *names]
    known = computed(t)
    return [each if isinstance(each, Column) else _column(frame, each, known) for each in names]


def _column(frame: pd.DataFrame, name: str, known: dict[str, Column]) -> Column:
    if name in known:
        return known[name]
    entry = indicators().get(name)
    if entry:
        return Column(name, "", format_of(entry))
    numeric = pd.api.types.is_numeric_dtype(frame[name])
    whole = numeric and bool((frame[name].dropna() % 1 == 0).all())
    return Column(name, name.replace("_", " "), "count" if whole else "number" if numeric else "text", 2 if numeric and not whole else None)  # fmt: skip


def of_ones_own(columns: Iterable[Column], t: Translator) -> list[str]:
    """Headings of columns that neither the catalogue nor an analysis knows: nothing tells what they are made of."""
    known = {*computed(t), *indicators()}
    return [
        each.label
        for each in columns
        if each.name not in known
        and not (each.indicator or each.part or each.terms)
        and each.format not in ("text", "date")
    ]
