"""The long table of figures: one row per figure, with the cell that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import pandera.pandas as pa

COLUMNS = (
    "scope", "period", "unit", "boundary", "indicator", "detail", "value", "qualifier",
    "status", "confidentiality", "kind", "as_of", "workbook", "sheet", "cell", "printed",
)  # fmt: skip
KEY = ("period", "unit", "boundary", "indicator", "detail")
QUALIFIERS = ("", ">", "<", "~")
STATUSES = ("A", "B", "E", "M", "O", "P")  # SDMX OBS_STATUS: M not collected, O not yet reported, P provisional
CONFIDENTIALITIES = ("F", "C")  # SDMX CONF_STATUS: free, confidential
SOURCE_KINDS = ("official", "published", "demonstration")


def frame(records: Iterable[Mapping[str, Any]] | pd.DataFrame = ()) -> pd.DataFrame:
    """Observations with every column of COLUMNS in its type; absent text is '', absent values are missing."""
    rows = pd.DataFrame(records if isinstance(records, pd.DataFrame) else list(records))
    rows = rows.reindex(columns=list(COLUMNS))
    for column in COLUMNS:
        if column not in {"value", "as_of"} and (rows[column].dtype != "str" or rows[column].hasnans):
            rows[column] = rows[column].astype("object").where(rows[column].notna(), "").astype("str")
    rows["value"] = rows["value"].astype("float64")
    rows["as_of"] = pd.to_datetime(rows["as_of"]).astype("datetime64[s]")
    return rows


def validate(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations, checked: columns, types and code lists. Raises pandera's SchemaErrors."""
    return _schema().validate(observations, lazy=True)


@lru_cache(maxsize=1)
def _schema() -> pa.DataFrameSchema:
    import pandera.pandas as pa  # imported here: half a second that pages do not need

    def text(*allowed: str) -> pa.Column:
        return pa.Column(str, pa.Check.isin(allowed)) if allowed else pa.Column(str)

    filled = pa.Column(str, pa.Check.str_length(min_value=1))
    columns: dict[str, pa.Column] = dict.fromkeys(COLUMNS, text())
    columns |= dict.fromkeys(("scope", "period", "unit", "boundary", "indicator"), filled)
    columns |= {
        "value": pa.Column("float64", nullable=True),
        "as_of": pa.Column("datetime64[s]"),
        "qualifier": text(*QUALIFIERS),
        "status": text(*STATUSES),
        "confidentiality": text(*CONFIDENTIALITIES),
        "kind": text(*SOURCE_KINDS),
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True)
