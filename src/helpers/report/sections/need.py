"""Sections of the land page about need: who still needs support, and what it would cost."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.analysis.land import household_contents
from helpers.report import words
from helpers.report.chart import ranked_bars
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.language import format_date, format_money


def need_sentence(page: Page, support: pd.DataFrame) -> str:
    """How many needs of households are left, most of all for what."""
    own = remaining(page, support)
    if own.empty:
        return ""
    if len(own) < len(_contents(page, support)):
        told = [
            f"{common.content_words(content, page).lower()} {common.number(left, page)}"
            for content, left in zip(own["content"], own["support_need_remaining"], strict=True)
        ]
        return page.t("Households still in need: {told}.", told="; ".join(told))
    if not own["support_need_remaining"].sum():
        return page.t("No household is left in need of support.")
    top = own.sort_values("support_need_remaining", ascending=False, kind="stable").iloc[0]
    return page.t(
        "{many} needs of households are left, most for {content} ({n}); a household can have several.",
        many=common.number(own["support_need_remaining"].sum(), page), content=common.content_words(top["content"], page).lower(),
        n=common.number(top["support_need_remaining"], page),
    )  # fmt: skip


def _contents(page: Page, support: pd.DataFrame) -> pd.DataFrame:
    """Contents for households of the total."""
    if support.empty:
        return support
    return support[(support["unit"] == common.total_code(page)) & support["content"].isin(household_contents())]


def remaining(page: Page, support: pd.DataFrame) -> pd.DataFrame:
    """Contents for households of the total, with a known remaining need."""
    own = _contents(page, support)
    return own.dropna(subset=["support_need_remaining"]) if len(own) else own


def cost_sentence(page: Page, cost: pd.DataFrame) -> str:
    """What it would cost to serve them all at the norms in force, central and local money apart."""
    if cost.empty:
        return ""
    every = _contents(page, cost)
    own = every[every["remaining_households"] > 0]
    known = own.dropna(subset=["central_needed_vnd"])
    if known.empty:
        return ""
    told = page.t(
        "To serve them at the norms in force takes {central} from the central budget and {local} of local money",
        central=format_money(known["central_needed_vnd"].sum(), page.lang), local=format_money(known["local_needed_vnd"].sum(), page.lang),
    )  # fmt: skip
    without = [
        common.content_words(content, page).lower()
        for content in own["content"]
        if content not in set(known["content"])
    ]
    unknown = [
        common.content_words(content, page).lower()
        for content in every.loc[every["remaining_households"].isna(), "content"]
    ]
    told += (
        page.t(", without {contents}, for which no norm is on record", contents=words.listing(without, page.t))
        if without
        else ""
    )
    return told + (
        page.t(
            ", and without {contents}, whose number is not available or withheld.",
            contents=words.listing(unknown, page.t),
        )
        if unknown
        else "."
    )


def needs(page: Page, support: pd.DataFrame) -> None:
    """Start − supported + new = remaining by content, with the residual, and remaining need by unit."""
    if support.empty:
        return
    own = support[support["unit"] == common.total_code(page)]
    rows = own.assign(
        name=[common.content_words(c, page) for c in own["content"]],
        detail=own["content"],
        boundary=page.boundary.version,
    ).set_index("content", drop=False)
    page.section(page.t("Who still needs support"))
    page.paragraph(need_sentence(page, support) or supported_sentence(page, rows))
    page.paragraph(residual_sentence(page, rows))
    day = support["as_of"].iloc[0]
    left = rows[rows["content"].isin(household_contents())].dropna(subset=["support_need_remaining"])
    if left["support_need_remaining"].sum() > 0:
        top = left.sort_values("support_need_remaining", ascending=False).iloc[0]
        title = page.t(
            "Most needs are left for: {content} ({n} households)",
            content=top["name"].lower(),
            n=common.number(top["support_need_remaining"], page),
        )
        page.chart(ranked_bars(left, "support_need_remaining", format="count", title=title,
                               subtitle=page.t("Households still in need of each content, {where}", where=common.of_place(page, day))))  # fmt: skip
    columns = [
        Column("name", page.t("Content")), Column("support_need_start", format="count"), Column("supported_households", format="count"),
        Column("support_need_new", format="count"), Column("support_need_remaining", format="count"),
        Column("residual", page.t("Unexplained difference"), "count"), Column("share_supported", page.t("Share of the need supported"), "share", 1),
        Column("support_plan_vnd", format="money"), Column("support_disbursed_vnd", format="money"),
    ]  # fmt: skip
    caption = page.t("Need and support by content, {day}", day=common.day_words(day, page))
    page.table(
        Table(
            rows,
            caption,
            common.present(rows, columns),
            symbols=common.withheld_details(page, rows, common.total_code(page)),
        )
    )
    _by_unit_table(page, support)


def supported_sentence(page: Page, rows: pd.DataFrame) -> str:
    """How many households each content served, where nothing is known of the need."""
    known = rows.dropna(subset=["supported_households"])
    told = [f"{row['name'].lower()} {common.number(row['supported_households'], page)}" for _, row in known.iterrows()]
    return page.t("Households supported: {told}.", told="; ".join(told)) if told else ""


def residual_sentence(page: Page, rows: pd.DataFrame) -> str:
    """Where start − supported + new is not what is reported as remaining."""
    off = rows[rows["residual"].notna() & (rows["residual"] != 0)]
    if off.empty and rows["residual"].isna().all():
        return ""
    if off.empty and rows["residual"].isna().any():
        return page.t(
            "Start less supported plus new need gives the remaining need wherever all four numbers are shown."
        )
    if off.empty:
        return page.t("Start less supported plus new need gives the remaining need everywhere.")
    told = [
        f"{row['name'].lower()} {'+' if row['residual'] > 0 else '−'}{common.number(abs(row['residual']), page)}"
        for _, row in off.iterrows()
    ]
    return page.t(
        "The reported remaining need differs from start less supported plus new: {told} households.",
        told="; ".join(told),
    )


def _by_unit_table(page: Page, support: pd.DataFrame) -> None:
    rows = support[support["content"].isin(household_contents())]
    wide = rows.set_index(["unit", "content"])["support_need_remaining"].unstack()  # noqa: PD010
    contents = [c for c in household_contents() if c in wide and wide[c].notna().any()]
    if not contents or wide.drop(index=common.total_code(page), errors="ignore").isna().all(axis=None):
        return
    table = common.by_unit(wide.rename_axis(columns=None), page).assign(
        indicator="support_need_remaining", as_of=support["as_of"].iloc[0]
    )
    columns = [
        Column("name", page.t("Unit")),
        *(Column(c, common.content_words(c, page), "count", detail=c) for c in contents),
    ]
    page.table(
        Table(table, page.t("Households still in need, by unit and content"), columns, total=common.total_code(page))
    )


def no_norm_sentence(page: Page, day: date) -> str:
    """That no amount per household is on record for a day, so that the cost of the need is left out."""
    return page.t(
        "No amount of support per household is on record for {day}: the need is counted, its cost is not.",
        day=format_date(day, page.lang),
    )


def costs(page: Page, cost: pd.DataFrame) -> None:
    """What serving every remaining household would cost, at the norms with their legal source."""
    if cost.empty or not cost_sentence(page, cost):
        if (cost.get("remaining_households", pd.Series(dtype=float)) > 0).any() and cost["cost_vnd"].isna().all():
            page.section(page.t("What it would cost to close the need"))
            page.paragraph(no_norm_sentence(page, page.period.end))
        return
    own = cost[(cost["unit"] == common.total_code(page)) & cost["content"].isin(household_contents())].set_index(
        "content", drop=False
    )
    page.section(page.t("What it would cost to close the need"))
    page.paragraph(cost_sentence(page, cost))
    rows = own.assign(name=[common.content_words(c, page) for c in own["content"]])
    total = {
        "name": page.t("Together, where a norm is on record"),
        **rows[["central_needed_vnd", "local_needed_vnd"]].sum().to_dict(),
    }
    columns = [
        Column("name", page.t("Content")), Column("remaining_households", page.t("Households still in need"), "count"),
        Column("cost_vnd", page.t("Central norm per household"), "money"), Column("local_vnd", page.t("Local counterpart per household"), "money", 2),
        common.in_million(page, "central_needed_vnd", page.t("Central money needed")), common.in_million(page, "local_needed_vnd", page.t("Local money needed")),
    ]  # fmt: skip
    total |= {
        "remaining_households": rows["remaining_households"].where(rows["central_needed_vnd"].notna()).sum(),
        "cost_vnd": None,
        "local_vnd": None,
    }
    note = page.t(
        "Norms: data table with legal sources in the method. Central water works are projects and have no norm per household."
    )
    marks = common.withheld_details(
        page, rows, common.total_code(page), ("remaining_households", "central_needed_vnd", "local_needed_vnd")
    )
    marks = {place: mark for place, mark in marks.items() if pd.isna(rows.loc[place[0], "remaining_households"])}
    page.table(Table(rows.drop(columns="unit"), page.t("Cost of the remaining need by content"), columns, total=total, note=note,
                     symbols={("total", "cost_vnd"): "z", ("total", "local_vnd"): "z", **marks}, source=common.made_up(page, "support_need_remaining")))  # fmt: skip
