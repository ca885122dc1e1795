"""The profile of one unit: each of its rates beside those of the whole and of the worst and the best unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.analysis.change import is_clear, printed_percent
from helpers.analysis.frames import at, day_of, latest_date, or_empty
from helpers.analysis.land import as_in_catalogue, land_coverage, land_date
from helpers.analysis.overview import NAMED, newest
from helpers.analysis.poverty import ELSEWHERE, deprivation_profile, earlier_review, poverty_by_unit, review_date
from helpers.analysis.programmes import capital_by_unit, capital_date, new_rural_by_unit
from helpers.vocabulary.catalogue import indicators, kinds_of_land
from helpers.vocabulary.place import Boundary
from helpers.vocabulary.state import State

#: Money of all programmes, kinds and sources.
ALL_CAPITAL = "all/all/all"
DEPRIVED = "poor_households_deprived"
_POOR, _BOTH = ("poor_households",), ("poor_households", "near_poor_households")
_MINORITY = ("minority_households",)
_COLUMNS = ["value", "count", "size", "as_of", "before", "since"]
_TERMS = ["part", "base"]


@dataclass(frozen=True)
class ProfileRate:
    """A rate of a profile: the terms of its numerator and denominator, what these count, and which way is better."""

    id: str
    part: tuple[str, ...]
    base: tuple[str, ...]
    better: str = "lower"
    counts: str = "households"


POVERTY = (
    (ProfileRate("poverty_rate", _POOR, ("households",)), "poor_households"),
    (ProfileRate("near_poverty_rate", ("near_poor_households",), ("households",)), "near_poor_households"),
    (ProfileRate("multidimensional_poverty_rate", _BOTH, ("households",)), "multidimensional_poor_households"),
    (ProfileRate("poor_person_rate", ("poor_persons",), ("persons",), counts="persons"), "poor_persons"),
    (ProfileRate("minority_poverty_rate", ("minority_poor_households",), _MINORITY), "minority_poor_households"),
)
CAPITAL = ProfileRate(
    "disbursement_rate", ("capital_disbursed_vnd",), ("capital_plan_vnd",), better="higher", counts="VND"
)
CRITERIA = ProfileRate("new_rural_criteria_met", ("new_rural_criteria_met",), (), better="higher", counts="criteria")


def standing_by_unit(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    """Where each unit stands by every rate: one row per unit that has figures, and rate that any unit has.

    `figure` (an indicator, or `poor_households_deprived/toilet`), `value` (0-1) = `count` / `size`, `before` (at the
    earlier review that compares, of what reviews measure, which was `since`), `whole`, whether it is clearly `apart`
    from that (`is_clear`), `worst` and `best` (of the units; not known where that of one is withheld), `better` (lower or higher), `place` and `from_below` (1
    is the highest and the lowest; ties share the better place, as printed), `many` (units with a value), `sharing`
    (units of its value), `as_of`, `state`, `counts`, and the terms behind it and behind the whole (`part`, `base`,
    `whole_part`, `whole_base`, separated by spaces; '' where they are not known). Criteria met are a share of their
    set; the whole of them is the mean of the units.
    """
    there = set(observations.loc[observations["state"].isin([State.KNOWN, State.WITHHELD]), "unit"])
    units = [unit.code for unit in boundary.units if unit.code in there]
    rates = {rate: table for rate, table in _rates(observations, boundary) if table.index.isin(units).any()}
    if not rates:
        return _nothing()
    every = _beside(rates, units, boundary.total.code)
    every = every.assign(state=_states(every, observations))
    seen = set(every.loc[every["state"].ne(State.MISSING), "figure"])
    hidden = set(every.loc[every["state"].eq(State.WITHHELD), "figure"])
    every[["worst", "best"]] = every[["worst", "best"]].mask(every["figure"].isin(hidden))
    return every[every["figure"].isin(seen)].reset_index(drop=True)


def _nothing() -> pd.DataFrame:
    whole = [f"whole_{name}" for name in _TERMS]
    beside = ["whole", "worst", "best", "apart", "place", "from_below", "many", "sharing", "better", "counts", "state"]
    return pd.DataFrame(columns=["unit", "figure", *_COLUMNS, *_TERMS, *whole, *beside])


def _rates(observations: pd.DataFrame, boundary: Boundary) -> Iterator[tuple[ProfileRate, pd.DataFrame]]:
    """Each rate with its table on the last day of a unit's figures: `_COLUMNS` and, if they differ by unit, `_TERMS`.

    Of a country whose packs know none of these rates, every count and amount instead.
    """
    if POVERTY[0][0].id not in indicators():
        yield from _every(observations)
        return
    own = observations[observations["unit"].isin([unit.code for unit in boundary.units])]
    day = review_date(own)
    reviewed, earlier = (or_empty(table, observations, day) for table in (poverty_by_unit, earlier_review))
    for rate, count in POVERTY:
        table = _columns(reviewed, rate.id, count, rate.base[0], earlier)
        yield rate, _with_terms(table, rate, ELSEWHERE, observations)
    coverage = as_in_catalogue(or_empty(land_coverage, observations, land_date(own)))
    for kind in kinds_of_land():
        count = f"minority_households_with_{kind}"
        rate = ProfileRate(f"{kind}_rate", (count,), _MINORITY, better="higher")
        rest = {count: f"{_MINORITY[0]} -minority_households_without_{kind}"}
        yield rate, _with_terms(_columns(coverage, rate.id, count, rate.base[0]), rate, rest, observations)
    yield CAPITAL, _capital(observations, boundary, capital_date(own))
    yield CRITERIA, _criteria(observations, boundary)
    yield from _deprivations(observations, latest_date(own, DEPRIVED))


def _every(observations: pd.DataFrame) -> Iterator[tuple[ProfileRate, pd.DataFrame]]:
    found = newest(observations)
    for name, detail in found[NAMED].drop_duplicates().itertuples(index=False, name=None):
        entry = indicators()[name]
        if entry.kind in {"count", "amount"}:
            term = "/".join(filter(None, (name, detail)))
            rows = found[found["indicator"].eq(name) & found["detail"].eq(detail)].set_index("unit")
            yield (
                ProfileRate(term, (term,), (), counts=entry.measure),
                rows.assign(count=rows["value"], size=1.0, before=float("nan"), since=pd.NaT)[_COLUMNS],
            )


def _deprivations(observations: pd.DataFrame, day: pd.Timestamp | None) -> Iterator[tuple[ProfileRate, pd.DataFrame]]:
    earlier, names = day_of(or_empty(earlier_review, observations, day)), ["unit", "deprivation"]
    now = or_empty(deprivation_profile, observations, as_of=day, columns=names)
    then = or_empty(deprivation_profile, observations, as_of=earlier, columns=names) if earlier else now.iloc[:0]
    before = dict(iter(then.set_index("unit").groupby("deprivation")))
    for code, own in now.set_index("unit").groupby("deprivation", sort=False):
        rate = ProfileRate(f"{DEPRIVED}/{code}", (f"{DEPRIVED}/{code}",), _POOR)
        yield rate, _columns(own, "share_deprived", "households_deprived", "base_households", before.get(code))


def _columns(
    table: pd.DataFrame, value: str, count: str, size: str, earlier: pd.DataFrame | None = None
) -> pd.DataFrame:
    """A rate with its count, size and day, and its value in the frame of an earlier day; empty without such a rate."""
    if value not in table:
        return pd.DataFrame(columns=_COLUMNS)
    known = earlier is not None and value in earlier
    before = earlier[value].reindex(table.index) if known else pd.Series(float("nan"), table.index)
    since = day_of(earlier) if known else pd.NaT
    return table[[value, count, size, "as_of"]].assign(before=before, since=since).set_axis(_COLUMNS, axis="columns")


def _with_terms(
    table: pd.DataFrame, rate: ProfileRate, otherwise: Mapping[str, str], observations: pd.DataFrame
) -> pd.DataFrame:
    """The table with the terms of its numerator: units that do not report it itself have it of other figures."""
    name = rate.part[0]
    if table.empty or name not in otherwise:
        return table
    found = at(observations, table["as_of"].iloc[0])
    own = found[found["indicator"] == name].set_index("unit")["state"]
    unknown = table["value"].isna().reindex(own.index, fill_value=True)
    given = set(own.index[own.eq(State.KNOWN) | (own.eq(State.WITHHELD) & unknown)])
    return table.assign(part=[name if unit in given else otherwise[name] for unit in table.index])


def _capital(observations: pd.DataFrame, boundary: Boundary, day: pd.Timestamp | None) -> pd.DataFrame:
    own = observations[observations["unit"].isin(list(boundary.by_code))]
    table = capital_by_unit(own, day).assign(as_of=day)
    amounts = table[["capital_disbursed_vnd", "capital_plan_vnd"]]
    terms = pd.DataFrame({name: _lines(at(own, day), amounts[name]) for name in amounts})
    table = _columns(table, "disbursed_of_plan", "capital_disbursed_vnd", "capital_plan_vnd")
    both = (terms != "").all(axis="columns")
    return table.assign(**{side: terms[name].where(both, "") for side, name in zip(_TERMS, amounts, strict=True)})


def _lines(found: pd.DataFrame, amounts: pd.Series) -> pd.Series:
    """The lines that each unit's amount is the sum of: that of all capital, else all that add up to it; else ''."""
    rows = found[(found["indicator"] == amounts.name) & found["value"].notna()]
    term = rows["indicator"] + "/" + rows["detail"]
    whole = rows[rows["detail"] == ALL_CAPITAL].set_index("unit")
    groups = pd.DataFrame({"unit": rows["unit"], "term": term, "value": rows["value"]}).groupby("unit")
    lines, sums = groups["term"].agg(" ".join).reindex(amounts.index), groups["value"].sum().reindex(amounts.index)
    in_one_line = whole["value"].reindex(amounts.index).eq(amounts)
    told = lines.mask((sums - amounts).abs() > 0.5, "").mask(in_one_line, f"{amounts.name}/{ALL_CAPITAL}")
    return pd.Series(told, dtype="str").fillna("")


