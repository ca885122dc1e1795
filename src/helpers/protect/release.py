"""The release of an edition: what its audience may see, and nothing else, as a folder of tables.

Pages, explorers, exports and workers read a release, never the store. In the public's, withheld figures are not there:
no value, printed text or address, in the figures as in the review of the returns. A release lies in
`data/processed/<scope>/<period>/<audience>` and is made again when the returns or the code behind it change; a snapshot
of one, which a run hands to its workers, is read as it stands.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import store
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.files import code_digest, digest, read_json, sha256, write_atomic
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

if TYPE_CHECKING:  # pandas is imported where frames are made: a run with nothing to do must not wait for it
    import pandas as pd

    from helpers.quality import Review

NAME, FIGURES = "release.json", "observations.parquet"
ACCOUNT = "account"  # what became of every accepted figure, as the last run found it
STANDING = "standing"  # where each unit stands, which a run prepares for all profiles
REVISIONS, FALLEN = "revisions", "fallen"  # what differs from what was published before, see run.publications
PUBLISHED, RECORD = "published.parquet", "record.json"  # in the folder that lies behind a publication
ROWS_OF_GROUP = 2_000
REVIEW = ("accepted", "rejected", "findings", "cells", "corrections", "columns")
_SAID = ["printed", "expected", "message_vi", "message_en"]  # what quotes figures in a finding
_PRIVATE = ["text", "value", "old", "new", "printed"]  # what quotes figures in cells and corrections
_TESTED = ["heading", "relation", "fits", "rows"]  # what tells of figures, or in returns' own words, of columns


@dataclass(frozen=True)
class Release:
    """A release at rest. Its tables are read when they are asked for."""

    edition: Edition
    counts: Mapping[str, int]

    @property
    def folder(self) -> Path:
        """Where its tables lie."""
        return self.edition.release

    def observations(self, units: Sequence[str] | None = None, reads: Sequence[str] = ("*",)) -> pd.DataFrame:
        """Figures of every period up to the edition's, with totals; one row per KEY (`vocabulary.observation`).

        Beside its columns `covers` and `coverage`, which units a total covers and how many ('8/9'), and `revised`:
        another period's return gave another value, or it was published with another one before. units: codes of the
        only units wanted; rows lie in order of units, so that the profile of one costs the same in a scope of
        thousands. reads: patterns of the only indicators wanted.
        """
        import pandas as pd

        wanted = None if units is None else [("unit", "in", list(units))]
        rows = pd.read_parquet(self.folder / FIGURES, filters=wanted)
        found = rows.astype({"start": "datetime64[s]", "as_of": "datetime64[s]"}).pipe(self._revised)
        names = [name for name in found["indicator"].unique() if any(fnmatchcase(name, each) for each in reads)]
        return found[found["indicator"].isin(names)].reset_index(drop=True)

    def review(self) -> Review:
        """What became of the period's returns, as the audience may know it."""
        from helpers.quality import Review

        return Review(*(self._table(name) for name in REVIEW), counts=dict(self.counts))

    def findings(self) -> pd.DataFrame:
        """The findings of the period's returns that the audience may know."""
        return self._table("findings")

    def account(self) -> pd.DataFrame:
        """The period's accepted figures and what became of each (`outcome`, see `run.accounting`); none before a run."""
        if not (self.folder / f"{ACCOUNT}.parquet").is_file():
            return self._table("accepted").iloc[:0].assign(outcome="")
        return self._table(ACCOUNT)

    def revisions(self) -> pd.DataFrame:
        """Figures that differ from what was published before, a row each with both values, cause and why."""
        from helpers.vocabulary.observation import KEY

        values = [f"{name}_{side}" for name in ("value", "state") for side in ("before", "after")]
        return self._told(REVISIONS, [*KEY, *values, "cause", "why", "number", "since"])

    def fallen(self) -> pd.DataFrame:
        """Sentences of an earlier publication that no longer hold (`holds`), or that law or method no longer allows."""
        return self._told(FALLEN, ["page", "text", "holds", "cause", "why", "number", "since"])

    def _told(self, name: str, columns: list[str]) -> pd.DataFrame:
        import pandas as pd

        there = (self.folder / f"{name}.parquet").is_file()
        return self._table(name) if there else pd.DataFrame(columns=columns, dtype="str")

    def _revised(self, found: pd.DataFrame) -> pd.DataFrame:
        """The figures with `revised` for those too that were published otherwise."""
        if not len(revisions := self.revisions()):
            return found
        from helpers.vocabulary.observation import keys_of

        again = keys_of(found).isin(keys_of(revisions)) & found["value"].notna()
        return found.assign(revised=found["revised"] | again)

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_parquet(self.folder / f"{name}.parquet")


