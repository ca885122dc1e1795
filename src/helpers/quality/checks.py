"""The identities within a period: how each kind is tested on returns. Each check yields faults, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from helpers.quality.faults import Fault, figure, label, listed, number, plain, signed
from helpers.quality.figures import Figures, split_name
from helpers.vocabulary.identities import EACH, EVERY, Identity, identities
from helpers.vocabulary.language import LANGUAGES

COUNT_SLACK = 0.5  # counts are whole; anything nearer than this is binary noise
SHARE_OF_AMOUNT = 1e-6  # money in million VND carries noise of conversion


def within_period(figures: Figures) -> Iterator[Fault]:
    """Faults of every identity that looks at one unit on one day and names a finding for it."""
    for identity in identities():
        if identity.check and identity.kind in _CHECKS:
            for each in expand(figures, identity):
                yield from _CHECKS[identity.kind](figures, each)


def expand(figures: Figures, identity: Identity) -> Iterator[Identity]:
    """The identity once, or once for each detail that its first figure of every detail (`?`) is given with."""
    wild = [term.indicator for term in (*identity.left, *identity.right) if term.detail == EACH]
    if not wild:
        yield identity
    for name in figures.members(wild[0]) if wild else []:
        yield identity.of(split_name(name)[1])


def check_sum(figures: Figures, identity: Identity) -> Iterator[Fault]:
    """whole = signed sum of parts; the sentence shows the terms, the sum and the residual (whole - sum)."""
    terms: list[tuple[int, str]] = []
    for term in identity.right:
        names = figures.members(term.indicator) if term.detail == EVERY else [term.name]
        terms += [(term.coefficient, name) for name in names]
    needs = [name for _, name in terms] if identity.complete else identity.needs
    applies = figures.on(identity) & figures.all(needs) & ~figures.any(identity.unless)
    applies &= figures.any(name for _, name in terms)
    total = sum((times * np.nan_to_num(figures.values(name)) for times, name in terms), np.zeros(figures.count))
    whole = figures.values(identity.left[0].name)
    for group in np.flatnonzero(applies & (np.abs(whole - total) > COUNT_SLACK)):
        yield _sum_fault(figures, identity, terms, int(group), float(whole[group]), float(total[group]))


def _sum_fault(
    figures: Figures, identity: Identity, terms: list[tuple[int, str]], group: int, whole: float, total: float
) -> Fault:
    given = [(times, name) for times, name in terms if np.isfinite(figures.values(name)[group])]
    absent = [name for _, name in terms if not np.isfinite(figures.values(name)[group])]
    words = {
        "whole": number(whole),
        "sum": number(total),
        "terms": _written_terms([(times, float(figures.values(name)[group])) for times, name in given]),
        "residual": signed(whole - total),
        "absent": _absent(absent),
    }
    row = _row(figures, identity.left[0].name, group)
    return Fault(identity.check, row, expected=number(total)["vi"], words=words)


def _written_terms(terms: list[tuple[int, float]]) -> dict[str, str]:
    """'21.989 − 6.782 + 169', in each language."""
    return {
        lang: " ".join(f"{'−' if sign < 0 else '+'} {plain(value, lang)}" for sign, value in terms).removeprefix("+ ")
        for lang in LANGUAGES
    }


def _absent(names: list[str]) -> dict[str, str]:
    """A remark on the terms that are not given, or nothing."""
    if not names:
        return {"vi": "", "en": ""}
    text = listed(names)
    return {"vi": f" (không có số liệu: {text['vi']})", "en": f" (not given: {text['en']})"}


def check_part(figures: Figures, identity: Identity) -> Iterator[Fault]:
    """part <= whole; where either may be wrong (`reject = "both"`) each of the two is a fault."""
    part, of = identity.left[0].name, identity.right[0].name
    values, whole = figures.values(part), figures.values(of)
    slack = COUNT_SLACK + SHARE_OF_AMOUNT * np.abs(np.nan_to_num(whole))
    for group in np.flatnonzero(figures.on(identity) & (values > whole + slack)):
        yield from _part_faults(figures, identity, int(group))


def _part_faults(figures: Figures, identity: Identity, group: int) -> Iterator[Fault]:
    part, whole = identity.left[0].name, identity.right[0].name
    words = {
        "part": label(part),
        "value": figure(figures.values(part)[group], part),
        "whole": label(whole),
        "limit": figure(figures.values(whole)[group], whole),
    }
    yield Fault(identity.check, _row(figures, part, group), expected=f"≤ {words['limit']['vi']}", words=words)
    if identity.reject == "both":
        yield Fault(identity.check, _row(figures, whole, group), expected=f"≥ {words['value']['vi']}", words=words)


def check_bound(figures: Figures, identity: Identity) -> Iterator[Fault]:
    """A multiple of one figure bounds another from below or above."""
    (left,), (right,) = identity.left, identity.right
    low = left.coefficient > 1
    base, count = (left, right) if low else (right, left)
    of, values = figures.values(base.name), figures.values(count.name)
    bound = base.coefficient * of
    beyond = (bound - values if low else values - bound) > COUNT_SLACK
    for group in np.flatnonzero(figures.on(identity) & beyond & (of > 0)):
        words = {
            "count": number(values[group]),
            "of": label(base.name),
            "number": number(of[group]),
            "times": number(base.coefficient),
            "bound": number(bound[group]),
            "side": {"vi": "ít nhất", "en": "at least"} if low else {"vi": "nhiều nhất", "en": "at most"},
        }
        sign = "≥" if low else "≤"
        row = _row(figures, count.name, int(group))
        yield Fault(identity.check, row, f"{sign} {words['bound']['vi']}", words)


def check_between_forms(figures: Figures, identity: Identity) -> Iterator[Fault]:
    """left = right; the residual is left - right."""
    one, two = identity.left[0].name, identity.right[0].name
    left, right = figures.values(one), figures.values(two)
    for group in np.flatnonzero(figures.on(identity) & (np.abs(left - right) > COUNT_SLACK)):
        other = figures.observations.iloc[figures.rows(two)[group]]
        words = {
            "value": number(left[group]),
            "other": label(two),
            "right": number(right[group]),
            "residual": signed(left[group] - right[group]),
            "where": address(other),
        }
        yield Fault(identity.check, _row(figures, one, int(group)), words["right"]["vi"], words)


def address(row: Mapping[str, Any]) -> str:
    """Where a figure stands: 'returns.xlsx, Sheet1!C12'."""
    place = f"{row['sheet']}!{row['cell']}" if row["sheet"] else str(row["cell"])
    return f"{row['workbook']}, {place}" if row["workbook"] else place


def _row(figures: Figures, name: str, group: int) -> Any:
    """The observations' label of a figure."""
    return figures.observations.index[figures.rows(name)[group]]


_CHECKS: Mapping[str, Callable[[Figures, Identity], Iterator[Fault]]] = {
    "sum": check_sum,
    "part": check_part,
    "bound": check_bound,
    "between_forms": check_between_forms,
}
