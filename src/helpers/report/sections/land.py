"""Sections of the land page: who has land, who still needs what, what it costs, and whether support went there."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import land
from helpers.report import words
from helpers.report.chart import ranked_bars
from helpers.report.page import Page
from helpers.report.sections import common, need
from helpers.report.table import Column, Table
from helpers.vocabulary.language import format_date, format_money, format_share
from helpers.vocabulary.law import NoRule

TERMS = (
    "minority_households_with_residential_land", "minority_households_with_production_land", "support_need_remaining",
    "residential_land_rate", "production_land_rate",
)  # fmt: skip


def kind_words(kind: str, page: Page) -> str:
    """'residential land' or 'production land' in a sentence."""
    return page.t("residential land") if kind == "residential_land" else page.t("production land")


def summary(page: Page, coverage: pd.DataFrame) -> str:
    """The share of minority households with each kind of land."""
    if coverage.empty or common.total_code(page) not in coverage.index:
        return page.t("No figures of land are available for {period}.", period=page.period.words(page.lang))
    row, day = coverage.loc[common.total_code(page)], common.day_words(coverage["as_of"].iloc[0], page)
    rates = [_rate(row, kind) for kind in land.KINDS]
    known = [(kind, rate) for kind, rate in zip(land.KINDS, rates, strict=True) if pd.notna(rate)]
    if not known:
        return page.t("On {day}, figures of land were not complete.", day=day)
    if len(known) == 1:
        what, share = kind_words(known[0][0], page), format_share(known[0][1], page.lang)
        return page.t("On {day}, {share} of minority households had {what}.", day=day, share=share, what=what)
    return page.t(
        "On {day}, {residential} of minority households had residential land and {production} had production land.",
        day=day, residential=format_share(rates[0], page.lang), production=format_share(rates[1], page.lang),
    )  # fmt: skip


def _rate(row: pd.Series, kind: str) -> float:
    """From counts; as printed where there are none."""
    return row[f"{kind}_rate"] if pd.notna(row[f"{kind}_rate"]) else row[f"{kind}_rate_printed"]


def points(
    page: Page, coverage: pd.DataFrame, support: pd.DataFrame, cost: pd.DataFrame, targeting: str, trade: str
) -> list[str]:
    """The main points: each kind of land, need that is left, its cost, whether support went to it, what a budget does."""
    first = dict.fromkeys(kind_sentence(page, coverage, kind) for kind in land.KINDS)
    return [*first, need.need_sentence(page, support), need.cost_sentence(page, cost), targeting, trade]


def kind_sentence(page: Page, coverage: pd.DataFrame, kind: str) -> str:
    """How many minority households have one kind of land and how many lack it; what a printed rate leaves open."""
    if coverage.empty or common.total_code(page) not in coverage.index:
        return ""
    row, what = coverage.loc[common.total_code(page)], kind_words(kind, page)
    has, lacks, base = row[f"with_{kind}"], row[f"without_{kind}"], row["minority_households"]
    if base == 0:
        return page.t("There are no ethnic minority households.")
    if pd.notna(row[f"{kind}_rate"]):
        told = words.share_of(has, base, page.t)
        if not lacks:
            return page.t("All minority households have {what}: {told}.", what=what, told=told)
        return page.t(
            "{told} have {what}; {lack} lack it.",
            told=told,
            what=what,
            lack=words.quantity(lacks, "households", page.t),
        )
    printed = row[f"{kind}_rate_printed"]
    counted = pd.notna(base) and (pd.notna(has) or pd.notna(lacks))
    if pd.isna(printed):
        return _counted_sentence(page, has, lacks, what) if counted else ""
    share = format_share(printed, page.lang)
    if pd.isna(base) or printed >= 1 or counted:
        return page.t("{share} of minority households have {what}, as printed in the source.", share=share, what=what)
    low, high = land.households_behind_rate(printed, base)
    many = common.number(low, page) if low == high else f"{common.number(low, page)}–{common.number(high, page)}"
    return page.t(
        "{share} of minority households have {what}, as printed; of {base} households this leaves {many} without.",
        share=share, what=what, base=common.number(base, page), many=many,
    )  # fmt: skip


def _counted_sentence(page: Page, has: float, lacks: float, what: str) -> str:
    """The households of a total whose base covers other units."""
    if pd.notna(has):
        told = page.t("{told} have {what}.", told=words.quantity(has, "households", page.t), what=what)
    else:
        told = page.t("{told} lack {what}.", told=words.quantity(lacks, "households", page.t), what=what)
    return f"{told} {common.uneven_words(page)}"


def notices(page: Page, figures: pd.DataFrame, coverage: pd.DataFrame) -> list[str]:
    """What to know first: units merged or missing, a change in what counts as having land."""
    if coverage.empty:
        return [page.t("The returns up to this period hold no figures of land.")]
    day = coverage["as_of"].iloc[0]
    older = (
        ""
        if day.year == page.period.year
        else page.t("The latest figures of land are those of {day}.", day=common.day_words(day, page))
    )
    return [
        older,
        common.boundary_notice(page, figures),
        common.missing_sentence(coverage, "minority_households", page),
        definition_notice(page, day),
    ]


def definition_notice(page: Page, day: pd.Timestamp) -> str:
    """Since when the definition holds, if it is younger than the year before the figures."""
    found = land.land_definition("production_land", day.date())
    if isinstance(found, NoRule):
        return page.t(
            "What counted as having land on {day} is not on record; figures stand as reported and are not compared with earlier ones.",
            day=common.day_words(day, page),
        )
    if found.valid_from.year < day.year - 1:
        return ""
    return page.t(
        "What counts as having land was defined anew on {since}: shares before that day do not compare.",
        since=format_date(found.valid_from, page.lang),
    )


def who_has_land(page: Page, coverage: pd.DataFrame) -> None:
    """Coverage by unit: bars where units differ, and the table."""
    if coverage.empty:
        return
    page.section(page.t("Who has land, and who lacks it"))
    for kind in land.KINDS:
        page.paragraph(kind_sentence(page, coverage, kind))
    page.paragraph(sources_differ(page, coverage))
    rates = coverage["production_land_rate"].reindex(common.unit_codes(page)).dropna()
    day = coverage["as_of"].iloc[0]
    if len(rates) and rates.max() > rates.min():
        units = coverage[coverage.index != common.total_code(page)]
        lowest = units.sort_values("production_land_rate").iloc[0]
        title = page.t(
            "Lowest share with production land: {name}, {share}",
            name=lowest["name"],
            share=format_share(lowest["production_land_rate"], page.lang),
        )
        page.chart(
            ranked_bars(
                coverage.rename(columns={"with_production_land": "minority_households_with_production_land"}), "production_land_rate", title=title, subtitle=page.t("Minority households with production land, {where}", where=common.of_place(page, day)),
                count="minority_households_with_production_land", base="minority_households", total=common.total_code(page),
            )
        )  # fmt: skip
    columns = [Column("name", page.t("Unit")), Column("minority_households", format="count")]
    for kind in land.KINDS:
        columns += [
            Column(f"with_{kind}", format="count", indicator=f"minority_households_with_{kind}"),
            Column(f"without_{kind}", format="count", indicator=f"minority_households_without_{kind}"),
            Column(f"{kind}_rate", format="share"),
        ]
        if coverage[f"{kind}_rate"].isna().all():
            columns.append(Column(f"{kind}_rate_printed", format="share", indicator=f"minority_{kind}_rate_printed"))
    symbols = common.not_applicable(coverage, {f"{kind}_rate": "minority_households" for kind in land.KINDS})
    shown = common.present(coverage, columns)
    page.table(
        Table(
            coverage,
            page.t("Minority households by land, {day}", day=common.day_words(day, page)),
            shown,
            total=common.total_code(page),
            symbols=symbols,
        )
    )


def sources_differ(page: Page, coverage: pd.DataFrame) -> str:
    """Whether the printed rates agree with the counts, where both are there."""
    row = coverage.loc[common.total_code(page)]
    both = [kind for kind in land.KINDS if pd.notna(row[f"{kind}_rate"] - row[f"{kind}_rate_printed"])]
    off = [kind for kind in land.KINDS if abs(row[f"{kind}_rate"] - row[f"{kind}_rate_printed"]) > 0.00005 + 1e-9]
    if not both:
        return ""
    if not off:
        shares = [f"{kind_words(k, page)} {format_share(row[f'{k}_rate_printed'], page.lang)}" for k in both]
        return page.t("The source prints the same shares: {shares}.", shares="; ".join(shares))
    told = [
        f"{kind_words(k, page)}: {format_share(row[f'{k}_rate_printed'], page.lang)} / {format_share(row[f'{k}_rate'], page.lang)}"
        for k in off
    ]
    return page.t("The printed rate differs from the counts ({told}); the counts are used.", told="; ".join(told))


def method(page: Page, coverage: pd.DataFrame) -> list[str]:
    """What having land means at the date, and where the norms stand."""
    day = coverage["as_of"].iloc[0].date() if len(coverage) else page.period.end
    told = []
    for kind in land.KINDS:
        found = land.land_definition(kind, day)
        told.append("" if isinstance(found, NoRule) else f"{found.words[page.lang]} ({found.basis[page.lang]})")
    norms = [
        f"{common.content_words(str(content), page)}: {format_money(norm['central_vnd'], page.lang)} ({norm['basis'][page.lang]})"
        for content, norm in land.support_norms(day).iterrows()
    ]
    if not norms:
        return [*told, need.no_norm_sentence(page, day)]
    return [*told, page.t("Support per household from the central budget: {norms}.", norms="; ".join(norms))]
