"""Whatever a notebook drew or made by other means stands on the page with its caption, source and words."""

import re

import matplotlib
import pandas as pd
import pytest

from helpers.report.table import Column, Table
from helpers.report.wording import own
from helpers.vocabulary.errors import UsageError

matplotlib.use("Agg")
FRAME = pd.DataFrame({"unit": ["An", "Dầu"], "poor": [3.0, 5.0], "rate": [0.1, 0.4]})


@pytest.fixture(autouse=True)
def an_empty_desk():
    """seaborn draws on what is open: nothing of other tests."""
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.fixture
def drawn():
    import seaborn as sns

    return sns.barplot(FRAME, x="poor", y="unit")


def test_axes_of_seaborn_become_a_picture_with_title_and_description(start, drawn):
    html = start().figure(drawn, "Hộ nghèo", alt="Cột ngang: Dầu 5 hộ, An 3 hộ", source="Nguồn: báo cáo").html
    assert '<title id="' in html
    assert "<desc" in html
    assert "Cột ngang: Dầu 5 hộ, An 3 hộ" in html
    assert "Nguồn: báo cáo" in html
    assert " style=" not in html
    assert ">An</text>" in html  # words are words, not outlines of letters


def test_a_grid_of_seaborn_is_taken_too(start):
    import seaborn as sns

    html = start().figure(sns.relplot(FRAME, x="poor", y="rate"), "Hai chiều").html
    assert html.count("<svg") == 1


def test_what_is_drawn_has_the_style_of_the_pages_and_is_closed_once_it_stands(start):
    import matplotlib.pyplot as plt
    import seaborn as sns

    page = start()
    axes = sns.heatmap(FRAME.set_index("unit"))  # with a scale of 256 colours, and a label that stands upright
    html = page.figure(axes, "Hai cột").html
    assert ">An</text>" in html
    assert "rotate(-90 " in html
    assert axes.figure.number not in plt.get_fignums()  # a notebook shows what is open a second time
    assert plt.rcParams["axes.spines.top"] is False


def test_a_long_name_beside_a_bar_is_not_cut_off(start):
    import seaborn as sns

    def width(name):
        html = start().figure(sns.barplot(FRAME.assign(unit=[name, "B"]), x="poor", y="unit"), "Hộ").html
        return float(re.search(r'viewBox="0 0 (\S+)', html)[1])

    assert width("Xã có tên dài đến mức không đứng vừa bên trái") > width("A") + 200


def test_a_picture_of_points_is_refused_with_what_to_draw_instead(start):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.imshow([[0, 1]])
    with pytest.raises(UsageError, match="pcolormesh"):
        start().figure(axes, "Điểm")
    plt.close(figure)


def test_a_picture_whose_source_is_not_told_says_so(start, drawn):
    assert "Nguồn: chưa rõ." in start().figure(drawn, "Hộ nghèo").html


def test_the_data_of_a_picture_stand_below_it_and_say_where_they_are_from_and_what_they_lack(
    start, drawn, poverty_by_unit
):
    data = Table(poverty_by_unit, "Hộ nghèo", [Column("name", "Xã"), Column("poor_households", "", "count")])
    block = start().figure(drawn, "Hộ nghèo", data=data)
    assert block.html.index("<svg") < block.html.index("… chưa có số liệu") < block.html.index("<details>")
    assert block.details["shows"] == {"poor_households/ 2019 - 2023-12-31 2023-12-31": ["1", "2", "3"]}
    assert "Nguồn: chưa rõ." not in block.html


def test_a_caption_can_be_a_claim(start, drawn):
    block = start(lang="en").figure(drawn, own(vi="Hai đơn vị", en="Two units"))
    assert "Two units" in block.html
    assert block.details["claims"][0]["text"] == "Two units"


def test_what_is_no_figure_is_refused_with_what_is_taken(start):
    with pytest.raises(UsageError, match="matplotlib figure, axes or seaborn grid, not str"):
        start().figure("a picture", "Hộ nghèo")


def test_an_object_that_shows_itself_stands_with_its_caption(start):
    html = start().show(FRAME, "Bảng riêng", source="Nguồn: tính từ báo cáo").html
    assert "<table" in html
    assert "Bảng riêng" in html


def test_a_styler_calls_units_by_name_and_its_colours_are_told_to_be_lost(start):
    page = start()
    styled = pd.DataFrame({"rate": [0.1]}, index=[page.units[0]]).style.highlight_max()
    with pytest.warns(UserWarning, match="colours of this object are lost"):
        html = page.show(styled, "Bảng riêng").html
    assert page.name_of(page.units[0]) in html


def test_an_object_without_html_is_refused(start):
    with pytest.raises(UsageError, match="shows itself as HTML, not int"):
        start().show(3)


def test_a_frame_has_headings_of_the_catalogue_and_marks(start):
    rows = FRAME.assign(name=FRAME["unit"], poor_households=FRAME["poor"]).set_index("unit")
    html = start().table(rows[["name", "poor_households"]], {"vi": "Hộ nghèo", "en": "Poor"}, marks={"poor_households": "bar"}).html  # fmt: skip
    assert "Số hộ nghèo" in html
    assert html.count('class="m" role="img"') == 2


def test_a_column_of_ones_own_says_that_its_source_is_not_known(start):
    html = start().table(FRAME.assign(name=FRAME["unit"], thiếu_điện=[1.0, 2.0]).set_index("unit")[["name", "thiếu_điện"]]).html  # fmt: skip
    assert "Nguồn của cột thiếu điện: chưa rõ." in html


def test_rows_of_a_frame_of_ones_own_are_named_by_their_units_or_figures(start):
    page = start()
    unit = page.units[0]
    html = page.table(pd.DataFrame({"own": [1.5, 2.5]}, index=[unit, page.total]), "Của tôi").html
    assert page.name_of(unit) in html
    assert page.name_of(page.total) in html
    html = page.table(pd.DataFrame({"own": [0.5, 0.25]}, index=pd.Index(["poverty_rate", "x"], name="figure")), "Của tôi").html  # fmt: skip
    assert "Tỷ lệ hộ nghèo" in html
    assert ">figure<" in html


def test_an_unknown_mark_is_refused_with_those_that_there_are(start):
    with pytest.raises(UsageError, match="bar, heat"):
        start().table(FRAME.set_index("unit"), marks={"poor": "bars"})


def test_a_table_without_figures_is_not_there(start):
    assert start().table(FRAME.iloc[:0], "Trống").html == ""
