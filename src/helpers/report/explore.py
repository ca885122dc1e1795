"""Exploring: what analysts call in JupyterLab to see what is there, in tables, charts and files of their own.

Frames carry what they are about in `frame.attrs["commune"]` (see `Topic`), so that `table`, `chart` and `export` need no
further words. Figures are protected for their audience, as on pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import store
from helpers.analysis import frames
from helpers.report.figures import observations as figures_of
from helpers.vocabulary.catalogue import Indicator, codelist, detail_label, indicator, indicators
from helpers.vocabulary.errors import MissingIndicator, UsageError, did_you_mean
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope, load_scope
from helpers.vocabulary.project import Project

ADDRESS = ["kind", "workbook", "sheet", "cell", "printed"]


@dataclass(frozen=True)
class Topic:
    """What a frame shows: an indicator of a scope on a day, for readers of a language."""

    scope: Scope
    period: Period
    indicator: Indicator
    detail: str
    as_of: pd.Timestamp
    boundary: Boundary
    lang: str
    value: str  # the column that is charted
    format: str  # how it is written: count, money, share, points, flag

    @property
    def label(self) -> str:
        """The indicator's name, with the member of its breakdown."""
        return words_of(self.indicator, self.detail, self.lang)


def scopes(lang: str = "vi", project: Project | None = None) -> pd.DataFrame:
    """The scopes of data/raw: one row per scope with title, level, periods and boundary versions."""
    project = project or Project.find()
    rows = []
    for id in project.scopes():
        place = load_scope(id, project)
        known = [str(period) for period in project.periods(id)]
        versions = [boundary.version for boundary in place.boundaries]
        rows.append((id, place.title[lang], place.level, ", ".join(known), ", ".join(versions)))
    return pd.DataFrame(rows, columns=["scope", "title", "level", "periods", "boundaries"]).set_index("scope")


def periods(scope: str = "", project: Project | None = None) -> pd.DataFrame:
    """The periods of a scope, earliest first: last day, boundary version in force, figures accepted, findings by severity."""
    place, _, project = _chosen(scope, "", project)
    rows = []
    for period in project.periods(place.id):
        found = store.read("findings", place.id, period, project)["severity"].value_counts()
        accepted = len(store.read("observations", place.id, period, project))
        kinds = (int(found.get(severity, 0)) for severity in ("error", "warning", "note"))
        rows.append((str(period), period.end, place.boundary_at(period.end).version, accepted, *kinds))
    columns = ["period", "ends", "boundary", "figures", "errors", "warnings", "notes"]
    return pd.DataFrame(rows, columns=columns).set_index("period")


def units(scope: str = "", period: str = "", lang: str = "vi", project: Project | None = None) -> pd.DataFrame:
    """The units of the boundary version in force at the end of the period: one row per unit, in official order."""
    place, chosen, _ = _chosen(scope, period, project)
    boundary = place.boundary_at(chosen.end)
    rows = [
        (u.code, u.words(lang), boundary.version, u.kind, u.lat, u.lon, u.area_km2, ", ".join(u.predecessors))
        for u in boundary.units
    ]
    columns = ["unit", "name", "boundary", "kind", "lat", "lon", "area_km2", "merged_from"]
    return pd.DataFrame(rows, columns=columns).set_index("unit")


def contents(scope: str = "", period: str = "", lang: str = "vi", project: Project | None = None) -> pd.DataFrame:
    """What can be asked for: one row per indicator and detail with figures, rates included; first and last day, units.

    `units` counts the places that have a figure on the last day.
    """
    place, chosen, project = _chosen(scope, period, project)
    known = figures_of(place, chosen, "internal", project)
    known = known[known["value"].notna()]
    last = known.groupby(["indicator", "detail"])["as_of"].transform("max")
    there = known.groupby(["indicator", "detail"])["as_of"].agg(first="min", last="max")
    there["units"] = known[known["as_of"] == last].groupby(["indicator", "detail"])["unit"].nunique()
    table = pd.concat([there, _rates(there)]).reset_index()
    order = {id: place for place, id in enumerate(indicators())}
    table.insert(0, "label", [words_of(indicator(r.indicator), r.detail, lang) for r in table.itertuples()])
    return table.sort_values("indicator", key=lambda ids: ids.map(order), kind="stable").set_index(
        ["indicator", "detail"]
    )


def words_of(entry: Indicator, detail: str, lang: str) -> str:
    """The indicator's name for a reader, with the member of its breakdown."""
    return f"{entry.label[lang]}: {member(entry, detail, lang)}" if detail else entry.label[lang]


def member(entry: Indicator, detail: str, lang: str) -> str:
    """The member of the breakdown for a reader; '' for none."""
    return detail_label(entry.details, detail, lang) if detail else ""


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


def parts_of(entry: Indicator) -> list[str]:
    """The counts that a rate is computed from, numerator first; none for what is stored itself."""
    return [*entry.numerator.split(" + "), entry.denominator] if entry.kind == "rate" else []


