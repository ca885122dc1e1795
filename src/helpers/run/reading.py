"""What the pages of a period can read, and its digests: a page is made again only if something that it reads changed.

Made once per run that has something new, in one process; a run with nothing to do reads the digests and no table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import store
from helpers.run.steps import Step, matches
from helpers.vocabulary.files import code_digest, digest, sha256, write_atomic
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reading:
    """Digests of a period's figures as one audience sees them. `key` says what they were made from."""

    key: str
    units: tuple[str, ...]
    indicators: Mapping[str, str]
    tables: str
    finding_counts: str
    sources: str

    def of(self, step: Step) -> str:
        """Digest of all that a step's notebook reads."""
        read = sorted((name, value) for name, value in self.indicators.items() if matches(name, step.reads))
        found = self.tables if step.findings == "all" else self.finding_counts
        return digest([*(part for pair in read for part in pair), found, self.sources, *self.units])


def key_of(scope: str, period: Period, audience: str, project: Project) -> str:
    """Digest of what the figures of an audience depend on: the stored observations and the code that protects them."""
    inputs = store.inputs_key(scope, period, project)
    return digest([inputs, code_digest("analysis", "report"), audience])


def stored(scope: str, period: Period, audience: str, project: Project) -> Reading | None:
    """The digests of an earlier run if they still hold, else None."""
    try:
        kept = json.loads(_path(scope, period, audience, project, "json").read_text(encoding="utf-8"))
        reading = Reading(units=tuple(kept.pop("units")), **kept)
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError, TypeError, KeyError):
        return None
    tables_there = _path(scope, period, audience, project, "parquet").is_file()
    return reading if tables_there and reading.key == key_of(scope, period, audience, project) else None


def prepare(scope: str, period: Period, audience: str, project: Project) -> Reading:
    """Load, protect and store the figures that an audience sees, with their digests, and what was withheld and why.

    The latter is for the office: it stays in data/processed, which is no public folder.
    """
    from helpers.report import figures

    place = load_scope(scope, project)
    seen, audit = figures.made(place, period, audience, project)
    reading = Reading(
        key=key_of(scope, period, audience, project),
        units=tuple(unit.code for unit in place.boundary_at(period.end).units),
        indicators=digests_by(seen, "indicator"),
        tables=digest(sha256(path) for path in _tables(scope, period, project)),
        finding_counts=_counts(store.read("findings", scope, period, project)),
        sources=_sources(scope, period, project),
    )
    write_atomic(_path(scope, period, audience, project, "parquet"), _parquet(seen))
    if audience == "public":  # which figures are withheld and why: for the office, so not under reports/
        write_atomic(
            project.processed(scope, period) / "disclosure.csv", audit.to_csv(index=False, lineterminator="\n")
        )
    text = json.dumps(asdict(reading), ensure_ascii=False, indent=1, sort_keys=True)
    write_atomic(_path(scope, period, audience, project, "json"), text)
    return reading


def digests_by(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """One digest for the rows of each value of a column, whatever their order."""
    import pandas as pd

    hashes: pd.Series = pd.util.hash_pandas_object(rows.astype(str), index=False)  # ty: ignore[not-callable]
    groups = hashes.groupby(rows[column].to_numpy(), sort=True)
    return {str(name): digest([group.sort_values().to_numpy().tobytes()]) for name, group in groups}


def _counts(findings: pd.DataFrame) -> str:
    return digest(f"{severity} {n}" for severity, n in sorted(findings["severity"].value_counts().items()))


def _tables(scope: str, period: Period, project: Project) -> list[Path]:
    return [project.processed(scope, period) / f"{name}.parquet" for name in store.TABLES]


def _sources(scope: str, period: Period, project: Project) -> str:
    """What pages say of their sources, without the files' own digests: those tell of the state a page was made from."""
    from helpers.report.provenance import sources

    told = ((s.period, s.file, s.title, s.producer, s.kind, s.citation) for s in sources(project, scope, period))
    return digest(part for source in told for part in source)


def _parquet(table: pd.DataFrame) -> bytes:
    import io

    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _path(scope: str, period: Period, audience: str, project: Project, kind: str) -> Path:
    return project.processed(scope, period) / f"prepared-{audience}.{kind}"
