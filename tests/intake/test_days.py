"""Days and spans of time as cells, titles and names of sheets write them."""

from datetime import date, datetime

import pytest

from helpers.intake.days import day_of, holds, spans, years_in

DEFAULT = date(2023, 12, 31)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (2022.0, date(2022, 12, 31)), ("2022", date(2022, 12, 31)), ("Năm 2022", date(2022, 12, 31)),
        ("30/6/2022", date(2022, 6, 30)), ("2022-06-30", date(2022, 6, 30)), (datetime(2022, 6, 30), date(2022, 6, 30)),
        ("", DEFAULT), ("năm ngoái", None), (31.5, None), ("31/02/2022", None),
    ],
)  # fmt: skip
def test_a_cell_gives_a_day_or_the_last_day_of_its_year(cell, day):
    assert day_of(cell, DEFAULT) == day


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("Huyện Kon Plông, năm 2023", "2023-01-01", "2023-12-31"),
        ("6 tháng đầu năm 2024", "2024-01-01", "2024-06-30"),
        ("SÁU THÁNG CUỐI NĂM 2024", "2024-07-01", "2024-12-31"),
        ("Kết quả 9 tháng đầu năm 2024", "2024-01-01", "2024-09-30"),
        ("Quý III/2024", "2024-07-01", "2024-09-30"),
        ("Tháng 02/2024", "2024-02-01", "2024-02-29"),
        ("Tính đến ngày 30/6/2024", "2024-06-30", "2024-06-30"),
        ("Số liệu rà soát 2021", "2021-01-01", "2021-12-31"),
        ("NIÊN ĐỘ 2021", "2021-01-01", "2021-12-31"),
        ("Kết quả 2021 xã Hiếu", "2021-01-01", "2021-12-31"),
        ("Năm hai nghìn không trăm hai mươi tư", "2024-01-01", "2024-12-31"),
        ("năm hai ngàn không trăm lẻ năm", "2005-01-01", "2005-12-31"),
        ("NĂM HAI NGHÌN KHÔNG TRĂM MƯỜI CHÍN", "2019-01-01", "2019-12-31"),
        ("Năm 2023, so với cùng kỳ năm 2022", "2023-01-01", "2023-12-31"),
        ("(Số liệu đến hết ngày 31 tháng 12 năm 2023)", "2023-12-31", "2023-12-31"),
    ],
)
def test_a_title_names_a_span_of_time(title, start, end):
    assert spans(title) == [(date.fromisoformat(start), date.fromisoformat(end))]


@pytest.mark.parametrize(
    "title",
    [
        "Kon Plông, ngày 15 tháng 01 năm 2025",
        "(Kèm theo Quyết định số 5 năm 2021)",
        "Giai đoạn 2021 - 2025",
        "Hai nghìn năm trăm hộ",
        "Hai nghìn không trăm bó đuốc",
        "Mẫu số 1",
        "Thực hiện Chỉ thị 25/2021",
        "Theo chuẩn 2021",
        "Giai đoạn 2021-2025",
    ],
)
def test_dates_of_issue_decrees_and_programmes_are_none(title):
    assert spans(title) == []


def test_several_spans_are_all_named():
    assert len(spans("Năm 2023 và năm 2022")) == 2


@pytest.mark.parametrize(
    ("span", "day", "expected"),
    [
        ("năm 2023", date(2023, 12, 31), True), ("năm 2023", date(2024, 1, 31), True), ("năm 2023", date(2023, 6, 30), True),
        ("năm 2023", date(2024, 12, 31), False), ("6 tháng đầu năm 2024", date(2024, 12, 31), False),
        ("6 tháng đầu năm 2024", date(2024, 6, 30), True), ("đến ngày 31/12/2023", date(2024, 12, 31), False),
    ],
)  # fmt: skip
def test_figures_of_a_day_lie_in_a_span_or_close_it_soon_after(span, day, expected):
    assert holds(spans(span)[0], day) is expected


def test_the_name_of_a_sheet_may_hold_a_year():
    assert years_in("Đất 2023") == [(date(2023, 1, 1), date(2023, 12, 31))]
    assert years_in("Biểu 12023") == years_in("Sheet1") == []
