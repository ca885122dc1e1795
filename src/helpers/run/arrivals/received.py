"""What a period still waits for: files that `sources.toml` lists and that have not come in, units without figures."""

from __future__ import annotations

from helpers import store
from helpers.intake.source import Source, located, read_sources
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.message import message
from helpers.vocabulary.project import Project

MOST_NAMES = 12


def waiting_for(project: Project, scope: str) -> list[str]:
    """A line for each period of a scope that is not complete, earliest first; none where all has come in."""
    return [line for period in project.periods(scope) for line in _of_period(Edition(project, scope, period))]


def _of_period(edition: Edition) -> list[str]:
    listed = _listed(edition)
    absent = [source.file for source in listed if not located(edition.raw, source.place).is_file()]
    lines = []
    if absent:
        names = ", ".join(absent[:MOST_NAMES]) + (" …" if len(absent) > MOST_NAMES else "")
        told = {"of": edition, "n": len(absent), "many": len(listed), "names": names}
        lines.append(message("{of}: waiting for {n} of {many} files: {names}", **told))
    counts = store.counts(edition)
    silent = int(counts.get("units", 0)) - int(counts.get("units_reported", 0))
    if silent > 0 and counts.get("units_reported"):
        told = {"of": edition, "n": silent, "many": counts["units"]}
        lines.append(message("{of}: {n} of {many} units have sent no figures; see the quality page.", **told))
    return lines


def _listed(edition: Edition) -> list[Source]:
    """The files of `sources.toml`; none where it cannot be used, which checking the period tells with its reason."""
    try:
        return read_sources(edition)
    except InputError:
        return []
