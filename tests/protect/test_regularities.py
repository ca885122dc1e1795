"""What figures keep over time: found among the shown ones, and taken to hold of the withheld ones too."""

from __future__ import annotations

import pandas as pd
from tests.analysis import small_returns as made

from helpers.protect.regularities import as_relations, comparisons, regularities
from helpers.protect.relations import build

JUNE = {"as_of": "2024-06-30", "period": "2024-H1"}
DECEMBER = {"as_of": "2024-12-31", "period": "2024"}


def found(rows: pd.DataFrame, hidden: list[tuple[str, str, str]]) -> set[tuple]:
    """Regularities as (unit, indicator, month, indicator, month, bounded); hidden: (unit, indicator, day) not shown."""
    cells = build(rows, made.scope(4)).cells
    day = cells["as_of"].astype(str)
    shown = ~pd.MultiIndex.from_arrays([cells["unit"], cells["indicator"], day]).isin(hidden)
    shown = shown & ~cells["hidden"].to_numpy(bool)
    pairs = regularities(cells, shown)
    pd.testing.assert_frame_equal(pairs, regularities(cells, shown, comparisons(cells)))
    one, two = (cells.loc[pairs[end]].reset_index(drop=True) for end in ("first", "second"))
    ends = [one["unit"], one["indicator"], one["as_of"].dt.month, two["indicator"], two["as_of"].dt.month]
    return set(zip(*ends, pairs["bounded"], strict=True))


def test_what_was_left_in_june_bounds_the_start_of_december_although_the_start_itself_fell_somewhere() -> None:
    """Left in June is at most the start of December in all communes; that the start fell in one is another matter."""
    june = [
        made.column("support_need_start", 10, 20, 30, 12, detail="housing", **JUNE),
        made.column("support_need_remaining", 8, 17, 25, 9, detail="housing", **JUNE),
    ]
    december = made.column("support_need_start", 9, 21, 30, 12, detail="housing", **DECEMBER)
    rows = pd.concat([*june, december], ignore_index=True)
    hidden = [("10000", "support_need_remaining", "2024-06-30")]
    expected = ("10000", "support_need_remaining", 6, "support_need_start", 12, True)
    assert expected in found(rows, hidden)


def test_what_an_ordering_of_amounts_leaves_open_is_no_whole_number_and_has_no_end_at_64() -> None:
    """A reader of 264 million before and 'less' after can put the second 110 million lower: a rest of 44 becomes 154."""
    amounts = [
        made.column("support_disbursed_vnd", v * 1e6, detail="housing", **w) for v, w in ((220, JUNE), (264, DECEMBER))
    ]
    cells = build(pd.concat(amounts, ignore_index=True), made.scope(1)).cells
    pairs = pd.DataFrame({"first": [0], "second": [2], "bounded": [True]})
    _, rests = as_relations(pairs, cells)
    assert rests.whole.tolist() == [False]
    assert not cells["integer"].any()


def test_what_two_places_show_is_believed_of_a_third_that_withholds_though_it_is_false_there() -> None:
    """Three communes and the total stay or grow; the third commune fell from 12 to 9, and nobody outside knows."""
    rows = [made.column("supported_households", *values, detail="housing", **when) for values, when in (((10, 20, 12, 7), JUNE), ((11, 20, 9, 17), DECEMBER))]  # fmt: skip
    believed = found(pd.concat(rows), [("10002", "supported_households", "2024-12-31")])
    assert ("10002", "supported_households", 6, "supported_households", 12, True) in believed
