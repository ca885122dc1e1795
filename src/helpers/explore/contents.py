"""Exploring: which scopes, periods, units and indicators are there, and where a figure was read."""

from __future__ import annotations

import pandas as pd

from helpers import store
from helpers.explore.frames import ADDRESS, entry_of, units_called
from helpers.explore.topic import parts_of, words_of
from helpers.protect.release import release_of
from helpers.vocabulary.catalogue import indicator, indicators
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.place import faulty_scopes, load_scope
from helpers.vocabulary.project import Project
from helpers.vocabulary.state import State


def scopes(lang: str = "vi", project: Project | None = None) -> pd.DataFrame:
    """The scopes of data/raw: one row per scope with title, level, periods and boundary versions."""
    project = project or Project.find()
    rows = []
    faulty = faulty_scopes(project)
    for id in project.scopes():
        known = [str(period) for period in project.periods(id)]
        if id in faulty:
            rows.append((id, faulty[id], "", ", ".join(known), ""))
            continue
        place = load_scope(id, project)
        versions = [boundary.version for boundary in place.boundaries]
        rows.append((id, place.title[lang], place.level, ", ".join(known), ", ".join(versions)))
    columns = ["scope", "title", "level", "periods", "boundaries"]
    return _in(lang, pd.DataFrame(rows, columns=columns).set_index("scope"))


def periods(scope: str = "", lang: str = "vi", project: Project | None = None) -> pd.DataFrame:
    """The periods of a scope, earliest first: last day, boundary version in force, figures accepted."""
    rows = []
    latest = Edition.of(scope, project=project)
    store.refresh(latest)
    for each in latest.until():
        accepted = store.counts(each).get("accepted", 0)
        rows.append((str(each.period), each.period.end, each.boundary.version, accepted))
    return _in(lang, pd.DataFrame(rows, columns=["period", "ends", "boundary", "figures"]).set_index("period"))


def units(scope: str = "", period: str = "", lang: str = "vi", project: Project | None = None) -> pd.DataFrame:
    """The units of the boundary version in force at the end of the period: one row per unit, in official order."""
    boundary = Edition.of(scope, period, project=project).boundary
    rows = [
        (u.code, u.words(lang), boundary.version, u.kind, u.lat, u.lon, u.area_km2, ", ".join(u.predecessors))
        for u in boundary.units
    ]
    columns = ["unit", "name", "boundary", "kind", "lat", "lon", "area_km2", "merged_from"]
    return _in(lang, pd.DataFrame(rows, columns=columns).set_index("unit"))


def contents(
    scope: str = "",
    period: str = "",
    lang: str = "vi",
    project: Project | None = None,
    *,
    audience: str = Audience.PUBLIC,
) -> pd.DataFrame:
    """What can be asked for: one row per indicator and detail with figures, rates included; first and last day, units.

    `units` counts the places that have a figure on the last day, be it withheld from the audience or not.
    """
    known = release_of(Edition.of(scope, period, audience, project)).observations()
    known = known[known["state"].isin([State.KNOWN, State.WITHHELD])]
    last = known.groupby(["indicator", "detail"])["as_of"].transform("max")
    there = known.groupby(["indicator", "detail"])["as_of"].agg(first="min", last="max")
    there["units"] = known[known["as_of"] == last].groupby(["indicator", "detail"])["unit"].nunique()
    table = pd.concat([there, _rates(there)]).reset_index()
    order = {id: place for place, id in enumerate(indicators())}
    table.insert(0, "label", [words_of(indicator(r.indicator), r.detail, lang) for r in table.itertuples()])
    table = table.sort_values("indicator", key=lambda ids: ids.map(order), kind="stable")
    return _in(lang, table.set_index(["indicator", "detail"]))


def _rates(there: pd.DataFrame) -> pd.DataFrame:
    """Rows for the rates whose counts are all there."""
    rows = {}
    for entry in indicators().values():
        parts = parts_of(entry)
        for detail in there.index.get_level_values("detail").unique() if parts else []:
            keys = [(part, detail) for part in parts]
            if all(key in there.index for key in keys):
                counts = there.loc[keys]
                rows[entry.id, detail] = (counts["first"].max(), counts["last"].min(), counts["units"].min())
    index = pd.MultiIndex.from_tuples(rows, names=there.index.names) if rows else there.index[:0]
    return pd.DataFrame(list(rows.values()), index=index, columns=there.columns).astype(there.dtypes)


def trace(
    unit: str,
    name: str,
    scope: str = "",
    period: str = "",
    detail: str | None = None,
    *,
    lang: str = "vi",
    audience: str = Audience.PUBLIC,
    project: Project | None = None,
) -> pd.DataFrame:
    """Where a unit's figures were read: one row per figure, the latest day first, with its address and printed text.

    A figure that is withheld from the audience has neither.

    `unit` is a code or a name; a rate gives the figures that it is computed from. Raises UsageError for an unknown
    unit.
    """
    edition = Edition.of(scope, period, audience, project)
    entry = entry_of(name, detail or "")
    keys = units_called(unit, edition.scope)
    known = release_of(edition).observations()
    own = pd.MultiIndex.from_frame(known[["unit", "boundary"]]).isin(keys)
    found = known[own & known["indicator"].isin(parts_of(entry) or [entry.id])]
    if detail is not None:
        found = found[found["detail"] == detail]
    columns = ["indicator", "detail", "as_of", "value", "qualifier", "status", *ADDRESS, "period", "unit", "boundary"]
    ordered = found.sort_values(["as_of", "period"], ascending=False, kind="stable")
    return _in(lang, ordered[columns].reset_index(drop=True))


def _in(lang: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame, noting the language in which it is to be shown."""
    frame.attrs["lang"] = lang
    return frame
