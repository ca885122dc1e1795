"""Sections of the land page: who has land, who still needs what, what it costs, and whether support went there."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import land
from helpers.report import words
from helpers.report.chart import ranked_bars
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.language import format_date, format_money, format_share

HOUSEHOLD_CONTENTS = ("residential_land", "housing", "production_land", "job_conversion", "dispersed_water")


def kind_words(kind: str, page: Page) -> str:
    """'residential land' or 'production land' in a sentence."""
    return page.t("residential land") if kind == "residential_land" else page.t("production land")


def content_words(content: str, page: Page) -> str:
    """A content of support as the code list names it."""
    return codelist("content")[content][page.lang]


def summary(page: Page, coverage: pd.DataFrame) -> str:
    """The share of minority households with each kind of land."""
    if coverage.empty or common.total_code(page) not in coverage.index:
        return page.t("No figures of land are available for {period}.", period=page.period.words(page.lang))
    row, day = coverage.loc[common.total_code(page)], common.day_words(coverage["as_of"].iloc[0], page)
    rates = [_rate(row, kind) for kind in land.KINDS]
    if any(pd.isna(rate) for rate in rates):
        return page.t("On {day}, figures of land were not complete.", day=day)
    return page.t(
        "On {day}, {residential} of minority households had residential land and {production} had production land.",
        day=day, residential=format_share(rates[0], page.lang), production=format_share(rates[1], page.lang),
    )  # fmt: skip


def _rate(row: pd.Series, kind: str) -> float:
    """From counts; as printed where there are none."""
    return row[f"{kind}_rate"] if pd.notna(row[f"{kind}_rate"]) else row[f"{kind}_rate_printed"]


def points(page: Page, coverage: pd.DataFrame, support: pd.DataFrame, cost: pd.DataFrame, targeting: str, trade: str) -> list[str]:
    """The main points: each kind of land, need that is left, its cost, whether support went to it, what a budget does."""
    first = [kind_sentence(page, coverage, kind) for kind in land.KINDS]
    return [*first, need_sentence(page, support), cost_sentence(page, cost), targeting, trade]


def kind_sentence(page: Page, coverage: pd.DataFrame, kind: str) -> str:
    """How many minority households have one kind of land and how many lack it; what a printed rate leaves open."""
    if coverage.empty or common.total_code(page) not in coverage.index:
        return ""
    row, what = coverage.loc[common.total_code(page)], kind_words(kind, page)
    has, lacks, base = row[f"with_{kind}"], row[f"without_{kind}"], row["minority_households"]
    if base == 0:
        return page.t("There are no ethnic minority households.")
    if pd.notna(has) and pd.notna(base):
        told = words.share_of(has, base, page.t)
        if not lacks:
            return page.t("All minority households have {what}: {told}.", what=what, told=told)
        return page.t("{told} have {what}; {lack} lack it.", told=told, what=what, lack=words.quantity(lacks, "households", page.t))
    printed = row[f"{kind}_rate_printed"]
    if pd.isna(printed):
        return ""
    share = format_share(printed, page.lang)
    if pd.isna(base) or printed >= 1:
        return page.t("{share} of minority households have {what}, as printed in the source.", share=share, what=what)
    low, high = land.households_behind_rate(printed, base)
    many = common.number(low, page) if low == high else f"{common.number(low, page)}–{common.number(high, page)}"
    return page.t(
        "{share} of minority households have {what}, as printed; of {base} households this leaves {many} without.",
        share=share, what=what, base=common.number(base, page), many=many,
    )  # fmt: skip


def need_sentence(page: Page, support: pd.DataFrame) -> str:
    """How many needs of households are left, most of all for what."""
    own = _remaining(page, support)
    if own.empty:
        return ""
    if len(own) < len(_contents(page, support)):
        told = [f"{content_words(row.content, page).lower()} {common.number(row.support_need_remaining, page)}" for row in own.itertuples()]
        return page.t("Households still in need: {told}.", told="; ".join(told))
    if not own["support_need_remaining"].sum():
        return page.t("No household is left in need of support.")
    top = own.sort_values("support_need_remaining", ascending=False, kind="stable").iloc[0]
    return page.t(
        "{many} needs of households are left, most for {content} ({n}); a household can have several.",
        many=common.number(own["support_need_remaining"].sum(), page), content=content_words(top["content"], page).lower(),
        n=common.number(top["support_need_remaining"], page),
    )  # fmt: skip


def _contents(page: Page, support: pd.DataFrame) -> pd.DataFrame:
    """Contents for households of the total."""
    if support.empty:
        return support
    return support[(support["unit"] == common.total_code(page)) & support["content"].isin(HOUSEHOLD_CONTENTS)]


def _remaining(page: Page, support: pd.DataFrame) -> pd.DataFrame:
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
    without = [content_words(content, page).lower() for content in own["content"] if content not in set(known["content"])]
    unknown = [content_words(content, page).lower() for content in every.loc[every["remaining_households"].isna(), "content"]]
    told += page.t(", without {contents}, for which no norm is on record", contents=words.listing(without, page.t)) if without else ""
    return told + (page.t(", and without {contents}, whose number is not available or withheld.", contents=words.listing(unknown, page.t)) if unknown else ".")


def notices(page: Page, figures: pd.DataFrame, coverage: pd.DataFrame) -> list[str]:
    """What to know first: units merged or missing, a change in what counts as having land."""
    if coverage.empty:
        return [page.t("The returns up to this period hold no figures of land.")]
    day = coverage["as_of"].iloc[0]
    older = "" if day.year == page.period.year else page.t("The latest figures of land are those of {day}.", day=common.day_words(day, page))
    return [older, common.boundary_notice(page, figures), common.missing_sentence(coverage, "minority_households", page), definition_notice(page, day)]


def definition_notice(page: Page, day: pd.Timestamp) -> str:
    """Since when the definition holds, if it is younger than the year before the figures."""
    since = land.land_definition("production_land", day.date(), page.lang)[1]
    if since.year < day.year - 1:
        return ""
    return page.t("What counts as having land was defined anew on {since}: shares before that day do not compare.", since=format_date(since, page.lang))


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
        title = page.t("Lowest share with production land: {name}, {share}", name=lowest["name"], share=format_share(lowest["production_land_rate"], page.lang))
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
    page.table(Table(coverage, page.t("Minority households by land, {day}", day=common.day_words(day, page)), shown, total=common.total_code(page), symbols=symbols))


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
    told = [f"{kind_words(k, page)}: {format_share(row[f'{k}_rate_printed'], page.lang)} / {format_share(row[f'{k}_rate'], page.lang)}" for k in off]
    return page.t("The printed rate differs from the counts ({told}); the counts are used.", told="; ".join(told))


def needs(page: Page, support: pd.DataFrame) -> None:
    """Start − supported + new = remaining by content, with the residual, and remaining need by unit."""
    if support.empty:
        return
    own = support[support["unit"] == common.total_code(page)]
    rows = own.assign(name=[content_words(c, page) for c in own["content"]], detail=own["content"], boundary=page.boundary.version).set_index("content", drop=False)
    page.section(page.t("Who still needs support"))
    page.paragraph(need_sentence(page, support) or supported_sentence(page, rows))
    page.paragraph(residual_sentence(page, rows))
    day = support["as_of"].iloc[0]
    remaining = rows[rows["content"].isin(HOUSEHOLD_CONTENTS)].dropna(subset=["support_need_remaining"])
    if remaining["support_need_remaining"].sum() > 0:
        top = remaining.sort_values("support_need_remaining", ascending=False).iloc[0]
        title = page.t("Most needs are left for: {content} ({n} households)", content=top["name"].lower(), n=common.number(top["support_need_remaining"], page))
        page.chart(ranked_bars(remaining, "support_need_remaining", format="count", title=title,
                               subtitle=page.t("Households still in need of each content, {where}", where=common.of_place(page, day))))  # fmt: skip
    columns = [
        Column("name", page.t("Content")), Column("support_need_start", format="count"), Column("supported_households", format="count"),
        Column("support_need_new", format="count"), Column("support_need_remaining", format="count"),
        Column("residual", page.t("Unexplained difference"), "count"), Column("share_supported", page.t("Share of the need supported"), "share", 1),
        Column("support_plan_vnd", format="money"), Column("support_disbursed_vnd", format="money"),
    ]  # fmt: skip
    caption = page.t("Need and support by content, {day}", day=common.day_words(day, page))
    page.table(Table(rows, caption, common.present(rows, columns), symbols=common.withheld_details(page, rows, common.total_code(page))))
    _by_unit_table(page, support)


def supported_sentence(page: Page, rows: pd.DataFrame) -> str:
    """How many households each content served, where nothing is known of the need."""
    known = rows.dropna(subset=["supported_households"])
    told = [f"{row['name'].lower()} {common.number(row['supported_households'], page)}" for _, row in known.iterrows()]
    return page.t("Households supported: {told}.", told="; ".join(told)) if told else ""


def residual_sentence(page: Page, rows: pd.DataFrame) -> str:
    """Where start − supported + new is not what is reported as remaining."""
    off = rows[rows["residual"].notna() & (rows["residual"] != 0)]
    if off.empty:
        return page.t("Start less supported plus new need gives the remaining need everywhere.") if rows["residual"].notna().any() else ""
    told = [f"{row['name'].lower()} {'+' if row['residual'] > 0 else '−'}{common.number(abs(row['residual']), page)}" for _, row in off.iterrows()]
    return page.t("The reported remaining need differs from start less supported plus new: {told} households.", told="; ".join(told))


def _by_unit_table(page: Page, support: pd.DataFrame) -> None:
    rows = support[support["content"].isin(HOUSEHOLD_CONTENTS)]
    wide = rows.set_index(["unit", "content"])["support_need_remaining"].unstack()  # noqa: PD010
    contents = [c for c in HOUSEHOLD_CONTENTS if c in wide and wide[c].notna().any()]
    if not contents or wide.drop(index=common.total_code(page), errors="ignore").isna().all(axis=None):
        return
    table = common.by_unit(wide.rename_axis(columns=None), page).assign(indicator="support_need_remaining", as_of=support["as_of"].iloc[0])
    columns = [Column("name", page.t("Unit")), *(Column(c, content_words(c, page), "count", detail=c) for c in contents)]
    page.table(Table(table, page.t("Households still in need, by unit and content"), columns, total=common.total_code(page)))


def costs(page: Page, cost: pd.DataFrame) -> None:
    """What serving every remaining household would cost, at the norms with their legal source."""
    if cost.empty or not cost_sentence(page, cost):
        return
    own = cost[(cost["unit"] == common.total_code(page)) & cost["content"].isin(HOUSEHOLD_CONTENTS)].set_index("content", drop=False)
    page.section(page.t("What it would cost to close the need"))
    page.paragraph(cost_sentence(page, cost))
    rows = own.assign(name=[content_words(c, page) for c in own["content"]])
    total = {"name": page.t("Together, where a norm is on record"), **rows[["central_needed_vnd", "local_needed_vnd"]].sum().to_dict()}
    columns = [
        Column("name", page.t("Content")), Column("remaining_households", page.t("Households still in need"), "count"),
        Column("cost_vnd", page.t("Central norm per household"), "money"), Column("local_vnd", page.t("Local counterpart per household"), "money"),
        Column("central_needed_vnd", page.t("Central money needed"), "money"), Column("local_needed_vnd", page.t("Local money needed"), "money"),
    ]  # fmt: skip
    total |= {"remaining_households": rows["remaining_households"].where(rows["central_needed_vnd"].notna()).sum(), "cost_vnd": None, "local_vnd": None}
    note = page.t("Norms: data table with legal sources in the method. Central water works are projects and have no norm per household.")
    page.table(Table(rows.drop(columns="unit"), page.t("Cost of the remaining need by content"), columns, total=total, note=note,
                     symbols={("total", "cost_vnd"): "z", ("total", "local_vnd"): "z"}, source=common.made_up(page, "support_need_remaining")))  # fmt: skip


def method(page: Page, coverage: pd.DataFrame) -> list[str]:
    """What having land means at the date, and where the norms stand."""
    day = coverage["as_of"].iloc[0].date() if len(coverage) else page.period.end
    told = []
    for kind in land.KINDS:
        sentence, _, basis = land.land_definition(kind, day, page.lang)
        told.append(f"{sentence} ({basis})" if sentence else "")
    norms = [
        f"{content_words(content, page)}: {format_money(norm['central_vnd'], page.lang)} ({norm['basis'][page.lang]})"
        for content, norm in land.support_norms(day).iterrows()
    ]
    return [*told, page.t("Support per household from the central budget: {norms}.", norms="; ".join(norms))]
