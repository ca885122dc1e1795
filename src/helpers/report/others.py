"""Tables of what no other page shows: a new programme, an indicator of one's own, a breakdown that pages only add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import indicator
from helpers.vocabulary.language import Translator

if TYPE_CHECKING:
    from helpers.report.page import Page

FORMATS = {"VND": "money", "share": "share", "points": "points", "flag": "flag"}


def left_over(account: pd.DataFrame) -> pd.DataFrame:
    """The figures of an account (`protect.release.Release.account`) that no page shows and no other reason explains."""
    return account[account["outcome"] == "left"]


def tables_of(left: pd.DataFrame, page: Page) -> list[Table]:
    """A table for each indicator in the order of its id: a row per unit, member of its breakdown and day."""
    return [_table(str(name), rows, page) for name, rows in left.groupby("indicator", sort=True)]


def _table(name: str, rows: pd.DataFrame, page: Page) -> Table:
    entry, t = indicator(name), page.t
    places = zip(rows["unit"], rows["boundary"], strict=True)
    frame = rows.assign(
        name=[page.scope.name(unit, boundary, page.lang) for unit, boundary in places],
        label=[page.label_of(name, detail) if detail else "" for detail in rows["detail"]],
        day=rows["as_of"],
        **{name: rows["value"]},
    ).reset_index(drop=True)
    return Table(frame, entry.label[page.lang], list(_columns(frame, name, t)))


def _columns(frame: pd.DataFrame, name: str, t: Translator) -> list[Column]:
    parts = [Column("label", t("Detail"))] if frame["label"].ne("").any() else []
    figure = Column(name, format=FORMATS.get(indicator(name).measure, "count"))
    return [Column("name", t("Unit")), *parts, Column("day", t("As of"), "date"), figure]
