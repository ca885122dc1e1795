"""The owner's end of warm parents: starting them, asking them for kernels, ending them."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from hashlib import sha256
from pathlib import Path

CAN_FORK = hasattr(os, "fork") and sys.platform in ("linux", "darwin")
#: Variables that an interpreter, or a library reads once, when it starts: another value needs another warm parent.
READ_AT_START = (
    "PYTHON",
    "LD_",
    "DYLD_",
    "OMP_",
    "OPENBLAS_",
    "MKL_",
    "ARROW_",
    "LANG",
    "LC_",
    "MPLCONFIGDIR",
    "MATPLOTLIBRC",
)
LONGEST_SOCKET_FOLDER = 70  # a Unix socket path has at most 104 bytes on macOS; names in the folder take about 30
START = "import sys; from helpers.run import warm; warm.main(sys.argv[1:])"  # not -m: `__main__` is the notebook's


class WarmParentLost(RuntimeError):
    """The warm parent ended, or did not start: an ordinary kernel is the way out."""


class ForkedKernel:
    """A kernel forked by the warm parent, with the interface of `subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._unread = b""
        self.pid: int | None = None
        self.returncode: int | None = None

    async def started(self) -> None:
        """Wait until the kernel has been forked. Raises WarmParentLost."""
        while self.pid is None and self.returncode is None:
            await self._receive()
        if self.pid is None:
            raise WarmParentLost("the warm parent ended before it forked the kernel")

    async def ended(self) -> int:
        """Wait until the kernel has ended."""
        while self.returncode is None:
            await self._receive()
        return self.returncode

    async def _receive(self) -> None:
        self._take(await asyncio.get_running_loop().sock_recv(self._connection, 4096))

    def poll(self) -> int | None:
        """The exit code (minus the signal that killed it), or None while it runs."""
        while self.returncode is None:
            try:
                self._take(self._connection.recv(4096))
            except BlockingIOError:
                break
        return self.returncode

    def wait(self) -> int | None:
        """The exit code. Jupyter asks only after `poll` gave one."""
        return self.poll()

    def _take(self, received: bytes) -> None:
        """Messages of the warm parent. If it has gone without a word, its kernels were killed with it."""
        *lines, self._unread = (self._unread + received).split(b"\n")
        for message in map(json.loads, lines):
            self.pid = message.get("pid", self.pid)
            self.returncode = message.get("exit", self.returncode)
        if not received and self.returncode is None:
            self.returncode = -9
        if self.returncode is not None:
            self._connection.close()

    def send_signal(self, signum: int) -> None:
        """Have the warm parent signal the kernel's process group: it knows whether the number is still this kernel's."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self._connection.send(bytes([signum]))

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(15)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(9)


class WarmParent:
    """The owner's end of a warm parent: its private folder, its socket, its lifeline."""

    def __init__(self, env: dict[str, str]) -> None:
        self.folder = Path(_private_folder())
        self._address = str(self.folder / "warm")
        lifeline, self._lifeline = os.pipe()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self._address)
            listener.listen(64)
            fds = (listener.fileno(), lifeline)
            command = [sys.executable, "-P", "-c", START, *map(str, fds), str(os.getpid())]
            # A session of its own: Ctrl-C in the terminal is for the owner, who then ends the warm parent.
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, no text of users
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=env,
                pass_fds=fds,
                start_new_session=True,
            )
        os.close(lifeline)

    def alive(self) -> bool:
        """Whether kernels can be asked for."""
        return self.process.poll() is None and self.folder.is_dir()

    async def start_kernel(self, argv: list[str], env: dict[str, str], cwd: str | None, fds: list[int]) -> ForkedKernel:
        """Fork a kernel. Raises WarmParentLost; while the stack is being imported it waits."""
        from helpers.run.warm import send_request

        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(self._address)
            send_request(connection, argv, env, cwd, fds)
            connection.setblocking(False)
            kernel = ForkedKernel(connection)
            await kernel.started()
        except OSError as error:
            connection.close()
            raise WarmParentLost(str(error)) from error
        return kernel

    def close(self) -> None:
        """End the warm parent and its kernels, and remove their folder."""
        if self._lifeline >= 0:
            os.close(self._lifeline)
        self._lifeline = -1
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _private_folder() -> str:
    """A folder that only its owner can enter (mode 0700), with a path short enough for sockets."""
    _remove_left_over(Path(tempfile.gettempdir()))
    folder = tempfile.mkdtemp(prefix="commune-")
    if len(folder) > LONGEST_SOCKET_FOLDER:
        os.rmdir(folder)
        folder = tempfile.mkdtemp(prefix="commune-", dir="/tmp")
    return folder


def _remove_left_over(temporary: Path) -> None:
    """Remove folders of warm parents that were killed together with their owner: nobody answers there any more."""
    for door in temporary.glob("commune-*/warm"):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as caller:
            if door.stat().st_uid == os.getuid() and time.time() - door.stat().st_mtime > 60:
                try:
                    caller.connect(str(door))
                except ConnectionRefusedError:
                    shutil.rmtree(door.parent, ignore_errors=True)


class WarmParents:
    """The warm parents of this process: one for each set of start-up variables and state of the package's files."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_key: dict[str, WarmParent] = {}
        self._owner = os.getpid()
        self._state = ""

    def hold(self) -> None:
        """Until `release`, kernels keep the package's code of now: a run must not mix two states of it."""
        self._state = self._state or package_state()

    def release(self) -> None:
        """Kernels take the package's code as it is when they start."""
        self._state = ""

    def get(self, env: dict[str, str]) -> WarmParent:
        """The one that fits, started if need be. One that fits no longer ends with its last kernel's owner."""
        key = (
            f"{self._state or package_state()} {sorted((k, v) for k, v in env.items() if k.startswith(READ_AT_START))}"
        )
        with self._lock:
            if self._owner != os.getpid():  # a fork of the owner: the parents are not its own
                self._by_key, self._owner = {}, os.getpid()
            parent = self._by_key.get(key)
            if parent is not None and parent.alive():
                return parent
            if parent is not None:
                parent.close()  # it was killed: remove its folder
            self._by_key[key] = WarmParent(env)
            return self._by_key[key]

    def close(self) -> None:
        """End them all."""
        with self._lock:
            if self._owner == os.getpid():
                for parent in self._by_key.values():
                    parent.close()
            self._by_key, self._state = {}, ""


def package_state() -> str:
    """A mark that changes with any file of the package, so that a restarted kernel sees an edited helper."""
    package = Path(__file__).parent.parent
    files = sorted(path for path in package.rglob("*") if path.suffix in {".py", ".toml", ".po", ".json"})
    return sha256("".join(f"{path} {path.stat().st_mtime_ns}\n" for path in files).encode()).hexdigest()


warm_parents = WarmParents()
atexit.register(warm_parents.close)


def start_early() -> None:
    """Start the warm parent that the run's kernels will come from, while there is other work to do."""
    if CAN_FORK:
        warm_parents.hold()
        spec = json.loads((Path(__file__).parent / "kernelspec" / "kernel.json").read_text(encoding="utf-8"))
        warm_parents.get({**os.environ, **spec["env"]})
