"""Exploring: an indicator by unit, and its change between two days, for analysts in JupyterLab.

Frames carry what they are about in `frame.attrs["commune"]` (see `Topic`), so that `table`, `chart` and `export` need no
further words. Figures are protected for their audience, as on pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from helpers import store
from helpers.analysis import bridge, frames, standards
from helpers.report.figures import observations as figures_of
from helpers.vocabulary.catalogue import Indicator, codelist, detail_label, indicator
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import MissingIndicator, UsageError, did_you_mean
from helpers.vocabulary.observation import DAYS, is_as_long
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.project import Project

CHANGE = "change"
DEMONSTRATION = "demonstration"
ADDRESS = ["kind", "workbook", "sheet", "cell", "printed"]


@dataclass(frozen=True)
class Topic:
    """What a frame shows: an indicator of a scope on a day, for readers of a language."""

    edition: Edition
    indicator: Indicator
    detail: str
    as_of: pd.Timestamp
    boundary: Boundary
    lang: str
    value: str  # the column that is charted
    format: str  # how it is written: count, money, share, points, flag
    since: pd.Timestamp | None = None  # the earlier day of a change

    @property
    def label(self) -> str:
        """The indicator's name, with the member of its breakdown."""
        return words_of(self.indicator, self.detail, self.lang)


def words_of(entry: Indicator, detail: str, lang: str) -> str:
    """The indicator's name for a reader, with the member of its breakdown."""
    return f"{entry.label[lang]}: {member(entry, detail, lang)}" if detail else entry.label[lang]


def member(entry: Indicator, detail: str, lang: str) -> str:
    """The member of the breakdown for a reader; '' for none."""
    return detail_label(entry.details, detail, lang) if detail else ""


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
    audience: str = Audience.PUBLIC,
    project: Project | None = None,
) -> pd.DataFrame:
    """An indicator by unit: the latest day up to the end of the period, the scope's total last.

    One row per unit of the boundary version of that day: name, the figure, for a rate also its counts, the share of units
    that a total covers, and the address of the figure (of the rate's numerator). Missing stays missing.
    Raises UsageError for unknown words, MissingIndicator where no unit has such a figure.
    """
    edition = Edition.of(scope, period, audience, project)
    place, entry = edition.scope, entry_of(name, detail)
    known = _known(edition, detail)
    as_of = _days(known, entry, place)[-1]
    boundary = place.boundary_at(as_of.date())
    table = _by_unit(frames.of_boundary(_on(known, as_of), boundary), entry, place, boundary, lang)
    measure = {"VND": "money", "share": "share", "points": "points", "flag": "flag"}.get(entry.measure, "count")
    table.attrs["commune"] = Topic(edition, entry, detail, as_of, boundary, lang, entry.id, measure)
    return table


def _known(edition: Edition, detail: str) -> pd.DataFrame:
    """Figures of a detail up to the end of the period, with totals."""
    known = _figures(edition, store.inputs_key(edition))
    return frames.until(frames.one_span(known[known["detail"] == detail], edition.period), edition.period.end)


@lru_cache(maxsize=4)
def _figures(edition: Edition, key: str) -> pd.DataFrame:
    """The period's figures, kept while nothing changes: protecting them takes a second or two."""
    return figures_of(edition)


def compare(
    name: str,
    scope: str = "",
    earlier: str = "",
    later: str = "",
    detail: str = "",
    *,
    lang: str = "vi",
    audience: str = Audience.PUBLIC,
    project: Project | None = None,
) -> pd.DataFrame:
    """What changed by unit: one row per unit of the later boundary version, the scope's total last.

    Without an earlier period, since the first day measured alike. Older units are added up where they merged whole;
    `comparability` says exact, merged or not_comparable. Columns name, before, after, change: percentage points for shares,
    else the measure itself; all missing where no earlier day compares. Raises UsageError where the period asked for does not.
    """
    edition = Edition.of(scope, later, audience, project)
    place, entry = edition.scope, entry_of(name, detail)
    known = _known(edition, detail)
    days = _days(known, entry, place)
    until = edition.project.check_period(place.id, str(earlier)).end if earlier else None
    before = _day_before(entry, days, until, _own(known, place))
    boundary = place.boundary_at(days[-1].date())
    bridged = bridge.bridge(known, place, boundary.version)
    table = _changes(*(_by_unit(_on(bridged, day), entry, place, boundary, lang) for day in (before, days[-1])), entry)
    old = place.boundary_at((before or days[-1]).date()).version
    kinds = bridge.correspondence(place, old, boundary.version)["comparability"]
    table["comparability"] = kinds.reindex(table.index).fillna(bridge.EXACT)
    shown = "points" if entry.measure == "share" else "count"
    table.attrs["commune"] = Topic(edition, entry, detail, days[-1], boundary, lang, CHANGE, shown, before)
    return table


