"""Ratanakiri 2011: a scope of another country by data alone, its figures as published and nothing said of Viet Nam.

Sums of the 49 communes as worked out from the publications (IDPoor round 2011; Commune Database 2011): 3,129 households of
level 1, 5,359 of level 2, 33,933 families, 3,161 of them with under one hectare of rice land.
"""

import re

import pandas as pd
import pytest
from tests.conftest import copy_project

from helpers.protect.release import load
from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition

SUMS = {("idpoor_households", "level_1"): 3129, ("idpoor_households", "level_2"): 5359, ("families", ""): 33933, ("families_with_little_rice_land", ""): 3161}  # fmt: skip
OF_VIET_NAM = re.compile(
    r"1719|Quyết định|Nghị định|\bLuật\b|dân tộc|triệu đồng|nông thôn mới|Decree|\blaw\b|ethnic|minorit|VND|OCOP",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def figures():
    found = load("ratanakiri", "2011")
    return found.set_index(["unit", "indicator", "detail"])["value"]


@pytest.mark.parametrize(("series", "value"), SUMS.items())
def test_the_total_is_the_published_sum_of_all_communes(figures, series, value):
    assert figures[("16", *series)] == value
    assert figures.xs(series, level=["indicator", "detail"]).drop("16").agg(["count", "sum"]).tolist() == [49, value]


def test_a_commune_has_the_figures_printed_for_it(figures):
    assert figures["160201"].to_dict() == {
        ("families", ""): 1626, ("families_with_little_rice_land", ""): 102, ("rice_land_ha", ""): 12.79,
        ("idpoor_households", "level_1"): 307, ("idpoor_households", "level_2"): 222,
    }  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Summary, quality and two of the 49 profiles, in both languages."""
    edition = Edition.of("ratanakiri", "2011", project=copy_project(tmp_path_factory.mktemp("ratanakiri")))
    done = run_period(Order(edition, ("vi", "en"), ("index", "quality", "commune/160406", "commune/160705")))
    assert done.exit_code == 0, done.lines
    return edition.reports


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_its_pages_say_what_is_true_of_it_and_nothing_of_viet_nam(reports, lang):
    folder = reports / lang
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    assert len(pages) == 4
    for name, text in pages.items():
        words = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
        assert OF_VIET_NAM.findall(words) == [], name
    assert {"vi": "33.933", "en": "33,933"}[lang] in pages["index.html"]
    assert "CC BY-SA" in pages["index.html"]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        # the sum of the 49 communes and the most in one, of the file as published
        ("vi", ["3.161", "110.599", "nhiều nhất ở Saom Thum: 197", "Nguồn không nói số 0 là không có gia đình nào"]),
        ("en", ["3,161", "110,599", "most in Saom Thum, 197", "does not say whether a zero means none"]),
    ],
)
def test_its_summary_tells_families_with_little_rice_land(reports, lang, told):
    html = (reports / lang / "index.html").read_text(encoding="utf-8")
    words = " ".join(re.sub(r"<(style|script).*?</\1>|<[^>]+>", "", html, flags=re.DOTALL).split())
    assert [each for each in told if each not in words] == []


@pytest.mark.parametrize("page", ["index", "units/160406"])
def test_the_total_of_rice_land_opens_to_its_communes(reports, page):
    # 110,598.53 ha, written without decimals
    html = (reports / "en" / f"{page}.html").read_text(encoding="utf-8")
    assert html.count("110,599") == len(re.findall(r"<data [^>]*data-o[^>]*>110,599<", html)) > 0


@pytest.mark.parametrize(
    ("page", "told", "untold"),
    [
        # 75,450 ha of 655 families are 115 each, more than the 20 that the pack takes for usual
        ("index", ["“Rice land (ha)” of Trapeang Kraham is far from what is usual; check it with the source."], []),
        # Sesan, Kaoh Peak and Pa Kalan have rice land, so that their zeros may be missing values; Aekakpheap (E81) has none
        ("quality", ["Trapeang Kraham is 75,450 (75450), above what is usual for a unit of its size (13,100)"], []),
        ("quality", ["E108, E135, E141", "is 0 although another figure says that there should be some"], ["E81"]),
        ("units/160705", ["49/49", "of those with a figure shown"], []),
    ],
)  # fmt: skip
def test_what_is_doubtful_in_the_source_is_asked_about(reports, page, told, untold):
    words = re.sub(r"<[^>]+>", "", (reports / "en" / f"{page}.html").read_text(encoding="utf-8"))
    assert ([each for each in told if each not in words], [each for each in untold if each in words]) == ([], [])


def test_communes_that_reported_nothing_are_none(figures):
    assert not pd.Series(figures).isna().any()
