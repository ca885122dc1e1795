"""Sentences of the programmes page: behind, in step or ahead of time; who meets the standard; products without repeats."""

import pytest

from helpers.analysis import programmes
from helpers.analysis.frames import or_empty
from helpers.report.sections import common, rural
from helpers.report.sections import programmes as section

DAY = "2024-06-30"


@pytest.fixture
def page_with(page_of):
    def make(*rows, day=DAY):
        page = page_of("programmes", {day: list(rows)})
        return page, common.figures_of(page)

    return make


def spent(plan: float, disbursed: float) -> list[tuple]:
    return [
        ("613", "capital_plan_vnd", "all/investment/all", plan * 1e9),
        ("613", "capital_disbursed_vnd", "all/investment/all", disbursed * 1e9),
    ]


@pytest.mark.parametrize(
    ("disbursed", "words"),
    [(30, "lower than an even share"), (45.8, "about an even share"), (80, "higher than an even share")],
)
def test_spending_is_told_against_the_share_of_the_budget_year_gone(page_with, disbursed, words):
    # 30 June 2024: 182 of 397 days = 45.8% of the budget year
    page, figures = page_with(*spent(100, disbursed))
    pace = section.pace_of(programmes.capital_by_programme(figures, "613"))
    assert words in section.pace_sentence(page, pace)


def test_amounts_that_follow_from_a_printed_rate_are_told_as_about(page_with):
    rows = [
        ("613", "capital_plan_vnd", "all/investment/all", 154e9),
        ("613", "disbursement_rate_printed", "all/investment/all", 0.397),
    ]
    page, figures = page_with(*rows)
    capital = programmes.capital_by_programme(figures, "613")
    assert section.kind_sentence(page, capital, "all/investment/all") == (
        "Investment capital: about VND 61.1 billion of VND 154 billion planned disbursed (39.7%)."
    )


def test_a_plan_of_three_units_and_disbursement_of_two_are_told_without_a_share(page_with):
    rows = [(u, "capital_plan_vnd", "all/investment/all", 10e9) for u in "123"] + [
        (u, "capital_disbursed_vnd", "all/investment/all", 4e9) for u in "12"
    ]
    page, figures = page_with(*rows)
    capital = programmes.capital_by_programme(figures, "613")
    told = "Investment capital: VND 30 billion planned, VND 8 billion disbursed. " + common.uneven_words(page)
    assert section.kind_sentence(page, capital, "all/investment/all") == told
    assert section.summary(page, capital, programmes.new_rural_by_unit(figures, page.boundary)) == told


def test_a_page_without_programmes_says_so(page_with):
    page, figures = page_with(("1", "households", 100))
    found = programmes.new_rural_by_unit(figures, page.boundary)
    capital = or_empty(programmes.capital_by_programme, figures, "613")
    assert "No figures of the programmes" in section.summary(page, capital, found)
    section.money(page, capital, section.pace_of(capital))
    rural.rural(page, figures, found, programmes.criteria_matrix(figures, page.boundary))
    rural.products(page, programmes.ocop_products(figures, "613"))
    assert not page.tables


def test_a_printed_mean_that_is_older_than_the_criteria_is_not_held_against_them(page_of):
    printed = [("613", "new_rural_criteria_mean_printed", 12.5)]
    counted = [("1", "new_rural_criteria_met", 15), ("1", "new_rural_standard_met", 0)]
    for day, told in (("2023-12-31", ""), (DAY, "Counted from the communes it is 15.00.")):
        page = page_of("programmes", {day: printed} | {DAY: [*counted, *(printed if day == DAY else [])]})
        figures = common.figures_of(page)
        sentence = rural.printed_mean(page, figures, programmes.new_rural_by_unit(figures, page.boundary))
        assert sentence.endswith(told)
        assert bool(sentence) == bool(told)


def test_a_single_commune_is_told_by_its_name(page_with):
    page, figures = page_with(("1", "new_rural_criteria_met", 13), ("1", "new_rural_standard_met", 0))
    found = programmes.new_rural_by_unit(figures, page.boundary).loc[["1"]]
    assert rural.standard_sentence(page, found) == "Đăk Nên does not meet the new-rural standard yet."
    assert rural.rest_sentence(page, found) == "Đăk Nên meets 13 of 19 new-rural criteria."


def test_no_commune_with_the_standard_is_told_as_none(page_with):
    page, figures = page_with(("1", "new_rural_standard_met", 0), ("2", "new_rural_standard_met", 0))
    found = programmes.new_rural_by_unit(figures, page.boundary)
    assert rural.standard_sentence(page, found) == "None of 2 communes meets the new-rural standard."


def test_products_of_any_stars_do_not_repeat_those_of_each_star(page_with):
    rows = [("", 68), ("3/district", 63), ("4/province", 5), ("any/province", 5)]
    page, figures = page_with(*(("613", "ocop_products", detail, n) for detail, n in rows))
    assert rural.ocop_sentence(page, programmes.ocop_products(figures, "613")) == (
        "OCOP: 68 products, of which 63 with 3 stars, district level; 5 with 4 stars, provincial level."
    )


@pytest.mark.parametrize(("counted_on", "told"), [("2023-12-31", True), ("2024-06-30", False)])
def test_a_printed_mean_stands_only_beside_criteria_that_are_not_newer(page_of, counted_on, told):
    met = {"2023-12-31": [("613", "new_rural_criteria_mean_printed", 12.5)]}
    met[counted_on] = [
        *met.get(counted_on, []),
        ("1", "new_rural_criteria_met", 12),
        ("2", "new_rural_criteria_met", 13),
    ]
    page = page_of("programmes", met)
    figures = common.figures_of(page)
    found = programmes.new_rural_by_unit(figures, page.boundary)
    assert ("12.5" in rural.printed_mean(page, figures, found)) is told
