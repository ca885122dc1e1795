"""Languages of pages are data; names that a language lacks are its translation of the English, else English."""

from dataclasses import replace

import pytest

from helpers.vocabulary import language
from helpers.vocabulary.languages import languages
from helpers.vocabulary.pack import in_force, using
from helpers.vocabulary.period import Period
from helpers.vocabulary.words import Words


@pytest.fixture
def french(monkeypatch):
    """French as a further language, with one message translated."""
    known = {**languages(), "fr": {**languages()["en"], "name": "Français"}}
    monkeypatch.setattr(language, "languages", lambda: known)
    monkeypatch.setattr(language, "messages", lambda lang: {"Poor households": "Ménages pauvres"})
    with using(replace(in_force(), digest="with French")):  # look-ups of other packs are not kept
        yield


def test_a_name_is_given_as_the_catalogue_has_it():
    assert Words(vi="Số hộ nghèo", en="Poor households")["vi"] == "Số hộ nghèo"


def test_a_name_that_a_language_lacks_is_translated_from_english(french):
    assert Words(vi="Số hộ nghèo", en="Poor households")["fr"] == "Ménages pauvres"


def test_a_name_without_translation_stays_english(french):
    assert Words(vi="Số khẩu", en="Persons")["fr"] == "Persons"


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("period", ["2024", "2024-H2", "2024-Q3", "2024-09"])
def test_every_language_has_words_for_every_kind_of_period(lang, period):
    words = Period.parse(period).words(lang)
    assert "2024" in words
    assert "{" not in words


@pytest.mark.parametrize("lang", languages())
def test_every_language_writes_money_points_and_qualifiers(lang):
    assert language.format_money(216e9, lang) in {"216 tỷ đồng", "VND 216 billion"}
    assert language.format_points(-13.62, lang) in {"13,62 điểm %", "13.62 percentage points"}
    assert {language.with_qualifier("4", mark, lang) for mark in ("", "<")} & {"dưới 4", "less than 4"}
