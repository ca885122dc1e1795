"""Registers: official lists of a country's units with codes, positions and what was merged into what, as data of a pack.

`registers/<name>.csv` lists the units of a time, `registers/merges-<name>.csv` which older ones went into them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.vocabulary.errors import InputError, did_you_mean
from helpers.vocabulary.pack import in_force, per_pack

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ("lat", "lon", "area_km2")


def registers() -> list[str]:
    """Names of the registers of the packs in force."""
    return [name for name in _files() if not name.startswith("merges-")]


@per_pack
def register(name: str, level: str = "commune") -> Mapping[str, Mapping[str, str]]:
    """The units of a level in a register by code: name, lat, lon, area_km2, district, province, '' where not on record.

    Raises InputError for a register that no pack has, with the nearest one.
    """
    if name not in registers():
        known = ", ".join(registers())
        raise InputError(f'"{name}" is not a register of units.{did_you_mean(name, registers())} Registers: {known}.')
    return {row["code"]: row for row in csv.DictReader(_files()[name].splitlines()) if row["level"] == level}


@per_pack
def merged_whole(name: str) -> Mapping[str, tuple[str, ...]]:
    """For each unit of a register that is made of whole older ones, and of nothing else, their codes."""
    parts: dict[str, list[tuple[str, bool]]] = {}
    for row in csv.DictReader(_files().get(f"merges-{name}", "").splitlines()):
        parts.setdefault(row["new"], []).append((row["old"], row["whole"] == "yes"))
    return {new: tuple(old for old, _ in of) for new, of in parts.items() if all(whole for _, whole in of)}


def register_units(name: str, level: str = "commune") -> pd.DataFrame:
    """A register as a frame: one row per unit of the level, in order of code; lat, lon and area_km2 as numbers."""
    import pandas as pd

    units = pd.DataFrame(register(name, level).values())
    return units.assign(**{column: pd.to_numeric(units[column]) for column in NUMBERS})


@per_pack
def _files() -> dict[str, str]:
    """The texts of the registers by name."""
    listed = in_force().listed("registers", ".csv")
    return {document.label.rpartition("/")[2].removesuffix(".csv"): document.text for document in listed}
