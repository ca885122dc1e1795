"""The indicator catalogue: what each figure is, in which measure, and how rates follow from counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from helpers.vocabulary.errors import UsageError, did_you_mean
from helpers.vocabulary.pack import entries
from helpers.vocabulary.words import Words

KINDS = ("count", "amount", "flag", "printed", "rate")
DURATIONS = ("stock", "flow")


@dataclass(frozen=True)
class Indicator:
    """An entry of `indicators.toml`.

    kind: `count` and `amount` are stored and, if additive, add up over units; `flag` is 0 or 1; `printed` is a rate or
    change as printed, kept to be checked; `rate` is computed from `numerator` / `denominator` and never stored.
    measure: households, persons, VND, works, criteria, communes, products, share (0-1) or points.
    duration: `stock` describes one day, `flow` all days from `start` to `as_of`, which are part of its key.
    breaks: first years of a new definition; no comparison crosses one.
    """

    id: str
    kind: str
    measure: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    source: str = ""
    additive: bool = False
    numerator: str = ""
    denominator: str = ""
    sensitive: bool = False
    duration: str = "stock"
    breaks: tuple[int, ...] = ()
    details: str = ""

    @property
    def parts(self) -> frozenset[str]:
        """The indicators that a rate is computed from; none for what is stored."""
        return frozenset(re.findall(r"\w+", f"{self.numerator} {self.denominator}"))


@dataclass(frozen=True)
class Catalogue:
    """The catalogue as read: indicators by id and code lists by name."""

    indicators: Mapping[str, Indicator]
    codelists: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The shipped catalogue, read once."""
    data = entries("indicators.toml")
    lists = {name: {code: Words(words) for code, words in each.items()} for name, each in data["codelist"].items()}
    return Catalogue({id: _indicator(id, entry) for id, entry in data["indicator"].items()}, lists)


def _indicator(id: str, given: dict[str, Any]) -> Indicator:
    entry = dict(given)
    label = Words(vi=entry.pop("vi"), en=entry.pop("en"))
    definition = Words(vi=entry.pop("definition_vi", ""), en=entry.pop("definition_en", ""))
    entry["breaks"] = tuple(entry.get("breaks", ()))
    entry.setdefault("additive", entry["kind"] in {"count", "amount"})
    return Indicator(id=id, label=label, definition=definition, **entry)


def indicators() -> Mapping[str, Indicator]:
    """Every indicator by id."""
    return catalogue().indicators


def indicator(id: str) -> Indicator:
    """The indicator of an id. Raises UsageError with the nearest one."""
    known = indicators()
    if id not in known:
        raise UsageError(f'Unknown indicator "{id}".{did_you_mean(id, known)} docs/data-dictionary.md lists them all.')
    return known[id]


def codelist(name: str) -> Mapping[str, Mapping[str, str]]:
    """Members of a code list in order: code to label in each language."""
    return catalogue().codelists[name]


def detail_label(name: str, detail: str, lang: str) -> str:
    """Label of a detail; parts of a compound one (`1719/investment/current`) are joined by ', '."""
    members = codelist(name)
    parts = [detail] if detail in members else detail.split("/")
    return ", ".join(members[part][lang] if part in members else part for part in parts)
