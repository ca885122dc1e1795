"""What figures keep over time though no rule says so: an outsider who sees it in the published ones reckons with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.vocabulary.identities import identities

#: Published pairs that make a regularity; one pair alone is an anecdote.
ENOUGH = 2
_PAIR = ["first", "second", "bounded"]


class Comparisons(NamedTuple):
    """Pairs of cells of one place on two spans of days, the earlier first, and the number of the comparison that each is of."""

    first: np.ndarray
    second: np.ndarray
    of: np.ndarray


def comparisons(cells: pd.DataFrame) -> Comparisons:
    """All pairs of cells that a regularity may hold between, whatever is published of them."""
    series = _series(cells)
    later = series[series["only"].eq("")].drop(columns="only")
    pairs = series.merge(later, on=["name", "place"], suffixes=("", "_later"))
    pairs = pairs[pairs["days"] < pairs["days_later"]]
    of = pairs.groupby(["name", "only", "days", "days_later"], sort=False).ngroup()
    return Comparisons(pairs["id"].to_numpy(int), pairs["id_later"].to_numpy(int), of.to_numpy(int))


def regularities(cells: pd.DataFrame, shown: np.ndarray, compared: Comparisons | None = None) -> pd.DataFrame:
    """Pairs of cells of one place on two spans of days: the first is believed to be at most, or equal to, the second.

    An equality or ordering is believed of a whole comparison (one figure, two spans of days) where at least ENOUGH
    places publish both figures and all of them keep it. Only published values are read, so what is believed of withheld
    ones may be false. One row per pair of a comparison that is not all published: `first`, `second` (rows of `cells`),
    `bounded` for an ordering. shown: which cells are published. compared: `comparisons` of the cells, if known.
    """
    first, second, of = compared or comparisons(cells)
    value, count = cells["value"].to_numpy(float), int(of.max(initial=-1)) + 1
    both, step = shown[first] & shown[second], value[second] - value[first]
    told, low, high = both & ~np.isnan(step), np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, of[told], step[told])
    np.maximum.at(high, of[told], step[told])
    asked = (np.bincount(of[told], minlength=count) >= ENOUGH) & (np.bincount(of[~both], minlength=count) > 0)
    up, down = (asked & (low >= 0))[of], (asked & (high <= 0) & (low < 0))[of]
    ends = np.append(first[up], second[down]), np.append(second[up], first[down])
    bounded = np.append(high[of[up]] > 0, np.ones(int(down.sum()), dtype=bool))
    return pd.DataFrame(dict(zip(_PAIR, (*ends, bounded), strict=True))).sort_values(_PAIR, ignore_index=True)


def true_ones(pairs: pd.DataFrame, value: np.ndarray) -> pd.DataFrame:
    """The pairs whose figures keep what is believed of them."""
    step = value[pairs["second"].to_numpy(int)] - value[pairs["first"].to_numpy(int)]
    return pairs[np.where(pairs["bounded"].astype(bool), step >= 0, step == 0)]


def _series(cells: pd.DataFrame) -> pd.DataFrame:
    """Printed cells with the name of their series and numbers for place and days; linked figures under both names."""
    known = (~cells["hidden"] & cells["name"].eq("")).to_numpy(bool)
    rows = pd.DataFrame(
        {
            "id": np.flatnonzero(known),
            "name": (cells["indicator"] + "/" + cells["detail"] + "/" + cells["standard"]).to_numpy()[known],
            "place": pd.factorize(cells["boundary"] + "/" + cells["unit"])[0][known],
            "days": cells.groupby(["as_of", "start"]).ngroup().to_numpy()[known],
        }
    )
    usual = (each for each in identities() if each.kind == "usual" and each.right[0].previous)
    ends = ((f"{each.right[0].indicator}/", f"{each.left[0].indicator}/") for each in usual)
    linked = [rows[rows["name"].str.startswith(closed)].assign(name=lambda d, closed=closed, opened=opened: opened + d["name"].str.removeprefix(closed), only="first") for closed, opened in ends]  # fmt: skip
    every = pd.concat([rows.assign(only=""), *linked], ignore_index=True)
    return every.assign(name=pd.factorize(every["name"])[0])


@dataclass(frozen=True)
class Rests:
    """What orderings leave open, one each: a cell `of` the ordering, its value, and whether it is a whole number, as
    counts leave."""

    of: np.ndarray
    value: np.ndarray
    whole: np.ndarray


def as_relations(pairs: pd.DataFrame, cells: pd.DataFrame) -> tuple[sparse.csr_array, Rests]:
    """Relations of the pairs over the cells and one rest for each ordering; and the rests."""
    count, width, bounded = len(pairs), len(cells), pairs["bounded"].to_numpy(bool)
    first, second = pairs["first"].to_numpy(int), pairs["second"].to_numpy(int)
    value, whole = cells["value"].to_numpy(float), cells["integer"].to_numpy(bool)
    row, rests = np.arange(count), width + np.arange(int(bounded.sum()))
    data = np.concatenate([-np.ones(count), np.ones(count), -np.ones(len(rests))])
    place = (np.concatenate([row, row, row[bounded]]), np.concatenate([first, second, rests]))
    matrix = sparse.csr_array((data, place), shape=(count, width + len(rests)))
    return matrix, Rests(first[bounded], (value[second] - value[first])[bounded], whole[first][bounded])
