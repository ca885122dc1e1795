"""When each figure first came out: figures are published period by period and cannot be called back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.protect.relations import UNIT_SUM, Relations
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope


def first_releases(cells: pd.DataFrame, scope: Scope, history: pd.DataFrame | None) -> np.ndarray:
    """The Period in which each cell's value first came out.

    `history` holds every return of a figure, as stored: a figure that a later period repeats came out with the first
    one that gave this value. A computed total comes out with the last of its units.
    """
    first = pd.Series([_period(*pair) for pair in zip(cells["period"], cells["as_of"], strict=True)], index=cells.index)
    if history is not None:
        given = _earliest(history).reindex(pd.MultiIndex.from_frame(cells[[*KEY, "value"]]))
        first = first.where(given.isna().to_numpy(), given.to_numpy())
    totals = {boundary.total.code for boundary in scope.boundaries}
    computed = cells["unit"].isin(totals) & cells["workbook"].eq("") & ~cells["hidden"]
    group = [name for name in KEY if name != "unit"]
    units = first[~cells["unit"].isin(totals) & ~cells["hidden"]]
    last = units.groupby([cells.loc[units.index, name] for name in group]).max()
    found = last.reindex(pd.MultiIndex.from_frame(cells.loc[computed, group])).to_numpy()
    first.loc[computed] = np.where(pd.isna(found), first[computed].to_numpy(), found)
    return first.to_numpy()


def _earliest(history: pd.DataFrame) -> pd.Series:
    """The first period of each figure and value."""
    repeated = history[history["value"].notna() & history.duplicated(KEY, keep=False)]
    periods = [_period(*pair) for pair in zip(repeated["period"], repeated["as_of"], strict=True)]
    return repeated.assign(first=periods).groupby([*KEY, "value"])["first"].min()


def _period(name: str, day: pd.Timestamp) -> Period:
    """The period of a name; of a figure without one, the year that it describes."""
    try:
        return Period.parse(name)
    except UsageError:
        return Period.parse(str(day.year))


@dataclass(frozen=True)
class Seen:
    """What had come out by a release: cells (rows of the relations' cells), true relations among them, which are new.

    believed: relations that an outsider believes."""

    cells: np.ndarray
    matrix: sparse.csr_array
    believed: sparse.csr_array
    names: np.ndarray
    news: np.ndarray


def until_release(relations: Relations, step: np.ndarray, now: int) -> Seen:
    """What had come out by a release, ordered by what it is, not where it stands: later figures change nothing."""
    known = relations.cells.iloc[np.flatnonzero(step <= now)]
    cells = known.sort_values(["hidden", *KEY], kind="stable").index.to_numpy()
    latest = np.zeros(relations.matrix.shape[0], dtype=int)
    entries = relations.matrix.tocoo()
    np.maximum.at(latest, entries.coords[0], step[entries.coords[1]])
    rows = np.flatnonzero(latest <= now)
    matrix = sparse.csr_array(relations.matrix[rows][:, cells])
    matrix.sort_indices()
    ends = np.column_stack([matrix.indices[matrix.indptr[:-1]], matrix.indices[matrix.indptr[1:] - 1]])
    names = relations.names[rows].astype(str)
    order = np.lexsort((ends[:, 1], ends[:, 0], names))
    kept, believed = (order[which[rows][order]] for which in (relations.kept, relations.believed))
    return Seen(cells, matrix[kept], matrix[believed], names[kept], latest[rows][kept] == now)


def with_earlier_totals(relations: Relations, step: np.ndarray) -> tuple[Relations, np.ndarray]:
    """Totals as they stood before a late unit came in: they were published, and what came in since is the difference.

    `step` numbers the release of each cell. Each earlier total becomes a cell of its own, the sum of the units up to
    then.
    """
    cells, matrix = relations.cells, relations.matrix
    made, rows = [], []
    for row in np.flatnonzero(relations.names == UNIT_SUM):
        members = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        total, units = members[matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]] > 0], members
        units = np.setdiff1d(members, total)
        for release in np.unique(step[units])[:-1]:
            made.append((total[0], release, cells["value"].to_numpy()[units[step[units] <= release]].sum()))
            rows.append(units[step[units] <= release])
    if not made:
        return relations, step
    totals, came, values = zip(*made, strict=True)
    every = pd.concat(
        [cells, cells.loc[[*totals]].assign(value=values, kept=False, name="earlier total")], ignore_index=True
    )
    number = np.repeat(np.arange(len(rows)), [len(units) for units in rows])
    sums = sparse.coo_array((-np.ones(len(number)), (number, np.concatenate(rows))), shape=(len(rows), len(every)))
    own = sparse.coo_array((np.ones(len(rows)), (np.arange(len(rows)), len(cells) + np.arange(len(rows)))), sums.shape)
    longer = relations.with_more(every, sums + own, np.zeros(len(rows)), np.full(len(rows), UNIT_SUM, dtype=object))
    return longer, np.append(step, came)
