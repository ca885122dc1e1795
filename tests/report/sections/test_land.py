"""Sentences of the land page: counts before rates, leans only where they are clear, plans that say why there is none."""

import pandas as pd
import pytest

from helpers.analysis import land
from helpers.analysis.frames import or_empty
from helpers.report.sections import common, need, targeting
from helpers.report.sections import land as section
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.observation import withhold

DAY = "2024-06-30"


@pytest.fixture
def covered(page_of):
    """A function from figures to the page and land by unit."""

    def cover(*rows):
        page = page_of("land", {DAY: list(rows)})
        return page, common.by_unit(or_empty(land.land_coverage, common.figures_of(page)), page)

    return cover


def test_all_households_with_land_are_told_as_all(covered):
    rows = [(u, "minority_households", 100) for u in "123"] + [
        (u, "minority_households_without_residential_land", 0) for u in "123"
    ]
    page, table = covered(*rows)
    assert (
        section.kind_sentence(page, table, "residential_land")
        == "All minority households have residential land: 300 of 300 households (100.00%)."
    )


def test_a_place_without_minority_households_says_so(covered):
    page, table = covered(
        *((u, name, 0) for u in "123" for name in ("minority_households", "minority_households_with_production_land"))
    )
    assert section.kind_sentence(page, table, "production_land") == "There are no ethnic minority households."


def test_those_who_lack_land_are_told_as_households(covered):
    rows = [(u, "minority_households", 100) for u in "123"] + [
        (u, "minority_households_without_production_land", 1) for u in "123"
    ]
    page, table = covered(*rows)
    assert "3 households lack it" in section.kind_sentence(page, table, "production_land")


def test_a_printed_rate_tells_how_many_households_it_leaves(covered):
    # 99,93% of 6.690 leaves 5
    page, table = covered(
        ("613", "minority_households", 6690), ("613", "minority_production_land_rate_printed", 0.9993)
    )
    assert "of 6,690 households this leaves 5 without" in section.kind_sentence(page, table, "production_land")


def test_a_page_without_land_says_so(covered):
    page, table = covered(("1", "households", 100))
    assert "No figures of land" in section.summary(page, table)
    section.who_has_land(page, table)
    assert not page.tables


def by_unit(**rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, index=["need_households", "supported_households", "households", "poverty_rate"]).T
    return table.assign(need_rate=table["need_households"] / table["households"], share_supported=0.5)


def test_support_that_is_the_same_everywhere_has_no_lean(covered):
    page, _ = covered(("1", "households", 100))
    even = by_unit(a=(10, 5, 100, 0.1), b=(20, 5, 100, 0.2), c=(30, 5, 100, 0.3))
    assert targeting.targeting_sentence(page, even).count("does not clearly lean") == 2


def test_support_that_went_to_the_richer_units_is_told_as_less(covered):
    page, _ = covered(("1", "households", 100))
    away = by_unit(a=(10, 9, 100, 0.1), b=(20, 3, 100, 0.2), c=(30, 0, 100, 0.3))
    assert "less to units with higher poverty" in targeting.targeting_sentence(page, away)


def test_two_units_are_too_few_to_speak_of_a_lean(covered):
    page, _ = covered(("1", "households", 100))
    assert targeting.targeting_sentence(page, by_unit(a=(10, 9, 100, 0.1), b=(20, 3, 100, 0.2))) == ""


def test_a_lean_that_cannot_be_told_for_withheld_supports_says_why(covered):
    page, _ = covered(*((u, "supported_households", "housing", 2) for u in "123"))
    hidden = page.observations["unit"].isin(["1", "2"])
    page.observations = withhold(page.observations, hidden)
    unknown = by_unit(**{"1": (10, None, 100, 0.1), "2": (20, None, 100, 0.2), "3": (30, 2, 100, 0.3)})
    assert "Needs or supports of 2 of 3 units are withheld" in targeting.withheld_sentence(page, unknown.astype(float))


def test_needs_are_told_to_add_up_only_where_all_numbers_are_shown(covered):
    page, _ = covered(("1", "households", 100))
    told = need.residual_sentence(page, pd.DataFrame({"residual": [0.0, float("nan")]}))
    assert told.endswith("wherever all four numbers are shown.")
    assert need.residual_sentence(page, pd.DataFrame({"residual": [0.0, 0.0]})).endswith("everywhere.")


def needs(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "content", "households", "cost_vnd", "poverty_rate"])


