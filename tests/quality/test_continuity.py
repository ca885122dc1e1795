"""Figures against the period before."""

from tests.quality.tables import earlier_of, found, only, reviewed, rows


def test_a_year_starts_with_what_closed_the_one_before(tmp_path):
    before = earlier_of(rows({"poor_households": 120}, day="2022-12-31"))
    sound = reviewed(tmp_path, rows({"poor_household_flow/start": 120}), earlier=before)
    assert found(sound) == []
    finding = only(reviewed(tmp_path, rows({"poor_household_flow/start": 118}), earlier=before), "Q521")
    assert "the previous period closed with 120 (31 December 2022), a difference of −2" in finding["message_en"]
    assert finding["severity"] == "warning"


def test_a_merged_unit_starts_with_the_sum_of_its_parts(tmp_path):
    before = earlier_of(
        rows({"poor_households": 40}, unit="1", day="2024-12-31"),
        rows({"poor_households": 25}, unit="2", day="2024-12-31"),
    )
    after = {"unit": "1", "day": "2025-12-31", "version": "2025-07"}
    sound = reviewed(tmp_path, rows({"poor_household_flow/start": 65}, **after), period="2025", earlier=before)
    assert found(sound) == []
    wrong = reviewed(tmp_path, rows({"poor_household_flow/start": 40}, **after), period="2025", earlier=before)
    assert "closed with 65" in only(wrong, "Q521")["message_en"]


def test_a_reused_code_is_not_compared_with_the_old_unit_of_that_code(tmp_path):
    # unit 1 is new Một (old 1 + 2); with old 2 unknown there is nothing to compare with
    before = earlier_of(rows({"households": 5000, "poor_households": 40}, unit="1", day="2024-12-31"))
    after = {"unit": "1", "day": "2025-12-31", "version": "2025-07"}
    result = reviewed(
        tmp_path, rows({"households": 90, "poor_household_flow/start": 65}, **after), period="2025", earlier=before
    )
    assert found(result) == []


def test_a_lost_thousands_dot_is_rejected_and_not_mended(tmp_path):
    # Măng Bút's population stands as "91" in a public table; its parts had 8.317 in 2019
    before = earlier_of(rows({"persons": 8317}, day="2022-12-31"))
    result = reviewed(tmp_path, rows({"persons": 91}), earlier=before)
    assert found(result) == [("Q522", "1", "persons")]
    assert list(result.rejected["value"]) == [91]


def test_a_jump_is_asked_about_and_kept(tmp_path):
    before = earlier_of(rows({"households": 1000}, day="2022-12-31"))
    assert found(reviewed(tmp_path, rows({"households": 1149}), earlier=before)) == []  # 14,9 %
    result = reviewed(tmp_path, rows({"households": 1200}), earlier=before)
    assert "a change of +20%" in only(result, "Q523")["message_en"]
    assert len(result.accepted) == 1


def test_an_amount_in_the_wrong_unit_of_money_is_asked_about_and_kept(tmp_path):
    name = "capital_plan_vnd/1719/investment/current"
    before = earlier_of(rows({name: 4.5e9}, day="2022-12-31"))
    assert found(reviewed(tmp_path, rows({name: 20e9}), earlier=before)) == []
    for amount in (4_700e9, 4.7e6):  # tỷ written for triệu, đồng written for nghìn
        result = reviewed(tmp_path, rows({name: amount}), earlier=before)
        assert "the unit of money seems mistaken" in only(result, "Q524")["message_en"]
        assert len(result.accepted) == 1


def test_a_figure_of_the_census_years_before_is_no_yardstick(tmp_path):
    before = earlier_of(rows({"households": 10_000}, day="2019-04-01"))
    assert found(reviewed(tmp_path, rows({"households": 120}), earlier=before)) == []


def test_a_first_period_has_nothing_to_be_compared_with(tmp_path):
    assert found(reviewed(tmp_path, rows({"poor_household_flow/start": 120, "households": 500}))) == []


def test_a_half_year_starts_with_what_closed_the_year_before(tmp_path):
    before = earlier_of(rows({"poor_households": 120}, day="2022-12-31"))
    half = rows({"poor_household_flow/start": 118}, day="2023-06-30")
    assert found(reviewed(tmp_path, half, period="2023-H1", earlier=before), "Q521") == [
        ("Q521", "1", "poor_household_flow/start")
    ]


def test_half_a_year_of_money_is_no_yardstick_for_a_year(tmp_path):
    half = rows({"capital_plan_vnd/1719/investment/current": 1e6}, day="2023-06-30")
    year = rows({"capital_plan_vnd/1719/investment/current": 1e9})
    assert found(reviewed(tmp_path, year, earlier=earlier_of(half)), "Q524") == []


def test_nothing_is_compared_across_the_change_of_the_poverty_standard(tmp_path):
    # 2027 is measured by another standard than 2026: a review that finds more poor is no jump, and opens with its own count
    before = earlier_of(rows({"poor_households": 120, "households": 900}, day="2026-12-31", version="2025-07"))
    after = {"day": "2027-12-31", "version": "2025-07"}
    figures = {"households": 905, "poor_households": 310, "poor_household_flow/start": 290}
    assert found(reviewed(tmp_path, rows(figures, **after), period="2027", earlier=before)) == []
    same = earlier_of(rows({"poor_households": 120, "households": 900}, day="2025-12-31", version="2025-07"))
    jumped = reviewed(tmp_path, rows(figures, day="2026-12-31", version="2025-07"), period="2026", earlier=same)
    assert {code for code, *_ in found(jumped)} == {"Q521", "Q523"}
