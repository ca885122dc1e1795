"""The rules within a period: how each kind of entry in `rules.toml` is tested. Each check yields faults, changes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from helpers.quality.faults import Fault, figure, label, listed, number, signed
from helpers.quality.figures import Figures

Rule = Mapping[str, Any]
NAMES = {"whole", "part", "parts", "needs", "without"}  # entries of a rule that name figures
COUNT_SLACK = 0.5  # counts are whole; anything nearer than this is binary noise
SHARE_OF_AMOUNT = 1e-6  # money in million VND carries noise of conversion


@lru_cache(maxsize=1)
def rules() -> Mapping[str, list[Rule]]:
    """The entries of `rules.toml` by kind."""
    return tomllib.loads(files("helpers.quality").joinpath("rules.toml").read_text(encoding="utf-8"))


def within_period(figures: Figures) -> Iterator[Fault]:
    """Faults of every rule that looks at one unit on one day."""
    for kind, check in _CHECKS.items():
        for rule in rules().get(kind, []):
            yield from check(figures, rule)


def expand(figures: Figures, rule: Rule, whole: str) -> Iterator[Rule]:
    """The rule once, or once for each detail that the whole is given with, where the rule says `by_detail`."""
    if not rule.get("by_detail"):
        yield rule
        return
    for name in figures.members(rule[whole]):
        detail = name.partition("/")[2]
        yield {key: _with_detail(entry, detail) if key in NAMES else entry for key, entry in rule.items()}


def _with_detail(entry: str | list[str], detail: str) -> str | list[str]:
    return [f"{name}/{detail}" for name in entry] if isinstance(entry, list) else f"{entry}/{detail}"


def check_sum(figures: Figures, rule: Rule) -> Iterator[Fault]:
    """whole = signed sum of parts; the sentence shows the terms, the sum and the residual (whole - sum)."""
    for entry in expand(figures, rule, "whole"):
        parts = entry.get("parts") or [f"+{name}" for name in figures.members(entry["members"])]
        terms = [(-1 if part[0] == "-" else 1, part[1:]) for part in parts]
        applies = (
            figures.all(entry.get("needs", []))
            & ~figures.any(entry.get("without", []))
            & figures.any(n for _, n in terms)
        )
        total = sum((sign * np.nan_to_num(figures.values(name)) for sign, name in terms), np.zeros(figures.count))
        whole = figures.values(entry["whole"])
        for group in np.flatnonzero(applies & (np.abs(whole - total) > COUNT_SLACK)):
            yield _sum_fault(figures, entry, terms, int(group), float(whole[group]), float(total[group]))


def _sum_fault(
    figures: Figures, rule: Rule, terms: list[tuple[int, str]], group: int, whole: float, total: float
) -> Fault:
    given = [(sign, name) for sign, name in terms if np.isfinite(figures.values(name)[group])]
    absent = [name for _, name in terms if not np.isfinite(figures.values(name)[group])]
    words = {
        "whole": number(whole),
        "sum": number(total),
        "terms": _written_terms([(sign, float(figures.values(name)[group])) for sign, name in given]),
        "residual": signed(whole - total),
        "absent": _absent(absent),
    }
    return Fault(rule["code"], _row(figures, rule["whole"], group), expected=number(total)["vi"], words=words)


def _written_terms(terms: list[tuple[int, float]]) -> dict[str, str]:
    """'21.989 − 6.782 + 169', in each language."""
    text = {}
    for lang in ("vi", "en"):
        joined = " ".join(f"{'−' if sign < 0 else '+'} {number(value)[lang]}" for sign, value in terms)
        text[lang] = joined.removeprefix("+ ")
    return text


def _absent(names: list[str]) -> dict[str, str]:
    """A remark on the terms that are not given, or nothing."""
    if not names:
        return {"vi": "", "en": ""}
    text = listed(names)
    return {"vi": f" (không có số liệu: {text['vi']})", "en": f" (not given: {text['en']})"}


def check_part(figures: Figures, rule: Rule) -> Iterator[Fault]:
    """part <= whole; where either may be wrong (`reject = "both"`) each of the two is a fault."""
    for entry in expand(figures, rule, "part"):
        for part in figures.members(entry["part"]) if entry.get("members") else [entry["part"]]:
            values, whole = figures.values(part), figures.values(entry["whole"])
            slack = COUNT_SLACK + SHARE_OF_AMOUNT * np.abs(np.nan_to_num(whole))
            for group in np.flatnonzero(values > whole + slack):
                yield from _part_faults(figures, entry, part, int(group))


def _part_faults(figures: Figures, rule: Rule, part: str, group: int) -> Iterator[Fault]:
    value, whole = figures.values(part)[group], figures.values(rule["whole"])[group]
    words = {
        "part": label(part),
        "value": figure(value, part),
        "whole": label(rule["whole"]),
        "limit": figure(whole, rule["whole"]),
    }
    yield Fault(rule["code"], _row(figures, part, group), expected=f"≤ {words['limit']['vi']}", words=words)
    if rule.get("reject") == "both":
        yield Fault(
            rule["code"], _row(figures, rule["whole"], group), expected=f"≥ {words['value']['vi']}", words=words
        )


def check_multiple(figures: Figures, rule: Rule) -> Iterator[Fault]:
    """at_least * of <= count <= at_most * of."""
    count, of = figures.values(rule["count"]), figures.values(rule["of"])
    least = of * rule.get("at_least", 0)
    most = of * rule["at_most"] if "at_most" in rule else np.full(figures.count, np.inf)
    with np.errstate(invalid="ignore"):
        wrong = (count < least - COUNT_SLACK) | (count > most + COUNT_SLACK)
    for group in np.flatnonzero(wrong & (of > 0)):
        low = count[group] < least[group]
        bound = least[group] if low else most[group]
        words = {
            "count": number(count[group]),
            "of": label(rule["of"]),
            "number": number(of[group]),
            "times": number(rule["at_least"] if low else rule["at_most"]),
            "bound": number(bound),
            "side": {"vi": "ít nhất", "en": "at least"} if low else {"vi": "nhiều nhất", "en": "at most"},
        }
        sign = "≥" if low else "≤"
        yield Fault(rule["code"], _row(figures, rule["count"], int(group)), f"{sign} {words['bound']['vi']}", words)


def check_same(figures: Figures, rule: Rule) -> Iterator[Fault]:
    """left = right; the residual is left - right."""
    left, right = figures.values(rule["left"]), figures.values(rule["right"])
    for group in np.flatnonzero(np.abs(left - right) > COUNT_SLACK):
        other = figures.observations.iloc[figures.rows(rule["right"])[group]]
        words = {
            "value": number(left[group]),
            "other": label(rule["right"]),
            "right": number(right[group]),
            "residual": signed(left[group] - right[group]),
            "where": address(other),
        }
        yield Fault(rule["code"], _row(figures, rule["left"], int(group)), words["right"]["vi"], words)


def address(row: Mapping[str, Any]) -> str:
    """Where a figure stands: 'returns.xlsx, Sheet1!C12'."""
    place = f"{row['sheet']}!{row['cell']}" if row["sheet"] else str(row["cell"])
    return f"{row['workbook']}, {place}" if row["workbook"] else place


def _row(figures: Figures, name: str, group: int) -> Any:
    """The observations' label of a figure."""
    return figures.observations.index[figures.rows(name)[group]]


_CHECKS: Mapping[str, Callable[[Figures, Rule], Iterator[Fault]]] = {
    "sum": check_sum,
    "part": check_part,
    "multiple": check_multiple,
    "same": check_same,
}
