"""Text repair: old encodings come back, correct text is never touched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workbooks.legacy import encode_tcvn3, encode_vni

from helpers.intake.text.encodings import TCVN3
from helpers.intake.text.syllable import is_syllable
from helpers.intake.text.vietnamese import accent_key, kind_of, name_key, repair, repair_column
from helpers.vocabulary.register import register

UNITS = [
    row["name"]
    for name in ("legacy", "2025")
    for level in ("province", "district", "commune")
    for row in register(name, level).values()
]
NAMES = sorted({*UNITS, *(name.partition(" ")[2] for name in UNITS)})
WESTERN = [
    "café naïve où été Hôtel", "l'hôpital à la mère", "Müller München über schön", "El Niño, São Paulo", "coût",
    "Caïn", "tôt", "kW·h N·m 5 µm", "§ 3 m²", "«le chat»", "Excel®", "½ ha", "(a) 9=1-2-3", "The quick brown fox",
]  # fmt: skip


def test_the_tcvn3_table_has_its_74_letters_and_each_stands_once():
    assert len(TCVN3) == len(set(TCVN3.values())) == 74
    assert TCVN3["\xad"] == "ư"


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("X\xb7 \xa7\xbek N\xaan", "Xã Đắk Nên"),
        ("X\xb7 Ng\xe4k Tem", "Xã Ngọk Tem"),
        ("Th\xde tr\xcan M\xa8ng \xa7en", "Thị trấn Măng Đen"),
        ("H\xe9 c\xcbn ngh\xcco", "Hộ cận nghèo"),
        ("M\xadêng Kh\xad\xacng", "Mường Khương"),
        ("h\xe9p m\xf8t t\xd5t", "hộp mứt tết"),
        ("Xin chaøo caùc baïn", "Xin chào các bạn"),
        ("\xd0ắk Nên", "Đắk Nên"),
        ("Xã\u00a0Yên\u200b  Thành ", "Xã Yên Thành"),
        (unicodedata.normalize("NFD", "Hộ cận nghèo"), "Hộ cận nghèo"),
        ("Hộ cận nghèo".encode().decode("cp437"), "Hộ cận nghèo"),
        ("Xã Đăk Nên".encode().decode("latin-1"), "Xã Đăk Nên"),
        ("Tổng số hộ dân cư".encode().decode("cp1252"), "Tổng số hộ dân cư"),
    ],
)
def test_garbled_text_comes_back_as_it_was_meant(garbled, meant):
    assert repair(garbled) == meant


def test_every_unit_name_of_the_country_passes_unchanged_alone_and_in_a_column():
    assert [name for name in NAMES if repair(name) != name] == []
    assert repair_column(NAMES) == (NAMES, [])


def test_every_unit_name_without_accents_passes_unchanged():
    plain = [name_key(name) for name in NAMES]
    assert repair_column(plain) == (plain, [])


@pytest.mark.parametrize("text", WESTERN)
def test_french_english_and_signs_are_never_taken_for_an_old_encoding(text):
    assert repair(text) == text


@pytest.mark.parametrize("encode", [encode_tcvn3, encode_vni])
def test_a_column_in_an_old_encoding_comes_back_name_by_name(encode):
    repaired, notes = repair_column([encode(name) for name in NAMES])
    assert [name for name, text in zip(NAMES, repaired, strict=True) if name.casefold() != text.casefold()] == []
    assert {note.repair.split("+")[0] for note in notes} <= {encode.__name__.removeprefix("encode_"), "spaces"}


def test_a_note_tells_the_place_the_repair_and_both_texts():
    assert repair_column(["Hiếu", "Pờ Ê "])[1] == [(1, "spaces", "Pờ Ê ", "Pờ Ê")]


def test_unicode_names_in_a_tcvn3_column_stay_as_they_are():
    assert repair_column([encode_tcvn3("Xã Đăk Nên"), "Xã Măng Cành", "Hiếu"])[0] == [
        "Xã Đăk Nên",
        "Xã Măng Cành",
        "Hiếu",
    ]


@pytest.mark.parametrize(
    "spelling", ["Xã Đắk Nên", "xã đăk nên", "Dak Nen", "X. Đắk  Nên", "DakNen", "Xã Ðắk Nên", "Xã\u00a0Đắk-Nên"]
)
def test_spellings_of_one_name_share_a_key(spelling):
    assert name_key(spelling) == "daknen"


def test_the_accent_key_joins_tone_positions_and_keeps_names_apart():
    assert accent_key("Xã Hoà Bình") == accent_key("xã  hòa bình")
    assert accent_key("Thanh Hòa") != accent_key("Thạnh Hóa")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("TT. Măng Đen", "thị trấn"), ("x. Pờ Ê", "xã"), ("Thị trấn Măng Đen", "thị trấn"), ("P. Quang Trung", "phường"),
     ("Tam Kỳ", ""), ("Tu Mơ Rông", ""), ("Xã Xốp", "xã"), ("TP. Kon Tum", "thành phố")],
)  # fmt: skip
def test_the_kind_of_a_unit_is_read_from_its_prefix(name, kind):
    assert kind_of(name) == kind


def test_names_of_units_keep_a_key_even_where_the_name_is_a_prefix_word():
    assert [name for name in NAMES if not name_key(name)] == []


@pytest.mark.parametrize("word", ["Hộ", "nghèo", "chuyển", "quyết", "giếng", "Đắk", "Plông", "khuỷu", "hoà", "hòa"])
def test_vietnamese_syllables_are_recognised(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["chaøo", "xaõ", "nghÌo", "tạnn", "zà", "hotel", "cac\u0301\u0300"])
def test_what_vietnamese_does_not_write_is_no_syllable(word):
    assert not is_syllable(word)


@given(st.text())
def test_repair_never_fails_and_repairing_twice_changes_nothing_more(text):
    once = repair(text)
    assert repair(once) == once


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=9))
def test_decomposed_names_come_back_composed(names):
    assert repair_column([unicodedata.normalize("NFD", name) for name in names])[0] == names
