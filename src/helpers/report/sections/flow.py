"""Section of the poverty page about the flow: who left poverty, who fell into it, and what the form leaves unexplained."""

from __future__ import annotations

import pandas as pd

from helpers.report import words
from helpers.report.page import Page
from helpers.report.sections import common


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
