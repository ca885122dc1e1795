"""The profile of one unit: its key figures against the whole and its rank, its series, what its returns were found to be."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.analysis.frames import or_empty
from helpers.analysis.land import KINDS, land_coverage
from helpers.analysis.poverty import poverty_by_unit
from helpers.analysis.programmes import capital_by_unit, capital_date
from helpers.vocabulary.state import State

#: The key figures of a profile: rate, its count, its base.
POVERTY = (
    ("poverty_rate", "poor_households", "households"),
    ("near_poverty_rate", "near_poor_households", "households"),
    ("multidimensional_poverty_rate", "multidimensional_poor_households", "households"),
    ("poor_person_rate", "poor_persons", "persons"),
    ("minority_poverty_rate", "minority_poor_households", "minority_households"),
)
COLUMNS = [
    "unit",
    "figure",
    "count",
    "base",
    "rate",
    "total_rate",
    "difference_points",
    "rank",
    "ranked",
    "sharing",
    "as_of",
]


def key_figures(observations: pd.DataFrame, unit: str, total: str, units: Sequence[str]) -> pd.DataFrame:
    """The rows of one unit in `key_figures_by_unit`, by figure."""
    return figures_of_unit(key_figures_by_unit(observations, total, units), unit)


def figures_of_unit(by_unit: pd.DataFrame, unit: str) -> pd.DataFrame:
    """One unit's rows of `key_figures_by_unit`, one row per figure."""
    return by_unit[by_unit["unit"] == unit].drop(columns="unit").set_index("figure")


def key_figures_by_unit(observations: pd.DataFrame, total: str, units: Sequence[str]) -> pd.DataFrame:
    """Rates of every unit beside those of the total, with its rank among the units.

    One row per unit and rate that it has: `unit`, `figure`, `count`, `base`, `rate` (0-1), `total_rate`,
    `difference_points` (unit − total), `rank` (1 is the highest; ties share the better place), `ranked` (units with a
    value), `sharing` (how many of them have this unit's rate) and `as_of`.
    """
    frames_by_rate = [
        *_rows(or_empty(poverty_by_unit, observations), POVERTY),
        *_rows(_land(observations), [(f"{kind}_rate", f"with_{kind}", "minority_households") for kind in KINDS]),
        *_rows(
            _capital(observations, [*units, total]),
            [("disbursement_rate", "capital_disbursed_vnd", "capital_plan_vnd")],
        ),
    ]
    found = [made for name, table in frames_by_rate if len(made := _ranked(name, table, total, units))]
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    every = pd.concat(found, ignore_index=True)
    kept = every["rate"].notna() | pd.MultiIndex.from_frame(every[["unit", "figure"]]).isin(_withheld(observations))
    return every.loc[kept, COLUMNS].reset_index(drop=True)


def _withheld(observations: pd.DataFrame) -> set[tuple[str, str]]:
    """Units and rates whose count or base is withheld: they keep their row."""
    hidden = observations[(observations["state"] == State.WITHHELD) & (observations["detail"] == "")]
    rates: dict[str, list[str]] = {f"minority_households_with_{kind}": [f"{kind}_rate"] for kind in KINDS}
    for rate, *parts in POVERTY:
        for part in parts:
            rates.setdefault(part, []).append(rate)
    rows = zip(hidden["unit"], hidden["indicator"], strict=True)
    return {(unit, rate) for unit, indicator in rows for rate in rates.get(indicator, [])}


def _land(observations: pd.DataFrame) -> pd.DataFrame:
    return or_empty(land_coverage, observations)


def _capital(observations: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    table = capital_by_unit(observations[observations["unit"].isin(list(codes))])
    return table.assign(disbursement_rate=table["disbursed_of_plan"], as_of=capital_date(observations))


def _rows(table: pd.DataFrame, figures: Sequence[tuple[str, str, str]]) -> list[tuple[str, pd.DataFrame]]:
    return [
        (rate, table[[rate, count, base, "as_of"]].set_axis(["rate", "count", "base", "as_of"], axis="columns"))
        for rate, count, base in figures
        if rate in table
    ]


def _ranked(name: str, table: pd.DataFrame, total: str, units: Sequence[str]) -> pd.DataFrame:
    own = table[table.index.isin(list(units))]
    whole = table["rate"].get(total, float("nan"))
    return own.rename_axis("unit").reset_index().assign(
        figure=name,
        total_rate=whole,
        difference_points=(own["rate"].to_numpy() - whole) * 100,
        rank=own["rate"].rank(method="min", ascending=False).to_numpy(),
        ranked=int(own["rate"].notna().sum()),
        sharing=own.groupby("rate", dropna=False)["rate"].transform("size").to_numpy(),
    )  # fmt: skip


def flags(findings: pd.DataFrame, unit: str, boundary: str) -> pd.DataFrame:
    """What the period's returns of one unit were found to be: one row per code and severity, with how often."""
    own = findings[(findings["unit"] == unit) & (findings["boundary"] == boundary)]
    return own.groupby(["severity", "code"], as_index=False).size().rename(columns={"size": "findings"})
