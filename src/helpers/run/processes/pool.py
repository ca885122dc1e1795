"""The owner's end of workers: starting them, handing them tasks within limits, ending them."""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from helpers.run.processes.worker import FORK, LONGEST_STORY, SPAWN, Task, kill_group

METHOD = FORK if hasattr(os, "fork") and sys.platform in ("linux", "darwin") else SPAWN
START = "import sys; from helpers.run.processes import worker; worker.main(sys.argv[1], *map(int, sys.argv[2:]))"  # not -m: `__main__` is the notebook's
#: One thread for each worker's arithmetic: the workers are what runs at once.
SURROUNDINGS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
#: Variables that an interpreter, or a library, reads once, when it starts: another value needs other workers.
NEW_PROCESS_GROUP = 0x00000200  # of Windows
READ_AT_START = ("PYTHON", "LD_", "DYLD_", "OMP_", "OPENBLAS_", "MKL_", "ARROW_", "LANG", "LC_", "MPLCONFIGDIR", "MATPLOTLIBRC")  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """seconds: that one cell may take, 0 for no limit. memory: bytes that the process may take, 0 for no limit."""

    seconds: float = 0
    memory: int = 0


NEVER = float("inf")


class TaskError(Exception):
    """What a task raised is the cause of this."""


@dataclass(frozen=True)
class Process:
    """A process that was started: its worker's own, or the one that forked its worker. errors: its stderr."""

    popen: subprocess.Popen[bytes]
    errors: IO[bytes]
    forks: bool

    def last_words(self) -> tuple[int | None, str]:
        """Exit code, if it has ended, and the end of what it wrote to standard error."""
        code = self.popen.poll() if self.forks else self.popen.wait()
        self.errors.seek(0)
        return code, self.errors.read()[-LONGEST_STORY:].decode("utf-8", "replace")


NO_LIMITS = Limits()


