"""The summary page: the few findings that leaders should read, the key figures, and where they are on a map."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import frames, land, poverty, programmes, summary
from helpers.analysis.programmes import Pace
from helpers.analysis.summary import Point
from helpers.report import words
from helpers.report.page import Page
from helpers.report.sections import common, comparison, flow, need, rural
from helpers.report.sections import land as land_section
from helpers.report.sections import poverty as poverty_section
from helpers.report.sections import programmes as programme_section
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import format_share

TERMS = (
    "poverty_rate", "multidimensional_poverty_rate", "production_land_rate", "disbursement_rate", "new_rural_standard_met",
)  # fmt: skip


def headline(
    page: Page,
    now: pd.DataFrame,
    before: pd.DataFrame,
    coverage: pd.DataFrame,
    capital: pd.DataFrame,
    new_rural: pd.DataFrame,
) -> str:
    """One sentence: poverty if it is known, else land, else money and standard, else that nothing is known."""
    if not now.empty:
        return poverty_section.summary(page, now, before)
    if not coverage.empty:
        return land_section.summary(page, coverage)
    return programme_section.summary(page, capital, new_rural)


def poverty_points(page: Page, now: pd.DataFrame, before: pd.DataFrame, moved: pd.DataFrame) -> list[Point]:
    """What the review says: the change, both classes, the spread, who is missing, a flow that does not close."""
    if now.empty:
        return []
    total = common.total_code(page)
    change, _ = poverty_section.change_of_total(page, now, before)
    known = now["poverty_rate"].reindex(common.unit_codes(page)).dropna()
    spread = (known.max() - known.min()) * 100 if len(known) > 1 else float("nan")
    missing = len(frames.units_without(now, "poor_households", page.boundary))
    points = [
        Point(summary.of_missing(missing, len(common.unit_codes(page))), "missing", common.missing_sentence(now, "poor_households", page)),
        Point(summary.of_change(change), "change", poverty_section.change_sentence(page, now, before)),
        Point(58.0, "both classes", poverty_section.both_classes(page, now)),
        Point(summary.of_spread(spread), "where", poverty_section.where_sentence(page, now)),
        Point(57.0 if pd.notna(now.loc[total, "minority_poverty_rate"]) else 45.0, "minority", poverty_section.minority_sentence(page, now)),
    ]  # fmt: skip
    if total in moved.index and moved.loc[total, "residual"]:
        row = moved.loc[total]
        points.append(
            Point(
                summary.of_residual(row["residual"], row.get("start", 0.0)),
                "residual",
                flow.residual_sentence(page, row),
            )
        )
    return points


def other_points(
    page: Page,
    coverage: pd.DataFrame,
    support: pd.DataFrame,
    capital: pd.DataFrame,
    pace: Pace | None,
    new_rural: pd.DataFrame,
    ocop: pd.DataFrame,
) -> list[Point]:
    """What land, money and programmes say."""
    known = new_rural["standard_met"].dropna()
    known_needs = need.remaining(page, support)
    left = known_needs["support_need_remaining"].sum() if len(known_needs) else float("nan")
    importance = summary.of_pace(pace.share_elapsed, pace.share_disbursed) if pace else 0.0
    return [
        Point(_land_importance(page, coverage), "land", land_section.summary(page, coverage) if len(coverage) else ""),
        Point(summary.of_need(left), "need", need.need_sentence(page, support)),
        Point(importance, "pace", spending(page, capital, pace)),
        Point(summary.of_standard(int((known == 1).sum()), len(known)), "standard", rural.standard_sentence(page, new_rural)),
        Point(30.0, "criteria", "" if len(known) else rural.criteria_sentence(page, new_rural)),
        Point(25.0, "ocop", rural.ocop_sentence(page, ocop)),
    ]  # fmt: skip


def spending(page: Page, capital: pd.DataFrame, pace: Pace | None) -> str:
    """Money disbursed of the plan with the share of the budget year gone."""
    if pace is None:
        return ""
    return (
        programme_section.summary(page, capital, pd.DataFrame())
        + " "
        + page.t(
            "By then {elapsed} of the time for disbursing investment had passed.",
            elapsed=format_share(pace.share_elapsed, page.lang, 1),
        )
    )


def _land_importance(page: Page, coverage: pd.DataFrame) -> float:
    total = common.total_code(page)
    if total not in coverage.index:
        return 0.0
    row = coverage.loc[total]
    shares = [1 - land_section._rate(row, kind) for kind in land.KINDS]
    lacking = row[[f"without_{kind}" for kind in land.KINDS]].sum()
    return summary.of_land(lacking, max(shares))


def key_figures(
    page: Page,
    now: pd.DataFrame,
    before: pd.DataFrame,
    coverage: pd.DataFrame,
    capital: pd.DataFrame,
    new_rural: pd.DataFrame,
    ocop: pd.DataFrame,
) -> None:
    """Every key figure of the whole area in one table, with count and base, the earlier value and the date."""
    rows = [
        *_poverty_rows(page, now, before),
        *_land_rows(page, coverage),
        *_money_rows(page, capital),
        *_rural_rows(page, new_rural),
        *_ocop_rows(page, ocop),
    ]
    page.section(page.t("Key figures"))
    if not rows:
        page.paragraph(page.t("No key figures are available for {period}.", period=page.period.words(page.lang)))
        return
    table = pd.DataFrame(rows, columns=["name", "value", "detail_words", "earlier", "as_of"])
    columns = [
        Column("name", page.t("Figure")), Column("value", page.t("Value")), Column("detail_words", page.t("Count and base")),
        Column("earlier", page.t("Earlier")), Column("as_of", page.t("As of"), "date"),
    ]  # fmt: skip
    names = (
        "poor_households",
        "households",
        "minority_households_with_production_land",
        "capital_plan_vnd",
        "new_rural_standard_met",
        "ocop_products",
    )
    shown = [column for column in columns if table[column.name].notna().any()]
    filled = table.assign(
        **{name: table[name].where(table[name].notna(), None) for name in ("detail_words", "earlier")}
    )
    marks = {(key, name): "z" for name in ("detail_words", "earlier") for key in table.index[table[name].isna()]}
    page.table(
        Table(
            filled,
            page.t("Key figures of {place}", place=page.boundary.total.words(page.lang)),
            shown,
            symbols=marks,
            sortable=False,
            source=common.made_up(page, *names),
        )
    )


def _poverty_rows(page: Page, now: pd.DataFrame, before: pd.DataFrame) -> list[tuple]:
    if now.empty:
        return []
    total, day = common.total_code(page), now["as_of"].iloc[0]
    before, _, _ = poverty_section.same_units(page, before, now)
    row, old = now.loc[total], before.loc[total] if total in before.index else None
    found = []
    for rate, count, base in (
        ("poverty_rate", "poor_households", "households"),
        ("near_poverty_rate", "near_poor_households", "households"),
        ("multidimensional_poverty_rate", "multidimensional_poor_households", "households"),
        ("minority_poverty_rate", "minority_poor_households", "minority_households"),
    ):
        if pd.isna(row[rate]):
            continue
        told = page.t(
            "{count} of {base} households", count=common.number(row[count], page), base=common.number(row[base], page)
        )
        earlier = format_share(old[rate], page.lang) if old is not None and pd.notna(old[rate]) else None
        found.append((indicators()[rate].label[page.lang], format_share(row[rate], page.lang), told, earlier, day))
    return found


def _land_rows(page: Page, coverage: pd.DataFrame) -> list[tuple]:
    if common.total_code(page) not in coverage.index:
        return []
    row, found = coverage.loc[common.total_code(page)], []
    for kind in land.KINDS:
        rate = land_section._rate(row, kind)
        if pd.isna(rate):
            continue
        counts = (row[f"with_{kind}"], row["minority_households"])
        told = (
            None
            if pd.isna(row[f"{kind}_rate"]) or pd.isna(sum(counts))
            else page.t(
                "{count} of {base} households",
                count=common.number(counts[0], page),
                base=common.number(counts[1], page),
            )
        )
        found.append(
            (
                indicators()[f"{kind}_rate"].label[page.lang],
                format_share(rate, page.lang),
                told,
                None,
                coverage["as_of"].iloc[0],
            )
        )
    return found


def _money_rows(page: Page, capital: pd.DataFrame) -> list[tuple]:
    found = []
    for detail in (programme_section.TOTAL, *programme_section.kinds_in(capital)):
        if detail in capital.index and pd.notna(capital.loc[detail, "disbursed_of_plan"]):
            row = capital.loc[detail]
            told = page.t(
                "{count} of {base}",
                count=programme_section.disbursed_words(page, row),
                base=programme_section.plan_words(page, row),
            )
            name = page.t("Disbursed of plan: {kind}", kind=programme_section.label(page, detail))
            found.append((name, format_share(row["disbursed_of_plan"], page.lang, 1), told, None, row["as_of"]))
    return found


def _rural_rows(page: Page, new_rural: pd.DataFrame) -> list[tuple]:
    known, days = new_rural["standard_met"].dropna(), new_rural["standard_as_of"].dropna()
    if known.empty:
        return []
    met = words.quantity(float((known == 1).sum()), "communes", page.t)
    return [
        (
            page.t("Communes that meet the new-rural standard"),
            met,
            page.t("of {n} assessed", n=len(known)),
            None,
            days.max(),
        )
    ]


def _ocop_rows(page: Page, ocop: pd.DataFrame) -> list[tuple]:
    if "" not in ocop.index or pd.isna(ocop.loc["", "ocop_products"]):
        return []
    return [
        (
            indicators()["ocop_products"].label[page.lang],
            common.number(ocop.loc["", "ocop_products"], page),
            None,
            None,
            ocop["as_of"].iloc[0],
        )
    ]


def pages(page: Page) -> list[str]:
    """What this page draws on."""
    return [
        page.t(
            "The main points are chosen by their statistics: each finding has an importance by a fixed rule, and the six most important stand here."
        ),
        page.t("A difference under 0.1 percentage points, or of fewer than three households, is not called a change."),
        comparison.rounding(page),
    ]


def gather(figures: pd.DataFrame, page: Page) -> dict[str, pd.DataFrame]:
    """The frames of all themes for the whole area, empty where nothing is reported."""
    total = common.total_code(page)
    return {
        "now": common.by_unit(frames.or_empty(poverty.poverty_by_unit, figures), page),
        "before": poverty.earlier_review(figures, poverty.review_date(figures)),
        "flow": frames.or_empty(poverty.flow_by_unit, figures),
        "coverage": common.by_unit(frames.or_empty(land.land_coverage, figures), page),
        "support": frames.or_empty(land.support_by_unit_content, figures),
        "capital": frames.or_empty(programmes.capital_by_programme, figures, total),
        "new_rural": programmes.new_rural_by_unit(figures, page.boundary),
        "ocop": programmes.ocop_products(figures, total),
    }
