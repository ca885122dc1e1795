"""Which published figures add up to which: one sparse matrix over all figures, for withholding and for the attack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import EACH, EVERY, Identity, Term, identities, rates
from helpers.vocabulary.observation import CLOSING, FIGURE, KEY
from helpers.vocabulary.place import Scope
from helpers.vocabulary.state import State
from helpers.vocabulary.statements import statements

_PLACE = ["as_of", "unit", "boundary"]
#: Money enters the matrix in millions of VND, so that its numbers are of the size of the counts beside it.
MONEY = 1e6
UNIT_SUM = "units add up to the total"
#: The name of a cell that holds a figure as it was published, where it is another one now.
FORMER = "as published"


@dataclass(frozen=True)
class Relations:
    """Linear relations between figures.

    cells: one row per count or amount: KEY, value (amounts in millions), kind, `integer`, `hidden` for the rest of an
    inequality, which nobody prints, `group` where that rest is a group of people, `kept` where a publication withheld it.
    matrix: one row per relation (its rule in `names`), one column per cell; matrix @ value is `constant`, which counts
    as known to everyone: 0 where the returns add up, else the residual that the pages show.
    parts: pairs (whole, part) of cells.
    """

    cells: pd.DataFrame
    matrix: sparse.csr_array
    constant: np.ndarray
    names: np.ndarray
    parts: np.ndarray = field(default_factory=lambda: np.empty((0, 2), dtype=int))

    @cached_property
    def kept(self) -> np.ndarray:
        """Relations that the figures keep: all but inequalities whose rest is below 0."""
        broken = self.cells["hidden"].to_numpy(bool) & (self.cells["value"].to_numpy(float) < 0)
        return (abs(self.matrix) @ broken.astype(float)) == 0

    @cached_property
    def believed(self) -> np.ndarray:
        """Relations that a reader who lacks some of the figures believes: all but what is usual and may not hold."""
        usual = [identity.id for identity in identities() if identity.kind == "usual"]
        return ~np.isin(self.names.astype(str), usual)

    def with_more(
        self, cells: pd.DataFrame, rows: sparse.csr_array, constant: np.ndarray, names: np.ndarray
    ) -> Relations:
        """The same with further cells, the last ones of `cells`, and with relations (`rows`) over all of these."""
        constant, names = np.append(self.constant, constant), np.append(self.names, names)
        return replace(self, cells=cells, matrix=stacked(self.matrix, rows), constant=constant, names=names)


def stacked(matrix: sparse.csr_array, rows: sparse.csr_array) -> sparse.csr_array:
    """A matrix with further rows, which may have more columns than it."""
    wide = sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], rows.shape[1]))
    return sparse.csr_array(sparse.vstack([wide, rows], format="csr"))


def columns_of(cells: pd.DataFrame) -> np.ndarray:
    """Number of each cell's figure, days and boundary version: a column of units whose zeros stand or go together."""
    former = cells["name"].eq(FORMER)
    return cells.groupby([*(name for name in KEY if name != "unit"), former], sort=False).ngroup().to_numpy()


@dataclass(frozen=True)
class _Row:
    """Relations of one kind, as triplets: relation number within the kind, cell, coefficient."""

    name: str
    relation: np.ndarray
    cell: np.ndarray
    coefficient: np.ndarray


#: What an inequality leaves: the cell of its first figure, the value, whether it is whole and counts a group, the relation.
_Rest = tuple[int, float, bool, bool, str]


