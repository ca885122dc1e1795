"""Small pictures in the cells of a column: what `marks={"poverty_rate": "bar"}` of `page.table` means.

A mark is a function of what stands in the cell and around it. The names in NAMED take no settings; the functions here
give marks that do: `marks={"poverty_rate": change(before="rate_before")}`. They draw inline SVG of a few shapes, with
words for those who do not see them; the number itself stands as text in the table. Places are per cent of a width that
the style sheet decides, wide on a large screen and narrow on a phone, while dots and lines keep their size. Attributes
instead of styles, in colours of `palette`, so that the page's security policy and dark sheet hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, starmap
from typing import Any

import pandas as pd

from helpers.report.markup import attributes, tenths
from helpers.report.palette import BLUE, FAINT, GREY, LINE, ORANGE, PAPER
from helpers.vocabulary.errors import unknown

THICK, THIN = 58.0, 42.0  # of a bar and of a range, of the height
_PAD = 4.0  # room for a dot at either end
_LINE_CANVAS = 100, 14  # of a sparkline, whose points cannot be per cent
HEAT_LEVELS = 5
ROOM = " "  # where other cells of the column have a sign: numbers stand below each other
#: What the shapes and signs of a mark mean, where they do not say it themselves.
_CHANGE = "○ at the review before, ● now; dotted line: the whole area"
_TIME = "upright mark: share of the time gone; orange: below it"
_LINE = "grey line: the whole area"
_ABOVE = "▲ above the whole area"
_CLEAR = "↑ ↓ clear change since the review before; without an arrow no clear one"


@dataclass(frozen=True)
class Surroundings:
    """A cell with what is around it: its value and text, its row (`key`, `row`), the column without and with the whole."""

    value: float | None
    text: str = ""
    key: Any = None
    row: Mapping[str, Any] = field(default_factory=dict)
    column: Sequence[float] = ()
    whole: float | None = None
    is_share: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class Picture:
    """What a mark adds to a cell: inline SVG, a shade (0-4), a sign behind the number; `key` explains it below."""

    svg: str = ""
    shade: int | None = None
    sign: str = ""
    key: str = ""


Mark = Callable[[Surroundings], Picture]


def bar(seen: Surroundings) -> Picture:
    """A bar from zero by size, on one scale for the column; the whole has one if it is a rate, not if it is the sum."""
    high = max((abs(value) for value in (*seen.column, *_known(seen.whole if seen.is_share else None))), default=0.0)
    return _bar_to(seen, high)


def bar_of(high: float) -> Mark:
    """A bar from zero on a scale that ends at `high`, for columns that share one; what is beyond, or the sum, has none."""
    return lambda seen: _bar_to(seen, high) if (seen.value or 0) <= high else Picture()


def _bar_to(seen: Surroundings, high: float) -> Picture:
    if seen.value is None or (seen.is_total and not seen.is_share) or not high > 0:
        return Picture()
    return Picture(_svg(seen.text, _bar(0, 100 * min(abs(seen.value) / high, 1), THICK, BLUE)))


def heat(seen: Surroundings) -> Picture:
    """A shade by fifths of the column's range; ▲ where the value is above the whole's."""
    return _shaded(seen.value, seen.column, seen.whole)


def heat_of(shares: pd.DataFrame, whole: str) -> Mark:
    """A shade by fifths of a whole frame's range, for columns compared along rows; ▲ above the row's `whole`."""
    numbers = _known(*shares.drop(columns=whole, errors="ignore").to_numpy(dtype=float).flat)
    return lambda seen: _shaded(seen.value, numbers, next(iter(_known(seen.row.get(whole))), None))


def _shaded(value: float | None, range: Sequence[float], whole: float | None) -> Picture:
    shade = level(value, min(range, default=0.0), max(range, default=0.0))
    is_above = value is not None and whole is not None and value > whole
    return Picture(shade=shade, sign="▲" if is_above else ROOM, key=_ABOVE if is_above else "")


def level(value: float | None, low: float, high: float) -> int | None:
    """The shade of a cell, 0 (lightest) to 4 by fifths of the range, None without a value; the number is in it."""
    if value is None:
        return None
    return min(int((value - low) / (high - low) * HEAT_LEVELS), HEAT_LEVELS - 1) if high > low else 0


def lacking(seen: Surroundings) -> Picture:
    """A shade where a flag is not set."""
    return Picture(shade=3 if seen.value == 0 else None)


def trend(seen: Surroundings) -> Picture:
    """An arrow behind a change that is `clear`, a column of the frame (`analysis.change.is_clear`)."""
    sign = "↑" if (seen.value or 0) > 0 else "↓"
    return Picture(sign=sign if seen.row.get("clear") else ROOM, key=_CLEAR)


def change(before: str) -> Mark:
    """From the value of the column `before` (an open dot) to the cell's own (a full one), on one scale; a dotted line for the whole."""

    def draw(seen: Surroundings) -> Picture:
        earlier, whole, tops = _known(seen.row.get(before)), _known(seen.whole), _known(seen.row.get(f"{before}:max"))
        top = max([*seen.column, *whole, *earlier, *tops], default=0.0)  # `rows_of` keeps the column's beside the row
        if seen.value is None or not top > 0:
            return Picture()
        now = _at(seen.value / top)
        shapes = [_upright(_at(each / top), 1, dash="2 2") for each in whole]
        for start in (_at(each / top) for each in earlier):
            shapes += [_line(start, 50, now, 50, BLUE, 2.5), _dot(start, PAPER, BLUE)]
        return Picture(_svg(seen.text, *shapes, _dot(now, BLUE)), key=_CHANGE if earlier else "")

    return draw


