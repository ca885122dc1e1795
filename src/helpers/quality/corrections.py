"""Declared corrections: `corrections.toml` of a period, applied before any rule looks at the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.quality.faults import Fault, Words, day, figure
from helpers.quality.figures import name_of
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import LANGUAGES
from helpers.vocabulary.observation import stated
from helpers.vocabulary.settings import (
    Day,
    Either,
    Flag,
    Many,
    Mistake,
    Number,
    Place,
    SettingsError,
    Text,
    TomlTable,
    checked_settings,
    shown_path,
)

FILE = "corrections.toml"
TARGET = ("workbook", "sheet", "cell", "unit", "boundary", "indicator", "detail", "as_of")
WHO = ("reason", "by", "date")
COLUMNS = ("entry", *TARGET, "old", "new", "action", *WHO, "applied")
HERE = {"workbook": FILE, "sheet": "", "cell": ""}  # the office mends its corrections; no commune is told of them


def _of_entry(entry: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """An entry gives one action, and names its figure by cell or by unit."""
    if ("new" in entry) == bool(entry.get("drop")):
        yield Mistake(at, "phải có new hoặc drop = true, không cả hai", "give either new or drop = true, not both")
    if not ({"workbook", "cell"} <= set(entry) or {"unit", "indicator"} <= set(entry)):
        vi, en = "phải có workbook và cell, hoặc unit và indicator", "give workbook and cell, or unit and indicator"
        yield Mistake(at, vi, en)


_ENTRY = TomlTable(
    {
        "old": Either((Number(), Text(choices=("blank",)))),
        "reason": Text(many_lines=True),
        "by": Text(),
        "date": Day(is_past=True),
    },
    {
        **dict.fromkeys(("workbook", "sheet", "cell", "unit", "boundary"), Text()),
        "indicator": Text(choices=lambda: indicators().keys()),
        "detail": Text(may_be_empty=True),
        "as_of": Day(),
        "new": Number(),
        "drop": Flag(),
    },
    _of_entry,
)
CORRECTIONS = TomlTable(optional={"correction": Many(_ENTRY)})


@dataclass(frozen=True)
class Correction:
    """An entry of `corrections.toml`; `problem` says, in both languages, why it cannot be applied."""

    position: int
    entry: Mapping[str, Any]
    problem: Words = field(default_factory=dict)

    @property
    def change(self) -> tuple[Any, Any]:
        """What it finds and what it leaves; None where it drops the figure."""
        return self.entry["old"], None if self.entry.get("drop") else self.entry["new"]


@dataclass(frozen=True)
class Corrected:
    """Observations after corrections. log: one row per entry."""

    observations: pd.DataFrame
    log: pd.DataFrame
    faults: list[Fault]


def read_corrections(folder: Path, names: Mapping[str, str] | None = None) -> list[Correction]:
    """The entries of the folder's `corrections.toml`, in order; none without the file.

    names: the name that is told of each file, by its name in the folder.

    A faulty entry stops only itself and carries its problem. Raises SettingsError where the file as a whole is faulty.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    data, mistakes = checked_settings(path, CORRECTIONS)
    problems: dict[int, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        table, *inside = mistake.at or ("",)
        if table != "correction" or not inside:
            raise SettingsError(shown_path(path), mistakes)
        problems[int(inside[0])].append(mistake)
    return [
        Correction(
            position, _as_called(entry, names or {}) if isinstance(entry, dict) else {}, _problem(problems[position])
        )
        for position, entry in enumerate(data.get("correction", []))
    ]


def _as_called(entry: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    """An entry with its workbook called as everywhere else, and its cell: C4 for 'c4' and '$C$4'."""
    words = {key: entry[key] for key in ("workbook", "cell") if isinstance(entry.get(key), str)}
    called = {"workbook": lambda of: names.get(of, of), "cell": lambda of: of.replace("$", "").strip().upper()}
    return {**entry, **{key: called[key](word) for key, word in words.items()}}


def _problem(mistakes: Sequence[Mistake]) -> Words:
    """All that is wrong with an entry, as one sentence in each language."""
    if not mistakes:
        return {}
    line = {"vi": "dòng", "en": "line"}
    return {
        lang: "; ".join(
            " ".join([f"{line[lang]} {each.line}:", *map(str, key), getattr(each, lang)])
            for each in mistakes
            for _, _, *key in [each.at]
        ).rstrip(".")
        for lang in LANGUAGES
    }


def correct(observations: pd.DataFrame, corrections: Sequence[Correction]) -> Corrected:
    """Observations with each correction applied to the one figure that it names and whose value it expects.

    An entry names its figure by workbook, sheet and cell, or by unit, indicator and detail (with as_of where the
    period holds several days), expects `old`, and gives `new` or `drop = true`. An entry that matches nothing (Q603),
    finds another value (Q604; the figure is rejected) or is incomplete (Q605) changes nothing. One that repeats
    another is applied once (Q606); of two that contradict each other neither is, and their figure is rejected (Q607).
    """
    rows = [[] if each.problem else list(_matching(observations, each.entry)) for each in corrections]
    settled = _compared(corrections, rows)
    values, notes = observations["value"].copy(), observations["status"].copy()
    log, faults = [], []
    for each, named in zip(corrections, rows, strict=True):
        fault = settled.get(each.position) or _refusal(each, named, values)
        if fault is None:
            (row,) = named
            fault = _applied(each.entry, row, observations, values)
            if not each.entry.get("drop"):
                values[row], notes[row] = float(each.entry["new"]), "A"
        faults.append(fault)
        log.append(_logged(each, applied=fault.code in {"Q601", "Q602"}))
    changed = stated(observations.assign(value=values, status=notes))
    return Corrected(changed, pd.DataFrame(log, columns=list(COLUMNS)).astype("str"), faults)


def _compared(corrections: Sequence[Correction], rows: Sequence[list[Any]]) -> dict[int, Fault]:
    """By position: entries that repeat an earlier one about the same figure, and entries that contradict one another.

    An entry that expects what another leaves is a further step, not a contradiction.
    """
    by_row: dict[Any, list[Correction]] = defaultdict(list)
    for each, named in zip(corrections, rows, strict=True):
        if len(named) == 1:
            by_row[named[0]].append(each)
    found: dict[int, Fault] = {}
    for row, several in by_row.items():
        for at, each in enumerate(several):
            others = [other for other in several if other is not each and other.change[0] == each.change[0]]
            against = [other for other in others if other.change != each.change]
            before = [other for other in several[:at] if other.change == each.change]
            words = {"entry": each.position + 1, "target": target(each.entry)}
            if against:
                found[each.position] = Fault("Q607", row, "", words | {"other": against[0].position + 1}, HERE)
            elif before:
                found[each.position] = Fault("Q606", None, "", words | {"first": before[0].position + 1}, HERE)
    return found


def _matching(observations: pd.DataFrame, entry: Mapping[str, Any]) -> pd.Index:
    """Rows of the figure that an entry names; without a detail it names the figure that has none."""
    rows = observations
    wanted = {name: str(entry[name]) for name in TARGET if name in entry and name != "as_of"}
    if "cell" not in entry:
        wanted.setdefault("detail", "")
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    return rows[rows["as_of"] == pd.Timestamp(entry["as_of"])].index if "as_of" in entry else rows.index


def _refusal(correction: Correction, rows: list[Any], values: pd.Series) -> Fault | None:
    """Why an entry is not applied, or None."""
    entry = correction.entry
    words: dict[str, Any] = {"entry": correction.position + 1, "target": target(entry)}
    if correction.problem:
        return Fault("Q605", None, "", words | {"problem": correction.problem}, HERE)
    if not rows:
        return Fault("Q603", None, "", words, HERE)
    if len(rows) > 1:
        several = {
            "vi": f"{target(entry)} ứng với {len(rows)} số liệu; hãy ghi rõ hơn",
            "en": f"{target(entry)} names {len(rows)} figures; be more exact",
        }
        return Fault("Q605", None, "", words | {"problem": several}, HERE)
    found = values[rows[0]]
    if (entry["old"] == "blank") == bool(pd.isna(found)) and (
        pd.isna(found) or abs(found - float(entry["old"])) < 1e-6
    ):
        return None
    name = str(entry.get("indicator", ""))
    words |= {"wanted": _value(entry["old"], name), "found": _value(found, name)}
    return Fault("Q604", rows[0], words["wanted"]["vi"], words, HERE)


def _applied(entry: Mapping[str, Any], row: Any, observations: pd.DataFrame, values: pd.Series) -> Fault:
    name = name_of(observations.loc[row, "indicator"], observations.loc[row, "detail"])
    words = {"old": _value(values[row], name), "reason": entry["reason"], "by": entry["by"], "on": day(entry["date"])}
    if entry.get("drop"):
        return Fault("Q602", row, "", words)
    new = _value(entry["new"], name)
    return Fault("Q601", row, new["vi"], words | {"new": new})


def _value(value: Any, name: str) -> Words:
    if value == "blank" or pd.isna(value):
        return {"vi": "trống", "en": "blank"}
    return figure(float(value), name)


def target(entry: Mapping[str, Any]) -> str:
    """What an entry names, as one text."""
    return " ".join(f"{name}={entry[name]}" for name in TARGET if name in entry)


def _logged(correction: Correction, applied: bool) -> dict[str, Any]:
    entry = correction.entry
    row = {name: str(entry.get(name, "")) for name in (*TARGET, *WHO, "old", "new")}
    action = "drop" if entry.get("drop") else "replace"
    return row | {"entry": correction.position + 1, "action": action, "applied": applied}
