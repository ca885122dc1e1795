"""Figures of an older boundary version as units of a newer one: whole-unit merges only, never a guess about a split."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from helpers.protect.totals import COVERAGE, KIND_ORDER, period_order
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.observation import KEY, withhold
from helpers.vocabulary.place import Boundary, Scope
from helpers.vocabulary.state import State

EXACT, MERGED, NOT_COMPARABLE = "exact", "merged", "not_comparable"


def correspondence(scope: Scope, old: str, new: str) -> pd.DataFrame:
    """Which old units make up each new one: one row per unit of `new`.

    `predecessors` (codes of `old`), `comparability`: 'exact' (one old unit, whole; a rename is no change), 'merged'
    (several, whole) or 'not_comparable' (an old unit went into more than one new unit, or none is known).
    Versions in between are followed. Raises UsageError for an unknown version.
    """
    versions = [b.version for b in scope.boundaries]
    start, end = versions.index(scope.boundary(old).version), versions.index(scope.boundary(new).version)
    found = {unit.code: (unit.code,) for unit in scope.boundaries[start].units}
    for before, after in zip(scope.boundaries[start:end], scope.boundaries[start + 1 : end + 1], strict=True):
        found = {
            code: tuple(p for step in parts for p in found.get(step, ()))
            for code, parts in _step(before, after).items()
        }
    used = pd.Series([code for parts in found.values() for code in parts], dtype=object).value_counts()
    rows = [(code, parts, _kind(parts, used)) for code, parts in found.items()]
    return pd.DataFrame(rows, columns=["unit", "predecessors", "comparability"]).set_index("unit")


@dataclass(frozen=True)
class BoundaryChange:
    """That units of today replace older ones since a day, and how many of them cannot be compared with these."""

    since: date
    units: int
    old_units: int
    not_comparable: int


def boundary_change(figures: pd.DataFrame, scope: Scope, boundary: Boundary) -> BoundaryChange | None:
    """The last change of boundaries before the units of `boundary`; None if no figure of the page is of older units."""
    older = [each for each in scope.boundaries if each.valid_from < boundary.valid_from]
    if not older or not figures["bridged"].any():
        return None
    table = correspondence(scope, older[-1].version, boundary.version)
    lost = int((table["comparability"] == NOT_COMPARABLE).sum())
    if not lost and not (table["comparability"] == MERGED).any():
        return None
    return BoundaryChange(boundary.valid_from, len(table), len(older[-1].units), lost)


def _step(before: Boundary, after: Boundary) -> dict[str, tuple[str, ...]]:
    """Predecessors as listed; a unit without any that keeps a code nobody else lists is the same unit."""
    listed = {code for unit in after.units for code in unit.predecessors}
    own = {unit.code for unit in before.units}
    return {
        unit.code: unit.predecessors or ((unit.code,) if unit.code in own - listed else ())
        for unit in after.units
    }  # fmt: skip


def _kind(parts: tuple[str, ...], used: pd.Series) -> str:
    if not parts or (used.reindex(list(parts)) > 1).any():
        return NOT_COMPARABLE
    return EXACT if len(parts) == 1 else MERGED


def bridge(observations: pd.DataFrame, scope: Scope, new: str) -> pd.DataFrame:
    """Every figure of older versions restated for the units of version `new`, beside those that are in it already.

    Additive figures of whole merges are added up, if all parts are there; a merge of one part keeps everything. Rates
    are recomputed by the caller from the added counts; printed rates, flags and counts that do not add up pass only
    where the correspondence is exact. Totals and places of comparison keep their figures, since the area is the same.
    Columns as given, plus `bridged`: true where a figure was restated. Figures of newer versions are left out.
    """
    target = scope.boundary(new)
    order = [b.version for b in scope.boundaries]
    parts = [observations[observations["boundary"] == new].assign(bridged=False)]
    for version in order[: order.index(new)]:
        rows = observations[observations["boundary"] == version]
        parts.append(_restated(rows, scope, version, target))
    rest = observations[~observations["boundary"].isin(order)].assign(bridged=False)
    return pd.concat([*parts, rest], ignore_index=True)


def _restated(rows: pd.DataFrame, scope: Scope, version: str, target: Boundary) -> pd.DataFrame:
    table = correspondence(scope, version, target.version)
    old = {unit.code for unit in scope.boundary(version).units}
    total = scope.boundary(version).total.code
    others = rows[~rows["unit"].isin(old) | (rows["unit"] == total)]
    others = others.assign(unit=others["unit"].where(others["unit"] != total, target.total.code))
    comparable = table[table["comparability"] != NOT_COMPARABLE]["predecessors"]
    into = {code: unit for unit, codes in comparable.items() for code in codes}
    size = {unit: len(codes) for unit, codes in comparable.items()}
    moved = rows[rows["unit"].isin(into) & (rows["unit"] != total)]
    moved = moved.assign(unit=moved["unit"].map(into))
    moved = moved.assign(parts=moved["unit"].map(size))
    exact = moved[moved["parts"] == 1].drop(columns="parts")
    merged = _added(moved[moved["parts"] > 1])
    return pd.concat([others, exact, merged], ignore_index=True).assign(boundary=target.version, bridged=True)


def _added(moved: pd.DataFrame) -> pd.DataFrame:
    """Additive figures added up over the parts of a merge: withheld if a part is, left out if a part is missing."""
    additive = {id for id, entry in indicators().items() if entry.additive}
    rows = moved[moved["indicator"].isin(additive) & moved["state"].isin([State.KNOWN, State.WITHHELD])]
    columns = [c for c in moved.columns if c != "parts"]
    if rows.empty:
        return moved[columns].iloc[:0]
    rows = rows.assign(
        worst=rows["kind"].map(KIND_ORDER), when=period_order(rows["period"]), held=rows["state"].eq(State.WITHHELD)
    )
    groups = rows.groupby(KEY, sort=True)
    sums = groups.agg(value=("value", "sum"), held=("held", "any"), n=("value", "size"), parts=("parts", "first"),
                      worst=("worst", "max"), scope=("scope", "first"), when=("when", "max")).reset_index()  # fmt: skip
    periods = rows.drop_duplicates("when").set_index("when")["period"]
    sums = sums[sums["n"] == sums["parts"]]
    kinds = {number: kind for kind, number in KIND_ORDER.items()}
    blanks = {c: "" for c in ("qualifier", "workbook", "sheet", "cell", "printed", *COVERAGE) if c in columns}
    made = sums.assign(
        kind=sums["worst"].map(kinds),
        period=sums["when"].map(periods),
        status="A",
        confidentiality="F",
        state=State.KNOWN.value,
        **blanks,
    )
    return withhold(made, made["held"]).reindex(columns=columns)
