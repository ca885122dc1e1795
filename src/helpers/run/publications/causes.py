"""Why a figure differs between two publications: one cause for each, found by what lay behind them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from helpers.run.publications.record import Behind, Record
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.state import State

if TYPE_CHECKING:
    from helpers.run.publications.side import Side


class Cause(StrEnum):
    """The causes, the one that stands nearest to the figure first."""

    TERRITORY = "territory"  # the unit, or what a total covers, is of one side alone
    CORRECTION = "correction"  # corrections.toml
    RETURN = "return"  # another file came in, or one was taken away
    FINDING = "finding"  # the same file, accepted on one side and rejected on the other
    LAW = "law"  # standards, norms, programmes, identities, forms
    METHOD = "method"  # the program that reads, adds up or shows
    PROTECTION = "protection"  # the same figure, withheld on one side
    WORDING = "wording"  # the same figures in other words
    UNEXPLAINED = "unexplained"


_RANK = {cause: place for place, cause in enumerate(Cause)}


def nearest(*causes: Cause) -> Cause:
    """The cause that stands nearest to the figure."""
    return min(causes, key=lambda cause: _RANK[cause])


ACCEPTED = [*KEY, "kind"]
_SEEN = ["value", "state", "qualifier", "status", "covers"]  # what readers see of a figure
_SERIES = [name for name in KEY if name not in {"unit", "boundary"}]
_CELL = ["period", "workbook", "sheet", "cell"]


def figures_that_differ(before: Side, after: Side) -> pd.DataFrame:
    """A row per public figure that differs: KEY, `value` and `state` before and after, `cause` and `why`.

    `state_before` or `state_after` is '' where a side has no such figure. why: the file, reason or rule that the cause
    names.
    """
    table = _joined(_once(before.figures), _once(after.figures), KEY, _SEEN)
    found = table[_differs(table, _SEEN)].reset_index(drop=True)
    causes = _causes_of_accepted(before.behind, after.behind)
    rest = _of_surroundings(before.behind.record, after.behind.record)
    told = [_cause(row, causes, rest, before, after) for row in found.to_dict("records")]
    return found.assign(cause=[cause for cause, _ in told], why=[why for _, why in told])


def _once(figures: pd.DataFrame) -> pd.DataFrame:
    """A row per KEY, the latest period's: an older return's figure for the same day is not what pages show."""
    return (figures if "covers" in figures else figures.assign(covers="")).drop_duplicates(KEY, keep="last")


def _joined(before: pd.DataFrame, after: pd.DataFrame, key: list[str], columns: list[str]) -> pd.DataFrame:
    sides = [rows[[*key, *columns, *extra]] for rows, extra in ((before, []), (after, []))]
    joined = sides[0].merge(sides[1], on=key, how="outer", suffixes=("_before", "_after"))
    texts = [f"{name}_{side}" for name in columns if name != "value" for side in ("before", "after")]
    return joined.assign(**{name: joined[name].astype("object").where(joined[name].notna(), "") for name in texts})


def _differs(joined: pd.DataFrame, columns: list[str]) -> np.ndarray:
    differs = np.zeros(len(joined), dtype=bool)
    for name in columns:
        one, other = joined[f"{name}_before"], joined[f"{name}_after"]
        if name == "value":
            alike = np.isclose(one.to_numpy(float), other.to_numpy(float), rtol=1e-12, atol=0, equal_nan=True)
            differs |= ~alike
        else:
            differs |= one.ne(other).to_numpy()
    return differs


def _causes_of_accepted(before: Behind, after: Behind) -> dict[tuple[Any, ...], tuple[Cause, str]]:
    """Cause by KEY of every accepted figure that differs, whoever may see it."""
    seen = ["value", "state", "qualifier", "status", "period", "workbook", "sheet", "cell"]
    sides = [each.tables["observations"].drop_duplicates(ACCEPTED, keep="last") for each in (before, after)]
    joined = _joined(*sides, ACCEPTED, seen)
    found = joined[_differs(joined, seen[:4])]
    corrections = _corrected(before, after)
    rejected = _rejected(before) ^ _rejected(after)
    moved = _moved(before, after)
    causes: dict[tuple[Any, ...], tuple[Cause, str]] = {}
    for row in found.to_dict("records"):
        place = _territory(row, before.record, after.record) or (row["unit"] if _division(row) in moved else "")
        cause = _of_accepted(row, before.record, after.record, corrections, rejected)
        causes[tuple(row[name] for name in KEY)] = (Cause.TERRITORY, place) if place else cause
    return causes


def _moved(before: Behind, after: Behind) -> set[tuple[Any, ...]]:
    """Series with a boundary version in which one side alone reports them, while the other does so in another."""
    sides = [set(map(_division, each.tables["observations"][KEY].drop_duplicates().to_dict("records"))) for each in (before, after)]  # fmt: skip
    both = {each[:-1] for each in sides[0]} & {each[:-1] for each in sides[1]}
    return {each for each in sides[0] ^ sides[1] if each[:-1] in both}


def _division(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What is measured, and last the boundary version."""
    return (*(row[name] for name in _SERIES), row["boundary"])


