"""The demonstration returns: sound, labelled, made by the script, and adding up to what is published."""

import importlib.util
import tomllib
import zipfile
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
import pytest

from helpers import store
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import sha256

ROOT = Path(__file__).parents[2]
PERIODS = ("2022", "2023", "2024-H1", "2024", "2025", "2026-H1")


class Read(NamedTuple):
    """What the store holds of a period."""

    accepted: pd.DataFrame
    counts: dict[str, int]


@pytest.fixture(scope="module")
def shipped(read):
    """Accepted figures and counts of every period, by period."""
    editions = {period: Edition.of("kon-plong", period, project=read) for period in PERIODS}
    return {period: Read(store.read("observations", each), store.counts(each)) for period, each in editions.items()}


def total(shipped, period, indicator, detail=""):
    rows = shipped[period].accepted
    rows = rows[(rows["kind"] == "demonstration") & (rows["indicator"] == indicator) & (rows["detail"] == detail)]
    return rows.loc[(rows["unit"] != "613") & (rows["as_of"] == rows["as_of"].max()), "value"].sum()


@pytest.mark.parametrize("period", PERIODS)
def test_returns_are_sound_as_a_whole(shipped, period):
    counts = shipped[period].counts
    assert (counts["errors"], counts["warnings"], counts["rejected"]) == (0, 0, 0)
    assert counts["units_accepted"] == counts["units"] == (3 if period >= "2025" else 9)


@pytest.mark.parametrize(
    ("period", "indicator", "detail", "published"),
    [
        ("2022", "poor_household_flow", "start", 3353),  # Biểu số 05: end of 2021
        ("2023", "poor_households", "", 1731),  # mid-2024 review, VietNamNet 2345837
        ("2023", "near_poor_households", "", 708),
        ("2023", "households", "", 7735),  # 7.734 to 7.736 give both printed rates
        ("2023", "poor_households_by_group", "minority", 1731),  # 100% of poor and near-poor are ethnic minority
        ("2023", "near_poor_households_by_group", "minority", 708),
        ("2024-H1", "minority_households_without_residential_land", "", 0),
        ("2024-H1", "minority_households_without_production_land", "", 5),
        ("2024-H1", "supported_households", "residential_land", 6),  # vietnam.vn, 2021 to about 2024
        ("2024-H1", "supported_households", "production_land", 4),
        ("2024-H1", "supported_households", "housing", 36),
        ("2024-H1", "supported_works", "central_water", 3),
        ("2024-H1", "new_rural_standard_met", "", 4),
        ("2024-H1", "ocop_products", "", 68),
        ("2024-H1", "ocop_products", "3/district", 63),
    ],
)
def test_returns_add_up_to_what_is_published(shipped, period, indicator, detail, published):
    assert total(shipped, period, indicator, detail) == published


def test_poverty_of_2022_is_36_percent_and_fell_by_13_62_points(shipped):
    rate = {
        year: 100 * total(shipped, year, "poor_households") / total(shipped, year, "households")
        for year in ("2022", "2023")
    }
    assert f"{rate['2022']:.2f}" == "36.00"
    assert f"{rate['2023'] - rate['2022']:.2f}" == "-13.62"


def test_capital_of_mid_2024_fits_its_published_amounts_and_rates(shipped):
    rows = shipped["2024-H1"].accepted
    rows = rows[
        (rows["kind"] == "demonstration") & (rows["unit"] != "613") & rows["indicator"].str.startswith("capital_")
    ]
    kinds = rows.assign(capital=rows["detail"].str.split("/").str[1]).groupby(["indicator", "capital"])["value"].sum()
    plan, spent = kinds["capital_plan_vnd"], kinds["capital_disbursed_vnd"]
    assert 154e9 < plan["investment"] < 155e9
    assert 62e9 < plan["recurrent"] < 63e9
    assert 216e9 < plan.sum() < 217e9
    assert round(100 * spent["investment"] / plan["investment"], 1) == 39.7
    assert round(100 * spent["recurrent"] / plan["recurrent"]) == 7
    assert round(100 * spent.sum() / plan.sum(), 1) == 30.3


