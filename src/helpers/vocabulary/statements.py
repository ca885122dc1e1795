"""Which figures of a day and place belong together: of the same days, by the same standard, in no way double.

Half a year and a year that end on one day are two statements, and so are two poverty lines in one review. Each is
checked and protected within itself; households, which no standard measures, belong to both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.vocabulary.observation import FIGURE


class Statements(NamedTuple):
    """keys: one row per statement, the columns of the place, then `since` (NaT) and `by` ('' if there is one standard).

    row, statement: pairs of a figure's position and the number of a statement that it stands in.
    """

    keys: pd.DataFrame
    row: np.ndarray
    statement: np.ndarray


def statements(figures: pd.DataFrame, place: Sequence[str]) -> Statements:
    """The statements of figures; `place`: the columns of which only figures with the same values belong together."""
    place, start = list(place), figures["start"]
    at = figures.groupby(place, dropna=False).ngroup().to_numpy()  # places are compared once, then their numbers
    since = start.where(start < figures["as_of"]).to_numpy()
    rows = pd.DataFrame({"at": at, "since": since, "by": _several(figures, at), "row": np.arange(len(at))})
    keys = _keys(rows)
    firsts = rows.drop_duplicates("at").sort_values("at")["row"].to_numpy()
    named = figures[place].iloc[firsts[keys["at"]]].reset_index(drop=True).assign(since=keys["since"], by=keys["by"])
    if len(firsts) == len(keys):  # one statement at each place: all its figures stand in it
        return Statements(named, rows["row"].to_numpy(), at)
    pairs = rows.merge(keys.assign(statement=np.arange(len(keys))), on="at", suffixes=("", "_key"))
    fits = pairs["since"].isna() | (pairs["since"] == pairs["since_key"])
    fits &= (pairs["by"] == "") | (pairs["by"] == pairs["by_key"])
    return Statements(named, pairs.loc[fits, "row"].to_numpy(), pairs.loc[fits, "statement"].to_numpy())


def _several(figures: pd.DataFrame, at: np.ndarray) -> pd.Series | str:
    """The standard of each figure that is measured by one of several that measure the same at its place, else ''."""
    where = figures[[*FIGURE, "start", "standard"]].assign(at=at).reset_index(drop=True)
    several = where.duplicated(["at", *FIGURE, "start"], keep=False)
    if not several.any():
        return ""
    named = pd.MultiIndex.from_frame(where[["at", "standard"]])
    return where["standard"].where(named.isin(named[several]), "")


def _keys(rows: pd.DataFrame) -> pd.DataFrame:
    """Every span of days of a place (`at`) with every standard of it that is not the only one."""
    spans = rows.loc[rows["since"].notna(), ["at", "since"]].drop_duplicates()
    standards = rows.loc[rows["by"] != "", ["at", "by"]].drop_duplicates()
    keys = rows[["at"]].drop_duplicates().merge(spans, on="at", how="left").merge(standards, on="at", how="left")
    return keys.fillna({"by": ""}).sort_values(["at", "since", "by"], ignore_index=True)
