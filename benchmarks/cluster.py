"""What Dask workers give: two against one on this machine, and their cost against threads. Run: `python -m benchmarks.cluster`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, at_least, best, fresh_project, seconds, table
from benchmarks.runs import PERIOD, SCOPE
from distributed import Client, LocalCluster

from helpers.run import Order, run_period
from helpers.run.processes import pool
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

OPTIONS = ["--nthreads", "1", "--no-dashboard", "--memory-limit", "0"]


def main() -> int:
    """Measure and print; the exit code is 1 where a target is missed."""
    rows = list(measured())
    print(table(rows))
    return int(any(row.met is False for row in rows))


def measured() -> Iterator[Row]:
    """Eighteen profiles by one worker, by two, and by two threads without Dask."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(fresh_project(Path(folder) / "project"))
        threads = taken(project, workers=2)
        pool.close_shared()
        yield seconds("18 profiles, two threads here", threads)
        by_workers = {}
        for count in (1, 2):
            with scheduler(Path(folder), count) as address:
                by_workers[count] = taken(project, scheduler=address)
            yield seconds(f"18 profiles, {count} Dask worker(s) of one thread", by_workers[count])
    yield at_least("two workers against one", by_workers[1] / by_workers[2], 1.8)
    yield Row("two workers against two threads here", f"{by_workers[2] / threads:.2f}x the time")


def taken(project: Project, **where: Any) -> float:
    """Seconds for nine profiles in two languages, after a first round that starts the warm parents; best of two."""
    order = Order(Edition.of(SCOPE, PERIOD, project=project), ("vi", "en"), ("commune",))

    def run() -> None:
        assert run_period(order, force=True, **where).exit_code in (0, 3)

    run()
    return best(run, 2)


@contextmanager
def scheduler(folder: Path, workers: int) -> Generator[str]:
    """A scheduler with so many workers, each a process of its own in a folder of its own."""
    with ExitStack() as stack:
        cluster = stack.enter_context(LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50))
        command = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address, *OPTIONS]
        for number in range(workers):
            place = folder / f"worker-{workers}-{number}"
            place.mkdir()
            process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        with Client(cluster) as client:
            client.wait_for_workers(workers, timeout=60)
        yield cluster.scheduler_address


if __name__ == "__main__":
    sys.exit(main())
