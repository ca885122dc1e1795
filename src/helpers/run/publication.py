"""What a run writes beside the pages: the period's data files and the index of all reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.run.index import DATA_FILES, write_index
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import code_digest, digest


def publish(edition: Edition, key: str, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """Bring data files and index up to date; what is current is left alone, so that a run with nothing to do is quick.

    key: digest of the figures that the audience sees. pages: entries of the manifest by name (`vi/poverty`).
    """
    langs = tuple(sorted({name.partition("/")[0] for name in pages}, reverse=True))  # Vietnamese first
    made_from = fingerprint(pages, key)
    if langs and not are_current(edition.reports, made_from):
        _write(edition, langs, made_from)
    write_index(edition.project, edition.audience)


def fingerprint(pages: Mapping[str, Mapping[str, Any]], key: str) -> str:
    """What the data files are made from: the figures, the pages of the whole scope by their keys, and the code."""
    whole = sorted(name for name in pages if name.count("/") == 1)
    return digest(
        [key, code_digest("vocabulary", "packs", "report"), *(f"{name} {pages[name]['key']}" for name in whole)]
    )


def are_current(folder: Path, made_from: str) -> bool:
    """Whether the data files are there and made from this."""
    try:
        known = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))["fingerprint"]
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        return False
    return known == made_from and all((folder / "data" / name).is_file() for name in DATA_FILES)


def _write(edition: Edition, langs: tuple[str, ...], made_from: str) -> None:
    import pandas as pd  # here: a run with nothing to do must not wait for it

    from helpers.report.downloads import Shelf, write_downloads

    prepared = edition.release / "observations.parquet"
    write_downloads(Shelf(edition, langs), pd.read_parquet(prepared), made_from)
