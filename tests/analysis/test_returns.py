from datetime import date

import pandas as pd

from helpers.analysis.returns import (
    columns_by_workbook,
    figures_by_unit,
    findings_by_code,
    findings_to_mend,
    outcomes_by_workbook,
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


def test_what_is_to_be_mended_keeps_the_order_of_the_files_within_a_severity():
    mend = findings_to_mend(FINDINGS, "en")
    assert mend["workbook"].tolist() == ["c.xlsx", "b.xlsx", "a.xlsx"]
    assert "c.xlsx" in mend["message"][0]


def test_a_unit_without_a_return_is_counted_with_no_figures():
    accepted = frame([{"unit": "1", "boundary": "2019", "value": 5}, {"unit": "1", "boundary": "2019", "value": None}])
    assert figures_by_unit(accepted, frame(), BOUNDARY)[["unit", "accepted", "rejected"]].to_dict("list") == {
        "unit": ["1", "2"],
        "accepted": [1, 0],
        "rejected": [0, 0],
    }


def test_columns_are_counted_by_workbook_and_by_what_their_figures_prove():
    columns = pd.DataFrame(
        {"workbook": ["a", "a", "b", "b"], "grade": ["proved", "by name only", "consistent", "broken"]}
    )
    assert columns_by_workbook(columns).to_dict("records") == [
        {"workbook": "a", "proved": 1, "consistent": 0, "named": 1, "columns": 2},
        {"workbook": "b", "proved": 0, "consistent": 1, "named": 1, "columns": 2},
    ]
