"""The tutorial of the first hour runs on the shipped figures and shows what its text says; sums were worked out by hand."""

import papermill
import pytest


@pytest.fixture(scope="module")
def shown(made, tmp_path_factory):
    """What each code cell shows, by its first line of code: texts and kinds of outputs."""
    folder = tmp_path_factory.mktemp("tutorial")
    root = made("kon-plong", "2024-H1").parents[4]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMUNE_ROOT", str(root))
        path = root / "notebooks" / "00_tutorial.ipynb"
        done = papermill.execute_notebook(path, folder / "out.ipynb", engine_name="commune", progress_bar=False)
    return {
        cell.source.splitlines()[0]: [output.get("data", {}) for output in cell.outputs]
        for cell in done.cells
        if cell.cell_type == "code"
    }


def text(shown, start):
    """What the cell that begins so shows as plain text."""
    return "\n".join(
        data.get("text/plain", "") for line, each in shown.items() if line.startswith(start) for data in each
    )


def test_a_rate_without_one_commune_is_a_sum_over_a_sum(shown):
    """All but Măng Bút: (1,731 − 391) / (7,735 − 1,288) = 1,340 / 6,447."""
    assert "0.207849" in text(shown, "left_out")


def test_what_is_withheld_is_no_zero(shown):
    """Need of housing: 224 in all, 27 + 51 + 14 + 33 + 15 + 13 + 31 = 184 in the communes that are told."""
    row = next(line for line in text(shown, "of_communes").splitlines() if line.startswith("Nhà ở"))
    assert row.split()[-3:] == ["224", "184", "<NA>"]


def test_a_row_of_another_district_is_told_and_not_lost(shown):
    assert "Kon Đào" in text(shown, "from helpers import match_units")


def test_the_answer_of_the_last_question_is_that_of_the_returns(shown):
    """Đăk Ring fell by 55.4493 − 31.3093 = 24.14 points; 165 of 1,731 poor households are there."""
    told = text(shown, "fell_most")
    assert "Xã Đăk Ring" in told
    assert "-24.14" in told
    assert "0.095321" in told


def test_pictures_are_shown(shown):
    drawn = [line for line, each in shown.items() if any("image/png" in data for data in each)]
    assert [line.split()[0] for line in drawn] == ["from", "joined", "axes"]
