"""The page of other figures: what stands on it, and that its gaps are gaps."""

import pandas as pd
from tests.report.conftest import observation

from helpers.report import others, revised
from helpers.report.table import rows_of
from helpers.vocabulary.observation import frame

SHOWN, LEFT = "shown", "left"


def account_of(*rows):
    told = frame([observation(*row[:-1], as_of="2024-06-30", detail="1") for row in rows])
    return told.assign(outcome=[row[-1] for row in rows])


def texts(table, page):
    return [[cell.text for cell in row.cells] for row in rows_of(table, page.t)]


def test_a_table_of_what_is_left_over_shows_the_others_of_its_kind_too(start):
    """A commune's figure that another page shows is no gap beside those that none shows."""
    account = account_of(("1", "new_rural_criterion_met", 1, LEFT), ("2", "new_rural_criterion_met", 0, SHOWN))
    (table,) = others.tables_of(account, start())
    assert table.caption.endswith("30/06/2024 (1 số liệu)")
    assert texts(table, start()) == [["Xã Đăk Nên", "có"], ["Xã Hiếu", "không"]]


def test_members_are_columns_where_they_are_fewer_than_units_and_rows_where_they_are_more(start):
    few = account_of(*((unit, "new_rural_criterion_met", 1, LEFT) for unit in "123"))
    many = pd.concat([few[few["unit"] == "1"].assign(detail=str(n)) for n in (1, 2)])
    (by_unit,), (by_member,) = others.tables_of(few, start()), others.tables_of(many, start())
    assert [row[0] for row in texts(by_unit, start())] == ["Xã Đăk Nên", "Xã Hiếu", "Thị trấn Măng Đen"]
    assert [column.label for column in by_member.columns][1:] == ["Xã Đăk Nên"]
    assert len(texts(by_member, start())) == 2


def test_members_stand_in_the_order_of_their_code_list_and_units_in_the_official_one(start):
    ways = ("end", "escaped", "start")  # in the order of the alphabet, in which they stood
    account = account_of(*((unit, "poor_household_flow", 9, LEFT) for unit in ("613", *"123")))
    account = pd.concat([account.assign(detail=way) for way in ways], ignore_index=True)
    (table,) = others.tables_of(account, start())
    assert [column.label for column in table.columns][1:] == ["Đầu kỳ", "Thoát nghèo, vượt chuẩn cận nghèo", "Cuối kỳ"]
    assert [row[0] for row in texts(table, start())][-1] == "Huyện Mẫu"


def test_money_stands_in_one_unit_that_the_caption_names(start):
    account = account_of(("1", "capital_plan_vnd", 2_500_000_000, LEFT), ("2", "capital_plan_vnd", 300_000_000, LEFT))
    (table,) = others.tables_of(account, start())
    assert "(tỷ đồng)" in table.caption
    assert texts(table, start()) == [["Xã Đăk Nên", "2,5"], ["Xã Hiếu", "0,3"]]


def test_the_overview_counts_figures_and_places_of_each_measure(start):
    account = account_of(*((unit, "capital_plan_vnd", 1, LEFT) for unit in "12"), ("1", "households", 9, LEFT))
    assert [row[1:3] for row in texts(others.overview(account, start()), start())] == [["2", "2"], ["1", "1"]]


def test_publications_and_now_tell_money_in_one_unit_that_the_caption_names(start):
    rows = pd.DataFrame(
        {"unit": ["1"], "boundary": "2019", "indicator": "capital_plan_vnd", "detail": "all/all/all", "member": "Tổng số",
         "day": pd.Timestamp("2024-06-30"), "place": "Xã A", "because": "Đính chính", "number": 1,
         "published_1": 52e7, "state_1": "known", "value_after": 1.2e9, "state_after": "known"}
    )  # fmt: skip
    (table,) = revised.tables_of(rows, start())
    assert table.caption.endswith("(tỷ đồng)")
    written = rows_of(table, start().t)[0].cells
    assert [cell.text for cell in written if cell.value is not None] == ["0,5", "1,2"]
