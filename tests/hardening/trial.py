"""One returned file through intake, quality and the store, and what must be true of the outcome whatever the file is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from tests.hardening.books import ROOT, Book, sound

from helpers import store
from helpers.intake.formats.grid import address
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.project import Project

SCOPE, PERIOD = "kon-plong", "2023"
SOURCES = """\
[[source]]
file = "{file}"
kind = "official"
producer = "x"
title = "x"
as_of = 2023-12-31
legal_basis = "x"
"""
CELL = ["workbook", "sheet", "cell"]
OUTCOMES = ("accepted", "rejected", "label", "ignorable")


def project_with(folder: Path, name: str, data: bytes) -> Project:
    """A project whose only return is this file."""
    raw = folder / "data" / "raw" / SCOPE
    (raw / PERIOD).mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "data" / "raw" / SCOPE / "scope.toml", raw)
    (raw / PERIOD / name).write_bytes(data)
    (raw / PERIOD / "sources.toml").write_text(SOURCES.format(file=name), encoding="utf-8")
    return Project(folder)


def edition(project: Project) -> Edition:
    """The edition of that return."""
    return Edition.of(SCOPE, PERIOD, project=project)


def outcome(project: Project) -> dict[str, pd.DataFrame]:
    """The tables of the store after the file was read: by the whole way that a run goes."""
    store.refresh(edition(project), force=True)
    return {table: pd.read_parquet(edition(project).processed / f"{table}.parquet") for table in store.TABLES}


def wrongs(tables: dict[str, pd.DataFrame], name: str, book: Book | None, kind: str) -> Iterator[str]:
    """Sentences about what was lost or left unexplained; none if all is accounted for."""
    cells, findings = tables["cells"], tables["findings"]
    here = findings[findings["workbook"] == name]
    if cells.duplicated(CELL).any():
        yield "a cell has two outcomes"
    if not set(cells["outcome"]) <= set(OUTCOMES):
        yield f"cells without a final outcome: {sorted(set(cells['outcome']) - set(OUTCOMES))}"
    if (here["message_vi"].str.strip() == "").any() or (here["message_en"].str.strip() == "").any():
        yield "a finding without a sentence"
    if tables["observations"].empty and here.empty:
        yield "no figure was read and no finding says why"
    yield from _unexplained(cells, here)
    if book is None or not book or _form_is_there(book):  # a form that was never sent is not missed in its file
        yield from _lost(tables["observations"], here)
    if book is not None and not cells.empty:
        yield from _unseen(book, cells, kind)


def _form_is_there(book: Book) -> bool:
    """Whether a sheet still begins as the sound workbook's first one does."""
    title = next(iter(sound()[0].cells().values()))
    return any(title in sheet.cells().values() for sheet in book)


def _unexplained(cells: pd.DataFrame, findings: pd.DataFrame) -> Iterator[str]:
    """Rejected cells without any finding on their sheet."""
    explained = set(findings["sheet"])
    for sheet in sorted(set(cells.loc[cells["outcome"] == "rejected", "sheet"]) - explained):
        yield f"rejected cells on sheet {sheet[:40]!r} without a finding"


def _lost(accepted: pd.DataFrame, findings: pd.DataFrame) -> Iterator[str]:
    """Figures of the sound workbook that are gone although nothing was found."""
    given = accepted[["unit", "indicator", "detail"]]  # a blank cell is there too, as missing
    missing = expected() - set(given.itertuples(index=False, name=None))
    if missing and findings.empty:
        yield f"{len(missing)} figures are gone without a finding, e.g. {min(missing)}"


_EXPECTED: set[tuple[str, str, str]] = set()


def expected() -> set[tuple[str, str, str]]:
    """The figures of the first sheet of the sound workbook: every kind of file has that one."""
    if not _EXPECTED:
        names = (
            "households", "persons", "poor_households", "near_poor_households", "average_living_households",
            "poor_persons", "near_poor_persons", "average_living_persons",
        )  # fmt: skip
        codes = ("23452", "23455", "23458", "23461", "23464", "23467", "23470", "23473", "23476")
        _EXPECTED.update((code, name, "") for code in codes for name in names)
    return _EXPECTED


def _unseen(book: Book, cells: pd.DataFrame, kind: str) -> Iterator[str]:
    """Cells that were written and have no outcome, by address; sheets are compared in their order."""
    seen = cells.groupby("sheet", sort=False)["cell"].agg(set)
    written = book[:1] if kind == "csv" else book
    wanted = [{address(*at) for at, value in _shown(sheet.cells(), sheet.merged)} for sheet in written]
    filled = [addresses for addresses in wanted if addresses]
    if len(filled) != len(seen):
        yield f"{len(filled)} sheets with cells were written, {len(seen)} were accounted for"
        return
    for addresses, found in zip(filled, seen, strict=True):
        if addresses - found:
            yield f"cells without an outcome: {sorted(addresses - found)[:5]}"


def _shown(cells: dict[tuple[int, int], object], merged: tuple) -> Iterator[tuple[tuple[int, int], object]]:
    """Cells with something to see: blanks alone are nothing, and a merged range shows its first cell only."""
    hidden = {
        (r, c)
        for (top, left), (bottom, right) in merged
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    }
    for at, value in cells.items():
        if at not in hidden and str(value).strip(" \t\r\n\u00a0\x00\x07\x1b"):
            yield at, value


__all__ = ["outcome", "project_with", "sound", "wrongs"]
