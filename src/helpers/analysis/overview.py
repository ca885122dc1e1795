"""Whatever a period holds, without knowing what it is: the newest figures of every indicator and detail, by unit."""

from __future__ import annotations

import pandas as pd

from helpers.vocabulary.catalogue import indicators

NAMED = ["indicator", "detail"]


def newest(figures: pd.DataFrame) -> pd.DataFrame:
    """Each indicator's and detail's figures of its newest day, in order: a row per unit, indicator, detail."""
    days = figures.groupby(NAMED)["as_of"].transform("max")
    latest = figures[figures["as_of"] == days].drop_duplicates(["unit", "boundary", *NAMED], keep="last")
    order = {id: place for place, id in enumerate(indicators())}
    return latest.sort_values("indicator", key=lambda ids: ids.map(order), kind="stable")


def by_unit(figures: pd.DataFrame, indicator: str, detail: str = "") -> pd.DataFrame:
    """One indicator by unit: its value in a column named after it, `as_of`, and `first_day` of what covers a span."""
    rows = figures[figures["indicator"].eq(indicator) & figures["detail"].eq(detail)].set_index("unit")
    frame = rows[["value", "as_of"]].rename(columns={"value": indicator})
    spans = rows["start"] < rows["as_of"]
    return frame.assign(first_day=rows["start"]) if spans.any() else frame
