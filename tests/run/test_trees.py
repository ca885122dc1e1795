"""Public and internal reports are two trees: each whole, and neither written nor linked to by the other."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from helpers.run.verification.linked import dead_links
from helpers.run.verification.verify import verify_tree
from helpers.vocabulary.edition import Audience

FIRST = {"index.html": "", "trial/2023/manifest.json": "{}", "trial/2023/vi/poverty.html": "x", "own/notes.txt": "mine"}


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def links(page: Path) -> list[Path]:
    found = re.findall(r'(?:href|src)="(?!data:)([^"#][^"]*)"', page.read_text(encoding="utf-8"))
    return [Path(os.path.normpath(page.parent / link)) for link in found]


@pytest.fixture
def both(trial, run):
    """The small project after a public and an internal run in both languages."""
    for audience in Audience:
        assert run(langs=("vi", "en"), audience=audience).exit_code == 0
    return trial


@pytest.mark.parametrize(("first", "then"), [("public", "internal"), ("internal", "public")])
def test_a_run_for_one_audience_changes_no_byte_of_the_other_tree(trial, run, first, then):
    run(audience=first)
    before = digests(trial.reports(first))
    assert any(name.endswith("data/observations.csv") for name in before)
    run(audience=then, only=["quality"], force=True)
    assert digests(trial.reports(first)) == before


def test_a_tree_is_proved_whole_and_every_link_of_it_leads_to_a_file_of_it(both):
    for audience in Audience:
        tree = both.reports(audience)
        pages = list(tree.rglob("*.html"))
        assert len(pages) == 18  # seven pages, all of them in one file, and a front page in each language
        assert list(dead_links(tree)) == []
        assert verify_tree(tree).failures == ()
        assert [link for page in pages for link in links(page) if not link.is_relative_to(tree)] == []


def test_internal_pages_say_so_in_name_title_and_band(both):
    for page in both.reports("internal").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        word = "INTERNAL" if '<html lang="en"' in text else "NỘI BỘ"
        assert page.name.endswith(".internal.html")
        assert f"<title>{word} – " in text
        assert f'<p class="band">{word} ' in text
    for page in both.reports("public").rglob("*.html"):
        assert "internal" not in page.name
        assert 'class="band"' not in page.read_text(encoding="utf-8")


def test_each_tree_has_its_own_front_page_data_notebooks_and_manifest(both):
    for audience in Audience:
        there = {path.split("/", 2)[2] if path.count("/") > 1 else path for path in digests(both.reports(audience))}
        wanted = {"manifest.json", "data/observations.csv", "data/tables.xlsx", "data/datapackage.json"}
        assert wanted | {audience.front_page("vi"), audience.named("vi/poverty.html")} <= there
        assert "notebooks/vi/02_poverty.ipynb" in there


def test_reports_of_the_first_edition_are_moved_aside_with_a_message(trial, run):
    for name, text in FIRST.items():
        (trial.reports() / name).parent.mkdir(parents=True, exist_ok=True)
        (trial.reports() / name).write_text(text, encoding="utf-8")
    told = run().lines
    assert told[0].startswith("Reports of the first edition (index.html, trial) were moved to reports/first-edition")
    kept = {name: (trial.reports() / "first-edition" / name).is_file() for name in FIRST}
    assert kept == {**dict.fromkeys(FIRST, True), "own/notes.txt": False}
    assert (trial.reports() / "own/notes.txt").is_file()
    assert not any("first edition" in line for line in run().lines)
