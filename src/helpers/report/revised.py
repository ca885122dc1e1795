"""Tables of what differs from what was published before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from helpers.report.cells import format_of
from helpers.report.page_types import menu, page_types
from helpers.report.table import Column, Table, unit_of_money
from helpers.vocabulary.catalogue import indicator
from helpers.vocabulary.language import Translator, format_date
from helpers.vocabulary.state import State

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


def newest(page: Page) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures revised and sentences gone since the newest publication that differs in either."""
    revised, fallen = page.release.revisions(), page.release.fallen()
    last = max(int(rows["number"].max()) for rows in (revised, fallen) if len(rows))
    return revised[revised["number"] == last], fallen[fallen["number"] == last]


def named(revised: pd.DataFrame, page: Page) -> pd.DataFrame:
    """The revised figures with unit, figure, detail, day and cause in words, sorted by figure and unit."""
    return revised.assign(
        place=[_place(*unit, page) for unit in zip(revised["unit"], revised["boundary"], strict=True)],
        figure=[indicator(name).label[page.lang] for name in revised["indicator"]],
        member=[
            page.label_of(name, detail) if detail else ""
            for name, detail in zip(revised["indicator"], revised["detail"], strict=True)
        ],
        day=revised["as_of"],
        because=_because(revised, page.t),
    ).sort_values(["figure", "member", "unit", "as_of"], ignore_index=True)


def _because(rows: pd.DataFrame, t: Translator) -> list[str]:
    """The cause of each row in words; of a return, a correction or the law which one it was."""
    names, told = cause_names(t), {"return", "correction", "law"}
    return [
        f"{names[cause]} ({why})" if why and cause in told else names[cause]
        for cause, why in zip(rows["cause"], rows["why"], strict=True)
    ]


def _place(unit: str, boundary: str, page: Page) -> str:
    name = page.scope.name_or_code(unit, boundary, page.lang)
    return name if boundary == page.edition.boundary.version else page.t("{name} (former area)", name=name)


def tables_of(revised: pd.DataFrame, page: Page) -> list[Table]:
    """A table for each indicator of `named`: what each publication said, what holds now, and why."""
    return [_table(str(name), rows.reset_index(drop=True), page) for name, rows in revised.groupby("indicator", sort=True)]  # fmt: skip


def _table(name: str, rows: pd.DataFrame, page: Page) -> Table:
    t, format, label = page.t, format_of(indicator(name)), indicator(name).label[page.lang]
    numbers = range(1, int(rows["number"].iloc[0]) + 1)
    rows = rows.assign(day=page.times_of(rows["day"]))
    states = {**{f"published_{n}": f"state_{n}" for n in numbers}, "value_after": "state_after"}
    scale, unit = unit_of_money(rows[list(states)], t) if format == "money" else (1.0, "")
    said = [Column(f"published_{n}", t("Publication {number}", number=n), format, scale=scale) for n in numbers]
    parts = [Column("member", t("Detail"))] if rows["member"].ne("").any() else []
    columns = [Column("place", t("Unit")), *parts, Column("day", t("As of"), "date"), *said]
    columns += [Column("value_after", t("Now"), format, scale=scale), Column("because", t("Cause"))]
    withheld = {(row, name): "c" for name, state in states.items() for row in rows.index[rows[state] == State.WITHHELD]}
    return Table(rows, f"{label} ({unit})" if unit else label, columns, symbols=withheld)


def summary(revised: pd.DataFrame, fallen: pd.DataFrame, t: Translator) -> str:
    """How many figures were revised, or else how many sentences of the language went, and since which publication."""
    if len(revised):
        words = (
            "{n} figure was revised since publication {number} ({day}).",
            "{n} figures were revised since publication {number} ({day}).",
        )
        return t.plural(*words, len(revised), **_since(revised.iloc[0], t))
    words = (
        "No figure was revised; {n} sentence of publication {number} ({day}) went.",
        "No figure was revised; {n} sentences of publication {number} ({day}) went.",
    )
    return t.plural(*words, len(gone(fallen, t.lang)), **_since(fallen.iloc[0], t))


def gone(fallen: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The sentences of a language, each once of a page."""
    return fallen[fallen["page"].str.startswith(f"{lang}/")].drop_duplicates(["page", "text"])


def sentences(fallen: pd.DataFrame, page: Page) -> Table:
    """What was said in publications and is no more: on which page (a profile by its unit), what, and the cause."""
    t, edition = page.t, page.edition
    names = {each["file"]: each["short"] for each in menu(page_types(edition.project).values(), page.lang)}
    files = [path.rpartition("/")[2].removesuffix(".html") for path in fallen["page"]]
    places = [names.get(f"{file}.html") or page.scope.name_or_code(file, edition.boundary.version, page.lang) for file in files]  # fmt: skip
    rows = fallen.assign(place=places, because=_because(fallen, t)).reset_index(drop=True)
    columns = [Column("place", t("Page")), Column("text", t("Sentence")), Column("because", t("Cause"))]
    return Table(rows, t("What was said"), columns)


def _since(row: pd.Series, t: Translator) -> dict[str, str]:
    return {"number": str(int(row["number"])), "day": format_date(date.fromisoformat(row["since"]), t.lang)}