def figures(
    name: str,
    scope: str = "",
    period: str = "",
    detail: str = "",
    *,
    lang: str = "vi",
    audience: str = "public",
    project: Project | None = None,
) -> pd.DataFrame:
    """An indicator by unit: the latest day up to the end of the period, the scope's total last.

    One row per unit of the boundary version of that day: name, the figure, for a rate also its counts, the share of units
    that a total covers, and the address of the figure (of the rate's numerator). Missing stays missing.
    Raises UsageError for unknown words, MissingIndicator where no unit has such a figure.
    """
    place, chosen, project = _chosen(scope, period, project)
    entry = _entry(name, detail)
    known = frames.with_totals(figures_of(place, chosen, audience, project), place)
    known = known[known["detail"] == detail]
    as_of = _last_day(frames.until(known, chosen.end), entry, place)
    boundary = place.boundary_at(as_of.date())
    known = frames.of_boundary(frames.at(known, as_of), boundary)
    table = _by_unit(known, entry, place, boundary, lang)
    measure = {"VND": "money", "share": "share", "points": "points", "flag": "flag"}.get(entry.measure, "count")
    table.attrs["commune"] = Topic(place, chosen, entry, detail, as_of, boundary, lang, entry.id, measure)
    return table


def _by_unit(known: pd.DataFrame, entry: Indicator, place: Scope, boundary: Boundary, lang: str) -> pd.DataFrame:
    parts = parts_of(entry) or [entry.id]
    values = known[known["indicator"].isin(parts)].set_index(["unit", "indicator"])["value"].unstack()  # noqa: PD010
    table = frames.named(values.reindex(columns=parts), place, boundary, lang)
    if entry.kind == "rate":
        table[entry.id] = frames.ratio(
            table[parts[:-1]].sum(axis="columns", min_count=len(parts) - 1), table[parts[-1]]
        )
    address = known[known["indicator"] == parts[0]].set_index("unit")[
        ["status", "confidentiality", *ADDRESS, "coverage"]
    ]
    return table.join(address).fillna(dict.fromkeys(address.columns, ""))


def _last_day(known: pd.DataFrame, entry: Indicator, place: Scope) -> pd.Timestamp:
    """The last day on which every count of the indicator has a figure. Raises MissingIndicator if there is none."""
    own = {code for boundary in place.boundaries for code in boundary.by_code}
    known = known[known["unit"].isin(own)]
    days = [set(frames.dates(known, part)) for part in parts_of(entry) or [entry.id]]
    common = set.intersection(*days)
    if not common:
        raise MissingIndicator(f"No figures of {entry.id} are there yet; contents() lists what is there.")
    return pd.Timestamp(max(common))


def trace(
    unit: str,
    name: str,
    scope: str = "",
    period: str = "",
    detail: str | None = None,
    *,
    project: Project | None = None,
) -> pd.DataFrame:
    """Where the figures of a unit were read: one row per figure, the latest day first, with its address and printed text.

    `unit` is a code or a name; a rate gives the figures that it is computed from. Raises UsageError for an unknown unit.
    """
    place, chosen, project = _chosen(scope, period, project)
    entry = _entry(name, detail or "")
    keys = _units_called(place, unit)
    known = store.load(place.id, chosen, project)
    own = pd.MultiIndex.from_frame(known[["unit", "boundary"]]).isin(keys)
    found = known[own & known["indicator"].isin(parts_of(entry) or [entry.id])]
    if detail is not None:
        found = found[found["detail"] == detail]
    columns = ["indicator", "detail", "as_of", "value", "qualifier", "status", *ADDRESS, "period", "unit", "boundary"]
    return found.sort_values(["as_of", "period"], ascending=False, kind="stable")[columns].reset_index(drop=True)


def _units_called(place: Scope, words: str) -> list[tuple[str, str]]:
    """Keys (code, boundary version) of the units with this code or name, in every version."""
    known = {(u.code, b.version): u for b in place.boundaries for u in b.by_code.values()}
    wanted = words.strip().casefold()
    names = {key: {u.code, u.name.casefold(), u.short_name.casefold()} for key, u in known.items()}
    found = [key for key, spelt in names.items() if wanted in spelt]
    if not found:
        nearest = did_you_mean(words, sorted({u.short_name for u in known.values()}), 60)
        raise UsageError(f'{place.id} has no unit "{words}".{nearest} units() lists them.')
    return found


def _entry(name: str, detail: str) -> Indicator:
    entry = indicator(name)
    members = codelist(entry.details) if entry.details else {}
    unknown = [part for part in detail.split("/") if part not in members] if detail else []
    if unknown:
        known = ", ".join(members) or "none"
        raise UsageError(f'{name} has no detail "{detail}".{did_you_mean(unknown[0], members)} Known: {known}.')
    return entry


def _chosen(scope: str, period: str, project: Project | None) -> tuple[Scope, Period, Project]:
    """Scope and period, or the project's defaults."""
    project = project or Project.find()
    id = project.check_scope(scope) if scope else project.default_scope()
    chosen = project.check_period(id, str(period)) if period else project.default_period(id)
    return load_scope(id, project), chosen, project


def topic(frame: pd.DataFrame) -> Topic:
    """What a frame is about. Raises UsageError for a frame that did not come from `figures` or `compare`."""
    found: Any = frame.attrs.get("commune")
    if not isinstance(found, Topic):
        raise UsageError("This frame does not say what it shows; take one from figures() or compare().")
    return found
