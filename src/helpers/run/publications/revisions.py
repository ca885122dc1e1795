"""What the pages of a period say of its earlier publications: figures revised since, and sentences that went.

They lie in the release as two tables. `revisions` is made before the pages, which mark what was revised; `fallen` after
all but the last ones, which tell it, since what is said is known only then. Each is made from the newest publication
that differs from what stands now: right after a publication that is the one before it, so that publishing changes no
page.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.protect import release as releases
from helpers.protect.release import FALLEN, REVISIONS, has_changes
from helpers.run.claims import write_claims
from helpers.run.manifest import PageLedger
from helpers.run.publications.shelf import Publication, listed
from helpers.run.verification.evidence import NAME as CLAIMS
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.files import digest, read_json, sha256, write_atomic
from helpers.vocabulary.message import counted, message

if TYPE_CHECKING:  # a run with nothing to do must not wait for pandas
    import pandas as pd

    from helpers.run.publications.compare import Comparison, Sentence
    from helpers.run.publications.side import Side

    Differs = Callable[[Comparison], bool]

NAME = "revisions.json"


def compare_figures(edition: Edition) -> None:
    """Bring the table of revised figures up to date; it goes where nothing was published or nothing differs."""
    try:
        there = _published(edition)
    except InputError as error:  # a damaged register keeps no period from being made
        return _tell(edition, REVISIONS, "", [str(error)])
    key = digest([releases.key_of(edition), *(each.digest for each in there)]) if there else ""
    if _known(edition, REVISIONS)["key"] == key:
        return
    releases.release_of(edition)
    _refresh(edition, REVISIONS, key, lambda each: len(each.figures) > 0, _figures)


def compare_sentences(edition: Edition, ledger: PageLedger) -> bool:
    """Bring the table of sentences that went up to date with the pages in the ledger.

    Says whether the page of changes came or went by it, which the menus of all other pages name.
    """
    try:
        there, before = _published(edition), has_changes(edition)
    except InputError:
        return False  # `compare_figures` has told it
    if there:
        write_claims(edition, ledger)
    path = edition.reports / CLAIMS
    said = sha256(path) if there and path.is_file() else ""
    key = digest([_known(edition, REVISIONS)["key"], said]) if there else ""
    if _known(edition, FALLEN)["key"] != key:
        _refresh(edition, FALLEN, key, lambda each: bool(_fallen(each)), _sentences)
    return has_changes(edition) != before


def leaks_with_earlier(edition: Edition) -> Iterator[str]:
    """What is withheld now but can be told with an earlier publication of the same period in hand.

    Its figures that are others now say nothing of them; what their old values tell, protection knows (`published`).
    """
    try:
        there = _published(edition) if (edition.reports / "data").is_dir() else []
    except InputError:
        return  # `compare_figures` has told it
    changed = _changed(edition, there)
    for each in there:
        from helpers.run.verification.leaks import attack_tree

        with tempfile.TemporaryDirectory() as together:
            _copy_figures(each.folder(edition.project), Path(together) / "before", changed.get(each.number))
            _copy_figures(edition.reports, Path(together) / "now")
            for leak in attack_tree(Path(together), edition.scope).leaks:
                yield message("with publication {number} in hand, {leak}", number=each.number, leak=str(leak))


def _changed(edition: Edition, there: list[Publication]) -> dict[int, pd.MultiIndex]:
    """By number of a publication, keys of its figures that are others now or are no more; none where nobody knows them."""
    behind = {each.number: each.behind(edition.project) for each in there}
    told = {n: releases.read_published(at) for n, at in behind.items() if (at / releases.PUBLISHED).is_file()}
    if not told:
        return {}
    from helpers.vocabulary.observation import KEY, keys_of

    now, _ = releases.figures_of(replace(edition, audience=Audience.INTERNAL))
    today = now[[*KEY, "value"]].drop_duplicates()
    same = {number: then[[*KEY, "value"]].merge(today, on=[*KEY, "value"]) for number, then in told.items()}
    return {number: keys_of(then)[~keys_of(then).isin(keys_of(same[number]))] for number, then in told.items()}


def _copy_figures(tree: Path, folder: Path, without: pd.MultiIndex | None = None) -> None:
    """Put the figures of a tree into a folder, but for those of some keys."""
    import pandas as pd

    from helpers.vocabulary.observation import from_texts, keys_of

    rows = pd.read_csv(tree / "data" / "observations.csv", dtype=str, keep_default_na=False)
    if without is not None:
        rows = rows[~keys_of(from_texts(rows)).isin(without)]
    folder.mkdir()
    rows.to_csv(folder / "observations.csv", index=False)


def told(edition: Edition) -> list[str]:
    """What the last comparison has to say to who works here: that what was published would come out differently now."""
    return list(dict.fromkeys(line for name in (REVISIONS, FALLEN) for line in _known(edition, name)["told"]))


def _published(edition: Edition) -> list[Publication]:
    return listed(edition.project, edition.scope_id, str(edition.period)) if edition.is_public else []


def _known(edition: Edition, name: str) -> dict[str, Any]:
    return read_json(edition.release / NAME).get(name, {"key": "", "told": []})


def _refresh(edition: Edition, name: str, key: str, differs: Differs, table: Callable[[Comparison, list[Side]], pd.DataFrame]) -> None:  # fmt: skip
    """Write a table from the newest publication that differs from now, or take it away, and keep what is to be told."""
    path, lines = edition.release / f"{name}.parquet", []
    try:
        found = _newest_that_differs(edition, differs)
    except InputError as error:  # what lay behind a publication is gone: the period can be made all the same
        found, lines = None, [str(error)]
    if found is None:
        path.unlink(missing_ok=True)
    else:
        releases.write_table(edition, name, table(*found))
        lines = [_warning(found[0], name)] if len(found[1]) == len(_published(edition)) else []
    _tell(edition, name, key, lines)


def _tell(edition: Edition, name: str, key: str, lines: list[str]) -> None:
    """Keep what a table was made from ('' lets it be made again) and what is to be told of it."""
    whole = read_json(edition.release / NAME) | {name: {"key": key, "told": lines}}
    write_atomic(edition.release / NAME, json.dumps(whole, ensure_ascii=False))


def _newest_that_differs(edition: Edition, differs: Differs) -> tuple[Comparison, list[Side]] | None:
    """The comparison with it, and it and all before it, the first one first."""
    if not (there := _published(edition)):
        return None
    from helpers.run.publications.compare import Comparison
    from helpers.run.publications.side import present, published

    sides = [published(each, edition) for each in there]
    now = present(edition)
    for number in range(len(sides), 0, -1):
        comparison = Comparison(sides[number - 1], now)
        if differs(comparison):
            return comparison, sides[:number]
    return None


def _warning(comparison: Comparison, name: str) -> str:
    side = comparison.before
    causes = comparison.figures["cause"] if name == REVISIONS else [each.cause for each in _fallen(comparison)]
    what = counted(len(causes), "{n} figure", "{n} figures") if name == REVISIONS else counted(len(causes), "{n} sentence", "{n} sentences")  # fmt: skip
    parts = [message("{cause} {n}", cause=message(str(cause)), n=n) for cause, n in Counter(causes).most_common()]
    return message("Published ({name}, {day}), and different now: {what}: {parts}. See: commune diff.", name=side.name, day=side.day, what=what, parts=parts)  # fmt: skip


def _figures(comparison: Comparison, sides: list[Side]) -> pd.DataFrame:
    """A row per public figure that differs: KEY, value and state first and last published, and now, cause and why.

    `published_1`, `published_2` … hold the value in each publication, `state_1`, `state_2` … its state ('' where it had
    none).
    """
    import pandas as pd

    from helpers.vocabulary.observation import KEY

    rows = comparison.figures.drop(columns=["covers_before", "covers_after"])
    keys = pd.MultiIndex.from_frame(rows[KEY])
    for number, side in enumerate(sides, 1):
        then = side.figures.drop_duplicates(KEY, keep="last").set_index(KEY)[["value", "state"]].reindex(keys)
        states = then["state"].fillna("").to_numpy()
        rows = rows.assign(**{f"published_{number}": then["value"].to_numpy(), f"state_{number}": states})
    return rows.assign(since=comparison.before.day, number=len(sides), first_day=sides[0].day, cause=rows["cause"].astype(str))  # fmt: skip


def _fallen(comparison: Comparison) -> list[Sentence]:
    """What was said and is not true any more, or is not said since law or method changed."""
    from helpers.run.publications.causes import Cause

    no_longer_said = {Cause.LAW, Cause.METHOD}
    gone = (each for each in comparison.sentences if each.gone and each.cause is not Cause.WORDING)
    return [each for each in gone if not each.holds or each.cause in no_longer_said]


def _sentences(comparison: Comparison, sides: list[Side]) -> pd.DataFrame:
    """A row per sentence of that publication that went: page, text, whether it holds, cause and why, number and day."""
    import pandas as pd

    rows = [(each.page, each.text, each.holds, str(each.cause), each.why) for each in _fallen(comparison)]
    told = pd.DataFrame(rows, columns=["page", "text", "holds", "cause", "why"])
    return told.assign(number=len(sides), since=comparison.before.day)
