"""Maps: units as points at their official coordinates, or as areas where the scope has a boundaries.geojson."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import cos, radians
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.report.charts.bars import figures_of
from helpers.report.charts.base import SMALL, WIDTH, Chart, Missing, canvas, lines_of, page_panel, write
from helpers.report.palette import BLUE, PAPER, QUIET
from helpers.report.table import Column, Table, written
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.language import Translator
from helpers.vocabulary.place import Boundary

Shapes = Mapping[str, Sequence[np.ndarray]]  # outer rings of each unit, by code
Points = Mapping[Hashable, tuple[float, float]]  # longitude and latitude, or pixels, by code
_SHADES = (0.2, 0.45, 0.7, 1.0)
_CODES = ("code", "ma_xa", "maxa", "ward_code", "wardCode", "ma_huyen", "district_code")
_MARGIN, _KEY = 46, 58


def shapes_of(edition: Edition) -> Shapes:
    """Outer rings by unit code from data/raw/<scope>/boundaries.geojson; empty where there is no such file.

    Features are polygons in degrees with the unit's code in a property `code`. Raises InputError for another kind of file.
    """
    path = edition.raw.parent / "boundaries.geojson"
    if not path.is_file():
        return {}
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {_code(feature["properties"]): _rings(feature["geometry"]) for feature in features}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"data/raw/{edition.scope_id}/boundaries.geojson is not a GeoJSON file of polygons with unit codes: {error!r}."
        ) from error


def _code(properties: Mapping[str, Any]) -> str:
    return (
        next(str(properties[name]) for name in _CODES if properties.get(name))
        if any(properties.get(n) for n in _CODES)
        else ""
    )


def _rings(geometry: Mapping[str, Any]) -> list[np.ndarray]:
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    return [np.asarray(polygon[0], dtype=float)[:, :2] for polygon in polygons]


def unit_map(
    frame: pd.DataFrame,
    value: str,
    *,
    boundary: Boundary,
    title: str,
    subtitle: str,
    shapes: Shapes | None = None,
    label: str = "name",
    size: str = "",
    format: str = "share",
    source: str = "",
    fixed: Mapping[str, Any] | None = None,
) -> Chart:
    """Units where they lie, darker for a larger `value` (quarters of the range), as points sized by `size` or as areas.

    frame: index holds unit codes of the boundary version; rows without coordinates or value stay in the data table.
    """
    rows = frame[frame.index.isin([unit.code for unit in boundary.units])]
    columns = [Column(label), *([Column(size, "", "count")] if size else []), Column(value, "", format)]
    table = Table(rows, title, columns, fixed=fixed or {})
    points: Points = {u.code: (u.lon, u.lat) for u in boundary.units if u.lon is not None and u.lat is not None}

    def draw(t: Translator, missing: Missing) -> Figure:
        sizes = rows[size] / rows[size].max() if size else 0.3
        texts = figures_of(rows[value], format, t, missing, 1)
        marks = pd.DataFrame(
            {"name": rows[label], "value": rows[value], "size": sizes, "text": texts}, index=rows.index
        )
        return _draw(marks, points, shapes or {}, (format, size if size in indicators() else ""), t)

    def describe(t: Translator) -> str:
        known = rows.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
        if known.empty:
            return t("Map without figures: none is available.")
        top, low = (f"{row[label]} {written(row[value], format, t)}" for row in (known.iloc[0], known.iloc[-1]))
        return t("Map of {n} units. Highest: {top}; lowest: {low}.", n=len(known), top=top, low=low)

    return Chart(title, subtitle, table, draw, describe, source)


def _draw(marks: pd.DataFrame, points: Points, shapes: Shapes, legend: tuple[str, str], t: Translator) -> Figure:
    places, rings, tall = _project(points, shapes)
    figure = canvas(tall + _KEY)
    words, ends = page_panel(figure), (marks["value"].min(), marks["value"].max())
    ordered: Iterable[Any] = marks.sort_values("size", ascending=False, kind="stable").itertuples()
    for mark in ordered:
        shade = _shade(mark.value, ends)
        for ring in rings.get(mark.Index, []):
            _fill(words, ring[:, 0], ring[:, 1], shade)
        if mark.Index in places and mark.Index not in rings:
            _point(words, places[mark.Index], mark.size if mark.size == mark.size else 0.3, shade)
    for (x, y), lines, align in _labels(places, marks):
        for number, line in enumerate(lines):
            write(words, x, y + number * 13, line, size=SMALL, align=align, quiet=number > 0)
    format, size = legend
    _legend(words, tall + 18, ends, format, t)
    if size and not rings:
        told = t("A larger point: more ({measure})", measure=indicators()[size].label[t.lang])
        write(words, 0, tall + 42, told, size=SMALL, quiet=True)
    return figure


def _shade(value: float, ends: tuple[float, float]) -> float | None:
    """Opacity of a value by quarters of the range from the smallest to the largest; None where it is missing."""
    low, high = ends
    if pd.isna(value):
        return None
    return _SHADES[min(int((value - low) / (high - low) * 4), 3)] if high > low else _SHADES[0]


def _fill(axes: Axes, xs: Any, ys: Any, shade: float | None) -> None:
    axes.fill(xs, ys, facecolor=PAPER, edgecolor=QUIET if shade is None else BLUE, linewidth=1, clip_on=False)
    if shade is not None:
        axes.fill(xs, ys, facecolor=BLUE, alpha=shade, linewidth=0, clip_on=False)


def _point(axes: Axes, place: tuple[float, float], size: float, shade: float | None) -> None:
    area, edge = 60 + 640 * size, QUIET if shade is None else BLUE
    axes.scatter(*place, s=area, facecolor=PAPER, edgecolor=edge, linewidth=1.2, clip_on=False)
    if shade is not None:
        axes.scatter(*place, s=area, facecolor=BLUE, alpha=shade, linewidth=0, clip_on=False)


def _project(
    points: Points, shapes: Shapes
) -> tuple[dict[Hashable, tuple[float, float]], dict[Hashable, list[np.ndarray]], float]:
    """Pixels of points and rings: equirectangular at the middle latitude, north up; and the map's height."""
    everything = np.array(
        [*points.values(), *(xy for rings in shapes.values() for ring in rings for xy in ring)] or [(0.0, 0.0)],
        dtype=float,
    )
    low, high = everything.min(axis=0), everything.max(axis=0)
    narrow = cos(radians((low[1] + high[1]) / 2))
    wide, tall = max((high[0] - low[0]) * narrow, 1e-6), max(high[1] - low[1], 1e-6)
    scale = min((WIDTH - 2 * _MARGIN) / wide, 360 / tall)
    left = (WIDTH - wide * scale) / 2

    def pixels(xy: Any) -> np.ndarray:
        xy = np.asarray(xy, dtype=float)
        return np.stack(
            [left + (xy[..., 0] - low[0]) * narrow * scale, _MARGIN + (high[1] - xy[..., 1]) * scale], axis=-1
        )

    placed = {code: tuple(pixels(xy)) for code, xy in points.items()}
    return (
        placed,
        {code: [pixels(ring) for ring in rings] for code, rings in shapes.items()},
        tall * scale + 2 * _MARGIN,
    )


