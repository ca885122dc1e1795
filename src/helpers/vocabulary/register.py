"""Registers: official lists of a country's units with codes, positions and mergers, as data of a pack.

`registers/<name>.csv` lists the units of a time, `registers/merges-<name>.csv` which older ones went into them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from itertools import zip_longest

from helpers.vocabulary.errors import InputError, did_you_mean
from helpers.vocabulary.pack import Document, in_force, per_pack

UNITS, MERGES = ("code", "name", "level"), ("new", "old", "whole")


def registers() -> list[str]:
    """Names of the registers of the packs in force."""
    return [name for name in _files() if not name.startswith("merges-")]


def problems() -> list[str]:
    """What is wrong in the registers of a project's own packs, a message for each: columns that are missing."""
    listed = in_force().listed("registers", ".csv") if in_force().root else []
    return [told for document in listed if not document.is_shipped and (told := _lacks(document))]


def _lacks(document: Document) -> str:
    header = next(csv.reader(document.text.splitlines()), [])
    needed = MERGES if document.label.rpartition("/")[2].startswith("merges-") else UNITS
    for name in needed:
        if name not in header:
            words = ", ".join(needed)
            near = next((each for each in header if each not in needed and did_you_mean(each, [name])), "")
            called = f' "{near}" may be meant.' if near else ""
            return f'{document.label}, line 1: has no column "{name}".{called} It needs: {words}.'
    return ""


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
    header, *rows = csv.reader(_files()[name].splitlines())
    for column, code in (("level", level), *within):
        at = header.index(column) if column in header else len(header)  # where it is not told, no unit is there
        rows = [row for row in rows if row[at : at + 1] == [code]]
    return {unit["code"]: unit for unit in (dict(zip_longest(header, row, fillvalue="")) for row in rows)}


@per_pack
def merged_whole(name: str) -> Mapping[str, tuple[str, ...]]:
    """For each unit of a register that is made of whole older ones, and of nothing else, their codes."""
    parts: dict[str, list[tuple[str, bool]]] = {}
    for row in csv.DictReader(_files().get(f"merges-{name}", "").splitlines()):
        parts.setdefault(row["new"], []).append((row["old"], row["whole"] == "yes"))
    return {new: tuple(old for old, _ in of) for new, of in parts.items() if all(whole for _, whole in of)}


@per_pack
def _files() -> dict[str, str]:
    """The texts of the registers by name."""
    listed = in_force().listed("registers", ".csv")
    return {document.label.rpartition("/")[2].removesuffix(".csv"): document.text for document in listed}
