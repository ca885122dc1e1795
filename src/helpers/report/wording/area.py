"""What the pages say of units: which took the place of others."""

from __future__ import annotations

from helpers.analysis.bridge import BoundaryChange
from helpers.report.wording.reader import Reader
from helpers.report.wording.said import sentence


@sentence
def merged(read: Reader, change: BoundaryChange | None) -> str:
    """That units were merged whole, or some split, and what that means for earlier figures; nothing where none were."""
    if change is None:
        return ""
    words = {"day": read.day(change.since), "n": read.number(change.units), "old": read.number(change.old_units)}
    if change.not_comparable:
        return read.t("Since {day} there are {n} units in place of {old}; {lost} of them cannot be compared with earlier figures, since units were split.", lost=read.number(change.not_comparable), **words)  # fmt: skip
    return read.t("Since {day} there are {n} units in place of {old}, merged whole: earlier figures are added up for the new units.", **words)  # fmt: skip
