from datetime import date

import pytest

from helpers.vocabulary.catalogue import KINDS, catalogue, codelist, detail_label, indicator, indicators, rules_for
from helpers.vocabulary.errors import UsageError


@pytest.mark.parametrize("entry", indicators().values(), ids=lambda entry: entry.id)
def test_every_indicator_is_labelled_and_points_only_to_what_exists(entry):
    assert entry.kind in KINDS
    assert all(entry.label[lang] for lang in ("vi", "en"))
    assert not entry.details or entry.details in catalogue().codelists
    counts = [part for side in (entry.numerator, entry.denominator) for part in side.split(" + ") if part]
    assert all(indicators()[id].kind in {"count", "amount"} for id in counts)


def test_rates_have_both_sides_and_are_never_additive():
    rates = [entry for entry in indicators().values() if entry.kind == "rate"]
    assert rates
    assert all(entry.numerator and entry.denominator and not entry.additive for entry in rates)


def test_multidimensional_poverty_is_poor_and_near_poor():
    assert indicator("multidimensional_poverty_rate").numerator == "poor_households + near_poor_households"


def test_code_lists_of_the_law_name_every_member_that_ever_held():
    assert list(codelist("deprivation"))[:12] == [str(n) for n in range(1, 13)]
    assert list(codelist("criterion"))[:19] == [str(n) for n in range(1, 20)]
    assert codelist("criterion")["poverty_reduction"]["vi"] == "Giảm nghèo và an sinh xã hội"
    assert codelist("capital")["257"]["en"].startswith("New rural development")


def test_a_compound_detail_is_labelled_part_by_part():
    assert (
        detail_label("capital", "1719/investment/carried_over", "en")
        == "Ethnic minority and mountain areas (1719), Investment capital, Carried over"
    )
    assert detail_label("cause", "2", "vi") == "Thiếu vốn"


def test_an_unknown_indicator_is_refused_with_the_nearest_one():
    with pytest.raises(UsageError, match="poor_households"):
        indicator("poor_houshold")


def test_a_member_is_called_as_the_law_of_the_day_calls_it_and_what_ended_says_so():
    def label(day, detail, name="capital"):
        return detail_label(name, detail, "en", date.fromisoformat(day))

    assert label("2025-12-31", "1719/recurrent") == "Ethnic minority and mountain areas (1719), Recurrent capital"
    assert label("2026-06-30", "1719/recurrent") == (
        "Ethnic minority and mountain areas (1719) (ended), Recurrent funds"
    )
    assert label("2025-06-30", "3/district", "ocop") == "3 stars, district level"
    assert label("2026-06-30", "3/district", "ocop") == "3 stars, district level (ended)"
    assert label("2026-06-30", "1", "cause") == "Lack of production land"  # not criterion 1, nor deprivation 1


def test_a_definition_rests_on_the_law_of_its_day():
    def basis(id, day, places=()):
        return [rule.basis["en"] for rule in rules_for(indicator(id), date.fromisoformat(day), places)]

    assert basis("new_rural_criteria_met", "2026-06-30") == ["Decision 51/2025/QĐ-TTg of 29 December 2025"]
    assert basis("poor_households", "2027-12-31") == ["Decree 351/2025/NĐ-CP of 30 December 2025"]
    assert "50 m²" not in basis("minority_households_with_residential_land", "2024-06-30", ("62",))[0]
    assert basis("minority_households_with_residential_land", "2026-06-30", ("62",)) == []
    assert basis("households", "2026-06-30") == []
