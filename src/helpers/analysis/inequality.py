"""How evenly something is spread over units: Gini coefficient, Lorenz curve, concentration index.

All three take plain sequences, so that they serve coverage, need, support and poverty alike. A pair with a missing
value is left out (nothing is imputed); the caller states the coverage. What has no meaning, such as the share of a
total that is zero, is NaN and never infinity.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini coefficient of `values`: 0 when all units have the same, towards 1 when one unit has everything.

    Half of the mean absolute difference over all pairs of units, divided by the mean (Gini 1912; Sen 1973, p. 31):
    G = sum_ij w_i w_j |x_i - x_j| / (2 W^2 mean). `weights` are the sizes of the units (households), default one each.
    One unit gives 0; no units, or a total of zero, give NaN. Raises ValueError for negative values or weights.
    """
    x, _, w = _prepare(values, values, weights)
    return _concentration(x, x, w)


def lorenz(values: ArrayLike, weights: ArrayLike | None = None) -> pd.DataFrame:
    """Points of the Lorenz curve: one row per unit and one for the origin, units in rising order of value.

    Columns `share_of_units` (share of the weights so far) and `share_of_total` (share of the total so far), both 0-1
    (Lorenz 1905). A total of zero gives NaN in `share_of_total` after the origin.
    """
    return concentration_curve(values, values, weights)


def concentration_curve(values: ArrayLike, rank_by: ArrayLike, weights: ArrayLike | None = None) -> pd.DataFrame:
    """Points of the concentration curve of `values`, units in rising order of `rank_by` (Kakwani 1977).

    Same columns as `lorenz`. Units that tie in `rank_by` form one point, so that the order of rows never matters.
    The curve lies under the diagonal where units with a high `rank_by` hold more than their share.
    """
    x, rank, w = _prepare(values, rank_by, weights)
    groups = pd.DataFrame({"rank": rank, "weight": w, "total": x * w}).groupby("rank", sort=True)[["weight", "total"]]
    sums = groups.sum()
    curve = pd.DataFrame(
        {"share_of_units": _shares(sums["weight"].to_numpy()), "share_of_total": _shares(sums["total"].to_numpy())}
    )
    origin = pd.DataFrame({"share_of_units": [0.0], "share_of_total": [0.0]})
    return pd.concat([origin, curve.cumsum().clip(upper=1.0)], ignore_index=True)


def concentration_index(values: ArrayLike, rank_by: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Concentration index of `values` over units ranked by `rank_by`, from -1 to 1.

    Positive: units with a high `rank_by` hold more than their share; 0: no relation; negative: they hold less.
    C = 2/mean * sum_i p_i x_i R_i - 1, R_i the fractional rank at the middle of the unit's weight, the same for units
    that tie (Kakwani, Wagstaff and van Doorslaer 1997, J. Econometrics 77). Ranked by itself it is the Gini coefficient.
    One unit, or all tied, gives 0; no units, or a total of zero, give NaN. Raises ValueError for negative values.
    """
    x, rank, w = _prepare(values, rank_by, weights)
    return _concentration(x, rank, w)


def kakwani_index(values: ArrayLike, of: ArrayLike, rank_by: ArrayLike, weights: ArrayLike | None = None) -> float:
    """How much more `values` lean to units with a high `rank_by` than `of` does: the difference of their concentrations.

    Support against need, ranked by poverty: above 0 support went to poorer units more than need alone lies there, 0 as need
    lies, below 0 less (Kakwani 1977, Econometrica 45, for taxes against incomes). Between -2 and 2. Only units with both are taken.
    NaN where either is zero everywhere.
    """
    x, y = np.asarray(values, dtype=float), np.asarray(of, dtype=float)
    known = ~(np.isnan(x) | np.isnan(y))
    rank, w = (
        np.asarray(rank_by, dtype=float)[known],
        None if weights is None else np.asarray(weights, dtype=float)[known],
    )
    return concentration_index(x[known], rank, w) - concentration_index(y[known], rank, w)


def _prepare(values: ArrayLike, rank_by: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    """The complete triples (value, rank, weight) with positive weight, checked for sense."""
    x = np.asarray(values, dtype=float)
    rank = np.asarray(rank_by, dtype=float)
    w = np.ones_like(x) if weights is None else np.asarray(weights, dtype=float)
    if not x.shape == rank.shape == w.shape:
        raise ValueError(f"values, ranks and weights differ in number: {x.size}, {rank.size}, {w.size}")
    if (x < 0).any() or (w < 0).any():
        raise ValueError("a share of a total has no meaning with negative values or weights")
    complete = ~(np.isnan(x) | np.isnan(rank) | np.isnan(w)) & (w > 0)
    return x[complete], rank[complete], w[complete]


def _concentration(x: Floats, rank: Floats, w: Floats) -> float:
    total = float((x * w).sum())
    if total <= 0:
        return float("nan")
    share = w / w.sum()
    # 2 * (R - 1/2) weighted by the units' shares of the total: the same as the formula, without cancelling large sums
    index = 2.0 * float(((x * w / total) * (_fractional_rank(rank, share) - 0.5)).sum())
    return 0.0 if abs(index) < 1e-12 else index


def _fractional_rank(rank: Floats, share: Floats) -> Floats:
    """The middle of each unit's place on the line from 0 to 1; units that tie share the middle of their group."""
    _, group = np.unique(rank, return_inverse=True)
    of_group = np.bincount(group, weights=share)
    middle = np.cumsum(of_group) - of_group / 2.0
    return middle[group]


def _shares(values: Floats | Sequence[float]) -> Floats:
    amounts = np.asarray(values, dtype=float)
    total = amounts.sum()
    return amounts / total if total > 0 else np.full(amounts.shape, np.nan)
