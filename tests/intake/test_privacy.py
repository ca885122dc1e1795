"""Persons are known by what a text holds; units, headings, amounts and codes are not taken for them. All are invented."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.workbooks.legacy import encode_tcvn3
from tests.workbooks.persons import CARDS, NAMES, NUMBERS, TEXTS
from tests.workbooks.sheets import Book, write_xlsx
from tests.workbooks.tables import HEADINGS, sound

from helpers.intake import privacy
from helpers.intake import units as units_module
from helpers.intake.formats.grid import Grid
from helpers.intake.privacy import PlaceNames, citizens_in, names_in, names_persons, personal_data, telephones_in
from helpers.intake.text.vietnamese import name_keys
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

SIGNERS = ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Lê Giả Định"]


def column(cells: list[object], heading: str = "x") -> list[Grid]:
    """A sheet with one column, numbered as lists are."""
    rows = [["TT", heading, "Số hộ"], *([float(at), cell, 5.0] for at, cell in enumerate(cells, start=1))]
    return [Grid("a.xlsx", "Sheet1", rows)]


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Thử", "NGUYỄN VĂN THỬ", "Nguyen Van Thu", "NGUYEN VAN THU", "nguyễn văn thử", "Lê A Thử", "Trần Thị H Mẫu",
        "Y Blan", "A Rih", "Y BLAN", "A Đam", "Rơ Châm Thử", "Ksor H Mẫu", "Siu Thử", "Rmah Thử", "Kpă Thử", "Đinh Thử", "Hồ Thị Mẫu",
        "Ông Nguyễn Văn Thử", "1. Trần Thị Mẫu", "Nguye\u0302\u0303n Va\u0306n Thu\u031b\u0309",
        "Danh Út", "Kiên Sóc Kha", "Chau Kim Sa", "Neáng Sa", "Thạch Sơn", "Sơn Ngọc Hoàng", "Ja Riya", "Mohamad Salim",  # Khmer and Cham
        "Thổ Thị Mai", "Bá Văn Quyến", "Báo Thị Hiền", "Đổng Thị Hoa",  # whose family the middle name tells
    ],
)  # fmt: skip
def test_a_text_that_reads_as_a_name_is_one(name):
    assert len(names_in(name)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Xã Đăk Nên", "Xã Măng Đen", "Thôn Kon Plông", "Tổng cộng", "TỔNG CỘNG", "Tổng số hộ nghèo", "Số hộ cận nghèo",
        "Cao nhất", "Hồ chứa nước", "Mai táng phí", "Đào tạo nghề", "Văn bản số 12", "TỶ LỆ HỘ NGHÈO", "DÂN TỘC", "A 12", "a) Hộ nghèo",
        "Y tế", "A. Hộ nghèo", "TONG SO HO NGHEO", "Ho ngheo", "Phan tich", "1.731", "",
        "Danh Sách Xã", "Danh Mục Dự Án", "Đô Thị Hóa", "Chỉ Thị Mới", "Công Văn Hỏa Tốc", "Kiên Cố Hóa",
    ],
)  # fmt: skip
def test_headings_units_and_totals_are_no_names(text):
    assert names_in(text) == []


@pytest.mark.parametrize(
    "text",
    ["062085001234", "0620 8500 1234", "062.085.001.234", "'062085001234", "062 085 001 234", "062-085-001-234", "CCCD: 062085001234"],
)  # fmt: skip
def test_a_citizens_number_is_known_however_its_figures_are_set_apart(text):
    assert citizens_in(text) == ["062085001234"]


@pytest.mark.parametrize(
    "text", ["0905123456", "0905 123 456", "0905.123.456", "+84 905 123 456", "'0905123456", "ĐT: 0905-123-456"]
)
def test_a_telephone_number_is_known_however_its_figures_are_set_apart(text):
    assert telephones_in(text) == ["0905123456"]


@pytest.mark.parametrize(
    "text",
    [
        "1.731.000",
        "7.281.000.000",
        "23452",
        "22,38%",
        "31/12/2023",
        "12/2023/QĐ-UBND",
        "0,61",
        "1 234 567 890",
        "0.06208500123",
    ],
)
def test_amounts_codes_and_dates_are_no_numbers_of_persons(text):
    assert citizens_in(text) == telephones_in(text) == []


@pytest.mark.parametrize(
    "cells",
    [
        SIGNERS,
        [name.upper() for name in SIGNERS],
        [name.lower() for name in SIGNERS],
        ["Y Blan", "A Rih", "Y Hlư"],
        [encode_tcvn3(name) for name in SIGNERS],
        [905123456.0, 912345678.0, 987654321.0],  # telephones as numbers: the 0 is lost
        [62085001234.0, 62085001235.0, 62185001236.0],  # numbers of citizens as numbers: eleven figures
        ["62085001234", "62085001235", "62185001236"],
        ["233123456", "233123457", "233123458"],
        ["0905 123 456", "0912.345.678", "+84 987 654 321"],
    ],
    ids=str,
)
def test_a_column_of_persons_is_a_list_whatever_stands_above_it(cells):
    assert personal_data(column(cells))


@pytest.mark.parametrize(
    "cells",
    [
        ["Xã Đăk Nên", "Xã Măng Bút", "Xã Đăk Ring"],
        ["Lê Lợi", "Trần Hưng Đạo", "Nguyễn Trãi"],  # wards
        ["Lê Lợi", "Trần Hưng Đạo"],  # two that sign
        [
            "Nguyễn Văn Thử",
            "Nguye\u0302\u0303n Va\u0306n Thu\u031b\u0309",
            "Ông Nguyễn Văn Thử",
            "NGUYỄN VĂN THỬ",
            "Trần Thị Mẫu",
        ],  # so do these
        [7281000000.0, 5120000000.0, 943000000.0],
        [23452.0, 23455.0, 23458.0],
        ["23452", "23455", "23458"],
        [1731.0, 812.0, 660.0],
        ["1.731", "812", "22,38%"],
        ["01/2023", "02/2023", "03/2023"],
    ],
    ids=str,
)
def test_a_column_of_units_amounts_or_codes_is_no_list(cells):
    scope = load_scope("kon-tum", Project(Path(__file__).parents[2]))
    assert personal_data(column(cells), PlaceNames(scope)) is None


def test_two_hundred_persons_are_all_found_and_two_hundred_texts_of_offices_all_let_through():
    is_place = PlaceNames(load_scope("kon-plong", Project(Path(__file__).parents[2])))
    assert len(NAMES + NUMBERS + CARDS) == len(TEXTS) == 200
    lists = [NAMES[at::20] for at in range(20)]
    assert [names for names in lists if not personal_data(column(names), is_place)] == []
    assert [number for number in NUMBERS if not names_persons(number)] == []
    alone = [(card, [Grid("a.xlsx", "S", [["x"], [cell]])]) for card in CARDS for cell in (card, number(card))]
    assert [card for card, grids in alone if not personal_data(grids)] == []
    assert [text for text in TEXTS if names_persons(text) or personal_data(column([text]), is_place)] == []
    columns = [TEXTS[at : at + 8] for at in range(0, len(TEXTS), 8)]
    assert [texts for texts in columns if personal_data(column(texts), is_place)] == []


def test_names_of_units_and_numbers_are_not_looked_into_and_those_of_a_scope_are_folded_once(monkeypatch):
    """They are most texts of a return; a sheet of a whole country has tens of thousands."""
    scope = replace(load_scope("kon-plong", Project(Path(__file__).parents[2])), id="not-seen-before")
    units = [unit.name for unit in scope.boundaries[0].units]
    looked, folded = [], []
    monkeypatch.setattr(privacy, "names_in", lambda text: looked.append(text) or names_in(text))
    monkeypatch.setattr(units_module, "name_keys", lambda names: folded.append(1) or name_keys(names))
    for _ in range(2):
        assert personal_data(column([*units, "1731", "Lê Lợi", "Hồ Ghi"]), PlaceNames(scope)) is None
    assert {*looked} == {"TT", "x", "Số hộ", "Lê Lợi", "Hồ Ghi"}
    assert len(folded) == 1


def number(card: str) -> object:
    """A card's number as a spreadsheet takes it where it is typed without signs."""
    return float(card) if card.isdigit() and card[0] != "0" else card


