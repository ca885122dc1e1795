"""The shape of single figures, whatever stands beside them: counts are whole and not negative, flags are 0 or 1."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from helpers.quality.checks import rules
from helpers.quality.faults import Fault
from helpers.vocabulary.catalogue import indicators

if TYPE_CHECKING:
    import pandera.pandas as pa

CRITERIA = 19


def check_shape(observations: pd.DataFrame) -> Iterator[Fault]:
    """Faults of figures that cannot be, judged one by one."""
    for kind, schema in _schemas().items():
        named = [id for id, entry in indicators().items() if entry.kind == kind]
        yield from _failures(schema, observations.loc[observations["indicator"].isin(named), "value"])
    yield from _failures(_criteria(), observations.loc[observations["indicator"] == "new_rural_criteria_met", "value"])
    inhabited = observations["indicator"].isin([rule["indicator"] for rule in rules()["inhabited"]])
    yield from (Fault("Q414", row, "> 0") for row in observations.index[inhabited & (observations["value"] == 0)])


def _failures(schema: pa.SeriesSchema, values: pd.Series) -> Iterator[Fault]:
    from pandera.errors import SchemaErrors

    try:
        schema.validate(values, lazy=True)
    except SchemaErrors as problems:
        cases = problems.failure_cases.drop_duplicates("index")
        yield from (Fault(code, row, _EXPECTED[code]) for code, row in zip(cases["check"], cases["index"], strict=True))


_EXPECTED = {"Q411": "≥ 0", "Q412": "1, 2, 3, …", "Q413": "0; 1", "Q415": f"≤ {CRITERIA}"}


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


@lru_cache(maxsize=1)
def _criteria() -> pa.SeriesSchema:
    import pandera.pandas as pa

    return pa.SeriesSchema("float64", checks=[pa.Check.le(CRITERIA, error="Q415")], nullable=True)
