"""Maps: equal tiles laid out by the units' positions, or areas where the scope has a boundaries.geojson; inline SVG."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import ceil, cos, radians, sqrt
from typing import Any

import numpy as np
import scipy  # loads `scipy.optimize` when it is first used: few pages have a map

from helpers.report.cell_marks import level
from helpers.report.cells import Row
from helpers.report.exports import AREAS
from helpers.report.markup import attributes, escape, shorten
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.place import Boundary, Unit

Shapes = Mapping[str, Sequence[np.ndarray]]  # outer rings of each unit, by code
FEWEST = 5  # units: fewer are seen at a glance in a table
_CODES = ("code", "ma_xa", "maxa", "ward_code", "wardCode", "ma_huyen", "district_code")
_TILE, _TALL, _WIDE = 96, 52, 384  # as wide as a phone shows in letters of 12 pixels
_LETTERS = 12  # of a name in a tile


def shapes_of(edition: Edition) -> Shapes:
    """Outer rings by unit code from data/raw/<scope>/boundaries.geojson; empty where there is none of this boundary version.

    Features are polygons in degrees with the unit's code in a property `code`. As codes are used again, the file is of the
    version with most units in it. Raises InputError for another kind of file, and where an area of a unit is missing.
    """
    path = edition.raw.parent / AREAS
    if not path.is_file():
        return {}
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        found = {_code(feature["properties"]): _rings(feature["geometry"]) for feature in features}
    except (ValueError, KeyError, TypeError) as error:
        told = "data/raw/{scope}/boundaries.geojson is not a GeoJSON file of polygons with unit codes: {error!r}."
        raise InputError(told, scope=edition.scope_id, error=error) from error
    version = max(
        edition.scope.boundaries, key=lambda each: (sum(u.code in found for u in each.units), -len(each.units))
    )
    if lacking := ", ".join(f"{unit.name} ({unit.code})" for unit in version.units if unit.code not in found):
        told = "data/raw/{scope}/boundaries.geojson has no area of {units}. Each area needs its unit's code in the property code; without the file, maps show tiles."
        raise InputError(told, scope=edition.scope_id, units=lacking)
    return found if version == edition.boundary else {}


def _code(properties: Mapping[str, Any]) -> str:
    return next((str(properties[name]) for name in _CODES if properties.get(name)), "")


def _rings(geometry: Mapping[str, Any]) -> list[np.ndarray]:
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    return [np.asarray(polygon[0], dtype=float)[:, :2] for polygon in polygons]


def map_svg(units: Mapping[str, Row], boundary: Boundary, shapes: Shapes, words: str) -> str:
    """The units of a boundary version where they lie, darker for a larger value by fifths of the range, and in words.

    units: rows of name and value by code. '' for fewer than FEWEST units, without a figure, and where neither positions
    nor areas of all of them are known.
    """
    own = [unit for unit in boundary.units if unit.code in units]
    known = [row.cells[-1].value for row in units.values() if row.cells[-1].value is not None]
    if len(own) < FEWEST or not known:
        return ""
    ends = min(known), max(known)
    if all(shapes.get(unit.code) for unit in own):
        return _areas(own, units, shapes, ends, words)
    if all(unit.lat is not None and unit.lon is not None for unit in own):
        return _tiles(own, units, ends, words)
    return ""


def cells_of(units: Sequence[Unit]) -> dict[str, tuple[int, int]]:
    """Column and row of each unit's tile, north up: the places of a grid that lie nearest to their positions."""
    places = _scaled(np.array([[unit.lon, unit.lat] for unit in units], dtype=float))
    wide, tall = places.max(axis=0) + 1e-9
    columns = min(max(round(sqrt(len(units) * wide / tall * _TALL / _TILE)), 1), _WIDE // _TILE)
    rows = max(ceil(len(units) / columns), 1)
    grid = np.array([(column, row) for row in range(rows) for column in range(columns)], dtype=float)
    at = places / [wide, tall] * [max(columns - 1, 1), max(rows - 1, 1)]
    chosen = scipy.optimize.linear_sum_assignment(((at[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2))[1]
    return {unit.code: (int(grid[n][0]), int(grid[n][1])) for unit, n in zip(units, chosen, strict=True)}


def _scaled(positions: np.ndarray) -> np.ndarray:
    """Degrees as equal lengths from the north-west corner, y down: equirectangular at the middle latitude."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    narrow = cos(radians((low[1] + high[1]) / 2))
    return np.stack([(positions[:, 0] - low[0]) * narrow, high[1] - positions[:, 1]], axis=1)


def _tiles(own: Sequence[Unit], units: Mapping[str, Row], ends: tuple[float, float], words: str) -> str:
    drawn = []
    cells = cells_of(own)
    for code, (column, row) in cells.items():
        x, y = column * _TILE, row * _TALL
        box = attributes(
            x=str(x + 1), y=str(y + 1), width=str(_TILE - 2), height=str(_TALL - 2), class_=_shade(units[code], ends)
        )
        drawn.append(f"<rect{box}/>" + _label(units[code], x + _TILE / 2, y + _TALL / 2))
    columns, rows = (1 + max(side) for side in zip(*cells.values(), strict=True))
    return _svg((columns * _TILE, rows * _TALL), drawn, words)


def _areas(own: Sequence[Unit], units: Mapping[str, Row], shapes: Shapes, ends: tuple[float, float], words: str) -> str:
    rings = [(unit.code, ring) for unit in own for ring in shapes[unit.code]]
    points = _scaled(np.concatenate([ring for _, ring in rings]))
    points *= min(_WIDE / max(points[:, 0].max(), 1e-9), 420 / max(points[:, 1].max(), 1e-9))
    drawn, labels, starts = [], [], np.cumsum([len(ring) for _, ring in rings])[:-1]
    for (code, ring), own_points in zip(rings, np.split(points, starts), strict=True):
        path = attributes(points=" ".join(f"{x:.1f},{y:.1f}" for x, y in own_points), class_=_shade(units[code], ends))
        drawn.append(f"<polygon{path}/>")
        if ring is max(shapes[code], key=len):
            labels.append(_label(units[code], *(own_points.min(axis=0) + own_points.max(axis=0)) / 2))
    return _svg((int(points[:, 0].max()) + 1, int(points[:, 1].max()) + 1), [*drawn, *labels], words)


def _shade(shown: Row, ends: tuple[float, float]) -> str:
    shade = level(shown.cells[-1].value, *ends)
    return "none" if shade is None else f"h{shade}"


def _label(shown: Row, x: float, y: float) -> str:
    name, text = shorten(shown.cells[0].text, _LETTERS), shown.cells[-1].text or "…"
    at = {"x": f"{x:.0f}", "text_anchor": "middle"}
    return f"<text{attributes(**at, y=f'{y - 4:.0f}')}>{escape(name)}</text><text{attributes(**at, y=f'{y + 14:.0f}')}>{escape(text)}</text>"


def _svg(size: tuple[int, int], drawn: Sequence[str], words: str) -> str:
    frame = attributes(
        viewBox=f"0 0 {size[0]} {size[1]}", width=str(size[0]), class_="map", role="img", aria_label=words
    )
    return f"<svg{frame}>{''.join(drawn)}</svg>"
