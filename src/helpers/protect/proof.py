"""The proof that withheld figures are safe: other worlds of whole numbers that fit everything published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse

from helpers.protect.attack import Aim, Reach, groups, other_worlds

#: About how many cells one programme holds; larger groups are proven a few places at a time.
CHUNK = 600


@dataclass(frozen=True)
class Unknowns:
    """Cells that relations tie together. Arrays are by cell.

    room: how far below what it is here the outsider reckons with; `aim` is what must be proven of a cell if it is
    withheld.
    place: number of each cell's unit, -1 for totals.
    """

    matrix: sparse.csr_array
    room: np.ndarray
    aim: Aim
    place: np.ndarray


@dataclass(frozen=True)
class ProofTask(Unknowns):
    """What is to be protected: cells of which `must` are withheld whatever happens, and `free` may be withheld besides.

    links: pairs (cell, cell withheld along with it).
    news: relations that were not there when the cells withheld earlier were found safe; groups without one still are.
    """

    cost: np.ndarray
    must: np.ndarray
    free: np.ndarray
    links: np.ndarray
    news: np.ndarray


#: A world other than the true one: the cells that it moves, and how far.
World = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Search:
    """Other worlds found so far, and the search for more."""

    task: Unknowns
    worlds: list[World] = field(default_factory=list)

    def seek(self, reach: Reach, parts: list[np.ndarray], aim: Aim) -> None:
        """Search groups of cells, large ones a few places at a time, and bring the ends up to date."""
        for cells in self._portions(parts):
            if reach.short(aim)[cells].any():
                self._seek_in(cells, reach, aim)

    def _seek_in(self, cells: np.ndarray, reach: Reach, aim: Aim) -> None:
        """Search for worlds in which only these cells move."""
        part = self.columns[:, cells]
        part = sparse.csr_array(part)[np.unique(part.indices)]
        own = Reach.none(len(cells))
        own.low, own.high, own.between = reach.low[cells], reach.high[cells], reach.between[cells]
        found = other_worlds(part, self.task.room[cells], aim.of(cells), own)
        self.worlds.extend((cells[move != 0], move[move != 0]) for move in found)
        reach.low[cells], reach.high[cells], reach.between[cells] = own.low, own.high, own.between

    @cached_property
    def columns(self) -> sparse.csc_array:
        """The matrix by column."""
        return sparse.csc_array(self.task.matrix)

    def _portions(self, parts: list[np.ndarray]) -> Iterator[np.ndarray]:
        """Groups in portions of about CHUNK cells: small ones joined, large ones by a few places at a time."""
        joined: list[np.ndarray] = []
        for group in parts:
            if len(group) > 2 * CHUNK:
                yield from _by_place(self.task.place[group], group)
                continue
            joined.append(group)
            if sum(map(len, joined)) >= CHUNK:
                yield np.concatenate(joined)
                joined = []
        if joined:
            yield np.concatenate(joined)


@dataclass(frozen=True)
class Proof(Search):
    """A search from the truth: each world found holds as long as the cells that it moves are all withheld."""

    task: ProofTask

    def short(self, withheld: np.ndarray, exempt: np.ndarray) -> np.ndarray:
        """Withheld cells, but the exempt ones, that no worlds found here prove to be as uncertain as they must be."""
        task, reach = self.task, self._reach(withheld)
        aim = Aim(np.where(exempt, 0.0, task.aim.width), np.where(exempt, 0.0, task.aim.up), task.aim.whole)
        found = groups(task.matrix, withheld, withheld & (aim.width > 0))
        asked = [cells for relations, cells in found if task.news[relations].any() or not len(relations)]
        checked = np.zeros(len(withheld), dtype=bool)
        checked[np.concatenate([*asked, np.empty(0, dtype=int)])] = True
        self.seek(reach, asked, aim)
        return checked & reach.short(aim)

    def _reach(self, withheld: np.ndarray) -> Reach:
        """How far the worlds that still hold move each cell."""
        reach = Reach.none(len(withheld))
        for cells, moves in self.worlds:
            if withheld[cells].all():
                reach.take(cells, moves)
        return reach


def _by_place(place: np.ndarray, group: np.ndarray) -> Iterator[np.ndarray]:
    """The cells of a few places at a time, with those of totals."""
    places = np.unique(place[place >= 0])
    size = max(3, round(len(places) * CHUNK / len(group)))
    for start in range(0, len(places), size):
        yield group[np.isin(place, places[start : start + size]) | (place < 0)]
