"""Titles that name another year, half-year or unit; tables that no form describes."""

from datetime import date

import openpyxl
import pytest
from tests.workbooks.defects import titled
from tests.workbooks.sheets import UNITS, Book, sound, write_csv, write_html, write_xlsx
from tests.workbooks.tables import NEN


def dated(line, name="Sheet1"):
    """The sound return of a time, on a sheet of a name."""
    book = sound().put("A3", line)
    book.sheets = {name: book.rows}
    return book


def together(*books):
    return Book({name: rows for book in books for name, rows in book.sheets.items()})


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_table_of_another_year_gives_no_figures_beside_one_of_the_right_year(order, folder, read):
    books = [dated("NĂM 2022", "Cũ"), dated("NĂM 2023", "Mới")]
    books[0].put("E13", 999)
    write_xlsx(together(*(books[at] for at in order)), folder / "a.xlsx")
    intake = read()
    assert set(intake.observations.sheet) == {"Mới"}
    assert intake.findings[["code", "sheet", "cell"]].to_numpy().tolist() == [["Q130", "Cũ", "A3"]]


@pytest.mark.parametrize(
    "line",
    [
        "NĂM 2022", "6 THÁNG ĐẦU NĂM 2023", "Quý II/2023", "(Số liệu đến ngày 31/12/2022)", "9 tháng năm 2023",
        "(Tính đến 31/12/22)", "Năm 2O22",
    ],
)  # fmt: skip
def test_alone_it_is_refused(line, folder, read):
    write_xlsx(dated(line), folder / "a.xlsx")
    intake = read()
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q124", "A3"]]
    assert intake.observations.empty
    assert (intake.cells.outcome == "rejected").sum() >= 140


@pytest.mark.parametrize(("words", "cell"), [("NĂM", 2022), ("Tính đến ngày", date(2022, 12, 31))])
def test_a_year_or_a_day_in_a_cell_of_its_own_is_heard_with_the_words_before_it(words, cell, folder, read):
    write_xlsx(dated(words).put("C3", cell), folder / "a.xlsx")
    intake = read()
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q124", "C3"]]
    assert intake.observations.empty


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_the_same_in_text_files(kind, folder, read):
    rows = [
        [cell if isinstance(cell, str) else f"{cell:g}".replace(".", ",") for cell in row]
        for row in dated("NĂM 2022").rows
    ]
    (write_csv if kind == "csv" else write_html)(rows, folder / f"a.{kind}")
    assert read().observations.empty


def test_a_sheet_named_after_another_year_is_heard_where_no_title_says_a_year(folder, read):
    write_xlsx(dated("", "Nghèo 2022"), folder / "a.xlsx")
    assert read().findings.code.tolist() == ["Q124"]


def test_a_file_named_after_another_year_is_told_where_nothing_in_it_names_a_time(folder, read):
    write_csv([[str(cell) for cell in row] for row in dated("").rows], folder / "bao_cao_nam_2022.csv")
    intake = read()
    assert intake.findings.code.tolist() == ["Q135"]
    assert "reads 2022" in intake.findings.message_en[0]
    assert len(intake.observations) == 140
    assert read(titled="nam 2022").findings.empty


@pytest.mark.parametrize("line", ["", "NĂM 2023"])
@pytest.mark.parametrize("said", ["Số liệu năm 2022", "Số liệu năm 2023"])
@pytest.mark.parametrize("kind", ["xlsx", "htm"])
def test_a_printed_header_of_another_year_is_told_where_no_title_names_one(kind, said, line, folder, read):
    book = dated(line)
    if kind == "xlsx":
        workbook = openpyxl.load_workbook(write_xlsx(book, folder / "a.xlsx"))
        workbook.worksheets[0].oddHeader.center.text = said
        workbook.save(folder / "a.xlsx")
    else:
        page = write_html([[str(cell) for cell in row] for row in book.rows], folder / "a.htm")
        page.write_text(page.read_text("utf-8").replace("<table", f"<p>{said}</p><table"), "utf-8")
    assert read().findings.code.tolist() == (["Q135"] if "2022" in said and not line else [])


def test_a_title_goes_before_the_name_of_its_sheet(folder, read):
    write_xlsx(dated("NĂM 2023", "Nghèo 2022"), folder / "a.xlsx")
    intake = read()
    assert intake.findings.empty
    assert len(intake.observations) == 140


def test_sources_may_state_that_a_title_is_wrong(folder, read):
    write_xlsx(dated("NĂM 2022"), folder / "a.xlsx")
    assert len(read(titled="Năm 2022").observations) == 140


def test_the_half_year_of_its_title_is_read_as_such(folder, read):
    write_xlsx(dated("6 tháng đầu năm 2023"), folder / "a.xlsx")
    assert len(read(as_of="2023-06-30").observations) == 140


def test_a_table_of_one_unit_under_the_name_of_another_is_refused_unless_sources_state_it(folder, read):
    write_xlsx(titled("UBND xã Hiếu")(), folder / "a.xlsx")
    refused = read()
    assert refused.findings[["code", "cell"]].to_numpy().tolist() == [["Q125", "A5"]]
    assert refused.observations.empty
    assert set(read(titled="xã Hiếu").observations.unit) == {"23452"}


