"""The numbers of a sentence, each with the figures behind it that one of the sentence's claims names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol

from helpers.report.claims import Claim, Ground
from helpers.report.claims.basis import days_of
from helpers.report.lineage import Numbers, gives
from helpers.report.markup import escape
from helpers.report.origins import Origin
from helpers.vocabulary.state import State

#: Days are no figures: 31/12/2023, 31 December 2023.
_DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} [A-Z][a-z]+ \d{4}"
_SCALES = {"tỷ": 1e9, "triệu": 1e6, "billion": 1e9, "million": 1e6}


@dataclass(frozen=True)
class Token:
    """A number as written: where it stands, its value, and half of its last decimal."""

    start: int
    end: int
    value: float
    tolerance: float


def spoken_html(text: str, claims: Sequence[Claim], ground: Ground, numbers: Numbers, names: Sequence[str] = ()) -> str:
    """The sentence with each number that a claim tells made one that opens; others stay plain text.

    names: what the claims measure, in words: a number in them ('dưới 1 ha') is none of a claim.
    """
    parts, at = [], 0
    named = [found.span() for name in names if name for found in re.finditer(re.escape(name), text, re.IGNORECASE)]
    for token in tokens(text, numbers.tell.t.lang) if claims else ():
        is_named = any(start <= token.start < end for start, end in named)
        found = None if is_named else _behind(token, claims, ground)
        if found is not None:
            parts.append(escape(text[at : token.start]))
            parts.append(numbers.html(text[token.start : token.end], token.value, *found))
            at = token.end
    return "".join(parts) + escape(text[at:])


def tokens(text: str, lang: str) -> Iterator[Token]:
    """The numbers of a text in a language's notation; days are left out, shares count as 0-1, money in VND."""
    group, point = get_group_symbol(lang), get_decimal_symbol(lang)
    for found in _pattern(group, point).finditer(text):
        if not found["number"]:
            continue
        digits = found["number"].replace(group, "").replace(point, ".")
        scale = 0.01 if found["percent"] else _SCALES.get(found["scale"] or "", 1.0)
        step = scale * 10.0 ** -len(digits.partition(".")[2])
        end = found.end("percent") if found["percent"] else found.end("number")
        is_whole = scale == step == 1  # a count: nothing was rounded
        yield Token(found.start("number"), end, float(digits) * scale, 0.0 if is_whole else step / 2 * 1.000001)


@lru_cache(maxsize=8)
def _pattern(group: str, point: str) -> re.Pattern[str]:
    number = rf"(?<![\w{re.escape(point)}])\d+(?:{re.escape(group)}\d{{3}})*(?:{re.escape(point)}\d+)?(?!\w)"
    return re.compile(rf"{_DAY}|(?P<number>{number})(?P<percent>%)?(?:\s(?P<scale>{'|'.join(_SCALES)})\b)?")


def _behind(token: Token, claims: Sequence[Claim], ground: Ground) -> tuple[Origin, bool] | None:
    """The figures behind a number, and whether they give it by themselves; None if no claim tells the number."""
    telling = [(claim, slack) for claim in claims if (slack := _slack(token, claim)) is not None]
    for claim, slack in telling:
        for origin in _origins(claim, ground):
            sides = (Origin(origin.observations), Origin(origin.divided_by), origin)
            exact = next((side for side in sides if gives(side, token.value, slack)), None)
            if exact is not None:
                return exact, True
    if not telling:
        return None
    known = {id(row): row for origin in _origins(telling[0][0], ground) for row in origin.all}
    return Origin(tuple(known.values())), False


def _slack(token: Token, claim: Claim) -> float | None:
    """What rounding may have taken from the number that the claim tells, such as hectares; None if it tells another."""
    for value in _told(claim):
        is_rounded = not (claim.measure.base or float(value).is_integer())
        slack = token.tolerance or (0.5 if is_rounded else 0.0)
        if abs(abs(value) - token.value) <= max(slack, 1e-9):
            return slack
    return None


def _told(claim: Claim) -> list[float]:
    """Every number that words may print of a claim."""
    return [*claim.numbers.values(), *(value for _, value in claim.members)]


def _origins(claim: Claim, ground: Ground) -> Iterator[Origin]:
    """What stands behind a claim: unit by unit and day by day, then all units of a day together."""
    details = [code for code, _ in claim.members] if claim.along == "detail" else [""]
    days = dict.fromkeys(day for term in claim.measure.part for day in (*days_of(term, claim), claim.since) if day)
    single = [
        (day, [_rows(side, unit, day, detail, ground) for side in (claim.measure.part, claim.measure.base)])
        for day in days
        for unit in ground.units_of(claim)
        for detail in details
    ]
    yield from (Origin(*sides) for _, sides in single)
    for day in days:
        together = [sides for at, sides in single if at == day]
        above, below = (tuple(row for sides in together for row in sides[place]) for place in (0, 1))
        yield Origin(above, below)


def _rows(terms: Sequence[str], unit: str, day: date, detail: str, ground: Ground) -> tuple[Any, ...]:
    """The known figures of terms of a unit on a day; those of the units merged into it where it has none."""
    found = (row for term in terms for row in ground.rows(term.format(detail=detail), unit, day))
    return tuple(row for row in found if row.state == State.KNOWN)
