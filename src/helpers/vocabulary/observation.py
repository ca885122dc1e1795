"""The long table of figures: one row per figure, with the cell that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from helpers.vocabulary.state import State, states_of

if TYPE_CHECKING:
    import pandera.pandas as pa

COLUMNS = (
    "scope", "period", "unit", "boundary", "indicator", "detail", "standard", "value", "qualifier",
    "status", "confidentiality", "state", "kind", "start", "as_of", "workbook", "sheet", "cell", "printed",
)  # fmt: skip
FIGURE = ["indicator", "detail"]
DAYS = ["start", "as_of"]  # first and last day described; the same day for a stock
CLOSING = pd.Timedelta(days=31)  # what closes a span may be of any day of its last month: reviews of December differ
#: What a figure is of. Two figures of one key are two readings of the same thing; figures that differ in it never are.
KEY = ["start", "as_of", "standard", "unit", "boundary", "indicator", "detail"]
QUALIFIERS = ("", ">", "<", "~")
#: SDMX OBS_STATUS: A normal, B break in series, E estimated, L not collected, M cannot exist, O not reported, P provisional.
STATUSES = ("A", "B", "E", "L", "M", "O", "P")
CONFIDENTIALITIES = ("F", "C")  # SDMX CONF_STATUS: free, confidential
SOURCE_KINDS = ("official", "published", "demonstration")
_TELLING = ["qualifier", "workbook", "sheet", "cell", "printed"]


def frame(records: Iterable[Mapping[str, Any]] | pd.DataFrame = ()) -> pd.DataFrame:
    """Observations with every column of COLUMNS in its type; absent text is ''. No `start`: a figure of one day.

    `state` is worked out here from value, status and confidentiality: a gap that nothing explains is missing.
    """
    rows = pd.DataFrame(records if isinstance(records, pd.DataFrame) else list(records))
    rows = rows.reindex(columns=list(COLUMNS))
    for column in COLUMNS:
        if column not in {"value", *DAYS} and (rows[column].dtype != "str" or rows[column].hasnans):
            rows[column] = rows[column].astype("object").where(rows[column].notna(), "").astype("str")
    rows["value"] = rows["value"].astype("float64")
    for column in DAYS:
        rows[column] = pd.to_datetime(rows[column]).astype("datetime64[s]")
    rows["start"] = rows["start"].fillna(rows["as_of"])
    return stated(rows)


def stated(rows: pd.DataFrame) -> pd.DataFrame:
    """The observations with `state` as their value, status and confidentiality say it."""
    states = states_of(rows["value"], rows["status"], rows["confidentiality"])
    return rows.assign(state=pd.Series(states, index=rows.index, dtype="str"))


def keys_of(rows: pd.DataFrame) -> pd.MultiIndex:
    """What each row is of."""
    return pd.MultiIndex.from_frame(rows[KEY])


def withhold(observations: pd.DataFrame, where: Any) -> pd.DataFrame:
    """The observations without what those of `where` (a mask) tell: value, qualifier, printed text and address.

    No row is dropped: a withheld figure is there, and its state says so.
    """
    hidden = observations.copy()
    hidden.loc[where, "value"] = np.nan
    hidden.loc[where, "confidentiality"] = "C"
    hidden.loc[where, [name for name in _TELLING if name in hidden]] = ""
    return stated(hidden)


def is_as_long(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Whether figures of the same place in two frames describe spans of one length, as months differ up to three days.

    Frames with the columns DAYS. Only such flows compare; stocks, which are of one day each, always do.
    """
    lengths = [frame["as_of"] - frame["start"] for frame in (one, other)]
    return (lengths[0] - lengths[1]).abs() <= pd.Timedelta(days=3)


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
        "start": pa.Column("datetime64[s]"),
        "as_of": pa.Column("datetime64[s]"),
        "qualifier": text(*QUALIFIERS),
        "status": text(*STATUSES),
        "confidentiality": text(*CONFIDENTIALITIES),
        "state": text(*State),
        "kind": text(*SOURCE_KINDS),
    }
    in_order = pa.Check(lambda rows: rows["start"] <= rows["as_of"], name="start is not after as_of")
    return pa.DataFrameSchema(columns, checks=in_order, strict=True, ordered=True)
