from pathlib import Path

import pytest

from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.project import Project

PROJECT = Project(Path(__file__).parents[2])


def test_the_project_is_found_from_a_folder_inside_it(monkeypatch):
    monkeypatch.delenv("COMMUNE_ROOT", raising=False)
    assert Project.find(PROJECT.root / "notebooks").root == PROJECT.root


def test_outside_a_project_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("COMMUNE_ROOT", raising=False)
    with pytest.raises(UsageError, match="COMMUNE_ROOT"):
        Project.find(tmp_path)


def test_an_unknown_scope_is_refused_with_the_nearest_one():
    with pytest.raises(UsageError, match='Did you mean "kon-plong"'):
        PROJECT.check_scope("konplong")


def test_a_period_without_returns_is_refused_with_the_ones_that_have_them():
    with pytest.raises(UsageError, match="2024-H1"):
        PROJECT.check_period("kon-plong", "1999")


def test_periods_are_listed_earliest_first():
    periods = PROJECT.periods("kon-plong")
    assert periods == sorted(periods)
    assert str(periods[0]) == "2019"


def test_the_default_scope_stands_in_pyproject():
    assert PROJECT.default_scope() == "kon-plong"
