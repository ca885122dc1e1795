"""Layouts: every form is complete, names indicators that exist, and is known by its title."""

from datetime import date

import pytest

from helpers.intake.layouts.layout import heading_key, is_phrase_of, layout, layouts, recognised
from helpers.intake.text.vietnamese import accented_words, kind_of
from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.register import register as units_of

DAY = date(2023, 12, 31)
FORMS = [entry for entry in layouts() if entry.form != "published"]


@pytest.mark.parametrize("entry", FORMS, ids=lambda entry: entry.form)
def test_every_figure_of_a_form_is_an_indicator_of_the_catalogue(entry):
    for column in entry.figures:
        for name in column.indicators:
            known = indicators()[name]
            members = {"", *(codelist(known.details) if known.details else ())}
            assert "{" in column.detail or set(column.detail.split("/")) <= members


@pytest.mark.parametrize("entry", [entry for entry in FORMS if entry.recognise], ids=lambda entry: entry.form)
def test_a_form_is_recognised_by_its_own_title_and_by_no_other_form(entry):
    assert recognised(entry.title, max(DAY, entry.valid_from)) is entry


def test_the_title_of_the_near_poor_flow_is_not_taken_for_that_of_the_poor():
    assert recognised("TỔNG HỢP DIỄN BIẾN HỘ CẬN NGHÈO", DAY).form == "flow_near_poor"
    assert recognised("Tổng hợp diễn biến hộ nghèo năm 2023", DAY).form == "flow_poor"


def test_an_unknown_title_is_no_form():
    assert recognised("TỔNG HỢP CHỈ TIÊU THIẾU HỤT CỦA TRẺ EM THUỘC HỘ NGHÈO, HỘ CẬN NGHÈO", DAY) is None


def test_a_form_does_not_hold_before_its_standard():
    assert recognised(layout("poverty_result").title, date(2021, 12, 31)) is None


def test_no_two_columns_of_a_form_share_indicator_detail_and_part():
    for entry in FORMS:
        keys = [
            (name, column.detail, at, column.as_of)
            for column in entry.figures
            for at, name in enumerate(column.indicators)
        ]
        assert len(keys) == len(set(keys)), entry.form


def test_the_flow_form_has_the_columns_of_its_identity():
    columns = layout("flow_poor").figures
    assert [column.detail for column in columns] == [
        "start", "to_near_poor", "escaped", "other_decrease", "from_near_poor", "relapsed", "new", "other_increase", "end",
    ]  # fmt: skip
    assert columns[-1].index == "9=1-2-3-4+5+6+7+8"


def test_an_unknown_form_is_answered_with_the_nearest():
    with pytest.raises(InputError, match="poverty_result"):
        layout("poverty_results")


def test_accents_are_heard_before_they_are_folded():
    assert recognised("Tỉnh Điện Biên Hộ nghèo", DAY) is None
    assert recognised("DIỄN BIẾN HỘ NGHÈO", DAY).form == "flow_poor"
    assert recognised("TONG HOP DIEN BIEN HO NGHEO", DAY).form == "flow_poor"


def names_of_units(register):
    """Every name of a commune, district and province in a register, with its kind and without."""
    levels = ("commune", "district", "province")
    long = {row["name"] for level in levels for row in units_of(register, level).values()}
    return long | {name.removeprefix(kind_of(name).capitalize()).strip() for name in long}


@pytest.mark.parametrize("register", ["2025", "legacy"])
def test_no_name_of_a_unit_in_vietnam_is_taken_for_the_title_of_a_form(register):
    """Each name is tried with what could stand beside it to complete a phrase: 'Điện Biên' and 'Hộ nghèo'."""
    names = names_of_units(register)
    assert len(names) > 3000
    phrases = {phrase for entry in FORMS for phrases in entry.recognise for phrase in phrases}
    ends = {}  # names by their last words, folded
    for name in names:
        words = name.split()
        for size in range(1, min(len(words), max(len(phrase.split()) for phrase in phrases)) + 1):
            ends.setdefault((size, heading_key(" ".join(words[-size:]))), []).append(name)
    tried = set()
    for phrase in phrases:
        words = phrase.split()
        for size in range(1, len(words)):
            first = " ".join(words[:size])
            for name in ends.get((size, heading_key(first)), ()):
                if accented_words(" ".join(name.split()[-size:])) != accented_words(first):
                    text = " ".join([name, *words[size:]])
                    tried.add(text)
                    assert not is_phrase_of(phrase, heading_key(text), text), text
    assert not [name for name in names if recognised(name, DAY)]
    assert any("Điện Biên" in text for text in tried)
