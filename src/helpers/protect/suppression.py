"""Which further figures to withhold so that the small ones cannot be worked out: an integer programme with cuts.

The classic cell suppression problem: choose the cheapest set of figures so that every withheld one keeps an interval at
least as wide as it needs. Conditions within a relation come first; what the outsider's programmes still narrow down
adds cuts from their duals, until nothing is narrowed down (Fischetti and Salazar 2001, Management Science 47:1008).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from helpers.protect.attack import components, groups, leverage
from helpers.protect.proof import CHUNK, Proof, ProofTask
from helpers.protect.solver import MixedProgramme

#: Limits that keep a large scope bounded; past them more is withheld than need be, never less. None is a time: a busy
#: machine must decide as an idle one does, or a later period would reopen what an earlier one withheld.
_PASSES = 40
_CUTS_PER_PASS = 60
_NODES = 3000
_EXACT = 1e-6


@dataclass
class _Cuts:
    """Conditions `row @ withheld >= 0`; the trigger has a negative coefficient."""

    rows: list[sparse.csr_array]

    def add(self, relation: np.ndarray, cell: np.ndarray, coefficient: np.ndarray, width: int) -> None:
        if len(relation):
            _, number = np.unique(relation, return_inverse=True)
            shape = (int(number.max()) + 1, width)
            self.rows.append(sparse.csr_array((coefficient.astype(float), (number, cell)), shape=shape))

    @property
    def matrix(self) -> sparse.csr_array:
        if len(self.rows) > 1:
            self.rows = [sparse.csr_array(sparse.vstack(self.rows, format="csr"))]
        return self.rows[0]


@dataclass(frozen=True)
class Choice:
    """Cells to withhold; those of them that other people's figures give away whatever is withheld here; and those of which
    the limits of the search left no proof."""

    withheld: np.ndarray
    given: np.ndarray
    unproved: np.ndarray


def choose(task: ProofTask) -> Choice:
    """Cells to withhold so that each is proven as uncertain as it must be."""
    size = len(task.room)
    task = replace(task, free=task.free & ~task.must)
    must, exempt = task.must.copy(), np.zeros(size, dtype=bool)
    withheld, seen = must.copy(), np.zeros(size, dtype=bool)
    cuts, proof = _Cuts([sparse.csr_array((0, size))]), Proof(task)
    for turn in range(_PASSES):
        fresh = withheld & ~seen & ((task.aim.width > 0) | np.isin(np.arange(size), task.links[:, 0]))
        exempt |= _local_cuts(cuts, task, must, fresh)
        seen |= fresh
        withheld &= ~_useless(task, must, exempt)
        chosen = _solve(cuts.matrix, task, must, withheld)
        if not np.array_equal(chosen, withheld):
            withheld = chosen
            continue
        short = np.flatnonzero(proof.short(withheld, exempt))
        if not len(short):
            return _done(task, withheld, exempt, short)
        stuck, known = _dual_cuts(cuts, task, withheld, short, exempt), must.copy()
        must |= _around(task, withheld, short if turn > _PASSES // 2 else stuck)
        if len(stuck) == len(short) and np.array_equal(must, known):
            break  # nothing beside them is left to withhold
        withheld |= must
    return _widened(task, withheld, exempt, proof)


def _useless(task: ProofTask, must: np.ndarray, exempt: np.ndarray) -> np.ndarray:
    """Cells that others give away cannot protect others: they stay published and are no longer free to be withheld."""
    useless = exempt & task.free & ~must
    task.free[useless] = exempt[useless] = False
    return useless


def _widened(task: ProofTask, withheld: np.ndarray, exempt: np.ndarray, proof: Proof) -> Choice:
    """The way out when passes run out: withhold everything around what is still short, ring by ring."""
    while True:
        short = np.flatnonzero(proof.short(withheld, exempt))
        ring = _around(task, withheld, short) & ~withheld
        if not ring.any():
            return _done(task, withheld, exempt, short)
        withheld = withheld | ring


def _done(task: ProofTask, withheld: np.ndarray, exempt: np.ndarray, short: np.ndarray) -> Choice:
    """What is withheld, but for what came along and is given away; and what had to be withheld and is given away."""
    unproved = np.isin(np.arange(len(withheld)), short)
    return Choice(withheld & ~(exempt & ~task.must), exempt & withheld & task.must, unproved)


def _around(task: ProofTask, withheld: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """For each cell the two cheapest free cells in each of its relations; where none is left, in those of its group."""
    ring = np.zeros(len(withheld), dtype=bool)
    columns = sparse.csc_array(task.matrix)
    for cell in cells:
        near = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
        ring |= _cheapest_of(task, withheld, near)
    if not ring.any() and len(cells):
        for relations, _ in groups(task.matrix, withheld, np.isin(np.arange(len(withheld)), cells)):
            ring |= _cheapest_of(task, withheld, relations)
    return ring


def _cheapest_of(task: ProofTask, withheld: np.ndarray, relations: np.ndarray) -> np.ndarray:
    """The two cheapest free cells of each relation."""
    found = np.zeros(len(withheld), dtype=bool)
    for relation in relations:
        members = task.matrix.indices[task.matrix.indptr[relation] : task.matrix.indptr[relation + 1]]
        members = members[task.free[members] & ~withheld[members]]
        found[members[np.argsort(task.cost[members], kind="stable")[:2]]] = True
    return found


def _local_cuts(cuts: _Cuts, task: ProofTask, must: np.ndarray, fresh: np.ndarray) -> np.ndarray:
    """Conditions within each relation of freshly withheld cells; returns the cells for which one cannot be met.

    In a relation a withheld cell moves only if another does: upwards by what cells of the same sign can lose, or
    without limit if a cell of the other sign is withheld; downwards by its own value at most. Relations in which the
    cells that are withheld anyway suffice need no condition.
    """
    size = len(task.room)
    linked = task.links[fresh[task.links[:, 0]] & task.free[task.links[:, 1]]]
    number = np.arange(len(linked))
    cuts.add(np.repeat(number, 2), linked[:, ::-1].ravel(), np.tile([1.0, -1.0], len(linked)), size)
    relation, cell = _open_pairs(task, must, fresh & (task.aim.width > 0))
    impossible = np.zeros(size, dtype=bool)
    for lone in (True, False):
        row, column, weight, aim = _expanded(task, relation, cell, lone)
        usable = (must | task.free)[column]
        reach = np.bincount(row[usable], weight[usable], minlength=len(relation))
        failed = reach < aim - _EXACT
        impossible[cell[failed]] = True
        keep = usable & ~failed[row] & (weight > 0) & (aim[row] > 0)
        wanted = np.flatnonzero(~failed & (aim > 0))
        entries = ((row[keep], wanted), (column[keep], cell[wanted]), (weight[keep], -aim[wanted]))
        cuts.add(*(np.append(*pair) for pair in entries), size)
    return impossible


def _open_pairs(task: ProofTask, must: np.ndarray, fresh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (relation, fresh cell) in which the cells withheld anyway do not let the cell move as far as it needs."""
    cells = np.flatnonzero(fresh)
    part = sparse.coo_array(task.matrix[:, cells])
    relation, cell, own = part.coords[0], cells[part.coords[1]], part.data
    sure, worth = must.astype(float), must * task.room
    plus, minus = task.matrix.maximum(0), (-task.matrix).maximum(0)
    others = ((task.matrix != 0).astype(float) @ sure)[relation] - sure[cell]
    same = np.where(own > 0, (plus @ worth)[relation], (minus @ worth)[relation]) / np.abs(own) - worth[cell]
    opposite = np.where(own > 0, (minus @ sure)[relation], (plus @ sure)[relation])
    keep = (others == 0) | ((opposite == 0) & (same < _rise(task, cell) - _EXACT))
    return relation[keep], cell[keep]


