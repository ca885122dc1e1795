"""Pages in a real browser: accessible, offline, usable by keyboard and on a phone, whole on paper."""

import re
import shutil
import subprocess

import pandas as pd
import pytest
from tests.browser import CLASHING, STICKING_OUT, accessibility_faults, chromium, opened
from tests.report.conftest import executed
from tests.report.test_chart import one_of_each
from tests.report.test_page import COLUMNS, fill

from helpers.report.exporter import render
from helpers.report.table import Column, Table


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def rendered():
    """Pages by language, each rendered once: tests open copies."""
    return {}


@pytest.fixture
def write(start, rendered, poverty_by_unit, tmp_path):
    """A function that writes a page with every block and every chart, and gives its path."""

    def page_in(lang):
        page = fill(start(lang=lang), poverty_by_unit)
        for chart in one_of_each().values():
            page.chart(chart)
        page.table(Table(poverty_by_unit, "Xếp theo tên", COLUMNS, total="1"))
        return render(executed(page))

    def write_page(lang="vi"):
        if lang not in rendered:
            rendered[lang] = page_in(lang)
        path = tmp_path / "reports/public/mau/2024-H1" / lang / "poverty.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered[lang], encoding="utf-8")
        return path

    return write_page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_no_fault_against_wcag_2_2(browser, write, lang, dark):
    with opened(browser, write(lang=lang), dark=dark) as page:
        assert accessibility_faults(page) == []


def test_axe_would_find_a_fault_if_there_were_one(browser, write):
    path = write()
    path.write_text(path.read_text(encoding="utf-8").replace('<html lang="vi"', "<html"), encoding="utf-8")
    with opened(browser, path) as page:
        assert any(fault.startswith("html-has-lang") for fault in accessibility_faults(page))


@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_axe_would_find_a_cell_that_is_hard_to_read_wherever_it_stands_in_a_table(browser, write, place):
    with opened(browser, write()) as page:
        page.evaluate(f"[...document.querySelectorAll('main tbody td:has(data)')].at({place}).style.color = '#ddd'")
        assert any(fault.startswith("color-contrast") for fault in accessibility_faults(page))


def test_a_page_asks_for_nothing_and_has_nothing_to_complain_about(browser, write):
    path = write()
    with opened(browser, path) as page:
        page.wait_for_timeout(300)
        assert page.asked == [path.resolve().as_uri()]
        assert page.said == []


