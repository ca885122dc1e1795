"""A process that runs what it is handed, each time as if nothing had run in it before.

Tasks come and answers go through two pipes, pickled. Where a process can be forked, one process imports the stack and
forks a worker for each pair of pipes; a worker forks a child for each task and passes on what the child says. Elsewhere
each worker imports the stack for itself, runs the task in a clean namespace and restores what it changed.

The standard library's fork server does most of this, but imports the caller's `__main__` (a script without a guard
would run again), leaves a folder behind when its owner is killed, and does not end a task that goes on after that.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection, get_context
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from helpers.run.processes.preload import preload

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from helpers.run.processes.cells import Tell
    from helpers.run.processes.shell import NotebookShell

FORK, SPAWN = "fork", "spawn"
LONGEST_STORY = 20_000  # bytes of what a dead process had written to its standard error


@dataclass(frozen=True)
class Task:
    """What to run and in what surroundings.

    function: called with the arguments; it may `tell` the owner something meanwhile. before: what the worker reads once
    for all of its tasks, with its arguments. scratch: a folder that the worker removes when it ends, so that it goes
    with an owner that is killed; '' for none. memory: bytes that the process may take, 0 for as many as there are.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    before: tuple[Any, ...]
    environment: dict[str, str]
    folder: str
    scratch: str
    memory: int


tell: Callable[..., None] = print  # sends the owner a message
_scratch: set[str] = set()
_shell: NotebookShell | None = None  # there is one in a process, as there is one `__main__`


def is_fresh() -> bool:
    """Whether this is a worker in which no notebook has run."""
    return _shell is not None


def run_here(notebook: NotebookNode, tell: Tell) -> None:
    """In a task: run the cells of a notebook; once, for the process is fresh only once."""
    from helpers.run.processes.cells import run_cells
    from helpers.run.processes.shell import open_notebook

    global _shell
    shell, _shell = _shell, None
    if shell is None:
        raise RuntimeError("A notebook has run in this process already, or it is no worker.")
    open_notebook(shell)
    run_cells(notebook, shell, tell)


