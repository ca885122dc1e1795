"""The warm parent: a process that has imported the stack and forks a kernel for each request.

Started by `helpers.run.kernels`, on Linux and macOS only. It has one Python thread and uses no library, it only imports
them: a fork copies one thread, so a lock that another thread holds at that moment would stay locked for ever in the
child. (jemalloc, inside pyarrow, keeps a thread of its own from import on; it is made to be forked.)

One connection to its private socket is one kernel: a request (JSON, with the file descriptors of stdout and stderr)
in, `{"pid": …}` and in the end `{"exit": …}` out, signals in between. The kernel is killed when its connection closes,
and all of them, with the warm parent, when the owner goes, however it goes: the lifeline pipe then ends.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

#: What a notebook of reports imports, and what a kernel imports while it starts.
PRELOAD = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.displayhook", "ipykernel.debugger",
    "ipykernel.iostream", "ipykernel.comm.manager", "IPython.core.completerlib", "IPython.core.oinspect",
    "IPython.core.debugger", "IPython.core.logger", "IPython.core.pylabtools", "IPython.core.magics",
    "IPython.extensions.storemagic", "jedi", "ipywidgets", "tornado.platform.asyncio", "encodings.idna",
    "encodings.latin_1", "faulthandler", "sqlite3", "helpers.run.kernelapp",
    "pandas", "pyarrow", "pyarrow.parquet", "pyarrow.dataset", "pandas.io.formats.style", "pandas.io.formats.html",
    "pandas.io.formats.string", "pandas.core.arrays.arrow.extension_types", "pandas.core.methods.to_dict", "pandas.core.reshape.reshape",
    "matplotlib", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "seaborn",
    "babel.numbers", "babel.dates", "helpers", "helpers.vocabulary.language", "helpers.vocabulary.catalogue",
    "helpers.vocabulary.place", "helpers.vocabulary.observation", "helpers.vocabulary.findings", "helpers.store",
    "helpers.analysis", "helpers.report",
)  # fmt: skip
LONGEST_MESSAGE = 16 * 2**20


@dataclass(frozen=True)
class Request:
    """A kernel to become: command line, environment, working folder, and where its own stdout and stderr go."""

    argv: list[str]
    env: dict[str, str]
    cwd: str | None
    stdout: int
    stderr: int


def preload(names: tuple[str, ...] = PRELOAD) -> None:
    """Import the stack. A module that cannot be imported is left to the notebook, which will say so in its cell."""
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger's advice on frozen modules is for its users
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    for name in _modules_below("helpers.analysis", "helpers.report"):
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _modules_below(*packages: str) -> list[str]:
    parents = [sys.modules[name] for name in packages if name in sys.modules]
    found = (module.name for p in parents for module in pkgutil.walk_packages(p.__path__, f"{p.__name__}."))
    return [name for name in found if name != "helpers.report.exporter"]  # HTML is made by the run, not by kernels


@lru_cache(maxsize=4)
def read_lists(root: str) -> None:
    """Read the package's lists and, in a root made for kernels, the scopes, and draw once: plain Python, kept by its functions."""
    with contextlib.suppress(Exception):
        from helpers.vocabulary import catalogue, language

        for name in language.LANGUAGES:
            language.translator(name)
            language.format_number(1234.5, name, 1)
        catalogue.indicators()
    with contextlib.suppress(Exception):
        from helpers.report.charts import base

        with base.style():  # drawn once, so that no kernel has to look for the fonts
            figure = base.canvas(20)
            for bold in (False, True):
                base.write(base.page_panel(figure), 0, 0, "0", bold=bold)
            figure.savefig(io.StringIO(), format="svg")
    with contextlib.suppress(Exception):
        from helpers.vocabulary.place import load_scope
        from helpers.vocabulary.project import Project

        project = Project(Path(root))
        for scope in project.scopes() if root else ():
            load_scope(scope, project)
    gc.freeze()  # of these too, the children keep the one copy