def test_a_row_that_begins_with_a_place_is_no_title(folder, read):
    """'Dien Bien', typed without accents, is the name of a province and folds to the words of a title."""
    book = sound()
    book.rows.insert(15, ["", "Tinh Dien Bien ho ngheo"])
    book.rows.insert(16, ["", "Măng Đen diễn biến hộ nghèo"])
    write_xlsx(book, folder / "a.xlsx")
    assert len(read().observations) == 140


UNKNOWN = [
    ["TỔNG HỢP NHÀ TẠM"],
    [
        "TT",
        "Tên đơn vị",
        "Số hộ nghèo DTTS",
        "Nhà tạm của Nguyễn Thị Thử",
        "Tổng số hộ",
        "Trong đó số hộ DTTS",
        "Số hộ cận nghèo DTTS",
    ],
    [1, NEN, 100, 7, 500, 400, 50],
    [2, UNITS[8], 150, 9, 800, 600, 60],
]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "html"])
def test_a_table_that_no_form_describes_is_unread_and_says_what_comes_nearest(kind, folder, read):
    if kind == "xlsx":
        write_xlsx(Book({"Nhà": UNKNOWN}), folder / "a.xlsx")
    else:
        (write_csv if kind == "csv" else write_html)(UNKNOWN, folder / f"a.{kind}")
    intake = read()
    told = intake.findings[intake.findings.code == "Q131"].iloc[0]
    assert told.cell == "B2"
    assert told.printed.startswith("TT; Tên đơn vị; Số hộ nghèo DTTS; D2; Tổng số hộ; ")
    assert told.expected == "BIỂU SỐ 05"
    assert "columns that differ: D; lacking: Số hộ thoát nghèo DTTS; " in told.message_en
    assert "commune learn" in told.message_en
    assert "Nguyễn" not in told.message_vi
    assert {"C3", "D3", "C4", "D4"} <= set(intake.cells[intake.cells.outcome == "rejected"].cell)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "html"])
def test_a_table_headed_by_the_catalogues_own_names_is_read_and_said(kind, folder, read):
    rows = [["Xã", "Số hộ nghèo", "Số hộ cận nghèo"], [NEN, 100, 50], [UNITS[8], 150, 60]]
    if kind == "xlsx":
        write_xlsx(Book({"S": rows}), folder / "a.xlsx")
    else:
        (write_csv if kind == "csv" else write_html)(rows, folder / f"a.{kind}")
    intake = read()
    figures = intake.observations.set_index(["unit", "indicator"]).value
    assert figures["23452", "poor_households"] == 100
    assert figures["23476", "near_poor_households"] == 60
    assert intake.findings.code.tolist() == ["Q132"]


@pytest.mark.parametrize("title", ["HỘ DÂN TỘC KINH NĂM 2023", "Kế hoạch giảm nghèo năm 2023", "Số liệu ước năm 2023"])
def test_names_under_a_title_of_a_part_or_a_plan_are_not_read(title, folder, read):
    rows = [[title], ["TT", "Phường/ Xã", "Tổng số hộ dân cư", "Số hộ nghèo"], [1, NEN, 500, 100]]
    write_xlsx(Book({"S": rows}), folder / "a.xlsx")
    intake = read()
    assert intake.observations.empty
    assert "Q131" in set(intake.findings.code)


def test_money_under_the_catalogues_names_needs_its_unit(folder, read):
    rows = [["Xã", "Kế hoạch vốn hỗ trợ"], [NEN, 100]]
    write_xlsx(Book({"S": rows}), folder / "a.xlsx")
    assert read().observations.empty


@pytest.mark.parametrize("line", ["Đơn vị tính: nghìn hộ", "ĐVT: 1.000 người"])
def test_people_counted_in_thousands_are_no_counts(line, folder, read):
    write_xlsx(sound().put("A5", line), folder / "a.xlsx")
    intake = read()
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q133", "B8"]]
    assert intake.observations.empty


def test_households_are_the_unit_that_everybody_expects(folder, read):
    write_xlsx(sound().put("A5", "Đơn vị tính: hộ, người"), folder / "a.xlsx")
    assert len(read().observations) == 140


@pytest.mark.parametrize("unit", ["%", "ha", "phần trăm", "USD"])
def test_counts_under_a_unit_that_they_are_not_measured_in_are_refused(unit, folder, read):
    rows = [["TÌNH HÌNH ĐẤT Ở, ĐẤT SẢN XUẤT CỦA HỘ DÂN TỘC THIỂU SỐ"], [f"Đơn vị tính: {unit}"]]
    rows += [["TT", "Xã", "Tổng số hộ DTTS", "Số hộ có đất ở", "Số hộ thiếu đất ở"], [1, NEN, 100, 98, 2]]
    write_xlsx(Book({"S": rows}), folder / "a.xlsx")
    intake = read()
    assert intake.observations.empty
    assert "Q133" in set(intake.findings.code)


def test_a_table_with_rates_may_be_in_percent(folder, read):
    write_xlsx(sound().put("A6", "Đơn vị tính: %"), folder / "a.xlsx")
    assert len(read().observations) == 140


