"""How each statistic of a claim is proved again; what comes out are the numbers that its words may print.

Written apart from `helpers.analysis` and `helpers.report` on purpose: a fault there is not repeated here. The rules of
what may be called a change are stated in docs/claims.md: 0.1 percentage points and three households of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from helpers.run.verification.evidence import (
    NOT_ADDED,
    Evidence,
    Found,
    Unproved,
    agree,
    is_rate,
    measured,
    points,
    printed,
    together,
)

CLEAR_POINTS, CLEAR_HOUSEHOLDS, SAME_POINTS, EVEN_POINTS = 0.1, 3, 0.05, 1
Told = Mapping[str, Any]


class ProvedNumbers(dict[str, list[float]]):
    """Numbers that are proved, by how they are written: 'rate' (percent), 'points', 'count', 'VND'."""

    def give(self, kind: str, *values: float | None) -> None:
        """Add numbers of a kind."""
        self.setdefault(kind, []).extend(value for value in values if value is not None)


def prove(evidence: Evidence, claim: Told) -> ProvedNumbers:
    """The numbers of a claim that its words may print. Raises Unproved, saying what the figures give instead."""
    statistic = claim.get("statistic", "")
    if statistic not in PROOFS:
        raise Unproved(f'there is no statistic "{statistic}"')
    numbers = ProvedNumbers()
    PROOFS[statistic](evidence, claim, numbers)
    return numbers


def _value(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    found = together(evidence, claim, claim["units"], claim.get("day", ""))
    if _state(claim, found) != "known":
        return
    _same(claim, "value", found.value)
    _sized(claim, [claim["numbers"]["value"]], numbers)
    _covers(claim, found.partial)
    _give(numbers, claim, found)
    qualifiers = {row.qualifier for row in found.rows}
    if len(found.rows) == 1 and qualifiers != {claim.get("basis", {}).get("qualifier", "")}:
        raise Unproved(f"the figure is printed with {qualifiers.pop()!r}, the claim is not")


def _share(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    if claim.get("direction") == "among":
        return _share_among(evidence, claim, numbers)
    if claim.get("direction") in {"all", "shared"} and claim["state"] == "known":
        _lines(evidence, claim)
    found = together(evidence, claim, claim["units"], claim.get("day", ""))
    if _state(claim, found) != "known":
        return None
    for role, value in (("value", found.value), ("part", found.part), ("base", found.base)):
        _same(claim, role, value)
    _covers(claim, found.partial)
    return _give(numbers, claim, found)


def _lines(evidence: Evidence, claim: Told) -> None:
    """A share of all capital is of every programme and kind reported; a 'shared' one lacks those that lack units."""
    names = {term.partition("/")[0].split("*")[0] for term in (*claim["part"], *claim["base"])}
    rows = [(detail, row) for (name, detail, day), spans in evidence.rows.items() if name in names and day == claim["day"]
            for (_, unit), found in spans.items() if unit == claim["units"][0] for row in found.values()]  # fmt: skip
    partial = {detail.split("/")[0] for detail, row in rows if row.covered < row.due}
    for detail in sorted({detail for detail, _ in rows if detail.split("/")[0] != "all"}):
        for side in ("part", "base"):
            held = any(_holds(term.partition("*")[0].split("/")[1:], detail.split("/")) for term in claim[side])
            if not held and (claim["direction"] == "all" or detail.split("/")[0] not in partial):
                raise Unproved(f"{detail} is reported and not a part of it")
            if held and claim["direction"] == "shared" and detail.split("/")[0] in partial:
                raise Unproved(f"{detail} lacks units and is a part of it")
    if claim["direction"] == "shared" and not partial:
        raise Unproved("every programme is reported by all units, so it is not a share of some")


def _holds(whole: Sequence[str], detail: Sequence[str]) -> bool:
    """Whether a programme and kind of capital are part of a line ('all' is every one)."""
    return all(mine in ("all", other) for mine, other in zip(whole[:2], detail[:2], strict=True))


def _share_among(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    """What some units have of the sum over all that are compared."""
    if claim["state"] != "known":
        return
    part, whole = (together(evidence, claim, claim[side], claim["day"]).value for side in ("units", "among"))
    if part is None or not whole:
        raise Unproved("a unit has no figure, so the sum is not known")
    for role, value in (("part", part), ("base", whole), ("value", part / whole)):
        _same(claim, role, value)
    _over_all(evidence, claim, len(claim["among"]))
    numbers.give("rate", part / whole * 100)
    numbers.give("count", part, whole, len(claim["units"]), len(claim["among"]), len(_due(evidence, claim)))


def _extreme(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    if claim.get("direction") in {"down", "up"}:
        return _movers(evidence, claim, numbers)
    values = _values(evidence, claim)
    _over_all(evidence, claim, len(values))
    shown = {key: printed(value, claim) for key, value in values.items()}
    members = [key for key, _ in claim.get("members", [])]
    if claim.get("along") == "detail":
        found = [measured(evidence, claim, claim["units"][0], claim.get("day", ""), key) for key in members]
        _covers(claim, min((each.partial for each in found if each.partial[1]), default=(0, 0)))
        numbers.give("count", claim.get("basis", {}).get("covered"), claim.get("basis", {}).get("due"))
    if not members:
        if values:
            raise Unproved("there are figures, yet none is told")
        return None
    for key, value in claim["members"]:
        if not agree(value, values.get(key)):
            raise Unproved(f"{key} has {values.get(key)}, told {value}")
    _are_ends(claim, members, shown)
    numbers.give("rate" if is_rate(claim) else _kind(claim), *(values[key] * _scale(claim) for key in members))
    _sized(claim, values.values(), numbers)
    return numbers.give("count", len(members), len(values), len(claim["among"]), len(_due(evidence, claim)))


def _are_ends(claim: Told, members: Sequence[str], shown: Mapping[str, float]) -> None:
    """The members are the first in order, with all that tie with the last of them."""
    sign = 1 if claim["direction"] == "lowest" else -1
    last = shown[members[-1]]
    order = [sign * shown[key] for key in members]
    better = [key for key in shown if key not in members and sign * shown[key] <= sign * last]
    if better:
        raise Unproved(f"{', '.join(better)}: {shown[better[0]]:g}, which is {claim['direction']} too")
    if order != sorted(order):
        raise Unproved("they do not stand in order")
    if (claim["direction"] == "same") != (len(shown) > 1 and len(set(shown.values())) == 1):
        raise Unproved(f"the figures lie from {min(shown.values()):g} to {max(shown.values()):g}")


def _movers(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    """Units whose rate moved most one way between two days, clear changes only."""
    moved, households = _moves(evidence, claim)
    sign = 1 if claim["direction"] == "up" else -1
    clear = {key: change for key, change in moved.items() if sign * change > 0 and _clear(change, households[key])}
    members = [key for key, _ in claim.get("members", [])]
    for key, value in claim.get("members", []):
        if key not in clear or not agree(points(value), clear[key]):
            raise Unproved(f"{key} moved by {moved.get(key)} points, told {value}")
    least = min((sign * clear[key] for key in members), default=float("inf"))
    beyond = [key for key in clear if key not in members and sign * clear[key] >= least]
    if beyond or (clear and not members):
        raise Unproved(f"{', '.join(beyond or clear)} moved as much or more")
    numbers.give("points", *(abs(clear[key]) for key in members))
    numbers.give("count", len(members), len(moved), len(evidence.places.units))
    _over_all(evidence, claim, len(moved))


def _moves(evidence: Evidence, claim: Told) -> tuple[dict[str, float], dict[str, float]]:
    """Changes in points of the units with figures on both days, as printed, and their households on the later one."""
    moved, households = {}, {}
    for unit in claim["among"]:
        before, after = (measured(evidence, claim, unit, claim.get(day, "")) for day in ("since", "day"))
        if before.value is not None and after.value is not None:
            moved[unit] = points(printed(after.value, claim) - printed(before.value, claim))
            households[unit] = after.base or 0.0
    return moved, households


def _clear(change: float, households: float | None) -> bool:
    enough = households is None or abs(change) / 100 * households >= CLEAR_HOUSEHOLDS - 1e-9
    return abs(change) >= CLEAR_POINTS - 1e-9 and enough


def _rank(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    values = _values(evidence, claim)
    _over_all(evidence, claim, len(values))
    unit = claim["units"][0]
    if unit not in values:
        if claim["state"] == "known":
            raise Unproved(f"{unit} has no figure")
        return
    shown = {key: printed(value, claim) for key, value in values.items()}
    place = 1 + sum(value > shown[unit] for value in shown.values())
    below = 1 + sum(value < shown[unit] for value in shown.values())
    same = {key for key, value in shown.items() if value == shown[unit]}
    _same(claim, "place", place)
    _same(claim, "from_below", below)
    _same(claim, "many", len(values))
    _same(claim, "sharing", len(same))
    ends = "same" if len(same) == len(values) else "highest" if place == 1 else "lowest" if below == 1 else ""
    _directed(claim, ends if len(values) > 1 else "")
    numbers.give("count", place, below, len(values), len(same), len(same) - 1, len(evidence.places.units))
    numbers.give("rate" if is_rate(claim) else _kind(claim), values[unit] * _scale(claim))


def _change(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    units, total = claim["units"], evidence.places.total
    before, after = (_of_day(evidence, claim, claim.get(day, "")) for day in ("since", "day"))
    if claim["state"] != "known":
        if before.value is not None and after.value is not None and not (before.partial[1] or after.partial[1]):
            raise Unproved("both figures are there, yet no change is told")
        return
    if before.value is None or after.value is None:
        raise Unproved("one of the two days has no figure for these units")
    if units == [total] and (before.partial[1] or after.partial[1]):
        raise Unproved("one of the two totals lacks units: they do not compare")
    _same(claim, "before", before.value)
    _same(claim, "after", after.value)
    size = printed(after.value, claim) - printed(before.value, claim)
    size = points(size) if is_rate(claim) else size
    _same(claim, "value", size)
    clear = _clear(size, after.base) if is_rate(claim) else bool(size)
    _directed(claim, "none" if not clear else "up" if size > 0 else "down")
    if units != [total] and set(units) < set(evidence.places.units) and len(units) > 1:
        _covers(claim, (len(units), len(evidence.places.units)))
    _give(numbers, claim, before)
    _give(numbers, claim, after)
    numbers.give("points" if is_rate(claim) else _kind(claim), abs(size))


def _of_day(evidence: Evidence, claim: Told, day: str) -> Found:
    """The units' figure; a total that publishes no counts, or not all of them, has its printed rate."""
    found = together(evidence, claim, claim["units"], day)
    if claim["units"] != [evidence.places.total] or not is_rate(claim):
        return found
    if found.value is not None and not found.partial[1]:
        return found
    rows = evidence.find(f"{claim['indicator']}_printed", claim["units"][0], day)
    return Found(rows[0].value, tuple(rows), found.part, None) if rows else found


