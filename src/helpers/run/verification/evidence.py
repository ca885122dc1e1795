"""A public tree's figures as a verifier reads them: observations.csv and nothing of the program that made it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import isclose, prod
from typing import Any, TextIO

#: The claims of a period, beside its pages.
NAME = "claims.json"
#: What closed on the earlier day of a claim is the end of a flow of any length.
ANY = "any"
#: What two units that were merged have cannot be added up.
NOT_ADDED = {"criteria", "flag"}
Rows = Mapping[tuple[str, str, str], Mapping[tuple[str, str], Mapping[str, "EvidenceRow"]]]


class Unproved(Exception):
    """Why a claim does not follow from the figures."""


@dataclass(frozen=True)
class EvidenceRow:
    """One figure of observations.csv. covered, due: units in a total, (0, 0) if it is no sum; `covers` names them."""

    value: float | None
    withheld: bool
    covered: int
    due: int
    qualifier: str
    printed: str
    covers: str = "all"


@dataclass(frozen=True)
class Places:
    """Whose figures these are, as claims.json says: the boundary version, its units and total, what was merged into
    them (by older version), and their names by language."""

    boundary: str
    total: str
    units: tuple[str, ...]
    areas: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    law: Mapping[str, Sequence[str]] = field(default_factory=dict)  # first and last day of what measures figures
    kinds: tuple[str, ...] = ()  # of units, which their names begin with

    @cached_property
    def short_names(self) -> Mapping[str, Mapping[str, str]]:
        """By language and code the names without their kinds: 'Hiếu'."""
        langs = {lang for told in self.names.values() for lang in told}
        return {lang: {code: self._short(told[lang]) for code, told in self.names.items()} for lang in langs}

    def _short(self, name: str) -> str:
        return name.removeprefix(next((kind for kind in self.kinds if name.startswith(f"{kind} ")), "")).strip()


@dataclass(frozen=True)
class Evidence:
    """Figures by indicator, detail and day, then by boundary version and unit."""

    rows: Rows
    places: Places

    def find(self, term: str, unit: str, day: str, start: str = "", standard: str = "") -> list[EvidenceRow]:
        """The figures behind a term ('indicator', 'indicator/detail') of a unit on a day; none without such a figure.

        standard: by which it is measured, where that is not the law of the day. start: the first day of a flow; a flow
        is found only by both of its days, unless it may be of ANY length. A unit that others were merged into has
        theirs, if every one of them has a figure (empty ones count).
        """
        indicator, _, detail = term.partition("/")
        if standard and (f"{indicator}@{standard}", detail, day) in self.rows:
            indicator = f"{indicator}@{standard}"
        here = {}
        for place, spans in self.rows.get((indicator, detail, day), {}).items():
            row = spans.get(start) or spans.get(day) or (next(iter(spans.values())) if start == ANY else None)
            here |= {place: row} if row else {}
        if (self.places.boundary, unit) in here:
            return [here[self.places.boundary, unit]]
        for version, codes in self.places.areas.get(unit, {}).items():
            parts = [here[version, code] for code in codes if (version, code) in here]
            if parts:
                return parts if len(parts) == len(codes) else []
        own = unit == self.places.total or unit in self.places.units
        return [] if own else [row for (_, code), row in here.items() if code == unit][:1]


def read(handle: TextIO | Iterable[str], places: Places) -> Evidence:
    """The evidence in an observations.csv."""
    rows: dict[tuple[str, str, str], dict[tuple[str, str], dict[str, EvidenceRow]]] = {}
    for line in csv.DictReader(handle):
        first, last = places.law.get(line["standard"], ("", "9999-12-31"))
        other = "" if first <= line["as_of"] <= last else f"@{line['standard']}"
        key, place = (line["indicator"] + other, line["detail"], line["as_of"]), (line["boundary"], line["unit"])
        rows.setdefault(key, {}).setdefault(place, {})[line["start"]] = _row(line)
    for (name, detail, day), found in list(
        rows.items()
    ):  # what only ended law measures, such as money left, needs no mark
        rows.setdefault((name.partition("@")[0], detail, day), found)
    return Evidence(rows, places)


def _row(line: dict[str, Any]) -> EvidenceRow:
    covered, _, due = line["coverage"].replace(" of ", "/").partition("/")
    return EvidenceRow(
        float(line["value"]) if line["value"] else None,
        line["confidentiality"] == "C" and not line["value"],
        int(covered) if due else 0,
        int(due) if due else 0,
        line["qualifier"],
        line["printed"].removeprefix("'"),
        line["covers"] or "all",
    )


@dataclass(frozen=True)
class Sum:
    """Terms added up for one unit: the value (None where a figure is not there) and the rows behind it."""

    value: float | None
    rows: tuple[EvidenceRow, ...]

    @property
    def withheld(self) -> bool:
        """Is a figure behind it withheld?"""
        return any(row.withheld for row in self.rows)

    @property
    def partial(self) -> tuple[int, int]:
        """Units covered and due of the row that covers fewest; (0, 0) if all are whole."""
        return min(((row.covered, row.due) for row in self.rows if row.covered < row.due), default=(0, 0))


def added(evidence: Evidence, terms: Sequence[str], unit: str, day: str, claim: Mapping[str, Any]) -> Sum:
    """Signed terms of a unit added up; '@since' takes a term at the earlier day, '@' and a standard by that one.

    'a*b' is the product of two figures.
    """
    total, rows, gap = 0.0, [], False
    for term in terms:
        plain, _, of = term.removeprefix("-").partition("@")
        earlier = of == "since"
        when, start = (claim.get("since", ""), ANY) if earlier else (day, claim.get("start", ""))
        each = [evidence.find(factor, unit, when, start, "" if earlier else of) for factor in plain.split("*")]
        found = [row for factor in each for row in factor]
        rows += found
        gap = gap or not all(each) or any(row.value is None for row in found)
        gap = gap or (len(each) > 1 and len(found) != len(each))  # no product of sums
        gap = gap or (claim.get("counts") in NOT_ADDED and len(found) > 1)
        total += (-1 if term.startswith("-") else 1) * prod(sum(row.value or 0.0 for row in factor) for factor in each)
    gap = gap or len({row.covers for row in rows}) > 1  # as many units on both sides are not yet the same ones
    return Sum(None if gap else total, tuple(rows))


@dataclass(frozen=True)
class Found(Sum):
    """What a measure comes to: a value, the rows behind it, its part and base; a value of None if there is none."""

    part: float | None
    base: float | None


def measured(evidence: Evidence, claim: Mapping[str, Any], unit: str, day: str, detail: str = "") -> Found:
    """The measure of a claim for a unit on a day. A rate of totals that do not cover the same units is none."""
    terms, bases = ([term.replace("{detail}", detail) for term in claim.get(side, [])] for side in ("part", "base"))
    above = added(evidence, terms, unit, day, claim)
    if not bases:
        return Found(above.value, above.rows, above.value, None)
    below = added(evidence, bases, unit, day, claim)
    rows = above.rows + below.rows
    value = None if above.value is None or not below.value else above.value / below.value
    if len({row.covers for row in rows}) > 1:
        value = None
    return Found(value, rows, above.value, below.value)


def together(evidence: Evidence, claim: Mapping[str, Any], units: Sequence[str], day: str) -> Found:
    """The measure of several units taken as one."""
    each = [measured(evidence, claim, unit, day) for unit in units]
    rows = tuple(row for found in each for row in found.rows)
    if len(each) == 1:
        return each[0]
    part, base = (_sum([getattr(found, side) for found in each]) for side in ("part", "base"))
    if not claim.get("base"):
        return Found(part, rows, part, None)
    return Found(part / base if part is not None and base else None, rows, part, base)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if values and len(known) == len(values) else None


def printed(value: float, claim: Mapping[str, Any]) -> float:
    """The value as a reader sees it: rates in percent, rounded to the claim's decimals, half away from zero."""
    return float(_rounded(Decimal(repr(value)) * (100 if is_rate(claim) else 1), claim.get("decimals", 0)))


def points(value: float) -> float:
    """Percentage points as a reader sees them, to two decimals."""
    return float(_rounded(Decimal(repr(value)), 2))


def _rounded(value: Decimal, decimals: int) -> Decimal:
    step = Decimal(1).scaleb(-decimals)
    size = (abs(value) + step * Decimal("1e-9")).quantize(step, ROUND_HALF_UP)
    return size if value >= 0 else -size


def is_rate(claim: Mapping[str, Any]) -> bool:
    """Whether the claim's values are shares of 0-1."""
    return bool(claim.get("base")) or claim.get("counts") == "share"


def agree(told: float | None, found: float | None) -> bool:
    """Whether two numbers are the same but for the last bits."""
    if told is None or found is None:
        return told is found
    return isclose(told, found, rel_tol=1e-9, abs_tol=1e-9)