def _expanded(
    task: ProofTask, relation: np.ndarray, cell: np.ndarray, lone: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """For each pair the other cells of the relation with what they add (pair, cell, weight), and the pair's aim.

    lone: one other cell must be withheld, whatever its value; else others must make up the width that is needed.
    """
    starts, ends = task.matrix.indptr[relation], task.matrix.indptr[relation + 1]
    pair = np.repeat(np.arange(len(relation)), ends - starts)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(ends - starts) - (ends - starts), ends - starts)
    at = np.repeat(starts, ends - starts) + offset
    column, coefficient = task.matrix.indices[at], task.matrix.data[at]
    own = np.zeros(len(relation))
    itself = column == cell[pair]
    own[pair[itself]] = coefficient[itself]
    pair, column, coefficient = pair[~itself], column[~itself], coefficient[~itself]
    aim = np.ones(len(relation)) if lone else _rise(task, cell)
    ratio = coefficient / own[pair]
    weight = np.ones(len(pair)) if lone else np.where(ratio < 0, np.inf, ratio * task.room[column])
    return pair, column, np.minimum(weight, aim[pair]), aim


def _rise(task: ProofTask, cell: np.ndarray) -> np.ndarray:
    """How far cells must be able to rise: to what is large enough, and by the width that falling does not give."""
    return np.maximum(task.aim.width[cell] - task.room[cell], task.aim.up[cell])


