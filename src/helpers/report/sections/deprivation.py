"""Sections of the poverty page about what lies behind the count: flows, deprivations, causes, minorities, comparisons."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis import frames, poverty
from helpers.analysis.change import outlook
from helpers.report import words
from helpers.report.chart import dots_against_total, flow, ranked_bars, trend
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.language import format_points, format_share

OUT, IN = ("to_near_poor", "escaped", "out"), ("from_near_poor", "relapsed", "new")


def flows(page: Page, moved: pd.DataFrame) -> None:
    """How the poor of the start became the poor of the end, with the residual that the form leaves."""
    total = common.total_code(page)
    if moved.empty or total not in moved.index:
        return
    row, day = moved.loc[total], moved["as_of"].iloc[0]
    page.section(page.t("Who left poverty and who fell into it"))
    page.paragraph(flow_sentence(page, row))
    page.paragraph(residual_sentence(page, row))
    steps = row.drop(["end_by_identity", "residual", "as_of"]).dropna().astype(float)
    if "out" in steps and steps.index.isin(["to_near_poor", "escaped"]).any():
        steps = steps.drop("out")
    page.chart(
        flow(
            steps.rename("value").to_frame(), title=_flow_headline(page, row), subtitle=page.t("Poor households, {where}", where=common.of_place(page, day)),
            fixed={"unit": total, "boundary": page.boundary.version, "indicator": "poor_household_flow", "as_of": day},
        )
    )  # fmt: skip
    _flow_table(page, moved)


def _flow_headline(page: Page, row: pd.Series) -> str:
    start, end = row.get("start"), row.get("end")
    if pd.isna(start) or pd.isna(end):
        return page.t("How the number of poor households moved")
    return page.t("Poor households: {change}", change=words.change_of_count(start, end, page.t))


def _sum(row: pd.Series, names: Sequence[str]) -> float:
    return row.reindex(list(names)).sum(min_count=1)


def flow_sentence(page: Page, row: pd.Series) -> str:
    """How many left poverty and how many fell into it, each with its largest way."""
    ways_out = _sum(row, OUT[:2]) if pd.notna(_sum(row, OUT[:2])) else row.get("out", float("nan"))
    ways_in = _sum(row, IN)
    if pd.isna(ways_out) or pd.isna(ways_in):
        return ""
    told = page.t("{out} left poverty and {come} fell into it.", out=words.quantity(ways_out, "households", page.t), come=words.quantity(ways_in, "households", page.t))
    near = row.get("to_near_poor", float("nan"))
    if pd.isna(near) or not ways_out:
        return told
    return told + " " + page.t("Of those who left, {near} became near-poor ({share}).", near=words.quantity(near, "households", page.t), share=format_share(near / ways_out, page.lang, 1))


def residual_sentence(page: Page, row: pd.Series) -> str:
    """That the parts close, or by how much they do not: shown, not repaired."""
    if pd.isna(row["residual"]):
        return ""
    if not row["residual"]:
        return page.t("The parts add up to the number at the end exactly.")
    return page.t(
        "The parts give {computed}, but {printed} are reported: a difference of {residual} households that the source does not explain.",
        computed=words.quantity(row["end_by_identity"], "households", page.t), printed=words.quantity(row["end"], "households", page.t),
        residual=("+" if row["residual"] > 0 else "−") + common.number(abs(row["residual"]), page),
    )  # fmt: skip


def _flow_table(page: Page, moved: pd.DataFrame) -> None:
    rows = common.by_unit(moved, page).assign(indicator="poor_household_flow")
    labels = codelist("flow_poor")
    columns = [Column(code, labels[code][page.lang], "count", detail=code) for code in labels if code in rows]
    columns = [Column("name", page.t("Unit")), *columns, Column("residual", page.t("Unexplained difference"), "count", indicator="residual")]
    rows = rows.assign(residual=rows["residual"].where(rows["residual"] != 0, 0.0))
    marks = common.withheld(page, rows, {"residual": "poor_household_flow"})
    day = common.day_words(moved["as_of"].iloc[0], page)
    page.table(Table(rows, page.t("Flow of poor households by unit, year to {day}", day=day), common.present(rows, columns), total=common.total_code(page), symbols=marks))


def deprivations(page: Page, profile: pd.DataFrame, depth: pd.DataFrame) -> None:
    """What poor households lack: the twelve indicators of the total against the units, and how deep it goes."""
    total = common.total_code(page)
    own = profile[profile["unit"] == total] if len(profile) else profile
    if own.empty or own["share_deprived"].isna().all():
        return
    page.section(page.t("What poor households lack"))
    page.paragraph(deprivation_sentence(page, own))
    shares = profile.set_index(["deprivation", "unit"])["share_deprived"].unstack()  # noqa: PD010
    shares = shares.reindex(index=own["deprivation"], columns=[*common.unit_codes(page), total]).rename_axis(columns=None)
    shares = shares.dropna(axis="columns", how="all")
    label = {code: entry[page.lang] for code, entry in codelist("deprivation").items()}
    shares.insert(0, "name", [label[code] for code in shares.index])
    top = own.sort_values("share_deprived", ascending=False).iloc[0]
    title = page.t("Most often lacking: {name} ({share} of poor households)", name=label[top["deprivation"]], share=format_share(top["share_deprived"], page.lang, 1))
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
    told = [f"{label[row.deprivation][page.lang]} ({format_share(row.share_deprived, page.lang, 1)})" for row in top.itertuples()]
    return page.t("Poor households most often lack: {told}.", told="; ".join(told))


def _deprivation_table(page: Page, own: pd.DataFrame, label: dict[str, str]) -> None:
    rows = own.assign(
        name=[label[code] for code in own["deprivation"]], detail=own["deprivation"], boundary=page.boundary.version
    ).set_index("deprivation")
    columns = [
        Column("name", page.t("Deprivation")),
        Column("households_deprived", page.t("Poor households deprived"), "count", indicator="poor_households_deprived"),
        Column("base_households", page.t("Poor households"), "count", indicator="poor_households", detail=""),
        Column("share_deprived", page.t("Share of poor households"), "share", 1, indicator="share"),
    ]
    page.table(Table(rows.drop(columns="as_of", errors="ignore"), page.t("Deprivations of poor households, whole area"), columns))


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
    known = {"households_naming": "poor_households_by_cause", "base_households": "poor_households", "share_naming": share}
    rows = own.assign(name=[label[code][page.lang] for code in own["cause"]], detail=own["cause"]).set_index("cause", drop=False).rename(columns=known)
    page.section(page.t("Why they are poor"))
    top = rows.sort_values("poor_households_by_cause", ascending=False).iloc[0]
    told = words.share_of(top["poor_households_by_cause"], top["poor_households"], page.t)
    page.paragraph(page.t("The cause named most often is {cause}: {told}. A household may name several.", cause=top["name"], told=told))
    page.chart(
        ranked_bars(
            rows, share, title=page.t("Cause named most often: {cause}", cause=top["name"]), format="share", decimals=1,
            subtitle=page.t("Share of poor households that name each cause, whole area"),
            count="poor_households_by_cause", base="poor_households", source=common.made_up(page, "poor_households_by_cause"),
        )
    )  # fmt: skip


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
    page.table(Table(now, page.t("Persons in poor and near-poor households by unit"), common.present(now, columns), total=common.total_code(page)))


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
    page.paragraph(page.t("The poverty rate divides by minority households; the share divides by poor households. They are not the same."))
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
    told = [words.compared(own["poverty_rate"], row["poverty_rate"], row["name"], page.t) for _, row in others.iterrows()]
    page.paragraph(page.t("The poverty rate is {told}.", told=words.listing(told, page.t)))
    day = common.day_words(now["as_of"].iloc[0], page)
    page.chart(ranked_bars(rows, "poverty_rate", title=words.highest_headline(rows, "poverty_rate", page.t, subject=page.t("Poverty rate")),
                           subtitle=page.t("Poverty rate, {day}", day=day), highlight=rows.index[0]))  # fmt: skip
    columns = [
        Column("name", page.t("Place")), Column("poor_households", format="count"), Column("poverty_rate", format="share"),
        Column("near_poor_households", format="count"), Column("near_poverty_rate", format="share"),
        Column("multidimensional_poverty_rate", format="share"),
    ]  # fmt: skip
    note = page.t("Rates of places that publish no number of households are as printed; poor and near-poor are then added.") if rows["as_printed"].any() else ""
    page.table(Table(rows.rename_axis("unit"), page.t("Poverty in other places, {day}", day=day), columns, note=note))


def over_time(page: Page, figures: pd.DataFrame, target_rate: float) -> None:
    """The rate of the whole area over the reviews of one standard, and when a target would be met at this pace."""
    series = poverty.rate_series(figures, common.total_code(page))
    if series.empty or series["rate"].notna().sum() < 2:
        return
    page.section(page.t("Over time"))
    first, last = series.dropna(subset=["rate"]).iloc[[0, -1]].to_dict("records")
    title = common.change_headline(page, first["rate"], last["rate"], last["whole"], str(first["year"]))
    if first["standard"] != last["standard"]:
        title = page.t("Poverty rate by year: the standard changed in between")
    breaks = sorted({row.year for row, before in zip(series.itertuples(), series["standard"].shift().bfill(), strict=True) if row.standard != before})
    subtitle = page.t("Poverty rate at the end of the year, {place}", place=page.boundary.total.words(page.lang))
    rows, year = series.rename(columns={"rate": "poverty_rate", "year": page.t("Year")}), page.t("Year")
    source = common.made_up(page, "poor_households", "households")
    page.chart(trend(rows, "poverty_rate", time=year, title=title, subtitle=subtitle, breaks=breaks, source=source))
    page.paragraph(outlook_sentence(page, series, target_rate))


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
        return page.t("The rate has not clearly fallen since {since}, so at this pace it would not reach {target}.", since=str(found.since.year), target=target)
    return page.t(
        "From {since} to {until} the rate fell by {pace} a year. If it went on exactly so, which nobody can promise, it would reach {target} in {year}.",
        since=str(found.since.year), until=str(found.until.year), pace=format_points(found.points_per_year, page.lang), target=target, year=str(found.year_met),
    )  # fmt: skip


def persons_or_households(page: Page) -> str:
    """That counts of households and persons are kept apart."""
    return page.t("Households and persons are counted apart; rates of households say nothing about persons.")


def depth_frame(figures: pd.DataFrame) -> pd.DataFrame:
    """Depth of deprivation with its day; empty where it is not reported."""
    day = frames.latest_date(figures, "poor_households_deprived")
    found = frames.or_empty(poverty.deprivation_depth, figures)
    return found.assign(as_of=day) if len(found) else found
