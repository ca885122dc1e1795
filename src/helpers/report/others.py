"""Tables of what no other page shows: a new programme, an indicator of one's own, a breakdown that is only added up."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.report.cell_marks import mark_of
from helpers.report.cells import format_of
from helpers.report.table import Column, Table, places_of_money, unit_of_money
from helpers.vocabulary.catalogue import codelist, indicator

if TYPE_CHECKING:
    from helpers.report.page import Page

Names = Mapping[Any, str]
_MEMBER = ["detail", "as_of", "start", "standard"]  # what tells the figures of an indicator and unit apart


def left_over(account: pd.DataFrame) -> pd.DataFrame:
    """The figures of an account (`protect.release.Release.account`) that no page shows and no other reason explains."""
    return account[account["outcome"] == "left"]


def overview(left: pd.DataFrame, page: Page) -> Table:
    """A row for each indicator, that with most figures first: how many figures, of how many units, the newest day."""
    counts = left.groupby("indicator").agg(n=("value", "size"), units=("unit", "nunique"), day=("as_of", "max"))
    counts["day"] = page.times_of(counts["day"])
    counts["name"] = [indicator(str(id)).label[page.lang] for id in counts.index]
    t = page.t
    numbers = [Column("n", t("Figures"), "count"), Column("units", t("Places"), "count")]
    columns = [Column("name", t("Measure")), *numbers, Column("day", t("As of"), "date")]
    ordered = counts.rename_axis("measure").sort_values("n", ascending=False, kind="stable")
    return Table(ordered, t("Figures by measure"), columns, marks={"n": mark_of("bar")})


def tables_of(account: pd.DataFrame, page: Page) -> Iterator[Table]:
    """A table for each indicator and boundary version with figures left over, that with most of them first.

    Beside them stand the others of the same members, so that a gap is a gap. Dates that are all alike stand in the
    caption.
    """
    left = left_over(account)
    groups = [rows for _, rows in left.groupby(["indicator", "boundary"], sort=True)]
    for rows in sorted(groups, key=len, reverse=True):
        name, boundary = (str(rows[column].iloc[0]) for column in ("indicator", "boundary"))
        days = sorted({_span(*span, page) for span in set(zip(rows["start"], rows["as_of"], strict=True))})
        keys = rows[_MEMBER].drop_duplicates()
        listed = sorted(keys.itertuples(index=False, name=None), key=lambda key: (_in_its_list(name, key[0]), key[1:]))
        members = {key: _member(name, key, len(days) > 1, page) for key in listed}
        every = account[account["indicator"].eq(name) & account["boundary"].eq(boundary)].merge(keys)
        official = dict.fromkeys([*page.scope.boundary(boundary).by_code, *every["unit"]])
        units = {code: page.scope.name(code, boundary, page.lang) for code in official if code in set(every["unit"])}
        table = _table(name, every, members, units, page)
        told = [table.caption, *(days if len(days) == 1 else ())]
        counted = page.t.plural("{n} figure", "{n} figures", len(rows))
        yield replace(table, caption=f"{', '.join(told)} ({counted})", fixed={"boundary": boundary, "indicator": name})


def _table(name: str, rows: pd.DataFrame, members: Names, units: Names, page: Page) -> Table:
    """Units against the members of a breakdown, the fewer as columns; money in one unit, which the caption names."""
    found = rows.pivot_table("value", "unit", _MEMBER, aggfunc="last")
    by_unit = found.loc[sorted(found.index, key=list(units).index), sorted(found.columns, key=list(members).index)]
    is_money = format_of(indicator(name)) == "money"
    scale, unit = unit_of_money(rows["value"], page.t) if is_money else (1.0, "")
    few = len(members) <= len(units)
    heads, names = (members, units) if few else (units, members)
    figures = by_unit if few else by_unit.T
    places = places_of_money(rows["value"], scale) if is_money else None
    common = Column("", "", format_of(indicator(name)), places, name, scale=scale)
    columns = [replace(common, name=f"c{n}", label=heads[key], at=_at(key)) for n, key in enumerate(figures)]
    table = figures.set_axis([column.name for column in columns], axis="columns")
    table = table.assign(name=[names[key] for key in table.index])
    first = Column("name", page.t("Unit") if few else page.t("Detail"))
    return Table(
        table if few else table.reset_index(),
        f"{indicator(name).label[page.lang]}{unit and f' ({unit})'}",
        [first, *columns],
    )


def _at(key: Hashable) -> dict[str, Any]:
    """The dimensions that a column holds: those of a member, or a unit."""
    return {"detail": key[0], "as_of": key[1]} if isinstance(key, tuple) else {"unit": key}


def _member(name: str, key: tuple[Any, ...], with_days: bool, page: Page) -> str:
    """What tells a member from the others: its name in the breakdown, days and standard where these are not alike."""
    detail, as_of, start, standard = key
    told = [page.label_of(name, detail)] if detail else []
    told += [_span(start, as_of, page), standard] if with_days else []
    return ", ".join(filter(None, told)) or indicator(name).label[page.lang]


def _in_its_list(name: str, detail: str) -> list[int]:
    """The place of a detail in its code list, of a compound one that of each part; others stand last."""
    known = list(codelist(indicator(name).details)) if indicator(name).details else []
    parts = [detail] if detail in known else detail.split("/")
    return [known.index(part) if part in known else len(known) for part in parts]


def _span(start: pd.Timestamp, as_of: pd.Timestamp, page: Page) -> str:
    return " – ".join(dict.fromkeys((page.reader.day(start), page.reader.day(as_of))))
