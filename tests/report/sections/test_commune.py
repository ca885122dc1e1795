"""Sentences of a unit's profile: a rank that others share says so."""

import pandas as pd
import pytest

from helpers.report.sections import commune


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
