"""The index of all reports: what is there, in which state, the key figures, and a search that works from a file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.analysis import small_returns as returns
from tests.hostile import TEXTS

from helpers.run.index import Shown, fingerprint, index_html, shown_in, write_index
from helpers.run.key_figures import key_figures, line, shown
from helpers.run.publication import are_current
from helpers.run.publication import fingerprint as data_fingerprint
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.language import translator
from helpers.vocabulary.period import Period
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
    return index_html(shown_in(project, audience), {}, lang)


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def test_periods_stand_latest_first_with_links_to_the_pages_that_are_there(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023", "2024-H1")
    make_pages(project, "2024-H1", "vi/index", "vi/poverty", "en/poverty", "vi/commune/23455")
    html = page_of(project)
    assert html.index("6 tháng đầu năm 2024") < html.index("năm 2023</th>")
    assert [link for link in links(html) if link.startswith("thu/")] == [
        "thu/2024-H1/vi/units/23455.html",
        "thu/2024-H1/vi/index.html",
        "thu/2024-H1/vi/poverty.html",
        "thu/2024-H1/en/poverty.html",
    ]
    assert html.count("chưa lập") == 1


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
    assert links(en).index("thu/2023/en/index.html") < links(en).index("thu/2023/vi/index.html")


def test_units_of_every_boundary_version_can_be_found_by_plain_letters_code_and_other_spellings(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023", "2025")
    html = page_of(project)
    keys = re.findall(r'data-key="([^"]+)"', html)
    assert keys == ["thi tran mang den 23473", "xa dak ring 23455 dak rinh", "xa mang but 23455"]
    assert "Huyện Thử, 2019–2025" in html
    assert "Huyện Thử, 2025–" in html


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
    assert "chưa lập" in page_of(project)


def test_a_project_without_scopes_has_an_index_too(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    write_index(Project(tmp_path))
    assert "Chưa có báo cáo nào." in (tmp_path / "reports" / "public" / "index.html").read_text(encoding="utf-8")


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
    assert not write_index(project)  # made again on the same day, with nothing new
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


def observations(*rows: tuple[str, float, str], unit: str = returns.TOTAL) -> pd.DataFrame:
    parts = [returns.figures((unit, indicator, value), as_of=day) for indicator, value, day in rows]
    return pd.concat(parts, ignore_index=True)


def test_key_figures_are_recomputed_from_counts_with_their_past() -> None:
    """Kon Plông: 1.731 of 7.735 households at the end of 2023 is 22,38%; 3.353 of 7.551 two years before 44,40%."""
    found = observations(
        ("poor_households", 3353, "2021-12-31"), ("households", 7551, "2021-12-31"),
        ("poor_households", 1731, "2023-12-31"), ("households", 7735, "2023-12-31"),
    )  # fmt: skip
    (figure,) = key_figures(found, returns.scope(), Period.parse("2024-H1"))
    words = shown(figure, translator("vi"))
    assert (words["label"], words["value"]) == ("Tỷ lệ hộ nghèo", "22,38%")
    assert words["about"] == "31/12/2023; 1.731 trên 7.735 hộ"
    assert words["told"] == "31/12/2021: 44,40%; 31/12/2023: 22,38%"


def test_a_figure_that_the_newest_form_gives_by_groups_is_not_told_from_an_older_one() -> None:
    """Kon Plông: 3.353 of 6.495 minority households at the end of 2021, 846 of 6.771 at the end of 2025: 12,49%, not 51,62%."""
    found = observations(
        ("minority_poor_households", 3353, "2021-12-31"), ("minority_households", 6495, "2021-12-31"),
        ("minority_households", 6771, "2025-12-31"),
    )  # fmt: skip
    by_group = observations(("poor_households_by_group", 846, "2025-12-31")).assign(detail="minority")
    (figure,) = key_figures(pd.concat([found, by_group]), returns.scope(), Period.parse("2025"))
    assert shown(figure, translator("vi"))["value"] == "12,49%"


def test_a_trend_does_not_cross_a_break_of_the_standard() -> None:
    """2020 was measured by the standard of 2016-2021."""
    found = observations(
        ("poor_households", 1000, "2020-12-31"), ("households", 7400, "2020-12-31"),
        ("poor_households", 1731, "2023-12-31"), ("households", 7735, "2023-12-31"),
    )  # fmt: skip
    (figure,) = key_figures(found, returns.scope(), Period.parse("2023"))
    assert [day.date() for day in figure.days] == [date(2023, 12, 31)]
    assert shown(figure, translator("vi"))["path"] == ""


def test_later_figures_withheld_ones_and_other_places_are_left_out() -> None:
    found = observations(("poor_households", 5, "2023-12-31"), ("households", 100, "2023-12-31"))
    later = observations(("poor_households", 4, "2024-12-31"), ("households", 100, "2024-12-31"))
    other = observations(("poor_households", 1, "2023-12-31"), ("households", 10, "2023-12-31"), unit="VN")
    every = pd.concat([found, later, other], ignore_index=True)
    (figure,) = key_figures(every, returns.scope(), Period.parse("2023"))
    assert (figure.part, figure.whole) == (5, 100)
    hidden = found.assign(value=found["value"].where(found["indicator"] == "households"))
    assert key_figures(hidden, returns.scope(), Period.parse("2023")) == []


def test_a_line_runs_from_the_left_to_the_right_and_a_zero_lies_on_the_ground() -> None:
    days = [pd.Timestamp("2022-12-31"), pd.Timestamp("2023-12-31"), pd.Timestamp("2025-12-31")]
    path = line([0.4, 0.2, 0.0], days)
    points = [tuple(map(float, pair.split())) for pair in path.lstrip("M").split("L")]
    assert [x for x, _ in points] == [5.0, 68.3, 195.0]  # a third of the way after one of three years
    assert [y for _, y in points] == [5.0, 24.0, 43.0]


def test_data_files_are_current_until_a_page_or_the_figures_change(tmp_path: Path) -> None:
    pages = {"vi/poverty": {"key": "a"}, "vi/commune/23455": {"key": "b"}}
    key = data_fingerprint(pages, "figures")
    assert not are_current(tmp_path, key)
    (tmp_path / "data").mkdir()
    for name in ("observations.csv", "tables.xlsx"):
        (tmp_path / "data" / name).write_text("x", encoding="utf-8")
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps({"fingerprint": key}), encoding="utf-8")
    assert are_current(tmp_path, key)
    assert data_fingerprint(pages, "other figures") != key
    assert data_fingerprint(pages | {"vi/poverty": {"key": "c"}}, "figures") != key
    assert (
        data_fingerprint(pages | {"vi/commune/23455": {"key": "c"}}, "figures") == key
    )  # its tables are not in the files
    (tmp_path / "data" / "tables.xlsx").unlink()
    assert not are_current(tmp_path, key)


def test_an_edition_names_its_failures(tmp_path: Path) -> None:
    project = lay_out(tmp_path, "2023")
    assert Shown(Edition(project, "thu", Period.parse("2023"))).failures == []
