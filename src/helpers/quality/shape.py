"""The shape of single figures, whatever stands beside them: counts are whole and not negative, flags are 0 or 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from helpers.quality.faults import Fault
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import entries_in
from helpers.vocabulary.law import CriteriaSet, rule

if TYPE_CHECKING:
    import pandera.pandas as pa


def check_shape(observations: pd.DataFrame) -> Iterator[Fault]:
    """Faults of figures that cannot be, judged one by one."""
    for kind, schema in _schemas().items():
        named = [id for id, entry in indicators().items() if entry.kind == kind]
        yield from _failures(schema, observations.loc[observations["indicator"].isin(named), "value"])
    yield from _more_criteria_than_the_set(observations)
    for entry in entries_in("inhabited"):
        yield from _empty(observations, entry)


def _empty(observations: pd.DataFrame, entry: Mapping[str, str]) -> Iterator[Fault]:
    """Nobody where people live (Q414), or where another figure of the unit says that there is something (Q416 asks)."""
    zero = observations[observations["indicator"].eq(entry["indicator"]) & observations["value"].eq(0)]
    if "where" in entry:
        there = observations["indicator"].eq(entry["where"]) & (observations["value"] > 0)
        zero = zero[zero["unit"].isin(observations.loc[there, "unit"])]
    yield from (Fault(entry.get("finding", "Q414"), row, "> 0") for row in zero.index)


def _failures(schema: pa.SeriesSchema, values: pd.Series) -> Iterator[Fault]:
    from pandera.errors import SchemaErrors

    try:
        schema.validate(values, lazy=True)
    except SchemaErrors as problems:
        cases = problems.failure_cases.drop_duplicates("index")
        yield from (Fault(code, row, _EXPECTED[code]) for code, row in zip(cases["check"], cases["index"], strict=True))


_EXPECTED = {"Q411": "≥ 0", "Q412": "1, 2, 3, …", "Q413": "0; 1"}


@lru_cache(maxsize=1)
def _schemas() -> dict[str, pa.SeriesSchema]:
    """A schema for each kind of indicator; the text of each check is the code of its finding."""
    import pandera.pandas as pa  # imported here: half a second that pages do not need

    def values(*checks: pa.Check) -> pa.SeriesSchema:
        return pa.SeriesSchema("float64", checks=list(checks), nullable=True)

    not_negative = pa.Check.ge(0, error="Q411")
    whole = pa.Check(lambda series: (series - series.round()).abs() < 1e-6, error="Q412")
    flag = pa.Check.isin([0, 1], error="Q413")
    return {"count": values(not_negative, whole), "amount": values(not_negative), "flag": values(flag)}


def _more_criteria_than_the_set(observations: pd.DataFrame) -> Iterator[Fault]:
    """Counts of criteria above the number of criteria in the set of their day."""
    counts = observations.loc[observations["indicator"] == "new_rural_criteria_met", ["as_of", "value"]]
    for day, values in counts.groupby("as_of")["value"]:
        held = rule(CriteriaSet, day.date())
        if isinstance(held, CriteriaSet):
            yield from (
                Fault("Q415", row, f"≤ {held.size}", {"size": held.size}) for row in values.index[values > held.size]
            )
