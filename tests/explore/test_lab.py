"""A session in JupyterLab leaves a clean diff."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.explore.lab import keep_outputs_out_of_git
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[2]


def git(folder, *arguments):
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_what_a_session_writes_into_a_notebook_is_no_change_for_git(tmp_path):
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "02_poverty.ipynb"
    shutil.copy(ROOT / "notebooks" / path.name, path)
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "Start")
    assert keep_outputs_out_of_git(Project(tmp_path))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.11.9"}
    for number, cell in enumerate(c for c in notebook["cells"] if c["cell_type"] == "code"):
        cell["execution_count"] = number
        cell["metadata"]["jupyter"] = {"source_hidden": True}
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["withheld 1\n"]}]
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert git(tmp_path, "diff") == ""
    git(tmp_path, "add", "-A")
    assert git(tmp_path, "diff", "--cached") == ""


def test_a_folder_that_is_no_checkout_is_left_alone(tmp_path):
    assert not keep_outputs_out_of_git(Project(tmp_path))