def release_of(edition: Edition) -> Release:
    """The release of an edition, made first where there is none or what it was made from has changed.

    Raises UsageError in a snapshot of another release: what was not handed out cannot be made from it.
    """
    record = _record(edition)
    if record and (record["snapshot"] or record["key"] == key_of(edition)):
        return Release(edition, record["counts"])
    if other := snapshot_in(edition.project):
        asked = f"{edition}, {edition.audience}"
        raise UsageError("This notebook was handed the release {other} alone and asks for {asked}; pass on its parameters.", other=other, asked=asked)  # fmt: skip
    return make(edition)


def load(
    scope: str = "", period: str = "", audience: str = Audience.PUBLIC, project: Project | None = None
) -> pd.DataFrame:
    """Figures of a period and of all before it, with totals, as an audience may see them: one row per figure.

    Empty scope and period stand for the project's scope and its latest period. Columns as in `Release.observations`;
    state says which figures are withheld from the audience. Returns that changed are read again first. Raises
    UsageError for an unknown scope, period or audience. A notebook that uses it declares that it reads all figures
    (`"reads": ["*"]`).
    """
    return release_of(Edition.of(scope, period, audience, project)).observations()


def key_of(edition: Edition) -> str:
    """Digest of what a release depends on: the returns and the code behind it. It stays in data/processed."""
    code = code_digest("packs", "protect", "analysis", "report")
    published = [sha256(folder / RECORD) for folder in (_published_otherwise(edition) if edition.is_public else ())]
    return digest([store.inputs_key(edition), code, edition.audience, *published])


def figures_key(edition: Edition) -> str:
    """Digest of what decides over the figures of a publication: the same one, the same figures."""
    return digest([store.inputs_key(edition), code_digest("packs", "protect")])


def _published_otherwise(edition: Edition) -> Iterator[Path]:
    """What lies behind the publications of a scope that would not go out with the same figures any more."""
    for path in sorted((edition.project.root / "data" / "published" / edition.scope_id).glob(f"*/*/{RECORD}")):
        then = replace(edition, period=Period.parse(path.parts[-3]))
        if read_json(path).get("figures") != figures_key(then):
            yield path.parent


def as_published(edition: Edition) -> pd.DataFrame:
    """The true figures of an edition as a publication tells them, see `disclosure.as_published`."""
    from helpers.protect import disclosure

    true, _ = figures_of(replace(edition, audience=Audience.INTERNAL))
    return disclosure.as_published(true, figures_of(edition)[1], edition.scope.threshold)


def has_changes(edition: Edition) -> bool:
    """Whether figures or sentences differ from what was published before."""
    return any((edition.release / f"{name}.parquet").is_file() for name in (REVISIONS, FALLEN))


def stored_counts(edition: Edition) -> Mapping[str, int]:
    """Counts of the review as the audience may know them; {} where no release was made yet."""
    record = _record(edition)
    return record["counts"] if record else {}


def snapshot_in(project: Project) -> str:
    """Which release a project's folder is a snapshot of, in words; '' for a project of its own."""
    for path in (project.root / "data" / "processed").glob(f"*/*/*/{NAME}"):
        if read_json(path).get("snapshot"):
            scope, period, audience = path.parts[-4:-1]
            return f"{scope} {period}, {audience}"
    return ""


def make(edition: Edition) -> Release:
    """Make the release: totals, protection, and what of the review may be known; the record goes last.

    Which figures are withheld, and why, is for the office: it stays in data/processed as `disclosure.csv`.
    """
    key = key_of(edition)
    figures, audit = figures_of(edition)
    review = _review(edition)
    if edition.is_public:
        review = released(review, audit)
        text = audit.to_csv(index=False, lineterminator="\n")
        write_atomic(edition.processed / "disclosure.csv", text)
    for name in (STANDING, ACCOUNT):  # made of the release before
        (edition.release / f"{name}.parquet").unlink(missing_ok=True)
    write_table(edition, "observations", figures)
    for name in REVIEW:
        write_table(edition, name, getattr(review, name))
    record = {"key": key, "snapshot": False, "counts": review.counts}
    write_atomic(edition.release / NAME, json.dumps(record, indent=1, sort_keys=True))
    return Release(edition, review.counts)


def write_table(edition: Edition, name: str, table: pd.DataFrame) -> None:
    """Put a table into the release, in order of units and small groups: a profile reads the group of its unit alone."""
    buffer = io.BytesIO()
    ordered = table.sort_values("unit", kind="stable") if "unit" in table else table
    ordered.to_parquet(buffer, index=False, row_group_size=ROWS_OF_GROUP)
    write_atomic(edition.release / f"{name}.parquet", buffer.getvalue())


