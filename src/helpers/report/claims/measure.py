"""What is measured: the terms that are added up and, for a rate, those that they are divided by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from helpers.vocabulary.catalogue import indicators

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
    column: the frame's column. count, whole: the frame's columns of part and base, if they are not named as the terms.
    """

    column: str
    part: tuple[str, ...]
    base: tuple[str, ...] = ()
    counts: str = "households"
    decimals: int = 0
    count: str = ""
    whole: str = ""

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
