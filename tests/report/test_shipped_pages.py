"""The pages of the shipped returns: accessible, whole at every width, small, and the same numbers in both languages."""

import pytest
from tests.browser import CLASHING, STICKING_OUT, accessibility_faults, chromium, opened
from tests.report.numbers import numbers_of

PERIODS = [("kon-plong", "2023"), ("kon-plong", "2024-H1"), ("kon-plong", "2025"), ("kon-tum", "2021")]


def pages_of(folder):
    """Every kind of page once: the thematic pages and the profile of the first unit."""
    return [*sorted(folder.glob("*.html")), sorted(folder.glob("units/*.html"))[0]]


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.mark.parametrize(("scope", "period"), PERIODS)
class TestShippedPages:
    def test_vietnamese_and_english_pages_have_the_same_numbers(self, made, scope, period):
        vi, en = (made(scope, period, lang) for lang in ("vi", "en"))
        for page in pages_of(vi):
            quoting = page.name == "quality.html"
            texts = [(f / page.relative_to(vi)).read_text(encoding="utf-8") for f in (vi, en)]
            one, other = (
                numbers_of(text, lang, quoting=quoting) for text, lang in zip(texts, ("vi", "en"), strict=True)
            )
            assert (one - other, other - one) == ({}, {}), page.name

    def test_a_page_has_at_most_300_kb(self, made, scope, period):
        for page in pages_of(made(scope, period)):
            assert page.stat().st_size <= 300_000, page.name

    @pytest.mark.parametrize(("lang", "dark"), [("vi", False), ("vi", True), ("en", False)])
    def test_axe_finds_no_fault(self, browser, made, scope, period, lang, dark):
        for path in pages_of(made(scope, period, lang)):
            with opened(browser, path, dark=dark) as page:
                assert accessibility_faults(page) == [], path.name
                assert page.said == [], path.name

    @pytest.mark.parametrize("width", [320, 1280])
    def test_nothing_clashes_or_sticks_out(self, browser, made, scope, period, width):
        for path in pages_of(made(scope, period)):
            with opened(browser, path, width=width) as page:
                assert page.evaluate(STICKING_OUT) == [], path.name
                assert page.evaluate(CLASHING) == [], path.name
                assert page.asked == [path.resolve().as_uri()]

    def test_nothing_is_cut_on_a4_paper(self, browser, made, scope, period):
        for path in pages_of(made(scope, period)):
            with opened(browser, path, width=680) as page:
                page.emulate_media(media="print")
                assert page.evaluate(STICKING_OUT.replace("!e.closest('.scroll')", "true")) == [], path.name
