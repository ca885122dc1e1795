"""Sections of the poverty page about what lies behind the count: flows, deprivations, causes, minorities, comparisons."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import frames, poverty
from helpers.report import words
from helpers.report.chart import dots_against_total, ranked_bars
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.language import format_points, format_share


def deprivations(page: Page, profile: pd.DataFrame, depth: pd.DataFrame) -> None:
    """What poor households lack: the twelve indicators of the total against the units, and how deep it goes."""
    total = common.total_code(page)
    own = profile[profile["unit"] == total] if len(profile) else profile
    if own.empty:
        return
    uneven = common.uneven(own, "households_deprived", "base_households", "share_deprived").any()
    if own["share_deprived"].isna().all() and not uneven:
        return
    page.section(page.t("What poor households lack"))
    if uneven:
        page.paragraph(common.uneven_words(page))
    if own["share_deprived"].isna().all():
        return
    page.paragraph(deprivation_sentence(page, own))
    shares = profile.set_index(["deprivation", "unit"])["share_deprived"].unstack()  # noqa: PD010
    shares = shares.reindex(index=own["deprivation"], columns=[*common.unit_codes(page), total]).rename_axis(
        columns=None
    )
    shares = shares.dropna(axis="columns", how="all")
    label = {code: entry[page.lang] for code, entry in codelist("deprivation").items()}
    shares.insert(0, "name", [label[code] for code in shares.index])
    top = own.sort_values("share_deprived", ascending=False).iloc[0]
    title = page.t(
        "Most often lacking: {name} ({share} of poor households)",
        name=words.uncapitalised(label[top["deprivation"]]),
        share=format_share(top["share_deprived"], page.lang, 1),
    )
    page.chart(
        dots_against_total(
            shares, total=total, title=title, subtitle=page.t("Share of poor households deprived, {where}", where=common.of_place(page, depth_day(depth))),
            heading=page.t("Deprivation"), names={code: common.name_of(code, page) for code in shares.columns if code != "name"},
        )
    )  # fmt: skip
    _deprivation_table(page, own, label)
    depth_of(page, depth)


def depth_day(depth: pd.DataFrame) -> pd.Timestamp:
    """The day of the deprivation figures."""
    return depth["as_of"].iloc[0]


def deprivation_sentence(page: Page, own: pd.DataFrame) -> str:
    """The three most frequent deprivations with their shares."""
    label = codelist("deprivation")
    top = own.dropna(subset=["share_deprived"]).sort_values("share_deprived", ascending=False, kind="stable").head(3)
    told = [
        f"{words.uncapitalised(label[code][page.lang])} ({format_share(share, page.lang, 1)})"
        for code, share in zip(top["deprivation"], top["share_deprived"], strict=True)
    ]
    return page.t("Poor households most often lack: {told}.", told="; ".join(told))


def _deprivation_table(page: Page, own: pd.DataFrame, label: dict[str, str]) -> None:
    rows = own.assign(
        name=[label[code] for code in own["deprivation"]], detail=own["deprivation"], boundary=page.boundary.version
    ).set_index("deprivation")
    columns = [
        Column("name", page.t("Deprivation")),
        Column(
            "households_deprived", page.t("Poor households deprived"), "count", indicator="poor_households_deprived"
        ),
        Column("base_households", page.t("Poor households"), "count", indicator="poor_households", detail=""),
        Column("share_deprived", page.t("Share of poor households"), "share", 1, indicator="share"),
    ]
    page.table(
        Table(
            rows.drop(columns="as_of", errors="ignore"), page.t("Deprivations of poor households, whole area"), columns
        )
    )


def depth_of(page: Page, depth: pd.DataFrame) -> None:
    """How many deprivations a poor household has on average, and the headcount adjusted for it."""
    total = common.total_code(page)
    if total not in depth.index or pd.isna(depth.loc[total, "average_deprivations"]):
        return
    row = depth.loc[total]
    page.paragraph(
        page.t(
            "A poor household lacks {average} of the 12 on average (intensity {intensity}); poverty rate times intensity gives an adjusted headcount of {adjusted}.",
            average=common.number(row["average_deprivations"], page, 2), intensity=format_share(row["intensity"], page.lang, 1),
            adjusted=common.number(row["adjusted_headcount"], page, 3),
        )
    )  # fmt: skip
    rows = common.by_unit(depth, page)
    columns = [
        Column("name", page.t("Unit")), Column("poor_households", format="count"), Column("poor_deprivations", format="count"),
        Column("average_deprivations", page.t("Deprivations per poor household"), "number", 2),
        Column("intensity", page.t("Intensity A"), "share", 1), Column("poverty_rate", format="share"),
        Column("adjusted_headcount", page.t("Adjusted headcount H × A"), "number", 3),
    ]  # fmt: skip
    page.table(Table(rows, page.t("Depth of deprivation by unit"), common.present(rows, columns), total=total))


def causes(page: Page, named: pd.DataFrame) -> None:
    """Why households say that they are poor: the causes of the total, several per household."""
    own = named[named["unit"] == common.total_code(page)].dropna(subset=["households_naming"]) if len(named) else named
    if own.empty:
        return
    label = codelist("cause")
    share = page.t("Share of poor households")
    known = {
        "households_naming": "poor_households_by_cause",
        "base_households": "poor_households",
        "share_naming": share,
    }
    rows = (
        own.assign(name=[label[code][page.lang] for code in own["cause"]], detail=own["cause"])
        .set_index("cause", drop=False)
        .rename(columns=known)
    )
    page.section(page.t("Why they are poor"))
    top = rows.sort_values("poor_households_by_cause", ascending=False).iloc[0]
    count = top["poor_households_by_cause"]
    told = words.quantity(count, "households", page.t)
    if pd.notna(top[share]):
        told = words.share_of(count, top["poor_households"], page.t, decimals=1)
    page.paragraph(
        page.t(
            "The cause named most often is {cause}: {told}. A household may name several.",
            cause=words.uncapitalised(top["name"]),
            told=told,
        )
    )
    if common.uneven(rows, "poor_households_by_cause", "poor_households", share).any():
        page.paragraph(common.uneven_words(page))
    if rows[share].isna().all():
        return
    page.chart(
        ranked_bars(
            rows.dropna(subset=[share]), share, title=page.t("Cause named most often: {cause}", cause=words.uncapitalised(top["name"])), format="share", decimals=1,
            subtitle=page.t("Share of poor households that name each cause, whole area"),
            count="poor_households_by_cause", base="poor_households", source=common.made_up(page, "poor_households_by_cause"),
        )
    )  # fmt: skip


def depth_frame(figures: pd.DataFrame) -> pd.DataFrame:
    """Depth of deprivation with its day; empty where it is not reported."""
    day = frames.latest_date(figures, "poor_households_deprived")
    found = frames.or_empty(poverty.deprivation_depth, figures)
    return found.assign(as_of=day) if len(found) else found


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