def test_a_budget_that_does_nothing_says_why(covered):
    page, _ = covered(("1", "households", 100))
    small = targeting.strategies(needs(("1", "housing", 3, 40e6, 0.2)), 1e6)
    assert "does not reach a single household" in targeting.trade_sentence(page, small, 1e6)
    none = targeting.strategies(needs(("1", "housing", 0, 40e6, 0.2)), 1e9)
    assert "No remaining need" in targeting.trade_sentence(page, none, 1e9)


def test_the_least_covered_unit_is_not_told_to_have_more_than_it_has(covered):
    # four houses for two units that need three each: 2 of 3 is 66.67%, which "no unit under 67%" would overstate
    page, _ = covered(("1", "households", 100))
    compared = targeting.strategies(needs(("1", "housing", 3, 40e6, 0.2), ("2", "housing", 3, 40e6, 0.1)), 160e6)
    told = targeting.trade_sentence(page, compared, 160e6)
    assert "4 of 6 needs" in told
    assert "66.7% in the unit that is served least" in told


def test_a_need_that_is_not_known_is_not_told_to_be_served(covered):
    page, _ = covered(("1", "households", 100))
    table = needs(("1", "housing", 3, 40e6, 0.2), ("2", "housing", float("nan"), 40e6, 0.1))
    targeting.what_if(page, table, targeting.strategies(table, 80e6), 80e6, "most_served", targeting.limits_of([]))
    plan = page.tables[-1]
    assert plan.frame.loc["1", "unmet_households"] == 1
    assert plan.frame.loc["2", ["housing", "unmet_households"]].isna().all()
    assert plan.total["unmet_households"] is None
    assert plan.symbols["2", "housing"] == "x"


def test_a_unit_that_is_its_own_total_gets_a_plan(page_of, project):
    file = project.raw("mau") / "scope.toml"
    head, _, _ = file.read_text(encoding="utf-8").partition("units = [")
    file.write_text(f'{head}units = [{{ code = "613", name = "Huyện Mẫu" }}]', encoding="utf-8")
    page = page_of("land", {DAY: [("613", "households", 100)]})
    assert common.served_codes(page) == ["613"]
    table = needs(("613", "housing", 3, 40e6, 0.2))
    targeting.what_if(page, table, targeting.strategies(table, 80e6), 80e6, "most_served", targeting.limits_of([]))
    assert page.tables[-1].frame.loc["613", ["housing", "unmet_households"]].tolist() == [2, 1]


def test_one_kind_of_land_is_told_where_the_other_is_not_known(covered):
    rows = [
        (u, name, 100) for u in "123" for name in ("minority_households", "minority_households_with_residential_land")
    ]
    page, table = covered(*rows)
    assert section.summary(page, table) == "On 30 June 2024, 100.00% of minority households had residential land."


def test_limits_of_the_notebook_are_kept_and_told(covered):
    page, _ = covered(("1", "households", 100))
    limits = targeting.limits_of([["1", "housing", 2], ["", "production_land", 5]])
    table = needs(("1", "housing", 3, 40e6, 0.2), ("2", "housing", 1, 40e6, 0.1))
    assert targeting.strategies(table, 1e9, limits)["served_households"].tolist() == [3, 3, 3]
    assert "Housing in Đăk Nên: at most 2; Production land in all units: at most 5" in targeting.limits_sentence(
        page, limits
    )


def test_a_wrong_strategy_or_budget_is_refused_with_a_suggestion(covered):
    page, _ = covered(("1", "households", 100))
    table = targeting.strategies(needs(("1", "housing", 3, 40e6, 0.2)), 1e9)
    with pytest.raises(UsageError, match="most_served"):
        targeting.what_if(page, table, table, 1e9, "most_serve", targeting.limits_of([]))
    with pytest.raises(UsageError, match="below zero"):
        targeting.strategies(table, -5)


def test_a_limit_of_an_unknown_content_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="residential_land"):
        targeting.limits_of([["1", "houses", 2]])


def test_a_budget_for_everything_says_so(covered):
    page, _ = covered(("1", "households", 100))
    enough = targeting.strategies(needs(("1", "housing", 3, 40e6, 0.2)), 1e9)
    assert "every remaining need" in targeting.trade_sentence(page, enough, 1e9)


def test_those_with_land_of_two_units_are_no_share_of_the_households_of_three(covered):
    # 90 + 100 of two units over the 300 households of three would be 63.33%
    rows = [(u, "minority_households", 100) for u in "123"] + [
        (u, "minority_households_with_production_land", n) for u, n in (("1", 90), ("2", 100))
    ]
    page, table = covered(*rows)
    assert table.loc["613", ["production_land_rate", "without_production_land"]].isna().all()
    assert table.loc["1", "production_land_rate"] == 0.9
    told = section.kind_sentence(page, table, "production_land")
    assert told.startswith("190 households have production land. Not every unit reported both")
