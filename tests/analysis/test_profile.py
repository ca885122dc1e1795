"""The profile of one unit: its figures against the whole, its rank, its findings."""

import math

import pandas as pd
from tests.analysis.figures import observations, scope

from helpers.analysis.profile import flags, key_figures
from helpers.protect.totals import with_totals
from helpers.vocabulary.observation import withhold

SIZES = {"A": (100, 30), "B": (100, 10), "C": (200, 60)}


def figures(**more: tuple) -> pd.DataFrame:
    rows = [(u, "households", n) for u, (n, _) in SIZES.items()] + [
        (u, "poor_households", p) for u, (_, p) in SIZES.items()
    ]
    return with_totals(observations(*rows), scope())


def test_a_unit_stands_beside_the_whole_in_percentage_points():
    # A 30%, whole (30 + 10 + 60) / 400 = 25%
    row = key_figures(figures(), "A", "T", list("ABC")).loc["poverty_rate"]
    assert (row["count"], row["base"], row["rate"], row["total_rate"]) == (30, 100, 0.3, 0.25)
    assert math.isclose(row["difference_points"], 5)


def test_units_that_tie_share_the_better_rank():
    ranks = {unit: key_figures(figures(), unit, "T", list("ABC")).loc["poverty_rate", "rank"] for unit in "ABC"}
    assert ranks == {"A": 1, "B": 3, "C": 1}


def test_how_many_units_share_a_rate_is_known():
    # A 30 of 100 and C 60 of 200 are both 30%; B has 10%
    sharing = {unit: key_figures(figures(), unit, "T", list("ABC")).loc["poverty_rate", "sharing"] for unit in "ABC"}
    assert sharing == {"A": 2, "B": 1, "C": 2}


def test_a_unit_without_figures_has_no_key_figures():
    assert key_figures(figures(), "D", "T", list("ABCD")).empty
    assert key_figures(observations(("A", "new_rural_criteria_met", 12)), "A", "T", ["A"]).empty


def test_a_withheld_rate_keeps_its_row():
    rows = figures()
    hidden = (rows["unit"] == "B") & (rows["indicator"] == "poor_households")
    rows = withhold(rows, hidden)
    table = key_figures(rows, "B", "T", list("ABC"))
    assert math.isnan(table.loc["poverty_rate", "rate"])


def test_money_is_a_share_of_the_plan():
    rows = observations(
        ("A", "capital_plan_vnd", "all/all/all", 50e9), ("A", "capital_disbursed_vnd", "all/all/all", 20e9)
    )
    assert key_figures(rows, "A", "T", ["A"]).loc["disbursement_rate", "rate"] == 0.4


def test_findings_of_a_unit_are_counted_by_severity_and_code():
    found = pd.DataFrame(
        {
            "unit": ["A", "A", "B"],
            "boundary": "2019",
            "severity": ["error", "error", "note"],
            "code": ["Q401", "Q401", "Q201"],
        }
    )
    assert flags(found, "A", "2019").to_dict("records") == [{"severity": "error", "code": "Q401", "findings": 2}]
