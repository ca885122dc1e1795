"""Figures against the period before: what closed it opens this one, and slow figures do not jump."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers.quality.faults import Fault, day, figure, number, signed
from helpers.quality.figures import name_of, records
from helpers.vocabulary.catalogue import measured_by
from helpers.vocabulary.identities import Identity, Term, entries_in, identities
from helpers.vocabulary.observation import CLOSING, DAYS, KEY, is_as_long
from helpers.vocabulary.place import Scope

KINDS = {"official": 0, "published": 1, "demonstration": 2}
FIGURE = ["indicator", "detail"]
UNIT = ["unit", "boundary"]
LONGEST_GAP = pd.Timedelta(days=550)  # a figure older than a year and a half is no yardstick
LOST_DOT = 20  # 9.100 read as 91 or 9,1: more than twenty times too small


def history(current: pd.DataFrame, earlier: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Every known value compared over time by unit, figure and day, carried over to whole merges of older units.

    One row per KEY; where several kinds of source say something, the official first.
    """
    columns = [*KEY, "value"]
    if earlier.empty and current["as_of"].nunique() < 2:
        return current.iloc[:0][columns]  # one day alone has no history
    compared = {rule["indicator"] for kind in ("plausible", "slow", "scale") for rule in entries_in(kind)}
    compared |= {identity.right[0].indicator for identity in _carried()}
    parts = [frame[frame["indicator"].isin(compared) & frame["value"].notna()] for frame in (earlier, current)]
    rows = pd.concat(parts)
    rows = rows.assign(_rank=rows["kind"].map(KINDS)).sort_values("_rank", kind="stable")[columns]
    rows = rows.drop_duplicates(KEY)
    return pd.concat([rows, merged(rows, scope)], ignore_index=True)


def _carried() -> list[Identity]:
    """Identities between two years that returns are asked about."""
    return [identity for identity in identities() if identity.kind == "carried_over" and identity.check]


