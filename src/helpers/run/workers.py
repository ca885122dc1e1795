"""Where pages are made: threads here, each with a kernel of its own, or Dask workers on any machine."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from helpers.run.execute import Failed, Job, Made, make_page
from helpers.run.plan import differences, made_with
from helpers.run.processes import pool
from helpers.run.snapshot import lay_out, pack, unpack
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import CommuneError, UsageError
from helpers.vocabulary.message import message
from helpers.vocabulary.pack import using

ANSWER_WITHIN = 10  # seconds for a scheduler
Submit = Callable[[Job], "Future[Made | Failed]"]
T = TypeVar("T")


def with_frames(function: Callable[..., T], edition: Edition, *arguments: Any) -> T:
    """What a function makes of an edition's frames: in a worker, where what it takes is imported already; here if there is none."""
    if not pool.is_open():
        return function(edition, *arguments)
    return pool.shared().run(_in_force, function, edition, *arguments, before=(_look_up, edition))


def _look_up(edition: Edition) -> None:
    """In a worker, before it forks: what reading the sources of a period looks up in packs and keeps; most tasks do."""
    from helpers.intake.source import read_sources

    _in_force(read_sources, edition)


def _in_force(function: Callable[..., T], edition: Edition, *arguments: Any) -> T:
    """In a worker, which does not know the packs of the edition."""
    with using(edition.scope.pack):
        return function(edition, *arguments)


@contextmanager
def local(edition: Edition, workers: int | None) -> Generator[tuple[Submit, int]]:
    """Workers of this process, each with a thread that follows it; the figures are laid out for them while it lasts.

    An interrupted run ends its workers first, so that it ends at once. Else they stay for another run of this process,
    and end with it.
    """
    workers = workers or pool.default_workers()
    pages, root = pool.shared(workers), edition.state / "figures"
    shutil.rmtree(root, ignore_errors=True)  # of a run that was killed
    root.mkdir(parents=True, mode=0o700)
    figures = Path(tempfile.mkdtemp(dir=root))  # what workers keep of a folder, they keep by its name
    # `scratch`: the worker removes them if this process is killed.
    pages.run(_in_force, lay_out, edition, figures, before=(_look_up, edition), scratch=str(figures))
    threads = ThreadPoolExecutor(workers, thread_name_prefix="page")
    try:
        yield lambda job: threads.submit(make_page, job, figures, pages), workers
    except BaseException:
        pool.close_shared()
        raise
    finally:
        threads.shutdown(cancel_futures=True)
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def cluster(edition: Edition, scheduler: str) -> Generator[tuple[Submit, int]]:
    """Workers of a Dask scheduler. The figures travel to each worker once, pages come back; workers share no disk."""
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError('--scheduler needs the extra "cluster": pip install "commune-reports[cluster]".') from error
    try:
        client = Client(scheduler, timeout=ANSWER_WITHIN)
    except (OSError, ValueError) as error:
        told = {"scheduler": scheduler, "error": error}
        raise UsageError("No Dask scheduler answers at {scheduler}: {error}.", **told) from error
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # a lost scheduler is told by the run, once
    with client:
        _check_makers(client)
        figures = client.scatter(pack(edition), broadcast=True)
        executor = client.get_executor(pure=False, retries=3)
        threads = sum(client.nthreads().values())
        yield lambda job: executor.submit(make_page_from, job, figures), max(threads, 1)


def _check_makers(client: Any) -> None:
    """Refuse workers that would make other pages than this process. Raises UsageError that names each of them."""
    told = {name: differences(theirs) for name, theirs in client.run(made_with, on_error="return").items()}
    unlike = [f"{name}: {what}" for name, what in told.items() if what]
    if unlike:
        raise UsageError(
            "Workers with other code or packages would make other pages. {unlike}. Renew them.",
            unlike=" | ".join(unlike),
        )


def make_page_from(job: Job, packed: bytes) -> Made | Failed:
    """On a worker: make a page from packed figures."""
    return make_page(job, _root_of(sha256(packed).hexdigest(), packed))


@lru_cache(maxsize=4)
def _root_of(_digest: str, packed: bytes) -> Path:
    from distributed import get_worker

    # Below the worker's own folder, which Dask removes with the worker, or at its next start if it was killed.
    return unpack(packed, Path(tempfile.mkdtemp(prefix="figures-", dir=get_worker().local_directory)))


def in_order_of_completion(submit: Submit, jobs: Iterator[Job], at_once: int) -> Iterator[tuple[Job, Made | Failed]]:
    """Results as they come. Only a few jobs wait at any time, so that thousands of pages do not fill the memory.

    What the way to a worker or back breaks comes out as `Failed` too.
    """
    waiting: dict[Any, Job] = {}
    for job in jobs:
        waiting[submit(job)] = job
        if len(waiting) >= 2 * at_once:
            yield from _finished(waiting)
    while waiting:
        yield from _finished(waiting)


def _proven(result: Made | Failed, job: Job) -> Made | Failed:
    """The result, unless a page was made with something else than this process has."""
    if isinstance(result, Failed) or getattr(result, "made_with", None) == made_with():
        return result
    told = message("its maker has other code or packages than this run was planned with. Run again.")
    return Failed(job.name, 0, told, told)


def _finished(waiting: dict[Any, Job]) -> Iterator[tuple[Job, Made | Failed]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        job = waiting.pop(future)
        if future.cancelled():  # by nobody here
            raise CommuneError("The scheduler was lost. Finished pages are kept; run again for the others.")
        error = future.exception()
        if error is None:
            yield job, _proven(future.result(), job)
        elif isinstance(error, Exception):
            yield job, Failed(job.name, 0, f"{type(error).__name__}: {error}", repr(error))
        else:
            raise error
