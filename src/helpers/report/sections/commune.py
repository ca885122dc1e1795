"""Sections of the profile of one unit."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import frames, poverty, profile, programmes
from helpers.analysis.change import change_by_unit
from helpers.analysis.land import household_contents
from helpers.report import words
from helpers.report.page import Page
from helpers.report.sections import common, comparison
from helpers.report.sections.rural import criterion_words
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import format_money
from helpers.vocabulary.state import split

MONEY = ("disbursement_rate",)
TERMS = (
    "poverty_rate", "near_poverty_rate", "multidimensional_poverty_rate", "production_land_rate", "new_rural_criteria_met",
)  # fmt: skip


def code_of(page: Page) -> str:
    """Code of the page's unit."""
    return page.place.code


def summary(page: Page, now: pd.DataFrame) -> str:
    """The poor of the unit against the whole; that it has no figures where it is so. `now`: `poverty_by_unit`, or empty."""
    name = page.place.words(page.lang)
    own = now.loc[code_of(page)] if code_of(page) in now.index else None
    if own is not None and pd.isna(own["poor_households"]) and pd.notna(own["minority_poverty_rate"]):
        told = words.share_of(own["minority_poor_households"], own["minority_households"], page.t)
        return page.t(
            "On {day}, {told} of ethnic minorities in {name} were poor.",
            day=common.day_words(own["as_of"], page),
            told=told,
            name=name,
        )
    if own is None or pd.isna(own["poor_households"]):
        return page.t(
            "{name}: no review of poor households is available for {period}.",
            name=name,
            period=page.period.words(page.lang),
        )
    day = common.day_words(own["as_of"], page)
    told = words.share_of(own["poor_households"], own["households"], page.t)
    whole = now["poverty_rate"].get(common.total_code(page), float("nan"))
    if pd.isna(own["poverty_rate"] - whole):
        return page.t("On {day}, {told} of {name} were poor.", day=day, told=told, name=name)
    against = words.compared(own["poverty_rate"], whole, page.t("the whole area"), page.t)
    return page.t("On {day}, {told} of {name} were poor, {against}.", day=day, told=told, name=name, against=against)


def points(
    page: Page,
    keys: pd.DataFrame,
    now: pd.DataFrame,
    before: pd.DataFrame,
    support: pd.DataFrame,
    new_rural: pd.DataFrame,
) -> list[str]:
    """Rank, change, the need that is left, and new-rural criteria of the unit."""
    return [
        rank_sentence(page, keys),
        change_sentence(page, now, before),
        need_sentence(page, support),
        rural_sentence(page, new_rural),
    ]


def rank_sentence(page: Page, keys: pd.DataFrame) -> str:
    """Where the unit stands among all by its poverty rate; '' where it is the same in all."""
    if "poverty_rate" not in keys.index or pd.isna(keys.loc["poverty_rate", "rank"]):
        return ""
    row = keys.loc["poverty_rate"]
    place = {"place": int(row["rank"]), "many": int(row["ranked"])}
    if row["sharing"] == place["many"]:
        return ""
    if place["place"] == 1:
        told = page.t("Its poverty rate is the highest of {many} units.", **place)
    elif place["place"] + row["sharing"] - 1 == place["many"]:
        told = page.t("Its poverty rate is the lowest of {many} units.", **place)
    else:
        told = page.t("Its poverty rate ranks {place} of {many} units, 1 being the highest.", **place)
    return f"{told} {page.t('{n} units share this place.', n=int(row['sharing']))}" if row["sharing"] > 1 else told


