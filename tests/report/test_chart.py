"""Charts: deterministic, described in words, with their data, and harmless whatever the labels say."""

import xml.etree.ElementTree as ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from tests.hostile import TEXTS
from tests.report.conftest import observation
from tests.report.markup_of import is_harmless

from helpers.report.chart import Bars, chart_html, style
from helpers.report.lineage import apart
from helpers.report.origins import Register
from helpers.report.palette import BLUE, GREY, LILAC, ORANGE, PAPER, PLUM, TEAL
from helpers.report.table import Column, rows_of
from helpers.vocabulary.language import translator
from helpers.vocabulary.observation import frame

VI, EN = translator("vi"), translator("en")
RATE, COUNT = Column("rate", "", "share"), Column("households", "", "count")


def bars(rows, measure=RATE, **more):
    return Bars(rows, measure, "Headline", "Measure, place, period", **more)


def svg_of(chart, t=VI, register=None):
    html = html_of(chart, t, register)
    return html[html.index("<svg") : html.index("</svg>") + len("</svg>")]


NAMES = ["Xã Đăk Nên", "Xã Hiếu", "Thị trấn Măng Đen"]


def html_of(chart, t, register=None):
    return chart_html(chart, t, rows_of(chart.table, t, register), apart("c1", t))


def units(names=NAMES, values=(0.1, 0.3, np.nan)):
    codes = pd.Index([str(n + 1) for n in range(len(names))], name="unit")
    return pd.DataFrame(
        {
            "name": list(names),
            "rate": list(values),
            "poor": [10, 60, np.nan, 20][: len(names)],
            "all": [100, 200, 300, 400][: len(names)],
        },
        index=codes,
    )


def one_of_each(names=NAMES, values=(0.1, 0.3, np.nan)):
    """Every kind of chart over the same three rows."""
    return {
        "ranked": bars(units(names, values), beside=("poor", "all"), total="3"),
        "changes": bars(units(names, values), Column("rate", "", "points")),
    }


KINDS = sorted(one_of_each())


def words_of(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("kind", KINDS)
class TestEveryChart:
    def test_is_the_same_bytes_when_drawn_again(self, kind):
        assert svg_of(one_of_each()[kind]) == svg_of(one_of_each()[kind])

    def test_has_a_role_and_is_named_by_its_title_and_described_by_its_alternative_text(self, kind):
        svg = svg_of(one_of_each()[kind])
        assert 'role="img" aria-labelledby="c1-c-t c1-c-d"' in svg
        assert '<title id="c1-c-t">Headline</title><desc id="c1-c-d">' in svg

    def test_says_what_it_shows_in_at_most_200_characters(self, kind):
        chart = one_of_each()[kind]
        assert 10 < len(chart.alt(VI, rows_of(chart.table, VI))) <= 200

    def test_says_it_in_the_readers_language(self, kind):
        chart = one_of_each()[kind]
        vi, en = (chart.alt(t, rows_of(chart.table, t)) for t in (VI, EN))
        assert vi != en

    def test_shows_the_plotted_data_as_a_table(self, kind):
        page = html_of(one_of_each()[kind], VI)
        assert page.index("<svg") < page.index("<details>") < page.index("<table")

    def test_holds_nothing_but_plain_shapes_and_words(self, kind):
        svg = svg_of(one_of_each()[kind])
        names = {element.tag.split("}")[1] for element in ElementTree.fromstring(svg).iter()}
        assert names <= {"svg", "title", "desc", "path", "circle", "text"}
        assert "style=" not in svg

    def test_is_small(self, kind):
        assert len(svg_of(one_of_each()[kind])) < 20_000

    def test_draws_rows_without_any_figure(self, kind):
        empty = one_of_each(values=(np.nan, np.nan, np.nan))[kind]
        assert "<svg" in html_of(empty, VI)

    @pytest.mark.parametrize("texts", [list(TEXTS.values())[n : n + 3] for n in range(0, len(TEXTS) - 2, 3)])
    def test_keeps_hostile_labels_as_text(self, kind, texts):
        assert is_harmless(html_of(one_of_each(texts)[kind], VI))


def test_bars_run_from_the_largest_to_the_smallest_with_gaps_and_the_total_last():
    frame = pd.DataFrame(
        {"name": ["a", "b", "gap", "all"], "rate": [0.1, 0.3, np.nan, 0.2]}, index=["1", "2", "3", "613"]
    )
    words = words_of(svg_of(bars(frame, total="613")))
    assert [word for word in words if word in ("a", "b", "gap", "all")] == ["b", "a", "gap", "all"]
    assert [word for word in words if word[0] in "0123456789…"] == ["30,00%", "10,00%", "…", "20,00%"]


def test_changes_run_from_the_largest_decrease_with_their_sign():
    frame = pd.DataFrame({"name": ["a", "b", "c"], "poor": [2.0, -7.0, 0.0]}, index=["1", "2", "3"])
    words = words_of(svg_of(bars(frame, Column("poor", "", "change"))))
    assert [word for word in words if word in ("a", "b", "c")] == ["b", "c", "a"]
    assert [word for word in words if word not in ("a", "b", "c")] == ["−7", "0", "+2"]


def test_two_units_of_one_name_keep_a_bar_each():
    frame = pd.DataFrame({"name": ["Xã Hiếu", "Xã Hiếu"], "rate": [0.1, 0.3]}, index=["1", "2"])
    svg = svg_of(bars(frame))
    assert words_of(svg) == ["Xã Hiếu", "Xã Hiếu", "30,00%", "10,00%"]


def test_a_rate_is_drawn_with_its_count_and_base():
    frame = units().rename(columns={"poor": "poor_households", "all": "households"})
    words = words_of(svg_of(bars(frame, beside=("poor_households", "households"))))
    assert words.count("60/200") == 1
    assert not any("/300" in word for word in words)  # the town's poor are not known


def test_a_withheld_bar_reads_as_confidential():
    held = observation("3", "poor_households", np.nan, confidentiality="C")
    register = Register(frame([held, observation("3", "households", 300)]))
    chart = bars(units().rename(columns={"rate": "poverty_rate"}), Column("poverty_rate", "", "share"))
    assert "bảo mật" in words_of(svg_of(chart, register=register))
    assert "…" in words_of(svg_of(chart))


def test_a_chart_says_which_marks_its_figures_have():
    provisional = Register(frame([observation("1", "households", 100, status="P", kind="demonstration")]))
    chart = bars(units().rename(columns={"all": "households"}), COUNT)
    page = html_of(chart, VI, provisional).split("<details>")[0]
    assert "[p] số liệu tạm thời" in page
    assert "Số liệu minh họa" in page


@pytest.mark.parametrize("colour", [BLUE, TEAL, PLUM, ORANGE, GREY, LILAC])
def test_colours_of_charts_stand_out_from_the_paper(colour):
    assert contrast(colour, PAPER) >= 3  # WCAG 2.2, success criterion 1.4.11


def contrast(one, other):
    """Contrast ratio of WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""

    def luminance(colour):
        channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_style_of_charts_leaves_alone_whether_a_notebook_shows_its_figures():
    """Jupyter turns it on with the first figure, which may be one of ours."""
    with matplotlib.rc_context({"interactive": False}):
        with style():
            assert not matplotlib.is_interactive()
            matplotlib.interactive(True)
        assert matplotlib.is_interactive()
        with style():
            assert matplotlib.is_interactive()
