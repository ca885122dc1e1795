"""A notebook to start a page of one's own from: it declares the page, shows one frame, and runs as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from helpers.report.page_types import page_types
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.project import Project
from helpers.vocabulary.settings import is_code

NEW, KEPT = "new-page.ipynb", "kept-page.ipynb"


def new_page(
    id: str, project: Project, titles: Mapping[str, str], template: str = NEW, words: Mapping[str, str] | None = None
) -> Path:
    """Write `notebooks/NN_<id>.ipynb`, numbered after the last one, and say where.

    titles: of the page, by language. template: NEW to build on, KEPT for what a chooser shows; words: its other blanks.
    Raises UsageError if a notebook makes that page already or the id is no file name.
    """
    if known := page_types(project).get(id):
        raise UsageError(
            'notebooks/{notebook} already makes the page "{id}". Choose another name.', notebook=known.notebook, id=id
        )
    if not is_code(id) or not id.replace("-", "").isalnum() or id != id.lower():
        raise UsageError(
            '"{id}" cannot be the name of a page: use small letters, figures and hyphens, such as land-use.', id=id
        )
    path = project.notebooks / f"{_next_number(project):02d}_{id.replace('-', '_')}.ipynb"
    text = files("helpers.report").joinpath("template", template).read_text(encoding="utf-8")
    named = {**(words or {}), "ID": id, "NOTEBOOK": path.name}
    for lang in ("vi", "en"):  # a title may hold quotation marks: TEXT is how code writes it
        title = " ".join(titles[lang].split())
        named |= {f"TITLE_{lang.upper()}": title, f"TEXT_{lang.upper()}": json.dumps(title, ensure_ascii=False)[1:-1]}
    for word, value in named.items():
        text = text.replace(f"@{word}@", json.dumps(value, ensure_ascii=False)[1:-1])
    write_atomic(path, text)
    page_types(project)
    return path


def _next_number(project: Project) -> int:
    numbers = [path.name.partition("_")[0] for path in project.notebooks.glob("*.ipynb")]
    return max((int(number) for number in numbers if number.isdigit()), default=0) + 1
