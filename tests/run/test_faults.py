"""Whatever ends a run, its outputs are whole, nothing of it lives on, and the next run ends like a clean one."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from filelock import FileLock
from tests.run.conftest import make_trial, write_notebook
from tests.run.test_period import contents, folder_of
from tests.run.test_pool import gone

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import CommuneError

COMMAND = [sys.executable, "-m", "helpers", "run", "--scope", "trial", "--period", "2024-H1"]
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """What a clean run makes."""
    project = make_trial(tmp_path_factory.mktemp("clean"))
    run_period(Order(Edition.of("trial", "2024-H1", project=project)))
    return contents(project)


def start(trial, *options, **more):
    more |= {"preexec_fn": hear_interrupts} if os.name == "posix" else {}
    return subprocess.Popen(
        [*COMMAND, *options], cwd=trial.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
    )


def hear_interrupts():
    """A process started in the background ignores SIGINT, and so do those that it starts: here by the tests."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def left_of_figures(trial):
    """Files of figures that a run laid out for its workers."""
    return list((trial.root / ".commune").rglob("figures/*"))


def family(process):
    """Every process below a run."""
    try:
        return [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def wait_for_pages(trial, process, count):
    """Wait until so many pages are finished."""
    deadline = time.monotonic() + 60
    while len(list(folder_of(trial).rglob("*.html"))) < count and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def assert_lock_is_free(trial):
    with FileLock(trial.root / ".commune/trial/2024-H1/public/run.lock", timeout=0):
        pass


def slow(trial):
    """A notebook that holds its page up, so that a run can be caught in the middle."""
    write_notebook(trial, "06_summary", "index", ["import time\ntime.sleep(600)"])


@posix_only
@pytest.mark.parametrize("pages", [0, 3])
def test_a_killed_run_leaves_whole_pages_no_process_and_no_lock_and_the_next_one_ends_like_a_clean_one(
    trial, run, clean, pages
):
    process = start(trial)
    if pages:
        wait_for_pages(trial, process, pages)
    else:
        time.sleep(1.5)
    below = family(process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert gone(*below)
    assert left_of_figures(trial) == []
    assert_lock_is_free(trial)
    assert contents(trial).items() <= clean.items()
    assert run().exit_code == 0
    assert contents(trial) == clean


def listening(process):
    """TCP ports that a run and all below it wait for callers on."""
    found = []
    for pid in [process.pid, *family(process)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            found += [c for c in psutil.Process(pid).net_connections("inet") if c.status == psutil.CONN_LISTEN]
    return found


@posix_only
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_opens_no_tcp_port_and_an_interrupt_stops_it_at_once_and_keeps_what_is_finished(trial, run, how):
    slow(trial)
    process = start(trial, "--workers", "2")
    wait_for_pages(trial, process, 5)  # quality tells what the others show, so it waits for the slow one
    assert listening(process) == []
    below = family(process)
    assert below
    process.send_signal(how)
    told, _ = process.communicate(timeout=120)  # the slow page would take longer
    assert process.returncode == 130
    assert "Finished pages are kept" in told
    assert "Traceback" not in told
    assert gone(*below)
    assert left_of_figures(trial) == []
    assert sorted(run(dry_run=True).lines) == [f"would make vi/{page}: not made yet" for page in ("index", "quality")]


@posix_only
def test_a_second_run_says_who_is_at_work_and_waits(trial):
    first = start(trial)
    deadline = time.monotonic() + 60
    while not (trial.root / ".commune/trial/2024-H1/public/run.json").is_file():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    second = start(trial)
    (_, _), (told, _) = first.communicate(timeout=120), second.communicate(timeout=120)
    assert f"Another run of trial 2024-H1 is at work (process {first.pid}, since " in told
    assert "0 made, 7 up to date, 0 failed" in told
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_lost(trial, run, monkeypatch):
    run()
    before = contents(trial)

    def full(path, content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("helpers.run.writing.write_atomic", full)
    with pytest.raises(CommuneError, match=r"No space left on device \(01_clean.ipynb\). Earlier outputs are whole"):
        run(force=True, only=["quality"])
    assert contents(trial) == before


def test_a_journal_that_was_cut_short_loses_only_its_last_page(trial, run):
    run()
    folder = folder_of(trial)
    pages = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["pages"]
    lines = [json.dumps({"name": name, "page": page}) for name, page in pages.items()]
    (folder / "manifest.json").unlink()
    (folder / ".pages.jsonl").write_text("\n".join(lines)[:-20], encoding="utf-8")
    assert "1 made, 6 up to date" in run().lines[1]


@pytest.fixture
def dask(tmp_path):
    """A scheduler and two workers that share nothing with the project; gives its address and the workers."""
    distributed = pytest.importorskip("distributed")
    address = distributed.LocalCluster(n_workers=0, dashboard_address=None, processes=True, silence_logs=50)
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address.scheduler_address]
    options = ["--nthreads", "2", "--no-dashboard", "--memory-limit", "0", "--death-timeout", "30"]
    folders = [tmp_path / "workers" / str(n) for n in range(2)]
    for folder in folders:
        folder.mkdir(parents=True)
    workers = [
        subprocess.Popen([*command, *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for folder in folders
    ]
    with distributed.Client(address) as client:
        client.wait_for_workers(2, timeout=60)
    yield address.scheduler_address, workers
    for worker in workers:
        worker.terminate()
        worker.wait(60)
    address.close()


@posix_only
def test_a_dask_worker_that_is_killed_loses_no_page(trial, clean, dask, capfd):
    address, workers = dask
    process = start(trial, "--scheduler", address)
    wait_for_pages(trial, process, 1)
    below = family(workers[0])
    for pid in [workers[0].pid, *below]:
        if psutil.pid_exists(pid):
            os.kill(pid, signal.SIGKILL)
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert contents(trial) == clean


def test_a_scheduler_that_does_not_answer_is_wrong_usage(trial, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("helpers.run.workers.ANSWER_WITHIN", 1)
    with pytest.raises(CommuneError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_period(Order(Edition.of("trial", "2024-H1", project=trial)), scheduler="tcp://127.0.0.1:9")


@posix_only
def test_a_dask_worker_with_other_code_is_refused_by_name_before_the_first_page(trial, run, dask, monkeypatch):
    from helpers.run import plan

    address, _ = dask
    monkeypatch.setattr(plan, "code_digest", lambda *_: "another")
    plan.made_with.cache_clear()
    with pytest.raises(CommuneError, match=r"other pages\. tcp://127\.0\.0\.1:\d+: code \w{12}, here another"):
        run(scheduler=address)
    plan.made_with.cache_clear()
    assert contents(trial) == {}


def test_a_page_that_was_made_with_other_code_than_it_was_planned_with_is_not_taken(run, monkeypatch):
    from helpers.run import plan

    monkeypatch.setattr(plan, "__version__", "0.0")
    plan.made_with.cache_clear()
    result = run(only=["poverty"])
    plan.made_with.cache_clear()
    assert result.exit_code == 1
    assert any("other code or packages than this run was planned with" in line for line in result.lines)


@posix_only
def test_a_lost_scheduler_is_one_message_and_what_is_finished_stays(trial, tmp_path):
    distributed = pytest.importorskip("distributed")
    assert distributed
    scheduler = subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(tmp_path / "where.json")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(tmp_path / "where.json"), "--nthreads", "1", "--no-dashboard", "--death-timeout", "60"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    slow(trial)
    while not (tmp_path / "where.json").is_file():
        time.sleep(0.05)
    process = start(trial, "--scheduler", json.loads((tmp_path / "where.json").read_text())["address"])
    wait_for_pages(trial, process, 3)
    scheduler.kill()
    told, _ = process.communicate(timeout=120)
    worker.kill()
    scheduler.wait(), worker.wait()
    assert process.returncode == 1, told
    assert "Traceback" not in told
    assert "The scheduler was lost. Finished pages are kept" in told
