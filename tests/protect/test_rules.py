"""The relations of relations.toml are read as they are written."""

import pytest

from helpers.protect.rules import Term, money_links, parse, rules
from helpers.vocabulary.catalogue import codelist, indicators


def test_an_equation_is_whole_minus_parts() -> None:
    rule = parse("x", "need:? = start:? - helped:? + 2 new")
    assert rule.terms == (Term(1, "need", "?"), Term(-1, "start", "?"), Term(1, "helped", "?"), Term(-2, "new"))
    assert not rule.bounded


def test_an_inequality_puts_the_larger_side_first() -> None:
    part_of = parse("x", "part + other <= whole", rest="group")
    assert part_of.terms == (Term(1, "whole"), Term(-1, "part"), Term(-1, "other"))
    assert (part_of.bounded, part_of.rest) == (True, "group")
    assert parse("x", "whole >= part + other").terms == part_of.terms


def test_a_term_can_stand_for_the_year_before() -> None:
    assert parse("x", "flow:start = poor@previous").terms[1] == Term(-1, "poor", "", previous=True)


@pytest.mark.parametrize("text", ["a = b ? c", "a = ", "a b", "= 3"])
def test_what_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"Cannot read|no terms|unpack"):
        parse("x", text)


def test_every_rule_speaks_of_figures_of_the_catalogue() -> None:
    """A misspelt indicator or detail would protect nothing, silently."""
    for rule in rules():
        for term in rule.terms:
            entry = indicators()[term.indicator]
            assert entry.kind in {"count", "amount"}, rule.id
            members = codelist(entry.details) if entry.details else {}
            assert term.detail in {"", "?", "*", *members}, (rule.id, term)
            assert bool(term.detail) == bool(entry.details), (rule.id, term)


def test_money_goes_with_counts_of_the_same_breakdown() -> None:
    for amount, count in money_links():
        assert indicators()[amount].kind == "amount"
        assert indicators()[amount].details == indicators()[count].details
