"""What a period still waits for: files that `sources.toml` lists and that have not come in, units without figures."""

from __future__ import annotations

from helpers import store
from helpers.intake.source import located, read_sources
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

MOST_NAMES = 12


def waiting_for(project: Project, scope: str) -> list[str]:
    """A line for each period of a scope that is not complete, earliest first; none where all has come in."""
    return [line for period in project.periods(scope) for line in _of_period(project, scope, period)]


def _of_period(project: Project, scope: str, period: Period) -> list[str]:
    listed = _listed(project, scope, period)
    absent = [name for name in listed if not located(project.raw(scope, period), name).is_file()]
    lines = []
    if absent:
        names = ", ".join(absent[:MOST_NAMES]) + (" …" if len(absent) > MOST_NAMES else "")
        lines.append(f"{scope} {period}: waiting for {len(absent)} of {len(listed)} files: {names}")
    counts = store.counts(scope, period, project)
    silent = int(counts.get("units", 0)) - int(counts.get("units_reported", 0))
    if silent > 0 and counts.get("units_reported"):
        lines.append(
            f"{scope} {period}: {silent} of {counts['units']} units have sent no figures; see the quality page."
        )
    return lines


def _listed(project: Project, scope: str, period: Period) -> list[str]:
    """File names of `sources.toml`; none where it cannot be used, which checking the period tells with its reason."""
    try:
        return [source.file for source in read_sources(project.raw(scope, period), period)]
    except InputError:
        return []
