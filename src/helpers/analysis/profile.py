"""The profile of one unit: its key figures against the whole and its rank, its series, what its returns were found to be."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis.frames import or_empty, ratio
from helpers.analysis.land import KINDS, land_coverage
from helpers.analysis.poverty import poverty_by_unit
from helpers.analysis.programmes import capital_date, capital_of

#: The key figures of a profile: rate, its count, its base.
POVERTY = (
    ("poverty_rate", "poor_households", "households"),
    ("near_poverty_rate", "near_poor_households", "households"),
    ("multidimensional_poverty_rate", "multidimensional_poor_households", "households"),
    ("poor_person_rate", "poor_persons", "persons"),
    ("minority_poverty_rate", "minority_poor_households", "minority_households"),
)


def key_figures(observations: pd.DataFrame, unit: str, total: str, units: Sequence[str]) -> pd.DataFrame:
    """Rates of one unit beside those of the total, with its rank among the units.

    One row per rate that the unit has: `count`, `base`, `rate` (0-1), `total_rate`, `difference_points` (unit − total),
    `rank` (1 is the highest; ties share the better place), `ranked` (units with a value) and `as_of`.
    """
    frames_by_rate = [
        *_rows(or_empty(poverty_by_unit, observations), POVERTY),
        *_rows(_land(observations), [(f"{kind}_rate", f"with_{kind}", "minority_households") for kind in KINDS]),
        *_rows(_capital(observations, [*units, total]), [("disbursement_rate", "capital_disbursed_vnd", "capital_plan_vnd")]),
    ]
    found = [_row(name, table, unit, total, units) for name, table in frames_by_rate if unit in table.index]
    columns = ["figure", "count", "base", "rate", "total_rate", "difference_points", "rank", "ranked", "as_of"]
    table = pd.DataFrame(found, columns=columns).set_index("figure")
    return table[table["rate"].notna() | table.index.isin(_withheld(observations, unit))]


def _withheld(observations: pd.DataFrame, unit: str) -> set[str]:
    """Rates of the unit whose count or base is withheld: they keep their row."""
    hidden = observations[(observations["unit"] == unit) & (observations["confidentiality"] == "C") & (observations["detail"] == "")]
    names = set(hidden["indicator"])
    land = {f"{kind}_rate" for kind in KINDS if f"minority_households_with_{kind}" in names}
    return {rate for rate, count, base in POVERTY if {count, base} & names} | land


def _land(observations: pd.DataFrame) -> pd.DataFrame:
    return or_empty(land_coverage, observations)


def _capital(observations: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    day = capital_date(observations)
    found = {code: capital_of(observations, code, day) for code in codes} if day is not None else {}
    rows = {code: row for code, row in found.items() if row is not None}
    if not rows:
        return pd.DataFrame()
    table = pd.DataFrame(rows).T.astype(float)
    return table.assign(disbursement_rate=ratio(table["capital_disbursed_vnd"], table["capital_plan_vnd"]), as_of=day)


def _rows(table: pd.DataFrame, figures: Sequence[tuple[str, str, str]]) -> list[tuple[str, pd.DataFrame]]:
    return [
        (rate, table[[rate, count, base, "as_of"]].set_axis(["rate", "count", "base", "as_of"], axis="columns"))
        for rate, count, base in figures
        if rate in table
    ]


def _row(name: str, table: pd.DataFrame, unit: str, total: str, units: Sequence[str]) -> tuple:
    own, known = table.loc[unit], table["rate"].reindex(list(units)).dropna()
    whole = table["rate"].get(total, float("nan"))
    rank = int((known > own["rate"]).sum()) + 1 if unit in known.index else float("nan")
    points = (own["rate"] - whole) * 100
    return name, own["count"], own["base"], own["rate"], whole, points, rank, len(known), own["as_of"]


def flags(findings: pd.DataFrame, unit: str, boundary: str) -> pd.DataFrame:
    """What the period's returns of one unit were found to be: one row per code and severity, with how often."""
    own = findings[(findings["unit"] == unit) & (findings["boundary"] == boundary)]
    return own.groupby(["severity", "code"], as_index=False).size().rename(columns={"size": "findings"})
