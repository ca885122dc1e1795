"""Text becomes HTML without becoming markup."""

import html

import pytest
from tests.hostile import TEXTS

from helpers.report.markup import attributes, escape, shorten, slug, visible


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_has_no_character_that_html_obeys(text):
    assert not set("<>\"'") & set(escape(text))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_escaped_text_reads_as_the_visible_text(text):
    assert html.unescape(escape(text)) == visible(text)


def test_a_right_to_left_override_is_written_out():
    assert visible("a\u202eb") == "a[U+202E]b"


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