def _corrected(before: Behind, after: Behind) -> dict[tuple[Any, ...], str]:
    """Reason of each correction that only one side has, by unit, indicator and detail."""
    told = []
    for side in (before, after):
        rows = side.tables["corrections"]
        rows = rows[rows["applied"].astype(str).eq("True")]
        of = zip(rows["unit"], rows["indicator"], rows["detail"], strict=True)  # a correction need not name the day
        told.append({(key, str(new), action): reason for key, new, action, reason in zip(of, rows["new"], rows["action"], rows["reason"], strict=True)})  # fmt: skip
    return {key[0]: (told[0] | told[1])[key] for key in told[0].keys() ^ told[1].keys()}


def _rejected(side: Behind) -> set[tuple[str, ...]]:
    return set(side.tables["rejected"][_CELL].astype(str).itertuples(index=False, name=None))


def _of_accepted(row: dict[str, Any], before: Record, after: Record, corrections: dict[tuple[Any, ...], str], rejected: set[tuple[str, ...]]) -> tuple[Cause, str]:  # fmt: skip
    corrected = corrections.get((row["unit"], row["indicator"], row["detail"]))
    if corrected is not None:
        return Cause.CORRECTION, corrected
    files = {f"{row[f'period_{side}']}/{row[f'workbook_{side}']}" for side in ("before", "after") if row[f"workbook_{side}"]}  # fmt: skip
    other = sorted(file for file in files if before.inputs.get(file) != after.inputs.get(file))
    if other:
        return Cause.RETURN, other[-1]
    cells = {tuple(str(row[f"{name}_{side}"]) for name in _CELL) for side in ("before", "after")}
    if cells & rejected:
        return Cause.FINDING, " ".join(next(iter(cells & rejected))[1:])
    return _of_surroundings(before, after)


def _territory(row: dict[str, Any], before: Record, after: Record) -> str:
    """The unit, if it is of one side alone; '' if both have it, or it is no unit of either."""
    there = [row["unit"] in side.units.get(row["boundary"], ()) for side in (before, after)]
    return str(row["unit"]) if there[0] != there[1] else ""


def _of_surroundings(before: Record, after: Record) -> tuple[Cause, str]:
    """What else could have changed a figure that was read from the same files: law first, then the program."""
    if before.law != after.law:
        return Cause.LAW, law_changed(before, after)
    if (before.reading, before.pages) != (after.reading, after.pages):
        return Cause.METHOD, ""
    return Cause.UNEXPLAINED, ""


def law_changed(before: Record, after: Record) -> str:
    """The files of packs that differ: 'viet-nam/norms.toml'."""
    return ", ".join(sorted(dict(before.law.items() ^ after.law.items())))


def _cause(row: dict[str, Any], causes: dict[tuple[Any, ...], tuple[Cause, str]], rest: tuple[Cause, str], before: Side, after: Side) -> tuple[Cause, str]:  # fmt: skip
    """The cause of a public difference: its own figure's, that of those it adds up, protection, or surroundings."""
    own = causes.get(tuple(row[name] for name in KEY))
    if own:
        return own
    if row["covers_before"] or row["covers_after"]:
        parts = [cause for key, cause in causes.items() if _is_part(key, row)]
        if parts:
            return min(parts, key=lambda part: _RANK[part[0]])
        if row["covers_before"] != row["covers_after"] and before.behind.record.units != after.behind.record.units:
            return Cause.TERRITORY, str(row["unit"])
    if State.WITHHELD in (row["state_before"], row["state_after"]):
        return Cause.PROTECTION, ""
    return rest


def _is_part(key: tuple[Any, ...], total: dict[str, Any]) -> bool:
    """Whether a figure is one of those that a total adds up: of the same series, in the same boundary version."""
    figure = dict(zip(KEY, key, strict=True))
    same = all(figure[name] == total[name] for name in _SERIES if name not in {"start"})
    return same and figure["boundary"] == total["boundary"]
