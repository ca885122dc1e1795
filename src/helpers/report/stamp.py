"""When a page was made, for its stamp, and by which clock that is told."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from helpers.vocabulary.law import Clock, rule


def now() -> datetime:
    """The time of the stamp; SOURCE_DATE_EPOCH fixes it, so that builds can be compared."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)


def local(moment: datetime, lang: str) -> tuple[datetime, str]:
    """A moment by the clock of the packs in force, with what that time is called; UTC where they name none."""
    clock = rule(Clock, moment.date())
    if isinstance(clock, Clock):
        return moment.astimezone(ZoneInfo(clock.zone)), clock.words[lang]
    return moment, "UTC"
