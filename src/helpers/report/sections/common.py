"""What the sections share: the figures of a page, names and dates for readers, and columns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from helpers.analysis import frames
from helpers.analysis.bridge import correspondence
from helpers.analysis.change import is_clear
from helpers.report import words
from helpers.report.figures import comparable
from helpers.report.page import Page
from helpers.report.table import Column
from helpers.vocabulary.catalogue import detail_label
from helpers.vocabulary.language import format_date, format_number
from helpers.vocabulary.state import State

#: Marks of cells as tables and charts take them: (row, column) -> symbol.
Marks = dict[tuple[Hashable, str], str]


def figures_of(page: Page) -> pd.DataFrame:
    """The figures up to the period's end, for the units of its boundary version and the places of comparison.

    Figures of older versions are restated for whole-unit merges (column `bridged`); nothing is guessed for splits.
    """
    return comparable(page.observations, page.edition)


def unit_codes(page: Page) -> list[str]:
    """Codes of the period's units, without the total."""
    return [unit.code for unit in page.boundary.units if unit.code != page.boundary.total.code]


def served_codes(page: Page) -> list[str]:
    """Codes of the units that support goes to: a unit that is its own total is one."""
    return unit_codes(page) or [total_code(page)]


def total_code(page: Page) -> str:
    """Code of the scope's total."""
    return page.boundary.total.code


def by_unit(frame: pd.DataFrame, page: Page) -> pd.DataFrame:
    """The frame with a row for every unit in official order, the total last, named; an empty frame stays empty."""
    if frame.empty:
        return frame
    named = frames.named(frame, page.scope, page.boundary, page.lang)
    return named.assign(as_of=named["as_of"].ffill().bfill()) if "as_of" in named else named


def name_of(code: str, page: Page) -> str:
    """Name of a unit, the total or a place of comparison."""
    return page.scope.name(code, page.boundary.version, page.lang)


def names_of(codes: Sequence[str], page: Page) -> str:
    """Names of units, listed in words."""
    return words.listing([name_of(code, page) for code in codes], page.t)


def member(name: str, code: str, page: Page) -> str:
    """A member of a code list in words; a code that no pack knows stands itself."""
    return detail_label(name, code, page.lang, page.period.end)


def content_words(content: str, page: Page) -> str:
    """A content of support as the code list names it."""
    return member("content", content, page)


def day_words(day: pd.Timestamp, page: Page) -> str:
    """A date for the reader: '31/12/2023'."""
    return format_date(day.date(), page.lang)


def of_place(page: Page, day: pd.Timestamp) -> str:
    """Subtitle: place and date."""
    return page.t("{place}, as of {day}", place=page.boundary.total.words(page.lang), day=day_words(day, page))


def number(value: float, page: Page, decimals: int = 0) -> str:
    """A number for the reader."""
    return format_number(value, page.lang, decimals)


def change_words(page: Page, points: float, households: float = float("nan")) -> str:
    """A change in percentage points in words, or that there is no clear one (`analysis.change.is_clear`)."""
    if pd.notna(points) and not is_clear(points, households):
        return page.t("no clear change")
    return words.change_in_points(points, page.t)


def change_headline(page: Page, before: float, after: float, households: float, since: str) -> str:
    """A headline about a poverty rate over time: fell, rose, or no clear change."""
    clear = pd.isna(after - before) or is_clear((after - before) * 100, households)
    return words.change_headline(
        before, after if clear else before, page.t, subject=page.t("Poverty rate"), since=since
    )


def made_up(page: Page, *names: str, since: pd.Timestamp | None = None, units: Sequence[str] | None = None) -> str:
    """'Demonstration data' where a figure of these indicators is illustrative, else ''; that of each one's latest day or since a day.

    For charts and tables whose cells have no single origin, such as changes and sums. Places of comparison do not count.
    """
    every = page.observations
    wanted = every["indicator"].isin(names) & every["value"].notna() & (every["as_of"] <= pd.Timestamp(page.period.end))
    rows = every.loc[wanted & ~every["unit"].isin(list(page.scope.references)), ["indicator", "unit", "as_of", "kind"]]
    latest = rows.groupby("indicator")["as_of"].transform("max")
    rows = rows[rows["as_of"] >= (latest if since is None else since)]
    made = rows.loc[rows["unit"].isin(list(units)) if units is not None else slice(None), "kind"] == "demonstration"
    if not made.any():
        return ""
    return (
        page.t("Demonstration data")
        if made.all()
        else page.t("Partly demonstration data; the other figures are published or official.")
    )


