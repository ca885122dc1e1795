"""A claim as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from helpers.report.claims.measure import Measure
from helpers.vocabulary.state import State


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
