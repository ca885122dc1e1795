"""Checking and tracing whole periods, on the shipped returns."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import helpers
from helpers.run.checking import check_period, find_unit, trace_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError


def test_the_shipped_returns_of_2022_are_sound(read_project):
    lines, rejected = check_period(Edition.of("kon-plong", "2022", project=read_project))
    assert not rejected
    assert "9 of 9 units accepted" in lines[0]
    assert all(line.startswith(("Columns of figures: ", "By name only: ")) for line in lines[1:])


def test_a_faulty_workbook_is_reported_with_its_cell_and_gets_a_copy(read_project):
    path = read_project.raw("kon-plong", "2022") / "minh-hoa-ra-soat.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet["E11"].value == "3"  # the index row stands above the first commune
    sheet["E12"] = -5
    book.save(path)
    lines, rejected = check_period(Edition.of("kon-plong", "2022", project=read_project))
    assert rejected
    assert any(line.startswith("error Q411 minh-hoa-ra-soat.xlsx Biểu 1!E12: ") for line in lines)
    copy = read_project.reports("internal", "kon-plong", "2022") / "returns" / "minh-hoa-ra-soat-ghi-chu.xlsx"
    assert lines[-1] == f"For the sender: {copy.relative_to(read_project.root).as_posix()}"
    assert openpyxl.load_workbook(copy)["Biểu 1"]["E12"].comment is not None


def test_a_fault_that_repeats_in_a_workbook_hides_no_other(read_project):
    path = read_project.raw("kon-plong", "2022") / "minh-hoa-ra-soat.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0]["C12:P20"]:
        for cell in (cell for cell in row if isinstance(cell.value, int)):
            cell.value = "?"
    book["Biểu 2"]["D10"] = -1
    book.save(path)
    lines, _ = check_period(Edition.of("kon-plong", "2022", project=read_project))
    assert [line.split(" ")[1] for line in lines if line.startswith("error ")] == ["Q203"] * 3 + ["Q411"]
    assert any(line.endswith(" more; the annotated copies list them all.") for line in lines)


def test_the_trap_of_kon_tum_2021_is_found_in_all_ten_rows_and_the_total(read_project):
    lines, rejected = check_period(Edition.of("kon-tum", "2021", project=read_project))
    trapped = [line.split(" ")[3] for line in lines if " Q428 " in line]
    assert trapped == [f"J{row}:" for row in range(5, 16)]  # column 8 of the form stands in column J
    assert rejected


def test_a_figure_is_traced_by_the_name_of_its_commune_however_spelt(read_project):
    lines = trace_period(Edition.of("kon-plong", "2022", project=read_project), "xa po e", "poor_households")
    assert lines[1].startswith("page: ")
    assert any(" Xã Pờ Ê (2019), " in line for line in lines[2:])
    assert any(
        "read from data/raw/kon-plong/2022/minh-hoa-ra-soat.xlsx, sheet Biểu 1, cell E17" in line for line in lines
    )


def test_a_name_means_the_unit_of_the_periods_boundary_version(read_project):
    # Code 23455 was Đăk Ring and is Măng Bút since 1/7/2025, when the old Măng Bút (23458) became part of it.
    old, new = (
        find_unit(Edition.of("kon-plong", period, project=read_project), "mang but") for period in ("2024-H1", "2025")
    )
    assert (old.code, old.boundary, new.code, new.boundary) == ("23458", "2019", "23455", "2025-07")


def test_a_code_shows_no_figure_of_the_unit_that_had_it_before(read_project):
    lines = trace_period(Edition.of("kon-plong", "2025", project=read_project), "23455", "poor_households")
    assert lines[0] == "Xã Măng Bút, code 23455 in boundary version 2025-07"
    assert not any("(2019)" in line for line in lines)


def test_an_older_spelling_finds_its_unit(read_project):
    assert find_unit(Edition.of("kon-plong", "2023", project=read_project), "Ngọc Tem").name == "Xã Ngọk Tem"


def test_a_unit_of_another_time_is_answered_with_its_time(read_project):
    with pytest.raises(UsageError, match="2019-01-01 to 2025-06-30"):
        find_unit(Edition.of("kon-plong", "2025", project=read_project), "Đăk Ring")


def test_an_unknown_unit_is_answered_with_the_nearest(read_project):
    with pytest.raises(UsageError, match="Xã Pờ Ê"):
        find_unit(Edition.of("kon-plong", "2023", project=read_project), "Po Ee")


def test_a_check_says_what_the_figures_prove_of_their_columns(read_project):
    lines, _ = check_period(Edition.of("kon-plong", "2024-H1", project=read_project))
    assert lines[1].startswith("Columns of figures: ")
    assert " proved, " in lines[1]
    assert (
        "By name only: minh-hoa-dat.xlsx, Đất: C6." in lines
    )  # all households: no column of that form divides by them


def test_a_check_imports_what_writes_copies_only_where_there_is_something_to_tell_a_sender(trial):
    """Seconds would hang on the machine; what is imported is most of them."""
    surroundings = {**os.environ, "COMMUNE_ROOT": str(trial.root), "PYTHONPATH": str(Path(helpers.__file__).parents[1])}
    command = [sys.executable, "-X", "importtime", "-m", "helpers", "check"]
    done = subprocess.run(command, env=surroundings, capture_output=True, encoding="utf-8", timeout=600, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "helpers.run.checking" in imported
    assert not imported & {"openpyxl", "papermill", "matplotlib", "nbformat"}