class _Grid:
    """Where a figure stands among the cells: by day, place and statement, then by indicator and detail; -1 for none.

    `first` marks one statement of each day and place.
    """

    def __init__(self, cells: pd.DataFrame, scope: Scope) -> None:
        self.scope = scope
        self.keys, row, key = statements(cells, _PLACE)
        self.first = ~self.keys.duplicated(_PLACE).to_numpy()
        self.columns = cells[FIGURE].drop_duplicates().sort_values(FIGURE, ignore_index=True)
        column = pd.MultiIndex.from_frame(self.columns).get_indexer(pd.MultiIndex.from_frame(cells[FIGURE]))
        self.ids = np.full((len(self.keys), len(self.columns)), -1)
        self.ids[key, column[row]] = row
        self.column = {tuple(key): number for number, key in enumerate(self.columns.itertuples(index=False, name=None))}

    def details(self, indicator: str) -> list[str]:
        """Details of an indicator that occur."""
        columns = self.columns[(self.columns["indicator"] == indicator) & (self.columns["detail"] != "")]
        return columns["detail"].tolist()

    def on(self, identity: Identity) -> np.ndarray:
        """Pairs of key numbers: each key of a day on which the identity holds, with itself."""
        days = self.keys["as_of"].dt.date
        holds = np.flatnonzero((days >= identity.valid_from) & (days <= identity.valid_to))
        return np.repeat(holds[:, None], 2, axis=1)

    def row(self, day: pd.Timestamp, unit: str, boundary: str, since: pd.Timestamp | None = None) -> int | None:
        """The number of the key of a place and day, of the statement since a day where one is named."""
        keys = self._rows.get((day, unit, boundary), {})
        return keys.get(since) if since is not None else next(iter(keys.values()), None)

    @cached_property
    def _rows(self) -> dict[tuple[pd.Timestamp, str, str], dict[pd.Timestamp, int]]:
        found: dict[tuple[pd.Timestamp, str, str], dict[pd.Timestamp, int]] = {}
        for number, (day, unit, boundary, since, _) in enumerate(self.keys.itertuples(index=False, name=None)):
            found.setdefault((day, unit, boundary), {}).setdefault(since, number)
        return found

    @cached_property
    def opened(self) -> np.ndarray:
        """Pairs of key numbers: each key with that of what closed at most CLOSING before its span of days began.

        That is the place itself, else the units that were merged into it.
        """
        days, found = sorted(self.keys["as_of"].unique()), []
        starts = self.keys["since"].dropna().unique()
        closed = {start: [day for day in days if pd.Timedelta(0) < start - day <= CLOSING][-1:] for start in starts}
        for number, (_, unit, boundary, since, _) in enumerate(self.keys.itertuples(index=False, name=None)):
            for day in closed.get(since, ()):
                places = [(unit, boundary)] if (day, unit, boundary) in self._rows else []
                older = [self.row(day, *key) for key in places or _predecessors(self.scope, unit, boundary)]
                found += [(number, source) for source in older if source is not None]
        return np.array(found, dtype=int).reshape(-1, 2)


def _predecessors(scope: Scope, unit: str, boundary: str) -> list[tuple[str, str]]:
    """Keys of the units, in the version before, whose whole area became this unit; of a total, the total before."""
    versions = [version.version for version in scope.boundaries]
    place = versions.index(boundary) if boundary in versions else 0
    if place == 0:
        return []
    before, now = scope.boundaries[place - 1], scope.boundaries[place]
    if unit == now.total.code:
        return [(before.total.code, before.version)]
    known = now.by_code.get(unit)
    return [(code, before.version) for code in known.predecessors] if known else []


def build(observations: pd.DataFrame, scope: Scope) -> Relations:
    """Relations among observations with totals (one row per KEY): sums over units, merges, rates, every identity."""
    cells = _cells(observations)
    grid = _Grid(cells, scope)
    rows = [*_unit_sums(cells, scope), *_merges(cells, scope)]
    hidden: list[_Rest] = []
    parts: list[np.ndarray] = []
    for identity in identities():
        for row in _resolved(identity, grid):
            row = _of_holding(row, cells) if identity.kind == "usual" else row
            parts += [_wholes_and_parts(row)] if identity.parts else []
            rows.append(_with_rest(row, cells, hidden, group=identity.group) if identity.bounded else row)
    rows += [_with_rest(_counted_up(cells), cells, hidden), *_rates(observations, grid, cells, hidden)]
    return _assembled(cells, rows, hidden, parts)


