"""Kernels that start at once: a Jupyter kernel provisioner that forks them from one warm process.

Users have asked papermill to reuse kernels since 2019 (its issues 326, 583 and 616). A reused kernel carries state
from one notebook to the next; a forked one does not: each notebook has a process of its own, which has the stack
imported already. Installed with the package under the name `commune`, for any Jupyter client: `papermill -k commune`.

Where fork is not to be had, and for options that a fork cannot honour, Jupyter's ordinary provisioner serves.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from helpers.run import parents
from helpers.run.parents import ForkedKernel, WarmParent, WarmParentLost

HONOURED = {"env", "cwd", "stdout", "stderr", "independent"}


class WarmProvisioner(LocalProvisioner):
    """Forks kernels from a warm parent and talks to them over Unix sockets; no TCP port opens."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose Unix sockets in the warm parent's private folder, before the connection file is written."""
        self._parent_process: WarmParent | None = None
        if parents.CAN_FORK and kwargs.keys() <= HONOURED | {"extra_arguments", "kernel_id", "env"}:
            env = self._kernel_env(kwargs)
            self._parent_process = parents.warm_parents.get(env)
            self._use_unix_sockets(self._parent_process.folder)
        return await super().pre_launch(**kwargs)

    def _kernel_env(self, kwargs: dict[str, Any]) -> dict[str, str]:
        return {**(kwargs.get("env") or os.environ), **self.kernel_spec.env}

    def _use_unix_sockets(self, folder: Path) -> None:
        manager = self.parent
        if manager is None:
            return
        stem = folder / _stem(self)
        manager.cache_ports = False
        manager.transport = "ipc"
        manager.ip = f"{stem}-ipc"
        if not manager.connection_file:
            manager.connection_file = f"{stem}.json"

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel; if the warm parent is lost, start an ordinary one."""
        fds = _descriptors(kwargs)
        if self._parent_process is not None and fds is not None and "-m" in cmd:
            try:
                return await self._fork_kernel(self._parent_process, cmd, kwargs, fds)
            except WarmParentLost as error:
                self.log.warning("Starting an ordinary kernel: %s", error)
        return await super().launch_kernel(cmd, **kwargs)

    async def _fork_kernel(
        self, parent: WarmParent, cmd: list[str], kwargs: dict[str, Any], fds: list[int]
    ) -> KernelConnectionInfo:
        argv = cmd[cmd.index("-m") + 2 :]
        cwd = kwargs.get("cwd")
        self.process = await parent.start_kernel(argv, kwargs["env"], str(cwd or os.getcwd()), fds)
        self.pid, self.pgid = self.process.pid, None
        self.cwd = cwd or Path.cwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and wait a moment for its end: Jupyter itself would look again only after 0.1 s."""
        await super().kill(restart=restart)
        if isinstance(self.process, ForkedKernel):
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.process.ended(), timeout=1)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the kernel's sockets."""
        await super().cleanup(restart=restart)
        if self._parent_process is not None and not restart:
            for leftover in self._parent_process.folder.glob(f"{_stem(self)}-ipc*"):
                leftover.unlink(missing_ok=True)


def _stem(provisioner: WarmProvisioner) -> str:
    """What the names of a kernel's sockets start with; short, for a socket's path is."""
    return f"k{str(provisioner.kernel_id)[:13]}"


def _descriptors(kwargs: dict[str, Any]) -> list[int] | None:
    """The kernel's stdout and stderr as open descriptors, or None where only an ordinary start can serve (a pipe)."""
    found = []
    for name, inherited in (("stdout", 1), ("stderr", 2)):
        stream = kwargs.get(name)
        number = inherited if stream is None else stream if isinstance(stream, int) else stream.fileno()
        if number < 0:
            return None
        found.append(number)
    return found
