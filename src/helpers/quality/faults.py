"""What a rule hands back: which row is at fault, under which code, and the words of its sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from helpers.quality.figures import name_of, split_name
from helpers.vocabulary.catalogue import detail_label, indicators
from helpers.vocabulary.findings import finding, finding_types, findings_frame
from helpers.vocabulary.language import LANGUAGES, format_date, format_number, format_points, format_share

Words = dict[str, str]  # one text per language
AS_PRINTED = {"vi": ", theo nguồn", "en": ", as printed"}  # the sentence says so itself
ADDRESS = ["workbook", "sheet", "cell", "unit", "boundary", "indicator", "detail", "printed"]


@dataclass(frozen=True)
class Fault:
    """One breach of a rule.

    row: label in the observations' index, or None with an `address` of its own for what is not there.
    words: fill the sentence's template; a mapping holds one text per language.
    """

    code: str
    row: Any
    expected: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    address: dict[str, str] = field(default_factory=dict)

    @property
    def rejects(self) -> bool:
        """Whether the figure is rejected: the code's severity is error."""
        return finding_types()[self.code].severity == "error"


def label(name: str) -> Words:
    """What a figure is called, for a reader: 'Diễn biến hộ nghèo: Đầu kỳ'."""
    indicator, detail = split_name(name)
    entry = indicators().get(indicator)
    if entry is None:
        return dict.fromkeys(LANGUAGES, name)
    names = {lang: entry.label[lang].removesuffix(AS_PRINTED[lang]) for lang in LANGUAGES}
    if not detail:
        return names
    told = {lang: detail_label(entry.details, detail, lang) if entry.details else detail for lang in LANGUAGES}
    return {lang: f"{names[lang]}: {told[lang]}" for lang in LANGUAGES}


def figure(value: float, name: str) -> Words:
    """A value as a reader writes it, in the measure of the figure: '1.731', '22,38%', '13,62 điểm %'."""
    entry = indicators().get(split_name(name)[0])
    measure = entry.measure if entry else ""
    written = {"share": format_share, "points": format_points}.get(measure)
    return {lang: written(value, lang) if written else plain(value, lang) for lang in LANGUAGES}


def number(value: float) -> Words:
    """A number in both languages."""
    return {lang: plain(value, lang) for lang in LANGUAGES}


def signed(value: float) -> Words:
    """A number with its sign: '+2', '−40'."""
    return {lang: f"{'−' if value < 0 else '+'}{plain(abs(value), lang)}" for lang in LANGUAGES}


def plain(value: float, lang: str) -> str:
    """A number with as many decimals as it has, at most two."""
    decimals = next((places for places in (0, 1) if abs(value - round(value, places)) < 0.005), 2)
    return format_number(value, lang, decimals)


def day(when: date) -> Words:
    """A date in both languages."""
    return {lang: format_date(when, lang) for lang in LANGUAGES}


def listed(names: Iterable[str]) -> Words:
    """Names of figures, joined."""
    labels = [label(name) for name in names]
    return {lang: "; ".join(text[lang] for text in labels) for lang in LANGUAGES}


def findings_of(
    faults: Iterable[Fault], observations: pd.DataFrame, place: Callable[[str, str], Words]
) -> pd.DataFrame:
    """Findings with the addresses of their rows. place: name of a unit by code and boundary."""
    faults = list(faults)
    labels = [fault.row for fault in faults if fault.row is not None]
    rows = iter(observations.loc[labels, ADDRESS].to_dict("records"))
    return findings_frame(_finding(fault, next(rows) if fault.row is not None else {}, place) for fault in faults)


def _finding(fault: Fault, row: dict[str, str], place: Callable[[str, str], Words]) -> dict[str, str]:
    row = dict.fromkeys(ADDRESS, "") | row | fault.address
    words: dict[str, Any] = {"place": place(row["unit"], row["boundary"])}
    words["what"] = label(name_of(row["indicator"], row["detail"]))
    return finding(fault.code, **words | row | {"expected": fault.expected} | fault.words)
