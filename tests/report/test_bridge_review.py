"""A bridge review: the same households of one day by two poverty standards, told apart in sums, checks, words and proof."""

import pandas as pd
import pytest
from tests.analysis.figures import observations, scope
from tests.report.telling import Figures

from helpers.analysis.change import change_by_unit
from helpers.analysis.frames import one_standard
from helpers.analysis.poverty import poverty_by_unit
from helpers.analysis.standards import bridge_standard
from helpers.report.wording import poverty as wording
from helpers.run.verification.evidence import Unproved
from helpers.run.verification.verify import prove_entry
from helpers.vocabulary.period import Period
from helpers.vocabulary.statements import statements

DAY = pd.Timestamp("2026-12-31")
PLACE = scope("AB")


def measured(standard, *rows):
    """Figures of the day, those that a standard measures by this one."""
    found = observations(*rows, as_of="2026-12-31")
    return found.assign(standard=found["standard"].where(found["indicator"].eq("households"), standard))


@pytest.fixture
def both():
    """A 100 households, B 300; poor by the line of the day 10 and 30, by that of 2027 15 and 60."""
    households = measured("", ("A", "households", 100), ("B", "households", 300), ("T", "households", 400))
    old = measured(
        "2022-2026", ("A", "poor_households", 10), ("B", "poor_households", 30), ("T", "poor_households", 40)
    )
    new = measured(
        "2027-2030", ("A", "poor_households", 15), ("B", "poor_households", 60), ("T", "poor_households", 75)
    )
    return pd.concat([households, old, new], ignore_index=True)


def test_the_other_standard_of_the_day_is_found(both):
    assert bridge_standard(both, DAY).id == "2027-2030"
    assert not bridge_standard(both[both["standard"] != "2027-2030"], DAY)


def test_what_the_change_of_law_alone_did_is_the_difference_of_the_two(both):
    of_day, other = (poverty_by_unit(one_standard(both, (), standard)) for standard in ("", "2027-2030"))
    gap = change_by_unit(of_day, other)
    assert gap["rate_before"].tolist() == [0.1, 0.1, 0.1]
    assert gap["change_points"].to_dict() == {"A": 5.0, "B": 10.0, "T": 8.75}


def test_a_flow_by_one_standard_is_not_held_against_the_count_by_another(both):
    flow = observations(
        ("A", "poor_household_flow", "start", 12), ("A", "poor_household_flow", "to_near_poor", 0), ("A", "poor_household_flow", "escaped", 2),
        ("A", "poor_household_flow", "end", 10), as_of="2026-12-31",
    ).assign(standard="2022-2026")  # fmt: skip
    found = statements(pd.concat([both, flow], ignore_index=True), ["unit", "boundary", "as_of"])
    pairs = pd.Series(found.row).groupby(found.statement).agg(set)
    new = both.index[(both["unit"] == "A") & (both["standard"] == "2027-2030")][0]
    assert [rows for rows in pairs if new in rows and rows & set(range(len(both), len(both) + 4))] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_sentence_is_proved_from_the_data_and_a_false_one_is_not(both, lang):
    made = Figures(PLACE, both.assign(coverage="", covers="", revised=False), Period.parse("2026"))
    of_day, other = (poverty_by_unit(one_standard(both, (), standard)) for standard in ("", "2027-2030"))
    page = made.page("poverty")
    page.say(wording.by_law(of_day.loc["T"], other.loc["T"], bridge_standard(both, DAY)))
    (entry,) = page.entries(lang)
    assert {
        "vi": "40 là hộ nghèo theo chuẩn đang áp dụng (10,00%), 75 theo chuẩn “2027-2030” (18,75%)",
        "en": "75 by the standard “2027-2030” (18.75%)",
    }[lang] in entry["text"].replace("\N{NO-BREAK SPACE}", " ")
    prove_entry(made.evidence(), lang, entry)
    entry["claims"][1]["part"] = ["poor_households"]
    with pytest.raises(Unproved):
        prove_entry(made.evidence(), lang, entry)


def test_a_unit_that_reports_by_the_other_standard_alone_has_a_gap_in_the_column_of_the_day(both):
    # B counted its poor by the line of 2027 only: 60 of them never stand beside the 10 of A by the line of the day
    only_new = both[~(both["unit"].eq("B") & both["standard"].eq("2022-2026"))]
    assert poverty_by_unit(one_standard(only_new, ()))["poor_households"].dropna().to_dict() == {"A": 10, "T": 40}
    other = poverty_by_unit(one_standard(only_new, (), "2027-2030"))["poor_households"]
    assert other.to_dict() == {"A": 15, "B": 60, "T": 75}
