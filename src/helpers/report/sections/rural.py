"""Sections of the programmes page about communes and products: the new-rural standard, criteria, OCOP."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import programmes
from helpers.report import words
from helpers.report.chart import criteria_matrix, ranked_bars
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.report.table import Column, Table
from helpers.vocabulary.language import format_date
from helpers.vocabulary.law import CriteriaSet, Recognition, UnitKind, entries_of


def standard_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """Which communes meet the new-rural standard, of those assessed."""
    known = new_rural["standard_met"].dropna()
    if known.empty:
        return ""
    met = list(known.index[known == 1])
    if len(known) == 1:
        name = common.name_of(str(known.index[0]), page)
        return (
            page.t("{name} meets the new-rural standard.", name=name)
            if met
            else page.t("{name} does not meet the new-rural standard yet.", name=name)
        )
    many = {"n": common.number(len(met), page), "many": common.number(len(known), page)}
    if not met:
        return page.t("None of {many} communes meets the new-rural standard.", **many)
    return page.t(
        "{n} of {many} communes meet the new-rural standard: {names}.", names=common.names_of(met, page), **many
    )


def size_of(new_rural: pd.DataFrame, page: Page) -> str:
    """The number of criteria in the set that the counts are of."""
    return common.number(new_rural["criteria_in_set"].iloc[0], page)


def set_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """By which set of criteria the communes were assessed, who is assessed by it, and what does not compare."""
    days = pd.concat([new_rural["criteria_as_of"], new_rural["standard_as_of"]]).dropna()
    held = programmes.criteria_set(days.max().date()) if len(days) else None
    if not isinstance(held, CriteriaSet):
        return ""
    told = page.t(
        "Assessed by the {set} (basis: {basis}), which is for {kinds} only; counts by another set do not compare.",
        set=held.words[page.lang], basis=held.basis[page.lang], kinds=words.listing(kinds_of(held, page), page.t),
    )  # fmt: skip
    return f"{told} {held.note[page.lang]}" if held.note else told


def kinds_of(held: CriteriaSet, page: Page) -> list[str]:
    """The kinds of units that a set of criteria is for."""
    names = {kind.words["vi"]: kind.words[page.lang].lower() for kind in entries_of(UnitKind)}
    return [names.get(kind, kind) for kind in held.kinds]


def rest_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """How far the other communes are, as the source prints it or as counted, and who plans to meet it."""
    mean, many = programmes.criteria_of_the_rest(new_rural)
    told = []
    if many == 1 and pd.notna(mean):
        rest = str(new_rural.index[new_rural["standard_met"] == 0][0])
        told.append(
            page.t(
                "{name} meets {n} of {size} new-rural criteria.",
                size=size_of(new_rural, page),
                name=common.name_of(rest, page),
                n=common.number(mean, page),
            )
        )
    elif many and pd.notna(mean):
        told.append(
            page.t(
                "The other {n} communes meet {mean} of {size} criteria on average.",
                size=size_of(new_rural, page),
                n=many,
                mean=common.number(mean, page, 1),
            )
        )
    planned = list(new_rural.index[new_rural["standard_planned"] == 1])
    if planned:
        told.append(page.t("Planned to meet it this year: {names}.", names=common.names_of(planned, page)))
    return " ".join(told)


def printed_mean(page: Page, figures: pd.DataFrame, new_rural: pd.DataFrame) -> str:
    """The mean as printed beside the counted one; not one that is older than the criteria."""
    rows = figures[(figures["indicator"] == "new_rural_criteria_mean_printed") & figures["value"].notna()]
    counted = new_rural["criteria_as_of"].dropna()
    rows = (rows[rows["as_of"] >= counted.max()] if len(counted) else rows).sort_values("as_of")
    mean, _ = programmes.criteria_of_the_rest(new_rural)
    if rows.empty:
        return ""
    printed = page.t(
        "The source prints a mean of {mean} criteria for the communes that remain.",
        mean=common.number(rows["value"].iloc[-1], page, 1),
    )
    if pd.isna(mean) or abs(mean - rows["value"].iloc[-1]) < 0.05:
        return printed
    return printed + " " + page.t("Counted from the communes it is {mean}.", mean=common.number(mean, page, 2))


def criteria_sentence(page: Page, new_rural: pd.DataFrame) -> str:
    """The most and the fewest criteria, where nothing is known of the standard itself."""
    known = new_rural["criteria_met"].dropna().sort_values(ascending=False, kind="stable")
    if known.empty:
        return ""
    if len(known) == 1:
        return page.t(
            "{name} meets {n} of {size} new-rural criteria.",
            size=size_of(new_rural, page),
            name=common.name_of(known.index[0], page),
            n=common.number(known.iloc[0], page),
        )
    if known.iloc[0] == known.iloc[-1]:
        return page.t(
            "All {many} communes meet {n} of {size} new-rural criteria.",
            size=size_of(new_rural, page),
            many=len(known),
            n=common.number(known.iloc[0], page),
        )
    return page.t(
        "{n} communes meet between {low} and {high} of {size} new-rural criteria.", n=len(known), size=size_of(new_rural, page),
        low=common.number(known.iloc[-1], page), high=common.number(known.iloc[0], page),
    )  # fmt: skip


def ocop_sentence(page: Page, ocop: pd.DataFrame) -> str:
    """Products in all and by star and level."""
    if ocop.empty:
        return ""
    parts = [(detail, n) for detail, n in ocop["ocop_products"].items() if detail and n]
    told = [
        page.t("{n} with {what}", n=common.number(n, page), what=common.member("ocop", detail, page))
        for detail, n in parts if not _repeats(detail, ocop)
    ]  # fmt: skip
    if "" not in ocop.index or pd.isna(ocop.loc["", "ocop_products"]):
        return page.t("OCOP products: {told}.", told="; ".join(told)) if told else ""
    total = words.quantity(ocop.loc["", "ocop_products"], "products", page.t)
    return (
        page.t("OCOP: {total}, of which {told}.", total=total, told="; ".join(told))
        if told
        else page.t("OCOP: {total}.", total=total)
    )


def _repeats(detail: str, ocop: pd.DataFrame) -> bool:
    """Whether 'any stars' of a level stands beside its stars."""
    star, level = detail.split("/")
    others = [d for d in ocop.index if d.endswith(f"/{level}") and d != detail and ocop.loc[d, "ocop_products"]]
    return star == "any" and bool(others)


def rural(page: Page, figures: pd.DataFrame, new_rural: pd.DataFrame, matrix: pd.DataFrame) -> None:
    """Criteria by commune, what is most often lacking, and who meets the standard."""
    if new_rural["criteria_met"].isna().all() and new_rural["standard_met"].isna().all():
        return
    page.section(page.t("Which communes meet the new-rural standard?"))
    for sentence in (
        standard_sentence(page, new_rural) or criteria_sentence(page, new_rural),
        rest_sentence(page, new_rural),
        printed_mean(page, figures, new_rural),
    ):
        page.paragraph(sentence)
    page.paragraph(set_sentence(page, new_rural))
    named = new_rural.assign(
        name=[common.name_of(code, page) for code in new_rural.index], boundary=page.boundary.version
    )
    if matrix.notna().any(axis=None):
        _matrix_chart(page, matrix)
        _gaps_table(page, matrix)
    columns = [
        Column("name", page.t("Commune")), Column("criteria_met", page.t("Criteria met (of {size})", size=size_of(new_rural, page)), "count", indicator="new_rural_criteria_met"),
        Column("criteria_missing", page.t("Criteria lacking"), "count", indicator="rest"),
        Column("criteria_as_of", page.t("As of"), "date"), Column("standard_met", page.t("Meets the standard"), "flag", indicator="new_rural_standard_met"),
        Column("standard_planned", page.t("Planned this year"), "flag", indicator="new_rural_standard_planned"),
    ]  # fmt: skip
    shown = [c for c in columns if c.format == "text" or named[c.name].notna().any()]
    page.table(Table(named, page.t("New-rural criteria and standard by commune"), shown))


def criterion_words(code: str, page: Page) -> str:
    """A criterion with its number in the set: '6 Giảm nghèo và an sinh xã hội'."""
    return f"{programmes.criterion_number(code)} {common.member('criterion', code, page)}"


def _matrix_chart(page: Page, matrix: pd.DataFrame) -> None:
    rows = matrix.dropna(how="all").assign(name=lambda d: [common.name_of(code, page) for code in d.index])
    gaps = programmes.common_gaps(matrix)
    page.chart(
        criteria_matrix(
            rows, title=gap_sentence(page, gaps), criteria={code: criterion_words(str(code), page) for code in matrix.columns}, subtitle=page.t("New-rural criteria met by commune, {place}", place=page.boundary.total.words(page.lang)),
            fixed={"boundary": page.boundary.version},
        )
    )  # fmt: skip


def gap_sentence(page: Page, gaps: pd.DataFrame) -> str:
    """The criteria that most communes lack; that none is lacking where it is so."""
    most = gaps["communes_lacking"].max() if len(gaps) else 0
    if not most:
        return page.t("No commune lacks a criterion")
    top = [common.member("criterion", code, page) for code in gaps.index[gaps["communes_lacking"] == most]]
    if len(top) > 3:
        return page.t("{many} criteria are each lacking in {n} communes", many=len(top), n=common.number(most, page))
    return page.t(
        "Most often lacking ({n} communes): {names}", n=common.number(most, page), names=words.listing(top, page.t)
    )


def _gaps_table(page: Page, matrix: pd.DataFrame) -> None:
    gaps = programmes.common_gaps(matrix)
    rows = gaps[gaps["communes_lacking"] > 0]
    if rows.empty:
        return
    rows = rows.assign(name=[criterion_words(str(code), page) for code in rows.index])
    columns = [
        Column("name", page.t("Criterion")),
        Column("communes_lacking", page.t("Communes that lack it"), "count"),
        Column("communes_known", page.t("Communes assessed"), "count"),
    ]
    page.table(
        Table(
            rows, page.t("Criteria that communes lack"), columns, source=common.made_up(page, "new_rural_criterion_met")
        )
    )


def recognition_sentence(page: Page) -> str:
    """Since when which level recognises products of a star, where that changed before the period's end."""
    known = [each for each in entries_of(Recognition) if each.valid_from <= page.period.end]
    moved = [each for each in known if sum(other.stars == each.stars for other in known) > 1]
    if not moved:
        return ""
    told = [
        page.t("{what} since {day}", what=each.words[page.lang], day=format_date(each.valid_from, page.lang))
        for each in moved
    ]
    return page.t("{told}: counts by level do not compare across these days.", told="; ".join(told))


