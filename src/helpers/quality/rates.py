"""Printed rates: each is recomputed from its counts and compared within the decimals it is printed with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from helpers.quality.faults import Fault, figure, label, listed, number
from helpers.quality.figures import GROUP, Figures, name_of, records, split_name
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import Rate, changes, entries_in, rates

HUNDRED = 100
USUAL_DECIMALS = DECIMALS_OF_PERCENT = 2
_COLUMN = ["workbook", "sheet", "indicator", "detail"]
MOST_DECIMALS = 6  # a cell that holds the unrounded quotient is compared to this many places


def decimals_of(printed: pd.Series) -> pd.Series:
    """Decimals of a printed percentage: 2 in '22,38%', 0 in '100%'; binary noise (53.78000000000001) is cut."""
    codes, texts = pd.factorize(printed)  # a national column repeats its texts
    counted = np.array([_decimals(text) for text in texts], dtype="float64")
    return pd.Series(counted[codes] if len(texts) else [], index=printed.index, dtype="float64")


def _decimals(text: str) -> int:
    found = re.search(r"[.,](\d+)\D*$", text)
    digits = found[1] if found else ""
    return len(digits if len(digits) <= MOST_DECIMALS else f"{float(f'0.{digits}'):.{MOST_DECIMALS}f}"[2:].rstrip("0"))


def half_units(observations: pd.DataFrame) -> pd.Series:
    """Half a unit of the last printed place of each printed share, as a share of 0-1.

    Excel drops trailing zeros, so a number is taken to have the decimals of the longest one in its column, up to two.
    """
    column = [observations[name] for name in _COLUMN]
    codes, texts = pd.factorize(observations["printed"])
    shown = pd.to_numeric(pd.Series(texts, dtype="str").str.replace(",", "."), errors="coerce").to_numpy()[codes]
    shares = [id for id, entry in indicators().items() if entry.measure == "share"]
    # Parts of 1, as cells that show percent hold them too: 0.2238 says as much as 22,38%.
    is_fraction = observations["indicator"].isin(shares) & (shown - observations["value"]).abs().le(1e-9)
    own = (decimals_of(observations["printed"]) - DECIMALS_OF_PERCENT * is_fraction).clip(lower=0)
    usual = own.groupby(column).transform("max").clip(upper=USUAL_DECIMALS)
    return 0.5 / HUNDRED * 10.0 ** -np.maximum(own, usual)


def check_rates(figures: Figures) -> Iterator[Fault]:
    """Rates above 100%, and rates that their own counts contradict."""
    rows = figures.observations
    wanted = rows["indicator"].isin(list(rates()))
    if not wanted.any():
        return
    slack = half_units(rows.loc[wanted, [*_COLUMN, "printed", "value"]]).reindex(rows.index).to_numpy()
    for rate in rates().values():
        for name in [rate.printed, *figures.members(rate.printed)]:
            yield from _check_rate(figures, name, *_counts_of(rate, name.partition("/")[2]), slack)


def check_unproved(standing: pd.DataFrame, rejected: pd.DataFrame) -> Iterator[Fault]:
    """Printed rates and changes whose count or base is rejected: nothing proves them, no page may show them instead.

    standing: each figure that no rule rejects, once; another form may have given the count that one form lost.
    """
    gone = _figures(rejected) - _figures(standing[standing["indicator"].isin(rejected["indicator"].unique())])
    for printed, rate in {**rates(), **changes()}.items() if gone else ():
        for row in records(standing[standing["indicator"].eq(printed)].dropna(subset="value")):
            group, counts = tuple(getattr(row, name) for name in GROUP), _counts_of(rate, row.detail)
            if lost := [name for name in counts if (*group, *split_name(name)) in gone]:
                yield Fault("Q438", row.Index, words={"counts": listed(lost)})


def _figures(observations: pd.DataFrame) -> set[tuple[Any, ...]]:
    return set(observations[[*GROUP, "indicator", "detail"]].itertuples(index=False, name=None))


def _counts_of(rate: Rate, detail: str) -> tuple[str, str]:
    """Names of the count and the base of a rate, of one detail where they have any."""
    of_detail = name_of(rate.denominator, detail) if indicators()[rate.denominator].details else rate.denominator
    return name_of(rate.numerator, detail), of_detail


def _check_rate(figures: Figures, name: str, numerator: str, denominator: str, slack: np.ndarray) -> Iterator[Fault]:
    printed, rows = figures.values(name), figures.rows(name)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = figures.values(numerator) / figures.values(denominator)
    allowed = slack[rows] * (1 + 1e-6) + 1e-9
    impossible = (printed > 1 + 1e-9) & ~np.isfinite(rate)
    wrong = np.isfinite(printed) & np.isfinite(rate) & figures.exact(name) & (np.abs(printed - rate) > allowed)
    is_share = _share_groups(figures, name, printed, allowed)
    for group in np.flatnonzero(wrong | impossible):
        row = figures.observations.index[rows[group]]
        if impossible[group]:
            yield Fault("Q426", row, "≤ 100%")
            continue
        count, base = (number(figures.values(each)[group]) for each in (numerator, denominator))
        words = {"numerator": label(numerator), "count": count, "denominator": label(denominator), "base": base}
        words["rate"] = figure(rate[group], name)
        yield Fault("Q428" if is_share[group] else "Q427", row, words["rate"]["vi"], words)


def _share_groups(figures: Figures, name: str, printed: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Groups in a column that is a share of another whole: where that can be recomputed in the same sheet, it fits.

    One row that fits the share tells what the whole column holds; a column without such a row is not judged.
    """
    verdict = np.zeros(figures.count, dtype=bool)
    indicator = name.partition("/")[0]
    for rule in entries_in("rate"):
        if rule["printed"] != indicator:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            share = figures.values(rates()[indicator].numerator) / figures.values(rule["share_of"])
        given = figures.rows(name) >= 0
        fits = given & np.isfinite(share) & (np.abs(printed - share) <= allowed)
        if not fits.any():
            continue
        rows = figures.observations[["workbook", "sheet"]].iloc[figures.rows(name)]
        sheets = rows.groupby(["workbook", "sheet"], sort=False).ngroup().to_numpy()
        verdict |= given & np.isin(sheets, sheets[fits])
    return verdict
