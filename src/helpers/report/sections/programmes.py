"""Sections of the programmes page: is money spent on time, which communes meet the standard, which products are recognised."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import programmes
from helpers.analysis.programmes import Pace
from helpers.report.chart import plan_disbursed
from helpers.report.page import MOST_POINTS, Page
from helpers.report.sections import common, rural
from helpers.report.table import Column, Table
from helpers.vocabulary.language import format_date, format_money, format_share, with_qualifier

TOTAL = "all/all/all"
INVESTMENT = "all/investment/all"
PLAN_RATE = ("capital_disbursed_vnd", "capital_plan_vnd", "disbursed_of_plan")
TERMS = (
    "disbursement_rate", "capital_plan_vnd", "capital_disbursed_vnd", "new_rural_criteria_met", "new_rural_standard_met",
    "ocop_products",
)  # fmt: skip


def summary(page: Page, capital: pd.DataFrame, new_rural: pd.DataFrame) -> str:
    """How much of the plan is disbursed; else how many communes meet the standard, or what one kind of capital is."""
    if TOTAL in capital.index and pd.notna(capital.loc[TOTAL, "disbursed_of_plan"]):
        row = capital.loc[TOTAL]
        return page.t(
            "By {day}, {disbursed} of {plan} planned were disbursed ({share}).", day=common.day_words(row["as_of"], page),
            disbursed=disbursed_words(page, row), plan=plan_words(page, row), share=format_share(row["disbursed_of_plan"], page.lang, 1),
        )  # fmt: skip
    return (
        rural.standard_sentence(page, new_rural)
        or rural.criteria_sentence(page, new_rural)
        or next(filter(None, (kind_sentence(page, capital, detail) for detail in kinds_in(capital))), "")
        or page.t("No figures of the programmes are available for {period}.", period=page.period.words(page.lang))
    )


def plan_words(page: Page, row: pd.Series) -> str:
    """The plan with its 'hơn' as printed."""
    return with_qualifier(format_money(row["capital_plan_vnd"], page.lang), row["qualifier"], page.lang)


def disbursed_words(page: Page, row: pd.Series) -> str:
    """The amount disbursed; 'about' where it follows from a printed rate."""
    return with_qualifier(
        format_money(row["capital_disbursed_vnd"], page.lang), "~" if row["computed"] else "", page.lang
    )


def points(
    page: Page, capital: pd.DataFrame, pace: Pace | None, new_rural: pd.DataFrame, ocop: pd.DataFrame
) -> list[str]:
    """The main points: each kind of capital, time against money, communes that meet the standard, the rest, products."""
    kinds = [kind_sentence(page, capital, detail) for detail in kinds_in(capital)]
    told = [
        *kinds,
        pace_sentence(page, pace),
        rural.standard_sentence(page, new_rural),
        rural.rest_sentence(page, new_rural),
        rural.ocop_sentence(page, ocop),
    ]
    return [sentence for sentence in told if sentence][:MOST_POINTS]


def kinds_in(capital: pd.DataFrame) -> list[str]:
    """The lines of all capital of a kind, such as 'all/investment/all', that the figures hold."""
    return [key for key in capital.index if key.startswith("all/") and key.endswith("/all") and key != TOTAL]


def part_words(page: Page, part: str) -> str:
    """What a part of a line is called in the period: kinds of capital change their names."""
    return common.member("capital", part, page)


def kind_sentence(page: Page, capital: pd.DataFrame, detail: str) -> str:
    """One kind of capital: plan, disbursed, share of the plan."""
    if detail not in capital.index or pd.isna(capital.loc[detail, "capital_plan_vnd"]):
        return ""
    row = capital.loc[detail]
    if row["capital_plan_vnd"] == 0:  # a kind without money has nothing to be told
        return ""
    told = {"kind": part_words(page, detail.split("/")[1]), "plan": plan_words(page, row)}
    if common.uneven(capital.loc[[detail]], *PLAN_RATE).any():
        told["disbursed"] = disbursed_words(page, row)
        return f"{page.t('{kind}: {plan} planned, {disbursed} disbursed.', **told)} {common.uneven_words(page)}"
    if pd.isna(row["disbursed_of_plan"]):
        return page.t("{kind}: {plan} planned; what was disbursed is not available.", **told)
    share = format_share(row["disbursed_of_plan"], page.lang, 1)
    return page.t(
        "{kind}: {disbursed} of {plan} planned disbursed ({share}).",
        disbursed=disbursed_words(page, row),
        share=share,
        **told,
    )


def pace_of(capital: pd.DataFrame) -> Pace | None:
    """Spending of investment against its budget year; None without plan, disbursement or a closing day on record.

    No closing day is on record for recurrent funds, so all capital together has no pace.
    """
    if INVESTMENT not in capital.index or pd.isna(capital.loc[INVESTMENT, "disbursed_of_plan"]):
        return None
    row = capital.loc[INVESTMENT]
    return programmes.pace(row["capital_plan_vnd"], row["capital_disbursed_vnd"], row["as_of"].date())


def pace_sentence(page: Page, pace: Pace | None) -> str:
    """The share of the budget year gone by against the share disbursed, and the pace that is needed."""
    if pace is None:
        return ""
    gap = (pace.share_disbursed - pace.share_elapsed) * 100
    told = {
        "elapsed": format_share(pace.share_elapsed, page.lang, 1),
        "spent": format_share(pace.share_disbursed, page.lang, 1),
    }
    if gap < -1:
        first = page.t(
            "Investment: {spent} of the plan is disbursed, lower than an even share of the time ({elapsed} gone).",
            **told,
        )
    elif gap > 1:
        first = page.t(
            "Investment: {spent} of the plan is disbursed, higher than an even share of the time ({elapsed} gone).",
            **told,
        )
    else:
        first = page.t(
            "Investment: {spent} of the plan is disbursed, about an even share of the time ({elapsed} gone).", **told
        )
    if pd.isna(pace.monthly_needed_vnd) or not pace.monthly_needed_vnd:
        return first
    return first + " " + page.t(
        "Using the whole plan by {closes} would take {needed} a month; so far it was {sofar} a month.", closes=format_date(pace.closes, page.lang),
        needed=format_money(pace.monthly_needed_vnd, page.lang), sofar=format_money(pace.monthly_so_far_vnd, page.lang),
    )  # fmt: skip


def notices(page: Page, figures: pd.DataFrame, capital: pd.DataFrame) -> list[str]:
    """What to know first: whether the budget year is closed, units merged."""
    told = [common.boundary_notice(page, figures)]
    year = programmes.budget_year("investment", capital["as_of"].iloc[0].date()) if len(capital) else None
    if isinstance(year, tuple) and year[1] != capital["as_of"].iloc[0].date():
        told.append(
            page.t(
                "Amounts are as of {day}; investment of the year can be disbursed until {closes}, so they are not final.",
                day=common.day_words(capital["as_of"].iloc[0], page), closes=format_date(year[1], page.lang),
            )
        )  # fmt: skip
    return told


def money(page: Page, capital: pd.DataFrame, pace: Pace | None) -> None:
    """Plan and disbursement of each kind of capital and programme, each rate with its denominator."""
    if capital.empty:
        return
    page.section(page.t("Is the money being spent on time?"))
    for sentence in (
        pace_sentence(page, pace),
        *(kind_sentence(page, capital, detail) for detail in kinds_in(capital)),
    ):
        page.paragraph(sentence)
    if capital["computed"].any():
        page.paragraph(
            page.t(
                "Where only a share of the plan was published, the amount is plan times share; the plan itself is rounded down in print (“more than”), so it is about right."
            )
        )
    rows = capital.assign(name=[label(page, detail) for detail in capital.index])
    _money_chart(page, rows)
    _money_table(page, rows)


def label(page: Page, detail: str) -> str:
    """What a line of capital is: 'all' parts are left out, unless all are."""
    programme, capital, source = detail.split("/")
    told = [part_words(page, part) for part in (programme, capital, source) if part != "all"]
    return ", ".join(told) or page.t("All capital")


def _money_chart(page: Page, rows: pd.DataFrame) -> None:
    each = [key for key in rows.index if key.endswith("/all/all") and key != TOTAL]
    wanted = [*each, *kinds_in(rows), TOTAL]
    shown = rows.reindex([detail for detail in wanted if detail in rows.index]).dropna(subset=["capital_plan_vnd"])
    shown = shown[~common.uneven(shown, *PLAN_RATE)]
    if shown["disbursed_of_plan"].notna().sum() < 1:
        return
    ranked = (
        shown.drop(index=TOTAL, errors="ignore").dropna(subset=["disbursed_of_plan"]).sort_values("disbursed_of_plan")
    )
    title = (
        page.t(
            "Least disbursed: {name}, {share} of the plan",
            name=ranked.iloc[0]["name"],
            share=format_share(ranked.iloc[0]["disbursed_of_plan"], page.lang, 1),
        )
        if len(ranked) > 1
        else page.t("Disbursed of the plan")
    )
    page.chart(
        plan_disbursed(
            shown, "capital_plan_vnd", "capital_disbursed_vnd", title=title, total=TOTAL if TOTAL in shown.index else None,
            subtitle=page.t("Planned and disbursed capital, {where}", where=common.of_place(page, shown["as_of"].iloc[0])),
            fixed={"unit": common.total_code(page), "boundary": page.boundary.version},
            source=common.made_up(page, "capital_plan_vnd", "capital_disbursed_vnd", since=shown["as_of"].iloc[0]),
        )
    )  # fmt: skip


def _money_table(page: Page, rows: pd.DataFrame) -> None:
    columns = [
        Column("programme", page.t("Programme")), Column("capital", page.t("Kind of capital")), Column("source", page.t("Source year")),
        Column("capital_plan_vnd", page.t("Plan"), "money"), Column("capital_allocated_vnd", page.t("Allocated"), "money"),
        Column("capital_disbursed_vnd", page.t("Disbursed"), "money"),
        Column("disbursed_of_plan", page.t("Disbursed of plan"), "share", 1, indicator="rate"),
        Column("disbursed_of_allocated", page.t("Disbursed of allocated"), "share", 1, indicator="rate"),
    ]  # fmt: skip
    body = [detail for detail in rows.index if detail != TOTAL and _is_line(detail)]
    table = rows.reindex([*body, *([TOTAL] if TOTAL in rows.index else [])])
    table = table.assign(**{part: [part_words(page, code) for code in table[part]] for part in programmes.PARTS})
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
    words_ = {
        "low": low["name"],
        "share": format_share(low["disbursed_of_plan"], page.lang, 1),
        "high": high["name"],
        "most": format_share(high["disbursed_of_plan"], page.lang, 1),
    }
    sentence = (
        page.t("Units hardly differ: {share} to {most} of the plan.", share=words_["share"], most=words_["most"])
        if gap < 1
        else page.t("From {share} of the plan in {low} to {most} in {high}.", **words_)
    )
    page.paragraph(sentence)
    columns = [
        Column("name", page.t("Unit")), Column("capital_plan_vnd", page.t("Plan"), "money", indicator="sum"),
        Column("capital_allocated_vnd", page.t("Allocated"), "money", indicator="sum"), Column("capital_disbursed_vnd", page.t("Disbursed"), "money", indicator="sum"),
        Column("disbursed_of_plan", page.t("Disbursed of plan"), "share", 1, indicator="rate"),
        Column("disbursed_of_allocated", page.t("Disbursed of allocated"), "share", 1, indicator="rate"),
    ]  # fmt: skip
    page.table(
        Table(
            rows,
            page.t("All capital by unit"),
            common.present(rows, columns),
            source=common.made_up(page, "capital_plan_vnd", units=common.unit_codes(page)),
        )
    )


def method(page: Page) -> list[str]:
    """How rates and pace are made."""
    return [
        page.t(
            "Disbursed of plan divides by the plan, disbursed of allocated by what was allocated; both include capital carried over where the line says so."
        ),
        page.t(
            "The pace compares the share of days gone, from 1 January to the day on which investment of the year can be disbursed last, with the share of money disbursed. No such day is on record for recurrent funds."
        ),
    ]