def main(method: str, owner: int, *descriptors: int) -> None:
    """Serve the owner until it is gone. descriptors: for each forked worker, where tasks come from and answers go."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # else ignored, if the owner was started in the background
    gc.disable()  # while the stack is imported there is nothing to collect
    if method == SPAWN:
        _serve_here(*_take_standard_streams())
    else:
        _end_early_without(owner)
        preload()
        _new_shell()
        gc.enable()
        gc.freeze()  # the pages of memory that the stack lies in stay shared with the children
        signal.setitimer(signal.ITIMER_REAL, 0)
        _fork_workers(list(zip(descriptors[::2], descriptors[1::2], strict=True)))


def _end_early_without(owner: int) -> None:
    """While the stack is imported nothing is read from the owner: look twice a second whether it is still there."""
    signal.signal(signal.SIGALRM, lambda *_: os.getppid() == owner or os._exit(1))
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)


def _fork_workers(pipes: list[tuple[int, int]]) -> None:
    for tasks, answers in pipes:
        if os.fork() == 0:
            os.setsid()
            for other in {end for pair in pipes for end in pair} - {tasks, answers}:
                os.close(other)
            try:
                _serve_by_forking(os.fdopen(tasks, "rb"), os.fdopen(answers, "wb"))
            finally:
                _remove_scratch()
                os._exit(0)  # whatever happened: the owner then sees that the pipe has ended
    for end in (end for pair in pipes for end in pair):
        os.close(end)
    for _ in pipes:
        os.wait()


def _serve_by_forking(tasks: IO[bytes], owner: IO[bytes]) -> None:
    while (pickled := _next(tasks)) is not None:
        task: Task = pickle.loads(pickled)  # noqa: S301 - from the process that started this one
        _scratch.add(task.scratch)
        _read_before(task)
        with tempfile.TemporaryFile() as errors:
            heard, said = connection.Pipe(duplex=False)
            child = get_context(FORK).Process(target=_become, args=(task, said, errors, (tasks, owner)))
            child.start()
            said.close()
            _send(owner, "pid", child.pid)
            if not _pass_on(heard, child, tasks, owner):
                return
            errors.seek(0)
            _send(owner, "ended", child.exitcode, errors.read()[-LONGEST_STORY:].decode("utf-8", "replace"))


def _pass_on(heard: connection.Connection, child: Any, tasks: IO[bytes], owner: IO[bytes]) -> bool:
    """Tell the owner what a child says, until it has ended. False if the owner has gone; the child is then killed."""
    listening: list[Any] = [heard, child.sentinel, tasks]
    try:
        while child.is_alive() or heard in connection.wait(listening, timeout=0):
            ready = connection.wait(listening, timeout=1)
            if heard in ready:
                message = _message(heard)
                listening = listening if message else [child.sentinel, tasks]
                owner.write(message)
                owner.flush()
            elif tasks in ready:  # nothing is sent while a task runs: the pipe has ended
                raise BrokenPipeError
    except BrokenPipeError:
        kill_group(child.pid)
        return False
    heard.close()
    child.join()
    return True


def _message(heard: connection.Connection) -> bytes:
    """What a child says next; nothing if it has ended, or what it says makes no sense any more."""
    try:
        return heard.recv_bytes()
    except (EOFError, OSError):
        return b""


def _become(task: Task, said: connection.Connection, errors: IO[bytes], not_ours: tuple[IO[bytes], ...]) -> None:
    """In a forked child: run the task, then end with all that it started."""
    os.setsid()
    for stream in not_ours:
        os.close(stream.fileno())
    os.dup2(errors.fileno(), 2)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    _limit_memory(task.memory)
    _refresh_imported(task)
    _tell_with(lambda *message: said.send_bytes(pickle.dumps(message)))
    said.send_bytes(_answer(task))
    os.killpg(0, signal.SIGKILL)


def _serve_here(tasks: IO[bytes], owner: IO[bytes]) -> None:
    coming = _coming(tasks)
    preload()
    gc.enable()
    from helpers.run.processes.fresh import restored

    _tell_with(lambda *message: _send(owner, *message))
    while True:
        task: Task = pickle.loads(coming.get())  # noqa: S301 - from the process that started this one
        _scratch.add(task.scratch)
        _read_before(task)
        with restored() as clean:
            _new_shell()
            _refresh_imported(task)
            answer = _answer(task)
        owner.write(answer)
        owner.flush()
        if not clean():
            return  # a new process is cheaper than to find out what else has changed
        _send(owner, "ended", 0, "")


def _coming(tasks: IO[bytes]) -> queue.SimpleQueue[bytes]:
    """Tasks as they come, pickled: to make them again imports what they name, as the main thread may be doing. A
    thread reads them, so that the process ends with its owner whatever it is doing.
    """
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        while (task := _next(tasks)) is not None:
            waiting.put(task)
        _remove_scratch()
        os.killpg(0, signal.SIGKILL) if os.name == "posix" else os._exit(1)

    threading.Thread(target=read, daemon=True).start()
    return waiting


def _new_shell() -> None:
    from helpers.run.processes.shell import new_shell

    global _shell
    _shell = new_shell()


def _remove_scratch() -> None:
    for folder in _scratch - {""}:
        shutil.rmtree(folder, ignore_errors=True)


def _read_before(task: Task) -> None:
    """A fault in it is left to the task, which will meet it too."""
    function, *arguments = task.before or (None,)
    with contextlib.suppress(Exception):
        if function:
            function(*arguments)
            gc.collect()
            gc.freeze()


def _tell_with(way: Callable[..., None]) -> None:
    global tell
    tell = way


def _answer(task: Task) -> bytes:
    """What the task gives or raises, ready to be sent."""
    try:
        return pickle.dumps(("done", task.function(*task.arguments)))
    except Exception as error:  # noqa: BLE001 - it is raised again, where the task was asked for
        with contextlib.suppress(Exception):
            answer = pickle.dumps(("raised", error))
            pickle.loads(answer)  # noqa: S301 - our own; some exceptions cannot be made again
            return answer
        return pickle.dumps(("raised", RuntimeError(f"{type(error).__name__}: {error}")))


def _next(tasks: IO[bytes]) -> bytes | None:
    try:
        return pickle.load(tasks)  # noqa: S301 - from the process that started this one
    except EOFError:
        return None


def _send(owner: IO[bytes], *message: Any) -> None:
    pickle.dump(message, owner)
    owner.flush()


def _take_standard_streams() -> tuple[IO[bytes], IO[bytes]]:
    """The pipes that this process was started with; what is printed must not get into them."""
    tasks, owner = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    empty = os.open(os.devnull, os.O_RDWR)
    os.dup2(empty, 0)
    os.dup2(empty, 1)
    return tasks, owner


def _limit_memory(most: int) -> None:
    import resource

    if most:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def kill_group(pid: int) -> None:
    """Kill a process and what it started. It may not lead its group yet if it was forked this instant."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _refresh_imported(task: Task) -> None:
    """What a fresh interpreter would take from its environment, or draw by chance, at import."""
    import locale

    os.environ.clear()
    os.environ.update(task.environment)
    os.chdir(task.folder)
    sys.argv = [""]
    _search_here()
    if hasattr(time, "tzset"):
        time.tzset()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    tempfile.tempdir = None
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else every notebook would draw the same numbers


def _search_here() -> None:
    """Modules beside the notebook are found after the standard library and before packages, as in a kernel."""
    if "" not in sys.path:
        packages = (i for i, p in enumerate(sys.path) if Path(p).name in {"site-packages", "dist-packages"})
        sys.path.insert(next(packages, len(sys.path)), "")
