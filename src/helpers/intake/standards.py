"""What each figure was measured by: the standard, criteria set or phase that the packs have in force on its day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.vocabulary.catalogue import FAMILIES, indicators, measured_by
from helpers.vocabulary.law import entries_of
from helpers.vocabulary.place import Scope


def with_standards(figures: pd.DataFrame, scope: Scope, said: str = "") -> pd.DataFrame:
    """The figures with `standard`: the id of what measures them, '' where nothing does or no rule is on record.

    said: the standard that `sources.toml` names for a file, as for a bridge review: the same households by another line.
    """
    named = figures[["indicator", "detail", "as_of"]].drop_duplicates()
    ids = [_standard(id, day.date(), detail, scope, said) for id, detail, day in named.itertuples(index=False)]
    return figures.merge(named.assign(standard=pd.array(ids, dtype="str")), on=list(named), how="left")


def _standard(indicator: str, day: date, detail: str, scope: Scope, said: str) -> str:
    family = indicators()[indicator].standard
    if said and family and said in {entry.id for entry in entries_of(FAMILIES[family])}:
        return said
    return measured_by(indicator, day, detail, scope.places)
