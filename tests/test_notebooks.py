"""The notebooks keep the form that papermill and readers rely on."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
class TestNotebook:
    def test_opens_with_what_it_asks_reads_writes_and_how_to_run_it(self, path):
        first = cells(path)[0]
        assert first["cell_type"] == "markdown"
        assert all(word in source(first) for word in ("Question", "Reads", "Writes", "Run with"))

    def test_has_exactly_one_parameters_cell_and_it_comes_second(self, path):
        tagged = [n for n, cell in enumerate(cells(path)) if "parameters" in cell["metadata"].get("tags", [])]
        assert tagged == [1]

    def test_holds_no_outputs(self, path):
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells(path))

    def test_defines_nothing_catches_nothing_and_keeps_cells_short(self, path):
        for cell in cells(path)[2:]:
            if cell["cell_type"] == "code":
                lines = source(cell).splitlines()
                assert len(lines) <= 12
                assert not any(line.startswith(("def ", "class ", "try:", "%", "!")) for line in lines)

    def test_every_code_cell_is_introduced_by_a_sentence(self, path):
        kinds = [cell["cell_type"] for cell in cells(path)][2:]
        assert all(before == "markdown" for before, kind in pairwise(kinds[1:]) if kind == "code")
