"""What is withheld from the public leaves no trace in anything that the public gets.

Two worlds differ in withheld figures alone. If any page, note, drawing, notebook, export, index or digest told them apart,
by whatever way, an outsider could too; so every byte must be the same, but for the time. One notebook prints all that a
notebook can ask for.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil

import pandas as pd
import pytest
from tests.hardening import trial
from tests.hardening.books import ROOT, sound, to_xlsx
from tests.hardening.test_same_bytes import settled

INDEX = re.compile(rb'name="fingerprint" content="[0-9a-f]+"')  # of the manifests, which say when pages were made
EVERYTHING = """
from helpers import compare, contents, figures, load, periods, trace
from helpers.vocabulary.catalogue import indicators

review = page.release.review()
tables = [load(scope, period), page.observations, page.findings, periods(scope), contents(scope, period)]
tables += [review.accepted, review.rejected, review.findings, review.cells, review.corrections]
tables += [figures(name, scope, period) for name in ("poor_households", "poverty_rate")]
tables += [trace("23452", name, scope, period) for name in ("poor_households", "poor_household_flow")]
for table in tables:
    print(table.to_csv())
print(review.counts)
"""


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
    from helpers.explore.new_page import new_page
    from helpers.run import Order, run_period

    made = []
    for data in (world((1, 2), (2, 1)), world((2, 1), (1, 2))):
        project = trial.project_with(tmp_path_factory.mktemp("world"), "return.xlsx", data)
        shutil.copytree(ROOT / "notebooks", project.root / "notebooks")
        own = new_page("everything", project, {"vi": "Tất cả", "en": "Everything"})
        text = json.loads(own.read_text(encoding="utf-8"))
        begun = next(place for place, cell in enumerate(text["cells"]) if "begin(" in "".join(cell["source"]))
        text["cells"].insert(begun + 1, {"cell_type": "code", "id": "all", "execution_count": None, "metadata": {}, "outputs": [], "source": EVERYTHING})  # fmt: skip
        own.write_text(json.dumps(text), encoding="utf-8")
        only = ("quality", "poverty", "everything", "commune/23452")
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
        paths = (path for path in sorted(project.reports("public").rglob("*")) if path.is_file())
        said = " ".join(result.lines).replace(str(project.root), "")
        named = {
            path.relative_to(project.reports()).as_posix(): INDEX.sub(b"", settled(path.name, path.read_bytes()))
            for path in paths
        }
        outputs.append({**named, "said": said})
    one, two = outputs
    assert one.keys() == two.keys()
    assert len(one) > 12
    everything = next(text.decode() for name, text in one.items() if name.endswith("everything.ipynb"))
    assert "poor_household_flow,from_near_poor" in everything
    assert [name for name in one if one[name] != two[name]] == []


def test_tables_before_protection_and_the_audit_lie_outside_of_what_is_handed_out(worlds):
    names = {path.name for project, _ in worlds for path in project.reports().rglob("*")}
    assert not {name for name in names if name.endswith(".parquet") or "disclosure" in name}


def test_no_digest_in_the_public_tree_is_made_of_a_return_whose_small_figures_could_be_tried_out(worlds):
    """All but a few cells of a return may be known: its digest would tell which of the few possible values they hold."""
    made = []
    for project, _ in worlds:
        edition = trial.edition(project)
        manifest = json.loads((edition.reports / "manifest.json").read_text(encoding="utf-8"))
        assert [entry["sha256"] for entry in manifest["inputs"] if entry["kind"] != "published"] == [""]
        package = json.loads((edition.reports / "data/datapackage.json").read_text(encoding="utf-8"))
        made.append((package["fingerprint"], {name: page["key"] for name, page in manifest["pages"].items()}))
        returned = hashlib.sha256((edition.raw / "return.xlsx").read_bytes()).hexdigest()
        texts = (path.read_bytes() for path in edition.project.reports("public").rglob("*") if path.is_file())
        assert not any(returned[:12].encode() in text for text in texts)
    assert made[0] == made[1]
