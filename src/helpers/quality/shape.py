"""The shape of single figures, whatever stands beside them: counts are whole and not negative, flags are 0 or 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from helpers.quality.faults import Fault
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import entries_in
from helpers.vocabulary.law import CriteriaSet, rule

#: The kinds of indicators that a rule is for, which values cannot be, and what would be right.
_RULES: Mapping[str, tuple[tuple[str, ...], Callable[[pd.Series], pd.Series], str]] = {
    "Q411": (("count", "amount"), lambda values: values < 0, "≥ 0"),
    "Q412": (("count",), lambda values: (values - values.round()).abs() >= 1e-6, "1, 2, 3, …"),
    "Q413": (("flag",), lambda values: ~values.isin([0, 1]), "0; 1"),
}


def check_shape(observations: pd.DataFrame) -> Iterator[Fault]:
    """Faults of figures that cannot be, judged one by one."""
    judged: set[object] = set()  # one fault a figure
    for code, (of, cannot_be, expected) in _RULES.items():
        of_kinds = [id for id, entry in indicators().items() if entry.kind in of]
        values = observations.loc[observations["indicator"].isin(of_kinds), "value"].dropna()
        wrong = [row for row in values.index[cannot_be(values)] if row not in judged]
        judged.update(wrong)
        yield from (Fault(code, row, expected) for row in wrong)
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


def _more_criteria_than_the_set(observations: pd.DataFrame) -> Iterator[Fault]:
    """Counts of criteria above the number of criteria in the set of their day."""
    counts = observations.loc[observations["indicator"] == "new_rural_criteria_met", ["as_of", "value"]]
    for day, values in counts.groupby("as_of")["value"]:
        held = rule(CriteriaSet, day.date())
        if isinstance(held, CriteriaSet):
            beyond = values.index[values > held.size]
            yield from (Fault("Q415", row, f"≤ {held.size}", {"size": held.size}) for row in beyond)