def _cells(observations: pd.DataFrame) -> pd.DataFrame:
    """The counts and amounts among the observations, in the order of KEY; to an outsider withheld ones are empty."""
    kinds = observations["indicator"].map({id: entry.kind for id, entry in indicators().items()})
    there = observations["value"].notna() | observations["state"].eq(State.WITHHELD)
    numbers = observations[kinds.isin(["count", "amount"]) & there]
    cells = numbers.drop_duplicates(KEY).sort_values(KEY, ignore_index=True)
    money = cells["indicator"].map({id: entry.kind == "amount" for id, entry in indicators().items()}).astype(bool)
    cells = cells.assign(value=cells["value"].where(~money, cells["value"] / MONEY), integer=~money)
    return cells.assign(hidden=False, group=False, kept=False, name="")


def _unit_sums(cells: pd.DataFrame, scope: Scope) -> Iterator[_Row]:
    """Units add up to the total of their boundary version, of one key but for the unit, for what is additive."""
    for boundary in scope.boundaries:
        codes = [
            unit.code for unit in boundary.units if unit.code != boundary.total.code
        ]  # a unit may be its own total
        own = _additive(cells)[lambda d, version=boundary.version: d["boundary"] == version]
        total = own[own["unit"] == boundary.total.code].rename(columns={"cell": "whole"}).drop(columns="unit")
        yield _sums_of(UNIT_SUM, total.merge(own[own["unit"].isin(codes)], on=[n for n in KEY if n != "unit"]))


def _additive(cells: pd.DataFrame) -> pd.DataFrame:
    """KEY and number of the cells of what adds up over units."""
    additive = [id for id, entry in indicators().items() if entry.additive]
    return cells.loc[cells["indicator"].isin(additive), KEY].rename_axis("cell").reset_index()


def _sums_of(name: str, pairs: pd.DataFrame) -> _Row:
    """Each `whole` is the sum of the cells that it is paired with."""
    wholes = pairs["whole"].drop_duplicates().to_numpy(int)
    relation = np.append(wholes, pairs["whole"].to_numpy(int))
    times = np.append(np.ones(len(wholes), dtype=int), np.full(len(pairs), -1))
    return _Row(name, relation, np.append(wholes, pairs["cell"].to_numpy(int)), times)


def _merges(cells: pd.DataFrame, scope: Scope) -> Iterator[_Row]:
    """A new unit is the sum of the whole units merged into it, where both are reported over the same days."""
    places = cells[["unit", "boundary"]].drop_duplicates().itertuples(index=False, name=None)
    steps = [(*new, *old) for new in places for old in _predecessors(scope, *new)]
    old = pd.DataFrame(steps, columns=["unit", "boundary", "unit_old", "boundary_old"], dtype=object)
    own = _additive(cells)
    same = [name for name in KEY if name not in {"unit", "boundary"}]
    parts = own.rename(columns={"unit": "unit_old", "boundary": "boundary_old"})
    wholes = own.rename(columns={"cell": "whole"}).merge(old, on=["unit", "boundary"])
    yield _sums_of("merged units add up", wholes.merge(parts, on=[*same, "unit_old", "boundary_old"]))


def _counted_up(cells: pd.DataFrame) -> _Row:
    """What happened from one first day on: by a later day at least as much as by the day before it in the returns."""
    flows = {id for id, entry in indicators().items() if entry.duration == "flow" and entry.kind == "count"}
    carried = [each for each in identities() if each.right[0].previous]  # a flow opens with what closed before it
    ends = {(term.indicator, term.detail) for each in carried for term in (each.left[0], each.right[0])}
    stocks = {indicator for indicator, detail in ends if detail == EACH}
    counts = cells[cells["indicator"].isin(flows - stocks) & ~pd.MultiIndex.from_frame(cells[FIGURE]).isin(ends)]
    rows = counts[KEY].rename_axis("later").reset_index().sort_values("as_of", kind="stable")
    before = rows.groupby([name for name in KEY if name != "as_of"])["later"].shift()
    pairs = rows.assign(before=before).dropna(subset="before")[["later", "before"]].to_numpy(int)
    number = np.repeat(np.arange(len(pairs)), 2)
    return _Row("counted up from one first day", number, pairs.ravel(), np.tile([1, -1], len(pairs)))


