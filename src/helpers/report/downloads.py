"""The period's data beside its pages: observations.csv, tables.xlsx and datapackage.json, for the pages' audience."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.report.data_package import CSV_FIELDS, described
from helpers.report.page_tables import PageTable, tables_of
from helpers.report.plain import field_text
from helpers.report.workbook import workbook
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.observation import DAYS
from helpers.vocabulary.place import Scope

FOLDER = "data"
_ORDER = ["as_of", "boundary", "unit", "indicator", "detail", "start"]


@dataclass(frozen=True)
class Shelf:
    """Whose data these are: those of an edition, whose pages are there in some languages."""

    edition: Edition
    langs: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where the pages are."""
        return self.edition.reports

    def pages(self) -> dict[tuple[str, str], Path]:
        """Pages of the whole scope by language and name; profiles of units repeat their tables for one unit each."""
        ending = self.edition.audience.named(".html")
        found = ((lang, path) for lang in self.langs for path in sorted((self.folder / lang).glob(f"*{ending}")))
        return {(lang, path.name.removesuffix(ending)): path for lang, path in found}


def write_downloads(shelf: Shelf, observations: pd.DataFrame, key: str = "") -> None:
    """Write the three files, each whole; the description last, so that it never describes what is not there.

    key: what they are made from, kept in the description as `fingerprint`.
    observations: as the pages read them, protected for the audience (`protect.release`).
    """
    folder = shelf.folder / FOLDER
    tables = {place: tables_of(path.read_text(encoding="utf-8")) for place, path in shelf.pages().items()}
    data = tidy(observations, shelf.edition.scope)
    content = csv_text(data)
    write_atomic(folder / "observations.csv", content)
    write_atomic(folder / "tables.xlsx", _tables(shelf, tables, observations))
    package = described(data, content, shelf.edition)
    text = json.dumps(package | {"fingerprint": key}, ensure_ascii=False, indent=1)
    write_atomic(folder / "datapackage.json", text + "\n")


def _tables(shelf: Shelf, tables: Mapping[tuple[str, str], tuple[str, list[PageTable]]], rows: pd.DataFrame) -> bytes:
    demonstration = bool((rows["kind"] == "demonstration").any())
    titles = {lang: f"{shelf.edition.scope.title[lang]}, {shelf.edition.period.words(lang)}" for lang in shelf.langs}
    return workbook(titles, tables, internal=not shelf.edition.is_public, demonstration=demonstration)


def tidy(observations: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per figure in a fixed order, with the unit's name and the measure beside the codes."""
    rows = observations.sort_values([*_ORDER, "period"], kind="stable", ignore_index=True)
    names = {key: _name(scope, *key) for key in set(zip(rows["unit"], rows["boundary"], strict=True))}
    rows["unit_name"] = [names[key] for key in zip(rows["unit"], rows["boundary"], strict=True)]
    rows["measure"] = rows["indicator"].map({id: entry.measure for id, entry in indicators().items()}).fillna("")
    revised = rows["revised"].astype(bool) if "revised" in rows else pd.Series(False, index=rows.index)
    rows["revised"] = np.where(revised, "true", "false")
    rows = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in DAYS})
    return rows[[name for name, *_ in CSV_FIELDS]]


def _name(scope: Scope, unit: str, boundary: str) -> str:
    try:
        return scope.name(unit, boundary, "vi")
    except UsageError:  # a place of comparison that scope.toml does not name
        return unit


def csv_text(data: pd.DataFrame) -> str:
    """Comma-separated, UTF-8, machine numbers ('.' for decimals, nothing for missing), text safe in a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(data.columns)
    columns = [_written(data[name], name == "value") for name in data.columns]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _written(column: pd.Series, numeric: bool) -> Iterable[str]:
    if numeric:
        return [_machine(value) for value in column]
    known = {text: field_text(text) for text in column.unique()}
    return [known[text] for text in column]


def _machine(value: float) -> str:
    """Shortest text that reads back as the number; '' for missing."""
    return "" if value != value else str(int(value)) if float(value).is_integer() else repr(float(value))
