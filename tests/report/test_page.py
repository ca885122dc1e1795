"""Pages: parameters are checked, blocks stand in their places, and nothing of the notebook leaks."""

import re
from importlib.resources import files

import pandas as pd
import pytest
from tests.hostile import TEXTS
from tests.report.markup_of import is_harmless, read

from helpers.report.block import Block
from helpers.report.chart import Bars
from helpers.report.exporter import assets, render
from helpers.report.lineage import KINDS as kind_words
from helpers.report.table import _LEGEND as table_words
from helpers.report.table import Column, Table
from helpers.report.wording import own
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.language import LANGUAGES, translator

COLUMNS = [
    Column("name"),
    Column("households", format="count"),
    Column("poor_households", format="count"),
    Column("poverty_rate", format="share"),
]


def fill(page, rows, text="Cuối năm 2023 có 1.731 hộ nghèo"):
    """A page with every kind of block."""
    page.provenance()
    page.section(text)
    page.say(text)
    page.chart(Bars(rows, COLUMNS[3], text, text, beside=("poor_households", "households")))
    page.table(Table(rows, text, COLUMNS, note=text))
    page.section("Phần hai")
    page.say(text)
    page.section("Phần không có gì")
    page.notice(text)
    page.headline(text)
    page.downloads()
    page.definitions(["poor_households", "poverty_rate"])
    page.method([text])
    return page


#: Messages that the code does not name: they stand in data files and tables of words.
WORDS_OF_DATA = {
    *(entry.source for entry in indicators().values() if entry.source),
    *table_words.values(),
    *kind_words.values(),
}


def words_of_template():
    """Messages of the template."""
    folder = files("helpers.report").joinpath("template", "commune")
    text = "".join(folder.joinpath(f"{name}.html.j2").read_text(encoding="utf-8") for name in ("index", "parts"))
    return set(re.findall(r'\bt\("([^"]+)"\)', text))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"scope": "ma"}, 'Unknown scope "ma". Did you mean "mau"?'),
        ({"period": "2024-H2"}, 'has no returns for "2024-H2". Did you mean "2024-H1"?'),
        ({"period": "2024-H9"}, '"2024-H9" is not a period'),
        ({"lang": "vn"}, 'Unknown language "vn". Known: vi, en.'),
        ({"audience": "publik"}, 'Unknown audience "publik". Did you mean "public"?'),
        ({"name": "povety"}, 'Unknown page "povety". Did you mean "poverty"?'),
        ({"name": "commune"}, "needs the parameter unit"),
        ({"name": "commune", "unit": "9"}, 'Unknown unit "9"'),
        ({"unit": "1"}, "takes no unit"),
    ],
)
def test_a_wrong_parameter_stops_with_what_is_wrong_and_a_suggestion(start, parameters, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        start(**parameters)


def test_empty_scope_and_period_stand_for_the_defaults_of_the_project(start):
    page = start(scope="", period="")
    assert (page.scope.id, page.period.text) == ("mau", "2024-H1")


def test_a_section_with_nothing_to_say_is_not_there(start, executed, poverty_by_unit):
    page = render(executed(fill(start(), poverty_by_unit)))
    assert "Phần hai" in page
    assert "Phần không có gì" not in page


def test_blocks_stand_in_the_order_of_a_bulletin_whatever_the_order_of_the_cells(start, poverty_by_unit, executed):
    page = render(executed(fill(start(), poverty_by_unit)))
    parts = [
        "<h1>",
        'id="notices"',
        'id="poverty-phan-hai"',
        'id="downloads"',
        'id="definitions"',
        'id="method"',
        'id="quality"',
        'id="provenance"',
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_code_warnings_and_prints_of_the_notebook_stay_out(start, executed):
    notebook = executed(start())
    notebook.cells[0].outputs.append({"output_type": "stream", "name": "stderr", "text": "/home/someone/x.py: Warning"})
    notebook.cells[0].outputs.append(
        {"output_type": "display_data", "data": {"text/html": "<b>stray</b>"}, "metadata": {}}
    )
    page = render(notebook)
    assert not any(word in page for word in ("secret", "someone", "stray"))


def test_a_page_has_its_language_one_h1_and_its_place_and_period_in_the_title(start, executed):
    page = render(executed(start()))
    assert '<html lang="vi" data-place="Huyện Mẫu, 6 tháng đầu năm 2024">' in page
    assert page.count("<h1") == 1
    assert "<title>Nghèo đa chiều – Huyện Mẫu – 6 tháng đầu năm 2024</title>" in page


ISSUER = """issuer = { by = { vi = "Phòng A & B", en = "Office A & B" }, contact = "0260 100", next = 2027-01-20 }
"""


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("vi", "Đơn vị phát hành: Phòng A &amp; B. Liên hệ: 0260 100. Kỳ công bố tiếp theo: 20/01/2027."),
        ("en", "Issued by: Office A &amp; B. Contact: 0260 100. Next release: 20 January 2027."),
    ],
)
def test_a_page_and_every_sheet_of_it_say_who_issued_it_and_when_the_next_comes(project, start, executed, lang, told):
    path = project.raw("mau") / "scope.toml"
    path.write_text(ISSUER + path.read_text(encoding="utf-8"), encoding="utf-8")
    page = render(executed(start(lang=lang)))
    assert f'<span class="issued">{told}</span>' in page
    assert f'data-issued="{told}"' in page


