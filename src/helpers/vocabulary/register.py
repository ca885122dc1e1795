"""Registers: official lists of a country's units with codes, positions and mergers, as data of a pack.

`registers/<name>.csv` lists the units of a time, `registers/merges-<name>.csv` which older ones went into them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from helpers.vocabulary.errors import InputError, did_you_mean
from helpers.vocabulary.pack import Document, in_force, per_pack
from helpers.vocabulary.settings import Code, Mistake, Name, Number, SettingsError, Text, TomlTable, twice
from helpers.vocabulary.settings_text import Mistyped, decoded

UNITS, MERGES = ("code", "name", "level"), ("new", "old", "whole")
_UNIT = TomlTable(
    {"code": Code(), "name": Name(), "level": Text()},
    {"lat": Number(-90, 90), "lon": Number(-180, 180), "area_km2": Number(0)},
    others=True,
)
_MERGE = TomlTable({"new": Code(), "old": Code(), "whole": Text(choices=("yes", "no"))})


def registers() -> list[str]:
    """Names of the registers of the packs in force."""
    return [name for name in _listed() if not name.startswith("merges-")]


def sound() -> list[str]:
    """Names of the registers that can be used."""
    return [name for name in registers() if name not in _faulty()]


def problems() -> list[str]:
    """What is wrong in the registers of a project's own packs, a message for each that cannot be used."""
    return [SettingsError(name, wrong).told for name, wrong in _faulty().values()] if in_force().root else []


@per_pack
def _faulty() -> dict[str, tuple[str, list[Mistake]]]:
    """The registers of a project's own packs that have faults, by name: what readers call them, and the faults."""
    own = {name: document for name, document in _listed().items() if not document.is_shipped}
    return {name: (document.label, wrong) for name, document in own.items() if (wrong := _mistakes(name, document))}


def _mistakes(name: str, document: Document) -> list[Mistake]:
    """What is wrong with a register: its columns, else its rows, which are counted with the header as 1."""
    try:
        header, *rows = _rows(document) or [[]]
    except Mistyped as error:
        return [Mistake((), error.vi, error.en, error.line)]
    except csv.Error as error:
        return [Mistake((), f"không phải csv ({error})", f"is not csv ({error})")]
    model, needed = (_MERGE, MERGES) if name.startswith("merges-") else (_UNIT, UNITS)
    if wrong := [*_lacks(header, needed), *twice([(("row", 0), each) for each in header])]:
        return wrong
    units = [(("row", n), unit) for n, unit in enumerate(_by_column(header, rows), start=1)]
    found = [each for at, unit in units for each in model.mistakes(_numbered(unit), at)]
    return found or list(twice([(at, f"{unit['level']} {unit['code']}") for at, unit in units if model is _UNIT]))


def _lacks(header: Sequence[str], needed: Sequence[str]) -> Iterator[Mistake]:
    for name in needed:
        if name not in header:
            near = next((each for each in header if each not in needed and did_you_mean(each, [name])), "")
            vi, en = (f" Có thể là “{near}”.", f' "{near}" may be meant.') if near else ("", "")
            words = ", ".join(needed)
            en = f'has no column "{name}".{en} It needs: {words}.'
            yield Mistake((), f"không có cột “{name}”.{vi} Cần: {words}.", en, 1)


def _numbered(row: Mapping[str, str]) -> dict[str, object]:
    """A row without its empty cells, its numbers as numbers where they are written as such."""
    written = {name: row.get(name, "") for name in _UNIT.optional}
    numbers = {name: float(cell) for name, cell in written.items() if re.fullmatch(r"-?\d{1,9}(\.\d+)?", cell)}
    return {name: cell for name, cell in row.items() if name and cell} | numbers


@per_pack
def register(name: str, level: str = "commune", *within: tuple[str, str]) -> Mapping[str, Mapping[str, str]]:
    """The units of a level in a register by code: name, lat, lon, area_km2, district, province, '' where not on record.

    within: what they lie in, as columns and codes (`("province", "51")`). Raises InputError for a register that no pack
    has, with the nearest one.
    """
    if name not in registers():
        known = ", ".join(registers())
        raise InputError(
            '"{name}" is not a register of units.{near} Registers: {known}.',
            name=name,
            near=did_you_mean(name, registers()),
            known=known,
        )
    if name in _faulty():
        raise SettingsError(*_faulty()[name])
    header, *rows = _rows(_listed()[name])
    for column, code in (("level", level), *within):
        at = header.index(column) if column in header else len(header)  # where it is not told, no unit is there
        rows = [row for row in rows if row[at : at + 1] == [code]]
    return {unit["code"]: unit for unit in _by_column(header, rows)}


@per_pack
def merged_whole(name: str) -> Mapping[str, tuple[str, ...]]:
    """For each unit of a register that is made of whole older ones, and of nothing else, their codes."""
    parts: dict[str, list[tuple[str, bool]]] = {}
    document = None if f"merges-{name}" in _faulty() else _listed().get(f"merges-{name}")
    header, *rows = _rows(document) if document else [[]]
    for row in _by_column(header, rows):
        parts.setdefault(row["new"], []).append((row["old"], row["whole"] == "yes"))
    return {new: tuple(old for old, _ in of) for new, of in parts.items() if all(whole for _, whole in of)}


@per_pack
def _listed() -> dict[str, Document]:
    """The files of the registers by name."""
    listed = in_force().listed("registers", ".csv")
    return {document.label.rpartition("/")[2].removesuffix(".csv"): document for document in listed}


def _rows(document: Document) -> list[list[str]]:
    """A register's rows, its header first. Raises csv.Error, Mistyped."""
    return [row for row in csv.reader(decoded(document.content).split("\n"), strict=True) if row]


def _by_column(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Rows by the names of their columns; '' where a row is too short."""
    return [dict(zip_longest(header, row, fillvalue="")) for row in rows]
