"""The index of all reports: what is there, in which state, the key figures, and a search that works from a file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from tests.hostile import TEXTS

from helpers.run.index import fingerprint, fronts_of, index_html, write_index
from helpers.run.shown import Shown, shown_in
from helpers.run.verification.verify import verify_period
from helpers.run.writing import are_current
from helpers.run.writing import fingerprint as data_fingerprint
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import faulty_scopes
from helpers.vocabulary.project import Project

SCOPE = """
parent = "62"
level = "commune"
title = { vi = "Huyện Thử", en = "Test district" }
[[boundary]]
version = "2019"
valid_from = 2019-01-01
total = { code = "613", vi = "Huyện Thử", en = "Test district" }
units = [{ code = "23455", name = "Xã Đăk Ring" }, { code = "23473", name = "Thị trấn Măng Đen" }]
[[boundary]]
version = "2025-07"
valid_from = 2025-07-01
total = { code = "613", vi = "Huyện Thử cũ", en = "Former test district" }
units = [{ code = "23455", name = "Xã Măng Bút", from = ["23455"] }]
[[alias]]
code = "23455"
boundary = "2019"
name = "Đắk Rinh"
"""


CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u200f\u202e]")


def lay_out(root: Path, *periods: str, scope: str = SCOPE) -> Project:
    """A project whose scope `thu` has these periods and no pages yet."""
    for period in periods:
        (root / "data" / "raw" / "thu" / period).mkdir(parents=True)
        (root / "data" / "raw" / "thu" / period / "sources.toml").write_text("", encoding="utf-8")
    (root / "data" / "raw" / "thu" / "scope.toml").write_text(scope, encoding="utf-8")
    shutil.copytree(Path(__file__).parents[2] / "notebooks", root / "notebooks")  # they declare the pages
    return Project(root)


def make_pages(
    project: Project,
    period: str,
    *names: str,
    audience: str = "public",
    kind: str = "official",
    at: str = "2026-03-05T01:02:03Z",
) -> None:
    """The traces of a run: a manifest with these pages."""
    folder = project.reports(audience, "thu", period)
    folder.mkdir(parents=True, exist_ok=True)
    pages = {name: {"key": name, "parameters": {"audience": audience}} for name in names}
    manifest = {"format": 1, "made": at, "pages": pages, "inputs": [{"kind": kind}]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def page_of(project: Project, lang: str = "vi", audience: Audience = Audience.PUBLIC) -> str:
    found = shown_in(project, audience)
    return index_html(found, fronts_of(found, lang), lang)


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def body(html: str) -> str:
    """The page without its search."""
    return html.partition("</ul>\n</section>")[2]


def test_the_newest_period_stands_open_and_older_ones_are_rows_of_pages(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2022", "2023", "2024-H1", "2024")
    for period in ("2023", "2024-H1"):
        make_pages(project, period, "vi/index", "vi/poverty", "en/poverty", "vi/commune/23455")
    make_pages(project, "2022", "en/land")
    html = body(page_of(project))
    assert html.index("<h3>6 tháng đầu năm 2024</h3>") < html.index("<details>") < html.index("Năm 2023</th>")
    assert [link for link in links(html) if link.startswith("thu/")] == [
        "thu/2024-H1/vi/index.html",
        "thu/2024-H1/vi/poverty.html",
        "thu/2023/vi/index.html",
        "thu/2023/vi/poverty.html",
        "thu/2022/en/land.html",  # only there in English
    ]
    assert "Chưa lập báo cáo: năm 2024." in html


def test_a_scope_tells_who_issues_its_reports(tmp_path: Path) -> None:
    issuer = 'issuer = { by = { vi = "Văn phòng A & B", en = "Office A & B" } }\n'
    project = lay_out(tmp_path, "2023", scope=issuer + SCOPE)
    make_pages(project, "2023", "vi/index")
    assert '<p class="quiet">Đơn vị phát hành: Văn phòng A &amp; B.</p>' in page_of(project)


def test_a_front_offers_the_workbook_of_its_own_language_first(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    make_pages(project, "2023", "vi/index", "en/index")
    data = project.reports("public", "thu", "2023") / "data"
    data.mkdir()
    for name in ("observations.csv", "tables.en.xlsx", "tables.xlsx"):
        (data / name).touch()
    assert write_index(project)
    for front, workbook in (("index.html", "tables.xlsx"), ("index.en.html", "tables.en.xlsx")):
        html = (project.reports("public") / front).read_text(encoding="utf-8")
        offered = [link.rpartition("/")[2] for link in links(html) if "/data/" in link]
        assert offered == [workbook, "observations.csv"]


def test_each_language_has_its_file_and_links_to_the_other(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    make_pages(project, "2023", "vi/index", "en/index")
    assert write_index(project)
    vi, en = (
        (project.reports("public") / name).read_text(encoding="utf-8") for name in ("index.html", "index.en.html")
    )
    assert ('<html lang="vi">' in vi, '<html lang="en">' in en) == (True, True)
    assert "index.en.html" in links(vi)
    assert "index.html" in links(en)
    assert ("Huyện Thử" in vi, "Test district" in en) == (True, True)
    assert [link for link in links(body(en)) if link.startswith("thu/")] == ["thu/2023/en/index.html"]


def test_units_of_every_boundary_version_can_be_found_by_plain_letters_code_and_other_spellings(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023", "2025")
    html = page_of(project)
    names = re.findall(r'data-names="([^"]+)" data-code="(\d+)" data-rank="(\d)"', html)
    assert names == [
        ("mang but|xa mang but", "23455", "0"),
        ("dak ring|xa dak ring|dak rinh", "23455", "2"),
        ("mang den|thi tran mang den", "23473", "2"),
    ]
    assert "<small>xã cũ, Huyện Thử, đến năm 2025</small>" in html


def test_pages_can_be_found_by_name_and_year(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    make_pages(project, "2023", "vi/poverty")
    assert 'data-names="ngheo da chieu nam 2023 huyen thu" data-code="" data-rank="1"' in page_of(project)


def test_a_unit_leads_to_its_profile_in_the_latest_period_of_its_own_boundary_version(tmp_path: Path) -> None:
    """Code 23455 is Đăk Ring until 2025 and Măng Bút after: neither leads to the other's profile."""
    project = lay_out(tmp_path, "2022", "2023", "2025")
    for period in ("2022", "2023", "2025"):
        make_pages(project, period, "vi/commune/23455")
    html = page_of(project)
    assert re.search(r'href="thu/2023/vi/units/23455.html">Xã Đăk Ring<', html)
    assert re.search(r'href="thu/2025/vi/units/23455.html">Xã Măng Bút<', html)
    assert "<li" in html
    assert re.search(r">Thị trấn Măng Đen <small>", html)  # no profile, no link


