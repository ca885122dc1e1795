"""What a forked child becomes: IPython's kernel application, without its TCP port."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import signal
import sys
import time
from typing import Any

import zmq
from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread
from zmq.eventloop.zmqstream import ZMQStream

from helpers.run.warm import Request

PR_SET_PDEATHSIG = 1


class PrivateIOPubThread(IOPubThread):
    """Takes output of the kernel's subprocesses over a Unix socket beside the others, where IPython opens a TCP port."""

    socket: zmq.Socket[Any]

    def _setup_pipe_in(self) -> None:
        endpoint = bytes(self.socket.getsockopt(zmq.LAST_ENDPOINT)).rstrip(b"\0").decode()
        if not endpoint.startswith("ipc://"):
            super()._setup_pipe_in()
            return
        self._pipe_uuid = os.urandom(16)
        self._pipe_endpoint = f"{endpoint}-pipe"
        pipe_in = self.socket.context.socket(zmq.PULL)
        pipe_in.linger = 0
        pipe_in.bind(self._pipe_endpoint)
        self._pipe_in = ZMQStream(pipe_in, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[zmq.Context[Any], zmq.Socket[Any]]:
        if not hasattr(self, "_pipe_endpoint"):
            return super()._setup_pipe_out()
        context = zmq.Context()  # a context does not survive a fork
        pipe_out = context.socket(zmq.PUSH)
        pipe_out.linger = 3000
        pipe_out.connect(self._pipe_endpoint)
        return context, pipe_out


class ForkedKernelApp(kernelapp.IPKernelApp):
    """The kernel of a forked process."""

    name = "ipython-kernel"

    def init_iopub(self, context: zmq.Context[Any]) -> None:
        """Open the output channel with the private thread in place of IPython's."""
        setattr(kernelapp, "IOPubThread", PrivateIOPubThread)  # noqa: B010 - IPython has no trait for its class
        super().init_iopub(context)


def become_kernel(request: Request, parent: int) -> None:
    """In a child forked by `parent`: run an IPython kernel, as `python -m ipykernel_launcher …` would, until it is told to end."""
    os.setsid()
    _die_with_parent(parent)
    _take_descriptors(request)
    os.environ.clear()
    os.environ.update(request.env, JPY_PARENT_PID=str(parent))
    os.chdir(request.cwd or os.getcwd())
    sys.argv = [_launcher(), *request.argv]
    _refresh_imported()
    app = ForkedKernelApp.instance(parent_handle=parent)
    app.initialize(request.argv)
    app.start()


def _launcher() -> str:
    found = importlib.util.find_spec("ipykernel_launcher")
    return str(found.origin) if found else "ipykernel_launcher.py"


def _die_with_parent(parent: int) -> None:
    """On Linux the system kills the kernel with its warm parent; elsewhere ipykernel notices within a second.

    Neither notices a parent that was killed before this: the kernel then ends at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _take_descriptors(request: Request) -> None:
    """Standard input is empty; standard output and error are those of the one who asked."""
    empty = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((empty, 0), (request.stdout, 1), (request.stderr, 2)):
        os.dup2(source, target)
        os.close(source)


def _refresh_imported() -> None:
    """What a fresh interpreter would take from its environment, or draw by chance, at import."""
    import locale
    import tempfile

    time.tzset()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    tempfile.tempdir = None
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else every kernel would draw the same numbers
    if "matplotlib" in sys.modules:
        backend = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        sys.modules["matplotlib"].rcParams["backend"] = backend  # resolved at the first figure, as after an import
