"""Sections of the poverty page that compare: persons, ethnic minorities, other places, other years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis import poverty
from helpers.analysis.change import outlook
from helpers.report import words
from helpers.report.chart import ranked_bars, trend
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.language import format_points, format_share


def persons(page: Page, now: pd.DataFrame) -> None:
    """Persons in poor households, where they are given; never mixed with households."""
    if now.empty or now["poor_persons"].isna().all():
        return
    page.section(page.t("Persons in poor households"))
    row = now.loc[common.total_code(page)]
    if pd.notna(row["poor_persons"]) and pd.notna(row["persons"]):
        told = words.share_of(row["poor_persons"], row["persons"], page.t, measure="persons")
        page.paragraph(page.t("{told} live in poor households.", told=told))
    columns = [
        Column("name", page.t("Unit")), Column("persons", format="count"), Column("poor_persons", format="count"),
        Column("poor_person_rate", page.t("Share of persons who live in poor households"), "share"),
        Column("near_poor_persons", format="count"),
        Column("near_poor_person_rate", page.t("Share of persons who live in near-poor households"), "share"),
    ]  # fmt: skip
    page.table(
        Table(
            now,
            page.t("Persons in poor and near-poor households by unit"),
            common.present(now, columns),
            total=common.total_code(page),
        )
    )


def minorities(page: Page, now: pd.DataFrame, sentence: str) -> None:
    """The poverty rate of minority households beside their share of the poor: two rates with two bases."""
    if now.empty or not sentence:
        return
    page.section(page.t("Ethnic minority households"))
    page.paragraph(sentence)
    columns = [
        Column("name", page.t("Unit")), Column("minority_households", format="count"),
        Column("minority_poor_households", format="count"), Column("minority_poverty_rate", format="share"),
        Column("poor_households", format="count"), Column("minority_share_of_poor", format="share"),
    ]  # fmt: skip
    shown = common.present(now, columns)
    if len(shown) < 3 or now["minority_poor_households"].isna().all():
        return
    page.paragraph(
        page.t(
            "The poverty rate divides by minority households; the share divides by poor households. They are not the same."
        )
    )
    page.table(Table(now, page.t("Minority households and poverty by unit"), shown, total=common.total_code(page),
                     symbols=common.not_applicable(now, {"minority_poverty_rate": "minority_households", "minority_share_of_poor": "poor_households"})))  # fmt: skip


def compared(page: Page, figures: pd.DataFrame, now: pd.DataFrame) -> None:
    """The whole area beside province, poor districts and country on the same day, where these publish."""
    if now.empty:
        return
    places = [common.total_code(page), *page.scope.references]
    rows = poverty.comparison(figures, places, now["as_of"].iloc[0])
    if len(rows) < 2:
        return
    rows = rows.assign(name=[common.name_of(code, page) for code in rows.index])
    own, others = rows.iloc[0], rows.iloc[1:].dropna(subset=["poverty_rate"])
    page.section(page.t("Compared with other places"))
    told = [
        words.compared(own["poverty_rate"], row["poverty_rate"], row["name"], page.t) for _, row in others.iterrows()
    ]
    page.paragraph(page.t("The poverty rate is {told}.", told=words.listing(told, page.t)))
    day = common.day_words(now["as_of"].iloc[0], page)
    page.chart(ranked_bars(rows, "poverty_rate", title=words.highest_headline(rows, "poverty_rate", page.t, subject=page.t("Poverty rate")),
                           subtitle=page.t("Poverty rate, {day}", day=day), highlight=rows.index[0],
                           source=common.made_up(page, "poor_households", "households", "poverty_rate_printed")))  # fmt: skip
    columns = [
        Column("name", page.t("Place")), Column("poor_households", format="count"), Column("poverty_rate", format="share"),
        Column("near_poor_households", format="count"), Column("near_poverty_rate", format="share"),
        Column("multidimensional_poverty_rate", format="share"),
    ]  # fmt: skip
    note = (
        page.t(
            "Rates of places that publish no number of households are as printed; poor and near-poor are then added."
        )
        if rows["as_printed"].any()
        else ""
    )
    page.table(Table(rows.rename_axis("unit"), page.t("Poverty in other places, {day}", day=day), columns, note=note))


def over_time(page: Page, figures: pd.DataFrame, target_rate: float) -> None:
    """The rate of the whole area over the reviews of one standard, and when a target would be met at this pace."""
    series = poverty.rate_series(figures, common.total_code(page))
    if series["rate"].notna().sum() < 2:
        return
    totals = [boundary.total.code for boundary in page.scope.boundaries]
    rate_over_time(page, series, page.boundary.total.words(page.lang), totals)
    page.paragraph(outlook_sentence(page, series, target_rate))


def rate_over_time(page: Page, series: pd.DataFrame, place: str, units: Sequence[str]) -> None:
    """A section with the line of a poverty rate of `units`, which stops where the standard changed."""
    known = series.dropna(subset=["rate"])
    first, last = known.iloc[0], known.iloc[-1]
    title = common.change_headline(page, first["rate"], last["rate"], last["whole"], str(first["year"]))
    if first["standard"] != last["standard"]:
        title = page.t("Poverty rate by year: the standard changed in between")
    subtitle = page.t("Poverty rate at the end of the year, {place}", place=place)
    rows, year = series.rename(columns={"rate": "poverty_rate", "year": page.t("Year")}), page.t("Year")
    source = common.made_up(page, "poor_households", "households", since=first["as_of"], units=units)
    breaks = poverty.break_years(series)
    page.section(page.t("Over time"))
    page.chart(trend(rows, "poverty_rate", time=year, title=title, subtitle=subtitle, breaks=breaks, source=source))


def outlook_sentence(page: Page, series: pd.DataFrame, target_rate: float) -> str:
    """When the target would be met if the pace stayed the same: arithmetic with its assumption, not a forecast."""
    own = series[series["standard"] == series["standard"].iloc[-1]].set_index("as_of")["rate"]
    found = outlook(own, target_rate)
    if found is None:
        return ""
    target = format_share(target_rate, page.lang, 0)
    if found.years == 0:
        return page.t("The rate is at or under {target} already.", target=target)
    if found.year_met is None:
        return page.t(
            "The rate has not clearly fallen since {since}, so at this pace it would not reach {target}.",
            since=str(found.since.year),
            target=target,
        )
    return page.t(
        "From {since} to {until} the rate fell by {pace} a year. At that pace, which is an assumption and not a forecast, it would be down to {target} or less at the end of {year}.",
        since=str(found.since.year), until=str(found.until.year), pace=format_points(found.points_per_year, page.lang), target=target, year=str(found.year_met),
    )  # fmt: skip


def rounding(page: Page) -> str:
    """Why a difference may not be that of the figures as written."""
    return page.t(
        "Differences are worked out before rounding, so they can differ by 0.01 from those of the rounded figures."
    )


def persons_or_households(page: Page) -> str:
    """That counts of households and persons are kept apart."""
    return page.t("Households and persons are counted apart; rates of households say nothing about persons.")
