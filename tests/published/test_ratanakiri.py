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
OF_VIET_NAM = re.compile("1719|Quyết định|Nghị định|dân tộc|Decree|ethnic|minorit|nông thôn mới|OCOP", re.IGNORECASE)


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
    """Summary, land, quality and two of the 49 profiles, in both languages."""
    edition = Edition.of("ratanakiri", "2011", project=copy_project(tmp_path_factory.mktemp("ratanakiri")))
    done = run_period(Order(edition, ("vi", "en"), ("index", "land", "quality", "commune/160201", "commune/160705")))
    assert done.exit_code == 0, done.lines
    return edition.reports


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_its_pages_say_what_is_true_of_it_and_nothing_of_viet_nam(reports, lang):
    folder = reports / lang
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    assert len(pages) == 5
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
def test_its_page_of_land_tells_families_with_little_rice_land(reports, lang, told):
    html = (reports / lang / "land.html").read_text(encoding="utf-8")
    words = " ".join(re.sub(r"<(style|script).*?</\1>|<[^>]+>", "", html, flags=re.DOTALL).split())
    assert [each for each in told if each not in words] == []


def test_communes_that_reported_nothing_are_none(figures):
    assert not pd.Series(figures).isna().any()
