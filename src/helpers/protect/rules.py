"""The relations between figures as `relations.toml` writes them, parsed into terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from helpers.vocabulary.pack import entries

_TERM = re.compile(r"([+-]?)\s*(?:(\d+)\s+)?([a-z_]+)(?::([\w/*?]+))?(@previous)?\s*")
_SIDES = re.compile(r"\s*(<=|>=|=)\s*")


@dataclass(frozen=True)
class Term:
    """A figure in a relation: `coefficient` times it; detail `*` is the sum of all, `?` each in turn."""

    coefficient: int
    indicator: str
    detail: str = ""
    previous: bool = False


@dataclass(frozen=True)
class Rule:
    """Terms that add up to zero (`bounded` false), or to a rest of at least zero (`bounded` true).

    `integer`: the rest is a whole number. `rest`, `parts`, `complete` and `holds` are explained in relations.toml.
    """

    id: str
    terms: tuple[Term, ...]
    bounded: bool = False
    integer: bool = True
    rest: str = ""
    parts: bool = False
    complete: bool = False
    holds: bool = False


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule of relations.toml, one for each word of its `each`."""
    return tuple(rule for entry in _data()["relation"] for rule in _rules(entry))


@lru_cache(maxsize=1)
def money_links() -> tuple[tuple[str, str], ...]:
    """Pairs of an amount and the count that it would give away, from relations.toml."""
    return tuple((entry["amount"], entry["count"]) for entry in _data()["money"])


def _data() -> dict[str, Any]:
    return entries("relations.toml")


def _rules(entry: dict[str, Any]) -> Iterator[Rule]:
    options = {name: entry[name] for name in ("rest", "parts", "complete", "holds") if name in entry}
    for word in entry.get("each", [""]):
        yield parse(entry["id"], entry["rule"].replace("{}", word), **options)


def parse(id: str, text: str, **options: Any) -> Rule:
    """The rule of a text such as `a + b = c` or `part <= whole`. Raises ValueError where it cannot be read.

    Written as whole - parts: for `=` and `>=` the left side comes first with plus, for `<=` the right side.
    """
    left, sign, right = _SIDES.split(text)
    first, second = (right, left) if sign == "<=" else (left, right)
    return Rule(id, (*_terms(first, 1), *_terms(second, -1)), bounded=sign != "=", **options)


def _terms(text: str, sign: int) -> tuple[Term, ...]:
    found, position = [], 0
    while position < len(text):
        match = _TERM.match(text, position)
        if not match or match.end() == position:
            raise ValueError(f'Cannot read "{text[position:]}" of "{text}".')
        minus, times, indicator, detail, previous = match.groups()
        coefficient = sign * int(times or 1) * (-1 if minus == "-" else 1)
        found.append(Term(coefficient, indicator, detail or "", bool(previous)))
        position = match.end()
    if not found:
        raise ValueError("A side of the relation has no terms.")
    return tuple(found)
