"""Counts of households that nobody reported but that their rate, persons or money give: 0.33 % of 610 are two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

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
    found = pd.concat([*_of_rates(own, told), *_of_companions(own, told)])
    found = found[found["value"].notna() & ~keys_of(found).isin(keys_of(told))]
    return pd.concat([observations, found.drop_duplicates(KEY)], ignore_index=True) if len(found) else observations


def _of_rates(own: pd.DataFrame, told: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Printed rates times their bases, as whole numbers."""
    for rate in indicators().values():
        if rate.kind == "printed" and rate.numerator and indicators()[rate.numerator].sensitive:
            rows = own[own["indicator"] == rate.id]
            yield rows.assign(
                indicator=rate.numerator, value=(rows["value"] * _beside(rows, told, rate.denominator)).round()
            )


def _of_companions(own: pd.DataFrame, told: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Persons by the mean household of their place, money by the support for a household; at least 1 for any."""
    counts = Counter(figure for figure, _ in companions())
    for figure, count in companions():
        rows = own[own["indicator"] == figure]
        if counts[figure] == 1 and len(rows):  # a plan is for those in need, helped and left: it counts none of them
            few = (rows["value"] / _of_one(rows, told)).round()
            yield rows.assign(indicator=count, value=few.mask((few == 0) & (rows["value"] > 0), 1.0))


def _of_one(rows: pd.DataFrame, told: pd.DataFrame) -> np.ndarray:
    """What one household has of the figure in each row; NaN where that is not on record."""
    if indicators()[rows["indicator"].iloc[0]].measure == "persons":
        return _beside(rows, told, "persons") / _beside(rows, told, "households")
    norms = [norm_of(*row) for row in zip(rows["detail"], rows["unit"], rows["as_of"].dt.date, strict=True)]
    return np.array([norm.central_vnd if isinstance(norm, Norm) else np.nan for norm in norms], dtype=float)


def _beside(rows: pd.DataFrame, told: pd.DataFrame, indicator: str) -> np.ndarray:
    """The value of an indicator in the place and on the day of each row; NaN where there is none."""
    base = told[(told["indicator"] == indicator) & told["detail"].eq("")].drop_duplicates(_PLACE)
    return base.set_index(_PLACE)["value"].reindex(pd.MultiIndex.from_frame(rows[_PLACE])).to_numpy(float)
