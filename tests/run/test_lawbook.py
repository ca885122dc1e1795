"""`commune law`: what it lists."""

from datetime import date

import pytest
from typer.testing import CliRunner

from helpers.cli import app
from helpers.run.lawbook import law_lines
from helpers.vocabulary.pack import using
from helpers.vocabulary.place import load_scope


def lines(project, day, scope="kon-plong", lang="en"):
    place = load_scope(scope, project)
    with using(place.pack):
        return law_lines(place, day, project, lang)


def test_the_first_day_of_2027_lists_what_changes_the_forms_the_pages_and_what_is_not_verified(project):
    told = lines(project, date(2027, 1, 1))
    at = told.index("Changes on that day")
    assert told[at + 1].startswith("  + 2027-2030 standard")
    assert "  deprivation_poor" in told
    assert "    + Chỉ số thiếu hụt > Xử lý rác thải sinh hoạt (chưa có văn bản)" in told
    pages = told[told.index("Pages that differ from those of 31 December 2026") + 1]
    assert "Multidimensional poverty" in pages
    assert any(
        "Handling of domestic waste" in line and "one source" in line for line in told[told.index("Not verified") :]
    )


def test_a_day_without_norms_says_so(project):
    told = lines(project, date(2026, 6, 30))
    assert told[told.index("Land and support") + 1] == "  no rule on record"


def test_a_scope_elsewhere_is_not_told_the_rules_of_kon_tum(project):
    told = "\n".join(lines(project, date(2025, 12, 31), "quang-ngai"))
    assert "support for housing" in told
    assert "Kon Tum" not in told


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
    assert "Quyết định 51/2025/QĐ-TTg" in result.output


def test_a_pack_that_no_scope_names_is_told_with_the_name_that_was_meant(here):
    (here.root / "data/packs/viet-man").mkdir(parents=True)
    result = CliRunner().invoke(app, ["law", "--on", "2026-06-30"])
    assert 'data/packs/viet-man: no scope names this pack. Did you mean "viet-nam"?' in result.output
