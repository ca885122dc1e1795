"""What a number tells when it is opened: its figures, their files and cells, and nothing of what is withheld."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.hostile import TEXTS
from tests.report.conftest import observation

from helpers.report.cards import Card
from helpers.report.claims import Measure, value
from helpers.report.exporter import page_of, render
from helpers.report.lineage import FIGURE, apart, json_html, pooled
from helpers.report.origins import Origin, Register
from helpers.report.spoken import spoken_html, tokens
from helpers.report.table import Column, Table, rows_of, table_html
from helpers.report.wording import cards, sentences
from helpers.vocabulary.language import translator
from helpers.vocabulary.observation import frame, withhold

EN, VI = translator("en"), translator("vi")
COLUMNS = [
    Column("name"),
    Column("households", format="count"),
    Column("poor_households", format="count"),
    Column("poverty_rate", format="share"),
]


def opened(table, register, t=EN):
    """The entries of a table's numbers, each figure by the names of its parts."""
    numbers = apart("t1", t)
    table_html(table, t, rows_of(table, t, register), numbers)
    return [{**each, **{side: [dict(zip(FIGURE, f, strict=True)) for f in each.get(side, [])] for side in "ab"}} for each in numbers.entries]  # fmt: skip


def cells(entry, side):
    return [figure["cell"] for figure in entry[side]]


@pytest.fixture
def table(poverty_by_unit):
    return Table(poverty_by_unit, "Hộ nghèo", COLUMNS)


def test_a_count_opens_to_its_file_and_cell_and_day(table, observations):
    first = opened(table, Register(observations.assign(sheet="Biểu 1")))[0]
    (figure,) = first["a"]
    assert (figure["workbook"], figure["sheet"], figure["cell"]) == ("poverty.csv", "Biểu 1", "C2")
    assert (figure["value"], figure["printed"], figure["days"]) == ("100", "100", "31 December 2023")
    assert (figure["label"], figure["kind"], first["x"]) == ("Resident households", "published figure", True)


def test_a_rate_opens_to_what_is_divided_by_what(table, observations):
    rate = opened(table, Register(observations))[2]
    assert (cells(rate, "a"), cells(rate, "b"), rate["x"]) == (["D2"], ["C2"], True)


def test_a_rate_without_a_base_opens_to_the_printed_one():
    rows = pd.DataFrame({"name": ["VN"], "poverty_rate": [0.0293]}, index=pd.Index(["1"], name="unit"))
    seen = frame(
        [observation("1", "poor_households", 815101, "E2"), observation("1", "poverty_rate_printed", 0.0293, "E3")]
    )
    table = Table(rows, "x", [COLUMNS[0], COLUMNS[3]])
    assert cells(opened(table, Register(seen))[0], "a") == ["E3"]


def test_a_sum_opens_to_all_of_its_terms(observations):
    more = frame([observation("1", "near_poor_households", 5, "E2")])
    rows = pd.DataFrame({"name": ["a"], "multidimensional_poverty_rate": [0.15]}, index=pd.Index(["1"], name="unit"))
    table = Table(rows, "x", [COLUMNS[0], Column("multidimensional_poverty_rate", format="share")])
    (rate,) = opened(table, Register(pd.concat([observations, more])))
    assert (cells(rate, "a"), cells(rate, "b")) == (["D2", "E2"], ["C2"])


def test_a_number_that_the_figures_do_not_give_names_no_cell(table, observations, poverty_by_unit):
    other = Table(poverty_by_unit.assign(households=lambda d: d["households"] - 1), "x", COLUMNS)
    assert cells(opened(other, Register(observations))[0], "a") == []


def test_a_difference_of_terms_is_not_told_as_their_sum(observations):
    rows = pd.DataFrame({"name": ["a"], "rest": [90.0]}, index=pd.Index(["1"], name="unit"))
    column = Column("rest", "Rest", "count", part=("households", "-poor_households"))
    (entry,) = opened(Table(rows, "x", [COLUMNS[0], column]), Register(observations))
    assert (cells(entry, "a"), entry.get("x", False)) == (["C2", "D2"], False)


def test_a_total_says_which_units_it_lacks(table, observations):
    seen = observations.assign(coverage="2/3", covers="all but 3")
    assert opened(table, Register(seen))[0]["a"][0]["covered"] == "2/3: all but 3"


def test_a_revision_and_a_flow_say_so(table, observations):
    seen = observations.assign(revised=True, start=pd.Timestamp("2023-01-01").as_unit("s"))
    figure = opened(table, Register(seen), VI)[0]["a"][0]
    assert (figure["days"], figure["revised"]) == ("01/01/2023 đến 31/12/2023", "một báo cáo khác ghi giá trị khác")


def test_what_is_withheld_cannot_be_opened_nor_seen_behind_another_number(table, observations):
    held = withhold(observations.assign(printed="987654"), observations["unit"] == "2")
    entries = opened(table, Register(held))
    assert sum(len(each["a"]) for each in entries) == 4  # of unit 1 both counts and the rate, of unit 3 its households
    assert not any(figure["unit"] == "2" for each in entries for figure in (*each["a"], *each["b"]))
    assert "987654" not in json.dumps([each for each in entries if each["a"] == []])


