"""Sections of the poverty page: who is poor, where, and what changed."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import change as changes
from helpers.analysis import poverty
from helpers.analysis.change import change_by_unit, movers
from helpers.analysis.standards import standard_at
from helpers.report import words
from helpers.report.chart import shapes_of, unit_map
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.vocabulary.language import format_points, format_share
from helpers.vocabulary.law import NoRule


def summary(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> str:
    """The poor of the whole scope, with the change since the last comparable review."""
    if now.empty:
        return page.t("No review of poor households is available for {period}.", period=page.period.words(page.lang))
    row, day = now.loc[common.total_code(page)], common.day_words(now["as_of"].iloc[0], page)
    if pd.isna(row["poor_households"]):
        return page.t("On {day}, the number of poor households of the whole area is not available.", day=day)
    told = poor_words(row, page)
    points, since = change_of_total(page, now, before)
    if pd.isna(points):
        return page.t("On {day}, {told} were poor.", day=day, told=told)
    change = common.change_words(page, points, row["households"])
    return page.t("On {day}, {told} were poor: {change} since {since}.", day=day, told=told, change=change, since=since)


def poor_words(row: pd.Series, page: Page, part: str = "poor_households", rate: str = "poverty_rate") -> str:
    """'1.731 trên 7.735 hộ (22,38%)'; where no base is known, the count with the rate as printed."""
    if pd.notna(row["households"]) and (pd.notna(row[rate]) or not row["households"]):
        return words.share_of(row[part], row["households"], page.t)
    count = words.quantity(row[part], "households", page.t)
    printed = row.get(f"{rate}_printed")
    if printed is None or pd.isna(printed):
        return count
    return page.t("{count} ({share} as printed)", count=count, share=format_share(printed, page.lang))


def change_of_total(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> tuple[float, str]:
    """The change of the total rate in points and since when: recomputed from counts, else as the source prints it.

    Where not all units reported, it is that of the units with figures on both days.
    """
    before, now, _ = same_units(page, before, now)
    row = now.loc[common.total_code(page)]
    rate = _rate(row)
    if not before.empty and common.total_code(page) in before.index:
        earlier = _rate(before.loc[common.total_code(page)])
        if pd.notna(rate - earlier):
            return (rate - earlier) * 100, common.day_words(before["as_of"].iloc[0], page)
    return row["poverty_rate_change_printed"], str(now["as_of"].iloc[0].year - 1)


def same_units(page: Page, before: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Both reviews with totals that compare (`analysis.change.same_units`)."""
    return changes.same_units(before, now, common.total_code(page), common.unit_codes(page))


def same_units_words(page: Page, units: int) -> str:
    """Over which units two totals are compared, where these are not all; else ''."""
    many = len(common.unit_codes(page))
    return (
        page.t("Compared over the {n} of {many} units with figures on both days.", n=units, many=many) if units else ""
    )


def _rate(row: pd.Series) -> float:
    return row["poverty_rate"] if pd.notna(row["poverty_rate"]) else row["poverty_rate_printed"]


