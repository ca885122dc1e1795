"""From a notebook and its parameters to a finished page, in a kernel of its own. Runs here or on another machine."""

from __future__ import annotations

import json
import logging
import re
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from helpers.run import lean_schema  # noqa: F401 - before nbformat

# isort: split
import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from helpers.run.client import manager
from helpers.vocabulary.errors import CommuneError, UsageError

_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")
_rendering = threading.Lock()


@dataclass(frozen=True)
class Job:
    """All that a page needs beside the figures.

    reads: patterns of the indicators that the notebook is handed. languages and pages: those that the page links to. page: its id.
    """

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    reads: tuple[str, ...]
    languages: tuple[str, ...]
    pages: tuple[str, ...]
    page: str
    timeout: int


@dataclass(frozen=True)
class Made:
    """A finished page and its executed notebook."""

    name: str
    html: str
    notebook: str
    seconds: float


@dataclass(frozen=True)
class Failed:
    """A page that could not be made: the cell (counted from 1, 0 if none), the error in a line, and the whole story."""

    name: str
    cell: int
    error: str
    log: str = field(repr=False)


def make_page(job: Job, root: Path) -> Made | Failed:
    """Execute a notebook on the figures of a sealed root and render its page. Never raises for a fault of the notebook."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+b") as output:
        try:
            executed = _execute(job, root, output)
            with _rendering:
                html = _render(executed, job)
        except PapermillExecutionError as error:
            return Failed(job.name, _cell_number(error, job), f"{error.ename}: {error.evalue}", str(error))
        except (CellTimeoutError, DeadKernelError, RuntimeError, CommuneError, OSError) as error:
            return Failed(job.name, 0, f"{type(error).__name__}: {_first_line(error)}", f"{error}\n{_text(output)}")
    return Made(job.name, html, nbformat.writes(tidy(executed)), time.monotonic() - began)


def _execute(job: Job, root: Path, output: IO[bytes]) -> NotebookNode:
    _check_parameters(job)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is told by `Failed`, once
    surroundings = {
        "COMMUNE_ROOT": str(root),
        "COMMUNE_READS": json.dumps(job.reads),
        "IPYTHONDIR": str(root / "ipython"),  # a user's own start-up files must not change a page
    }
    return papermill.execute_notebook(
        nbformat.reads(job.notebook, as_version=4),
        None,
        parameters=dict(job.parameters),
        kernel_name="commune",
        progress_bar=False,
        execution_timeout=job.timeout,
        kernel_manager_class=manager(surroundings, output),
        extra_arguments=["--HistoryManager.enabled=False"],  # a database that nobody would read
        iopub_timeout=60,
        shutdown_kernel="immediate",
        record_timing=False,
    )


def _check_parameters(job: Job) -> None:
    """Papermill only logs a parameter that the notebook does not declare; here it stops the page."""
    declared = _declared(job.notebook)
    unknown = sorted(set(job.parameters) - set(declared))
    if unknown:
        raise UsageError(
            f"{job.name}: the notebook has no parameter {', '.join(unknown)}; it has {', '.join(declared)}."
        )


@lru_cache(maxsize=32)  # thousands of profiles are made from one notebook
def _declared(notebook: str) -> tuple[str, ...]:
    """Names of the parameters that a notebook declares."""
    return tuple(papermill.inspect_notebook(nbformat.reads(notebook, as_version=4)))


def _render(executed: NotebookNode, job: Job) -> str:
    from helpers.report.exporter import render

    return render(executed, languages=job.languages, pages=job.pages, page=job.page)


def _cell_number(error: PapermillExecutionError, job: Job) -> int:
    """The cell as counted in the notebook's own file, where papermill has not put in the parameters."""
    tags = [cell.metadata.get("tags", []) for cell in nbformat.reads(job.notebook, as_version=4).cells]
    declared = next((i for i, tag in enumerate(tags) if "parameters" in tag), len(tags))
    index = int(error.cell_index)
    return index if index > declared else index + 1


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["(no message)"])[0]


def _text(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode("utf-8", "replace")


def tidy(executed: NotebookNode) -> NotebookNode:
    """The executed notebook without what differs from run to run or tells of the machine.

    Gone are times, paths, object addresses and what was written to stderr.
    """
    executed.metadata["papermill"] = {"parameters": executed.metadata.get("papermill", {}).get("parameters", {})}
    for cell in executed.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        if cell.cell_type == "code":
            cell.outputs = [_tidy_output(o) for o in cell.outputs if o.get("name") != "stderr"]
    return executed


def _tidy_output(output: NotebookNode) -> NotebookNode:
    plain = output.get("data", {}).get("text/plain")
    if isinstance(plain, str):
        output["data"]["text/plain"] = _ADDRESS.sub("", plain)
    return output
