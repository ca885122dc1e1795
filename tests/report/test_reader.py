"""How names stand within a Vietnamese sentence."""

import pytest

from helpers.report.wording.reader import Reader


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Xã Đăk Nên", "xã Đăk Nên"),
        ("Địa bàn huyện Kon Plông cũ", "địa bàn huyện Kon Plông cũ"),
        ("Đăk Nên", "Đăk Nên"),
        ("Hiếu", "Hiếu"),
    ],
)
def test_common_words_before_a_name_are_in_lower_case_within_a_sentence(name, within):
    assert Reader("vi", lambda code: name).place("613") == within


def test_english_names_stand_as_they_are():
    assert Reader("en", lambda code: "Former Kon Plông district").place("613") == "Former Kon Plông district"
