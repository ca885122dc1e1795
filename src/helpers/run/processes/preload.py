"""What a process imports and looks up before notebooks run in it or in its forks."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import pkgutil
import sys
from collections.abc import Generator
from functools import lru_cache
from types import SimpleNamespace

from helpers.run.plan import made_with
from helpers.vocabulary.late import imported_without

#: What notebooks of reports import, and what running and rendering them takes.
MODULES = (
    "papermill", "helpers.run.execute", "helpers.run.processes.cells", "helpers.report.exporter", "papermill.translators",
    "IPython.core.completerlib", "IPython.core.magics", "IPython.core.pylabtools", "IPython.core.oinspect", "IPython.core.logger", "bdb", "encodings.idna",
    "pyarrow", "pyarrow.parquet", "pyarrow.dataset", "pandas.io.formats.html",
    "pandas.io.formats.string", "pandas.core.arrays.arrow.extension_types", "pandas.core.methods.to_dict", "pandas.core.reshape.reshape",
    "babel.numbers", "babel.dates", "helpers", "helpers.store", "helpers.quality", "xlsxwriter.workbook",
)  # fmt: skip
PACKAGES = ("helpers.vocabulary", "helpers.analysis", "helpers.report")
#: What takes long to import and few pages need; `draw` imports what draws.
LATER = {
    f"helpers.{name}"
    for name in ("report.chart", "report.drawn", "report.svg", "analysis.allocation", "analysis.integer")
}
#: What others import to ask the network, and to look for parts of HTML: no page does either.
WITHOUT = {"papermill": "requests", "bs4": "soupsieve"}


@lru_cache(maxsize=1)
def preload() -> None:
    """Import the stack. A module that cannot be imported is left to the notebook, which will say so in its cell."""
    with _as_in_a_kernel(), contextlib.suppress(ImportError):
        importlib.import_module("pandas")
    for name, later in WITHOUT.items():
        with contextlib.suppress(ImportError):
            imported_without(later, name)
    for name in [*MODULES, *(name for package in PACKAGES for name in _modules_of(package))]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    made_with()  # of the code that was imported, not of what it is changed to later
    with contextlib.suppress(Exception):  # the templates of pages
        from helpers.report.exporter import assets, exporter

        _ = assets(), exporter().template, exporter().environment.get_template("parts.html.j2")


@contextlib.contextmanager
def _as_in_a_kernel() -> Generator[None]:
    """When it is imported, pandas asks whether it shows frames in a terminal or in a notebook."""
    setattr(builtins, "get_ipython", lambda: SimpleNamespace(kernel=None))  # noqa: B010 - not one of Python's own
    try:
        yield
    finally:
        delattr(builtins, "get_ipython")


def _modules_of(package: str) -> list[str]:
    importlib.import_module(package)
    found = (module.name for module in pkgutil.walk_packages(sys.modules[package].__path__, f"{package}."))
    return [name for name in found if name not in LATER]


@lru_cache(maxsize=1)
def draw() -> None:
    """Draw once, so that no page of a notebook that draws has to import what draws, nor look for the fonts."""
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib.figure import Figure

    from helpers.report.chart import imported_seaborn, style

    imported_seaborn()
    activate_matplotlib("module://matplotlib_inline.backend_inline")
    with style():
        figure = Figure()
        for weight in ("normal", "bold"):
            figure.text(0, 0, "0", fontweight=weight)
        figure.savefig(io.StringIO(), format="svg")
