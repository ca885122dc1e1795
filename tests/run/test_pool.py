"""Workers run each task as if nothing had run before, within its limits, and nothing of them outlives its owner."""

import os
import signal
import subprocess
import sys
import time

import nbformat
import papermill
import psutil
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from helpers.run.processes import pool
from helpers.run.processes.pool import Limits, Pool
from helpers.run.processes.worker import FORK, SPAWN

METHODS = [FORK, SPAWN] if pool.METHOD == FORK else [SPAWN]
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")


@pytest.fixture(scope="module", params=METHODS)
def workers(request):
    """Workers of each kind, shared by the tests."""
    made = Pool(2 if request.param == FORK else 1, request.param)
    yield made
    made.close()


@pytest.fixture
def engine(workers, monkeypatch):
    """A function that runs cells with papermill's engine on those workers, and gives what each put out as text."""
    monkeypatch.setattr(pool, "shared", lambda size=0: workers)

    def run(*cells, **options):
        notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
        done = papermill.execute_notebook(
            notebook, None, engine_name="commune", kernel_name="python3", language="python", progress_bar=False, **options
        )  # fmt: skip
        return [o.get("text") or o["data"].get("text/plain") for cell in done.cells for o in cell.get("outputs", [])]

    return run


def lives(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def gone(*pids):
    """Whether processes end, however busy the machine is."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(map(lives, pids)):
        time.sleep(0.02)
    return not any(map(lives, pids))


def below(pid):
    """Every process below one."""
    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def test_each_notebook_draws_its_own_random_numbers(engine):
    draw = "import numpy, random; float(numpy.random.rand()), random.random()"
    assert engine(draw) != engine(draw)


def test_the_folder_and_the_environment_are_those_of_the_caller(engine, monkeypatch, tmp_path):
    monkeypatch.setenv("COMMUNE_TEST", "đã nhận")
    (tmp_path / "beside.py").write_text("name = 'beside the notebook'", encoding="utf-8")
    cells = "import os, beside\n[os.environ['COMMUNE_TEST'], os.path.basename(os.getcwd()), beside.name]"
    assert engine(cells, cwd=tmp_path) == [repr(["đã nhận", tmp_path.name, "beside the notebook"])]


#: What a notebook may leave behind, and an expression that shows whether it did.
LEFT_BEHIND = {
    "x = 1": "'x' in globals()",
    "import os; os.environ['LEFT'] = '1'": "'LEFT' in __import__('os').environ",
    "import os; del os.environ['PATH']": "'PATH' not in __import__('os').environ",
    "import os; os.chdir('/')": "__import__('os').getcwd() == '/'",
    "import sys; sys.path.append('/left')": "'/left' in __import__('sys').path",
    "import sys; sys.argv.append('left')": "'left' in __import__('sys').argv",
    "import sys; sys.setrecursionlimit(4321)": "__import__('sys').getrecursionlimit() == 4321",
    "import sys; sys.left = 1": "hasattr(__import__('sys'), 'left')",
    "import own_module; own_module.left = 1": "hasattr(__import__('own_module'), 'left')",
    "import builtins; builtins.left = 1": "hasattr(__import__('builtins'), 'left')",
    "import builtins; builtins.abs = lambda _: 7": "abs(1) == 7",
    "import warnings; warnings.simplefilter('error')": "__import__('warnings').filters[0][0] == 'error'",
    "import pandas as pd; pd.set_option('display.max_rows', 3)": "__import__('pandas').get_option('display.max_rows') == 3",
    "import numpy as np; np.set_printoptions(precision=1)": "__import__('numpy').get_printoptions()['precision'] == 1",
    "import numpy as np; np.seterr(all='raise');": "__import__('numpy').geterr()['divide'] == 'raise'",
    "import matplotlib; matplotlib.rcParams['lines.linewidth'] = 9": "__import__('matplotlib').rcParams['lines.linewidth'] == 9",
    "import seaborn; seaborn.set_theme(font_scale=3)": "__import__('matplotlib').rcParams['font.size'] > 20",
    "get_ipython().run_line_magic('matplotlib', 'inline'); import matplotlib.pyplot as plt; plt.ioff(); plt.figure()": "len(__import__('matplotlib.pyplot').pyplot.get_fignums()) > 0",
    "%config InlineBackend.close_figures = False": "not __import__('matplotlib_inline.config').config.InlineBackend.instance(parent=get_ipython()).close_figures",
    "import locale; locale.setlocale(locale.LC_ALL, 'C.UTF-8');": "__import__('locale').setlocale(__import__('locale').LC_NUMERIC) == 'C.UTF-8'",
    "import logging; logging.getLogger().setLevel(1)": "__import__('logging').getLogger().level == 1",
    "import logging; logging.getLogger('left').addHandler(logging.NullHandler())": "bool(__import__('logging').getLogger('left').handlers)",
    "import signal; signal.signal(signal.SIGTERM, lambda *_: 0);": "callable(__import__('signal').getsignal(15))",
    "import random; random.seed(1)": "__import__('random').random() == 0.13436424411240122",
    "import pandas as pd; pd.DataFrame.left = lambda self: 1": "hasattr(__import__('pandas').DataFrame, 'left')",
    "get_ipython().events.register('post_run_cell', lambda _: print('left'))": "any(f.__name__ == '<lambda>' for f in get_ipython().events.callbacks['post_run_cell'])",
    "get_ipython().user_ns['_oh'][1] = 'left'": "bool(Out)",
    "import os; os.write(2, b'left')": "False",
    "import sys; sys.stdout = None": "__import__('sys').stdout is None",  # no cell runs after it
}  # fmt: skip
#: What is left in places that cannot be known: where processes are not forked, the worker ends after it. One stands above.
NOT_PUT_BACK = {
    "import pandas as pd; pd.read_csv = None": "__import__('pandas').read_csv is None",
    "from helpers.vocabulary import language; language.format_number = None": "__import__('helpers.vocabulary.language').vocabulary.language.format_number is None",
    "import threading, time; threading.Thread(target=time.sleep, args=(9,), name='left', daemon=True).start()": "any(t.name == 'left' for t in __import__('threading').enumerate())",
}  # fmt: skip


def test_nothing_that_a_notebook_changes_is_found_by_the_next(workers, engine, tmp_path):
    (tmp_path / "own_module.py").touch()
    tried = (NOT_PUT_BACK if workers.method == FORK else {}) | LEFT_BEHIND
    look = "\n".join(f"print(repr({source!r}) if {seen} else '')" for source, seen in tried.items())
    for first in range(4):  # neighbours undo each other's changes: each is in another notebook
        for _ in range(workers.size):  # the ones after it must not meet it on any worker
            engine(*list(tried)[first::4], cwd=tmp_path)
    found = [line for _ in range(workers.size) for line in engine(look, cwd=tmp_path)[0].splitlines() if line]
    assert found == []


def test_a_process_that_was_put_back_runs_the_next_notebook_and_a_forked_one_none(workers, engine):
    processes = {engine("import os, matplotlib.pyplot as plt; plt.plot([1]); os.getpid()")[0] for _ in range(3)}
    assert len(processes) == (1 if workers.method == SPAWN else 3)


IS_CLEAN = """
from helpers.run.processes.fresh import restored
def is_clean(source):
    with restored() as clean:
        exec(source, {})
    return clean()
"""


def test_a_worker_knows_what_it_cannot_put_back(workers, engine):
    if workers.method == FORK:
        pytest.skip("a forked process is never used again")
    replaced = [source for source in LEFT_BEHIND if "pd.DataFrame.left" in source]
    sources = ["1", *replaced, *NOT_PUT_BACK, "1"]
    told = engine(IS_CLEAN, f"print([is_clean(source) for source in {sources}])")
    assert told == ["[True, False, False, False, False, True]\n"]


def test_the_cells_that_look_for_left_overs_find_them_in_one_and_the_same_notebook(workers, engine, tmp_path):
    if workers.method != METHODS[0]:
        pytest.skip("what the cells find in their own notebook does not hang on how its worker was started")
    (tmp_path / "own_module.py").touch()
    blind = {"import sys; sys.stdout = None", "import random; random.seed(1)", "import os; os.write(2, b'left')"}
    spoilt = {"import os; os.chdir('/')", *blind}
    for source, seen in (LEFT_BEHIND | NOT_PUT_BACK).items():
        if source not in spoilt:
            assert engine(source, f"print({seen})", cwd=tmp_path)[-1].startswith("True"), source


@posix_only
@pytest.mark.parametrize(
    ("last_words", "how"),
    [
        ("import os; os._exit(3)", r"ended \(exit code 3\)"),
        ("import os; os.kill(os.getpid(), 9)", r"ended \(killed by signal 9\)"),
        ("import ctypes; ctypes.string_at(0)", r"ended \(killed by signal 11\)"),
        ("exit()", "Kernel died"),
    ],
)
def test_a_process_that_ends_is_said_with_its_exit_code_and_the_next_notebook_runs(engine, last_words, how):
    with pytest.raises(DeadKernelError, match=how):
        engine(last_words, "1")
    assert engine("1 + 1") == ["2"]


@posix_only
def test_what_a_dying_process_says_is_kept(engine):
    with pytest.raises(DeadKernelError, match="last words"):
        engine("import os; os.write(2, b'last words'); os._exit(1)")


@pytest.mark.parametrize("endless", ["while True: pass", "import re; re.match('(a+)+b', 'a' * 60)"])
def test_a_cell_that_takes_too_long_is_stopped_and_named_and_the_next_notebook_runs(workers, engine, endless, tmp_path):
    (tmp_path / "figures").mkdir()
    for _ in range(workers.size):  # whichever stops it
        workers.run(divmod, 7, 2, scratch=str(tmp_path / "figures"))
    with pytest.raises(CellTimeoutError, match=r"(?s)after 1 seconds.*more than 1 s.*" + endless[:10]):
        engine("1", endless, execution_timeout=1)
    assert (tmp_path / "figures").is_dir()  # what a worker laid out is for all the pages of a run
    assert engine("1 + 1", execution_timeout=60) == ["2"]


def test_the_limit_is_for_each_cell_not_for_all(engine):
    assert engine(*["import time; time.sleep(0.5); 1"] * 7, execution_timeout=3) == ["1"] * 7


@posix_only
def test_a_cell_that_takes_too_much_memory_fails_alone(engine, workers):
    if workers.method == SPAWN:
        pytest.skip("a process that goes on cannot be given a limit for one notebook")
    with pytest.raises(PapermillExecutionError, match="MemoryError"):
        engine("x = bytearray(3_000_000_000)", memory_limit=2_000_000_000)
    assert engine("1 + 1") == ["2"]


def test_what_a_task_raises_is_raised_where_it_was_asked_for(workers):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        workers.run(os.stat, "nowhere")
    with pytest.raises(ZeroDivisionError):
        workers.run(divmod, 1, 0)


def test_another_language_is_refused(workers, engine):
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}})
    with pytest.raises(ValueError, match="runs Python"):
        papermill.execute_notebook(notebook, None, engine_name="commune", progress_bar=False)


def test_a_notebook_can_run_another_one(engine):
    inner = "nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('6 * 7')])"
    options = "engine_name='commune', kernel_name='python3', language='python', progress_bar=False"
    outer = f"import nbformat, papermill\npapermill.execute_notebook({inner}, None, {options}).cells[0].outputs[0].data"
    assert engine(outer) == ["{'text/plain': '42'}"]


def test_output_goes_to_the_log_and_the_files_that_papermill_was_given(engine, tmp_path, caplog):
    with (tmp_path / "out").open("w") as out:
        engine("print('said')", log_output=True, stdout_file=out)
    assert (tmp_path / "out").read_text() == "said\n"


def test_a_changed_file_of_the_package_means_other_workers(monkeypatch):
    monkeypatch.setattr(pool, "Pool", lambda size: type("Stub", (), {"size": size, "owner": os.getpid(), "state": pool.state_of_surroundings(), "retire": lambda _: None, "close": lambda _: None})())  # fmt: skip
    monkeypatch.setattr(pool, "_shared", None)
    first = pool.shared()
    assert pool.shared() is first
    assert pool.shared(first.size + 1) is not first
    again = pool.shared()
    monkeypatch.setenv("LC_ALL", "C")
    assert pool.shared() is not again


def listens(pid):
    """Whether a process has an open port; one that has ended has none."""
    try:
        return any(c.status == "LISTEN" for c in psutil.Process(pid).net_connections("inet"))
    except psutil.NoSuchProcess:
        return False


def test_no_worker_listens_on_a_port_or_leaves_a_file(workers, engine):
    engine("1")
    family = [os.getpid(), *below(os.getpid())]
    assert [pid for pid in family if listens(pid)] == []


OWNER = """
import sys, threading, time
from pathlib import Path
from helpers.run.processes.pool import Pool
method, when, folder = sys.argv[1:]
made = Pool(2, method)
if when == "running":
    for name in ("one", "two"):
        task = f"open({folder + '/' + name!r}, 'w').close()\\nwhile True: pass"
        threading.Thread(target=made.run, args=(exec, task), daemon=True).start()
    while len(list(Path(folder).iterdir())) < 2: time.sleep(0.05)
print(when, flush=True)
time.sleep(60)
"""


@posix_only
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("when", ["first", "running"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_an_owner_that_is_killed(method, when, how, tmp_path):
    command = [sys.executable, "-c", OWNER, method, when, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    family = below(process.pid)
    assert family or (method, when) == (SPAWN, "first")
    process.send_signal(how)
    process.communicate()
    assert gone(*family)


@posix_only
def test_a_pool_whose_processes_were_killed_starts_others():
    others = set(below(os.getpid()))  # a browser, workers of other tests
    made = Pool(2)
    assert made.run(divmod, 7, 2) == (3, 1)
    family = set(below(os.getpid())) - others
    started = {worker.process.popen for worker in made._all}
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    for popen in started:  # a process whose threads are still ending shows as gone before it is
        popen.wait(timeout=60)
    assert made.run(divmod, 7, 2) == (3, 1)
    made.close()


@posix_only
def test_a_closed_pool_has_ended_all_that_it_ran():
    others = set(below(os.getpid()))  # a browser, workers of other tests
    made = Pool(1)
    made.run(divmod, 7, 2)
    family = set(below(os.getpid())) - others
    assert family
    made.close()
    assert gone(*family)
    with pytest.raises(RuntimeError, match="were ended"):
        made.run(divmod, 7, 2)


def test_limits_are_none_unless_given():
    assert Limits() == Limits(seconds=0, memory=0)
