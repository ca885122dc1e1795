"""Headings: a whole heading decides, upper tiers are heard, lines are joined, and nothing is taken in silence."""

from datetime import date

import pytest
from tests.workbooks.sheets import Book, write_csv, write_html, write_xlsx
from tests.workbooks.tables import BUDGET, HIEU, NEN, budget_in_lines, groups, sound, years_as_columns

from helpers.intake import header
from helpers.intake.headings import LOWER, SPELLING, WHOLE, assign
from helpers.intake.layouts.layout import layout

DAY = date(2023, 12, 31)


def write(rows, folder, kind="xlsx", merged=()):
    if kind == "xlsx":
        return write_xlsx(Book({"Biểu": rows}, {"Biểu": list(merged)}), folder / "a.xlsx")
    return (write_csv if kind == "csv" else write_html)(rows, folder / f"a.{kind}")


def indicators_of(intake):
    return set(intake.observations.indicator)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "html", "merged"])
def test_a_column_of_another_group_is_not_taken_for_its_last_tier(kind, folder, read):
    rows, merged = groups(merged=kind == "merged")
    write(rows, folder, "xlsx" if kind == "merged" else kind, merged)
    intake = read(form="bieu_05")
    assert indicators_of(intake) == {"households", "minority_households", "minority_poor_households"}
    refused = intake.findings[intake.findings.code == "Q112"]
    assert refused.printed.tolist() == ["Hộ dân tộc Kinh > Số hộ nghèo", "Hộ dân tộc Kinh > Tái nghèo"]
    assert set(intake.cells[intake.cells.outcome == "rejected"].cell) == {"F5", "F6", "G5", "G6"}


@pytest.mark.parametrize("kind", ["xlsx", "csv", "html"])
def test_headings_broken_over_rows_are_joined_before_they_are_compared(kind, folder, read, add_layout):
    add_layout(BUDGET)
    write(budget_in_lines(), folder, kind)
    intake = read()
    figures = intake.observations.set_index(["unit", "indicator"]).value
    assert intake.findings.empty
    assert figures["23452", "capital_plan_vnd"] == 120e6
    assert figures["23476", "capital_allocated_vnd"] == 90e6


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_heading_of_the_units_may_be_broken_over_rows_too(kind, folder, read):
    rows = sound()
    rows[2][1] = "Tên"
    rows.insert(3, ["", "đơn vị", *[""] * 9])
    write(rows, folder, kind)
    assert len(read(form="bieu_05").observations) == 18


def test_a_tier_above_the_row_of_the_units_belongs_to_the_header(folder, read):
    rows = sound()
    rows[1] = ["", "", "", "", "Hộ dân tộc Kinh"]
    write(rows, folder)
    intake = read(form="bieu_05")
    assert indicators_of(intake) == {"households", "minority_households"}


@pytest.mark.parametrize(
    "line",
    [["Huyện Kon Plông, năm 2023"], ["", "", "", "", "ĐVT: hộ"], ["", "", "", "", "", "Ngày 5 tháng 1 năm 2024"]],
)
def test_a_line_above_the_header_is_no_tier_of_it(line, folder, read):
    rows = sound()
    rows[1] = line
    write(rows, folder)
    assert len(read(form="bieu_05").observations) == 18


def test_a_heading_over_two_columns_names_neither(folder, read):
    rows = sound()
    rows[2][5] = rows[2][4]
    write(rows, folder)
    intake = read(form="bieu_05")
    doubled = intake.findings[intake.findings.code == "Q128"]
    assert doubled.cell.tolist() == ["E3", "F3"]
    assert doubled.expected.tolist() == ["E, F", "E, F"]
    assert "minority_poor_households" not in indicators_of(intake)
    assert set(intake.cells[intake.cells.outcome == "rejected"].cell) == {"E4", "E5", "F4", "F5"}


def test_years_as_columns_give_each_figure_its_own_day(folder, read):
    write(years_as_columns(), folder, merged=["C3:D3", "E3:F3"])
    intake = read(form="bieu_05")
    figures = intake.observations.set_index(["unit", "indicator", "as_of"]).value
    assert figures["23452", "households", "2022-12-31"] == 490
    assert figures["23452", "households", "2023-12-31"] == 500
    assert figures["23476", "minority_poor_households", "2022-12-31"] == 170
    assert len(figures) == 8


def test_a_heading_without_its_upper_tiers_is_read_and_said(folder, read):
    form = layout("poverty_result")
    paths = {0: ("Phường/ Xã",), 1: ("Tổng số hộ nghèo", "Số hộ"), 2: ("Nhân khẩu",)}
    found = assign(paths, form, DAY)
    assert {at: column.indicator() for at, column in found.columns.items()} == {
        0: "",
        1: "poor_households",
        2: "persons",
    }
    assert found.how == {0: WHOLE, 1: LOWER, 2: LOWER}


