"""Amounts beyond what a unit can have, and columns out of proportion: a mistaken unit is found in a first period too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from helpers.quality.faults import Fault, Words, figure, label, plain
from helpers.quality.figures import name_of, records
from helpers.quality.totals import is_unit
from helpers.vocabulary.identities import entries_in
from helpers.vocabulary.language import LANGUAGES
from helpers.vocabulary.law import Level, entries_of
from helpers.vocabulary.place import Scope

SHEET = ["workbook", "sheet", "indicator", "detail", "as_of"]
TABLE, UNIT = ["workbook", "sheet", "as_of"], ["unit", "boundary"]
FEWEST = 3  # units whose middle says something of the others
OVER: Words = {"vi": "trên", "en": "above"}
UNDER: Words = {"vi": "dưới", "en": "below"}


def check_sizes(observations: pd.DataFrame, scope: Scope) -> Iterator[Fault]:
    """Amounts that no unit of that size can have (Q425; Q430 asks), and those far from their sheet's middle (Q429)."""
    sizes = {rule["indicator"]: rule for rule in entries_in("size")}
    amounts = observations[observations["indicator"].isin(list(sizes)) & (observations["value"] > 0)]
    amounts = amounts[is_unit(amounts, scope)]
    if amounts.empty:
        return
    by_sheet = amounts.groupby(SHEET)["value"]
    middles = by_sheet.transform("median").where(by_sheet.transform("count") >= FEWEST)
    rows = amounts.assign(among=_bases(observations, amounts, sizes), middle=middles)
    communes = next((level.communes for level in entries_of(Level) if level.id == scope.level), 1.0)
    for row in records(rows):
        yield from _faults(row, sizes[row.indicator], communes)


def _bases(observations: pd.DataFrame, amounts: pd.DataFrame, sizes: Mapping[str, Mapping[str, Any]]) -> np.ndarray:
    """What each amount is among (households, families) in its unit, by any form of the period; NaN where none says."""
    per = amounts["indicator"].map({id: rule.get("per", "") for id, rule in sizes.items()})
    known = observations[observations["indicator"].isin(per) & (observations["value"] > 0)]
    by_unit = known.groupby(["indicator", "unit", "boundary"])["value"].max()
    return by_unit.reindex(pd.MultiIndex.from_arrays([per, amounts["unit"], amounts["boundary"]])).to_numpy("float64")


def _faults(row: Any, rule: Mapping[str, Any], communes: float) -> Iterator[Fault]:
    name = name_of(row.indicator, row.detail)
    most = rule.get("most", np.inf) * communes
    if np.isfinite(row.among):
        most = min(most, rule["most_each"] * row.among)
    least = rule.get("least", 0)
    for bound, side, is_beyond in ((most, OVER, row.value > most), (least, UNDER, row.value < least)):
        if is_beyond:
            words = {"value": figure(row.value, name), "bound": figure(bound, name), "side": side}
            expected = f"{'≤' if side is OVER else '≥'} {words['bound']['vi']}"
            yield Fault(rule.get("finding", "Q425"), row.Index, expected, words)
            return
    times = row.value / row.middle if np.isfinite(row.middle) else 1.0
    if max(times, 1 / times) >= rule.get("times", np.inf):
        words = {"value": figure(row.value, name), "bound": figure(row.middle, name)}
        yield Fault("Q429", row.Index, words=words | {"times": {lang: plain(times, lang) for lang in LANGUAGES}})


def check_proportions(observations: pd.DataFrame, scope: Scope) -> Iterator[Fault]:
    """Columns that as a whole are out of proportion to another figure of their units (Q417): all of one was typed in another unit.

    Details are compared each with its own; where the other figure has none, a unit's largest is.
    """
    rules = entries_in("proportion")
    wanted = {rule[key] for rule in rules for key in ("indicator", "of")}
    asked = observations["indicator"].isin(wanted) & (observations["value"] > 0)
    own = observations.loc[asked, [*TABLE, *UNIT, "indicator", "detail", "value"]]
    own = own[is_unit(own, scope)]
    numbered = {"table": own.groupby(TABLE).ngroup(), "place": own.groupby(UNIT).ngroup()}  # numbers compare faster
    given = dict(iter(own[["unit", "indicator", "detail", "value"]].assign(**numbered).groupby("indicator")))
    for rule in (each for each in rules if {each["indicator"], each["of"]} <= given.keys()):
        values, others = (given[rule[key]] for key in ("indicator", "of"))
        by = ["place", "detail"] if others["detail"].any() else ["place"]
        among = others.groupby(by)["value"].max().rename("among")
        pairs = values.join(among, on=by, how="inner").sort_values("value", kind="stable")
        columns = pairs.drop_duplicates(["table", *by], keep="last").sort_index().groupby("table")
        for _, column in columns:
            yield from _out_of_proportion(column, rule)


def _out_of_proportion(column: pd.DataFrame, rule: Mapping[str, Any]) -> Iterator[Fault]:
    """The fault of a column, told at its first figure."""
    value, among = column[["value", "among"]].sum()
    least, most = rule["least"] * among, rule["most"] * among
    if not least <= value <= most:
        words = {"value": figure(value, rule["indicator"]), "of": label(rule["of"]), "among": figure(among, rule["of"])}
        yield Fault(
            "Q417",
            column.index[0],
            words=words | {"n": column["unit"].nunique(), "side": UNDER if value < least else OVER},
        )