def test_a_page_of_a_scope_without_an_issuer_leaves_the_line_out(start, executed):
    assert "issued" not in render(executed(start())).replace(assets()["style"], "")


def test_a_profile_of_a_unit_is_named_after_it_and_links_from_its_own_folder(start, executed):
    page = render(executed(start("commune", unit="2")))
    assert "<h1>Xã Hiếu<span>" in page
    assert '<a href="1.html" data-u="1">Xã Đăk Nên</a>' in page
    assert 'href="../poverty.html"' in page
    assert 'href="../../en/units/2.html"' in page
    assert 'href="../../../../index.html"' in page


def test_links_lead_to_the_sibling_pages_and_the_same_page_in_the_other_language(start, executed):
    page = render(executed(start()))
    assert 'href="../en/poverty.html" lang="en"' in page
    assert 'href="land.html"' in page
    assert '<a href="units/1.html" data-u="1">Xã Đăk Nên</a>' in page
    assert '<span aria-current="page">Nghèo đa chiều</span>' in page


def test_links_are_only_to_what_the_run_makes(start, executed):
    page = render(executed(start()), languages=["vi"], pages=["index"])
    assert "land.html" not in page
    assert "units/" not in page
    assert "../en/" not in page


def test_ids_are_unique_on_the_page(start, poverty_by_unit, executed):
    page = fill(start(), poverty_by_unit)
    page.section("Phần hai")
    page.section("Definitions")
    ids = re.findall(r'\sid="([^"]+)"', render(executed(page)))
    assert len(ids) == len(set(ids))


def test_every_reference_within_the_page_has_its_target(start, poverty_by_unit, executed):
    page = render(executed(fill(start(), poverty_by_unit)))
    named = set(re.findall(r'\sid="([^"]+)"', page))
    wanted = [id for group in re.findall(r'(?:href="#|aria-labelledby=")([^"]+)"', page) for id in group.split()]
    assert set(wanted) <= named


def test_the_page_for_the_office_says_that_it_is_not_for_publication(start, executed):
    assert render(executed(start(audience="internal"))).count("Nội bộ: không công bố") == 2
    assert "Nội bộ" not in render(executed(start()))


def test_a_page_with_illustrative_figures_says_so_first(start, poverty_by_unit, observations, executed):
    observations["kind"] = "demonstration"
    page = render(executed(fill(start(), poverty_by_unit)))
    assert page.index("Trang này có số liệu minh họa") < page.index("<figure")


def test_a_page_of_published_figures_does_not(start, poverty_by_unit, executed):
    assert "minh họa" not in render(executed(fill(start(), poverty_by_unit)))


def test_the_security_policy_allows_only_the_style_and_script_of_the_page(start, executed):
    page, known = render(executed(start())), assets()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert f"script-src '{known['script_hash']}'" in policy
    assert page.count("<script>") == page.count("<style>") == 1


def test_nothing_on_the_page_is_fetched_from_elsewhere(start, poverty_by_unit, executed):
    page = render(executed(fill(start(), poverty_by_unit)))
    assert not {"img", "link", "iframe", "object", "embed", "source"} & set(read(page).tags)
    assert not re.search(r'(?:href|src)="(?:https?:)?//', page)


@pytest.mark.parametrize("text", [text[:150] for text in TEXTS.values()], ids=TEXTS)
def test_hostile_text_in_any_block_stays_text(start, executed, text):
    rows = pd.DataFrame({"name": [text], "households": [1.0]})
    page = start(title=text)
    page.headline(text)
    page.notice(text)
    page.section(text)
    page.say(text)
    page.table(Table(rows, text, COLUMNS[:2]))
    page.method([text])
    html = render(executed(page))
    assert is_harmless(html)
    assert (read(html).tags.count("h1"), read(html).tags.count("script")) == (1, 2)  # data, and what reads them


