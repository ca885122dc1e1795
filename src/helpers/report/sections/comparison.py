"""Sections of the poverty page that compare: persons, ethnic minorities, other places, other years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis import poverty
from helpers.analysis.change import outlook
from helpers.report.chart import trend
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.vocabulary.language import format_points, format_share


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
