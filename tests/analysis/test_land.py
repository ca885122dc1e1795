"""Land and support: cases worked by hand and the published figures of Kon Plông."""

import math
from datetime import date

import pandas as pd
import pytest
from tests.analysis.figures import observations

from helpers.analysis.land import (
    cost_to_close,
    land_coverage,
    land_definition,
    support_by_unit_content,
    support_norms,
)
from helpers.vocabulary.law import problems as law_problems
from helpers.vocabulary.observation import withhold
from helpers.vocabulary.pack import Pack, in_force, using


@pytest.fixture(autouse=True)
def kon_plong():
    """The rules of Kon Plông and Kon Tum hold."""
    with using(in_force().at(["613", "62"])):
        yield


def support(*rows: tuple) -> pd.DataFrame:
    """Rows of (unit, content, start, supported, new, remaining)."""
    names = ("support_need_start", "supported_households", "support_need_new", "support_need_remaining")
    return observations(
        *(
            (unit, name, content, value)
            for unit, content, *values in rows
            for name, value in zip(names, values, strict=True)
        )
    )


def test_coverage_counts_households_with_land_of_all_minority_households():
    rows = observations(
        ("A", "minority_households", 200),
        ("A", "minority_households_with_residential_land", 190),
        ("A", "minority_households_without_residential_land", 10),
    )
    table = land_coverage(rows).loc["A"]
    assert (table["residential_land_rate"], table["residential_land_residual"]) == (0.95, 0)


def test_those_without_land_are_the_rest_where_only_those_with_land_are_reported():
    rows = observations(("A", "minority_households", 200), ("A", "minority_households_with_production_land", 188))
    assert land_coverage(rows).loc["A", "without_production_land"] == 12


def test_a_printed_rate_without_counts_stays_a_printed_rate():
    table = land_coverage(observations(("T", "minority_production_land_rate_printed", 0.9993))).loc["T"]
    assert table["production_land_rate_printed"] == 0.9993
    assert pd.isna(table["production_land_rate"])
    assert pd.isna(table["without_production_land"])


def test_remaining_need_is_start_less_supported_plus_new_and_the_residual_is_shown():
    table = support_by_unit_content(support(("A", "housing", 40, 36, 5, 9), ("A", "residential_land", 10, 6, 1, 4)))
    assert table["content"].tolist() == ["residential_land", "housing"]
    assert table["remaining_by_identity"].tolist() == [5, 9]
    assert table["residual"].tolist() == [-1, 0]


def test_what_is_not_reported_is_missing_and_so_is_what_follows_from_it():
    table = support_by_unit_content(support(("A", "housing", 40, 36, None, 4), ("B", "housing", 40, None, 5, 9)))
    assert table["remaining_by_identity"].isna().all()
    assert table["support_need_remaining"].tolist() == [4, 9]


def test_a_withheld_new_need_is_not_taken_for_none():
    rows = support(("A", "housing", 40, 36, 2, 6))
    rows = withhold(rows, rows["indicator"] == "support_need_new")
    table = support_by_unit_content(rows)
    assert table[["remaining_by_identity", "residual", "share_supported"]].isna().all(axis=None)


def test_a_content_that_is_withheld_whole_keeps_its_row():
    rows = support(("A", "production_land", 2, 1, 0, 1))
    rows = withhold(rows, slice(None))
    assert support_by_unit_content(rows)[["unit", "content"]].to_numpy().tolist() == [["A", "production_land"]]


def test_the_cost_to_close_uses_the_norm_of_40_million_and_keeps_the_local_tenth_apart():
    cost = cost_to_close(support_by_unit_content(support(("A", "housing", 40, 36, 5, 9))), date(2024, 6, 30)).loc[0]
    assert (cost["central_needed_vnd"], cost["local_needed_vnd"]) == (9 * 40e6, 9 * 4e6)


def test_central_works_have_no_norm_per_household():
    cost = cost_to_close(support_by_unit_content(support(("A", "central_water", 3, 1, 0, 2))), date(2024, 6, 30))
    assert cost["central_needed_vnd"].isna().all()


def test_an_amount_that_was_not_verified_is_not_used():
    assert "dispersed_water" not in support_norms(date(2024, 6, 30)).index
    assert support_norms(date(2024, 6, 30)).loc["production_land", "central_vnd"] == 22_500_000


def test_what_lacking_land_means_changed_on_17_september_2023():
    before, since = (land_definition("residential_land", date(2023, 9, day)) for day in (16, 17))
    assert "50 m²" in since.words["en"]
    assert "50 m²" not in before.words["en"]


