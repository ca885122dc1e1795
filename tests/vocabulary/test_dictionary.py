"""docs/data-dictionary.md is what the catalogue says."""

from pathlib import Path

import pytest
from docs.dictionary import PLACE, dictionary

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.findings import finding_types

ROOT = Path(__file__).parents[2]


def test_the_data_dictionary_is_current():
    written = (ROOT / PLACE).read_text(encoding="utf-8")
    assert written == dictionary(), "run: python docs/dictionary.py"


def test_a_rate_says_what_it_is_computed_from():
    assert "poor_households + near_poor_households / households" in dictionary()


@pytest.mark.parametrize("name", ["poor_households", "capital_plan_vnd", "new_rural_standard_met", "poverty_rate"])
def test_an_indicator_stands_in_it_with_both_names(name):
    row = next(line for line in dictionary().splitlines() if line.startswith(f"| `{name}` |"))
    assert indicators()[name].label["vi"] in row
    assert indicators()[name].label["en"] in row


def test_every_finding_stands_in_it_without_braces():
    text = dictionary()
    assert all(f"| {code} |" in text for code in finding_types())
    assert "{" not in text.split("## Findings")[1]


def test_no_row_has_more_cells_than_its_table():
    for table in dictionary().split("\n\n"):
        rows = [line for line in table.splitlines() if line.startswith("|")]
        assert len({line.replace("\\|", "").count("|") for line in rows}) <= 1