class Worker:
    """One worker as its owner sees it."""

    def __init__(self, tasks: IO[bytes], answers: IO[bytes], process: Process) -> None:
        self.process = process
        self._tasks, self._answers = tasks, answers
        self._pid, self._deadline, self._busy, self._overran = 0, NEVER, False, False
        self.has_answered = False

    def run(self, task: Task, limits: Limits, heard: Callable[..., None]) -> Any:
        """Run a task; `heard` is given what it tells meanwhile. The message `cell` starts the clock of the limit anew.

        Raises what the task raises, CellTimeoutError, and DeadKernelError if the process ends.
        """
        self._busy, self._overran, self._deadline = True, False, NEVER
        try:
            with self._clock(limits):
                pickle.dump(pickle.dumps(task), self._tasks)  # bytes: a thread may read them while another imports
                self._tasks.flush()
                return self._listen(limits, heard)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._death(limits, *self.process.last_words()) from error

    def _listen(self, limits: Limits, heard: Callable[..., None]) -> Any:
        while True:
            kind, *content = pickle.load(self._answers)  # noqa: S301 - from a process that this one started
            self.has_answered = True
            if kind == "done":
                return content[0]
            if kind == "raised":
                raise TaskError from content[0]
            if kind == "ended":
                self._busy = False
                raise self._death(limits, *content)
            if kind == "pid":
                self._pid = content[0]
                continue
            if kind == "cell":
                self._deadline = time.monotonic() + (limits.seconds or NEVER)
            heard(kind, *content)

    def is_ready(self) -> bool:
        """Whether it can be handed a task; waits until it has cleaned up after the last one."""
        try:
            while self._busy:
                self._busy = pickle.load(self._answers)[0] != "ended"  # noqa: S301
        except (EOFError, OSError, pickle.UnpicklingError):
            return False
        return self.process.popen.poll() is None

    @contextlib.contextmanager
    def _clock(self, limits: Limits) -> Generator[None]:
        """Kill the process when it is past the deadline."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(min(max(self._deadline - time.monotonic(), 0.05), limits.seconds)):
                if time.monotonic() > self._deadline:
                    self._overran = True
                    self.kill()

        if limits.seconds:
            threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def kill(self) -> None:
        """End what it runs, whatever that does."""
        if not self.process.forks:
            self.process.popen.kill()
        elif self._pid:
            kill_group(self._pid)

    def close(self) -> None:
        """Let it end; what it runs is killed."""
        with contextlib.suppress(OSError):
            self._tasks.close()
        if not self.process.forks:
            self.process.popen.kill()

    def _death(self, limits: Limits, code: int | None, story: str) -> Exception:
        from nbclient.exceptions import CellTimeoutError, DeadKernelError  # here: it takes longer than starting a pool

        if self._overran:
            return CellTimeoutError(f"A cell ran for more than {limits.seconds:g} s and was stopped.")
        how = "" if code is None else f" (killed by signal {-code})" if code < 0 else f" (exit code {code})"
        return DeadKernelError(f"The process that ran the notebook ended{how}.\n{story}")


class Pool:
    """At most `size` workers; a task waits for one that is free."""

    def __init__(self, size: int, method: str = "") -> None:
        self.size, self.method = size, method or METHOD
        self.owner, self.state = os.getpid(), state_of_surroundings()
        self._free = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._retired = self._closed = False
        if self.method == FORK:
            self._start(size)

    def run(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        before: tuple[Any, ...] = (),
        scratch: str = "",
        limits: Limits = NO_LIMITS,
        heard: Callable[..., None] = lambda *_: None,
    ) -> Any:
        """Run a function in a fresh process, in the working folder and environment of now.

        before: a function, with its arguments, that each worker calls before the process is forked; it keeps what it
        finds.
        scratch: a folder that the worker removes when it ends. limits and heard: as for `Worker.run`.
        """
        task = Task(function, arguments, before, {**SURROUNDINGS, **os.environ}, os.getcwd(), scratch, limits.memory)
        with self._free:
            worker = self._take()
            try:
                return worker.run(task, limits, heard)
            except TaskError as error:
                raise error.__cause__ or error from None
            except BaseException as error:
                if not isinstance(error, Exception):  # interrupted
                    worker.kill()
                raise
            finally:
                self._put_back(worker)

    def _take(self) -> Worker:
        while True:
            with self._lock:
                if self._closed:
                    raise RuntimeError("The workers were ended.")
                if not self._idle:
                    self._start(1)
                worker = self._idle.pop()
            if worker.is_ready():
                return worker
            self._drop(worker)

    def _put_back(self, worker: Worker) -> None:
        if self._retired:
            self._drop(worker)
        else:
            self._idle.insert(0, worker)  # the one that has rested longest is next

    def _drop(self, worker: Worker) -> None:
        worker.close()
        self._all.discard(worker)

    def _start(self, count: int) -> None:
        started = _forked(count) if self.method == FORK else [_spawned() for _ in range(count)]
        self._idle += started
        self._all.update(started)

    def retire(self) -> None:
        """End the workers as soon as they are idle."""
        self._retired = True
        with self._lock:
            for worker in list(self._idle):
                self._drop(worker)
            self._idle.clear()

    def close(self) -> None:
        """End all workers and what they run, and wait for them."""
        with self._lock:
            self._closed = self._retired = True
            everyone, self._all = self._all, set()
        for worker in everyone:
            worker.close()
        listening = {worker.process.popen for worker in everyone if worker.has_answered}
        for popen in {worker.process.popen for worker in everyone}:
            if popen not in listening:  # it may be importing, and would end only after that
                popen.terminate()
            popen.wait(timeout=10)


def _forked(count: int) -> list[Worker]:
    """Workers that are forked by one process, which imports the stack first."""
    pipes = [(*os.pipe(), *os.pipe()) for _ in range(count)]  # tasks out and in, answers out and in
    theirs = [end for tasks, _, _, answers in pipes for end in (tasks, answers)]
    nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    process = _process(FORK, *theirs, pass_fds=theirs, **nowhere)
    for end in theirs:
        os.close(end)
    return [Worker(os.fdopen(tasks, "wb"), os.fdopen(answers, "rb"), process) for _, tasks, answers, _ in pipes]


def _spawned() -> Worker:
    process = _process(SPAWN, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    tasks, answers = process.popen.stdin, process.popen.stdout
    assert tasks is not None
    assert answers is not None
    return Worker(tasks, answers, process)


def _process(method: str, *descriptors: int, **options: Any) -> Process:
    """Start a process of ours, apart from the terminal: Ctrl-C is for the owner, who then ends the workers."""
    apart = {"start_new_session": True} if os.name == "posix" else {"creationflags": NEW_PROCESS_GROUP}
    command = [sys.executable, "-P", "-c", START, method, *map(str, (os.getpid(), *descriptors))]
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
    options |= {"env": {**SURROUNDINGS, **os.environ}, **apart}
    popen = subprocess.Popen(command, stderr=errors, text=False, **options)  # noqa: S603 - our own interpreter
    return Process(popen, errors, forks=method == FORK)  # ty: ignore[invalid-argument-type] - of bytes


def default_workers() -> int:
    """Tasks run at once: one for each processor."""
    return os.cpu_count() or 1


_shared: Pool | None = None
_lock = threading.Lock()


def shared(size: int = 0) -> Pool:
    """The pool of this process, with at least `size` workers (0: two), and the package's code as it is now."""
    global _shared
    with _lock:
        if _shared and (_shared.owner != os.getpid()):
            _shared = None  # this process is a fork of the owner
        if _shared and (_shared.size < size or _shared.state != state_of_surroundings()):
            _shared.retire()
            _shared = None
        _shared = _shared or Pool(max(size, 2))
        return _shared


def is_open() -> bool:
    """Whether there are workers of this process."""
    return _shared is not None and _shared.owner == os.getpid()


def close_shared() -> None:
    """End the pool of this process, if there is one."""
    global _shared
    with _lock:
        if _shared and is_open():
            _shared.close()
        _shared = None


atexit.register(close_shared)


def state_of_surroundings() -> str:
    """A mark that changes with any file of the package, and with variables that an interpreter reads when it starts."""
    package = Path(__file__).parents[2]
    files = sorted(path for path in package.rglob("*") if path.suffix in {".py", ".toml", ".po", ".json"})
    read = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith(READ_AT_START))
    return sha256("".join([*(f"{path} {path.stat().st_mtime_ns}\n" for path in files), *read]).encode()).hexdigest()
