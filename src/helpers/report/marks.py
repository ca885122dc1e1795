"""Small pictures inside the cells of a table: inline SVG of a few shapes, with words for those who do not see them.

Each function draws one cell and returns '' where there is nothing to draw; the number itself stands as text in the
table. Places are per cent of a width that the style sheet decides, wide on a large screen and narrow on a phone, while
dots and lines keep their size. Attributes instead of styles, in colours of `palette`, so that the page's security
policy and dark sheet hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from helpers.report.markup import attributes, tenths
from helpers.report.palette import BLUE, FAINT, GREY, LINE, ORANGE, PAPER

THICK, THIN = 58.0, 42.0  # of a bar and of a range, of the height
_PAD = 4.0  # room for a dot at either end
_LINE_CANVAS = 100, 14  # of a sparkline, whose points cannot be per cent
HEAT_LEVELS = 5


def bar(value: float | None, high: float, words: str) -> str:
    """A bar from 0 to `value` on a scale that ends at `high`; a negative value has none."""
    if not _known(value, high) or value is None or value < 0 or high <= 0:
        return ""
    return _svg(words, _bar(0, 100 * min(value / high, 1), THICK, BLUE))


def bullet(share: float | None, time: float | None, words: str) -> str:
    """A share (0-1) as a bar on a grey track of 0-1, with an upright mark where the time has got to (0-1)."""
    if share is None or not _known(share):
        return ""
    gone = time if time is not None and _known(time) else None
    colour = ORANGE if gone is not None and share < gone else BLUE
    track, reached = _bar(0, 100, THICK, FAINT), _bar(0, 100 * min(max(share, 0.0), 1.0), THICK, colour)
    mark = _upright(100 * min(max(gone, 0.0), 1.0)) if gone is not None else ""
    return _svg(words, track, reached, mark)


def change(
    before: float | None, now: float | None, scale: tuple[float, float], words: str, whole: float | None = None
) -> str:
    """An open dot where it was, a full one where it is, on a scale (from, to); a dotted line for the whole."""
    if now is None or not _known(now, *scale) or scale[1] <= scale[0]:
        return ""
    shapes = []
    if whole is not None and _known(whole):
        shapes.append(_upright(_at(whole, *scale), 1, dash="2 2"))
    if before is not None and _known(before):
        start = _at(before, *scale)
        shapes += [_line(start, 50, _at(now, *scale), 50, BLUE, 2.5), _dot(start, PAPER, BLUE)]
    return _svg(words, *shapes, _dot(_at(now, *scale), BLUE))


def spine(
    value: float | None, whole: float | None, ends: Sequence[float | None], words: str, apart: bool = True
) -> str:
    """Where a value lies in the range from the worst unit (left) to the best (right), the whole in the middle.

    Worst and best may be either the larger or the smaller number. Orange: worse than the whole; blue: better; grey:
    level with it, or not clearly `apart` from it. ends: worst and best. Where all units are equal, where there is one
    only or no whole, there is no range to draw.
    """
    known = [number for number in (value, whole, *ends) if number is not None and isfinite(number)]
    if len(known) < 4 or known[2] == known[3]:
        return ""
    value, whole, worst, best = known
    sign = 1.0 if best > worst else -1.0
    reach = max(abs(best - whole), abs(worst - whole), abs(value - whole))

    def place(number: float) -> float:
        return 50 + sign * (number - whole) / reach * (50 - _PAD)

    left, right = place(worst), place(best)
    gap = sign * (value - whole) * apart
    return _svg(
        words,
        _bar(left, right - left, THIN, FAINT),
        _upright(50),
        _dot(place(value), ORANGE if gap < 0 else BLUE if gap > 0 else GREY),
    )


def sparkline(values: Sequence[float | None], words: str, whole: Sequence[float | None] = ()) -> str:
    """A line over equal steps of time, broken where a value is missing; the whole in grey behind it."""
    numbers = [v for v in (*values, *whole) if v is not None and _known(v)]
    if sum(v is not None and _known(v) for v in values) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    last = max(place for place, v in enumerate(values) if v is not None and _known(v))
    steps = max(len(values), len(whole)) - 1
    lines = "".join(_runs(each, low, high, steps, colour) for each, colour in ((whole, LINE), (values, BLUE)))
    x, y = _point(last, float(values[last] or 0.0), low, high, steps)
    width, height = _LINE_CANVAS
    return _svg(
        words, lines, _dot(100 * x / width, BLUE, y=100 * y / height, radius=2.2), canvas=f"0 0 {width} {height}"
    )


def heat(value: float | None, low: float, high: float) -> int | None:
    """The shade of a cell, 0 (lightest) to 4 by fifths of the range, None without a value; the number is in it."""
    if value is None or not _known(value, low, high):
        return None
    if high <= low:
        return 0
    return min(int((value - low) / (high - low) * HEAT_LEVELS), HEAT_LEVELS - 1)


def _known(*numbers: float | None) -> bool:
    return all(number is not None and isfinite(number) for number in numbers)


def _at(value: float, low: float, high: float) -> float:
    part = min(max((value - low) / (high - low), 0.0), 1.0)
    return _PAD + part * (100 - 2 * _PAD)


def _point(place: int, value: float, low: float, high: float, steps: int) -> tuple[float, float]:
    width, height = _LINE_CANVAS
    up = (value - low) / (high - low) if high > low else 0.5
    return _PAD + place / steps * (width - 2 * _PAD), height - 2.5 - up * (height - 5)


def _runs(values: Sequence[float | None], low: float, high: float, steps: int, colour: str) -> str:
    """One line for each run of values without a gap."""
    runs: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None or not _known(value):
            runs.append([])
            continue
        x, y = _point(place, value, low, high, steps)
        runs[-1].append(f"{tenths(x)},{tenths(y)}")
    shapes = (
        attributes(points=" ".join(run), fill="none", stroke=colour, stroke_width="1.5") for run in runs if len(run) > 1
    )
    return "".join(f"<polyline{shape}/>" for shape in shapes)


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
