"""Borders of units from a file of the scope: read where it is there, refused where it is something else."""

import json
from datetime import date

import numpy as np
import pytest

from helpers.report.cells import Cell, Row
from helpers.report.map import cells_of, map_svg, shapes_of
from helpers.report.origins import Origin
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.place import Boundary, Unit

SQUARE = [[108.0, 14.0], [108.1, 14.0], [108.1, 14.1], [108.0, 14.0]]


def write(project, content):
    path = project.raw("mau") / "boundaries.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def collection(geometry, named="code", codes="123"):
    features = [{"type": "Feature", "geometry": geometry, "properties": {named: int(code)}} for code in codes]
    return {"type": "FeatureCollection", "features": features}


def test_a_scope_without_a_file_of_borders_has_none(project):
    assert shapes_of(Edition.of(project=project)) == {}


def test_a_polygon_is_known_by_the_code_of_its_unit(project):
    write(project, collection({"type": "Polygon", "coordinates": [SQUARE]}))
    assert [ring.tolist() for ring in shapes_of(Edition.of(project=project))["1"]] == [SQUARE]


def test_a_unit_of_several_parts_has_a_ring_for_each(project):
    write(project, collection({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, "ma_xa"))
    assert len(shapes_of(Edition.of(project=project))["1"]) == 2


def test_heights_of_points_are_left_out(project):
    write(project, collection({"type": "Polygon", "coordinates": [[[*xy, 900] for xy in SQUARE]]}))
    assert shapes_of(Edition.of(project=project))["1"][0].shape == (4, 2)


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        [],
        {},
        collection({"type": "Point", "coordinates": [108, 14]}),
        collection(None),
        {"features": [3]},
    ],
)
def test_another_kind_of_file_is_refused_by_name(project, content):
    write(project, content)
    with pytest.raises(InputError, match=r"data/raw/mau/boundaries\.geojson is not a GeoJSON file"):
        shapes_of(Edition.of(project=project))


@pytest.mark.parametrize("codes", ["12", "124"], ids=["a unit without an area", "a wrong code"])
def test_a_file_that_lacks_a_unit_is_told_with_its_name_and_code(project, codes):
    write(project, collection({"type": "Polygon", "coordinates": [SQUARE]}, codes=codes))
    with pytest.raises(InputError, match=r"has no area of Thị trấn Măng Đen \(3\)\. Each area needs"):
        shapes_of(Edition.of(project=project))


def test_areas_of_an_earlier_version_are_not_drawn_for_units_that_have_its_codes(project):
    """Codes are used again after a merger: a file of the nine old communes holds those of the three new ones."""
    scope = project.raw("mau") / "scope.toml"
    text = scope.read_text(encoding="utf-8")
    four = ", ".join(f'{{ code = "{code}", name = "Xã {code}" }}' for code in "1234")
    total = '{ code = "613", vi = "Huyện Mẫu", en = "Sample district" }'
    earlier = f'[[boundary]]\nversion = "2010"\nvalid_from = 2010-01-01\ntotal = {total}\nunits = [{four}]\n'
    scope.write_text(text.replace("[[boundary]]", f"{earlier}[[boundary]]", 1), encoding="utf-8")
    write(project, collection({"type": "Polygon", "coordinates": [SQUARE]}, codes="1234"))
    assert shapes_of(Edition.of(project=project)) == {}
    five = four.replace('"4"', '"5"') + ', { code = "6", name = "Xã 6" }'
    scope.write_text(scope.read_text(encoding="utf-8").replace(four, five), encoding="utf-8")
    write(project, collection({"type": "Polygon", "coordinates": [SQUARE]}, codes="1235"))
    with pytest.raises(InputError, match=r"has no area of Xã 6 \(6\)"):  # though it has all of those that came after
        shapes_of(Edition.of(project=project))


def boundary_of(**places):
    units = tuple(Unit(code, "2025", f"Xã {code}", "Xã", lat=lat, lon=lon) for code, (lat, lon) in places.items())
    return Boundary("2025", date(2025, 7, 1), units, Unit("T", "2025", "Tỉnh"))


FIVE = {"A": (15.0, 107.0), "B": (15.0, 108.0), "C": (14.5, 107.5), "D": (14.0, 107.0), "E": (14.0, 108.0)}


def row(name, value, text):
    return Row(name, (Cell(name, (), Origin()), Cell(text, (), Origin(), value)))


def shown(codes, value=0.1):
    return {code: row(code, value, "10,0%") for code in codes}


def test_tiles_stand_as_the_units_lie_each_in_a_place_of_its_own():
    cells = cells_of(boundary_of(**FIVE).units)
    assert len(set(cells.values())) == 5
    assert cells["A"][1] < cells["D"][1]
    assert cells["B"][1] < cells["E"][1]
    assert cells["A"][0] < cells["B"][0]


def test_a_map_names_each_unit_with_its_value_and_says_it_in_words():
    svg = map_svg(shown(FIVE), boundary_of(**FIVE), {}, "Tỷ lệ <b>")
    assert svg.count("<rect") == 5
    assert svg.count(">10,0%</text>") == 5
    assert 'aria-label="Tỷ lệ &lt;b&gt;"' in svg


def test_areas_are_drawn_where_borders_of_all_units_are_given():
    shapes = {code: [np.array(SQUARE) + place] for place, code in enumerate(FIVE)}
    assert map_svg(shown(FIVE), boundary_of(**FIVE), shapes, "").count("<polygon") == 5
    assert map_svg(shown(FIVE), boundary_of(**FIVE), dict(list(shapes.items())[:4]), "").count("<rect") == 5


def test_there_is_no_map_of_few_units_or_without_positions():
    four = dict(list(FIVE.items())[:4])
    assert map_svg(shown(four), boundary_of(**four), {}, "") == ""
    assert map_svg(shown(FIVE), boundary_of(**FIVE | {"E": (None, None)}), {}, "") == ""


def test_there_is_no_map_without_a_figure():
    assert map_svg(shown(FIVE, None), boundary_of(**FIVE), {}, "") == ""


def test_a_unit_without_a_figure_has_no_shade():
    svg = map_svg(shown(FIVE) | {"A": row("A", None, "")}, boundary_of(**FIVE), {}, "")
    assert svg.count('class="none"') == 1
