"""A clean start for each notebook where processes cannot be forked: what one changed is put back before the next.

Put back is what has a known place: namespace, modules that lay beside the notebook, working folder, environment,
streams, warnings, options of pandas and numpy, charts. What has none (a function of a library replaced, a thread or a
process left running) is looked for: a process in which it is found runs no other notebook.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import getpass
import inspect
import locale
import logging
import multiprocessing
import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import activate_matplotlib
from matplotlib_inline.backend_inline import configure_inline_support
from matplotlib_inline.config import InlineBackend

_FUNCTIONS = (FunctionType, type(lru_cache(len)))  # one whose results are kept is a function too

#: Packages whose functions and classes are looked through for replaced ones.
WATCHED = {"babel", "builtins", "helpers", "io", "json", "matplotlib", "numpy", "os", "pandas", "random", "seaborn"}

activate_matplotlib(
    "module://matplotlib_inline.backend_inline"
)  # else the first notebook does, and looks like a change


@contextlib.contextmanager
def restored() -> Generator[Callable[[], bool]]:
    """Put back what is changed inside; the function that is given then says whether another notebook may run here."""
    libraries = [module for name, module in sys.modules.items() if name.partition(".")[0] in WATCHED]
    state, code, busy = _State(), _code_of_all(libraries), _at_work()
    clean: list[bool] = []
    try:
        yield lambda: clean[0]
    finally:
        state.put_back()
        clean.append(_code_of_all(libraries) == code and _at_work() <= busy)


def _code_of_all(modules: list[ModuleType]) -> dict[tuple[str, ...], int]:
    """The identity of each function and method, by where it is found."""
    return dict(pair for module in modules if isinstance(module, ModuleType) for pair in _code_of(module))


def _code_of(module: ModuleType) -> Iterator[tuple[tuple[str, ...], int]]:
    for name, value in vars(module).items():
        if isinstance(value, _FUNCTIONS):
            yield (module.__name__, name), id(value)
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            methods = ((key, part) for key, part in vars(value).items() if isinstance(part, (*_FUNCTIONS, property)))
            yield from (((module.__name__, name, key), id(part)) for key, part in methods)


def _at_work() -> set[Any]:
    """Threads and processes of this one that are running."""
    return {*threading.enumerate(), *multiprocessing.active_children()}


class _State:
    """What is put back."""

    def __init__(self) -> None:
        self.environment, self.folder = dict(os.environ), os.getcwd()
        self.path, self.argv, self.modules = list(sys.path), list(sys.argv), dict(sys.modules)
        self.names = [(module, dict(vars(module))) for module in (builtins, sys, getpass)]
        self.signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        self.deepest = sys.getrecursionlimit()
        self.warnings, self.locale = list(warnings.filters), locale.setlocale(locale.LC_ALL)
        self.logging = {log: (log.level, list(log.handlers), log.disabled) for log in _loggers()}
        self.errors, self.printing, self.charts = np.geterr(), np.get_printoptions(), dict(matplotlib.rcParams)

    def put_back(self) -> None:
        """Make everything as it was."""
        self._put_back_process()
        self._put_back_modules()
        self._put_back_libraries()
        InteractiveShell.clear_instance()
        InlineBackend.clear_instance()
        gc.collect()

    def _put_back_process(self) -> None:
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.folder)
        for module, names in self.names:
            for name in vars(module).keys() - names.keys():
                delattr(module, name)
            vars(module).update(names)
        sys.setrecursionlimit(self.deepest)
        for number, handler in self.signals.items():
            signal.signal(number, handler)
        os.ftruncate(2, 0)
        os.lseek(2, 0, os.SEEK_SET)

    def _put_back_modules(self) -> None:
        sys.path[:], sys.argv[:] = self.path, self.argv
        for name in sys.modules.keys() - self.modules.keys():
            if not _is_installed(sys.modules[name]):
                del sys.modules[name]
        sys.modules.update(self.modules)

    def _put_back_libraries(self) -> None:
        warnings.filters[:] = self.warnings  # ty: ignore[invalid-assignment] - a list, whatever its type says
        locale.setlocale(locale.LC_ALL, self.locale)
        for log in _loggers():
            log.level, log.handlers[:], log.disabled = self.logging.get(log, (logging.NOTSET, [], False))
        random.seed()
        np.random.seed()
        np.seterr(**self.errors)
        np.set_printoptions(**self.printing)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of options that pandas is going to drop
            pd.reset_option("all")
            plt.close("all")
            with contextlib.suppress(ValueError, AttributeError):  # not installed in this notebook's shell
                plt.uninstall_repl_displayhook()
            dict.update(matplotlib.rcParams, self.charts)
        setattr(configure_inline_support, "current_backend", "unset")  # noqa: B010 - where it keeps what it has done


def _loggers() -> list[logging.Logger]:
    named = (log for log in logging.Logger.manager.loggerDict.values() if isinstance(log, logging.Logger))
    return [logging.getLogger(), *named]


def _is_installed(module: ModuleType | None) -> bool:
    """Whether a module belongs to Python or to an installed package, not to the notebook's folder."""
    file = getattr(module, "__file__", None)
    roots = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve(), Path(__file__).resolve().parents[2]}
    return file is None or any(Path(file).resolve().is_relative_to(root) for root in roots)
