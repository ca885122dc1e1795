from datetime import date

import pandas as pd

from helpers.analysis.returns import (
    cell_ranges,
    columns_by_workbook,
    figures_by_form,
    findings_by_code,
    findings_by_unit,
    outcomes_by_workbook,
    shared_words,
    to_send_back,
)
from helpers.vocabulary.findings import finding, findings_frame
from helpers.vocabulary.observation import frame
from helpers.vocabulary.place import Boundary, Unit

BOUNDARY = Boundary(
    "2019", date(2019, 1, 1), (Unit("1", "2019", "Xã A"), Unit("2", "2019", "Xã B")), Unit("9", "2019", "H")
)
FINDINGS = findings_frame(
    [
        finding("Q102", workbook="b.xlsx"),
        finding("Q102", workbook="a.xlsx"),
        finding("Q101", workbook="c.xlsx"),
    ]
)


def test_the_outcomes_of_a_workbook_add_up_to_its_cells():
    cells = pd.DataFrame({"workbook": ["a", "a", "a", "b"], "outcome": ["accepted", "label", "accepted", "rejected"]})
    rows = outcomes_by_workbook(cells).to_dict("records")
    assert rows == [
        {"workbook": "a", "accepted": 2, "rejected": 0, "label": 1, "ignorable": 0, "cells": 3},
        {"workbook": "b", "accepted": 0, "rejected": 1, "label": 0, "ignorable": 0, "cells": 1},
    ]


def test_errors_come_before_warnings_however_few_they_are():
    assert findings_by_code(FINDINGS).to_dict("list") == {
        "code": ["Q101", "Q102"],
        "severity": ["error", "warning"],
        "findings": [1, 2],
    }


def wrong_rate(cell, unit, printed):
    return finding("Q205", workbook="a.csv", cell=cell, unit=unit, printed=printed) | {"severity": "error"}


def test_what_is_to_be_mended_keeps_the_order_of_the_files_within_a_severity():
    mend = to_send_back(FINDINGS, "en")
    assert mend["workbook"].tolist() == ["c.xlsx", "b.xlsx", "a.xlsx"]
    assert "c.xlsx" in mend["message"][0]


def test_findings_of_one_kind_in_a_column_stand_together_with_the_words_that_they_share():
    found = findings_frame([wrong_rate("J5", "1", "một"), wrong_rate("J7", "1", "hai"), wrong_rate("J6", "2", "ba")])
    (row,) = to_send_back(found, "en").to_dict("records")
    assert (row["cells"], row["count"]) == ("J5–J7", 3)
    assert row["message"] == "This cell reads … in place of a number; it counts as missing, not as 0."


def test_a_note_is_nothing_to_send_back():
    mend = to_send_back(findings_frame([finding("Q205", workbook="a.csv", cell="B2")]), "vi")
    assert mend.empty
    assert (
        mend["sheet"] + " · " + mend["cells"]
    ).empty  # words also where there are none: the quality page puts them together


def test_cells_are_told_as_runs_of_rows():
    assert cell_ranges(["C7", "C5", "C6", "C11"]) == "C5–C7, C11"
    assert cell_ranges(["", "", "hàng 3"]) == "hàng 3"


def test_words_that_differ_are_left_open():
    assert shared_words(["ô 5 ghi 1", "ô 6 ghi 2"]) == "ô … ghi …"
    assert shared_words(["Xã A thiếu", "thiếu"]) == "… thiếu"
    assert shared_words(["một câu"]) == "một câu"


def test_each_unit_has_its_figures_by_form_and_one_without_a_return_has_none():
    columns = pd.DataFrame({"workbook": ["a"], "sheet": ["Đất"], "form": ["land"]})
    row = {"unit": "1", "boundary": "2019", "value": 5, "workbook": "a"}
    accepted = frame([{**row, "sheet": "Đất"}, {**row, "sheet": "Khác"}, {**row, "sheet": "Đất", "value": None}])
    assert figures_by_form(accepted, columns, BOUNDARY).to_dict("index") == {
        "1": {"Đất": 1, "published": 1},
        "2": {"Đất": 0, "published": 0},
    }


def test_withheld_figures_are_not_called_published_and_a_sheet_without_a_name_is_called_by_its_file():
    # the public's release does not say in which cell a withheld figure stands
    columns = pd.DataFrame({"workbook": ["a.xlsx"], "sheet": ["Sheet1"], "form": ["land"]})
    row = {"unit": "1", "boundary": "2019", "workbook": "a.xlsx", "sheet": "Sheet1", "value": 5}
    hidden = {**row, "value": None, "confidentiality": "C", "workbook": "", "sheet": ""}
    assert figures_by_form(frame([row, hidden, hidden]), columns, BOUNDARY).to_dict("index") == {
        "1": {"a.xlsx": 1, "withheld": 2},
        "2": {"a.xlsx": 0, "withheld": 0},
    }


def test_errors_and_warnings_are_counted_by_unit():
    found = findings_frame([wrong_rate("J5", "1", "x"), finding("Q102", workbook="b.xlsx")])
    assert findings_by_unit(found, ["1", "2"]).to_dict("index") == {
        "1": {"errors": 1, "warnings": 0},
        "2": {"errors": 0, "warnings": 0},
    }


def test_columns_are_counted_by_workbook_and_by_what_their_figures_prove():
    columns = pd.DataFrame(
        {"workbook": ["a", "a", "b", "b"], "grade": ["proved", "by name only", "consistent", "broken"]}
    )
    assert columns_by_workbook(columns).to_dict("records") == [
        {"workbook": "a", "proved": 1, "consistent": 0, "named": 1, "columns": 2},
        {"workbook": "b", "proved": 0, "consistent": 1, "named": 1, "columns": 2},
    ]
