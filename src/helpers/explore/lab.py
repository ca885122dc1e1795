"""JupyterLab on the notebooks: opened on the exploring one, with git told to keep outputs to itself."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

from helpers.vocabulary.project import Project


def open_lab(project: Project) -> int:
    """Open JupyterLab on the notebooks and give its exit code when it is closed."""
    keep_outputs_out_of_git(project)
    start = project.notebooks / "00_explore.ipynb"
    command = [sys.executable, "-m", "jupyterlab", *([str(start)] if start.is_file() else [])]
    command.append(f"--notebook-dir={project.notebooks}")
    if os.name == "posix":  # this process becomes JupyterLab: Ctrl-C reaches it alone, and nothing is left behind
        os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no user text
    return subprocess.run(command, check=False).returncode  # noqa: S603 - as above


def keep_outputs_out_of_git(project: Project) -> bool:
    """Set up the filter named in `.gitattributes`, so that outputs, counts and an editor's metadata reach no commit.

    Says whether it is set up: not where the project is no checkout, or nbstripout is not installed.
    """
    if not (project.root / ".git").exists() or find_spec("nbstripout") is None:
        return False
    clean = f'"{sys.executable}" -m nbstripout --keep-id --extra-keys "metadata.language_info metadata.toc metadata.widgets cell.metadata.jupyter"'
    settings = {"clean": clean.replace("\\", "/"), "smudge": "cat", "required": "false"}
    return all(_git(project, "config", f"filter.nbstripout.{name}", value) for name, value in settings.items())


def _git(project: Project, *arguments: str) -> bool:
    command = ["git", "-C", str(project.root), *arguments]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - no user text
    except OSError:  # git is not installed
        return False
