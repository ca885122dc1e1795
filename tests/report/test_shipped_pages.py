"""The pages of the shipped returns: accessible, whole at every width, small, and the same numbers in both languages."""

import shutil

import pytest
from tests.browser import CLASHING, STICKING_OUT, accessibility_faults, chromium, opened
from tests.pages import text_of
from tests.report.numbers import numbers_of

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

#: Old boundaries with published figures, new boundaries, and a province of districts.
PERIODS = [("kon-plong", "2024-H1"), ("kon-plong", "2025"), ("kon-tum", "2021")]


def pages_of(folder):
    """Every kind of page once: the thematic pages and the profile of the first unit."""
    return [*sorted(folder.glob("*.html")), min(folder.glob("units/*.html"))]


def test_a_period_without_figures_of_poverty_has_its_summary(read, tmp_path):
    """2019: the census, and criteria of 31 August: 11 in Đăk Nên and Đăk Ring, 18 in Pờ Ê; Măng Đen, now a town, is not compared."""
    project = Project(shutil.copytree(read.root, tmp_path / "project"))
    result = run_period(Order(Edition.of("kon-plong", "2019", project=project), only=("index", "programmes")))
    assert result.exit_code == 0, "\n".join(result.lines)
    told = text_of(project.reports("public", "kon-plong", "2019") / "vi" / "index.html")
    assert "xã được so sánh, đạt từ 11 đến 18 / 19" in told.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.mark.parametrize(("scope", "period"), PERIODS)
class TestShippedPages:
    def test_vietnamese_and_english_pages_have_the_same_numbers(self, made, scope, period):
        vi, en = (made(scope, period, lang) for lang in ("vi", "en"))
        for page in pages_of(vi):
            quoting = page.stem == "quality" or page.parent.name == "units"  # as senders wrote it
            one, other = (
                numbers_of((folder / page.relative_to(vi)).read_text(encoding="utf-8"), lang, quoting=quoting)
                for folder, lang in ((vi, "vi"), (en, "en"))
            )
            assert (one - other, other - one) == ({}, {}), page.name

    def test_a_page_has_at_most_300_kb(self, made, scope, period):
        for page in pages_of(made(scope, period)):
            assert page.stat().st_size <= 300_000, page.name

    @pytest.mark.parametrize("lang", ["vi", "en"])
    def test_in_a_browser_each_page_is_accessible_and_whole(self, browser, made, scope, period, lang):
        """One window for all checks of a page: opening it is most of their cost."""
        for path in pages_of(made(scope, period, lang)):
            with opened(browser, path) as page:
                assert faults_by_width(page) == {}, path.name
                assert accessibility_faults(page) == [], path.name
                page.emulate_media(color_scheme="dark")
                assert accessibility_faults(page, rules=["color-contrast"]) == [], path.name
                assert (page.said, page.asked) == ([], [path.resolve().as_uri()]), path.name


def faults_by_width(page):
    """What sticks out or clashes on a phone, on a wide screen and on A4 paper (180 mm between the margins)."""
    found = {}
    for width, media in ((320, "screen"), (1280, "screen"), (680, "print")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media)
        scrolled = STICKING_OUT.replace("!e.closest('.scroll')", "true") if media == "print" else STICKING_OUT
        found[f"{media} {width}"] = page.evaluate(scrolled) + page.evaluate(CLASHING)
    page.emulate_media(media="screen")
    return {where: faults for where, faults in found.items() if faults}
