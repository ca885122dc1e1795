"""Which points matter most: each finding gets an importance from its statistic, and the six most important stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 6


@dataclass(frozen=True, order=True)
class Point:
    """A finding for leaders: its importance (0-100, a larger one stands first), a name, and its sentence."""

    importance: float
    name: str
    sentence: str


def rank_points(points: Iterable[Point], most: int = MOST) -> list[Point]:
    """The points with a sentence, the most important first, at most `most`; equal ones in order of name."""
    told = [point for point in points if point.sentence]
    return sorted(told, key=lambda point: (-point.importance, point.name))[:most]


def of_missing(missing: int, units: int) -> float:
    """Units that did not report stand above all: every total is then partial. Nothing if all or none reported."""
    return 95.0 if 0 < missing < units else 0.0


def of_change(points: float) -> float:
    """A change of the poverty rate: 70 for none, more the larger it is, up to 90 at 10 percentage points; 15 if unknown."""
    return 70.0 + min(abs(points), 10.0) * 2 if points == points else 15.0


def of_residual(residual: float, whole: float) -> float:
    """A flow that does not close: 60 for the smallest residual, up to 80 at one percent of the start and beyond; 0 if it closes."""
    if residual != residual or not residual:
        return 0.0
    return 60.0 + min(abs(residual) / max(whole, 1.0) * 2000, 20.0)


def of_pace(share_elapsed: float, share_disbursed: float) -> float:
    """Money behind time: 50 when in step, one more for each percentage point behind, up to 85; 45 when ahead."""
    gap = (share_elapsed - share_disbursed) * 100
    if gap != gap:
        return 0.0
    return 50.0 + min(gap, 35.0) if gap > 0 else 45.0


def of_spread(points: float) -> float:
    """How far units lie apart: 40 for no difference, one more for each percentage point, up to 65."""
    return 40.0 + min(points, 25.0) if points == points else 0.0


def of_land(lacking: float, share: float) -> float:
    """Land: 45 if nobody lacks it, 60 if anybody does, one more for each percent that lack it, up to 75."""
    if share != share:
        return 0.0
    return 60.0 + min(share * 100, 15.0) if lacking > 0 or share > 0 else 45.0


def of_need(remaining: float) -> float:
    """Remaining need of support: 52 if any is left, else 20."""
    return 0.0 if remaining != remaining else 52.0 if remaining > 0 else 20.0


def of_standard(met: int, assessed: int) -> float:
    """New-rural standard: 56 while communes are missing, 35 when all meet it, 0 when none was assessed."""
    return 0.0 if not assessed else 56.0 if met < assessed else 35.0
