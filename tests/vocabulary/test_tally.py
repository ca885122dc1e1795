from helpers.vocabulary.tally import tally


def test_the_counts_of_a_review_are_told_with_outcomes_that_add_up():
    counts = {"units": 9, "units_accepted": 8, "files": 1, "cells": 1200, "accepted": 900, "rejected": 1, "label": 250}
    counts |= {"ignorable": 49, "errors": 1, "warnings": 0, "notes": 2}
    assert tally("kon-plong", "2024", counts) == (
        "kon-plong 2024: 8 of 9 units accepted. 1 file, 1,200 cells = 900 accepted + 1 rejected + 250 labels + 49 ignorable. "
        "1 error, 0 warnings, 2 notes."
    )