def test_a_profile_in_the_other_language_is_better_than_none(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    make_pages(project, "2023", "vi/commune/23455")
    assert '<a href="thu/2023/vi/units/23455.html" hreflang="vi">Đăk Ring</a>' in page_of(project, "en")


def test_the_state_of_a_run_tells_failures_and_internal_pages(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    make_pages(project, "2023", "vi/index", audience="internal")
    logs = tmp_path / ".commune" / "thu" / "2023" / "internal" / "logs"
    logs.mkdir(parents=True)
    (logs / "vi-poverty.log").write_text("x", encoding="utf-8")
    html = page_of(project, "en", Audience.INTERNAL)
    assert '<p class="band">INTERNAL <span>not for publication, small numbers are shown</span></p>' in html
    assert "<title>INTERNAL – " in html
    assert "INTERNAL" not in page_of(project, "en")
    assert "1 page could not be made" in html
    assert "1 page, made on 5 March 2026" in html


def test_a_damaged_manifest_counts_as_no_reports(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    project.reports("public", "thu", "2023").mkdir(parents=True)
    (project.reports("public", "thu", "2023") / "manifest.json").write_text("{", encoding="utf-8")
    assert "Chưa lập báo cáo: năm 2023." in page_of(project)


def test_a_project_without_scopes_has_an_index_too(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    write_index(Project(tmp_path))
    assert "Chưa có báo cáo nào." in (tmp_path / "reports" / "public" / "index.html").read_text(encoding="utf-8")


def test_a_scope_that_cannot_be_used_is_left_out_and_does_not_end_the_others(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    make_pages(project, "2023", "vi/index")
    broken = project.raw("broken", "2023")
    broken.mkdir(parents=True)
    (broken.parent / "scope.toml").write_text("x = [", encoding="utf-8")
    (broken / "sources.toml").touch()
    assert write_index(project)
    page = (project.reports("public") / "index.html").read_text(encoding="utf-8")
    assert "thu/2023/vi/index.html" in links(body(page))
    assert "broken" not in page
    assert faulty_scopes(project).keys() == {"broken"}
    assert "data/raw/broken/scope.toml" in faulty_scopes(project)["broken"]


def test_the_index_is_made_anew_only_when_something_behind_it_changed(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    make_pages(project, "2023", "vi/index")
    assert write_index(project)
    before = (project.reports("public") / "index.html").read_bytes()
    assert not write_index(project)
    make_pages(project, "2023", "vi/index", "vi/land")
    assert write_index(project)
    assert (project.reports("public") / "index.html").read_bytes() != before
    make_pages(project, "2023", "vi/index", "vi/land", at="2026-03-05T22:00:00Z")
    assert write_index(project)
    assert "lập ngày 06/03/2026" in page_of(project, "vi")  # by the clock of the place, as its pages say
    (project.reports("public") / "index.en.html").write_text("<html>", encoding="utf-8")  # cut short
    assert write_index(project)


def test_equal_states_give_equal_bytes(tmp_path: Path) -> None:
    one, two = (lay_out(tmp_path / name, "2023") for name in "ab")
    for project in (one, two):
        make_pages(project, "2023", "vi/index")
        write_index(project)
    assert fingerprint(shown_in(one)) == fingerprint(shown_in(two))
    assert (one.reports("public") / "index.html").read_bytes() == (two.reports("public") / "index.html").read_bytes()


def test_style_and_script_are_the_only_ones_that_the_policy_allows(tmp_path: Path) -> None:
    html = page_of(lay_out(tmp_path, "2023"))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r'\s(src|style|on\w+)="', html.partition("<body>")[2])
    assert "://" not in html


@pytest.mark.parametrize("name", sorted(name for name in TEXTS if not CONTROLS.search(TEXTS[name])))
def test_hostile_names_are_only_text(name: str, tmp_path: Path) -> None:
    """Control characters never come this far: scope.toml is refused for them (tests/vocabulary)."""
    text = json.dumps(TEXTS[name])
    scope = SCOPE.replace('"Huyện Thử"', text, 1).replace('"Xã Đăk Ring"', text)
    html = page_of(lay_out(tmp_path, "2023", scope=scope))
    body = html.partition("<body>")[2]
    assert body.count("<script") == 1
    assert not re.search(r"<(img|b|h1 x|svg onload)", body)
    assert body.count("<h1>") == 1


SUMMARY = {
    "slot": "headline",
    "text": "Huyện Thử: tỷ lệ hộ dân tộc thiểu số nghèo 12,49%",
    "claims": [{"text": "", "claims": [{"basis": {"origin": "demonstration"}}]}],
}
CARDS = {"slot": "cards", "cards": [["Hộ nghèo <b>", "12,49%", "846/6.771 hộ, ngày 31/12/2025"]], "claims": []}


def make_summary(project: Project, period: str, *blocks: dict) -> None:
    """A run whose summary opens with these blocks."""
    make_pages(project, period, "vi/index")
    folder = project.reports("public", "thu", period)
    outputs = [{"metadata": {"commune": block}} for block in blocks]
    (folder / "vi").mkdir(exist_ok=True)
    (folder / "vi" / "index.html").write_text("", encoding="utf-8")
    (folder / "index.ipynb").write_text(json.dumps({"cells": [{"outputs": outputs}]}), encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["pages"]["vi/index"]["files"] = ["vi/index.html", "index.ipynb"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    said = [{"text": text, "claims": [{}]} for text in told_in(*blocks)]
    (folder / "claims.json").write_text(json.dumps({"pages": {"vi/index": {"said": said}}}), encoding="utf-8")


def told_in(*blocks: dict) -> list[str]:
    texts = [block["text"] for block in blocks if "text" in block]
    return texts + [part for block in blocks for card in block.get("cards", []) for part in card[1:]]


def test_a_scope_opens_with_what_the_summary_of_its_newest_period_says(tmp_path: Path) -> None:
    """The front said 51,62 % of 2021 where the newest page says 12,49 %: it now has no figure but those of that page."""
    project = lay_out(tmp_path, "2023", "2024", "2025")
    old = {"slot": "headline", "text": "Huyện Thử: 51,62%", "claims": []}
    make_summary(project, "2023", old)
    make_summary(project, "2024", SUMMARY, CARDS)  # 2025 has no pages
    html = page_of(project)
    assert SUMMARY["text"] in html
    assert "<p>Hộ nghèo &lt;b&gt;</p>" in html
    assert "51,62" not in html
    assert "Trong các số trên có số liệu minh họa" in html
    assert "Chưa lập báo cáo: năm 2025." in html


def test_the_front_is_refused_when_it_says_what_the_page_does_not(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2024")
    make_summary(project, "2024", SUMMARY, CARDS)
    write_index(project)
    claims = project.reports("public") / "claims.json"
    assert verify_period(claims).failures == ()
    page = project.reports("public", "thu", "2024") / "claims.json"
    page.write_text(page.read_text(encoding="utf-8").replace("12,49", "51,62"), encoding="utf-8")
    assert [failure.text for failure in verify_period(claims).failures] == [SUMMARY["text"], "12,49%"]


def test_data_files_are_current_until_a_page_or_the_figures_change(tmp_path: Path) -> None:
    pages = {"vi/poverty": {"key": "a"}, "vi/commune/23455": {"key": "b"}}
    key = data_fingerprint(pages, "figures")
    assert not are_current(tmp_path, key)
    (tmp_path / "data").mkdir()
    for name in ("observations.csv", "tables.xlsx"):
        (tmp_path / "data" / name).write_text("x", encoding="utf-8")
    (tmp_path / "data" / "datapackage.json").write_text(
        json.dumps({"fingerprint": key, "files": ["vi.html"]}), encoding="utf-8"
    )
    assert not are_current(tmp_path, key)  # a file that the package names is not there
    (tmp_path / "vi.html").write_text("x", encoding="utf-8")
    assert are_current(tmp_path, key)
    assert data_fingerprint(pages, "other figures") != key
    assert data_fingerprint(pages | {"vi/poverty": {"key": "c"}}, "figures") != key
    assert (
        data_fingerprint(pages | {"vi/commune/23455": {"key": "c"}}, "figures") != key
    )  # it is in the one-file edition
    (tmp_path / "data" / "tables.xlsx").unlink()
    assert not are_current(tmp_path, key)


def test_an_edition_names_its_failures(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    assert Shown(Edition(project, "thu", Period.parse("2023"))).failures == []
