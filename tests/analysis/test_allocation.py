"""The allocation: a case worked by hand for each strategy, brute force on small ones, and what must always hold."""

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.analysis.allocation import STRATEGIES, allocate, compare_strategies


def needs(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "content", "households", "cost_vnd", "poverty_rate"])


def limits(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "content", "max_households"])


# Two communes: A (poverty 10%) needs 3 production land at 20 million, B (50%) needs 2 houses at 40 million.
TWO = needs(("A", "production_land", 3, 20e6, 0.1), ("B", "housing", 2, 40e6, 0.5))


def served(answer) -> dict:
    return answer.by_unit_content.set_index(["unit", "content"])["served_households"].to_dict()


def test_most_served_takes_the_three_cheap_households_and_then_one_house():
    # 100 million: 3 x 20 + 1 x 40 = 100, four households; no other plan reaches four
    answer = allocate(TWO, 100e6, "most_served")
    assert served(answer) == {("A", "production_land"): 3, ("B", "housing"): 1}
    assert (answer.served_households, answer.spent_vnd, answer.leftover_vnd) == (4, 100_000_000, 0)


def test_poorest_first_takes_both_houses_of_the_poorer_commune():
    # 2 x 40 in B, then 1 x 20 in A with the 20 that are left
    assert served(allocate(TWO, 100e6, "poorest_first")) == {("A", "production_land"): 1, ("B", "housing"): 2}


def test_equal_coverage_lifts_the_least_covered_commune_first():
    # 80 million: A 2/3 and B 1/2 (least 1/2) beats A 3/3 with B 0/2 (least 0), and A 0/3 with B 2/2
    answer = allocate(TWO, 80e6, "equal_coverage")
    assert served(answer) == {("A", "production_land"): 2, ("B", "housing"): 1}
    assert answer.smallest_coverage == pytest.approx(0.5)


def test_poorest_first_is_an_order_and_no_weighing():
    # one household in the poorest unit comes before any number in the next, however cheap these are
    table = needs(("A", "housing", 1, 40e6, 0.51), ("B", "land", 40, 1e6, 0.50))
    assert served(allocate(table, 40e6, "poorest_first")) == {("A", "housing"): 1, ("B", "land"): 0}


def test_of_plans_that_serve_as_many_the_most_even_one_is_taken():
    same = needs(("A", "housing", 4, 40e6, 0.1), ("B", "housing", 4, 40e6, 0.5))
    answer = allocate(same, 160e6, "most_served")
    assert served(answer) == {("A", "housing"): 2, ("B", "housing"): 2}
    assert answer.smallest_coverage == 0.5


def test_kinds_of_money_are_apart():
    # 30 million of recurrent money pay three conversions of 10; the 40 of investment one house; neither helps the other
    table = needs(("A", "housing", 3, 40e6, 0.1), ("A", "job_conversion", 5, 10e6, 0.1))
    table["capital"] = ["investment", "recurrent"]
    answer = allocate(table, {"investment": 70e6, "recurrent": 30e6})
    assert served(answer) == {("A", "housing"): 1, ("A", "job_conversion"): 3}
    assert (answer.budget_vnd, answer.leftover_vnd) == (100_000_000, 30_000_000)
    assert served(allocate(table, {"investment": 200e6})) == {("A", "housing"): 3, ("A", "job_conversion"): 0}


def test_households_with_two_needs_make_the_number_reached_a_range():
    table = needs(("A", "housing", 3, 1e6, 0.1), ("A", "land", 2, 1e6, 0.1), ("B", "land", 1, 1e6, 0.1))
    assert allocate(table, 100e6).reached == (4, 6)


def test_what_is_served_least_is_of_the_need_and_not_of_the_limits():
    table = needs(("A", "land", 10, 1e6, 0.1), ("B", "land", 10, 1e6, 0.1))
    assert allocate(table, 100e6, "equal_coverage", limits(("A", "land", 2))).smallest_coverage == 0.2