def not_applicable(frame: pd.DataFrame, bases: Mapping[str, str]) -> Marks:
    """Marks [z] for rates of a base of zero: rate column -> base column."""
    return {
        (key, rate): "z" for rate, base in bases.items() if rate in frame and base in frame
        for key in frame.index[frame[base] == 0]
    }  # fmt: skip


def _hidden(page: Page, frame: pd.DataFrame) -> pd.DataFrame:
    """Withheld figures: of the day of the frame, if it is of one."""
    rows = page.observations[page.observations["state"] == State.WITHHELD]
    days = frame["as_of"].dropna().unique() if "as_of" in frame else []
    return rows[rows["as_of"].isin(days)] if len(days) else rows


def withheld(page: Page, frame: pd.DataFrame, columns: Mapping[str, str]) -> Marks:
    """Marks [c] for gaps that follow from a withheld figure of the row's unit: column -> indicator behind it."""
    hidden = _hidden(page, frame)
    found = {name: set(hidden.loc[hidden["indicator"] == name, "unit"]) for name in set(columns.values())}
    return {
        (key, column): "c" for column, name in columns.items() if column in frame
        for key in frame.index[frame[column].isna()] if str(key) in found[name]
    }  # fmt: skip


def in_million(page: Page, name: str, label: str) -> Column:
    """A column of money in millions of VND, for amounts that are compared along a row."""
    return Column(name, f"{label} ({page.t('VND million')})", "money", scale=1e6)


def present(frame: pd.DataFrame, columns: Sequence[Column]) -> list[Column]:
    """The columns that have at least one value: a table has no empty column."""
    return [c for c in columns if c.format == "text" or (c.name in frame and frame[c.name].notna().any())]


def uneven(rows: pd.DataFrame, part: str, whole: str, rate: str) -> pd.Series:
    """Where count and base are there, yet no rate was taken of them: they do not cover the same units."""
    return rows[part].notna() & rows[whole].gt(0) & rows[rate].isna()


def uneven_words(page: Page) -> str:
    """Why a total has a count and a base and no share."""
    return page.t("Not every unit reported both figures, so no share of the whole area is given.")


def missing_sentence(frame: pd.DataFrame, column: str, page: Page) -> str:
    """Which units have no figure, where others have; withheld ones are not missing."""
    if frame.empty or column not in frame:
        return ""
    rows = _hidden(page, frame)
    rows = rows[rows["indicator"] == column]
    without = [code for code in frames.units_without(frame, column, page.boundary) if code not in set(rows["unit"])]
    if not without or len(without) == len(page.boundary.units):
        return ""
    return page.t(
        "No figure from {names}: totals that are added up cover {n} of {many} units.",
        names=names_of(without, page),
        n=len(page.boundary.units) - len(without),
        many=len(page.boundary.units),
    )


def boundary_notice(page: Page, figures: pd.DataFrame) -> str:
    """That units were merged, and that earlier figures are those of the same area; '' where nothing changed."""
    if not len(figures) or not figures["bridged"].any():
        return ""
    older = [b for b in page.scope.boundaries if b.valid_from < page.boundary.valid_from]
    table = correspondence(page.scope, older[-1].version, page.boundary.version)
    merged = int((table["comparability"] == "merged").sum())
    lost = int((table["comparability"] == "not_comparable").sum())
    words = {"day": format_date(page.boundary.valid_from, page.lang), "n": len(table), "old": len(older[-1].units)}
    if lost:
        return page.t("Since {day} there are {n} units in place of {old}; {lost} of them cannot be compared with earlier figures, since units were split.", lost=lost, **words)  # fmt: skip
    if merged:
        return page.t(
            "Since {day} there are {n} units in place of {old}, merged whole: earlier figures are added up for the new units.",
            **words,
        )
    return ""
