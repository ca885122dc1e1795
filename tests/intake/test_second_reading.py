"""Cells of total rows are read by two parsers, and told where these differ."""

from pathlib import Path

import pytest
from tests.workbooks.sheets import Book, sound, write_xlsx

from helpers.intake import period as reading
from helpers.intake.formats.grid import Grid
from helpers.intake.formats.reading import read_workbook
from helpers.intake.formats.second_reading import differences

RAW = Path(__file__).parents[2] / "data/raw/kon-plong"


def read_of(path):
    return {grid.sheet: grid for grid in read_workbook(path)[0]}


@pytest.mark.parametrize("file", ["2023/minh-hoa-ket-qua.xlsx", "2024-H1/minh-hoa-dat.xlsx"])
def test_both_ways_see_every_filled_cell_alike(file):
    grids = read_of(RAW / file)
    cells = {name: {grid.address(row, column) for row, column, _ in grid.filled()} for name, grid in grids.items()}
    assert sum(map(len, cells.values())) > 100
    assert list(differences(RAW / file, grids, cells)) == []


def test_a_value_that_the_other_way_sees_otherwise_is_told(tmp_path):
    path = write_xlsx(Book({"S": [["Tổng cộng", 5, 7.5]]}), tmp_path / "a.xlsx")
    other = {"S": Grid("a.xlsx", "S", [["Tổng số", 5.0, 7.0]])}
    cells = {"S": {"A1", "B1", "C1"}}
    assert list(differences(path, other, cells)) == [("S", "A1", "Tổng số", "Tổng cộng"), ("S", "C1", "7", "7.5")]


def test_only_total_rows_are_read_twice_and_a_difference_is_a_finding_of_its_cell(folder, read, monkeypatch):
    asked = []

    def other(path, grids, cells):
        asked.extend((name, cell) for name, each in cells.items() for cell in each)
        yield from ((name, cell, "1", "12") for name, cell in asked if cell.startswith("C"))

    monkeypatch.setattr(reading, "differences", other)
    write_xlsx(sound(), folder / "a.xlsx")
    found = read().findings
    assert {cell[1:] for _, cell in asked} == {"22"}
    assert found[found.code == "Q145"][["sheet", "cell"]].to_numpy().tolist() == [[asked[0][0], "C22"]]
