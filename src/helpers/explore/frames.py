"""Exploring: an indicator by unit, and its change between two days, for analysts in JupyterLab.

Frames are plain: what a row is stands in columns (`name`, `boundary`, `as_of`, `is_total`), what the frame shows in
plain attributes (see `topic`). Figures are protected for their audience, as on pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import pandas as pd

from helpers import store
from helpers.analysis import bridge, frames, standards
from helpers.explore.topic import CHANGE, about, parts_of
from helpers.intake.text.vietnamese import fold
from helpers.protect.release import release_of
from helpers.vocabulary.catalogue import Indicator, codelist, indicator, indicators
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import MissingIndicator, UsageError, unknown
from helpers.vocabulary.message import message
from helpers.vocabulary.observation import DAYS, is_as_long
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.project import Project
from helpers.vocabulary.state import State, combined

DEMONSTRATION = "demonstration"
_YEAR = 366  # days: a half-year shows the review that closed the year before
ADDRESS = ["kind", "workbook", "sheet", "cell", "printed"]


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
    """An indicator (by id or name) by unit: the latest day up to the end of the period, the scope's total last.

    One row per unit of the boundary version of that day: name, day, whether it is the total, the figure, for a rate
    also its counts, its state (known, withheld, missing, not applicable), the units that a total covers, and the
    address of the figure (of the rate's numerator). Counts are whole numbers (Int64), shares 0-1. Missing stays
    missing. Raises UsageError for unknown words, MissingIndicator where no unit has such a figure.
    """
    edition = Edition.of(scope, period, audience, project)
    place, entry = edition.scope, entry_of(name, detail)
    known = known_of(edition, entry, detail)
    as_of = days_of(known, entry)[-1]
    boundary = place.boundary_at(as_of.date())
    table = by_unit(frames.of_boundary(known[known["as_of"] == as_of], boundary), entry, place, boundary, lang)
    words = {"detail": detail, "lang": lang, "place": boundary.total.words(lang)}
    return about(table, edition, entry, entry.id, [as_of], **words)


def known_of(edition: Edition, entry: Indicator, detail: str | None) -> pd.DataFrame:
    """A scope's figures of an indicator (a rate's counts) up to the period's end, with totals; None: every detail.

    Raises MissingIndicator, with the details that there are, where figures come only by detail.
    """
    everything = frames.until(frames.shown(_figures(edition, store.inputs_key(edition)), edition), edition.period.end)
    own = everything["unit"].isin({code for boundary in edition.scope.boundaries for code in boundary.by_code})
    known = everything[own & everything["indicator"].isin(parts_of(entry) or [entry.id])]
    if detail is None:
        return known
    chosen = known[known["detail"] == detail]
    if chosen.empty and len(known):
        there = list(dict.fromkeys(known["detail"]))
        raise MissingIndicator(
            '{entry} has no figures {of}; there are: {there}. Write detail="{first}", or details("{entry}") for all.',
            entry=entry.id,
            of=message("of {detail}", detail=detail) if detail else message("without a detail"),
            there=there,
            first=there[0],
        )
    return chosen


@lru_cache(maxsize=4)
def _figures(edition: Edition, key: str) -> pd.DataFrame:
    """The period's figures, kept while nothing changes: protecting them takes a second or two."""
    return release_of(edition).observations()


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
    `comparability` says exact, merged or not_comparable. Columns name, before, after, change: percentage points for
    shares, else the measure itself; all missing where no earlier day compares. Raises UsageError where the periods
    asked for cannot be
    compared: the earlier one ends later, has no review of its own year, or was measured by another definition.
    """
    edition = Edition.of(scope, later, audience, project)
    place, entry = edition.scope, entry_of(name, detail)
    known = known_of(edition, entry, detail)
    days = days_of(known, entry)
    before = _day_before(entry, days, _end_of(earlier, edition), known)
    boundary = place.boundary_at(days[-1].date())
    bridged = bridge.bridge(known, place, boundary.version)
    table = _changes(
        *(by_unit(bridged[bridged["as_of"] == day], entry, place, boundary, lang) for day in (before, days[-1])), entry
    )
    old = place.boundary_at((before or days[-1]).date()).version
    kinds = bridge.correspondence(place, old, boundary.version)["comparability"]
    table["comparability"] = kinds.reindex(table.index).fillna(bridge.EXACT)
    words = {"detail": detail, "lang": lang, "place": boundary.total.words(lang)}
    return about(table, edition, entry, CHANGE, [day for day in (before, days[-1]) if day is not None], **words)


def _end_of(earlier: str, edition: Edition) -> date | None:
    """The last day of the earlier period, None where none was asked for. Raises UsageError if it is not earlier."""
    if not earlier:
        return None
    period = edition.project.check_period(edition.scope_id, str(earlier))
    if period >= edition.period:
        raise UsageError(
            "{period} is not earlier than {later}. Write compare(…, earlier=…, later=…) in the order of time.",
            period=period,
            later=edition.period,
        )
    return period.end


def _changes(before: pd.DataFrame, after: pd.DataFrame, entry: Indicator) -> pd.DataFrame:
    scale = 100 if entry.measure == "share" else 1
    values = {"before": before[entry.id], "after": after[entry.id]}
    pairs = zip(before["kind"], after["kind"], strict=True)
    kinds = [DEMONSTRATION if DEMONSTRATION in pair else pair[1] for pair in pairs]
    change = (values["after"] - values["before"]) * scale
    states = pd.concat([before["state"], after["state"]], axis="columns", keys=["before", "after"])
    columns = after[["name", "boundary", "as_of", "is_total", "workbook"]].assign(workbook_before=before["workbook"])
    return columns.assign(**values, change=change, state=combined(states), kind=kinds)


def _day_before(
    entry: Indicator, days: list[pd.Timestamp], until: date | None, known: pd.DataFrame
) -> pd.Timestamp | None:
    """The earlier day of a change: the last up to `until`, else the first, measured like the last of all.

    The first is one with figures of units, if there is any: a total alone says little. None where there is no day;
    raises UsageError where one was asked for.
    """
    like = [day for day in days[:-1] if alike(entry, known, day, days[-1])]
    if until is not None:
        found = [day for day in like if day.date() <= until and (until - day.date()).days < _YEAR][-1:]
    else:
        places = known[known["indicator"].isin(parts_of(entry) or [entry.id])].groupby("as_of")["unit"].nunique()
        found = [day for day in like if places[day] > 1] or like
    if found or until is None:
        return found[0] if found else None
    there = [day for day in days[:-1] if day.date() <= until and (until - day.date()).days < _YEAR]
    why = (
        "those before were measured by another definition, or over another span of days"
        if there
        else f"no earlier figure describes the year up to {until}"
    )
    listed = ", ".join(str(day.date()) for day in days)
    raise UsageError(
        "No change of {entry} can be taken up to {day}: {why}. Days with figures: {listed}.",
        entry=entry.id,
        day=days[-1].date(),
        why=why,
        listed=listed,
    )


def alike(entry: Indicator, known: pd.DataFrame, earlier: pd.Timestamp, later: pd.Timestamp) -> bool:
    """Figures compare within what measures them, a standard or a phase of programmes; flows over as many days only."""
    spans = known.loc[known["indicator"].isin(parts_of(entry) or [entry.id])].groupby("as_of")[DAYS].first()
    as_long = is_as_long(spans.loc[[earlier]].reset_index(drop=True), spans.loc[[later]].reset_index(drop=True)).all()
    return bool(as_long) and all(standards.same_series(id, earlier, later) for id in {entry.id, *parts_of(entry)})


def by_unit(known: pd.DataFrame, entry: Indicator, place: Scope, boundary: Boundary, lang: str) -> pd.DataFrame:
    """One day's figures of an indicator: one row per unit of a boundary version, one for the total, as in `figures`."""
    parts = parts_of(entry) or [entry.id]
    by_part = known[known["indicator"].isin(parts)].set_index(["unit", "indicator"])
    values = by_part["value"].unstack().reindex(columns=parts)  # noqa: PD010 - no value of a missing pair is made up
    table = whole(frames.named(values, place, boundary, lang), parts)
    if entry.kind == "rate":
        count = table[parts[:-1]].sum(axis="columns", min_count=len(parts) - 1).astype("float64")
        table[entry.id] = frames.ratio(count, table[parts[-1]].astype("float64"))
    told = by_part["state"].unstack().reindex(index=table.index, columns=parts)  # noqa: PD010 - as above
    states = combined(told.astype("object").fillna(State.MISSING.value))
    states = states.mask(states.eq(State.KNOWN.value) & table[entry.id].isna(), State.NOT_APPLICABLE.value)
    named = ["status", "confidentiality", *ADDRESS, "coverage"]
    address = known[known["indicator"] == parts[0]].set_index("unit")[named]
    address["kind"] = known[known["indicator"].isin(parts)].groupby("unit")["kind"].agg(_kind)
    day = known["as_of"].iloc[0] if len(known) else pd.NaT
    table.insert(2, "as_of", day)
    table.insert(3, "is_total", table.index == boundary.total.code)
    return table.assign(state=states).join(address).fillna(dict.fromkeys(address.columns, ""))


