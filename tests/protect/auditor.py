"""An outsider with a solver, who reads public CSV files and nothing else: written apart from the code that withholds.

He knows how figures hang together (identities.toml, read here by a parser of his own, and which units make a total), that
counts are whole and not negative, that a withheld count is at least 1 where zeros of the same figure are published, and
he takes for granted every equality and ordering over time that the published figures keep, as far as they do not
contradict one another.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

PACK = Path(__file__).parents[2] / "src/helpers/packs/viet-nam"
CELL = ["as_of", "boundary", "unit", "indicator", "detail", "since"]
FEWEST = 3  # values that must remain possible
ENOUGH = 60  # a value so far away need not be sought
MIN_PAIRS = 2  # pairs of published figures that make a regularity


def _read_toml(name: str) -> dict:
    return tomllib.loads((PACK / name).read_text(encoding="utf-8"))


class Auditor:
    """What the public cells say of the withheld ones. cells: rows of observations.csv of one or more periods."""

    def __init__(self, cells: pd.DataFrame, scope, catalogue: dict) -> None:
        self.scope, self.catalogue = scope, catalogue
        rows = self._cells(cells)
        known = rows[rows["value"].notna()].groupby(CELL)["value"].last()
        hidden = rows[(rows["confidentiality"] == "C") & rows["value"].isna()].groupby(CELL).size().index
        self.known = known.to_dict()
        self.hidden = [key for key in hidden if key not in self.known]
        self.number = {key: at for at, key in enumerate(self.hidden)}
        self.days = sorted({key[0] for key in [*self.known, *self.hidden]})
        self.places = sorted({key[:3] for key in [*self.known, *self.hidden]})
        self.details = defaultdict(set)
        self.spans = defaultdict(set)  # first days of the flows of a place
        for *place, indicator, detail, since in [*self.known, *self.hidden]:
            self.details[indicator].add(detail)
            self.spans[tuple(place)] |= {since} - {""}
        self.lines: list[tuple[dict[int, float], float, float]] = []
        self.guesses: set[int] = set()  # lines that no rule gives
        self._units()
        self._register()
        self._over_time()

    def _cells(self, cells: pd.DataFrame) -> pd.DataFrame:
        counts = {id for id, entry in self.catalogue.items() if entry["kind"] in {"count", "amount"}}
        rows = cells[cells["indicator"].isin(counts)].fillna({"detail": ""})
        flow = rows["indicator"].map(lambda id: self.catalogue[id].get("duration") == "flow").astype(bool)
        day, start = (pd.to_datetime(rows[column]).dt.strftime("%Y-%m-%d") for column in ("as_of", "start"))
        return rows.assign(as_of=day, since=start.where(flow, ""))

    def has(self, key: tuple) -> bool:
        return key in self.known or key in self.number

    def add(self, terms: list[tuple[float, tuple]], low: float = 0.0, high: float = 0.0) -> None:
        """low <= sum of terms <= high, if at least one of them is withheld.

        That households are at most their persons says next to nothing where both are withheld, and makes one puzzle of two.
        """
        if {"households", "persons"} <= {self.catalogue[key[3]]["measure"] for _, key in terms if key in self.number}:
            return
        line: dict[int, float] = defaultdict(float)
        constant = 0.0
        for times, key in terms:
            if key in self.number:
                line[self.number[key]] += times
            else:
                constant += times * self.known[key]
        line = {at: times for at, times in line.items() if times}
        if line:
            self.lines.append((line, low - constant, high - constant))

    def _units(self) -> None:
        """Units add up to their total, and old units to the new one that they were merged into."""
        names = {key[3:] for key in [*self.known, *self.hidden] if self.catalogue[key[3]].get("additive", True)}
        for day in self.days:
            for at, boundary in enumerate(self.scope.boundaries):
                for name in names:
                    total = (day, boundary.version, boundary.total.code, *name)
                    units = [
                        (day, boundary.version, u.code, *name) for u in boundary.units if u.code != boundary.total.code
                    ]
                    given = [key for key in units if self.has(key)]
                    if self.has(total) and len(given) == len(units) and units:
                        self.add([(1, total), *((-1, key) for key in given)])
                    for unit in boundary.units if at else ():
                        before = self.scope.boundaries[at - 1].version
                        own, parts = (
                            (day, boundary.version, unit.code, *name),
                            [(day, before, p, *name) for p in unit.predecessors],
                        )
                        if parts and self.has(own) and all(map(self.has, parts)):
                            self.add([(1, own), *((-1, part) for part in parts)])

    def _register(self) -> None:
        for entry in _read_toml("identities.toml")["identity"]:
            if entry["kind"] == "usual":
                continue  # found by search below, if it holds
            for words in self._fillings(entry):
                days = {name: words[name] for name in ("valid_from", "valid_to") if name in words}
                self._identity({**entry, **days}, words)

    def _fillings(self, entry: dict) -> list[dict]:
        """What stands in the places of an entry's braces, for each identity that the entry makes."""
        if entry.get("over") == "land":
            with_land = re.compile("minority_households_with_(.+)")
            return [{"": found[1]} for found in map(with_land.fullmatch, self.catalogue) if found]
        if entry.get("over") == "standard":
            listed = [each for each in _read_toml("standards.toml")["standard"] if each.get("deprivations")]
            final = [each for each in listed if each.get("list_is_final", True)]
            counts = "{most}" in entry["says"] or "{fewer}" in entry["says"]
            used = final if counts else listed
            return [{**each, "most": len(each["deprivations"]), "fewer": each["poor_from"] - 1} for each in used]
        return [{"": word} for word in entry.get("each", [""])]

    def _identity(self, entry: dict, words: dict) -> None:
        def filled(text: str) -> str:
            return re.sub(r"\{(\w*)\}", lambda place: str(words[place[1]]), text)

        left, sign, right = re.split(r"\s(<=|=)\s", filled(entry["says"]))
        terms = [*_read(left, 1), *_read(right, -1)]
        needs = [tuple(filled(name).split(":")) for name in entry.get("needs", [])]
        wild = {d for _, i, d, _ in terms if d == "?" for d in self.details[i] - {""}}
        for detail in wild or {""}:
            for place in self.places:
                if str(entry.get("valid_from", "")) <= place[0] <= str(entry.get("valid_to", "9999")):
                    for since in self.spans[place] or {place[0]}:
                        self._at(entry, terms, detail, place, since, sign, needs)

    def _cell(self, place: tuple, indicator: str, detail: str, since: str) -> tuple:
        return (*place, indicator, detail, since if self.catalogue[indicator].get("duration") == "flow" else "")

    def _closed(self, place: tuple, since: str, indicator: str, detail: str) -> list[tuple]:
        """What closed within a month before a span of days began: of the place, or of the units merged into it."""
        first = pd.Timestamp(since)
        days = [d for d in self.days if pd.Timedelta(0) < first - pd.Timestamp(d) <= pd.Timedelta(days=31)][-1:]
        for day in days:
            for start in sorted(self.spans[(day, *place[1:])]) or [day]:
                key = self._cell((day, *place[1:]), indicator, detail, start)
                keys = [key] if self.has(key) else self._merged(key)
                if keys:
                    return keys
        return []

    def _at(self, entry, terms, detail, place, since, sign, needs) -> None:
        found, absent = [], False
        for times, indicator, own, previous in terms:
            own = detail if own == "?" else own
            for each in sorted(self.details[indicator] - {""}) if own == "*" else [own]:
                key = self._cell(place, indicator, each, since)
                keys = self._closed(place, since, indicator, each) if previous else [key] if self.has(key) else []
                found += [(times, k) for k in keys]
                absent |= not keys
        (_, first, own, _) = terms[0] if sign == "=" else terms[-1]
        lead = self._cell(place, first, detail if own == "?" else own, since)
        needed = [self._cell(place, n[0], detail if n[1:] == ("?",) else "".join(n[1:]), since) for n in needs]
        if len(found) < 2 or not self.has(lead) or not all(map(self.has, needed)) or (entry.get("complete") and absent):
            return
        self.add(found, -np.inf if sign == "<=" else 0.0, 0.0)

    def _merged(self, key: tuple) -> list[tuple]:
        """What a unit, or the whole, was before its boundary version."""
        versions = [boundary.version for boundary in self.scope.boundaries]
        at = versions.index(key[1]) if key[1] in versions else 0
        if not at:
            return []
        now, before = self.scope.boundaries[at], self.scope.boundaries[at - 1]
        unit = now.by_code.get(key[2])
        codes = [before.total.code] if key[2] == now.total.code else list(unit.predecessors) if unit else []
        keys = [(key[0], before.version, code, *key[3:]) for code in codes]
        return keys if all(map(self.has, keys)) else []

    def _over_time(self) -> None:
        """Equalities and orderings between two figures on two days that every published pair keeps."""
        columns = defaultdict(lambda: defaultdict(set))
        for day, *place, indicator, detail, since in [*self.known, *self.hidden]:
            columns[indicator, detail][day, since].add(tuple(place))
        same = [(name, name) for name in columns]
        land = [(("support_need_remaining", d), ("support_need_start", d)) for d in self.details["support_need_start"]]
        for one, two in [*same, *land]:
            if one in columns and two in columns:
                for first, second in combinations(sorted({*columns[one], *columns[two]}), 2):
                    self._compare(one, first, two, second, columns)

    def _compare(self, one, first, two, second, columns) -> None:
        places = columns[one].get(first, set()) & columns[two].get(second, set())
        keys = [((first[0], *place, *one, first[1]), (second[0], *place, *two, second[1])) for place in sorted(places)]
        steps = [self.known[b] - self.known[a] for a, b in keys if a in self.known and b in self.known]
        counts_up = self._counts_up(*one) and one == two and first[1] == second[1] != "" and min(steps, default=0) >= 0
        if len(steps) < MIN_PAIRS and not counts_up:
            return
        low = 0.0 if counts_up or min(steps) >= 0 else -np.inf
        high = 0.0 if len(steps) >= MIN_PAIRS and max(steps) <= 0 else np.inf
        for a, b in keys:
            if low == 0.0 or high == 0.0:
                self.add([(1, b), (-1, a)], low, high)
                self.guesses.add(len(self.lines) - 1)

    def _counts_up(self, indicator: str, detail: str) -> bool:
        """Whether a figure counts what happened since its first day, so that it can only grow."""
        entry, ends = self.catalogue[indicator], {"support_need_start", "support_need_remaining"}
        return entry["kind"] == "count" and indicator not in ends and detail not in {"start", "end"}

    def least(self) -> np.ndarray:
        """1 where a zero of the same figure and day is published, else 0."""
        zeros = {(key[0], key[1], *key[3:]) for key, value in self.known.items() if value == 0}
        return np.array([float((key[0], key[1], *key[3:]) in zeros) for key in self.hidden])

    def disclosed(self, threshold: int, true: pd.DataFrame) -> list[tuple[tuple, int, int]]:
        """What he finds out and is so: what he believes over time may be false of what is withheld, and mislead him."""
        value = self._cells(true).groupby(CELL)["value"].last().to_dict()
        return [(key, low, high) for key, low, high in self.found_out(threshold) if low <= value[key] <= high]

    def found_out(self, threshold: int) -> list[tuple[tuple, int, int]]:
        """Withheld counts that fewer than three values fit, or none as large as the threshold: with least and most."""
        told, least = [], self.least()
        integer = np.array([self.catalogue[key[3]]["kind"] == "count" for key in self.hidden])
        for members, rows in self._parts():
            part = _Part([self.lines[row] for row in rows], members, least[members], integer[members])
            part.let_go(np.array([0.01 if row in self.guesses else 1.0 for row in rows]))
            for at in np.flatnonzero(integer[members]):
                low, high = part.ends(at, threshold)
                if high - low < FEWEST - 1 or high < threshold:
                    told.append((self.hidden[members[at]], low, high))
        return told

    def _parts(self) -> list[tuple[list[int], list[int]]]:
        """Withheld cells that hang together, with the lines between them."""
        entries = [(row, at) for row, (line, *_) in enumerate(self.lines) for at in line]
        size = len(self.hidden) + len(self.lines)
        rows, cols = (np.array(each, dtype=int) for each in (zip(*entries, strict=True) if entries else ([], [])))
        graph = sparse.coo_array((np.ones(len(rows)), (rows + len(self.hidden), cols)), (size, size))
        label = sparse.csgraph.connected_components(sparse.csr_array(graph), directed=False)[1]
        parts = defaultdict(lambda: ([], []))
        for at in range(len(self.hidden)):
            parts[label[at]][0].append(at)
        for row in range(len(self.lines)):
            parts[label[len(self.hidden) + row]][1].append(row)
        return list(parts.values())