def _criteria(observations: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    rural = new_rural_by_unit(observations, boundary)
    table = rural.assign(share=rural["criteria_met"] / rural["criteria_in_set"])
    table = _columns(table, "share", "criteria_met", "criteria_in_set")
    given = observations.loc[(observations["indicator"] == CRITERIA.id) & observations["value"].notna(), "unit"]
    table["part"] = [CRITERIA.id if unit in set(given) else "" for unit in table.index]
    mean = pd.DataFrame({"value": table["value"].mean(), "part": ""}, index=[boundary.total.code])
    return pd.concat([table, mean])


def _beside(rates: Mapping[ProfileRate, pd.DataFrame], units: Sequence[str], total: str) -> pd.DataFrame:
    """Each rate of each unit beside the whole and the ends of the range."""
    by_id = {rate.id: rate for rate in rates}
    every = pd.concat(list(rates.values()), keys=by_id, names=["figure", "unit"]).reindex(columns=[*_COLUMNS, *_TERMS])
    figures = every.index.get_level_values("figure")
    terms = {side: figures.map({id: " ".join(getattr(rate, side)) for id, rate in by_id.items()}) for side in _TERMS}
    every = every.assign(
        **{side: every[side].astype("str").fillna(pd.Series(terms[side], every.index)) for side in _TERMS}
    )
    wholes = every.reindex([(id, total) for id in by_id]).droplevel("unit")
    own = every.reindex(pd.MultiIndex.from_product([by_id, units], names=["figure", "unit"])).reset_index()
    of = own["figure"].map
    low, high = (of(own.groupby("figure")["value"].agg(end)) for end in ("min", "max"))
    is_better_low = of({id: rate.better == "lower" for id, rate in by_id.items()})
    beside = {
        "whole": of(wholes["value"]),
        "worst": high.where(is_better_low, low),
        "best": low.where(is_better_low, high),
    }
    kinds = {name: of({id: getattr(rate, name) for id, rate in by_id.items()}) for name in ("better", "counts")}
    whole_terms = {f"whole_{side}": of(wholes[side]) for side in _TERMS}
    days = own["as_of"].fillna(of(every.groupby("figure")["as_of"].max()))
    gaps, households = (own["value"] - beside["whole"]) * 100, own["size"].where(kinds["counts"] == "households")
    apart = [is_clear(gap, size) for gap, size in zip(gaps, households, strict=True)]
    return own.assign(**beside, **_places(own), **kinds, **whole_terms, as_of=days, apart=apart)


def _places(own: pd.DataFrame) -> dict[str, pd.Series]:
    """Ranks of the values of each figure as printed, from the highest and from the lowest, and how many share each."""
    shown = own["value"].map(printed_percent)
    each, alike = shown.groupby(own["figure"]), shown.groupby([own["figure"], shown])
    ranks = {"place": each.rank(method="min", ascending=False), "from_below": each.rank(method="min")}
    return {**ranks, "many": each.transform("count"), "sharing": alike.transform("count")}


def _states(table: pd.DataFrame, observations: pd.DataFrame) -> pd.Series:
    """Known, or withheld where a figure behind the rate is withheld on its day, or missing."""
    hidden = observations[observations["state"] == State.WITHHELD]
    term = hidden["indicator"].where(hidden["detail"] == "", hidden["indicator"] + "/" + hidden["detail"])
    keys = set(zip(hidden["unit"], term, hidden["as_of"], strict=True))
    keys |= {(unit, name.partition("/")[0], day) for unit, name, day in keys if name.startswith("capital_")}
    rows = zip(table["unit"], table["part"].fillna(""), table["base"].fillna(""), table["as_of"], strict=True)
    behind = [
        any((unit, term, day) in keys for term in f"{a} {b}".replace("-", "").split()) for unit, a, b, day in rows
    ]
    state = pd.Series(str(State.MISSING), table.index).mask(pd.Series(behind, table.index), str(State.WITHHELD))
    return state.mask(table["value"].notna(), str(State.KNOWN))