def test_two_units_of_money_leave_open_which_is_meant(folder, read):
    from tests.workbooks.sheets import header

    from helpers.intake.layouts.layout import layout

    form = layout("capital")
    rows = [[form.title], ["Đơn vị tính: triệu đồng"], ["", "", "", "", "", "ĐVT: đồng"], *header(form)]
    rows.append([1, NEN, "Chương trình 1719", "Vốn đầu tư", "Vốn trong năm", 7281, 7128, 6078, 83.48])
    write_xlsx(Book({"V": rows}), folder / "a.xlsx")
    intake = read()
    assert "Q133" in set(intake.findings.code)
    assert intake.observations.empty


def capital(*headings, unit="", below="", amounts=(7281, 7128, 6078)):
    rows = [["GIẢI NGÂN CÁC CHƯƠNG TRÌNH MỤC TIÊU QUỐC GIA"], [unit]]
    rows += [["TT", "Xã", "Chương trình", "Loại vốn", "Nguồn vốn", *headings]]
    rows += [[1, NEN, "Chương trình 1719", "Vốn đầu tư", "Vốn trong năm", *amounts], [], ["", below]]
    return Book({"V": rows})


HEADS = ("Kế hoạch vốn", "Đã phân bổ", "Giải ngân đến ngày 31/12/2023")
DUE = {"capital_plan_vnd": 7281e6, "capital_allocated_vnd": 7128e6, "capital_disbursed_vnd": 6078e6}


@pytest.mark.parametrize(
    "book",
    [
        capital(*HEADS, unit="Đơn vị tính: triệu đồng"),
        capital(*HEADS[:2], f"{HEADS[2]} (tỷ đồng)", unit="ĐVT: triệu đồng", amounts=(7281, 7128, 6.078)),
        capital("Kế hoạch vốn (tỷ đồng)", "Đã phân bổ, triệu đồng", f"{HEADS[2]} (ĐVT: đồng)", amounts=(7.281, 7128, 6078000000)),
        capital(*HEADS, below="(Đơn vị tính: tỷ đồng)", amounts=(7.281, 7.128, 6.078)),
        capital(*HEADS, unit="ĐVT: tr.đ"),
        capital(*HEADS, unit="(Đơn vị tính: tỷ)", amounts=(7.281, 7.128, 6.078)),
        capital(*HEADS[:2], "Giải ngân đến hết ngày 31 tháng 12 năm 2023", unit="Đơn vị tính: triệu đồng"),
    ],
)  # fmt: skip
def test_money_is_in_the_unit_that_its_column_states_else_its_table_above_or_below(book, folder, read):
    write_xlsx(book, folder / "a.xlsx")
    intake = read()
    assert intake.observations.set_index("indicator").value.to_dict() == pytest.approx(DUE)
    assert not {"Q111", "Q112", "Q133", "Q213"} & set(intake.findings.code)


def test_a_heading_that_only_begins_like_a_dated_one_is_another(folder, read):
    book = capital(*HEADS[:2], "Giải ngân vốn năm 2022 kéo dài", unit="Đơn vị tính: triệu đồng")
    write_xlsx(book, folder / "a.xlsx")
    intake = read()
    assert "capital_disbursed_vnd" not in set(intake.observations.indicator)
    assert ("Q112", "H3") in set(zip(intake.findings.code, intake.findings.cell, strict=True))


def test_a_line_under_the_table_that_states_another_day_is_heard_where_no_title_states_one(folder, read):
    write_xlsx(dated("").put("B27", "Số liệu tính đến 31/12/2022"), folder / "a.xlsx")
    assert read().findings[["code", "cell"]].to_numpy().tolist() == [["Q124", "B27"]]
    write_xlsx(dated("").put("B27", "Ghi chú: tăng 5 hộ so với năm 2022"), folder / "a.xlsx")
    assert read().findings.empty


def test_two_tables_side_by_side_are_read_in_neither(folder, read):
    rows = [
        ["BIỂU SỐ 05"],
        ["TT", "Tên đơn vị", "Tổng số hộ", "", "TT", "Tên đơn vị", "Tổng số hộ"],
        [1, NEN, 500, "", 2, UNITS[8], 800],
    ]
    write_xlsx(Book({"S": rows}), folder / "a.xlsx")
    intake = read(form="bieu_05")
    assert intake.observations.empty
    assert "Q128" in set(intake.findings.code)


def test_a_year_above_the_title_is_heard_too(folder, read):
    write_xlsx(dated("").put("A1", "Năm 2022"), folder / "a.xlsx")
    assert read().findings[["code", "cell"]].to_numpy().tolist() == [["Q124", "A1"]]


@pytest.mark.parametrize(
    "line", ["Hộ dân tộc Kinh", "(Số liệu ước thực hiện)", "Kế hoạch năm 2023", "Khu vực thành thị"]
)
def test_a_line_that_narrows_the_table_to_a_part_is_said(line, folder, read):
    write_xlsx(sound().put("A5", line), folder / "a.xlsx")
    intake = read()
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q134", "A5"]]
    assert len(intake.observations) == 140
