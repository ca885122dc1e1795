"""What a flow opens with against what closed before it: a step of its own, which no part of the flow explains."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.frames import at, latest_date, require
from helpers.vocabulary.identities import Term, identities
from helpers.vocabulary.observation import CLOSING
from helpers.vocabulary.state import State, combined


def opening_by_unit(
    observations: pd.DataFrame, indicator: str = "poor_household_flow", as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """The opening balance of a flow beside what the figures before it closed with, by unit.

    One row per unit with an opening balance: `opening`, `closing`, `opening_gap` = opening − closing ('+20 not in the
    last review'), `closing_on`, `closed_with` (the figure's name), and `state` of the gap. What closed is what
    `identities.toml` carries over into the start, on the last day at most 31 days before the flow began; NaN and
    missing where there is none. Raises MissingIndicator if there is no such flow.
    """
    require(observations, indicator)
    day = as_of if as_of is not None else latest_date(observations, indicator)
    found = at(observations, day)
    opens = found[(found["indicator"] == indicator) & (found["detail"] == "start")].set_index("unit")
    closes = _closing(observations, indicator, opens["start"].min()) if len(opens) else observations.iloc[:0]
    closes = closes.set_index("unit").reindex(opens.index)
    states = pd.DataFrame({"opening": opens["state"], "closing": closes["state"].fillna(State.MISSING.value)})
    return pd.DataFrame(
        {
            "opening": opens["value"],
            "closing": closes["value"],
            "opening_gap": opens["value"] - closes["value"],
            "closing_on": closes["as_of"],
            "closed_with": closes["indicator"].str.cat(closes["detail"], sep="/").str.removesuffix("/"),
            "state": combined(states),
        }
    )


def _closing(observations: pd.DataFrame, indicator: str, start: pd.Timestamp) -> pd.DataFrame:
    """The figures of the last day before the flow that its start is carried over from."""
    gap = start - observations["as_of"]
    before = observations[(gap > pd.Timedelta(0)) & (gap <= CLOSING)]
    for term in _carried_into(indicator):
        rows = before[(before["indicator"] == term.indicator) & (before["detail"] == term.detail)]
        if len(rows):
            return rows[rows["as_of"] == rows["as_of"].max()]
    return before.iloc[:0]


def _carried_into(indicator: str) -> list[Term]:
    """The figures of the time before that the start of a flow repeats, in the order of the register."""
    carried = [each for each in identities() if each.kind == "carried_over" and len(each.right) == 1]
    return [each.right[0] for each in carried if each.left[0].name == f"{indicator}/start"]
