"""The index in a real browser: accessible, offline, searched by keyboard, on a phone and in the dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser import STICKING_OUT, accessibility_faults, chromium, opened
from tests.run.test_index import CARDS, SUMMARY, lay_out, make_pages, make_summary

from helpers.run.index import write_index
from helpers.vocabulary.edition import Audience


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def index(tmp_path: Path):
    """A function that writes the index of a scope with three periods, a finding and cards, and gives its path."""
    project = lay_out(tmp_path, "2022", "2023", "2025")
    make_pages(project, "2022", "vi/index", "vi/poverty")
    make_pages(project, "2023", "vi/commune/23455")
    make_summary(project, "2025", SUMMARY, CARDS)
    write_index(project)
    return lambda lang="vi": project.reports("public") / Audience.PUBLIC.front_page(lang)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_no_fault_against_wcag_2_2(browser, index, lang, dark):
    with opened(browser, index(lang), dark=dark) as page:
        page.locator("details").evaluate("each => each.open = true")
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
        ("mang", ["Xã Măng Bút", "Thị trấn Măng Đen"]),  # what is present first
        ("MĂNG ĐEN", ["Thị trấn Măng Đen"]),
        ("đen", ["Thị trấn Măng Đen"]),
        ("en", []),  # no word starts so
        ("Dak  Ring", ["Xã Đăk Ring"]),
        ("đắk rinh", ["Xã Đăk Ring"]),  # another spelling
        ("23455", ["Xã Măng Bút", "Xã Đăk Ring"]),
        ("nghèo 2022", ["Nghèo đa chiều"]),
        ("hà nội", []),
        ("<script>", []),
    ],
)
def test_units_and_pages_are_found_with_and_without_accents(browser, index, words, found):
    with opened(browser, index()) as page:
        page.keyboard.press("Tab")
        page.locator("#q").focus()
        page.keyboard.type(words)
        assert names_shown(page) == found
        said = page.locator("#told").inner_text()
        assert said == (f"Tìm thấy {len(found)}" if found else "Không tìm thấy")


def names_shown(page) -> list[str]:
    """What stands before the small words of each entry that is seen."""
    shown = page.locator("#found li:visible")
    return [
        text.removesuffix(small).strip()
        for text, small in zip(shown.all_inner_texts(), shown.locator("small").all_inner_texts(), strict=True)
    ]


def test_a_near_miss_is_offered(browser, index):
    with opened(browser, index()) as page:
        page.locator("#q").fill("mang buc")
        assert names_shown(page) == ["Xã Măng Bút"]
        assert page.locator("#told").inner_text() == "Không tìm thấy; gần giống nhất:"


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
