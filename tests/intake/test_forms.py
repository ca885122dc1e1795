"""Blank workbooks for the returns."""

import io
import shutil
import tomllib

import openpyxl
import pytest

from helpers.intake import read_period
from helpers.intake.layouts.form_sheet import Form
from helpers.intake.layouts.forms import blank_workbook, forms_for, sheet_names, slug, workbook, write_forms
from helpers.intake.layouts.layout import layout
from helpers.quality import review
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope


def opened(path):
    return openpyxl.load_workbook(path)


@pytest.fixture
def blank(project, tmp_path):
    """The workbook of all communes for the review of 2024."""
    write_forms(Edition(project, "kon-plong", Period.parse("2024")), tmp_path / "forms")
    return tmp_path / "forms" / "kon-plong-2024.xlsx"


@pytest.mark.parametrize("folder", ["", "units"])
@pytest.mark.parametrize("text", ["2024-Q3", "2026"])
def test_what_is_written_is_read_back_without_a_finding(project, tmp_path, text, folder):
    period, out = Period.parse(text), tmp_path / "forms"
    write_forms(Edition(project, "kon-plong", period), out)
    raw = project.raw("kon-plong", text)
    raw.mkdir()
    for path in (out / folder).glob("*.*"):
        shutil.copy(path, raw)
    edition = Edition.of("kon-plong", text, project=project)
    result = review(read_period(edition), edition)
    assert list(result.findings["message_en"]) == []
    assert result.accepted["value"].isna().all()
    assert len(result.accepted) > 100


def test_there_is_a_workbook_for_the_district_and_one_for_each_commune(project, tmp_path):
    paths = write_forms(Edition(project, "kon-plong", Period.parse("2025")), tmp_path)
    names = sorted(path.relative_to(tmp_path).as_posix() for path in paths)
    assert names == [
        "kon-plong-2025.xlsx", "sources.toml", "units/23455-mang-but-2025.xlsx", "units/23473-mang-den-2025.xlsx",
        "units/23476-kon-plong-2025.xlsx", "units/sources.toml",
    ]  # fmt: skip


def test_each_file_is_the_returns_of_its_own_unit(project, tmp_path):
    write_forms(Edition(project, "kon-plong", Period.parse("2025")), tmp_path)
    entries = tomllib.loads((tmp_path / "units" / "sources.toml").read_text(encoding="utf-8"))["source"]
    assert [(entry["file"][:5], entry["producer"]) for entry in entries] == [
        ("23455", "Xã Măng Bút"),
        ("23473", "Xã Măng Đen"),
        ("23476", "Xã Kon Plông"),
    ]


def test_a_half_year_asks_for_our_own_forms_and_the_year_for_the_review_too():
    assert [entry.form for entry in forms_for(Period.parse("2024-H1"))] == [
        "land",
        "land_support",
        "capital",
        "new_rural",
        "ocop",
    ]
    assert {"poverty_result", "flow_poor", "causes", "ocop"} <= {
        entry.form for entry in forms_for(Period.parse("2024"))
    }


