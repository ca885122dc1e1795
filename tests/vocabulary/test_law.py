"""The law of Viet Nam as the pack has it: what holds on a day, and that nothing that was not found is there.

Days and numbers after the sources that the entries name.
"""

from datetime import date

import pytest

from helpers.vocabulary.amendments import amendment, not_on_record, unverified
from helpers.vocabulary.catalogue import measured_by
from helpers.vocabulary.law import (
    FILES,
    GRADES,
    Closing,
    CriteriaSet,
    Definition,
    Duty,
    Level,
    Norm,
    NoRule,
    Programme,
    Recognition,
    Standard,
    UnitKind,
    changes,
    entries_of,
    in_force_on,
    rule,
)
from helpers.vocabulary.pack import in_force, using

EVERY = [(kind, entry) for tables in FILES.values() for kind in tables.values() for entry in entries_of(kind)]
KON_PLONG = ("613", "51", "62")


@pytest.mark.parametrize(("kind", "entry"), EVERY, ids=lambda each: getattr(each, "id", ""))
def test_every_entry_names_its_basis_and_how_well_it_is_known_in_both_languages(kind, entry):
    assert entry.grade in GRADES
    assert all(entry.basis[lang] and entry.words[lang] for lang in ("vi", "en"))
    assert entry.valid_to is None or entry.valid_from <= entry.valid_to


def test_no_rule_is_false_and_has_no_id():
    assert not NoRule(date(2026, 1, 1))
    assert NoRule(date(2026, 1, 1)).id == ""


@pytest.mark.parametrize(
    ("day", "id", "size"),
    [(date(2026, 2, 14), "2022-2025", 19), (date(2026, 2, 15), "2026-2030", 10), (date(2022, 3, 7), "2016-2020", 19)],
)
def test_ten_criteria_hold_from_15_february_2026(day, id, size):
    held = rule(CriteriaSet, day)
    assert (held.id, held.size) == (id, size)
    assert len(held.members) in (0, size)


def test_the_merged_programme_succeeds_the_three_and_has_its_kinds_and_budgets():
    assert [p.id for p in in_force_on(Programme, date(2025, 12, 31))] == ["1719", "gnbv", "ntm"]
    (merged,) = in_force_on(Programme, date(2026, 1, 1))
    assert {p.successors for p in in_force_on(Programme, date(2025, 12, 31))} == {(merged.id,)}
    assert set(merged.lines) == {"investment", "recurrent", "credit"}
    assert {"central", "local"} < set(merged.lines["investment"])


def test_norms_and_definitions_of_land_end_with_2025():
    assert len(in_force_on(Norm, date(2025, 12, 31))) == 4
    assert in_force_on(Norm, date(2026, 1, 1)) == []
    assert in_force_on(Definition, date(2026, 1, 1), KON_PLONG) == []


def test_the_standard_of_2027_has_neither_information_means_nor_a_number_of_deprivations_on_record():
    held = rule(Standard, date(2027, 1, 1))
    assert (held.rural_line_vnd, held.urban_line_vnd, held.poor_from) == (2_200_000, 2_800_000, 3)
    assert {"12", "11"}.isdisjoint(held.deprivations)
    assert {"digital_services", "domestic_waste"} < set(held.deprivations)
    assert not held.list_is_final
    assert held.note


def test_districts_and_towns_ended_on_30_june_2025_and_special_zones_began():
    assert [level.id for level in in_force_on(Level, date(2025, 7, 1))] == ["province", "commune"]
    kinds = [kind.words["vi"] for kind in in_force_on(UnitKind, date(2025, 7, 1)) if kind.level == "commune"]
    assert kinds == ["Phường", "Xã", "Đặc khu"]


def test_three_stars_are_recognised_by_the_province_from_6_july_2025():
    levels = [rule(Recognition, day, stars=3).level for day in (date(2025, 7, 5), date(2025, 7, 6))]
    assert levels == ["district", "province"]


def test_no_closing_day_of_recurrent_funds_is_on_record():
    assert not rule(Closing, date(2026, 12, 31), kind="recurrent")
    assert rule(Closing, date(2026, 12, 31), kind="investment", only_late=False).closes == "01-31"


def test_no_form_of_2026_has_a_deadline_that_is_not_on_record():
    assert [duty.form for duty in in_force_on(Duty, date(2026, 12, 31)) if duty.due] == []


def test_what_is_measured_by_another_rule_is_another_series():
    days = (date(2025, 12, 31), date(2026, 12, 31))
    assert [measured_by("new_rural_criteria_met", day) for day in days] == ["2022-2025", "2026-2030"]
    assert [measured_by("capital_plan_vnd", day) for day in days] == ["2021-2025", "2026-2030"]
    assert measured_by("capital_plan_vnd", days[1], "1719/investment/carried_over") == "2021-2025"
    assert measured_by("households", days[1]) == ""


def test_a_reader_of_land_and_one_of_poverty_are_told_of_different_changes():
    with using(in_force().at(KON_PLONG)):
        land = amendment(date(2025, 12, 31), date(2026, 6, 30), {"land"})
    assert {entry.id for entry in land.ended} >= {"housing", "residential_land_2023"}
    assert not land.begun
    assert not amendment(date(2025, 12, 31), date(2026, 6, 30), {"poverty"})


def test_what_rests_on_one_source_is_listed_for_the_pages_that_rest_on_it():
    assert "digital_services" in {entry.id for entry in unverified(date(2027, 12, 31), {"poverty"})}
    assert unverified(date(2026, 12, 31), {"poverty"}) == []
    assert not_on_record(date(2027, 12, 31), {"poverty"})


def test_the_first_day_of_2027_changes_the_standard():
    begun, ended = changes(date(2027, 1, 1))
    forms = {
        "deprivation_poor",
        "deprivation_near_poor",
        "flow_poor",
        "flow_near_poor",
    }  # which follow it from that day
    assert {entry.id for entry in begun} == {"2027-2030", "digital_services", "domestic_waste"} | forms
    assert {entry.id for entry in ended} == {"2022-2026", "11", "12"} | forms
