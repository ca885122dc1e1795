"""What the summary page says of needs for support."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.land import household_contents
from helpers.report.page import Page
from helpers.report.sections import common


def need_sentence(page: Page, support: pd.DataFrame) -> str:
    """How many needs of households are left, most of all for what."""
    own = remaining(page, support)
    if own.empty:
        return ""
    if len(own) < len(_contents(page, support)):
        told = [
            f"{common.content_words(content, page).lower()} {common.number(left, page)}"
            for content, left in zip(own["content"], own["support_need_remaining"], strict=True)
        ]
        return page.t("Households still in need: {told}.", told="; ".join(told))
    if not own["support_need_remaining"].sum():
        return page.t("No household is left in need of support.")
    top = own.sort_values("support_need_remaining", ascending=False, kind="stable").iloc[0]
    return page.t(
        "{many} needs of households are left, most for {content} ({n}); a household can have several.",
        many=common.number(own["support_need_remaining"].sum(), page), content=common.content_words(top["content"], page).lower(),
        n=common.number(top["support_need_remaining"], page),
    )  # fmt: skip


def _contents(page: Page, support: pd.DataFrame) -> pd.DataFrame:
    """Contents for households of the total."""
    if support.empty:
        return support
    return support[(support["unit"] == common.total_code(page)) & support["content"].isin(household_contents())]


def remaining(page: Page, support: pd.DataFrame) -> pd.DataFrame:
    """Contents for households of the total, with a known remaining need."""
    own = _contents(page, support)
    return own.dropna(subset=["support_need_remaining"]) if len(own) else own