def test_rendering_twice_gives_the_same_bytes(start, poverty_by_unit, executed):
    assert render(executed(fill(start(), poverty_by_unit))) == render(executed(fill(start(), poverty_by_unit)))


def test_only_the_stamp_differs_between_two_days(start, poverty_by_unit, executed, monkeypatch):
    def page(seconds):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        return render(executed(fill(start(), poverty_by_unit)))

    def without_stamp(text):
        return re.sub(r'<div id="stamp">.*?</div>', "", text)

    one, other = page("0"), page("90000")
    assert one != other
    assert without_stamp(one) == without_stamp(other)


def test_the_two_languages_have_the_same_numbers_and_structure(start, poverty_by_unit, executed):
    pages = [render(executed(fill(start(lang=lang), poverty_by_unit, "x 1"))) for lang in LANGUAGES]
    bodies = [page.split('id="notices"')[1].split('id="downloads"')[0] for page in pages]
    vi, en = (re.findall(r">([\d.,]+)%?<", body) for body in bodies)
    assert [number.replace(".", "").replace(",", ".") for number in vi] == [number.replace(",", "") for number in en]
    assert read(bodies[0]).tags == read(bodies[1]).tags


def test_a_table_by_unit_of_which_only_the_whole_has_a_figure_is_left_out(start):
    # minority households are known of each unit, but another table shows them
    rows = pd.DataFrame(
        {
            "name": ["A", "B", "Huyện"],
            "poor_households": [float("nan"), float("nan"), 3.0],
            "minority_households": [1.0, 2.0, 3.0],
        }
    )
    page = start()
    rows.index = [*page.units[:2], page.total]
    page.table(rows, "", ["name", "poor_households"])
    page.table(rows, "", ["name", "minority_households"])
    assert [table.frame["name"].tolist() for table in page.tables] == [["A", "B", "Huyện"]]


def test_the_findings_of_the_period_are_counted_on_the_page(start, executed):
    page = start(lang="en")
    page.provenance()
    assert "0 errors (figure rejected), 1 warnings (figure kept), 1 notes" in render(executed(page))


def test_a_changed_input_file_is_flagged(start, project, executed):
    (project.raw("mau", "2024-H1") / "poverty.csv").write_text("other", encoding="utf-8")
    page = start(lang="en")
    page.provenance()
    assert "Changed or missing input files: poverty.csv" in render(executed(page))


def test_a_notebook_that_began_no_page_cannot_be_rendered(start, executed):
    notebook = executed(start())
    notebook.cells = []
    with pytest.raises(InputError, match="began no page"):
        render(notebook)


def test_a_block_shows_itself_once(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: object())
    monkeypatch.setattr("IPython.display.publish_display_data", lambda data, metadata: shown.append(metadata))
    block = Block("body", "<p>x</p>")
    block.show()
    block._ipython_display_()
    assert shown == [{"commune": {"slot": "body"}}]


def test_a_page_of_a_province_stays_under_300_kb(start, executed):
    rows = pd.DataFrame({c.name: range(100) for c in COLUMNS}).assign(name=[f"Xã số {n}" for n in range(100)])
    page = start()
    for _ in range(5):
        page.chart(Bars(rows.head(20), COLUMNS[3], "x", "x", beside=("poor_households", "households")))
        page.table(Table(rows, "x", COLUMNS))
    assert len(render(executed(page)).encode("utf-8")) < 300_000


@pytest.mark.parametrize("message", sorted({*WORDS_OF_DATA, *words_of_template()}))
def test_words_of_data_files_and_the_template_are_translated(message):
    assert translator("vi")(message) != message


@pytest.mark.parametrize(
    ("unit", "linked"), [("", ["1", "2", "3"]), ("1", ["1", "2"]), ("2", ["1", "2", "3"]), ("3", ["2", "3"])]
)
def test_a_profile_among_very_many_links_to_its_neighbours_only(start, monkeypatch, unit, linked):
    monkeypatch.setattr("helpers.report.page.MOST_LINKS", 2)
    page = start("commune", unit=unit) if unit else start("poverty")
    assert [code for code, _ in page.facts()["units"]] == linked


def test_a_finding_that_is_a_whole_sentence_has_no_full_stop_as_a_heading(start, executed):
    page = start(lang="en")
    page.headline(own(vi="Hai xã chưa báo cáo.", en="Two communes have not reported."))
    assert ">Two communes have not reported</span>" in render(executed(page))
