"""A claim as data, and what it measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.state import State

#: Columns of frames that are sums of indicators without an entry of their own.
SUMS = {"multidimensional_poor_households": ("poor_households", "near_poor_households")}


@dataclass(frozen=True)
class Measure:
    """A count, an amount or a rate.

    part, base: terms `indicator` or `indicator/detail`; a leading '-' takes one off, `@since` after it is the figure of
    the claim's earlier day, `@` and a standard the figure measured by it in place of that of the day's law; `a*b` is a
    plan times its printed rate. Without base it is a count.
    counts: what the terms count (households, persons, VND …). decimals: with which the figure is written, a rate in
    percent.
    column: the frame's column, day: that of its day. count, whole: the frame's columns of part and base, if they are not
    named as the terms.
    """

    column: str
    part: tuple[str, ...]
    base: tuple[str, ...] = ()
    counts: str = "households"
    decimals: int = 0
    count: str = ""
    whole: str = ""
    day: str = "as_of"

    @property
    def is_rate(self) -> bool:
        """Whether something is divided, or printed as a share."""
        return bool(self.base) or self.counts == "share"

    def of(self, detail: str) -> Measure:
        """The measure of one member of a breakdown: '{detail}' in its terms filled in."""
        filled = (tuple(term.format(detail=detail) for term in terms) for terms in (self.part, self.base))
        return replace(self, **dict(zip(("part", "base"), filled, strict=True)))


def measure(column: str | Measure, detail: str = "") -> Measure:
    """The measure that a column of a frame holds, from the catalogue; a Measure stays what it is.

    Raises KeyError for a column that is neither an indicator nor in SUMS: say what it is made of with a Measure.
    """
    if isinstance(column, Measure):
        return column.of(detail) if detail else column
    if column in SUMS:
        return Measure(column, SUMS[column])
    entry = indicators()[column]
    if entry.kind == "rate":
        part, base = (tuple(term.strip() for term in side.split("+")) for side in (entry.numerator, entry.denominator))
        counts = indicators()[base[0]].measure
        count = next((name for name, terms in SUMS.items() if terms == part), part[0])
        return Measure(column, _with(part, detail), _with(base, detail), counts, 2, count, base[0])
    decimals = 2 if entry.measure in {"share", "points"} else 0
    return Measure(column, _with((column,), detail), (), entry.measure, decimals)


def factors(term: str) -> list[str]:
    """The figures that a term names, without sign and day: mostly one, those of a product two."""
    return term.removeprefix("-").partition("@")[0].split("*")


def _with(terms: tuple[str, ...], detail: str) -> tuple[str, ...]:
    return tuple(f"{term}/{detail}" for term in terms) if detail else terms


@dataclass(frozen=True)
class Basis:
    """What the figures behind a claim are: found by the page's `Ground`, not by whoever claims.

    missing, withheld: units (or details) without a figure. covered, due: units in a total, if these are not all of
    those due, else 0. qualifier: '>' where the source says 'hơn'. origin: 'demonstration' if a figure behind it is made
    up.
    """

    state: State = State.KNOWN
    missing: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    covered: int = 0
    due: int = 0
    qualifier: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Claim:
    """One statement about figures.

    statistic: value, share, change, rank, extreme, part_of_change, coverage, newest, comparison, outlook, printed and
    those of money and criteria (docs/claims.md).
    units: what it is said of, added up where there are several. day, since, start: the day described, the earlier day
    of a change, the first day of a flow; until: the last day for money. among: the units (`along` 'unit'; none listed
    for a rank among all units) or details compared; members: those found, in order and with those that tie, each with
    its value. reference: the unit compared with. numbers: every number that words may print, by role. direction: up,
    down, none, same, highest, lowest, higher or lower. quoted: text of the source.
    """

    statistic: str
    measure: Measure
    units: tuple[str, ...] = ()
    day: date | None = None
    since: date | None = None
    start: date | None = None
    until: date | None = None
    along: str = "unit"
    among: tuple[str, ...] = ()
    members: tuple[tuple[str, float], ...] = ()
    reference: str = ""
    direction: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    quoted: str = ""
    labels: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)

    def __getitem__(self, role: str) -> float:
        """The number of a role, NaN if there is none."""
        return self.numbers.get(role, float("nan"))

    def has(self, *roles: str) -> bool:
        """Whether all of these numbers are known."""
        return all(self[role] == self[role] for role in roles)

    @property
    def known(self) -> bool:
        """Whether there is a figure to tell."""
        return self.basis.state is State.KNOWN

    @property
    def is_whole(self) -> bool:
        """Whether there is a figure, and it lacks no units that are due."""
        return self.known and not self.basis.due

    def labelled(self, *names: str) -> Claim:
        """The claim with the names by which its words call lines and details: digits in them are no figures."""
        return replace(self, labels=names)

    def based(self, **changes: Any) -> Claim:
        """The claim with changes to its basis."""
        return replace(self, basis=replace(self.basis, **changes))

    def data(self) -> dict[str, Any]:
        """The claim for claims.json: what is empty is left out."""
        basis = {name: value for name, value in vars(self.basis).items() if value and name != "state"}
        told = {
            "statistic": self.statistic,
            "indicator": self.measure.column,
            "part": list(self.measure.part),
            "base": list(self.measure.base),
            "counts": self.measure.counts,
            "units": list(self.units),
            **{name: day.isoformat() for name in ("day", "since", "start", "until") if (day := getattr(self, name))},
            "along": self.along if self.among else "",
            "among": list(self.among),
            "members": [list(member) for member in self.members],
            "reference": self.reference,
            "direction": self.direction,
            "decimals": self.measure.decimals,
            "numbers": {role: float(value) for role, value in self.numbers.items() if value == value},
            "quoted": self.quoted,
            "labels": list(self.labels),
            "basis": {name: list(v) if isinstance(v, tuple) else v for name, v in basis.items()},
            "state": str(self.basis.state),
        }
        return {name: value for name, value in told.items() if value not in ("", [], {}, None)}


def as_printed(value: float, decimals: int, *, rate: bool) -> float:
    """The value as a reader sees it: a rate of 0-1 to `decimals` of a percent, else to `decimals`; half away from zero.

    Ties, differences and 'the same' are judged by it, so that no sentence contradicts the figures that it prints.
    """
    if value != value:
        return value
    step = Decimal(1).scaleb(-decimals - 2 * rate)
    nudge = Decimal("1e-9") * step  # undoes binary noise: 0.22385 * 100 is 22.384999999999998
    size = (Decimal(repr(abs(float(value)))) + nudge).quantize(step, ROUND_HALF_UP)
    return float(size.copy_sign(Decimal(1 if value >= 0 else -1)))
