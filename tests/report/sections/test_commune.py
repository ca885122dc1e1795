"""Sentences of a unit's profile: a rank that others share says so."""

import pandas as pd
import pytest

from helpers.analysis import land
from helpers.report.sections import commune
from helpers.vocabulary.observation import withhold


def keys(rank: int, sharing: int, ranked: int = 9) -> pd.DataFrame:
    return pd.DataFrame({"rank": float(rank), "ranked": ranked, "sharing": sharing}, index=["poverty_rate"])


@pytest.mark.parametrize(
    ("rank", "sharing", "place", "sentence"),
    [
        (3, 1, "3/9", "Its poverty rate ranks 3 of 9 units, 1 being the highest."),
        (1, 9, "all 9 equal", ""),
        (1, 2, "1/9, shared", "Its poverty rate is the highest of 9 units. 2 units share this place."),
        (8, 2, "8/9, shared", "Its poverty rate is the lowest of 9 units. 2 units share this place."),
    ],
)
def test_a_rank_that_others_share_says_so(page_of, rank, sharing, place, sentence):
    page = page_of("land", {})
    row = keys(rank, sharing)
    assert commune.place_words(page, row.loc["poverty_rate"]) == place
    assert commune.rank_sentence(page, row) == sentence


def needs_of(page_of, *left: tuple[str, float], hidden: tuple[str, ...] = ()) -> str:
    page = page_of("commune", {"2024-06-30": [("1", "support_need_remaining", *each) for each in left]}, unit="1")
    seen = page.observations
    page.observations = withhold(seen, seen["detail"].isin(hidden) & (seen["unit"] == "1"))
    return commune.need_sentence(page, land.support_by_unit_content(page.figures))


def test_a_withheld_need_is_named_and_never_told_as_none(page_of):
    assert needs_of(page_of, ("housing", 0), ("production_land", 0)) == "No household is left in need of support."
    told = needs_of(page_of, ("housing", 2), ("production_land", 0), hidden=("housing",))
    assert told == "Households still in need: production land 0; housing confidential."
    assert needs_of(page_of, ("housing", 2), hidden=("housing",)) == "Households still in need: housing confidential."
