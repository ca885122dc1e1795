"""The same figure in several places."""

from tests.quality.tables import found, only, reviewed, rows


def test_a_figure_given_twice_alike_is_kept_once_and_both_cells_are_accepted(tmp_path):
    result = reviewed(
        tmp_path, rows({"poor_households": 7}, sheet="Kết quả"), rows({"poor_households": 7}, sheet="Thiếu hụt")
    )
    assert found(result) == []
    assert len(result.accepted) == 1
    assert result.accepted.iloc[0]["sheet"] == "Kết quả"
    assert list(result.cells["outcome"]) == ["accepted", "accepted"]


def test_two_sheets_that_contradict_each_other_are_believed_in_neither_whatever_their_order(tmp_path):
    for first, second in (("A", "B"), ("B", "A")):
        result = reviewed(
            tmp_path, rows({"poor_households": 7}, sheet=first), rows({"poor_households": 8}, sheet=second)
        )
        assert found(result) == [("Q502", "1", "poor_households")] * 2
        assert len(result.accepted) == 0


def test_two_workbooks_that_contradict_each_other_are_believed_in_no_cell(tmp_path):
    result = reviewed(
        tmp_path,
        rows({"poor_households": 7}, sheet="A"),
        rows({"poor_households": 7}, sheet="B"),
        rows({"poor_households": 8}, sheet="A", workbook="b.xlsx"),
        rows({"poor_households": 8}, sheet="B", workbook="b.xlsx"),
    )
    assert found(result) == [("Q502", "1", "poor_households")] * 4
    assert len(result.accepted) == 0
    assert list(result.cells["outcome"]) == ["rejected"] * 4


def test_a_workbook_outvoted_by_another_is_wrong_alone(tmp_path):
    sheets = (("a.xlsx", "A", 7), ("b.xlsx", "A", 8), ("b.xlsx", "B", 8))
    result = reviewed(
        tmp_path, *[rows({"poor_households": count}, sheet=sheet, workbook=book) for book, sheet, count in sheets]
    )
    assert only(result, "Q501")["workbook"] == "a.xlsx"
    assert list(result.accepted["value"]) == [8]


def test_a_value_that_most_forms_give_outvotes_the_first_one(tmp_path):
    sheets = (("A", 5000), ("B", 165), ("C", 165))
    result = reviewed(tmp_path, *[rows({"poor_households": count}, sheet=sheet) for sheet, count in sheets])
    assert only(result, "Q501")["sheet"] == "A"
    assert list(result.accepted["value"]) == [165]


def test_a_blank_does_not_dispute_a_value(tmp_path):
    result = reviewed(tmp_path, rows({"poor_households": None}, sheet="A"), rows({"poor_households": 8}, sheet="B"))
    assert found(result) == []
    assert list(result.accepted["value"]) == [8]


def test_a_unit_that_stands_twice_in_a_sheet_with_two_values_is_believed_in_neither(tmp_path):
    once, twice = rows({"poor_households": 7}), rows({"poor_households": 9})
    twice[0]["cell"] = "A99"
    result = reviewed(tmp_path, once, twice)
    assert found(result) == [("Q353", "1", "poor_households"), ("Q353", "1", "poor_households")]
    assert len(result.accepted) == 0


def test_a_row_that_stands_twice_alike_is_counted_once_and_told_once(tmp_path):
    once, twice = (rows({"poor_households": 7, "households": 9, "persons": None}) for _ in "12")
    for row in twice:
        row["cell"] = row["cell"].replace("1", "9")
    result = reviewed(tmp_path, once, twice)
    finding = only(result, "Q354")
    assert (finding["severity"], finding["cell"]) == ("warning", twice[0]["cell"])
    assert "first at a.xlsx, S!A11" in finding["message_en"]
    assert len(result.accepted) == 3
    assert len(result.rejected) == 0


def test_different_kinds_of_source_do_not_dispute_each_other(tmp_path):
    result = reviewed(tmp_path, rows({"poor_households": 7}), rows({"poor_households": 8}, kind="demonstration"))
    assert found(result) == []
    assert len(result.accepted) == 2


def test_figures_of_half_a_year_and_of_a_year_are_two_figures(tmp_path):
    year = rows({"supported_households/housing": 12})
    half = rows({"supported_households/housing": 7}, start="2023-07-01", workbook="half.xlsx")
    result = reviewed(tmp_path, year, half)
    assert found(result, "Q501", "Q502") == []
    assert sorted(result.accepted["value"]) == [7, 12]
