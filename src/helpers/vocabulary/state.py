"""Whether a figure can be read, and if not, why not: four states that are never taken for each other.

The number of a figure is read together with what stands for the other three:

    known, withheld, missing, not_applicable = split(table["poverty_rate"], states["poverty_rate"])
    Reading(rate, state).told(known=as_percent, withheld="bảo mật", missing="…", not_applicable="không áp dụng")

A gap (NaN) alone does not say which of the three it is, so `dropna` must not decide what a sentence, chart or table says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

Told = TypeVar("Told")


class State(StrEnum):
    """What is known of a figure."""

    KNOWN = "known"
    WITHHELD = "withheld"  # there is a figure, which this audience may not see
    MISSING = "missing"  # there should be a figure: not reported yet, or never collected
    NOT_APPLICABLE = "not applicable"  # there can be none: a share of nothing, a town's rural criteria


#: A figure computed from several is in the first of these states that one of them is in.
WORST_FIRST = (State.WITHHELD, State.MISSING, State.NOT_APPLICABLE, State.KNOWN)


class Split(NamedTuple):
    """The known values of a column, and the labels of the rows that have none, by reason."""

    known: pd.Series
    withheld: pd.Index
    missing: pd.Index
    not_applicable: pd.Index


@dataclass(frozen=True)
class Reading:
    """One number with its state; the number is read only through `told`."""

    _value: float
    state: State

    def told(self, *, known: Callable[[float], Told], withheld: Told, missing: Told, not_applicable: Told) -> Told:
        """`known` of the number, or what stands for the state it is in."""
        others = {State.WITHHELD: withheld, State.MISSING: missing, State.NOT_APPLICABLE: not_applicable}
        return known(self._value) if self.state is State.KNOWN else others[self.state]


def states_of(value: pd.Series, status: pd.Series, confidentiality: pd.Series) -> np.ndarray:
    """The state of each figure, from what is stored of it: SDMX OBS_STATUS M (data cannot exist) and CONF_STATUS C."""
    gap = value.isna().to_numpy()
    reasons = [~gap, confidentiality.eq("C").to_numpy(bool), status.eq("M").to_numpy(bool)]
    return np.select(
        reasons, [State.KNOWN.value, State.WITHHELD.value, State.NOT_APPLICABLE.value], State.MISSING.value
    )


def combined(states: pd.DataFrame) -> pd.Series:
    """The state of what is computed from the columns of each row: see WORST_FIRST."""
    worst = pd.Series(State.KNOWN.value, index=states.index, dtype="object")
    for state in reversed(WORST_FIRST):
        worst = worst.mask(states.eq(state.value).any(axis="columns"), state.value)
    return worst


def split(values: pd.Series, states: pd.Series) -> Split:
    """The rows by state. Raises ValueError where a value and its state contradict each other."""
    states = states.reindex(values.index)
    if not values.notna().eq(states.eq(State.KNOWN.value)).all():
        raise ValueError(f"values and states of {values.name} do not belong together")
    labels = {state: values.index[states == state.value] for state in State}
    return Split(
        values[states == State.KNOWN.value],
        *(labels[state] for state in (State.WITHHELD, State.MISSING, State.NOT_APPLICABLE)),
    )
