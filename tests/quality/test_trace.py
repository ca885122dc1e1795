"""From a figure back to its cell."""

import pandas as pd
import pytest
from tests.quality.tables import rows

from helpers.quality import trace
from helpers.quality.corrections import COLUMNS
from helpers.vocabulary import observation
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.findings import finding, findings_frame

CELL = {"workbook": "a.xlsx", "sheet": "S", "cell": "A11"}
OBSERVED = observation.frame(
    [
        *rows({"households": (1407, "1.407")}),
        *rows({"households": (1390, "1.390")}, day="2022-12-31"),
        *rows({"poor_households": 300}, cell="E9"),
        *rows({"poor_households_deprived/1": 5, "poor_households_deprived/2": 7}),
    ]
)
CORRECTED = pd.DataFrame(
    [
        dict.fromkeys(COLUMNS, "")
        | CELL
        | {"old": "140", "new": "1407", "reason": "gõ thiếu", "by": "An", "date": "2024-01-15", "applied": "True"}
    ]
)
EMPTY = pd.DataFrame(columns=list(COLUMNS))


def test_the_chain_leads_from_the_figure_over_its_correction_to_the_printed_text():
    words = {"place": {"vi": "", "en": ""}, "what": {"vi": "", "en": ""}, "value": {"vi": "", "en": "1,407"}}
    about = words | {"before": words["what"], "date": words["what"], "change": words["what"]}
    said = findings_frame([finding("Q523", **CELL, **about)])
    assert trace(OBSERVED, said, CORRECTED, "1", "households") == [
        "Resident households of 1 (2019), 31 December 2023: 1,407 households – accepted, official",
        "  corrected from 140 to 1407: gõ thiếu (An, 2024-01-15)",
        "  read from data/raw/a/2023/a.xlsx, sheet S, cell A11, printed '1.407'",
        f"  Q523 warning: {said.loc[0, 'message_en']}",
    ]


def test_a_rate_is_traced_through_what_it_is_computed_from():
    lines = trace(OBSERVED, findings_frame(), EMPTY, "1", "poverty_rate")
    assert (
        lines[0] == "Poverty rate is computed: (poor_households (Poor households)) / households (Resident households)"
    )
    assert "  Poor households of 1 (2019), 31 December 2023: 300 households – accepted, official" in lines
    assert "    read from data/raw/a/2023/a.xlsx, sheet S, cell E9, printed '300'" in lines


def test_a_rate_takes_its_figures_from_the_latest_day_that_has_them_all():
    later = observation.frame(rows({"households": 1500}, day="2024-06-30"))
    lines = trace(pd.concat([OBSERVED, later]), findings_frame(), EMPTY, "1", "poverty_rate")
    assert any("1,407 households" in line for line in lines)
    assert not any("1,500" in line for line in lines)


def test_a_blank_of_a_later_day_does_not_hide_the_last_figure():
    later = observation.frame(rows({"households": None}, day="2024-06-30", status="O"))
    lines = trace(pd.concat([OBSERVED, later]), findings_frame(), EMPTY, "1", "households")
    assert "1,407 households" in lines[0]


def test_a_detail_narrows_the_chain_and_none_shows_all():
    both = trace(OBSERVED, findings_frame(), EMPTY, "1", "poor_households_deprived")
    one = trace(OBSERVED, findings_frame(), EMPTY, "1", "poor_households_deprived", "2")
    assert (len(both), len(one)) == (4, 2)
    assert "Dependants" in one[0]


def test_a_rejected_figure_says_by_which_finding():
    rejected = OBSERVED.iloc[[2]].assign(finding="Q421")
    assert "rejected (Q421)" in trace(rejected, findings_frame(), EMPTY, "1", "poor_households")[0]


def test_nothing_reported_gives_no_line_and_an_unknown_indicator_a_suggestion():
    assert trace(OBSERVED, findings_frame(), EMPTY, "2", "households") == []
    with pytest.raises(UsageError, match="poor_households"):
        trace(OBSERVED, findings_frame(), EMPTY, "1", "poor_household")
