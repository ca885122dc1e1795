"""Counts that nobody reported but that a rate, persons or money beside them give: 0.33 % of 610 households are two."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import companions
from helpers.vocabulary.law import Norm, norm_of
from helpers.vocabulary.observation import KEY, keys_of

_PLACE = ["as_of", "unit", "boundary"]


def with_implied(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations with a row for each count that is not reported and that an own figure beside it gives, about.

    Published figures give nothing: they are public already. The rows are for protection alone and stand in no table.
    """
    told = observations[observations["value"].notna()]
    own = told[told["kind"] != "published"]
    rates = [(each.id, each.numerator) for each in indicators().values() if each.kind == "printed" and each.numerator]
    pairs = [pair for pair in (*companions(), *rates) if indicators()[pair[1]].sensitive]
    once = Counter(id for id, _ in pairs)  # a plan is for those in need, helped and left: it counts none of them
    given = {id: rows for id, rows in own.groupby("indicator") if once[id] == 1}
    counts = [given[id].assign(indicator=count, value=_number(given[id], told)) for id, count in pairs if id in given]
    found = pd.concat([own[:0], *counts]).dropna(subset="value")
    found = found[~keys_of(found).isin(keys_of(told))]
    return pd.concat([observations, found.drop_duplicates(KEY)], ignore_index=True) if len(found) else observations


def _number(rows: pd.DataFrame, told: pd.DataFrame) -> pd.Series:
    """How many households or persons a figure is of, at least 1 for any; NaN where it is not on record what one has."""
    number = (rows["value"] / _of_one(rows, told)).round()
    return number.mask((number == 0) & (rows["value"] > 0), 1.0)


def _of_one(rows: pd.DataFrame, told: pd.DataFrame) -> np.ndarray:
    """What one adds to a rate, how many persons a household has on average, or what support it gets."""
    figure = indicators()[rows["indicator"].iloc[0]]
    if figure.measure == "share":
        return 1 / _beside(rows, told, figure.denominator)
    if figure.measure == "persons":
        return _beside(rows, told, "persons") / _beside(rows, told, "households")
    norms = [norm_of(*row) for row in zip(rows["detail"], rows["unit"], rows["as_of"].dt.date, strict=True)]
    return np.array([norm.central_vnd if isinstance(norm, Norm) else np.nan for norm in norms], dtype=float)


def _beside(rows: pd.DataFrame, told: pd.DataFrame, indicator: str) -> np.ndarray:
    """The value of an indicator in the place and on the day of each row; NaN where there is none."""
    base = told[(told["indicator"] == indicator) & told["detail"].eq("")].drop_duplicates(_PLACE)
    base = base[base["value"] > 0]
    return base.set_index(_PLACE)["value"].reindex(pd.MultiIndex.from_frame(rows[_PLACE])).to_numpy(float)
