"""What lay behind a publication: figures accepted and rejected, corrections, digests of all that can change a page.

It shows figures that are withheld from the public, so it lies apart from the publication, in `data/published`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import store
from helpers.protect.release import RECORD, figures_key
from helpers.report.page_types import sound_notebooks
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.files import code_digest, digest, digest_files, files_below, sha256, write_atomic

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("observations", "rejected", "corrections")
_READING = ("vocabulary", "intake", "quality", "store")
_PAGES = ("__init__", "analysis", "report", "run")


@dataclass(frozen=True)
class Record:
    """Digests of what a publication was made from, and the units of each boundary version.

    inputs: SHA-256 of each return, by 'period/file'. law: that of each file of the packs but their words. words: packs'
    words.
    reading, protection, pages: the code that does it. threshold: counts below it were withheld. figures: as long as it
    is the same, so are the figures (`release.figures_key`).
    """

    inputs: Mapping[str, str]
    units: Mapping[str, list[str]]
    law: Mapping[str, str]
    words: str
    reading: str
    protection: str
    pages: str
    threshold: int
    figures: str = ""


@dataclass(frozen=True)
class Behind:
    """A record with its tables: accepted figures (`observations`), `rejected` ones and `corrections` of all periods.

    Beside them lie the figures with totals and what of them was withheld (`release.as_published`).
    """

    record: Record
    tables: Mapping[str, pd.DataFrame]


def behind_now(edition: Edition) -> Behind:
    """What would lie behind a publication of an edition at this moment."""
    return Behind(_record(edition), {name: store.every(name, edition) for name in TABLES})


def keep(behind: Behind, folder: Path) -> None:
    """Write a record with its tables into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # it shows what the public may not see
    for name, table in behind.tables.items():
        write_atomic(folder / f"{name}.parquet", table.to_parquet(index=False))
    text = json.dumps(asdict(behind.record), ensure_ascii=False, indent=1, sort_keys=True)
    write_atomic(folder / RECORD, text + "\n")


def kept(folder: Path) -> Behind:
    """What lies in such a folder. Raises InputError where it is gone or damaged."""
    import pandas as pd

    try:
        record = Record(**json.loads((folder / RECORD).read_text(encoding="utf-8")))
        return Behind(record, {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES})
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError, TypeError) as error:
        raise InputError(
            "{folder}: what lay behind the publication is missing or damaged, so causes cannot be told. Put the folder back from a backup.",
            folder=folder,
        ) from error


def _record(edition: Edition) -> Record:
    law, words = _packs(edition)
    notebooks = digest_files(sound_notebooks(edition.project), edition.project.root)
    inputs = [(each, path) for each in edition.until() for path in files_below(each.raw)]
    return Record(
        inputs={f"{each.period}/{path.relative_to(each.raw).as_posix()}": sha256(path) for each, path in inputs},
        units={each.version: [unit.code for unit in each.units] for each in edition.scope.boundaries},
        law=law,
        words=words,
        reading=code_digest(*_READING),
        protection=code_digest("protect"),
        pages=digest([code_digest(*_PAGES), notebooks]),
        threshold=edition.scope.threshold,
        figures=figures_key(edition),
    )


def _packs(edition: Edition) -> tuple[dict[str, str], str]:
    """The packs in force: a digest of each file of law, forms and registers, and one of words."""
    law: dict[str, str] = {}
    words: dict[str, str] = {}
    for label, folder in edition.scope.pack.folders:
        base = Path(str(folder))
        for path in files_below(base):
            inside = path.relative_to(base)
            kept = words if "locale" in inside.parts else law
            kept[f"{label}/{inside.as_posix()}"] = sha256(path)
    return law, digest(part for pair in sorted(words.items()) for part in pair)
