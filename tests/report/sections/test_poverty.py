"""Sentences of the poverty page are chosen by the statistic: each has a form for what must not be claimed."""

import pytest

from helpers.analysis import poverty
from helpers.analysis.frames import or_empty
from helpers.report.sections import common, comparison, flow
from helpers.report.sections import poverty as section

Y2021, Y2022, Y2023 = "2021-12-31", "2022-12-31", "2023-12-31"


def review(poor: dict[str, int], households: int = 1000) -> list[tuple]:
    return [row for unit, n in poor.items() for row in ((unit, "households", households), (unit, "poor_households", n))]


@pytest.fixture
def told(page_of):
    """A function from figures by date to the page, the review by unit and the one before."""

    def tell(figures, **parameters):
        page = page_of("poverty", figures, **parameters)
        rows = common.figures_of(page)
        now = common.by_unit(or_empty(poverty.poverty_by_unit, rows), page)
        return page, now, poverty.earlier_review(rows, poverty.review_date(rows)), rows

    return tell


def test_a_fall_is_told_in_percentage_points_with_both_rates(told):
    page, now, before, _ = told(
        {Y2022: review({"1": 300, "2": 300, "3": 300}), Y2023: review({"1": 200, "2": 200, "3": 200})}
    )
    assert section.summary(page, now, before).startswith(
        "On 31 December 2023, 600 of 3,000 households (20.00%) were poor: down 10.00"
    )
    assert "from 30.00% (31 December 2022) to 20.00%" in section.change_sentence(page, now, before)


def test_a_difference_of_rounding_is_no_clear_change(told):
    page, now, before, _ = told(
        {Y2022: review({"1": 300, "2": 300, "3": 300}), Y2023: review({"1": 300, "2": 300, "3": 301})}
    )
    assert "no clear change" in section.summary(page, now, before)
    assert section.mover_sentence(page, now, before) == ""


def test_a_unit_that_did_not_report_makes_no_change_of_the_total(told):
    # 900 of 3,000 poor; then 400 of 2,000 without the poorest unit, which had 500: the two others stayed at 400
    page, now, before, rows = told({Y2022: review({"1": 200, "2": 200, "3": 500}), Y2023: review({"1": 200, "2": 200})})
    told_change = section.change_sentence(page, now, before)
    assert "from 20.00% (31 December 2022) to 20.00%: no clear change" in told_change
    assert told_change.endswith("Compared over the 2 of 3 units with figures on both days.")
    assert "no clear change" in section.summary(page, now, before)
    assert list(poverty.rate_series(rows, "613")["year"]) == [2022]


def test_a_poor_count_and_a_base_of_other_units_give_no_rate(told):
    # 'poor' of two units over the households of three would be 400 / 3,000
    page, now, _, _ = told({Y2023: [*review({"1": 200, "2": 200}), ("3", "households", 1000)]})
    assert now.loc["613", ["poverty_rate", "multidimensional_poverty_rate"]].isna().all()
    assert section.summary(page, now, now.iloc[:0]) == "On 31 December 2023, 400 households were poor."


def test_no_change_is_told_across_a_break_of_the_standard(told):
    page, now, before, _ = told({"2020-12-31": review({"1": 300}), Y2021: review({"1": 500})})
    assert before.empty
    assert "no earlier review" in section.change_sentence(page, now, before)


def test_units_that_hardly_differ_are_not_ranked_in_words(told):
    page, now, _, _ = told({Y2023: review({"1": 200, "2": 201, "3": 202})})
    assert "hardly differs" in section.where_sentence(page, now)


def test_half_of_the_poor_in_most_of_the_units_is_no_finding(told):
    page, now, _, _ = told({Y2023: review({"1": 200, "2": 200, "3": 200})})
    assert section.half_sentence(page, now) == ""


def test_one_unit_with_half_of_the_poor_is_named(told):
    page, now, _, _ = told({Y2023: review({"1": 500, "2": 100, "3": 100})})
    assert section.half_sentence(page, now).startswith("Đăk Nên alone holds 71.4%")


def test_a_unit_that_did_not_report_is_named_and_the_total_told_to_be_partial(told):
    page, now, _, _ = told({Y2023: review({"1": 200, "2": 100})})
    assert "No figure from Măng Đen" in common.missing_sentence(now, "poor_households", page)
    assert now.loc["613", "coverage"] == "2/3"


def test_the_minority_rate_and_the_minority_share_are_two_figures(told):
    rows = [
        ("613", "minority_households", 6495),
        ("613", "minority_poor_households", 3353),
        ("613", "poor_households", 3353),
        ("613", "households", 7551),
    ]
    page, now, _, _ = told({Y2021: rows})
    assert "3,353 of 6,495 households (51.62%) were poor; 100.00% of the poor" in section.minority_sentence(page, now)


def test_a_flow_that_does_not_close_is_shown_with_its_residual(told):
    # Kon Tum 2022: 15.983 by the identity, 15.943 printed
    parts = {"start": 21989, "out": 6782, "from_near_poor": 169, "relapsed": 13, "new": 594, "end": 15943}
    page, _, _, rows = told({Y2022: [("613", "poor_household_flow", d, v) for d, v in parts.items()]})
    row = poverty.flow_by_unit(rows).loc["613"]
    assert "difference of −40 households" in flow.residual_sentence(page, row)


def test_a_rate_that_does_not_fall_has_no_year_of_the_target(told):
    page, _, _, rows = told({Y2022: review({"1": 300}), Y2023: review({"1": 310})})
    sentence = comparison.outlook_sentence(page, poverty.rate_series(rows, "1"), 0.1)
    assert "not clearly fallen" in sentence


def test_the_pace_states_its_assumption(told):
    page, _, _, rows = told(
        {Y2022: review({"1": 400, "2": 400, "3": 400}), Y2023: review({"1": 300, "2": 300, "3": 300})}
    )
    sentence = comparison.outlook_sentence(page, poverty.rate_series(rows, "1"), 0.1)
    assert "At that pace, which is an assumption and not a forecast" in sentence
    assert "2025" in sentence


def test_definitions_are_those_of_figures_that_the_period_has(told):
    page, _, _, _ = told({Y2023: review({"1": 400, "2": 400, "3": 400})})
    html = page.definitions(("poverty_rate", "production_land_rate", "ocop_products")).html
    assert html.count("<dt>") == 1
