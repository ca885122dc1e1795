"""Rows to units: spellings, codes, reused codes, old names, totals and sections."""

from datetime import date
from pathlib import Path

import pytest

from helpers.intake.text.vietnamese import kind_of, name_key
from helpers.intake.units import UnitFinder, is_total_name
from helpers.vocabulary.pack import Pack, using
from helpers.vocabulary.place import Boundary, Scope, Unit, load_scope
from helpers.vocabulary.project import Project

PROJECT = Project(Path(__file__).parents[2])
BEFORE, AFTER = date(2023, 12, 31), date(2025, 12, 31)


def find(name: str, code: str = "", day: date = BEFORE, scope: str = "kon-plong"):
    return UnitFinder(load_scope(scope, PROJECT), day).find(name, code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Xã Đăk Nên", "23452"), ("Đắk Nên", "23452"), ("dak nen", "23452"), ("XÃ ĐẮK NÊN", "23452"),
        ("x. Đak Nên", "23452"), ("Đăk Năng", "23452"), ("Măng Buk", "23458"), ("Măng Bút", "23458"),
        ("Ngọc Tem", "23464"), ("Pờ ê", "23467"), ("TT. Măng Đen", "23473"), ("Hieu", "23476"),
    ],
)  # fmt: skip
def test_every_known_spelling_finds_its_unit_without_a_finding(name, code):
    match = find(name)
    assert (match.kind, match.code, match.boundary, match.finding) == ("unit", code, "2019", "")


@pytest.mark.parametrize(
    "name", ["Tổng cộng", "TỔNG SỐ", "Toàn huyện", "Huyện Kon Plông (Tổng số)", "Cộng", "Kon Plông"]
)
def test_a_total_row_is_the_scopes_own_unit(name):
    match = find(name)
    assert (match.kind, match.code) == ("total", "613")


@pytest.mark.parametrize("name", ["Khu vực thành thị", "Nông thôn", "KHU VỰC NÔNG THÔN"])
def test_a_section_is_no_unit(name):
    assert find(name).kind == "section"


@pytest.mark.parametrize("name", ["Bình quân", "So với năm 2022", "Mức bình quân", "Tăng (+), giảm (-)", "Tỷ lệ (%)"])
def test_a_row_that_averages_or_compares_is_passed_over_and_no_misspelt_unit(name):
    match = find(name)
    assert (match.kind, match.finding) == ("subtotal", "Q310")


def test_the_same_name_is_another_unit_in_another_boundary_version():
    assert (find("Măng Bút").code, find("Măng Bút").boundary) == ("23458", "2019")
    assert (find("Măng Bút", day=AFTER).code, find("Măng Bút", day=AFTER).boundary) == ("23455", "2025-07")


def test_a_reused_code_with_its_old_name_is_a_finding():
    assert find("Xã Đăk Ring", "23455").kind == "unit"
    assert find("Xã Đăk Ring", "23455", AFTER).finding == "Q302"


def test_a_code_and_a_name_of_two_units_disagree():
    match = find("Xã Hiếu", "23452")
    assert (match.kind, match.finding) == ("unknown", "Q302")


def test_a_commune_that_was_merged_is_not_moved_to_its_successor():
    match = find("Xã Đăk Nên", day=AFTER)
    assert (match.kind, match.finding) == ("unknown", "Q306")


def test_an_old_name_holds_until_its_end_and_is_noted_afterwards():
    assert find("Xã Đắk Long", day=date(2019, 4, 1)).finding == ""
    late = find("Xã Đắk Long")
    assert (late.code, late.finding, dict(late.words)["until"]) == ("23473", "Q305", "31/08/2019")


def test_an_unknown_name_comes_with_the_nearest_ones():
    match = find("Xã Măng Búp")
    assert match.finding == "Q301"
    assert dict(match.words)["expected"].split(", ")[0] == "Xã Măng Bút"


def test_a_garbled_name_alone_is_recognised_by_the_list():
    match = find("Ng\xe4k Tem")
    assert (match.code, match.finding) == ("23464", "Q201")


