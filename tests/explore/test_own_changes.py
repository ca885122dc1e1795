"""What an analyst changes in a notebook comes out on its page, without touching the package: each kind of change once."""

import json
import shutil

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from tests.pages import text_of

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

MORE = {
    "04_programmes": """axes = seaborn.barplot(units.assign(name=[page.name_of(code) for code in units.index]), x="disbursed_of_plan", y="name")
page.figure(axes, "Hình của riêng tôi", alt="Tỷ lệ giải ngân theo đơn vị")""",
    "05_commune": """page.section("Câu hỏi của riêng tôi")
page.table(standing.nsmallest(2, "place"), "Hai chỉ tiêu đứng đầu", [Column("value", "Giá trị", "share")])""",
}
#: Notebook -> what stands there and what the analyst writes instead.
CHANGES = {
    "02_poverty": ("review.drop(index=page.total)", 'review.drop(index=[page.total, "23458"])'),
    "03_land": ('needs.sort_values("needs", ascending=False)', "needs[needs['housing'] >= 30]"),
    "04_programmes": ("import pandas as pd\n", "import pandas as pd\nimport seaborn\n"),
    "06_summary": ("most=3", "most=1"),
}


def change(folder, name):
    """Write the change of one notebook; further cells go before the closing ones."""
    path = folder / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    before, after = (json.dumps(words, ensure_ascii=False)[1:-1] for words in CHANGES.get(name, ("", "")))
    assert before in text
    notebook = json.loads(text.replace(before, after) if before else text)
    if name in MORE:
        notebook["cells"][-2:-2] = [new_markdown_cell("Câu hỏi của riêng tôi."), new_code_cell(MORE[name])]
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def pages(made, tmp_path_factory):
    """The pages of a copy whose five notebooks were changed, as text."""
    root = made("kon-plong", "2024-H1").parents[4]
    project = Project(shutil.copytree(root, tmp_path_factory.mktemp("own") / "project"))
    for name in ("02_poverty", "03_land", "04_programmes", "05_commune", "06_summary"):
        change(project.notebooks, name)
    names = ("poverty", "land", "programmes", "commune/23452", "index")
    result = run_period(Order(Edition.of("kon-plong", "2024-H1", project=project), only=names))
    assert result.exit_code in (0, 3), "\n".join(result.lines)
    folder = project.reports("public", "kon-plong", "2024-H1") / "vi"
    return {name: text_of(folder / f"{name.replace('commune/', 'units/')}.html") for name in names}


def test_a_commune_left_out_is_told_as_left_out_and_the_rest_is_worked_out_anew(pages):
    """Without Măng Bút: Ngọk Tem, Hiếu and Đăk Nên have 255 + 235 + 211 = 701 of 1,340 poor households, 52.3 %."""
    told = pages["poverty"].replace("\N{NO-BREAK SPACE}", " ").replace(" /", "/")
    assert "Trong 8/9 đơn vị được so sánh, tỷ lệ hộ nghèo cao nhất" in told
    assert "Trong 8/9 đơn vị được so sánh, 3 đơn vị (xã Ngọk Tem, Hiếu và Đăk Nên) chiếm 52,3% số hộ nghèo" in told


def test_another_threshold_leaves_the_rows_that_pass_it(pages):
    """Houses needed: 51 in Măng Bút, 33 in Ngọk Tem and 31 in Hiếu; 27 in Đăk Nên stays out."""
    table = pages["land"].partition("Số hộ còn nhu cầu theo đơn vị")[2].partition("Nhu cầu, kết quả")[0]
    assert [name for name in ("Xã Măng Bút", "Xã Ngọk Tem", "Xã Hiếu", "Xã Đăk Nên") if name in table] == [
        "Xã Măng Bút",
        "Xã Ngọk Tem",
        "Xã Hiếu",
    ]


def test_one_more_chart_stands_on_its_page_and_says_that_its_source_is_not_known(pages):
    assert "Hình của riêng tôi Nguồn: chưa rõ." in pages["programmes"].replace(" Tỷ lệ giải ngân theo đơn vị", "")


def test_one_more_question_has_its_section_and_table(pages):
    """Of Đăk Nên's rates that rank first among nine units, the first two are poverty 32.21 % and both classes 42.90 %."""
    assert "Câu hỏi của riêng tôi" in pages["commune/23452"]
    after = pages["commune/23452"].partition("Hai chỉ tiêu đứng đầu")[2]
    assert "32,21%" in after[:200]
    assert "42,90%" in after[:200]


def test_fewer_points_to_follow_up_are_listed(pages):
    listed = pages["index"].partition("Việc cần đôn đốc")[2]
    assert "Vốn sự nghiệp" in listed
    assert "Số hộ còn nhu cầu" not in listed
