"""The declared steps: what they need, what they read, and which pages they come to."""

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.run import Order
from helpers.run import steps as declared
from helpers.run.steps import check_pages, pages, steps
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError

ROOT = Path(__file__).parents[2]


def names(**options):
    given = {"langs": ["vi"], "units": ["23452", "23455"], "held": ["households", "capital_plan_vnd"], **options}
    return [page.name for page in pages(**given)]


def test_every_step_has_its_notebook_and_every_notebook_but_the_exploring_one_its_step():
    shipped = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {step.notebook for step in steps()} == shipped - {"00_explore.ipynb"}


def test_every_pattern_fits_an_indicator_of_the_catalogue():
    patterns = {pattern for step in steps() for pattern in (*step.needs, *step.reads)}
    assert [p for p in sorted(patterns) if not any(declared.matches(name, [p]) for name in indicators())] == []


def test_a_page_whose_figures_a_period_does_not_hold_is_no_page_of_it():
    assert names() == ["vi/quality", "vi/programmes", "vi/commune/23452", "vi/commune/23455", "vi/index"]
    assert "vi/land" in names(held=["support_need_start"])


def test_only_takes_pages_and_single_profiles_in_every_language():
    assert names(langs=["vi", "en"], only=["commune/23455"]) == ["vi/commune/23455", "en/commune/23455"]


@pytest.mark.parametrize(
    ("wrong", "near"), [("programs", "programmes"), ("commune/99", "commune"), ("vi/poverty", "poverty")]
)
def test_an_unknown_page_is_wrong_usage_with_a_suggestion(wrong, near):
    with pytest.raises(UsageError, match=f'Did you mean "{near}"'):
        check_pages([wrong], ["23452", "23455"])


def test_the_pages_are_the_same_when_they_may_read_everything(made, made_project, monkeypatch):
    """What a step declares to read is enough: with all figures at hand its page is the same."""
    from tests.pages import text_before_stamp

    from helpers.run import order, run_period

    declared_pages = made("kon-plong", "2024-H1")
    everything = tuple(replace(step, reads=("*",)) for step in steps())
    monkeypatch.setattr(declared, "steps", lambda: everything)
    monkeypatch.setattr(order, "steps", lambda: everything)
    wanted = ["poverty", "land", "programmes", "commune/23452"]
    result = run_period(Order(Edition.of("kon-plong", "2024-H1", project=made_project), only=wanted), force=True)
    assert result.exit_code in (0, 3)
    assert f"Pages: {len(wanted)} made, " in result.lines[1]
    folder = made_project.reports("kon-plong", "2024-H1") / "vi"
    for file in ("poverty.html", "land.html", "programmes.html", "units/23452.html"):
        assert text_before_stamp(folder / file) == text_before_stamp(declared_pages / file), file