def test_the_communes_still_short_of_the_standard_average_12_5_criteria(shipped):
    rows = shipped["2024-H1"].accepted
    met = rows[(rows["indicator"] == "new_rural_criteria_met") & (rows["kind"] == "demonstration")].set_index("unit")[
        "value"
    ]
    assert met[met < 19].mean() == 12.5
    assert met["23458"] == 13  # Măng Bút, the one planned for 2024


def test_the_communes_of_2025_hold_what_their_parts_closed_2024_with(shipped):
    starts = (
        shipped["2025"]
        .accepted.query("indicator == 'poor_household_flow' and detail == 'start'")
        .set_index("unit")["value"]
    )
    ends = shipped["2024"].accepted.query("indicator == 'poor_households'").set_index("unit")["value"]
    assert starts["23473"] == ends[["23461", "23470", "23473"]].sum()
    assert starts[["23455", "23473", "23476"]].sum() == ends.sum()


def test_2026_is_reported_in_the_forms_of_2026(shipped):
    figures = shipped["2026-H1"].accepted
    details = set(figures.loc[figures["indicator"] == "capital_plan_vnd", "detail"])
    assert {detail.partition("/")[0] for detail in details} == {"257", "1719", "gnbv", "ntm"}
    assert {detail for detail in details if detail.startswith("1719")} == {
        "1719/investment/carried_over", "1719/recurrent/carried_over",
    }  # fmt: skip
    criteria = figures.loc[figures["indicator"] == "new_rural_criterion_met", "detail"]
    assert criteria.nunique() == 10


def test_the_need_of_2026_begins_where_2025_closed(shipped):
    def by_unit(period, indicator):
        rows = shipped[period].accepted.query(f"indicator == '{indicator}' and detail == 'housing' and unit != '613'")
        return rows.groupby("unit")["value"].sum()

    assert by_unit("2026-H1", "support_need_start").to_dict() == by_unit("2025", "support_need_remaining").to_dict()


@pytest.mark.parametrize("period", PERIODS)
def test_every_sheet_and_every_source_says_that_it_is_a_demonstration(period):
    folder = ROOT / "data/raw/kon-plong" / period
    sources = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))["source"]
    invented = {entry["file"]: entry for entry in sources if entry["kind"] == "demonstration"}
    assert invented.keys() == {path.name for path in folder.glob("*.xlsx")}
    for name, entry in invented.items():
        assert "Số liệu minh họa / Demonstration data" in entry["title"]
        assert entry["sha256"] == sha256(folder / name)
        for sheet in openpyxl.load_workbook(folder / name).worksheets:
            assert "Số liệu minh họa / Demonstration data" in sheet["A1"].value


def contents(path):
    """The parts of a workbook, unpacked: compressors differ between machines, what they hold must not."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_script_writes_the_same_workbooks_again(project):
    spec = importlib.util.spec_from_file_location("demonstration", ROOT / "data/demonstration.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    shipped = project.raw("kon-plong", "2023") / "minh-hoa-ket-qua.xlsx"
    before = contents(shipped)
    shipped.unlink()
    script.write_period(project, "2023")
    assert contents(shipped) == before
    listed = tomllib.loads(shipped.with_name("sources.toml").read_text(encoding="utf-8"))["source"]
    assert [entry["kind"] for entry in listed] == ["published", "demonstration", "demonstration"]


def test_the_defects_on_purpose_are_repaired_and_noted(shipped):
    counts = shipped["2024"].counts
    assert (counts["rejected"], counts["errors"], counts["warnings"]) == (0, 0, 0)
    assert counts["notes"] > 0  # names with NBSP and stray spaces
