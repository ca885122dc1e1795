"""A period's folder: what is listed, what lies there, and what the files' figures are dated and placed by."""

import threading
from pathlib import Path

import pytest
from tests.workbooks.sheets import MERGED_UNITS, Book, Formula, header, sound, write_csv, write_xlsx

from helpers.intake import period as reading
from helpers.intake import read_period
from helpers.intake.layouts.layout import layout
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.observation import validate
from helpers.vocabulary.pack import using
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[2]
read_source = reading._read_source


def again(folder: Path, sources: str):
    """The folder read with a sources.toml of one's own."""
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    project = Project(folder.parents[3])
    return read_period(Edition.of("kon-plong", "2023", project=project))


@pytest.mark.parametrize("scope", Project(ROOT).scopes())
def test_every_shipped_file_is_read_without_an_error(scope):
    project = Project(ROOT)
    for period in project.periods(scope):
        edition = Edition(project, scope, period)
        intake = read_period(edition)  # by the scope's packs, though those of Viet Nam are in force
        assert intake.findings[intake.findings.severity == "error"].empty, period
        with using(edition.scope.pack):
            assert not validate(intake.observations).empty
        assert (intake.cells.outcome == "rejected").sum() == 0


def test_files_that_are_absent_loose_or_changed_are_told(folder):
    write_xlsx(sound(), folder / "there.xlsx")
    write_xlsx(sound(), folder / "loose.xlsx")
    (folder / "~$there.xlsx").write_bytes(b"lock")
    entry = '[[source]]\nfile = "{}"\nkind = "official"\nsha256 = "00"\n'
    found = again(folder, entry.format("there.xlsx") + entry.format("absent.xlsx")).findings
    assert dict(zip(found.code, found.workbook, strict=True)) == {
        "Q101": "absent.xlsx",
        "Q102": "loose.xlsx",
        "Q103": "there.xlsx",
    }


def test_files_are_read_side_by_side_and_told_in_the_order_of_the_list(folder, monkeypatch):
    """Each waits for the process that opens it: the first is not done before the second has begun."""
    write_xlsx(sound(), folder / "b.xlsx")
    (folder / "a.csv").write_text("Năm,Hộ\n2023,12\n", encoding="utf-8")
    met = threading.Barrier(2, timeout=60)
    monkeypatch.setattr(reading, "_read_source", lambda *given: met.wait() + 1 and read_source(*given))
    entry = '[[source]]\nfile = "{}"\nkind = "official"\n'
    intake = again(folder, entry.format("b.xlsx") + entry.format("a.csv"))
    assert intake.cells.workbook.unique().tolist() == ["b.xlsx", "a.csv"]


def test_a_file_outside_the_folder_is_not_read(folder, tmp_path):
    write_xlsx(sound(), tmp_path / "secret.xlsx")
    (folder / "link.xlsx").symlink_to(tmp_path / "secret.xlsx")
    entry = '[[source]]\nfile = "{}"\nkind = "official"\n'
    intake = again(folder, entry.format("link.xlsx") + entry.format("../../../../secret.xlsx"))
    assert intake.findings.code.tolist() == ["Q120", "Q120"]
    assert intake.observations.empty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[source]\n", "line 1: lacks a bracket"),
        ('[[source]]\nkind = "official"\n', 'line 1 .source 1.: lacks "file"'),
        ('[[source]]\nfile = "a.csv"\nkind = "officiel"\n', 'line 3 .*Did you mean "official"'),
        ('[[source]]\nfile = "a.csv"\nkind = "official"\nas_of = "2023"\n', "must be a date"),
    ],
)
def test_a_faulty_list_of_sources_says_what_to_write(text, words, folder):
    with pytest.raises(InputError, match=words):
        again(folder, text)


def test_a_sheet_that_the_source_lists_must_be_there(folder):
    write_xlsx(sound(), folder / "a.xlsx")
    found = again(folder, '[[source]]\nfile = "a.xlsx"\nkind = "official"\nsheets = ["Sheet1", "Biểu 2"]\n').findings
    assert found[["code", "sheet"]].to_numpy().tolist() == [["Q108", "Biểu 2"]]


def test_a_return_after_the_merger_belongs_to_the_new_units(folder, read):
    write_xlsx(sound(MERGED_UNITS).put("A3", "NĂM 2025"), folder / "a.xlsx")
    intake = read(as_of="2025-12-31", period="2025")
    assert intake.findings.empty
    keys = intake.observations[["unit", "boundary"]].drop_duplicates().to_numpy().tolist()
    assert keys == [[c, "2025-07"] for c in ("23455", "23473", "23476", "613")]


