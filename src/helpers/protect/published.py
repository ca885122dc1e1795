"""What was published stays known: figures that a later return, rule or program gives otherwise, as cells of their own.

A publication cannot be called back. Where a figure still is what it was, it stays shown or withheld as it went out.
Where it is not, the figure as it was becomes a cell beside the present one, shown or withheld as it was, with all that
it added up with: an unchanged figure that is withheld must not follow from a corrected neighbour and an old total.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.protect.relations import FORMER, Relations, build
from helpers.vocabulary.observation import KEY, keys_of
from helpers.vocabulary.place import Scope


def with_published(relations: Relations, published: Iterable[pd.DataFrame], scope: Scope) -> Relations:
    """The relations with those that publications gave.

    published: for each publication its figures with totals, true values, `withheld` for what the proof covered, and its
    `threshold`. A cell that it showed has kind 'published' (nobody can withhold it any more, unless the office shows
    less under another threshold), one that it withheld is `kept`.
    """
    return reduce(lambda known, rows: _with_one(known, rows, scope), published, relations)


def _with_one(relations: Relations, rows: pd.DataFrame, scope: Scope) -> Relations:
    then = build(rows.drop(columns=["withheld", "threshold"]), scope)
    own, cells = then.cells, relations.cells
    hidden = own["hidden"].to_numpy(bool)
    at = np.where(hidden, -1, _same(cells, own))
    former = (at < 0) & ~hidden
    used = (abs(then.matrix) @ former.astype(float)) > 0
    matrix = sparse.csr_array(then.matrix[used])
    added = former | (hidden & np.isin(np.arange(len(own)), matrix.indices))
    at[added] = len(cells) + np.arange(int(added.sum()))
    every = pd.concat([cells, own.assign(name=own["name"].where(hidden, FORMER))[added]], ignore_index=True)
    kept = ~hidden & keys_of(own).isin(keys_of(rows[rows["withheld"]]))
    stays = former | (rows["threshold"] == scope.threshold).all()
    every.loc[at[~hidden & ~kept & stays], "kind"] = "published"
    every.loc[at[kept], "kept"] = True
    moved = sparse.csr_array((matrix.data, at[matrix.indices], matrix.indptr), shape=(matrix.shape[0], len(every)))
    return relations.with_more(every, moved, then.constant[used], then.names[used])


def _same(cells: pd.DataFrame, own: pd.DataFrame) -> np.ndarray:
    """The row among the cells of each that is the same figure with the same value; -1 where there is none."""
    there = (
        cells.loc[~cells["hidden"], [*KEY, "value"]].rename_axis("row").reset_index().drop_duplicates([*KEY, "value"])
    )
    return own[[*KEY, "value"]].merge(there, on=[*KEY, "value"], how="left")["row"].fillna(-1).to_numpy(int)
