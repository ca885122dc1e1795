"""Outside tables: which row is which unit, so that a CSV or workbook of another office can be joined to figures."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from helpers.analysis.bridge import NOT_COMPARABLE, correspondence
from helpers.intake.units import Match, UnitFinder
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import unknown
from helpers.vocabulary.findings import finding
from helpers.vocabulary.language import translator
from helpers.vocabulary.place import Boundary
from helpers.vocabulary.project import Project

SAME, MERGED = "same unit", "merged into"


class Matched(NamedTuple):
    """`rows`: those that are a unit, by its code, with `unit_name` and `match`; `unmatched`: the others, with `reason`.

    Every row of the table that was given is in exactly one of the two.
    """

    rows: pd.DataFrame
    unmatched: pd.DataFrame


def match_units(
    frame: pd.DataFrame,
    on: str | tuple[str, str],
    scope: str = "",
    period: str = "",
    *,
    lang: str = "vi",
    project: Project | None = None,
) -> Matched:
    """Find the units of an outside table's rows, by name, by code, or by both as (code, name).

    Names may be spelt in any way that returns may; codes may have lost their zeros. A unit of an older list that went
    whole into one of today's gives the code of today's (`match` says 'merged into'): several rows may then have one
    code, and are added up with `.groupby(level="unit").sum()`. A total row is no unit's. One row per row of the table,
    none lost. Raises UsageError for a column that the table does not have.
    """
    edition = Edition.of(scope, period, project=project)
    names = (on,) if isinstance(on, str) else on
    for name in names:
        if name not in frame:
            known = [str(column) for column in frame.columns]
            raise unknown("column", name, known)
    told = [_matched(tuple(row), edition, lang) for row in frame[list(names)].itertuples(index=False, name=None)]
    known = pd.DataFrame(told, index=frame.index, columns=["unit", "unit_name", "match", "reason"])
    joined = frame.join(known)
    there = known["unit"] != ""
    rows = joined[there].drop(columns="reason").set_index("unit")
    return Matched(rows, joined.loc[~there, [*frame.columns, "reason"]])


def _matched(row: tuple[Any, ...], edition: Edition, lang: str) -> tuple[str, str, str, str]:
    """Code and name of today's unit, how it was found, or why it was not."""
    place, period, boundary = edition.scope, edition.period, edition.boundary
    code, name = _parts(row, boundary)
    older = [each for each in reversed(place.boundaries) if each.valid_from < boundary.valid_from]
    first: Match | None = None
    for each in (boundary, *older):
        found = UnitFinder(place, max(each.valid_from, min(period.end, each.valid_to or period.end))).find(name, code)
        first = first or found
        if found.kind == "unit":
            return _today(found.code, each, edition, lang)
        if found.kind == "total":
            return "", "", "", translator(lang)("a total, not a unit's row")
    return "", "", "", _reason(first, name or code, lang)


def _parts(row: tuple[Any, ...], boundary: Boundary) -> tuple[str, str]:
    """Code and name as text: 23455.0 is 23455, a number below the codes' length has lost its zeros."""
    texts = [_text(value) for value in row]
    width = max((len(unit.code) for unit in boundary.units), default=0)
    if len(texts) == 1:
        texts = [texts[0], ""] if texts[0].isdigit() else ["", texts[0]]
    return texts[0].zfill(width) if texts[0].isdigit() else texts[0], texts[1]


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _today(code: str, of: Boundary, edition: Edition, lang: str) -> tuple[str, str, str, str]:
    boundary = edition.boundary
    if of == boundary:
        return code, boundary.by_code[code].words(lang), SAME, ""
    table = correspondence(edition.scope, of.version, boundary.version)
    into = [unit for unit, parts in table["predecessors"].items() if code in parts]
    if len(into) != 1 or table.loc[into[0], "comparability"] == NOT_COMPARABLE:
        return "", "", "", translator(lang)("{name} went into more than one unit", name=of.by_code[code].words(lang))
    return str(into[0]), boundary.by_code[str(into[0])].words(lang), MERGED, ""


def _reason(found: Match | None, text: str, lang: str) -> str:
    if not text:
        return translator(lang)("names no unit")
    words = dict(found.words) if found else {}
    code = found.finding if found and found.finding in {"Q301", "Q302", "Q308"} else "Q301"
    told = {"printed": text, "expected": "–", "unit": "", **words}
    return finding(code, workbook="", **told)[f"message_{lang}"]
