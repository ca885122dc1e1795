"""Printed totals against their parts, published totals against the returns, and units that are missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.quality.checks import COUNT_SLACK
from helpers.quality.faults import Fault, Words, day, label, number, signed
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import entries_in
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.place import Boundary, Scope, Unit

OF_TOTAL = [name for name in KEY if name != "unit"]
RETURN_KINDS = ("official", "demonstration")


def additive() -> list[str]:
    """Indicators whose values add up over units."""
    return [id for id, entry in indicators().items() if entry.additive]


def is_total(observations: pd.DataFrame, scope: Scope) -> pd.Series:
    """Rows that stand for the whole scope, in any boundary version."""
    return _isin(observations, {boundary.version: [boundary.total.code] for boundary in scope.boundaries})


def is_unit(observations: pd.DataFrame, scope: Scope) -> pd.Series:
    """Rows of the scope's own units; places of comparison and totals are none."""
    return _isin(observations, {boundary.version: [u.code for u in boundary.units] for boundary in scope.boundaries})


def _isin(observations: pd.DataFrame, codes: dict[str, list[str]]) -> pd.Series:
    found = pd.Series(False, index=observations.index)
    for version, known in codes.items():
        found |= (observations["boundary"] == version) & (_positions(observations["unit"], known) >= 0)
    return found


def check_total_rows(observations: pd.DataFrame, scope: Scope) -> Iterator[Fault]:
    """The total row of a sheet against the units of the same sheet; a partial sum may only be smaller."""
    if not is_total(observations, scope).any():
        return
    rows = observations[observations["indicator"].isin(additive())]
    key = ["workbook", "sheet", *OF_TOTAL]
    parts = rows[is_unit(rows, scope)].groupby(key, observed=True)["value"].agg(["sum", "count"])
    totals = rows[is_total(rows, scope)].join(parts, on=key, how="inner")
    due = {boundary.version: len(boundary.units) for boundary in scope.boundaries}
    expected = totals["boundary"].map(due).astype("float64")
    residual = totals["value"] - totals["sum"]
    slack = COUNT_SLACK + 1e-6 * totals["value"].abs()
    complete = totals["count"] == expected
    wrong = (complete & (residual.abs() > slack)) | (~complete & (residual < -slack))
    for row, total in totals[wrong].iterrows():
        words = {
            "whole": number(total["value"]),
            "sum": number(total["sum"]),
            "residual": signed(total["value"] - total["sum"]),
            "given": int(total["count"]),
            "of": int(expected[row]),
        }
        yield Fault("Q441", row, words["sum"]["vi"], words)


def check_missing_units(observations: pd.DataFrame, scope: Scope) -> Iterator[Fault]:
    """Units that a return leaves out altogether (Q351), or in some figures that the other units give (Q352).

    A row left blank, or still 'đang cập nhật', is left out too; 'not collected' and 'not applicable' are answers. Where
    nobody has answered yet (a blank form) there is nothing to miss.
    """
    for boundary in scope.boundaries:
        unit = _positions(observations["unit"], [unit.code for unit in boundary.units])
        here = observations["kind"].isin(RETURN_KINDS) & (observations["boundary"] == boundary.version) & (unit >= 0)
        of_units = observations.loc[here, ["as_of", "indicator", "value", "status"]].assign(at=unit[here])
        for _, of_day in of_units.groupby("as_of", sort=True):
            yield from _missing_units(of_day, observations, boundary)


def _missing_units(of_day: pd.DataFrame, observations: pd.DataFrame, boundary: Boundary) -> Iterator[Fault]:
    """Faults of one day; `at` is the place of each row's unit among the boundary's units."""
    given = of_day.loc[of_day["value"].notna() | of_day["status"].isin(["L", "M"]), ["at", "indicator"]]
    restated = {id for id, entry in indicators().items() if entry.kind == "printed"}  # as a rate: nobody misses them
    wanted = sorted(set(given["indicator"].unique()) - restated)
    columns = _positions(given["indicator"], wanted)
    present = np.zeros((len(boundary.units), len(wanted)), dtype=bool)
    present[given["at"].to_numpy()[columns >= 0], columns[columns >= 0]] = True
    of_kind = {kind: [_applies(each, kind) for each in wanted] for kind in {unit.kind for unit in boundary.units}}
    asked = np.array([of_kind[unit.kind] for unit in boundary.units], dtype=bool).reshape(present.shape)
    lacking = np.flatnonzero((asked & ~present).any(axis=1))
    rows = observations.loc[of_day.index] if len(lacking) else of_day
    for at in lacking:
        missing, unit = [wanted[column] for column in np.flatnonzero(asked[at] & ~present[at])], boundary.units[at]
        where = {"unit": unit.code, "boundary": unit.boundary, "indicator": missing[0]} | _where(unit, rows, missing)
        words = {"date": day(of_day["as_of"].iloc[0]), "missing": _some(missing)}
        yield Fault("Q351" if len(missing) == asked[at].sum() else "Q352", None, "", words, where)


def _positions(texts: pd.Series, known: list[str]) -> np.ndarray:
    """Where each text stands in a list, -1 where it does not; texts repeat, so each is looked up once."""
    codes, found = pd.factorize(texts)
    place = {text: at for at, text in enumerate(known)}
    return np.array([place.get(text, -1) for text in np.asarray(found, dtype=object)], dtype=np.int64)[codes]


def _where(unit: Unit, rows: pd.DataFrame, missing: list[str]) -> dict[str, str]:
    """Where a missing figure should stand: its blank cell, else the one sheet with it for others, else the workbook."""
    own = rows[rows["unit"] == unit.code]
    blank = own[own["indicator"].isin(missing)]
    if len(blank):
        return blank.iloc[0][["workbook", "sheet", "cell"]].to_dict()
    for table, columns in ((rows[rows["indicator"].isin(missing)], ["workbook", "sheet"]), (own, ["workbook"])):
        places = table[columns].drop_duplicates()
        if len(places) == 1:
            return places.iloc[0].to_dict()
    return {}


def _some(names: list[str], most: int = 4) -> Words:
    """The first few names, and how many more."""
    labels = [label(name) for name in names[:most]]
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return {lang: "; ".join(text[lang] for text in labels) + more for lang in ("vi", "en")}


def _applies(indicator: str, kind: str) -> bool:
    """Whether units of a kind have the figure at all."""
    return all(kind in rule["kinds"] for rule in entries_in("applies") if indicator.startswith(rule["starts"]) and kind)


def complete_sums(observations: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Sums of the returns over all units, where every unit that has the figure gives it.

    One row per OF_TOTAL: `value`, and `count` of units. Partial sums are left out; an
    official return comes before a demonstration.
    """
    rows = observations[observations["kind"].isin(RETURN_KINDS)].sort_values("kind", ascending=False, kind="stable")
    rows = rows[is_unit(rows, scope) & rows["value"].notna()].drop_duplicates(KEY)
    sums = rows.groupby(OF_TOTAL, observed=True)["value"].agg(value="sum", count="count").reset_index()
    units = {boundary.version: boundary.units for boundary in scope.boundaries}
    having = [
        sum(_applies(row.indicator, unit.kind) for unit in units[row.boundary]) for row in sums.itertuples(index=False)
    ]  # fmt: skip
    return sums[sums["count"].to_numpy() == np.array(having, dtype=int)].reset_index(drop=True)
