"""Sections of the poverty page about what lies behind the count: flows, deprivations, causes, minorities, comparisons."""

from __future__ import annotations

import pandas as pd

from helpers.report import words
from helpers.report.chart import ranked_bars
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.language import format_points, format_share


def deprivations_of_unit(page: Page, profile: pd.DataFrame) -> None:
    """The unit's deprivations beside the whole's."""
    if profile.empty or page.place.code not in set(profile["unit"]):
        return
    both = profile.set_index(["deprivation", "unit"])[["households_deprived", "base_households", "share_deprived"]]
    own = both.xs(page.place.code, level="unit")
    if own["share_deprived"].isna().all():
        return
    whole = (
        both["share_deprived"].xs(common.total_code(page), level="unit")
        if common.total_code(page) in set(profile["unit"])
        else float("nan")
    )
    label = codelist("deprivation")
    share = page.t("Share of poor households")
    rows = own.assign(
        whole=whole, name=[label[code][page.lang] for code in own.index], **{share: own["share_deprived"]}
    )
    rows = rows.assign(
        difference=(rows["share_deprived"] - rows["whole"]) * 100,
        detail=rows.index,
        unit=page.place.code,
        boundary=page.boundary.version,
    )
    top = rows.sort_values("share_deprived", ascending=False).iloc[0]
    page.section(page.t("What poor households lack"))
    page.paragraph(above_sentence(page, rows))
    page.chart(ranked_bars(rows, share, title=page.t("Most often lacking: {name} ({share} of poor households)", name=words.uncapitalised(top["name"]), share=format_share(top["share_deprived"], page.lang, 1)),
                           subtitle=page.t("Share of poor households deprived, {where}", where=page.place.words(page.lang)), decimals=1,
                           source=common.made_up(page, "poor_households_deprived")))  # fmt: skip
    columns = [
        Column("name", page.t("Deprivation")), Column("households_deprived", page.t("Poor households deprived"), "count", indicator="poor_households_deprived"),
        Column("share_deprived", page.t("Share of poor households"), "share", 1, indicator="rate"), Column("whole", page.t("Whole area"), "share", 1, indicator="rate"),
        Column("difference", page.t("Difference (points)"), "points", 1, indicator="rest"),
    ]  # fmt: skip
    page.table(
        Table(
            rows,
            page.t("Deprivations of poor households"),
            columns,
            symbols=common.not_applicable(rows, {"share_deprived": "base_households"}),
        )
    )


def above_sentence(page: Page, rows: pd.DataFrame) -> str:
    """Where the unit lies furthest above the whole; that it nowhere clearly does where it is so."""
    above = rows[rows["difference"] >= 2].sort_values("difference", ascending=False, kind="stable").head(3)
    if rows["difference"].isna().all():
        return ""
    if above.empty:
        return page.t("No deprivation is clearly more common here than in the whole area.")
    told = [
        f"{words.uncapitalised(row['name'])} (+{format_points(row['difference'], page.lang, 1)})"
        for _, row in above.iterrows()
    ]
    return page.t("More common here than in the whole area: {told}.", told="; ".join(told))