def test_a_lower_tier_that_two_columns_share_names_none():
    found = assign({0: ("Phường/ Xã",), 1: ("Tỷ lệ",), 2: ("Số hộ",)}, layout("poverty_result"), DAY)
    assert found.unknown == {1: "Tỷ lệ", 2: "Số hộ"}


def test_words_that_separate_nothing_are_no_upper_tier():
    found = assign({0: ("Tên đơn vị",), 1: ("Trong đó", "Số hộ nghèo DTTS")}, layout("bieu_05"), DAY)
    assert found.columns[1].indicator() == "minority_poor_households"


@pytest.mark.parametrize(
    ("heading", "how"),
    [
        ("Số hộ nghéo DTTS", WHOLE),  # accents are folded
        ("Số hộ nghòe DTTS", SPELLING),
        ("Số hộ thoat DTTS", None),
        ("Số hộ DTTS thoát nghèo", None),  # a word of other forms is no slip of 'tái'
        ("Số hộ giàu DTTS", None),
    ],
)
def test_a_slip_of_the_pen_is_a_misspelt_word_and_no_other_word(heading, how):
    found = assign({0: ("Tên đơn vị",), 1: (heading,)}, layout("bieu_05"), DAY)
    assert found.how.get(1) == how


def test_the_number_of_a_heading_is_none_of_its_words():
    form = layout("poverty_result")
    paths = {at: (f"{at}. {column.heading[0]}", *column.heading[1:]) for at, column in enumerate(form.columns, start=1)}
    found = assign(paths, form, date(2023, 12, 31))
    assert set(found.how.values()) == {WHOLE}
    assert (found.unknown, found.doubled) == ({}, {})


def test_a_misspelt_heading_carries_a_finding(folder, read):
    rows = sound()
    rows[2][4] = "Số hộ nghòe DTTS"
    write(rows, folder)
    intake = read(form="bieu_05")
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q127", "E3"]]
    assert len(intake.observations) == 18


def test_figures_that_contradict_a_misspelt_heading_refuse_it(folder, read):
    rows = sound()
    rows[2][4] = "Số hộ nghòe DTTS"
    rows[3][4], rows[4][4] = 300, 20  # 300 of 400 are not the 25 % beside it
    write(rows, folder)
    intake = read(form="bieu_05")
    refused = intake.findings[intake.findings.code == "Q129"]
    assert refused.message_en.str.contains(r"J = E / D holds in 0 of 2 rows").all()
    assert refused.cell.tolist() == ["E3"]
    assert "minority_poor_households" not in indicators_of(intake)
    assert set(intake.cells[intake.cells.outcome == "rejected"].cell) == {"E4", "E5"}


LONG = """
form = "long_table"
origin = "published"
title = "HỘ NGHÈO THEO NĂM"
recognise = []
valid_from = 2022-01-01
rest = "ignore"
[[column]]
role = "as_of"
heading = ["Năm"]
[[column]]
role = "level"
heading = ["Cấp"]
[[column]]
role = "unit"
heading = ["Xã"]
[[column]]
heading = ["Số hộ nghèo"]
indicator = "poor_households"
"""


@pytest.mark.parametrize("kind", ["xlsx", "csv", "html"])
def test_a_long_table_gives_each_row_its_own_year_and_level(kind, folder, read, add_layout):
    add_layout(LONG)
    rows = [
        ["Năm", "Cấp", "Xã", "Số hộ nghèo", "Nguồn thu"],
        [2022, "Xã", HIEU, 150, 7],
        [2023, "Xã", HIEU, 120, 8],
        [2022, "Xã", NEN, 100, 9],
        ["31/12/2023", "Xã", NEN, 90, 9],
        [2023, "Huyện", "Kon Rẫy", 500, 9],
        ["năm ngoái", "Xã", NEN, 91, 9],
        [1975, "Xã", NEN, 91, 9],
    ]
    write(rows, folder, kind)
    intake = read(form="long_table")
    figures = intake.observations[["unit", "as_of", "value"]].astype(str).to_numpy().tolist()
    assert figures == [
        ["23476", "2022-12-31", "150.0"], ["23476", "2023-12-31", "120.0"],
        ["23452", "2022-12-31", "100.0"], ["23452", "2023-12-31", "90.0"],
    ]  # fmt: skip
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q315", "A7"], ["Q316", "A8"], ["Q310", "C6"]]


