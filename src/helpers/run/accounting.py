"""What became of every accepted figure of a period: on a page, withheld, or listed with the reason why not.

Pages say which figures stand behind their tables and charts (`shows` in their notebooks). What is left over goes on the
page of other figures, so that a new programme or an indicator of one's own is never accepted and then seen nowhere.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from helpers.protect.release import ACCOUNT, release_of
from helpers.report.block import told_by
from helpers.report.page_types import page_types
from helpers.run.manifest import PageLedger
from helpers.run.steps import CHANGES
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import digest, read_json, write_atomic
from helpers.vocabulary.message import message, together

if TYPE_CHECKING:
    import pandas as pd

OTHER = "other"  # the page of what no other page shows
NAME = "shown.json"
#: Outcomes in the order in which they are tried.
SHOWN, WITHHELD, GAP, PRINTED, EARLIER, LEFT = "shown", "withheld", "gap", "printed", "earlier", "left"
REASONS = {
    GAP: "{n} reported as a gap",
    PRINTED: "{n} printed as a rate, which pages compute from counts",
    EARLIER: "{n} of an earlier day than the one that pages show",
    LEFT: "{n} on the page of other figures",
}
Shows = dict[str, list[str]]  # units by series and days


def shows_of(notebook: str) -> Shows:
    """The figures behind the tables and charts of an executed notebook."""
    blocks = (told.get("shows", {}) for told in told_by(json.loads(notebook)))
    units: dict[str, set[str]] = defaultdict(set)
    for block in blocks:
        for series, codes in block.items():
            units[series].update(codes)
    return {series: sorted(codes) for series, codes in sorted(units.items())}


def shown_by_page(edition: Edition, ledger: PageLedger) -> dict[str, Shows]:
    """What each page of the period shows; read from its notebook once and kept while the page stays as it is."""
    path = edition.release / NAME
    known = read_json(path)
    found = ledger.read_once(known, lambda notebook: {"shows": shows_of(notebook)})
    if found != known:
        write_atomic(path, json.dumps(found, sort_keys=True) + "\n")
    return {name: entry["shows"] for name, entry in found.items()}


def take_account(edition: Edition, ledger: PageLedger) -> None:
    """Bring the account of the release up to date with the pages that are there, later made ones left out."""
    path = edition.release / f"{ACCOUNT}.parquet"
    taken_from = path.with_suffix(".json")
    shown = shown_by_page(edition, ledger).items()
    pages = [shows for name, shows in shown if shows and name.split("/")[1] not in {OTHER, CHANGES}]
    key = digest([json.dumps(pages, sort_keys=True)])
    if path.is_file() and read_json(taken_from).get("key") == key:
        return  # of the same pages, found without a frame: a run with nothing to do must be quick
    from helpers.run.workers import with_frames  # here, for the same reason

    counts = with_frames(_write_account, edition, pages)
    write_atomic(taken_from, json.dumps({"key": key, "counts": counts}))


def _write_account(edition: Edition, pages: Iterable[Shows]) -> dict[str, int]:
    """Figures by outcome."""
    account = account_of(release_of(edition).review().accepted, pages)
    write_atomic(edition.release / f"{ACCOUNT}.parquet", account.to_parquet(index=False))
    return Counter(account["outcome"])


def account_of(accepted: pd.DataFrame, pages: Iterable[Shows]) -> pd.DataFrame:
    """The accepted figures with their `outcome`, SHOWN, WITHHELD or a key of REASONS; it adds up."""
    import numpy as np
    import pandas as pd

    from helpers.vocabulary.catalogue import indicators
    from helpers.vocabulary.state import State

    shown = {(series, unit) for shows in pages for series, units in shows.items() for unit in units}
    last: dict[tuple[str, str], str] = {}
    for series, unit in shown:
        measured, _, as_of = series.rsplit(" ", 2)
        last[measured, unit] = max(as_of, last.get((measured, unit), ""))
    keys = list(zip(series_of(accepted), accepted["unit"], strict=True))
    days = accepted["as_of"].dt.strftime("%Y-%m-%d")
    latest = [last.get(key, "") for key in zip(_measured(accepted), accepted["unit"], strict=True)]
    printed = {id for id, entry in indicators().items() if entry.kind == "printed"}
    tried = {
        SHOWN: np.array([key in shown for key in keys], dtype=bool) & accepted["state"].eq(State.KNOWN),
        WITHHELD: accepted["state"].eq(State.WITHHELD),
        GAP: accepted["state"].ne(State.KNOWN),
        PRINTED: accepted["indicator"].isin(printed),
        EARLIER: days < pd.Series(latest, index=accepted.index, dtype="str"),
    }
    outcome = np.select([where.to_numpy(bool) for where in tried.values()], list(tried), LEFT)
    return accepted.assign(outcome=pd.Series(outcome, index=accepted.index, dtype="str"))


def series_of(rows: pd.DataFrame) -> pd.Series:
    """What the figures of a series have in common, in words: 'households/ 2019 - 2023-12-31 2023-12-31'."""
    first, last = (rows[name].dt.strftime("%Y-%m-%d") for name in ("start", "as_of"))
    return _measured(rows) + " " + first + " " + last


def _measured(rows: pd.DataFrame) -> pd.Series:
    """What is measured, in which boundary version, and by which standard."""
    return rows["indicator"] + "/" + rows["detail"] + " " + rows["boundary"] + " " + rows["standard"].replace("", "-")


def counts_of(edition: Edition) -> dict[str, int]:
    """Accepted figures by outcome; {} before the first run."""
    path = edition.release / f"{ACCOUNT}.parquet"
    return read_json(path.with_suffix(".json")).get("counts", {}) if path.is_file() else {}


def told(edition: Edition) -> str:
    """'Accepted figures: 1,038 = 700 on pages + 120 withheld + 218 for another reason (…).'; '' before a run."""
    counts = counts_of(edition)
    if not counts:
        return ""
    words = REASONS if OTHER in page_types(edition.project) else {**REASONS, LEFT: "{n} on no page"}
    others = together([message(words[name], n=counts[name]) for name in REASONS if counts.get(name)], "; ")
    left = sum(counts.get(name, 0) for name in REASONS)
    of = {"all": sum(counts.values()), "shown": counts.get(SHOWN, 0), "withheld": counts.get(WITHHELD, 0), "left": left}
    kept = message("Accepted figures: {all} = {shown} on pages + {withheld} withheld + {left} listed", **of)
    return message("{kept} ({others}).", kept=kept, others=others) if others else message("{kept}.", kept=kept)
