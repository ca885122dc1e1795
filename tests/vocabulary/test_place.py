from datetime import date
from pathlib import Path

import pytest

from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.place import kind_of, load_scope
from helpers.vocabulary.project import Project
from helpers.vocabulary.register import register

PROJECT = Project(Path(__file__).parents[2])


@pytest.fixture(scope="module")
def kon_plong():
    return load_scope("kon-plong", PROJECT)


def test_a_code_means_another_unit_after_the_merger(kon_plong):
    # Resolution 1677/NQ-UBTVQH15, art. 1 item 80: the code of Đăk Ring now names Măng Bút.
    assert kon_plong.unit("23455", "2019").name == "Xã Đăk Ring"
    assert kon_plong.unit("23455", "2025-07").name == "Xã Măng Bút"


def test_the_three_new_communes_hold_the_nine_old_ones_exactly_once(kon_plong):
    merged = [code for unit in kon_plong.boundary("2025-07").units for code in unit.predecessors]
    assert sorted(merged) == sorted(unit.code for unit in kon_plong.boundary("2019").units)


@pytest.mark.parametrize(
    ("day", "version"), [(date(2023, 12, 31), "2019"), (date(2025, 6, 30), "2019"), (date(2025, 7, 1), "2025-07")]
)
def test_the_boundary_version_follows_the_day(kon_plong, day, version):
    assert kon_plong.boundary_at(day).version == version


def test_a_day_before_the_first_version_is_refused(kon_plong):
    with pytest.raises(InputError, match="2019-01-01"):
        kon_plong.boundary_at(date(2016, 12, 31))


def test_a_boundary_ends_on_the_day_before_the_next(kon_plong):
    assert kon_plong.boundary("2019").valid_to == date(2025, 6, 30)
    assert kon_plong.boundary("2025-07").valid_to is None


def test_areas_of_the_new_communes_add_up_to_the_district(kon_plong):
    # 396.93 + 417.53 + 556.80 = 1,371.26 km2, the area of the former district.
    assert sum(unit.area_km2 for unit in kon_plong.boundary("2025-07").units) == pytest.approx(1371.26)


def test_an_unknown_unit_is_refused_with_the_nearest_one(kon_plong):
    with pytest.raises(UsageError, match="23452"):
        kon_plong.unit("2345", "2019")


def test_towns_are_urban_and_communes_rural(kon_plong):
    urban = [unit.short_name for unit in kon_plong.boundary("2019").units if unit.is_urban]
    assert urban == ["Măng Đen"]
    assert kind_of("Xã Pờ Ê") == "Xã"


def test_the_register_holds_the_country(kon_plong):
    assert len(register("2025")) == 3321


