"""The pages of a period: what the notebooks declare, and which pages they come to."""

import html
import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.run.conftest import write_notebook

from helpers.explore.chooser import choose
from helpers.explore.new_page import new_page
from helpers.report.page_types import faulty_notebooks, page_types
from helpers.run import Order
from helpers.run.steps import check_pages, pages
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.project import Project

SHIPPED = page_types(Project(Path(__file__).parents[2]))


def names(**options):
    given = {"langs": ["vi"], "units": ["23452", "23455"], "held": ["households", "capital_plan_vnd"], **options}
    return [page.name for page in pages(SHIPPED, **given)]


def declare(project, file, **entry):
    path = project.notebooks / file
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["commune"] = entry
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_page_whose_figures_a_period_does_not_hold_is_no_page_of_it():
    assert names() == [
        "vi/quality", "vi/programmes", "vi/commune/23452", "vi/commune/23455", "vi/index", "vi/other", "vi/changes",
    ]  # fmt: skip
    assert "vi/land" in names(held=["support_need_start"])


def test_only_takes_pages_and_single_profiles_in_every_language():
    assert names(langs=["vi", "en"], only=["commune/23455"]) == ["vi/commune/23455", "en/commune/23455"]


@pytest.mark.parametrize(
    ("wrong", "near"), [("programs", "programmes"), ("commune/99", "commune"), ("vi/poverty", "poverty")]
)
def test_an_unknown_page_is_wrong_usage_with_a_suggestion(wrong, near):
    with pytest.raises(UsageError, match=f'Did you mean "{near}"'):
        check_pages(SHIPPED, [wrong], ["23452", "23455"])


def test_a_copied_notebook_is_a_further_page_in_the_menu_and_on_the_front_index(trial, run):
    copied = (trial.notebooks / "04_programmes.ipynb").read_bytes()
    (trial.notebooks / "04_programmes-Copy1.ipynb").write_bytes(copied)
    assert run().exit_code == 0
    html = {path.stem: path.read_text(encoding="utf-8") for path in trial.root.joinpath("reports").rglob("vi/*.html")}
    assert 'href="programmes-copy1.html"' in html["programmes"]
    assert 'href="programmes.html"' in html["programmes-copy1"]
    assert (
        "(programmes-Copy1)</title>" in html["programmes-copy1"] or "(programmes-Copy1) –" in html["programmes-copy1"]
    )
    front = "".join(path.read_text(encoding="utf-8") for path in trial.root.joinpath("reports").rglob("index.html"))
    assert "vi/programmes-copy1.html" in front


def test_a_notebook_without_a_declaration_makes_no_page(trial):
    declare(trial, "04_programmes.ipynb")
    notebook = json.loads((trial.notebooks / "04_programmes.ipynb").read_text(encoding="utf-8"))
    del notebook["metadata"]["commune"]
    (trial.notebooks / "04_programmes.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert "programmes" not in page_types(trial)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"id": "land", "titel": {"vi": "Đất", "en": "Land"}}, 'unknown entry "titel". Did you mean "title"'),
        ({"id": "../out", "title": {"vi": "Đất", "en": "Land"}}, "id is the page's file name"),
        ({"id": "land", "title": "Land"}, "title needs both languages"),
        ({"id": "land", "title": {"vi": "Đất", "en": "Land"}, "each": "commune"}, "write period or unit"),
        ({"id": "land", "title": {"vi": "Đất", "en": "Land"}, "needs": "households"}, "needs is a list of indicators"),
    ],
)
def test_a_faulty_declaration_is_one_message_that_names_notebook_and_entry(trial, entry, told):
    declare(trial, "02_poverty.ipynb", **entry)
    fault = faulty_notebooks(trial)["notebooks/02_poverty.ipynb"]
    assert fault.startswith("notebooks/02_poverty.ipynb")
    assert told in fault
    assert "poverty" not in page_types(trial)


def test_outputs_counts_and_an_editor_s_metadata_make_no_page_again(trial, run):
    run()
    path = trial.notebooks / "02_poverty.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.11.9"}
    for cell in notebook["cells"]:
        cell["execution_count"] = 7
        cell["metadata"]["collapsed"] = True
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["seen\n"]}]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert "Pages: 0 made" in "\n".join(run().lines)


def test_a_new_page_runs_as_it_is_written_and_stands_in_the_menu(trial, run):
    path = new_page("land-use", trial, {"vi": 'Sử dụng "đất"', "en": 'Land \\ "use"\nof today'})
    assert path.name == "07_land_use.ipynb"
    assert run(only=["land-use"]).exit_code == 0
    page = next(trial.root.joinpath("reports").rglob("vi/land-use.html")).read_text(encoding="utf-8")
    assert 'Sử dụng "đất"' in html.unescape(page)
    assert "1.000" in page  # households of 23452, as the trial's figures give them


def test_what_a_chooser_shows_is_kept_as_a_page_of_the_next_run(trial, run, monkeypatch):
    monkeypatch.setenv("COMMUNE_ROOT", str(trial.root))
    chosen = choose("trial", "2024-H1", lang="en")
    chosen.indicator.value = "households"
    chosen.unit.value = "23452"
    path = chosen.keep()
    assert path.name == "07_households.ipynb"
    assert run(only=["households"]).exit_code == 0
    page = next(trial.root.joinpath("reports").rglob("vi/households.html")).read_text(encoding="utf-8")
    assert "Tổng số hộ dân cư" in page  # chosen in English; the page is in the language of the run
    assert "1.000" in page
    assert "<svg" in page
    with pytest.raises(UsageError, match="already makes"):
        chosen.keep()


@pytest.mark.parametrize(
    ("name", "told"), [("poverty", "already makes"), ("Land Use", "small letters"), ("nul", "small letters")]
)
def test_a_new_page_under_a_taken_or_impossible_name_is_refused(trial, name, told):
    with pytest.raises(UsageError, match=told):
        new_page(name, trial, {"vi": "x", "en": "x"})


def test_the_pages_are_the_same_when_they_may_read_everything(made, made_project, monkeypatch):
    """What a notebook declares to read is enough: with all figures at hand its page is the same."""
    from tests.pages import text_before_stamp

    from helpers.run import order, run_period

    declared_pages = made("kon-plong", "2024-H1")
    everything = {id: replace(each, reads=("*",)) for id, each in page_types(made_project).items()}
    monkeypatch.setattr(order, "page_types", lambda _: everything)
    wanted = ["poverty", "land", "programmes", "commune/23452"]
    result = run_period(Order(Edition.of("kon-plong", "2024-H1", project=made_project), only=wanted), force=True)
    assert result.exit_code in (0, 3)
    assert f"Pages: {len(wanted)} made, " in result.lines[1]
    folder = made_project.reports("public", "kon-plong", "2024-H1") / "vi"
    for file in ("poverty.html", "land.html", "programmes.html", "units/23452.html"):
        assert text_before_stamp(folder / file) == text_before_stamp(declared_pages / file), file


def test_every_pattern_that_a_notebook_declares_fits_an_indicator_of_the_catalogue():
    from helpers.report.page_types import matches
    from helpers.vocabulary.catalogue import indicators

    patterns = {pattern for each in SHIPPED.values() for pattern in (*each.needs, *each.reads)}
    assert [p for p in sorted(patterns) if not any(matches(name, [p]) for name in indicators())] == []


def test_write_notebook_of_the_trial_declares_what_the_shipped_one_does(trial):
    write_notebook(trial, "02_poverty", "poverty", ["page.say('x')"])
    assert page_types(trial)["poverty"].needs == SHIPPED["poverty"].needs
