"""What must add up is read as it is written, speaks of figures of the catalogue, and leaves no sensitive figure alone."""

import pytest

from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.findings import finding_types
from helpers.vocabulary.identities import EACH, EVERY, Term, companions, identities, parse, rates


def test_an_equation_is_whole_minus_parts():
    identity = parse("x", "support_need_remaining:? = support_need_start:? - supported_households:? + 2 households")
    assert identity.terms == (
        Term("support_need_remaining", "?"),
        Term("support_need_start", "?", -1),
        Term("supported_households", "?", 1),
        Term("households", "", -2),
    )
    assert not identity.bounded


def test_an_inequality_puts_the_larger_side_first():
    identity = parse("x", "poor_households + near_poor_households <= households", group=True)
    assert identity.terms == (Term("households"), Term("poor_households", "", -1), Term("near_poor_households", "", -1))
    assert (identity.bounded, identity.group) == (True, True)


def test_a_term_can_stand_for_the_year_before():
    identity = parse("x", "poor_household_flow:start = poor_households@previous")
    assert identity.right == (Term("poor_households", previous=True),)


def test_an_identity_of_every_detail_is_one_of_a_detail():
    identity = parse("x", "support_need_remaining:? = support_need_start:?", needs=("support_need_start/?",))
    housing = identity.of("housing")
    assert [term.name for term in housing.terms] == ["support_need_remaining/housing", "support_need_start/housing"]
    assert housing.needs == ("support_need_start/housing",)


@pytest.mark.parametrize(
    "text", ["households = persons ? minority_households", "households =", "households persons", "= 3"]
)
def test_what_cannot_be_read_names_the_identity(text):
    with pytest.raises(InputError, match='identity "x"'):
        parse("x", text)


def test_a_misspelt_indicator_is_told_the_one_that_was_meant():
    with pytest.raises(InputError, match='Did you mean "poor_households"'):
        parse("x", "por_households <= households")


def test_every_identity_has_an_id_of_its_own_and_names_in_both_languages():
    ids = [identity.id for identity in identities()]
    assert len(set(ids)) == len(ids)
    assert all(identity.label["vi"] and identity.label["en"] for identity in identities())


@pytest.mark.parametrize("identity", identities(), ids=lambda identity: identity.id)
def test_every_term_is_a_figure_of_the_catalogue(identity):
    """A misspelt detail would check and protect nothing, silently."""
    for term in identity.terms:
        entry = indicators()[term.indicator]
        members = codelist(entry.details) if entry.details else {}
        assert term.detail in {"", EACH, EVERY, *members}, term
        assert not term.detail or entry.details, term
    assert not identity.check or identity.check in finding_types()


def test_every_sensitive_indicator_stands_in_an_identity():
    """What stands in none is tied to nothing: a withheld part of it could be told only by sums over units."""
    named = {indicator for identity in identities() for indicator in identity.indicators}
    assert {id for id, entry in indicators().items() if entry.sensitive} <= named


def test_rates_name_counts_or_amounts_of_the_same_breakdown():
    for rate in rates().values():
        ends = [indicators()[rate.numerator], indicators()[rate.denominator]]
        assert {end.kind for end in ends} <= {"count", "amount"}
        assert indicators()[rate.printed].details in {end.details for end in ends} | {""}


def test_money_and_persons_go_with_counts_of_the_same_breakdown():
    for figure, count in companions():
        assert indicators()[figure].measure in {"VND", "persons"}
        assert indicators()[figure].details == indicators()[count].details
