"""Sections of the programmes page: are we spending in time, which communes meet the standard, which products are recognised."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.analysis import programmes
from helpers.analysis.programmes import Pace
from helpers.report import words
from helpers.report.chart import criteria_matrix, plan_disbursed, ranked_bars
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import codelist, detail_label
from helpers.vocabulary.language import format_date, format_money, format_share, with_qualifier

TOTAL = "all/all/all"
KINDS = ("all/investment/all", "all/recurrent/all")


def summary(page: Page, capital: pd.DataFrame, new_rural: pd.DataFrame) -> str:
    """How much of the plan is disbursed; else how many communes meet the standard."""
    if TOTAL in capital.index and pd.notna(capital.loc[TOTAL, "disbursed_of_plan"]):
        row = capital.loc[TOTAL]
        return page.t(
            "By {day}, {disbursed} of {plan} planned were disbursed ({share}).", day=common.day_words(row["as_of"], page),
            disbursed=disbursed_words(page, row), plan=plan_words(page, row), share=format_share(row["disbursed_of_plan"], page.lang, 1),
        )  # fmt: skip
    return standard_sentence(page, new_rural) or criteria_sentence(page, new_rural) or page.t("No figures of the programmes are available for {period}.", period=page.period.words(page.lang))


def plan_words(page: Page, row: pd.Series) -> str:
    """The plan with its 'hơn' as printed."""
    return with_qualifier(format_money(row["capital_plan_vnd"], page.lang), row["qualifier"], page.lang)


def disbursed_words(page: Page, row: pd.Series) -> str:
    """The amount disbursed; 'about' where it follows from a printed rate."""
    return with_qualifier(format_money(row["capital_disbursed_vnd"], page.lang), "~" if row["computed"] else "", page.lang)


def points(page: Page, capital: pd.DataFrame, pace: Pace | None, new_rural: pd.DataFrame, ocop: pd.DataFrame) -> list[str]:
    """The main points: each kind of capital, time against money, communes that meet the standard, the rest, products."""
    kinds = [kind_sentence(page, capital, detail) for detail in KINDS]
    return [*kinds, pace_sentence(page, pace), standard_sentence(page, new_rural), rest_sentence(page, new_rural), ocop_sentence(page, ocop)]


def kind_sentence(page: Page, capital: pd.DataFrame, detail: str) -> str:
    """One kind of capital: plan, disbursed, share of the plan."""
    if detail not in capital.index or pd.isna(capital.loc[detail, "capital_plan_vnd"]):
        return ""
    row = capital.loc[detail]
    told = {"kind": codelist("capital")[detail.split("/")[1]][page.lang], "plan": plan_words(page, row)}
    if pd.isna(row["disbursed_of_plan"]):
        return page.t("{kind}: {plan} planned; what was disbursed is not available.", **told)
    share = format_share(row["disbursed_of_plan"], page.lang, 1)
    return page.t("{kind}: {disbursed} of {plan} planned disbursed ({share}).", disbursed=disbursed_words(page, row), share=share, **told)


def pace_of(capital: pd.DataFrame) -> Pace | None:
    """Spending of all capital against the budget year; None without plan or disbursement."""
    if TOTAL not in capital.index or pd.isna(capital.loc[TOTAL, "disbursed_of_plan"]):
        return None
    row = capital.loc[TOTAL]
    return programmes.pace(row["capital_plan_vnd"], row["capital_disbursed_vnd"], row["as_of"].date())


def pace_sentence(page: Page, pace: Pace | None) -> str:
    """The share of the budget year gone by against the share disbursed, and the pace that is needed."""
    if pace is None:
        return ""
    gap = (pace.share_disbursed - pace.share_elapsed) * 100
    told = {"elapsed": format_share(pace.share_elapsed, page.lang, 1), "spent": format_share(pace.share_disbursed, page.lang, 1)}
    if gap < -1:
        first = page.t("Spending is behind time: {spent} of the plan with {elapsed} of the budget year gone.", **told)
    elif gap > 1:
        first = page.t("Spending is ahead of time: {spent} of the plan with {elapsed} of the budget year gone.", **told)
    else:
        first = page.t("Spending keeps pace with time: {spent} of the plan with {elapsed} of the budget year gone.", **told)
    if pd.isna(pace.monthly_needed_vnd) or not pace.monthly_needed_vnd:
        return first
    return first + " " + page.t(
        "To use the whole plan by {closes} takes {needed} a month; so far it was {sofar} a month.", closes=format_date(pace.closes, page.lang),
        needed=format_money(pace.monthly_needed_vnd, page.lang), sofar=format_money(pace.monthly_so_far_vnd, page.lang),
    )  # fmt: skip


def standard_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """Which communes meet the new-rural standard, of those assessed."""
    known = new_rural["standard_met"].dropna()
    if known.empty:
        return ""
    met = list(known.index[known == 1])
    many = {"n": common.number(len(met), page), "many": common.number(len(known), page)}
    if not met:
        return page.t("None of {many} communes meets the new-rural standard.", **many)
    return page.t("{n} of {many} communes meet the new-rural standard: {names}.", names=common.names_of(met, page), **many)


def rest_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """How far the other communes are, as the source prints it or as counted, and who plans to meet it."""
    mean, many = programmes.criteria_of_the_rest(new_rural)
    told = []
    if many and pd.notna(mean):
        told.append(page.t("The other {n} communes meet {mean} of 19 criteria on average.", n=many, mean=common.number(mean, page, 1)))
    planned = list(new_rural.index[new_rural["standard_planned"] == 1])
    if planned:
        told.append(page.t("Planned to meet it this year: {names}.", names=common.names_of(planned, page)))
    return " ".join(told)


def printed_mean(page: Page, figures: pd.DataFrame, new_rural: pd.DataFrame) -> str:
    """The mean as printed beside the counted one."""
    rows = figures[(figures["indicator"] == "new_rural_criteria_mean_printed") & figures["value"].notna()].sort_values("as_of")
    mean, _ = programmes.criteria_of_the_rest(new_rural)
    if rows.empty:
        return ""
    printed = page.t("The source prints a mean of {mean} criteria for the communes that remain.", mean=common.number(rows["value"].iloc[-1], page, 1))
    if pd.isna(mean) or abs(mean - rows["value"].iloc[-1]) < 0.05:
        return printed
    return printed + " " + page.t("Counted from the communes it is {mean}.", mean=common.number(mean, page, 2))


def criteria_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """The most and the fewest criteria, where nothing is known of the standard itself."""
    known = new_rural["criteria_met"].dropna().sort_values(ascending=False, kind="stable")
    if known.empty:
        return ""
    if len(known) == 1:
        return page.t("{name} meets {n} of 19 new-rural criteria.", name=common.name_of(known.index[0], page), n=common.number(known.iloc[0], page))
    if known.iloc[0] == known.iloc[-1]:
        return page.t("All {many} communes meet {n} of 19 new-rural criteria.", many=len(known), n=common.number(known.iloc[0], page))
    return page.t(
        "{n} communes meet between {low} and {high} of 19 new-rural criteria.", n=len(known),
        low=common.number(known.iloc[-1], page), high=common.number(known.iloc[0], page),
    )  # fmt: skip


def ocop_sentence(page: Page, ocop: pd.DataFrame) -> str:
    """Products in all and by star and level."""
    if ocop.empty:
        return ""
    parts = [(detail, n) for detail, n in ocop["ocop_products"].items() if detail and n]
    told = [
        page.t("{n} with {what}", n=common.number(n, page), what=detail_label("ocop", detail, page.lang))
        for detail, n in parts if not _repeats(detail, ocop)
    ]  # fmt: skip
    if "" not in ocop.index or pd.isna(ocop.loc["", "ocop_products"]):
        return page.t("OCOP products: {told}.", told="; ".join(told)) if told else ""
    total = words.quantity(ocop.loc["", "ocop_products"], "products", page.t)
    return page.t("OCOP: {total}, of which {told}.", total=total, told="; ".join(told)) if told else page.t("OCOP: {total}.", total=total)


def _repeats(detail: str, ocop: pd.DataFrame) -> bool:
    """Whether 'any stars' of a level stands beside its stars."""
    star, level = detail.split("/")
    others = [d for d in ocop.index if d.endswith(f"/{level}") and d != detail and ocop.loc[d, "ocop_products"]]
    return star == "any" and bool(others)


def notices(page: Page, figures: pd.DataFrame, capital: pd.DataFrame) -> list[str]:
    """What to know first: whether the budget year is closed, units merged."""
    told = [common.boundary_notice(page, figures)]
    if not capital.empty and capital["as_of"].iloc[0].month != 1:
        told.append(page.t("Amounts are as of {day}; the budget year closes on 31 January of the next year, so they are not final.", day=common.day_words(capital["as_of"].iloc[0], page)))
    return told


def money(page: Page, capital: pd.DataFrame, pace: Pace | None) -> None:
    """Plan and disbursement of each kind of capital and programme, each rate with its denominator."""
    if capital.empty:
        return
    page.section(page.t("Are we spending in time?"))
    for sentence in (pace_sentence(page, pace), *(kind_sentence(page, capital, detail) for detail in KINDS)):
        page.paragraph(sentence)
    if capital["computed"].any():
        page.paragraph(page.t("Where only a share of the plan was published, the amount is plan times share; the plan itself is rounded down in print (“more than”), so it is about right."))
    rows = capital.assign(name=[label(page, detail) for detail in capital.index])
    _money_chart(page, rows)
    _money_table(page, rows)


def label(page: Page, detail: str) -> str:
    """What a line of capital is: 'all' parts are left out, unless all are."""
    programme, capital, source = detail.split("/")
    names = codelist("capital")
    told = [names[part][page.lang] for part in (programme, capital, source) if part != "all"]
    return ", ".join(told) or page.t("All capital")


def _money_chart(page: Page, rows: pd.DataFrame) -> None:
    wanted = [*(f"{p}/all/all" for p in programmes.PROGRAMMES), *KINDS, TOTAL]
    shown = rows.reindex([detail for detail in wanted if detail in rows.index]).dropna(subset=["capital_plan_vnd"])
    if shown["disbursed_of_plan"].notna().sum() < 1:
        return
    ranked = shown.drop(index=TOTAL, errors="ignore").dropna(subset=["disbursed_of_plan"]).sort_values("disbursed_of_plan")
    title = page.t("Least disbursed: {name}, {share} of the plan", name=ranked.iloc[0]["name"], share=format_share(ranked.iloc[0]["disbursed_of_plan"], page.lang, 1)) if len(ranked) > 1 else page.t("Disbursed of the plan")
    page.chart(
        plan_disbursed(
            shown, "capital_plan_vnd", "capital_disbursed_vnd", title=title, total=TOTAL if TOTAL in shown.index else None,
            subtitle=page.t("Planned and disbursed capital, {where}", where=common.of_place(page, shown["as_of"].iloc[0])),
            fixed={"unit": common.total_code(page), "boundary": page.boundary.version},
        )
    )  # fmt: skip


def _money_table(page: Page, rows: pd.DataFrame) -> None:
    columns = [
        Column("programme", page.t("Programme")), Column("capital", page.t("Kind of capital")), Column("source", page.t("Source year")),
        Column("capital_plan_vnd", page.t("Plan"), "money"), Column("capital_allocated_vnd", page.t("Allocated"), "money"),
        Column("capital_disbursed_vnd", page.t("Disbursed"), "money"),
        Column("disbursed_of_plan", page.t("Disbursed of plan"), "share", 1, indicator="rate"),
        Column("disbursed_of_allocated", page.t("Disbursed of allocated"), "share", 1, indicator="rate"),
        Column("rate_printed", page.t("Of plan, as printed"), "share", 1, indicator="disbursement_rate_printed"),
    ]  # fmt: skip
    body = [detail for detail in rows.index if detail != TOTAL and _is_line(detail)]
    table = rows.reindex([*body, *([TOTAL] if TOTAL in rows.index else [])])
    names = codelist("capital")
    table = table.assign(**{part: [names[code][page.lang] for code in table[part]] for part in programmes.PARTS})
    page.table(
        Table(
            table, page.t("Capital by programme, kind and source year, {day}", day=common.day_words(rows["as_of"].iloc[0], page)), common.present(table, columns),
            total=TOTAL if TOTAL in table.index else None, symbols=common.not_applicable(table, {"disbursed_of_plan": "capital_plan_vnd", "disbursed_of_allocated": "capital_allocated_vnd"}),
            fixed={"unit": common.total_code(page), "boundary": page.boundary.version},
        )
    )  # fmt: skip


def _is_line(detail: str) -> bool:
    """Lines of the table: each programme and kind with its source years, and the sums that readers look for."""
    programme, capital, source = detail.split("/")
    return source == "all" or (programme != "all" and capital != "all") or (programme == capital == "all")


def money_by_unit(page: Page, figures: pd.DataFrame, as_of: pd.Timestamp | None) -> None:
    """All capital of each unit, where units report it."""
    found = programmes.capital_by_unit(figures, as_of)
    rows = found.reindex([code for code in common.unit_codes(page) if code in found.index])
    if len(rows) < 2 or rows["disbursed_of_plan"].isna().all():
        return
    rows = rows.astype(float).assign(name=[common.name_of(code, page) for code in rows.index]).rename_axis("unit")
    low, high = (rows.sort_values("disbursed_of_plan").iloc[place] for place in (0, -1))
    page.section(page.t("Spending by unit"), level=3)
    gap = (high["disbursed_of_plan"] - low["disbursed_of_plan"]) * 100
    words_ = {"low": low["name"], "share": format_share(low["disbursed_of_plan"], page.lang, 1), "high": high["name"], "most": format_share(high["disbursed_of_plan"], page.lang, 1)}
    sentence = page.t("Units hardly differ: {share} to {most} of the plan.", share=words_["share"], most=words_["most"]) if gap < 1 else page.t("From {share} of the plan in {low} to {most} in {high}.", **words_)
    page.paragraph(sentence)
    columns = [
        Column("name", page.t("Unit")), Column("capital_plan_vnd", page.t("Plan"), "money", indicator="sum"),
        Column("capital_allocated_vnd", page.t("Allocated"), "money", indicator="sum"), Column("capital_disbursed_vnd", page.t("Disbursed"), "money", indicator="sum"),
        Column("disbursed_of_plan", page.t("Disbursed of plan"), "share", 1, indicator="rate"),
        Column("disbursed_of_allocated", page.t("Disbursed of allocated"), "share", 1, indicator="rate"),
    ]  # fmt: skip
    page.table(Table(rows, page.t("All capital by unit"), common.present(rows, columns), source=common.made_up(page, "capital_plan_vnd")))


def rural(page: Page, figures: pd.DataFrame, new_rural: pd.DataFrame, matrix: pd.DataFrame) -> None:
    """Criteria by commune, what is most often lacking, and who meets the standard."""
    if new_rural["criteria_met"].isna().all() and new_rural["standard_met"].isna().all():
        return
    page.section(page.t("Which communes meet the new-rural standard?"))
    for sentence in (standard_sentence(page, new_rural) or criteria_sentence(page, new_rural), rest_sentence(page, new_rural), printed_mean(page, figures, new_rural)):
        page.paragraph(sentence)
    page.paragraph(page.t("Only communes are assessed, not towns. Since 2022 criterion 11 counts poor and near-poor households, before only poor ones: counts before and after do not compare."))
    named = new_rural.assign(name=[common.name_of(code, page) for code in new_rural.index], boundary=page.boundary.version)
    if matrix.notna().any(axis=None):
        _matrix_chart(page, matrix)
        _gaps_table(page, matrix)
    columns = [
        Column("name", page.t("Commune")), Column("criteria_met", page.t("Criteria met (of 19)"), "count", indicator="new_rural_criteria_met"),
        Column("criteria_missing", page.t("Criteria lacking"), "count", indicator="rest"),
        Column("criteria_as_of", page.t("As of"), "date"), Column("standard_met", page.t("Meets the standard"), "flag", indicator="new_rural_standard_met"),
        Column("standard_planned", page.t("Planned this year"), "flag", indicator="new_rural_standard_planned"),
    ]  # fmt: skip
    shown = [c for c in columns if c.format == "text" or named[c.name].notna().any()]
    page.table(Table(named, page.t("New-rural criteria and standard by commune"), shown))


def _matrix_chart(page: Page, matrix: pd.DataFrame) -> None:
    rows = matrix.dropna(how="all").assign(name=lambda d: [common.name_of(code, page) for code in d.index])
    gaps = programmes.common_gaps(matrix)
    page.chart(
        criteria_matrix(
            rows, title=gap_sentence(page, gaps), criteria=list(matrix.columns), subtitle=page.t("New-rural criteria met by commune, {place}", place=page.boundary.total.words(page.lang)),
            fixed={"boundary": page.boundary.version},
        )
    )  # fmt: skip


def gap_sentence(page: Page, gaps: pd.DataFrame) -> str:
    """The criteria that most communes lack; that none is lacking where it is so."""
    most = gaps["communes_lacking"].max() if len(gaps) else 0
    if not most:
        return page.t("No commune lacks a criterion")
    top = [codelist("criterion")[code][page.lang] for code in gaps.index[gaps["communes_lacking"] == most]]
    if len(top) > 3:
        return page.t("{many} criteria are each lacking in {n} communes", many=len(top), n=common.number(most, page))
    return page.t("Most often lacking ({n} communes): {names}", n=common.number(most, page), names=words.listing(top, page.t))


def _gaps_table(page: Page, matrix: pd.DataFrame) -> None:
    gaps = programmes.common_gaps(matrix)
    rows = gaps[gaps["communes_lacking"] > 0]
    if rows.empty:
        return
    rows = rows.assign(name=[f"{code} {codelist('criterion')[code][page.lang]}" for code in rows.index])
    columns = [Column("name", page.t("Criterion")), Column("communes_lacking", page.t("Communes that lack it"), "count"), Column("communes_known", page.t("Communes assessed"), "count")]
    page.table(Table(rows, page.t("Criteria that communes lack"), columns, source=common.made_up(page, "new_rural_criterion_met")))


#: Who recognises three stars: Decision 148/QĐ-TTg, then Decision 1489/QĐ-TTg.
RECOGNISED_SINCE = {"district": "2023-02-24", "province": "2025-07-06"}


def products(page: Page, ocop: pd.DataFrame) -> None:
    """OCOP products by star and level, with the caveat on levels."""
    if ocop.empty:
        return
    page.section(page.t("OCOP products"))
    page.paragraph(ocop_sentence(page, ocop))
    days = {name: format_date(date.fromisoformat(day), page.lang) for name, day in RECOGNISED_SINCE.items()}
    page.paragraph(page.t("Products of 3 stars were recognised by the district from {district} and by the province from {province}: counts by level do not compare across these days.", **days))
    rows = ocop.assign(
        name=[detail_label("ocop", d, page.lang) if d else page.t("All products") for d in ocop.index], unit=common.total_code(page), boundary=page.boundary.version
    )  # fmt: skip
    columns = [Column("name", page.t("Stars and level")), Column("ocop_products", page.t("Products"), "count")]
    page.table(Table(rows, page.t("OCOP products, {day}", day=common.day_words(ocop["as_of"].iloc[0], page)), columns, total="" if "" in rows.index else None))
    stars = rows.loc[[d for d in rows.index if d and rows.loc[d, "ocop_products"] > 0 and not _repeats(d, ocop)]]
    if len(stars) > 1:
        top = stars.sort_values("ocop_products", ascending=False).iloc[0]
        title = page.t("Most products: {name} ({n})", name=top["name"], n=common.number(top["ocop_products"], page))
        page.chart(ranked_bars(stars.drop(columns="as_of"), "ocop_products", title=title, format="count", subtitle=page.t("OCOP products by star and level, {place}", place=page.boundary.total.words(page.lang))))


def method(page: Page) -> list[str]:
    """How rates and pace are made."""
    return [
        page.t("Disbursed of plan divides by the plan, disbursed of allocated by what was allocated; both include capital carried over where the line says so."),
        page.t("The budget year of public investment runs from 1 January to 31 January of the next year, 13 months; the pace compares days gone with money spent."),
    ]
