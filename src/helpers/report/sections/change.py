"""Section of the poverty page about change: from which rate to which, and which units made it."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.change import change_by_unit, contributions
from helpers.report import words
from helpers.report.chart import Chart, change_dots
from helpers.report.chart import contributions as contribution_bars
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.sections.poverty import change_sentence, mover_sentence, same_units, same_units_words
from helpers.report.table import Column, Table
from helpers.vocabulary.language import format_number, format_points, format_share


def changed(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> None:
    """What changed since the last comparable review, which units made it, and the change as printed."""
    if now.empty:
        return
    page.section(page.t("What changed"))
    page.paragraph(change_sentence(page, now, before))
    page.paragraph(printed_change(page, now, "poverty_rate"))
    page.paragraph(printed_change(page, now, "near_poverty_rate"))
    if before.empty:
        return
    before, now, units = same_units(page, before, now)
    rows = change_by_unit(before, now).reindex([*common.unit_codes(page), common.total_code(page)])
    rows = common.by_unit(rows, page)
    if rows["change_points"].reindex(common.unit_codes(page)).notna().sum() >= 2:
        page.paragraph(mover_sentence(page, now, before))
        page.chart(_change_chart(page, rows, now, before))
        page.chart(_contribution_chart(page, now, before))
    _change_table(page, rows, now, before, same_units_words(page, units))


def printed_change(page: Page, now: pd.DataFrame, rate: str) -> str:
    """A change as the source prints it, read as percentage points, with the earlier rate that follows from it."""
    code = common.total_code(page)
    change = now.loc[code, f"{rate}_change_printed"]
    if pd.isna(change):
        return ""
    found = page.observations[
        (page.observations["indicator"] == f"{rate}_change_printed") & (page.observations["unit"] == code)
    ]
    qualifier, printed = found["qualifier"].iloc[-1], found["printed"].iloc[-1]
    told = words.change_in_points(change, page.t, qualifier)
    share = now.loc[code, rate] if pd.notna(now.loc[code, rate]) else now.loc[code, f"{rate}_printed"]
    subject = page.t("near-poverty") if rate == "near_poverty_rate" else page.t("poverty")
    if qualifier or pd.isna(share):
        return page.t(
            "For {subject} the source prints “{printed}”, read as percentage points: {told}.",
            subject=subject,
            printed=printed,
            told=told,
        )
    sign = "+" if change < 0 else "−"
    return page.t(
        "For {subject} the source prints “{printed}”, read as percentage points: {told}, so {earlier} one year earlier ({now} {sign} {size}).",
        subject=subject, printed=printed, told=told, now=format_share(share, page.lang), sign=sign,
        earlier=format_share(share - change / 100, page.lang), size=format_number(abs(change), page.lang, 2),
    )  # fmt: skip


def _change_chart(page: Page, rows: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame) -> Chart:
    days = [common.day_words(frame["as_of"].iloc[0], page) for frame in (before, now)]
    total = rows.loc[common.total_code(page)]
    title = common.change_headline(page, total["rate_before"], total["rate_after"], total["whole_after"], days[0])
    return change_dots(
        rows, "rate_before", "rate_after", title=title, before_label=days[0], after_label=days[1],
        subtitle=page.t("Poverty rate of all households by unit, {before} and {after}", before=days[0], after=days[1]),
        total=common.total_code(page), source=common.made_up(page, "poor_households", since=before["as_of"].iloc[0]),
    )  # fmt: skip


def _contribution_chart(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> Chart:
    parts = contributions(before, now, common.unit_codes(page))
    whole = parts["contribution_points"].sum()
    heading = page.t("Percentage points")
    rows = parts.assign(
        name=[common.name_of(code, page) for code in parts.index], **{heading: parts["contribution_points"]}
    )
    total = pd.DataFrame({heading: [whole], "name": [page.t("All units")]}, index=["all"])
    top = rows.sort_values(heading, key=abs, ascending=False, kind="stable").iloc[0]
    title = page.t(
        "{name} made the largest part of the change: {size} of {whole}", name=top["name"],
        size=format_number(abs(top[heading]), page.lang, 2), whole=format_points(whole, page.lang),
    )  # fmt: skip
    subtitle = page.t(
        "Percentage points of the change of the total rate that each unit made, by its own rate and its share of households"
    )
    source = common.made_up(page, "poor_households", since=before["as_of"].iloc[0])
    return contribution_bars(
        pd.concat([rows, total]), heading, title=title, subtitle=subtitle, format="points", total="all", source=source
    )


def _change_table(page: Page, rows: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame, compared: str) -> None:
    parts = contributions(before, now, common.unit_codes(page))
    own = parts[["from_rate_points", "from_weight_points", "contribution_points"]]
    sums = pd.DataFrame(own.sum(min_count=1)).T.set_axis([common.total_code(page)])
    rows = rows.join(pd.concat([own, sums]))
    days = {
        "before": common.day_words(before["as_of"].iloc[0], page),
        "after": common.day_words(now["as_of"].iloc[0], page),
    }
    columns = [
        Column("name", page.t("Unit")),
        Column("part_before", page.t("Poor households, {day}", day=days["before"]), "count"),
        Column("part_after", page.t("Poor households, {day}", day=days["after"]), "count"),
        Column("rate_before", page.t("Rate, {day}", day=days["before"]), "share"),
        Column("rate_after", page.t("Rate, {day}", day=days["after"]), "share"),
        Column("change_points", page.t("Change (percentage points)"), "points"),
        Column("from_rate_points", page.t("Part from the unit's own rate (points)"), "points"),
        Column("from_weight_points", page.t("Part from its share of households (points)"), "points"),
    ]  # fmt: skip
    caption = page.t("Poor households and poverty rate, {before} and {after}", **days)
    note = page.t("The two parts of all units add up to the change of the total.") if len(own) > 1 else ""
    note = f"{note} {compared}".strip()
    source = common.made_up(page, "poor_households", since=before["as_of"].iloc[0])
    marks = common.withheld(page, rows, {column.name: "poor_households" for column in columns[1:]})
    page.table(
        Table(rows.drop(columns=["as_of"], errors="ignore"), caption, common.present(rows, columns), total=common.total_code(page), note=note, source=source, symbols=marks)
    )  # fmt: skip
