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

#: What notebooks of reports import, and what running and rendering them takes.
MODULES = (
    "papermill", "helpers.run.execute", "helpers.run.processes.cells", "helpers.report.exporter", "papermill.translators",
    "IPython.core.completerlib", "IPython.core.magics", "IPython.core.pylabtools", "IPython.core.oinspect", "encodings.idna",
    "pyarrow", "pyarrow.parquet", "pyarrow.dataset", "pandas.io.formats.style", "pandas.io.formats.html",
    "pandas.io.formats.string", "pandas.core.arrays.arrow.extension_types", "pandas.core.methods.to_dict", "pandas.core.reshape.reshape",
    "matplotlib", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline", "babel.numbers", "babel.dates", "helpers", "helpers.store",
)  # fmt: skip
PACKAGES = ("helpers.vocabulary", "helpers.analysis", "helpers.report")


@lru_cache(maxsize=1)
def preload() -> None:
    """Import the stack. A module that cannot be imported is left to the notebook, which will say so in its cell."""
    with _as_in_a_kernel(), contextlib.suppress(ImportError):
        importlib.import_module("pandas")
    for name in [*MODULES, *(name for package in PACKAGES for name in _modules_of(package))]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    made_with()  # of the code that was imported, not of what it is changed to later
    with contextlib.suppress(Exception):
        _read_lists()
    with contextlib.suppress(Exception):
        _compile()
    with contextlib.suppress(Exception):
        _draw()


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
    return [module.name for module in pkgutil.walk_packages(sys.modules[package].__path__, f"{package}.")]


def _read_lists() -> None:
    """The package's own lists: plain Python, kept by the functions that read them."""
    from helpers.vocabulary import catalogue, language

    for name in language.LANGUAGES:
        language.translator(name)
        language.format_number(1234.5, name, 1)
    catalogue.indicators()


def _compile() -> None:
    """The template of pages, and the schemas that notebooks are checked by."""
    import nbformat

    from helpers.report.exporter import assets, exporter

    _ = assets(), exporter().template, exporter().environment.get_template("parts.html.j2")
    for minor in (4, 5):
        nbformat.validate(nbformat.v4.new_notebook(nbformat_minor=minor))


def _draw() -> None:
    """Draw once, so that no notebook has to look for the fonts or for the way that charts come into it."""
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib.figure import Figure

    from helpers.report.chart import style

    activate_matplotlib("module://matplotlib_inline.backend_inline")
    with style():
        figure = Figure()
        for weight in ("normal", "bold"):
            figure.text(0, 0, "0", fontweight=weight)
        figure.savefig(io.StringIO(), format="svg")
