"""Total rows, and units that are missing."""

from dataclasses import replace

from tests.quality.tables import OLD, SCOPE, found, only, reviewed, rows


def test_a_total_row_that_is_the_sum_of_its_units_gives_no_finding(tmp_path):
    tables = [rows({"households": count}, unit=unit) for unit, count in (("1", 10), ("2", 20), ("3", 30), ("613", 60))]
    assert found(reviewed(tmp_path, *tables)) == []


def test_a_total_row_that_is_not_the_sum_shows_residual_and_coverage(tmp_path):
    # A real report: 67.172 where the parts close with 67.712 (transposed digits)
    parts = (("1", 20000), ("2", 30000), ("3", 17712), ("613", 67172))
    finding = only(reviewed(tmp_path, *[rows({"households": count}, unit=unit) for unit, count in parts]), "Q441")
    assert finding["severity"] == "warning"
    assert finding["expected"] == "67.712"
    assert "3 of 3 units add to 67,712, a residual of −540" in finding["message_en"]


def test_a_total_may_exceed_a_partial_sum_but_not_fall_short_of_it(tmp_path):
    some = [rows({"households": 10}, unit="1"), rows({"households": 20}, unit="2")]
    assert found(reviewed(tmp_path, *some, rows({"households": 60}, unit="613")), "Q441") == []
    short = reviewed(tmp_path, *some, rows({"households": 29}, unit="613"))
    assert "2 of 3 units add to 30" in only(short, "Q441")["message_en"]


def test_totals_are_compared_with_the_units_of_their_own_sheet(tmp_path):
    tables = [rows({"households": count}, unit=unit) for unit, count in (("1", 10), ("2", 20), ("3", 30))]
    elsewhere = rows({"households": 61}, unit="613", sheet="T")
    assert found(reviewed(tmp_path, *tables, elsewhere), "Q441") == []


def test_a_unit_that_sent_nothing_is_named(tmp_path):
    result = reviewed(tmp_path, rows({"households": 10}, unit="1"), rows({"households": 30}, unit="3"))
    assert found(result, "Q351", "Q352") == [("Q351", "2", "households")]
    assert "Hai has sent no figures as of 31 December 2023" in only(result, "Q351")["message_en"].replace("Xã ", "")


def test_a_unit_missing_from_one_form_is_told_which_figures(tmp_path):
    full = {"households": 10, "poor_households": 3}
    result = reviewed(tmp_path, rows(full, unit="1"), rows(full, unit="2"), rows({"households": 9}, unit="3"))
    assert found(result, "Q351", "Q352") == [("Q352", "3", "poor_households")]


def test_a_row_left_blank_is_missing_but_not_collected_is_an_answer(tmp_path):
    blank = rows({"households": None}, unit="2", status="O")
    answered = rows({"households": (None, "…")}, unit="3", status="L")
    assert found(reviewed(tmp_path, rows({"households": 9}, unit="1"), blank, answered), "Q351") == [
        ("Q351", "2", "households")
    ]


def test_a_missing_figure_is_pointed_to_in_its_blank_cell(tmp_path):
    given = [rows({"households": 9}, unit=unit) for unit in "13"]
    blank = rows({"households": None}, unit="2", status="O", workbook="hai.xlsx", cell="C14")
    finding = only(reviewed(tmp_path, *given, blank), "Q351")
    assert (finding["workbook"], finding["sheet"], finding["cell"]) == ("hai.xlsx", "S", "C14")


def test_a_figure_whose_row_is_not_there_is_pointed_to_in_the_sheet_that_has_it_for_others(tmp_path):
    full = {"households": 10, "poor_households": 3}
    result = reviewed(
        tmp_path, rows(full, unit="1"), rows(full, unit="2"), rows({"households": 9}, unit="3", sheet="T")
    )
    assert only(result, "Q352")[["workbook", "sheet", "cell"]].tolist() == ["a.xlsx", "S", ""]


def test_a_blank_form_has_nothing_to_miss(tmp_path):
    assert len(reviewed(tmp_path, rows({"households": None}, unit="1", status="O")).findings) == 0


def test_towns_are_not_missed_in_the_new_rural_form(tmp_path):
    town = replace(OLD.units[2], name="Thị trấn Ba", kind="Thị trấn")
    scope = replace(SCOPE, boundaries=(replace(OLD, units=(*OLD.units[:2], town)),))
    given = [rows({"new_rural_criteria_met": 12}, unit=unit) for unit in "12"]
    assert len(reviewed(tmp_path, *given, scope=scope).findings) == 0


def test_published_tables_are_not_expected_to_list_every_unit(tmp_path):
    assert len(reviewed(tmp_path, rows({"households": 10}, unit="1", kind="published")).findings) == 0