def products(page: Page, ocop: pd.DataFrame) -> None:
    """OCOP products by star and level, with the caveat on levels."""
    if ocop.empty:
        return
    page.section(page.t("OCOP products"))
    page.paragraph(ocop_sentence(page, ocop))
    page.paragraph(recognition_sentence(page))
    rows = ocop.assign(
        name=[common.member("ocop", d, page) if d else page.t("All products") for d in ocop.index], unit=common.total_code(page), boundary=page.boundary.version
    )  # fmt: skip
    columns = [Column("name", page.t("Stars and level")), Column("ocop_products", page.t("Products"), "count")]
    page.table(
        Table(
            rows,
            page.t("OCOP products, {day}", day=common.day_words(ocop["as_of"].iloc[0], page)),
            columns,
            total="" if "" in rows.index else None,
        )
    )
    stars = rows.loc[[d for d in rows.index if d and rows.loc[d, "ocop_products"] > 0 and not _repeats(d, ocop)]]
    if len(stars) > 1:
        top = stars.sort_values("ocop_products", ascending=False).iloc[0]
        title = page.t("Most products: {name} ({n})", name=top["name"], n=common.number(top["ocop_products"], page))
        page.chart(
            ranked_bars(
                stars.drop(columns="as_of"),
                "ocop_products",
                title=title,
                format="count",
                subtitle=page.t("OCOP products by star and level, {place}", place=page.boundary.total.words(page.lang)),
            )
        )
