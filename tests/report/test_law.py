"""What pages say of the law."""

from pathlib import Path

from helpers.report import law
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.language import translator
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[2]

LAND = ["minority_households_with_production_land"]
RURAL = ["new_rural_criteria_met"]
T = translator("en")


def of(period):
    return Edition.of("kon-plong", period, project=Project(ROOT))


def test_a_page_of_a_period_under_another_law_says_what_ended_and_what_holds():
    told = law.change_sentence(of("2026-H1"), RURAL, T)
    assert told == (
        "The law differs from that of 31 December 2025 (no longer in force: criteria of 2022-2025 (19 criteria); "
        "in force now: criteria of 2026-2030 (10 criteria)). Figures by different rules are not compared."
    )


def test_a_definition_that_ended_is_named_by_its_decision():
    told = law.change_sentence(of("2026-H1"), LAND, T)
    assert "Kon Tum Decision 48/2023/QĐ-UBND of 7 September 2023" in told
    assert "in force now" not in told


def test_a_page_of_a_period_under_the_same_law_says_nothing():
    assert law.change_sentence(of("2024-H1"), [*LAND, *RURAL], T) == ""


def test_rules_that_rest_on_one_source_are_listed_for_the_figures_that_rest_on_them():
    (table,) = law.unverified_tables(of("2026-H1"), ["capital_plan_vnd"], T)
    assert table.frame["grade"].unique().tolist() == ["one source"]
    assert "Law 58/2024/QH15, art. 72" in table.frame["basis"].tolist()
    assert law.unverified_tables(of("2026-H1"), ["poor_households"], T) == []


def test_what_is_not_on_record_is_told_with_the_rule_that_it_belongs_to():
    (told,) = law.gaps(of("2026-H1"), RURAL, T)
    assert told.startswith("criteria of 2026-2030 (10 criteria): ")
    assert "levels of the 47 indicators" in told
