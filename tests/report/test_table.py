"""Tables: what stands in each cell, which marks it has, and where it came from."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.hostile import TEXTS
from tests.report.conftest import observation
from tests.report.markup_of import is_harmless

from helpers.report import cell_marks as mark
from helpers.report.lineage import apart
from helpers.report.markup import escape
from helpers.report.origins import Register
from helpers.report.table import Column, Table, rows_of, sheet_of, table_html, with_figures, written
from helpers.vocabulary.language import translator
from helpers.vocabulary.observation import frame, withhold

VI, EN = translator("vi"), translator("en")
COLUMNS = [
    Column("name"),
    Column("households", format="count"),
    Column("poor_households", format="count"),
    Column("poverty_rate", format="share"),
]


def html_of(table, t, register=None):
    return table_html(table, t, rows_of(table, t, register), apart("t1", t))


def texts(row):
    return [cell.text + "".join(f" [{mark}]" for mark in cell.marks) for cell in row.cells]


@pytest.fixture
def table(poverty_by_unit):
    return Table(poverty_by_unit, "Hộ nghèo", COLUMNS)


def of_many(units):
    """A table of so many units with 0, 1, 2 … poor households from the last; one in the middle and the last have none on record."""
    rows = pd.DataFrame(
        {"name": [f"Xã {n}" for n in range(units)], "poor_households": range(units, 0, -1)}, dtype=object
    )
    rows["poor_households"] = rows["poor_households"].astype(float)
    rows.loc[[units // 2, units - 1], "poor_households"] = float("nan")
    return Table(rows, "Hộ nghèo", [Column("name"), Column("poor_households", format="count")])


@pytest.mark.parametrize("units", [39, 40])
def test_a_table_of_up_to_forty_rows_shows_them_all(units):
    assert "rest" not in html_of(of_many(units), VI)


def test_a_longer_table_folds_what_lies_between_its_ten_first_and_ten_last_figures():
    html = html_of(of_many(41), VI)
    assert "Xem cả 41 dòng (đang thu gọn: 10 dòng đầu, 10 dòng cuối)" in html
    folded = re.findall(r'<tr class="rest"><th scope="row" class="t">Xã (\d+)<', html)
    assert folded == [*map(str, range(10, 30)), "40"]  # 30 to 39 are the last ten with a figure; 40 has none


def test_a_long_table_of_words_is_not_folded():
    rows = pd.DataFrame({"name": [f"Xã {n}" for n in range(60)], "what": "D4"})
    assert "rest" not in html_of(Table(rows, "Ô cần sửa", [Column("name"), Column("what", "Ô")]), VI)


def test_numbers_are_written_as_a_vietnamese_reader_writes_them():
    assert [written(1731, "count", VI), written(0.2238, "share", VI), written(-13.62, "points", VI)] == [
        "1.731",
        "22,38%",
        "−13,62",
    ]


def test_numbers_are_written_as_an_english_reader_writes_them():
    assert [written(1731, "count", EN), written(0.2238, "share", EN), written(2.1, "points", EN)] == [
        "1,731",
        "22.38%",
        "+2.10",
    ]


def test_a_share_below_zero_has_the_minus_sign_of_all_other_figures():
    assert (written(-0.125, "share", VI, 1), written(-1731, "count", VI)) == ("−12,5%", "−1.731")
    assert written(-0.0001, "share", VI, 1) == "0,0%"


def test_what_the_marks_of_a_table_show_is_said_under_it_where_they_are_drawn():
    rows = pd.DataFrame({"name": ["Xã A", "Xã B"], "rate": [0.3, 0.1], "before": [0.4, 0.2], "paid": [0.3, 0.6]})
    columns = [Column("name"), Column("rate", format="share"), Column("paid", format="share")]
    marks = {"rate": mark.change("before"), "paid": mark.bullet(0.5)}
    change, time = "○ kỳ rà soát trước, ● kỳ này; vạch chấm: toàn địa bàn", "vạch đứng: phần thời gian đã qua"
    assert f"Ký hiệu: {change}; {time}" in html_of(Table(rows, "", columns, marks=marks), VI)
    untold = html_of(Table(rows.assign(before=float("nan")), "", columns, marks={"rate": mark.change("before")}), VI)
    assert "Ký hiệu" not in untold


def test_a_difference_that_rounds_to_zero_has_no_minus_sign():
    assert written(-0.001, "points", VI) == "0,00"


def test_figures_carry_the_marks_and_qualifiers_of_their_observations(table, observations):
    rows = rows_of(table, VI, Register(observations))
    assert texts(rows[1]) == ["Xã Hiếu", "200 [p]", "hơn 60", "30,00% [p]"]


def test_a_missing_figure_is_a_symbol_and_never_zero_or_empty(table, observations):
    rows = rows_of(table, VI, Register(observations))
    assert texts(rows[2])[2:] == [" [x]", " [x]"]


def test_a_withheld_figure_reads_as_confidential(table, observations):
    held = withhold(observations, observations["status"] == "O")
    assert texts(rows_of(table, VI, Register(held))[2])[2:] == [" [c]", " [c]"]


def test_a_revised_figure_is_marked(table, observations):
    rows = rows_of(table, VI, Register(observations.assign(revised=[True, False, False, False, False, False])))
    assert texts(rows[0])[1] == "100 [r]"


def test_a_total_of_some_units_says_how_many(table, observations):
    rows = rows_of(
        table,
        VI,
        Register(
            observations.assign(coverage=["2/3", "3/3", "", "", "", ""], covers=["all but 3", "all", "", "", "", ""])
        ),
    )
    assert texts(rows[0])[1:] == ["100 [2/3]", "10", "10,00% [2/3]"]
    assert texts(rows[1])[1] == "200 [p]"
    page = html_of(table, VI, Register(observations.assign(coverage="2/3", covers="all but 3")))
    assert "[2/3] chỉ gồm 2 trên 3 đơn vị" in page


def test_a_share_of_nothing_is_not_applicable(observations):
    rows = pd.DataFrame({"name": ["a"], "poverty_rate": [float("nan")]}, index=pd.Index(["1"], name="unit"))
    observations["value"] = observations["value"].where(observations["indicator"] != "households", 0)
    observations["value"] = observations["value"].where(observations["indicator"] != "poor_households", 0)
    table = Table(rows, "x", [Column("name"), Column("poverty_rate", format="share")])
    assert texts(rows_of(table, VI, Register(observations))[0])[1] == " [z]"


def test_only_symbols_in_use_are_explained(table, observations):
    page = html_of(table, EN, Register(observations))
    assert "[p] provisional" in page
    assert "… not available" in page
    assert "confidential" not in page


def test_the_total_row_stands_last_and_outside_what_is_sorted(poverty_by_unit):
    page = html_of(Table(poverty_by_unit, "x", COLUMNS, total="1"), VI)
    foot = page.split("<tfoot>")[1].split("</tfoot>")[0]
    assert "Xã Đăk Nên" in foot
    assert page.index("<tbody>") < page.index("<tfoot>")
    assert "Xã Hiếu" not in foot


def test_every_cell_says_something(table):
    assert not re.search(r"<t[dh][^>]*></t[dh]>", html_of(table, VI))


def test_a_table_has_caption_scopes_and_a_labelled_region_for_scrolling(table):
    page = html_of(table, VI)
    assert '<caption id="t1"><span>Hộ nghèo</span></caption>' in page
    assert 'role="region" tabindex="0" aria-labelledby="t1"' in page
    assert page.count('scope="col"') == 4
    assert page.count('scope="row"') == 3


def test_headings_are_those_of_the_catalogue_in_the_readers_language(table):
    assert '<th scope="col" class="n">Số hộ nghèo</th>' in html_of(table, VI)
    assert '<th scope="col" class="n">Poor households</th>' in html_of(table, EN)


def test_a_table_with_illustrative_figures_says_so(table, observations):
    page = html_of(table, VI, Register(observations.assign(kind="demonstration")))
    assert "Số liệu minh họa" in page


def test_amounts_of_money_share_one_unit_which_the_heading_names():
    rows = pd.DataFrame({"name": ["a", "b"], "plan": [154e9, 500e6]})
    page = html_of(Table(rows, "x", [Column("name"), Column("plan", "Kế hoạch", "money")]), VI)
    assert "Kế hoạch (tỷ đồng)" in page
    assert ">154,0<" in page
    assert ">0,5<" in page


def test_a_change_from_illustrative_figures_is_labelled_also_where_each_row_names_its_own_terms(observations):
    older = observations.assign(as_of=pd.Timestamp("2022-12-31"), kind="demonstration")
    rows = pd.DataFrame(
        {"name": ["a"], "unit": ["1"], "as_of": observations["as_of"].iloc[0], "part": "poor_households"}
    )
    rows = rows.assign(since=pd.Timestamp("2022-12-31"), change=-2.0, base="households")
    change = Column("change", "Thay đổi", "points", terms=("part", "base"), since="since")
    told = html_of(Table(rows, "x", [Column("name"), change]), VI, Register(pd.concat([observations, older])))
    assert "minh họa" in told


def test_columns_of_money_of_one_table_share_a_unit_in_which_none_of_them_rounds_to_nothing():
    rows = pd.DataFrame({"name": ["a", "b"], "plan": [6.7e9, 162e6], "each": [40e6, 22.5e6]})
    columns = [Column("name"), Column("plan", "Kế hoạch", "money"), Column("each", "Mức hỗ trợ", "money")]
    page = html_of(Table(rows, "x", columns), VI)
    assert re.findall(r"[(](.{2,5} đồng)[)]", page) == ["triệu đồng", "triệu đồng"]
    assert re.findall(r">([\d.,]+)<", page) == ["6.700", "40,0", "162", "22,5"]


def test_the_latest_figure_up_to_the_period_is_the_one_behind_a_cell(table, observations):
    older = frame([observation("1", "households", 80, "Z9", as_of="2022-12-31")])
    page = html_of(table, EN, Register(pd.concat([observations, older])))
    assert "Z9" not in page


def test_a_row_that_names_its_date_gets_the_figure_of_that_date(observations):
    older = frame([observation("1", "households", 80, "Z9", as_of="2022-12-31")])
    rows = pd.DataFrame({"year": ["2022"], "as_of": [pd.Timestamp("2022-12-31")], "households": [80.0]})
    table = Table(rows, "x", [Column("year"), Column("households", format="count")], fixed={"unit": "1"})
    (row,) = rows_of(table, EN, Register(pd.concat([observations, older])))
    assert [each.cell for each in row.cells[1].origin.all] == ["Z9"]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_stays_text_in_every_part_of_a_table(text, observations):
    rows = pd.DataFrame({"name": [text], "households": [100.0]}, index=pd.Index(["1"], name="unit"))
    observed = observations.assign(workbook=text, sheet=text)
    table = Table(rows, text, [Column("name", text), Column("households", text, "count")], note=text)
    page = html_of(table, VI, Register(observed))
    assert page.count(escape(text)) >= 4
    assert is_harmless(page)


@pytest.mark.parametrize(("qualifier", "told"), [(">", ">hơn 216<"), ("", ">216,0<")])
def test_an_amount_that_a_source_gave_roughly_has_no_decimals_that_it_did_not_print(qualifier, told, observations):
    name = "capital_plan_vnd"
    row = observations.iloc[:1].assign(indicator=name, detail="all/all/all", value=216e9, qualifier=qualifier)
    rows = pd.DataFrame({"name": ["a", "b"], "unit": [*row["unit"], "other"], name: [216e9, 15.4e9]})
    column = Column(name, "Kế hoạch", "money", detail="all/all/all")
    known = {"as_of": row["as_of"].iloc[0]}
    table = Table(rows, "x", [Column("name"), column], fixed=known)
    assert told in re.sub("</?data[^>]*>", "", html_of(table, VI, Register(row)))
    pattern = '"hơn "#,##0' if qualifier else "#,##0.0"
    assert sheet_of(table, VI, rows_of(table, VI, Register(row)))["rows"][0][1] == [216.0, pattern]


def test_a_column_of_which_every_figure_is_withheld_stands_and_one_without_any_does_not(table, observations):
    figures = table.frame.assign(poor_households=float("nan"), near_poor_households=float("nan"))
    columns = [Column(name, format="count") for name in ("households", "poor_households", "near_poor_households")]
    held = withhold(observations, observations["indicator"] == "poor_households")
    shown = with_figures(Table(figures, "", [Column("name"), *columns]), VI, Register(held))
    assert [column.name for column in shown.columns] == ["name", "households", "poor_households"]


def test_a_column_that_is_worked_out_is_confidential_only_where_every_row_is(observations):
    hidden = withhold(observations, observations["unit"].isin(["1"]) & observations["indicator"].eq("poor_households"))
    rows = pd.DataFrame(
        {"name": ["a", "b"], "households": [100.0, 200.0], "cost": [np.nan, np.nan]},
        index=pd.Index(["1", "2"], name="unit"),
    )
    cost = Column("cost", "Cost", "count", part=("poor_households",))
    table = Table(rows, "x", [Column("name", ""), Column("households", "", "count"), cost])
    assert [column.name for column in with_figures(table, VI, Register(hidden)).columns] == ["name", "households"]
    of_one = with_figures(replace(table, frame=rows.loc[["1"]]), VI, Register(hidden))
    assert [column.name for column in of_one.columns] == ["name", "households", "cost"]


def test_a_column_of_which_only_the_whole_has_a_figure_is_left_out(observations):
    rows = pd.DataFrame(
        {"name": ["a", "b", "T"], "one": [1.0, 2.0, 3.0], "two": [None, None, 9.0]}, index=["a", "b", "T"]
    )
    columns = [Column("name"), Column("one", "Một", "count"), Column("two", "Hai", "count")]
    left = with_figures(Table(rows, "x", columns, total="T"), VI, Register(observations))
    assert [column.name for column in left.columns] == ["name", "one"]
    alone = with_figures(replace(left, frame=rows.assign(one=None), columns=columns), VI, Register(observations))
    assert alone.frame.empty  # a table by unit of the whole alone: cards and sentences tell of it
