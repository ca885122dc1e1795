"""What the figures behind a claim are: withheld or missing, of which units, in whose words, made up or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from helpers.analysis.bridge import NOT_COMPARABLE, correspondence
from helpers.analysis.poverty import ELSEWHERE
from helpers.report.claims.claim import Claim, factors
from helpers.report.origins import Register
from helpers.vocabulary.coverage import ALL
from helpers.vocabulary.languages import languages
from helpers.vocabulary.law import CriteriaSet, Phase, Standard, entries_of, kinds_of_units
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.state import State

#: What is measured of some kinds of units only, as their law says.
OF_SOME = {"criteria", "flag"}


def _law(places: Sequence[str]) -> dict[str, list[str]]:
    """First and last day of each rule that measures figures, so that of two standards the day's can be told."""
    rules = [rule for kind in (Standard, CriteriaSet, Phase) for rule in entries_of(kind)]
    held = [rule for rule in rules if not rule.place or rule.place in places]
    return {rule.id: [rule.valid_from.isoformat(), (rule.valid_to or date.max).isoformat()] for rule in held}


@dataclass(frozen=True)
class Ground:
    """The figures that a page may show, laid out so that each claim can be told what stands behind it.

    areas: units of today's boundary version -> older version -> the codes that were merged whole into them.
    """

    register: Register
    boundary: Boundary
    areas: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def settle(self, claim: Claim) -> Claim:
        """The claim with its basis: gaps told apart, coverage, qualifier and origin of the figures behind it."""
        claim = self._where_given(claim)
        gaps = {unit: self._state(claim, unit) for unit in claim.basis.missing}
        found = [row for unit in self.units_of(claim) for row in self._behind(claim, unit)]
        partial = claim.statistic != "outlook"  # its series leaves out totals that lack units
        covered, due = self._compared(claim) or (_coverage(found) if partial else (0, 0))
        settled = claim.based(
            state=self._settled_state(claim, found, due),
            missing=tuple(unit for unit, state in gaps.items() if state is not State.WITHHELD),
            withheld=tuple(unit for unit, state in gaps.items() if state is State.WITHHELD),
            covered=covered,
            due=due,
            qualifier=_qualifier(claim, found),
            origin="demonstration" if any(row.kind == "demonstration" for row in found) else "",
        )
        is_printed = bool(found) and claim.measure.part[0].partition("/")[0].endswith("_printed")
        quoted = found[-1].printed if is_printed else claim.quoted
        return replace(settled, quoted=quoted, start=settled.start or _first_day(settled, found))

    def _where_given(self, claim: Claim) -> Claim:
        """The claim with its terms as the returns give them: a figure may stand within a breakdown only."""
        unit = next(iter(self.units_of(claim)), "")
        if not unit or not claim.day or not ELSEWHERE.keys() & {*claim.measure.part, *claim.measure.base}:
            return claim
        sides = (
            [self._term(term, unit, claim.day) for term in side] for side in (claim.measure.part, claim.measure.base)
        )
        part, base = map(tuple, sides)
        return replace(claim, measure=replace(claim.measure, part=part, base=base))

    def _term(self, term: str, unit: str, day: date) -> str:
        if term not in ELSEWHERE or any(row.state != State.MISSING for row in self.rows(term, unit, day)):
            return term
        return ELSEWHERE[term]

    def _compared(self, claim: Claim) -> tuple[int, int] | None:
        """Of a claim over units: how many it holds for and how many are due, (0, 0) if all; None for other claims."""
        every = self._due(claim)
        if claim.statistic == "rank" and claim.known:
            return (int(claim["many"]), len(every)) if claim["many"] < len(every) else (0, 0)
        summed = claim.statistic == "change" and len(claim.units) > 1
        over = claim.units if summed else claim.among if claim.along != "detail" else ()
        if not over or not set(over) <= every:
            return None
        held = len(over) - len(claim.basis.missing)
        return (held, len(every)) if held < len(every) else (0, 0)

    def _due(self, claim: Claim) -> set[str]:
        """The units that a claim over units should be of: all; of criteria and flags those compared and those with figures of
        their own, since the law may look at some kinds of units only, and those of merged units are not added up."""
        every = {unit.code for unit in self.boundary.units} - {self.boundary.total.code}
        if claim.measure.counts not in OF_SOME or not claim.day:
            return every
        of = {"as_of": pd.Timestamp(claim.day), "boundary": self.boundary.version}
        terms = [
            dict(zip(("indicator", "detail"), term.partition("/")[::2], strict=True)) for term in claim.measure.part
        ]
        held = {unit for unit in every if any(self.register.find({**of, **term, "unit": unit}) for term in terms)}
        return held | set(claim.among)

    def units_of(self, claim: Claim) -> list[str]:
        """The units whose figures a claim is made of."""
        if claim.along == "detail":
            return list(claim.units)
        named = [*claim.units, *(code for code, _ in claim.members if claim.along != "both")]
        return list(dict.fromkeys([*(named or claim.among), *filter(None, [claim.reference])]))

    def _behind(self, claim: Claim, unit: str) -> Iterator[Any]:
        terms = [*claim.measure.part, *claim.measure.base]
        details = [code for code, _ in claim.members] if claim.along == "detail" and claim.among else [""]
        filled = dict.fromkeys(term.format(detail=detail) for term in terms for detail in details)
        for term in filled:
            for day in days_of(term, claim):
                yield from self.rows(term, unit, day)

    def rows(self, term: str, unit: str, day: date) -> list[Any]:
        """The observations of a term of a unit on a day: its own, else those of the units that were merged into it."""
        by = term.partition("@")[2]
        return [row for figure in factors(term) for row in self._rows(figure, unit, day, "" if by == "since" else by)]

    def _rows(self, figure: str, unit: str, day: date, by: str) -> list[Any]:
        indicator, _, detail = figure.partition("/")
        key = {"indicator": indicator, "detail": detail, "as_of": pd.Timestamp(day), "standard": by}
        own = self.register.find({**key, "unit": unit, "boundary": self.boundary.version})
        if own is not None:
            return [own]
        for version, codes in self.areas.get(unit, {}).items():
            parts = [self.register.find({**key, "unit": code, "boundary": version}) for code in codes]
            if rows := [row for row in parts if row is not None]:
                whole = len(rows) == len(parts)  # else the sum is missing, also where one of its parts is withheld
                return rows if whole else [row for row in rows if row.state != State.WITHHELD]
        other = self.register.find({**key, "unit": unit}) if unit not in self.boundary.by_code else None
        return [other] if other is not None else []

    def _state(self, claim: Claim, unit: str) -> State:
        """Why a unit (or, along details, a detail) has no figure."""
        who, detail = (claim.units[0], unit) if claim.along == "detail" else (unit, "")
        terms = [term.format(detail=detail) for term in (*claim.measure.part, *claim.measure.base)]
        rows = [row for term in terms for day in days_of(term, claim) for row in self.rows(term, who, day)]
        return State.WITHHELD if any(row.state == State.WITHHELD for row in rows) else State.MISSING

    @staticmethod
    def _settled_state(claim: Claim, found: list[Any], due: int) -> State:
        """A figure that is not there is withheld if one behind it is; one that other units' totals make is none."""
        if claim.statistic == "value" and len({getattr(row, "covers", "") or ALL for row in found}) > 1:
            return State.MISSING
        if claim.basis.state is not State.MISSING:
            return claim.basis.state
        hidden = any(row.state == State.WITHHELD for row in found) and not due
        return State.WITHHELD if hidden else State.MISSING


