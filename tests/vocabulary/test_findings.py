import string

import pytest

from helpers.vocabulary.findings import FINDING_COLUMNS, SEVERITIES, finding, finding_types, findings_frame


@pytest.mark.parametrize("kind", finding_types().values(), ids=lambda kind: kind.code)
def test_every_kind_of_finding_has_a_severity_and_the_same_words_in_both_languages(kind):
    assert kind.severity in SEVERITIES
    assert _words(kind.vi) == _words(kind.en)
    assert kind.vi != kind.en


def test_codes_are_sorted():
    assert list(finding_types()) == sorted(finding_types())


def test_a_finding_keeps_its_address_and_fills_its_sentence():
    found = finding("Q103", workbook="xa.xlsx", expected="abc")
    assert list(found) == list(FINDING_COLUMNS)
    assert "xa.xlsx" in found["message_vi"]
    assert "abc" in found["message_en"]


def test_text_with_braces_stays_text():
    assert "{0}{secret}" in finding("Q102", workbook="{0}{secret}.xlsx")["message_en"]


def test_no_findings_make_an_empty_frame_with_all_columns():
    assert list(findings_frame().columns) == list(FINDING_COLUMNS)


def _words(template):
    """Words of a template; `place[vi]` and `place[en]` are one word."""
    return {name.split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}