def test_strategies_that_come_to_the_same_plan_say_so():
    table = compare_strategies(TWO, 1e9).set_index("strategy")
    assert table["same_as"].to_dict() == {
        "most_served": "",
        "poorest_first": "most_served",
        "equal_coverage": "most_served",
    }
    assert compare_strategies(TWO, 100e6).set_index("strategy").loc["poorest_first", "same_as"] == ""


def test_five_hundred_units_are_served_to_the_last_household():
    """Units of 3 needs at 3, 5 and 7 million: with 3.000 million the thousand cheapest needs, 500 x 1 and then 500 x 1 and so on."""
    rows = [(f"u{n:03d}", f"c{c}", 1, (3, 5, 7)[c] * 1e6, 0.001 * n) for n in range(500) for c in range(3)]
    # all 500 at 3 million (1.500), then 300 at 5 million (1.500): 800 needs
    answer = allocate(needs(*rows), 3000e6)
    assert answer.served_households == 800
    assert answer.smallest_coverage == pytest.approx(1 / 3)


def test_the_land_fund_of_one_commune_and_a_ceiling_for_a_content_are_kept():
    three = needs(("A", "land", 5, 1e6, 0.1), ("B", "land", 5, 1e6, 0.1), ("B", "housing", 5, 1e6, 0.1))
    answer = allocate(three, 100e6, "most_served", limits(("A", "land", 2), ("", "land", 4), ("B", "", 6)))
    assert served(answer)[("A", "land")] == 2
    assert answer.served_households == 8  # 2 in A, and 6 in B by the limit of B


def test_the_cost_counts_the_unspent_rest_to_the_last_dong():
    answer = allocate(needs(("A", "land", 3, 22_500_000, 0.2)), 50_000_001)
    assert (answer.served_households, answer.leftover_vnd) == (2, 5_000_001)


def test_no_remaining_need_says_so():
    assert allocate(needs(("A", "land", 0, 1e6, 0.1)), 1e9).status == "no_need"
    assert allocate(needs(), 1e9).status == "no_need"


def test_a_budget_that_reaches_no_household_says_so():
    answer = allocate(TWO, 19_999_999)
    assert (answer.status, answer.served_households, answer.leftover_vnd) == ("budget_too_small", 0, 19_999_999)


def test_limits_that_leave_nothing_say_so():
    closed = limits(("", "housing", 0), ("A", "production_land", 0))
    assert allocate(TWO, 1e9, "most_served", closed).status == "limits_leave_nothing"


def test_a_commune_that_limits_close_does_not_pull_the_floor_to_zero():
    answer = allocate(TWO, 1e9, "equal_coverage", limits(("B", "housing", 0)))
    assert answer.smallest_coverage == 0.0  # B's need is not served, and that is said
    assert served(answer) == {("A", "production_land"): 3, ("B", "housing"): 0}


def test_a_missing_need_or_norm_takes_no_part_and_is_listed():
    table = needs(("A", "land", None, 1e6, 0.1), ("B", "land", 2, None, 0.1), ("C", "land", 2, 1e6, 0.1))
    answer = allocate(table, 1e9)
    assert answer.left_out["unit"].tolist() == ["A", "B"]
    assert answer.served_households == 2


@pytest.mark.parametrize(
    ("table", "budget", "strategy", "words"),
    [
        (TWO, 1e9, "fairest", "unknown strategy"),
        (TWO, -1, "most_served", "not below zero"),
        (TWO, float("nan"), "most_served", "number of VND"),
        (TWO.drop(columns="cost_vnd"), 1e9, "most_served", "no column cost_vnd"),
        (TWO.drop(columns="poverty_rate"), 1e9, "poorest_first", "needs a column poverty_rate"),
        (pd.concat([TWO, TWO]), 1e9, "most_served", "more than one row"),
        (TWO.assign(households=-1), 1e9, "most_served", "cannot be negative"),
    ],
)
def test_input_without_sense_is_refused_with_the_reason(table, budget, strategy, words):
    with pytest.raises(ValueError, match=words):
        allocate(table, budget, strategy)


