"""What a machine can check of the words that readers see, message by message."""

import re

import pytest
from tests.test_messages import ROOT

from helpers.vocabulary.language import messages

WORDING = (ROOT / "src/helpers/packs/viet-nam/locale/vi/wording.po").read_text(encoding="utf-8")
TOLD = [text for text in messages("vi").values() if f'"{text}"' in WORDING]
RULES = {
    "counts stand with a slash, not 'trên'": r"\{count\} trên \{base\}|\{part\} trên \{whole\}",
    "kinds of units are in lower case within a sentence": r"(?<=[a-zà-ỹ,] )(?:Xã|Huyện|Tỉnh|Thị trấn) (?!\{)",
    "no schedule is on record, so nothing is late": r"chậm so với tiến độ|chậm tiến độ",
    "symbols are for the data files": r"\[[xcz]\]",
    "no file names": r"\.csv|\.xlsx|Frictionless",
    "no word for a reader's eye only in English": r"\b(?:the|and|of|households)\b",
}


@pytest.mark.parametrize("rule", RULES)
def test_every_sentence_keeps_the_house_rule(rule):
    assert [text for text in TOLD if re.search(RULES[rule], text)] == []


def test_the_sentences_are_read():
    assert len(TOLD) > 80


def test_a_message_ends_as_its_english_does():
    pairs = [(id, text) for id, text in messages("vi").items() if f'"{text}"' in WORDING]
    assert [pair for pair in pairs if pair[0].endswith(".") != pair[1].endswith(".")] == []