def test_old_communes_in_a_return_after_the_merger_are_not_moved(folder, read):
    book = sound(["Xã Măng Bút", "Xã Đăk Nên", "Xã Kon Plông"]).put("A3", "NĂM 2025")
    write_xlsx(book, folder / "a.xlsx")
    intake = read(as_of="2025-12-31", period="2025")
    # Măng Bút is a commune in both lists: beside one of the old list, nothing tells which is meant.
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q306", "B13"], ["Q306", "B14"]]
    assert (intake.cells.outcome == "rejected").sum() == 28


@pytest.mark.parametrize(
    ("names", "read_rows", "day"),
    [
        (["Xã Đăk Nên", "Xã Măng Bút"], [], "2025-12-31"),
        (["Xã Măng Bút (cũ)"], [], "2025-12-31"),
        (["Xã Măng Bút", "Xã Đăk Nên (cũ)", "Xã Măng Bút (xã cũ)"], ["B13"], "2025-12-31"),
        (["Xã Đăk Nên (cũ)", "Xã Măng Bút (cũ)", "Cộng xã Măng Bút"], ["B15"], "2025-12-31"),
        (["Xã Măng Bút", "Xã Măng Đen", "Xã Kon Plông"], [], "2023-12-31"),  # the list of 2025: no district total
        (["Xã Măng Bút", "Xã Đăk Nên"], ["B13", "B14"], "2023-12-31"),
    ],
)
def test_a_name_that_two_lists_of_units_have_is_read_where_its_list_is_clear(names, read_rows, day, folder, read):
    book = sound(names).put("A3", f"NĂM {day[:4]}")
    total = book.rows.pop(12 + len(names))
    assert total[1] == "Tổng cộng"
    write_xlsx(book, folder / "a.xlsx")
    intake = read(as_of=day, period=day[:4])
    assert sorted(set(intake.observations.cell.str.replace("[A-Z]", "B", regex=True))) == read_rows
    assert set(intake.findings.code) <= {"Q306"}


def capital(heading: str = "Giải ngân đến ngày 30/9/2023", unit: str = "Đơn vị tính: triệu đồng") -> Book:
    form = layout("capital")
    head = header(form)
    head[0][7] = heading
    rows = [[form.title], ["", "", "", "", "", "", "", unit], *head]
    rows += [
        ["1", "Xã Hiếu", "Chương trình 1719", "Vốn đầu tư", "Vốn trong năm", "1.500,5", 1500, 750, "49,98"],
        ["", "", "", "", "Vốn kéo dài", 200, "-", "…", ""],
        ["", "", "", "Vốn sự nghiệp", "Vốn trong năm", "1,2 tỷ đồng", "", 0, 0],
        ["", "", "Nông thôn mới", "Vốn đầu tư", "Vốn trả nợ", 10, 10, 10, 100],
    ]
    return Book({"Vốn": rows})


def test_money_takes_its_unit_from_above_the_table_and_labels_reach_down(folder, read):
    write_xlsx(capital(), folder / "a.xlsx")
    intake = read()
    figures = intake.observations.set_index(["indicator", "detail"])
    assert figures.loc[("capital_plan_vnd", "1719/investment/current"), "value"] == 1_500_500_000
    assert figures.loc[("capital_plan_vnd", "1719/investment/carried_over"), "value"] == 200_000_000
    assert figures.loc[("capital_plan_vnd", "1719/recurrent/current"), "value"] == 1_200_000_000
    assert figures.loc[("capital_allocated_vnd", "1719/investment/carried_over"), "value"] == 0
    assert figures.loc[("capital_disbursed_vnd", "1719/investment/carried_over"), "status"] == "L"
    assert figures.loc[("capital_allocated_vnd", "1719/recurrent/current"), "status"] == "O"
    assert figures.loc[("disbursement_rate_printed", "1719/investment/current"), "value"] == pytest.approx(0.4998)


def test_the_cut_off_date_in_a_heading_dates_its_column_alone(folder, read):
    write_xlsx(capital(), folder / "a.xlsx")
    days = read().observations.groupby("indicator").as_of.first().astype(str)
    assert days["capital_disbursed_vnd"] == "2023-09-30"
    assert days["capital_plan_vnd"] == "2023-12-31"


def test_a_label_that_the_form_does_not_know_rejects_its_row(folder, read):
    write_xlsx(capital(), folder / "a.xlsx")
    intake = read()
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q312", "E8"]]
    assert (intake.cells.outcome == "rejected").sum() == 5


