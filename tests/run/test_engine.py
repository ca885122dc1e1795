"""The engine gives what an ordinary kernel gives, cell by cell, within limits, and leaves nothing behind."""

import contextlib
import json
import os
import re
from pathlib import Path

import nbformat
import papermill
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from papermill.engines import papermill_engines
from papermill.iorw import load_notebook_node

from helpers.run.snapshot import pack, unpack

CELLS = [
    "import pandas as pd\npd.DataFrame({'nghèo': [1, 2]}, index=['Đăk Nên', 'Hiếu'])",
    "pd.DataFrame({'a': [0.5]}).style.set_uuid('u').format('{:.1%}')",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 3, 2])\nplt.show()",
    "plt.bar(['a'], [1])",
    "fig",
    "ax.set_title('x');",
    "import seaborn as sns\n_ = sns.barplot(x=['a', 'b'], y=[1, 2])",
    "%config InlineBackend.figure_formats = ['jpeg']\nplt.plot([1, 2])\nprint('before the chart')",
    "%matplotlib inline\nplt.figure(figsize=(1, 1))\nplt.figure(figsize=(2, 1))",
    "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')",
    "from IPython.display import HTML, Image, JSON, Markdown, SVG, clear_output, display, update_display",
    "print('1'); display(HTML('<b>2</b>'), metadata={'commune': {'slot': 'body', 'n': (1, 2)}}); print('3'); 4",
    "display(1, 'two', Markdown('*3*'))\nJSON({'a': [1, None]})",
    "Image(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(40))",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "shown = display('first', display_id='one'); display('second', display_id='two')",
    "shown.update('first, changed'); update_display(HTML('<i>2</i>'), display_id='two'); update_display(1, display_id='no')",
    "display('again', display_id='one')",
    "print('gone'); clear_output(); print('stays')",
    "print('gone'); clear_output(wait=True); display('stays')",
    "print('stays'); clear_output(wait=True)",
    "import asyncio\nawait asyncio.sleep(0.001)\n'awaited'",
    "asyncio.get_running_loop().is_running()",
    "async def later():\n    await asyncio.sleep(0)\n    return 'done'\ntask = asyncio.create_task(later())",
    "await task",
    "again = later()\nasyncio.run(again)",
    "again.close()  # else it is said to be never awaited whenever it is collected",
    "async with asyncio.timeout(5): 1 / 0",
    "%%capture kept\nprint('kept'); display(2); 3",
    "kept.stdout, [output.data for output in kept.outputs]",
    "!echo from a shell",
    "names = !echo a; echo b\nnames",
    "%%bash\necho from bash\necho and its errors >&2",
    "import subprocess, time\nprint('1', flush=True); subprocess.run(['echo', '2'], check=True); time.sleep(0.5)",
    "import os\nos.system('echo by the system'); time.sleep(0.5)",
    "os.write(1, b'by a descriptor\\n'); time.sleep(0.5)",
    "%who_ls DataFrame\n%pinfo print",
    "print?",
    "%nosuchmagic",
    "%run -n nosuch.py",
    "1 / 0",
    "def broken(n):\n    # một\n    return broken(n - 1) if n else {}['không có']\nbroken(2)",
    "x = = 1",
    "  indented\nand_not",
    "def f(:\n    pass",
    "raise ValueError('hai\\ndòng') from KeyError('cause')",
    "raise ExceptionGroup('many', [ValueError(1), TypeError('2')])",
    "import sys; sys.exit(3)",
    "raise KeyboardInterrupt",
    "import signal; os.kill(os.getpid(), signal.SIGINT); import time; time.sleep(5)",
    "class Bad:\n    def __repr__(self): raise RuntimeError('no words')\nBad()",
    "class Worse:\n    def _repr_html_(self): raise RuntimeError('no page')\nWorse()",
    "class Rich:\n    def _repr_mimebundle_(self, **_): return {'text/plain': 'p', 'application/x+json': {'a': (1,)}}, {'application/x+json': {'b': 1}}\nRich()",
    "class Shown:\n    def _ipython_display_(self): display('displays itself')\nShown()",
    "import warnings\nwarnings.warn('careful')\nwarnings.warn('again', DeprecationWarning)",
    "import logging\nlogging.getLogger('x').warning('logged')",
    "input('?')",
    "import getpass; getpass.getpass()",
    "7;",
    "_, __, Out[1].shape, In[-2]",
    "None",
    "# a comment",
    "__name__, type(get_ipython()).__name__, '' in sys.path, sys.stdout.isatty(), sys.stdout.encoding, os.environ['TERM']",
    "import __main__, pickle\nclass Own: pass\nisinstance(pickle.loads(pickle.dumps(Own())), __main__.Own)",
    "import inspect\nprint(inspect.getsource(broken))",
    "import threading\nthread = threading.Thread(target=print, args=('from a thread',)); thread.start(); thread.join()",
    "import multiprocessing\nmultiprocessing.get_context('fork').Pool(1).map(len, ['four'])",
    "sys.stdout.write('no line'); sys.stdout.writelines(['a', 'b']); print('\\x1b[31mred\\x1b[0m\\r\\x08')",
    "print('x' * 100_000)",
    "print('\\N{SNOWMAN}'); 'Đăk Nên'",
    "sys.stdout.write(b'bytes')",
    "from tqdm import tqdm\nfor _ in tqdm([], disable=True): pass\nfrom rich import print as show\nshow('[bold]rich[/bold]')",
    "%load_ext autoreload\n%autoreload 0\n%precision 2\n3.14159",
    "pd.set_option('display.precision', 1)\npd.Series([1.2345])",
    "get_ipython().events.register('post_run_cell', lambda result: print('after the cell'))",
    "'hooked'",
]  # fmt: skip