class WarmParent:
    """Forks kernels on request, reports how they end, and ends when its owner does."""

    def __init__(self, listener: socket.socket, lifeline: int, owner: int) -> None:
        self.listener, self.lifeline, self.owner = listener, lifeline, owner
        self.kernels: dict[socket.socket, int] = {}
        self.ended_children, self._wake = socket.socketpair()
        self.selector = selectors.DefaultSelector()
        self.told_to_end = False

    def serve(self) -> Request | None:
        """Serve until the owner is gone (returns None). In each forked child, returns the kernel that it is to become."""
        self._watch_children()
        for readable in (self.listener, self.lifeline, self.ended_children):
            self.selector.register(readable, selectors.EVENT_READ)
        while os.getppid() == self.owner and not self.told_to_end:
            for key, _ in self.selector.select(timeout=1.0):
                if key.fileobj == self.lifeline:
                    return self._end()
                request = self._handle(key.fileobj)
                if request:
                    return request
        return self._end()

    def _watch_children(self) -> None:
        for end in (self.ended_children, self._wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._end_soon)

    def _end_soon(self, *_: object) -> None:
        self.told_to_end = True

    def _handle(self, source: object) -> Request | None:
        if source is self.listener:
            return self._start_kernel()
        if source is self.ended_children:
            self.ended_children.recv(4096)
            self._report_ended()
        elif isinstance(source, socket.socket) and source in self.kernels:
            self._signal_kernel(source)
        return None

    def _start_kernel(self) -> Request | None:
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        try:
            request = receive_request(connection)
        except (OSError, ValueError, KeyError):
            connection.close()
            return None
        read_lists(request.env.get("COMMUNE_ROOT", ""))
        pid = os.fork()
        if pid == 0:
            self._leave(connection)
            return request
        os.close(request.stdout)
        os.close(request.stderr)
        self.kernels[connection] = pid
        self.selector.register(connection, selectors.EVENT_READ)
        _tell(connection, pid=pid)
        return None

    def _leave(self, connection: socket.socket) -> None:
        """In the child: let go of all that belongs to the warm parent."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.selector.close()
        for end in (connection, self.listener, self.ended_children, self._wake, *self.kernels):
            end.close()
        os.close(self.lifeline)

    def _signal_kernel(self, connection: socket.socket) -> None:
        """Pass a signal on, or kill the kernel whose connection is closed."""
        try:
            signals = connection.recv(4096)
        except OSError:
            signals = b""
        for number in signals or bytes([signal.SIGKILL]):
            _signal_group(self.kernels[connection], number)
        if not signals:
            self.selector.unregister(connection)

    def _report_ended(self) -> None:
        for connection, pid in list(self.kernels.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self.kernels[connection]
                if connection in self.selector.get_map():
                    self.selector.unregister(connection)
                _tell(connection, exit=os.waitstatus_to_exitcode(status))
                connection.close()

    def _end(self) -> None:
        """Kill every kernel and wait for it, at most for a second."""
        for pid in self.kernels.values():
            _signal_group(pid, signal.SIGKILL)
        deadline = time.monotonic() + 1
        while self.kernels and time.monotonic() < deadline:
            self._report_ended()
            time.sleep(0.01)


def _signal_group(pid: int, number: int) -> None:
    """Signal a kernel and what it started. It may not lead its group yet if it was forked this instant."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _tell(connection: socket.socket, **message: int) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(message).encode() + b"\n")


def send_request(
    connection: socket.socket, argv: list[str], env: dict[str, str], cwd: str | None, fds: list[int]
) -> None:
    """Ask for a kernel; `fds` are its stdout and stderr. The counterpart of `receive_request`."""
    body = json.dumps({"argv": argv, "env": env, "cwd": cwd}).encode()
    socket.send_fds(connection, [struct.pack("!I", len(body))], fds)
    connection.sendall(body)


def receive_request(connection: socket.socket) -> Request:
    """Read one request. Raises ValueError if it is not one, OSError if the connection breaks."""
    header, fds, _, _ = socket.recv_fds(connection, 4, 2)
    if len(header) != 4 or len(fds) != 2:
        raise ValueError("not a request")
    (length,) = struct.unpack("!I", header)
    if length > LONGEST_MESSAGE:
        raise ValueError("request too long")
    body = bytearray()
    while len(body) < length:
        part = connection.recv(min(length - len(body), 65536))
        if not part:
            raise ValueError("request cut short")
        body += part
    fields = json.loads(body)
    return Request(fields["argv"], fields["env"], fields["cwd"], *fds)


def main(argv: list[str]) -> None:
    """Import the stack, then serve. Returns in the warm parent when the owner is gone, in a child when its kernel ends."""
    listener, lifeline, owner = (int(word) for word in argv)
    preload()
    gc.collect()
    gc.freeze()  # shared pages of the stack are not touched by collections in the children
    door = socket.socket(fileno=listener)
    folder = os.path.dirname(door.getsockname())
    parent = os.getpid()
    request = WarmParent(door, lifeline, owner).serve()
    if request:
        from helpers.run.kernelapp import become_kernel

        become_kernel(request, parent)
    else:
        shutil.rmtree(folder, ignore_errors=True)  # a killed owner cannot
