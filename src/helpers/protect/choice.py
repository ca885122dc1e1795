"""What one release withholds: the small figures, zeros that would give them away, and what the proof needs besides."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.protect.attack import WIDTH, Aim
from helpers.protect.outsider import Exposed, attack
from helpers.protect.proof import ProofTask
from helpers.protect.regularities import Comparisons, as_relations, comparisons, regularities, true_ones
from helpers.protect.relations import UNIT_SUM, columns_of, stacked
from helpers.protect.suppression import Choice, choose

#: How far zeros that give others away are followed.
_RINGS = 4
#: How often the attack is tried, and more withheld against what it finds.
_ATTACKS = 16


@dataclass(frozen=True)
class Draft:
    """What had come out by a release, and what is new in it.

    cells: as in Relations. matrix, names: true relations among them; `news` are new ones. believed: the relations that
    an outsider believes. By cell: `new`; `primary` is withheld
    for what it tells; `before` was withheld by an earlier release. cost: what withholding a cell costs the reader.
    links: pairs (count, amount) that are withheld together where neither is 0. place: number of each cell's unit, -1
    for totals.
    """

    cells: pd.DataFrame
    matrix: sparse.csr_array
    believed: sparse.csr_array
    names: np.ndarray
    news: np.ndarray
    new: np.ndarray
    primary: np.ndarray
    before: np.ndarray
    threshold: int
    cost: np.ndarray
    links: np.ndarray
    place: np.ndarray

    @property
    def value(self) -> np.ndarray:
        """The true values."""
        return self.cells["value"].to_numpy(float)

    @property
    def hidden(self) -> np.ndarray:
        """Rests, which nobody prints."""
        return self.cells["hidden"].to_numpy(bool)

    @property
    def open(self) -> np.ndarray:
        """Cells that this release may still withhold."""
        return self.new & ~self.hidden & ~self.cells["kind"].eq("published").to_numpy(bool)

    @cached_property
    def compared(self) -> Comparisons:
        """Its cells over time."""
        return comparisons(self.cells)

    def attacked(self, choice: Choice) -> list[Exposed]:
        """What an outsider finds out of what is withheld then, and how."""
        withheld = (choice.withheld & ~choice.given) | self.hidden
        public = self.cells.assign(value=np.where(withheld, np.nan, self.value))
        return attack(public, self.believed, self.threshold, self.value).exposed

    def cheapest(self, exposed: list[Exposed], left: np.ndarray, count: int) -> np.ndarray:
        """For each exposed cell the cheapest left beside it, else of those that tell it; no zeros, which go together."""
        found, can = np.zeros((2, len(left)), dtype=bool)
        can[:] = self.open & left & (self.value > 0)
        for each in exposed:
            beside = np.flatnonzero(can & self._beside(each.cell))
            cells = beside if len(beside) else each.told_by[can[each.told_by]]
            if len(cells) and not found[cells].any():
                found[cells[np.argsort(self.cost[cells], kind="stable")[:count]]] = True
        return found

    def _beside(self, cell: int) -> np.ndarray:
        """Cells that share a relation with one."""
        rows = np.unique(self.believed[:, [cell]].nonzero()[0])
        return np.isin(np.arange(len(self.cells)), self.believed[rows].indices)

    def company(self, withheld: np.ndarray) -> np.ndarray:
        """The largest unit, else the total, of each sum over units whose withheld units make the threshold at most.

        0 and 3 would be printed: whoever knows what is withheld, and reads that two units share 3, reads 1 and 2.
        """
        found = np.zeros(len(withheld), dtype=bool)
        for row in np.flatnonzero(self.names == UNIT_SUM):
            cells = self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
            gone, left = cells[withheld[cells]], cells[~withheld[cells] & self.open[cells] & (self.value[cells] > 0)]
            if len(left) and self.primary[gone].any() and self.value[gone].sum() <= self.threshold:
                found[left[np.argmax(np.where(self.place[left] < 0, 0.0, self.value[left]))]] = True
        return found


@dataclass(frozen=True)
class Decision:
    """By cell: withheld; given away by public figures; zeros that would tell; of a unit or period withheld whole; told all
    the same, as the attack finds it out or no proof was found with all withheld that can be."""

    withheld: np.ndarray
    given: np.ndarray
    zeros: np.ndarray
    whole: np.ndarray
    told: np.ndarray


def decide(release: Draft, sensitive: np.ndarray) -> Decision:
    """The cells to withhold. What cannot be proved is withheld whole: first the units, then all of the release.

    sensitive: cells that count people; only these go where a unit or the release goes whole.
    """
    if not (release.primary | (release.before & ~release.hidden)).any():  # nothing small came out so far
        nothing = np.zeros(len(release.cells), dtype=bool)
        return Decision(release.before | (release.hidden & release.new), nothing, nothing, nothing, nothing)
    zeros, choice = _with_zeros(release)
    choice = _extended(release, choice, zeros)
    whole = np.zeros(len(release.cells), dtype=bool)
    for extent in (release.place, np.zeros_like(release.place)):
        if choice.unproved.any():
            whole |= sensitive & release.open & np.isin(extent, extent[choice.unproved])
            besides = zeros | whole
            choice = _extended(release, _settled(release, besides), besides)
    return Decision(choice.withheld, choice.given, zeros, whole, choice.unproved & ~release.hidden)


def _extended(release: Draft, choice: Choice, besides: np.ndarray) -> Choice:
    """The choice with more withheld until the attack finds nothing, or nothing is left that would help."""
    more, useless = np.zeros((2, len(besides)), dtype=bool)
    for turn in range(_ATTACKS):
        useless |= choice.given & more  # others give it away, so that it protects nothing
        exposed, gone = release.attacked(choice), choice.withheld & ~choice.given
        fresh = release.cheapest(exposed, ~choice.withheld & ~useless, 1 + turn // 2)
        fresh |= release.company(gone) & ~choice.withheld & ~useless
        if not fresh.any():
            break
        more = (more | fresh) & ~useless
        choice = _settled(release, besides | more)
    left = np.isin(np.arange(len(besides)), [each.cell for each in exposed])
    idle = choice.given & more
    return Choice(choice.withheld & ~idle, choice.given & ~idle, choice.unproved | left)


def _with_zeros(release: Draft) -> tuple[np.ndarray, Choice]:
    """The zeros that go, and what is withheld with them.

    Where others give one away (a need of 0 at the start, so nobody supported), theirs go too if the total is public
    already; if not, none of its figure goes, and the total goes instead.
    """
    zeros, forced = _telling_zeros(release)
    choice = _settled(release, zeros)
    useless = zeros & ~forced & _of_columns(release, choice.given & zeros)
    if useless.any():
        zeros = zeros & ~useless
        choice = _settled(release, zeros)
    best = zeros, choice
    for _ in range(_RINGS):
        more = _zeros_beside(release, choice.given) & ~zeros
        if not more.any():
            break
        zeros = zeros | more
        choice = _settled(release, zeros)
        if choice.given.sum() < best[1].given.sum():
            best = zeros, choice
    return best


def _of_columns(release: Draft, cells: np.ndarray) -> np.ndarray:
    """All cells of the figures of some cells."""
    return np.isin(columns_of(release.cells), columns_of(release.cells)[cells]) & ~release.hidden


def _zeros_beside(release: Draft, cells: np.ndarray) -> np.ndarray:
    """All zeros of the figures that share a relation with one of some cells, if none of these zeros is public yet."""
    rows = (abs(release.matrix) @ cells.astype(float)) > 0
    beside = (abs(release.matrix).T @ rows.astype(float)) > 0
    zero = (release.value == 0) & ~release.hidden
    kept = zero & ~release.open & ~release.before
    return zero & release.open & _of_columns(release, beside & zero) & ~_of_columns(release, kept)


def _telling_zeros(release: Draft) -> tuple[np.ndarray, np.ndarray]:
    """Zeros that would give small figures away: everybody knows that what is withheld beside them is at least 1.

    Where the withheld units of a figure could not share its total in another way, all zeros of that figure go, or else
    its total, whichever costs less. The second array tells those whose total cannot go.
    """
    found, forced = np.zeros((2, len(release.cells)), dtype=bool)
    matrix, value, usable = release.matrix, release.value, release.open | release.before
    for row in np.flatnonzero(release.names == UNIT_SUM):
        members = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        is_total = matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]] > 0
        total, units = members[is_total][0], members[~is_total]
        small = units[release.primary[units] & (value[units] > 0)]
        zeros = units[value[units] == 0]
        if not len(small) or not len(zeros) or release.primary[total] or release.before[total]:
            continue
        spare = (value[units] - 1)[usable[units] & (value[units] > 0)].sum()
        rise = spare - (value[small] - 1) >= release.threshold - value[small]
        dear = not release.open[total] or release.cost[zeros].sum() <= release.cost[total]
        if not (rise.all() and spare >= WIDTH) and release.open[zeros].all() and dear:
            found[zeros] = True
            forced[zeros] = not release.open[total]
    return found, forced


def _room(release: Draft, zeros: np.ndarray) -> np.ndarray:
    """How far below the truth an outsider reckons with: to 1 for a count beside published zeros, to 0 for the rest."""
    counts = release.cells["integer"].to_numpy(bool) & ~release.hidden
    printed = counts & (release.value == 0) & ~zeros & ~release.before & ~release.primary
    beside = np.isin(columns_of(release.cells), columns_of(release.cells)[printed])
    return release.value - (counts & beside & (release.value >= 1))


def _aim(release: Draft) -> Aim:
    """Three whole numbers for every withheld count, one of them no longer small; half its size for an amount.

    Rests that describe nobody need nothing.
    """
    value, whole = release.value, release.cells["integer"].to_numpy(bool)
    told = ~release.hidden | release.primary
    width = np.where(whole, WIDTH, np.maximum(value / 2, 1e-3))
    up = np.where(whole, np.maximum(release.threshold - value, 0.0), 0.0)
    return Aim(np.where(told, width, 0.0), np.where(told, up, 0.0), whole)


def _settled(release: Draft, besides: np.ndarray) -> Choice:
    """What is withheld once no regularity of what is then published tells more; `besides` is withheld in any case."""
    must = release.before | ((release.primary | release.hidden) & release.new) | besides
    free = release.open & (release.value > 0)  # zeros stay, or all of them go
    room, shown = _room(release, besides), ~(must | release.hidden)
    known = _holding(release, shown)
    while True:
        task = _task(release, room, must, free, known)
        choice = Choice(*(each[: len(room)] for each in astuple(choose(task))))
        must = must | choice.withheld
        found = _holding(release, ~(choice.withheld | release.hidden))
        every = pd.concat([known, found]).drop_duplicates(ignore_index=True)
        if len(every) == len(known):
            return choice
        known = every


def _holding(release: Draft, shown: np.ndarray) -> pd.DataFrame:
    """What is believed of figures over time and is true: to this the other worlds of the proof must fit."""
    return true_ones(regularities(release.cells, shown, release.compared), release.value)


def _task(release: Draft, room: np.ndarray, must: np.ndarray, free: np.ndarray, known: pd.DataFrame) -> ProofTask:
    """The programme over the cells and the rests of the regularities."""
    lines, rests = as_relations(known, release.cells)
    more, aim = len(rests.value), _aim(release)
    nothing, no = np.zeros(more), np.zeros(more, dtype=bool)
    return ProofTask(
        matrix=stacked(release.matrix, lines),
        room=np.append(room, rests.value),
        aim=Aim(np.append(aim.width, nothing), np.append(aim.up, nothing), np.append(aim.whole, rests.whole)),
        cost=np.append(release.cost, nothing + 1),
        must=np.append(must, ~no),
        free=np.append(free, no),
        links=release.links,
        news=np.append(release.news, np.ones(len(known), dtype=bool)),
        place=np.append(release.place, release.place[rests.of]),
    )
