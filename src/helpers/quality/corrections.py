"""Declared corrections: `corrections.toml` of a period, applied before any rule looks at the figures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.quality.faults import Fault, figure
from helpers.quality.figures import name_of
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.language import LANGUAGES, format_date
from helpers.vocabulary.observation import stated

FILE = "corrections.toml"
TARGET = ("workbook", "sheet", "cell", "unit", "boundary", "indicator", "detail", "as_of")
WHO = ("reason", "by", "date")
COLUMNS = ("entry", *TARGET, "old", "new", "action", *WHO, "applied")


@dataclass(frozen=True)
class Corrected:
    """Observations after corrections. dropped: labels of rows that a correction removes; log: one row per entry."""

    observations: pd.DataFrame
    dropped: pd.Index
    log: pd.DataFrame
    faults: list[Fault]


def read_corrections(folder: Path) -> list[dict[str, Any]]:
    """The entries of the folder's `corrections.toml`, in order; none without the file. Raises InputError if unreadable."""
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("correction", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{FILE} of {folder.name} is not valid TOML: {error}.") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"{FILE} of {folder.name}: write each correction as a [[correction]] table.")
    return entries


def correct(observations: pd.DataFrame, entries: Sequence[Mapping[str, Any]]) -> Corrected:
    """Observations with each entry applied to the one figure that it names and whose value it expects.

    An entry names its figure by workbook, sheet and cell, or by unit, indicator and detail (with as_of where the
    period holds several days), expects `old`, and gives `new` or `drop = true`. An entry that matches nothing (Q603),
    finds another value (Q604; the figure is rejected) or is incomplete (Q605) changes nothing.
    """
    values, notes = observations["value"].copy(), observations["status"].copy()
    dropped, log, faults = [], [], []
    for position, entry in enumerate(entries, start=1):
        problem = _problem(entry)
        rows = [] if problem else list(_matching(observations, entry))
        fault = _refusal(position, entry, problem, rows, values)
        if fault is None:
            row = rows[0]
            fault = _applied(entry, row, observations, values)
            if entry.get("drop"):
                dropped.append(row)
            else:
                values[row], notes[row] = float(entry["new"]), "A"
        faults.append(fault)
        log.append(_logged(position, entry, applied=fault.code in {"Q601", "Q602"}))
    changed = stated(observations.assign(value=values, status=notes))
    return Corrected(changed, pd.Index(dropped), pd.DataFrame(log, columns=list(COLUMNS)).astype("str"), faults)


def _problem(entry: Mapping[str, Any]) -> dict[str, str] | None:
    """What an entry lacks, in both languages, or None."""
    absent = [name for name in (*WHO, "old") if name not in entry or entry[name] == ""]
    if absent:
        return {"vi": f"thiếu {', '.join(absent)}", "en": f"{', '.join(absent)} is missing"}
    unknown = sorted(set(entry) - {*TARGET, *WHO, "old", "new", "drop"})
    if unknown:
        return {"vi": f"không hiểu {', '.join(unknown)}", "en": f"{', '.join(unknown)} is not understood"}
    if ("new" in entry) == bool(entry.get("drop")):
        return {"vi": "phải có new hoặc drop = true, không cả hai", "en": "give either new or drop = true, not both"}
    if not ({"workbook", "cell"} <= set(entry) or {"unit", "indicator"} <= set(entry)):
        return {
            "vi": "phải có workbook và cell, hoặc unit và indicator",
            "en": "give workbook and cell, or unit and indicator",
        }
    if not all(
        isinstance(entry[name], (int, float)) for name in ("old", "new") if name in entry and entry[name] != "blank"
    ):
        return {"vi": "old và new phải là số", "en": "old and new must be numbers"}
    return None


def _matching(observations: pd.DataFrame, entry: Mapping[str, Any]) -> pd.Index:
    """Rows of the figure that an entry names; without a detail it names the figure that has none."""
    rows = observations
    wanted = {name: str(entry[name]) for name in TARGET if name in entry and name != "as_of"}
    if "cell" not in entry:
        wanted.setdefault("detail", "")
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    return rows[rows["as_of"] == pd.Timestamp(entry["as_of"])].index if "as_of" in entry else rows.index


def _refusal(
    position: int, entry: Mapping[str, Any], problem: dict[str, str] | None, rows: list, values: pd.Series
) -> Fault | None:
    """Why an entry is not applied, or None."""
    where = {"workbook": FILE}
    if problem:
        return Fault("Q605", None, "", {"entry": position, "problem": problem}, where)
    if not rows:
        return Fault("Q603", None, "", {"entry": position, "target": target(entry)}, where)
    if len(rows) > 1:
        several = {
            "vi": f"{target(entry)} ứng với {len(rows)} số liệu; hãy ghi rõ hơn",
            "en": f"{target(entry)} names {len(rows)} figures; be more exact",
        }
        return Fault("Q605", None, "", {"entry": position, "problem": several}, where)
    found = values[rows[0]]
    if (entry["old"] == "blank") == bool(pd.isna(found)) and (
        pd.isna(found) or abs(found - float(entry["old"])) < 1e-6
    ):
        return None
    name = str(entry.get("indicator", ""))
    words = {
        "entry": position,
        "target": target(entry),
        "wanted": _value(entry["old"], name),
        "found": _value(found, name),
    }
    return Fault("Q604", rows[0], words["wanted"]["vi"], words)


def _applied(entry: Mapping[str, Any], row: Any, observations: pd.DataFrame, values: pd.Series) -> Fault:
    name = name_of(observations.loc[row, "indicator"], observations.loc[row, "detail"])
    words = {"old": _value(values[row], name), "reason": entry["reason"], "by": entry["by"], "on": _date(entry["date"])}
    if entry.get("drop"):
        return Fault("Q602", row, "", words)
    new = _value(entry["new"], name)
    return Fault("Q601", row, new["vi"], words | {"new": new})


def _value(value: Any, name: str) -> dict[str, str]:
    if value == "blank" or pd.isna(value):
        return {"vi": "trống", "en": "blank"}
    return figure(float(value), name)


def _date(value: Any) -> dict[str, str]:
    when = value if isinstance(value, date) else date.fromisoformat(str(value))
    return {lang: format_date(when, lang) for lang in LANGUAGES}


def target(entry: Mapping[str, Any]) -> str:
    """What an entry names, as one text."""
    return " ".join(f"{name}={entry[name]}" for name in TARGET if name in entry)


def _logged(position: int, entry: Mapping[str, Any], applied: bool) -> dict[str, Any]:
    row = {name: str(entry.get(name, "")) for name in (*TARGET, *WHO, "old", "new")}
    return row | {"entry": position, "action": "drop" if entry.get("drop") else "replace", "applied": applied}
