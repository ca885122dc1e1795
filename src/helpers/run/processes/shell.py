"""A kernel's shell for one notebook, without the kernel: what it would send becomes outputs of the cell."""

from __future__ import annotations

import builtins
import getpass
import os
import sys
import types
from types import SimpleNamespace
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from traitlets.config import Config

from helpers.run.processes.outputs import Outputs, Stream, capture


class NotebookShell(ZMQInteractiveShell):
    """Runs cells as an ordinary kernel's shell does, and keeps what they put out."""

    outputs: Outputs
    streams: list[Stream]

    def init_profile_dir(self, profile_dir: Any) -> None:
        """None: a user's own settings and start-up files must not change a page."""

    def init_virtualenv(self) -> None:
        """Nothing: the interpreter is the one of the environment."""

    def enable_gui(self, gui: Any = None) -> None:
        """There are no windows."""
        if gui not in (None, "inline"):
            raise UsageError(f"The window system {gui} is not to be had here.")


#: pandas, rich, seaborn and others ask for this name to learn that what they show goes into a notebook.
NotebookShell.__name__ = NotebookShell.__qualname__ = "ZMQInteractiveShell"


def new_shell() -> NotebookShell:
    """A shell with a namespace of its own, which is `__main__`. There can be one at a time."""
    NotebookShell.clear_instance()
    made = NotebookShell.instance(
        config=Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}}),
        user_module=types.ModuleType("__main__"),
        compiler_class=XCachingCompiler,  # gives cells the names in tracebacks that a kernel gives them
        kernel=SimpleNamespace(eventloop=None),  # no loop to be stopped where a cell says exit()
    )
    made.outputs = Outputs()
    made.display_pub.session = made.displayhook.session = made.outputs  # ty: ignore[missing-attribute]
    return made


def open_notebook(shell: NotebookShell) -> None:
    """Make this process the shell's: its streams, no keyboard, charts in the notebook."""
    shell.init_environment()
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    shell.streams = capture(shell.outputs)
    builtins.input = _no_keyboard("raw_input")
    getpass.getpass = _no_keyboard("getpass")
    if "matplotlib.pyplot" in sys.modules:  # imported before; else matplotlib finds the way itself
        shell.run_line_magic("matplotlib", "inline")


def _no_keyboard(name: str) -> Any:
    def asked(*_: Any, **__: Any) -> Any:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return asked
