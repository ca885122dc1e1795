"""The review of a period: observations in, accepted and rejected figures with findings out. Nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from helpers.intake.source import told_names
from helpers.quality import checks, continuity, controls, rates, repeats, shape, sizes, totals
from helpers.quality.corrections import HERE, Corrected, correct, read_corrections
from helpers.quality.faults import ADDRESS, Fault, Words, findings_of
from helpers.quality.figures import Figures
from helpers.vocabulary import observation
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.findings import SEVERITIES
from helpers.vocabulary.language import LANGUAGES
from helpers.vocabulary.place import Boundary, Scope

if TYPE_CHECKING:
    from helpers.intake import Intake

OUTCOMES = ("accepted", "rejected", "label", "ignorable")
CELL = ["workbook", "sheet", "cell"]
CHANGED = "Q601"
SET_ASIDE = ("Q438", "Q602")  # without an error: rates whose counts are rejected, figures that a correction drops
LOOK_BACK = pd.DateOffset(years=2)


@dataclass(frozen=True)
class Review:
    """What became of a period's returns.

    accepted: each figure once, corrections applied. rejected: figures with an error, or dropped by a correction,
    with the code of the `finding` that says why. findings: in the order of files and cells. cells: one row per
    non-empty cell with its `outcome` (accepted, rejected, label, ignorable). corrections: one row per entry of
    corrections.toml.
    columns: how each column of figures was known and what its figures prove of it, as intake found. counts: cells by
    outcome, findings by severity, and units expected, reported and accepted (without a rejected figure).
    """

    accepted: pd.DataFrame
    rejected: pd.DataFrame
    findings: pd.DataFrame
    cells: pd.DataFrame
    corrections: pd.DataFrame
    columns: pd.DataFrame
    counts: dict[str, int]


def review(intake: Intake, edition: Edition, earlier: pd.DataFrame | None = None) -> Review:
    """The figures of a period against every rule.

    earlier: accepted observations of earlier periods, for comparisons; None or empty for the first one.
    Raises InputError for an unreadable corrections.toml, ValueError for a malformed table of observations.
    """
    received = observation.validate(intake.observations.reset_index(drop=True))
    earlier = _recent(earlier, received)
    corrected = correct(received, read_corrections(edition.raw, told_names(edition)))
    singles, judged = _judge(corrected, earlier, edition.scope)
    faults = [*corrected.faults, *judged]
    reasons = _reasons(faults)
    rejected = _rejected(corrected.observations, faults)
    accepted = _without(singles, faults)
    addressed, place = pd.concat([corrected.observations[ADDRESS], earlier[ADDRESS]]), partial(_place, edition.scope)
    declared = findings_of(corrected.faults, addressed, place)
    findings = _ordered([intake.findings, declared, findings_of(judged, _as_corrected(addressed, corrected), place)])
    cells = _cells(intake.cells, rejected)
    return Review(
        accepted=accepted.reset_index(drop=True),
        rejected=rejected.assign(finding=[reasons[row] for row in rejected.index]).reset_index(drop=True),
        findings=findings,
        cells=cells,
        corrections=corrected.log,
        columns=intake.columns,
        counts=_counts(cells, findings, accepted, rejected, edition.boundary),
    )


def _as_corrected(addressed: pd.DataFrame, corrected: Corrected) -> pd.DataFrame:
    """The addresses where a corrected figure stands as its correction says it: what is wrong with it is not the sender's fault."""
    changed = list({fault.row: None for fault in corrected.faults if fault.code == CHANGED})
    told = addressed.copy()
    told.loc[changed, list(HERE)] = list(HERE.values())
    told.loc[changed, "printed"] = [f"{value:g}" for value in corrected.observations.loc[changed, "value"]]
    return told


def _recent(earlier: pd.DataFrame | None, received: pd.DataFrame) -> pd.DataFrame:
    """Earlier figures that a rule may look back to, under labels that this period's figures do not have."""
    if earlier is None or earlier.empty or received.empty:
        return received.iloc[:0]
    labelled = earlier.set_axis(range(len(received), len(received) + len(earlier)))
    return labelled[labelled["as_of"] >= received["as_of"].min() - LOOK_BACK]


