"""The long table of figures: one row per figure, with the cell that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from helpers.vocabulary.state import State, states_of

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
_CODES = {"qualifier": QUALIFIERS, "status": STATUSES, "confidentiality": CONFIDENTIALITIES, "state": tuple(State), "kind": SOURCE_KINDS}  # fmt: skip
_FILLED = ("scope", "period", "unit", "boundary", "indicator")
_TELLING = ["qualifier", "workbook", "sheet", "cell", "printed"]


def frame(records: Iterable[Mapping[str, Any]] | pd.DataFrame = ()) -> pd.DataFrame:
    """Observations with every column of COLUMNS in its type; absent text is ''. No `start`: a figure of one day.

    `state` is worked out here from value, status and confidentiality: a gap that nothing explains is missing.
    """
    rows = pd.DataFrame(records if isinstance(records, pd.DataFrame) else list(records))
    rows = rows.reindex(columns=list(COLUMNS))
    for column in COLUMNS:
        if column not in {"value", "state", *DAYS} and (rows[column].dtype != "str" or rows[column].hasnans):
            rows[column] = rows[column].astype("object").where(rows[column].notna(), "").astype("str")
    rows["value"] = rows["value"].astype("float64")
    for column in DAYS:
        rows[column] = pd.to_datetime(rows[column]).astype("datetime64[s]")
    rows["start"] = rows["start"].fillna(rows["as_of"])
    return stated(rows)


def from_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Observations of a public observations.csv, read as texts (`dtype=str, keep_default_na=False`)."""
    return frame(rows.replace({"value": {"": None}}))


def stated(rows: pd.DataFrame) -> pd.DataFrame:
    """The observations with `state` as their value, status and confidentiality say it."""
    return rows.assign(state=states_of(rows["value"], rows["status"], rows["confidentiality"]))


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
    """The observations, checked: columns, types and code lists. Raises ValueError: a malformed table is a fault of the program."""
    types = dict.fromkeys(COLUMNS, "str") | {"value": "float64"} | dict.fromkeys(DAYS, "datetime64[s]")
    if {name: str(dtype) for name, dtype in observations.dtypes.items()} != types or tuple(observations) != COLUMNS:
        raise ValueError(f"observations with other columns or types: {observations.dtypes.to_dict()}")
    strange = {name: set(observations[name].unique()) - set(known) for name, known in _CODES.items()}
    strange |= {name: {""} for name in _FILLED if (observations[name] == "").any()}
    strange |= {"start": set(observations.loc[observations["start"] > observations["as_of"], "cell"])}
    if found := {name: values for name, values in strange.items() if values}:
        raise ValueError(f"observations with what must not be there: {found}")
    return observations