class _Part:
    """Withheld cells that hang together: low <= matrix @ cells <= high, each at least `floor`, money in millions."""

    def __init__(self, lines: list, members: list[int], floor: np.ndarray, integer: np.ndarray) -> None:
        place = {at: number for number, at in enumerate(members)}
        matrix = np.zeros((len(lines), len(members)))
        for row, (line, *_) in enumerate(lines):
            for at, times in line.items():
                matrix[row, place[at]] = times * (1.0 if integer[place[at]] else 1e6)
        self.matrix, self.floor, self.integer = sparse.csr_array(matrix), floor, integer
        self.low, self.high = (np.array([line[end] for line in lines]) for end in (1, 2))
        self.least, self.most = np.full(len(members), np.inf), np.full(len(members), -np.inf)  # of the tables seen

    def let_go(self, price: np.ndarray) -> None:
        """Leave out the lines that must give way so that all others can hold, the cheapest ones."""
        count, size = self.matrix.shape
        if not count:
            return
        give = sparse.hstack([self.matrix, sparse.eye_array(count), -sparse.eye_array(count)], format="csr")
        cost, floor = np.concatenate([np.zeros(size), price, price]), np.append(self.floor, np.zeros(2 * count))
        given = milp(cost, bounds=Bounds(floor, np.inf), constraints=[LinearConstraint(give, self.low, self.high)]).x[
            size:
        ]
        holds = given[:count] + given[count:] < 1e-6
        self.matrix, self.low, self.high = self.matrix[holds], self.low[holds], self.high[holds]

    def ends(self, at: int, threshold: int) -> tuple[int, int]:
        """Least and most that a cell can be; of tables seen for other cells where they show enough."""
        if self.most[at] - self.least[at] >= FEWEST - 1 and self.most[at] >= threshold:
            return round(self.least[at]), round(self.most[at])
        found = [self._table(at, sign) for sign in (1, -1)]
        if any(
            table is None for table in found
        ):  # figures that do not add up in whole numbers: nobody can reckon with them
            return 0, ENOUGH
        return round(found[0][at]), round(found[1][at])

    def _table(self, at: int, sign: int) -> np.ndarray | None:
        """A table that fits, with the least (sign 1) or most (-1) of a cell."""
        own = np.arange(len(self.floor)) == at
        rules = [LinearConstraint(self.matrix, self.low, self.high)] if self.matrix.shape[0] else []
        most = np.where(own, self.floor + ENOUGH, np.inf)
        table = milp(
            sign * own, integrality=self.integer.astype(int), bounds=Bounds(self.floor, most), constraints=rules
        ).x
        if table is not None:
            self.least, self.most = np.minimum(self.least, table), np.maximum(self.most, table)
        return table


def _read(side: str, sign: int) -> list[tuple[int, str, str, bool]]:
    """Terms of a side: coefficient, indicator, detail, and whether of the year before."""
    terms = []
    for mark, times, name, previous in re.findall(r"([+-]?)\s*(\d*)\s*([a-z][\w:/*?]*)(@previous)?", side):
        indicator, _, detail = name.partition(":")
        terms.append((sign * int(times or 1) * (-1 if mark == "-" else 1), indicator, detail, bool(previous)))
    return terms


def catalogue() -> dict:
    return tomllib.loads((PACK / "indicators.toml").read_text(encoding="utf-8"))["indicator"]
