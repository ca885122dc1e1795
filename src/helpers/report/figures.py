"""Figures of a release as pages compare them: restated for the units of the period, and the key figures of each unit."""

from __future__ import annotations

import pandas as pd

from helpers.protect.release import release_of
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.place import Scope, Unit


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
    what is double on a day one is left: see `frames.shown`. Addresses are left behind: analyses do
    not read them.
    """
    from helpers.analysis import frames
    from helpers.analysis.bridge import bridge

    scope, boundary = edition.scope, edition.boundary
    told = frames.shown(frames.without_address(found), edition)
    past = frames.until(bridge(told, scope, boundary.version), edition.period.end)
    return frames.of_boundary(past, boundary, references=list(scope.references))


def key_figures_of(edition: Edition, unit: str) -> pd.DataFrame:
    """Key figures of one unit, one row per figure; as the run prepared them, or worked out here."""
    from helpers.analysis.profile import figures_of_unit

    release = release_of(edition)
    prepared = release.folder / "profiles.parquet"
    if prepared.is_file():
        return figures_of_unit(pd.read_parquet(prepared, filters=[("unit", "==", unit)]), unit)
    return figures_of_unit(key_figures(release.observations(), edition), unit)
