"""Shapes of tables that offices send: each is read by its title, and its small made-up example gives what was worked out by hand."""

import pytest
from tests.workbooks.sheets import Book, write_xlsx

from helpers.intake.layouts.layout import layouts
from helpers.intake.naming import name_columns

GRADED = ("verified", "one source", "assumed")


def real():
    return [entry for entry in layouts() if entry.grade]


def table(word):
    """Two communes: 500 and 800 households, of them 100 and 150 poor (or near-poor), 80 and 140 of minorities."""
    title = f"TỔNG HỢP KẾT QUẢ RÀ SOÁT {word.upper()} THEO CHUẨN NGHÈO ĐA CHIỀU NĂM 2023"
    return [
        [title],
        [],
        ["TT", "Phường/ Xã", "Tổng số hộ dân cư", "", "", f"Số {word}", "", "", f"Tỷ lệ {word}", ""],
        ["", "", "Tổng số", "Kinh", "DTTS", "Tổng số", "Kinh", "DTTS", "Chung", "DTTS"],
        ["A", "B", "1=2+3", "2", "3", "9=10+11", "10", "11", "20=9/1*100", "21=11/3*100"],
        [1, "Xã Đăk Nên", 500, 100, 400, 100, 20, 80, "20,00%", "20,00%"],
        [2, "Xã Hiếu", 800, 100, 700, 150, 10, 140, "18,75%", "20,00%"],
    ]


@pytest.mark.parametrize(
    ("form", "word", "prefix"), [("report_12", "hộ nghèo", ""), ("report_13", "hộ cận nghèo", "near_")]
)
def test_the_reports_by_ethnicity_are_read_by_their_titles(form, word, prefix, folder, read):
    write_xlsx(Book({"Sheet1": table(word)}), folder / "a.xlsx")
    found = read()
    figures = found.observations[found.observations["unit"] == "23476"]
    values = {(row.indicator, row.detail): row.value for row in figures.itertuples()}
    assert values == pytest.approx({
        ("households", ""): 800, ("minority_households", ""): 700, (f"{prefix}poor_households", ""): 150,
        (f"{prefix}poor_households_by_ethnicity", "kinh"): 10, (f"minority_{prefix}poor_households", ""): 140,
        (f"{prefix}poverty_rate_printed", ""): 0.1875, (f"minority_{prefix}poverty_rate_printed", ""): 0.20,
    })  # fmt: skip
    assert set(found.columns["form"]) == {form}


def test_the_table_of_the_standard_before_is_read_by_its_headings_with_town_and_country_apart(folder, read):
    """40 near-poor of 500 households at the start, 10 out, 1 back, 4 new: 35 are left, 7 %."""
    rows = [
        ["TT", "Tên đơn vị", "Tổng số hộ dân cư", "Số hộ cận nghèo đầu năm", "", "", "Diễn biến hộ cận nghèo trong năm", "", "", "Số hộ cận nghèo cuối năm", "", ""],
        ["", "", "", "Số hộ", "Tỷ lệ %", "Số hộ DTTS", "Số hộ thoát cận nghèo", "Số hộ tái cận nghèo", "Số hộ cận nghèo phát sinh mới", "Số hộ", "Tỷ lệ %", "Số hộ DTTS"],
        ["I", "Khu vực thành thị", *[""] * 10],
        [1, "Thị trấn Măng Đen", 800, 20, "2,50%", 9, 5, 0, 1, 16, "2,00%", 8],
        ["II", "Khu vực nông thôn", *[""] * 10],
        [2, "Xã Đăk Nên", 500, 40, "8,00%", 38, 10, 1, 4, 35, "7,00%", 33],
    ]  # fmt: skip
    write_xlsx(Book({"Sheet1": rows}), folder / "a.xlsx")
    found = read(as_of="2020-12-31", period="2020")
    figures = found.observations[found.observations["unit"] == "23452"]
    assert {(row.indicator, row.detail): row.value for row in figures.itertuples()} == pytest.approx({
        ("households", ""): 500, ("near_poor_household_flow", "start"): 40, ("near_poor_household_flow", "escaped"): 10,
        ("near_poor_household_flow", "relapsed"): 1, ("near_poor_household_flow", "new"): 4, ("near_poor_household_flow", "end"): 35,
        ("near_poverty_rate_printed", ""): 0.07, ("minority_near_poor_households", ""): 33,
    })  # fmt: skip
    assert set(found.columns["form"]) == {"near_poor_2016"}
    assert found.observations["unit"].nunique() == 2


def test_every_real_layout_says_how_well_it_is_known():
    assert {entry.form for entry in real()} >= {
        "bieu_05",
        "near_poor_2016",
        "report_12",
        "report_13",
        "poverty_result",
        "flow_poor",
        "groups",
    }
    assert all(entry.grade in GRADED and entry.source for entry in real())


def test_an_unknown_table_is_compared_with_all_of_them():
    paths = {
        2: ("Tổng số hộ dân cư", "Tổng số"), 3: ("Tổng số hộ dân cư", "DTTS"), 4: ("Tổng số nhân khẩu",), 5: ("Số hộ nghèo", "Kinh"),
        6: ("Số hộ nghèo", "DTTS"), 7: ("Số hộ nghèo", "Hộ KCKNLĐ"), 8: ("Máy cày",),
    }  # fmt: skip
    found = name_columns(paths, has_parts=False)
    assert found.form.form == "report_12"
    assert found.more == (8,)
