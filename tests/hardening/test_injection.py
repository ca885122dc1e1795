"""Hostile text on its whole way from a cell to every kind of output: it is shown, never obeyed."""

from __future__ import annotations

import csv
import json
import re
import zipfile

import openpyxl
import pytest
from tests.browser import chromium, opened
from tests.report.markup_of import is_harmless, read

pytestmark = pytest.mark.xdist_group("hostile returns")


def test_the_run_ends_with_rejected_figures_and_nothing_failed(reports):
    assert reports.code == 3, reports.said
    assert "0 failed" in reports.said
    assert "Traceback" not in reports.said


def test_pages_hold_no_element_or_attribute_that_runs_or_loads(reports):
    pages = reports.files(".html")
    assert len(pages) >= 6
    for name, path in pages.items():
        text = path.read_text(encoding="utf-8")
        assert is_harmless(text) or name.startswith("reports/internal/index"), name
        assert text.count("<script") - text.count('<script type="application/json"') == 1, name
        assert not {n for n in read(text).attributes if n.startswith("on") or n in ("src", "srcset", "formaction")}, (
            name
        )


def test_links_of_pages_lead_to_files_of_the_reports_only(reports):
    for name, path in reports.files(".html").items():
        targets = re.findall(r'href="([^"]*)"', path.read_text(encoding="utf-8"))
        assert targets, name
        held = [t for t in targets if re.match(r"data:application/[a-z.-]+;base64,[\w+/=]+$", t)]  # files to keep
        assert len(held) == (2 if "/kon-plong-" in name else 0), name
        assert [t for t in targets if re.match(r"\s*[a-z]+:|//", t, re.IGNORECASE) and t not in held] == [], name


def test_templates_and_formats_in_texts_are_not_filled_in(reports):
    page = next(
        path for name, path in reports.files(".html").items() if name.endswith("vi/quality.internal.html")
    ).read_text(encoding="utf-8")
    assert "{{7*7}}" in page
    assert "{0.__class__}" in page
    assert not re.search(r"<class |built-in|\b49\b</(li|td|p)>", page)


def test_what_the_command_says_moves_no_cursor_and_sets_no_colour(reports):
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", reports.said.replace("\r\n", "\n"))


def test_no_file_name_comes_from_a_text(reports):
    for name in reports.files():
        assert ".." not in name.split("/")
        if "/returns/" not in name:
            assert re.fullmatch(r"[\w./-]+", name), name


def test_the_csv_export_begins_no_field_as_a_formula(reports):
    path = reports.folder / "data/observations.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        fields = [field for row in csv.reader(file) for field in row]
    assert fields
    assert [f for f in fields if f.lstrip()[:1] in "=+@|" and f.strip()] == []
    assert [f for f in fields if f.startswith("-") and not re.fullmatch(r"-[\d.,]*%?", f)] == []


def test_spreadsheets_hold_no_formula_link_macro_or_outside_part(reports):
    books = reports.files(".xlsx")
    assert any("/returns/tep-1-ghi-chu" in name for name in books)
    assert any(name.endswith("tables.xlsx") for name in books)
    for name, path in books.items():
        with zipfile.ZipFile(path) as package:
            parts = package.namelist()
            text = b"".join(package.read(part) for part in parts if part.endswith((".xml", ".rels")))
        assert not [p for p in parts if "vba" in p.lower() or "externalLink" in p or ".." in p], name
        assert b'TargetMode="External"' not in text, name
        for sheet in openpyxl.load_workbook(path):
            formulas = [c.coordinate for row in sheet for c in row if c.data_type == "f"]
            assert formulas == [], (name, sheet.title, formulas)


def test_notebooks_hold_hostile_text_as_data_only(reports):
    for name, path in reports.files(".ipynb").items():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert "alert(1)" not in code, name
        assert "alert(1)" not in "".join(
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
        ), name


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def test_a_browser_runs_and_asks_for_nothing(reports, browser):
    for name in ("vi/quality.internal.html", "vi/poverty.internal.html"):
        path = reports.folder / name
        with opened(browser, path) as page:
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.asked == [path.resolve().as_uri()]
            assert page.said == []


def test_the_security_policy_stops_what_would_get_past_the_escaping(reports, browser, tmp_path):
    """Should a script, style, picture, form or base ever slip in: the browser refuses it."""
    page = (reports.folder / "vi/quality.internal.html").read_text(encoding="utf-8")
    smuggled = (
        "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
        "<svg onload=\"document.title='run'\"></svg><a id=go href=\"javascript:document.title='run'\">x</a>"
        "<iframe srcdoc=\"<script>parent.document.title='run'</script>\"></iframe><base href='http://example.invalid/'>"
        "<link rel=stylesheet href='http://example.invalid/x.css'><object data='http://example.invalid/x'></object>"
    )
    copy = tmp_path / "smuggled.html"
    copy.write_text(page.replace("<h1>", smuggled + "<h1>", 1), encoding="utf-8")
    with opened(browser, copy) as shown:
        shown.evaluate("document.getElementById('go').click()")
        shown.wait_for_timeout(300)
        assert shown.title() != "run"
        refused = " ".join(line for line in shown.said if "violates" in line)
        asked = [url for url in shown.asked if "example.invalid" in url]  # Chromium names what it then refuses
        assert [url for url in asked if url not in refused] == []
        assert "Content Security Policy" in refused
