"""What is withheld from the public leaves no trace in anything that the public gets.

Two worlds differ in withheld figures alone. If any page, note, drawing, notebook, export or index told them apart, by
whatever way, an outsider could too; so every byte must be the same, but for the digest of the returns and the time.
"""

from __future__ import annotations

import re
import shutil

import pandas as pd
import pytest
from tests.hardening import trial
from tests.hardening.books import ROOT, sound, to_xlsx
from tests.hardening.test_same_bytes import settled

pytestmark = pytest.mark.xdist_group("withheld")

HASH = re.compile(rb"\b[0-9a-f]{16,64}\b")  # digests of the returns, and of what is made from their bytes


def world(first: tuple[int, int], second: tuple[int, int]) -> bytes:
    """The sound return with two small columns of the flow set for the first two communes."""
    book = sound()
    flow = book[1]
    rows = [
        r for (r, c), value in sorted(flow.cells().items()) if c == 1 and str(value) in ("Xã Đăk Nên", "Xã Đăk Ring")
    ]
    small = [c for (r, c), value in sorted(flow.cells().items()) if r == rows[0] and value in (1, 2) and c > 1]
    inflow = small[-2:]  # from near-poor and new: both add to the poor, so that every identity still holds
    for row, values in zip(rows, (first, second), strict=True):
        for column, value in zip(inflow, values, strict=True):
            flow.rows[row][column] = value
    return to_xlsx(book)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """Public runs of both worlds."""
    from helpers.run import Order, run_period

    made = []
    for data in (world((1, 2), (2, 1)), world((2, 1), (1, 2))):
        project = trial.project_with(tmp_path_factory.mktemp("world"), "return.xlsx", data)
        shutil.copytree(ROOT / "notebooks", project.root / "notebooks")
        only = ("quality", "poverty", "commune/23452")
        result = run_period(Order(trial.edition(project), ("vi", "en"), only))
        assert "0 failed" in " ".join(result.lines)
        made.append((project, result))
    return made


def flows(project, source):
    """The flow of the first commune, as `source` has it."""
    rows = source[(source["unit"] == "23452") & (source["indicator"] == "poor_household_flow")]
    return rows.set_index("detail")["value"].to_dict()


def test_the_worlds_differ_in_truth_and_their_small_figures_are_withheld(worlds):
    true, public = [], []
    for project, _ in worlds:
        folder = trial.edition(project).processed
        true.append(flows(project, pd.read_parquet(folder / "observations.parquet")))
        exported = pd.read_csv(trial.edition(project).reports / "data/observations.csv", dtype={"unit": str})
        public.append(flows(project, exported))
    changed = {part for part in true[0] if true[0][part] != true[1][part]}
    assert changed == {"from_near_poor", "new"}
    assert [part for world in public for part in changed if world[part] == world[part]] == []


def test_nothing_public_tells_the_two_worlds_apart(worlds):
    outputs = []
    for project, result in worlds:
        paths = (path for path in sorted(project.reports().rglob("*")) if path.is_file() and path.suffix != ".log")
        said = " ".join(result.lines).replace(str(project.root), "")
        named = {
            path.relative_to(project.reports()).as_posix(): HASH.sub(b"", settled(path.name, path.read_bytes()))
            for path in paths
        }
        outputs.append({**named, "said": said})
    one, two = outputs
    assert one.keys() == two.keys()
    assert len(one) > 12
    assert [name for name in one if one[name] != two[name]] == []


def test_tables_before_protection_and_the_audit_lie_outside_of_what_is_handed_out(worlds):
    names = {path.name for project, _ in worlds for path in project.reports().rglob("*")}
    assert not {name for name in names if name.endswith(".parquet") or "disclosure" in name}