def test_the_header_is_the_official_one(blank):
    sheet = opened(blank)["Biểu 1"]
    assert (
        sheet["A2"].value
        == "TỔNG HỢP KẾT QUẢ CHÍNH THỨC RÀ SOÁT HỘ NGHÈO; HỘ CẬN NGHÈO; HỘ LÀM NÔNG, LÂM, NGƯ NGHIỆP CÓ MỨC SỐNG TRUNG BÌNH"
    )
    assert [sheet[cell].value for cell in ("C8", "E8", "E9", "E10", "F10")] == [
        "Tổng số hộ dân cư (tại thời điểm rà soát)", "Kết quả rà soát về hộ (chính thức)", "Tổng số hộ nghèo", "Số hộ", "Tỷ lệ",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[11]][:6] == ["A", "B", "1", "2", "3", "4=3/1*100"]
    assert {"E8:J8", "K8:P8", "A8:A10", "E9:F9"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_units_are_filled_in_and_locked_and_figures_are_open(blank):
    sheet = opened(blank)["Biểu 1"]
    assert [sheet.cell(row, 2).value for row in (12, 19, 20, 21)] == [
        "Xã Đăk Nên",
        "Thị trấn Măng Đen",
        "Xã Hiếu",
        "Tổng cộng",
    ]
    assert sheet.protection.sheet
    assert sheet["B12"].protection.locked
    assert sheet["C8"].protection.locked
    assert not sheet["C12"].protection.locked


def test_counts_take_whole_numbers_and_criteria_a_list(blank):
    book = opened(blank)
    counts = book["Biểu 1"].data_validations.dataValidation
    assert any("C12" in str(rule.sqref) and rule.type == "whole" and rule.formula1 == "0" for rule in counts)
    criteria = book["Nông thôn mới"].data_validations.dataValidation
    assert any(rule.type == "list" and rule.formula1 == '"x,0"' for rule in criteria)


def test_rates_and_totals_are_formulas_that_nobody_can_mistype(blank):
    sheet = opened(blank)["Biểu 1"]
    assert sheet["F12"].value == '=IF(N(C12)=0,"",ROUND(E12/C12*100,2))'
    assert sheet["F12"].protection.locked
    assert sheet["C21"].value == '=IF(COUNT(C12:C20)=0,"",SUM(C12:C20))'


def test_a_unit_with_two_sub_rows_is_named_once_over_both(blank):
    sheet = opened(blank)["Biểu 2"]
    assert [sheet.cell(row, 3).value for row in (10, 11)] == ["Hộ", "Nhân khẩu"]
    assert "B10:B11" in {str(area) for area in sheet.merged_cells.ranges}


def test_the_town_is_not_asked_for_new_rural_criteria(blank):
    names = [row[1].value for row in opened(blank)["Nông thôn mới"].iter_rows(min_row=9)]
    assert "Xã Hiếu" in names
    assert "Thị trấn Măng Đen" not in names


def test_money_columns_say_their_unit_and_the_day_they_are_counted_to(blank):
    sheet = opened(blank)["Vốn"]
    assert sheet["A5"].value == "Đơn vị tính: triệu đồng"
    assert sheet["H6"].value == "Giải ngân đến ngày 31/12/2024"


def test_no_text_of_a_row_is_longer_than_its_column_is_wide(project, tmp_path):
    """A row has the height of one line: what wraps stands over the row below ('Ngân sách trung ương trong năm')."""
    write_forms(Edition(project, "kon-plong", Period.parse("2026")), tmp_path)
    sheet = opened(next((tmp_path / "units").glob("23476-*.xlsx")))["Vốn"]
    letters = [letter for letter, size in sheet.column_dimensions.items() for _ in range(size.min, size.max + 1)]
    widths = dict(zip("ABCDEFGHI", (sheet.column_dimensions[letter].width for letter in letters), strict=False))
    texts = [
        cell
        for row in sheet.iter_rows(min_row=9, max_col=5)
        for cell in row
        if cell.protection.locked and cell.border.left.style
    ]
    assert any(str(cell.value).startswith("Ngân sách trung ương") for cell in texts)
    assert [cell.value for cell in texts if len(str(cell.value)) > widths[cell.column_letter]] == []


def test_figures_given_are_written_where_they_belong(project):
    boundary = load_scope("kon-plong", project).boundary("2019")
    figures = {
        ("23452", "poor_households", ""): 349,
        ("23452", "households", ""): "1.649",
        ("23452", "poverty_rate_printed", ""): 21.16,
    }
    form = Form(
        layout("poverty_result"),
        "Huyện Kon Plông",
        "năm 2022",
        Period.parse("2022").end,
        boundary.units[:1],
        boundary.total,
        figures,
    )
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([form])), data_only=True).active
    assert (sheet["C12"].value, sheet["E12"].value, sheet["F12"].value, sheet["G12"].value) == (
        "1.649",
        349,
        21.16,
        None,
    )


def test_the_same_form_is_the_same_bytes(project, tmp_path):
    for name in ("one", "two"):
        write_forms(Edition(project, "kon-plong", Period.parse("2024-H1")), tmp_path / name)
    one, two = ((tmp_path / name / "kon-plong-2024-H1.xlsx").read_bytes() for name in ("one", "two"))
    assert one == two


def test_sheets_that_share_a_name_are_numbered_and_files_have_plain_names():
    assert sheet_names([layout("poverty_result"), layout("flow_poor"), layout("land")]) == ["Biểu 1", "Biểu 2", "Đất"]
    assert slug("Đăk Nên") == "dak-nen"


def test_forms_of_a_province_without_districts_leave_out_who_is_not_assessed(project, tmp_path):
    edition = Edition(project, "quang-ngai", Period.parse("2026-H1"))
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(edition, edition.boundary.units, "Tỉnh Quảng Ngãi")))
    names = [row[1] for row in book["Nông thôn mới"].iter_rows(min_row=8, values_only=True) if row[1]]
    assert len([name for name in names if name.startswith("Xã ")]) == 86
    assert not [name for name in names if name.startswith(("Phường", "Đặc khu"))]
    written = {
        cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)
    }
    assert not [
        text for text in written if "1719" in text and "Vốn kéo dài" not in text and text != "Chương trình 1719"
    ]
    assert not [text for text in written if "huyện" in text.lower() and "còn hạn" not in text]


def test_the_basis_stands_on_a_blank_form_and_what_is_not_on_record_is_left_blank(project, tmp_path):
    edition = Edition(project, "kon-plong", Period.parse("2026"))
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(edition, edition.boundary.units, "x")))
    told = {
        sheet.title: [row[0] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], str)] for sheet in book
    }
    assert "Căn cứ: Quyết định 51/2025/QĐ-TTg ngày 29/12/2025" in told["Nông thôn mới"]
    assert "Hạn gửi: ……" in told["Nông thôn mới"]
    assert "Nơi nhận: Sở Nông nghiệp và Môi trường" in told["Biểu 1"]
    assert "Căn cứ: chưa có văn bản áp dụng từ năm 2026" in told["Đất"]
    assert "Hạn gửi: ……" in told["Đất"]


def test_an_interrupted_call_is_taken_up_where_it_stopped(project, tmp_path):
    edition, seen = Edition(project, "kon-plong", Period.parse("2026-H1")), []

    def stop_after_two(name):
        seen.append(name)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_forms(edition, tmp_path / "forms", stop_after_two)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "forms" / "units").glob("*.xlsx")}
    assert len(kept) == 2
    kept.pop(lost := min(kept))
    lost.unlink()  # somebody moved it meanwhile
    paths = write_forms(edition, tmp_path / "forms")
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert all(path.is_file() for path in paths)
    assert not (tmp_path / "forms" / ".forms-under-way").exists()