def whole(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The table with its counts and amounts of money as whole numbers (Int64), where they are whole."""
    kinds = {name: indicators()[name].kind for name in columns}
    exact = [name for name, of in kinds.items() if of in {"count", "amount"} and (table[name].dropna() % 1 == 0).all()]
    return table.astype(dict.fromkeys(exact, "Int64"))


def _kind(kinds: pd.Series) -> str:
    """The kind of a figure made from several: demonstration if any of them is."""
    return DEMONSTRATION if (kinds == DEMONSTRATION).any() else str(kinds.iloc[0])


def days_of(known: pd.DataFrame, entry: Indicator) -> list[pd.Timestamp]:
    """The days on which every count of the indicator has a figure, in order. Raises MissingIndicator if none has."""
    common = set.intersection(*(set(frames.dates(known, part)) for part in parts_of(entry) or [entry.id]))
    if not common:
        raise MissingIndicator("No figures of {entry} are there yet; contents() lists what is there.", entry=entry.id)
    return sorted(common)


def entry_of(name: str, detail: str) -> Indicator:
    """The indicator of an id, or a name in any language, if the detail is known. Raises UsageError with the nearest."""
    labels = {label.casefold(): entry for entry in indicators().values() for label in entry.label.values()}
    entry = indicators().get(name) or labels.get(str(name).strip().casefold()) or indicator(name)
    members = codelist(entry.details) if entry.details else {}
    strange = [part for part in detail.split("/") if part not in members] if detail else []
    if strange:
        raise unknown("detail", strange[0], members)
    return entry


def units_called(words: str, place: Scope) -> list[tuple[str, str]]:
    """Keys (code, boundary version) of the units of this code or name. Raises UsageError with the nearest."""
    known = {(u.code, b.version): u for b in place.boundaries for u in b.by_code.values()}
    names = {key: {u.code, fold(u.name), fold(u.short_name)} for key, u in known.items()}
    found = [key for key, spelt in names.items() if fold(words) in spelt]
    if not found:
        raise unknown("unit", words, sorted({u.short_name for u in known.values()}))
    return found
