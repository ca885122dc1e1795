"""Whether a figure can be read, and if not, why not: four states that are never taken for each other.

A gap (NaN) alone does not say which of the three it is, so `dropna` must not decide what a sentence, chart or table
says.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray


class State(StrEnum):
    """What is known of a figure."""

    KNOWN = "known"
    WITHHELD = "withheld"  # there is a figure, which this audience may not see
    MISSING = "missing"  # there should be a figure: not reported yet, or never collected
    NOT_APPLICABLE = "not applicable"  # there can be none: a share of nothing, a town's rural criteria


#: A figure computed from several is in the first of these states that one of them is in.
WORST_FIRST = (State.WITHHELD, State.MISSING, State.NOT_APPLICABLE, State.KNOWN)


def states_of(value: pd.Series, status: pd.Series, confidentiality: pd.Series) -> ExtensionArray:
    """The state of each figure, from what is stored of it: SDMX OBS_STATUS M (data cannot exist) and CONF_STATUS C."""
    gap = value.isna().to_numpy()
    reasons = [~gap, confidentiality.eq("C").to_numpy(bool), status.eq("M").to_numpy(bool)]
    named = pd.array([State.KNOWN, State.WITHHELD, State.NOT_APPLICABLE, State.MISSING], dtype="str")
    return named.take(np.select(reasons, [0, 1, 2], 3))


def combined(states: pd.DataFrame) -> pd.Series:
    """The state of what is computed from the columns of each row: see WORST_FIRST."""
    worst = pd.Series(State.KNOWN.value, index=states.index, dtype="object")
    for state in reversed(WORST_FIRST):
        worst = worst.mask(states.eq(state.value).any(axis="columns"), state.value)
    return worst
