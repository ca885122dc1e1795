"""What the pages of a period can read, and its digests: a page is made again only if something that it reads changed.

Made once per run that has something new, in one process; a run with nothing to do reads the digests and no table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from helpers.protect import release as releases
from helpers.report.exports import AREAS
from helpers.report.page_types import PageType, matches, page_types
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import digest, digest_files, read_json, sha256, write_atomic
from helpers.vocabulary.project import Project

if TYPE_CHECKING:
    import pandas as pd


NAME = "reading.json"
#: What proves the pages: the figures as observations.csv has them, and whose they are.
EVIDENCE, PLACES = "observations.csv", "places.json"


@dataclass(frozen=True)
class Digests:
    """Digests of a period's figures as one audience sees them. `key` says what they were made from.

    profiles: by the code of each unit that has figures; a unit without any has no profile.
    """

    key: str
    indicators: Mapping[str, str]
    profiles: Mapping[str, str]
    tables: str
    finding_counts: str
    sources: str

    @property
    def figures(self) -> str:
        """One digest of all figures."""
        return digest(part for pair in sorted(self.indicators.items()) for part in pair)

    def of(self, type: PageType, unit: str = "") -> str:
        """Digest of all that a page's notebook reads, for one unit if it makes profiles."""
        if unit:
            return digest([self.profiles[unit], self.finding_counts, self.sources, *self.profiles])
        read = sorted((name, value) for name, value in self.indicators.items() if matches(name, type.reads))
        found = self.tables if type.findings == "all" else self.finding_counts
        return digest([*(part for pair in read for part in pair), found, self.sources, *self.profiles])


def stored(edition: Edition) -> Digests | None:
    """The digests of an earlier run if they still hold, else None."""
    try:
        reading = Digests(**read_json(edition.release / NAME))
    except TypeError:  # there are none, or those of another edition of this program
        return None
    needed = (releases.FIGURES, f"{releases.STANDING}.parquet", EVIDENCE, PLACES)
    there = all((edition.release / name).is_file() for name in needed)
    return reading if there and reading.key == _key(edition) else None


def _key(edition: Edition) -> str:
    """What the digests are made from: the release, what differs from what was published before, the areas of maps."""
    areas = edition.raw.parent / AREAS
    return digest([releases.key_of(edition), _of_revisions(edition), digest_files([areas], areas.parent)])


def _of_revisions(edition: Edition) -> str:
    path = edition.release / f"{releases.REVISIONS}.parquet"
    return sha256(path) if path.is_file() else ""


def with_table(seen: Digests, edition: Edition, name: str) -> Digests:
    """The digests, with a table that is made after the first pages in those of the pages that show it."""
    path = edition.release / f"{name}.parquet"
    return replace(seen, tables=digest([seen.tables, sha256(path)])) if path.is_file() else seen


def prepare(edition: Edition) -> Digests:
    """Make the release of an edition with where its units stand, which their profiles share, and what proves its pages.

    Returns digests of what is released: what is withheld leaves no trace in them, so they may stand in a public folder.
    """
    from helpers.analysis.profile import standing_by_unit
    from helpers.report.claims.basis import places
    from helpers.report.data_package import released_csv
    from helpers.report.figures import comparable

    release = releases.release_of(edition)
    seen, findings = release.observations(), release.findings()
    standing = standing_by_unit(comparable(seen, edition), edition.boundary)
    reading = Digests(
        key=_key(edition),
        indicators=digests_by(seen, "indicator"),
        profiles=_profiles(edition, _read_by_profiles(seen, edition.project), standing, findings),
        tables=digest(
            [_of_revisions(edition), *(sha256(release.folder / f"{name}.parquet") for name in releases.REVIEW)]
        ),
        finding_counts=digest(f"{name} {n}" for name, n in sorted(findings["severity"].value_counts().items())),
        sources=_sources(edition),
    )
    releases.write_table(edition, releases.STANDING, standing)
    write_atomic(edition.release / EVIDENCE, released_csv(edition))
    write_atomic(edition.release / PLACES, json.dumps(places(edition.scope, edition.boundary), ensure_ascii=False))
    text = json.dumps(asdict(reading), ensure_ascii=False, indent=1, sort_keys=True)
    write_atomic(edition.release / NAME, text)
    return reading


def digests_by(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """One digest for the rows of each value of a column, whatever their order."""
    import pandas as pd

    hashes: pd.Series = pd.util.hash_pandas_object(rows.astype(str), index=False)  # ty: ignore[not-callable]
    groups = hashes.groupby(rows[column].to_numpy(), sort=True)
    return {str(name): digest([group.sort_values().to_numpy().tobytes()]) for name, group in groups}


def _read_by_profiles(seen: pd.DataFrame, project: Project) -> pd.DataFrame:
    patterns = [pattern for each in page_types(project).values() if each.each == "unit" for pattern in each.reads]
    return seen[seen["indicator"].isin([name for name in seen["indicator"].unique() if matches(name, patterns)])]


def _profiles(edition: Edition, read: pd.DataFrame, standing: pd.DataFrame, findings: pd.DataFrame) -> dict[str, str]:
    """For each unit with figures, one digest of all that its profile reads: figures, place, findings."""
    from helpers.report.figures import profile_codes

    parts = [digests_by(table, "unit") for table in (read, standing, findings)]
    units = [unit for unit in edition.boundary.units if unit.code in parts[1]]
    codes = {unit.code: [profile_codes(edition.scope, unit), [unit.code], [unit.code]] for unit in units}
    return {
        unit: digest(f"{code} {part.get(code, '')}" for part, wanted in zip(parts, own, strict=True) for code in wanted)
        for unit, own in codes.items()
    }


def _sources(edition: Edition) -> str:
    """What pages say of the scope and its places, and of their sources, but for these files' digests, which tell a state."""
    from helpers.report.provenance import sources

    scope, areas = edition.scope, edition.raw.parent / AREAS
    told = ((s.period, s.file, s.title, s.producer, s.kind, s.citation) for s in sources(edition))
    itself = str((scope.title, scope.issuer, scope.boundaries, scope.references, digest_files([areas], areas.parent)))
    return digest([itself, *(part for source in told for part in source)])
