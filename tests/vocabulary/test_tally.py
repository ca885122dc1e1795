from helpers.vocabulary.tally import tally


def test_the_counts_of_a_review_are_told_with_outcomes_that_add_up():
    counts = {
        "units": 9,
        "units_accepted": 8,
        "units_reported": 9,
        "files": 1,
        "cells": 1200,
        "accepted": 900,
        "rejected": 1,
        "label": 250,
    }
    counts |= {"ignorable": 49, "errors": 1, "warnings": 0, "notes": 2}
    assert tally("kon-plong 2024", counts) == (
        "kon-plong 2024: 8 of 9 units accepted. 1 file, 1,200 cells = 900 accepted + 1 rejected + 250 labels + 49 ignorable. "
        "1 error, 0 warnings, 2 notes."
    )


def test_where_only_totals_came_no_unit_is_said_to_be_refused():
    counts = dict.fromkeys(("units_accepted", "units_reported", "files", "cells", "accepted", "rejected", "label"), 0)
    counts |= dict.fromkeys(("ignorable", "errors", "warnings", "notes"), 0) | {"units": 10}
    assert tally("kon-tum 2022", counts).startswith("kon-tum 2022: no figures by unit. ")
