"""Reports of the first edition, in which public and internal pages shared one folder: moved aside, never deleted."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from filelock import FileLock

from helpers.vocabulary.edition import Audience
from helpers.vocabulary.message import message
from helpers.vocabulary.project import Project

NAME = "first-edition"
_TREES = {*Audience, "published"}


def move_aside(project: Project) -> list[str]:
    """Move front pages and scopes that lie directly in `reports/` to `reports/first-edition/`; a line if any did.

    What no run of the first edition made stays where it is. Where a name is taken, a number is added to it.
    """
    reports, lock = project.reports(), project.root / ".commune" / "reports.lock"
    lock.parent.mkdir(exist_ok=True)
    with FileLock(lock):  # another run may find them too
        found = [path for path in sorted(reports.glob("*")) if _is_of_first_edition(path)]
        for path in found:
            target = _free(reports / NAME / path.name)
            target.parent.mkdir(exist_ok=True)
            path.rename(target)
    told = "Reports of the first edition ({names}) were moved to reports/{folder}: public and internal pages were mixed there."
    return [message(told, names=[path.name for path in found], folder=NAME)] if found else []


def _is_of_first_edition(path: Path) -> bool:
    if path.is_dir():
        marks = ("manifest.json", ".pages.jsonl", "run.log", "returns", "explore")
        return path.name not in {*_TREES, NAME} and any(any(path.glob(f"*/{mark}")) for mark in marks)
    return path.name in {Audience.PUBLIC.front_page(lang) for lang in ("vi", "en")}


def _free(path: Path) -> Path:
    """The path, or the first numbered one beside it that is not taken."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(each for each in chain([path], numbered) if not each.exists())
