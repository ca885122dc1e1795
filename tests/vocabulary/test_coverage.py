"""Which units a total covers, written and read."""

import pytest

from helpers.vocabulary.coverage import covers_of, is_partial, units_covered

DUE = ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("given", "covers"),
    [("1234", "all"), ("134", "all but 2"), ("24", "2 4"), ("3", "3"), ("", "")],
)
def test_a_set_of_units_is_written_once_and_read_back(given, covers):
    assert covers_of(set(given), DUE) == covers
    if given:
        assert units_covered(covers, DUE) == tuple(given)
        assert is_partial(covers) == (given != "1234")


def test_a_total_as_reported_is_of_all_units():
    assert units_covered("", DUE) == tuple(DUE)
    assert not is_partial("")
