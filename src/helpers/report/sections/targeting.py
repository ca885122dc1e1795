"""Sections of the land page about choices: did support go where the need is, and what would a budget do."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis import frames, land
from helpers.analysis.allocation import LIMIT_COLUMNS, STRATEGIES, Allocation, allocate, compare_strategies
from helpers.analysis.land import household_contents
from helpers.report import words
from helpers.report.chart import concentration
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.catalogue import codelist
from helpers.vocabulary.errors import UsageError, did_you_mean
from helpers.vocabulary.language import format_money, format_number, format_share

#: An index nearer to zero than this is not called a lean: with few units one household moves it that far.
NO_LEAN = 0.05


def targeting_sentence(page: Page, by_unit: pd.DataFrame) -> str:
    """Whether support leaned to the units in need and to the poorer ones; that it did not clearly where it is so."""
    known = by_unit.dropna(subset=["need_rate", "supported_households"]) if len(by_unit) else by_unit
    if len(known) < 3 or len(known) < len(by_unit) / 2 or not known["supported_households"].sum() > 0:
        return ""
    told = []
    for rank_by, name in (("need_rate", page.t("greater need")), ("poverty_rate", page.t("higher poverty"))):
        index = land.targeting_index(by_unit, rank_by)
        if pd.notna(index):
            told.append(_lean(index, name, page))
    if not told:
        return ""
    part = (
        ""
        if len(known) == len(by_unit)
        else " " + page.t("Known for {n} of {many} units.", n=len(known), many=len(by_unit))
    )
    return page.t("Support so far: {told}.", told=words.listing(told, page.t)) + part


def _lean(index: float, name: str, page: Page) -> str:
    size = ("+" if index > 0 else "−") + format_number(abs(index), page.lang, 2)
    if abs(index) < NO_LEAN:
        return page.t("it does not clearly lean to units with {name} (index {size})", name=name, size=size)
    if index > 0:
        return page.t("it went more to units with {name} (index {size})", name=name, size=size)
    return page.t("it went less to units with {name} (index {size})", name=name, size=size)


def withheld_sentence(page: Page, by_unit: pd.DataFrame) -> str:
    """That a lean cannot be told since needs or supports of units are withheld; '' where none is or there are few units."""
    if len(by_unit) < 3:
        return ""
    unknown = by_unit.index[by_unit[["need_households", "supported_households"]].isna().any(axis="columns")]
    hidden = frames.withheld(page.observations, land.NEED[:3], ["unit", "detail"])
    units = {unit for unit, content in hidden if content in household_contents()} & set(unknown)
    if not units:
        return ""
    return page.t(
        "Needs or supports of {n} of {many} units are withheld to protect small numbers, so this page cannot tell whether support went where the need is.",
        n=len(units), many=len(by_unit),
    )  # fmt: skip


def went_where(page: Page, by_unit: pd.DataFrame) -> None:
    """Support against need and against poverty: sentence, curve and table; why there is none where figures are withheld."""
    told, hidden = targeting_sentence(page, by_unit), withheld_sentence(page, by_unit)
    if told or hidden:
        page.section(page.t("Did support go where the need is?"))
    if not told:
        page.paragraph(hidden)
        return
    page.paragraph(told)
    page.paragraph(
        page.t(
            "The index is 0 where every unit received the same per household, above 0 where support went to units with more need or poverty, below 0 where it went to the others."
        )
    )
    curve = land.targeting_curve(by_unit, "poverty_rate")
    if curve["share_of_total"].notna().all():
        index = land.targeting_index(by_unit, "poverty_rate")
        page.chart(
            concentration(
                curve, title=_sentence(_lean(index, page.t("higher poverty"), page)), x_label=page.t("of all households, least poor units first"), y_label=page.t("of supported households"),
                subtitle=page.t("Cumulative shares over units ranked by poverty rate, {place}", place=page.boundary.total.words(page.lang)),
                source=common.made_up(page, "supported_households", units=common.unit_codes(page)),
            )
        )  # fmt: skip
    rows = by_unit.assign(name=[common.name_of(code, page) for code in by_unit.index])
    columns = [
        Column("name", page.t("Unit")), Column("need_households", page.t("Needs (start and new)"), "count"),
        Column("supported_households", page.t("Households supported"), "count", indicator="sum"),
        Column("share_supported", page.t("Share of the need supported"), "share", 1),
        Column("need_rate", page.t("Needs per 100 households"), "share", 1), Column("poverty_rate", page.t("Poverty rate"), "share", indicator="rate"),
    ]  # fmt: skip
    marks = common.withheld(
        page,
        rows,
        {
            "need_households": "support_need_start",
            "supported_households": "supported_households",
            "share_supported": "supported_households",
            "need_rate": "support_need_start",
        },
    )
    symbols = marks | common.not_applicable(rows, {"share_supported": "need_households"})
    page.table(Table(rows, page.t("Need, support and poverty by unit"), common.present(rows, columns), symbols=symbols,
                     source=common.made_up(page, "supported_households", units=common.unit_codes(page))))  # fmt: skip


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def strategy_words(strategy: str, page: Page) -> str:
    """A strategy as a reader knows it."""
    return {
        "most_served": page.t("most households served"),
        "poorest_first": page.t("poorer units first"),
        "equal_coverage": page.t("most equal coverage"),
    }[strategy]


def limits_of(limits: Sequence[Sequence[object]]) -> pd.DataFrame:
    """The notebook's limits, [unit, content, most households], as `analysis.allocation` takes them; '' stands for all.

    Raises UsageError for a limit that is not such a triple or names an unknown content.
    """
    for limit in limits:
        if len(limit) != 3 or (limit[1] and limit[1] not in codelist("content")):
            known = ", ".join(household_contents())
            raise UsageError(
                f'The limit {list(limit)} is not [unit, content, most households]. Contents: {known}; "" is all.'
            )
    return pd.DataFrame(
        [[str(unit), str(content), most] for unit, content, most in limits], columns=list(LIMIT_COLUMNS)
    )


def strategies(needs: pd.DataFrame, budget_vnd: float, limits: pd.DataFrame | None = None) -> pd.DataFrame:
    """The strategies side by side; those that need a poverty rate only where there is one. Empty without needs.

    Raises UsageError for a budget that is no amount of money.
    """
    if not 0 <= budget_vnd < float("inf"):
        raise UsageError(f"budget_vnd is {budget_vnd}; write an amount of VND that is not below zero.")
    if needs.empty:
        return pd.DataFrame()
    known = [s for s in STRATEGIES if s != "poorest_first" or needs["poverty_rate"].fillna(0).gt(0).any()]
    return compare_strategies(needs, budget_vnd, limits, known).set_index("strategy", drop=False)


def trade_sentence(page: Page, compared: pd.DataFrame, budget_vnd: float) -> str:
    """What the strategies trade against each other with this budget, or that the budget does nothing."""
    if compared.empty:
        return ""
    budget, status = format_money(budget_vnd, page.lang), compared["status"].iloc[0]
    if status != "optimal":
        return status_sentence(page, status, budget_vnd)
    most, equal = compared.loc["most_served"], compared.loc["equal_coverage"]
    if most["served_households"] == compared["served_households"].min() and most["share_served"] >= 1:
        return page.t("{budget} would serve every remaining need whose number and norm are known.", budget=budget)
    return page.t(
        "With {budget}, {most} of {all} needs whose number and norm are known could be served; with the most equal coverage {equal}, and {least} in the unit that is served least.",
        budget=budget, most=common.number(most["served_households"], page), all=common.number(most["need_households"], page),
        equal=common.number(equal["served_households"], page), least=format_share(equal["smallest_coverage"], page.lang, 1),
    )  # fmt: skip


def status_sentence(page: Page, status: str, budget_vnd: float) -> str:
    """Why there is no plan."""
    budget = format_money(budget_vnd, page.lang)
    return {
        "no_need": page.t("No remaining need whose number and norm are known is left to allocate to."),
        "budget_too_small": page.t("{budget} does not reach a single household at the norms in force.", budget=budget),
        "limits_leave_nothing": page.t("The limits leave no household that may be served."),
    }.get(status, "")


def limits_sentence(page: Page, limits: pd.DataFrame) -> str:
    """The limits that were set, in words; '' where there are none."""
    told = [
        page.t(
            "{content} in {unit}: at most {most}",
            content=common.content_words(content, page) if content else page.t("all contents"),
            unit=common.name_of(unit, page) if unit else page.t("all units"),
            most=common.number(float(most), page),
        )
        for unit, content, most in limits.itertuples(index=False)
    ]
    return page.t("Limits that were set (households): {told}.", told="; ".join(told)) if told else ""


def what_if(
    page: Page, needs: pd.DataFrame, compared: pd.DataFrame, budget_vnd: float, strategy: str, limits: pd.DataFrame
) -> None:
    """What a budget could do: strategies side by side, and one of them by unit and content.

    Raises UsageError for an unknown strategy.
    """
    if strategy not in STRATEGIES:
        known = ", ".join(STRATEGIES)
        raise UsageError(f'Unknown strategy "{strategy}".{did_you_mean(strategy, STRATEGIES)} Known: {known}.')
    if compared.empty:
        return
    page.section(page.t("What could a budget do?"))
    page.paragraph(trade_sentence(page, compared, budget_vnd))
    page.paragraph(
        page.t(
            "This is a calculation, not a decision: whole households at the central norm, best by the stated rule, within the budget."
        )
    )
    page.paragraph(limits_sentence(page, limits))
    if compared["status"].iloc[0] != "optimal":
        return
    rows = compared.assign(name=[strategy_words(s, page) for s in compared.index])
    columns = [
        Column("name", page.t("Strategy")), Column("served_households", page.t("Needs served"), "count"), Column("share_served", page.t("Share of needs"), "share", 1),
        common.in_million(page, "spent_vnd", page.t("Spent")), common.in_million(page, "leftover_vnd", page.t("Left over")),
        Column("smallest_coverage", page.t("Smallest coverage of a unit"), "share", 1), Column("units_without_support", page.t("Units without support"), "count"),
        Column("mean_poverty_rate", page.t("Mean poverty rate where they live"), "share", 1),
    ]  # fmt: skip
    caption = page.t("Strategies compared, budget {budget}", budget=format_money(budget_vnd, page.lang))
    page.table(
        Table(rows, caption, common.present(rows, columns), source=common.made_up(page, "support_need_remaining"))
    )
    _plan_table(page, allocate(needs, budget_vnd, strategy if strategy in compared.index else "most_served", limits))


def _plan_table(page: Page, answer: Allocation) -> None:
    plan = answer.by_unit_content
    served = plan.set_index(["unit", "content"])["served_households"].unstack()  # noqa: PD010
    sums = plan.groupby("unit")[["served_households", "unmet_households", "vnd"]].sum()
    rows = served.join(sums).rename_axis(columns=None)
    contents = list(served.columns)
    rows = rows.reindex(common.served_codes(page))
    total = {"name": page.t("Together, of the needs counted"), **rows.sum().to_dict()}
    rows, total, marks = _unknown_needs(page, answer, rows, total)
    rows = rows.assign(name=[common.name_of(code, page) for code in rows.index])
    columns = [
        Column("name", page.t("Unit")), *(Column(c, common.content_words(c, page), "count", indicator="plan") for c in contents),
        Column("unmet_households", page.t("Still unserved"), "count"), Column("vnd", page.t("Amount"), "money"),
    ]  # fmt: skip
    caption = page.t("Needs served by unit and content: {strategy}", strategy=strategy_words(answer.strategy, page))
    page.table(
        Table(
            rows,
            caption,
            columns,
            total=total,
            symbols=marks,
            note=left_out_sentence(page, answer),
            source=common.made_up(page, "support_need_remaining"),
        )
    )


def _unknown_needs(
    page: Page, answer: Allocation, rows: pd.DataFrame, total: dict[str, object]
) -> tuple[pd.DataFrame, dict[str, object], common.Marks]:
    """Gaps and marks where the need is not known: nobody can say how many of it stay unserved."""
    left_out = answer.left_out[answer.left_out["cost_vnd"].notna()]
    hidden = frames.withheld(page.observations, land.NEED, ["unit", "detail"])
    marks: common.Marks = {}
    for unit, content in zip(left_out["unit"], left_out["content"], strict=True):
        mark = "c" if (unit, content) in hidden else "x"
        marks |= {(unit, content): mark, (unit, "unmet_households"): mark, ("total", "unmet_households"): mark}
        if not total.get(content):
            marks["total", content] = mark
    gaps = rows.copy()
    for key, column in marks:
        if key in gaps.index and column in gaps:
            gaps.loc[key, column] = float("nan")
    return gaps, total | dict.fromkeys((column for key, column in marks if key == "total"), None), marks


def left_out_sentence(page: Page, answer: Allocation) -> str:
    """Which needs took no part, since the number or the norm is not there."""
    if answer.left_out.empty:
        return ""
    without_norm = sorted(
        {
            common.content_words(c, page).lower()
            for c in answer.left_out.loc[answer.left_out["cost_vnd"].isna(), "content"]
        }
    )
    withheld = int(answer.left_out["cost_vnd"].notna().sum())
    told = (
        [page.t("no norm is on record for {contents}", contents=words.listing(without_norm, page.t))]
        if without_norm
        else []
    )
    told += [page.t("{n} needs are not available or withheld", n=common.number(withheld, page))] if withheld else []
    return page.t("Not part of the plan: {told}.", told=words.listing(told, page.t))
