"""What the figures of a table prove of its columns: rates, sums and differences that hold row by row.

A heading says what a column should be; arithmetic says whether it can be. `grades` weighs both for columns that are
already named; whoever proposes names for unnamed columns tests each proposal with the same `weigh`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from helpers.vocabulary.identities import EACH, EVERY, Identity

PROVED, CONSISTENT, NAMED, BROKEN = "proved", "consistent", "by name only", "broken"
ENOUGH = 3.0  # digits in agreement: chance does so once in a thousand tables
MOST_BREAKS = 0.2  # share of rows that may hold a slip without the relation being another one
NOISE = 1e-6
MANY = 500  # rows from which a few that repeat others change nothing
_FORMULA = re.compile(r"(\d+)=(\d+)/(\d+)(?:\*100)?%?|(\d+)=([+-]?\d+(?:[+-]\d+)+)")


@dataclass(frozen=True)
class Relation:
    """result = sum of weight × term, or, with a base, the one term / base; names are those of the columns.

    bounded: result is at most that sum. Such a relation can speak against a column, and proves none.
    """

    result: Hashable
    terms: tuple[tuple[float, Hashable], ...]
    base: Hashable = None
    bounded: bool = False

    @cached_property
    def names(self) -> tuple[Hashable, ...]:
        """Every column that takes part."""
        return (self.result, *(name for _, name in self.terms), *(() if self.base is None else (self.base,)))

    def singles_out(self, name: Hashable) -> bool:
        """Whether no other column could stand in the place of this one: the parts of a sum can change places."""
        if self.base is not None:
            return True
        weights = {self.result: -1.0} | {term: weight for weight, term in self.terms}
        return list(weights.values()).count(weights[name]) == 1

    def value(self, columns: Mapping[Any, np.ndarray]) -> np.ndarray:
        """What the other columns give for the result."""
        total = sum((weight * columns[name] for weight, name in self.terms), np.zeros(1))
        if self.base is None:
            return total
        with np.errstate(divide="ignore", invalid="ignore"):
            return total / columns[self.base]


@dataclass(frozen=True)
class Fit:
    """How a relation fared: rows that fit and that break it, and the digits the fitting rows agree in, together."""

    relation: Relation
    fits: int
    breaks: int
    digits: float

    @property
    def holds(self) -> bool:
        """Whether it holds but for a few slips."""
        return self.fits > 0 and self.breaks <= MOST_BREAKS * (self.fits + self.breaks)

    @property
    def is_broken(self) -> bool:
        """Whether most rows speak against it."""
        return self.breaks > self.fits


@dataclass(frozen=True)
class Grade:
    """What speaks for a column beside its name: PROVED, CONSISTENT, NAMED (nothing) or BROKEN, and by which test."""

    state: str
    test: Fit | None = None


def formula(text: str) -> Relation | None:
    """The relation that an index row's cell states between column numbers: '4=3/1*100', '9=1-2-3+4'; else None."""
    plain = re.sub(r"[\s()]", "", text).lower().replace("x100", "*100").replace(":", "/").replace("−", "-")
    found = _FORMULA.fullmatch(plain)
    if not found:
        return None
    if found[1]:
        return Relation(found[1], ((1.0, found[2]),), found[3])
    signed = re.findall(r"([+-]?)(\d+)", found[5])
    return Relation(found[4], tuple((-1.0 if sign == "-" else 1.0, number) for sign, number in signed))


def renamed(relation: Relation, names: Mapping[Any, Any]) -> Relation | None:
    """A relation between other names; None where one of its columns has none."""
    if any(name not in names for name in relation.names):
        return None
    terms = tuple((weight, names[name]) for weight, name in relation.terms)
    base = None if relation.base is None else names[relation.base]
    return Relation(names[relation.result], terms, base, relation.bounded)