def _resolved(identity: Identity, grid: _Grid) -> Iterator[_Row]:
    """The identity for each of its details and each pair of dates: relations numbered by key."""
    wild = sorted({detail for term in identity.terms if term.detail == EACH for detail in grid.details(term.indicator)})
    for each in [identity.of(detail) for detail in wild] or [identity]:
        columns = [column for term in each.terms for column in _columns(term, grid)]
        required = _required(each, grid)
        if len(columns) < 2 or -1 in required:
            continue
        pairs = grid.opened if any(term.previous for term in each.terms) else grid.on(each)
        yield _of_terms(each, columns, required, pairs, grid)


def _required(identity: Identity, grid: _Grid) -> list[int]:
    """Columns without which the identity says nothing, -1 for one that does not occur: its first, and what it needs."""
    terms = [term for term in identity.terms if not term.previous and term.detail != EVERY]
    wanted = {term.name for term in (terms if identity.complete else terms[:1])} | set(identity.needs)
    return [grid.column.get((term.indicator, term.detail), -1) for term in terms if term.name in wanted]


def _columns(term: Term, grid: _Grid) -> list[tuple[int, int, bool]]:
    """Columns of a term: (column, coefficient, previous); none if the figure does not occur."""
    details = grid.details(term.indicator) if term.detail == EVERY else [term.detail]
    known = (grid.column.get((term.indicator, each)) for each in details)
    return [(column, term.coefficient, term.previous) for column in known if column is not None]


def _of_terms(
    identity: Identity, columns: list[tuple[int, int, bool]], required: list[int], pairs: np.ndarray, grid: _Grid
) -> _Row:
    """One relation per key, over the terms that are there; none for keys without both sides or what is required."""
    relation, cell, coefficient = [], [], []
    own = np.unique(pairs[:, 0])
    for column, times, previous in columns:
        key, source = pairs.T if previous else (own, own)
        found = grid.ids[source, column]
        relation.append(key[found >= 0])
        cell.append(found[found >= 0])
        coefficient.append(np.full((found >= 0).sum(), times))
    row = _Row(identity.id, np.concatenate(relation), np.concatenate(cell), np.concatenate(coefficient))
    keep = (np.bincount(row.relation, minlength=len(grid.keys)) >= 2) & (grid.ids[:, required] >= 0).all(axis=1)
    return _once(_kept(row, keep[row.relation]), grid)


def _once(row: _Row, grid: _Grid) -> _Row:
    """The relations without those that another statement of the same day and place gives already, cell by cell."""
    if grid.first.all() or not len(row.relation):
        return row
    order = np.lexsort((row.cell, row.relation))
    relation, start = np.unique(row.relation[order], return_index=True)
    cells = [tuple(part) for part in np.split(row.cell[order], start[1:])]
    return _kept(row, np.isin(row.relation, relation[~pd.Series(cells, dtype=object).duplicated().to_numpy()]))


def _kept(row: _Row, keep: np.ndarray) -> _Row:
    """The entries of a row that are to be kept."""
    return _Row(row.name, row.relation[keep], row.cell[keep], row.coefficient[keep])


def _of_holding(row: _Row, cells: pd.DataFrame) -> _Row:
    """The relations that are true of the figures."""
    value = cells["value"].to_numpy()
    sums = np.bincount(row.relation, row.coefficient * value[row.cell]) if len(row.cell) else np.empty(0)
    return _kept(row, sums[row.relation] == 0) if len(sums) else row


