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
    place = list(place)
    several = figures.duplicated([*place, *FIGURE, "start"], keep=False).to_numpy()  # by more than one standard
    is_flow = (figures["start"] < figures["as_of"]).to_numpy()
    rows = figures[place].assign(since=figures["start"].where(is_flow), by=_several(figures, place, several))
    rows = rows.assign(row=np.arange(len(rows)))
    keys = _keys(rows, place)
    if not keys.duplicated(place).any():  # one statement at each place: all its figures stand in it
        found = pd.MultiIndex.from_frame(keys[place]).get_indexer(pd.MultiIndex.from_frame(rows[place]))
        return Statements(keys, rows["row"].to_numpy(), found)
    pairs = rows.merge(keys.assign(statement=np.arange(len(keys))), on=place, suffixes=("", "_key"))
    fits = pairs["since"].isna() | (pairs["since"] == pairs["since_key"])
    fits &= (pairs["by"] == "") | (pairs["by"] == pairs["by_key"])
    return Statements(keys, pairs.loc[fits, "row"].to_numpy(), pairs.loc[fits, "statement"].to_numpy())


def _several(figures: pd.DataFrame, place: list[str], several: np.ndarray) -> pd.Series:
    """The standard of each figure that is measured by one of several that measure the same at its place, else ''."""
    if not several.any():
        return pd.Series("", index=figures.index, dtype="str")
    where = [*place, "standard"]
    double = pd.MultiIndex.from_frame(figures.loc[several, where])
    return figures["standard"].where(pd.MultiIndex.from_frame(figures[where]).isin(double), "")


def _keys(rows: pd.DataFrame, place: list[str]) -> pd.DataFrame:
    """Every span of days of a place with every standard of it that is not the only one."""
    spans = rows.loc[rows["since"].notna(), [*place, "since"]].drop_duplicates()
    standards = rows.loc[rows["by"] != "", [*place, "by"]].drop_duplicates()
    keys = rows[place].drop_duplicates().merge(spans, on=place, how="left").merge(standards, on=place, how="left")
    return keys.fillna({"by": ""}).sort_values([*place, "since", "by"], ignore_index=True)
