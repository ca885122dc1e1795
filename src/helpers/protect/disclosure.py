"""Small numbers of people: what a public release withholds, and the proof that it cannot be worked out.

docs/method.md says what is withheld, what whoever attacks is taken to know, and what is not promised. In short: small
sensitive counts and groups go, zeros only where they would tell, and as much else that every withheld count keeps at
least three possible values, one of them not small. The money and the persons of the households that a withheld count
counts go too, also where they are 0, and so does what would give a count that is not reported itself.
Figures of kind `published` are public already: they are never withheld, and the outsider knows them.

Releases. Figures come out period by period and cannot be called back. Each release is therefore protected as a
sequence: first the figures that the earliest period brought, as they were withheld then; these decisions stand while
the next period is protected, with all earlier figures as known, and so are totals as they stood before a late unit came
in. So what is published now contains what was published before, and an attack on one release is an attack on all of
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.protect.choice import Decision, Draft
from helpers.protect.decided import decided
from helpers.protect.implied import with_implied
from helpers.protect.published import with_published
from helpers.protect.relations import FORMER, Relations, build
from helpers.protect.releases import first_releases, until_release, with_earlier_totals
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import companions
from helpers.vocabulary.observation import KEY, keys_of, withhold
from helpers.vocabulary.place import Scope

AUDIT_COLUMNS = [*KEY, "release", "reason"]
_SAME = [name for name in KEY if name not in {"indicator", "detail"}]  # figures of one place over the same days
#: What a withheld figure says of itself in the audit.
SMALL, ZERO, SECONDARY, GIVEN = "small", "zero of a small whole", "secondary", "public already"
RATE, ALONG = "rate", "told of withheld households"
TELLING, WHOLE, TOLD = "zero beside small", "withheld whole: no proof found", "told all the same: no proof found"


@dataclass(frozen=True)
class Protected:
    """Observations for the public, and the audit: one row per withheld figure with its KEY, release and reason.

    The audit says which figures are small. It is for the office only and must not stand in a public folder.
    """

    observations: pd.DataFrame
    audit: pd.DataFrame


def protect(
    observations: pd.DataFrame,
    scope: Scope,
    history: pd.DataFrame | None = None,
    known: Path | None = None,
    published: Sequence[pd.DataFrame] = (),
) -> Protected:
    """Observations with totals (one row per KEY, every period so far) as the public may see them.

    history: the observations as stored, in which a figure may stand in several periods, to know when it first came out;
    without it a figure came out with the period of its row. known: folder of decisions on releases (`decided`).
    published: what publications told (`as_published`).
    Withheld figures have no value, printed text, qualifier or address, and confidentiality 'C'; no row is dropped.
    """
    audit = _audit(observations, scope, history, known, published)
    hide = keys_of(observations).isin(keys_of(audit[audit["reason"] != GIVEN]))
    return Protected(withhold(observations, hide), audit)


def as_published(observations: pd.DataFrame, audit: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Figures as a publication of them tells them: `withheld` for those that nobody is to find out.

    What only goes along with a withheld count is taken as known, as the proof takes it.
    """
    proved = audit[~audit["reason"].isin([GIVEN, ALONG, RATE])]
    return observations.assign(withheld=keys_of(observations).isin(keys_of(proved)), threshold=threshold)


def _audit(
    observations: pd.DataFrame,
    scope: Scope,
    history: pd.DataFrame | None,
    known: Path | None,
    published: Sequence[pd.DataFrame],
) -> pd.DataFrame:
    relations = with_published(build(with_implied(observations), scope), published, scope)
    release = first_releases(relations.cells, scope, history)
    order = sorted(set(release))
    step = np.array([order.index(period) for period in release], dtype=int)
    relations, step = with_earlier_totals(relations, step)
    small, zero = _primary(relations, step, scope.threshold)
    decision = _by_release(relations, scope, step, small | zero | relations.cells["kept"].to_numpy(bool), known)
    cells = relations.cells.assign(
        release=[str(order[number]) for number in step],
        reason=np.select(
            [decision.given, decision.told, small, zero, decision.zeros, decision.whole],
            [GIVEN, TOLD, SMALL, ZERO, TELLING, WHOLE],
            SECONDARY,
        ),
    )
    withheld, current = decision.withheld, cells["name"].eq("").to_numpy()
    others = np.where(cells["name"].eq(FORMER), decision.told, decision.given)
    table = cells[withheld & (current | others)].drop_duplicates(KEY)
    counts, entries = cells.loc[withheld & current, [*KEY, "release"]], indicators().values()
    along = _along(observations, counts, companions(), ALONG)
    ends = [(each.id, end) for each in entries if each.kind == "printed" for end in (each.numerator, each.denominator)]
    rates = _along(observations, pd.concat([counts, along[counts.columns]]), ends, RATE)
    audit = pd.concat([each[AUDIT_COLUMNS] for each in (table, along, rates)], ignore_index=True).drop_duplicates(KEY)
    return audit[keys_of(audit).isin(keys_of(observations))].reset_index(drop=True)


