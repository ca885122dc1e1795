"""Small pictures in the cells of a column: what `marks={"poverty_rate": "bar"}` of `page.table` means.

A mark is a function of what stands in the cell and around it; `marks` draws it. The names in NAMED take no settings;
the functions here give marks that do: `marks={"poverty_rate": change(before="rate_before")}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.report import marks
from helpers.vocabulary.errors import unknown


@dataclass(frozen=True)
class Surroundings:
    """A cell with what is around it: its value and text, its row (`key`, `row`), the column with and without whole."""

    value: float | None
    text: str
    key: Any
    row: Mapping[str, Any]
    column: Sequence[float]
    whole: float | None
    is_share: bool = False

    @property
    def high(self) -> float:
        """The largest value of the column, the whole included."""
        return max([*self.column, *([self.whole] if self.whole is not None else [])], default=0.0)

    @property
    def low(self) -> float:
        """The smallest value of the column's rows."""
        return min(self.column, default=0.0)


@dataclass(frozen=True)
class Picture:
    """What a mark adds to a cell: inline SVG, a shade (0-4), a sign behind the number; `key` explains it below."""

    svg: str = ""
    shade: int | None = None
    sign: str = ""
    key: str = ""


#: What the shapes and signs of a mark mean, where they do not say it themselves.
_CHANGE = "○ at the review before, ● now; dotted line: the whole area"
_TIME = "upright mark: share of the time gone; orange: below it"
_LINE = "grey line: the whole area"
_ABOVE = "▲ above the whole area"
_CLEAR = "↑ ↓ clear change since the review before; without an arrow no clear one"


Mark = Callable[[Surroundings], Picture]


def bar(seen: Surroundings) -> Picture:
    """A bar from zero by size, on one scale for the column; the whole has one if it is a rate, not if it is the sum."""
    is_sum = seen.whole is not None and not seen.is_share
    sizes = [abs(value) for value in (*seen.column, *([] if is_sum or seen.whole is None else [seen.whole]))]
    if seen.value is None or (is_sum and seen.value == seen.whole):
        return Picture()
    return Picture(marks.bar(abs(seen.value), max(sizes, default=0.0), seen.text))


def heat(seen: Surroundings) -> Picture:
    """A shade by fifths of the column's range; ▲ where the value is above the whole's."""
    above = seen.value is not None and seen.whole is not None and seen.value > seen.whole
    return _shaded(marks.heat(seen.value, seen.low, seen.high), above)


def _shaded(shade: int | None, above: bool) -> Picture:
    return Picture(shade=shade, sign="▲", key=_ABOVE) if above else Picture(shade=shade)


def heat_of(shares: pd.DataFrame, whole: str) -> Mark:
    """A shade by fifths of a whole frame's range, for columns compared along rows; ▲ above the row's `whole`."""
    numbers = shares.drop(columns=whole, errors="ignore").to_numpy(dtype=float)
    known = numbers[~pd.isna(numbers)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)

    def draw(seen: Surroundings) -> Picture:
        other = seen.row.get(whole, float("nan"))
        above = seen.value is not None and seen.value > other
        return _shaded(marks.heat(seen.value, low, high), above)

    return draw


def bar_of(high: float) -> Mark:
    """A bar from zero on a scale that ends at `high`, for columns that share one; what is beyond has none."""
    return lambda seen: Picture(marks.bar(seen.value, high, seen.text) if (seen.value or 0) <= high else "")


def change(before: str) -> Mark:
    """From the value of the column `before` to the cell's own, on one scale; a dotted line for the whole."""

    def draw(seen: Surroundings) -> Picture:
        earlier = _number(seen.row.get(before))
        known = [number for number in (*seen.column, seen.whole, earlier) if number is not None]
        top = max(
            [*known, float(seen.row.get(f"{before}:max", 0.0))]
        )  # of the column, which `rows_of` keeps beside the row
        svg = marks.change(earlier, seen.value, (0.0, top), seen.text, seen.whole)
        return Picture(svg, key=_CHANGE if svg and earlier is not None else "")

    return draw


def bullet(time: float | str | None) -> Mark:
    """A share (0-1) as a bar with an upright mark for the time gone (0-1), or the column that says so."""

    def draw(seen: Surroundings) -> Picture:
        gone = _number(seen.row.get(time) if isinstance(time, str) else time)
        svg = marks.bullet(seen.value, gone, seen.text)
        return Picture(svg, key=_TIME if svg and gone is not None else "")

    return draw


def lacking(seen: Surroundings) -> Picture:
    """A shade where a flag is not set."""
    return Picture(shade=3 if seen.value == 0 else None)


def spine(seen: Surroundings) -> Picture:
    """Where a row's `value` lies between its `worst` and its `best`, the `whole` in the middle, and whether it is `apart` from it: columns of the frame.

    Meant for a column of words ('kém hơn'), so that colour never stands alone.
    """
    own, middle, *ends = (_number(seen.row.get(name)) for name in ("value", "whole", "worst", "best"))
    return Picture(marks.spine(own, middle, ends, seen.text, bool(seen.row.get("apart", True))))


def trend(seen: Surroundings) -> Picture:
    """An arrow behind a change that is `clear`, a column of the frame (`analysis.change.is_clear`)."""
    sign = "↑" if (seen.value or 0) > 0 else "↓"
    return Picture(sign=sign if seen.row.get("clear") else "", key=_CLEAR)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def sparkline(lines: pd.DataFrame, whole: Any = None) -> Mark:
    """The row's line over time, the whole's behind it in grey. lines: a row per unit, a column per day, in order."""

    def draw(seen: Surroundings) -> Picture:
        if seen.key not in lines.index:
            return Picture()
        own, other = _line(lines, seen.key), _line(lines, whole) if whole in lines.index and whole != seen.key else ()
        svg = marks.sparkline(own, seen.text, other)
        return Picture(svg, key=_LINE if svg and other else "")

    return draw


def _line(lines: pd.DataFrame, key: Any) -> list[float | None]:
    return [_number(value) for value in lines.loc[key]]


NAMED: Mapping[str, Mark] = {"bar": bar, "heat": heat, "lacking": lacking, "spine": spine, "trend": trend}


def mark_of(given: str | Mark) -> Mark:
    """The mark of a name. Raises UsageError, with a suggestion, for another name."""
    if not isinstance(given, str):
        return given
    if given not in NAMED:
        raise unknown("mark", given, NAMED)
    return NAMED[given]
