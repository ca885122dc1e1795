"""A release is decided once, and its decision taken as it stands by later periods and repeated runs."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from tests.analysis import small_returns as made

from helpers.protect import decided
from helpers.protect.disclosure import protect

FIRST = made.column("poor_households_by_cause", 2, 40, 60, detail="1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the decision of the first release."""
    protect(FIRST, made.scope(), known=tmp_path)
    return tmp_path


def taken(rows: pd.DataFrame, folder: Path) -> int:
    """How many decisions protection takes anew; what it withholds is what it withholds without any kept."""
    with patch.object(decided, "decide", wraps=decided.decide) as decide:
        done = protect(rows, made.scope(), known=folder)
    pd.testing.assert_frame_equal(done.audit, protect(rows, made.scope()).audit)
    return decide.call_count


def test_the_same_figures_are_decided_once(folder: Path) -> None:
    assert taken(FIRST, folder) == 0


def test_a_later_period_takes_the_decisions_of_those_before(folder: Path) -> None:
    later = made.column("poor_households_by_cause", 9, 30, 1, detail="1", as_of="2024-12-31", period="2024")
    assert taken(pd.concat([FIRST, later], ignore_index=True), folder) == 1


def test_another_value_is_decided_anew(folder: Path) -> None:
    assert taken(made.column("poor_households_by_cause", 2, 41, 60, detail="1"), folder) == 1


@pytest.mark.parametrize("content", [b"", b"no decision at all"])
def test_a_damaged_decision_is_taken_anew(content: bytes, folder: Path) -> None:
    for path in folder.glob("*.npy"):
        path.write_bytes(content)
    assert taken(FIRST, folder) == 1
    assert taken(FIRST, folder) == 0


def test_other_code_decides_anew(folder: Path) -> None:
    with patch.object(decided, "_code", return_value="another version"):
        assert taken(FIRST, folder) == 1


def test_few_decisions_of_before_corrections_are_kept(folder: Path) -> None:
    with patch.object(decided, "_KEPT", 2):
        for value in range(30, 33):
            protect(made.column("poor_households_by_cause", 2, value, 60, detail="1"), made.scope(), known=folder)
    assert len(list(folder.glob("*.npy"))) == 2
