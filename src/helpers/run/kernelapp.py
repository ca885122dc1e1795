"""IPython's kernel application without its TCP port. Imported in forked kernels only."""

from __future__ import annotations

import os
from typing import Any

import zmq
from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread
from zmq.eventloop.zmqstream import ZMQStream


class PrivateIOPubThread(IOPubThread):
    """Takes output of the kernel's subprocesses over a Unix socket beside the others, where IPython opens a TCP port."""

    def _setup_pipe_in(self) -> None:
        endpoint = self.socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode()
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
        kernelapp.IOPubThread = PrivateIOPubThread
        super().init_iopub(context)