def _dual_cuts(cuts: _Cuts, task: ProofTask, withheld: np.ndarray, short: np.ndarray, exempt: np.ndarray) -> np.ndarray:
    """A cut for each cell that is short; returns those without one, around which more must be withheld."""
    stuck = []
    for relations, group in groups(task.matrix, withheld, np.isin(np.arange(len(withheld)), short)):
        for cell in np.intersect1d(short, group)[:_CUTS_PER_PASS]:
            outcome = _cut(cuts, task, task.matrix[relations], withheld, int(cell))
            exempt[cell] |= outcome == "impossible"
            stuck += [cell] if outcome == "stuck" else []
    return np.array(stuck, dtype=int)


def _cut(cuts: _Cuts, task: ProofTask, rows: sparse.csr_array, withheld: np.ndarray, cell: int) -> str:
    """A cut for the width of a cell, and one for its rise, where what is withheld does not meet them.

    Gives "added", "impossible" where nothing free would help, and "stuck" where only whole numbers are short, of which
    duals know nothing, or where the cut would tie the whole scope into one programme.
    """
    width, up = task.aim.width[cell], task.aim.up[cell]
    fall, rise = leverage(rows, task.room, withheld, cell, max(width, up))
    outcome = "stuck"
    for need, weight in ((width, np.minimum(fall + rise, width)), (up, np.minimum(rise, up))):
        weight = np.where((withheld | task.free) & (weight > _EXACT), weight, 0.0)
        if weight.sum() < need - _EXACT:
            return "impossible"
        if weight[withheld].sum() >= need - _EXACT:
            continue
        if np.count_nonzero(weight) > CHUNK:
            return "stuck"
        columns = np.flatnonzero(weight)
        weights = np.append(weight[columns], -need)
        cuts.add(np.zeros(len(weights), dtype=int), np.append(columns, cell), weights, len(withheld))
        outcome = "added"
    return outcome


def _solve(cuts: sparse.csr_array, task: ProofTask, must: np.ndarray, withheld: np.ndarray) -> np.ndarray:
    """The cheapest cells that meet all conditions, solved anew only where one is broken."""
    chosen = withheld | must
    broken = cuts @ chosen.astype(float) < -_EXACT
    if not broken.any():
        return chosen
    columns = np.flatnonzero(task.free & ~must)
    links = abs(cuts[:, columns])
    _, label = components(links)
    hit = np.isin(label, np.unique(label[np.unique(links[broken].nonzero()[1])]))
    for group in _bundles(label[hit], columns[hit]):
        chosen[group] = _cheapest(cuts, task, chosen, group)
    return chosen


def _bundles(label: np.ndarray, columns: np.ndarray) -> Iterator[np.ndarray]:
    """Columns of whole components, together about CHUNK of them at a time."""
    order = np.argsort(label, kind="stable")
    bundle: list[np.ndarray] = []
    for group in np.split(columns[order], np.flatnonzero(np.diff(label[order])) + 1):
        bundle.append(group)
        if sum(map(len, bundle)) >= CHUNK:
            yield np.concatenate(bundle)
            bundle = []
    if sum(map(len, bundle)):
        yield np.concatenate(bundle)


def _cheapest(cuts: sparse.csr_array, task: ProofTask, chosen: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The integer programme over one bundle of cells, the others as they are; all of them where it finds nothing."""
    rows = cuts[np.unique(cuts[:, group].nonzero()[0])]
    rest = chosen.astype(float)
    rest[group] = 0.0
    short = -(rows @ rest)
    none, every = np.zeros(len(group)), np.ones(len(group))
    programme = MixedProgramme(rows[:, group], short, np.full(len(short), np.inf), every.astype(bool), _NODES)
    found = programme.solve(task.cost[group], none, every)
    return found > 0.5 if found is not None else every.astype(bool)
