"""Jupyter's kernel manager and client, with our environment and without waiting for what has come already."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from queue import Empty
from typing import IO, Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import DottedObjectName


class PromptClient(AsyncKernelClient):
    """Is ready as soon as the kernel has answered on both channels; Jupyter's own then listens for another 0.2 s."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel. Raises RuntimeError if it dies first or does not answer in time."""
        deadline = time.monotonic() + timeout if timeout else float("inf")
        while not await self._answered(self.kernel_info()):
            if not await self._async_is_alive():
                raise RuntimeError("The kernel died before it was ready.")
            if time.monotonic() > deadline:
                raise RuntimeError(f"The kernel was not ready within {timeout:.0f} s.")

    async def _answered(self, asked: str) -> bool:
        """Whether the answer came, and the end of its work was heard on the channel that outputs will come on."""
        try:
            reply = await self.shell_channel.get_msg(timeout=1)
            self._handle_kernel_info_reply(reply)
            while reply["parent_header"].get("msg_id") != asked or reply["content"].get("execution_state") != "idle":
                reply = await self.iopub_channel.get_msg(timeout=0.5)
        except Empty:
            return False
        return True


class PrivateKernelManager(AsyncKernelManager):
    """Starts kernels with `surroundings` added to the environment and their low-level output in a file."""

    client_class = DottedObjectName("helpers.run.client.PromptClient")
    surroundings: Mapping[str, str] = {}
    output: IO[bytes] | None = None

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        chosen = {"env": {**os.environ, **self.surroundings}, "stdout": self.output, "stderr": self.output}
        return await super()._async_pre_start_kernel(**options, **chosen)


def manager(surroundings: Mapping[str, str], output: IO[bytes]) -> type[PrivateKernelManager]:
    """A manager class of its own for one notebook: nbclient takes a class and makes the instance itself."""
    return type("Manager", (PrivateKernelManager,), {"surroundings": surroundings, "output": output})