def _part_of_change(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    parts, whole = _contributions(evidence, claim)
    if not claim.get("members"):
        return
    households = sum(measured(evidence, claim, unit, claim["day"]).base or 0.0 for unit in claim["among"])
    if not _clear(whole, households):
        raise Unproved(f"the whole shows no clear change ({whole:.4f} points)")
    _directed(claim, "down" if whole < 0 else "up")
    sided = {key: part for key, part in parts.items() if part * whole > 0}
    most = max(abs(part) for part in sided.values())
    top = {key for key, part in sided.items() if abs(part) == most}
    if {key for key, _ in claim["members"]} != top:
        raise Unproved(f"the largest part is that of {', '.join(sorted(top))}")
    _same(claim, "value", most)
    _same(claim, "whole", abs(whole))
    _over_all(evidence, claim, len(parts))
    numbers.give("points", most, abs(whole))
    numbers.give("count", len(parts), len(top), len(evidence.places.units))


def _contributions(evidence: Evidence, claim: Told) -> tuple[dict[str, float], float]:
    """Each unit's part of the change of the rate of all, in points as printed (Kitagawa 1955), and the change."""
    pairs = {unit: [_counts(evidence, claim, unit, claim[day]) for day in ("since", "day")] for unit in claim["among"]}
    poor = [sum(pair[day][0] for pair in pairs.values()) for day in (0, 1)]
    every = [sum(pair[day][1] for pair in pairs.values()) for day in (0, 1)]
    total = [part / base for part, base in zip(poor, every, strict=True)]
    parts = {}
    for unit, pair in pairs.items():
        weights = [base / whole for (_, base), whole in zip(pair, every, strict=True)]
        rates = [part / base if base else None for part, base in pair]
        first, last = (rate if rate is not None else rates[1 - place] or 0.0 for place, rate in enumerate(rates))
        own = sum(weights) / 2 * (last - first)
        moved = ((first + last) / 2 - sum(total) / 2) * (weights[1] - weights[0])
        parts[unit] = points((own + moved) * 100)
    return parts, (total[1] - total[0]) * 100


def _counts(evidence: Evidence, claim: Told, unit: str, day: str) -> tuple[float, float]:
    found = measured(evidence, claim, unit, day)
    if found.part is None or found.base is None:
        raise Unproved(f"{unit} has no figure on {day}")
    return found.part, found.base


def _coverage(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    values = _values(evidence, claim)
    _same(claim, "covered", len(values))
    _same(claim, "due", len(claim["among"]))
    _over_all(evidence, claim, len(values))
    missing, withheld = (set(claim.get("basis", {}).get(name, [])) for name in ("missing", "withheld"))
    told = (values, claim["among"], missing, withheld, missing | withheld, evidence.places.units)
    numbers.give("count", *(len(units) for units in told))


def _newest(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    """There is a figure on the day, be it withheld, of the units named or of any, and none of a later day."""
    terms = {factor for term in claim["part"] for factor in term.removeprefix("-").partition("@")[0].split("*")}
    places = evidence.places
    codes = {
        code
        for unit in claim.get("units", [])
        for code in (unit, *(c for old in places.areas.get(unit, {}).values() for c in old))
    }
    days = {day for (name, detail, day), units in evidence.rows.items() if {name, f"{name}/{detail}"} & terms
            for (_, unit), spans in units.items() if not codes or unit in codes
            for row in spans.values() if row.withheld or row.value is not None}  # fmt: skip
    if claim.get("day", "") != max(days, default=""):
        raise Unproved(f"the latest figures are of {max(days, default='no day')}")


def _comparison(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    places = claim["units"][0], claim["reference"]
    own, other = (_rate_of(evidence, claim, unit, claim.get("day", "")) for unit in places)
    if claim["state"] != "known":
        return
    if own is None or other is None:
        raise Unproved("one of the two places has no figure of that day")
    _same(claim, "value", own)
    _same(claim, "reference", other)
    gap = printed(own, claim) - printed(other, claim)
    gap = points(gap) if is_rate(claim) else gap
    _same(claim, "gap", abs(gap))
    same = abs(gap) < SAME_POINTS if is_rate(claim) else not gap
    _directed(claim, "same" if same else "higher" if gap > 0 else "lower")
    numbers.give("rate" if is_rate(claim) else _kind(claim), *(value * _scale(claim) for value in (own, other)))
    numbers.give("points" if is_rate(claim) else _kind(claim), abs(gap))


def _scale(claim: Told) -> int:
    return 100 if is_rate(claim) else 1


def _rate_of(evidence: Evidence, claim: Told, unit: str, day: str) -> float | None:
    """The value of a place; one that publishes no counts, or not all of them, has its printed rate."""
    found = measured(evidence, claim, unit, day)
    if not is_rate(claim) or (found.value is not None and not found.partial[1]):
        return found.value
    rows = evidence.find(f"{claim['indicator']}_printed", unit, day)
    return rows[0].value if rows else None


def _printed(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    found = together(evidence, claim, claim["units"], claim.get("day", ""))
    if _state(claim, found) != "known":
        return
    _same(claim, "value", found.value)
    if found.rows[0].printed != claim.get("quoted", ""):
        raise Unproved(f"the source prints {found.rows[0].printed!r}")
    change = found.value or 0.0
    _directed(claim, "down" if change < 0 else "up" if change > 0 else "none")
    numbers.give("points", abs(change))


def _outlook(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    if claim["state"] != "known":
        return
    told, unit = claim["numbers"], claim["units"][0]
    first, last = (_rate_of(evidence, claim, unit, claim[day]) for day in ("since", "day"))
    if first is None or last is None:
        raise Unproved("one of the two days has no rate")
    _same(claim, "before", first)
    _same(claim, "after", last)
    until = date.fromisoformat(claim["day"])
    pace = (last - first) * 100 / _years(date.fromisoformat(claim["since"]), until)
    _same(claim, "pace", abs(pace))
    missing = (last - told["target"]) * 100
    _directed(claim, "met" if missing <= 0 else "none" if pace > -CLEAR_POINTS else "down")
    if claim["direction"] == "down":
        year = date.fromordinal(until.toordinal() + int(missing / -pace * 365.25)).year
        _same(claim, "year", year)
        numbers.give("count", year)
    numbers.give("rate", told["target"] * 100)
    numbers.give("points", abs(pace))


def _years(since: date, until: date) -> float:
    """Between two 31 December there are whole years, whatever lies between."""
    month, day = until.month, min(until.day, 28 if until.month == 2 else 31)
    return until.year - since.year + (date(since.year, month, day) - since).days / 365.25


def _pace(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    """The share disbursed against that of the time gone since the first day, were it spent evenly until the last."""
    found = together(evidence, claim, claim["units"], claim.get("day", ""))
    if claim["state"] != "known":
        if claim["state"] != "missing" or found.value is None:
            _state(claim, found)
        return
    for role, value in (("value", found.value), ("part", found.part), ("base", found.base)):
        _same(claim, role, value)
    _covers(claim, found.partial)
    first, day, last = (date.fromisoformat(claim[name]) for name in ("since", "day", "until"))
    elapsed = ((day - first).days + 1) / ((last - first).days + 1)
    _same(claim, "elapsed", elapsed)
    months = (last.year - first.year) * 12 + last.month
    _same(claim, "so_far", (found.part or 0.0) / (months * elapsed))
    rest = max((found.base or 0.0) - (found.part or 0.0), 0.0)
    left = months - months * elapsed
    _same(claim, "needed", rest / left if left > 1e-9 else None)
    gap = printed(found.value or 0.0, claim) - printed(elapsed, claim)
    _directed(claim, "lower" if gap < -EVEN_POINTS else "higher" if gap > EVEN_POINTS else "same")
    _give(numbers, claim, found)
    numbers.give("rate", elapsed * 100)
    numbers.give("VND", claim["numbers"].get("needed"), claim["numbers"].get("so_far"))


def _meeting(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    """The units that a flag is set for."""
    values = _values(evidence, claim)
    _over_all(evidence, claim, len(values))
    if any(value not in (0, 1) for value in values.values()):
        raise Unproved("a flag is neither 0 nor 1")
    chosen = {key for key, value in values.items() if value == 1}
    if {key for key, _ in claim.get("members", [])} != chosen:
        raise Unproved(f"it is set for {', '.join(sorted(chosen)) or 'none'}")
    _directed(claim, "" if not values else "none" if not chosen else "all" if len(chosen) == len(values) else "some")
    numbers.give("count", len(chosen), len(values), len(_due(evidence, claim)))


def _mean(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    """The mean of a count over units that all have one."""
    values = _values(evidence, claim)
    _over_all(evidence, claim, len(values))
    if claim["state"] != "known":
        return
    if not values or len(values) < len(claim["among"]):
        raise Unproved("a unit has no figure, so the mean is not known")
    found = sum(values.values()) / len(values)
    _same(claim, "value", found)
    _sized(claim, values.values(), numbers)
    numbers.give("count", found, len(values), len(_due(evidence, claim)))


def _lacking(evidence: Evidence, claim: Told, numbers: ProvedNumbers) -> None:
    """How many criteria every unit meets, and which are lacking in the most."""
    flags = {
        term: {unit: measured(evidence, {**claim, "part": [term]}, unit, claim["day"]) for unit in claim["among"]}
        for term in claim["part"]
    }
    gaps: dict[str, str] = {}
    for each in flags.values():
        gaps |= {unit: "withheld" for unit, found in each.items() if found.value is None and found.withheld}
        gaps = {unit: "missing" for unit, found in each.items() if found.value is None} | gaps
    for unit, state in gaps.items():
        if unit not in claim.get("basis", {}).get(state, []):
            raise Unproved(f"{unit} is {state} for a criterion, and is not told to be")
    _over_all(evidence, claim, len(claim["among"]) - len(gaps))
    absent = {term: sum(found.value == 0 for found in each.values()) for term, each in flags.items()}
    _same(claim, "n", sum(all(found.value == 1 for found in each.values()) for each in flags.values()))
    most = max(absent.values(), default=0)
    _same(claim, "most", most)
    _same(claim, "many", len(flags))
    _same(claim, "units", len(claim["among"]))
    top = {term.partition("/")[2] for term, n in absent.items() if n == most and most}
    if {key for key, _ in claim.get("members", [])} != top:
        raise Unproved(f"{', '.join(sorted(top)) or 'none'} are lacking most often")
    _directed(claim, "highest" if top else "")
    told = claim["numbers"]
    numbers.give("count", told["n"], told["many"], told["most"], told["units"], len(top), *_partial_of(claim))


def _partial_of(claim: Told) -> tuple[float, float]:
    basis = claim.get("basis", {})
    return basis.get("covered", 0), basis.get("due", 0)


def _sized(claim: Told, values: Iterable[float], numbers: ProvedNumbers) -> None:
    """No count is larger than the set that it is told to be of."""
    size = claim.get("numbers", {}).get("size")
    if size is None:
        return
    if any(value > size for value in values):
        raise Unproved(f"{max(values):g} of {size:g}: counted by more than one set or day")
    numbers.give("count", size)


PROOFS: Mapping[str, Callable[[Evidence, Told, ProvedNumbers], None]] = {
    "value": _value, "share": _share, "extreme": _extreme, "rank": _rank, "change": _change,
    "part_of_change": _part_of_change, "coverage": _coverage, "newest": _newest, "comparison": _comparison,
    "printed": _printed, "outlook": _outlook, "pace": _pace,
    "meeting": _meeting, "mean": _mean, "lacking": _lacking,
}  # fmt: skip


def _values(evidence: Evidence, claim: Told) -> dict[str, float]:
    """The values compared, by unit or detail; what has none must be told as missing or withheld, each as it is."""
    basis, day = claim.get("basis", {}), claim.get("day", "")
    values = {}
    for key in _compared(evidence, claim):
        by_detail = claim.get("along") == "detail"
        unit, detail = (claim["units"][0], key) if by_detail else (key, "")
        found = measured(evidence, claim, unit, day, detail)
        if found.value is not None:
            values[key] = found.value
            continue
        state = "withheld" if found.withheld else "missing"
        if "among" in claim and key not in basis.get(state, []):
            raise Unproved(f"{key} is {state}, and is not told to be")
    return values


def _compared(evidence: Evidence, claim: Told) -> Sequence[str]:
    """What is compared; a claim that lists none compares all units of the period."""
    return claim.get("among") or evidence.places.units


def _over_all(evidence: Evidence, claim: Told, held: int) -> None:
    """A statement over some of the units says of how many."""
    if claim.get("along") == "detail" or not set(_compared(evidence, claim)) <= set(evidence.places.units):
        return
    every = len(_due(evidence, claim))
    _covers(claim, (held, every) if held < every else (0, 0))


def _due(evidence: Evidence, claim: Told) -> set[str]:
    """The units that a claim over units should be of: all; of criteria and flags those with figures of their own."""
    every = set(evidence.places.units)
    if claim.get("counts") not in NOT_ADDED or not claim.get("day"):
        return every
    keys = [(*term.partition("/")[::2], claim["day"]) for term in claim["part"]]
    held = {unit for key in keys for version, unit in evidence.rows.get(key, {}) if version == evidence.places.boundary}
    return every & held | set(claim["among"])


def _covers(claim: Told, partial: tuple[int, int]) -> None:
    basis = claim.get("basis", {})
    told = basis.get("covered", 0), basis.get("due", 0)
    if told != partial:
        raise Unproved(f"it is of {_of(partial)}, told {_of(told)}")


def _of(partial: tuple[int, int]) -> str:
    return f"{partial[0]} of {partial[1]} units" if partial[1] else "all units"


def _state(claim: Told, found: Found) -> str:
    """The state of what is told, which must be that of the figures."""
    zero = bool(claim.get("base")) and found.base == 0
    actual = "known" if found.value is not None else "not applicable" if zero else "missing"
    if actual == "missing" and found.withheld and not found.partial[1]:
        actual = "withheld"
    if claim["state"] != actual:
        raise Unproved(f"the figure is {actual}, told to be {claim['state']}")
    return actual


def _same(claim: Told, role: str, found: float | None) -> None:
    told = claim.get("numbers", {}).get(role)
    if not agree(told, found):
        raise Unproved(f"{role} is {found}, told {told}")


def _directed(claim: Told, found: str) -> None:
    if claim.get("direction", "") != found:
        raise Unproved(f"it is {found or 'not known'!r}, told {claim.get('direction', '')!r}")


def _kind(claim: Told) -> str:
    return {"VND": "VND", "points": "points", "share": "rate"}.get(claim.get("counts", ""), "count")


def _give(numbers: ProvedNumbers, claim: Told, found: Found) -> None:
    if found.value is not None and is_rate(claim):
        numbers.give("rate", found.value * 100)
    elif found.value is not None:
        numbers.give(_kind(claim), abs(found.value))
    if claim.get("base"):
        numbers.give(_kind(claim), found.part, found.base)
    numbers.give("count", *found.partial, len(claim["units"]), *(claim.get("basis", {}).get(name) for name in ("covered", "due")))  # fmt: skip
