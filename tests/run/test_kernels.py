"""Forked kernels behave as ordinary ones, and nothing of them outlives its owner."""

import os
import signal
import socket
import subprocess
import sys
import time

import nbclient
import nbformat
import psutil
import pytest
from jupyter_client.manager import start_new_kernel

from helpers.run import parents

pytestmark = pytest.mark.skipif(not parents.CAN_FORK, reason="this system starts ordinary kernels")

CELLS = [
    "import pandas as pd\npd.DataFrame({'nghèo': [1, 2]}, index=['Đăk Nên', 'Hiếu'])",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 3, 2])\nplt.show()",
    "import seaborn as sns\n_ = sns.barplot(x=['a', 'b'], y=[1, 2])",
    "import sys\nprint('out'); print('err', file=sys.stderr)",
    "import subprocess\nsubprocess.run(['echo', 'from a subprocess'], check=True).returncode",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>1</b>'), metadata={'commune': {'slot': 'body'}})",
    "__name__, sys.argv[0].rpartition('/')[2], sys.path[0].rpartition('/')[2]",
    "import multiprocessing\nmultiprocessing.get_context('fork').Pool(1).map(len, ['four'])",
    "import sys\nsys.exit(3)",
]


@pytest.fixture(scope="module", autouse=True)
def end_warm_parents():
    yield
    parents.warm_parents.close()


@pytest.fixture
def kernel():
    manager, client = start_new_kernel(kernel_name="commune")
    yield manager, client
    client.stop_channels()
    if manager.has_kernel:
        manager.shutdown_kernel(now=True)


def value_of(client, expression):
    reply = client.execute("", user_expressions={"it": expression}, reply=True, timeout=20)
    return reply["content"]["user_expressions"]["it"]["data"]["text/plain"]


def outputs_of(cells):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {"name": "commune", "language": "python", "display_name": ""}
    return [cell.outputs for cell in nbclient.execute(notebook, kernel_name="commune", allow_errors=True).cells]


def ended(manager):
    """Exit code of the manager's kernel, once it has ended."""
    deadline = time.monotonic() + 10
    while manager.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    return manager.provisioner.process.returncode


def lives(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def gone_within(seconds, *pids):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(lives, pids)):
        time.sleep(0.02)
    return not any(map(lives, pids))


def test_every_cell_has_the_same_outputs_as_in_an_ordinary_kernel(monkeypatch):
    notebooks = {}
    for can_fork in (True, False):
        monkeypatch.setattr(parents, "CAN_FORK", can_fork)
        notebooks[can_fork] = outputs_of(CELLS)
    for source, forked, ordinary in zip(CELLS, notebooks[True], notebooks[False], strict=True):
        assert forked == ordinary, source
    charts = [o for cell in notebooks[True] for o in cell if "image/png" in o.get("data", {})]
    assert len(charts) == 2


def test_each_kernel_is_a_process_of_its_own_and_draws_its_own_random_numbers(kernel):
    _, first = kernel
    manager, second = start_new_kernel(kernel_name="commune")
    drawn = "(__import__('os').getpid(), __import__('numpy').random.rand(), __import__('random').random())"
    one, other = (eval(value_of(client, drawn), {"np": None}) for client in (first, second))
    second.stop_channels()
    manager.shutdown_kernel(now=True)
    assert all(a != b for a, b in zip(one, other, strict=True))


def test_environment_and_working_folder_are_those_asked_for(tmp_path):
    asked = {"env": {**os.environ, "COMMUNE_TEST": "đã nhận"}, "cwd": str(tmp_path)}
    manager, client = start_new_kernel(kernel_name="commune", **asked)
    seen = [value_of(client, f"__import__('os').{name}") for name in ("environ['COMMUNE_TEST']", "getcwd()")]
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    assert seen == [repr("đã nhận"), repr(str(tmp_path))]


def test_an_interrupt_stops_the_cell_and_keeps_the_kernel(kernel):
    manager, client = kernel
    value_of(client, "exec('x = 1')")
    # What is asked right after the interrupt is not to be dropped with it.
    asked = client.execute("import time\ntime.sleep(60)", stop_on_error=False)
    time.sleep(0.3)
    manager.interrupt_kernel()
    reply = client._recv_reply(asked, timeout=10)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert value_of(client, "1 + 1") == "2"


