"""Tables of what differs from what was published before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from helpers.report.cells import format_of
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import indicator
from helpers.vocabulary.language import Translator, format_date

if TYPE_CHECKING:
    from helpers.report.page import Page


def cause_names(t: Translator) -> dict[str, str]:
    """The causes of differences in words, by id (`run.publications.causes`)."""
    return {
        "territory": t("Territory: units changed"),
        "correction": t("Correction"),
        "return": t("A newer return"),
        "finding": t("A finding of the checks"),
        "law": t("Law: standards, norms or programmes changed"),
        "method": t("Method: the program changed"),
        "protection": t("Protection of small counts"),
        "wording": t("Wording only"),
        "unexplained": t("Unexplained"),
    }


def named(revised: pd.DataFrame, page: Page) -> pd.DataFrame:
    """The revised figures with unit, figure, detail, day and cause in words, sorted by figure and unit."""
    t, names = page.t, cause_names(page.t)
    places = zip(revised["unit"], revised["boundary"], strict=True)
    return revised.assign(
        place=[page.scope.name(unit, boundary, page.lang) for unit, boundary in places],
        figure=[indicator(name).label[page.lang] for name in revised["indicator"]],
        member=[
            page.label_of(name, detail) if detail else ""
            for name, detail in zip(revised["indicator"], revised["detail"], strict=True)
        ],
        day=revised["as_of"],
        because=[
            f"{names[cause]} ({why})" if why and cause in {"return", "correction"} else t(names[cause])
            for cause, why in zip(revised["cause"], revised["why"], strict=True)
        ],
    ).sort_values(["figure", "member", "unit", "as_of"], ignore_index=True)


def tables_of(revised: pd.DataFrame, page: Page) -> list[Table]:
    """A table for each indicator of `named`: what each publication said, what holds now, and why."""
    return [_table(str(name), rows.reset_index(drop=True), page) for name, rows in revised.groupby("indicator", sort=True)]  # fmt: skip


def _table(name: str, rows: pd.DataFrame, page: Page) -> Table:
    t, format = page.t, format_of(indicator(name))
    numbers = range(1, int(rows["number"].iloc[0]) + 1)
    said = [Column(f"published_{n}", t("Publication {number}", number=n), format) for n in numbers]
    parts = [Column("member", t("Detail"))] if rows["member"].ne("").any() else []
    columns = [Column("place", t("Unit")), *parts, Column("day", t("As of"), "date"), *said]
    columns += [Column("value_after", t("Now"), format), Column("because", t("Cause"))]
    return Table(rows, indicator(name).label[page.lang], columns)


def causes(by_cause: pd.DataFrame, t: Translator) -> Table:
    """How many figures of how many units each cause changed. by_cause: `figures` and `units` by cause."""
    columns = [Column("because", t("Cause")), Column("figures", t("Figures"), "count"), Column("units", t("Unit"), "count")]  # fmt: skip
    return Table(by_cause.reset_index(), t("Causes"), columns)


def sentences(fallen: pd.DataFrame, t: Translator) -> Table:
    """Sentences that no longer hold, with the cause."""
    rows = fallen.assign(because=fallen["cause"].map(cause_names(t))).reset_index(drop=True)
    return Table(rows, t("No longer holds"), [Column("text", t("What was said")), Column("because", t("Cause"))])


def since(revised: pd.DataFrame, lang: str) -> dict[str, str]:
    """Which publication the figures are compared with: its number and day, for a sentence."""
    first = revised.iloc[0]
    return {"number": str(int(first["number"])), "day": format_date(date.fromisoformat(first["since"]), lang)}