def test_money_without_a_unit_of_measure_is_read_as_the_form_says_and_told(folder, read):
    write_xlsx(capital(unit="Đơn vị tính: nghìn đồng"), folder / "thousand.xlsx")
    write_xlsx(capital(unit=""), folder / "silent.xlsx")
    intake = read()
    plan = intake.observations.query("indicator == 'capital_plan_vnd' and detail == '1719/investment/carried_over'")
    assert dict(zip(plan.workbook, plan.value, strict=True)) == {"thousand.xlsx": 200_000, "silent.xlsx": 200_000_000}
    assert intake.findings[intake.findings.code == "Q213"].workbook.tolist() == ["silent.xlsx"]


def test_percent_formats_and_percent_figures_are_the_same_share(folder, read):
    book = sound()
    for row in book.rows[12:22]:
        for at in range(5, 16, 2):
            row[at] = row[at] / 100
    write_xlsx(book, folder / "format.xlsx")
    write_xlsx(sound(), folder / "figures.xlsx")
    shares = read().observations.query("indicator == 'poverty_rate_printed'")
    assert shares[shares.workbook == "format.xlsx"].value.to_numpy() == pytest.approx(
        shares[shares.workbook == "figures.xlsx"].value.to_numpy()
    )


def test_works_are_no_households_in_the_land_support_form(folder, read):
    form = layout("land_support")
    rows = [[form.title], ["Đơn vị tính: triệu đồng"], *header(form)]
    rows += [
        ["1", "Xã Hiếu", "Đất ở", 5, 2, 1, 4, "", 80, 40],
        ["", "", "Nước sinh hoạt tập trung", "", "", "", "", 3, 900, 450],
    ]
    rows += [["2", "Xã Pờ Ê", "Nước sinh hoạt tập trung", 7, "", "", "", 1, 300, 300]]
    write_xlsx(Book({"Dự án 1": rows}), folder / "a.xlsx")
    intake = read()
    figures = intake.observations.set_index(["unit", "indicator", "detail"]).value
    assert figures["23476", "support_need_start", "residential_land"] == 5
    assert figures["23476", "supported_works", "central_water"] == 3
    assert ("23476", "supported_households", "central_water") not in figures
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q212", "D8"]]


def records(*rows: list[str]):
    return [["unit", "indicator", "detail", "as_of", "printed", "note"], *rows]


@pytest.mark.parametrize(
    ("remark", "is_read"),
    [
        ("(1)", True), ("(*)", True), ("(khu vực III)", True), ("(thành lập 2019)", True), ("(năm 2023)", True),
        ("(năm 2022)", False), ("(31/12/2022)", False), ("(hộ Kinh)", False), ("(thôn 1, 2)", False), ("[ước]", False),
        ("(số hộ nghèo)", False),
    ],
)  # fmt: skip
def test_a_remark_behind_a_name_that_tells_of_another_year_or_a_part_makes_its_row_no_units(
    remark, is_read, folder, read
):
    write_xlsx(sound().put("B13", f"Xã Đăk Nên {remark}"), folder / "a.xlsx")
    intake = read()
    assert ("23452" in set(intake.observations.unit)) is is_read
    assert (("Q301", "B13") in set(zip(intake.findings.code, intake.findings.cell, strict=True))) is not is_read


def test_a_total_whose_word_stands_in_the_column_of_numbers_is_one(folder, read):
    write_xlsx(sound().put("A22", "CỘNG").put("B22", ""), folder / "a.xlsx")
    intake = read()
    assert list(intake.findings.code) == []
    assert "613" in set(intake.observations.unit)


def test_a_name_that_is_merged_over_two_rows_of_figures_names_neither(folder, read):
    book = sound().put("B14", "")
    book.merged = {"Sheet1": ["B13:B14"]}
    write_xlsx(book, folder / "a.xlsx")
    intake = read()
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [["Q311", "B14"], ["Q311", "B13"]]
    assert {"23452", "23455"}.isdisjoint(intake.observations.unit)


