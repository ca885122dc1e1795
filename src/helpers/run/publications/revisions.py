"""What the pages of a period say of its earlier publications: figures revised since, and sentences that no longer hold.

They lie in the release as two tables, `revisions` and `fallen`, and are made from the newest publication that differs from
what stands now: right after a publication that is the one before it, so that publishing changes no page.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from helpers.protect import release as releases
from helpers.protect.release import FALLEN, REVISIONS
from helpers.run.publications.shelf import Publication, listed
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.files import digest, read_json, write_atomic

if TYPE_CHECKING:  # a run with nothing to do must not wait for pandas
    import pandas as pd

    from helpers.run.publications.compare import Comparison
    from helpers.run.publications.side import Side

NAME = "revisions.json"


def refresh(edition: Edition) -> None:
    """Bring the two tables up to date; they are taken away where nothing was published or nothing differs."""
    there = listed(edition.project, edition.scope_id, str(edition.period)) if edition.is_public else []
    key = digest([releases.key_of(edition), *(each.digest for each in there)]) if there else ""
    if _known(edition)["key"] == key:
        return
    releases.release_of(edition)
    try:
        found, told = _newest_that_differs(edition, there), []
    except InputError as error:  # what lay behind a publication is gone: the period can be made all the same
        found, told = None, [str(error)]
    tables = {REVISIONS: _figures(*found), FALLEN: _sentences(found[0])} if found else {}
    for name in (REVISIONS, FALLEN):
        if name in tables:
            releases.write_table(edition, name, tables[name])
        else:
            (edition.release / f"{name}.parquet").unlink(missing_ok=True)
    if found and len(found[1]) == len(there):
        told += _warning(found[0])
    write_atomic(edition.release / NAME, json.dumps({"key": key, "told": told}, ensure_ascii=False))


def told(edition: Edition) -> list[str]:
    """What the last comparison has to say to who works here: that what was published would come out differently now."""
    return list(_known(edition)["told"])


def _warning(comparison: Comparison) -> list[str]:
    counts = comparison.figures["cause"].value_counts()
    parts, side = ", ".join(f"{cause} {n}" for cause, n in counts.items()), comparison.before
    return [f"Published ({side.name}, {side.day}), and {len(comparison.figures)} figures are different now: {parts}. See: commune diff."]  # fmt: skip


def _known(edition: Edition) -> dict[str, Any]:
    found = read_json(edition.release / NAME)
    return found if {"key", "told"} <= found.keys() else {"key": "", "told": []}


def _newest_that_differs(edition: Edition, there: list[Publication]) -> tuple[Comparison, list[Side]] | None:
    """The comparison with it, and it and all before it, the first one first."""
    from helpers.run.publications.compare import compare
    from helpers.run.publications.side import present, published

    sides = [published(each, edition) for each in there]
    now = present(edition)
    for number in range(len(sides), 0, -1):
        comparison = compare(sides[number - 1], now)
        if len(comparison.figures):
            return comparison, sides[:number]
    return None


def _figures(comparison: Comparison, sides: list[Side]) -> pd.DataFrame:
    """A row per public figure that differs: KEY, value and state first published, published last, and now, with cause and why.

    `published_1`, `published_2` … hold the value in each publication (missing where there was none, or it was withheld).
    """
    import pandas as pd

    from helpers.vocabulary.observation import KEY

    rows = comparison.figures.drop(columns=["covers_before", "covers_after"])
    for number, side in enumerate(sides, 1):
        values = side.figures.drop_duplicates(KEY, keep="last").set_index(KEY)["value"]
        keys = pd.MultiIndex.from_frame(rows[KEY])
        rows = rows.assign(**{f"published_{number}": values.reindex(keys).to_numpy()})
    return rows.assign(since=comparison.before.day, number=len(sides), first_day=sides[0].day, cause=rows["cause"].astype(str))  # fmt: skip


def _sentences(comparison: Comparison) -> pd.DataFrame:
    """The sentences of that publication that the figures of now make untrue: page, text, cause."""
    import pandas as pd

    from helpers.run.publications.causes import Cause

    fallen = [each for each in comparison.sentences if each.gone and not each.holds]
    told = [(each.page, each.text, str(each.cause)) for each in fallen if each.cause is not Cause.WORDING]
    return pd.DataFrame(told, columns=["page", "text", "cause"], dtype="str")