def review(page):
    """The figures by unit as a notebook has them."""
    wide = page.figures.pivot_table(index="unit", columns="indicator", values="value")
    return page.by_unit(wide.assign(as_of=pd.Timestamp("2023-12-31")))


def cells_of(block):
    entries = [each for told in block.details.get("numbers", {}).values() for each in told]
    return [figure[FIGURE.index("cell")] for each in entries for figure in each["a"]]


def test_a_sentence_opens_to_the_figures_of_its_claims(start):
    page = start(lang="vi")
    block = page.say(sentences.value(review(page).loc["1"], "poor_households"))
    assert cells_of(block) == ["D2"]
    assert '<data value="10" data-o="0">10</data>' in block.html
    assert "<data" not in block.details["claims"][0]["text"]


def test_an_extreme_opens_to_the_figure_of_the_one_named(start):
    page = start(lang="en")
    assert cells_of(page.say(sentences.highest(review(page).loc[page.units], "households"))) == ["C4"]


def test_an_amount_that_is_written_as_a_whole_number_opens_though_it_is_none(start):
    # 110,598.53 ha of rice land, written 110,599, was the one number of its page that did not open
    row = review(page := start(lang="en")).loc["1"]
    numbers = apart("s1", EN)
    claim = page.ground.settle(value(row, Measure("area", ("poor_households",))))
    claim = replace(claim, numbers={"value": 10.4}, quoted="")
    assert "<data" in spoken_html("10 ha", [claim], page.ground, numbers)
    assert "<data" not in spoken_html("11 ha", [claim], page.ground, numbers)


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("1.731/7.735 hộ, chiếm 22,38%", "vi", [1731, 7735, 0.2238]),
        ("1,731 of 7,735 households (22.38%)", "en", [1731, 7735, 0.2238]),
        ("Đến ngày 31/12/2023 có 216 tỷ đồng, giảm 2,5\N{NO-BREAK SPACE}điểm %", "vi", [216e9, 2.5]),
        ("On 31 December 2023, VND 1.5 million; H1 of Xã Đăk4", "en", [1.5e6]),
    ],
)
def test_numbers_of_a_sentence_are_read_in_its_language_and_days_are_none(text, lang, wanted):
    assert [token.value for token in tokens(text, lang)] == pytest.approx(wanted)


def test_texts_and_figures_of_a_page_are_written_once():
    figure = ["Households", "1", "5", "31/12/2023", "a.xlsx", "S", "B2", "5", "official return", "", ""]
    other = [*figure[:6], "B3", *figure[7:]]
    made = pooled(
        [{"numbers": {"t1": [{"a": [figure], "x": True}]}}, {"numbers": {"t2": [{"a": [figure, other]}]}}, {}]
    )
    assert len(made["figures"]) == 2
    assert len(made["texts"]) == len(set(made["texts"])) == len({*figure, "B3"})
    assert made["numbers"] == {"t1": [{"a": [0], "x": True}], "t2": [{"a": [0, 1]}]}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_cannot_leave_the_data(text):
    written = json_html({"texts": [text]})
    assert not set("<>&") & set(written)
    assert json.loads(written) == {"texts": [text]}


def test_the_numbers_of_a_page_all_have_an_entry_of_their_block(start, poverty_by_unit, executed):
    page = start()
    page.table(Table(poverty_by_unit, "x", COLUMNS))
    html, known = render(executed(page)), json.loads(page_of(executed(page))["lineage"])
    ((block, entries),) = known["numbers"].items()
    assert f'data-b="{block}"' in html
    assert html.count("<data ") == len(entries) == np.isfinite(poverty_by_unit.drop(columns="name")).sum().sum()


def test_a_number_in_the_name_of_what_is_measured_does_not_open(start, poverty_by_unit):
    page = start()
    row = poverty_by_unit.assign(as_of=pd.Timestamp("2023-12-31")).loc["1"]
    claim = page.ground.settle(value(row, "households"))
    html = spoken_html("Số hộ có trên 100 m²: 100.", [claim], page.ground, apart("s1", VI), ["số hộ có trên 100 m²"])
    assert html.startswith("Số hộ có trên 100 m²: <data ")
    assert html.count("<data ") == 1


def test_a_figure_that_a_card_or_a_sentence_tells_is_shown_as_one_in_a_table_is(start):
    page = start()
    rows = (
        page.observations.query("indicator == 'households'").set_index("unit").rename(columns={"value": "households"})
    )
    row = rows.loc["1"].rename("1")
    told = {"households/ 2019 - 2023-12-31 2023-12-31": ["1"]}
    assert page.say(sentences.value(row, "households")).details["shows"] == told
    assert page.cards([Card("Hộ", cards.figure(row, "households"))]).details["shows"] == told


def test_a_rate_whose_count_was_rejected_has_no_word_of_its_base_before_it():
    assert Origin(divided_by=("the base",)).qualifier == ""
