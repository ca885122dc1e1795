"""What a page says of its making: true, checked, and without names of people or folders."""

import subprocess
from datetime import UTC, datetime
from importlib import metadata

import pandas as pd
import pytest

from helpers.report import provenance
from helpers.vocabulary import law
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.pack import Pack, using
from helpers.vocabulary.period import Period

NONE = pd.DataFrame({"severity": []})
PERIOD = Period.parse("2024-H1")


@pytest.fixture
def checkout(project):
    """The project as a git checkout with one commit."""
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(project.root), *words], check=True)
    return project


def test_a_registered_file_is_unchanged(project):
    source = provenance.gather(Edition(project, "mau", PERIOD), NONE).sources[0]
    assert (source.file, source.unchanged) == ("poverty.csv", True)


@pytest.mark.parametrize("content", ["other", None], ids=["changed", "missing"])
def test_a_changed_or_missing_file_is_told(project, content):
    path = project.raw("mau", "2024-H1") / "poverty.csv"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    assert not provenance.gather(Edition(project, "mau", PERIOD), NONE).sources[0].unchanged


def test_errors_and_warnings_of_the_returns_are_counted(project):
    findings = pd.DataFrame({"severity": ["error", "warning", "warning", "note"]})
    found = provenance.gather(Edition(project, "mau", PERIOD), findings)
    assert (found.errors, found.warnings) == (1, 2)


@pytest.mark.parametrize("name", ["scope.toml", "2024-H1/a-new-return.csv"])
def test_what_is_committed_is_told_from_what_changed_or_came_since(checkout, name):
    assert provenance.code_state(checkout.root)[1]
    (checkout.raw("mau") / name).write_text("x = 1", encoding="utf-8")
    assert not provenance.code_state(checkout.root)[1]


def test_a_folder_outside_of_version_control_has_no_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert provenance.code_state(tmp_path) == ("", False)


def test_a_package_of_another_version_than_locked_is_named(tmp_path):
    lock = "pandas==0.1 \\\n    --hash=sha256:00\nbabel==2.18.0 ; python_version > '3' \\\n    --hash=sha256:00\nabsent==1.0 \\\n"
    (tmp_path / "requirements.lock").write_text(lock.replace("2.18.0", metadata.version("babel")), encoding="utf-8")
    assert provenance.environment_state(tmp_path) == (("pandas",), True)


def test_a_project_without_a_lock_says_so(tmp_path):
    assert provenance.environment_state(tmp_path) == ((), False)


def test_the_time_of_the_stamp_can_be_fixed(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert provenance.now().isoformat() == "1970-01-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("names", "lang", "told"),
    [
        (["viet-nam"], "vi", ("2026-11-27 01:30", "giờ Việt Nam")),
        (["cambodia-idpoor"], "en", ("2026-11-27 01:30", "Cambodia time")),
        ([], "en", ("2026-11-26 18:30", "UTC")),
    ],
)
def test_the_stamp_goes_by_the_clock_of_the_country_not_of_the_machine(names, lang, told, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    with using(Pack.of(names, tmp_path)):
        moment, clock = law.local(datetime(2026, 11, 26, 18, 30, tzinfo=UTC), lang)
    assert (f"{moment:%Y-%m-%d %H:%M}", clock) == told