def _primary(relations: Relations, step: np.ndarray, threshold: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells that are small, and zero parts of small wholes."""
    cells, value = relations.cells, relations.cells["value"].to_numpy()
    sensitive = _sensitive(cells)
    telling = np.where(cells["hidden"], cells["group"], sensitive & (cells["kind"] != "published"))
    small = telling.astype(bool) & cells["integer"].to_numpy(bool) & (value > 0) & (value < threshold)
    zero = np.zeros(len(cells), dtype=bool)
    whole, part = relations.parts.T
    zero[part[small[whole] & (value[part] == 0) & (step[whole] <= step[part])]] = True
    return small, zero & telling.astype(bool)


def _by_release(
    relations: Relations, scope: Scope, step: np.ndarray, primary: np.ndarray, known: Path | None
) -> Decision:
    """What is withheld, decided release by release.

    Each release sees only what had come out by then, in an order that later figures do not change, so that the same
    decisions are taken again whenever a later period is protected.
    """
    every = Decision(*np.zeros((5, len(relations.cells)), dtype=bool))
    totals = [boundary.total.code for boundary in scope.boundaries]
    for now in range(step.max(initial=-1) + 1):
        seen = until_release(relations, step, now)
        at, cells = seen.cells, relations.cells.iloc[seen.cells].reset_index(drop=True)
        release = Draft(
            cells, seen.matrix, seen.believed, seen.names, seen.news,
            new=step[at] == now, primary=primary[at], before=every.withheld[at], threshold=scope.threshold,
            cost=_cost(cells, scope), links=_links(cells),
            place=np.where(cells["unit"].isin(totals), -1, pd.factorize(cells["unit"], sort=True)[0]),
        )  # fmt: skip
        decision = decided(release, _sensitive(cells), known)
        every.withheld[at] = decision.withheld
        for name in ("given", "zeros", "whole", "told"):
            getattr(every, name)[at] |= getattr(decision, name)
    return every


def _sensitive(cells: pd.DataFrame) -> np.ndarray:
    """Cells of figures that count people who may be recognised."""
    return cells["indicator"].map({id: entry.sensitive for id, entry in indicators().items()}).to_numpy(bool)


def _cost(cells: pd.DataFrame, scope: Scope) -> np.ndarray:
    """What withholding a cell costs the reader: breakdowns of a unit are cheap, totals and bases dear; ties broken."""
    sensitive = _sensitive(cells)
    totals = {boundary.total.code for boundary in scope.boundaries} | set(scope.references)
    cost = np.where(cells["detail"] != "", 1.0, 3.0) + 0.2 * np.log1p(np.maximum(cells["value"].to_numpy(float), 0))
    cost = cost * np.where(sensitive | ~cells["integer"], 1.0, 12.0) * np.where(cells["unit"].isin(totals), 15.0, 1.0)
    return cost + 0.5 * (cells["value"] == 0) + 1e-3 * np.arange(len(cells)) / len(cells)


def _links(cells: pd.DataFrame) -> np.ndarray:
    """Pairs (count, money) of cells: the money is withheld where the count is."""
    pairs = pd.DataFrame(companions(), columns=["indicator", "of"], dtype=str)
    place = cells.loc[~cells["hidden"] & cells["name"].ne(FORMER), [*KEY, "integer"]].reset_index()
    money = place[~place["integer"]].merge(pairs, on="indicator")
    both = money.merge(place.rename(columns={"indicator": "of"}), on=[*_SAME, "of", "detail"])
    return both[["index_y", "index_x"]].to_numpy(int)


def _along(rows: pd.DataFrame, counts: pd.DataFrame, links: Iterable[tuple[str, str]], reason: str) -> pd.DataFrame:
    """Figures, but for published ones, that go with withheld counts, also where they are 0; links: (figure, count).

    They are no part of the proof, which takes whoever attacks to know them. Persons may be as many more or fewer as
    their households.
    """
    pairs = pd.DataFrame(links, columns=["indicator", "of"], dtype=str)
    own = rows.loc[(rows["kind"] != "published") & rows["value"].notna(), KEY].merge(pairs, on="indicator")
    found = own.merge(counts.rename(columns={"indicator": "of"}), on=[*_SAME, "of", "detail"])
    return found.drop_duplicates(KEY).assign(reason=reason)
