"""The period's files beside its pages, for the pages' audience: observations.csv, datapackage.json, and for each language
its tables as a workbook and all of its pages in one file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from helpers.report.data_package import csv_text, described, tidy
from helpers.report.exporter import page_of
from helpers.report.exports import FIGURES, FIRST, PACKAGE, tables_name, whole_name
from helpers.report.page_types import menu, page_types
from helpers.report.whole import whole_html
from helpers.report.workbook import Sheets, workbook
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.language import Translator, translator

FOLDER = "data"
_BOM = "\ufeff"  # by it a spreadsheet knows the letters of a CSV file


@dataclass(frozen=True)
class Shelf:
    """Whose files these are: an edition, and its pages with their executed notebooks, by language and name."""

    edition: Edition
    notebooks: Mapping[tuple[str, str], Path]

    @property
    def folder(self) -> Path:
        """Where the pages are."""
        return self.edition.reports

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages of the pages, Vietnamese first."""
        return tuple(sorted({lang for lang, _ in self.notebooks}, reverse=True))

    @property
    def files(self) -> list[str]:
        """The files, below the folder, the description last."""
        tables = {tables_name(lang) for lang in self.langs} | {tables_name(FIRST)}
        wholes = [whole_name(self.edition, lang) for lang in self.langs]
        return [*wholes, *(f"{FOLDER}/{name}" for name in (FIGURES, *sorted(tables), PACKAGE))]

    def pages(self, lang: str) -> list[dict[str, Any]]:
        """The pages of a language as `exporter.page_of` tells them, in the order of their menu, profiles last."""
        known = {name: path for (each, name), path in self.notebooks.items() if each == lang}
        kinds = tuple({name.partition("/")[0] for name in known})
        read = (page_of(nbformat.read(str(path), as_version=4), (lang,), kinds, name.partition("/")[0]) for name, path in sorted(known.items()))  # fmt: skip
        order = {
            entry["id"]: place for place, entry in enumerate(menu(page_types(self.edition.project).values(), lang))
        }
        return sorted(read, key=lambda page: (bool(page["unit"]), order.get(page["name"], len(order)), page["file"]))


def write_downloads(shelf: Shelf, observations: pd.DataFrame, key: str = "") -> None:
    """Write the files, each whole; the description last, so that it never describes what is not there.

    key: what they are made from, kept in the description as `fingerprint`.
    observations: as the pages read them, protected for the audience (`protect.release`).
    """
    folder = shelf.folder / FOLDER
    data = tidy(observations, shelf.edition.scope)
    content = _BOM + csv_text(data)
    package = described(data, content, shelf.edition, [tables_name(lang) for lang in shelf.langs[1:]])
    told = _json(package)
    demonstration = bool((observations["kind"] == "demonstration").any())
    write_atomic(folder / FIGURES, content)
    for lang in shelf.langs:
        pages = shelf.pages(lang)
        tables = _tables(shelf.edition, pages, demonstration, translator(lang))
        names = {tables_name(lang)} | ({tables_name(FIRST)} if lang == shelf.langs[0] else set())
        for name in names:
            write_atomic(folder / name, tables)
        inside = {FIGURES: content.encode("utf-8"), tables_name(lang): tables, PACKAGE: told.encode("utf-8")}
        write_atomic(shelf.folder / whole_name(shelf.edition, lang), whole_html(shelf.edition, pages, inside))
    write_atomic(folder / PACKAGE, _json(package | {"fingerprint": key, "files": shelf.files}))


def _json(package: Mapping[str, Any]) -> str:
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _tables(edition: Edition, pages: Sequence[Mapping[str, Any]], demonstration: bool, t: Translator) -> bytes:
    """The workbook of a language; profiles of units repeat their tables for one unit each, so they are left out."""
    title = f"{edition.scope.title[t.lang]}, {edition.period.words(t.lang)}"
    warnings = [] if edition.is_public else [t("Internal: not for publication, small numbers are shown")]
    warnings += [t("Demonstration data")] if demonstration else []
    sheets = [
        Sheets(
            page["short"],
            f"{page['heading']}: {page['geography']}, {page['period_words']}",
            [block["sheet"] for block in page["blocks"]["body"] if "sheet" in block],
        )
        for page in pages
        if not page["unit"]
    ]
    return workbook(title, sheets, warnings, t)