def test_a_city_and_the_province_of_one_name_are_told_apart():
    assert find("TP. Kon Tum", scope="kon-tum").code == "608"
    assert find("Tỉnh Kon Tum", scope="kon-tum").code == "62"
    assert find("Ia Hdrai", scope="kon-tum").code == find("Huyện Ia H'Drai", scope="kon-tum").code == "618"


def test_homonyms_need_their_code():
    units = tuple(Unit(code, "2019", "Xã Tân An", "Xã") for code in ("00001", "00002"))
    boundary = Boundary("2019", date(2019, 1, 1), units, Unit("01", "2019", "Tỉnh A", "Tỉnh"))
    finder = UnitFinder(Scope("a", {"vi": "Tỉnh A"}, "VN", "commune", (boundary,)), BEFORE)
    assert finder.find("Xã Tân An").finding == "Q308"
    assert finder.find("Xã Tân An", "2").code == "00002"


def test_names_that_differ_by_their_accents_alone_are_told_apart():
    units = (Unit("00001", "2019", "Xã Thanh Hòa", "Xã"), Unit("00002", "2019", "Xã Thạnh Hóa", "Xã"))
    boundary = Boundary("2019", date(2019, 1, 1), units, Unit("01", "2019", "Tỉnh A", "Tỉnh"))
    finder = UnitFinder(Scope("a", {"vi": "Tỉnh A"}, "VN", "commune", (boundary,)), BEFORE)
    assert finder.find("Xã Thanh Hoà").code == "00001"
    assert finder.find("Thạnh Hoá").code == "00002"
    assert finder.find("Thanh Hoa").finding == "Q308"


def test_a_city_that_is_a_province_is_found_among_the_provinces(tmp_path):
    folder = tmp_path / "data/raw/ca-nuoc"
    folder.mkdir(parents=True)
    (folder / "scope.toml").write_text(
        'parent = "VN"\nlevel = "province"\ntitle = { vi = "Cả nước", en = "Viet Nam" }\n[[boundary]]\nversion = "2025-07"\n'
        'valid_from = 2025-07-01\nregister = "2025"\nwithin = { country = "VN" }\n'
        'total = { code = "VN", vi = "Cả nước", en = "Viet Nam" }\n',
        encoding="utf-8",
    )
    finder = UnitFinder(load_scope("ca-nuoc", Project(tmp_path)), date(2025, 12, 31))
    for name in ("Thành phố Đà Nẵng", "TP. Đà Nẵng", "Đà Nẵng"):
        assert (finder.find(name).kind, finder.find(name).code) == ("unit", "48")
    assert finder.find("Tỉnh Quảng Ngãi").code == "51"
    assert finder.find("Huyện Kon Plông").kind == "subtotal"


def test_a_kind_of_units_of_a_projects_own_pack_is_known_with_its_abbreviation_and_in_the_names_of_totals(tmp_path):
    folder = tmp_path / "viet-nam"
    folder.mkdir()
    entry = 'level = "commune"\naliases = ["HĐ"]\nbasis = "Luật"\ngrade = "assumed"\nvi = "Hải đảo"\nen = "island"\n'
    (folder / "levels.toml").write_text(f'[[unit]]\nid = "island"\n{entry}', encoding="utf-8")
    with using(Pack.of(("viet-nam",), tmp_path)):
        assert {kind_of(name) for name in ("Hải đảo Cồn Cỏ", "HĐ. Cồn Cỏ", "h.đ Cồn Cỏ")} == {"hải đảo"}
        assert name_key("HĐ Cồn Cỏ") == "conco"
        assert is_total_name("Toàn hải đảo")
        assert not is_total_name("Tổng số hải đảo")  # how many there are
    assert kind_of("HĐ. Cồn Cỏ") == ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [("T.T Măng Đen", "thị trấn"), ("t.p. Kon Tum", "thành phố"), ("T. Kon Tum", "tỉnh"), ("X Hiếu", "")],
)
def test_an_abbreviation_is_a_kind_with_its_dots_and_a_single_letter_only_with_one(name, kind):
    assert kind_of(name) == kind
