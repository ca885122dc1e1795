"""Declared corrections."""

import pytest
from tests.quality.tables import found, only, reviewed, rows

from helpers.vocabulary.errors import InputError

WHY = 'reason = "Xã báo lại bằng điện thoại"\nby = "phòng thống kê"\ndate = 2024-01-15\n'


def correcting(tmp_path, text, *tables):
    folder = tmp_path / "data/raw/a/2023"
    folder.mkdir(parents=True)
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    return reviewed(tmp_path, *tables)


def test_a_correction_by_cell_replaces_the_value_and_keeps_what_was_printed(tmp_path):
    text = f'[[correction]]\nworkbook = "a.xlsx"\nsheet = "S"\ncell = "A11"\nold = 90\nnew = 900\n{WHY}'
    result = correcting(tmp_path, text, rows({"households": 90, "poor_households": 91}))
    assert found(result) == [("Q601", "1", "households")]  # and 91 of 900 is sound
    assert result.accepted.set_index("indicator").loc["households", ["value", "printed"]].tolist() == [900, "90"]
    assert result.corrections.loc[0, ["old", "new", "by", "applied"]].tolist() == [
        "90",
        "900",
        "phòng thống kê",
        "True",
    ]
    assert "corrected from 90 to 900: Xã báo lại bằng điện thoại" in only(result, "Q601")["message_en"]


def test_what_is_wrong_with_a_corrected_figure_is_told_to_who_corrected_it(tmp_path):
    text = f'[[correction]]\nworkbook = "a.xlsx"\nsheet = "S"\ncell = "A11"\nold = 90\nnew = 1.601\n{WHY}'
    told = only(correcting(tmp_path, text, rows({"households": 90})), "Q412")
    assert told[["workbook", "cell"]].tolist() == ["corrections.toml", ""]
    assert "reads 1.601" in told["message_en"]


@pytest.mark.parametrize("cell", ["a11", "$A$11", " A11 "])
def test_a_cell_may_be_written_in_small_letters_or_fixed(tmp_path, cell):
    text = f'[[correction]]\nworkbook = "a.xlsx"\nsheet = "S"\ncell = "{cell}"\nold = 90\nnew = 95\n{WHY}'
    assert found(correcting(tmp_path, text, rows({"households": 90}))) == [("Q601", "1", "households")]


def test_a_correction_by_name_finds_the_figure_without_a_detail(tmp_path):
    text = f'[[correction]]\nunit = "1"\nindicator = "ocop_products"\nold = 8\nnew = 7\n{WHY}'
    result = correcting(tmp_path, text, rows({"ocop_products": 8, "ocop_products/3/district": 7}))
    assert found(result) == [("Q601", "1", "ocop_products")]


def test_a_dropped_figure_is_rejected_with_the_reason(tmp_path):
    text = f'[[correction]]\nunit = "1"\nindicator = "households"\nold = 90\ndrop = true\n{WHY}'
    result = correcting(tmp_path, text, rows({"households": 90, "poor_households": 91}))
    assert found(result) == [("Q602", "1", "households")]
    assert list(result.rejected["finding"]) == ["Q602"]
    assert list(result.accepted["indicator"]) == ["poor_households"]


def test_a_rate_goes_with_the_count_that_a_correction_drops(tmp_path):
    text = f'[[correction]]\nunit = "1"\nindicator = "poor_households"\nold = 101\ndrop = true\n{WHY}'
    figures = {"households": 465, "poor_households": 101, "poverty_rate_printed": (0.2172, "21,72%")}
    result = correcting(tmp_path, text, rows(figures))
    assert list(result.accepted["indicator"]) == ["households"]
    assert list(result.rejected["finding"]) == ["Q602", "Q438"]


def test_a_correction_that_matches_nothing_is_an_error(tmp_path):
    text = f'[[correction]]\nworkbook = "b.xlsx"\ncell = "A11"\nold = 90\nnew = 900\n{WHY}'
    result = correcting(tmp_path, text, rows({"households": 90}))
    finding = only(result, "Q603")
    assert (finding["severity"], finding["workbook"]) == ("error", "corrections.toml")
    assert list(result.accepted["value"]) == [90]


def test_a_correction_that_expects_another_value_is_an_error_and_the_figure_is_not_used(tmp_path):
    text = f'[[correction]]\nunit = "1"\nindicator = "households"\nold = 91\nnew = 900\n{WHY}'
    result = correcting(tmp_path, text, rows({"households": 90}))
    assert "should read 91 but reads 90" in only(result, "Q604")["message_en"]
    assert len(result.accepted) == 0


def test_a_blank_can_be_filled_in_by_a_declared_correction(tmp_path):
    text = f'[[correction]]\nunit = "1"\nindicator = "households"\nold = "blank"\nnew = 900\n{WHY}'
    result = correcting(tmp_path, text, rows({"households": None}, status="O"))
    assert result.accepted[["value", "status"]].values.tolist() == [[900, "A"]]