def test_a_restart_forgets_everything(kernel):
    manager, client = kernel
    before = value_of(client, "__import__('os').getpid()")
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=20)
    assert value_of(client, "__import__('os').getpid()") != before


@pytest.mark.parametrize(("last_words", "code"), [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9), ("exit()", 0)])
def test_the_exit_code_is_that_of_the_kernel(kernel, last_words, code):
    manager, client = kernel
    client.execute(f"import os\n{last_words}")
    assert ended(manager) == code


def test_no_kernel_nor_its_parent_listens_on_a_tcp_port(kernel):
    manager, client = kernel
    value_of(client, "1")
    family = [os.getpid(), manager.provisioner.pid, psutil.Process(manager.provisioner.pid).ppid()]
    listening = [c for pid in family for c in psutil.Process(pid).net_connections("inet") if c.status == "LISTEN"]
    assert listening == []


def test_the_sockets_lie_in_a_folder_that_only_the_owner_can_enter_and_are_removed(kernel):
    manager, _ = kernel
    folder = os.path.dirname(manager.ip)
    assert os.stat(folder).st_mode & 0o777 == 0o700
    parents.warm_parents.close()
    assert not os.path.exists(folder)


def test_a_changed_file_of_the_package_means_another_warm_parent(monkeypatch):
    env = dict(os.environ)
    first = parents.warm_parents.get(env)
    assert parents.warm_parents.get(env) is first
    monkeypatch.setattr(parents, "package_state", lambda: "edited")
    assert parents.warm_parents.get(env) is not first
    parents.warm_parents.hold()
    monkeypatch.setattr(parents, "package_state", lambda: "edited again")
    assert parents.warm_parents.get(env) is parents.warm_parents.get(env)


def test_a_folder_whose_warm_parent_was_killed_with_its_owner_is_removed_by_the_next_one(tmp_path):
    for name in ("commune-dead", "commune-young", "commune-alive"):
        (tmp_path / name).mkdir()
    doors = {name: socket.socket(socket.AF_UNIX) for name in ("dead", "young", "alive")}
    for name, door in doors.items():
        path = tmp_path / f"commune-{name}" / "warm"
        door.bind(str(path))
        if name != "young":
            os.utime(path, (time.time() - 3600,) * 2)
    doors["alive"].listen()
    parents._remove_left_over(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["commune-alive", "commune-young"]
    for door in doors.values():
        door.close()


OWNER = """
import os, sys, time
import psutil
from jupyter_client.manager import start_new_kernel
managers = [start_new_kernel(kernel_name="commune") for _ in range(2)]
pids = [m.provisioner.pid for m, _ in managers]
print(psutil.Process(pids[0]).ppid(), *pids, os.path.dirname(managers[0][0].ip), flush=True)
managers[0][1].execute("while True: pass")
time.sleep(60)
"""


@pytest.fixture
def owner():
    process = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    *pids, folder = process.stdout.readline().split()
    yield process, [int(pid) for pid in pids], folder
    process.kill()
    process.wait()
    process.stdout.close()


def test_nothing_outlives_an_owner_that_is_killed(owner):
    process, pids, folder = owner
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert gone_within(5, *pids)
    assert not os.path.exists(folder)


@pytest.mark.parametrize(("parent", "code"), [("os.getppid()", 0), ("os.getppid() + 1", 1)])
def test_a_kernel_whose_parent_was_killed_the_instant_it_was_forked_ends_at_once(parent, code):
    script = f"import os; from helpers.run.kernelapp import _die_with_parent; _die_with_parent({parent})"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == code


def test_kernels_end_with_a_killed_warm_parent_and_the_next_one_starts(kernel):
    manager, _ = kernel
    warm = psutil.Process(manager.provisioner.pid).ppid()
    os.kill(warm, signal.SIGKILL)
    assert gone_within(5, manager.provisioner.pid)
    assert ended(manager) == -9
    another, client = start_new_kernel(kernel_name="commune")
    assert value_of(client, "1 + 1") == "2"
    client.stop_channels()
    another.shutdown_kernel(now=True)