def merged(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Values of newer units as sums of the older units that were merged whole into them, all of which must be given."""
    from helpers.quality.totals import additive

    steps = _successors(scope)
    if steps.empty or rows.empty:
        return rows.iloc[:0]
    moved = rows[rows["indicator"].isin(additive())].merge(steps, on=UNIT)
    key = ["new_unit", "new_boundary", *(name for name in KEY if name not in UNIT), "parts"]
    sums = moved.groupby(key, observed=True)["value"].agg(value="sum", count="count").reset_index()
    whole = sums[sums["count"] == sums["parts"]]
    return whole.rename(columns={"new_unit": "unit", "new_boundary": "boundary"})[rows.columns]


def _successors(scope: Scope) -> pd.DataFrame:
    """Older unit → newer unit, with the number of parts of the newer one. The scope's total continues as itself."""
    rows = []
    for older, newer in zip(scope.boundaries, scope.boundaries[1:], strict=False):
        for unit in newer.units:
            parts = unit.predecessors
            rows += [(code, older.version, unit.code, newer.version, len(parts)) for code in parts]
        rows.append((older.total.code, older.version, newer.total.code, newer.version, 1))
    return pd.DataFrame(rows, columns=["unit", "boundary", "new_unit", "new_boundary", "parts"])


def check_carry(observations: pd.DataFrame, past: pd.DataFrame) -> Iterator[Fault]:
    """Opening balance against what closed at most CLOSING days before, of the unit or of those merged into it."""
    if past.empty:
        return
    for identity in _carried():
        starts = _rows(observations, identity.left[0])
        if starts.empty:
            continue
        ends = _rows(past, identity.right[0])[[*UNIT, "as_of", "value"]].rename(columns={"as_of": "before_on"})
        pairs = starts.reset_index().merge(ends, on=UNIT, suffixes=("", "_before"))
        gap = pairs["start"] - pairs["before_on"]
        pairs = pairs[(gap > pd.Timedelta(0)) & (gap <= CLOSING)].sort_values("before_on", kind="stable")
        pairs = pairs.drop_duplicates("index", keep="last").sort_values("index")
        pairs = pairs[_one_measure(pairs)]
        for pair in records(pairs[(pairs["value"] - pairs["value_before"]).abs() > 0.5]):
            yield _carry_fault(identity.check, pair)


def _carry_fault(code: str, pair: Any) -> Fault:
    words = {
        "value": number(pair.value),
        "before": number(pair.value_before),
        "residual": signed(pair.value - pair.value_before),
        "date": day(pair.before_on),
    }
    return Fault(code, pair.index, words["before"]["vi"], words)


def _rows(frame: pd.DataFrame, term: Term) -> pd.DataFrame:
    """Rows of the figure of a term."""
    return frame[(frame["indicator"] == term.indicator) & (frame["detail"] == term.detail)]


def check_lost_dots(observations: pd.DataFrame, past: pd.DataFrame) -> Iterator[Fault]:
    """Slow counts that fell to a twentieth since the latest earlier day: a thousands dot was lost ('91' for 9.100)."""
    if past.empty:
        return
    slow = {rule["indicator"]: rule["least"] for rule in entries_in("slow")}
    pairs = _with_previous(observations, past, list(slow))
    lost = (pairs["value_before"] >= pairs["indicator"].map(slow).astype("float64")) & (
        pairs["value"] * LOST_DOT < pairs["value_before"]
    )
    for pair in records(pairs[lost & (pairs["value"] > 0)]):
        yield Fault("Q522", pair.index, words={"before": number(pair.value_before), "date": day(pair.before_on)})


def check_jumps(observations: pd.DataFrame, past: pd.DataFrame) -> Iterator[Fault]:
    """Slow figures that changed by more than their share since the latest earlier day."""
    if past.empty:
        return
    bounds = {rule["indicator"]: rule for rule in entries_in("plausible")}
    pairs = _with_previous(observations[observations["detail"] == ""], past, list(bounds))
    for pair in records(pairs):
        rule, change = bounds[pair.indicator], pair.value - pair.value_before
        if abs(change) > rule["share"] * pair.value_before and abs(change) >= rule["least"]:
            yield _jump(pair, change)


def _jump(pair: Any, change: float) -> Fault:
    words = {
        "value": number(pair.value),
        "before": number(pair.value_before),
        "date": day(pair.before_on),
        "change": signed(round(100 * change / pair.value_before)) if pair.value_before else {"vi": "∞", "en": "∞"},
    }
    return Fault("Q523", pair.index, words=words)


def check_scale(observations: pd.DataFrame, past: pd.DataFrame) -> Iterator[Fault]:
    """Amounts hundreds of times what they were: đồng, triệu and tỷ were taken for each other."""
    if past.empty:
        return
    times = {rule["indicator"]: rule["times"] for rule in entries_in("scale")}
    pairs = _with_previous(observations, past, list(times))
    pairs = pairs[(pairs["value"] > 0) & (pairs["value_before"] > 0)]
    ratio = pairs["value"] / pairs["value_before"]
    limit = pairs["indicator"].map(times).astype("float64")
    for pair in records(pairs[(ratio >= limit) | (ratio <= 1 / limit)]):
        name = name_of(pair.indicator, pair.detail)
        words = {"value": figure(pair.value, name), "before": figure(pair.value_before, name)}
        yield Fault("Q524", pair.index, words=words | {"date": day(pair.before_on)})


def _with_previous(observations: pd.DataFrame, past: pd.DataFrame, watched: list[str]) -> pd.DataFrame:
    """Each watched figure beside the latest earlier one of as many days, at most LONGEST_GAP older.

    Columns of both: `value_before`, `before_on`.
    """
    is_watched = observations["indicator"].isin(watched) & observations["value"].notna()
    given = observations.loc[is_watched, [*KEY, "value"]].reset_index()
    before = past[past["indicator"].isin(watched)].rename(columns={name: f"{name}_before" for name in ("value", *DAYS)})
    pairs = given.merge(before, on=[*UNIT, *FIGURE]).rename(columns={"as_of_before": "before_on"})
    gap = pairs["as_of"] - pairs["before_on"]
    earlier = pairs[["start_before", "before_on"]].set_axis(DAYS, axis="columns")
    near = pairs[(gap > pd.Timedelta(0)) & (gap <= LONGEST_GAP) & is_as_long(pairs[DAYS], earlier)]
    latest = near.sort_values("before_on").drop_duplicates("index", keep="last").sort_values("index")
    return latest[_one_measure(latest)]


def _one_measure(pairs: pd.DataFrame) -> pd.Series:
    """Whether both figures of a pair were measured by one standard, set or phase: no comparison crosses a break."""
    keys = list(zip(pairs["indicator"], pairs["detail"], pairs["before_on"], pairs["as_of"], strict=True))
    known = {
        (id, detail, *days): len({measured_by(id, when.date(), detail) for when in days}) == 1
        for id, detail, *days in set(keys)
    }
    return pd.Series([known[key] for key in keys], index=pairs.index, dtype=bool)