@pytest.mark.parametrize(
    "entry",
    [
        'unit = "1"\nindicator = "households"\nold = 90\nnew = 900\nreason = "x"\nby = "y"\n',  # no date
        f'unit = "1"\nindicator = "households"\nnew = 900\n{WHY}',  # nothing expected
        f'unit = "1"\nindicator = "households"\nold = 90\n{WHY}',  # neither new nor drop
        f'unit = "1"\nindicator = "households"\nold = 90\nnew = 900\ndrop = true\n{WHY}',  # both
        f'unit = "1"\nold = 90\nnew = 900\n{WHY}',  # names no figure
        f'unit = "1"\nindicator = "households"\nold = "chín mươi"\nnew = 900\n{WHY}',  # no number
        f'unit = "1"\nindicator = "households"\nold = 90\nnew = 900\ncolour = "red"\n{WHY}',  # not understood
    ],
)
def test_an_incomplete_correction_is_an_error_and_changes_nothing(tmp_path, entry):
    result = correcting(tmp_path, f"[[correction]]\n{entry}", rows({"households": 90}))
    assert found(result) == [("Q605", "", "")]
    assert list(result.accepted["value"]) == [90]


def test_a_correction_that_names_two_figures_must_be_more_exact(tmp_path):
    text = f'[[correction]]\nunit = "1"\nindicator = "households"\nold = 90\nnew = 900\n{WHY}'
    both = [rows({"households": 90}), rows({"households": 90}, day="2022-12-31")]
    assert "names 2 figures" in only(correcting(tmp_path, text, *both), "Q605")["message_en"]


def test_an_as_of_date_tells_two_figures_apart(tmp_path):
    text = f'[[correction]]\nunit = "1"\nindicator = "households"\nas_of = 2023-12-31\nold = 90\nnew = 95\n{WHY}'
    both = [rows({"households": 90}), rows({"households": 90}, day="2022-12-31")]
    assert sorted(correcting(tmp_path, text, *both).accepted["value"]) == [90, 95]


def test_an_unreadable_file_of_corrections_stops_with_its_name(tmp_path):
    with pytest.raises(InputError, match=r"corrections\.toml"):
        correcting(tmp_path, "[[correction]\n", rows({"households": 90}))


ENTRY = f'[[correction]]\nunit = "1"\nindicator = "households"\nold = 90\nnew = 900\n{WHY}'


def test_a_correction_that_stands_twice_is_applied_once_and_noted(tmp_path):
    result = correcting(tmp_path, ENTRY + ENTRY, rows({"households": 90}))
    assert result.accepted["value"].tolist() == [900]
    assert found(result) == [("Q601", "1", "households"), ("Q606", "", "")]
    assert "entry 2: repeats entry 1" in only(result, "Q606")["message_en"]


def test_corrections_that_contradict_each_other_are_errors_of_both_and_the_figure_is_not_used(tmp_path):
    result = correcting(tmp_path, ENTRY + ENTRY.replace("900", "909"), rows({"households": 90}))
    assert [code for code, *_ in found(result)] == ["Q607", "Q607"]
    assert set(result.findings["workbook"]) == {"corrections.toml"}  # no commune is told of the office's mistake
    assert len(result.accepted) == 0
    assert result.rejected["value"].tolist() == [90]


def test_a_figure_can_be_corrected_in_two_steps(tmp_path):
    second = ENTRY.replace("old = 90\n", "old = 900\n").replace("new = 900", "new = 910")
    result = correcting(tmp_path, ENTRY + second, rows({"households": 90}))
    assert result.accepted["value"].tolist() == [910]


def test_a_date_written_day_first_is_told_as_it_should_be_written(tmp_path):
    text = ENTRY.replace("date = 2024-01-15", 'date = "08/01/2025"')
    result = correcting(tmp_path, text, rows({"households": 90}))
    assert "line 8: date must be a date without quotes, written 2025-01-08" in only(result, "Q605")["message_en"]
    assert result.accepted["value"].tolist() == [90]


def test_a_faulty_entry_stops_only_itself(tmp_path):
    text = ENTRY.replace("new =", "nwe =") + ENTRY
    result = correcting(tmp_path, text, rows({"households": 90}))
    assert 'Did you mean "new"?' in only(result, "Q605")["message_en"]
    assert result.accepted["value"].tolist() == [900]


def test_a_file_of_corrections_under_another_name_of_table_is_refused(tmp_path):
    with pytest.raises(InputError, match='Did you mean "correction"'):
        correcting(tmp_path, ENTRY.replace("[[correction]]", "[[corrections]]"), rows({"households": 90}))
