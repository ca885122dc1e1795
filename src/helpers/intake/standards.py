"""What each figure was measured by: the standard, criteria set or phase that the packs have in force on its day."""

from __future__ import annotations

import pandas as pd

from helpers.vocabulary.catalogue import measured_by
from helpers.vocabulary.place import Scope


def with_standards(figures: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The figures with `standard`: the id of what measures them, '' where nothing does or no rule is on record."""
    named = figures[["indicator", "detail", "as_of"]].drop_duplicates()
    ids = [measured_by(id, day.date(), detail, scope.places) for id, detail, day in named.itertuples(index=False)]
    return figures.merge(named.assign(standard=pd.array(ids, dtype="str")), on=list(named), how="left")
