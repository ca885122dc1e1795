"""Writes the registers of Viet Nam's administrative units: `python data/registers.py`.

Source: the package vietnamadminunits 1.0.4 (MIT licence), which holds the lists of the General Statistics Office of
18/7/2025 and the changes of the resolutions of the National Assembly's Standing Committee on 1/7/2025. It is needed here only:
the pack ships what this script writes, one row per unit, and one per part of an old unit in a new one.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "src" / "helpers" / "packs" / "viet-nam" / "registers"
COLUMNS = ("level", "code", "name", "lat", "lon", "area_km2", "district", "province")
#: SQL of the rows of each register: provinces, districts and communes, in order of their codes.
REGISTERS = {
    "legacy": """
        SELECT DISTINCT 'province', provinceCode, province, provinceLat, provinceLon, '', '', '' FROM admin_units_legacy UNION
        SELECT DISTINCT 'district', districtCode, district, districtLat, districtLon, '', '', provinceCode FROM admin_units_legacy UNION
        SELECT 'commune', wardCode, ward, wardLat, wardLon, '', districtCode, provinceCode FROM admin_units_legacy
        WHERE wardCode IS NOT NULL""",
    "2025": """
        SELECT DISTINCT 'province', provinceCode, province, provinceLat, provinceLon, '', '', '' FROM admin_units UNION
        SELECT 'commune', wardCode, ward, wardLat, wardLon, wardAreaKm2, '', provinceCode FROM admin_units""",
}
RANK = {"province": 0, "district": 1, "commune": 2}


def rows(database: sqlite3.Connection, register: str) -> list[tuple[Any, ...]]:
    """Every unit of a register once: level, code, name, position, area in km² (communes of 2025), district, province."""
    found = {
        row[:2]: tuple("" if value is None else value for value in row) for row in database.execute(REGISTERS[register])
    }
    return sorted(found.values(), key=lambda row: (RANK[row[0]], row[1]))


def parts(database: sqlite3.Connection, changes: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Which old commune went into which new one, and whether whole ('yes') or in part ('no')."""
    old = {
        f"{province}_{district}_{ward}": code
        for province, district, ward, code in database.execute(
            "SELECT provinceKey, districtKey, wardKey, wardCode FROM admin_units_legacy WHERE wardCode IS NOT NULL"
        )
    }
    new = {
        (province, ward): code
        for province, ward, code in database.execute("SELECT provinceKey, wardKey, wardCode FROM admin_units")
    }
    for province, wards in changes["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, sources in wards.items():
            yield from ((old[source], new[province, ward], "yes") for source in sources if source in old)
    for province, divided in changes["DICT_PROVINCE_WARD_DIVIDED"].items():
        for source, targets in divided.items():
            yield from ((old[source], new[province, part["newWardKey"]], "no") for part in targets if source in old)


def write(name: str, head: Iterable[str], body: Iterable[Iterable[Any]]) -> None:
    """A register as CSV, UTF-8, line ends of Unix."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *body])
    (OUT / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    source = files("vietnamadminunits").joinpath("data")
    OUT.mkdir(exist_ok=True)
    with sqlite3.connect(str(source.joinpath("dataset.db"))) as opened:
        for each in REGISTERS:
            write(each, COLUMNS, rows(opened, each))
        known = json.loads(source.joinpath("converter_2025.json").read_text(encoding="utf-8"))
        write("merges-2025", ("old", "new", "whole"), sorted(parts(opened, known)))
