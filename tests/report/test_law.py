"""What pages say of the law."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from helpers.report import law
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.language import translator
from helpers.vocabulary.pack import using
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


def test_a_standard_that_changed_is_named_without_its_lines():
    edition = Edition.of("kon-tum", "2021", project=Project(ROOT))
    with using(edition.scope.pack):
        told = law.change_sentence(edition, ["poor_households"], translator("vi"))
    assert told == (
        "Quy định đã thay đổi so với ngày 31/12/2020 (hết hiệu lực: chuẩn nghèo 2016-2021; có hiệu lực: chuẩn nghèo 2022-2026, "
        "dùng từ tổng rà soát cuối năm 2021). Số liệu theo các quy định khác nhau không so sánh được với nhau."
    )


def test_a_decision_that_two_rules_stand_in_is_named_once():
    told = law.change_sentence(of("2026-H1"), LAND, T)
    assert told.count("48/2023/QĐ-UBND") == 1


def test_a_page_of_a_period_under_the_same_law_says_nothing():
    assert law.change_sentence(of("2024-H1"), [*LAND, *RURAL], T) == ""


def test_rules_that_rest_on_one_source_are_listed_for_the_figures_that_rest_on_them():
    (table,) = law.unverified_tables(of("2026-H1"), ["capital_plan_vnd"], T)
    assert table.frame["grade"].unique().tolist() == ["one source"]
    assert "Law 58/2024/QH15, art. 72" in table.frame["basis"].tolist()
    assert law.unverified_tables(of("2026-H1"), ["poor_households"], T) == []


def test_rules_of_one_decision_that_are_known_alike_stand_in_one_row():
    (table,) = law.unverified_tables(of("2024-H1"), RURAL, T)
    (row,) = table.frame[table.frame["basis"].str.contains("318/QĐ-TTg")].itertuples()
    assert row.rule.count("; ") == 16  # all but two of the 19 criteria of 2022 to 2025


def test_what_is_not_on_record_is_told_with_the_rule_that_it_belongs_to():
    told = law.gaps(of("2026-H1"), RURAL, T)
    assert told[0].startswith("Criteria of 2026-2030 (10 criteria): ")
    assert "levels of the 47 indicators" in told[0]
    assert len(told) == 3  # and which communes are of which khu vực and group


def test_in_2024_nothing_that_ended_later_is_told_to_be_missing():
    with using(of("2024").scope.pack):
        assert not [
            line
            for line in law.gaps_on(date(2024, 12, 31), [*LAND, *RURAL], T, of("2024").scope)
            if "No amount" in line or "which units" in line
        ]


@pytest.mark.parametrize(("period", "is_told"), [("2024", True), ("2026-H1", False)])
def test_what_is_not_known_of_one_amount_is_told_only_while_there_are_amounts(period, is_told):
    edition = of(period)
    with using(edition.scope.pack):
        told = " ".join(law.gaps_on(edition.period.end, LAND, T, edition.scope))
    assert ("Dispersed domestic water: The amount per household" in told) is is_told
    assert ("No amount of support per household is on record" in told) is not is_told


def test_a_page_is_told_of_new_law_only_where_the_period_has_figures_by_it(start, project):
    """Nineteen criteria end with 2025; the made-up period of 2024-H1 counts the poor, that of 2026-H1 nothing yet."""
    shutil.copytree(project.raw("mau", "2024-H1"), project.raw("mau", "2026-H1"))
    later = start("index", period="2026-H1")
    assert law.change_sentence(later.edition, RURAL, later.t)
    assert later.counted == []
    assert "khác ngày" not in " ".join(block.html for block in later.blocks)
    assert start("index").counted == ["households", "poor_households"]


def test_what_is_given_only_where_another_thing_cannot_be_had_says_so():
    told = "Job conversion is for households for whom no production land can be arranged."
    assert law.stand_ins({"job_conversion", "housing"}, T) == [told]
    assert law.stand_ins({"production_land", "housing"}, T) == []
