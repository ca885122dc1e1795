"""A period's figures side by side: one row per unit and day, one column per figure, with the way back to each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from helpers.vocabulary.identities import Identity
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.statements import statements

GROUP = ["unit", "boundary", "as_of", "kind"]
IDENTITY = [*KEY, "kind"]


def name_of(indicator: str, detail: str = "") -> str:
    """The name that rules use: `households`, `poor_household_flow/start`."""
    return f"{indicator}/{detail}" if detail else indicator


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, `Index` first."""
    return iter(frame.itertuples())


def split_name(name: str) -> tuple[str, str]:
    """Indicator and detail of a name; a detail may itself hold slashes (`1719/investment/current`)."""
    indicator, _, detail = name.partition("/")
    return indicator, detail


@dataclass(frozen=True)
class Figures:
    """Observations arranged for rules.

    observations: any index; each KEY and kind at most once.
    A group is one (unit, boundary, as_of, kind) and one statement of it (`vocabulary.statements`): figures are compared
    only within it, so that flows since two days never are.
    """

    observations: pd.DataFrame

    @cached_property
    def _groups(self) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of a row's position and the number of a group that it stands in."""
        _, rows, groups = statements(self.observations, GROUP)
        return rows, groups

    @cached_property
    def _names(self) -> tuple[np.ndarray, dict[str, int]]:
        """The column of each row, and the columns by name."""
        coded = (pd.factorize(self.observations[column]) for column in ("indicator", "detail"))
        (indicator, indicators), (detail, details) = coded
        columns, pairs = pd.factorize(indicator * len(details) + detail)
        names = [name_of(indicators[pair // len(details)], details[pair % len(details)]) for pair in pairs.tolist()]
        return columns, {name: at for at, name in enumerate(names)}

    @cached_property
    def _positions(self) -> np.ndarray:
        """Row position of each figure by group and name; -1 where there is none."""
        names, known = self._names
        rows, groups = self._groups
        positions = np.full((int(groups.max()) + 1 if len(groups) else 0, len(known)), -1, dtype=np.int64)
        positions[groups, names[rows]] = rows
        return positions

    @cached_property
    def _values(self) -> np.ndarray:
        """Value of each figure by group and name; NaN where there is none or it is missing."""
        return np.append(self.observations["value"].to_numpy(dtype="float64"), np.nan)[self._positions]

    @cached_property
    def count(self) -> int:
        """How many groups there are."""
        return len(self._positions)

    @cached_property
    def _days(self) -> np.ndarray:
        """The day of each group."""
        days = np.zeros(self.count, dtype="datetime64[s]")
        rows, groups = self._groups
        days[groups] = self.observations["as_of"].to_numpy(dtype="datetime64[s]")[rows]
        return days

    def on(self, identity: Identity) -> np.ndarray:
        """Groups of a day on which an identity holds."""
        return (self._days >= np.datetime64(identity.valid_from)) & (self._days <= np.datetime64(identity.valid_to))

    @cached_property
    def names(self) -> list[str]:
        """Names of the figures that any unit gives, sorted."""
        return sorted(self._names[1])

    def members(self, indicator: str) -> list[str]:
        """Names of the details of an indicator that any unit gives."""
        return [name for name in self.names if name.startswith(f"{indicator}/")]

    def values(self, name: str) -> np.ndarray:
        """Values of a figure by group."""
        column = self._column(name)
        return self._values[:, column] if column >= 0 else np.full(self.count, np.nan)

    def rows(self, name: str) -> np.ndarray:
        """Positions in `observations` of a figure by group; -1 where it is not given."""
        column = self._column(name)
        return self._positions[:, column] if column >= 0 else np.full(self.count, -1, dtype=np.int64)

    def exact(self, name: str) -> np.ndarray:
        """Groups in which a figure is given plainly, without 'hơn' or 'khoảng'."""
        return self._plain[self.rows(name)]

    @cached_property
    def _plain(self) -> np.ndarray:
        """Which rows of `observations` have no qualifier; last, for what is not given, False."""
        return np.append((self.observations["qualifier"] == "").to_numpy(), False)

    def _column(self, name: str) -> int:
        return self._names[1].get(name, -1)

    def any(self, names: Iterable[str]) -> np.ndarray:
        """Groups in which at least one of the figures has a value."""
        found = [np.isfinite(self.values(name)) for name in names]
        return np.logical_or.reduce(found) if found else np.zeros(self.count, dtype=bool)

    def all(self, names: Iterable[str]) -> np.ndarray:
        """Groups in which every one of the figures has a value."""
        found = [np.isfinite(self.values(name)) for name in names]
        return np.logical_and.reduce(found) if found else np.ones(self.count, dtype=bool)