def test_records_are_dated_placed_and_valued_row_by_row(folder, read):
    rows = records(
        ["613", "poor_households", "", "2023-12-31", "1.731", ""],
        ["Đắk Tăng", "new_rural_standard_met", "", "2024-06-30", "đạt chuẩn", ""],
        ["VN", "poverty_rate_printed", "", "31/12/2023", "2,93%", ""],
        ["613", "capital_plan_vnd", "all/all/all", "", "hơn 216 tỷ đồng", ""],
        ["613", "poverty_rate_change_printed", "", "", "giảm 13,62%", ""],
        ["23473", "households", "", "2019-04-01", "1.407", "Xã Đắk Long"],
    )
    write_csv(rows, folder / "a.csv")
    figures = read(form="published").observations
    assert figures[["unit", "qualifier", "cell"]].to_numpy().tolist() == [
        ["613", "", "E2"], ["23461", "", "E3"], ["VN", "", "E4"], ["613", ">", "E5"], ["613", "", "E6"], ["23473", "", "E7"],
    ]  # fmt: skip
    assert figures.value.tolist() == pytest.approx([1731, 1, 0.0293, 216e9, -13.62, 1407])
    assert figures.as_of.astype(str).tolist() == [
        "2023-12-31",
        "2024-06-30",
        "2023-12-31",
        "2023-12-31",
        "2023-12-31",
        "2019-04-01",
    ]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["613", "poor_household", "", "", "5", ""], "Q313", "B2"),
        (["613", "poverty_rate", "", "", "5%", ""], "Q313", "B2"),
        (["613", "poor_household_flow", "begin", "", "5", ""], "Q314", "C2"),
        (["613", "poor_households", "", "cuối năm", "5", ""], "Q315", "D2"),
        (["613", "poor_households", "", "31/12/1975", "5", ""], "Q316", "D2"),
        (["Đăk Nền Thượng", "poor_households", "", "", "5", ""], "Q301", "A2"),
        (["613", "poor_households", "", "", "năm", ""], "Q203", "E2"),
    ],
)
def test_a_record_that_names_nothing_known_is_rejected_at_its_cell(row, code, cell, folder, read):
    write_csv(records(row), folder / "a.csv")
    intake = read(form="published")
    assert intake.findings[["code", "cell"]].to_numpy().tolist() == [[code, cell]]
    assert intake.cells[intake.cells.outcome == "rejected"].cell.tolist() == ["E2"]


@pytest.mark.parametrize(
    ("rates", "counts", "expected"),
    [
        (["0,224", "0,305"], [], None),  # nothing tells: 22,4 % or 0,224 %
        (["0,224", "30,5"], [], [0.00224, 0.305]),  # of shares of 1, none is 30,5
        (["0,224%", "0,305%"], [], [0.00224, 0.00305]),
        (["0,2", "0,3"], ["100", "500"], [0.2, 0.3]),  # 100 of 500
        (["0,2", "0,3"], ["1", "500"], [0.002, 0.003]),
    ],
    ids=str,
)
def test_rates_typed_one_to_a_row_are_told_by_each_other_and_by_counts(rates, counts, expected, folder, read):
    named = zip(("poor_households", "households"), counts, strict=bool(counts))
    typed = [["613", indicator, "", "", count, ""] for indicator, count in named]
    rows = [[unit, "poverty_rate_printed", "", "", rate, ""] for unit, rate in zip(("613", "VN"), rates, strict=True)]
    write_csv(records(*typed, *rows), folder / "a.csv")
    intake = read(form="published")
    read_as = intake.observations[intake.observations.indicator == "poverty_rate_printed"].value.tolist()
    assert read_as == pytest.approx(expected or [])
    assert intake.findings.code.tolist() == ([] if expected else ["Q209", "Q209"])


def test_two_rows_of_a_unit_whose_name_is_merged_are_households_and_persons(folder, read):
    form = layout("groups")
    rows = [[form.title], *header(form)]
    rows += [["1", "Xã Hiếu", "Hộ", 10, 9, 1, 0, 0, 5, 5, 0, 0, 0], ["", "", "Khẩu", 40, 36, 2, 0, 2, 20, 20, 0, 0, 0]]
    book = Book({"Sheet1": rows}, merged={"Sheet1": ["A5:A6", "B5:B6"]})
    write_xlsx(book, folder / "a.xlsx")
    figures = read().observations.set_index(["indicator", "detail"]).value
    assert figures["poor_households_by_group", "minority"] == 9
    assert figures["poor_persons", ""] == 40
    assert figures["near_poor_persons_by_group", "minority"] == 20


def test_a_formula_is_read_by_its_stored_result(folder, read):
    write_xlsx(sound().put("E13", Formula("=100+20", 120)), folder / "a.xlsx")
    intake = read()
    assert intake.findings.empty
    assert intake.observations.query("unit == '23452' and indicator == 'poor_households'").value.tolist() == [120.0]
