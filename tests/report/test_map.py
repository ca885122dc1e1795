"""Borders of units from a file of the scope: read where it is there, refused where it is something else."""

import json

import pytest

from helpers.report.map import _shade, shapes_of
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError

SQUARE = [[108.0, 14.0], [108.1, 14.0], [108.1, 14.1], [108.0, 14.0]]


def write(project, content):
    path = project.raw("mau") / "boundaries.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def collection(geometry, properties):
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": geometry, "properties": properties}],
    }


def test_a_scope_without_a_file_of_borders_has_none(project):
    assert shapes_of(Edition.of(project=project)) == {}


def test_a_polygon_is_known_by_the_code_of_its_unit(project):
    write(project, collection({"type": "Polygon", "coordinates": [SQUARE]}, {"code": "1"}))
    assert [ring.tolist() for ring in shapes_of(Edition.of(project=project))["1"]] == [SQUARE]


def test_a_unit_of_several_parts_has_a_ring_for_each(project):
    write(project, collection({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, {"ma_xa": 23455}))
    assert len(shapes_of(Edition.of(project=project))["23455"]) == 2


def test_heights_of_points_are_left_out(project):
    write(project, collection({"type": "Polygon", "coordinates": [[[*xy, 900] for xy in SQUARE]]}, {"code": "1"}))
    assert shapes_of(Edition.of(project=project))["1"][0].shape == (4, 2)


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        [],
        {},
        collection({"type": "Point", "coordinates": [108, 14]}, {"code": "1"}),
        collection(None, {}),
        {"features": [3]},
    ],
)
def test_another_kind_of_file_is_refused_by_name(project, content):
    write(project, content)
    with pytest.raises(InputError, match=r"data/raw/mau/boundaries\.geojson is not a GeoJSON file"):
        shapes_of(Edition.of(project=project))


@pytest.mark.parametrize(("value", "shade"), [(10, 0.2), (19.9, 0.2), (20, 0.45), (49, 1.0), (50, 1.0)])
def test_shades_are_quarters_from_the_smallest_to_the_largest_value(value, shade):
    assert _shade(value, (10, 50)) == shade


def test_equal_values_have_one_shade():
    assert _shade(5.0, (5.0, 5.0)) == 0.2
