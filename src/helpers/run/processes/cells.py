"""Running the cells of a notebook one after the other on a shell, as papermill's client does with a kernel."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from helpers.run.processes.shell import NotebookShell

Tell = Callable[..., None]


def run_cells(notebook: NotebookNode, shell: NotebookShell, tell: Tell) -> None:
    """Run the code cells until one fails; outputs and counts are put into the notebook.

    tell: given 'cell' with its index before each cell, 'failed' where one fails, 'complete' with the cell after each.
    As in a kernel, all of it happens in a running event loop, so that tasks that a cell begins go on in later ones.
    Raises DeadKernelError if a cell ends the session and another is to follow.
    """
    notebook.metadata["language_info"] = language_info()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_run_cells(notebook, shell, tell))


async def _run_cells(notebook: NotebookNode, shell: NotebookShell, tell: Tell) -> None:
    shell.outputs.begin_notebook(notebook)
    for index, cell in enumerate(notebook.cells):
        try:
            tell("cell", index)
            if cell.cell_type == "code":
                shell.outputs.begin_cell(index)
                await _run_cell(cell, shell)
        except CellExecutionError:
            tell("failed", index)
            break
        finally:
            tell("complete", index, cell)


async def _run_cell(cell: NotebookNode, shell: NotebookShell) -> None:
    """Run a cell. Raises CellExecutionError if it fails and may not."""
    tags = cell.metadata.get("tags", [])
    if not cell.source.strip() or "skip-execution" in tags:
        return
    if shell.exit_now:
        raise DeadKernelError("Kernel died")
    shell._last_traceback_during_displayhook = False
    result = await _run_source(cell.source, shell)
    await asyncio.sleep(0)  # tasks that go on in the background get their turn
    for stream in shell.streams:
        stream.flush()
    cell.execution_count = shell.execution_count - 1
    if not (result.success and not shell._last_traceback_during_displayhook) and "raises-exception" not in tags:
        error = result.error_before_exec or result.error_in_exec
        raise CellExecutionError("", type(error).__name__, str(error))


async def _run_source(source: str, shell: NotebookShell) -> Any:
    try:
        transformed, fault = shell.transform_cell(source), None
    except Exception:  # noqa: BLE001 - whatever a transformer raises, the shell shows it as the cell's error
        transformed, fault = source, sys.exc_info()
    given = {"transformed_cell": transformed, "preprocessing_exc_tuple": fault}
    result = None
    try:
        result = await shell.run_cell_async(source, store_history=True, **given)
    finally:
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    return result


def language_info() -> dict[str, Any]:
    """What a kernel of this Python says of its language."""
    return {
        "name": "python",
        "version": sys.version.split()[0],
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }
