"""What a run writes beside the pages: the period's data files and the index of all reports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from helpers.run.index import DATA_FILES, write_index
from helpers.vocabulary.files import code_digest, digest
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project


def publish(project: Project, scope: str, period: Period, audience: str, key: str, pages: Iterable[str]) -> None:
    """Bring data files and index up to date; what is current is left alone, so that a run with nothing to do is quick.

    key: digest of the figures that the audience sees. pages: names of the pages that are there (`vi/poverty`).
    """
    langs = tuple(sorted({name.partition("/")[0] for name in pages}, reverse=True))  # Vietnamese first
    folder = project.reports(scope, period)
    made_from = fingerprint(folder, langs, key)
    if langs and not are_current(folder, made_from):
        _write(project, scope, period, audience, langs, made_from)
    write_index(project)


def fingerprint(folder: Path, langs: Iterable[str], key: str) -> str:
    """What the data files are made from: the figures, the pages of the whole scope as they stand, and the code."""
    pages = [path for lang in langs for path in sorted((folder / lang).glob("*.html"))]
    parts = [part for path in pages for part in (path.parent.name, path.name, path.read_bytes())]
    return digest([key, code_digest("vocabulary", "report"), *parts])


def are_current(folder: Path, made_from: str) -> bool:
    """Whether the data files are there and made from this."""
    try:
        known = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))["fingerprint"]
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        return False
    return known == made_from and all((folder / "data" / name).is_file() for name in DATA_FILES)


def _write(project: Project, scope: str, period: Period, audience: str, langs: tuple[str, ...], made_from: str) -> None:
    import pandas as pd  # here: a run with nothing to do must not wait for it

    from helpers.report.downloads import Shelf, write_downloads

    shelf = Shelf(load_scope(scope, project), period, audience, langs, project.reports(scope, period))
    prepared = project.processed(scope, period) / f"prepared-{audience}.parquet"
    write_downloads(shelf, pd.read_parquet(prepared), project, made_from)
