"""From a notebook and its parameters to a finished page, in a fresh process. Runs here or on another machine."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import __version__
from helpers.run.plan import made_with
from helpers.run.processes.pool import Limits, Pool, shared
from helpers.vocabulary.errors import CommuneError, UsageError

if TYPE_CHECKING:  # what a page is made with is imported in the worker: the one that asks for it must be quick
    from nbformat import NotebookNode

ENGINE = "commune"
_OURS = re.compile(r"\bhelpers\b|^'Page' object")
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


@dataclass(frozen=True)
class Job:
    """All that a page needs beside the figures.

    languages and pages: those that the page links to. page: its id.
    """

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    languages: tuple[str, ...]
    pages: tuple[str, ...]
    page: str
    timeout: int


@dataclass(frozen=True)
class Made:
    """A finished page, its executed notebook, and what its maker made it with."""

    name: str
    html: str
    notebook: str
    seconds: float
    made_with: Mapping[str, str]


@dataclass(frozen=True)
class Failed:
    """A page that could not be made: the cell (counted from 1, 0 if none), the error in a line, and the whole story."""

    name: str
    cell: int
    error: str
    log: str = field(repr=False)


def make_page(job: Job, root: Path, pool: Pool | None = None) -> Made | Failed:
    """Execute a notebook on a snapshot of its release and render its page. Never raises for a fault of the notebook."""
    running = -1

    def heard(_: str, index: int) -> None:
        nonlocal running
        running = index

    limits = Limits(job.timeout, half_of_the_memory())
    try:
        return (pool or shared()).run(
            _page, job, root, before=(_look_up, job.notebook, job.languages, root), limits=limits, heard=heard
        )
    except (RuntimeError, OSError) as error:  # the process ended or took too long
        cell = 0 if running < 0 else _cell_number(running, job)
        return Failed(job.name, cell, f"{type(error).__name__}: {_first_line(error)}", str(error))


def half_of_the_memory() -> int:
    """Bytes, 0 where the system does not say: one page must not take the memory of all."""
    if not hasattr(os, "sysconf"):
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


@lru_cache(maxsize=32)
def _look_up(notebook: str, languages: tuple[str, ...], root: Path) -> None:
    """In a worker, before it forks: what every page of a notebook looks up and keeps, so that no page has to."""
    from helpers.run.processes.preload import draw
    from helpers.vocabulary import catalogue, language, law
    from helpers.vocabulary.pack import using
    from helpers.vocabulary.place import faulty_scopes, load_scope
    from helpers.vocabulary.project import Project

    _declared(notebook), _prepared(notebook)
    if any(name in notebook for name in ("seaborn", "matplotlib", "report.chart")):
        draw()
    for scope in set(Project(root).scopes()) - faulty_scopes(Project(root)).keys():
        with using(load_scope(scope, Project(root)).pack):
            catalogue.indicators()
            law.problems()  # reads every rule of the packs
            for lang in languages:
                language.translator(lang)
                language.format_date(date.min, lang), language.format_share(0, lang)  # reads what Babel knows of it


def _page(job: Job, root: Path) -> Made | Failed:
    """In a worker: the page."""
    from papermill.exceptions import PapermillExecutionError

    from helpers.report.exporter import render

    began = time.monotonic()
    try:
        executed = _execute(job, root)
        html = render(executed, languages=job.languages, pages=job.pages, page=job.page)
    except PapermillExecutionError as error:
        return Failed(job.name, _cell_number(int(error.cell_index), job), _said(error.ename, error.evalue), str(error))
    except (CommuneError, OSError, RuntimeError) as error:
        return Failed(job.name, 0, f"{type(error).__name__}: {_first_line(error)}", str(error))
    import nbformat

    return Made(job.name, html, nbformat.v4.writes(tidy(executed)), time.monotonic() - began, made_with())


def _said(kind: str, message: str) -> str:
    """An error of a cell in a line, with what to do where a notebook asks for what the package has not (any more)."""
    told = f"{kind}: {_first_line(ValueError(message))}"
    if kind in {"ImportError", "ModuleNotFoundError", "AttributeError"} and _OURS.search(message):
        told += f". If it is not misspelt, the notebook is not of this version ({__version__}): take the one that came with it"
    return told


def _execute(job: Job, root: Path) -> NotebookNode:
    """Papermill's own steps; `execute_notebook` would write the notebook as JSON and check it, for each page anew."""
    import logging

    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors
    from papermill.parameterize import parameterize_notebook

    _check_parameters(job)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is told by `Failed`, once
    os.environ.pop("COMMUNE_ROOT", None)
    os.chdir(root)  # what the notebook finds as its project
    notebook = parameterize_notebook(deepcopy(_prepared(job.notebook)), dict(job.parameters), engine_name=ENGINE)
    papermill_engines.execute_notebook_with_engine(ENGINE, notebook, kernel_name="", progress_bar=False)
    raise_for_execution_errors(notebook, None)
    return notebook


@lru_cache(maxsize=32)  # thousands of profiles are made from one notebook
def _prepared(notebook: str) -> NotebookNode:
    """A notebook as papermill reads it, without parameters; to be copied."""
    import nbformat
    import papermill

    return papermill.execute_notebook(nbformat.reads(notebook, as_version=4), None, prepare_only=True)


def _check_parameters(job: Job) -> None:
    """Papermill only logs a parameter that the notebook does not declare; here it stops the page."""
    declared = _declared(job.notebook)
    if unknown := sorted(set(job.parameters) - set(declared)):
        told = {"job": job.name, "unknown": unknown, "declared": declared}
        raise UsageError("{job}: the notebook has no parameter {unknown}; it has {declared}.", **told)


@lru_cache(maxsize=32)
def _declared(notebook: str) -> tuple[str, ...]:
    """Names of the parameters that a notebook declares."""
    import nbformat
    import papermill

    return tuple(papermill.inspect_notebook(nbformat.reads(notebook, as_version=4)))


def _cell_number(index: int, job: Job) -> int:
    """The cell as counted from 1 in the notebook's own file, where papermill has not put in the parameters."""
    tags = [cell["metadata"].get("tags", []) for cell in json.loads(job.notebook)["cells"]]
    declared = next((i for i, tag in enumerate(tags) if "parameters" in tag), len(tags))
    return index if index > declared else index + 1


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["(no message)"])[0]


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
