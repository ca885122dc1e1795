"""Which units a total covers, written and read."""

import pytest

from helpers.vocabulary.coverage import covers_of, is_partial

DUE = ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("given", "covers"),
    [("1234", "all"), ("134", "all but 2"), ("24", "2 4"), ("3", "3"), ("", "")],
)
def test_a_set_of_units_is_written_in_one_way(given, covers):
    assert covers_of(set(given), DUE) == covers
    assert is_partial(covers) == (given not in ("1234", ""))


def test_a_total_as_reported_lacks_no_unit():
    assert not is_partial("")
