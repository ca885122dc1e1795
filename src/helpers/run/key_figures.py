"""A few figures of a whole scope with their past, for the index of all reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.analysis.poverty import ELSEWHERE
from helpers.analysis.programmes import capital_of
from helpers.analysis.standards import same_series
from helpers.vocabulary.catalogue import indicator
from helpers.vocabulary.language import Translator, format_date, format_number, format_share
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope

RATES = ("poverty_rate", "multidimensional_poverty_rate", "minority_poverty_rate", "production_land_rate")
WIDTH, HEIGHT, MARGIN = 200, 48, 5


@dataclass(frozen=True)
class KeyFigure:
    """A share of the whole scope: its counts at the latest day, and the shares of the days that compare with it."""

    id: str
    days: tuple[pd.Timestamp, ...]
    shares: tuple[float, ...]
    part: float
    whole: float


def key_figures(observations: pd.DataFrame, scope: Scope, period: Period) -> list[KeyFigure]:
    """The rates of RATES and the share of capital disbursed, where the total of the scope has them.

    observations: as the public may see them, with totals. Days after the period's end and days measured by another
    standard are left out.
    """
    past = observations[observations["as_of"] <= pd.Timestamp(period.end)]
    own = past[past["unit"].isin({boundary.total.code for boundary in scope.boundaries})]
    found = [_rate(_apart(own), scope, id) for id in RATES]
    return [figure for figure in [*found, _disbursed(own, scope)] if figure]


def _apart(own: pd.DataFrame) -> pd.DataFrame:
    """The figures with those that a form gives only within a breakdown as figures of their own, as the pages take them."""
    named = own["indicator"] + "/" + own["detail"]
    taken = {term: name for name, term in ELSEWHERE.items()}
    given = named.isin(taken).to_numpy()
    rows = own[given].assign(indicator=named[given].map(taken), detail="")
    return pd.concat([rows, own], ignore_index=True)


def _rate(own: pd.DataFrame, scope: Scope, id: str) -> KeyFigure | None:
    entry = indicator(id)
    parts = entry.numerator.split(" + ")
    rows = own[(own["detail"] == "") & own["indicator"].isin([*parts, entry.denominator])]
    rows = rows[np.array([_in_force(scope, row.boundary, row.as_of) for row in rows.itertuples()], dtype=bool)]
    table = rows.pivot_table(index="as_of", columns="indicator", values="value", aggfunc="last")
    table = table.reindex(columns=[*parts, entry.denominator]).dropna().sort_index()
    table = table[table[entry.denominator] > 0]
    if table.empty:
        return None
    table = table[[same_series(id, day, table.index[-1]) for day in table.index]]
    part, whole = table[parts].sum(axis=1), table[entry.denominator]
    return KeyFigure(id, tuple(table.index), tuple(part / whole), float(part.iloc[-1]), float(whole.iloc[-1]))


def _in_force(scope: Scope, boundary: str, day: pd.Timestamp) -> bool:
    held = [version for version in scope.boundaries if version.valid_from <= day.date()]
    return boundary == (held[-1] if held else scope.boundaries[0]).version


def _disbursed(own: pd.DataFrame, scope: Scope) -> KeyFigure | None:
    """All programmes together; the year starts anew, so there is no line into the past."""
    money = own[own["indicator"].isin(["capital_plan_vnd", "capital_disbursed_vnd"])]
    if money.empty:
        return None
    day = money["as_of"].max()
    total = scope.boundary_at(day.date()).total.code
    capital = capital_of(own, total, day)
    if capital is None or capital.isna()["disbursed_of_plan"]:
        return None
    amounts = float(capital["capital_disbursed_vnd"]), float(capital["capital_plan_vnd"])
    return KeyFigure("disbursement_rate", (day,), (float(capital["disbursed_of_plan"]),), *amounts)


def shown(figure: KeyFigure, t: Translator) -> dict[str, str]:
    """The figure in words for a reader: label, value, what it is a share of, and its past as a line and in words."""
    entry = indicator(figure.id)
    past = [f"{format_date(day.date(), t.lang)}: {format_share(share, t.lang)}" for day, share in _past(figure)]
    return {
        "label": entry.label[t.lang],
        "value": format_share(figure.shares[-1], t.lang),
        "about": f"{format_date(figure.days[-1].date(), t.lang)}; {_counts(figure, t)}",
        "told": "; ".join(past) if len(past) > 1 else "",
        "path": line([share for _, share in _past(figure)], [day for day, _ in _past(figure)]),
    }


def _past(figure: KeyFigure) -> list[tuple[pd.Timestamp, float]]:
    return list(zip(figure.days, figure.shares, strict=True))[-6:]


def _counts(figure: KeyFigure, t: Translator) -> str:
    measure = indicator(indicator(figure.id).denominator).measure
    scale = 1e9 if measure == "VND" else 1
    part, whole = (
        format_number(value / scale, t.lang, 1 if measure == "VND" else 0) for value in (figure.part, figure.whole)
    )
    if measure == "VND":
        return t("{part} of {whole} VND billion", part=part, whole=whole)
    return t("{part} of {whole} households", part=part, whole=whole)


def line(values: Sequence[float], days: Sequence[pd.Timestamp]) -> str:
    """The path of a line from zero to the largest value, spaced by days; '' for fewer than two points."""
    if len(values) < 2:
        return ""
    span, top = (days[-1] - days[0]).days, max(values) or 1.0
    points = (
        (MARGIN + (WIDTH - 2 * MARGIN) * (day - days[0]).days / span, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * v / top)
        for day, v in zip(days, values, strict=True)
    )
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