def bullet(time: float | str | None) -> Mark:
    """A share (0-1) as a bar on a grey track, with an upright mark for the time gone (0-1), or the column that says so."""

    def draw(seen: Surroundings) -> Picture:
        gone = _known(seen.row.get(time) if isinstance(time, str) else time)
        if seen.value is None:
            return Picture()
        colour = ORANGE if any(seen.value < each for each in gone) else BLUE
        reached, *marks = (100 * min(max(share, 0.0), 1.0) for share in (seen.value, *gone))
        shapes = _bar(0, 100, THICK, FAINT), _bar(0, reached, THICK, colour), *map(_upright, marks)
        return Picture(_svg(seen.text, *shapes), key=_TIME if gone else "")

    return draw


def spine(seen: Surroundings) -> Picture:
    """Where a row's `value` lies between its `worst` (left) and its `best` (right), the `whole` in the middle: columns of the frame.

    Worst and best may be either the larger or the smaller number. Orange: worse than the whole; blue: better; grey:
    level with it, or not clearly `apart` from it, a column too. Meant for a column of words ('kém hơn'), so that colour
    never stands alone. Where all units are equal, where there is one only or no whole, there is no range to draw.
    """
    known = _known(*(seen.row.get(name) for name in ("value", "whole", "worst", "best")))
    if len(known) < 4 or known[2] == known[3]:
        return Picture()
    value, whole, worst, best = known
    sign = 1.0 if best > worst else -1.0
    reach = max(abs(number - whole) for number in (best, worst, value))
    at, left, right = (50 + sign * (number - whole) / reach * (50 - _PAD) for number in (value, worst, best))
    gap = sign * (value - whole) * bool(seen.row.get("apart", True))
    dot = _dot(at, ORANGE if gap < 0 else BLUE if gap > 0 else GREY)
    return Picture(_svg(seen.text, _bar(left, right - left, THIN, FAINT), _upright(50), dot))