def test_a_norm_of_kon_tum_does_not_hold_elsewhere_nor_after_it_ended():
    with using(in_force().at(["51"])):
        assert not land_definition("residential_land", date(2024, 6, 30))
    assert not land_definition("residential_land", date(2026, 1, 1))


@pytest.mark.parametrize("day", [date(2021, 10, 13), date(2026, 1, 1), date(2035, 1, 1)])
def test_outside_the_phase_of_the_programme_need_is_counted_and_its_cost_is_not(day):
    # Decision 1719/QĐ-TTg is of 14/10/2021; the norms ended with 2025 and no successor is on record
    assert support_norms(day).empty
    cost = cost_to_close(support_by_unit_content(support(("A", "housing", 40, 36, 5, 9))), day).loc[0]
    assert cost["remaining_households"] == 9
    assert pd.isna(cost["central_needed_vnd"])


BASIS = 'basis = "Quyết định (ví dụ)"\ngrade = "one source"\nvi = "v"\nen = "e"\n'
BY_AREA = {
    "norms": "".join(
        f'[[norm]]\nid = "house_{area}"\ncontent = "housing"\nvalid_from = 2026-01-01\ncentral_vnd = {vnd}\n'
        f'capital = "investment"\nwhere = {{ area = ["{area}"] }}\n{BASIS}'
        for area, vnd in (("I", 40_000_000), ("III", 60_000_000))
    ),
    "units": f'[[value]]\nid = "a"\nattribute = "area"\nvalue = "III"\nunits = ["A"]\nvalid_from = 2026-01-01\n{BASIS}',
}


def test_a_norm_that_goes_by_the_area_is_that_of_the_units_area_and_none_where_its_area_is_not_on_record(tmp_path):
    (tmp_path / "viet-nam").mkdir()
    for name, text in BY_AREA.items():
        (tmp_path / f"viet-nam/{name}.toml").write_text(text, encoding="utf-8")
    rows = support(("A", "housing", 10, 5, 0, 5), ("B", "housing", 8, 5, 0, 3))
    with using(Pack.of(("viet-nam",), tmp_path)):
        assert law_problems() == []
        cost = cost_to_close(support_by_unit_content(rows), date(2026, 6, 30)).set_index("unit")
        assert cost.loc["A", "central_needed_vnd"] == 5 * 60_000_000
        assert math.isnan(cost.loc["B", "central_needed_vnd"])
        assert support_norms(date(2026, 6, 30)).empty


def test_where_norms_differ_by_unit_the_whole_costs_the_sum_of_its_units_and_nothing_is_told_while_one_has_none(
    tmp_path,
):
    (tmp_path / "viet-nam").mkdir()
    everywhere = BY_AREA | {
        "units": BY_AREA["units"] + BY_AREA["units"].replace('"III"', '"I"').replace('"A"', '"B"').replace('"a"', '"b"')
    }
    rows = support(("A", "housing", 10, 5, 0, 5), ("B", "housing", 8, 5, 0, 3), ("T", "housing", 18, 10, 0, 8))
    for files, whole in ((BY_AREA, None), (everywhere, 5 * 60_000_000 + 3 * 40_000_000)):
        for name, text in files.items():
            (tmp_path / f"viet-nam/{name}.toml").write_text(text, encoding="utf-8")
        with using(Pack.of(("viet-nam",), tmp_path)):
            cost = cost_to_close(support_by_unit_content(rows), date(2026, 6, 30), "T").set_index("unit").loc["T"]
        assert cost["remaining_households"] == 8
        assert cost["central_needed_vnd"] == whole if whole else math.isnan(cost["central_needed_vnd"])


def test_a_need_of_the_whole_that_its_units_do_not_account_for_has_no_cost(tmp_path):
    (tmp_path / "viet-nam").mkdir()
    for name, text in BY_AREA.items():
        (tmp_path / f"viet-nam/{name}.toml").write_text(text, encoding="utf-8")
    rows = support(("A", "housing", 10, 5, 0, 5), ("T", "housing", 18, 10, 0, 8))
    with using(Pack.of(("viet-nam",), tmp_path)):
        cost = cost_to_close(support_by_unit_content(rows), date(2026, 6, 30), "T").set_index("unit")
    assert math.isnan(cost.loc["T", "central_needed_vnd"])


def test_a_value_that_an_attribute_does_not_have_is_told_with_the_nearest(tmp_path):
    (tmp_path / "viet-nam").mkdir()
    (tmp_path / "viet-nam/units.toml").write_text(BY_AREA["units"].replace('"III"', '"IIII"'), encoding="utf-8")
    with using(Pack.of(("viet-nam",), tmp_path)):
        assert ["line 4" in told and 'Did you mean "III"?' in told for told in law_problems()] == [True]
