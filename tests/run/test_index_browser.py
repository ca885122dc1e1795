"""The index in a real browser: accessible, offline, searched by keyboard, on a phone and in the dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser import STICKING_OUT, accessibility_faults, chromium, opened
from tests.run.test_index import lay_out, make_pages, observations

from helpers.run.index import index_html, shown_in, write_index
from helpers.run.key_figures import key_figures
from helpers.vocabulary.edition import Audience
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def index(tmp_path: Path):
    """A function that writes the index of a scope with pages, key figures and a trend, and gives its path."""
    project = lay_out(tmp_path, "2022", "2023", "2025")
    make_pages(project, "2023", "vi/index", "vi/poverty", "en/poverty", "vi/commune/23455", kind="demonstration")
    write_index(project)
    found = observations(
        ("poor_households", 3353, "2021-12-31"), ("households", 7551, "2021-12-31"),
        ("poor_households", 1731, "2023-12-31"), ("households", 7735, "2023-12-31"),
    ).assign(boundary="2019")  # fmt: skip
    figures = {"thu": key_figures(found, load_scope("thu", project), Period.parse("2023"))}

    def write(lang: str = "vi") -> Path:
        path = project.reports("public") / Audience.PUBLIC.front_page(lang)
        path.write_text(index_html(shown_in(project), figures, lang), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_no_fault_against_wcag_2_2(browser, index, lang, dark):
    with opened(browser, index(lang), dark=dark) as page:
        assert page.locator(".cards svg").count() == 1
        assert accessibility_faults(page) == []


def test_it_asks_for_nothing_but_itself_and_has_nothing_to_complain_about(browser, index):
    path = index()
    with opened(browser, path) as page:
        page.wait_for_timeout(200)
        assert page.asked == [path.resolve().as_uri()]
        assert page.said == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_of_the_window(browser, index, width):
    with opened(browser, index(), width=width) as page:
        assert page.evaluate(STICKING_OUT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mang", ["Thị trấn Măng Đen", "Xã Măng Bút"]),
        ("MĂNG ĐEN", ["Thị trấn Măng Đen"]),
        ("đen", ["Thị trấn Măng Đen"]),
        ("Dak  Ring", ["Xã Đăk Ring"]),
        ("đắk rinh", ["Xã Đăk Ring"]),  # another spelling
        ("23473", ["Thị trấn Măng Đen"]),
        ("măng 23455", ["Xã Măng Bút"]),
        ("hà nội", []),
        ("<script>", []),
    ],
)
def test_communes_are_found_with_and_without_accents(browser, index, words, found):
    with opened(browser, index()) as page:
        page.keyboard.press("Tab")
        page.locator("#q").focus()
        page.keyboard.type(words)
        shown = page.locator("#found li:visible").all_inner_texts()
        assert [text.partition(" Huyện")[0] for text in shown] == found
        said = page.locator("#told").inner_text()
        assert said == (f"Tìm thấy {len(found)}" if found else "Không tìm thấy")


def test_enter_goes_to_the_first_profile_found(browser, index):
    with opened(browser, index()) as page:
        page.locator("#q").fill("ring")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "thu/2023/vi/units/23455.html"


def test_an_empty_search_shows_all_of_a_few_units(browser, index):
    with opened(browser, index()) as page:
        page.locator("#q").fill("ring")
        page.locator("#q").fill("")
        assert page.locator("#found li:visible").count() == 3
        assert page.locator("#told").inner_text() == ""


def test_the_language_switch_leads_to_the_other_file(browser, index):
    index("en")
    with opened(browser, index()) as page:
        page.get_by_role("link", name="English", exact=True).click()
        assert page.evaluate("document.documentElement.lang") == "en"