def sparkline(lines: pd.DataFrame, whole: Any = None) -> Mark:
    """The row's line over equal steps of time, broken where a value is missing; the whole's behind it in grey.

    lines: a row per unit, a column per day, in order.
    """

    def draw(seen: Surroundings) -> Picture:
        own = lines.loc[seen.key] if seen.key in lines.index else pd.Series(dtype=float)
        other = lines.loc[whole] if whole in lines.index and whole != seen.key else own.iloc[:0]
        if own.notna().sum() < 2:
            return Picture()
        points = _points(own, other)
        shapes = [*_runs(points, other, LINE), *_runs(points, own, BLUE)]
        width, height = _LINE_CANVAS
        x, y = points(own.notna().to_numpy().nonzero()[0][-1], own.dropna().iloc[-1])
        end = _dot(100 * x / width, BLUE, y=100 * y / height, radius=2.2)
        return Picture(_svg(seen.text, *shapes, end, canvas=f"0 0 {width} {height}"), key=_LINE if len(other) else "")

    return draw


def _points(own: pd.Series, other: pd.Series) -> Callable[[int, float], tuple[float, float]]:
    """Where the value of a step stands on the canvas of a sparkline."""
    values = pd.concat([own, other])
    low, high, (width, height) = values.min(), values.max(), _LINE_CANVAS

    def point(step: int, value: float) -> tuple[float, float]:
        up = (value - low) / (high - low) if high > low else 0.5
        return _PAD + step / (len(own) - 1) * (width - 2 * _PAD), height - 2.5 - up * (height - 5)

    return point


def _runs(point: Callable[[int, float], tuple[float, float]], values: pd.Series, colour: str) -> list[str]:
    """A line for each run of values without a gap."""
    shapes = []
    for known, run in groupby(enumerate(values), lambda step: pd.notna(step[1])):
        told = [f"{tenths(x)},{tenths(y)}" for x, y in starmap(point, run)] if known else []
        look = attributes(points=" ".join(told), fill="none", stroke=colour, stroke_width="1.5")
        shapes += [f"<polyline{look}/>"] if len(told) > 1 else []
    return shapes


NAMED: Mapping[str, Mark] = {"bar": bar, "heat": heat, "lacking": lacking, "spine": spine, "trend": trend}


def mark_of(given: str | Mark) -> Mark:
    """The mark of a name. Raises UsageError, with a suggestion, for another name."""
    if not isinstance(given, str):
        return given
    if given not in NAMED:
        raise unknown("mark", given, NAMED)
    return NAMED[given]


def _known(*numbers: Any) -> list[float]:
    return [float(number) for number in numbers if number is not None and not pd.isna(number)]


def _at(part: float) -> float:
    return _PAD + min(max(part, 0.0), 1.0) * (100 - 2 * _PAD)


def _svg(words: str, *shapes: str, canvas: str | None = None) -> str:
    frame = attributes(viewBox=canvas, width=100, height=14, class_="m", role="img", aria_label=words)
    return f"<svg{frame}>{''.join(shapes)}</svg>"


def _bar(start: float, width: float, thick: float, colour: str) -> str:
    place = {"x": start, "y": 50 - thick / 2, "width": max(width, 0.0), "height": thick}
    return f"<rect{_per_cent(**place)}{attributes(fill=colour)}/>"


def _upright(at: float, width: float = 1.5, dash: str | None = None) -> str:
    return _line(at, 0, at, 100, GREY, width, dash)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str | None = None) -> str:
    look = attributes(stroke=colour, stroke_width=tenths(width), stroke_dasharray=dash)
    return f"<line{_per_cent(x1=x1, y1=y1, x2=x2, y2=y2)}{look}/>"


def _dot(x: float, colour: str, edge: str | None = None, y: float = 50, radius: float = 3.2) -> str:
    look = attributes(r=tenths(radius), fill=colour, stroke=edge, stroke_width="1.5" if edge else None)
    return f"<circle{_per_cent(cx=x, cy=y)}{look}/>"


def _per_cent(**places: float) -> str:
    return attributes(**{name: f"{tenths(place)}%" for name, place in places.items()})