def test_a_layout_can_be_like_another_with_differences(add_layout):
    from helpers.intake.layouts.layout import _like

    raw = {"a": {"form": "a", "title": "A", "recognise": [], "column": [
        {"role": "unit", "heading": ["Xã"]}, {"heading": ["Hộ nghèo"], "indicator": "poor_households"}, {"heading": ["Hộ"], "indicator": "households"}]}}  # fmt: skip
    data = {"form": "b", "like": "a", "without": ["households"], "column": [
        {"heading": ["Số hộ nghèo"], "indicator": "poor_households"}, {"heading": ["Nhân khẩu"], "indicator": "persons"}]}  # fmt: skip
    made = _like(data, raw)
    assert made["form"], made["title"] == ("b", "A")
    assert [column["heading"] for column in made["column"]] == [["Xã"], ["Số hộ nghèo"], ["Nhân khẩu"]]


def test_a_heading_that_a_hyphen_broke_at_the_end_of_a_line_is_whole(folder, read):
    rows = sound()
    rows[2][6] = "Số hộ thoát nghè-\no DTTS"
    rows[2][4] = "Số hộ ng-\nhèo DTTS"
    write(rows, folder)
    intake = read(form="bieu_05")
    assert intake.findings.empty
    assert len(intake.observations) == 18


def test_a_header_is_read_once_for_all_forms_that_are_compared_with_it(folder, read, monkeypatch):
    compared, tiers_read = [], []
    count, spread = header.assign, header._spread
    monkeypatch.setattr(header, "assign", lambda *of: compared.append(of[1].form) or count(*of))
    monkeypatch.setattr(header, "_spread", lambda tiers, first: tiers_read.append(str(tiers)) or spread(tiers, first))
    words = [["Đơn vị", "Đỏ", "Vàng", "Xanh"], ["", "to", "nhỏ", "vừa"], ["", "a", "b", "c"]]
    write([*words, *([name, 1, 2, 3] for name in (HIEU, NEN))], folder)
    read()
    assert len(compared) > 10
    assert len(tiers_read) == len(set(tiers_read)) > 0


ENGLISH = [
    "No",
    "Commune",
    "Households",
    "Ethnic minority households",
    "Poor ethnic minority households",
    "Near-poor ethnic minority households",
]


def bilingual(join):
    """`sound()` with English beside the first headings."""
    rows = [*map(list, sound())]
    for at, english in enumerate(ENGLISH):
        rows[2][at] = join(rows[2][at], english)
    return rows


@pytest.mark.parametrize("kind", ["xlsx", "csv", "html"])
@pytest.mark.parametrize(
    "join",
    [
        lambda own, english: f"{own} / {english}",
        lambda own, english: f"{own}\n{english}",
        lambda own, english: f"{own} ({english.lower()})",
        lambda own, english: f"{english} – {own}",
    ],
)
def test_a_heading_in_two_languages_is_known_by_the_one_of_the_form(join, kind, folder, read):
    write(bilingual(join), folder, kind)
    intake = read(form="bieu_05")
    assert set(intake.findings.code) == {"Q136"}
    assert len(intake.observations) == 18
    assert intake.columns.known_by.tolist()[:2] == ["two languages", "two languages"]


def test_english_in_a_row_of_its_own_is_part_of_the_headings(folder, read):
    rows = [*map(list, sound())]
    rows.insert(3, ["No", "", *ENGLISH[2:], *[""] * 5])
    write(rows, folder)
    intake = read(form="bieu_05")
    assert set(intake.findings.code) == {"Q136"}
    assert len(intake.observations) == 18


@pytest.mark.parametrize(
    "english",
    [
        "Number of near-poor ethnic minority households",
        "Poor Kinh households",
        "Poor households",
        "Poverty rate of minority households",
        "Poor ethnic minority persons",
        "hộ Kinh",
    ],
)
def test_a_heading_whose_english_says_something_else_is_not_taken(english, folder, read):
    rows = [*map(list, sound())]
    rows[2][4] = f"{rows[2][4]} / {english}"
    write(rows, folder)
    intake = read(form="bieu_05")
    assert "minority_poor_households" not in indicators_of(intake)
    assert "Q112" in set(intake.findings.code)


@pytest.mark.parametrize(
    "english", ["Poor minority HHs", "No. of poor ethnic minority households", "Poor households of ethnic minority"]
)
def test_english_in_other_words_says_the_same(english, folder, read):
    rows = [*map(list, sound())]
    rows[2][4] = f"{rows[2][4]} / {english}"
    write(rows, folder)
    assert "minority_poor_households" in indicators_of(read(form="bieu_05"))


def test_a_table_headed_by_the_catalogue_in_two_languages_is_read(folder, read):
    rows = [
        ["Đơn vị / Unit", "Số hộ nghèo / Number of poor households", "Số hộ cận nghèo / Near-poor households"],
        [HIEU, 100, 40],
        [NEN, 80, 30],
    ]
    write(rows, folder)
    intake = read()
    assert indicators_of(intake) == {"poor_households", "near_poor_households"}
    assert set(intake.findings.code) == {"Q132", "Q136"}
