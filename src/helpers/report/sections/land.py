"""What the summary page says of land."""

from __future__ import annotations

import pandas as pd

from helpers.analysis import land
from helpers.report.page import Page
from helpers.report.sections import common
from helpers.vocabulary.language import format_share


def kind_words(kind: str, page: Page) -> str:
    """'residential land' or 'production land' in a sentence."""
    return page.t("residential land") if kind == "residential_land" else page.t("production land")


def summary(page: Page, coverage: pd.DataFrame) -> str:
    """The share of minority households with each kind of land."""
    if coverage.empty or common.total_code(page) not in coverage.index:
        return page.t("No figures of land are available for {period}.", period=page.period.words(page.lang))
    row, day = coverage.loc[common.total_code(page)], common.day_words(coverage["as_of"].iloc[0], page)
    rates = [_rate(row, kind) for kind in land.KINDS]
    known = [(kind, rate) for kind, rate in zip(land.KINDS, rates, strict=True) if pd.notna(rate)]
    if not known:
        return page.t("On {day}, figures of land were not complete.", day=day)
    if len(known) == 1:
        what, share = kind_words(known[0][0], page), format_share(known[0][1], page.lang)
        return page.t("On {day}, {share} of minority households had {what}.", day=day, share=share, what=what)
    return page.t(
        "On {day}, {residential} of minority households had residential land and {production} had production land.",
        day=day, residential=format_share(rates[0], page.lang), production=format_share(rates[1], page.lang),
    )  # fmt: skip


def _rate(row: pd.Series, kind: str) -> float:
    """From counts; as printed where there are none."""
    return row[f"{kind}_rate"] if pd.notna(row[f"{kind}_rate"]) else row[f"{kind}_rate_printed"]