def stated(identity: Identity, places: Mapping[tuple[str, str], Hashable]) -> Relation | None:
    """A registered identity as a relation between columns, by indicator and detail of each; None if one lacks."""
    signs: dict[Hashable, float] = {}
    for term in identity.terms:
        of = [key for key in places if key[0] == term.indicator]
        named = [key for key in of if (key[1] if term.detail == EVERY else key[1] == term.detail)]
        if term.previous or not named:
            return None
        signs |= {places[key]: float(term.coefficient) for key in named}
    result = next((name for name, sign in signs.items() if abs(sign) == 1), None) if len(signs) > 1 else None
    if result is None or (identity.bounded and not any(sign < 0 for sign in signs.values())):
        return None
    if identity.bounded:  # larger - smaller >= 0: the first of the smaller side is at most the rest
        result = next(name for name, sign in signs.items() if sign < 0)
    own = signs.pop(result)
    return Relation(result, tuple((-sign / own, name) for name, sign in signs.items()), bounded=identity.bounded)


def each_stated(identity: Identity, places: Iterable[tuple[str, str]]) -> Iterator[Identity]:
    """The identity, or one for each detail of the columns where it holds for each in turn."""
    if all(term.detail != EACH for term in identity.terms):
        yield identity
        return
    named = identity.indicators
    for detail in sorted({detail for indicator, detail in places if indicator in named and detail}):
        yield identity.of(detail)


def weigh(relation: Relation, columns: Mapping[Any, np.ndarray]) -> Fit:
    """The relation on every row that gives all its figures; rows of zeros, and repeated ones, tell nothing."""
    rows = np.column_stack([columns[name] for name in relation.names])
    told = np.isfinite(rows).all(axis=1) & (rows != 0).any(axis=1)
    rows = np.unique(rows[told], axis=0) if told.sum() <= MANY else rows[told]
    given = dict(zip(relation.names, rows.T, strict=True))
    due = relation.value(given)
    told = np.isfinite(due)
    result, due = given[relation.result][told], due[told]
    slack = _slack(columns[relation.result], relation.base is not None)
    over = result - due if relation.bounded else np.abs(result - due)
    fits = over <= slack + NOISE * np.abs(due)
    size = np.maximum(np.abs(result[fits]) / slack, 1.0)
    return Fit(relation, int(fits.sum()), int((~fits).sum()), float(np.log10(size).sum()))


def grades(columns: Mapping[Any, np.ndarray], relations: Iterable[Relation]) -> dict[Any, Grade]:
    """The grade of each column by every relation that it takes part in.

    PROVED: a relation holds in which no other column could take its place, and by more than chance. CONSISTENT: one
    holds. BROKEN: one is broken and none holds. Columns of equal figures cannot be told apart, and are never proved.
    """
    tests = [weigh(relation, columns) for relation in relations if all(name in columns for name in relation.names)]
    return {name: _grade(name, columns, [test for test in tests if name in test.relation.names]) for name in columns}


def _grade(name: Hashable, columns: Mapping[Any, np.ndarray], tests: list[Fit]) -> Grade:
    holding = [test for test in tests if test.holds and not test.relation.bounded]
    holding.sort(key=lambda test: -test.digits)
    proofs = [test for test in holding if test.relation.singles_out(name) and test.digits >= ENOUGH]
    twins = (other for other in columns if np.array_equal(columns[name], columns[other], equal_nan=True))
    if proofs and all(other == name for other in twins):
        return Grade(PROVED, proofs[0])
    if holding:
        return Grade(CONSISTENT, holding[0])
    broken = next((test for test in tests if test.is_broken), None)
    return Grade(BROKEN, broken) if broken else Grade(NAMED)


def _slack(results: np.ndarray, is_rate: bool) -> float:
    """Half a unit of the last place: of whole numbers for sums, of the printed decimals of a percentage for rates."""
    known = results[np.isfinite(results)]
    if not is_rate:
        return 0.5
    decimals = next((at for at in range(6) if np.allclose(known * 100, np.round(known * 100, at), atol=1e-9)), 6)
    return 0.5 / 100 * 10.0**-decimals * (1 + NOISE) + 1e-12
