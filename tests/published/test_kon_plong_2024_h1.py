"""Every published figure of the mid-2024 review stands on the pages made from the raw files.

Source: the district's review of the first six months of 2024, VietNamNet article 2345837.
"""

import re
import shutil
from pathlib import Path

import pytest
from tests.pages import text_of, text_of_all

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[2]

PRINTED = [
    ("poverty", "1.731"),
    ("poverty", "22,38%"),
    ("poverty", "13,62 điểm %"),
    ("poverty", "708"),
    ("poverty", "9,15%"),
    ("poverty", "hơn 2"),
    ("land", "100"),
    ("land", "99,93%"),
    ("programmes", "hơn 216 tỷ đồng"),
    ("programmes", "hơn 154 tỷ đồng"),
    ("programmes", "hơn 62"),  # in a table of tỷ đồng
    ("programmes", "39,7"),
    ("programmes", "12,5"),
    ("programmes", "68"),
    ("programmes", "63"),
    ("programmes", "Pờ Ê"),
    ("programmes", "Măng Cành"),
    ("programmes", "Đăk Tăng"),
    ("programmes", "Ngọk Tem"),
    ("programmes", "Măng Bút"),
]
COMPUTED = [
    ("poverty", "36,00%"),  # 22.38 + 13.62 points
    ("poverty", "2.439"),  # 1,731 + 708
    ("poverty", "31,53%"),  # 2,439 of 7,735
    ("programmes", "30,3"),  # (154 x 39.7% + 62 x 7%) / 216
    ("programmes", "65,5"),  # 154 x 39.7% + 62 x 7% = 65.478
]


@pytest.fixture(scope="module")
def pages(made):
    return made("kon-plong", "2024-H1")


@pytest.mark.parametrize(("page", "figure"), PRINTED + COMPUTED)
def test_the_figure_stands_on_its_page(pages, page, figure):
    assert re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d])", text_of(pages / f"{page}.html"))


def test_the_seven_percent_disbursed_of_recurrent_capital_is_told(pages):
    assert re.search(r"(?<![\d,.])7(,0+)?%", text_of(pages / "programmes.html"))


def test_the_summary_page_tells_the_main_figures(pages):
    summary = text_of(pages / "index.html")
    assert all(figure in summary for figure in ("1.731", "22,38%", "99,93%"))


def test_a_changed_raw_cell_changes_the_page(tmp_path):
    """With the published review alone: to read and protect the demonstration as well takes a while and adds nothing."""
    project = Project(tmp_path)
    shutil.copytree(ROOT / "notebooks", project.notebooks)
    raw = project.raw("kon-plong", "2024-H1")
    raw.mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/kon-plong/scope.toml", raw.parent)
    shipped = ROOT / "data/raw/kon-plong/2024-H1"
    review = shipped.joinpath("review.csv").read_text(encoding="utf-8")
    (raw / "review.csv").write_text(review.replace("hơn 216 tỷ", "hơn 217 tỷ"), encoding="utf-8", newline="")
    entry = shipped.joinpath("sources.toml").read_text(encoding="utf-8").partition("sha256")[0]
    (raw / "sources.toml").write_text(entry, encoding="utf-8")
    run_period(Order(Edition.of("kon-plong", "2024-H1", project=project), only=("programmes",)))
    text = text_of(project.reports("public", "kon-plong", "2024-H1") / "vi" / "programmes.html")
    assert "hơn 217 tỷ đồng" in text
    assert "hơn 216 tỷ đồng" not in text


def test_no_page_prints_the_minority_share_of_the_poor_as_a_poverty_rate(made):
    # Biểu số 05 heads column 8 as a poverty rate; the poverty rate of minority households is 3,353 / 6,495 = 51.62%.
    text = text_of_all(made("kon-tum", "2021"))
    assert "51,62%" in text
    assert not re.search(r"[Tt]ỷ lệ (hộ )?nghèo[^.]{0,60}100,00%", text)