def change_sentence(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> str:
    """The change of the unit's rate and count since the last comparable review."""
    if now.empty or code_of(page) not in now.index or pd.isna(now.loc[code_of(page), "poor_households"]):
        return ""
    if before.empty or code_of(page) not in before.index:
        return page.t("There is no earlier review by the same standard to compare with.")
    row = change_by_unit(before, now).loc[code_of(page)]
    if pd.isna(row["change"]):
        return page.t("There is no earlier review by the same standard to compare with.")
    since = common.day_words(before["as_of"].iloc[0], page)
    if not row["clear"]:
        return page.t("The poverty rate shows no clear change since {since}.", since=since)
    return page.t(
        "Since {since}: {count} ({points}).", since=since, points=words.change_in_points(row["change_points"], page.t),
        count=words.change_of_count(row["part_before"], row["part_after"], page.t),
    )  # fmt: skip


def _needs(page: Page, support: pd.DataFrame) -> pd.DataFrame:
    if support.empty:
        return support
    own = support[(support["unit"] == code_of(page)) & support["content"].isin(household_contents())]
    return own.assign(name=[common.content_words(c, page) for c in own["content"]])


def need_sentence(page: Page, support: pd.DataFrame) -> str:
    """What households of the unit still need; contents whose number is withheld or missing are named as that."""
    own = _needs(page, support)
    if own.empty:
        return ""
    own = own.set_index("content")
    needs = own[["support_need_remaining"]]
    seen = frames.at(page.figures[page.figures["unit"] == code_of(page)], own["as_of"].iloc[0])
    known, withheld, missing, _ = split(
        needs["support_need_remaining"],
        frames.states(needs, seen[seen["indicator"] == "support_need_remaining"], index="detail")[
            "support_need_remaining"
        ],
    )
    if len(known) == len(own) and not known.any():
        return page.t("No household is left in need of support.")
    left = known.sort_values(ascending=False, kind="stable")
    words = {
        content: common.number(left[content], page) for content in left.index if left[content] or len(left) < len(own)
    }
    words |= dict.fromkeys(withheld, page.t("confidential")) | dict.fromkeys(missing, page.t("not available"))
    told = [f"{own.loc[content, 'name'].lower()} {number}" for content, number in words.items()]
    return page.t("Households still in need: {told}.", told="; ".join(told)) if len(known) or len(withheld) else ""


def rural_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """Criteria met, and whether the standard is met; towns are not assessed."""
    if code_of(page) not in new_rural.index:
        return page.t("The new-rural standard is for communes, not for towns.") if page.place.is_urban else ""
    row = new_rural.loc[code_of(page)]
    told = []
    if pd.notna(row["criteria_met"]):
        told.append(
            page.t(
                "It meets {n} of {size} new-rural criteria ({day}).",
                size=common.number(row["criteria_in_set"], page),
                n=common.number(row["criteria_met"], page),
                day=common.day_words(row["criteria_as_of"], page),
            )
        )
    if pd.notna(row["standard_met"]):
        told.append(
            page.t("It meets the standard.")
            if row["standard_met"] == 1
            else page.t("It does not meet the standard yet.")
        )
    return " ".join(told)


def key_table(page: Page, keys: pd.DataFrame) -> None:
    """The unit's rates beside the whole's, with count, base and rank."""
    page.section(page.t("Key figures"))
    if keys.empty:
        page.paragraph(page.t("No rates of this unit are available from the latest returns."))
        return
    rows = keys.assign(
        name=[indicators()[figure].label[page.lang] if figure in indicators() else page.t("Share of persons who live in poor households") for figure in keys.index],
        of=[base_words(page, str(figure), row) for figure, row in keys.iterrows()],
        place=[place_words(page, row) for _, row in keys.iterrows()],
    )  # fmt: skip
    columns = [
        Column("name", page.t("Figure")), Column("of", page.t("Count and base")), Column("rate", page.t("This unit"), "share", indicator="rate"),
        Column("total_rate", page.t("Whole area"), "share", indicator="rate"), Column("difference_points", page.t("Difference (points)"), "points"),
        Column("place", page.t("Rank (1 is highest)")), Column("as_of", page.t("As of"), "date"),
    ]  # fmt: skip
    names = ("poor_households", "minority_households_with_production_land", "capital_plan_vnd")
    marks = {
        (key, name): "c"
        for key in rows.index[rows["rate"].isna()]
        for name in ("of", "rate", "total_rate", "difference_points", "place")
    }
    caption = page.t("{name} against the whole area", name=page.place.words(page.lang))
    page.table(Table(rows, caption, common.present(rows, columns), symbols=marks, source=common.made_up(page, *names)))


def place_words(page: Page, row: pd.Series) -> str | None:
    """'3/9'; that others share the place, or that there is no order where all are equal."""
    if pd.isna(row["rank"]):
        return None
    if 1 < row["ranked"] == row["sharing"]:
        return page.t("all {n} equal", n=int(row["ranked"]))
    place = f"{int(row['rank'])}/{int(row['ranked'])}"
    return page.t("{place}, shared", place=place) if row["sharing"] > 1 else place


def base_words(page: Page, figure: str, row: pd.Series) -> str | None:
    """'211 trên 655 hộ', or amounts of money."""
    if pd.isna(row["count"]) or pd.isna(row["base"]):
        return None
    if figure in MONEY:
        return page.t(
            "{count} of {base}", count=format_money(row["count"], page.lang), base=format_money(row["base"], page.lang)
        )
    pattern = (
        page.t("{count} of {base} persons") if figure == "poor_person_rate" else page.t("{count} of {base} households")
    )
    return pattern.format(count=common.number(row["count"], page), base=common.number(row["base"], page))


def over_time(page: Page, figures: pd.DataFrame) -> None:
    """The unit's poverty rate over the reviews."""
    series = poverty.rate_series(figures, code_of(page))
    if series["rate"].notna().sum() >= 2:
        totals = {boundary.total.code for boundary in page.scope.boundaries} - {code_of(page)}
        own = sorted(set(page.observations["unit"]) - totals)
        comparison.rate_over_time(page, series, page.place.words(page.lang), own)


def needs(page: Page, support: pd.DataFrame) -> None:
    """Need and support of the unit by content."""
    own = _needs(page, support)
    if own.empty or (own["support_need_remaining"].isna().all() and own["supported_households"].isna().all()):
        return
    page.section(page.t("Land, housing and water: who still needs support"))
    page.paragraph(need_sentence(page, support))
    rows = own.assign(detail=own["content"], boundary=page.boundary.version).set_index("content")
    columns = [
        Column("name", page.t("Content")), Column("support_need_start", format="count"), Column("supported_households", format="count"),
        Column("support_need_new", format="count"), Column("support_need_remaining", format="count"), Column("residual", page.t("Unexplained difference"), "count"),
    ]  # fmt: skip
    marks = common.withheld_details(page, rows, code_of(page))
    page.table(Table(rows, page.t("Need and support by content"), common.present(rows, columns), symbols=marks))


def rural(page: Page, figures: pd.DataFrame, new_rural: pd.DataFrame) -> None:
    """The unit's new-rural criteria: how many, and which are lacking."""
    if not rural_sentence(page, new_rural):
        return
    page.section(page.t("New-rural criteria"))
    page.paragraph(rural_sentence(page, new_rural))
    matrix = programmes.criteria_matrix(figures, page.boundary)
    if code_of(page) not in matrix.index or matrix.loc[code_of(page)].isna().all():
        return
    own = matrix.loc[code_of(page)]
    lacking = [common.member("criterion", code, page) for code in own.index[own == 0]]
    page.paragraph(
        page.t("Criteria it lacks: {names}.", names=words.listing(lacking, page.t))
        if lacking
        else page.t("It lacks no criterion.")
    )
    rows = pd.DataFrame(
        {"name": [criterion_words(str(code), page) for code in own.index], "met": own, "detail": own.index}
    )
    rows = rows.assign(unit=code_of(page), boundary=page.boundary.version)
    page.table(
        Table(
            rows,
            page.t("New-rural criteria"),
            [
                Column("name", page.t("Criterion")),
                Column("met", page.t("met"), "flag", indicator="new_rural_criterion_met"),
            ],
        )
    )


def quality_sentences(page: Page) -> list[str]:
    """How many findings concern this unit, by severity."""
    found = profile.flags(page.findings, code_of(page), page.boundary.version)
    if found.empty:
        return [page.t("No finding concerns the figures of this unit in this period.")]
    many = found.groupby("severity")["findings"].sum()
    counts = {name: common.number(many.get(name, 0), page) for name in ("error", "warning", "note")}
    return [page.t("Findings about this unit: {error} errors, {warning} warnings, {note} notes.", **counts)]