def points(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """The main points: both classes, the change, where most of the poor live, who moved, the minority share."""
    if now.empty:
        return []
    return [
        both_classes(page, now), change_sentence(page, now, before), where_sentence(page, now),
        half_sentence(page, now), mover_sentence(page, now, before), minority_sentence(page, now),
    ]  # fmt: skip


def both_classes(page: Page, now: pd.DataFrame) -> str:
    """Near-poor households, and multidimensional poverty as the sum."""
    row = now.loc[common.total_code(page)]
    if pd.isna(row["near_poor_households"]) or pd.isna(row["poor_households"]):
        return ""
    return page.t(
        "{near} were near-poor; poor and near-poor together (multidimensional poverty) {both}.",
        near=poor_words(row, page, "near_poor_households", "near_poverty_rate"),
        both=poor_words(row, page, "multidimensional_poor_households", "multidimensional_poverty_rate"),
    )


def change_sentence(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> str:
    """From which rate to which, in percentage points; that there is nothing to compare with where it is so."""
    change, since = change_of_total(page, now, before)
    if pd.isna(change):
        return page.t("There is no earlier review by the same standard to compare with.")
    _, now, units = same_units(page, before, now)
    row = now.loc[common.total_code(page)]
    rate = _rate(row)
    told = page.t(
        "The poverty rate went from {before} ({since}) to {after}: {change}.",
        before=format_share(rate - change / 100, page.lang), since=since,
        after=format_share(rate, page.lang), change=common.change_words(page, change, row["households"]),
    )  # fmt: skip
    return f"{told} {same_units_words(page, units)}".strip()


def _known(page: Page, now: pd.DataFrame, rate: str) -> pd.Series:
    return now[rate].reindex(common.unit_codes(page)).dropna().sort_values(ascending=False, kind="stable")


def where_sentence(page: Page, now: pd.DataFrame) -> str:
    """Where the rate is highest and lowest, and how far apart; that it hardly differs where it is so."""
    known = _known(page, now, "poverty_rate")
    if len(known) < 2:
        return ""
    gap = (known.iloc[0] - known.iloc[-1]) * 100
    if gap < 1:
        return page.t("The poverty rate hardly differs between units: {low} to {high}.", low=format_share(known.iloc[-1], page.lang), high=format_share(known.iloc[0], page.lang))  # fmt: skip
    ends = [(common.name_of(known.index[i], page), format_share(known.iloc[i], page.lang)) for i in (0, -1)]
    return page.t(
        "The poverty rate is highest in {top} ({high}) and lowest in {bottom} ({low}): {gap} apart.",
        top=ends[0][0], high=ends[0][1], bottom=ends[1][0], low=ends[1][1], gap=format_points(gap, page.lang),
    )  # fmt: skip


def half_sentence(page: Page, now: pd.DataFrame) -> str:
    """Which units together hold half of the poor, if these are fewer than half of the units."""
    few = poverty.fewest_with_half(now, common.unit_codes(page))
    many = len(common.unit_codes(page))
    if not few or len(few) >= many / 2:
        return ""
    share = now["poor_households"].reindex(few).sum() / now["poor_households"].reindex(common.unit_codes(page)).sum()
    if len(few) == 1:
        return page.t(
            "{name} alone holds {share} of the poor households, as one of {many} units.",
            name=common.name_of(few[0], page), share=format_share(share, page.lang, 1), many=many,
        )  # fmt: skip
    return page.t(
        "{names} together hold {share} of the poor households, with {n} of {many} units.",
        names=common.names_of(few, page), share=format_share(share, page.lang, 1), n=len(few), many=many,
    )  # fmt: skip


def mover_sentence(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> str:
    """Where the rate fell most; where it rose, that it did."""
    if before.empty:
        return ""
    down, up = movers(
        change_by_unit(before, now).reindex(common.unit_codes(page)).dropna(subset=["change_points"]), most=1
    )
    told = [_moved(frame.iloc[0], page) for frame in (down, up) if len(frame)]
    return page.t("Largest changes: {told}.", told="; ".join(told)) if told else ""


def _moved(row: pd.Series, page: Page) -> str:
    return f"{common.name_of(str(row.name), page)} {words.change_in_points(row['change_points'], page.t)}"


def minority_sentence(page: Page, now: pd.DataFrame) -> str:
    """The poverty rate of minority households and their share of the poor: two different things."""
    if now.empty:
        return ""
    row = now.loc[common.total_code(page)]
    if pd.notna(row["minority_poverty_rate"]):
        rate = words.share_of(row["minority_poor_households"], row["minority_households"], page.t)
        if pd.isna(row["minority_share_of_poor"]):
            return page.t("Of minority households, {rate} were poor.", rate=rate)
        share = format_share(row["minority_share_of_poor"], page.lang)
        return page.t(
            "Of minority households, {rate} were poor; {share} of the poor are minority households.",
            rate=rate,
            share=share,
        )
    return printed_minority(page, row)


def printed_minority(page: Page, row: pd.Series) -> str:
    """The minority share of the poor and near-poor as the source prints it."""
    printed = [row["minority_share_of_poor_printed"], row["minority_share_of_near_poor_printed"]]
    if pd.isna(printed[0]):
        return ""
    poor = format_share(printed[0], page.lang)
    if pd.isna(printed[1]):
        return page.t("{poor} of the poor households are of ethnic minorities, as printed in the source.", poor=poor)
    return page.t(
        "{poor} of the poor and {near} of the near-poor households are of ethnic minorities, as printed in the source.",
        poor=poor, near=format_share(printed[1], page.lang),
    )  # fmt: skip


def standard_sentence(page: Page, now: pd.DataFrame) -> str:
    """By which standard the poor were counted, and since when it holds."""
    if now.empty:
        return ""
    standard = standard_at(now["as_of"].iloc[0])
    if isinstance(standard, NoRule):
        return page.t("No poverty standard is on record for this day: the figures are not compared with others.")
    return page.t(
        "Households were classified by the {standard}. Figures by another standard are not compared. Basis: {basis}.",
        standard=standard.words[page.lang], basis=standard.basis[page.lang],
    )  # fmt: skip


def map_of(page: Page, now: pd.DataFrame) -> None:
    """Where the poverty rate is high, as points at the official coordinates or as areas."""
    if now.empty or now["poverty_rate"].reindex(common.unit_codes(page)).notna().sum() < 2:
        return
    day = now["as_of"].iloc[0]
    page.section(page.t("Where poor households live"))
    page.paragraph(where_sentence(page, now))
    units = now[now.index != common.total_code(page)]
    page.chart(
        unit_map(
            now, "poverty_rate", boundary=page.boundary, size="poor_households", shapes=shapes_of(page.edition),
            title=words.highest_headline(units, "poverty_rate", page.t, subject=page.t("Poverty rate")),
            subtitle=page.t("Poverty rate by unit, larger points for more poor households, {where}", where=common.of_place(page, day)),
        )
    )  # fmt: skip
