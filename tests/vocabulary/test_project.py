import os
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest

from helpers.intake.source import SOURCES
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.place import faulty_scopes, packs_named
from helpers.vocabulary.project import Project
from helpers.vocabulary.settings import read_settings

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


@pytest.mark.parametrize("name", ["sources.toml.txt", "Sources.TOML"])
def test_a_settings_file_that_windows_or_a_hand_misnamed_is_told_by_its_name(name, tmp_path):
    for folder, file in (("a", "scope.toml"), ("a/2023", name), ("b", "scope.toml.txt")):
        (tmp_path / "data/raw" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "data/raw" / folder / file).touch()
    with pytest.raises(UsageError, match=f'data/raw/a/2023 holds no file sources.toml. Did you mean "{name}"'):
        Project(tmp_path).check_period("a", "2023")
    with pytest.raises(UsageError, match=r'data/raw/b holds no file scope.toml. Did you mean "scope.toml.txt"'):
        Project(tmp_path).check_scope("b")


def test_periods_are_listed_earliest_first():
    periods = PROJECT.periods("kon-plong")
    assert periods == sorted(periods)
    assert str(periods[0]) == "2019"


def test_the_default_scope_stands_in_pyproject():
    assert PROJECT.default_scope() == "kon-plong"


def scopes_in(root: Path, *names: str) -> Project:
    for name in names:
        (root / "data/raw" / name).mkdir(parents=True)
        (root / "data/raw" / name / "scope.toml").touch()
    return Project(root)


def test_a_folder_whose_name_is_no_scope_or_period_stops_nothing_and_is_told(tmp_path):
    project = scopes_in(tmp_path, "a", "Kon Plông", ".git", "con")
    for name in ("2023", "2023 cũ", "2024-H3", ".backup", " 2024"):
        (tmp_path / "data/raw/a" / name).mkdir()
        (tmp_path / "data/raw/a" / name / "sources.toml").touch()
    assert project.scopes() == ["a"]
    assert [str(period) for period in project.periods("a")] == ["2023"]
    assert [line.split(":")[0] for line in project.stray_scopes()] == ["data/raw/Kon Plông", "data/raw/con"]
    assert [line.split(":")[0] for line in project.stray_periods("a")] == [
        "data/raw/a/ 2024",
        "data/raw/a/2023 cũ",
        "data/raw/a/2024-H3",
    ]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there they cannot both be")
def test_of_scopes_that_other_systems_take_for_one_that_in_small_letters_stays_and_the_others_are_told(tmp_path):
    project = scopes_in(tmp_path, "kon-plong", "Kon-Plong", "Kon-Tum", "KON-TUM", unicodedata.normalize("NFD", "đăk-tô"), "đăk-tô")  # fmt: skip
    assert project.scopes() == ["KON-TUM", "kon-plong"]
    told = "\n".join(project.stray_scopes())
    assert "data/raw/Kon-Plong: Windows takes this folder for data/raw/kon-plong; rename it" in told
    assert "data/raw/Kon-Tum: Windows takes this folder for data/raw/KON-TUM; rename it" in told
    assert told.count("such as kon-plong; rename it") == 2
    with pytest.raises(UsageError, match="Windows takes"):
        project.check_scope("Kon-Plong")


def test_a_scope_whose_folder_has_no_usable_name_is_told_how_to_name_it(tmp_path):
    with pytest.raises(UsageError, match="such as kon-plong; rename it"):
        scopes_in(tmp_path, "Kon Plông").check_scope("Kon Plông")


@pytest.mark.skipif(sys.platform == "win32", reason="no devices and pipes among files")
@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/dev/zero"), os.mkfifo, Path.mkdir])
def test_what_never_ends_in_place_of_a_scope_or_a_list_of_sources_is_told_and_stops_no_other(tmp_path, make):
    project = scopes_in(tmp_path, "a")
    for file in ("a/scope.toml", "b/scope.toml", "a/2023/sources.toml"):
        path = tmp_path / "data/raw" / file
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        make(path)
    (tmp_path / "data/raw/c").mkdir()
    shutil.copy(PROJECT.raw("kon-plong") / "scope.toml", tmp_path / "data/raw/c")
    assert set(faulty_scopes(project)) <= {"a", "b"}
    assert all("cannot be read (not a file)" in told for told in faulty_scopes(project).values())
    assert packs_named(project) == {"viet-nam"}
    with pytest.raises(InputError, match=r"sources\.toml: cannot be read"):
        read_settings(tmp_path / "data/raw/a/2023/sources.toml", SOURCES)


def test_a_misspelt_setting_of_the_project_is_told_with_its_line(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.ruff]\nx = 1\n[tool.commune]\nscpe = "a"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r'line 4 .*Did you mean "scope"'):
        scopes_in(tmp_path, "a").default_scope()
