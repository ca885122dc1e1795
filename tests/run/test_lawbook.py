"""`commune law`: what it lists."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers.cli import app
from helpers.report.law import gaps_on
from helpers.run.lawbook import law_lines
from helpers.vocabulary.language import translator
from helpers.vocabulary.law import (
    FILES,
    Closing,
    Counterpart,
    CriteriaSet,
    Definition,
    Duty,
    Norm,
    Recognition,
    Standard,
    UnitValue,
    entries_of,
    in_force_on,
    rule,
)
from helpers.vocabulary.pack import using
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

SHIPPED = Project(Path(__file__).parents[2])


def lines(day, scope="kon-plong", lang="en"):
    place = load_scope(scope, SHIPPED)
    with using(place.pack):
        return law_lines(place, day, SHIPPED, lang)


def test_the_first_day_of_2027_lists_what_changes_the_forms_the_pages_and_what_is_not_verified():
    told = lines(date(2027, 1, 1))
    at = told.index("Changes on that day")
    assert told[at + 1].startswith("  + 2027-2030 standard")
    assert "  deprivation_poor" in told
    assert "    + Chỉ số thiếu hụt > Xử lý rác thải sinh hoạt (chưa có văn bản)" in told
    pages = told[told.index("Pages that differ from those of 31 December 2026") + 1]
    assert "Multidimensional poverty" in pages
    assert any(
        "Handling of domestic waste" in line and "one source" in line for line in told[told.index("Not verified") :]
    )


def test_a_day_without_norms_says_so():
    told = lines(date(2026, 6, 30))
    assert told[told.index("Land and support") + 1] == "  no rule on record"


def test_a_scope_elsewhere_is_not_told_the_rules_of_kon_tum():
    told = "\n".join(lines(date(2025, 12, 31), "quang-ngai"))
    assert "support for housing" in told
    assert "Kon Tum" not in told


END_2026, END_2027 = date(2026, 12, 31), date(2027, 12, 31)
EVERY = [entry for tables in FILES.values() for kind in tables.values() for entry in entries_of(kind)]


def resting_on(document, day=None):
    """Ids of the entries whose basis names a document, in force on a day if one is given."""
    return {each.id for each in EVERY if document in each.basis["vi"] and (day is None or each.holds(day, ("51",)))}


def duties(form):
    """What is on record of who gets a form at the end of 2026, and by when."""
    return {
        words
        for each in in_force_on(Duty, END_2026)
        if each.form == form
        for words in (each.recipient, each.due)
        if words
    }


#: What public sources as of 26/11/2026 did not show: an indicator whose pages must tell it, the day, the words, and what the pack
#: would hold if somebody entered it unseen. The documents themselves were met in name: Decision 417/QĐ-BNNMT (baotintuc.vn
#: 19/2/2026), Decrees 358 (vietnamnet.vn 2478039) and 351/2025/NĐ-CP (vietnamplus.vn post1086100), Decision 51/2025/QĐ-TTg
#: (xaydungchinhsach.chinhphu.vn 119251230104614909), Law 58/2024/QH15 (lawnet.vn 175152), Decree 272/2025/NĐ-CP (thuviennhadat.vn
#: 677730), Circular 13/2025/TT-BNNMT (nhansu.vn 662237), Decision 1489/QĐ-TTg.
NOT_FOUND = {
    "component projects of the merged programme": (
        "capital_plan_vnd", END_2026, "Its component projects (Decision 417/QĐ-BNNMT", lambda: resting_on("417/QĐ-BNNMT"),
    ),
    "forms, deadlines and recipients of its reports": (
        "capital_plan_vnd", END_2026, "the forms and deadlines of reports (Decree 358/2025/NĐ-CP) are not on record", lambda: duties("capital"),
    ),
    "whether the decree before it still applies": (
        "capital_plan_vnd", END_2026, "nor whether Decree 27/2022/NĐ-CP still applies", lambda: resting_on("27/2022", END_2026),
    ),
    "the rule on money of 2025 carried over": (
        "capital_plan_vnd", END_2026, "The rule on carrying money of 2025 over into 2026 is not on record",
        lambda: {each.kind for each in in_force_on(Closing, END_2026)} - {"investment"},
    ),
    "until when recurrent money can be spent": (
        "capital_plan_vnd", END_2026, "Recurrent funds: until when money of the year can be spent",
        lambda: rule(Closing, END_2026, kind="recurrent"),
    ),
    "levels of the 47 indicators and who recognises": (
        "new_rural_criteria_met", END_2026, "the levels of the 47 indicators, who recognises, how recognition of 2021-2025 counts",
        lambda: duties("new_rural"),
    ),
    "whether a special zone is assessed": (
        "new_rural_criteria_met", END_2026, "whether a special zone is assessed",
        lambda: "Đặc khu" in rule(CriteriaSet, END_2026).kinds,
    ),
    "areas of the communes of Kon Plông": (
        "new_rural_criteria_met", END_2026, "Area of minority and mountain communes: which units have which value is not on record",
        lambda: entries_of(UnitValue),
    ),
    "groups of the communes of Kon Plông": (
        "new_rural_criteria_met", END_2026, "New-rural group of communes: which units have which value is not on record",
        lambda: entries_of(UnitValue),
    ),
    "the final list of deprivations of 2027": (
        "poor_households", END_2027, "The final list of deprivations is not on record: its names, order and number",
        lambda: rule(Standard, END_2027).list_is_final or rule(Standard, END_2027).numbered,
    ),
    "the first review by the new standard": (
        "poor_households", END_2027, "which review is the first by this standard", lambda: resting_on("24/2021", END_2026),
    ),
    "forms and timetable of reviews from 2026": (
        "poor_households", END_2026, "Forms and timetable of reviews from 2026 are not on record",
        lambda: resting_on("TT-BLĐTBXH", END_2026) | {each.id for each in in_force_on(Duty, END_2026) if each.due},
    ),
    "support for land, housing and water after 2025": (
        "minority_households_with_production_land", END_2026, "No amount of support per household is on record",
        lambda: [*in_force_on(Norm, END_2026, ("51",)), *in_force_on(Counterpart, END_2026, ("613", "51", "62"))],
    ),
    "what counts as having land in Quảng Ngãi": (
        "minority_households_with_production_land", END_2026, "What counts as having land is not on record",
        lambda: in_force_on(Definition, END_2026, ("613", "51", "62")),
    ),
    "OCOP criteria of 2026-2030": (
        "ocop_products", END_2026, "OCOP criteria of 2026-2030",
        lambda: duties("ocop") | {each.id for each in entries_of(Recognition) if date(2025, 7, 6) < each.valid_from},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("scope", "is_told"), [("quang-ngai", True), ("kon-plong", False)])
def test_what_is_not_known_of_special_zones_is_told_where_there_is_one(scope, is_told):
    """Lý Sơn is one (Resolution 1677/NQ-UBTVQH15); it has an income line as a rural or as an urban unit, which no text says."""
    told = "\n".join(lines(END_2026, scope))
    assert ("Special zone: Whether a special zone counts as urban or rural is not on record." in told) is is_told


@pytest.fixture(scope="module")
def told_of():
    """What `commune law` prints for Kon Plông on a day, once for each."""
    return {day: "\n".join(lines(day)) for day in (END_2026, END_2027)}


@pytest.mark.parametrize(("figure", "day", "words", "entered"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_nobody_could_find_is_in_no_pack_and_is_told_by_the_command_and_beside_its_figures(
    told_of, figure, day, words, entered
):
    assert not entered()
    assert words in told_of[day].partition("Not on record\n")[2]
    assert [
        told for told in gaps_on(day, [figure], translator("en"), load_scope("kon-plong", SHIPPED)) if words in told
    ]


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.setenv("COMMUNE_ROOT", str(project.root))
    return project


def test_a_day_that_is_none_is_refused_with_how_to_write_it(here):
    result = CliRunner().invoke(app, ["law", "--on", "1/1/2027"])
    assert "2027-01-01" in str(result.exception)


def test_a_slip_in_the_projects_own_pack_is_told_and_the_rest_is_listed(here):
    folder = here.root / "data/packs/viet-nam"
    folder.mkdir(parents=True)
    (folder / "norms.toml").write_text('[[nrom]]\nid = "x"\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["law", "--on", "2026-06-30"])
    assert result.exit_code == 1
    assert 'data/packs/viet-nam/norms.toml, line 1 (nrom): is not known here. Did you mean "norm"?' in result.output
    assert "Decision 51/2025/QĐ-TTg" in result.output


def test_a_pack_that_no_scope_names_is_told_with_the_name_that_was_meant(here):
    (here.root / "data/packs/viet-man").mkdir(parents=True)
    result = CliRunner().invoke(app, ["law", "--on", "2026-06-30"])
    assert 'data/packs/viet-man: no scope names this pack. Did you mean "viet-nam"?' in result.output
