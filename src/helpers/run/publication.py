"""What a run writes beside the pages: the period's data, its editions in one file, and the index of all reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.run.index import DATA_FILES, write_index
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import code_digest, digest, read_json

_DATA = tuple(f"data/{name}" for name in DATA_FILES)


def publish(edition: Edition, key: str, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """Bring data files and index up to date; what is current is left alone, so that a run with nothing to do is quick.

    key: digest of the figures that the audience sees. pages: entries of the manifest by name (`vi/poverty`).
    """
    made_from = fingerprint(pages, key)
    if pages and not are_current(edition.reports, made_from):
        _write(edition, pages, made_from)
    write_index(edition.project, edition.audience)


def fingerprint(pages: Mapping[str, Mapping[str, Any]], key: str) -> str:
    """What the files are made from: the figures, the pages by their keys, and the code."""
    keys = (f"{name} {pages[name]['key']}" for name in sorted(pages))
    return digest([key, code_digest("vocabulary", "packs", "report"), *keys])


def are_current(folder: Path, made_from: str) -> bool:
    """Whether the data files are there and made from this."""
    known = read_json(folder / "data" / "datapackage.json")
    if known.get("fingerprint") != made_from or "files" not in known:
        return False
    return all((folder / name).is_file() for name in (*known["files"], *_DATA))


def _write(edition: Edition, pages: Mapping[str, Mapping[str, Any]], made_from: str) -> None:
    import pandas as pd  # here: a run with nothing to do must not wait for it

    from helpers.report.downloads import Shelf, write_downloads

    prepared = edition.release / "observations.parquet"
    notebooks = {}
    for name, entry in pages.items():
        lang, _, page = name.partition("/")
        notebooks[lang, page] = edition.reports / next(file for file in entry["files"] if file.endswith(".ipynb"))
    write_downloads(Shelf(edition, notebooks), pd.read_parquet(prepared), made_from)