def days_of(term: str, claim: Claim) -> list[date]:
    """The days of a term in a claim: of a change both; '@since' marks a term of the earlier day alone."""
    if term.endswith("@since"):
        return [claim.since] if claim.since else []
    both = claim.statistic in {"change", "extreme", "part_of_change"}
    return [day for day in (claim.day, claim.since if both else None) if day]


def _first_day(claim: Claim, rows: list[Any]) -> date | None:
    """The first day of the flows behind a claim; None where there is none, or they are not of one span."""
    flows = [row for row in rows if row.start < row.as_of and row.as_of.date() == claim.day]
    starts = {row.start.date() for row in flows}
    return starts.pop() if len(starts) == 1 else None


def _coverage(rows: list[Any]) -> tuple[int, int]:
    """Units covered and due of the total that covers fewest; (0, 0) where all are whole."""
    partial = []
    for row in rows:
        covered, _, due = getattr(row, "coverage", "").partition("/")
        if due and covered != due:
            partial.append((int(covered), int(due)))
    return min(partial, default=(0, 0))


def _qualifier(claim: Claim, rows: list[Any]) -> str:
    """'hơn' and its like, where the claim tells a single figure that carries it, or the source's own change."""
    single = claim.statistic in {"value", "printed"} and len(rows) == 1
    return rows[0].qualifier if single else ""


def ground_of(register: Register, scope: Scope, boundary: Boundary) -> Ground:
    """The ground of a page whose units are those of a boundary version."""
    return Ground(register, boundary, _areas(scope, boundary))


def _areas(scope: Scope, boundary: Boundary) -> dict[str, dict[str, tuple[str, ...]]]:
    order = [each.version for each in scope.boundaries]
    areas: dict[str, dict[str, tuple[str, ...]]] = {}
    for version in order[: order.index(boundary.version)]:
        table = correspondence(scope, version, boundary.version)
        for unit, row in table[table["comparability"] != NOT_COMPARABLE].iterrows():
            areas.setdefault(str(unit), {})[version] = tuple(row["predecessors"])
        areas.setdefault(boundary.total.code, {})[version] = (scope.boundary(version).total.code,)
    return areas


def places(scope: Scope, boundary: Boundary) -> dict[str, Any]:
    """Whose figures a period's claims are, for claims.json: units and total of the boundary version, areas, names."""
    codes = [*boundary.by_code, *scope.references]
    areas = {
        unit: {version: list(parts) for version, parts in each.items()}
        for unit, each in _areas(scope, boundary).items()
    }
    return {
        "boundary": boundary.version,
        "total": boundary.total.code,
        "units": [unit.code for unit in boundary.units if unit.code != boundary.total.code],
        "areas": areas,
        "law": _law(scope.places),
        "kinds": sorted(kinds_of_units()),
        "names": {code: {lang: scope.name(code, boundary.version, lang) for lang in languages()} for code in codes},
    }