def notebook_of(cells, *tags):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(cells)]
    for cell in cells:
        cell.metadata["tags"] = list(tags)
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    )


def execute(notebook, engine="commune", **options):
    """Run by an engine of papermill: its name, or None for the one that starts kernels. Errors stay in the notebook."""
    loaded = load_notebook_node(notebook)
    return papermill_engines.execute_notebook_with_engine(engine, loaded, "python3", progress_bar=False, **options)


def alike(outputs):
    """Outputs without what no two processes have in common; what was streamed between two displays is one text a stream."""
    joined, streams = [], {}
    for output in json.loads(json.dumps(outputs)):
        if output["output_type"] != "stream":
            joined, streams = [*joined, output], {}
        elif output["name"] in streams:
            streams[output["name"]]["text"] += output["text"]
        else:
            streams[output["name"]] = output
            joined.append(output)
        if any("was called, but" in line or "write() argument" in line for line in output.get("traceback", [])):
            del output["traceback"]  # shows the code of the stream, and of the keyboard that is not there
    joined.sort(key=lambda output: output.get("name") == "stderr")
    return re.sub(
        r"0x[0-9a-f]{6,}|/tmp/ipykernel_\d+/|itables_\w{36}|[0-9a-f]{32}|\d\d:\d\d [U(]",
        "",
        json.dumps(joined, sort_keys=True, ensure_ascii=False),
    )


@pytest.fixture(scope="module")
def tricky():
    """The tricky cells, run by an ordinary kernel and by the engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # a kernel that is tested itself does not listen to subprocesses
        return [execute(notebook_of(CELLS, "raises-exception"), engine) for engine in (None, "commune")]


def test_every_tricky_cell_has_the_same_outputs_as_in_an_ordinary_kernel(tricky):
    different = [
        (cell.source, alike(cell.outputs), alike(other.outputs))
        for cell, other in zip(tricky[0].cells, tricky[1].cells, strict=True)
        if alike(cell.outputs) != alike(other.outputs)
    ]
    for source, kernel, engine in different:
        print("=" * 20, source, "\n--- kernel\n", kernel[:1500], "\n--- engine\n", engine[:1500])
    assert not different


def test_what_a_kernel_says_of_the_notebook_is_said_too(tricky):
    kernel, engine = tricky
    assert engine.metadata["language_info"] == kernel.metadata["language_info"]
    assert [c.execution_count for c in engine.cells] == [c.execution_count for c in kernel.cells]


def test_a_cell_that_fails_stops_the_notebook_and_is_named_as_papermill_names_it():
    told = []
    for engine in (None, "commune"):
        with pytest.raises(papermill.PapermillExecutionError) as error:
            papermill.execute_notebook(
                notebook_of(["x = 1", "1 / 0", "x = 2"]), None, engine_name=engine, progress_bar=False
            )
        told.append((error.value.cell_index, error.value.exec_count, error.value.ename, error.value.traceback))
    assert told[0] == told[1]
    assert told[1][:3] == (1, 2, "ZeroDivisionError")


def test_cells_that_are_tagged_to_be_skipped_or_hold_nothing_are_not_run():
    notebook = notebook_of(["1", "2", " "])
    notebook.cells[1].metadata["tags"] = ["skip-execution"]
    executed = execute(notebook)
    assert [len(cell.outputs) for cell in executed.cells] == [1, 0, 0]
    assert [cell.execution_count for cell in executed.cells] == [1, None, None]


@pytest.fixture(scope="module")
def figures(released, tmp_path_factory):
    """Figures of the shipped demonstration, laid out for its notebooks."""
    return unpack(pack(released("kon-plong", "2024-H1")), tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="module")
def kernel(figures):
    """A function that runs a notebook in an ordinary kernel, which imports the stack once and is emptied in between."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env={**os.environ, "COMMUNE_ROOT": str(figures)})

    emptying = nbformat.v4.new_code_cell("get_ipython().reset(new_session=True)")

    def run(notebook):
        for each in (nbformat.v4.new_notebook(cells=[emptying]), notebook):
            client = NotebookClient(each, km=manager)
            with contextlib.suppress(CellExecutionError):  # it stays in the notebook
                client.execute()
            client.kc.stop_channels()
        return notebook

    yield run
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("file", sorted(Path("notebooks").glob("*.ipynb")), ids=lambda file: file.stem)
def test_every_notebook_has_the_same_outputs_as_in_an_ordinary_kernel(file, kernel, figures, monkeypatch):
    monkeypatch.setenv("COMMUNE_ROOT", str(figures))
    there, here = (run(nbformat.read(file, as_version=4)) for run in (kernel, execute))
    for cell, other in zip(there.cells, here.cells, strict=True):
        assert alike(cell.get("outputs", [])) == alike(other.get("outputs", [])), cell.source
