"""One side of a comparison: a publication, or the period as it stands now."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.protect.release import release_of
from helpers.run.publications.record import Behind, behind_now, kept
from helpers.run.publications.shelf import Publication
from helpers.run.steps import CHANGES
from helpers.run.verification.evidence import NAME as CLAIMS
from helpers.run.verification.evidence import Evidence, read
from helpers.run.verification.verify import places_of
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.observation import from_texts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Side:
    """What one side published and what lay behind it.

    name: 'no. 2', 'now'. day: when it went out, '' for now. table: its observations.csv; that of now is not written
    yet.
    """

    name: str
    day: str
    folder: Path
    table: str
    behind: Behind

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Its figures as observations, with the columns that totals have."""
        import pandas as pd

        rows = pd.read_csv(io.StringIO(self.table), dtype=str, keep_default_na=False)
        return from_texts(rows).assign(**{name: rows[name].to_numpy() for name in ("coverage", "covers")})

    @cached_property
    def evidence(self) -> Evidence:
        """Its figures as sentences are proved from them."""
        return read(io.StringIO(self.table, newline=""), places_of(self.claims))

    @cached_property
    def claims(self) -> Mapping[str, Any]:
        """Its claims.json; no pages where there is none."""
        path = self.folder / CLAIMS
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"pages": {}}

    def said(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every sentence with the page that says it, but for the page that tells of publications."""
        for page, entry in self.claims["pages"].items():
            if page.split("/")[1] == CHANGES:
                continue
            for said in entry["said"]:
                yield page, said


def published(publication: Publication, edition: Edition) -> Side:
    """A publication as a side. Raises InputError where its figures or what lay behind it are gone."""
    folder = publication.folder(edition.project)
    return Side(
        f"no. {publication.number}",
        publication.day,
        folder,
        (folder / "data" / "observations.csv").read_text(encoding="utf-8-sig"),
        kept(publication.behind(edition.project)),
    )


def present(edition: Edition) -> Side:
    """What would be published now: the figures of the release, and the pages that are there."""
    from helpers.report.data_package import released_csv

    release_of(edition)
    return Side("now", "", edition.reports, released_csv(edition), behind_now(edition))
