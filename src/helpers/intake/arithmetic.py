"""Arithmetic among columns that nobody has named: rates, sums and differences that hold row by row by more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from helpers.intake.proof import ENOUGH, Fit, Relation, weigh

MOST = 60  # columns among which relations are looked for
FEWEST = 3  # rows that a relation must hold in, where nothing but figures speaks for it


def relations_among(counts: Mapping[int, np.ndarray], rates: Mapping[int, np.ndarray]) -> dict[int, Fit]:
    """For each column that follows from others, the relation that it fits best. counts and rates (0-1) by column.

    Looked for: rate = one count / another; count = a + b; count = all columns of a run beside it.
    """
    columns = {**counts, **rates}
    if len(columns) > MOST:
        return {}
    found: dict[int, Fit] = {}
    for relation in (*_rates(counts, rates), *_sums(counts)):
        fit = weigh(relation, columns)
        result = int(str(relation.result))
        best = found.get(result)
        if fit.holds and fit.fits >= FEWEST and fit.digits > ENOUGH and (best is None or fit.digits > best.digits):
            found[result] = fit
    return found


def _rates(counts: Mapping[int, np.ndarray], rates: Mapping[int, np.ndarray]) -> Iterator[Relation]:
    for rate, values in rates.items():
        for over, above in counts.items():
            for under, below in counts.items():
                if over != under and _near(values * below, above, 0.5 + 0.0051 * below):
                    yield Relation(rate, ((1.0, over),), under)


def _sums(counts: Mapping[int, np.ndarray]) -> Iterator[Relation]:
    names = list(counts)
    for whole, values in counts.items():
        for a, b in combinations([name for name in names if name != whole], 2):
            if _near(counts[a] + counts[b], values, 0.5):
                yield Relation(whole, ((1.0, a), (1.0, b)))
        yield from _runs(whole, values, counts, names)


def _runs(whole: int, values: np.ndarray, counts: Mapping[int, np.ndarray], names: list[int]) -> Iterator[Relation]:
    """Runs of three or more neighbours that add up to a column."""
    for start in range(len(names)):
        total = np.zeros_like(values)
        for stop in range(start, len(names)):
            if names[stop] == whole:
                break
            total = total + counts[names[stop]]
            if stop - start >= 2 and _near(total, values, 0.5):
                yield Relation(whole, tuple((1.0, name) for name in names[start : stop + 1]))


def _near(a: np.ndarray, b: np.ndarray, slack: np.ndarray | float) -> bool:
    """Whether most rows that give both sides agree."""
    with np.errstate(invalid="ignore"):
        told = np.isfinite(a) & np.isfinite(b)
        return bool(told.any()) and bool((np.abs(a - b) <= slack)[told].mean() >= 0.8)
