"""Programmes worked by hand: the cheapest x, what there is none of, and what one more would cost."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from helpers.protect.solver import MixedProgramme

INF = np.inf


def programme(row: list[float], least: float, most: float, *, whole: bool = False) -> MixedProgramme:
    """One relation over two numbers."""
    return MixedProgramme(
        sparse.csr_array([row]), np.array([least]), np.array([most]), np.full(2, whole) if whole else None
    )


def solved(asked: MixedProgramme, cost: tuple[float, float], high: float) -> list[float] | None:
    found = asked.solve(np.array(cost), np.zeros(2), np.full(2, high))
    return None if found is None else found.tolist()


def test_the_cheapest_of_what_adds_up_is_found_again_for_other_costs() -> None:
    """x + y = 10, each at most 8: the cheaper one as large as it may be."""
    asked = programme([1, 1], 10, 10)
    assert solved(asked, (1, 2), 8) == [8, 2]
    assert asked.prices.tolist() == [2]  # one more would be one more y
    assert solved(asked, (2, 1), 8) == [2, 8]
    assert asked.prices.tolist() == [2]


@pytest.mark.parametrize(("cost", "high"), [((1, 1), 4), ((-1, 0), INF)], ids=["nothing fits", "no end"])
def test_there_is_no_solution_where_nothing_fits_or_the_cost_falls_without_end(cost: tuple, high: float) -> None:
    assert solved(programme([1, -1 if high == INF else 1], 0 if high == INF else 10, INF), cost, high) is None


def test_whole_numbers_are_not_rounded_ones() -> None:
    """2x + 2y >= 5 at a cost of 1 each: 2.5 in parts, 3 in whole numbers."""
    assert sum(solved(programme([2, 2], 5, INF), (1, 1), 9) or []) == pytest.approx(2.5)
    assert sum(solved(programme([2, 2], 5, INF, whole=True), (1, 1), 9) or []) == 3


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """Version 1.16.0 of the solver greets."""
    solved(programme([1, 1], 10, 10), (1, 2), 8)
    assert capfd.readouterr() == ("", "")