SOUND = """parent = "62"
level = "commune"
threshold = 3
title = { vi = "T", en = "T" }
issuer = { by = { vi = "Phòng A", en = "Office A" }, next = 2027-01-20 }
[[boundary]]
version = "2019"
valid_from = 2019-01-01
total = { code = "62", vi = "Tỉnh X", en = "X" }
units = [
  { code = "608", name = "Thành phố Kon Tum" },
  { code = "610", name = "Huyện Đắk Glei" },
]

[[alias]]
code = "608"
boundary = "2019"
name = "TP Kon Tum"
"""


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('code = "610"', 'code = "../../climbed"', "line 12 .*plain letters"),
        ('code = "610"', 'code = "608"', "line 12 .*stands already at boundary 1 › units 1"),
        ('code = "610"', 'code = "62"', "line 12 .*stands already at boundary 1 › total"),
        ('code = "610"', 'code = ""', "line 12 .*must not be empty"),
        ('"Huyện Đắk Glei"', '"Huyện \\u202eĐắk Glei"', "line 12 .*turn the order of letters"),
        ('code = "610"', "code = 610", 'line 12 .*text in quotes: "610"'),
        ("threshold = 3", "threshold = 1", "line 3 .*from 2 to 100, not 1"),
        ("threshold = 3", "threshold = -3", "line 3 .*from 2 to 100, not -3"),
        ("threshold = 3", "threshold = 1000000000", "line 3 .*from 2 to 100, not 1000000000"),
        ("threshold = 3", "threshold = true", "line 3 .*from 2 to 100, not true"),
        ("2019-01-01", '"01/01/2019"', "line 8 .*written 2019-01-01"),
        ('by = { vi = "Phòng A"', 'by = { vn = "Phòng A"', "line 5 .*Known: vi, en"),
        ("next = 2027-01-20", 'next = "20/01/2027"', "line 5 .*written 2027-01-20"),
        ("next = 2027-01-20", "nxt = 2027-01-20", 'line 5 .*Did you mean "next"'),
        ("[[boundary]]", "[boundary]", r"line 6 .*write \[\[boundary\]\]"),
        ('Đắk Glei" }', 'Đắk Glei", lat = nan }', "line 12 .*from -90 to 90, not nan"),
        ('boundary = "2019"', 'boundary = "2109"', 'line 17 .*Did you mean "2019"'),
        ('code = "608"\nboundary', 'code = "680"\nboundary', 'line 16 .*Did you mean "608"'),
        ("[[alias]]", "[[aliases]]", 'line 15 .*Did you mean "alias"'),
    ],
)
def test_a_faulty_scope_is_refused_with_line_and_what_was_expected(written, instead, told, tmp_path):
    folder = tmp_path / "data/raw/x"
    folder.mkdir(parents=True)
    assert written in SOUND
    (folder / "scope.toml").write_text(SOUND.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(InputError, match=rf"^data/raw/x/scope\.toml, {told}"):
        load_scope("x", Project(tmp_path))


def test_a_unit_is_made_of_units_that_the_version_before_lists(tmp_path):
    folder = tmp_path / "data/raw/x"
    folder.mkdir(parents=True)
    second = SOUND[SOUND.index("[[boundary]]") : SOUND.index("[[alias]]")].replace('"2019"', '"b"')
    second = second.replace("2019-01-01", "2025-07-01").replace('Glei" }', 'Glei", from = ["610", "611"] }')
    (folder / "scope.toml").write_text(SOUND + second, encoding="utf-8")
    with pytest.raises(InputError, match=r'boundary 2 › units 2 › from.*"611" is not known.*Did you mean "61'):
        load_scope("x", Project(tmp_path))


@pytest.mark.parametrize("later", ["2019-01-01", "2018-07-01"])
def test_boundary_versions_follow_one_another(later, tmp_path):
    folder = tmp_path / "data/raw/x"
    folder.mkdir(parents=True)
    second = SOUND[SOUND.index("[[boundary]]") : SOUND.index("[[alias]]")].replace('"2019"', '"b"')
    (folder / "scope.toml").write_text(SOUND + second.replace("2019-01-01", later), encoding="utf-8")
    with pytest.raises(InputError, match=r"boundary 2 › valid_from.*later than"):
        load_scope("x", Project(tmp_path))


def test_a_register_that_has_no_unit_within_is_told(tmp_path):
    folder = tmp_path / "data/raw/x"
    folder.mkdir(parents=True)
    listed = SOUND[SOUND.index("units = [") : SOUND.index("[[alias]]")]
    text = SOUND.replace(listed, 'register = "legacy"\nwithin = { district = "99999" }\n\n')
    (folder / "scope.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="finds no unit in the register"):
        load_scope("x", Project(tmp_path))


def test_a_province_since_july_2025_has_its_units_from_the_register():
    # Quảng Ngãi: 96 units, of which Lý Sơn is a special zone (Resolution 1677/NQ-UBTVQH15)
    units = load_scope("quang-ngai", PROJECT).boundaries[0].units
    kinds = [unit.kind for unit in units]
    assert (len(units), kinds.count("Xã"), kinds.count("Phường"), kinds.count("Đặc khu")) == (96, 86, 9, 1)


WHOLE = """parent = "VN"
level = "{level}"
title = {{ vi = "Cả nước", en = "Viet Nam" }}
[[boundary]]
version = "2025-07"
valid_from = 2025-07-01
register = "2025"
{within}
total = {{ code = "VN", vi = "Cả nước", en = "Viet Nam" }}
"""


def scope_of(folder, text):
    (folder / "data/raw/x").mkdir(parents=True)
    (folder / "data/raw/x/scope.toml").write_text(text, encoding="utf-8")
    return load_scope("x", Project(folder))


def test_a_country_scope_takes_its_provinces_from_the_register_and_keeps_the_cities(tmp_path):
    units = scope_of(tmp_path, WHOLE.format(level="province", within='within = { country = "VN" }')).boundaries[0].units
    assert len(units) == 34
    # since 2025: Hà Nội, Hải Phòng, Huế, Đà Nẵng, TP. Hồ Chí Minh, Cần Thơ
    assert sum(unit.kind == "Thành phố" for unit in units) == 6


def test_units_of_one_name_are_told_with_their_codes(tmp_path):
    names = {"010101": "Kampong Svay", "020304": "kampong svay", "160607": "L'ak"}
    listed = ", ".join(f'{{ code = "{code}", name = "{name}" }}' for code, name in names.items())
    text = WHOLE.format(level="commune", within=f"units = [{listed}]").replace('register = "2025"\n', "")
    told = [unit.words("en") for unit in scope_of(tmp_path, text).boundaries[0].units]
    assert told == ["Kampong Svay (010101)", "kampong svay (020304)", "L'ak"]


def test_a_register_without_within_asks_which_part_is_meant(tmp_path):
    with pytest.raises(InputError, match=r'within = \{ province = "51" \}'):
        scope_of(tmp_path, WHOLE.format(level="commune", within=""))


def test_units_of_a_register_know_which_old_ones_were_merged_whole_into_them(tmp_path):
    text = WHOLE.format(level="commune", within='within = { province = "51" }')
    older = text.partition("[[boundary]]")[2].replace("2025-07-01", "2019-01-01").replace('"2025-07"', '"2019"')
    older = older.replace('register = "2025"', 'register = "legacy"').replace('province = "51"', 'province = "62"')
    head, _, newer = text.partition("[[boundary]]")
    units = scope_of(tmp_path, f"{head}[[boundary]]{older}[[boundary]]{newer}").boundary("2025-07").by_code
    assert units["23455"].predecessors == ("23452", "23455", "23458")
    assert units["21025"].predecessors == ()  # made of communes of the former Quảng Ngãi, which are not in this version


def test_an_unknown_pack_is_refused_with_the_nearest_one(tmp_path):
    with pytest.raises(InputError, match="viet-nam"):
        scope_of(
            tmp_path, 'packs = ["vietnam"]\n' + WHOLE.format(level="province", within='within = { country = "VN" }')
        )


def test_a_scope_file_without_a_needed_entry_says_which(tmp_path):
    folder = tmp_path / "data/raw/x"
    folder.mkdir(parents=True)
    (folder / "scope.toml").write_text('parent = "62"', encoding="utf-8")
    with pytest.raises(InputError, match="boundary"):
        load_scope("x", Project(tmp_path))
