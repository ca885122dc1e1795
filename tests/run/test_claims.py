"""What a page says is proved before it is published, and kept beside the pages."""

import json

import pytest
from tests.run.conftest import write_notebook

from helpers.run.verification.verify import verify_tree
from helpers.vocabulary.errors import InputError

TRUE = """from helpers.analysis import poverty
from helpers.report.wording import sentences
review = page.by_unit(poverty.poverty_by_unit(page.figures))
page.say(sentences.highest(review.drop(index=page.total), "poverty_rate"))"""
#: 200 of 1,000 are poor in Một; the sentence has the rate of another frame.
FALSE = TRUE.replace("page.say", "review.loc['23455', 'poverty_rate'] = 0.9\npage.say")


def tree(trial):
    return trial.reports("public", "trial", "2024-H1")


def said(trial):
    pages = json.loads((tree(trial) / "claims.json").read_text(encoding="utf-8"))["pages"]
    return {name: [entry["text"] for entry in page["said"]] for name, page in pages.items()}


@pytest.fixture
def told(trial, run):
    """The trial with a poverty page that says something, made."""
    write_notebook(trial, "02_poverty", "poverty", [TRUE])
    assert run(only=["poverty"]).exit_code == 0
    return trial


def test_claims_stand_beside_the_pages_and_are_proved_from_the_data(told):
    assert said(told) == {"vi/poverty": ["Tỷ lệ hộ nghèo cao nhất ở xã Ba: 25,00%."]}
    found = verify_tree(told.root / "reports" / "public")
    assert (found.pages, found.claims, found.failures) == (
        2,
        1,
        (),
    )  # the page and the front page, which says nothing of a scope without rates


def test_a_page_with_a_false_sentence_is_not_published(told, run):
    before = (tree(told) / "vi" / "poverty.html").read_bytes()
    write_notebook(told, "02_poverty", "poverty", [FALSE])
    result = run(only=["poverty"])
    assert result.exit_code == 1
    assert "23455 has 0.1, told 0.9" in " ".join(result.lines)
    assert (tree(told) / "vi" / "poverty.html").read_bytes() == before


def test_a_sentence_changed_on_the_page_afterwards_is_found(told):
    page = tree(told) / "vi" / "poverty.html"
    page.write_text(page.read_text(encoding="utf-8").replace("25,00%", "35,00%"), encoding="utf-8")
    (failure,) = verify_tree(told.root / "reports").failures
    assert failure.found == "the page does not say so"


def test_a_figure_changed_in_the_data_afterwards_is_found(told):
    data = tree(told) / "data" / "observations.csv"
    data.write_text(data.read_text(encoding="utf-8").replace(",100,households", ",99,households"), encoding="utf-8")
    (failure,) = verify_tree(told.root / "reports").failures
    assert "23458 has 0.2475, told 0.25" in failure.found


def test_a_folder_without_claims_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match="commune run"):
        verify_tree(tmp_path)


def test_a_claims_file_without_its_data_is_named(told):
    (tree(told) / "data" / "observations.csv").unlink()
    with pytest.raises(InputError, match=r"observations\.csv"):
        verify_tree(told.root / "reports")
