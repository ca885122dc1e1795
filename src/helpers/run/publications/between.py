"""Which two sides a comparison is of."""

from __future__ import annotations

from helpers.run.publications.compare import Comparison
from helpers.run.publications.shelf import last, numbered
from helpers.run.publications.side import present, published
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError


def between(edition: Edition, earlier: int | None = None, later: int | None = None) -> Comparison:
    """The comparison of two publications of a period by their numbers; the last one, and now, where they are None.

    Raises UsageError where there is no such publication.
    """
    of = edition.project, edition.scope_id, str(edition.period)
    first = numbered(*of, earlier) if earlier is not None else last(*of)
    if first is None:
        raise UsageError(
            "{edition} was not published yet, so there is nothing to compare with: commune publish.", edition=edition
        )
    second = published(numbered(*of, later), edition) if later is not None else present(edition)
    return Comparison(published(first, edition), second)
