"""Arithmetic among columns: what holds row by row whatever they are called, and what that leaves for the unnamed."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from math import log10
from typing import Any

import numpy as np

from helpers.intake.proof import ENOUGH, Fit, Relation, each_stated, renamed, stated, weigh
from helpers.vocabulary.identities import Identity, identities, rates

MOST = 60  # columns among which relations are looked for
FEWEST = 3  # rows that a relation must hold in, where nothing but figures speaks for it
LONGEST = 9  # columns of a flow, from what it starts with to what is left
PREVIOUS = "@previous"  # marks a column of last year's figures
_OPEN = "?"
Key = tuple[str, str]  # an indicator and its detail


def relations_among(
    counts: Mapping[int, np.ndarray], shares: Mapping[int, np.ndarray], printed: Iterable[Relation] = ()
) -> dict[int, Fit]:
    """For each column that follows from others, the relation that it fits best. counts and shares (0-1) by column.

    Looked for: what the table prints under its headings; share = one count / another; count = a + b, = all columns of a
    run beside it, = a count that it repeats, = what a flow beside it leaves. The more columns, the more digits must
    agree: some fit by chance.
    """
    columns = {**counts, **shares}
    if not columns or len(columns) > MOST:
        return {}
    said = [each for each in printed if set(each.names) <= set(columns)]
    looked_for = (*_rates(counts, shares), *_sums(counts), *_repeats(counts), *_flows(counts))
    fits = [(weigh(each, columns), ENOUGH) for each in said]
    fits += [(weigh(each, columns), ENOUGH + 2 * log10(len(columns))) for each in looked_for]
    found: dict[int, Fit] = {}
    for fit, due in fits:
        result = int(str(fit.relation.result))
        best = found.get(result)
        if fit.holds and fit.fits >= FEWEST and fit.digits > due and (best is None or fit.digits > best.digits):
            found[result] = fit
    return found


def meanings_left(
    places: Mapping[Key, int], open: Collection[int], columns: Mapping[Any, np.ndarray]
) -> dict[int, tuple[Key, Fit]]:
    """What open columns must be, as all else that a registered statement names has its column and the figures agree.

    places: the column of each figure that is named. columns: figures by column, and those of last year by (PREVIOUS,
    key). A column that fits two figures, or a figure that two columns fit, is left open.
    """
    found: dict[tuple[int, Key], Fit] = {}
    due = ENOUGH + log10(1 + len(open))
    for key, relation in _one_open(places, [each[1] for each in columns if isinstance(each, tuple)]):
        for at in open:
            closed = renamed(relation, {name: at if name == _OPEN else name for name in relation.names})
            if closed and set(closed.names) <= set(columns):
                fit = weigh(closed, columns)
                if fit.holds and fit.fits >= FEWEST and fit.digits > due:
                    found[at, key] = fit
    pairs = list(found)
    single = [pair for pair in pairs if sum(pair[0] == at or pair[1] == key for at, key in pairs) == 1]
    return {at: (key, found[at, key]) for at, key in single}


def _one_open(places: Mapping[Key, int], earlier: Collection[Key]) -> Iterator[tuple[Key, Relation]]:
    """Figures without a column where all others of a statement have theirs, and what it says with _OPEN for it."""
    for identity in identities():
        if identity.kind == "carried_over":
            start, end = ((term.indicator, term.detail) for term in identity.terms)
            if start not in places and end in earlier:
                yield start, Relation(_OPEN, ((1.0, (PREVIOUS, end)),))
        elif identity.kind == "sum":
            for each in each_stated(identity, places):
                yield from _open_in(each, places)
    for rate in rates().values():
        keys = [(id, "") for id in (rate.printed, rate.numerator, rate.denominator)]
        lacking = [key for key in keys if key not in places]
        if len(lacking) == 1:
            result, over, under = ({**places, lacking[0]: _OPEN}[key] for key in keys)
            yield lacking[0], Relation(result, ((1.0, over),), under)


def _open_in(identity: Identity, places: Mapping[Key, int]) -> Iterator[tuple[Key, Relation]]:
    """The one figure of a sum without a column. What a flow need not report counts as 0, where its end is sought."""
    lacking = [term for term in identity.terms if (term.indicator, term.detail) not in places]
    end = identity.left[0]
    if identity.needs and end in lacking and not any(term.name in identity.needs for term in lacking):
        known = tuple(term for term in identity.right if (term.indicator, term.detail) in places)
        identity = replace(identity, right=known)
        lacking = [end]
    if len(lacking) == 1:
        key = lacking[0].indicator, lacking[0].detail
        named: Mapping[Key, Hashable] = {**places, key: _OPEN}
        if relation := stated(identity, named):
            yield key, relation


def _rates(counts: Mapping[int, np.ndarray], shares: Mapping[int, np.ndarray]) -> Iterator[Relation]:
    for rate, values in shares.items():
        for over, above in counts.items():
            for under, below in counts.items():
                if over != under and _near(values * below, above, 0.5 + 0.0051 * below):
                    yield Relation(rate, ((1.0, over),), under)


def _repeats(counts: Mapping[int, np.ndarray]) -> Iterator[Relation]:
    for first, later in combinations(counts, 2):
        if _near(counts[first], counts[later], 0.5):
            yield Relation(later, ((1.0, first),))


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


def _flows(counts: Mapping[int, np.ndarray]) -> Iterator[Relation]:
    """Neighbours of which the last is what is left of the first, with some between taken away and others added."""
    names = [name for name, values in counts.items() if np.nan_to_num(values).any()]  # zeros could have either sign
    for size in range(3, LONGEST + 1):
        signs = np.array([each for each in product((-1.0, 1.0), repeat=size - 2) if min(each) < 0])
        for start in range(len(names) - size + 1):
            first, *between, last = names[start : start + size]
            rows = np.array([counts[name] for name in (first, *between, last)])
            rows = rows[:, np.isfinite(rows).all(axis=0)]
            gap = np.abs(rows[0] + signs @ rows[1:-1] - rows[-1])
            for at in np.flatnonzero((gap <= 0.5).sum(axis=1) >= max(FEWEST, 0.8 * rows.shape[1])):
                yield Relation(last, ((1.0, first), *zip(signs[at].tolist(), between, strict=True)))


def _near(a: np.ndarray, b: np.ndarray, slack: np.ndarray | float) -> bool:
    """Whether most rows that give both sides agree."""
    with np.errstate(invalid="ignore"):
        told = np.isfinite(a) & np.isfinite(b)
        return bool(told.any()) and bool((np.abs(a - b) <= slack)[told].mean() >= 0.8)
