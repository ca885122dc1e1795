"""IPython's shell for one notebook, without a kernel: what it shows becomes outputs of the cell."""

from __future__ import annotations

import builtins
import getpass
import os
import sys
import types
from collections.abc import Sequence
from typing import Any

from ipykernel.compiler import XCachingCompiler
from IPython.core import page
from IPython.core.autocall import ZMQExitAutocall
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import InteractiveShell, InteractiveShellABC
from traitlets import Instance
from traitlets.config import Config

from helpers.run.processes.outputs import Outputs, as_json, capture

#: As in a kernel: subprocesses write colours and no pager waits for a key; charts go into the notebook.
_SURROUNDINGS = {"TERM": "xterm-color", "CLICOLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "PAGER": "cat"}
_SURROUNDINGS |= {"GIT_PAGER": "cat", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}


class Displays(DisplayPublisher):
    """What `display` shows."""

    shell: Any

    def publish(self, data: Any, metadata: Any = None, *_: Any, transient: Any = None, **options: Any) -> None:
        """Add a display, or with `update` change those that have its id."""
        self.shell.outputs.flush()
        self._validate_data(data, metadata)
        shown = {mime: as_json(value) for mime, value in data.items()}
        about, display_id = as_json(metadata or {}), (transient or {}).get("display_id", "")
        if options.get("update"):
            self.shell.outputs.update(display_id, shown, about)
        else:
            self.shell.outputs.add("display_data", display_id=display_id, data=shown, metadata=about)

    def clear_output(self, wait: bool = False) -> None:
        """Drop the outputs of the cell."""
        self.shell.outputs.flush()
        self.shell.outputs.clear(wait=wait)


class Results(DisplayHook):
    """What the last expression of a cell gives."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Nothing: the number goes with the result."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Add the result."""
        self.shell.outputs.flush()
        data = {mime: as_json(value) for mime, value in format_dict.items()}
        content = {"data": data, "metadata": as_json(md_dict or {}), "execution_count": self.prompt_count}
        self.shell.outputs.add("execute_result", **content)

    def finish_displayhook(self) -> None:
        """The result has been shown."""
        self._is_active = False


class NotebookShell(InteractiveShell):
    """Runs cells as an ordinary kernel's shell does, and keeps what they put out."""

    outputs = Instance(Outputs, ())
    keepkernel_on_exit = None
    exit_asked = False
    failed_to_show = False

    def init_profile_dir(self, profile_dir: Any) -> None:
        """None: a user's own settings and start-up files must not change a page."""

    def init_virtualenv(self) -> None:
        """Nothing: the interpreter is the one of the environment."""

    def init_hooks(self) -> None:
        """Help that would open a pager (`print?`) goes nowhere, as under papermill."""
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(lambda *_, **__: None), 99)

    def enable_gui(self, gui: Any = None) -> None:
        """There are no windows."""
        if gui not in (None, "inline"):
            raise UsageError(f"The window system {gui} is not to be had here.")

    def ask_exit(self) -> None:
        """No cell after this one is run."""
        self.exit_asked = not self.keepkernel_on_exit

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: Sequence[str]) -> None:
        self.outputs.flush()
        self.failed_to_show = self.failed_to_show or self.displayhook.is_active
        self.outputs.add("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))


#: pandas, rich, seaborn and others ask for this name to learn that what they show goes into a notebook.
NotebookShell.__name__ = NotebookShell.__qualname__ = "ZMQInteractiveShell"
InteractiveShellABC.register(NotebookShell)


def new_shell() -> NotebookShell:
    """A shell with a namespace of its own, which is `__main__`. There can be one at a time."""
    NotebookShell.clear_instance()
    leave = ZMQExitAutocall()
    made = NotebookShell.instance(
        config=Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}}),
        user_module=types.ModuleType("__main__"),
        display_pub_class=Displays,
        displayhook_class=Results,
        compiler_class=XCachingCompiler,  # gives cells the names in tracebacks that a kernel gives them
        exiter=leave,
    )
    leave.set_ip(made)
    return made


def open_notebook(shell: NotebookShell) -> None:
    """Make this process the shell's: its streams, no keyboard, charts in the notebook."""
    os.environ.update(_SURROUNDINGS)
    capture(shell.outputs)
    builtins.input = _no_keyboard("raw_input")
    getpass.getpass = _no_keyboard("getpass")
    if "matplotlib.pyplot" in sys.modules:  # imported before; else matplotlib finds the way itself
        shell.run_line_magic("matplotlib", "inline")


def _no_keyboard(name: str) -> Any:
    def asked(*_: Any, **__: Any) -> Any:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return asked
