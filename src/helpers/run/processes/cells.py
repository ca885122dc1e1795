"""Running the cells of a notebook one after the other on a shell, as papermill's client does with a kernel."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Generator
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
    for index, cell in enumerate(notebook.cells):
        try:
            tell("cell", index)
            if cell.cell_type == "code" and cell.source.strip() and "skip-execution" not in _tags(cell):
                await _run_cell(cell, shell)
        except CellExecutionError:
            tell("failed", index)
            break
        finally:
            tell("complete", index, cell)


def _tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


async def _run_cell(cell: NotebookNode, shell: NotebookShell) -> None:
    """Run a cell. Raises CellExecutionError if it fails and may not."""
    if shell.exit_asked:
        raise DeadKernelError("Kernel died")
    cell.outputs = shell.outputs.begin_cell()
    shell.failed_to_show = False
    result = await _run_source(cell.source, shell)
    await asyncio.sleep(0)  # tasks that go on in the background get their turn
    shell.outputs.flush()
    cell.execution_count = shell.execution_count - 1
    if (not result.success or shell.failed_to_show) and "raises-exception" not in _tags(cell):
        error = result.error_before_exec or result.error_in_exec
        raise CellExecutionError("", type(error).__name__, str(error))


async def _run_source(source: str, shell: NotebookShell) -> Any:
    try:
        transformed, fault = shell.transform_cell(source), None
    except Exception:  # noqa: BLE001 - whatever a transformer raises, the shell shows it as the cell's error
        transformed, fault = source, sys.exc_info()
    if not shell.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=fault):
        return shell.run_cell(source, store_history=True)
    given = {"transformed_cell": transformed, "preprocessing_exc_tuple": fault}
    running = asyncio.ensure_future(shell.run_cell_async(source, store_history=True, **given))
    result = None
    try:
        with _cancelled_by_interrupt(running):
            result = await running
    finally:
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    return result


@contextlib.contextmanager
def _cancelled_by_interrupt(running: asyncio.Future[Any]) -> Generator[None]:
    """SIGINT would else be raised in the event loop, not in the cell that awaits."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(running.cancel))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