def _labels(places: Points, marks: pd.DataFrame) -> list[tuple[tuple[float, float], list[str], str]]:
    """Name and value beside each point, on the side with room, moved down where they would cover another label."""
    found: list[tuple[tuple[float, float], list[str], str]] = []
    for code in sorted((c for c in marks.index if c in places), key=lambda c: (places[c][1], places[c][0])):
        x, y = places[code]
        lines = [lines_of(marks.loc[code, "name"], 18, 1)[0], str(marks.loc[code, "text"])]
        align, shift = ("left", 15) if x < WIDTH * 0.62 else ("right", -15)
        y = _free(x, y - 6, align, [(place, side) for place, _, side in found])
        found.append(((x + shift, y), lines, align))
    return found


def _free(x: float, y: float, align: str, taken: Sequence[tuple[tuple[float, float], str]]) -> float:
    """The first height from y down at which a label of two lines covers no earlier one."""

    def span(at: float, side: str) -> tuple[float, float]:
        return (at, at + 105) if side == "left" else (at - 105, at)

    while any(
        abs(y - ty) < 27 and span(x, align)[0] < span(tx, side)[1] and span(tx, side)[0] < span(x, align)[1]
        for (tx, ty), side in taken
    ):
        y += 4
    return y


def _legend(words: Axes, y: float, ends: tuple[float, float], format: str, t: Translator) -> None:
    """The range of each shade; one shade where all values are the same."""
    low, high = ends
    if pd.isna(high):
        return
    step, width = (WIDTH - 4) / len(_SHADES), (high - low) / 4
    for number, shade in enumerate(_SHADES if width else _SHADES[:1]):
        x = 2 + number * step
        _fill(words, [x, x + 18, x + 18, x], [y - 7, y - 7, y + 7, y + 7], shade)
        bounds = (
            written(low + part * width, format, t, 1 if format == "share" else 0) for part in (number, number + 1)
        )
        write(words, x + 22, y, "–".join(bounds).replace("%–", "–"), size=SMALL, quiet=True)
