"""No page leads to a file that is not there, however few pages were made and whatever was taken away since."""

import pytest

from helpers.run.verification.linked import dead_links, without_dead_links
from helpers.run.verification.verify import verify_tree


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ('<a href="land.html">', '<a href="land.html">'),
        ('<a class="x" href="land.html#xa=23455" data-u="1">', '<a class="x" href="land.html#xa=23455" data-u="1">'),
        ('<a href="quality.html#f">', "<a>"),
        ('<a data-u="23455" href="units/23455.html">', '<a data-u="23455">'),
        ('<a href="../en/poverty.html">', "<a>"),
        ('<a href="../../../index.html">', '<a href="../../../index.html">'),  # not of this period
        (
            '<a href="../mau-2024-H1-vi.html" download>',
            '<a href="../mau-2024-H1-vi.html" download>',
        ),  # all pages in one file
        ('<a href="../data/tables.xlsx">', '<a href="../data/tables.xlsx">'),
        ('<a href="https://example.org/a.html">', '<a href="https://example.org/a.html">'),
        ('<p title="href=&quot;quality.html&quot;">', '<p title="href=&quot;quality.html&quot;">'),
    ],
)
def test_a_link_to_a_page_that_is_not_there_is_taken_out(link, kept):
    assert without_dead_links(link, "vi/poverty.html", {"vi/land.html", "vi/poverty.html"}) == kept


def test_a_link_of_a_profile_is_followed_from_its_own_folder():
    links = '<a href="../land.html"><a href="23458.html">'
    assert without_dead_links(links, "vi/units/23455.html", {"vi/land.html"}) == '<a href="../land.html"><a>'


def test_dead_links_are_found_with_accents_blanks_and_places_within_a_page(tmp_path):
    (tmp_path / "Măng Đen 1.html").write_text("x", encoding="utf-8")
    text = '<a href="M%C4%83ng%20%C4%90en%201.html#a"><a href="#b"><a href="data:x,y"><img src="gone.png"><a href="gone.html?q#x">'
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    assert [link for _, link in dead_links(tmp_path)] == ["gone.png", "gone.html?q#x"]


def test_no_link_is_dead_after_runs_of_some_pages_some_units_or_another_language(trial, run):
    for langs, only in ((("vi",), ["poverty"]), (("vi",), ["commune/23452"]), (("vi",), []), (("en",), ["poverty"])):
        assert run(langs=langs, only=only).exit_code == 0
        assert list(dead_links(trial.reports("public"))) == []
    text = (trial.reports("public", "trial", "2024-H1") / "vi/index.html").read_text(encoding="utf-8")
    assert 'href="quality.html"' in text


def test_a_page_is_stale_when_what_it_links_to_is_gone_and_verify_names_the_link(trial, run):
    run()
    tree = trial.reports("public", "trial", "2024-H1")
    (tree / "vi" / "quality.html").unlink()
    failures = verify_tree(trial.reports("public")).failures
    assert any(each.page.endswith("vi/poverty.html") and each.text == "quality.html" for each in failures)
    result = run(only=["poverty"])
    assert "1 made" in " ".join(result.lines)
    assert 'href="quality.html' not in (tree / "vi" / "poverty.html").read_text(encoding="utf-8")
    run()
    assert list(dead_links(trial.reports("public"))) == []
    assert "0 made" in " ".join(run().lines)
