"""The figures that a page may show: loaded from the store, protected for its audience."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from fnmatch import fnmatchcase

import pandas as pd

from helpers.protect.totals import COVERAGE
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.observation import KEY, frame
from helpers.vocabulary.place import Scope, Unit


def observations(edition: Edition, units: Sequence[str] | None = None) -> pd.DataFrame:
    """Accepted observations of every period up to this one, with totals; one row per date and figure.

    Beside the columns of `vocabulary.observation` it has `covers` and `coverage`, which units a total covers and how many
    ('8/9'), and `revised`: an earlier period's return had another value. The public's
    are protected after the totals are made, so prose and charts are too. A run prepares them once for all of its pages;
    a notebook on its own finds them here. units: codes of the only units that are wanted; what was prepared lies in
    order of units, so that a profile costs the same in a scope of thousands.
    """
    from helpers import store

    prepared = edition.processed / f"prepared-{edition.audience}.parquet"
    if store.sealed(edition.project) and prepared.is_file():
        wanted = [("unit", "in", list(units))] if units is not None else None
        return _declared(_typed(pd.read_parquet(prepared, filters=wanted)))
    found = made(edition)[0]
    return found if units is None else found[found["unit"].isin(list(units))].reset_index(drop=True)


def profile_codes(scope: Scope, unit: Unit) -> list[str]:
    """Codes whose figures a unit's profile shows: the unit, what was merged into it, totals and places of comparison."""
    codes = {unit.code}
    for boundary in reversed(scope.boundaries):
        codes |= {p for code in sorted(codes) for p in getattr(boundary.by_code.get(code), "predecessors", ())}
    return sorted(codes | {boundary.total.code for boundary in scope.boundaries} | set(scope.references))


def key_figures(found: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Key figures of every unit with their ranks (`analysis.profile.key_figures_by_unit`), from the figures of all."""
    from helpers.analysis.profile import key_figures_by_unit

    boundary = edition.boundary
    return key_figures_by_unit(comparable(found, edition), boundary.total.code, [unit.code for unit in boundary.units])


def comparable(found: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """The figures up to the period's end, for the units of its boundary version and the places of comparison.

    Figures of older versions are restated for whole-unit merges (column `bridged`); nothing is guessed for splits. Of
    flows up to one day only those of one length are left: see `frames.one_span`. Addresses are left behind: analyses do
    not read them.
    """
    from helpers.analysis import frames
    from helpers.analysis.bridge import bridge

    scope, boundary = edition.scope, edition.boundary
    spanned = frames.one_span(frames.without_address(found), edition.period)
    past = frames.until(bridge(spanned, scope, boundary.version), edition.period.end)
    return frames.of_boundary(past, boundary, references=list(scope.references))


def key_figures_of(edition: Edition, unit: str) -> pd.DataFrame:
    """Key figures of one unit, one row per figure; as the run prepared them, or worked out here."""
    from helpers import store
    from helpers.analysis.profile import figures_of_unit

    prepared = edition.processed / f"profiles-{edition.audience}.parquet"
    if store.sealed(edition.project) and prepared.is_file():
        return figures_of_unit(pd.read_parquet(prepared, filters=[("unit", "==", unit)]), unit)
    return figures_of_unit(key_figures(made(edition)[0], edition), unit)


def _declared(found: pd.DataFrame) -> pd.DataFrame:
    """The figures that the run's step declares to read: a page is made again when one of these changes, so it sees no others."""
    patterns = json.loads(os.environ.get("COMMUNE_READS", '["*"]'))
    names = [name for name in found["indicator"].unique() if any(fnmatchcase(name, pattern) for pattern in patterns)]
    return found[found["indicator"].isin(names)].reset_index(drop=True)


def made(edition: Edition) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures for an audience from the store, and the audit of what is withheld (empty for the internal audience).

    The audit says which figures are small: it is for the office and goes into no public folder.
    """
    from helpers import store
    from helpers.protect.disclosure import AUDIT_COLUMNS, protect
    from helpers.protect.totals import with_totals

    stored = frame(store.every("observations", edition))
    found = with_totals(stored, edition.scope).pipe(_with_revisions, stored)
    if not edition.is_public:
        return _typed(found), pd.DataFrame(columns=AUDIT_COLUMNS)
    done = protect(found, edition.scope, stored)
    return _typed(done.observations), done.audit


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    covered = {name: found[name].fillna("").astype("str").to_numpy() for name in COVERAGE}
    return frame(found).assign(**covered, revised=found["revised"].astype("bool").to_numpy())


def _with_revisions(found: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    """The figures with `revised`: another period's return of the same kind gave another value for the same day."""
    known = stored[stored["value"].notna()]
    values = known.groupby([*KEY, "kind"], observed=True)["value"].nunique()
    changed = values[values > 1].index
    return found.assign(revised=pd.MultiIndex.from_frame(found[[*KEY, "kind"]]).isin(changed))
