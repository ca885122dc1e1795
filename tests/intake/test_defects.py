"""Each defect of real tables gives exactly its findings, at its cells; a sound return gives none."""

import pytest
from tests.workbooks.defects import DEFECTS
from tests.workbooks.sheets import sound, write_xlsx


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_a_defect_gives_its_findings_and_no_others(name, folder, read):
    defect = DEFECTS[name]
    write_xlsx(defect.book(), folder / f"{name}.xlsx")
    intake = read()
    found = set(zip(intake.findings.code, intake.findings.cell, strict=True))
    assert found == defect.findings
    assert (intake.cells.outcome == "rejected").sum() == defect.rejected


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_every_filled_cell_of_a_defect_workbook_has_one_outcome(name, folder, read):
    book = DEFECTS[name].book()
    write_xlsx(book, folder / f"{name}.xlsx")
    cells = read().cells
    filled = sum(cell != "" for rows in book.sheets.values() for row in rows for cell in row)
    assert len(cells) == len(cells.drop_duplicates(["sheet", "cell"])) == filled
    assert set(cells.outcome) <= {"observation", "label", "ignorable", "rejected"}


def test_the_sum_of_one_communes_return_is_no_figure_of_the_district(folder, read):
    write_xlsx(DEFECTS["15_sum_of_one_commune"].book(), folder / "commune.xlsx")
    assert set(read().observations.unit) == {"23452"}


def test_a_sound_return_gives_every_figure_of_every_unit(folder, read):
    write_xlsx(sound(), folder / "sound.xlsx")
    figures = read().observations
    assert len(figures) == 14 * 10
    poor = figures[figures.indicator == "poor_households"].set_index("unit")
    assert poor.loc["23452", ["value", "cell", "printed", "status"]].tolist() == [120.0, "E13", "120", "A"]
    assert poor.loc["613", "value"] == poor.drop(index="613").value.sum() == 1440
    rate = figures[(figures.indicator == "poverty_rate_printed") & (figures.unit == "23452")]
    assert rate.value.tolist() == [0.2]