def figures_of(edition: Edition) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures for an audience from the store, and the audit of what is withheld (empty for the internal one)."""
    import pandas as pd

    from helpers.protect.disclosure import AUDIT_COLUMNS, protect
    from helpers.protect.totals import with_totals
    from helpers.vocabulary.observation import frame

    stored = frame(store.every("observations", edition))
    found = with_totals(stored, edition.scope).pipe(_with_revisions, stored)
    if not edition.is_public:
        return _typed(found), pd.DataFrame(columns=AUDIT_COLUMNS)
    published = [read_published(folder) for folder in _published_otherwise(edition)]
    done = protect(found, edition.scope, stored, edition.processed.parent / "decisions", published)
    public = done.observations
    return _typed(public.assign(revised=public["revised"] & (public["confidentiality"] != "C"))), done.audit


def read_published(folder: Path) -> pd.DataFrame:
    """What a publication told (`as_published`), from the folder behind it. Raises InputError where it is gone."""
    import pandas as pd

    try:
        return pd.read_parquet(folder / PUBLISHED)
    except (OSError, ValueError) as error:
        raise InputError("{folder}: what was published is missing or damaged, so nobody can say what may still be withheld. Put the folder back from a backup.", folder=folder) from error  # fmt: skip


def released(review: Review, audit: pd.DataFrame) -> Review:
    """What the public may know of a review.

    Gone are withheld values; the values of rejected figures, which nothing protects; what quotes figures, but for
    returns of published ones, which are no secret; and every finding or correction about an indicator of a unit of
    which a figure is withheld, so that neither it nor its absence tells of one. What is counted is what is left.
    """
    from helpers.vocabulary.findings import SEVERITIES
    from helpers.vocabulary.observation import keys_of, withhold

    withheld = keys_of(audit[audit["reason"] != "public already"])
    told = ["unit", "indicator"]
    public = set(review.accepted.loc[review.accepted["kind"] == "published", "workbook"])
    findings, corrections = (_without(rows, audit, told) for rows in (review.findings, review.corrections))
    quoted = ~findings["workbook"].isin(public)
    findings = findings.assign(**{name: findings[name].mask(quoted, "") for name in _SAID})
    severities = findings["severity"].value_counts()
    counts = {f"{name}s": int(severities.get(name, 0)) for name in SEVERITIES}
    return replace(
        review,
        accepted=withhold(review.accepted, keys_of(review.accepted).isin(withheld)),
        rejected=withhold(review.rejected, review.rejected["value"].notna()),
        findings=findings,
        cells=review.cells.drop(columns=_PRIVATE, errors="ignore"),
        corrections=corrections.drop(columns=_PRIVATE, errors="ignore"),
        columns=review.columns.drop(columns=_TESTED, errors="ignore"),
        counts={**review.counts, **counts, **_attacked(audit)},
    )


def _attacked(audit: pd.DataFrame) -> dict[str, int]:
    """How many figures are withheld, of these with a whole unit or period, and told all the same by the attack."""
    from helpers.protect.disclosure import GIVEN, TOLD, WHOLE

    reason = audit["reason"]
    counted = {"withheld": reason.ne(GIVEN), "withheld_whole": reason.eq(WHOLE), "told": reason.eq(TOLD)}
    return {name: int(rows.sum()) for name, rows in counted.items()}


def _without(rows: pd.DataFrame, audit: pd.DataFrame, about: list[str]) -> pd.DataFrame:
    import pandas as pd

    if not set(about) <= set(rows.columns):
        return rows
    hidden = pd.MultiIndex.from_frame(audit[about].drop_duplicates())
    return rows[~pd.MultiIndex.from_frame(rows[about]).isin(hidden)].reset_index(drop=True)


def _review(edition: Edition) -> Review:
    """The stored review of the period; its returns are read first if they changed."""
    from helpers.quality import Review

    return Review(*[store.read(table, edition) for table in store.TABLES], counts=store.counts(edition))


def _record(edition: Edition) -> dict[str, Any] | None:
    record = read_json(edition.release / NAME)
    there = (edition.release / FIGURES).is_file()
    return record if there and {"key", "snapshot", "counts"} <= record.keys() else None


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    from helpers.protect.totals import COVERAGE
    from helpers.vocabulary.observation import frame

    covered = {name: found[name].fillna("").astype("str").to_numpy() for name in COVERAGE}
    return frame(found).assign(**covered, revised=found["revised"].astype("bool").to_numpy())


def _with_revisions(found: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    """The figures with `revised`: another period's return of the same kind gave another value for the same day."""
    import pandas as pd

    from helpers.vocabulary.observation import KEY

    known = stored[stored["value"].notna()]
    values = known.groupby([*KEY, "kind"], observed=True)["value"].nunique()
    return found.assign(revised=pd.MultiIndex.from_frame(found[[*KEY, "kind"]]).isin(values[values > 1].index))
