"""Text becomes HTML without becoming markup."""

import html
import sys
import unicodedata

import pytest
from tests.hostile import TEXTS

from helpers.report.markup import attributes, escape, shorten, slug, visible
from helpers.report.plain import field_text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_has_no_character_that_html_obeys(text):
    assert not set("<>\"'") & set(escape(text))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_escaped_text_reads_as_the_visible_text(text):
    assert html.unescape(escape(text)) == visible(text)


def test_a_right_to_left_override_is_written_out():
    assert visible("a\u202eb") == "a[U+202E]b"


def test_every_sign_that_nobody_sees_is_written_out():
    """Controls and formats of Unicode, and what no XML may hold; but tab, line break, the joiners that scripts are
    written with, and signs that are seen themselves, such as the Arabic sign of a number."""
    seen = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13439)}
    unseen = [at for at in range(sys.maxunicode) if unicodedata.category(chr(at)) in ("Cc", "Cf", "Cs")]
    asked = {*unseen, 0xFFFE, 0xFFFF} - seen - {0x9, 0xA, 0x200C, 0x200D}
    assert not [f"U+{at:04X}" for at in asked if visible(chr(at)) != f"[U+{at:04X}]"]


@pytest.mark.parametrize("sign", "=+-@＝＋－＠|%")
def test_a_csv_field_that_a_spreadsheet_may_run_has_an_apostrophe(sign):
    assert field_text(f"{sign}cmd()").startswith("'")
    assert field_text(f" {sign}cmd()").startswith("'")


def test_a_lone_surrogate_is_written_out_so_that_pages_can_be_encoded():
    assert escape("a\ud800").encode("utf-8") == b"a[U+D800]"


def test_vietnamese_letters_stay_as_they_are():
    assert escape("Ngọk Tem, Măng Bút, Pờ Ê") == "Ngọk Tem, Măng Bút, Pờ Ê"


def test_an_anchor_is_made_of_plain_letters():
    assert slug("Đất ở, đất sản xuất") == "dat-o-dat-san-xuat"


def test_an_anchor_of_no_letters_is_still_an_anchor():
    assert slug("???") == "section"


def test_attributes_of_nothing_are_left_out():
    assert attributes(class_="n", scope=None, hidden=False, open=True) == ' class="n" open'


def test_a_long_text_is_cut_with_an_ellipsis_to_the_length_asked_for():
    assert shorten("một hai ba bốn", 8) == "một hai…"
