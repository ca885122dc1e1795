"""An engine for papermill (`papermill --engine commune`): notebooks run in a fresh process, without a kernel.

No sockets, no messages, nothing that stays: cells run on IPython's shell in a process that has the stack imported.
Outputs are those of an ordinary kernel. Widgets that talk back (ipywidgets) need a kernel: that is JupyterLab's.
Papermill imports this module; import papermill, not this.
"""

from __future__ import annotations

import math
from typing import Any

from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from helpers.run.processes import pool, worker
from helpers.run.processes.pool import Limits


class CommuneEngine(Engine):
    """Runs Python notebooks in a worker of this process's pool; in this process, if it is a worker that is still fresh."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: float | None = None,
        memory_limit: int = 0,
        **options: Any,
    ) -> None:
        """Run the cells until one fails.

        execution_timeout: seconds that one cell may take. memory_limit: bytes that the process may take (not on
        Windows). Raises CellTimeoutError, DeadKernelError if the process ends, ValueError for another language than
        Python.
        """
        if _language(nb_man.nb) != "python":
            raise ValueError(f"The engine commune runs Python; this notebook is for the kernel {kernel_name}.")
        follower = _Follower(nb_man, **options)
        if worker.is_fresh():
            worker.run_here(nb_man.nb, follower.telling)
            return
        limits = Limits(execution_timeout or 0, memory_limit)
        try:
            follower.end(pool.shared().run(run_notebook, nb_man.nb, limits=limits, heard=follower))
        except CellTimeoutError as error:
            cell = nb_man.nb.cells[follower.index]
            raise CellTimeoutError.error_from_timeout_and_cell(str(error), math.ceil(limits.seconds), cell) from None


def _language(notebook: NotebookNode) -> str:
    """As the notebook says, Python if it says nothing."""
    kernel, facts = (notebook.metadata.get(name, {}) for name in ("kernelspec", "language_info"))
    return kernel.get("language") or facts.get("name") or "python"


papermill_engines.register("commune", CommuneEngine)


def run_notebook(notebook: NotebookNode) -> NotebookNode:
    """In a worker: run the cells of a notebook and tell of each."""
    worker.run_here(notebook, worker.tell)
    return notebook


class _Follower:
    """Follows a notebook as it runs, here or in a worker, in the one that papermill holds."""

    log = logger
    log_output_message = PapermillNotebookClient.log_output_message

    def __init__(
        self,
        manager: NotebookExecutionManager,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        **_: Any,
    ) -> None:
        self.index = 0
        self._manager = manager
        self.log_output, self.stdout_file, self.stderr_file = log_output, stdout_file, stderr_file

    def __call__(self, kind: str, index: int, *content: NotebookNode) -> None:
        """What `run_cells` tells."""
        self.index, cell = index, self._manager.nb.cells[index]
        if kind == "cell":
            self._manager.cell_start(cell, index)
        elif kind == "failed":
            self._manager.cell_exception(cell, index)
        else:
            self._take(cell, content[0])
            for output in cell.get("outputs", []):
                self.log_output_message(output)
            self._manager.cell_complete(cell, index)

    def telling(self, kind: str, index: int, *content: NotebookNode) -> None:
        """The same in a worker, whose owner limits the time of each cell."""
        if kind == "cell":
            worker.tell(kind, index)
        self(kind, index, *content)

    def end(self, executed: NotebookNode) -> None:
        """The whole notebook as it is in the end: later cells may have changed what earlier ones show."""
        for cell, done in zip(self._manager.nb.cells, executed.cells, strict=True):
            self._take(cell, done)
        self._manager.nb.metadata["language_info"] = executed.metadata["language_info"]

    def _take(self, cell: NotebookNode, done: NotebookNode) -> None:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = done.outputs, done.execution_count