def _changes(before: pd.DataFrame, after: pd.DataFrame, entry: Indicator) -> pd.DataFrame:
    scale = 100 if entry.measure == "share" else 1
    values = {"before": before[entry.id], "after": after[entry.id]}
    pairs = zip(before["kind"], after["kind"], strict=True)
    kinds = [DEMONSTRATION if DEMONSTRATION in pair else pair[1] for pair in pairs]
    changed = after[["name", "boundary"]].assign(**values, change=(values["after"] - values["before"]) * scale)
    return changed.assign(kind=kinds)


def _day_before(
    entry: Indicator, days: list[pd.Timestamp], until: date | None, known: pd.DataFrame
) -> pd.Timestamp | None:
    """The earlier day of a change: the last up to `until`, else the first, measured like the last of all.

    The first is one with figures of units, if there is any: a total alone says little. None where there is no day;
    raises UsageError where one was asked for.
    """
    as_long = _as_long(known, entry, days[-1])
    alike = [day for day in days[:-1] if day in as_long and _alike(entry, day, days[-1])]
    if until is not None:
        found = [day for day in alike if day.date() <= until][-1:]
    else:
        places = known[known["indicator"].isin(parts_of(entry) or [entry.id])].groupby("as_of")["unit"].nunique()
        found = [day for day in alike if places[day] > 1] or alike
    if found or until is None:
        return found[0] if found else None
    there = [day for day in days[:-1] if day.date() <= until]
    why = (
        "those before were measured by another definition or over another span of days"
        if there
        else "no earlier day has them"
    )
    raise UsageError(f"No change of {entry.id} can be taken up to {days[-1].date()}: {why}.")


def _as_long(known: pd.DataFrame, entry: Indicator, last: pd.Timestamp) -> set[pd.Timestamp]:
    """The days up to which the figures describe as many days as those of the last one: half a year is no year."""
    spans = known.loc[known["indicator"].isin(parts_of(entry) or [entry.id]), DAYS].drop_duplicates()
    others = [spans.assign(**span) for span in spans[spans["as_of"] == last].to_dict("records")]
    return {day for other in others for day in spans.loc[is_as_long(spans, other), "as_of"]}


def _alike(entry: Indicator, earlier: pd.Timestamp, later: pd.Timestamp) -> bool:
    """Figures compare within what measures them: a standard, a set of criteria, a phase of programmes."""
    return all(standards.same_series(name, earlier, later) for name in {entry.id, *parts_of(entry)})


def _on(known: pd.DataFrame, day: pd.Timestamp | None) -> pd.DataFrame:
    """The figures of a day with their addresses (`frames.at` leaves these behind); none for no day."""
    return known[known["as_of"] == day]


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
    address["kind"] = known[known["indicator"].isin(parts)].groupby("unit")["kind"].agg(_kind)
    return table.join(address).fillna(dict.fromkeys(address.columns, ""))


def _kind(kinds: pd.Series) -> str:
    """The kind of a figure made from several: demonstration if any of them is."""
    return DEMONSTRATION if (kinds == DEMONSTRATION).any() else str(kinds.iloc[0])


def _days(known: pd.DataFrame, entry: Indicator, place: Scope) -> list[pd.Timestamp]:
    """The days on which every count of the indicator has a figure, in order. Raises MissingIndicator if there is none."""
    known = _own(known, place)
    days = [set(frames.dates(known, part)) for part in parts_of(entry) or [entry.id]]
    common = set.intersection(*days)
    if not common:
        raise MissingIndicator(f"No figures of {entry.id} are there yet; contents() lists what is there.")
    return sorted(common)


def entry_of(name: str, detail: str) -> Indicator:
    """The indicator, once name and detail are known ones. Raises UsageError with the nearest."""
    entry = indicator(name)
    members = codelist(entry.details) if entry.details else {}
    unknown = [part for part in detail.split("/") if part not in members] if detail else []
    if unknown:
        known = ", ".join(members) or "none"
        raise UsageError(f'{name} has no detail "{detail}".{did_you_mean(unknown[0], members)} Known: {known}.')
    return entry


def _own(known: pd.DataFrame, place: Scope) -> pd.DataFrame:
    """The figures of the scope's units and total, without places of comparison."""
    return known[known["unit"].isin({code for boundary in place.boundaries for code in boundary.by_code})]


def topic(frame: pd.DataFrame) -> Topic:
    """What a frame is about. Raises UsageError for a frame that did not come from `figures` or `compare`."""
    found: Any = frame.attrs.get("commune")
    if not isinstance(found, Topic):
        raise UsageError("This frame does not say what it shows; take one from figures() or compare().")
    return found