def test_the_comparison_shows_what_each_strategy_gives_up():
    table = compare_strategies(TWO, 100e6).set_index("strategy")
    assert table["served_households"].to_dict() == {"most_served": 4, "poorest_first": 3, "equal_coverage": 4}
    # most served: (3 x 10% + 1 x 50%) / 4; poorest first: (1 x 10% + 2 x 50%) / 3
    assert table.loc["most_served", "mean_poverty_rate"] == pytest.approx(0.2)
    assert table.loc["poorest_first", "mean_poverty_rate"] == pytest.approx(1.1 / 3)


@st.composite
def small_problem(draw):
    units, contents = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    rows = [
        (f"u{u}", f"c{c}", draw(st.integers(0, 3)), draw(st.integers(1, 6)) * 1_000_000, (u + 1) / 10)
        for u in range(units)
        for c in range(contents)
    ]
    bounds = []
    if draw(st.booleans()):
        bounds.append(("u0", "", draw(st.integers(0, 4))))
    if draw(st.booleans()):
        bounds.append(("", "c0", draw(st.integers(0, 4))))
    return needs(*rows), draw(st.integers(0, 40)) * 500_000, limits(*bounds)


def inside(table, unit, content):
    """Which rows a limit speaks of; '' means all."""
    return table["unit"].isin([unit] if unit else table["unit"]) & table["content"].isin(
        [content] if content else table["content"]
    )


def plans_within(table, budget, bounds):
    """Every plan, one by one: the slow way that cannot be wrong."""
    for plan in itertools.product(*(range(int(h) + 1) for h in table["households"])):
        given_out = table.assign(x=plan)
        kept = all(
            given_out.loc[inside(given_out, u, c), "x"].sum() <= most for u, c, most in bounds.itertuples(index=False)
        )
        if kept and (given_out["x"] * given_out["cost_vnd"]).sum() <= budget:
            yield given_out


@settings(max_examples=25, deadline=None)
@given(small_problem())
def test_each_strategy_is_as_good_as_trying_every_plan(problem):
    table, budget, bounds = problem
    if (table["households"] + 1).prod() > 300:
        return
    plans = list(plans_within(table, budget, bounds))
    assert allocate(table, budget, "most_served", bounds).served_households == max(p["x"].sum() for p in plans)
    poorest = allocate(table, budget, "poorest_first", bounds).by_unit_content
    order = sorted(table["unit"].unique(), reverse=True)  # u2 is the poorest
    counts = poorest.groupby("unit")["served_households"].sum()
    by_unit = [p.groupby("unit")["x"].sum() for p in plans]
    assert [counts[u] for u in order] == max([each[u] for u in order] for each in by_unit)


@settings(max_examples=25, deadline=None)
@given(small_problem())
def test_equal_coverage_finds_the_highest_floor_and_then_the_most_households(problem):
    table, budget, _ = problem
    if (table["households"] + 1).prod() > 300 or table["households"].sum() == 0:
        return

    def floor_and_total(plan):
        sums = plan.groupby("unit")[["x", "households"]].sum().query("households > 0")
        return (sums["x"] / sums["households"]).min(), sums["x"].sum()

    best = max(floor_and_total(p) for p in plans_within(table, budget, limits()))
    answer = allocate(table, budget, "equal_coverage")
    assert (answer.smallest_coverage, answer.served_households) == (pytest.approx(best[0]), best[1])


@settings(max_examples=40, deadline=None)
@given(small_problem(), st.sampled_from(STRATEGIES))
def test_no_plan_exceeds_the_budget_a_need_or_a_limit(problem, strategy):
    table, budget, bounds = problem
    answer = allocate(table, budget, strategy, bounds)
    cells = answer.by_unit_content
    assert answer.spent_vnd <= budget
    assert (cells["served_households"].between(0, cells["need_households"])).all()
    for unit, content, most in bounds.itertuples(index=False):
        assert cells.loc[inside(cells, unit, content), "served_households"].sum() <= most
