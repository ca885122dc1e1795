"""Modules that other packages import for what is hardly ever used: here they are imported when it is."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class LateModule(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_imported(self.__name__), name)


def postpone(name: str, *functions: str) -> None:
    """Let `from name import function` give a function that imports the module when it is called."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is None:
        return
    late = LateModule(name, "Imported when it is used.")
    late.__spec__, late.__path__ = spec, spec.submodule_search_locations or []
    for function in functions:
        setattr(late, function, partial(_call, name, function))
    sys.modules[name] = late


def imported_without(later: str, module: str, *functions: str) -> ModuleType:
    """A module, imported without waiting for another that nobody may use, or of which it takes these functions."""
    postpone(later, *functions)
    made = import_module(module)
    _forget(later)
    return made


def _call(name: str, function: str, *arguments: Any, **options: Any) -> Any:
    return getattr(_imported(name), function)(*arguments, **options)


def _imported(name: str) -> ModuleType:
    _forget(name)
    return import_module(name)


def _forget(name: str) -> None:
    if isinstance(sys.modules.get(name), LateModule):
        del sys.modules[name]
