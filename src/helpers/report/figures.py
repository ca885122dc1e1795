"""Figures of a release as pages compare them: restated for the units of the period, and where each unit stands."""

from __future__ import annotations

import pandas as pd

from helpers.protect.release import STANDING, release_of
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.place import Scope, Unit


def profile_codes(scope: Scope, unit: Unit) -> list[str]:
    """Codes whose figures a unit's profile shows: the unit, what merged into it, totals, places of comparison."""
    codes = {unit.code}
    for boundary in reversed(scope.boundaries):
        codes |= {p for code in sorted(codes) for p in getattr(boundary.by_code.get(code), "predecessors", ())}
    return sorted(codes | {boundary.total.code for boundary in scope.boundaries} | set(scope.references))


def comparable(found: pd.DataFrame, edition: Edition, standard: str = "") -> pd.DataFrame:
    """The figures up to the period's end, for the units of its boundary version and the places of comparison.

    Figures of older versions are restated for whole-unit merges (column `bridged`); nothing is guessed for splits. Of
    what is double on a day one is left, that of `standard` if one is given: see `frames.shown`. Addresses are left
    behind: analyses do not read them.
    """
    from helpers.analysis import frames
    from helpers.analysis.bridge import bridge

    scope, boundary = edition.scope, edition.boundary
    told = frames.shown(frames.without_address(found), edition, standard)
    past = frames.until(bridge(told, scope, boundary.version), edition.period.end)
    return frames.of_boundary(past, boundary, references=list(scope.references))


def standing_of(edition: Edition, unit: str) -> pd.DataFrame:
    """Where a unit stands (`analysis.profile.standing_by_unit`): prepared for the release, or worked out here."""
    from helpers.analysis.profile import standing_by_unit

    release = release_of(edition)
    if (prepared := release.folder / f"{STANDING}.parquet").is_file():
        return pd.read_parquet(prepared, filters=[("unit", "==", unit)])
    found = standing_by_unit(comparable(release.observations(), edition), edition.boundary)
    return found[found["unit"] == unit].reset_index(drop=True)


def profiled(edition: Edition) -> list[Unit]:
    """The units that have figures and so a profile, in official order; all before a run told them apart."""
    prepared = edition.release / f"{STANDING}.parquet"
    if not prepared.is_file():
        return list(edition.boundary.units)
    there = set(pd.read_parquet(prepared, columns=["unit"])["unit"].unique())
    return [unit for unit in edition.boundary.units if unit.code in there]
