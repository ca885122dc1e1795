"""What a profile says of a unit, word by word: against the whole, its place, what it lacks; never more than is known."""

import pandas as pd
import pytest
from tests.analysis.figures import observations, scope

from helpers.analysis import poverty, programmes
from helpers.analysis.profile import standing_by_unit
from helpers.protect.totals import with_totals
from helpers.report.claims.basis import ground_of
from helpers.report.origins import Register
from helpers.report.wording import Reader, commune
from helpers.vocabulary.catalogue import detail_label, indicator
from helpers.vocabulary.observation import withhold

PLACE = scope("ABCD")
BOUNDARY = PLACE.boundaries[0]
#: A and C 30 of 100, B 10, D 20; the whole 90 of 400 is 22.5%.
POOR = {"A": 30, "B": 10, "C": 30, "D": 20}


def figures(*more, poor=POOR, hidden=()):
    rows = [(unit, "households", 100) for unit in poor]
    rows += [(unit, "poor_households", n) for unit, n in poor.items()]
    seen = with_totals(observations(*rows, *more), PLACE).assign(revised=False)
    return withhold(seen, seen["unit"].isin(list(hidden)) & (seen["indicator"] == "poor_households"))


def standing(seen, unit):
    found = standing_by_unit(seen, BOUNDARY)
    return found[(found["unit"] == unit) & (found["state"] != "missing")].set_index("figure")


def told(said, seen, lang="en"):
    names = {"A": "An", "B": "Binh", "C": "Cu", "D": "Dak", "T": "T district"}
    reader = Reader(
        lang, names.__getitem__, "commune", lambda id, code: detail_label(indicator(id).details, code, lang)
    )
    return said.read(reader, ground_of(Register(seen), PLACE, BOUNDARY).settle)[0].replace("\N{NO-BREAK SPACE}", " ")


def test_the_headline_sets_the_unit_against_the_whole():
    seen = figures()
    assert told(commune.headline(standing(seen, "A"), "T"), seen) == "An: poverty rate 30.00% on 31 December 2023, above that of T district (22.50%)"  # fmt: skip
    assert told(commune.headline(standing(seen, "B"), "T"), seen) == "Binh: poverty rate 10.00% on 31 December 2023, below that of T district (22.50%)"  # fmt: skip


def test_a_unit_is_not_set_against_a_whole_that_lacks_units():
    seen = figures(poor={"A": 30, "B": 10, "C": 30})
    assert told(commune.headline(standing(seen, "A"), "T"), seen) == "An: poverty rate 30.00% on 31 December 2023"
    assert told(commune.apart(standing(seen, "A"), "T", "worse"), seen) == ""


def test_a_unit_whose_number_is_withheld_has_no_headline_of_it():
    seen = figures(hidden="A")
    assert told(commune.headline(standing(seen, "A"), "T"), seen) == ""
    assert told(commune.ranked(standing(seen, "A")), seen) == ""


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ("A", "The poverty rate is the highest of 4 communes, as in 1 commune more."),
        ("B", "The poverty rate is the lowest of 4 communes."),
        ("D", "By poverty rate this unit is number 2 of 4 communes from the bottom."),
    ],
)
def test_a_place_counts_from_the_nearer_end_and_says_who_shares_it(unit, sentence):
    seen = figures()
    assert told(commune.ranked(standing(seen, unit)), seen) == sentence


def test_a_place_among_some_of_the_units_says_among_how_many():
    seen = figures(hidden="D")
    assert told(commune.ranked(standing(seen, "B")), seen) == "The poverty rate is the lowest of 3 of 4 communes."


def test_where_all_units_are_equal_there_is_no_place():
    seen = figures(poor=dict.fromkeys("ABCD", 10))
    assert told(commune.ranked(standing(seen, "A")), seen) == ""


def test_more_land_is_better_and_more_poor_households_are_worse():
    land = [(u, "minority_households", 50) for u in "ABCD"]
    land += [(u, "minority_households_with_production_land", 50 if u == "A" else 40) for u in "ABCD"]
    seen = figures(*land)
    rows = standing(seen, "A")
    assert (
        told(commune.apart(rows, "T", "worse"), seen)
        == "Worse than T district: poverty rate (7.50 percentage points above)."
    )
    assert told(commune.apart(rows, "T", "better"), seen) == (
        "Better than T district: share of minority households with production land (15.00 percentage points above)."
    )


def test_the_words_beside_a_mark_say_what_its_colour_says():
    seen = figures()
    read = Reader("vi", str)
    words = {unit: commune.beside(read, standing(seen, unit).loc["poverty_rate"]) for unit in "ABD"}
    assert words == {"A": "kém hơn, 3/4", "B": "tốt hơn, 1/4", "D": "ngang bằng, 2/4"}  # D: 2,5 of 100 households below
    assert commune.beside(read, standing(figures(hidden="A"), "A").loc["poverty_rate"]) == ""


def test_what_is_level_in_the_table_is_neither_better_nor_worse_in_words():
    seen = figures()
    assert told(commune.apart(standing(seen, "D"), "T", "better"), seen) == ""
    assert told(commune.headline(standing(seen, "D"), "T"), seen) == "Dak: poverty rate 20.00% on 31 December 2023, about level with T district (22.50%)"  # fmt: skip


def test_a_change_is_that_of_the_last_two_reviews_with_figures():
    before = observations(*((u, "households", 100) for u in "ABCD"), ("A", "poor_households", 50), as_of="2022-12-31")
    seen = with_totals(pd.concat([figures().drop(columns=["coverage", "covers", "revised"]).query("unit != 'T'"), before]), PLACE)  # fmt: skip
    seen = seen.assign(revised=False)
    sentence = told(commune.change(poverty.reviews(seen, ["A", "T"]), "A"), seen)
    assert sentence == "The poverty rate of An fell from 50.00% on 31 December 2022 to 30.00% on 31 December 2023, down 20.00 percentage points."  # fmt: skip
    assert told(commune.change(poverty.reviews(seen, ["B", "T"]), "B"), seen) == ""


def needs(seen):
    rows = seen[(seen["unit"] == "A") & (seen["indicator"] == "support_need_remaining")]
    return rows.set_index("detail")[["value", "as_of"]].rename(columns={"value": "support_need_remaining"})


def test_nothing_is_left_only_where_every_number_is_known_to_be_none():
    none = [("A", "support_need_remaining", content, 0) for content in ("housing", "production_land")]
    seen = figures(*none)
    assert told(commune.nothing_left(needs(seen), "A"), seen) == "On 31 December 2023, no household of An was left in need of this support."  # fmt: skip
    hidden = withhold(seen, (seen["detail"] == "housing") & (seen["unit"] == "A"))
    assert told(commune.nothing_left(needs(hidden), "A"), hidden) == ""


def test_criteria_that_are_lacking_are_named_of_those_with_a_result():
    flags = [("A", "new_rural_criterion_met", code, met) for code, met in (("1", 1), ("2", 0), ("3", 1), ("4", None))]
    seen = figures(*flags)
    sentence = told(commune.criteria(programmes.criteria_of(seen, "A"), "A"), seen)
    assert sentence == "Not met on 31 December 2023, 1 of 3 criteria assessed: traffic."
    assert told(commune.criteria(programmes.criteria_of(seen, "B"), "B"), seen) == ""


def test_old_figures_say_their_day():
    seen = figures()
    assert told(commune.age(standing(seen, "A"), 2024), seen) == "Poverty rate: the latest figures at hand are those of 31 December 2023."  # fmt: skip
    assert told(commune.age(standing(seen, "A"), 2023), seen) == ""