def _judge(corrected: Corrected, earlier: pd.DataFrame, scope: Scope) -> tuple[pd.DataFrame, list[Fault]]:
    """Each figure once, and the faults of every rule.

    In stages, so that one wrong figure is one finding: first what cannot be by itself, then figures given twice, then
    figures beside others. What one stage rejects the next does not see. Last, rates that lost their counts.
    """
    received = _without(corrected.observations, corrected.faults)
    past = continuity.history(received, earlier, scope)
    alone = [*shape.check_shape(received), *continuity.check_lost_dots(received, past)]
    alone += sizes.check_sizes(received, scope)
    singles, contradicting = repeats.single(_without(received, alone))
    faults = [*alone, *contradicting]
    standing = _without(singles, faults)
    figures = Figures(standing)
    beside = [
        *checks.within_period(figures),
        *rates.check_rates(figures),
        *totals.check_total_rows(standing, scope),
        *sizes.check_proportions(standing, scope),
        *totals.check_missing_units(received, scope),
        *continuity.check_carry(standing, past),
        *continuity.check_jumps(standing, past),
        *continuity.check_scale(standing, past),
        *controls.check_published(standing, earlier, scope),
    ]
    faults = [*faults, *beside]
    rejected = _rejected(corrected.observations, [*corrected.faults, *faults])
    return singles, [*faults, *rates.check_unproved(_without(singles, faults), rejected)]


def _without(observations: pd.DataFrame, faults: Iterable[Fault]) -> pd.DataFrame:
    """The observations that none of the faults rejects."""
    refused = _rejected(observations, faults)
    return observations.drop(index=refused.index) if len(refused) else observations


def _rejected(observations: pd.DataFrame, faults: Iterable[Fault]) -> pd.DataFrame:
    """The observations that one of the faults rejects."""
    return observations[observations.index.isin(list(_reasons(faults)))]


def _reasons(faults: Iterable[Fault]) -> dict[int, str]:
    """Rows that are not accepted, with the first code that says why: errors, and what is set aside."""
    reasons: dict[int, str] = {}
    for fault in faults:
        if fault.row is not None and (fault.rejects or fault.code in SET_ASIDE):
            reasons.setdefault(fault.row, fault.code)
    return reasons


def _place(scope: Scope, code: str, version: str) -> Words:
    return {lang: scope.name_or_code(code, version, lang) for lang in LANGUAGES}


def _ordered(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Findings by workbook, sheet and cell as a reader meets them (C9 before C10), then by code."""
    findings = pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)
    cell = findings["cell"].str.extract(r"^([A-Z]*)(\d*)")
    rank = {severity: at for at, severity in enumerate(SEVERITIES)}
    column, row = cell[0].fillna(""), pd.to_numeric(cell[1]).fillna(0)
    keys = findings[["workbook", "sheet"]].assign(row=row, width=column.str.len(), column=column)
    keys = keys.assign(severity=findings["severity"].map(rank), code=findings["code"])
    return findings.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)


def _cells(cells: pd.DataFrame, rejected: pd.DataFrame) -> pd.DataFrame:
    """Intake's cells with the final outcome: a cell read is accepted unless its figure was rejected."""
    read = cells["outcome"] == "observation"
    outcome = cells["outcome"].mask(read, "accepted")
    if len(rejected):
        is_refused = pd.MultiIndex.from_frame(cells[CELL]).isin(pd.MultiIndex.from_frame(rejected[CELL]))
        outcome = outcome.mask(read & is_refused, "rejected")
    return cells.assign(outcome=outcome)


def _counts(
    cells: pd.DataFrame, findings: pd.DataFrame, accepted: pd.DataFrame, rejected: pd.DataFrame, boundary: Boundary
) -> dict[str, int]:
    """Cells by outcome, which add up to `cells`; findings by severity; units that reported, and without rejection.

    A printed rate is only a check of the counts: losing one does not make a unit's return unsound.
    """
    outcomes = cells["outcome"].value_counts()
    severities = findings["severity"].value_counts()
    figures = rejected[~rejected["indicator"].map({id: entry.kind for id, entry in indicators().items()}).eq("printed")]
    sound, refused = _units_of(accepted, boundary), _units_of(figures, boundary)
    return {
        "files": int(cells["workbook"].nunique()),
        "cells": len(cells),
        **{outcome: int(outcomes.get(outcome, 0)) for outcome in OUTCOMES},
        "figures": len(accepted),
        "findings": len(findings),
        **{f"{severity}s": int(severities.get(severity, 0)) for severity in SEVERITIES},
        "units": len(boundary.units),
        "units_reported": len(sound | refused),
        "units_accepted": len(sound - refused),
    }


def _units_of(observations: pd.DataFrame, boundary: Boundary) -> set[str]:
    """Units of a boundary version with a known figure."""
    known = observations.loc[(observations["boundary"] == boundary.version) & observations["value"].notna(), "unit"]
    return set(known.unique().tolist()) & {unit.code for unit in boundary.units}