@pytest.mark.parametrize(
    "rows",
    [
        [["Chương trình 1719", 145678912.0], ["Chương trình giảm nghèo", 231456789.0], ["Nông thôn mới", 205998877.0]],
        [["Xã Đăk Nên", "145.678.912"], ["Xã Đăk Ring", "231.456.789"], ["Xã Hiếu", "205.998.877"]],
        [["Tổng", 582134578.0], ["", 145678912.0], ["", 231456789.0], ["", 8345122.0]],
        [[145678912.0, 231456789.0], [205998877.0, 145678913.0], [301998877.0, 245678913.0]],
    ],
    ids=str,
)
def test_amounts_of_nine_figures_are_no_cards(rows):
    assert personal_data([Grid("a.xlsx", "S", rows)]) is None


@pytest.mark.parametrize("card", [233123456.0, "233123456", "145678912", 145678912.0])
def test_one_bare_number_of_an_identity_card_beside_a_name_is_personal(card):
    assert personal_data([Grid("a.xlsx", "S", [["1", "Nguyễn Văn Thử", card]])]) == ("S", "C1")
    scope = load_scope("kon-tum", Project(Path(__file__).parents[2]))
    assert personal_data([Grid("a.xlsx", "S", [["1", "Lê Lợi", card]])], PlaceNames(scope)) is None  # a ward's amount
    assert (
        personal_data([Grid("a.xlsx", "S", [["1", "Nguyễn Văn Thử", 233123000.0]])]) is None
    )  # money of one who signs


@pytest.mark.parametrize(
    ("cell", "typed"),
    [("C4", "0905123456"), ("C4", "+84 905 123 456"), ("L4", "LH: 0905.123.456"), ("L4", "'0905 123 456")],
)
def test_one_telephone_in_a_table_is_told_by_its_cell_and_never_a_figure(cell, typed, folder, read):
    rows = [[*row, ""] if len(row) == len(HEADINGS) else row for row in sound()]
    rows[2][-1] = "Ghi chú"
    rows[3]["ABCDEFGHIJKL".index(cell[0])] = typed
    write_xlsx(Book({"S": rows}), folder / "a.xlsx")
    intake = read(form="bieu_05")
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q704", cell]]
    assert cell not in set(intake.observations.dropna(subset="value").cell)
    assert not intake.cells.text.str.contains("905").any()


@pytest.mark.parametrize("amount", ["84.905.123.456", "8441000000", "84500000000", "84 500 000 000", "8441123456"])
def test_an_amount_that_begins_with_84_is_no_telephone(amount):
    assert telephones_in(amount) == []


@pytest.mark.parametrize("typed", ["84905123456", "+84905123456", "+84 260 3861 000", "84 905 123 456"])
def test_a_telephone_with_the_code_of_the_country_is_one(typed):
    assert telephones_in(typed)
