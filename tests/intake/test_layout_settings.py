"""A faulty layout of a project's own is told with file, line and the nearest right word, and stops nothing else."""

import pytest

from helpers.intake.layouts.layout import layouts, problems
from helpers.vocabulary.pack import Pack, using

SOUND = """form = "fractions"
origin = "published"
title = "TỶ LỆ"
recognise = []
valid_from = 2000-01-01

[[column]]
role = "unit"
heading = ["Xã"]

[[column]]
heading = ["Tỷ lệ"]
indicator = "poverty_rate_printed"
"""


def pack_of(tmp_path, text: str) -> Pack:
    folder = tmp_path / "data" / "packs" / "viet-nam" / "layouts"
    folder.mkdir(parents=True)
    (folder / "fractions.toml").write_text(text, encoding="utf-8")
    return Pack.of(["viet-nam"], folder.parents[1])


def test_a_sound_layout_of_a_project_is_read_beside_the_shipped_ones(tmp_path):
    with using(pack_of(tmp_path, SOUND)):
        assert problems() == []
        assert {"fractions", "bieu_05"} <= {entry.form for entry in layouts()}


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('"fractions"', '"fractions', "line 1: lacks a quotation mark"),
        ('"unit"', '"units"', 'line 8 (column 1 › role): "units" is not known. Did you mean "unit"?'),
        ('["Xã"]', '"Xã"', "line 9 (column 1 › heading): must be a list"),
        ('printed"\n', 'print"\n', 'Did you mean "poverty_rate_printed"?'),
        ("recognise", "recognize", 'line 4 (recognize): is not known here. Did you mean "recognise"?'),
        ("2000-01-01", '"01/01/2000"', "written 2000-01-01"),
    ],
)
def test_a_faulty_layout_is_told_and_the_others_go_on(written, instead, told, tmp_path):
    assert written in SOUND
    with using(pack_of(tmp_path, SOUND.replace(written, instead, 1))):
        (message,) = problems()
        assert message.startswith("data/packs/viet-nam/layouts/fractions.toml, line ")
        assert told in message
        assert "fractions" not in {entry.form for entry in layouts()}
        assert "bieu_05" in {entry.form for entry in layouts()}
