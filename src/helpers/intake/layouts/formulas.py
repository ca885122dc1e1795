"""Formulas in the index row of a form (`9=1-2-3-4+5+6+7+8`), as the identities and rates give them."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.vocabulary.identities import EVERY, Identity, Term, identities, rates

Figure = tuple[str, str]  # indicator and detail
_MOST_TERMS = 10  # a longer sum is written 1+…+19


def formula(figure: Figure, numbers: Mapping[Figure, int]) -> str:
    """How a column is calculated from the other columns of its form, by their numbers; '' where nothing says it."""
    indicator, detail = figure
    if indicator in rates():
        ends = [numbers.get((end, detail)) for end in (rates()[indicator].numerator, rates()[indicator].denominator)]
        return "" if None in ends else f"{ends[0]}/{ends[1]}*100"
    sums = (each.of(detail) for each in identities() if each.kind == "sum" and indicator in each.indicators)
    return next((text for text in (_solved(each, figure, numbers) for each in sums) if text), "")


def _solved(identity: Identity, figure: Figure, numbers: Mapping[Figure, int]) -> str:
    """The identity solved for one figure, if the form has all of its terms."""
    signs = {key: term.coefficient for term in identity.terms for key in _figures(term, numbers)}
    own = signs.pop(figure, 0)
    if not own or not signs or any(key not in numbers for key in signs):
        return ""
    in_order = sorted(signs.items(), key=lambda each: numbers[each[0]])
    return _written({numbers[key]: -sign * own for key, sign in in_order})


def _figures(term: Term, numbers: Mapping[Figure, int]) -> list[Figure]:
    if term.detail != EVERY:
        return [(term.indicator, term.detail)]
    return [(indicator, detail) for indicator, detail in numbers if indicator == term.indicator and detail]


def _written(signs: Mapping[int, int]) -> str:
    if len(signs) > _MOST_TERMS and set(signs.values()) == {1}:
        return f"{min(signs)}+…+{max(signs)}"
    return "".join(f"{'+' if sign > 0 else '-'}{number}" for number, sign in signs.items()).removeprefix("+")
