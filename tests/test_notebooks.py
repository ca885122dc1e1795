"""The notebooks keep the form that papermill and readers rely on."""

import ast
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import nbformat
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

    def test_stands_as_an_editor_and_the_filter_of_git_write_it(self, path):
        """Else a notebook that nobody touched is a change for git once JupyterLab was opened."""
        text = path.read_text(encoding="utf-8")
        assert nbformat.writes(nbformat.reads(text, as_version=4)).rstrip() == text.rstrip()

    def test_defines_nothing_catches_nothing_and_keeps_cells_short(self, path):
        for cell in cells(path)[2:]:
            if cell["cell_type"] == "code":
                lines = source(cell).splitlines()
                assert len(lines) <= 12
                assert not any(line.startswith(("def ", "class ", "try:", "%", "!")) for line in lines)

    def test_every_code_cell_is_introduced_by_a_sentence(self, path):
        kinds = [cell["cell_type"] for cell in cells(path)][2:]
        assert all(before == "markdown" for before, kind in pairwise(kinds[1:]) if kind == "code")


def first_uses(cell):
    """Names of a cell (not those within comprehensions): whether each is set, and whether that comes before it is read."""
    uses = []

    def visit(node, inner=frozenset()):
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            inner |= {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        if isinstance(node, ast.Lambda):
            inner |= {each.arg for each in node.args.args}
        if isinstance(node, ast.Name) and node.id not in inner:
            uses.append((node.id, isinstance(node.ctx, ast.Store)))
        read_first = {ast.Assign: ("value",), ast.For: ("iter",)}.get(type(node), ())
        for each in [*(getattr(node, name) for name in read_first), *ast.iter_child_nodes(node)]:
            visit(each, inner)

    visit(ast.parse(source(cell)))
    return dict(reversed(uses))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_a_name_that_a_cell_reads_is_given_by_one_cell_alone(path):
    """Else a cell that is run again in JupyterLab reads another thing: the loop of a chart once changed the review's day."""
    uses = [first_uses(cell) for cell in cells(path) if cell["cell_type"] == "code"]
    read = {name for used in uses for name, is_set in used.items() if not is_set}
    given = Counter(name for used in uses for name, is_set in used.items() if is_set)
    assert not [name for name in read if given[name] > 1]


#: What picks, orders, joins or sums up rows of a frame; how rows are named and shown is no analysis.
VERBS = {
    "agg", "between", "concat", "cumsum", "diff", "drop", "dropna", "eq", "fillna", "ge", "groupby", "gt", "head", "isin", "join",
    "le", "lt", "mask", "max", "mean", "merge", "min", "ne", "nlargest", "notna", "nsmallest", "pivot", "query", "reindex", "shift",
    "sort_index", "sort_values", "sum", "tail", "where",
}  # fmt: skip


def holds_analysis(code):
    """Whether the code picks, orders, joins or sums up rows of a frame, by a verb or by a condition in brackets."""
    nodes = list(ast.walk(ast.parse(code)))
    is_picked = any(
        isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Compare | ast.BinOp) for each in nodes
    )
    return is_picked or any(isinstance(each, ast.Attribute) and each.attr in VERBS for each in nodes)


@pytest.mark.parametrize("name", ["02_poverty", "03_land", "04_programmes", "05_commune", "06_summary"])
def test_at_least_half_of_the_code_cells_hold_analysis_that_a_reader_can_change(name):
    """Parameters, imports and closing count as cells, too."""
    path = next(path for path in NOTEBOOKS if path.stem == name)
    code = [source(cell) for cell in cells(path) if cell["cell_type"] == "code"]
    assert sum(map(holds_analysis, code)) >= len(code) / 2
