"""Exploring: an indicator over time, several side by side, and an indicator by the members of its breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from helpers.analysis import bridge, frames
from helpers.explore.frames import alike, by_unit, days_of, entry_of, figures, known_of, units_called
from helpers.explore.topic import about, member
from helpers.vocabulary.catalogue import Indicator, codelist
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.project import Project

_KEPT = ["name", "boundary", "as_of", "is_total"]


def series(
    name: str,
    units: Sequence[str] = (),
    scope: str = "",
    period: str = "",
    detail: str = "",
    *,
    merge: bool = True,
    lang: str = "vi",
    audience: str = Audience.PUBLIC,
    project: Project | None = None,
) -> pd.DataFrame:
    """An indicator over time: one row per unit and day with figures, the days in order.

    units: codes or names; all and the total if left out. Columns unit, name, boundary, as_of, is_total, the figure and
    a rate's counts, state, kind, and `comparable`: whether the day was measured like the one before it (False where a
    new definition or standard begins; a line should break there). merge: older units that went whole into one of
    today's are added up under today's code; units that were split, and all older ones with merge=False, stay apart
    under their own boundary version. Raises UsageError for a unit that is not known.
    """
    edition = Edition.of(scope, period, audience, project)
    place, entry = edition.scope, entry_of(name, detail)
    known = known_of(edition, entry, detail)
    days = days_of(known, entry)
    today = place.boundary_at(days[-1].date())
    parts = [table for day in days for table in _tables(known, day, entry, place, today, lang, merge=merge)]
    rows = pd.concat(parts).rename_axis("unit").reset_index()
    breaks = {day: alike(entry, known, before, day) for before, day in pairwise(days)}
    rows["comparable"] = rows["as_of"].map(breaks).fillna(True).astype(bool)
    if units:
        wanted = {code for unit in units for code, _ in units_called(unit, place)}
        rows = rows[rows["unit"].isin(wanted)]
    words = {"detail": detail, "lang": lang, "place": today.total.words(lang)}
    return about(rows.reset_index(drop=True), edition, entry, entry.id, [days[0], days[-1]], **words)


def _tables(
    known: pd.DataFrame, day: pd.Timestamp, entry: Indicator, place: Scope, today: Boundary, lang: str, *, merge: bool
) -> list[pd.DataFrame]:
    """The figures of a day: under today's units where they can be, under the day's own where they cannot."""
    then = place.boundary_at(day.date())
    own = by_unit(frames.of_boundary(known[known["as_of"] == day], then), entry, place, then, lang)
    if not merge or then == today:
        return [own]
    table = bridge.correspondence(place, then.version, today.version)
    merged = table[table["comparability"] != bridge.NOT_COMPARABLE]
    moved = {code for parts in merged["predecessors"] for code in parts}
    bridged = bridge.bridge(known, place, today.version)
    restated = by_unit(bridged[bridged["as_of"] == day], entry, place, today, lang)
    whole = restated[restated.index.isin(merged.index) | restated["is_total"]]
    apart = own[~own.index.isin(moved) & ~own["is_total"]]
    return [whole, apart] if len(apart) else [whole]


def wide(
    names: Sequence[str],
    scope: str = "",
    period: str = "",
    *,
    lang: str = "vi",
    audience: str = Audience.PUBLIC,
    project: Project | None = None,
) -> pd.DataFrame:
    """Several indicators side by side: one row per unit, the total last; of each its figure and `<indicator>_as_of`.

    Each indicator is of its latest day up to the end of the period, which may differ from one to the next. Raises
    UsageError where those days lie in different boundary versions, whose units are not the same.
    """
    tables = [figures(name, scope, period, lang=lang, audience=audience, project=project) for name in names]
    versions = {str(table["boundary"].iloc[0]) for table in tables}
    if len(versions) > 1:
        raise UsageError(
            "The latest figures of {names} are of different boundary versions ({listed}); ask for an earlier period, or take series() of each.",
            names=", ".join(names),
            listed=", ".join(sorted(versions)),
        )
    joined = tables[0][["name", "boundary", "is_total"]].copy()
    for table in tables:
        id = table.attrs["commune"]["value"]
        joined[id], joined[f"{id}_as_of"] = table[id], table["as_of"]
    joined.attrs = {"lang": lang}
    return joined


def details(
    name: str,
    scope: str = "",
    period: str = "",
    *,
    lang: str = "vi",
    audience: str = Audience.PUBLIC,
    project: Project | None = None,
) -> pd.DataFrame:
    """An indicator by the members of its breakdown: one row per unit and detail of the latest day, in catalogue order.

    Columns unit, name, boundary, as_of, is_total, detail, `label` (the member in words), the figure, its state and
    kind.
    """
    edition = Edition.of(scope, period, audience, project)
    place, entry = edition.scope, entry_of(name, "")
    known = known_of(edition, entry, None)
    day = days_of(known, entry)[-1]
    boundary = place.boundary_at(day.date())
    found = frames.of_boundary(known[known["as_of"] == day], boundary)
    rank = {code: number for number, code in enumerate(codelist(entry.details))} if entry.details else {}
    order = sorted(found["detail"].unique(), key=lambda each: [rank.get(part, len(rank)) for part in each.split("/")])
    tables = []
    for each in order:
        table = by_unit(found[found["detail"] == each], entry, place, boundary, lang)
        label = member(entry, each, lang)
        tables.append(table[[*_KEPT, entry.id, "state", "kind"]].assign(detail=each, label=label))
    rows = pd.concat(tables).rename_axis("unit").reset_index()
    rows = rows[["unit", *_KEPT, "detail", "label", entry.id, "state", "kind"]]
    return about(rows, edition, entry, entry.id, [day], lang=lang, place=boundary.total.words(lang))
