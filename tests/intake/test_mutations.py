"""Workbooks with anything in any cell: reading never fails, and every filled cell ends with one outcome."""

import datetime
import string
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.workbooks.sheets import sound

from helpers.intake.discretion import Discretion
from helpers.intake.formats.grid import CellFault, Grid
from helpers.intake.period import _read_grids
from helpers.intake.source import Source
from helpers.vocabulary.findings import finding_types
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

SCOPE = load_scope("kon-plong", Project(Path(__file__).parents[2]))
SOURCE = Source("a.xlsx", "official", datetime.date(2023, 12, 31))
WORDS = [
    "Xã Đăk Nên",
    "Tổng cộng",
    "Phường/ Xã",
    "TT",
    "I",
    "-",
    "…",
    "1.234",
    "99,13",
    "22,38%",
    "hơn 5 tỷ đồng",
    "{x}",
    "=A1",
    "A",
    "9",
]
CELL = st.one_of(
    st.just(""),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
    st.sampled_from(WORDS),
    st.text(string.printable + "đĐăâêôơưạảãáàấậ\u00ad\u0301", max_size=40),
    st.just(CellFault("error", "#REF!")),
)
CHANGE = st.tuples(st.integers(0, 29), st.integers(0, 19), CELL)


def changed(rows: list[list[object]], changes: list[tuple[int, int, object]]) -> list[list[object]]:
    """The rows made rectangular, with some cells replaced."""
    full = [[*(rows[row] if row < len(rows) else []), *[""] * 20][:20] for row in range(30)]
    for row, column, cell in changes:
        full[row][column] = cell
    return full


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGE, max_size=25), st.randoms(use_true_random=False))
def test_no_content_of_cells_makes_reading_fail_or_lose_a_cell(changes, chance):
    rows = changed(sound().rows, changes)
    if chance.random() < 0.3:
        chance.shuffle(rows)
    sheet = _read_grids([Grid("a.xlsx", "Sheet1", rows)], SCOPE, SOURCE, Discretion(SCOPE))[0]
    cells = sheet.ledger.frame()
    filled = sum(cell != "" for row in rows for cell in row)
    observed = sheet.observations()
    assert len(cells) == cells.cell.nunique() == filled
    assert set(cells.outcome) <= {"observation", "label", "ignorable", "rejected"}
    read = set(observed[observed.printed != ""].cell) if len(observed) else set()
    assert read == set(cells[cells.outcome == "observation"].cell)
    assert {entry["code"] for entry in sheet.findings} <= set(finding_types())


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGE, min_size=1, max_size=10))
def test_a_rejected_cell_always_has_a_finding(changes):
    sheet = _read_grids([Grid("a.xlsx", "Sheet1", changed(sound().rows, changes))], SCOPE, SOURCE, Discretion(SCOPE))[0]
    rejected = (sheet.ledger.frame().outcome == "rejected").any()
    assert not rejected or any(finding_types()[entry["code"]].severity == "error" for entry in sheet.findings)
