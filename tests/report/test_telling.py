"""Faults that came out when the notebooks' own cells were run on generated figures, each worked by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from tests.analysis.figures import observations, scope
from tests.report.telling import Figures

from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Unit

PLACE = scope("AB")


def figures(*each, period="2024-H1"):
    """Figures by day: (day, rows)."""
    found = pd.concat([observations(*rows, as_of=day) for day, rows in each], ignore_index=True)
    return Figures(PLACE, found.assign(coverage="", covers="", revised=False), Period.parse(period))


def texts(made, name, lang="en"):
    return [entry["text"] for page in made.pages((name,)) for entry in page.entries(lang)]


REVIEW = [("A", "households", 100), ("B", "households", 300), ("T", "households", 400),
          ("A", "poor_households", 10), ("B", "poor_households", 30), ("T", "poor_households", 40)]  # fmt: skip
NEEDS = [(unit, "support_need_remaining", "residential_land", n) for unit, n in (("A", 2), ("B", 5), ("T", 7))]
LAND = [row for unit, n in (("A", 60), ("B", 40), ("T", 100)) for row in
        ((unit, "minority_households", n), (unit, "minority_households_with_production_land", n / 2))]  # fmt: skip


def test_needs_and_land_of_different_days_each_carry_their_own():
    # needs of June 2024 were told as of the day of the land figures, December 2023, which have none
    made = figures(("2023-12-31", REVIEW + LAND), ("2024-06-30", NEEDS))
    assert [*made.unproved(("land",))] == []
    assert any("7 needs for support are left" in text for text in texts(made, "land"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_day_of_the_latest_figures_is_told_of_a_total_that_lacks_units_too(lang):
    made = figures(("2023-12-31", REVIEW))
    lacking = made.observations["unit"].eq("T")
    made.observations.loc[lacking, ["covers", "coverage"]] = ["A", "1/2"]
    (page,) = made.pages(("poverty",))
    told = [e["text"] for e in page.entries(lang) if [c["statistic"] for c in e["claims"]] == ["newest"]]
    assert told == [{"vi": "Số hộ nghèo: chưa có số liệu mới; số liệu gần nhất là của ngày 31/12/2023.",
                     "en": "Poor households: the latest figures at hand are those of 31 December 2023."}[lang]]  # fmt: skip
    assert [*made.unproved(("poverty",))] == []


def test_a_unit_without_any_rate_has_a_profile():
    made = figures(("2023-12-31", [*REVIEW, ("A", "ocop_products", 2)]))
    kept = made.observations[made.observations["unit"].ne("A") | made.observations["indicator"].eq("ocop_products")]
    assert [*Figures(PLACE, kept.reset_index(drop=True), made.period).unproved(("commune",))] == []


def test_money_whose_amounts_are_all_unknown_and_products_without_a_total_break_no_page():
    rows = [("T", "capital_plan_vnd", "1719/investment/current", float("nan")), ("T", "ocop_products", "3/district", 2)]
    assert [*figures(("2023-12-31", REVIEW + rows)).unproved(("programmes", "index"))] == []


def test_criteria_of_merged_units_make_no_unit_due_that_is_not_assessed():
    # a town made of a town and a commune with criteria was counted among the communes: "1 of 3" where there are two
    old = [
        Unit(code, "2019", f"{kind} {code}", kind)
        for code, kind in zip("ABCD", ["Xã", "Thị trấn", "Xã", "Xã"], strict=True)
    ]
    new = [
        Unit("E", "2023", "Xã E", "Xã", predecessors=("A", "D")),
        Unit("F", "2023", "Thị trấn F", "Thị trấn", predecessors=("B", "C")),
    ]
    versions = [Boundary(version, date(int(version), 1, 1), tuple(units), Unit("T", version, "Huyện T", "Huyện"))
                for version, units in (("2019", old), ("2023", new))]  # fmt: skip
    place = replace(PLACE, boundaries=tuple(versions))
    each = [observations((unit, "new_rural_criteria_met", 15), as_of="2022-12-31") for unit in "AC"]
    now = observations(("E", "new_rural_criteria_met", 16), as_of="2022-12-31", boundary="2023")
    found = pd.concat([*each, now], ignore_index=True).assign(
        coverage="", covers="", revised=False, standard="2022-2025"
    )
    made = Figures(place, found, Period.parse("2023"))
    assert [*made.unproved(("programmes",))] == []
    headline = texts(made, "programmes")[0].replace("\N{NO-BREAK SPACE}", " ")
    assert headline == "T: 1 commune with 16 of 19 new-rural criteria met on 31 December 2022"


def test_the_flow_of_another_year_is_not_told_as_that_of_the_review():
    # Kon Tum 2023 told who left poverty in 2022, the last year for which the province printed it
    flow = [("T", "poor_household_flow", part, n) for part, n in (("start", 60), ("out", 25), ("new", 5), ("end", 40))]
    before = [*REVIEW, *flow]
    for made, is_told in ((figures(("2022-12-31", before), ("2023-12-31", REVIEW)), False),
                          (figures(("2022-12-31", REVIEW), ("2023-12-31", before)), True)):  # fmt: skip
        told = [claim for page in made.pages(("index", "poverty")) for entry in page.entries("en") for claim in entry["claims"]
                if any("poor_household_flow" in term for term in claim["part"])]  # fmt: skip
        assert bool(told) == is_told
        assert {claim["day"] for claim in told} <= {"2023-12-31"}
        assert [*made.unproved(("index", "poverty"))] == []


def test_a_page_of_poverty_without_a_review_names_no_standard():
    made = figures(("2023-12-31", [("A", "households", 100), ("T", "households", 100)]))
    made.observations.loc[:, "indicator"] = "poor_households"
    made.observations.loc[:, ["value", "state"]] = [float("nan"), "missing"]
    assert [*made.unproved(("poverty",))] == []


def support(unit, content, start, supported, new, plan=float("nan"), spent=float("nan")):
    """What one unit reports of one content: households, and money in million VND."""
    figures = {"support_need_start": start, "supported_households": supported, "support_need_new": new,
               "support_need_remaining": start - supported + new, "support_plan_vnd": plan * 1e6, "support_disbursed_vnd": spent * 1e6}  # fmt: skip
    return [(unit, name, content, value) for name, value in figures.items() if value == value]


def of_land(*rows):
    """What the notebook of land comes to with these figures: its frames by name."""
    (page,) = figures(("2024-06-30", [*REVIEW, *(each for row in rows for each in row)])).pages(("land",))
    return page.names


def test_support_is_set_against_need_over_all_contents_of_households_but_no_central_works():
    served = of_land(
        support("A", "housing", 8, 3, 2), support("A", "job_conversion", 4, 3, 1), support("A", "central_water", 90, 90, 0),
        support("B", "housing", 5, 5, 0),
    )["served"]  # fmt: skip
    assert served.loc["A", ["need_households", "supported_households", "share_supported"]].tolist() == [15, 6, 0.4]
    assert served.index.tolist() == ["A", "B"]  # both rates are 10 %


def test_a_unit_of_which_one_content_is_not_known_has_no_sum_of_needs():
    rows = support("A", "housing", 8, 3, 2), support("A", "job_conversion", float("nan"), 3, 1)
    assert pd.isna(of_land(*rows)["served"].loc["A", "need_households"])


def test_money_planned_and_not_spent_is_kept_by_kind_and_left_out_where_one_part_is_not_known():
    # housing and residential land are paid from investment, job conversion from recurrent money (norms of 2021-2025)
    known = support("T", "housing", 2, 0, 0, 100, 40), support("T", "job_conversion", 2, 0, 0, 30, 30)
    assert of_land(*known)["money"] == {"investment": 60_000_000}
    unknown = support("T", "residential_land", 1, 0, 0)
    assert of_land(*known, unknown)["money"] == {}


def test_whole_needs_of_units_alone_are_planned_and_never_fewer_than_none():
    rows = support("A", "housing", 4, 6, 0), support("T", "housing", 4, 6, 0)
    wanted = of_land(*rows)["wanted"]
    assert wanted[["unit", "content", "households", "cost_vnd", "poverty_rate"]].to_numpy().tolist() == [
        ["A", "housing", 0, 40_000_000, 0.1]
    ]