def _wholes_and_parts(row: _Row) -> np.ndarray:
    """Pairs (whole, part) of cells; the whole has a positive coefficient."""
    pairs = pd.DataFrame({"relation": row.relation, "cell": row.cell, "whole": row.coefficient > 0})
    joined = pairs[pairs["whole"]].merge(pairs[~pairs["whole"]], on="relation")
    return joined[["cell_x", "cell_y"]].to_numpy(int)


def _with_rest(row: _Row, cells: pd.DataFrame, hidden: list[_Rest], group: bool = False, integer: bool = True) -> _Row:
    """The inequality as an equality with its rest, below 0 where the figures break it."""
    if not len(row.cell):
        return row
    sums = np.bincount(row.relation, row.coefficient * cells["value"].to_numpy()[row.cell])
    relations, first = np.unique(row.relation, return_index=True)
    of, rests = row.cell[first], len(cells) + len(hidden) + np.arange(len(relations))
    whole = integer & cells["integer"].to_numpy(bool)[of]
    hidden += [(*rest, group, row.name) for rest in zip(of, sums[relations], whole, strict=True)]
    more = (relations, rests, np.full(len(relations), -1))
    return _Row(row.name, *map(np.append, (row.relation, row.cell, row.coefficient), more))


def _rates(observations: pd.DataFrame, grid: _Grid, cells: pd.DataFrame, hidden: list[_Rest]) -> list[_Row]:
    """Published printed rates: the count lies within half a unit of the last digit, times its base, on both sides."""
    printed = observations[(observations["kind"] == "published") & observations["value"].notna()].sort_values(KEY)
    printed = printed[printed["indicator"].isin(list(rates()))]
    rows = []
    for rate in printed.itertuples():
        since = rate.start if rate.start < rate.as_of else None
        key = grid.row(rate.as_of, rate.unit, rate.boundary, since)
        names = (rates()[rate.indicator].numerator, rates()[rate.indicator].denominator)
        columns = [grid.column.get((name, rate.detail), -1) for name in names]
        if key is None or min(columns) < 0 or (found := grid.ids[key, np.array(columns)]).min() < 0:
            continue
        half = 0.5 * 10.0 ** -_decimals(rate.printed) / 100
        for sign, bound in ((1, rate.value - half), (-1, rate.value + half)):
            row = _Row("printed rate", np.zeros(2, dtype=int), found, np.array([sign, -sign * bound]))
            rows.append(_with_rest(row, cells, hidden, integer=False))
    return rows


def _decimals(printed: str) -> int:
    """Decimals of a rate as printed: 2 for '22,38%'."""
    return sum(letter.isdigit() for letter in printed.replace(".", ",").partition(",")[2])


def _assembled(cells: pd.DataFrame, rows: list[_Row], hidden: list[_Rest], parts: list[np.ndarray]) -> Relations:
    """Everything as one matrix; rests become cells of the place and date of the relation's first figure."""
    rests = pd.DataFrame(hidden, columns=["of", "value", "integer", "group", "name"])
    place = cells.loc[rests["of"].astype(int)].reset_index(drop=True)
    flags = {name: rests[name].astype(bool) for name in ("group", "integer")}
    extra = place.assign(value=rests["value"].astype(float), hidden=True, name=rests["name"], **flags)
    every = pd.concat([cells, extra], ignore_index=True) if len(extra) else cells
    names, indices, start = [], [], 0
    for row in rows:
        distinct, number = np.unique(row.relation, return_inverse=True)
        indices.append((number + start, row.cell, row.coefficient))
        names += [row.name] * len(distinct)
        start += len(distinct)
    relation, cell, coefficient = map(np.concatenate, zip(*indices, strict=True)) if indices else ([], [], [])
    matrix = sparse.csr_array((np.asarray(coefficient, float), (relation, cell)), shape=(start, len(every)))
    constant = matrix @ every["value"].to_numpy(float) if start else np.empty(0)
    pairs = np.vstack([*parts, np.empty((0, 2), dtype=int)])
    return Relations(every, matrix, constant, np.array(names, dtype=object), pairs)