def test_a_script_that_is_not_ours_does_not_run(browser, write):
    path = write()
    text = path.read_text(encoding="utf-8").replace("</main>", "<script>document.title='taken'</script></main>")
    path.write_text(text.replace("<h1>", "<h1 onclick=\"document.title='taken'\">"), encoding="utf-8")
    with opened(browser, path) as page:
        page.locator("h1").click()
        assert page.title() != "taken"
        assert any("Content Security Policy" in message for message in page.said)


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_nothing_sticks_out_of_the_window(browser, write, width):
    with opened(browser, write(), width=width) as page:
        assert page.evaluate(STICKING_OUT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_words_of_drawings_neither_clash_nor_leave_them(browser, write, width):
    with opened(browser, write(), width=width) as page:
        assert page.evaluate(CLASHING) == []


def test_words_of_drawings_are_at_least_nine_pixels_high_on_a_phone(browser, write):
    with opened(browser, write(), width=360) as page:
        sizes = page.evaluate(
            "[...document.querySelectorAll('svg text')].map(t => parseFloat(t.getAttribute('font-size')) * t.getScreenCTM().a)"
        )
        assert min(sizes) >= 9


def test_the_first_stop_of_the_tab_key_leads_to_the_content(browser, write):
    with opened(browser, write()) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash + document.activeElement.id") == "#mainmain"


def test_a_table_is_sorted_by_keyboard_and_says_so_to_screen_readers(browser, write):
    with opened(browser, write()) as page:
        head = page.locator("table.sortable:not(figure table)").first.locator("thead th").nth(2)
        head.locator("button").focus()
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        page.keyboard.press("Space")
        assert head.get_attribute("aria-sort") == "ascending"


def test_rows_are_sorted_as_numbers_with_gaps_last_either_way(browser, write):
    with opened(browser, write()) as page:
        table = page.locator("table.sortable:not(figure table)").first
        rows, button = table.locator("tbody th"), table.locator("thead th").nth(2).locator("button")
        button.click()
        assert rows.all_inner_texts() == ["Xã Hiếu", "Xã Đăk Nên", "Thị trấn Măng Đen"]  # hơn 60, 10, [x]
        button.click()
        assert rows.all_inner_texts() == ["Xã Đăk Nên", "Xã Hiếu", "Thị trấn Măng Đen"]


def test_names_are_sorted_as_vietnamese_sorts_them(browser, write):
    with opened(browser, write()) as page:
        table = page.locator("table.sortable:not(figure table)").first
        table.locator("thead th").first.locator("button").click()
        assert table.locator("tbody th").all_inner_texts() == ["Thị trấn Măng Đen", "Xã Đăk Nên", "Xã Hiếu"]


@pytest.fixture
def folded(browser, start, tmp_path):
    """A page whose table has 50 units with 50 to 1 poor households, opened."""
    units = pd.Index([str(n) for n in range(1, 51)], name="unit")
    rows = pd.DataFrame({"name": "Xã " + units, "poor_households": range(50, 0, -1)}, index=units)
    page = start()
    page.table(Table(rows, "Hộ nghèo", [Column("name"), Column("poor_households", format="count")]))
    path = tmp_path / "folded.html"
    path.write_text(render(executed(page)), encoding="utf-8")
    with opened(browser, path) as shown:
        yield shown


def shown_rows(page):
    return page.evaluate("[...document.querySelectorAll('tbody th')].filter(e => e.offsetParent).map(e => e.innerText)")


def test_a_folded_table_keeps_its_ends_in_view_however_it_is_sorted(folded):
    ends = [f"Xã {n}" for n in (*range(1, 11), *range(41, 51))]
    assert shown_rows(folded) == ends
    button = folded.locator("thead th button").nth(1)
    button.click()
    button.click()
    assert shown_rows(folded) == ends[::-1]


@pytest.mark.parametrize("how", ["summary", "field", "find", "address"])
def test_a_folded_table_opens_where_something_in_it_is_looked_for(folded, how):
    if how == "summary":
        folded.locator(".all summary").focus()
        folded.keyboard.press("Enter")
    elif how == "field":
        folded.locator(".tools input").fill("xa 25")
    elif how == "find":
        folded.keyboard.press("Control+f")
    else:
        folded.evaluate("location.hash = '#xa=25'")
        folded.wait_for_selector("tr.own")
    assert "Xã 25" in shown_rows(folded)


def test_a_reader_picks_the_units_to_compare_by_several_names(folded):
    folded.locator(".tools input").fill("xa 25, Xã 7 ,")
    assert shown_rows(folded) == ["Xã 7", "Xã 25"]
    folded.locator(".tools input").fill("")
    assert len(shown_rows(folded)) == 50


def test_a_number_opens_by_keyboard_to_its_file_and_cell_and_closes_again(browser, write):
    with opened(browser, write()) as page:
        page.set_viewport_size({"width": 1280, "height": 220})
        page.locator("table:not(figure table) td data", has_text="100").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("dialog[open]").evaluate("shown => [shown.scrollTop, shown.scrollHeight > shown.clientHeight]") == [0, True]  # fmt: skip
        told = page.locator("dialog[open]").inner_text()
        assert all(word in told for word in ("100", "poverty.csv", "C2", "31/12/2023"))
        page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0
        assert page.evaluate("document.activeElement.textContent") == "100"
        assert page.said == []


def test_a_number_opens_by_touch_and_tells_the_sender_which_cell_may_be_wrong(browser, write):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(write().resolve().as_uri())
    page.locator("table:not(figure table) td data", has_text="100").first.tap()
    page.locator("dialog[open] .report").tap()
    told = page.locator("dialog textarea").input_value()
    assert "tệp poverty.csv" in told
    assert "ô C2: “100”" in told
    page.locator("dialog .close").tap()
    assert page.locator("dialog[open]").count() == 0
    context.close()


def test_ones_own_unit_stays_in_the_address_and_over_links(browser, write):
    with opened(browser, write()) as page:
        page.locator(".mine select").select_option("2")
        assert page.evaluate("location.hash") == "#xa=2"
        assert page.locator("table:not(figure table) tr.own").first.inner_text().startswith("Xã Hiếu")
        assert page.locator(".tongues a").first.get_attribute("href").endswith("poverty.html#xa=2")


def test_the_language_switch_leads_to_the_same_page_by_keyboard(browser, write):
    english = write(lang="en")
    with opened(browser, write(lang="vi")) as page:
        page.get_by_role("link", name="English").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(english.resolve().as_uri())
        assert page.evaluate("document.documentElement.lang") == "en"


def test_every_link_of_the_contents_leads_to_its_section(browser, write):
    with opened(browser, write()) as page:
        for link in page.locator(".contents a").all():
            target = link.get_attribute("href").removeprefix("#")
            assert page.locator(f"h2[id='{target}'], details[id='{target}']").count() == 1


def test_dark_screens_get_light_words_on_dark_paper(browser, write):
    with opened(browser, write(), dark=True) as page:
        paper, ink = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('svg text')).fill]"
        )
        assert sum(map(int, re.findall(r"\d+", paper)[:3])) < 150 < 600 < sum(map(int, re.findall(r"\d+", ink)[:3]))


def test_nothing_is_cut_or_split_on_a4_paper(browser, write):
    with opened(browser, write(), width=680) as page:  # 180 mm between the margins, at 96 dots per inch
        page.emulate_media(media="print")
        assert page.evaluate(STICKING_OUT.replace("!e.closest('.scroll')", "true")) == []
        assert page.evaluate(
            "[...document.querySelectorAll('p')].every(p => getComputedStyle(p).breakInside == 'avoid')"
        )
        assert (
            page.evaluate(
                "Math.max(...[...document.querySelectorAll('figure')].map(f => f.getBoundingClientRect().height))"
            )
            < 980
        )


def test_paper_has_no_links_for_moving_about_and_no_tools(browser, write):
    with opened(browser, write()) as page:
        page.emulate_media(media="print")
        for part in (".top", ".contents", ".tools", ".about"):
            assert not page.locator(part).first.is_visible()


def test_a_table_over_several_sheets_of_paper_repeats_its_headings(browser, start, tmp_path):
    rows = pd.DataFrame({"name": [f"Xã số {n}" for n in range(180)], "households": range(180)})
    page = start("index")
    page.table(Table(rows, "Nhiều xã", [Column("name"), Column("households", format="count")]))
    path = tmp_path / "long.html"
    path.write_text(render(executed(page)), encoding="utf-8")
    with opened(browser, path) as shown:
        shown.locator("details.all summary").click()
        assert shown.locator("tr.rest").first.evaluate("row => getComputedStyle(row).display") == "table-row"
        sheets = shown.pdf(format="A4")
    assert text_of_pdf(sheets).count("Tổng số hộ dân cư") >= 3


def text_of_pdf(content):
    """What a PDF says, as poppler reads it."""
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "pdftotext is not installed: the text of printed pages is not checked (`apt-get install poppler-utils`)."
        )
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode(
        "utf-8"
    )
